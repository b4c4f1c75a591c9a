"""Groups of organisations whose ties come and go together, such as a board that opens or closes.

Ties of such a group that share no organisation move together all the same, which the variance of an
estimate must allow for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from sysmap.findings.comparison.estimating.group_covariance import Shared, shared_by
from sysmap.network.pairs import Pairs

SMALLEST = 5
"""A group has at least so many organisations."""
DENSE = 0.5
"""Where no forum is recorded, at least this share of a group's pairs gained a tie, or lost one."""
_CHAINS = (3, 4, 5)
# Whoever has so many such ties with a group, and with such a share of it, is of it too.
_LEAST, _SHARE = 3, 0.4
# Where there are more sets of three and more in which everybody has a tie with everybody, none is looked at.
_MOST = 1_000


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups whose ties are taken to come and go together.

    Attributes
    ----------
    recorded, found : tuple of numpy.ndarray of int
        The members of each, as places: of forums as recorded, and of groups found in the ties that changed.
    searched : bool
        Whether groups were looked for in the ties that changed; not where these are very many and dense.
    """

    recorded: tuple[np.ndarray, ...] = ()
    found: tuple[np.ndarray, ...] = ()
    searched: bool = True

    @cached_property
    def members(self) -> list[np.ndarray]:
        """The members of every group, sorted, the largest first; without groups that are part of another."""
        distinct = {frozenset(each.tolist()) for each in (*self.recorded, *self.found)}
        kept: list[frozenset[int]] = []
        for each in sorted(distinct, key=lambda each: (-len(each), sorted(each))):
            if not any(each <= larger for larger in kept):
                kept.append(each)
        return [np.array(sorted(each)) for each in kept]

    @cached_property
    def shared(self) -> Shared:
        """Which of them are allowed for, and how."""
        return shared_by(self.members)


def groups_of(pairs: Pairs) -> Groups:
    """Find the groups of two waves.

    A forum is a group in either wave, with its members in that wave, unless more than half of the
    organisations compared sit on it: that is the system, not a group in it. Other groups are found in the
    ties that are new, and in those that are lost: chains of sets of three, of four or of five in which
    everybody has such a tie with everybody (clique percolation), and whoever has at least 3 with such a
    chain, and with two fifths of it. A group has at least 5 organisations, and ties came (or went) in at
    least half of its pairs.

    Parameters
    ----------
    pairs
        The pairs compared, their ties and the forums of both waves.

    Notes
    -----
    Palla, Derényi, Farkas & Vicsek (2005), Nature 435: 814–818. `benchmarks/calibration.py` simulates
    what it does to intervals.
    """
    recorded = tuple(each for each in pairs.forums if SMALLEST <= len(each) <= pairs.n / 2)
    changed = pairs.changed
    waves = [changed.sign == sign for sign in (1, -1)]
    found = [_dense_sets(changed.source[some], changed.target[some]) for some in waves]
    there = tuple(group for some in found if some is not None for group in some)
    return Groups(recorded, there, searched=None not in found)


def _dense_sets(source: np.ndarray, target: np.ndarray) -> Iterator[np.ndarray] | None:
    """Find the groups among ties that came, or that went; None where there are too many sets to look at."""
    names, beside = _in_reach(source.tolist(), target.tolist())
    cliques = list(islice(_cliques(beside), _MOST + 1))
    if len(cliques) > _MOST:
        return None
    chains = {chain for size in _CHAINS for chain in _percolated(cliques, size)}
    sets = {_grown(beside, chain) for chain in chains}
    dense = [each for each in sets if each.bit_count() >= SMALLEST and _density(beside, each) >= DENSE]
    return (np.array(each) for each in sorted([names[one] for one in _bits(each)] for each in dense))


# A set of organisations is a number, with a bit for each member: these are asked for in every simulated
# comparison, and a graph as networkx has it takes ten times as long.


def _bits(members: int) -> Iterator[int]:
    """Return the members of a set, the lowest first."""
    while members:
        lowest = members & -members
        yield lowest.bit_length() - 1
        members ^= lowest


def _in_reach(source: list[int], target: list[int]) -> tuple[list[int], list[int]]:
    """Return who can be of a group, sorted, and with whom of them each has a tie.

    Whoever has a tie with fewer than two is left out, until nobody else does: in a set of three everybody
    has two, and who is added to a group has three with it.
    """
    neighbours: dict[int, set[int]] = {}
    for one, other in zip(source, target, strict=True):
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)
    alone = [one for one, others in neighbours.items() if len(others) < 2]
    while alone:
        one = alone.pop()
        for other in neighbours.pop(one):
            neighbours[other].discard(one)
            if len(neighbours[other]) == 1:
                alone.append(other)
    names = sorted(neighbours)
    place = {name: at for at, name in enumerate(names)}
    return names, [sum(1 << place[other] for other in neighbours[name]) for name in names]


def _cliques(beside: list[int]) -> Iterator[int]:
    """Return each largest set of three and more in which everybody has a tie with everybody.

    Bron & Kerbosch (1973), Communications of the ACM 16: 575–577, with the pivot of Tomita, Tanaka &
    Takahashi (2006), Theoretical Computer Science 363: 28–42.
    """
    everybody = (1 << len(beside)) - 1
    open_sets = [
        (1 << one, others & (everybody << one), others & ((1 << one) - 1))
        for one, others in enumerate(beside)
    ]
    while open_sets:
        chosen, more, done = open_sets.pop()
        if not more:
            if not done and chosen.bit_count() >= _CHAINS[0]:
                yield chosen
            continue
        pivot = max(_bits(more | done), key=lambda one: (more & beside[one]).bit_count())
        for one in _bits(more & ~beside[pivot]):
            open_sets.append((chosen | 1 << one, more & beside[one], done & beside[one]))
            more ^= 1 << one
            done |= 1 << one


def _percolated(cliques: list[int], size: int) -> Iterator[int]:
    """Return chains of sets of so many: each set shares all but one with the next."""
    left = [each for each in cliques if each.bit_count() >= size]
    while left:
        chain = 0
        edge = [left.pop()]
        while edge:
            one = edge.pop()
            chain |= one
            near = [each for each in left if (each & one).bit_count() >= size - 1]
            if near:
                left = [each for each in left if (each & one).bit_count() < size - 1]
                edge += near
        yield chain


def _grown(beside: list[int], members: int) -> int:
    """Add whoever has ties enough with the group, the one with most first."""
    outside = ((1 << len(beside)) - 1) & ~members
    held = {one: count for one in _bits(outside) if (count := (beside[one] & members).bit_count())}
    while held:
        best = max(held, key=lambda one: (held[one], -one))
        if held[best] < max(_LEAST, _SHARE * members.bit_count()):
            break
        members |= 1 << best
        del held[best]
        for other in _bits(beside[best] & ~members):
            held[other] = held.get(other, 0) + 1
    return members


def _density(beside: list[int], members: int) -> float:
    """Return the share of pairs of a set that have a tie."""
    size = members.bit_count()
    return sum((beside[one] & members).bit_count() for one in _bits(members)) / (size * (size - 1))
