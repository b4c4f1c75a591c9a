"""Where organisations stand on the map: worked out once for all waves, or joined to an earlier map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from sysmap.pages.map.areas import close_pairs, in_areas, push
from sysmap.pages.map.neighbours import pairs_within
from sysmap.pages.map.packing import isolate_row, packed, spread_out

if TYPE_CHECKING:
    import networkx as nx

ASPECT = 1.8  # width over height of the picture: a projector or a laptop screen beside two panels
SPACING = 100.0  # world units between organisations that stand as close as they may
SPRING_LIMIT = 500  # beyond this the all-pairs spring layout is too slow
PIVOTS = 40
# Between those who join a map that stands, and everyone else.
_ROOM = 100.0
_ROUNDS = 60


def place(
    ties: nx.Graph | nx.DiGraph,
    sectors: Mapping[str, str | None],
    *,
    families: Mapping[str, str] | None = None,
    seed: int = 0,
    standing: Mapping[str, tuple[float, float]] | None = None,
) -> dict[str, tuple[float, float]]:
    """Give each organisation a place on the map.

    Each sector has an area of its own, sectors with many ties between them near one another; within it
    organisations with ties stand near each other, and those that work across stand on that side. No two
    overlap, and those without ties stand in rows below the others.

    Parameters
    ----------
    ties : networkx graph
        The organisations (as node keys) and the ties of every wave that is to be shown.
    sectors : mapping
        The sector of each organisation; ``None`` or absent where it is not known.
    families : mapping, optional
        The family of each sector: those of one family stand near one another.
    seed : int
        For the small random shifts that separate organisations that would start in one place.
    standing : mapping, optional
        Where organisations stand on an earlier map: they stay there, and others join them.

    Returns
    -------
    dict
        ``{id: (x, y)}`` in units of the page, y growing downwards, rounded to whole numbers.
    """
    nodes = sorted(ties)
    if standing and any(node in standing for node in nodes):
        return joined_in(nodes, ties, standing)
    pairs = _pairs(ties, {node: number for number, node in enumerate(nodes)})
    spots = np.zeros((len(nodes), 2))
    alone = np.setdiff1d(np.arange(len(nodes)), pairs)
    tied = np.setdiff1d(np.arange(len(nodes)), alone)
    labels = [sectors.get(nodes[place]) for place in tied]
    names = sorted({label for label in labels if label is not None}) + [None] * (None in labels)
    if len(names) > 1:
        lookup = np.full(len(nodes), -1)
        lookup[tied] = np.arange(len(tied))
        code = np.array([names.index(label) for label in labels])
        kin = [(families or {}).get(label, "") if label else "" for label in names]
        bottom = _areas(lookup[pairs], code, kin, spots, tied, len(alone))
    else:
        bottom = _parts(pairs, spots, np.random.default_rng(seed))
    isolate_row(alone, spots, bottom=bottom)
    if len(nodes):
        spots -= (spots.min(axis=0) + spots.max(axis=0)) / 2
    whole = np.rint(spots * SPACING)
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, whole.tolist(), strict=True)}


def _areas(
    pairs: np.ndarray, code: np.ndarray, families: list[str], spots: np.ndarray, tied: np.ndarray, below: int
) -> float:
    """Arrange those with ties in areas of sectors, over rows of so many others; give the lower edge."""
    # On a small map names stand beside marks: there is more room sideways.
    gap = np.array([1.55, 0.85]) if len(tied) < 60 else np.array([1.0, 1.0])
    across = np.sqrt((len(tied) * 2.6 + below * 1.92) * ASPECT)
    rows = np.ceil(below / max(across / 1.6, 1.0))
    aspect = across / max(across / ASPECT - 1.2 * rows, across / 4)
    spots[tied] = in_areas(pairs, code, families, aspect=aspect * gap[1] / gap[0]) * gap
    return float(spots[tied, 1].max()) + 1.0


def _parts(pairs: np.ndarray, spots: np.ndarray, rng: np.random.Generator) -> float:
    """Arrange the parts of a map that is all of one sector, the largest first; give the lower edge."""
    blocks = []
    for members in _components(pairs, len(spots)):
        if len(members) > 1:
            lookup = np.full(len(spots), -1)
            lookup[members] = np.arange(len(members))
            blocks.append(
                (members, _component(lookup[pairs[np.isin(pairs[:, 0], members)]], len(members), rng))
            )
    return packed(blocks, spots, aspect=ASPECT)


def _pairs(ties: nx.Graph | nx.DiGraph, number: Mapping[Any, int]) -> np.ndarray:
    """Ties as sorted pairs of numbers: direction, order and repetition do not move anyone."""
    seen = {tuple(sorted((number[a], number[b]))) for a, b in ties.edges() if a != b}
    return np.array(sorted(seen), dtype=np.int64).reshape(-1, 2)


def _components(pairs: np.ndarray, n: int) -> list[np.ndarray]:
    """Components from the largest to the smallest, each as sorted numbers."""
    _, label = sparse.csgraph.connected_components(_adjacency(pairs, n), directed=False)
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if n else []
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def _adjacency(pairs: np.ndarray, n: int) -> sparse.csr_array:
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    return sparse.csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))


def _component(pairs: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Places within one component, about one unit apart, around its own centre."""
    if n == 2:
        return np.array([[-0.8, 0.0], [0.8, 0.0]])
    start = _from_distances(pairs, n) if n > SPRING_LIMIT else np.zeros((n, 2))
    start = start + rng.normal(scale=0.05, size=start.shape)
    return spread_out((_springs if n <= SPRING_LIMIT else _forces)(pairs, start), aspect=ASPECT)


