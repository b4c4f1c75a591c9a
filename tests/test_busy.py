"""What chance gives, given how busy each organisation is: `findings/busy.py`, beside all maps there are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest
from conftest import arrays_of, draw, drawn_map, random_arrays
from test_rewiring import all_graphs

import sysmap as sm
from sysmap.findings import degree_preserving as module
from sysmap.findings.chance import stack_of
from sysmap.network.depth import depth_of
from sysmap.network.graph import distances
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.cut_points import cuts_of
from sysmap.network.graph.distances import distances_of
from sysmap.network.graph.mixing import mixing_of

BUSY = ["expected_busy", "low_busy", "high_busy", "p_busy"]
OF_TIES = [
    name
    for name, entry in sm.catalogue.items()
    if entry.shuffled and {"mixing", "distances", "cuts"} & set(entry.needs)
]
A, B, C, D, E, F, G, H, U = range(9)
KNOWN = [(A, B), (B, C), (A, D), (B, D), (C, D), (C, F), (D, F), (D, E), (F, G)]
SECTOR = [0, 0, 0, 1, 1, 2, 2, 2, -1]


@cache
def every_map() -> tuple[Arrays, ...]:
    """Return every map of the small system on which each has as many partners; G and U work together on all.

    E, H and U did not answer, so that no two of them can be reported to work together.
    """
    return tuple(arrays_of([*graph, (G, U)], SECTOR) for graph in all_graphs(8, KNOWN, (E, H)))


def on_map(name: str, arrays: Arrays) -> float:
    """Work a measure of ties out on a map that has arrays alone."""
    entry = sm.catalogue[name]
    parts = {"mixing": mixing_of, "distances": distances_of, "cuts": cuts_of, "reportable": lambda _: None}
    return float(stack_of(entry, [parts[need](arrays) for need in entry.needs], 1)[0])


def close(found: float, values: np.ndarray, draws: int) -> bool:
    """Return whether a mean of draws is that of all maps, within the error of half as many draws."""
    return abs(found - values.mean()) <= 4 * values.std() / math.sqrt(draws / 2) + 1e-12


def test_the_small_system_is_one_of_twenty_maps_with_these_numbers_of_partners(small: sm.SystemMap) -> None:
    ends = list(zip(small.arrays.source.tolist(), small.arrays.target.tolist(), strict=True))
    assert sorted([*KNOWN, (G, U)]) == ends
    assert len(every_map()) == 20


@pytest.mark.parametrize("name", OF_TIES)
def test_a_measure_stands_beside_all_maps_on_which_each_is_as_busy(name: str, small: sm.SystemMap) -> None:
    row = sm.integration(small, name, seed=2).to_frame().loc[name]
    values = np.array([on_map(name, arrays) for arrays in every_map()])
    assert not np.isnan(values).any()
    if not np.isfinite(values).all():
        assert row[BUSY].isna().all()  # on some of them a ratio is over zero: there is no mean
        return
    draws = module.FEW_DRAWS if module._SLOW & set(sm.catalogue[name].needs) else module.MOST_DRAWS
    assert close(row["expected_busy"], values, draws)
    slack = 1e-9
    tails = (values <= row["value"] + slack).mean(), (values >= row["value"] - slack).mean()
    assert row["p_busy"] == pytest.approx(min(1, 2 * min(tails)), abs=0.2 if draws < 1_000 else 0.08)
    assert values.min() - slack <= row["low_busy"] <= row["high_busy"] <= values.max() + slack


def test_the_crossing_of_the_small_system_by_hand(small: sm.SystemMap) -> None:
    # Five of the nine ties of known sector cross: AD, BD, CD, CF, DF. On all maps with these numbers of
    # partners D (5) works with five of A (2), B (3), C (3), E (1), F (3), G (1). By the one it leaves out:
    # A: ABCF make a ring, 3 maps of 4 + 2 that cross;          B: BA, BC, BF, CF, 1 map of 4 + 2;
    # C: as B;                                                   F: FA, FB, FC, BC, 1 map of 4 + 3;
    # E: a way from A to E through B, C and F (F first or in the middle, 4 maps of 5 + 3; F last, 2 of
    #    5 + 2), or AE and BCF, 1 of 5 + 3;
    # G: as E, with G in its place: 4 of 4 + 3, 2 of 4 + 1, 1 of 4 + 3.
    by_hand = 3 * 6 + 6 + 6 + 7 + (4 * 8 + 2 * 7 + 8) + (4 * 7 + 2 * 5 + 7)
    row = sm.integration(small, "cross_share", draws=5_000).to_frame().loc["cross_share"]
    assert row["value"] == 5 / 9
    assert sum(int(mixing_of(arrays).between) for arrays in every_map()) == by_hand
    assert row["expected_busy"] == pytest.approx(by_hand / (20 * 9), abs=0.01)


def test_deep_ties_stand_beside_all_maps_with_as_many_deep_ties_each(small: sm.SystemMap) -> None:
    low, high = small.arrays.pairs
    pairs = list(zip(low.tolist(), high.tolist(), strict=True))
    known = [U not in pair for pair in pairs]
    deep = small.depth.deep
    apart = [pair for pair, kept, strong in zip(pairs, known, deep, strict=True) if kept and strong]
    others = [pair for pair, kept, strong in zip(pairs, known, deep, strict=True) if kept and not strong]
    assert apart
    assert others
    values = []
    for one, other in product(all_graphs(8, apart, (E, H)), all_graphs(8, others, (E, H))):
        if one & other:
            continue
        arrays = arrays_of([*one, *other], SECTOR)
        ends = zip(*(end.tolist() for end in arrays.pairs), strict=True)
        strong = np.array([pair in one for pair in ends])
        values.append(
            sm.catalogue["deep_cross_share"].function(depth_of(arrays, strong, True, strong * 1, 2))
        )
    row = sm.integration(small, "deep_cross_share", seed=1).to_frame().loc["deep_cross_share"]
    assert close(
        row["expected_busy"],
        np.array([getattr(value, "value", value) for value in values], dtype=float),
        1_000,
    )


def test_forums_stand_beside_all_ways_to_keep_seats_and_sizes(small: sm.SystemMap) -> None:
    # A keeps two seats; B, D and F one each, on x (of three) or y (of two): y holds A with B, D or F. With
    # B it is of the NHS alone, and one of two forums is mixed; with D or F both are. z has one known member.
    row = sm.integration(small, "cross_forum_share", draws=1_000).to_frame().loc["cross_forum_share"]
    assert row["value"] == 1 / 2
    assert row["expected_busy"] == pytest.approx((1 / 2 + 1 + 1) / 3, abs=0.03)
    assert row["p_busy"] == pytest.approx(2 / 3, abs=0.08)


@pytest.mark.parametrize("report", ["any", "directed"])
def test_every_measure_of_mixing_has_a_second_chance(report: str, riverside: sm.Records) -> None:
    system = sm.build_map(riverside, "2024", report=report)
    names = [name for name, entry in sm.catalogue.items() if entry.shuffled]
    frame = sm.integration(system, names, draws=100).to_frame()
    assert (frame["expected_busy"].notna() == frame["value"].notna()).all()
    assert (frame["low_busy"] <= frame["expected_busy"] + 1e-12)[frame["value"].notna()].all()
    assert (frame["high_busy"] >= frame["expected_busy"] - 1e-12)[frame["value"].notna()].all()
    assert frame["p_busy"].dropna().between(2 / 101, 1).all()


def test_measures_that_are_not_of_mixing_have_none(small: sm.SystemMap) -> None:
    names = [name for name, entry in sm.catalogue.items() if entry.level == "system" and not entry.shuffled]
    assert sm.integration(small, names, draws=20).to_frame()[BUSY].isna().all(axis=None)


def test_without_draws_nothing_is_redrawn(small: sm.SystemMap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "redrawn", lambda *_, **__: pytest.fail("ties were redrawn"))
    assert sm.integration(small, draws=0).to_frame()[BUSY].isna().all(axis=None)


def test_an_undefined_measure_has_none() -> None:
    system = draw("A-B", A="NHS", B="NHS", C="NHS")
    assert sm.integration(system, "cross_density", draws=10).to_frame()[BUSY].isna().all(axis=None)


def test_a_measure_has_the_same_draws_whatever_else_is_asked_for(small: sm.SystemMap) -> None:
    together = sm.integration(small, draws=300).to_frame()
    for name in together.index[together["p_busy"].notna()]:
        alone = sm.integration(small, name, draws=300).to_frame().loc[name]
        assert alone[BUSY].tolist() == together.loc[name, BUSY].tolist()


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others(small: sm.SystemMap) -> None:
    one, same, other = (
        sm.integration(small, "cross_efficiency", draws=50, seed=seed).to_frame()[BUSY] for seed in (1, 1, 2)
    )
    assert one.equals(same)
    assert not one.equals(other)


def test_nothing_depends_on_the_order_of_rows_or_on_names() -> None:
    arrays = random_arrays(1, 20, 0.2, 3)
    ends = list(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    names = dict(zip(arrays.nodes, (arrays.sectors[code] for code in arrays.sector), strict=True))
    ties = [f"{arrays.nodes[a]}-{arrays.nodes[b]}" for a, b in ends]
    one, other = (draw(" ".join(order), **names) for order in (ties, ties[::-1]))
    assert sm.integration(one, draws=60).to_frame().equals(sm.integration(other, draws=60).to_frame())


def test_ties_are_redrawn_a_thousand_times_at_most_and_fewer_on_large_maps(
    small: sm.SystemMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert module.most_draws(small, 5_000) == 1_000
    assert module.most_draws(small, 30) == 30
    monkeypatch.setattr(module, "LARGE", 5)
    assert module.most_draws(small, 5_000) == 200


def test_above_the_limit_distances_have_no_second_chance_and_shares_have(
    records: sm.Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distances, "LISTED_LIMIT", 5)
    frame = sm.integration(sm.build_map(records, "2024"), draws=50).to_frame()
    assert frame.loc[["cross_efficiency", "cross_distance"], BUSY].isna().all(axis=None)
    assert frame.loc["cross_share", BUSY].notna().all()


def test_who_did_not_answer_matters_only_where_any_report_counts(records: sm.Records) -> None:
    silent = module.silent(sm.build_map(records, "2024"))
    assert silent is not None
    assert np.flatnonzero(silent).tolist() == [E, H, U]
    assert module.silent(sm.build_map(records, "2024", report="confirmed")) is None
    assert module.silent(sm.build_map(records, "2024", report="directed")) is None
    assert module.silent(draw("A-B B-C")) is None


@pytest.fixture
def tidy_catalogue() -> Iterator[None]:
    """Take out of the catalogue what a test declares."""
    entries, homes = dict(sm.catalogue._entries), dict(sm.catalogue._homes)
    yield
    sm.catalogue._entries, sm.catalogue._homes = entries, homes


def declared(function: object) -> None:
    sm.measure(
        label="Mine", level="system", formula="–", source="made for this test", caveat="Mine.", shuffled=True
    )(function)


@pytest.mark.usefixtures("tidy_catalogue")
def test_a_measure_declared_just_now_has_a_second_chance_of_what_is_redrawn(small: sm.SystemMap) -> None:
    def closer_across(distances: object) -> float:
        """Are sectors nearer to one another than everybody?"""
        return distances.cross_inverse_sum / distances.inverse_sum

    declared(closer_across)
    row = sm.integration(small, "closer_across", draws=200).to_frame().loc["closer_across"]
    values = [
        distances_of(arrays).cross_inverse_sum / distances_of(arrays).inverse_sum for arrays in every_map()
    ]
    assert close(row["expected_busy"], np.array(values), 200)


@pytest.mark.usefixtures("tidy_catalogue")
def test_a_measure_that_asks_for_what_is_not_redrawn_has_none(small: sm.SystemMap) -> None:
    def share_of_bridges(cuts: object) -> float:
        """What share of bridges crosses?"""
        return cuts.cross_bridges / len(cuts.bridges[0])

    def with_the_map(mixing: object, system: object) -> float:
        """How many ties cross for each organisation?"""
        return mixing.between / len(system.organisations)

    declared(share_of_bridges)
    declared(with_the_map)
    frame = sm.integration(small, ["share_of_bridges", "with_the_map"], draws=50).to_frame()
    assert frame["expected"].notna().all()
    assert frame[BUSY].isna().all(axis=None)


def test_a_measure_is_worked_out_once_for_a_whole_block_of_maps(
    small: sm.SystemMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    original = module.stack_of
    monkeypatch.setattr(module, "stack_of", lambda *given: calls.append(given[2]) or original(*given))
    sm.integration(small, "ei_index", draws=1_000)
    assert len(calls) < 5
    assert sum(calls) == 1_000


def test_one_sector_that_is_busier_moves_the_chance_that_holds_it_and_not_the_other() -> None:
    # Everybody works with the four organisations of y and hardly anybody else: ties cross for that alone.
    names = [f"x{place:02}" for place in range(16)]
    hubs = [f"y{place}" for place in range(4)]
    ties = [(hub, name) for hub, name in product(hubs, names) if (int(name[1:]) + int(hub[1])) % 3]
    ties += [*combinations(hubs, 2), ("x00", "x01"), ("x02", "x03"), ("x04", "x05")]
    system = draw(
        " ".join("-".join(pair) for pair in ties), **dict.fromkeys(names, "x"), **dict.fromkeys(hubs, "y")
    )
    row = sm.integration(system, "cross_share").to_frame().loc["cross_share"]
    assert row["p"] < 0.05 < row["p_busy"]
    assert row["expected"] + 0.2 < row["expected_busy"]


def test_with_each_sector_as_busy_as_any_the_two_chances_agree() -> None:
    frame = sm.integration(drawn_map(random_arrays(4, 60, 0.1, 3)), draws=2_000).to_frame()
    both = frame[["expected", "expected_busy"]].dropna()
    assert np.allclose(both["expected"], both["expected_busy"], rtol=0.03, atol=0.03)
