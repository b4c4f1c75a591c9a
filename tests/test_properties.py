"""What must hold between measures on any map: values catch errors of typing, properties catch wrong ideas."""

from __future__ import annotations

from itertools import combinations

import pytest
from conftest import draw, worked_out
from hypothesis import given
from hypothesis import strategies as st
from test_contract import LABELS, NAMES, Picture, everything, few, pictures, seen

import sysmap as sm

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


def with_sectors(picture: Picture, **sectors: str) -> Picture:
    words, own, answered, report = picture
    return words, tuple({**dict(own), **sectors}.items()), answered, report


def with_report(picture: Picture, report: str) -> Picture:
    return (*picture[:3], report)


def numbers(picture: Picture) -> dict[str, float]:
    """Return the measures of the system that have a number."""
    return {name: value for name, value in everything(picture).items() if isinstance(value, int | float)}


def close(one: float, other: float) -> bool:
    return one == pytest.approx(other, rel=1e-12, abs=1e-12)


@few
@given(pictures())
def test_measures_that_say_the_same_agree(picture: Picture) -> None:
    found = numbers(picture)
    if "freeman_segregation" in found:
        assert close(found["freeman_segregation"], 1 - found["integration_ratio"])
        assert close(found["ei_index"], 2 * found["cross_share"] - 1)
    if "fragmentation" in found:
        assert close(found["fragmentation"], 1 - found["connectedness"])
    if "mean_partners" in found and "density" in found and picture[3] != "directed":
        assert close(found["mean_partners"], found["density"] * (found["organisations"] - 1))


@few
@given(pictures())
def test_ties_are_those_within_sectors_and_half_of_those_that_leave_them(picture: Picture) -> None:
    system = seen(picture)
    sectors = sm.sector_scores(system)
    assert system.mixing.ties == sectors["within_ties"].sum() + sectors["between_ties"].sum() / 2


@few
@given(pictures())
def test_the_lean_of_a_sector_is_that_of_its_members_weighed_by_their_ties(picture: Picture) -> None:
    system = seen(with_report(picture, "any"))
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
@given(pictures())
def test_one_sector_for_all_leaves_every_measure_of_the_boundary_undefined(picture: Picture) -> None:
    found = everything(with_sectors(picture, **dict.fromkeys(dict(picture[1]), "NHS")))
    before = ("no_ties", "single_sector")
    assert all(found[name] in before for name in BOUNDARY)


@few
@given(pictures())
def test_confirmed_ties_are_among_those_that_anybody_reported(picture: Picture) -> None:
    confirmed, anybody = (seen(with_report(picture, report)) for report in ("confirmed", "any"))
    pairs = [{frozenset(pair) for pair in zip(*map(system.ties.get, ("source", "target")), strict=True)}
             for system in (confirmed, anybody)]  # fmt: skip
    assert pairs[0] <= pairs[1]


@few
@given(pictures(), st.sampled_from([1, 2, 3]))
def test_a_cut_of_strength_only_removes_ties(picture: Picture, cut: int) -> None:
    system = seen(picture)
    strong = sm.build_map(system.records, "2024", at_least=cut, report=picture[3])
    ties, left = (set(zip(one.ties["source"], one.ties["target"], strict=True)) for one in (system, strong))
    assert {frozenset(pair) for pair in left} <= {frozenset(pair) for pair in ties}


@few
@given(pictures(), st.sampled_from(KNOWN))
def test_one_more_isolate_leaves_the_index_and_lowers_the_density(picture: Picture, label: str) -> None:
    found, more = numbers(picture), numbers(with_sectors(picture, Z=label))
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
@given(pictures())
def test_merging_two_sectors_leaves_no_more_ties_across(picture: Picture) -> None:
    merged = with_sectors(picture, **{one: "NHS" for one, label in picture[1] if label == "Police"})
    assert seen(merged).mixing.between <= seen(picture).mixing.between


@few
@given(pictures())
def test_a_blank_sector_is_as_good_as_absence_to_mixing(picture: Picture) -> None:
    words, sectors, answered, report = picture
    if "A" not in dict(sectors):
        return
    blank = everything(with_sectors(picture, A="unknown"))
    kept = " ".join(word for word in words.split() if "A" not in word.partition(":")[0].partition("@")[0])
    gone = everything(
        (
            kept,
            tuple(pair for pair in sectors if pair[0] != "A"),
            answered and answered.replace("A", ""),
            report,
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
@given(pictures())
def test_without_direction_boundary_roles_are_halves_of_the_same_pairs(picture: Picture) -> None:
    found = everything(with_report(picture, "any"))
    assert found["gatekeeper"] == found["representative"]
    both_ways = everything(
        (
            " ".join(
                f"{word} {word[2]}-{word[0]}{word[3:]}" for word in picture[0].split() if "@" not in word
            ),
            picture[1],
            None,
            "directed",
        )
    )
    for role in ROLES:
        halves = 1 if role in ("gatekeeper", "representative") else 2
        for name, value in found[role].items():
            twice = both_ways[role][name]
            assert value == twice if isinstance(value, str) else value * halves == twice


@few
@given(pictures())
def test_distances_are_shorter_than_no_way_at_all(picture: Picture) -> None:
    found = numbers(picture)
    if "mean_distance" in found:
        # Of numbers from 1 up the mean of inverses is at least the inverse of the mean.
        reached = seen(picture).distances.reachable / seen(picture).distances.pairs
        assert found["global_efficiency"] >= reached / found["mean_distance"] - 1e-12
