"""Groups of organisations whose ties come and go together, such as a board that opens or closes.

Ties of such a group that share no organisation move together all the same, which the variance of an
estimate must allow for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from sysmap.findings.comparison.estimating.group_covariance import Shared, shared_by
from sysmap.network.pairs import Pairs

if TYPE_CHECKING:
    import networkx as nx

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
    import networkx as nx

    graph = nx.Graph(zip(source.tolist(), target.tolist(), strict=True))
    cliques = list(islice((each for each in nx.find_cliques(graph) if len(each) >= _CHAINS[0]), _MOST + 1))
    if len(cliques) > _MOST:
        return None
    sets = {
        _grown(graph, set(chain))
        for size in _CHAINS
        for chain in nx.community.k_clique_communities(
            graph, size, cliques=[each for each in cliques if len(each) >= size]
        )
    }
    return (
        np.array(sorted(members))
        for members in sorted(sets, key=sorted)
        if len(members) >= SMALLEST and nx.density(graph.subgraph(members)) >= DENSE
    )


def _grown(graph: nx.Graph, members: set[int]) -> frozenset[int]:
    """Add whoever has ties enough with the group, the one with most first."""
    held = {one: len(members & graph.adj[one].keys()) for one in graph if one not in members}
    while held:
        best = max(held, key=lambda one: (held[one], -one))
        if held[best] < max(_LEAST, _SHARE * len(members)):
            break
        members.add(best)
        del held[best]
        for other in graph.adj[best]:
            if other in held:
                held[other] += 1
    return frozenset(members)
