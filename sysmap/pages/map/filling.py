"""Areas of very many organisations, filled evenly: everyone has a place of their own, in rows."""

from __future__ import annotations

import numpy as np

# Rows stand in brick pattern: this share of the distance within a row lies between two of them.
_ROW = np.sqrt(3) / 2
# Nearer than this nobody stands; an area that is too narrow for its margin has less of it.
_NEAREST = 0.3
_MARGINS = (1.0, 0.3, 0.0)


def filled(
    starts: np.ndarray,
    code: np.ndarray,
    centres: np.ndarray,
    weights: np.ndarray,
    frame: np.ndarray,
    *,
    margin: float,
    name: tuple[float, float],
) -> np.ndarray:
    """Move the members of each area to places that fill it evenly, and keep who stands beside whom.

    Parameters
    ----------
    starts : numpy.ndarray of float64, shape (organisations, 2)
        Where they would stand if there were room.
    code : numpy.ndarray of int
        The area of each, from 0.
    centres, weights : numpy.ndarray of float64
        What makes the areas: a place belongs to the centre that is nearest by power.
    frame : numpy.ndarray of float64, shape (2,)
        Width and height of the picture.
    margin
        How far all stay from the edges of their area.
    name
        Half the width and height that the name of an area takes in its middle, where there is room.

    Returns
    -------
    numpy.ndarray of float64, shape (organisations, 2)
    """
    places = np.empty_like(starts)
    sizes = np.bincount(code, minlength=len(centres))
    by_area = np.argsort(code, kind="stable")
    ends = np.cumsum(sizes)
    for area in np.flatnonzero(sizes).tolist():
        around = _Area(area, centres, weights, frame, np.array(name))
        places[ends[area] - sizes[area] : ends[area]] = around.places(int(sizes[area]), margin)
    spots = np.empty_like(starts)
    spots[by_area] = _matched(starts[by_area], places, code[by_area])
    return spots


class _Area:
    """What is nearest to one centre by power, inside the frame."""

    def __init__(
        self,
        area: int,
        centres: np.ndarray,
        weights: np.ndarray,
        frame: np.ndarray,
        name: np.ndarray,
    ) -> None:
        self.centre, self.frame, self.name = centres[area], frame, name
        others = np.arange(len(centres)) != area
        normal = centres[others] - centres[area]
        length = np.maximum(np.hypot(normal[:, 0], normal[:, 1]), 1e-9)
        power = (centres**2).sum(axis=1) - weights
        self.ways, self.edges = normal / length[:, None], (power[others] - power[area]) / 2 / length

    def places(self, count: int, margin: float) -> np.ndarray:
        """Choose so many places, as far apart as the area allows."""
        for share in _MARGINS:
            found = self._inside(count, share * margin)
            if found is not None:
                return found
        # An area of next to nothing: they stand around where its centre would be.
        turn, far = np.arange(count) * np.pi * (3 - np.sqrt(5)), np.sqrt(np.arange(count) + 0.5)
        return self.centre + np.column_stack([np.cos(turn), np.sin(turn)]) * far[:, None]

    def _inside(self, count: int, margin: float) -> np.ndarray | None:
        """Choose so many places that keep a margin; None where there is no room for them."""
        box = self._box(margin)
        if box is None:
            return None
        low, high = box
        step = np.sqrt(float(np.prod(high - low)) / count / _ROW)
        while step > _NEAREST:
            rows = self._rows(step, low, high)
            room = self._room(rows) - margin
            in_name = (np.abs(rows - self.centre) < self.name).all(axis=1)
            # Where it is narrow the name gives way.
            free = (room >= 0) & ~(in_name & (step > self.name[1]))
            found = int(free.sum())
            if found >= count:
                # Those nearest to the edge are left free.
                rows, room = rows[free], room[free]
                return rows[np.sort(np.argsort(-room, kind="stable")[:count])]
            step *= max(0.5, min(0.995, np.sqrt(found / count)))
        return None

    def _room(self, points: np.ndarray) -> np.ndarray:
        """Return how far inside the area each point lies."""
        room = np.minimum(points, self.frame - points).min(axis=1)
        for (across, down), edge in zip(self.ways.tolist(), self.edges.tolist(), strict=True):
            np.minimum(room, edge - points[:, 0] * across - points[:, 1] * down, out=room)
        return room

    def _box(self, margin: float) -> tuple[np.ndarray, np.ndarray] | None:
        """Return the corners of the smallest box around it, to about a hundredth of the picture."""
        across, down = ((np.arange(120) + 0.5) / 120 * side for side in self.frame)
        points = np.column_stack([np.tile(across, 120), np.repeat(down, 120)])
        inside = points[self._room(points) >= margin]
        if not len(inside):
            return None
        return inside.min(axis=0) - self.frame / 120, inside.max(axis=0) + self.frame / 120

    def _rows(self, step: float, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Lay rows over a box from the centre on, each second one half a step further."""
        up = np.arange(
            np.floor((low[1] - self.centre[1]) / step / _ROW), (high[1] - self.centre[1]) / step / _ROW + 1
        )
        along = np.arange(np.floor((low[0] - self.centre[0]) / step), (high[0] - self.centre[0]) / step + 1)
        x = along[None] + (up % 2)[:, None] / 2
        y = np.broadcast_to(up[:, None] * _ROW, x.shape)
        return self.centre + step * np.column_stack([x.ravel(), y.ravel()])


def _matched(starts: np.ndarray, places: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Give each start a place of its group, so that who is left of or above another stays so, roughly.

    Both are cut into halves of as many, left and right, then each above and below, until each half holds one.
    """
    one, other, at = np.arange(len(starts)), np.arange(len(places)), group.copy()
    axis = 0
    while len(at) and np.bincount(at).max() > 1:
        one = one[np.lexsort((one, starts[one, axis], at))]
        other = other[np.lexsort((places[other, 1 - axis], places[other, axis], at))]
        first = np.searchsorted(at, at)
        size = np.searchsorted(at, at, side="right") - first
        # The two halves of a group are numbered one after the other.
        at = np.cumsum(np.diff(2 * at + (np.arange(len(at)) - first >= (size + 1) // 2), prepend=-1) > 0) - 1
        axis = 1 - axis
    found = np.empty_like(starts)
    found[one] = places[other]
    return found
