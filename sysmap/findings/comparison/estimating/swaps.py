"""Swapping the waves of pairs at random: the tie-level p, and whether organisations moved as wholes."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.draws import Draws
from sysmap.network.pairs import Pairs
from sysmap.progress import step

SHOWN_BELOW = 0.10
"""The p of the drift diagnostic below which it fires."""
MOST_REPEATS = 999
"""Repeats for what costs a search each."""
LISTED = 200_000
"""More pairs are not listed one by one for the drift diagnostic."""
_SWAPS, _FLIPS = 1, 2
_CELLS = 4_000_000
_EQUAL = 1e-12


def pair_swaps(pairs: Pairs, draws: Draws) -> Iterator[np.ndarray]:
    """Draw which changed pairs swap their waves, each with probability ½: blocks of shape (draws, pairs)."""
    random = np.random.default_rng([draws.seed, _SWAPS])
    number = len(pairs.changed.pairs)
    # No block ends between the draws that cost a search and those that do not.
    block = min(MOST_REPEATS, max(1, _CELLS // max(number, 1)))
    start = 0
    while start < draws.count:
        stop = min(start + block, draws.count, MOST_REPEATS if start < MOST_REPEATS else draws.count)
        yield random.random((stop - start, number)) < 0.5
        start = stop


def swapped_changes(estimator: Estimator, draws: Draws) -> np.ndarray:
    """Return the change in every measure under every swap, ``nan`` where it was not worked out."""
    changes, done = [np.empty((0, len(estimator.names)))], 0
    for swaps in pair_swaps(estimator.pairs, draws):
        changes.append(estimator.swapped(swaps, max(0, MOST_REPEATS - done)))
        done += len(swaps)
    return np.concatenate(changes)


def tie_level_p(changes: np.ndarray, change: float) -> float:
    """Return how often a swapped change is at least as far from 0 as the one observed.

    Exact if no pair of organisations tends to change, wrong if organisations fluctuate.

    Parameters
    ----------
    changes : numpy.ndarray
        The change under each swap. One that is not defined counts as far from 0.
    change
        The change observed.
    """
    if math.isnan(change) or not len(changes):
        return math.nan
    nearer = np.abs(changes) < abs(change) - _EQUAL
    return (1 + int((~nearer).sum())) / (len(changes) + 1)


def drift(pairs: Pairs, draws: Draws) -> tuple[float, float]:
    """Return whether organisations, not only ties, have moved.

    X is the change of a pair less the mean over the observable pairs of its kind; T the sum over
    organisations of the square of the sum of X. Under ties that change one by one the sign of
    each X is as likely the other.

    Returns
    -------
    tuple of float
        T; and its p over at most 999 flips of the sign of every observable pair, ``nan`` without any.
    """
    from scipy import sparse

    observed = _statistic(pairs)
    flips = draws.at_most(MOST_REPEATS)
    if not flips:
        return observed, math.nan
    far, reach = 0, observed * (1 - _EQUAL)
    if pairs.observable.sum() > LISTED:
        for found in _flipped(pairs, flips):
            far += int((found >= reach).sum())
        return observed, (1 + far) / (flips.count + 1)
    low, high, centred = _centred(pairs)
    incidence = sparse.csr_array(
        (np.concatenate([centred, centred]), (np.concatenate([low, high]), np.tile(np.arange(len(low)), 2))),
        shape=(pairs.n, len(low)),
    )
    for signs in _signs(len(low), flips):
        far += int((((incidence @ signs) ** 2).sum(axis=0) >= reach).sum())
    return observed, (1 + far) / (flips.count + 1)


def _statistic(pairs: Pairs) -> float:
    """Work T out from the ties that changed, without listing all pairs."""
    changed, signs = pairs.changed, pairs.changed.sign.astype(float)
    means = np.bincount(changed.kind, signs, minlength=3) / np.maximum(pairs.observable, 1)
    ends = np.concatenate([changed.source, changed.target])
    sums = np.bincount(ends, np.tile(signs, 2), minlength=pairs.n) - pairs.degrees.T @ means
    return float((sums**2).sum())


def _flipped(pairs: Pairs, flips: Draws) -> Iterator[np.ndarray]:
    """Draw T under flips of the sign of every pair, without listing those that did not change.

    What the unchanged pairs of an organisation add up to is a sum of thousands of equal amounts with signs at
    random: it is drawn as normal, with its own variance. That two organisations share one such pair of
    thousands is left out.
    """
    from scipy import sparse

    changed = pairs.changed
    means = np.bincount(changed.kind, changed.sign, minlength=3) / np.maximum(pairs.observable, 1)
    starts = changed.pairs
    moves = np.bincount(changed.pair, changed.sign - means[changed.kind], minlength=len(starts))
    ends = changed.source[starts], changed.target[starts]
    arcs = np.bincount(changed.pair, minlength=len(starts))
    # Of a directed map the other arc of a pair may be observable, and unchanged: it has the sign of its pair.
    if pairs.directed:
        alone = arcs == 1
        back = pairs.is_observable(ends[1], ends[0]) & alone
        moves[back] -= means[changed.kind[starts]][back]
        arcs = arcs + back
    incidence = sparse.csr_array(
        (np.tile(moves, 2), (np.concatenate(ends), np.tile(np.arange(len(moves)), 2))),
        shape=(pairs.n, len(moves)),
    )
    # Squares of arcs by pair, of each organisation, less those of pairs that changed.
    squares = pairs.degrees * (pairs.squares / np.maximum(pairs.observable, 1))[:, None]
    for end in ends:
        np.subtract.at(squares, (changed.kind[starts], end), arcs.astype(float) ** 2)
    spread = np.sqrt(np.maximum(means**2 @ squares, 0))[:, None]
    random = np.random.default_rng([flips.seed, _FLIPS])
    block = max(1, _CELLS // max(pairs.n, len(moves), 1))
    for start in range(0, flips.count, block):
        count = min(block, flips.count - start)
        signs = 2.0 * (random.random((len(moves), count)) < 0.5) - 1
        sums = incidence @ signs + spread * random.standard_normal((pairs.n, count))
        step("looking for drift", start + count, flips.count)
        yield (sums**2).sum(axis=0)


def _centred(pairs: Pairs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """List the observable pairs, arcs of a pair together, with their centred change."""
    source, target = pairs.observed()
    keys = source * pairs.n + target
    first, second = (np.isin(keys, ties, assume_unique=True) for ties in pairs.ties)
    moves = second.astype(float) - first
    kind = pairs.kind_of(source, target)
    means = np.bincount(kind, moves, minlength=3) / np.maximum(np.bincount(kind, minlength=3), 1)
    low, high = np.minimum(source, target), np.maximum(source, target)
    distinct, pair = np.unique(low * pairs.n + high, return_inverse=True)
    centred = np.bincount(pair, moves - means[kind], minlength=len(distinct))
    return distinct // max(pairs.n, 1), distinct % max(pairs.n, 1), centred


def _signs(size: int, flips: Draws) -> Iterator[np.ndarray]:
    """Draw signs for all pairs, some repeats at a time: columns of −1 and 1."""
    random = np.random.default_rng([flips.seed, _FLIPS])
    block = max(1, _CELLS // max(size, 1))
    for start in range(0, flips.count, block):
        count = min(block, flips.count - start)
        bits = random.integers(0, 256, size=(count, (size + 7) // 8), dtype=np.uint8)
        signs = np.unpackbits(bits, axis=1, count=size).T.astype(np.float64)
        step("looking for drift", start + count, flips.count)
        yield 2 * signs - 1
