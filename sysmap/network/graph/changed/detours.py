"""The pairs of organisations whose shortest ways all pass through one point, and their ways around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

Steps = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""The distance now, given sources and targets."""
MayPass = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""Whether a point may stand on a shortest way, given points, sources and targets."""

NO_WAY = np.iinfo(np.int32).max // 2
"""Stands for no way: longer than any."""


@dataclass(frozen=True, eq=False)
class Passing:
    """Ordered pairs all of whose shortest ways pass through a point, such as an organisation or a tie.

    Attributes
    ----------
    keys : sorted numpy.ndarray of int64
        Point, source and target as one number, each once.
    sources, targets : int
        How many sources and targets there are.
    """

    keys: np.ndarray
    sources: int
    targets: int

    @property
    def parts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The point, the source and the target of each."""
        point, rest = np.divmod(self.keys, self.sources * self.targets)
        source, target = np.divmod(rest, self.targets)
        return point, source, target

    def places(
        self, point: np.ndarray, source: np.ndarray, target: np.ndarray, may_pass: MayPass
    ) -> np.ndarray:
        """Return where some pairs stand among these; −1 where they do not."""
        found = np.full(len(point), -1)
        may = np.flatnonzero(may_pass(point, source, target))
        wanted = (point[may] * self.sources + source[may]) * self.targets + target[may]
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        there = self.keys[at] == wanted
        found[may[there]] = at[there]
        return found

    def around(
        self, into: sparse.csr_array, out: sparse.csr_array, steps: Steps, may_pass: MayPass
    ) -> np.ndarray:
        """Find the distance of each pair without its point, `NO_WAY` where there is none.

        The nearest are settled first, from partners whose own ways are not touched.

        Parameters
        ----------
        into, out
            The ties to each organisation, and from it.
        steps
            The distances with the point.
        may_pass
            What holds of every pair that is touched, quick to tell.

        Returns
        -------
        numpy.ndarray of int32, shape (pairs,)
        """
        best = np.full(len(self.keys), NO_WAY, dtype=np.int32)
        if not len(best):
            return best
        point, source, target = self.parts
        at, via = spread(into, target)
        now = steps(source[at], via)
        # Who comes before is touched too, or leads through the point.
        aside = np.flatnonzero((now >= steps(source, target)[at]) & (now < NO_WAY))
        at, via, now = at[aside], via[aside], now[aside]
        free = self.places(point[at], source[at], via, may_pass) < 0
        np.minimum.at(best, at[free], now[free] + 1)
        settled = np.zeros(len(best), dtype=bool)
        order = np.argsort(best, kind="stable")
        values = best[order]
        start, pushed = 0, np.empty(0, dtype=np.int64)
        step = int(values[0])
        while step < NO_WAY:
            stop = int(np.searchsorted(values, step, side="right"))
            some = np.concatenate([order[start:stop], pushed])
            start = stop
            some = np.unique(some[(best[some] == step) & ~settled[some]])
            settled[some] = True
            at, to = spread(out, target[some])
            found = self.places(point[some][at], source[some][at], to, may_pass)
            found = found[found >= 0]
            pushed = found[best[found] > step + 1]
            best[pushed] = step + 1
            step = step + 1 if len(pushed) else int(values[start]) if start < len(values) else NO_WAY
        return best


def spread(ties: sparse.csr_array, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """List the partners of some organisations: for which of them each is, and who."""
    starts = ties.indptr.astype(np.int64)
    counts = starts[ends + 1] - starts[ends]
    at = np.repeat(np.arange(len(ends)), counts)
    offset = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return at, ties.indices[starts[ends][at] + offset].astype(np.int64)