def _springs(pairs: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Networkx's spring layout."""
    import networkx as nx

    n = len(start)
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(pairs.tolist(), weight=1.0)
    found = nx.spring_layout(
        graph, pos=dict(enumerate(start)), k=1.9 / np.sqrt(n), iterations=120, seed=0, method="force"
    )
    return np.array([found[node] for node in range(n)])


def _from_distances(pairs: np.ndarray, n: int) -> np.ndarray:
    """Make a first picture of a large component from path lengths to a few far-apart organisations."""
    graph = _adjacency(pairs, n)
    pivot = int(np.bincount(pairs.ravel(), minlength=n).argmax())
    rows = []
    nearest = np.full(n, np.inf)
    for _ in range(min(PIVOTS, n)):
        row = sparse.csgraph.dijkstra(graph, directed=False, unweighted=True, indices=pivot)
        rows.append(row)
        nearest = np.minimum(nearest, row)
        pivot = int(nearest.argmax())
    squared = np.array(rows).T ** 2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    left, strength, _ = np.linalg.svd(centred, full_matrices=False)
    axes = left[:, :2] * np.sqrt(strength[:2])
    # A singular vector may come with either sign: fix it, or the picture could be mirrored elsewhere.
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    return axes / np.abs(axes).max(axis=0) * [ASPECT, 1.0]


def _forces(pairs: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Springs along ties and repulsion only between near organisations, for large components."""
    n = len(start)
    width = np.sqrt(n)
    spots = start * width / 2
    # A hub's ties are shared out, or it would draw the whole map into one black ball.
    degree = np.maximum(np.bincount(pairs.ravel(), minlength=n), 1)
    share = 1 / np.sqrt(np.minimum(degree[pairs[:, 0]], degree[pairs[:, 1]]))
    rounds = 90
    for step in range(rounds):
        move = np.zeros((n, 2))
        near, gap, distance = close_pairs(spots, 2.6)
        push(move, near, gap * (1.1 / np.maximum(distance, 0.05) ** 2)[:, None])
        along = spots[pairs[:, 0]] - spots[pairs[:, 1]]
        length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 0.05)
        push(move, pairs, -along * (share * length * 0.35)[:, None])
        far = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        heat = 0.02 + width * 0.05 * (1 - step / rounds) ** 2
        spots = spots + move * (np.minimum(far, heat) / far)[:, None]
    return spots


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
    if not free.any():
        return where
    # Two in one place part in a direction that depends on who they are.
    turn = np.arange(len(where)) * 2.399963
    where = where + free[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    for _ in range(_ROUNDS):
        close = pairs_within(where, _ROOM)
        close = close[free[close].any(axis=1)]
        if not len(close):
            break
        apart = where[close[:, 0]] - where[close[:, 1]]
        distance = np.maximum(np.hypot(apart[:, 0], apart[:, 1]), 1e-6)
        step = apart / distance[:, None] * ((_ROOM - distance) / 2 + 1)[:, None]
        for axis in (0, 1):
            where[:, axis] += np.bincount(close[:, 0], step[:, axis], len(where)) * free
            where[:, axis] -= np.bincount(close[:, 1], step[:, axis], len(where)) * free
    return where
