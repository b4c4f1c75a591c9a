"""What a name may stand on, whatever other names do: the half of the placement that is about marks.

It is arithmetic, step for step that of ``templates/map_placement.js``: what is changed here is changed there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sysmap.pages.names.scene import LEADING, Box, Form, Leader, Scene

# In heights of the text: what lies between name and mark, and what is kept free around a name.
_GAPS = (0.25, 0.8)
ASIDE, ABOVE, _CLEAR, _NEARER, _EDGE = 0.5, 0.15, 0.2, 0.3, 0.2
# Beside a mark: to which side, how far slid along it in widths of the name, and what that costs.
_SIDES = (
    *((0, 1, 0, 0), (1, 0, 0, 0.1), (0, -1, 0, 0.4), (-1, 0, 0, 0.5), (1, 1, 0, 0.8), (1, -1, 0, 0.8)),
    *((-1, 1, 0, 1), (-1, -1, 0, 1), (0, 1, 0.25, 0.6), (0, 1, -0.25, 0.6)),
    *((0, -1, 0.25, 0.9), (0, -1, -0.25, 0.9)),
)
# Each side with each gap: across, down, slid, price, gap.
_BESIDE = np.array([(*side, gap) for side in _SIDES for gap in _GAPS]).T
# Further out, with a line to the mark: so many directions in each quarter, and how far.
_QUARTER = 8
_REACHES = np.array((1.4, 2.2, 3.2, 4.4, 6, 8, 10.5, 13.5, 17, 21, 26, 32, 39))
_NEAR, _ANY = 8, 99
# What costs: room between name and mark, ties beneath, each further line of text, width beyond so much, a
# line, its length, each mark that it runs over, what is missing of a name that is cut off.
_DISTANCE, _TIES, _ROWS, _WIDTH, _WIDE, _LINE, _LENGTH, _OVER, _CUT = 2.2, 1, 0.5, 0.25, 11, 6, 0.6, 5, 4


@dataclass(frozen=True)
class _Stage:
    """Where a name may stand: in short or whole, beside its mark or so far out, over so many other marks."""

    short: bool = False
    reach: tuple[float, float] | None = None
    over: tuple[int, int] = (0, 0)


# The best first.
BESIDE, OUT, FAR, THROUGH, ANYHOW, SHORT, SHORT_OUT = range(7)
_STAGES = (
    _Stage(),
    _Stage(reach=(0, _NEAR)),
    _Stage(reach=(_NEAR, _ANY)),
    _Stage(reach=(0, _ANY), over=(1, 2)),
    _Stage(reach=(0, _ANY), over=(1, _ANY)),
    _Stage(short=True),
    _Stage(short=True, reach=(0, _ANY)),
)


def _rays() -> Iterator[tuple[float, float]]:
    """Directions by whole numbers, so that they are the same in every language."""
    for step in range(_QUARTER):
        share = step / _QUARTER
        whole = 1 + share * share
        across, down = (1 - share * share) / whole, (2 * share) / whole
        yield from ((across, down), (-down, across), (-across, -down), (down, -across))


_RAYS = np.array(tuple(_rays()))


@dataclass(slots=True, eq=False)  # there are thousands: frozen ones take three times as long to make
class Seat:
    """Where a name may stand: its box, the number of its form, its line, and what that costs."""

    box: Box
    form: int
    line: Leader | None
    cost: float
    around: Box  # the box with its line


def apart(one: Box, other: Box, across: float, down: float) -> bool:
    """Return whether two boxes are so far apart, across or down."""
    return (
        one[2] + across <= other[0]
        or other[2] + across <= one[0]
        or one[3] + down <= other[1]
        or other[3] + down <= one[1]
    )


def _side(line: Sequence[float], x: float, y: float) -> float:
    """Say on which side of a line a point lies, by the sign."""
    return (line[2] - line[0]) * (y - line[1]) - (line[3] - line[1]) * (x - line[0])


def line_meets(line: Sequence[float], box: Box, pad: float = 0.0) -> bool:
    """Return whether a line comes into a box, grown by a margin."""
    ax, ay, bx, by = line
    left, top, right, bottom = box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad
    if (ax < left and bx < left) or (ax > right and bx > right):
        return False
    if (ay < top and by < top) or (ay > bottom and by > bottom):
        return False
    # On which side of the line each corner lies, as `_side` has it.
    dx, dy = bx - ax, by - ay
    one = dx * (top - ay) - dy * (left - ax) > 0
    return (
        (dx * (top - ay) - dy * (right - ax) > 0) != one
        or (dx * (bottom - ay) - dy * (right - ax) > 0) != one
        or (dx * (bottom - ay) - dy * (left - ax) > 0) != one
    )


def lines_cross(one: Leader, other: Leader) -> bool:
    """Return whether two lines cross or touch."""
    return (
        _side(one, other[0], other[1]) * _side(one, other[2], other[3]) <= 0
        and _side(other, one[0], one[1]) * _side(other, one[2], one[3]) <= 0
    )


def _from_boxes(boxes: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return how far points are from boxes, a row for each box."""
    left, top, right, bottom = boxes[..., None]
    dx = np.maximum(np.maximum(left - x, x - right), 0.0)
    dy = np.maximum(np.maximum(top - y, y - bottom), 0.0)
    return np.asarray(np.sqrt(dx * dx + dy * dy))


