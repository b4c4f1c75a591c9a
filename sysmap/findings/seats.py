"""Seats on forums, and what they would be with the sectors shuffled over those who may sit there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sysmap.findings.chance import two_sided
from sysmap.findings.draws import Draws
from sysmap.network.shuffling.shuffles import label_blocks
from sysmap.network.system import SystemMap
from sysmap.progress import step


@dataclass(frozen=True, eq=False)
class Seats:
    """Who of known sector sits where.

    Attributes
    ----------
    forums : tuple of str
        The forums with a member on the map, sorted.
    sits : numpy.ndarray of bool, shape (forums, organisations of known sector)
        Who sits where; several roles are one seat.
    labels : numpy.ndarray of int, shape (organisations of known sector,)
        The sector of each.
    sectors : tuple of str
        The sectors.
    """

    forums: tuple[str, ...]
    sits: np.ndarray
    labels: np.ndarray
    sectors: tuple[str, ...]

    def members(self, labels: np.ndarray | None = None) -> np.ndarray:
        """Count members by forum and sector, shape (forums, sectors)."""
        own = self.labels if labels is None else labels
        count = np.zeros((len(self.forums), len(self.sectors)), dtype=np.int64)
        for code in range(len(self.sectors)):
            count[:, code] = self.sits[:, own == code].sum(axis=1)
        return count

    def shuffled(self, draws: Draws) -> Iterator[np.ndarray]:
        """Return members by forum and sector for each shuffle of the sectors, seats where they are."""
        done = 0
        for block in label_blocks(self.labels, draws.count, draws.seed):
            for column in range(block.shape[1]):
                yield self.members(block[:, column])
            done += block.shape[1]
            step("Shuffling seats", done, draws.count)


def seats_of(system: SystemMap) -> Seats:
    """Collect the seats of a map's organisations of known sector."""
    arrays = system.arrays
    known = np.flatnonzero(arrays.sector >= 0)
    place = {arrays.nodes[code]: number for number, code in enumerate(known)}
    pairs = system.forums[["forum", "organisation"]].drop_duplicates()
    forums = tuple(sorted(pairs["forum"].unique()))
    row = {forum: number for number, forum in enumerate(forums)}
    sits = np.zeros((len(forums), len(known)), dtype=bool)
    for forum, organisation in zip(pairs["forum"], pairs["organisation"], strict=True):
        if organisation in place:
            sits[row[forum], place[organisation]] = True
    return Seats(forums, sits, arrays.sector[known].astype(np.int64), arrays.sectors)


def by_chance(observed: np.ndarray, drawn: np.ndarray) -> pd.DataFrame:
    """Set values beside what shuffles give.

    Parameters
    ----------
    observed : numpy.ndarray, shape (things,)
        What is there.
    drawn : numpy.ndarray, shape (shuffles, things)
        What each shuffle gives; no rows for none.

    Returns
    -------
    pandas.DataFrame
        Columns ``expected, low, high, p``: mean, 95 % band, and twice the smaller tail of the ranks;
        ``nan`` without shuffles.
    """
    if not len(drawn):
        return pd.DataFrame(math.nan, index=range(len(observed)), columns=["expected", "low", "high", "p"])
    expected = drawn.mean(axis=0)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    p = two_sided(observed, drawn)
    return pd.DataFrame({"expected": expected, "low": low, "high": high, "p": p})


def expected_sectors(sizes: np.ndarray, members: int) -> float:
    """Return the mean number of sectors among members drawn at random: Σ(1 − C(N − n, m)/C(N, m)).

    Parameters
    ----------
    sizes : numpy.ndarray of int, shape (sectors,)
        The organisations of each sector.
    members
        How many sit on the forum, of known sector.

    Examples
    --------
    >>> expected_sectors(np.array([2, 2, 1]), 5)
    3.0
    """
    everybody = int(sizes.sum())
    total = math.comb(everybody, members)
    return sum(1 - math.comb(everybody - int(size), members) / total for size in sizes)
