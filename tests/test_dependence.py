"""What rests on whom: worked by hand, and held to taking organisations out and searching again."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from conftest import draw, random_arrays
from test_introductions import system_of

import sysmap as sm
from sysmap.findings.introductions.dependence import COLUMNS, departure
from sysmap.network.graph.arrays import Arrays

NHS, POLICE, VOLUNTARY = "NHS", "Police", "Voluntary"
RANDOM = [(seed, share, directed) for seed in range(3) for share in (0.1, 0.2) for directed in (False, True)]
every_random = pytest.mark.parametrize(("seed", "share", "directed"), RANDOM)


def random_system(seed: int, share: float, directed: bool) -> sm.SystemMap:
    return system_of(random_arrays(seed, 14, share, 4, unknown=1, directed=directed))


def closeness(graph: nx.Graph, sector: dict[str, str], others: list[str]) -> float:
    """Sum 1/distance over ordered pairs of others that differ in sector."""
    total = 0.0
    for one in others:
        found = nx.single_source_shortest_path_length(graph, one)
        total += sum(
            1 / found[other]
            for other in others
            if other in found and other != one and sector[other] != sector[one]
        )
    return total


def test_what_rests_on_each_of_the_small_system_is_what_was_worked_by_hand(small):
    # Without D: A-F 3 and A-G 4 steps instead of 2 and 3, E out of reach of all. Of the 15 pairs without D
    # the sum of 1/distance falls from 5 1/2 to 35/12. Without F, G is out of reach: from 6 1/2
    # to 4 1/2, of 16 pairs.
    frame = sm.dependence(small)
    assert list(frame.columns) == COLUMNS
    assert frame["organisation"].tolist() == ["D", "F", "A", "B", "C", "E", "G", "H", "U"]
    assert frame["loss"].tolist() == pytest.approx([31 / 180, 2 / 16, *[0] * 7], rel=1e-12)
    assert frame["loss_share"].tolist() == pytest.approx([31 / 66, 4 / 13, *[0] * 7], rel=1e-12)
    assert frame["partners"].tolist() == [5, 3, 2, 3, 3, 1, 2, 0, 1]
    assert frame["cuts"].tolist() == [True, True, False, False, False, False, True, False, False]
    assert frame["cut_off"].tolist() == [1, 2, 0, 0, 0, 0, 1, 0, 0]
    assert frame["sector_pairs"].tolist() == [0] * 9
    assert frame["sector"].tolist()[:2] == ["Police", "Voluntary"] and frame["sector"].iloc[-1] is None


def test_sectors_that_only_one_organisation_joins_rest_on_it():
    frame = sm.dependence(draw("A-X B-X X-C X-D", A=NHS, B=NHS, X=POLICE, C=VOLUNTARY, D=VOLUNTARY))
    row = frame.iloc[0]
    assert (row["organisation"], row["sector_pairs"], row["loss_share"]) == ("X", 1, 1)
    assert frame.pairs == {"X": [("NHS", "Voluntary")]}


def test_a_way_around_as_short_takes_a_pair_of_sectors_off_an_organisation():
    frame = sm.dependence(draw("A-X X-C A-Y Y-C", A=NHS, X=POLICE, Y=POLICE, C=VOLUNTARY))
    assert frame["sector_pairs"].sum() == 0
    assert frame.set_index("organisation").at["X", "loss"] == 0


@pytest.mark.parametrize("other", ["D-C", "B-C"])
def test_one_connection_that_needs_nobody_takes_the_pair_off(other):
    frame = sm.dependence(draw(f"A-X X-C B-X {other}", A=NHS, B=NHS, X=POLICE, C=VOLUNTARY, D=NHS))
    assert frame["sector_pairs"].sum() == 0


@every_random
def test_losses_are_those_of_taking_each_out_and_searching_again(seed, share, directed):
    system = random_system(seed, share, directed)
    sector = {name: label for name, label in system.organisations["boundary"].items() if label is not None}
    frame = sm.dependence(system).set_index("organisation")
    for leaving in system.organisations.index:
        others = [name for name in sector if name != leaving]
        pairs = sum(sector[one] != sector[other] for one in others for other in others)
        graph = nx.Graph(system.graph) if not directed else nx.DiGraph(system.graph)
        before = closeness(graph, sector, others)
        graph.remove_node(leaving)
        after = closeness(graph, sector, others)
        assert frame.at[leaving, "loss"] == pytest.approx((before - after) / pairs, rel=1e-9, abs=1e-12)
        assert frame.at[leaving, "loss_share"] == pytest.approx(
            (before - after) / before, rel=1e-9, abs=1e-12
        )


@every_random
def test_those_cut_off_and_weak_points_are_those_of_networkx(seed, share, directed):
    system = random_system(seed, share, directed)
    graph = nx.Graph(system.graph.to_undirected() if directed else system.graph)
    frame = sm.dependence(system).set_index("organisation")
    points = set(nx.articulation_points(graph))
    for name in graph.nodes:
        own = nx.node_connected_component(graph, name) - {name}
        left = [len(part) for part in nx.connected_components(graph.subgraph(own))]
        assert frame.at[name, "cut_off"] == sum(left) - max(left, default=0)
        assert frame.at[name, "cuts"] == (name in points)


@every_random
def test_pairs_of_sectors_are_those_all_of_whose_shortest_ways_pass_through(seed, share, directed):
    system = random_system(seed, share / 2, directed)
    members: dict[str, list[str]] = {}
    for name, label in system.organisations["boundary"].items():
        if label is not None:
            members.setdefault(label, []).append(name)
    expected: dict[str, list[tuple[str, str]]] = {}
    for leaving, own in system.organisations["boundary"].items():
        for one, other in combinations(sorted(set(members) - {own}), 2):
            ways = [
                way
                for source, target in [(a, b) for a in members[one] for b in members[other]]
                for ends in ((source, target), (target, source))
                if nx.has_path(system.graph, *ends)
                for way in nx.all_shortest_paths(system.graph, *ends)
            ]
            if ways and all(leaving in way for way in ways):
                expected.setdefault(leaving, []).append((one, other))
    found = sm.dependence(system)
    assert found.pairs == expected
    counts = found.set_index("organisation")["sector_pairs"]
    assert {name: len(pairs) for name, pairs in expected.items()} == counts[counts > 0].to_dict()


@every_random
def test_nothing_rests_on_an_isolate(seed, share, directed):
    frame = sm.dependence(random_system(seed, share / 3, directed))
    isolates = frame[frame["partners"] == 0]
    assert (isolates[["loss", "loss_share", "cut_off", "sector_pairs"]] == 0).all(axis=None)
    assert not isolates["cuts"].any()


def test_where_the_others_are_of_one_sector_the_loss_is_not_defined():
    found = sm.dependence(draw("A-B B-C", A=NHS, B=POLICE, C=NHS))
    frame = found.set_index("organisation")
    assert np.isnan(frame.at["B", "loss"]) and frame.at["A", "loss"] == 0
    assert found.undefined == {"loss": {"B": "single_sector"}, "loss_share": {"B": "single_sector"}}
    assert frame.index[-1] == "B"


def test_a_share_of_nothing_is_not_defined():
    frame = sm.dependence(draw("A-B C-D", A=NHS, B=NHS, C=POLICE, D=POLICE))
    assert (frame["loss"] == 0).all() and frame["loss_share"].isna().all()
    assert set(frame.undefined["loss_share"].values()) == {"unbounded"}


def test_nobody_on_the_map_gives_an_empty_table():
    frame = sm.dependence(draw())
    assert frame.empty and list(frame.columns) == COLUMNS


def test_the_order_of_rows_changes_nothing():
    arrays = random_arrays(6, 30, 0.08, 4)
    plain, shuffled = (sm.dependence(system_of(arrays, shuffle=seed)) for seed in (0, 3))
    pd.testing.assert_frame_equal(plain.to_frame(), shuffled.to_frame(), check_exact=True)
    assert plain.facts() == shuffled.facts() and plain.ids == shuffled.ids


def test_renaming_organisations_changes_no_value():
    arrays = random_arrays(5, 14, 0.2, 3)
    names = [f"x{code:02}" for code in np.random.default_rng(0).permutation(arrays.n)]
    plain = sm.dependence(system_of(arrays)).set_index("organisation")
    renamed = sm.dependence(system_of(arrays, names)).set_index("organisation").loc[names]
    renamed.index = plain.loc[list(arrays.nodes)].index
    pd.testing.assert_frame_equal(plain.loc[list(arrays.nodes)], renamed, rtol=1e-12)


def test_two_that_stand_in_for_each_other_are_missed_together():
    system = draw("A-X X-C A-Y Y-C", A=NHS, X=POLICE, Y=POLICE, C=VOLUNTARY)
    left = departure(system, ["Y", "X"])
    assert (left.loss, left.loss_share, left.cut_off) == (1 / 2, 1, 1)
    assert left.sector_pairs == (("NHS", "Voluntary"),)
    said = left.in_words(["X", "Y"])
    assert said == (
        "If X and Y left, the others would keep 0.0 % of the closeness between their sectors; "
        "1 organisation would be outside the largest part that remains; "
        "no way as short would remain between NHS and Voluntary."
    )


def test_one_leaving_is_its_row_of_the_table(small):
    frame = sm.dependence(small).set_index("organisation")
    for name in frame.index:
        left = departure(small, [name])
        assert (left.loss, left.loss_share) == tuple(frame.loc[name, ["loss", "loss_share"]])


def ring(size: int, directed: bool) -> sm.SystemMap:
    return system_of(
        Arrays(
            nodes=tuple(f"n{place:02}" for place in range(size)),
            source=np.arange(size, dtype=np.int32),
            target=np.roll(np.arange(size, dtype=np.int32), -1),
            strength=np.full(size, np.nan),
            sector=(np.arange(size) % 3).astype(np.int32) - (np.arange(size) == 4),
            sectors=("a", "b", "c"),
            directed=directed,
        )
    )


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("shape", ["sparse", "a sector each", "ring"])
def test_the_table_is_what_taking_out_one_after_the_other_gives(shape, directed):
    # Long ways around, several ways as short, parts of their own, more sectors than fit a word.
    system = ring(17, directed)
    if shape != "ring":
        arrays = random_arrays(
            3, 40, 0.05, 40 if shape == "a sector each" else 5, unknown=3, directed=directed
        )
        system = system_of(arrays)
    found = sm.dependence(system)
    frame = found.set_index("organisation")
    for name in frame.index:
        left = departure(system, [name])
        row = frame.loc[name]
        assert row["loss"] == pytest.approx(left.loss, rel=1e-12, abs=1e-15, nan_ok=True)
        assert row["loss_share"] == pytest.approx(left.loss_share, rel=1e-12, abs=1e-15, nan_ok=True)
        assert row["cut_off"] == left.cut_off
        assert tuple(found.pairs.get(name, ())) == left.sector_pairs


def test_no_search_is_made_for_each(monkeypatch, small):
    from sysmap.findings.introductions import dependence as module

    monkeypatch.setattr(module, "distances_of", None)
    assert len(sm.dependence(small)) == 9


def test_an_unknown_organisation_cannot_leave(small):
    with pytest.raises(sm.ChoiceError, match="no organisation called 'Nobody'"):
        departure(small, ["Nobody"])


def test_all_but_one_sector_leaving_is_said_to_tell_nothing():
    system = draw("A-B B-C", A=NHS, B=POLICE, C=NHS)
    assert "nothing can be said" in departure(system, ["B"]).in_words(["B"])


def test_silence_is_said_beside_the_table_where_it_is_recorded(small, riverside):
    assert len(sm.dependence(small).caveats) == 2
    assert len(sm.dependence(draw("A-B", A=NHS, B=POLICE, C=NHS)).caveats) == 1
