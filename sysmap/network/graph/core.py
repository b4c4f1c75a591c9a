"""One core and a fringe: the division of a map that comes nearest to it, found by a search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part

# Up to here the search starts from every prefix of the organisations by partners.
EVERY_START = 300
_HELPS = 1e-12


@dataclass(frozen=True, eq=False)
class Core:
    """The best division into core and fringe that the search found.

    Attributes
    ----------
    member : numpy.ndarray of bool, shape (organisations,)
        Who is in the core.
    fit : float
        The correlation of ties with the ideal in which every tie has an end in the core;
        ``nan`` where nothing varies.
    starts : int
        From how many divisions the search set out.
    """

    member: np.ndarray
    fit: float
    starts: int


@part("core")
def core_of(arrays: Arrays) -> Core:
    """Search for the core: change one organisation at a time, the best change first, until none helps.

    The search sets out from every prefix of the organisations ordered by falling number of
    partners, then name; above 300 organisations from the best prefix alone. It may stop at a
    local best.

    Source: Borgatti & Everett 1999, Social Networks 21: 375–395, as the correlation over pairs.
    """
    n, pairs = arrays.n, len(arrays.pairs[0])
    if n < 4 or pairs in (0, n * (n - 1) // 2):
        return Core(np.zeros(n, dtype=bool), np.nan, 0)
    order = np.lexsort((np.arange(n), -arrays.partners))
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(n)
    sizes = np.arange(1, n - 1)
    # Of a prefix, the fringe holds the ties whose two ends both come later.
    later = np.minimum(rank[arrays.pairs[0]], rank[arrays.pairs[1]])
    fringe = pairs - np.cumsum(np.bincount(later, minlength=n))[sizes - 1]
    if n > EVERY_START:
        sizes = sizes[[int(np.argmax(_fit(arrays, sizes, fringe)))]]
    members = rank[None, :] < sizes[:, None]
    climbed = _climb(arrays, members)
    best = int(np.argmax(climbed))
    return Core(members[best], float(climbed[best]), len(sizes))


def _fit(arrays: Arrays, core: np.ndarray, fringe_ties: np.ndarray) -> np.ndarray:
    """Correlate ties with the ideal, for divisions given by core size and ties inside the fringe."""
    n, m = arrays.n, len(arrays.pairs[0])
    everything = n * (n - 1) / 2
    ideal = everything - (n - core) * (n - core - 1) / 2
    spread = m * (everything - m) * ideal * (everything - ideal)
    return (everything * (m - fringe_ties) - m * ideal) / np.sqrt(
        spread, where=spread > 0, out=np.full(spread.shape, np.inf)
    )


def _climb(arrays: Arrays, members: np.ndarray) -> np.ndarray:
    """Improve each row of `members` in place, all rows at once; give the fit that each comes to."""
    n = arrays.n
    adjacency = arrays.adjacency
    outside = ~members
    # For each start, how many partners of each organisation are in the fringe.
    fringe_partners = (adjacency @ outside.T.astype(float)).T
    ties = (fringe_partners * outside).sum(axis=1) / 2
    core = members.sum(axis=1).astype(float)
    reached = _fit(arrays, core, ties)
    going = np.arange(len(members))
    while len(going):
        step = np.where(members[going], -1.0, 1.0)
        size = core[going, None] + step
        changed = ties[going, None] - step * fringe_partners[going]
        fit = _fit(arrays, size, changed)
        fit[(size < 1) | (size > n - 2)] = -np.inf
        choice = np.argmax(fit, axis=1)
        rows = np.arange(len(going))
        helps = fit[rows, choice] > reached[going] + _HELPS
        going, choice, rows = going[helps], choice[helps], rows[helps]
        moved = step[rows, choice]
        reached[going], ties[going] = fit[rows, choice], changed[rows, choice]
        core[going] += moved
        members[going, choice] = moved > 0
        fringe_partners[going] -= moved[:, None] * adjacency[choice].toarray()
    return reached
