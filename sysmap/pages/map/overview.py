"""The overview, sector by sector: where discs stand, how ribbons run, and what chance gives them.

The page's script ``map_discs.js`` does the same in the same order: the two are held to one another by a test.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sysmap.network.shuffling.shuffles import label_blocks

# Above so many organisations a map opens on the overview.
OVERVIEW_ABOVE = 150
# Never are more than so many drawn one by one.
MOST_MARKS = 600
# Discs together take this share of the picture; none is smaller, or larger than this share of its lower side.
_SHARE, _SMALLEST, _LARGEST = 0.2, 12.0, 0.24
_EDGE = 10.0
_STEPS = 16
_BENDS = (0.0, 0.12, -0.12, 0.24, -0.24, 0.36, -0.36)
# The widest ribbon, as a share of the picture's lower side, and the thinnest strand; beyond so many all are
# narrower, or they would fill the picture.
_WIDEST, _THINNEST, _CALM = 0.045, 1.5, 15

_CELLS = 200_000

Point = tuple[float, float]


def disc_radii(sizes: Sequence[int], width: float, height: float) -> list[float]:
    """Return how large each disc is: its area goes with its organisations, down to what can be pointed at."""
    most = max(sizes, default=1)
    each = math.sqrt(_SHARE * width * height / (math.pi * max(sum(sizes), 1)))
    each = min(each, _LARGEST * min(width, height) / math.sqrt(max(most, 1)))
    return [max(each * math.sqrt(size), _SMALLEST) for size in sizes]


def arranged(
    starts: Sequence[Point], radii: Sequence[float], width: float, height: float
) -> tuple[list[Point], list[float]]:
    """Place discs in a frame so that none overlaps, as far apart as the frame allows.

    Parameters
    ----------
    starts
        Where their organisations stand on the map: it says who is beside whom.
    radii
        How large they should be. All are made smaller if the frame cannot hold them.

    Returns
    -------
    tuple
        Their centres and radii; the picture reaches from edge to edge.
    """
    count = len(starts)
    if not count:
        return [], []
    xs, ys = [x for x, _ in starts], [y for _, y in starts]
    sizes = list(radii)
    gap = 1.6 * sum(sizes) / count
    while True:
        spots = [
            (
                _between(x, min(xs), max(xs), sizes[disc], width),
                _between(y, min(ys), max(ys), sizes[disc], height),
            )
            for disc, (x, y) in enumerate(starts)
        ]
        if _settled(spots, sizes, gap, width, height):
            break
        if gap > 12:
            gap *= 0.85
        else:
            sizes = [size * 0.92 for size in sizes]
    for axis, side in ((0, width), (1, height)):
        low = min(spot[axis] - size for spot, size in zip(spots, sizes, strict=True))
        high = max(spot[axis] + size for spot, size in zip(spots, sizes, strict=True))
        spots = [
            _stretched(spot, axis, low, high, size, side) for spot, size in zip(spots, sizes, strict=True)
        ]
    return spots, sizes


def _between(value: float, low: float, high: float, size: float, side: float) -> float:
    share = 0.5 if high == low else (value - low) / (high - low)
    return _EDGE + size + share * (side - 2 * (_EDGE + size))


def _settled(spots: list[Point], sizes: list[float], gap: float, width: float, height: float) -> bool:
    """Push overlapping discs apart inside the frame; say whether they came to rest."""
    count = len(spots)
    for _ in range(120):
        moved = False
        for one in range(count):
            for other in range(one + 1, count):
                dx, dy = spots[one][0] - spots[other][0], spots[one][1] - spots[other][1]
                far = math.sqrt(dx * dx + dy * dy)
                wanted = sizes[one] + sizes[other] + gap
                if far >= wanted - 0.01:
                    continue
                moved = True
                if far < 0.001:
                    dx, dy, far = (1.0, 0.5, 1.118034) if one % 2 else (0.5, 1.0, 1.118034)
                # The larger gives way less.
                share = sizes[other] / (sizes[one] + sizes[other])
                step = (wanted - far) / far
                spots[one] = _inside(
                    spots[one][0] + dx * step * share,
                    spots[one][1] + dy * step * share,
                    sizes[one],
                    width,
                    height,
                )
                share = 1 - share
                spots[other] = _inside(
                    spots[other][0] - dx * step * share,
                    spots[other][1] - dy * step * share,
                    sizes[other],
                    width,
                    height,
                )
        if not moved:
            return True
    return False


def _inside(x: float, y: float, size: float, width: float, height: float) -> Point:
    return (
        max(min(x, width - _EDGE - size), _EDGE + size),
        max(min(y, height - _EDGE - size), _EDGE + size),
    )


def _stretched(spot: Point, axis: int, low: float, high: float, size: float, side: float) -> Point:
    """Move a disc outwards along an axis, so that the picture reaches both edges: distances only grow."""
    room = side - 2 * _EDGE
    if high - low - 2 * size <= 0 or high - low >= room:
        moved = spot[axis] + (side - low - high) / 2
    else:
        share = (spot[axis] - size - low) / (high - low - 2 * size)
        moved = _EDGE + size + share * (room - 2 * size)
    return (moved, spot[1]) if axis == 0 else (spot[0], moved)


def ribbon_width(count: int, counts: Sequence[int], width: float, height: float) -> float:
    """Return how wide a ribbon of so many ties is: in proportion, by square root where they differ much."""
    most, least = max(counts), min(counts)
    share = count / most if most <= 5 * least else math.sqrt(count / most)
    widest = _WIDEST * min(1.0, math.sqrt(_CALM / len(counts))) * min(width, height)
    return max(share * widest, _THINNEST)


def ribbon(
    one: int,
    other: int,
    spots: Sequence[Point],
    radii: Sequence[float],
    wide: float,
    width: float,
    height: float,
) -> list[Point]:
    """Return the middle line of a ribbon from one disc's centre to another's, bent round those between."""
    best: tuple[float, list[Point]] | None = None
    for bend in _BENDS:
        line = bent(spots[one], spots[other], bend)
        cost = abs(bend) * 60.0
        for x, y in line[1:-1]:
            cost += max(0.0, _EDGE - x, _EDGE - y, x - width + _EDGE, y - height + _EDGE) * 4
            for disc in range(len(spots)):
                if disc not in (one, other):
                    dx, dy = spots[disc][0] - x, spots[disc][1] - y
                    cost += max(0.0, radii[disc] + wide / 2 + 5 - math.sqrt(dx * dx + dy * dy))
        if best is None or cost < best[0]:
            best = cost, line
    assert best is not None
    return best[1]


def bent(start: Point, end: Point, bend: float) -> list[Point]:
    """Return points along a curve that leaves the straight way by a share of its length."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    middle = (start[0] + end[0]) / 2 - dy * bend, (start[1] + end[1]) / 2 + dx * bend
    line = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
        line.append((a * start[0] + b * middle[0] + c * end[0], a * start[1] + b * middle[1] + c * end[1]))
    return line


