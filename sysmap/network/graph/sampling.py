"""From which organisations to search: all of them, or on very large maps a sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sysmap.network.graph.arrays import Arrays

# Up to here a search for distances sets out from every organisation.
EXACT_LIMIT = 10_000
SAMPLE = 1_024
# Routes cost some twenty times as much to follow. Up to here all are followed; beyond, from as many
# organisations as keep the work the same, until only the sample is left: 3,200 × 3,200 = 10,000 × 1,024.
ROUTES_LIMIT = 3_200
_SEED = 0
# Words of 64 sources that are followed at once.
_WORDS = 8


@dataclass(frozen=True, eq=False)
class Sources:
    """The organisations from which shortest ways are followed.

    Attributes
    ----------
    places : numpy.ndarray of int64, shape (sources,)
        Sorted by sector (unknown first), then place.
    weight : numpy.ndarray of float64, shape (sources,)
        For how many organisations of its sector each source stands.
    sampled : bool
        Whether they are a sample.
    """

    places: np.ndarray
    weight: np.ndarray
    sampled: bool
    arrays: Arrays

    def standard_error(self, values: np.ndarray) -> float:
        """Return the standard error of the weighted sum of a value per source, 0 where all are searched.

        Stratified by sector, with the factor for a finite population: Cochran 1977, Sampling
        Techniques, chapter 5. A sector with one source in the sample adds nothing.
        """
        if not self.sampled:
            return 0.0
        sector = self.arrays.sector[self.places]
        variance = 0.0
        for code in np.unique(sector):
            inside = values[sector == code]
            size = int((self.arrays.sector == code).sum())
            if len(inside) > 1:
                variance += size**2 * (1 - len(inside) / size) * float(inside.var(ddof=1)) / len(inside)
        return float(np.sqrt(variance))


def sources_of(arrays: Arrays) -> Sources:
    """Take every organisation to measure distances from; above 10,000 take 1,024."""
    return _drawn(arrays, arrays.n if arrays.n <= EXACT_LIMIT else SAMPLE)


def route_sources_of(arrays: Arrays) -> Sources:
    """Take every organisation to follow routes from; above 3,200 fewer and fewer, never below 1,024."""
    return _drawn(arrays, arrays.n if arrays.n <= ROUTES_LIMIT else max(SAMPLE, ROUTES_LIMIT**2 // arrays.n))


def _drawn(arrays: Arrays, wanted: int) -> Sources:
    """Draw so many, from each sector in proportion to its size.

    The sample is drawn with one seed for all maps, so that the same map gives the same numbers.
    """
    by_sector = [
        (code, members)
        for code in range(-1, len(arrays.sectors))
        if len(members := np.flatnonzero(arrays.sector == code))
    ]
    if wanted == arrays.n:
        places = [members for _, members in by_sector]
        weight = [np.ones(len(members)) for members in places]
    else:
        random = np.random.default_rng(_SEED)
        places, weight = [], []
        taken = _shares(np.array([len(members) for _, members in by_sector]), wanted)
        for (_, members), take in zip(by_sector, taken.tolist(), strict=True):
            places.append(np.sort(random.choice(members, take, replace=False)))
            weight.append(np.full(take, len(members) / take))
    return Sources(
        np.concatenate([np.empty(0, dtype=np.int64), *places]),
        np.concatenate([np.empty(0), *weight]),
        wanted != arrays.n,
        arrays,
    )


def _shares(sizes: np.ndarray, wanted: int) -> np.ndarray:
    """Share the sample out by size, the largest remainders first; at least two of each for a spread."""
    exact = wanted * sizes / sizes.sum()
    taken = np.floor(exact).astype(np.int64)
    left = wanted - int(taken.sum())
    taken[np.argsort(taken - exact, kind="stable")[:left]] += 1
    return np.minimum(sizes, np.maximum(2, taken))


def mixed_batches(arrays: Arrays, places: np.ndarray) -> Iterator[np.ndarray]:
    """Group sources into words of 64 as they come, and words into batches."""
    leaving = places[np.diff(arrays.successors.indptr)[places] > 0]
    for start in range(0, len(leaving), 64 * _WORDS):
        some = leaving[start : start + 64 * _WORDS]
        batch = np.full(-(-len(some) // 64) * 64, -1)
        batch[: len(some)] = some
        yield batch


def sector_batches(arrays: Arrays, places: np.ndarray) -> Iterator[np.ndarray]:
    """Group sources into words of 64, each of one sector, and words into batches."""
    words = []
    leaving = places[np.diff(arrays.successors.indptr)[places] > 0]
    for code in range(-1, len(arrays.sectors)):
        members = leaving[arrays.sector[leaving] == code]
        for start in range(0, len(members), 64):
            word = np.full(64, -1)
            part = members[start : start + 64]
            word[: len(part)] = part
            words.append(word)
    for start in range(0, len(words), _WORDS):
        yield np.concatenate(words[start : start + _WORDS])
