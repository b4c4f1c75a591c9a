"""Pairs of organisations that were observed in both of two waves, and the ties in each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sysmap.network.graph.arrays import Arrays, frozen
from sysmap.network.graph.union import Union

BETWEEN, WITHIN, OTHER = 0, 1, 2
"""The kinds of pair: of different sectors, of one sector, with an organisation of unknown sector."""


@dataclass(frozen=True, eq=False)
class Changed:
    """Ties (arcs on directed maps) there in one wave and not in the other, sorted by their ends.

    Attributes
    ----------
    source, target : numpy.ndarray of int, shape (changed,)
        Their ends, as places; undirected ties lower place first.
    sign : numpy.ndarray of int, shape (changed,)
        1 for a new tie, −1 for a lost one.
    kind : numpy.ndarray of int, shape (changed,)
        `BETWEEN`, `WITHIN` or `OTHER`.
    pair : numpy.ndarray of int, shape (changed,)
        Which changed pair each belongs to: two arcs of one pair count together.
    pairs : numpy.ndarray of int, shape (changed pairs,)
        The first tie of each pair.
    """

    source: np.ndarray
    target: np.ndarray
    sign: np.ndarray
    kind: np.ndarray
    pair: np.ndarray
    pairs: np.ndarray


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pairs that could be observed in both waves, under one rule, and the ties among them.

    A pair is observable if an organisation of the panel could report it; under ``confirmed`` if
    both ends are in the panel; under ``directed`` an arc is if its source is.

    Attributes
    ----------
    nodes : tuple of str
        The organisations compared, sorted.
    sector : numpy.ndarray of int32, shape (organisations,)
        The code of the boundary label; −1 where unknown.
    sectors : tuple of str
        The boundary labels.
    panel : numpy.ndarray of bool, shape (organisations,)
        Who answered in both waves.
    report : str
        The rule by which reports are ties.
    ties : tuple of two sorted numpy.ndarray of int64
        The ties of each wave as ``source * organisations + target``; undirected ones lower place first.
    hidden : sorted numpy.ndarray of int64
        Pairs that no end in the panel filled in, written alike.
    forums : tuple of numpy.ndarray of int
        The forums of both waves: the places of those compared that sit on each in a wave.
    """

    nodes: tuple[str, ...]
    sector: np.ndarray
    sectors: tuple[str, ...]
    panel: np.ndarray
    report: str
    ties: tuple[np.ndarray, np.ndarray]
    hidden: np.ndarray
    forums: tuple[np.ndarray, ...] = ()

    @property
    def n(self) -> int:
        """The number of organisations compared."""
        return len(self.nodes)

    @property
    def directed(self) -> bool:
        """Whether ties are arcs."""
        return self.report == "directed"

    @cached_property
    def sizes(self) -> np.ndarray:
        """Organisations compared in each sector."""
        return np.bincount(self.sector[self.sector >= 0], minlength=len(self.sectors))

    @cached_property
    def possible(self) -> np.ndarray:
        """Possible ties by kind of pair, shape (3,)."""
        known = int(self.sizes.sum())
        ordered = int((self.sizes * (self.sizes - 1)).sum())
        everywhere, across = self.n * (self.n - 1), known * (known - 1) - ordered
        return np.array([across, ordered, everywhere - across - ordered]) // (1 if self.directed else 2)

    @cached_property
    def degrees(self) -> np.ndarray:
        """Observable pairs (arcs, either way) of each organisation by kind, shape (3, organisations)."""
        everybody, reporters = self._others(np.ones(self.n, dtype=bool)), self._others(self.panel)
        rules = {
            "any": np.where(self.panel, everybody, reporters),
            "confirmed": np.where(self.panel, reporters, 0),
            "directed": np.where(self.panel, everybody, 0) + reporters,
        }
        degrees = rules[self.report].astype(np.int64)
        low, high = self.ends(self.hidden)
        for ends in (low, high):
            np.subtract.at(degrees, (self.kind_of(low, high), ends), 1)
        return degrees

    @cached_property
    def observable(self) -> np.ndarray:
        """Observable pairs (arcs) by kind, shape (3,)."""
        return self.degrees.sum(axis=1) // 2

    @cached_property
    def squares(self) -> np.ndarray:
        """Sum by kind, over pairs, of the square of how many arcs of the pair are observable."""
        if not self.directed:
            return self.observable
        both = np.where(self.panel, self._others(self.panel), 0).sum(axis=1) // 2
        low, high = self.ends(self._undirected(self.hidden))
        joint = self.panel[low] & self.panel[high]
        both -= np.bincount(self.kind_of(low, high)[joint], minlength=3)
        return self.observable + 2 * both

    @cached_property
    def changed(self) -> Changed:
        """The ties that are in one wave only."""
        first, second = self.ties
        keys = np.setxor1d(first, second, assume_unique=True)
        source, target = self.ends(keys)
        sign = np.where(np.isin(keys, second, assume_unique=True), 1, -1)
        low, high = np.minimum(source, target), np.maximum(source, target)
        _, starts, pair = np.unique(low * self.n + high, return_index=True, return_inverse=True)
        return Changed(source, target, sign, self.kind_of(source, target), pair, starts)

    @cached_property
    def kept(self) -> np.ndarray:
        """The ties of both waves, as keys."""
        return np.intersect1d(*self.ties, assume_unique=True)

    @cached_property
    def counts(self) -> np.ndarray:
        """Ties by wave and kind of pair, shape (2, 3)."""
        return np.array([np.bincount(self.kind_of(*self.ends(keys)), minlength=3) for keys in self.ties])

    @cached_property
    def union(self) -> Union:
        """The ties of either wave, from which maps of any choice of them are made."""
        keys = np.union1d(*self.ties)
        source, target = self.ends(keys)
        arrays = Arrays(
            nodes=self.nodes,
            source=frozen(source.astype(np.int32)),
            target=frozen(target.astype(np.int32)),
            strength=frozen(np.full(len(keys), np.nan)),
            sector=self.sector,
            sectors=self.sectors,
            directed=self.directed,
        )
        return Union(arrays)

    @cached_property
    def there(self) -> np.ndarray:
        """Which ties of the union are there in each wave, bool of shape (2, union)."""
        keys = np.union1d(*self.ties)
        return np.array([np.isin(keys, ties, assume_unique=True) for ties in self.ties])

    def ends(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Take keys of ties apart into the places of their ends."""
        return keys // max(self.n, 1), keys % max(self.n, 1)

    def kind_of(self, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Tell of which kind pairs are."""
        a, b = self.sector[source], self.sector[target]
        return np.where((a < 0) | (b < 0), OTHER, np.where(a == b, WITHIN, BETWEEN))

    def is_observable(self, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Tell which pairs (arcs) somebody of the panel could report in both waves."""
        a, b = self.panel[source], self.panel[target]
        seen = {"any": a | b, "confirmed": a & b, "directed": a}[self.report]
        keys = source * self.n + target
        if not self.directed:
            keys = np.minimum(source, target) * self.n + np.maximum(source, target)
        return seen & (source != target) & ~np.isin(keys, self.hidden)

    def observed(self) -> tuple[np.ndarray, np.ndarray]:
        """List all observable pairs (arcs), sorted, as places."""
        source, target = (
            np.nonzero(~np.eye(self.n, dtype=bool)) if self.directed else np.triu_indices(self.n, 1)
        )
        seen = self.is_observable(source, target)
        return source[seen], target[seen]

    def _undirected(self, keys: np.ndarray) -> np.ndarray:
        source, target = self.ends(keys)
        return np.unique(np.minimum(source, target) * self.n + np.maximum(source, target))

    def _others(self, who: np.ndarray) -> np.ndarray:
        """Count for each organisation the others among `who`, by the kind of the pair."""
        known = self.sector >= 0
        by_sector = np.bincount(self.sector[known & who], minlength=len(self.sectors))
        own = np.where(known, by_sector[self.sector] if len(by_sector) else 0, 0)
        across = np.where(known, by_sector.sum() - own, 0)
        within = np.where(known, own - who, 0)
        return np.array([across, within, who.sum() - who - across - within])
