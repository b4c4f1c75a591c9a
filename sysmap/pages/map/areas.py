"""Areas: each sector has a part of the picture of its own, and its organisations stand inside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial

import numpy as np

from sysmap.pages.map.filling import filled
from sysmap.pages.map.neighbours import pairs_within

# Picture area for each organisation, in squares of the smallest gap.
ROOM = 2.6
# On a map of so many organisations the name of a sector stands inside its area: as wide as so many of them in
# a row, so far apart.
_NAMED_FROM, _NAME_WIDTH, _NAME_STEP = 60, 4, 1.1
# Between an organisation and the edge of its area, in smallest gaps.
MARGIN = 0.7
# Beyond this many, organisations stand in rows: no map draws more of them one by one.
_SPRINGS_TO = 800


def in_areas(pairs: np.ndarray, code: np.ndarray, families: Sequence[str], *, aspect: float) -> np.ndarray:
    """Give each organisation a place inside the area of its sector, none nearer than 1 to another.

    Parameters
    ----------
    pairs : numpy.ndarray of int, shape (ties, 2)
        Who is tied to whom.
    code : numpy.ndarray of int
        The sector of each organisation, from 0.
    families
        The family of each sector; blank where it has none.
    aspect
        Width over height of the picture.

    Returns
    -------
    numpy.ndarray, shape (organisations, 2)
        The areas are convex, none reaches into another, and together they fill the picture.
    """
    # What is drawn as a page is often drawn as a picture too, or for the public: this takes longest of it.
    return _found(pairs.astype(np.int64).tobytes(), code.astype(np.int64).tobytes(), tuple(families), aspect)


@lru_cache(maxsize=64)
def _found(ties: bytes, codes: bytes, families: tuple[str, ...], aspect: float) -> np.ndarray:
    pairs, code = np.frombuffer(ties, dtype=np.int64).reshape(-1, 2), np.frombuffer(codes, dtype=np.int64)
    sizes = np.bincount(code, minlength=len(families)).astype(float)
    named = len(code) >= _NAMED_FROM
    wanted = ROOM * sizes + (ROOM * _NAME_WIDTH if named else 3.0)
    area = wanted.sum()
    frame = np.array([np.sqrt(area * aspect), np.sqrt(area / aspect)])
    mixing = np.zeros((len(sizes), len(sizes)))
    np.add.at(mixing, (code[pairs[:, 0]], code[pairs[:, 1]]), 1.0)
    start = _centres(sizes, mixing + mixing.T, families) * frame
    centres, weights = _shared_out(start, wanted / area, frame)
    spots = _inside(pairs, code, centres, weights, frame, named=named)
    spots.setflags(write=False)
    return spots


def _centres(sizes: np.ndarray, mixing: np.ndarray, families: Sequence[str]) -> np.ndarray:
    """Place the sectors in the unit square: those with many ties between them, and of one family, near."""
    count = len(sizes)
    if count == 1:
        return np.full((1, 2), 0.5)
    closeness = mixing / np.sqrt(np.outer(sizes, sizes))
    np.fill_diagonal(closeness, 0)
    closeness /= closeness.max() or 1.0
    same = np.array([[one == other != "" for other in families] for one in families])
    closeness = np.minimum(closeness + 0.35 * same, 1.0)
    ring = [int(sizes.argmax())]
    while len(ring) < count:
        left = [one for one in range(count) if one not in ring]
        ring.append(max(left, key=lambda one: (closeness[ring[-1], one], -one)))
    arc = np.sqrt(sizes[ring])
    angle = np.empty(count)
    angle[ring] = 2 * np.pi * (np.cumsum(arc) - arc / 2) / arc.sum() + np.pi
    spots = np.column_stack([np.cos(angle), np.sin(angle)])
    wanted = 0.55 + 1.1 * (1 - closeness)
    # Stress: each pair is moved towards the distance that it should have, the close ones more firmly.
    firmness = 1 / wanted**2
    np.fill_diagonal(firmness, 0)
    for _ in range(150):
        gap = spots[:, None] - spots[None]
        far = np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-9)
        move = (firmness * (wanted - far) / far)[..., None] * gap
        spots = spots + move.sum(axis=1) / firmness.sum(axis=1)[:, None] * 0.5
    low, high = spots.min(axis=0), spots.max(axis=0)
    return 0.1 + 0.8 * (spots - low) / np.maximum(high - low, 1e-9)


def _shared_out(centres: np.ndarray, share: np.ndarray, frame: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share the frame out: each sector has what is nearest to its centre by power, in its due size."""
    down = max(int(np.sqrt(9_000 * frame[1] / frame[0])), 20)
    across = max(int(9_000 / down), 20)
    x, y = (np.arange(across) + 0.5) / across * frame[0], (np.arange(down) + 0.5) / down * frame[1]
    cells = np.column_stack([np.tile(x, down), np.repeat(y, across)])
    weights = np.zeros(len(centres))
    whole = float(frame.prod())
    for step in range(160):
        nearest = _nearest(x, y, centres, weights)
        found = np.bincount(nearest, minlength=len(centres)) / len(cells)
        # A sector that got nothing is moved up to where it would begin to get something.
        weights = weights + 0.25 * whole / np.pi * (share - found)
        weights -= weights.mean()
        if step < 120 and step % 4 == 3:
            # Towards the middle of its part: areas become compact.
            held = np.maximum(np.bincount(nearest, minlength=len(centres)), 1)
            middle = np.column_stack(
                [np.bincount(nearest, cells[:, axis], len(centres)) / held for axis in (0, 1)]
            )
            centres = np.where((found > 0)[:, None], centres + 0.5 * (middle - centres), centres)
    return centres, weights


