"""Where organisations stand: the same place every time, room for each, sectors on sides of their own."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.spatial import Delaunay

from sysmap.pages.map.neighbours import pairs_within
from sysmap.pages.map.positions import place


def random_system(count: int, seed: int = 0) -> tuple[nx.Graph, dict[str, str]]:
    """Return a graph of organisations in four sectors that keep to themselves three times in four."""
    random = np.random.default_rng(seed)
    sector = {f"O{number:04d}": "ABCD"[number % 4] for number in range(count)}
    names = list(sector)
    graph = nx.Graph()
    graph.add_nodes_from(names)
    while graph.number_of_edges() < 3 * count:
        a, b = (names[place] for place in random.integers(0, count, 2))
        if a != b and (sector[a] == sector[b] or random.random() < 0.25):
            graph.add_edge(a, b)
    return graph, sector


@pytest.mark.parametrize("count", [30, 300, 600, 900])
def test_the_same_ties_give_the_same_places_in_any_order(count):
    graph, sector = random_system(count)
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(graph)))
    turned.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    assert place(graph, sector) == place(turned, sector)


@pytest.mark.parametrize("count", [30, 300, 600, 900])
def test_no_two_organisations_stand_on_one_another(count):
    graph, sector = random_system(count)
    spots = np.array(list(place(graph, sector).values()))
    gaps = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    assert gaps.min() > 60


@pytest.mark.parametrize("count", [100, 300])
def test_a_sector_stands_nearer_to_its_own_middle_than_to_others(count):
    graph, sector = random_system(count)
    spots = place(graph, sector)
    middles = {
        code: np.mean([spots[name] for name in spots if sector[name] == code], axis=0) for code in "ABCD"
    }
    nearest = [min(middles, key=lambda code: np.hypot(*(middles[code] - spots[name]))) for name in spots]
    assert np.mean([code == sector[name] for code, name in zip(nearest, spots, strict=True)]) > 0.9


@pytest.mark.parametrize("count", [300, 900])
def test_no_organisation_stands_in_the_area_of_another_sector(count):
    graph, sector = random_system(count)
    spots = place(graph, sector)
    tied = [name for name in spots if graph[name]]
    where = {code: np.array([spots[name] for name in tied if sector[name] == code]) for code in "ABCD"}
    for code in "ABCD":
        around = Delaunay(where[code])
        for other in set("ABCD") - {code}:
            assert (around.find_simplex(where[other]) < 0).all()


@pytest.mark.parametrize("count", [300, 900])
def test_who_works_with_another_sector_stands_on_its_side(count):
    graph, sector = random_system(count)
    spots = {name: np.array(spot) for name, spot in place(graph, sector).items()}
    middles = {
        code: np.mean([spots[name] for name in spots if sector[name] == code], axis=0) for code in "ABCD"
    }
    leaning = []
    for name, spot in spots.items():
        own = middles[sector[name]]
        ways = [middles[sector[other]] - own for other in graph[name] if sector[other] != sector[name]]
        if len(ways) > 1:
            leaning.append(float(np.sum([way / np.hypot(*way) for way in ways], axis=0) @ (spot - own)) > 0)
    assert np.mean(leaning) > 0.65


def test_a_sector_that_has_no_room_still_has_all_its_organisations():
    graph, sector = random_system(900)
    # One of nine hundred, in a sector of its own among many: its area is narrower than its name.
    sector |= {f"O{number:04d}": f"tiny {number}" for number in range(0, 400, 10)}
    spots = np.array(list(place(graph, sector).values()))
    assert np.isfinite(spots).all()
    assert len(np.unique(spots, axis=0)) == 900


@pytest.mark.parametrize("count", [0, 1, 2, 50, 400])
@pytest.mark.parametrize("reach", [0.3, 1.0, 40.0])
def test_those_who_stand_near_are_those_whose_distance_is_small(count, reach):
    random = np.random.default_rng(count)
    spots = random.random((count, 2)) * 12 - 5
    spots[: count // 10] = spots[-1:]
    apart = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) if count else np.zeros((0, 0))
    wanted = np.argwhere(np.triu(apart <= reach, 1))
    assert pairs_within(spots, reach).tolist() == wanted.tolist()


def test_organisations_without_ties_stand_in_a_row_below_the_others():
    graph, sector = random_system(40)
    alone = ["Z1", "Z2", "Z3"]
    graph.add_nodes_from(alone)
    spots = place(graph, sector)
    lowest = max(y for name, (_, y) in spots.items() if name not in alone)
    assert len({spots[name][1] for name in alone}) == 1
    assert all(spots[name][1] > lowest for name in alone)


def test_a_small_part_does_not_shrink_the_rest():
    graph, sector = random_system(60)
    graph.add_edge("X1", "X2")
    spots = place(graph, sector)
    rest = np.array([spots[name] for name in graph if not name.startswith("X")])
    everyone = np.array(list(spots.values()))
    assert np.ptp(rest, axis=0).prod() > 0.6 * np.ptp(everyone, axis=0).prod()


@pytest.mark.parametrize(
    "graph",
    [
        nx.Graph(),
        nx.empty_graph(["A"]),
        nx.path_graph(["A", "B"]),
        nx.star_graph(40),
        nx.path_graph(60),
        nx.complete_graph(12),
    ],
    ids=range(6),
)
def test_odd_graphs_have_places_too(graph):
    spots = place(graph, {})
    assert set(spots) == set(graph)
    assert len(set(spots.values())) == len(spots)
    assert np.isfinite(np.array(list(spots.values()))).all()