def chance_bands(
    pairs: np.ndarray, code: np.ndarray, known: np.ndarray, count: int, *, draws: int = 1_000, seed: int = 0
) -> list[list[float]]:
    """Return the 95 % band of ties between each two sectors under shuffled labels.

    Parameters
    ----------
    pairs : numpy.ndarray of int, shape (ties, 2)
        The ties of one wave, by places of organisations.
    code : numpy.ndarray of int
        The sector of each organisation.
    known : numpy.ndarray of bool
        Whose sector is known and who is in the wave: others keep their labels.
    count
        The number of sectors.

    Returns
    -------
    list
        ``[low, high]`` for each pair of sectors, the first with the second, with the third, and so on.
    """
    places = np.flatnonzero(known)
    upper = np.triu_indices(count, 1)
    if len(places) < 2 or not len(pairs):
        return [[0.0, 0.0] for _ in upper[0]]
    found: list[np.ndarray] = []
    for block in label_blocks(code[places], draws, seed):
        own = block.shape[1]
        shuffled = np.repeat(code[:, None].astype(np.uint16), own, axis=1)
        shuffled[places] = block
        cells, first = own * count * count, np.arange(own) * count * count
        totals = np.zeros(cells, dtype=np.int64)
        # So many ties at a time that their cells stay near the processor.
        ties = max(_CELLS, 4 * cells) // own
        for start in range(0, len(pairs), ties):
            one, other = shuffled[pairs[start : start + ties].T]
            totals += np.bincount((one * np.uint16(count) + other + first).ravel(), minlength=cells)
        both = totals.reshape(own, count, count)
        found.append(both[:, upper[0], upper[1]] + both[:, upper[1], upper[0]])
    low, high = np.percentile(np.concatenate(found), [2.5, 97.5], axis=0)
    return [[float(a), float(b)] for a, b in zip(low.tolist(), high.tolist(), strict=True)]


def overview_data(
    marks: Sequence[dict[str, Any]], lines: Sequence[dict[str, Any]], waves: int, sectors: int
) -> dict[str, Any]:
    """Return what the page needs for the overview beside organisations and ties: the bands of each wave."""
    code = np.array([mark["sector"] for mark in marks], dtype=np.int64)
    told = np.array([bool(mark["known"]) for mark in marks], dtype=bool)
    bands = []
    for wave in range(waves):
        there = np.array([mark["on"][wave] == 1 for mark in marks], dtype=bool)
        there_now = ("kept", "lost" if wave == 0 and waves == 2 else "new")
        ends = [(line["a"], line["b"]) for line in lines if line["status"] in there_now]
        pairs = np.array(ends, dtype=np.int64).reshape(-1, 2)
        draws = 1_000 if len(pairs) <= 10_000 else 200
        bands.append(chance_bands(pairs, code, there & told, sectors, draws=draws))
    return {"bands": bands}
