"""Surveys in many mixtures of what tools and people do: each is read right or refused, none read wrong."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pandas as pd
import pytest

import sysmap as sm
from tests.depth import times
from tests.survey_exports import variants

HOW_MANY = times(60)
# Of those that are not refused every one is right; and so many are not refused.
SHARE_READ = 0.85


def outcome(export, folder: Path) -> str:
    path = folder / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(export.rows)
    beside = {"partners": pd.DataFrame({"name": export.roster, "sector": "Police"})} if export.roster else {}
    try:
        records = sm.read_records(path, sectors="infer", **export.options, **beside)
    except sm.SysmapError as error:
        return f"refused: {error}"
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    ties = {
        (names[a], names[b], None if strength != strength or strength is None else float(strength))
        for a, b, strength in records.collaborations[["source", "target", "strength"]].itertuples(index=False)
    }
    asked = records.asked
    answered = {names[one] for one in asked.loc[asked["answered"].astype(bool), "organisation"]}
    if ties != export.ties:
        return f"wrong: ties {sorted(ties - export.ties, key=str)} not {sorted(export.ties - ties, key=str)}"
    return "read" if answered == export.answered else f"wrong: answered {answered}, not {export.answered}"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("variants")
    return {export.title: outcome(export, folder) for export in variants(HOW_MANY)}


def test_no_survey_is_read_wrong(outcomes):
    wrong = {title: said for title, said in outcomes.items() if said.startswith("wrong")}
    assert not wrong


def test_most_surveys_are_read(outcomes):
    read = sum(said == "read" for said in outcomes.values())
    said = f"{read} of {len(outcomes)} read, {len(outcomes) - read} refused"
    sys.stdout.write(f"{said}\n")
    assert read >= SHARE_READ * len(outcomes), said
