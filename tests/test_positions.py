"""Where organisations stand: the same place every time, room for each, sectors on sides of their own."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.spatial import Delaunay

from sysmap.pages.map.positions import place


def random_system(count: int, seed: int = 0) -> tuple[nx.Graph, dict[str, str]]:
    """Return a graph of organisations in four sectors that keep to themselves three times in four."""
    random = np.random.default_rng(seed)
    sector = {f"O{number:04d}": "ABCD"[number % 4] for number in range(count)}
    names = list(sector)
    graph = nx.Graph()
    graph.add_nodes_from(names)
    while graph.number_of_edges() < 3 * count:
        a, b = random.choice(names, 2, replace=False)
        if sector[a] == sector[b] or random.random() < 0.25:
            graph.add_edge(str(a), str(b))
    return graph, sector


@pytest.mark.parametrize("count", [30, 300, 600])
def test_the_same_ties_give_the_same_places_in_any_order(count):
    graph, sector = random_system(count)
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(graph)))
    turned.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    assert place(graph, sector) == place(turned, sector)


@pytest.mark.parametrize("count", [30, 300, 600])
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


def test_no_organisation_stands_in_the_area_of_another_sector():
    graph, sector = random_system(300)
    spots = place(graph, sector)
    where = {code: np.array([spots[name] for name in spots if sector[name] == code]) for code in "ABCD"}
    for code in "ABCD":
        around = Delaunay(where[code])
        for other in set("ABCD") - {code}:
            assert (around.find_simplex(where[other]) < 0).all()


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
