"""Shuffled labels, in blocks: thousands of shuffles cost a few passes over the ties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

_BLOCK_BYTES = 4_000_000
_ROWS = 255


def label_blocks(labels: np.ndarray, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Shuffle labels over organisations, block by block.

    A shuffle is a sort: random bits stand above each label in one integer, and the sorted
    integers give the labels back in random order. The same seed gives the same labels on
    every machine, whatever the size of the blocks.

    Parameters
    ----------
    labels : numpy.ndarray of int, shape (organisations,)
        Codes of sectors, none negative.
    draws : int
        How many shuffles.
    seed : int
        Seed of the random numbers.

    Yields
    ------
    numpy.ndarray of uint8 (uint16 beyond 256 labels), shape (organisations, shuffles of the block)
    """
    random = np.random.default_rng(seed)
    n = len(labels)
    wide = n > 0 and int(labels.max()) > 255
    kept = np.uint64(16 if wide else 8)
    low = np.uint64(0xFFFF if wide else 0xFF)
    dtype = np.uint16 if wide else np.uint8
    own = labels.astype(np.uint64)
    size = max(1, _BLOCK_BYTES // max(1, n * np.dtype(dtype).itemsize))
    for start in range(0, draws, size):
        bits = random.integers(0, 2**64, size=(min(size, draws - start), n), dtype=np.uint64)
        bits = (bits >> kept << kept) | own
        bits.sort(axis=1)
        yield np.ascontiguousarray((bits & low).astype(dtype).T)


def same_sector(labels: np.ndarray, source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Count, for every shuffle, the pairs whose two ends have the same label.

    Parameters
    ----------
    labels : numpy.ndarray, shape (organisations, shuffles)
        One column per shuffle.
    source, target : numpy.ndarray of int, shape (pairs,)
        The ends of the pairs, as rows of `labels`.

    Returns
    -------
    numpy.ndarray of int64, shape (shuffles,)
    """
    counts = np.zeros(labels.shape[1], dtype=np.int64)
    for start in range(0, len(source), _ROWS):
        # At most 255 rows at a time, so that a byte can hold their sum.
        rows = slice(start, start + _ROWS)
        equal = labels[source[rows]] == labels[target[rows]]
        counts += np.add.reduce(equal.view(np.uint8), axis=0, dtype=np.uint8)
    return counts
