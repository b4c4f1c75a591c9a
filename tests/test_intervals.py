"""Intervals for one wave: `findings/intervals.py`."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import draw
from scipy.special import stdtrit

import sysmap as sm


def test_columns_and_measures_are_those_agreed(small):
    found = sm.integration(small, draws=0).intervals()
    assert list(found.columns) == ["value", "se", "low", "high", "caveat"]
    assert list(found.index) == list(sm.integration(small, draws=0).to_frame().index)


def test_the_interval_of_mean_partners_is_that_of_leaving_each_organisation_out_in_turn():
    # A path of four: without an end two ties are left of three organisations, without a middle one tie.
    system = draw("A-B B-C C-D", A="NHS", B="NHS", C="Police", D="Police")
    row = sm.integration(system, "mean_partners", draws=0).intervals().loc["mean_partners"]
    left = np.array([4 / 3, 2 / 3, 2 / 3, 4 / 3])
    error = math.sqrt(3 / 4 * ((left - left.mean()) ** 2).sum())
    assert row["se"] == pytest.approx(error)
    assert row["high"] - row["value"] == pytest.approx(stdtrit(3, 0.975) * error)
    assert row["value"] - row["low"] == pytest.approx(stdtrit(3, 0.975) * error)


def test_the_caveat_names_whom_the_organisations_would_stand_for(small):
    found = sm.integration(small, "density", draws=0).intervals()
    assert "stand for a wider set of organisations like them" in found.at["density", "caveat"]


def test_measures_of_the_records_have_no_interval(small):
    row = sm.integration(small, "response_rate", draws=0).intervals().loc["response_rate"]
    assert row["value"] == 6 / 8
    assert math.isnan(row["se"])


def test_under_non_response_the_density_between_has_a_range(small):
    found = sm.integration(small, ["cross_density", "density"], draws=0).intervals()["caveat"]
    # E and H were silent: one pair between sectors could not be reported, 5 or 6 of 21.
    assert "from 0.238 to 0.286" in found["cross_density"]
    assert "no range can be given" in found["density"]
    assert found["density"].endswith("6 of 8 asked have answered (75 %). Silent: Police 1, Voluntary 1.")


def test_what_is_not_defined_without_an_organisation_has_no_interval():
    system = draw("A-B", A="NHS", B="Police", C="NHS")
    row = sm.integration(system, "ei_index", draws=0).intervals().loc["ei_index"]
    assert row["value"] == 1
    assert math.isnan(row["low"])
