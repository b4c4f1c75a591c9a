"""Measures over many waves: their levels, their changes since the first, and how sure these are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.groups import Groups, groups_of
from sysmap.findings.comparison.estimating.moved import Moved
from sysmap.findings.comparison.estimating.uncertainty import (
    FEWEST_TIES,
    Estimate,
    errors_reached,
    estimates,
)
from sysmap.findings.draws import Draws
from sysmap.findings.many_waves.joint import band_widths, joint_variance
from sysmap.measures.catalogue import Measure
from sysmap.measures.evaluating import system_value
from sysmap.network.panel import MatchedWaves, Panel
from sysmap.network.system import SystemMap

_NONE = (math.nan, math.nan)


@dataclass(frozen=True, eq=False)
class Course:
    """A measure over all waves.

    Attributes
    ----------
    entry
        The measure.
    levels : numpy.ndarray, shape (waves,)
        Its values.
    reasons : tuple of str
        For each wave why it has no value, or its change no interval; empty where it has.
    estimates
        For each wave after the first its change since then; without standard error where none is worked out.
    variance : numpy.ndarray, shape (waves - 1, waves - 1), or None
        The covariance of these changes; None where none is worked out.
    reach
        How many standard errors the interval of a change looked at alone reaches to either side.
    bands : tuple of float
        For each wave after the first how far the band reaches to either side that holds for all waves.
    """

    entry: Measure
    levels: np.ndarray
    reasons: tuple[str, ...]
    estimates: tuple[Estimate, ...]
    variance: np.ndarray | None = None
    reach: float = math.nan
    bands: tuple[float, ...] = ()

    @property
    def changes(self) -> np.ndarray:
        """The change of each wave since the first, which has 0."""
        changes: np.ndarray = self.levels - self.levels[0]
        return changes

    def interval(self, wave: int) -> tuple[float, float]:
        """Return the interval of the change of a wave, looked at alone."""
        return self._around(wave, self.reach * self.estimates[wave - 1].se if wave else math.nan)

    def band_of(self, wave: int) -> tuple[float, float]:
        """Return the interval of the change of a wave that holds for all waves at once."""
        return self._around(wave, self.bands[wave - 1] if wave and self.bands else math.nan)

    def _around(self, wave: int, width: float) -> tuple[float, float]:
        if not wave or self.reasons[wave]:
            return _NONE
        change = self.estimates[wave - 1].change
        return change - width, change + width

    @property
    def trend_is_sure(self) -> np.ndarray | None:
        """The covariance for a trend; None where too few ties changed, or a wave has no value."""
        if self.variance is None or not np.isfinite(self.variance).all() or not self.variance.any():
            return None
        enough = max((each.bearing for each in self.estimates), default=0) >= FEWEST_TIES
        return self.variance if enough else None


def courses(
    matched: MatchedWaves,
    measures: Sequence[Measure],
    recorded: Sequence[SystemMap],
    confidence: float,
    draws: Draws,
) -> tuple[dict[str, Course], tuple[Groups, ...]]:
    """Follow measures over all waves, over the organisations that answered every one.

    Parameters
    ----------
    matched
        Who is compared.
    measures
        The measures; those that cannot be given an interval have levels alone.
    recorded
        The maps as recorded, for measures of the records.
    confidence
        How sure intervals are to hold.
    draws
        How many changes are drawn for the bands, and from which seed.

    Returns
    -------
    tuple
        By measure its course, and the groups found between the first wave and each later one.
    """
    paired = [entry for entry in measures if entry.paired]
    panels = [matched.between(0, wave) for wave in range(1, len(matched.matched))]
    estimators = [Estimator(each.pairs, paired, each.matched) for each in panels]
    groups = tuple(groups_of(each.pairs) for each in panels)
    found = [estimates(*each) for each in zip(estimators, groups, strict=True)]
    moves = [
        Moved(each.pairs, estimator.levels.effects)
        for each, estimator in zip(panels, estimators, strict=True)
    ]
    own = np.array([[each[entry.name].se ** 2 for entry in paired] for each in found])
    courses: dict[str, Course] = {}
    freedom = matched.size - 1
    reach = errors_reached(freedom, 1 - confidence)
    for place, variance in enumerate(joint_variance(moves, own) if paired else ()):
        entry = paired[place]
        course = _estimated(entry, [each[entry.name] for each in found], matched)
        free = np.flatnonzero([not reason for reason in course.reasons[1:]])
        widths = np.full(len(found), np.nan)
        widths[free] = band_widths(variance[np.ix_(free, free)], own[free, place], freedom, confidence, draws)
        courses[entry.name] = Course(
            entry, course.levels, course.reasons, course.estimates, variance, reach, tuple(widths.tolist())
        )
    return {
        entry.name: courses[entry.name]
        if entry.paired
        else levels_alone(entry, matched.matched if entry.ties else recorded)
        for entry in measures
    }, groups


def levels_alone(entry: Measure, maps: Sequence[SystemMap], reason: str = "not_estimated") -> Course:
    """Return the levels of a measure on maps of all waves; no change of it is tested, for a reason."""
    noted = [system_value(entry, system) for system in maps]
    levels = np.array([each.value for each in noted])
    changes = tuple(
        Estimate(float(levels[0]), float(value), float(value - levels[0])) for value in levels[1:]
    )
    reasons = (noted[0].reason, *(noted[0].reason or each.reason or reason for each in noted[1:]))
    return Course(entry, levels, reasons, changes)


def _estimated(entry: Measure, found: Sequence[Estimate], matched: MatchedWaves) -> Course:
    levels = np.array([found[0].before, *(each.after for each in found)])
    undefined = [
        system_value(entry, system).reason if math.isnan(level) else ""
        for level, system in zip(levels, matched.matched, strict=True)
    ]
    reasons = [undefined[0]]
    reasons += [
        undefined[0] or undefined[wave] or each.reason or ("not_estimated" if math.isnan(each.p) else "")
        for wave, each in enumerate(found, start=1)
    ]
    return Course(entry, levels, tuple(reasons), tuple(found))


def between(
    panel: Panel, measures: Sequence[Measure], known: Mapping[str, Estimate] | None = None
) -> dict[str, Estimate]:
    """Estimate the change between two waves over their own panel, in every measure that can be given one.

    `known` are estimates over the same organisations and ties, where there are some already.
    """
    paired = [entry for entry in measures if entry.paired]
    if known is not None:
        return {entry.name: known[entry.name] for entry in paired}
    return estimates(Estimator(panel.pairs, paired, panel.matched)) if paired else {}


def alike(one: Panel, other: Panel) -> bool:
    """Return whether two panels are of the same organisations, ties and forums, observed alike."""
    a, b = one.pairs, other.pairs
    pairs = [(a.panel, b.panel), (a.sector, b.sector), (a.hidden, b.hidden)]
    pairs += [*zip(a.ties, b.ties, strict=True)]
    return (
        a.nodes == b.nodes
        and a.sectors == b.sectors
        and all(np.array_equal(first, second) for first, second in pairs)
        and len(a.forums) == len(b.forums)
        and all(np.array_equal(first, second) for first, second in zip(a.forums, b.forums, strict=True))
    )
