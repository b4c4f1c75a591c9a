"""What must hold between measures on any map: values catch errors of typing, properties catch wrong ideas."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from conftest import draw, worked_out
from hypothesis import given
from hypothesis import strategies as st
from test_contract import LABELS, NAMES, drawings, everything, few

import sysmap as sm
from sysmap.checking.drawn import SmallSystem

BOUNDARY = [
    *("cross_share", "ei_index", "integration_ratio", "cross_density", "within_density", "cross_efficiency"),
    *("cross_distance", "deep_cross_share", "odds_ratio", "yules_q", "freeman_segregation", "density_ratio"),
    *("ei_rescaled", "sector_modularity", "sector_assortativity", "spectral_segregation", "cross_bridges"),
]
MIXING = [
    *("cross_share", "ei_index", "integration_ratio", "cross_density", "within_density", "odds_ratio"),
    *("yules_q", "freeman_segregation", "density_ratio", "ei_rescaled", "sector_modularity"),
    "sector_assortativity",
]
ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")
KNOWN = [label for label in LABELS if label != "unknown"]


def with_sectors(drawing: SmallSystem, **sectors: str) -> SmallSystem:
    return replace(drawing, sectors=tuple({**dict(drawing.sectors), **sectors}.items()))


def with_report(drawing: SmallSystem, report: str) -> SmallSystem:
    return replace(drawing, report=report)


def numbers(drawing: SmallSystem) -> dict[str, float]:
    """Return the measures of the system that have a number."""
    return {name: value for name, value in everything(drawing).items() if isinstance(value, int | float)}


def close(one: float, other: float) -> bool:
    return one == pytest.approx(other, rel=1e-12, abs=1e-12)


@few
@given(drawings())
def test_measures_that_say_the_same_agree(drawing: SmallSystem) -> None:
    found = numbers(drawing)
    if "freeman_segregation" in found:
        assert close(found["freeman_segregation"], 1 - found["integration_ratio"])
        assert close(found["ei_index"], 2 * found["cross_share"] - 1)
    if "fragmentation" in found:
        assert close(found["fragmentation"], 1 - found["connectedness"])
    if "mean_partners" in found and "density" in found and drawing.report != "directed":
        assert close(found["mean_partners"], found["density"] * (found["organisations"] - 1))


@few
@given(drawings())
def test_ties_are_those_within_sectors_and_half_of_those_that_leave_them(drawing: SmallSystem) -> None:
    system = drawing.map
    sectors = sm.sector_scores(system)
    assert system.mixing.ties == sectors["within_ties"].sum() + sectors["between_ties"].sum() / 2


@few
@given(drawings())
def test_the_lean_of_a_sector_is_that_of_its_members_weighed_by_their_ties(drawing: SmallSystem) -> None:
    system = with_report(drawing, "any").map
    lean = sm.sector_scores(system)["sector_ei"]
    scores = sm.organisation_scores(system, ["organisation_ei", "cross_partners"])
    labels = system.organisations["boundary"].to_numpy()
    for sector in lean.dropna().index:
        mine = scores[labels == sector]
        # With e outside and an index of (e - i)/(e + i), i follows; without e the index is -1.
        ei, outside = mine["organisation_ei"], mine["cross_partners"]
        inside = outside * (1 - ei) / (1 + ei)
        both = (ei > -1) & ei.notna()
        alone = (ei == -1).sum()
        if not alone:
            e, i = outside[both].sum(), inside[both].sum()
            assert lean[sector] == pytest.approx((e - i) / (e + i), abs=1e-9)


@few
@given(drawings())
def test_one_sector_for_all_leaves_every_measure_of_the_boundary_undefined(drawing: SmallSystem) -> None:
    found = everything(with_sectors(drawing, **dict.fromkeys(dict(drawing.sectors), "NHS")))
    before = ("no_ties", "single_sector")
    assert all(found[name] in before for name in BOUNDARY)


@few
@given(drawings())
def test_confirmed_ties_are_among_those_that_anybody_reported(drawing: SmallSystem) -> None:
    confirmed, anybody = (with_report(drawing, report).map for report in ("confirmed", "any"))
    pairs = [{frozenset(pair) for pair in zip(*map(system.ties.get, ("source", "target")), strict=True)}
             for system in (confirmed, anybody)]  # fmt: skip
    assert pairs[0] <= pairs[1]


@few
@given(drawings(), st.sampled_from([1, 2, 3]))
def test_a_cut_of_strength_only_removes_ties(drawing: SmallSystem, cut: int) -> None:
    system = drawing.map
    strong = sm.build_map(system.records, "2024", at_least=cut, report=drawing.report)
    ties, left = (set(zip(one.ties["source"], one.ties["target"], strict=True)) for one in (system, strong))
    assert {frozenset(pair) for pair in left} <= {frozenset(pair) for pair in ties}


@few
@given(drawings(), st.sampled_from(KNOWN))
def test_one_more_isolate_leaves_the_index_and_lowers_the_density(drawing: SmallSystem, label: str) -> None:
    found, more = numbers(drawing), numbers(with_sectors(drawing, Z=label))
    if "ei_index" in found:
        assert more["ei_index"] == found["ei_index"]
    if found.get("density"):
        assert more["density"] < found["density"]
    assert more["isolates"] == found["isolates"] + 1


def test_one_more_isolate_moves_what_chance_gives() -> None:
    sectors = {"A": "x", "B": "x", "C": "y", "D": "y"}
    plain, more = (draw("A-B B-C C-D", **sectors, **extra) for extra in ({}, {"E": "x", "F": "x"}))
    by_chance = [
        sm.integration(one, "ei_index", draws=2_000).to_frame()["expected"].iloc[0] for one in (plain, more)
    ]
    # 2·π − 1 with π the share of pairs that would cross: 4 of 6, then 8 of 15.
    assert by_chance == pytest.approx([2 * 4 / 6 - 1, 2 * 8 / 15 - 1], abs=0.1)
    assert by_chance[1] < by_chance[0] - 0.1


@few
@given(drawings())
def test_merging_two_sectors_leaves_no_more_ties_across(drawing: SmallSystem) -> None:
    merged = with_sectors(drawing, **{one: "NHS" for one, label in drawing.sectors if label == "Police"})
    assert merged.map.mixing.between <= drawing.map.mixing.between


@few
@given(drawings())
def test_a_blank_sector_is_as_good_as_absence_to_mixing(drawing: SmallSystem) -> None:
    if "A" not in dict(drawing.sectors):
        return
    blank = everything(with_sectors(drawing, A="unknown"))
    kept = " ".join(
        word for word in drawing.ties.split() if "A" not in word.partition(":")[0].partition("@")[0]
    )
    gone = everything(
        replace(
            drawing,
            ties=kept,
            sectors=tuple(pair for pair in drawing.sectors if pair[0] != "A"),
            answered=drawing.answered and drawing.answered.replace("A", ""),
        )
    )
    for name in MIXING:
        assert blank[name] == gone[name] or close(blank[name], gone[name]), name


@few
@given(st.integers(2, 8), st.integers(0, 2**28 - 1), st.lists(st.sampled_from(KNOWN), min_size=8, max_size=8))
def test_the_ties_that_are_not_there_are_the_rest_of_every_density(
    size: int, bits: int, labels: list[str]
) -> None:
    pairs = list(combinations(NAMES[:size], 2))
    there = [f"{a}-{b}" for place, (a, b) in enumerate(pairs) if bits >> place & 1]
    rest = [f"{a}-{b}" for place, (a, b) in enumerate(pairs) if not bits >> place & 1]
    sectors = dict(zip(NAMES[:size], labels, strict=False))
    one, other = (draw(" ".join(words), **sectors) for words in (there, rest))
    for name in ("density", "cross_density", "within_density"):
        first, second = worked_out(name, one), worked_out(name, other)
        assert first == second if isinstance(first, str) else close(first, 1 - second)


@few
@given(drawings())
def test_without_direction_boundary_roles_are_halves_of_the_same_pairs(drawing: SmallSystem) -> None:
    found = everything(with_report(drawing, "any"))
    assert found["gatekeeper"] == found["representative"]
    both_ways = everything(
        SmallSystem(
            " ".join(
                f"{word} {word[2]}-{word[0]}{word[3:]}" for word in drawing.ties.split() if "@" not in word
            ),
            drawing.sectors,
            report="directed",
        )
    )
    for role in ROLES:
        halves = 1 if role in ("gatekeeper", "representative") else 2
        for name, value in found[role].items():
            twice = both_ways[role][name]
            assert value == twice if isinstance(value, str) else value * halves == twice


@few
@given(drawings())
def test_distances_are_shorter_than_no_way_at_all(drawing: SmallSystem) -> None:
    found = numbers(drawing)
    if "mean_distance" in found:
        # Of numbers from 1 up the mean of inverses is at least the inverse of the mean.
        reached = drawing.map.distances.reachable / drawing.map.distances.pairs
        assert found["global_efficiency"] >= reached / found["mean_distance"] - 1e-12
