"""What two pairs of organisations have in common that share a group and no organisation.

However many groups two pairs share, they count once. Where the pairs inside the groups can be listed, they
are; otherwise groups are added up, less what they have in common, as far as that can be listed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sysmap.progress import step

Moves = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""D of pairs, given their lower and higher places: what their ties moved each measure, centred by kind."""
# Two of the pairs inside a group, added up over all groups: more are not listed one by one.
_MOST_LISTED = 50_000_000
_AT_ONCE = 2_000_000
# More sets that groups have in common are not listed either.
_MOST_SETS = 5_000
# Two pairs without a common organisation have four.
_FEWEST = 4


@dataclass(frozen=True, eq=False)
class Shared:
    """Which groups are allowed for, and how.

    Attributes
    ----------
    groups : list of numpy.ndarray of int
        The members of the groups allowed for, as places.
    left_out : int
        How many groups are not allowed for, because they are too many, too large and overlap too much.
    sets : dict or None
        How often each set of organisations counts, so that two pairs inside several groups count once;
        None where pairs are listed one by one.
    """

    groups: list[np.ndarray]
    left_out: int = 0
    sets: dict[frozenset[int], int] | None = None


def shared_by(groups: Sequence[np.ndarray]) -> Shared:
    """Find how to allow for groups, the largest first.

    Parameters
    ----------
    groups
        The members of each, the largest first.
    """
    inside = [len(each) * (len(each) - 1) // 2 for each in groups]
    if sum(count**2 for count in inside) <= _MOST_LISTED:
        return Shared(list(groups))
    sets: dict[frozenset[int], int] = {}
    for number, each in enumerate(groups):
        step("What groups have in common", number, len(groups))
        members = frozenset(each.tolist())
        found = {members: 1}
        for other, times in sets.items():
            both = members & other
            if len(both) >= _FEWEST:
                found[both] = found.get(both, 0) - times
        for one, times in found.items():
            sets[one] = sets.get(one, 0) + times
        if len(sets) > _MOST_SETS:
            for one, times in found.items():
                sets[one] -= times
            step("What groups have in common", len(groups), len(groups))
            return Shared(list(groups[:number]), len(groups) - number, _that_count(sets))
        sets = _that_count(sets)
    step("What groups have in common", len(groups), len(groups))
    return Shared(list(groups), 0, sets)


def _that_count(sets: dict[frozenset[int], int]) -> dict[frozenset[int], int]:
    return {one: times for one, times in sets.items() if times}


def covariance(shared: Shared, moves: Moves) -> np.ndarray:
    """Sum D·D over two pairs that share a group and no organisation, in both orders, each once.

    Parameters
    ----------
    shared
        The groups allowed for.
    moves
        D of pairs of organisations.

    Returns
    -------
    numpy.ndarray, shape (measures,)
    """
    if shared.sets is None:
        return _listed(shared.groups, moves)
    alone = [times * _of_one(np.array(sorted(one)), moves) for one, times in shared.sets.items()]
    total: np.ndarray = np.sum(alone, axis=0)
    return total


def _of_one(places: np.ndarray, moves: Moves) -> np.ndarray:
    """Sum over one group: (ΣD)² − ΣS² + ΣD², with S the sum of D over the pairs of a member inside it."""
    from scipy import sparse

    one, other = np.triu_indices(len(places), 1)
    own = moves(places[one], places[other])
    ends = sparse.csr_array(
        (np.ones(2 * len(one)), (np.concatenate([one, other]), np.tile(np.arange(len(one)), 2))),
        shape=(len(places), len(one)),
    )
    total: np.ndarray = own.sum(axis=0) ** 2 - ((ends @ own) ** 2).sum(axis=0) + (own**2).sum(axis=0)
    return total


def _listed(groups: Sequence[np.ndarray], moves: Moves) -> np.ndarray:
    """Sum over the pairs inside groups, each beside those with which it shares a group."""
    from scipy import sparse

    n = int(max(each.max() for each in groups)) + 1
    inside = []
    for each in groups:
        one, other = np.triu_indices(len(each), 1)
        inside.append(each[one] * n + each[other])
    keys, pair = np.unique(np.concatenate(inside), return_inverse=True)
    group = np.repeat(np.arange(len(groups)), [len(each) for each in inside])
    seats = sparse.csr_array(
        (np.ones(len(pair), dtype=np.int32), (pair, group)), shape=(len(keys), len(groups))
    )
    low, high = np.divmod(keys, n)
    own = moves(low, high)
    total = np.zeros(own.shape[1])
    sizes = np.array([len(each) for each in inside])
    # How many others a pair is set beside, at most; so many pairs at once that these are not too many.
    beside = np.cumsum(seats @ sizes)
    start = 0
    while start < len(keys):
        done = beside[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(beside, done + _AT_ONCE, side="right")))
        both = (seats[start:stop] @ seats.T).tocoo()
        one, other = both.row + start, both.col
        apart = (
            (low[one] != low[other])
            & (low[one] != high[other])
            & (high[one] != low[other])
            & (high[one] != high[other])
        )
        total += (own[one[apart]] * own[other[apart]]).sum(axis=0)
        start = stop
    return total
