"""The ground of each sector's area, behind its organisations, and which ties are drawn in full."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sysmap import palette
from sysmap.pages.pictures.strokes import Point, Shape

# More ties than these are a black ball: the others are a hair each.
FULL = 150
_GROUND, _EDGE = 0.07, 0.4


def grounds(members: Mapping[str, Sequence[Point]], pad: float) -> list[Shape]:
    """Return an area behind the organisations of each colour; none where others stand inside it.

    Parameters
    ----------
    members
        Where the organisations of each sector stand, by a key that begins with its colour.
    pad
        From the middle of a mark to the edge of its area.
    """
    outlines = {key: _outline(spots) for key, spots in members.items() if spots}
    found = []
    for key, corners in outlines.items():
        others = [spot for other, spots in members.items() if other != key for spot in spots]
        if any(_inside(corners, spot) for spot in others):
            continue
        colour = key[:7]
        edge = tuple(_around(corners, pad))
        found.append(Shape(edge, 0, palette.tint(colour, _GROUND), palette.tint(colour, _EDGE), 1))
    return found


def _outline(spots: Sequence[Point]) -> list[Point]:
    """Return the corners of the smallest convex outline around points."""
    ordered = sorted(set(spots))
    if len(ordered) < 3:
        return ordered
    halves: list[Point] = []
    for way in (ordered, ordered[::-1]):
        half: list[Point] = []
        for spot in way:
            while len(half) > 1 and _turn(half[-2], half[-1], spot) <= 0:
                half.pop()
            half.append(spot)
        halves += half[:-1]
    return halves


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _inside(corners: Sequence[Point], spot: Point) -> bool:
    if len(corners) < 3:
        return False
    return all(_turn(a, b, spot) >= 0 for a, b in zip(corners, [*corners[1:], corners[0]], strict=True))


def _around(corners: Sequence[Point], pad: float) -> list[Point]:
    """Return an outline so much wider, with round corners."""
    found = []
    for number, (x, y) in enumerate(corners):
        before, after = corners[number - 1], corners[(number + 1) % len(corners)]
        start, sweep = 0.0, 2 * math.pi
        if len(corners) > 1:
            start = math.atan2(y - before[1], x - before[0]) - math.pi / 2
            sweep = (math.atan2(after[1] - y, after[0] - x) - math.pi / 2 - start) % (2 * math.pi)
        steps = max(1, math.ceil(sweep / 0.35))
        for step in range(steps + 1):
            angle = start + sweep * step / steps
            found.append((x + math.cos(angle) * pad, y + math.sin(angle) * pad))
    return found


def in_full(ties: Sequence[Mapping[str, Any]], *, changed: bool) -> list[bool]:
    """Say of each tie whether it is drawn in full: those across, then what changed, then the strongest."""
    if len(ties) <= FULL:
        return [True] * len(ties)
    partners: dict[int, int] = {}
    for tie in ties:
        for end in (tie["a"], tie["b"]):
            partners[end] = partners.get(end, 0) + 1

    def rank(number: int) -> tuple[bool, bool, float, int, int]:
        tie = ties[number]
        strength = next((one for one in reversed(tie["strength"]) if one is not None), 0)
        moved = changed and tie["status"] != "kept"
        return tie["crosses"] != 1, not moved, -strength, -partners[tie["a"]] - partners[tie["b"]], number

    chosen = set(sorted(range(len(ties)), key=rank)[:FULL])
    return [number in chosen for number in range(len(ties))]