@dataclass(frozen=True)
class _Ways:
    """The ways out from a mark, as directions by distances.

    Attributes
    ----------
    over
        How many other marks each runs over.
    ends, starts
        x and y of its end, and of where the line from a name there starts.
    blocked
        Whether that line comes into a block.
    """

    over: np.ndarray
    ends: np.ndarray
    starts: np.ndarray
    blocked: np.ndarray


class _TiesUnder:
    """How much of ties lies under a box: counted in small squares, summed so that a box is four look-ups."""

    def __init__(self, ties: Sequence[Sequence[float]], frame: Box, cell: float) -> None:
        self.left, self.top, self.cell = frame[0], frame[1], cell
        self.columns = max(1, math.ceil((frame[2] - frame[0]) / cell))
        self.rows = max(1, math.ceil((frame[3] - frame[1]) / cell))
        counts = np.zeros((self.rows + 1, self.columns + 1))
        for ax, ay, bx, by in ties:
            steps = math.floor(max(abs(bx - ax), abs(by - ay)) / cell) + 1
            shares = (np.arange(steps) + 0.5) / steps
            column = np.floor((ax + (bx - ax) * shares - self.left) / cell)
            row = np.floor((ay + (by - ay) * shares - self.top) / cell)
            there = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
            np.add.at(counts, (row[there].astype(int) + 1, column[there].astype(int) + 1), 1.0)
        self.sums = counts.cumsum(axis=0).cumsum(axis=1)

    def __call__(self, boxes: np.ndarray) -> np.ndarray:
        left, top, right, bottom = boxes
        first = self._counted(left - self.left, 0, self.columns)
        last = self._counted(right - self.left, 1, self.columns)
        above = self._counted(top - self.top, 0, self.rows)
        below = self._counted(bottom - self.top, 1, self.rows)
        sums = self.sums
        found = sums[below, last] - sums[above, last] - sums[below, first] + sums[above, first]
        return np.asarray((found * self.cell) / (right - left + bottom - top))

    def _counted(self, far: np.ndarray, more: int, high: int) -> np.ndarray:
        return np.clip(np.floor(far / self.cell) + more, 0, high).astype(int)


