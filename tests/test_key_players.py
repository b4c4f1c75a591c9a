"""Sets that matter together: held to every set, looked at one by one with networkx."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import pytest
from click.testing import CliRunner
from conftest import draw, random_arrays
from depth import times
from test_dependence import closeness
from test_introductions import system_of

import sysmap as sm
from sysmap.cli import commands
from sysmap.findings.introductions import key_players
from sysmap.findings.introductions.dependence import departure
from sysmap.findings.introductions.key_players import costliest, farthest_reaching
from sysmap.findings.introductions.together import COSTS_MOST, REACHES_MOST
from sysmap.network.graph.added_ties import nearness_of

MAPS = [(seed, 0.12 + 0.05 * seed, bool(seed // 2 % 2)) for seed in range(times(4))]
every_map = pytest.mark.parametrize(("seed", "share", "directed"), MAPS)


def random_system(seed: int, share: float, directed: bool) -> sm.SystemMap:
    return system_of(random_arrays(seed, 18, share, 4, unknown=1, directed=directed))


def loss_by_loops(system: sm.SystemMap, leaving: tuple[int, ...]) -> float:
    graph = system.graph
    sector = {one: data["sector"] for one, data in graph.nodes(data=True) if data.get("sector") is not None}
    gone = {system.arrays.nodes[place] for place in leaving}
    others = [one for one in graph if one not in gone and one in sector]
    pairs = sum(sector[one] != sector[other] for one in others for other in others)
    left = graph.subgraph([one for one in graph if one not in gone])
    return (closeness(graph, sector, others) - closeness(left, sector, others)) / pairs


def reach_by_loops(system: sm.SystemMap, places: tuple[int, ...]) -> float:
    nodes = [system.arrays.nodes[place] for place in places]
    steps = [nx.single_source_shortest_path_length(system.graph, one) for one in nodes]
    others = [one for one in system.graph if one not in nodes]
    return sum(max((1 / found[one] for found in steps if one in found), default=0.0) for one in others) / len(
        others
    )


@every_map
def test_no_set_is_worth_more_and_the_first_of_those_worth_the_same_is_given(seed, share, directed):
    system = random_system(seed, share, directed)
    near = nearness_of(system.arrays, "cross_efficiency")
    k = 2 + seed % 2
    reach = {each: reach_by_loops(system, each) for each in combinations(range(18), k)}
    found = farthest_reaching(near, k)
    best = max(reach.values())
    assert found.exact and found.looked_at == math.comb(18, k)
    assert found.value == pytest.approx(best, abs=1e-12)
    assert found.places == next(each for each, value in reach.items() if value >= best - 1e-12)
    alone = sorted(range(18), key=lambda place: (-round(reach_by_loops(system, (place,)), 12), place))[:k]
    assert found.one_by_one == tuple(sorted(alone))
    assert found.value_one_by_one == pytest.approx(reach[found.one_by_one], abs=1e-12)


@every_map
def test_no_set_would_cost_more_by_leaving(seed, share, directed):
    system = random_system(seed, share, directed)
    arrays = system.arrays
    near = nearness_of(arrays, "cross_efficiency")
    names = system.organisations["name"].to_list()
    found = costliest(arrays, near, 2)
    losses = {
        each: departure(system, [names[place] for place in each]).loss for each in combinations(range(18), 2)
    }
    best = max(losses.values())
    assert found.exact and found.value == pytest.approx(best, abs=1e-12)
    assert found.places == next(each for each, value in losses.items() if value >= best - 1e-12)
    assert found.value == pytest.approx(loss_by_loops(system, found.places), abs=1e-12)
    assert found.value_one_by_one == pytest.approx(losses[found.one_by_one], abs=1e-12)


@pytest.mark.parametrize("seed", range(times(8)))
def test_exchange_finds_what_looking_at_all_finds(seed, monkeypatch):
    arrays = random_arrays(seed, 18, 0.12 + 0.004 * seed, 4, unknown=1, directed=bool(seed % 2))
    near = nearness_of(arrays, "cross_efficiency")
    exact = costliest(arrays, near, 3), farthest_reaching(near, 3)
    monkeypatch.setattr(key_players, "_SEARCHED", 0)
    monkeypatch.setattr(key_players, "_REACHED", 0)
    for all_sets, exchanged in zip(
        exact, (costliest(arrays, near, 3), farthest_reaching(near, 3)), strict=True
    ):
        assert all_sets.exact and not exchanged.exact
        assert exchanged.value == pytest.approx(all_sets.value, abs=1e-12)


def test_a_large_map_is_searched_one_set_at_a_time_with_the_same_result(monkeypatch):
    arrays = random_arrays(1, 18, 0.2, 4)
    near = nearness_of(arrays, "cross_efficiency")
    side_by_side = costliest(arrays, near, 2)
    monkeypatch.setattr(key_players, "_ALONE_ABOVE", 0)
    assert costliest(arrays, near, 2) == side_by_side


def test_two_that_stand_in_for_each_other_are_found_and_not_those_that_matter_alone():
    # Between the sides stand B and Q, each alone as good as both; between the two others stands X alone.
    ties = "A-B A-Q D-B D-Q B-C Q-C B-E Q-E A-X X-Y"
    sectors = dict.fromkeys("AD", "NHS") | dict.fromkeys("CEY", "Police") | dict.fromkeys("BQX", "Council")
    found = sm.dependence(draw(ties, **sectors), together=2)
    costs = found.sets[0]
    assert costs.what == COSTS_MOST and costs.organisations == ("B", "Q") and costs.exact
    assert costs.better > 1 and "X" in costs.one_by_one
    assert costs.sentence.startswith("If B and Q left, the others would lose")
    assert "those that matter most one by one" in costs.sentence
    assert "All 28 sets of 2 were looked at." in found.sentences


def test_a_star_is_reached_from_its_middle():
    found = sm.dependence(draw("A-B A-C A-D", A="NHS", B="Police", C="Council", D="NHS"), together=1)
    reaches = found.sets[-1]
    assert (reaches.what, reaches.organisations, reaches.value) == (REACHES_MOST, ("A",), 1.0)
    assert "they are also those that matter most one by one" in reaches.sentence


@pytest.mark.parametrize(
    ("ties", "sectors", "k"), [("A-B", {"A": "NHS", "B": "NHS"}, 3), ("A-B", {"A": "NHS", "B": "Police"}, 2)]
)
def test_where_no_set_is_defined_none_is_given(ties, sectors, k):
    assert sm.dependence(draw(ties, **sectors), together=k).sets == ()


@pytest.mark.parametrize("wrong", [0, 6, -1, True, 2.5, "Nobody", ["Nobody"]])
def test_what_is_no_number_from_1_to_5_and_no_name_is_refused(small, wrong):
    with pytest.raises(sm.SysmapError, match="together|Nobody"):
        sm.dependence(small, together=wrong)


def test_names_say_what_they_would_cost_together(small):
    found = sm.dependence(small, together=["D", "F"])
    assert found.leaving == ("D", "F") and found.departure == departure(small, ["D", "F"])
    assert found.sentences[0] == found.departure.in_words(("D", "F")) and not found.sets


def test_sets_are_in_the_table_the_command_and_the_report(small, tmp_path):
    found = sm.dependence(small, together=2)
    assert found.facts()["sets"][0]["organisations"] == ", ".join(found.sets[0].organisations)
    assert sm.save(found, tmp_path / "found.xlsx").exists()
    records = sm.save(small.records, tmp_path / "small.xlsx")
    said = CliRunner().invoke(commands, ["depend", str(records), "--wave", "2024", "--together", "2"])
    assert said.exit_code == 0 and found.sets[0].sentence in said.output
