"""What each tie adds to a measure of distances, where ways are followed from a sample of organisations.

With thousands of changed ties on thousands of organisations it takes minutes to follow all shortest ways that
a tie is on. Then ways are followed from some organisations only, drawn sector by sector and dealt into parts.
What a tie adds is the mean over parts. A variance is a sum of products of two such means, and the chance of
the draw makes squares too large: by as much as products of two different parts are smaller than squares of
one. That is taken off, so that the variance is right on the mean of all draws; how far it moves when a part
is left out says how surely, and widens the interval.

A sample of changed ties would do the same with far less: a few ties, the only ones of somebody, make up much
of a variance, and a sample of ties has them or has them not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.findings.comparison.estimating.group_covariance import Shared, covariance
from sysmap.findings.comparison.estimating.moved import Moved
from sysmap.network.pairs import Pairs

PARTS = 16
"""Into so many parts the organisations of a sample are dealt."""
MOST_FOLLOWED = 5_000_000
"""Up to so many changed ties times organisations, ways are followed from all organisations."""
FEWEST, MOST = 512, 10_000
"""From so many ways are followed at least, and at most."""
_DRAW = 3


@dataclass(frozen=True, eq=False)
class Sample:
    """Organisations from which ways are followed, and what each part of them says that each tie adds.

    Attributes
    ----------
    sources : numpy.ndarray of int
        The organisations, as places: the k-th is of part k modulo `parts`.
    of
        How many organisations there are.
    columns : tuple of int
        The measures that were worked out from them, as columns of all effects.
    found : numpy.ndarray, shape (parts, changed ties, columns)
        What each tie would add if all organisations were like those of the part.
    """

    sources: np.ndarray
    of: int
    columns: tuple[int, ...] = ()
    found: np.ndarray | None = None

    @property
    def parts(self) -> int:
        """Into how many parts the organisations are dealt; one where they are all there are."""
        return PARTS if len(self.sources) < self.of else 1

    @property
    def share(self) -> float:
        """The share of organisations that is in the sample."""
        return len(self.sources) / self.of

    def variances(self, pairs: Pairs, shared: Shared) -> tuple[np.ndarray, np.ndarray]:
        """Return the variance of the change in each measure, and its own standard error by the draw.

        Parameters
        ----------
        pairs
            The pairs compared.
        shared
            The groups whose ties may come and go together.

        Returns
        -------
        tuple of numpy.ndarray, shape (columns,)

        Notes
        -----
        The standard error is that of the delete-a-group jackknife, with the factor for a finite population.
        """
        assert self.found is not None
        number, _, measures = self.found.shape
        whole = self.found.mean(axis=0)
        without = [(number * whole - each) / (number - 1) for each in self.found]
        moved = Moved(pairs, np.concatenate([whole, *self.found, *without], axis=1))
        terms = np.stack([moved.squares, moved.together, np.zeros_like(moved.squares)])
        if shared.groups:
            terms[2] = covariance(shared, moved)
        terms = terms.reshape(3, 2 * number + 1, measures)
        own, alone, rest = terms[:, 0], terms[:, 1 : number + 1], terms[:, number + 1 :]
        variance = _larger(_unbiased(own, alone, self.share))
        again = []
        for left_out in range(number):
            others = np.delete(alone, left_out, axis=1)
            again.append(_larger(_unbiased(rest[:, left_out], others, self.share)))
        apart = np.stack(again) - np.mean(again, axis=0)
        spread = (1 - self.share) * (number - 1) / number * (apart**2).sum(axis=0)
        return variance, np.sqrt(spread)

    def scale(self, pairs: Pairs) -> np.ndarray:
        """Return by what to multiply effects so that their squares are as large as without a draw."""
        assert self.found is not None
        whole = Moved(pairs, self.found.mean(axis=0)).squares
        alone = np.stack([Moved(pairs, each).squares for each in self.found])
        found = _unbiased(whole, alone, self.share)
        return np.sqrt(np.divide(found, whole, where=whole > 0, out=np.ones_like(whole)))


def sample_of(pairs: Pairs, seed: int) -> Sample:
    """Draw the organisations from which to follow ways: all of them where that is done soon enough.

    Every so-manieth is taken, in an order at random in each sector, one sector after the other.
    """
    most = max(FEWEST, MOST_FOLLOWED // max(1, len(pairs.changed.sign)))
    if pairs.n <= min(most, MOST):
        return Sample(np.arange(pairs.n), pairs.n)
    count = min(most, MOST // 5)
    random = np.random.default_rng([seed, _DRAW])
    order = np.lexsort((random.random(pairs.n), pairs.sector))
    at = np.floor((np.arange(count) + random.random()) * pairs.n / count).astype(np.int64)
    return Sample(order[at], pairs.n)


def freedom_left(freedom: float, variance: float, error: float) -> float:
    """Return degrees of freedom that allow for a variance which is itself uncertain.

    A variance with f degrees of freedom has a relative variance of 2/f: these are added up (Satterthwaite).
    """
    if not error or not variance > 0:
        return freedom
    return 1 / (1 / freedom + (error / variance) ** 2 / 2)


def _unbiased(whole: np.ndarray, alone: np.ndarray, share: float) -> np.ndarray:
    """Take off what the chance of the draw adds to squares, of a mean over parts and of each part.

    Parameters
    ----------
    whole : numpy.ndarray, shape (..., measures)
        The term worked out on the mean over parts.
    alone : numpy.ndarray, shape (..., parts, measures)
        The same on each part.
    share
        The share of organisations in the sample.
    """
    number = alone.shape[-2]
    found: np.ndarray = whole - (1 - share) / (number - 1) * (alone.mean(axis=-2) - whole)
    return found


def _larger(terms: np.ndarray) -> np.ndarray:
    """Return V of squares, of what organisations have in common, and of what groups have."""
    squares, together, grouped = terms
    variance = np.maximum(squares, together)
    return np.maximum(variance, variance + grouped)
