"""What a name may stand on, whatever other names do: the half of the placement that is about marks.

It is arithmetic, step for step that of ``templates/map_placement.js``: what is changed here is changed there.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sysmap.pages.names.scene import LEADING, Box, Form, Leader, Mark, Scene

# In heights of the text: what lies between name and mark, and what is kept free around a name.
_GAPS = (0.25, 0.8)
ASIDE, ABOVE, _CLEAR, _NEARER, _EDGE = 0.5, 0.15, 0.2, 0.3, 0.2
# Beside a mark: to which side, how far slid along it in widths of the name, and what that costs.
_SIDES = (
    *((0, 1, 0, 0), (1, 0, 0, 0.1), (0, -1, 0, 0.4), (-1, 0, 0, 0.5), (1, 1, 0, 0.8), (1, -1, 0, 0.8)),
    *((-1, 1, 0, 1), (-1, -1, 0, 1), (0, 1, 0.25, 0.6), (0, 1, -0.25, 0.6)),
    *((0, -1, 0.25, 0.9), (0, -1, -0.25, 0.9)),
)
# Further out, with a line to the mark: so many directions in each quarter, and how far.
_QUARTER = 8
_REACHES = (1.4, 2.2, 3.2, 4.4, 6, 8, 10.5, 13.5, 17, 21, 26, 32, 39)
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


_RAYS = tuple(_rays())


@dataclass(frozen=True, slots=True)
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


def from_box(box: Box, x: float, y: float) -> float:
    """Return how far a point is from a box."""
    dx = box[0] - x if x < box[0] else x - box[2] if x > box[2] else 0.0
    dy = box[1] - y if y < box[1] else y - box[3] if y > box[3] else 0.0
    return math.sqrt(dx * dx + dy * dy)


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
        self.sums = counts.cumsum(axis=0).cumsum(axis=1).tolist()

    def __call__(self, box: Box) -> float:
        left = _clamp(math.floor((box[0] - self.left) / self.cell), self.columns)
        right = _clamp(math.floor((box[2] - self.left) / self.cell) + 1, self.columns)
        above, below = (
            self.sums[_clamp(math.floor((edge - self.top) / self.cell) + more, self.rows)]
            for edge, more in ((box[1], 0), (box[3], 1))
        )
        found: float = below[right] - above[right] - below[left] + above[left]
        return (found * self.cell) / (box[2] - box[0] + box[3] - box[1])


def _clamp(value: int, high: int) -> int:
    return min(max(value, 0), high)


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
        self.rays: dict[int, list[list[float]]] = {}

    def free(self, boxes: Sequence[Box]) -> np.ndarray:
        """Tell which of many boxes fit, and are over no mark."""
        left, top, right, bottom = np.array(boxes, dtype=float).reshape(-1, 4).T[..., None]
        frame, pad = self.frame, _CLEAR * self.size
        found = (left >= frame[0]) & (top >= frame[1]) & (right <= frame[2]) & (bottom <= frame[3])
        if self.blocks:
            one, two, three, four = np.array(self.blocks, dtype=float).T
            over = (left - pad < three) & (right + pad > one) & (top - pad < four) & (bottom + pad > two)
            found = found[:, 0] & ~over.any(axis=1)
        x, y, r = self._as_arrays
        dx = np.maximum(np.maximum(left - x, x - right), 0.0)
        dy = np.maximum(np.maximum(top - y, y - bottom), 0.0)
        return found.ravel() & (np.sqrt(dx * dx + dy * dy) >= r + pad).all(axis=1)

    def fits(self, box: Box) -> bool:
        """Inside the map, and over none of the boxes."""
        frame = self.frame
        if box[0] < frame[0] or box[1] < frame[1] or box[2] > frame[2] or box[3] > frame[3]:
            return False
        pad = _CLEAR * self.size
        return not any(
            box[0] - pad < block[2]
            and box[2] + pad > block[0]
            and box[1] - pad < block[3]
            and box[3] + pad > block[1]
            for block in self.blocks
        )

    @cached_property
    def _as_arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        x, y, r = np.array(self.marks, dtype=float).reshape(-1, 3).T
        return x, y, r

    def belongs(self, box: Box, own: int, near: Sequence[Mark]) -> bool:
        """Read as the name of its mark and of no other: by edges, by the middles of mark and name."""
        mark = self.marks[own]
        to_own = from_box(box, mark[0], mark[1])
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        middle = (x - mark[0]) * (x - mark[0]) + (y - mark[1]) * (y - mark[1])
        for other in near:
            if (x - other[0]) * (x - other[0]) + (y - other[1]) * (y - other[1]) <= middle:
                return False
            to_other = from_box(box, other[0], other[1])
            if to_other - other[2] < to_own - mark[2] + _NEARER * self.size or to_other <= to_own:
                return False
        return True

    def meetings(self, own: int) -> list[list[float]]:
        """How far from the middle of a mark each direction meets the marks around it."""
        if own not in self.rays:
            x, y, r = self.marks[own]
            most = r + (_REACHES[-1] + 1) * self.size
            xs, ys, rs = self._as_arrays
            dx, dy, far = xs - x, ys - y, rs + _CLEAR * self.size
            square = dx * dx + dy * dy
            near = square <= (most + far) * (most + far)
            near[own] = False
            dx, dy, far, square = dx[near], dy[near], far[near], square[near]
            met = []
            for across, down in _RAYS:
                along = dx * across + dy * down
                off = far * far - (square - along * along)
                ahead = (along > 0) & (off > 0)
                met.append(sorted((along[ahead] - np.sqrt(off[ahead])).tolist()))
            self.rays[own] = met
        return self.rays[own]

    def cost_of(self, form: Form, box: Box) -> float:
        """Return what a form costs in a box: ties beneath, lines, width, what is missing."""
        wide = (form.width / self.size - _WIDE) * _WIDTH
        return (
            _TIES * self.under(box)
            + _ROWS * (len(form.text) - 1)
            + (wide if wide > 0 else 0)
            + (_CUT if form.short == 2 else 0)
        )

    def places(self, name: int, stage: int) -> list[Seat]:
        """Return the places of a name at one stage, the cheapest first."""
        known = self.found.get((name, stage))
        if known is None:
            how = _STAGES[stage]
            forms = [one for one in enumerate(self.names[name].forms) if (one[1].short > 0) == how.short]
            found = self._further(name, forms, how) if how.reach else self._beside(name, forms)
            known = self.found[name, stage] = sorted(found, key=lambda place: place.cost)
        return known

    def _beside(self, name: int, forms: list[tuple[int, Form]]) -> Iterator[Seat]:
        own = self.names[name].mark
        x, y, r = self.marks[own]
        wide = max([0.0, *(form.width for _, form in forms)])
        tall = max([0.0, *(len(form.text) * self.size * LEADING for _, form in forms)])
        far = 2 * (r + _GAPS[1] * self.size)
        near = [
            mark
            for other, mark in enumerate(self.marks)
            if other != own
            and abs(mark[0] - x) - mark[2] < wide + far
            and abs(mark[1] - y) - mark[2] < wide / 2 + tall + far
        ]
        for number, form in forms:
            width, height = form.width, len(form.text) * self.size * LEADING
            for across, down, slid, price in _SIDES:
                for gap in _GAPS:
                    reach = (r + gap * self.size) * (0.7 if across and down else 1)
                    left = (
                        x + reach
                        if across > 0
                        else x - reach - width
                        if across < 0
                        else x - width / 2 + slid * width
                    )
                    top = y + reach if down > 0 else y - reach - height if down < 0 else y - height / 2
                    box = (left, top, left + width, top + height)
                    if self.fits(box) and from_box(box, x, y) >= r and self.belongs(box, own, near):
                        cost = price + _DISTANCE * (gap - _GAPS[0]) + self.cost_of(form, box)
                        yield Seat(box, number, None, cost, box)

    def _further(self, name: int, forms: list[tuple[int, Form]], how: _Stage) -> Iterator[Seat]:
        """Apart from its mark, at the end of a line in one of the directions."""
        own = self.names[name].mark
        x, y, r = self.marks[own]
        first, last = how.reach or (0, 0)
        tried: list[tuple[Box, int, Form, Leader, float]] = []
        for (across, down), met in zip(_RAYS, self.meetings(own), strict=True):
            flat = abs(across) > 0.5
            for reach in _REACHES:
                if reach <= first or reach > last:
                    continue
                far = r + reach * self.size
                over = bisect_left(met, far)
                if over > how.over[1]:
                    break
                if over < how.over[0]:
                    continue
                px, py = x + across * far, y + down * far
                start = far - _GAPS[0] * 0.5 * self.size
                line = (x + across * start, y + down * start, x, y)
                if any(line_meets(line, block) for block in self.blocks):
                    break
                for number, form in forms:
                    width, height = form.width, len(form.text) * self.size * LEADING
                    if flat:
                        left, top = (px if across > 0 else px - width), py - height / 2
                    else:
                        left, top = px - width / 2 + across * width * 0.8, (py if down > 0 else py - height)
                    box = (left, top, left + width, top + height)
                    tried.append((box, number, form, line, _LINE + _LENGTH * reach + _OVER * over))
        for at in np.flatnonzero(self.free([box for box, *_ in tried])).tolist():
            box, number, form, line, cost = tried[at]
            around = (min(box[0], x), min(box[1], y), max(box[2], x), max(box[3], y))
            yield Seat(box, number, line, cost + self.cost_of(form, box), around)
