"""One search for communities: organisations move, one after another, to where modularity rises most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np

from sysmap.network.graph.arrays import Arrays

# Of modularity: a level that adds less is the last.
_LEAST = 1e-7
# Once fewer than one in so many moved in a round, only those whom a move can concern are asked again.
_RARE = 6


def louvain(arrays: Arrays, seeds: Iterable[int]) -> Iterator[np.ndarray]:
    """Search for the partition of partners of highest modularity, in an order drawn with each seed.

    Group by group the result is that of ``networkx.community.louvain_communities`` with this seed: the
    orders, the sums and the ways in which ties are broken are the same.

    Source: Blondel et al. 2008, Journal of Statistical Mechanics P10008.

    Yields
    ------
    numpy.ndarray of int64, shape (organisations,)
        The number of the group of each; groups are numbered by first member.
    """
    starts, around = arrays.adjacency.indptr.tolist(), arrays.adjacency.indices.tolist()
    first = _Level(
        [dict.fromkeys(around[starts[at] : starts[at + 1]], 1) for at in range(arrays.n)],
        len(arrays.pairs[0]),
    )
    for seed in seeds:
        yield _searched(first, Random(seed)) if first.ties else np.arange(arrays.n)


@dataclass(frozen=True, eq=False)
class _Level:
    """Groups found so far and the ties between them.

    Attributes
    ----------
    beside
        For each group the number of ties by group beside it; its own ties under its own number.
    ties
        The number of all.
    """

    beside: list[dict[int, int]]
    ties: int

    @cached_property
    def others(self) -> list[list[tuple[int, int]]]:
        """For each the groups beside it but itself, with the number of ties."""
        return [[each for each in row.items() if each[0] != at] for at, row in enumerate(self.beside)]

    @cached_property
    def degrees(self) -> list[int]:
        """The ends of ties in each."""
        return [sum(row.values()) + row.get(at, 0) for at, row in enumerate(self.beside)]

    def joined(self, group: list[int]) -> _Level:
        """Make one of each group: ties between groups are between them, ties inside are their own."""
        joined: list[dict[int, int]] = [{} for _ in range(max(group) + 1)]
        for at, row in enumerate(self.beside):
            one = group[at]
            for other, weight in row.items():
                if other >= at:
                    two = group[other]
                    joined[one][two] = joined[two][one] = joined[one].get(two, 0) + weight
        return _Level(joined, self.ties)

    @property
    def modularity(self) -> float:
        """That of its groups."""
        own = sum(row.get(at, 0) for at, row in enumerate(self.beside))
        return own / self.ties - sum(ends**2 for ends in self.degrees) / (2 * self.ties) ** 2


def _searched(level: _Level, random: Random) -> np.ndarray:
    member = np.arange(len(level.beside))
    reached, first = level.modularity, True
    while True:
        own, moved = _moved(level, random)
        if not (moved or first):
            break
        # Groups that are left, numbered anew in the same order.
        group = np.unique(own, return_inverse=True)[1]
        member, first = group[member], False
        level = level.joined(group.tolist())
        if level.modularity - reached <= _LEAST:
            break
        reached = level.modularity
    firsts, inverse = np.unique(member, return_index=True, return_inverse=True)[1:]
    return np.argsort(np.argsort(firsts))[inverse]


def _moved(level: _Level, random: Random) -> tuple[list[int], bool]:
    """Move each to the group beside it where modularity rises most, until a whole round moves nobody."""
    m = float(level.ties)
    twice = 2 * m**2
    beside, others, degrees = level.beside, level.others, level.degrees
    own = list(range(len(beside)))
    total = degrees.copy()
    order = own.copy()
    random.shuffle(order)
    moved, moves, asked = False, len(beside), bytearray(b"\1") * len(beside)
    members: list[set[int]] = []
    while moves:
        if moves * _RARE < len(beside) and not members:
            members = [set() for _ in own]
            for at, group in enumerate(own):
                members[group].add(at)
        moves = 0
        for at in order:
            if not asked[at]:
                continue
            asked[at] = not members
            here, degree = own[at], degrees[at]
            weights: dict[int, int] = {}
            for other, weight in others[at]:
                group = own[other]
                weights[group] = weights.get(group, 0) + weight
            total[here] -= degree
            inside = weights.setdefault(here, 0)
            # The sums stand in this order so that they round as they do in networkx.
            without = -inside / m + (total[here] * degree) / twice
            best, chosen = 0.0, here
            for group, weight in weights.items():
                gain = without + weight / m - (total[group] * degree) / twice
                if gain > best:
                    best, chosen = gain, group
            total[chosen] += degree
            if chosen != here:
                own[at] = chosen
                moves += 1
                if members:
                    members[here].remove(at)
                    members[chosen].add(at)
                    # What a group comes to concerns its members and whoever is beside them.
                    for group in (here, chosen):
                        for member in members[group]:
                            asked[member] = 1
                            for other in beside[member]:
                                asked[other] = 1
        moved = moved or moves > 0
    return own, moved
