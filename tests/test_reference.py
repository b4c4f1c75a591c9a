"""Published records and the values that other programs give for them. They may not be passed on.

They are read from ``../shared`` beside the repository, or from the folder that ``SYSMAP_REFERENCE`` names.
"""

from __future__ import annotations

import json
import math
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import sysmap as sm

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SYSMAP_REFERENCE", ROOT.parent / "shared"))
# SYSMAP_REFERENCE may name the folder of the sets or the one that holds it.
DATA = SHARED / "data" if (SHARED / "data").is_dir() else SHARED
DRAWS = 5_000
SETS = ("tc_indiana", "emon_texas", "chemnet", "hightech", "lhds", "eies", "southern_women")


def variants() -> list[Any]:
    """List every set and variant for which values are known."""
    found = []
    for file in sorted(DATA.glob("*/expected.json")):
        known = json.loads(file.read_text(encoding="utf-8"))
        found += [
            pytest.param(file.parent.name, place, id=f"{file.parent.name}: {variant['name']}")
            for place, variant in enumerate(known["variants"])
        ]
    return found


@cache
def read(name: str) -> tuple[dict[str, Any], sm.Records]:
    known = json.loads((DATA / name / "expected.json").read_text(encoding="utf-8"))
    return known, sm.read_records(*[DATA / name / file for file in known["files"]], sectors="as written")


@cache
def measured(name: str, place: int) -> tuple[dict[str, Any], sm.SystemMap]:
    known, records = read(name)
    variant = known["variants"][place]
    return variant, sm.build_map(records, **variant["build"])


def apart(found: float, expected: float | None) -> bool:
    if expected is None:
        return not math.isnan(found)
    return not abs(found - expected) <= 1e-9 * max(1, abs(found), abs(expected))


def test_the_reference_sets_are_there() -> None:
    missing = [name for name in SETS if not (DATA / name / "expected.json").is_file()]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"no reference records in {DATA}: set SYSMAP_REFERENCE to their folder")
    assert not missing, f"{DATA} lacks {missing}"


@pytest.mark.parametrize(("name", "place"), variants())
def test_measures_of_the_system_equal_the_reference(name: str, place: int) -> None:
    variant, system = measured(name, place)
    known = variant["system"]
    found = sm.integration(system, known, draws=0).to_frame()["value"]
    assert [
        (measure, found[measure], value) for measure, value in known.items() if apart(found[measure], value)
    ] == []


@pytest.mark.parametrize(("name", "place"), variants())
def test_measures_of_organisations_equal_the_reference(name: str, place: int) -> None:
    variant, system = measured(name, place)
    known = variant["organisations"]
    found = sm.organisation_scores(system, known)
    assert [
        (measure, one, found.at[one, measure], value)
        for measure, values in known.items()
        for one, value in values.items()
        if apart(found.at[one, measure], value)
    ] == []


@pytest.mark.parametrize(("name", "place"), variants())
def test_measures_of_sectors_equal_the_reference(name: str, place: int) -> None:
    variant, system = measured(name, place)
    found = sm.sector_scores(system)
    assert [
        (measure, one, found.at[one, measure], value)
        for measure, values in variant["sectors"].items()
        for one, value in values.items()
        if apart(found.at[one, measure], value)
    ] == []


@pytest.mark.parametrize(("name", "place"), variants())
def test_what_shuffles_give_is_near_the_exact_mean_and_spread(name: str, place: int) -> None:
    variant, system = measured(name, place)
    known = variant.get("chance", {})
    found = sm.integration(system, known, draws=DRAWS).to_frame()["expected"]
    assert [
        (measure, found[measure], exact)
        for measure, exact in known.items()
        if not abs(found[measure] - exact["mean"]) <= 5 * exact["sd"] / math.sqrt(DRAWS) + 1e-12
    ] == []
