"""Within one place: pairs of organisations that a programme touched, beside pairs that it did not."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sysmap.findings.comparison.estimating.groups import Groups
from sysmap.findings.comparison.estimating.moved import Moved
from sysmap.findings.comparison.estimating.uncertainty import Estimate, estimate_of, variance_of
from sysmap.network.pairs import BETWEEN, WITHIN, Pairs

NONE, ONE, BOTH, UNKNOWN = range(4)
"""How many ends of a pair are touched; `UNKNOWN` where that of an end is not known."""
CONTRASTS: dict[str, tuple[int, ...] | None] = {"all": None, "between": (BETWEEN,), "within": (WITHIN,)}
"""The kinds of pair of each contrast; None for all, with those of unknown sector."""
_KINDS = 3


class TouchedPairs:
    """Pairs told apart by how many of their ends are touched, and by kind.

    A pair's code is 3 times how many of its ends are touched plus its kind, `BETWEEN`, `WITHIN` or `OTHER`.

    Parameters
    ----------
    pairs
        The pairs compared.
    touched : numpy.ndarray, shape (organisations,)
        1 for an organisation that is touched, 0 for one that is not, −1 where that is not known.
    """

    def __init__(self, pairs: Pairs, touched: np.ndarray) -> None:
        self.pairs, self.touched = pairs, touched

    def ends_touched(self, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Tell how many ends of pairs are touched."""
        one, other = self.touched[source], self.touched[target]
        return np.where((one < 0) | (other < 0), UNKNOWN, one + other)

    def kind_of(self, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Tell of which code pairs are."""
        return _KINDS * self.ends_touched(source, target) + self.pairs.kind_of(source, target)

    @cached_property
    def _observed(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        source, target = self.pairs.observed()
        return source, target, self.kind_of(source, target)

    @cached_property
    def observable(self) -> np.ndarray:
        """Observable pairs (arcs) by code, shape (12,)."""
        return np.bincount(self._observed[2], minlength=4 * _KINDS)

    @cached_property
    def degrees(self) -> np.ndarray:
        """Observable pairs (arcs, either way) of each organisation by code, shape (12, organisations)."""
        found = np.zeros((4 * _KINDS, self.pairs.n), dtype=np.int64)
        source, target, code = self._observed
        for ends in (source, target):
            np.add.at(found, (code, ends), 1)
        return found

    @cached_property
    def squares(self) -> np.ndarray:
        """Sum by code, over pairs, of the square of how many arcs of the pair are observable."""
        if not self.pairs.directed:
            return self.observable
        source, target, code = self._observed
        low, high = np.minimum(source, target), np.maximum(source, target)
        _, first, arcs = np.unique(low * self.pairs.n + high, return_index=True, return_counts=True)
        return np.bincount(code[first], arcs**2, minlength=4 * _KINDS)

    @cached_property
    def counts(self) -> np.ndarray:
        """Ties by wave and code, shape (2, 12)."""
        codes = [self.kind_of(*self.pairs.ends(keys)) for keys in self.pairs.ties]
        return np.array([np.bincount(code, minlength=4 * _KINDS) for code in codes])

    def total(self, what: np.ndarray, ends: int, kinds: tuple[int, ...] | None) -> np.ndarray:
        """Add numbers by code, the last axis, over some kinds of pair, for pairs of so many touched ends."""
        some = range(_KINDS) if kinds is None else kinds
        total: np.ndarray = what[..., [_KINDS * ends + kind for kind in some]].sum(axis=-1)
        return total


def touched_estimates(pairs: Pairs, touched: np.ndarray, groups: Groups | None = None) -> dict[str, Estimate]:
    """Estimate how the density of touched pairs changed beyond that of pairs that are not.

    θ is the density of pairs with both ends touched less that of pairs with none, Δ its change over the
    observable pairs. A tie adds g = 1/N to θ if both its ends are touched, −1/N if none is, with N the pairs
    of its kind of the contrast, and nothing else. D is the change of a pair times g, less the mean over the
    pairs with as many touched ends and of the same kind. The variance is V′ of any change, with its parts of
    organisations and of groups, but not Σ D², times m/(m − 1), and t has m − 1 degrees of freedom, with m the
    organisations that are touched or those that are not, whichever are fewer, and never more than answered
    both waves: centring among the pairs of few organisations takes out part of what these have in common.

    Parameters
    ----------
    pairs
        The pairs compared.
    touched : numpy.ndarray, shape (organisations,)
        1 for an organisation that is touched, 0 for one that is not, −1 where that is not known.
    groups
        The groups whose ties may come and go together; None finds them.

    Returns
    -------
    dict
        For all pairs, and those between and within sectors; not a number where a contrast has no pair with
        both ends touched, or none with neither.
    """
    told = TouchedPairs(pairs, touched)
    changed = pairs.changed
    ends, kind = told.ends_touched(changed.source, changed.target), changed.kind
    levels, effects = [], np.zeros((len(changed.sign), len(CONTRASTS)))
    for column, kinds in enumerate(CONTRASTS.values()):
        of_contrast = np.ones(len(kind), dtype=bool) if kinds is None else np.isin(kind, kinds)
        level = np.zeros(2)
        for count, sign in ((BOTH, 1), (NONE, -1)):
            there = float(told.total(told.observable, count, kinds))
            level += sign * told.total(told.counts, count, kinds) / there if there else np.nan
            effects[of_contrast & (ends == count), column] = sign / there if there else np.nan
        levels.append(level)
    whole = np.nan_to_num(effects)
    fewer = min(int((touched == 1).sum()), int((touched == 0).sum()))
    few = fewer / (fewer - 1) if fewer > 1 else np.nan
    errors = np.sqrt(variance_of(Moved(pairs, whole, told), groups, few))
    freedom = min(fewer, int(pairs.panel.sum())) - 1
    bearing = (whole != 0).sum(axis=0)
    return {
        name: estimate_of(
            float(level[0]), float(level[1]), float(errors[column]), int(bearing[column]), pairs, freedom
        )
        for column, (name, level) in enumerate(zip(CONTRASTS, levels, strict=True))
    }
