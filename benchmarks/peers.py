"""The same measures by networkx and igraph, as well as each can do them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.graphs import Graph
from sysmap.network.graph.grouping_agreement import adjusted_mutual_information

_SOURCES = 500


def by_place(values: Mapping[int, Any]) -> np.ndarray:
    """Return values by organisation as an array."""
    return np.array([values[place] for place in range(len(values))], dtype=float)


def shuffled_ei(peer: Any, graph: Graph, draws: int) -> dict[str, Any]:
    """Work the E-I index out over the ties of a networkx graph, as it is and for shuffled labels."""
    labels, random = graph.sector, np.random.default_rng(0)
    found = []
    for draw in range(draws + 1):
        of = (random.permutation(labels) if draw else labels).tolist()
        between = sum(of[one] != of[other] for one, other in peer.edges)
        found.append(2 * between / peer.number_of_edges() - 1)
    return {"ei_index": found[0], "mean": np.mean(found[1:])}


def numpy_ei(graph: Graph, draws: int) -> dict[str, Any]:
    """Do the same in the four lines that a user of numpy writes."""
    sector, source, target, random = graph.sector, graph.source, graph.target, np.random.default_rng(0)
    value = 2 * (sector[source] != sector[target]).mean() - 1
    shuffles = (random.permutation(sector) for _ in range(draws))
    drawn = [2 * (each[source] != each[target]).mean() - 1 for each in shuffles]
    return {"ei_index": value, "mean": np.mean(drawn)}


def brokerage(peer: Any, graph: Graph) -> dict[str, Any]:
    """Count the five roles over the pairs of partners of each organisation, in a networkx graph."""
    sector = graph.sector.tolist()
    names = ("coordinator", "consultant", "gatekeeper", "liaison")
    counts = np.zeros((len(names), len(sector)))
    for place, partners in peer.adjacency():
        own, around = sector[place], list(partners)
        for position, one in enumerate(around):
            others = peer[one]
            for other in around[position + 1 :]:
                if other in others:
                    continue
                a, b = sector[one], sector[other]
                # Of an open pair without direction each end may be first: half a gatekeeper either way.
                if a == b:
                    counts[0 if a == own else 1, place] += 1
                elif own in (a, b):
                    counts[2, place] += 1
                else:
                    counts[3, place] += 1
    return {**dict(zip(names, counts, strict=True)), "representative": counts[2]}


def cross_betweenness(peer: Any, graph: Graph) -> dict[str, Any]:
    """Add up dependencies as networkx does, where an end counts only if its sector differs."""
    from networkx.algorithms.centrality.betweenness import _single_source_shortest_path_basic as search

    sector = graph.sector.tolist()
    through = dict.fromkeys(peer, 0.0)
    for source in peer:
        order, before, ways, _ = search(peer, source)
        share = dict.fromkeys(order, 0.0)
        while order:
            place = order.pop()
            part = ((sector[place] != sector[source]) + share[place]) / ways[place]
            for nearer in before[place]:
                share[nearer] += ways[nearer] * part
            if place != source:
                through[place] += share[place]
    return {"cross_betweenness": by_place(through) / 2}


def nearness(peer: Any, graph: Graph) -> dict[str, Any]:
    """Work closeness and cross efficiency out from one search per organisation, by networkx."""
    sector, n = graph.sector.tolist(), graph.n
    closeness, total = np.zeros(n), 0.0
    for source, distances in nx.all_pairs_shortest_path_length(peer):
        steps, reached = sum(distances.values()), len(distances) - 1
        closeness[source] = reached / steps * reached / (n - 1) if steps else 0
        own = sector[source]
        total += sum(1 / steps for place, steps in distances.items() if sector[place] != own)
    return {"closeness": closeness, "cross_efficiency": total / cross_pairs(graph)}


def communities(peer: Any, graph: Graph) -> dict[str, Any]:
    """Search ten times by networkx, and set the best groups beside the sectors."""
    found = [nx.community.louvain_communities(peer, seed=seed) for seed in range(10)]
    best = max(found, key=lambda groups: nx.community.modularity(peer, groups))
    member = np.zeros(graph.n, dtype=np.int64)
    for number, group in enumerate(best):
        member[list(group)] = number
    return {"community_ami": adjusted_mutual_information(graph.sector, member)}


def cross_pairs(graph: Graph) -> int:
    """Count the ordered pairs of organisations in different sectors."""
    sizes = np.bincount(graph.sector)
    return int(graph.n**2 - (sizes**2).sum())


def igraph_closeness(peer: Any, graph: Graph) -> dict[str, Any]:
    """Return closeness as we do from that of igraph, which is within the set reached."""
    parts = peer.connected_components()
    reached = np.array(parts.sizes())[np.array(parts.membership)] - 1
    within = np.array(peer.closeness(), dtype=float)
    return {"closeness": np.where(reached > 0, within * reached / (graph.n - 1), 0)}


def igraph_cross_betweenness(peer: Any, graph: Graph) -> dict[str, Any]:
    """Add up igraph's betweenness from each sector to all others; it halves each of the two directions."""
    through = np.zeros(graph.n)
    for code in np.unique(graph.sector):
        own = graph.sector == code
        ends = {"sources": np.flatnonzero(own).tolist(), "targets": np.flatnonzero(~own).tolist()}
        through += np.array(peer.betweenness(directed=False, **ends))
    return {"cross_betweenness": through}


def igraph_mean_distance(peer: Any) -> dict[str, Any]:
    """Return the mean distance over reachable pairs, by igraph."""
    return {"mean_distance": peer.average_path_length(directed=False, unconn=True)}
