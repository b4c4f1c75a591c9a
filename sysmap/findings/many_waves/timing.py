"""When waves were: their order, and the years between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from sysmap.errors import ComparisonError, choice
from sysmap.network.system import SystemMap
from sysmap.records.tables.timing import LABEL, UNKNOWN, earlier, when
from sysmap.records.values.dates import date_bounds

FEWEST_EACH_SIDE = 2
"""At least so many waves lie on each side of a date at which level and slope may change."""
_DAYS = 365.25


@dataclass(frozen=True, eq=False)
class WaveTimes:
    """When waves were, on a line.

    Attributes
    ----------
    years : numpy.ndarray, shape (waves,)
        Years since the first wave, from the middle of each; without dates, the number of the wave from 0.
    dated
        Whether these are years.
    start
        The middle of the first wave, as a day; None without dates.
    said
        What must be said of it; empty where the table of waves tells everything.
    """

    years: np.ndarray
    dated: bool
    start: date | None
    said: str

    @property
    def unit(self) -> str:
        """What the slope is counted by."""
        return "year" if self.dated else "wave"


def in_time(maps: Sequence[SystemMap]) -> tuple[tuple[SystemMap, ...], str]:
    """Put maps in the order of time, where the records tell it; say what must be said of that."""
    records = maps[0].records
    place = {wave: number for number, wave in enumerate(records.waves_in_order)}
    waves = [str(system.wave) for system in maps]
    unsure = [(one, other) for one, other in pairwise(waves) if earlier(records, one, other) is None]
    if unsure:
        one, other = unsure[0]
        return tuple(maps), (
            f"Nothing in the records says which of {one} and {other} came first: the waves are taken in the "
            "order given. Say it in a table waves (columns wave, start)."
        )
    ordered = tuple(sorted(maps, key=lambda system: place.get(str(system.wave), 0)))
    told = [str(system.wave) for system in ordered]
    if told == waves:
        return ordered, ""
    return ordered, (
        f"The waves were given in another order: by what the records say of them, {', '.join(told)} is "
        "taken. "
        "If that is wrong, say in a table waves (columns wave, start) when each was."
    )


def times_of(maps: Sequence[SystemMap]) -> WaveTimes:
    """Say when the waves were, from the middle of each."""
    times = [when(system.records, system.wave) for system in maps]
    by_number = np.arange(len(maps), dtype=float)
    if any(time.by == UNKNOWN for time in times):
        return WaveTimes(
            by_number, False, None, "Not every wave has a date: trends are by wave, not by year."
        )
    days = [
        (date.fromisoformat(time.first).toordinal() + date.fromisoformat(time.last).toordinal()) / 2
        for time in times
    ]
    if any(later <= sooner for sooner, later in pairwise(days)):
        return WaveTimes(
            by_number,
            False,
            None,
            "The dates of the waves do not go up in their order: trends are by wave, not by year.",
        )
    labels = [str(system.wave) for system, time in zip(maps, times, strict=True) if time.by == LABEL]
    said = (
        f"{', '.join(labels)} {'has' if len(labels) == 1 else 'have'} no date but a year: its middle is "
        "taken."
        if labels
        else ""
    )
    return WaveTimes((np.array(days) - days[0]) / _DAYS, True, date.fromordinal(int(days[0])), said)


def turning_point(since: str, times: WaveTimes, waves: Sequence[str]) -> float:
    """Return at how many years after the first wave a date lies.

    Raises
    ------
    ComparisonError
        If it is no date, the waves have none, or fewer than two waves lie on one of its sides.
    """
    bounds = date_bounds(since)
    if bounds is None:
        raise ComparisonError(f"{choice('since', since)} is no date: write it as 2024-05-01, 2024-05 or 2024")
    if times.start is None:
        raise ComparisonError(
            f"{choice('since', since)} needs waves with dates: {times.said} Give each wave its start in a "
            "table "
            "waves (columns wave, start, end)"
        )
    at = (date.fromisoformat(bounds[0]) - times.start).days / _DAYS
    before = int((times.years < at).sum())
    after = len(waves) - before
    if min(before, after) < FEWEST_EACH_SIDE:
        side = "before" if before < after else "after"
        raise ComparisonError(
            f"a change at {since} cannot be told from a trend: {before} of the waves ({', '.join(waves)}) "
            "lie "
            f"before it and {after} after, and at least {FEWEST_EACH_SIDE} are needed on each side. Leave it "
            f"out, or add a wave {side} it"
        )
    return at
