"""Comparisons of simulated systems, against the values that unrelated programs give for them."""

from __future__ import annotations

import json
import math
import os
from functools import cache
from typing import Any

import pytest
from scipy import stats
from test_reference import DATA

import sysmap as sm
from sysmap.findings.comparison.estimating import tests
from sysmap.findings.comparison.estimating.groups import Groups

FOLDER = DATA / "change"
SETS = ("thirty_rise", "thirty_steady", "eighty_drift", "two_hundred_steady", "sixty_silent_merger")
COLUMNS = ("before", "after", "change", "low", "high", "p")
every_set = pytest.mark.parametrize("name", [name for name in SETS if (FOLDER / name).is_dir()])


def test_the_reference_comparisons_are_there() -> None:
    missing = [name for name in SETS if not (FOLDER / name / "expected.json").is_file()]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"no reference comparisons in {FOLDER}: set SYSMAP_REFERENCE to their folder")
    assert not missing, f"{FOLDER} lacks {missing}"


@pytest.fixture(autouse=True)
def no_groups(monkeypatch) -> None:
    """Look for no groups whose ties move together: the reference has the variance without them."""
    monkeypatch.setattr(tests, "groups_of", lambda pairs: Groups())


@cache
def known(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))


@cache
def maps(name: str) -> tuple[sm.SystemMap, sm.SystemMap]:
    records = sm.read_records(FOLDER / name)
    first, second = (sm.build_map(records, wave) for wave in known(name)["waves"])
    return first, second


@cache
def compared(name: str, permutations: int = 0) -> sm.Comparison:
    panel = known(name)["matched_panel"]
    wanted = [panel["primary"], *panel["family"]]
    if permutations:
        wanted = list(dict.fromkeys([*wanted, *panel["tie_level_p"]]))
    return sm.compare(*maps(name), measures=wanted, primary=panel["primary"], permutations=permutations)


@cache
def everything(name: str) -> sm.Comparison:
    """Compare all measures of the reference that the catalogue has."""
    wanted = [measure for measure in known(name)["matched_panel"]["measures"] if measure in sm.catalogue]
    return sm.compare(*maps(name), measures=wanted, permutations=0)


def apart(found: float, expected: float) -> bool:
    return not abs(found - expected) <= 1e-9 * max(1, abs(expected))


@every_set
def test_levels_changes_and_intervals_equal_the_reference(name: str) -> None:
    frame = everything(name).to_frame()
    assert [
        (measure, column, frame.at[measure, column], values[column])
        for measure, values in known(name)["matched_panel"]["measures"].items()
        if measure in frame.index
        for column in COLUMNS
        if column in values and apart(frame.at[measure, column], values[column])
    ] == []


@every_set
def test_the_smallest_detectable_change_is_that_of_t_where_the_reference_has_that_of_a_normal(
    name: str,
) -> None:
    # The reference was made with 2.8 standard errors, what z(0.975) + z(0.80) is without end of a panel.
    # t with one degree of freedom less than the panel takes its place: the smaller the panel, the more.
    frame = everything(name).to_frame()
    measures = known(name)["matched_panel"]["measures"]
    tested = {measure: values for measure, values in measures.items() if "detectable" in values}
    assert tested
    for measure, values in tested.items():
        assert not apart(values["detectable"], 2.8 * values["se"])
        if measure in frame.index:
            errors = stats.t.ppf(0.975, values["dof"]) + stats.t.ppf(0.80, values["dof"])
            assert not apart(frame.at[measure, "detectable"], errors * values["se"])


@every_set
def test_the_p_adjusted_by_holm_equals_the_reference(name: str) -> None:
    frame = compared(name).to_frame()
    assert [
        (measure, frame.at[measure, "p_adjusted"], values["p_adjusted"])
        for measure, values in known(name)["matched_panel"]["measures"].items()
        if "p_adjusted" in values and apart(frame.at[measure, "p_adjusted"], values["p_adjusted"])
    ] == []


