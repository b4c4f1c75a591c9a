"""How many ties nobody reported: by hand, by simulation, and what the report says of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import agrees, asked, partners, reports

import sysmap as sm
from sysmap.findings.recall import recall, recall_from
from sysmap.pages.report.blocks import Paragraph


def test_worked_by_hand() -> None:
    # 12 reported by both, 8 by one: each end made (24 + 8)/2 = 16 reports.
    found = recall_from(12, 8)
    assert agrees(found.share, 24 / 32)
    assert agrees(found.missed, 17**2 / 13 - 1 - 20)
    spread = math.exp(
        1.959963984540054 * math.sqrt(math.log(1 + (17**2 * 4**2 / (13**2 * 14)) / found.missed**2))
    )
    assert (found.low, found.high) == (math.floor(found.missed / spread), math.ceil(found.missed * spread))
    assert (found.low, found.high) == (0, 8)


def test_where_all_is_confirmed_nothing_is_missing_and_of_few_nothing_is_said() -> None:
    assert (recall_from(9, 0).share, recall_from(9, 0).missed) == (1, 0)
    assert math.isnan(recall_from(9, 0).low)
    assert math.isnan(recall_from(4, 3).share)
    assert math.isnan(recall_from(0, 0).missed)


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_it_finds_what_was_missed_where_its_assumption_holds(share: float) -> None:
    random, ties = np.random.default_rng(round(100 * share)), 150
    one, other = (random.random((400, ties)) < share for _ in range(2))
    both, single = (one & other).sum(axis=1), (one ^ other).sum(axis=1)
    missed = ties - both - single
    found = [recall_from(int(a), int(b)) for a, b in zip(both, single, strict=True)]
    assert np.mean([each.share for each in found]) == pytest.approx(share, abs=0.01)
    assert np.mean([each.missed for each in found] - missed) == pytest.approx(0, abs=1)
    inside = [
        each.low <= there <= each.high
        for each, there in zip(found, missed, strict=True)
        if each.low == each.low
    ]
    assert 0.9 <= np.mean(inside) <= 1


def test_pairs_count_by_kind_where_both_ends_answered(small: sm.SystemMap) -> None:
    # Both ends of AB BC AD BD CD CF DF FG answered; both reported AB AD BD DF. AB, BC and FG are within.
    found = recall(small)
    assert (found["all"].both, found["all"].one) == (4, 4)
    assert (found["within"].both, found["within"].one) == (1, 2)
    assert (found["between"].both, found["between"].one) == (3, 2)


def test_a_pair_that_was_left_blank_does_not_count() -> None:
    def counts(blank: str) -> tuple[int, int]:
        records = sm.read_records(
            partners=partners(dict.fromkeys("ABCD", "NHS")),
            collaborations=reports("A-B:x B-A:x A-C:x", "2024"),
            asked=asked({"2024": "ABCD"}, {}),
        )
        system = sm.build_map(records)
        cells = {"wave": "2024", "source": blank, "target": "A", "kind": "x"}
        left = pd.DataFrame([cells], columns=records.blanks.columns).fillna("")
        found = recall(replace(system, records=replace(records, blanks=left)))
        return found["all"].both, found["all"].one

    assert counts("D") == (1, 1)
    assert counts("C") == (1, 0)


def test_the_report_says_how_many_ties_nobody_reported(riverside_report: sm.Report) -> None:
    said = [
        str(block.text)
        for block in riverside_report.annex.blocks
        if isinstance(block, Paragraph) and "reported by nobody" in str(block.text)
    ]
    assert len(said) == 1
    assert "that both ends could report" in said[0]
