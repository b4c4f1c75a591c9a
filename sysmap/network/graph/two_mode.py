"""Memberships of forums, counted as they are: who shares a forum is no tie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part
from sysmap.network.shuffling.rewiring import Block, Rewiring


@dataclass(frozen=True, eq=False)
class TwoMode:
    """Organisations and the forums they sit on.

    The count of mixed forums may have a leading axis, one entry per shuffle or redrawing of seats.

    Attributes
    ----------
    organisations : int
        The number of organisations on the map, on a forum or not.
    seats : numpy.ndarray of int, shape (organisations,)
        On how many forums each organisation sits; several roles on one forum are one seat.
    forums : int
        The number of forums that have a member.
    sectors : int
        The number of sectors that have an organisation.
    known : tuple of numpy.ndarray
        For each forum with two or more members of known sector, their places among the
        organisations of known sector.
    mixed : int or numpy.ndarray
        The forums among those whose members are of two sectors or more.
    labels : numpy.ndarray of int, shape (organisations of known sector,)
        Their sectors.
    """

    organisations: int
    seats: np.ndarray
    forums: int
    sectors: int
    known: tuple[np.ndarray, ...]
    mixed: np.ndarray
    labels: np.ndarray

    @property
    def memberships(self) -> int:
        """The number of pairs of an organisation and a forum on which it sits."""
        return int(self.seats.sum())

    def shuffled(self, labels: np.ndarray) -> TwoMode:
        """Return the counts under a block of shuffles, as in `Mixing.shuffled`; who sits where stays."""
        return replace(self, mixed=_mixed(self.known, labels))

    def seat_draws(self, draws: int, seed: int) -> Iterator[Block]:
        """Redraw who sits where on the forums of `known`: every seat is kept, and every size of a forum.

        Yields
        ------
        tuple of numpy.ndarray, shape (draws of the block, seats)
            Members, as places among the organisations of known sector, and forums of `known`.
        """
        organisations = len(self.labels)
        members = np.concatenate([*self.known, np.array([], dtype=int)]).astype(np.int32)
        forum = np.repeat(np.arange(len(self.known), dtype=np.int32), [len(each) for each in self.known])
        seats = Rewiring(
            members,
            forum + organisations,
            state=np.zeros(len(forum), dtype=int),
            oriented=np.ones(len(forum), dtype=bool),
            barred=np.zeros(organisations + len(self.known), dtype=bool),
        )
        for first, second in seats.draws(draws, seed):
            yield first, second - organisations

    def redrawn(self, seats: Block) -> TwoMode:
        """Return the count for a block of redrawn seats."""
        members, forum = seats
        sectors, forums = int(self.labels.max(initial=0)) + 1, len(self.known)
        cells = (np.arange(len(members))[:, None] * forums + forum) * sectors + self.labels[members]
        size = len(members) * forums * sectors
        there = np.bincount(cells.ravel(), minlength=size).reshape(len(members), forums, sectors) > 0
        return replace(self, mixed=(there.sum(axis=-1) > 1).sum(axis=-1))


@part("two_mode", of="system")
def two_mode_of(arrays: Arrays, forums: pd.DataFrame) -> TwoMode:
    """Count the memberships of a map.

    Parameters
    ----------
    arrays
        The map.
    forums
        Its memberships: the columns ``forum`` and ``organisation`` count, each pair once.
    """
    pairs = forums[["forum", "organisation"]].drop_duplicates()
    place = {organisation: code for code, organisation in enumerate(arrays.nodes)}
    members = pairs["organisation"].map(place).to_numpy(dtype=np.int64)
    codes, names = pd.factorize(pairs["forum"], sort=True)
    rank = np.cumsum(arrays.sector >= 0) - 1
    counted = arrays.sector[members] >= 0
    on_forum = [rank[members[counted & (codes == code)]] for code in range(len(names))]
    known = tuple(np.sort(places) for places in on_forum if len(places) > 1)
    own = arrays.sector[arrays.sector >= 0]
    return TwoMode(
        organisations=arrays.n,
        seats=np.bincount(members, minlength=arrays.n),
        forums=len(names),
        sectors=arrays.labelled,
        known=known,
        mixed=_mixed(known, own[:, None])[0],
        labels=own,
    )


def _mixed(known: tuple[np.ndarray, ...], labels: np.ndarray) -> np.ndarray:
    """Count, for every column of labels, the forums whose members differ in it."""
    count = np.zeros(labels.shape[1], dtype=np.int64)
    for places in known:
        rows = labels[places]
        count += (rows != rows[0]).any(axis=0)
    return count
