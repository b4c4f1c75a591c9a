"""How many pairs of organisations stand at each distance, on many small maps at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.network.graph.arrays import Arrays

# So many words of 64 sources are followed at once; so many arrive along the ties of maps searched together.
_WORDS, _ARRIVING = 8, 100_000


def levels_of(arrays: Arrays, source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, ...]:
    """Count ordered pairs at each distance, along shortest ways from source to target.

    The maps are searched side by side, from 512 organisations at once: bit i of an organisation
    says whether the i-th of them has been found to reach it.

    Parameters
    ----------
    arrays
        Organisations, sectors and whether ties have a direction.
    source, target : numpy.ndarray of int, shape (maps, ties)
        The ties of each map, as places.

    Returns
    -------
    tuple of numpy.ndarray of float64, shape (maps, longest distance + 1)
        All ordered pairs; those whose two ends are of known sector; those that differ in it.
    """
    if not arrays.directed:
        source, target = (np.concatenate(pair, axis=1) for pair in ((source, target), (target, source)))
    batches = [_Batch.of(arrays, start) for start in range(0, arrays.n, 64 * _WORDS)]
    together = max(1, _ARRIVING // max(1, _WORDS * source.shape[1]))
    found = [
        _levels(arrays.n, source[start : start + together], target[start : start + together], batches)
        for start in range(0, len(source), together)
    ]
    longest = max(part.shape[-1] for part in found)
    reached, known, cross = np.concatenate([_padded(part, longest) for part in found], axis=1)
    return reached, known, cross


@dataclass(frozen=True, eq=False)
class _Batch:
    """Some sources as bits.

    Attributes
    ----------
    own : numpy.ndarray of uint64, shape (organisations, words)
        For each organisation its own bit, if it is one of the sources.
    known, others : numpy.ndarray of uint64, shape (organisations, words)
        For each organisation of known sector the sources of known sector, and those of another.
    """

    own: np.ndarray
    known: np.ndarray
    others: np.ndarray

    @classmethod
    def of(cls, arrays: Arrays, start: int) -> _Batch:
        """Take the next sources from `start` on."""
        sources = np.arange(start, min(start + 64 * _WORDS, arrays.n))
        words = -(-len(sources) // 64)
        own, known, others = np.zeros((3, arrays.n, words), dtype=np.uint64)
        slot = sources - start
        own[sources, slot // 64] = np.uint64(1) << (slot % 64).astype(np.uint64)
        labelled = arrays.sector >= 0
        known[labelled] = np.bitwise_or.reduce(own[labelled], axis=0)
        for code in range(len(arrays.sectors)):
            members = arrays.sector == code
            others[members] = np.bitwise_or.reduce(own[labelled & ~members], axis=0)
        return cls(own, known, others)


def _levels(n: int, source: np.ndarray, target: np.ndarray, batches: list[_Batch]) -> np.ndarray:
    """Search some maps: counts of the three kinds of pairs, shape (3, maps, longest distance + 1)."""
    maps = len(source)
    total = np.zeros((3, maps, 1))
    into = np.sort(target.astype(np.int64) * n + source, axis=1)
    offset = np.arange(maps)[:, None] * n
    into, indices = (into // n + offset).ravel(), (into % n + offset).ravel()
    if not len(into):
        return total
    starts = np.flatnonzero(np.diff(into, prepend=-1))
    reachable = into[starts]
    for batch in batches:
        seen = np.tile(batch.own, (maps, 1))
        frontier, counts = seen, [np.zeros((3, maps))]
        while True:
            new = np.zeros_like(seen)
            new[reachable] = np.bitwise_or.reduceat(frontier.take(indices, axis=0), starts, axis=0)
            new &= ~seen
            if not new.any():
                break
            seen = seen | new
            frontier = new
            by_map = new.reshape(maps, n, -1)
            ends = (by_map, by_map & batch.known, by_map & batch.others)
            counts.append(np.stack([np.bitwise_count(end).sum(axis=(1, 2), dtype=float) for end in ends]))
        part = np.stack(counts, axis=-1)
        longest = max(total.shape[-1], part.shape[-1])
        total = _padded(total, longest) + _padded(part, longest)
    return total


def _padded(counts: np.ndarray, longest: int) -> np.ndarray:
    return np.pad(counts, ((0, 0), (0, 0), (0, longest - counts.shape[-1])))
