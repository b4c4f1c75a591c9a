"""Whether sectors differ in how busy their organisations are: which value by chance is the fair one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.findings.draws import Draws
from sysmap.network.graph.arrays import Arrays
from sysmap.network.shuffling.shuffles import label_blocks
from sysmap.text import number

DIFFERS = 0.2
_EQUAL = 1e-9


@dataclass(frozen=True)
class Activity:
    """How busy the organisations of each sector are.

    Attributes
    ----------
    partners : dict of str to float
        Mean number of partners by sector, the least busy first.
    p : float
        In how many shuffles of the labels the means lie at least as far apart, by the sum of squares
        between sectors; with one for the map itself.
    """

    partners: dict[str, float]
    p: float

    @property
    def differs(self) -> bool:
        """Whether the means lie as far apart in fewer than 20 of 100 shuffles of the labels.

        So weak a doubt is enough, because the other chance is right in either case.
        """
        return self.p <= DIFFERS

    def in_words(self) -> str:
        """Say from where to where the means go, and how often shuffled labels put them as far apart."""
        (least, low), *_, (most, high) = self.partners.items()
        often = max(1, round(100 * self.p))
        return (
            f"mean partners from {number(low)} ({least}) to {number(high)} ({most}), as far apart in "
            f"{often} of 100 shuffles of the labels"
        )


def activity_of(arrays: Arrays, draws: Draws) -> Activity | None:
    """Compare the mean numbers of partners of the sectors with those under shuffled labels.

    Parameters
    ----------
    arrays
        The map.
    draws
        How many shuffles, and from which seed.

    Returns
    -------
    Activity or None
        None with fewer than two sectors.
    """
    if arrays.labelled < 2:
        return None
    known = arrays.sector >= 0
    labels, partners = arrays.sector[known], arrays.partners[known].astype(float)
    totals = np.bincount(labels, partners, minlength=len(arrays.sectors))
    there = np.flatnonzero(arrays.sizes)
    means = {arrays.sectors[code]: float(totals[code] / arrays.sizes[code]) for code in there}
    apart = sum(totals[code] ** 2 / arrays.sizes[code] for code in there)
    least = apart - _EQUAL * max(1.0, apart)
    further = 0
    for block in label_blocks(labels, draws.count, draws.seed):
        # Fewer multiplications than a table of sums: one sector is what the others leave.
        sums = [partners @ (block == code) for code in there[1:]]
        sums.append(partners.sum() - sum(sums))
        sizes = [*arrays.sizes[there[1:]], arrays.sizes[there[0]]]
        further += int((sum(each**2 / size for each, size in zip(sums, sizes, strict=True)) >= least).sum())
    return Activity(dict(sorted(means.items(), key=lambda pair: pair[1])), (1 + further) / (draws.count + 1))