def _nearest(x: np.ndarray, y: np.ndarray, centres: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return which centre is nearest by power to each cell of a grid, row by row; the first of several."""
    along = (x - centres[:, 0, None]) ** 2
    down = (y - centres[:, 1, None]) ** 2 - weights[:, None]
    least = down[0][:, None] + along[0]
    nearest = np.zeros(least.shape, dtype=np.intp)
    for one in range(1, len(centres)):
        away = down[one][:, None] + along[one]
        nearest[away < least] = one
        np.minimum(least, away, out=least)
    return nearest.ravel()


def _inside(
    pairs: np.ndarray,
    code: np.ndarray,
    centres: np.ndarray,
    weights: np.ndarray,
    frame: np.ndarray,
    *,
    named: bool,
) -> np.ndarray:
    """Arrange the members of each sector: who works with another sector stands on that side of its own."""
    n = len(code)
    outward = np.zeros((n, 2))
    crossing = pairs[code[pairs[:, 0]] != code[pairs[:, 1]]]
    for one, other in ((0, 1), (1, 0)):
        way = centres[code[crossing[:, other]]] - centres[code[crossing[:, one]]]
        way = way / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
        for axis in (0, 1):
            outward[:, axis] += np.bincount(crossing[:, one], way[:, axis], n)
    degree = np.maximum(np.bincount(pairs.ravel(), minlength=n), 1)
    strength = np.hypot(outward[:, 0], outward[:, 1]) / np.sqrt(degree)
    spots = np.empty((n, 2))
    for sector in range(len(centres)):
        members = np.flatnonzero(code == sector)
        order = members[np.lexsort((members, strength[members]))]
        turn = np.arange(len(order)) * np.pi * (3 - np.sqrt(5))
        own = np.arctan2(outward[order, 1], outward[order, 0])
        turn = np.where(strength[order] > 0.2, own + 0.3 * np.cos(turn), turn)
        reach = np.sqrt(ROOM / np.pi) * np.sqrt(np.arange(len(order)) + 0.5)
        spots[order] = centres[sector] + np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None]
    if n > _SPRINGS_TO:
        name = (_NAME_WIDTH * _NAME_STEP / 2, _NAME_STEP / 2)
        return filled(spots, code, centres, weights, frame, margin=MARGIN, name=name)
    if named:
        # Names take part as if each were some organisations in a row: the others leave them room.
        wide = (np.arange(_NAME_WIDTH) - (_NAME_WIDTH - 1) / 2) * _NAME_STEP
        rows = centres[:, None] + np.column_stack([wide, np.zeros(_NAME_WIDTH)])[None]
        spots = np.concatenate([spots, rows.reshape(-1, 2)])
        code = np.concatenate([code, np.repeat(np.arange(len(centres)), _NAME_WIDTH)])
    kept_in = partial(_kept_in, edges=_edges(code, centres, weights), frame=frame, members=n)
    rounds = 70
    share = 1 / np.sqrt(np.minimum(degree[pairs[:, 0]], degree[pairs[:, 1]]))
    share *= np.where(code[pairs[:, 0]] == code[pairs[:, 1]], 0.10, 0.02)
    spacing = np.sqrt(ROOM) * 1.05
    for step in range(rounds):
        move = np.zeros_like(spots)
        along = spots[pairs[:, 0]] - spots[pairs[:, 1]]
        # A partner far away draws no harder than one that is near: or all would crowd one edge.
        reach = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
        push(move, pairs, -along * (share * np.minimum(1.0, 5.0 / reach))[:, None])
        near, gap, far = close_pairs(spots, spacing)
        push(move, near, gap / far[:, None] * ((spacing - far) * 0.4)[:, None])
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        heat = 0.1 + 0.9 * (1 - step / rounds)
        spots = kept_in(spots + move * (np.minimum(length, heat) / length)[:, None])
    return _parted(spots, kept_in)[:n]


def _parted(spots: np.ndarray, kept_in: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Part those that stand too close, without driving anyone out of the area."""
    wanted = 1.15
    for step in range(160):
        near, gap, far = close_pairs(spots, wanted)
        if not len(near):
            break
        move = np.zeros_like(spots)
        push(move, near, gap / far[:, None] * ((wanted - far) * 0.5 + 0.01)[:, None])
        # Those that are crowded from all sides would jump.
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        spots = kept_in(spots + move * (np.minimum(length, 0.6) / length)[:, None])
        if step == 100:
            wanted = 1.02
    return spots


def close_pairs(spots: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs nearer than `reach`, in order, with the way between them and its length."""
    near = pairs_within(spots, reach)
    gap = spots[near[:, 0]] - spots[near[:, 1]]
    far = np.hypot(gap[:, 0], gap[:, 1])
    # Two in one place have no direction to part in: they get one that depends on who they are.
    turn = near[:, 0] * 2.399963
    gap = np.where((far < 1e-6)[:, None], np.column_stack([np.cos(turn), np.sin(turn)]) * 1e-3, gap)
    return near, gap, np.maximum(far, 1e-3)


def push(move: np.ndarray, pairs: np.ndarray, force: np.ndarray) -> None:
    """Add a force to one end of each pair and take it from the other."""
    for axis in (0, 1):
        move[:, axis] += np.bincount(pairs[:, 0], force[:, axis], len(move))
        move[:, axis] -= np.bincount(pairs[:, 1], force[:, axis], len(move))


def _edges(code: np.ndarray, centres: np.ndarray, weights: np.ndarray) -> list[tuple[np.ndarray, ...]]:
    """Return for each sector the way to it from everyone's own, how far its edge lies, and whose it is."""
    power = (centres**2).sum(axis=1) - weights
    found = []
    for other in range(len(centres)):
        normal = centres[other] - centres[code]
        length = np.maximum(np.hypot(normal[:, 0], normal[:, 1]), 1e-9)
        edge = (power[other] - power[code]) / 2
        found.append((*normal.T.copy(), length, normal / length[:, None], edge, code == other))
    return found


def _kept_in(
    spots: np.ndarray, *, edges: Sequence[tuple[np.ndarray, ...]], frame: np.ndarray, members: int
) -> np.ndarray:
    """Bring those that stand outside their area back over its edge; names stay in a row."""
    spots = spots.copy()
    for _ in range(3):
        for across, down, length, way, edge, own in edges:
            over = (spots[:, 0] * across + spots[:, 1] * down - edge) / length + MARGIN
            outside = np.flatnonzero((over >= 0) & ~own)
            if len(outside):
                spots[outside] -= way[outside] * over[outside, None]
        spots = np.clip(spots, MARGIN, frame - MARGIN)
    rows = spots[members:].reshape(-1, _NAME_WIDTH, 2)
    wide = (np.arange(_NAME_WIDTH) - (_NAME_WIDTH - 1) / 2) * _NAME_STEP
    rows = rows.mean(axis=1)[:, None] + np.column_stack([wide, np.zeros(_NAME_WIDTH)])[None]
    return np.concatenate([spots[:members], rows.reshape(-1, 2)])