@every_set
def test_diagnostics_equal_the_reference(name: str) -> None:
    panel, found = known(name)["matched_panel"], compared(name).diagnostics
    ties, gap = panel["ties"], panel["measures"]["density_gap"]
    bounds, possible = panel["bounds_cross_density"], panel["possible"]
    expected = {
        ("organisations_compared", "value"): panel["organisations_compared"],
        ("panel_organisations", "value"): panel["panel_organisations"],
        ("observable_pairs", "value"): sum(panel["observable"].values()) / sum(possible.values()),
        ("jaccard", "value"): panel["jaccard"],
        ("changed_ties", "value"): sum(kind["new"] + kind["lost"] for kind in ties.values()),
        ("changed_ties_between", "value"): ties["between"]["new"] + ties["between"]["lost"],
        ("drift", "value"): panel["drift"]["statistic"],
        ("mcnemar", "p"): panel["mcnemar_exact_p"],
        **{("density_gap", column): gap[to] for column, to in (("value", "change"), ("p", "p"))},
        **{("density_gap", column): gap[column] for column in ("low", "high")},
        **{
            (f"bounds_{what}", column): bounds[what][place]
            for what in ("before", "after", "change")
            for place, column in enumerate(("low", "high"))
        },
    }
    assert [
        (row, column, found.at[row, column], value)
        for (row, column), value in expected.items()
        if apart(found.at[row, column], value)
    ] == []


@every_set
def test_response_equals_the_reference(name: str) -> None:
    expected, found = known(name)["response"], compared(name).diagnostics["value"]
    if isinstance(expected, str):
        assert found[["response_before", "response_after"]].isna().all()
    else:
        for wave in ("before", "after"):
            assert found[f"response_{wave}"] == expected[wave]["answered"] / expected[wave]["asked"]


@every_set
def test_random_values_are_within_their_tolerance(name: str) -> None:
    panel = known(name)["matched_panel"]
    found = compared(name, 9_999).diagnostics["p"]
    drift = panel["drift"]
    assert abs(found["drift"] - drift["p"]) <= drift["tolerance"]
    hidden = found["drift"] < 0.1
    assert [
        (measure, found[f"tie_level:{measure}"], known_p["p"])
        for measure, known_p in panel["tie_level_p"].items()
        if math.isnan(found[f"tie_level:{measure}"]) != hidden
        or (not hidden and abs(found[f"tie_level:{measure}"] - known_p["p"]) > known_p["tolerance"])
    ] == []


@every_set
def test_ties_by_relation_equal_the_reference(name: str) -> None:
    panel = known(name)["matched_panel"]
    found = compared(name).ties.groupby("relation")[["kept", "new", "lost", "observable"]].sum()
    for relation in ("between", "within"):
        assert found.loc[relation].to_dict() == {
            **panel["ties"][relation],
            "observable": panel["observable"][relation],
        }


@every_set
def test_the_decomposition_equals_the_reference(name: str) -> None:
    found = compared(name).decomposition["change"]
    assert [
        (part, found[part], value)
        for part, value in known(name)["decomposition"].items()
        if apart(found[part], value)
    ] == []


@every_set
def test_the_three_ways_equal_the_reference(name: str) -> None:
    ways = everything(name).three_ways
    for way in ("as_recorded", "constant_boundaries"):
        for wave, values in known(name).get(way, {}).items():
            rows = ways.xs(way.replace("_", " "), level="way")
            assert set(rows[f"organisations_{wave}"]) == {values["organisations"]}
            assert [
                (measure, rows.at[measure, wave], value)
                for measure, value in values.items()
                if measure in rows.index and apart(rows.at[measure, wave], value)
            ] == []


@every_set
def test_who_joined_left_and_merged_equals_the_reference(name: str) -> None:
    found = compared(name).organisations
    expected = known(name)
    assert list(found.index[found["status"] == "joined"]) == expected.get("joined", [])
    assert list(found.index[found["status"] == "left"]) == expected.get("left", [])
    merged = [lineage["into"] for lineage in expected.get("lineages", [])]
    assert list(found.index[found["status"] == "merged"]) == merged


def test_leaving_an_organisation_out_gives_the_reference() -> None:
    name = "thirty_rise"
    if not (FOLDER / name).is_dir():
        pytest.skip(f"no reference comparisons in {FOLDER}")
    expected, panel = known(name)["without"], known(name)["matched_panel"]
    found = sm.compare(
        *maps(name),
        measures=[panel["primary"], *panel["family"]],
        without=expected["organisations"],
        permutations=0,
    ).to_frame()
    assert [
        (measure, column, found.at[measure, column], values[column])
        for measure, values in expected["measures"].items()
        for column in (*COLUMNS, "p_adjusted")
        if column in values and apart(found.at[measure, column], values[column])
    ] == []
