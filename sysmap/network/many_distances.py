"""How many pairs of organisations stand at each distance, on many small maps at once."""

from __future__ import annotations

import numpy as np

from sysmap.network.arrays import Arrays

# So many words of 64 sources arrive along the ties of the maps that are searched together.
_ARRIVING = 500_000


def levels_of(arrays: Arrays, source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, ...]:
    """Count ordered pairs at each distance, along shortest ways from source to target.

    The maps are searched side by side, from all organisations at once: bit i of an organisation
    says whether the i-th has been found to reach it.

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
    words = -(-arrays.n // 64)
    together = max(1, _ARRIVING // max(1, words * source.shape[1]))
    parts = [
        _levels(arrays, source[start : start + together], target[start : start + together], words)
        for start in range(0, len(source), together)
    ]
    longest = max(part.shape[-1] for part in parts)
    padded = [np.pad(part, ((0, 0), (0, 0), (0, longest - part.shape[-1]))) for part in parts]
    reached, known, cross = np.concatenate(padded, axis=1)
    return reached, known, cross


def _levels(arrays: Arrays, source: np.ndarray, target: np.ndarray, words: int) -> np.ndarray:
    """Search some maps: counts of the three kinds of pairs, shape (3, maps, longest distance + 1)."""
    maps, n = len(source), arrays.n
    bits = _bits(np.arange(n), n, words)
    # Row by row the sources that are of known sector, and those of another sector, for each organisation.
    ends = np.stack([_of_known(arrays, bits), _of_others(arrays, bits)])
    into = np.sort(target.astype(np.int64) * n + source, axis=1)
    offset = np.arange(maps)[:, None] * n
    into, indices = (into // n + offset).ravel(), (into % n + offset).ravel()
    counts = [np.zeros((3, maps))]
    if len(into):
        starts = np.flatnonzero(np.diff(into, prepend=-1))
        reachable = into[starts]
        seen = np.tile(bits, (maps, 1))
        frontier = seen
        while True:
            arriving = np.bitwise_or.reduceat(frontier[indices], starts, axis=0)
            new = np.zeros_like(seen)
            new[reachable] = arriving
            new &= ~seen
            if not new.any():
                break
            seen = seen | new
            frontier = new
            by_map = new.reshape(maps, n, words)
            counts.append(
                np.stack([_ones(by_map), *(_ones(by_map & chosen) for chosen in ends)]).astype(float)
            )
    return np.stack(counts, axis=-1)


def _ones(bits: np.ndarray) -> np.ndarray:
    return np.bitwise_count(bits).sum(axis=(1, 2), dtype=np.int64)


def _bits(places: np.ndarray, n: int, words: int) -> np.ndarray:
    """Give a row of words for each organisation, with its own bit set if it is among the places."""
    rows = np.zeros((n, words), dtype=np.uint64)
    rows[places, places // 64] = np.uint64(1) << (places % 64).astype(np.uint64)
    return rows


def _of_known(arrays: Arrays, bits: np.ndarray) -> np.ndarray:
    known = arrays.sector >= 0
    together = np.bitwise_or.reduce(bits[known], axis=0)
    return np.where(known[:, None], together, np.uint64(0))


def _of_others(arrays: Arrays, bits: np.ndarray) -> np.ndarray:
    """Give, for each organisation of known sector, the bits of those of other known sectors."""
    found = np.zeros_like(bits)
    for code in range(len(arrays.sectors)):
        own = arrays.sector == code
        others = (arrays.sector >= 0) & ~own
        found[own] = np.bitwise_or.reduce(bits[others], axis=0)
    return found