class Ground:
    """What may stand where, whatever other names do."""

    def __init__(self, scene: Scene) -> None:
        self.size, self.marks, self.names = scene.size, scene.marks, scene.names
        left, top, right, bottom = scene.frame
        inset = _EDGE * scene.size
        self.frame = (left + inset, top + inset, right - inset, bottom - inset)
        self.blocks = [
            block
            for block in scene.blocks
            if block[0] < right and block[2] > left and block[1] < bottom and block[3] > top
        ]
        self.under = _TiesUnder(scene.ties, scene.frame, scene.size * 0.5)
        self.found: dict[tuple[int, int], list[Seat]] = {}
        self.ways: dict[int, _Ways] = {}

    def _fits(self, boxes: np.ndarray) -> np.ndarray:
        """Tell which of many boxes are inside the map, and over none of the blocks."""
        left, top, right, bottom = boxes
        frame, pad = self.frame, _CLEAR * self.size
        found = (left >= frame[0]) & (top >= frame[1]) & (right <= frame[2]) & (bottom <= frame[3])
        for block in self.blocks:
            over = (left - pad < block[2]) & (right + pad > block[0])
            over &= (top - pad < block[3]) & (bottom + pad > block[1])
            found &= ~over
        return np.asarray(found)

    def _free(self, boxes: np.ndarray) -> np.ndarray:
        """Tell which of many boxes fit, and are over no mark."""
        x, y, r = self._as_arrays
        clear = _from_boxes(boxes, x, y) >= r + _CLEAR * self.size
        return np.asarray(self._fits(boxes) & clear.all(axis=1))

    @cached_property
    def _as_arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        x, y, r = np.array(self.marks, dtype=float).reshape(-1, 3).T
        return x, y, r

    def _belongs(self, boxes: np.ndarray, own: int, wide: float, tall: float) -> np.ndarray:
        """Tell which read as the name of their mark and of no other, by edges and by middles."""
        x, y, r = self.marks[own]
        xs, ys, rs = self._as_arrays
        far = 2 * (r + _GAPS[1] * self.size)
        near = (np.abs(xs - x) - rs < wide + far) & (np.abs(ys - y) - rs < wide / 2 + tall + far)
        near[own] = False
        xs, ys, rs = xs[near], ys[near], rs[near]
        to_own = _from_boxes(boxes, np.array([x]), np.array([y]))
        to_others = _from_boxes(boxes, xs, ys)
        across, down = (boxes[:2] + boxes[2:])[..., None] / 2
        middle = (across - x) * (across - x) + (down - y) * (down - y)
        others = (across - xs) * (across - xs) + (down - ys) * (down - ys)
        taken = (others <= middle) | (to_others <= to_own)
        taken |= to_others - rs < to_own - r + _NEARER * self.size
        return np.asarray((to_own[:, 0] >= r) & ~taken.any(axis=1))

    def _ways_from(self, own: int) -> _Ways:
        """Return the ways out from a mark: each direction, each distance."""
        if own not in self.ways:
            x, y, r = self.marks[own]
            most = r + (_REACHES[-1] + 1) * self.size
            xs, ys, rs = self._as_arrays
            dx, dy, clear = xs - x, ys - y, rs + _CLEAR * self.size
            square = dx * dx + dy * dy
            near = square <= (most + clear) * (most + clear)
            near[own] = False
            dx, dy, clear, square = dx[near], dy[near], clear[near], square[near]
            across, down = _RAYS[:, 0, None], _RAYS[:, 1, None]
            along = dx * across + dy * down
            off = clear * clear - (square - along * along)
            met = np.where((along > 0) & (off > 0), along - np.sqrt(np.maximum(off, 0.0)), math.inf)
            far = r + _REACHES * self.size
            start = far - _GAPS[0] * 0.5 * self.size
            starts = np.stack([x + across * start, y + down * start])
            self.ways[own] = _Ways(
                over=(met[:, None, :] < far[:, None]).sum(axis=-1),
                ends=np.stack([x + across * far, y + down * far]),
                starts=starts,
                blocked=self._meet_blocks(starts[0], starts[1], x, y),
            )
        return self.ways[own]

    def _meet_blocks(self, ax: np.ndarray, ay: np.ndarray, bx: float, by: float) -> np.ndarray:
        """Tell which of many lines to one point come into a block, as `line_meets` does of one."""
        found = np.zeros(ax.shape, bool)
        for left, top, right, bottom in self.blocks:
            past = ((ax < left) & (bx < left)) | ((ax > right) & (bx > right))
            past |= ((ay < top) & (by < top)) | ((ay > bottom) & (by > bottom))
            dx, dy = bx - ax, by - ay
            one = dx * (top - ay) - dy * (left - ax) > 0
            found |= ~past & (
                ((dx * (top - ay) - dy * (right - ax) > 0) != one)
                | ((dx * (bottom - ay) - dy * (right - ax) > 0) != one)
                | ((dx * (bottom - ay) - dy * (left - ax) > 0) != one)
            )
        return found

    def places(self, name: int, stage: int) -> list[Seat]:
        """Return the places of a name at one stage, the cheapest first."""
        known = self.found.get((name, stage))
        if known is None:
            how = _STAGES[stage]
            forms = [one for one in enumerate(self.names[name].forms) if (one[1].short > 0) == how.short]
            found = self._further if how.reach else self._beside
            known = self.found[name, stage] = found(self.names[name].mark, forms, how) if forms else []
        return known

    def _beside(self, own: int, forms: list[tuple[int, Form]], _: _Stage) -> list[Seat]:
        x, y, r = self.marks[own]
        width, height = (extent[:, None] for extent in self._extents(forms))
        across, down, slid, price, gap = _BESIDE
        reach = (r + gap * self.size) * np.where((across != 0) & (down != 0), 0.7, 1.0)
        left = np.where(
            across > 0,
            x + reach,
            np.where(across < 0, x - reach - width, x - width / 2 + slid * width),
        )
        top = np.where(down > 0, y + reach, np.where(down < 0, y - reach - height, y - height / 2))
        boxes = _boxes(left, top, width, height)
        kept = np.flatnonzero(self._fits(boxes))
        kept = kept[self._belongs(boxes[:, kept], own, width.max(), height.max())]
        form, side = np.divmod(kept, len(price))
        costs = price + _DISTANCE * (gap - _GAPS[0])
        return self._seats(forms, form, boxes[:, kept], costs[side])

    def _further(self, own: int, forms: list[tuple[int, Form]], how: _Stage) -> list[Seat]:
        """Apart from its mark, at the end of a line in one of the directions."""
        ways = self._ways_from(own)
        near, far = how.reach or (0, 0)
        tried = (near < _REACHES) & (far >= _REACHES)
        tried = tried & (ways.over >= how.over[0]) & (ways.over <= how.over[1])
        tried &= ~np.logical_or.accumulate(tried & ways.blocked, axis=1)
        ray, step = np.nonzero(tried)
        across, down = _RAYS[ray, 0, None], _RAYS[ray, 1, None]
        px, py = ways.ends[:, ray, step, None]
        width, height = self._extents(forms)
        flat = np.abs(across) > 0.5
        left = np.where(flat, np.where(across > 0, px, px - width), px - width / 2 + across * width * 0.8)
        top = np.where(flat, py - height / 2, np.where(down > 0, py, py - height))
        boxes = _boxes(left, top, width, height)
        kept = np.flatnonzero(self._free(boxes))
        way, form = np.divmod(kept, len(forms))
        costs = _LINE + _LENGTH * _REACHES[step] + _OVER * ways.over[ray, step]
        return self._seats(forms, form, boxes[:, kept], costs[way], ways.starts[:, ray, step][:, way], own)

    def _extents(self, forms: list[tuple[int, Form]]) -> tuple[np.ndarray, np.ndarray]:
        """Return the widths and the heights of forms."""
        lines = [len(form.text) * self.size * LEADING for _, form in forms]
        return np.array([form.width for _, form in forms], dtype=float), np.array(lines, dtype=float)

    def _seats(
        self,
        forms: list[tuple[int, Form]],
        form: np.ndarray,
        boxes: np.ndarray,
        costs: np.ndarray,
        starts: np.ndarray | None = None,
        own: int = 0,
    ) -> list[Seat]:
        """Put places in order, the cheapest first: boxes, which form stands in each, what each costs."""
        costs = costs + self._costs_of([one for _, one in forms], form, boxes)
        order = np.argsort(costs, kind="stable")
        numbers = [forms[at][0] for at in form[order].tolist()]
        found = zip(map(tuple, boxes.T[order].tolist()), numbers, costs[order].tolist(), strict=True)
        if starts is None:
            return [Seat(box, number, None, cost, box) for box, number, cost in found]
        x, y, _ = self.marks[own]
        lines = [(*start, x, y) for start in starts.T[order].tolist()]
        around = np.concatenate((np.minimum(boxes[:2].T, (x, y)), np.maximum(boxes[2:].T, (x, y))), axis=1)
        edges = map(tuple, around[order].tolist())
        return [
            Seat(box, number, line, cost, edge)
            for (box, number, cost), line, edge in zip(found, lines, edges, strict=True)
        ]

    def _costs_of(self, forms: Sequence[Form], which: np.ndarray, boxes: np.ndarray) -> np.ndarray:
        """Return what forms cost in boxes: ties beneath, lines, width, what is missing."""
        rows = np.array([_ROWS * (len(form.text) - 1) for form in forms])
        wide = np.array([max((form.width / self.size - _WIDE) * _WIDTH, 0.0) for form in forms])
        cut = np.array([_CUT if form.short == 2 else 0 for form in forms])
        return np.asarray(_TIES * self.under(boxes) + rows[which] + wide[which] + cut[which])


def _boxes(left: np.ndarray, top: np.ndarray, width: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Return boxes as four rows: left, top, right, bottom."""
    left, top = np.broadcast_arrays(left, top)
    return np.stack([left, top, left + width, top + height]).reshape(4, -1)
