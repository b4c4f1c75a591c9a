"""From which organisations to search: all of them, or on very large maps a sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.network.graph.arrays import Arrays

# Up to here a search sets out from every organisation.
EXACT_LIMIT = 10_000
SAMPLE = 1_024
_SEED = 0


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
    """Take every organisation; above 10,000 take 1,024, from each sector in proportion to its size.

    The sample is drawn with one seed for all maps, so that the same map gives the same numbers.
    """
    by_sector = [
        (code, members)
        for code in range(-1, len(arrays.sectors))
        if len(members := np.flatnonzero(arrays.sector == code))
    ]
    if arrays.n <= EXACT_LIMIT:
        places = [members for _, members in by_sector]
        weight = [np.ones(len(members)) for members in places]
    else:
        random = np.random.default_rng(_SEED)
        places, weight = [], []
        taken = _shares(np.array([len(members) for _, members in by_sector]))
        for (_, members), take in zip(by_sector, taken.tolist(), strict=True):
            places.append(np.sort(random.choice(members, take, replace=False)))
            weight.append(np.full(take, len(members) / take))
    return Sources(
        np.concatenate([np.empty(0, dtype=np.int64), *places]),
        np.concatenate([np.empty(0), *weight]),
        arrays.n > EXACT_LIMIT,
        arrays,
    )


def _shares(sizes: np.ndarray) -> np.ndarray:
    """Share the sample out by size, the largest remainders first; at least two of each for a spread."""
    exact = SAMPLE * sizes / sizes.sum()
    taken = np.floor(exact).astype(np.int64)
    left = SAMPLE - int(taken.sum())
    taken[np.argsort(taken - exact, kind="stable")[:left]] += 1
    return np.minimum(sizes, np.maximum(2, taken))
