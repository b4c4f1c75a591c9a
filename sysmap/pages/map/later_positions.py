"""A later map that starts from an earlier one: who stood somewhere stays, who is new joins partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np

_ROOM = 100.0
_ROUNDS = 60


def joined_in(
    nodes: Sequence[str], ties: nx.Graph | nx.DiGraph, standing: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Give everyone a place, leaving those who have one where they are.

    Parameters
    ----------
    nodes
        Everyone, sorted.
    ties
        Who is tied to whom.
    standing
        Where some stand already, by id; others may be named there too.

    Returns
    -------
    dict
        ``{id: (x, y)}``, whole numbers. A new organisation starts in the middle of its partners;
        one without partners that stand anywhere goes below the map.
    """
    spots = {node: (float(x), float(y)) for node, (x, y) in standing.items() if node in ties}
    new = [node for node in nodes if node not in spots]
    around = ties.to_undirected(as_view=True)
    while True:
        ready = {
            node: [spots[partner] for partner in sorted(around[node]) if partner in spots] for node in new
        }
        found = {node: np.mean(near, axis=0) for node, near in ready.items() if near}
        if not found:
            break
        spots.update({node: (float(x), float(y)) for node, (x, y) in found.items()})
        new = [node for node in new if node not in spots]
    if new:
        taken = np.array(list(spots.values())).reshape(-1, 2)
        left, bottom = (taken[:, 0].min(), taken[:, 1].max()) if len(taken) else (0.0, 0.0)
        spots.update({node: (left + _ROOM * place, bottom + 2 * _ROOM) for place, node in enumerate(new)})
    free = np.array([node not in standing for node in nodes])
    where = _parted(np.array([spots[node] for node in nodes]).reshape(-1, 2), free)
    return {
        node: standing[node] if not moves else (float(x), float(y))
        for node, moves, (x, y) in zip(nodes, free, np.rint(where).tolist(), strict=True)
    }


def _parted(where: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Move those who are new out of the way of everyone else."""
    from scipy.spatial import cKDTree

    if not free.any():
        return where
    # Two in one place part in a direction that depends on who they are.
    turn = np.arange(len(where)) * 2.399963
    where = where + free[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    for _ in range(_ROUNDS):
        close = cKDTree(where).query_pairs(_ROOM, output_type="ndarray")
        close = close[free[close].any(axis=1)] if len(close) else close
        if not len(close):
            break
        close = close[np.lexsort((close[:, 1], close[:, 0]))]
        apart = where[close[:, 0]] - where[close[:, 1]]
        distance = np.maximum(np.hypot(apart[:, 0], apart[:, 1]), 1e-6)
        step = apart / distance[:, None] * ((_ROOM - distance) / 2 + 1)[:, None]
        for axis in (0, 1):
            where[:, axis] += np.bincount(close[:, 0], step[:, axis], len(where)) * free
            where[:, axis] -= np.bincount(close[:, 1], step[:, axis], len(where)) * free
    return where
