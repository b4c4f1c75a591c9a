"""How many pairs of organisations stand at each distance if one tie is added or taken away, for many ties.

A new tie from i to j brings a pair nearer if the way over it is shorter: those that come nearer are followed
from j outwards. A tie that goes touches a pair if all its shortest ways pass over it: these are followed
from j outwards too, and their ways around are looked for. Either takes as long as there are pairs touched,
whatever the size of the map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.changed.detours import NO_WAY, Passing, spread
from sysmap.network.graph.distances import Distances, steps_to
from sysmap.network.shuffling.redraws import UNTOLD

# So many ways from a source over a tie are followed together, and so many pairs that they touch.
_STARTS, _TOUCHED = 20_000, 500_000

Moves = list[np.ndarray]
"""Blocks of rows: tie, source, target, distance now, distance then."""


@dataclass(frozen=True, eq=False)
class Toggling:
    """A map from which ties are taken, and to which ties are added, one at a time.

    Attributes
    ----------
    distances : Distances
        How many pairs stand at each distance now.
    sources : numpy.ndarray of int
        From where ways are followed: from all organisations, or from a sample, of which each stands for as
        many.
    """

    distances: Distances
    sources: np.ndarray

    @classmethod
    def everywhere(cls, distances: Distances) -> Toggling:
        """Follow ways from all organisations."""
        return cls(distances, np.arange(distances.arrays.n))

    @property
    def arrays(self) -> Arrays:
        """The map."""
        return self.distances.arrays

    @cached_property
    def whole(self) -> bool:
        """Whether ways are followed from all organisations, in their order."""
        return np.array_equal(self.sources, np.arange(self.arrays.n))

    @cached_property
    def to(self) -> np.ndarray:
        """The distance to each organisation from each source, shape (organisations, sources)."""
        return steps_to(self.arrays, self.sources)

    def toggled(self, source: np.ndarray, target: np.ndarray, parts: int = 1) -> list[Distances]:
        """Return the counts on many maps, each without one tie of this map or with one more.

        Parameters
        ----------
        source, target : numpy.ndarray of int, shape (ties,)
            The ends of each tie: one that is there is taken away, one that is not is added.
        parts
            Into how many parts to deal the sources, one after the other.

        Returns
        -------
        list of Distances
            By part, what it would be if all sources were like those of the part. With a leading axis of
            ties; what stands for each organisation is not told.
        """
        there = self._there(source, target)
        times = 1
        if not self.arrays.directed:
            # Pairs that use a tie from its other end are the same, turned round. From where there are few
            # a sample tells little: it is taken at the end with more partners.
            turned = self.arrays.partners[source] < self.arrays.partners[target]
            source, target = np.where(turned, target, source), np.where(turned, source, target)
            times = 2
        arcs = _Arcs(self, source, target)
        moves: Moves = [np.empty((5, 0), dtype=np.int64)]
        moves += arcs.followed(np.flatnonzero(there), arcs.lost)
        moves += arcs.followed(np.flatnonzero(~there), arcs.gained)
        found = self._counted(np.concatenate(moves, axis=1), len(source), times, parts)
        untold = dict.fromkeys(("nearness", "reached_from", "steps_from"), UNTOLD)
        return [
            replace(
                self.distances,
                reached=reached,
                known_reached=known,
                cross_reached=cross,
                by_source=None,
                **untold,
            )
            for reached, known, cross in found
        ]

    def _there(self, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Tell which ties are on the map."""
        keys = self.arrays.source.astype(np.int64) * self.arrays.n + self.arrays.target
        wanted = source.astype(np.int64) * self.arrays.n + target
        if not self.arrays.directed:
            wanted = np.minimum(wanted, target.astype(np.int64) * self.arrays.n + source)
        return np.isin(wanted, keys)

    def _counted(self, moves: np.ndarray, ties: int, times: int, parts: int) -> np.ndarray:
        """Count all pairs, those of known sectors and those of different ones, by part, tie and distance."""
        tie, source, target, now, then = moves
        whole = self.distances
        base = np.stack([whole.reached, whole.known_reached, whole.cross_reached])
        longest = int(max(base.shape[1] - 1, then[then < NO_WAY].max(initial=0)))
        sector = self.arrays.sector
        ends = sector[self.sources[source]], sector[target]
        known = (ends[0] >= 0) & (ends[1] >= 0)
        counts = np.zeros((parts, 3, ties, longest + 1))
        row = (source % parts) * ties + tie
        size = np.bincount(np.arange(len(self.sources)) % parts, minlength=parts)
        stands_for = times * self.arrays.n / np.maximum(size, 1)
        for kind, some in enumerate((np.ones(len(tie), dtype=bool), known, known & (ends[0] != ends[1]))):
            for steps, sign in ((now, -1), (then, 1)):
                there = np.flatnonzero(some & (steps < NO_WAY))
                at = row[there] * (longest + 1) + steps[there]
                found = np.bincount(at, minlength=parts * ties * (longest + 1))
                counts[:, kind] += sign * found.reshape(parts, ties, longest + 1)
        counts *= stands_for[:, None, None, None]
        counts[..., : base.shape[1]] += base[:, None]
        return counts

    def steps(self, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Return distances now, `NO_WAY` where there is no way; sources as places among `sources`."""
        return _in_steps(self.to[target, source])

    def row(self, target: int) -> np.ndarray:
        """Return the distance to an organisation from each source."""
        return _in_steps(self.to[target])

    def outwards(self, ends: np.ndarray) -> np.ndarray:
        """Return the distance from some organisations to each, shape (some, organisations)."""
        distinct, place = np.unique(ends, return_inverse=True)
        if not self.whole:
            return _in_steps(steps_to(self.arrays, distinct).T)[place]
        whole = self.to[:, distinct].T if self.arrays.directed else self.to[distinct]
        return _in_steps(whole)[place]


def _in_steps(to: np.ndarray) -> np.ndarray:
    """Write out what `steps_to` gives, with `NO_WAY` where there is none."""
    steps = np.arange(np.iinfo(to.dtype).max + 1, dtype=np.int32)
    steps[-1] = NO_WAY
    found: np.ndarray = steps[to]
    return found


class _Arcs:
    """One direction of some ties: whoever is reached over them."""

    def __init__(self, whole: Toggling, source: np.ndarray, target: np.ndarray) -> None:
        self.whole = whole
        self.source, self.target = source.astype(np.int64), target.astype(np.int64)
        self.onwards = whole.outwards(self.target)
        self.n, self.width = whole.arrays.n, len(whole.sources)
        self.into, self.out = whole.arrays.predecessors, whole.arrays.successors

    def followed(
        self, ties: np.ndarray, follow: Callable[[np.ndarray, np.ndarray], Moves | None]
    ) -> Iterator[np.ndarray]:
        """Follow some ties, as many together as may be."""
        is_lost = follow == self.lost
        held: list[tuple[int, np.ndarray]] = []
        for tie in ties.tolist():
            held.append((tie, self._starts(tie, is_lost)))
            if sum(len(starts) for _, starts in held) > _STARTS or tie == ties[-1]:
                tie_of = np.repeat([one for one, _ in held], [len(starts) for _, starts in held])
                yield from self._in_parts(tie_of, np.concatenate([starts for _, starts in held]), follow)
                held = []

    def _in_parts(
        self,
        tie: np.ndarray,
        source: np.ndarray,
        follow: Callable[[np.ndarray, np.ndarray], Moves | None],
    ) -> Iterator[np.ndarray]:
        """Follow ways together, in halves where they touch more pairs than should be held at once."""
        if not len(tie):
            return
        found = follow(tie, source)
        if found is not None:
            yield from found
            return
        half = len(tie) // 2
        yield from self._in_parts(tie[:half], source[:half], follow)
        yield from self._in_parts(tie[half:], source[half:], follow)

    def _starts(self, tie: int, lost: bool) -> np.ndarray:
        """Find the sources whose ways to the far end need the tie, or would be shorter with it."""
        here, there = self.whole.row(self.source[tie]), self.whole.row(self.target[tie])
        if not lost:
            return np.flatnonzero(here + 1 < there)
        over = np.flatnonzero((here + 1 == there) & (there < NO_WAY))
        start, stop = self.into.indptr[self.target[tie] : self.target[tie] + 2]
        before = self.into.indices[start:stop]
        nearer = self.whole.to[before[:, None], over] == (there[over] - 1)
        return over[nearer.sum(axis=0) == 1]

    def gained(self, tie: np.ndarray, source: np.ndarray) -> Moves | None:
        """Follow whoever comes nearer; None where they are too many."""
        target, found, held = self.target[tie], list[np.ndarray](), 0
        while len(tie):
            now = self.whole.steps(source, target)
            found.append(np.stack([tie, source, target, now, self._over(tie, source, target)]))
            held += len(tie)
            if held > _TOUCHED and len(np.unique(found[0][0] * self.width + found[0][1])) > 1:
                return None
            at, to = spread(self.out, target)
            outwards = self.onwards[tie[at], to] == self.onwards[tie, target][at] + 1
            keys = np.unique(self._keys(tie[at[outwards]], source[at[outwards]], to[outwards]))
            tie, source, target = Passing(keys, self.width, self.n).parts
            nearer = self._over(tie, source, target) < self.whole.steps(source, target)
            tie, source, target = tie[nearer], source[nearer], target[nearer]
        return found

    def lost(self, tie: np.ndarray, source: np.ndarray) -> Moves | None:
        """Follow whoever is reached over a tie alone, and their ways around; None where they are too many."""
        starts, held = len(tie), 0
        keys = self._keys(tie, source, self.target[tie])
        found = list[np.ndarray]()
        while len(keys):
            found.append(keys)
            held += len(keys)
            if held > _TOUCHED and starts > 1:
                return None
            tie, source, target = Passing(keys, self.width, self.n).parts
            level = self.whole.steps(source, target) + 1
            at, to = spread(self.out, target)
            farther = self.whole.steps(source[at], to) == level[at]
            at, to = at[farther], to[farther]
            keys, times = np.unique(self._keys(tie[at], source[at], to), return_counts=True)
            # Whoever comes before is reached over it alone too, all of them.
            _, source, target = Passing(keys, self.width, self.n).parts
            at, via = spread(self.into, target)
            level = self.whole.steps(source, target) - 1
            before = np.bincount(at[self.whole.steps(source[at], via) == level[at]], minlength=len(keys))
            keys = keys[times == before]
        touched = Passing(np.sort(np.concatenate(found)), self.width, self.n)
        tie, source, target = touched.parts

        def may_pass(tie: np.ndarray, source: np.ndarray, target: np.ndarray) -> np.ndarray:
            may: np.ndarray = self._over(tie, source, target) == self.whole.steps(source, target)
            return may

        then = touched.around(self.into, self.out, self.whole.steps, may_pass)
        return [np.stack([tie, source, target, self.whole.steps(source, target), then])]

    def _over(self, tie: np.ndarray, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Return the length of the way over the tie."""
        length: np.ndarray = self.whole.steps(source, self.source[tie]) + 1 + self.onwards[tie, target]
        return length

    def _keys(self, tie: np.ndarray, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        keys: np.ndarray = (tie * self.width + source) * self.n + target
        return keys
