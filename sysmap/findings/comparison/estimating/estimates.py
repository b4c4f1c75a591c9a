"""What each tie adds to a measure, and what a measure would be if waves were swapped pair by pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sysmap.findings.chance import stack_of
from sysmap.findings.comparison.estimating import limits
from sysmap.findings.comparison.estimating.sample import Sample, sample_of
from sysmap.findings.comparison.estimating.totals import Formula, formulas, marginal_effects
from sysmap.measures.catalogue import Measure
from sysmap.measures.evaluating import system_value
from sysmap.network.graph.changed.toggled_ties import Toggling
from sysmap.network.graph.network import Network
from sysmap.network.pairs import Pairs
from sysmap.network.system import SystemMap
from sysmap.network.toggling import Toggles
from sysmap.progress import step

_STEPS = 50
# On more organisations one search after the other is faster than many side by side.
_SIDE_BY_SIDE = 400


@dataclass(frozen=True, eq=False)
class Levels:
    """A change in several measures, and what each changed tie adds to each of them.

    Attributes
    ----------
    names : tuple of str
        The measures.
    before, after : numpy.ndarray, shape (measures,)
        Their values in the two waves.
    effects : numpy.ndarray, shape (changed ties, measures)
        The mean over both waves of the value with the tie less the value without it.
    sample : Sample or None
        From where ways were followed for effects on distances, where not from everywhere.
    """

    names: tuple[str, ...]
    before: np.ndarray
    after: np.ndarray
    effects: np.ndarray
    sample: Sample | None = None


class Estimator:
    """Works measures out on the pairs of a matched panel, and on what differs from it in some ties.

    Measures of totals have closed forms; all others are worked out anew for each changed tie, on
    maps or networks that differ in that tie, all measures on one of them sharing what they can.
    Distances in small maps are searched on many of them at once.

    Parameters
    ----------
    pairs
        The pairs compared, and their ties in both waves.
    measures
        Measures of the system, and names of formulas of totals that are in no catalogue.
    bases
        The maps of the two waves; without them, only measures of networks can be worked out.
    seed
        Seed of the draw of organisations from which ways are followed, where not from all.
    """

    def __init__(
        self,
        pairs: Pairs,
        measures: Sequence[Measure | str],
        bases: tuple[SystemMap, SystemMap] | None = None,
        *,
        seed: int = 0,
    ) -> None:
        self.pairs = pairs
        self.seed = seed
        self.bases = bases
        known = formulas(pairs)
        names = [entry if isinstance(entry, str) else entry.name for entry in measures]
        self.names = tuple(names)
        self.totals: dict[int, Formula] = {
            place: known[name] for place, name in enumerate(names) if name in known
        }
        self.others: dict[int, Measure] = {
            place: entry
            for place, entry in enumerate(measures)
            if place not in self.totals and not isinstance(entry, str)
        }

    def is_total(self, name: str) -> bool:
        """Return whether a measure is worked out from totals alone."""
        return self.names.index(name) in self.totals

    @property
    def by_distance(self) -> list[int]:
        """The measures that need no more than how many pairs stand at each distance, as places."""
        return [place for place, entry in self.others.items() if _by_distance(entry)]

    @property
    def one_by_one(self) -> list[int]:
        """The measures for which a map is made for each changed tie, as places."""
        return [place for place, entry in self.others.items() if not _by_distance(entry)]

    @cached_property
    def _toggles(self) -> Toggles | None:
        return Toggles(self.pairs.union, self.bases) if self.bases else None

    def _whole(self, there: np.ndarray, wave: int) -> SystemMap | Network:
        """Return the map or the network of a wave with some of the ties of either."""
        toggles = self._toggles
        return toggles.chosen(there, wave) if toggles else Network(self.pairs.union.chosen(there))

    @cached_property
    def _wholes(self) -> list[SystemMap | Network]:
        return [self._whole(there, wave) for wave, there in enumerate(self.pairs.there)]

    @cached_property
    def observed(self) -> np.ndarray:
        """The values of measures that are not of totals in both waves, shape (2, such measures)."""
        return np.array(
            [[system_value(entry, whole).value for entry in self.others.values()] for whole in self._wholes]
        )

    def _values(self, there: np.ndarray, wave: int, wanted: Sequence[int] | None = None) -> np.ndarray:
        """Work the other measures out on many choices of the ties, shape (maps, measures)."""
        others = list(self.others.values())
        measures = others if wanted is None else [others[place] for place in wanted]
        values = np.full((len(there), len(measures)), np.nan)
        at_once = [place for place, entry in enumerate(measures) if self._side_by_side(entry)]
        if at_once:
            distances = self._wholes[wave].distances.with_ties(*self.pairs.union.many(there))
            for place in at_once:
                values[:, place] = stack_of(measures[place], [distances], len(there))
        one_by_one = [place for place in range(len(measures)) if place not in at_once]
        for number, chosen in enumerate(there if one_by_one else ()):
            whole = self._whole(chosen, wave)
            values[number, one_by_one] = [system_value(measures[place], whole).value for place in one_by_one]
        return values

    def _side_by_side(self, entry: Measure) -> bool:
        return _by_distance(entry) and self.pairs.n <= _SIDE_BY_SIDE

    @cached_property
    def levels(self) -> Levels:
        """Values in both waves, and the marginal effect of every changed tie."""
        pairs, changed = self.pairs, self.pairs.changed
        values = np.full((2, len(self.names)), np.nan)
        effects = np.zeros((len(changed.sign), len(self.names)))
        for place, formula in self.totals.items():
            values[:, place] = formula(pairs.counts.astype(float))
            effects[:, place] = marginal_effects(formula, pairs)
        sample = None
        if self.others:
            values[:, list(self.others)] = self.observed
            quick, slow = self.by_distance, self.one_by_one
            if slow:
                effects[:, slow] = self._effects_one_by_one(slow)
            if quick:
                sample = sample_of(pairs, self.seed)
                parts = self._effects_on_distances(quick, sample.sources, sample.parts)
                effects[:, quick] = parts.mean(axis=0)
                sample = replace(sample, columns=tuple(quick), found=parts)
                if sample.share < 1:
                    effects[:, quick] *= sample.scale(pairs)
        sampled = sample is not None and sample.share < 1
        return Levels(self.names, values[0], values[1], effects, sample if sampled else None)

    def _sign(self, wave: int) -> np.ndarray:
        """Return what a tie toggled in a wave counts for: a half, taken off where the wave has it."""
        return np.where((self.pairs.changed.sign == 1) == (wave == 1), -0.5, 0.5)

    def _effects_on_distances(self, wanted: Sequence[int], sources: np.ndarray, parts: int) -> np.ndarray:
        """Follow ways over each changed tie, in the wave that has it and in the one that lacks it.

        Returns
        -------
        numpy.ndarray, shape (parts, changed ties, measures)
            By part of the sources.
        """
        changed = self.pairs.changed
        effects = np.zeros((parts, len(changed.sign), len(wanted)))
        for wave in (0, 1):
            toggling = Toggling(self._wholes[wave].distances, sources)
            for some in _steps("what each tie adds", len(changed.sign)):
                sign = self._sign(wave)[some]
                found = toggling.toggled(changed.source[some], changed.target[some], parts)
                for part, distances in enumerate(found):
                    for column, place in enumerate(wanted):
                        entry = self.others[place]
                        stack = stack_of(entry, [distances], len(sign))
                        observed = self.observed[wave, list(self.others).index(place)]
                        effects[part, some, column] += sign * (stack - observed)
        return effects

    def _effects_one_by_one(self, wanted: Sequence[int]) -> np.ndarray:
        """Put each changed tie into the wave that lacks it and take it from the one that has it."""
        there = self.pairs.there
        # Changed ties stand in the same order here as there: both are sorted.
        ties = np.flatnonzero(there[0] != there[1])
        effects = np.zeros((len(ties), len(wanted)))
        columns = [list(self.others).index(place) for place in wanted]
        for wave in (0, 1):
            for some in _steps("what each tie adds", len(ties)):
                other = np.tile(there[wave], (len(ties[some]), 1))
                other[np.arange(len(other)), ties[some]] ^= True
                added = self._values(other, wave, columns) - self.observed[wave, columns]
                effects[some] += self._sign(wave)[some, None] * added
        return effects

    def swapped(self, swaps: np.ndarray, others: int) -> np.ndarray:
        """Return the change in every measure when the waves of some pairs are swapped.

        Parameters
        ----------
        swaps : numpy.ndarray of bool, shape (swaps, changed pairs)
            Which pairs are swapped.
        others
            For how many of the swaps measures that are not of totals are worked out.

        Returns
        -------
        numpy.ndarray, shape (swaps, measures)
            ``nan`` beyond `others` for those measures.
        """
        changes = np.full((len(swaps), len(self.names)), np.nan)
        counts = self._swapped_counts(swaps)
        for place, formula in self.totals.items():
            changes[:, place] = formula(counts[1]) - formula(counts[0])
        if self.others and not self.searches_swaps:
            changed, places = self.pairs.changed, list(self.others)
            moves = np.zeros((len(changed.pairs), len(places)))
            np.add.at(moves, changed.pair, changed.sign[:, None] * self.levels.effects[:, places])
            changes[:others, places] = (1 - 2 * swaps[:others].astype(float)) @ moves
        elif self.others:
            there, pair = self.pairs.there, self.pairs.changed.pair
            ties = np.flatnonzero(there[0] != there[1])
            places = list(self.others)
            for some in _steps("swapping waves", min(others, len(swaps))):
                moved = np.zeros((len(swaps[some]), there.shape[1]), dtype=bool)
                moved[:, ties] = swaps[some][:, pair]
                first, second = (self._values(there[wave] ^ moved, wave) for wave in (0, 1))
                changes[some, places] = second - first
        return changes

    @property
    def searches_swaps(self) -> bool:
        """Whether measures that are not of totals are worked out anew for each swap.

        On many organisations what each tie adds tells it: the change under a swap is linear in the ties but
        for what two of them have in common, which is as likely to add as to take away.
        """
        return self.pairs.n <= limits.MOST_SEARCHED

    def _swapped_counts(self, swaps: np.ndarray) -> np.ndarray:
        """Count the ties by kind of pair after each swap, shape (2, swaps, 3)."""
        changed = self.pairs.changed
        moves = np.zeros((len(changed.pairs), 3))
        np.add.at(moves, (changed.pair, changed.kind), changed.sign)
        moved = swaps @ moves
        first, second = self.pairs.counts.astype(float)
        return np.array([first + moved, second - moved])


def _by_distance(entry: Measure) -> bool:
    """Tell whether a measure needs no more than how many pairs stand at each distance."""
    return entry.shuffled and set(entry.needs) == {"distances"}


def _steps(doing: str, count: int) -> Iterator[slice]:
    """Go through so many in blocks, saying how far it has come."""
    for start in range(0, count, _STEPS):
        step(doing, start, count)
        yield slice(start, min(start + _STEPS, count))
    step(doing, count, count)
