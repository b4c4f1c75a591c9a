"""What the changed ties of each pair of organisations moved, and the sums that variances are made of."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np

from sysmap.network.pairs import Pairs


def summed(group: np.ndarray, values: np.ndarray, groups: int) -> np.ndarray:
    """Add up rows of values by group, in their order: shape (groups, columns)."""
    totals = np.empty((groups, values.shape[1]))
    for column in range(values.shape[1]):
        totals[:, column] = np.bincount(group, values[:, column], minlength=groups)
    return totals


class KindsOfPair(Protocol):
    """What pairs are told apart by where D is centred; `Pairs` tells them apart by kind."""

    def kind_of(self, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Tell of which kind pairs are."""
        ...

    @property
    def observable(self) -> np.ndarray:
        """Observable pairs (arcs) by kind."""
        ...

    @property
    def squares(self) -> np.ndarray:
        """Sum by kind, over pairs, of the square of how many arcs of the pair are observable."""
        ...

    @property
    def degrees(self) -> np.ndarray:
        """Observable pairs (arcs, either way) by kind and organisation."""
        ...


class Moved:
    """D of pairs of organisations: what the ties of each moved each measure, centred by kind.

    Parameters
    ----------
    pairs, effects
        As for `standard_errors`.
    kinds
        What else pairs are told apart by, where they are not centred by kind alone.
    """

    def __init__(self, pairs: Pairs, effects: np.ndarray, kinds: KindsOfPair | None = None) -> None:
        self.pairs = pairs
        self.kinds = kinds = pairs if kinds is None else kinds
        changed = pairs.changed
        kind = kinds.kind_of(changed.source, changed.target)
        moves = changed.sign[:, None] * effects
        number = len(kinds.observable)
        self.means = summed(kind, moves, number) / np.maximum(kinds.observable, 1)[:, None]
        # Two arcs of one pair are added up first.
        starts = changed.pairs
        self.moves = summed(changed.pair, moves, len(starts))
        ends = changed.source[starts], changed.target[starts]
        self.low, self.high = np.minimum(*ends), np.maximum(*ends)
        self.kind = kind[starts]
        self._pair_keys = self.low * pairs.n + self.high

    def _arcs(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Count the observable arcs of pairs; of an undirected map there is one."""
        arcs = self.pairs.is_observable(low, high).astype(float)
        return arcs + self.pairs.is_observable(high, low) if self.pairs.directed else arcs

    def __call__(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Return D of some pairs, shape (pairs, measures); 0 where a pair could not be observed."""
        found = -self._arcs(low, high)[:, None] * self.means[self.kinds.kind_of(low, high)]
        keys, wanted = self._pair_keys, low * self.pairs.n + high
        if len(keys):
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            there = keys[at] == wanted
            found[there] += self.moves[at[there]]
        return found

    @cached_property
    def squares(self) -> np.ndarray:
        """Σ D² of every measure, worked out without listing all pairs: the variance if pairs move alone."""
        return self.products(self)

    @property
    def together(self) -> np.ndarray:
        """Σ S² − Σ D² of every measure: the variance if organisations move."""
        together: np.ndarray = (self.sums**2).sum(axis=0) - self.squares
        return together

    @cached_property
    def sums(self) -> np.ndarray:
        """S: the sum of D over the pairs of each organisation, shape (organisations, measures)."""
        ends = np.column_stack([self.low, self.high]).ravel()
        own = summed(ends, np.repeat(self.moves, 2, axis=0), self.pairs.n)
        sums: np.ndarray = own - self.kinds.degrees.T @ self.means
        return sums

    def products(self, other: Moved) -> np.ndarray:
        """Sum D·D of two changes over all pairs of the same organisations, shape (measures,)."""
        keys = np.union1d(self._pair_keys, other._pair_keys)
        low, high = keys // self.pairs.n, keys % self.pairs.n
        kind, arcs = self.kinds.kind_of(low, high), self._arcs(low, high)
        unchanged = self.kinds.squares - np.bincount(kind, arcs**2, minlength=len(self.kinds.squares))
        moved: np.ndarray = (self(low, high) * other(low, high)).sum(axis=0)
        return moved + unchanged @ (self.means * other.means)
