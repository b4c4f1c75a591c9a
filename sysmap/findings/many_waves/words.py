"""What may be said of a measure over many waves. Never why."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sysmap.findings.comparison.estimating.uncertainty import errors_detectable
from sysmap.findings.many_waves.courses import Course
from sysmap.findings.many_waves.timing import WaveTimes
from sysmap.findings.many_waves.trend import Ends, Trend
from sysmap.findings.words import change_reading, in_a_sentence, not_defined, range_in_words, value_in_words
from sysmap.measures.reasons import REASONS
from sysmap.text import percent

FEW_IN_EVERY_WAVE = (
    "Only {} organisations answered every wave, and at least 10 are needed to follow one measure over all of "
    "them. Levels are as recorded; changes are given between each wave and the next, over those who answered "
    "both."
)
ALL_WAVES = (
    "A band holds for all waves at once: of 100 such trajectories without any change, about {} have a wave "
    "whose band leaves out no change. It does not allow for having looked at several measures."
)
NOT_WHY = (
    "A trajectory cannot tell a programme from a trend that would have come anyway: that needs a comparison "
    "group."
)


def certainty(confidence: float) -> str:
    """Write how sure an interval is to hold: ``95 %``."""
    return (
        percent(confidence, 0) if float(f"{100 * confidence:.10g}").is_integer() else percent(confidence, 1)
    )


def level_reading(course: Course, wave: int, waves: Sequence[str], confidence: float, freedom: int) -> str:
    """Say what the records show of a measure in a wave, beside the first.

    Parameters
    ----------
    course
        The measure over all waves.
    wave
        Which wave, from 0.
    waves
        What the waves are called.
    confidence, freedom
        How sure intervals are to hold, and the degrees of freedom of t.
    """
    entry, levels = course.entry, course.levels
    reason = course.reasons[wave]
    if not wave:
        said = not_defined(reason) if math.isnan(levels[0]) else value_in_words(entry, levels[0])
        return f"{entry.label}: {said} in {waves[0]}, with which later waves are compared."
    if reason:
        said = change_reading(entry, levels[0], levels[wave], reason, (waves[0], waves[wave]), ("", ""))
        return f"Not tested: {REASONS.get(reason, reason)}. {said}"
    found, sure = course.estimates[wave - 1], certainty(confidence)
    before, after = (value_in_words(entry, float(levels[each])) for each in (0, wave))
    alone, band = course.interval(wave), course.band_of(wave)
    said = f"{sure} interval {range_in_words(entry, *alone)}"
    has_band = not math.isnan(band[0])
    if has_band and len(course.estimates) > 1:
        said += f", for all waves at once {range_in_words(entry, *band)}"
    change = value_in_words(entry, found.change, signed=True)
    if has_band and _leaves_out(band):
        return (
            f"{entry.label} {'rose' if found.change > 0 else 'fell'} from {before} in {waves[0]} to {after} "
            "in "
            f"{waves[wave]} (change {change}, {said}): more than tie-by-tie and organisation-level "
            "fluctuation would explain."
        )
    least = value_in_words(entry, errors_detectable(freedom) * found.se, signed=True).lstrip("+")
    verdict = f"No change from {waves[0]} to {waves[wave]} can be shown."
    if _leaves_out(alone):
        verdict = (
            f"Inconclusive: looked at alone, the change from {waves[0]} to {waves[wave]} is more than "
            "fluctuation would explain; with all waves looked at it is not."
        )
    return (
        f"{verdict} These records could have shown a change of about {least} or more. {entry.label} was "
        f"{before} in {waves[0]} and {after} in {waves[wave]} (change {change}, {said})."
    )


def trend_reading(course: Course, found: Trend, times: WaveTimes, since: str, confidence: float) -> str:
    """Say how a measure moved with time, and how that changed at a date, if one was given."""
    entry, sure = course.entry, certainty(confidence)
    if math.isnan(found.slope):
        return f"{entry.label}: no trend, as it has no value in some wave."
    said = [_slope(course, found.slope, found.ends, times, sure)]
    if since and not math.isnan(found.level_change):
        parts = (
            ("its level", "", found.level_change, found.level_ends),
            ("its trend", f" a {times.unit}", found.slope_change, found.slope_ends),
        )
        for what, per, value, ends in parts:
            if math.isnan(ends[0]):
                said.append(
                    f"At {since}, {what} differs by {value_in_words(entry, value, signed=True)}{per}, "
                    "without "
                    "an interval."
                )
                continue
            interval = f"{sure} interval {range_in_words(entry, *ends)}"
            shown = f"{value_in_words(entry, value, signed=True)}{per} ({interval})"
            said.append(
                f"At {since}, {what} changed by {shown}: more than fluctuation would explain."
                if _leaves_out(ends)
                else f"At {since}, no change of {what} can be shown: {shown}."
            )
    return " ".join(said)


def _slope(course: Course, slope: float, ends: Ends, times: WaveTimes, sure: str) -> str:
    label = in_a_sentence(course.entry.label)
    value = f"{value_in_words(course.entry, slope, signed=True)} a {times.unit}"
    if math.isnan(ends[0]):
        return f"Over all waves, {label} moved by {value}, without an interval."
    shown = f"{value} ({sure} interval {range_in_words(course.entry, *ends)})"
    if _leaves_out(ends):
        return f"Over all waves, {label} {'rose' if slope > 0 else 'fell'}: {shown}."
    return f"Over all waves, no trend of {label} can be shown: {shown}."


def tie_sentence(alive: float, wave: str, first: str, *, recorded: bool) -> str:
    """Say how many ties of the first wave are there in another; nothing where that is not known.

    `recorded` tells whether it goes by who answered.
    """
    if math.isnan(alive):
        return ""
    whose = (
        "that those who answered every wave reported"
        if recorded
        else "between organisations on the list of every wave"
    )
    return f"Of the ties of {first} {whose}, {percent(alive, 0)} are there in {wave}."


def _leaves_out(ends: Ends) -> bool:
    """Return whether no change lies outside an interval."""
    return ends[0] > 0 or ends[1] < 0
