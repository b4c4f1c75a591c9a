"""Groups of organisations, so that a large map opens on few marks and opens out what is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

# Above so many organisations a map opens on groups.
MOST_MARKS = 600
MOST_GROUPS = 60
_SEED = 0
_GAP = 100.0


@dataclass(frozen=True, eq=False)
class MapGroups:
    """Organisations folded into groups, with places for the groups and for their members.

    Attributes
    ----------
    member : list of int
        The group of each organisation.
    names : list of str
        What each group is called.
    centres : numpy.ndarray, shape (groups, 2)
        Where each group's mark stands.
    spots : numpy.ndarray, shape (organisations, 2)
        Where each organisation stands when its group is open: inside the room of its group.
    """

    member: list[int]
    names: list[str]
    centres: np.ndarray
    spots: np.ndarray


def grouped(everyone: pd.DataFrame, ties: np.ndarray) -> MapGroups:
    """Fold a map into groups: sector and place where places are given, else who works together most.

    Parameters
    ----------
    everyone
        Organisations with the columns ``name, label, place``.
    ties : numpy.ndarray of int, shape (ties, 2)
        Pairs of places in `everyone`.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(len(everyone)))
    graph.add_edges_from(ties.tolist())
    placed = (everyone["place"] != "").mean() > 0.5
    labels = _by_sector_and_place(everyone) if placed else _by_community(everyone, graph)
    names = sorted(set(labels))
    code = {name: number for number, name in enumerate(names)}
    member = [code[label] for label in labels]
    centres, spots = _rooms(np.array(member), len(names), graph)
    return MapGroups(member, names, centres, spots)


def _by_sector_and_place(everyone: pd.DataFrame) -> list[str]:
    labels = [
        f"{label}, {place}" if place else f"{label}, place unknown"
        for label, place in zip(everyone["label"], everyone["place"], strict=True)
    ]
    if len(set(labels)) <= MOST_GROUPS:
        return labels
    return _few(everyone["place"].where(everyone["place"] != "", "place unknown").tolist())


def _by_community(everyone: pd.DataFrame, graph: nx.Graph) -> list[str]:
    """Name each community by its best-connected member; those without a tie are one group."""
    names = everyone["name"].tolist()
    labels = ["Without ties"] * len(names)
    joined = graph.subgraph([node for node in graph if graph.degree[node]])
    communities = nx.community.louvain_communities(joined, seed=_SEED) if len(joined) else []
    for community in communities:
        lead = min(community, key=lambda node: (-graph.degree[node], node))
        for node in community:
            labels[node] = f"{names[lead]} and others" if len(community) > 1 else names[lead]
    return _few(labels)


def _few(labels: list[str]) -> list[str]:
    """Keep the largest groups; the rest are one."""
    counts = Counter(labels)
    order = sorted(counts, key=lambda label: (-counts[label], label))
    kept = set(order if len(order) <= MOST_GROUPS else order[: MOST_GROUPS - 1])
    return [label if label in kept else "Other, smaller groups" for label in labels]


def _rooms(member: np.ndarray, count: int, graph: nx.Graph) -> tuple[np.ndarray, np.ndarray]:
    """Give each group a round room, large enough for its members, near the groups it is tied to."""
    sizes = np.bincount(member, minlength=count)
    radius = _GAP * (0.75 * np.sqrt(sizes) + 0.8)
    between: Mapping[Any, int] = Counter(
        (min(member[a], member[b]), max(member[a], member[b]))
        for a, b in graph.edges
        if member[a] != member[b]
    )
    quotient = nx.Graph()
    quotient.add_nodes_from(range(count))
    quotient.add_weighted_edges_from((a, b, np.sqrt(number)) for (a, b), number in sorted(between.items()))
    start = nx.spring_layout(
        quotient, seed=_SEED, iterations=200, k=2 / np.sqrt(max(count, 1)), method="force"
    )
    centres = np.array([start[group] for group in range(count)]).reshape(-1, 2)
    centres *= [1.7 * radius.sum() ** 0.5 * 12, radius.sum() ** 0.5 * 12]
    centres = _apart(centres, radius)
    spots = np.zeros((len(member), 2))
    for group in range(count):
        inside = np.flatnonzero(member == group)
        # The best connected in the middle, the others in a spiral around: a sunflower's seeds.
        order = sorted(inside.tolist(), key=lambda node: (-graph.degree[node], node))
        turn = np.arange(len(order)) * np.pi * (3 - np.sqrt(5))
        reach = _GAP * 0.75 * np.sqrt(np.arange(len(order)) + 0.3)
        spots[order] = centres[group] + np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None]
    return np.rint(centres), np.rint(spots)


def _apart(centres: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Push overlapping rooms apart."""
    for _ in range(400):
        gap = centres[:, None] - centres[None, :]
        distance = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(radius[:, None] + radius[None, :] + _GAP - distance, 0)
        np.fill_diagonal(overlap, 0)
        if not overlap.any():
            break
        centres = (
            centres + (gap / np.maximum(distance, 1)[..., None] * overlap[..., None] / 2).sum(axis=1) * 0.6
        )
    return centres
