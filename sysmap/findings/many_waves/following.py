"""Waves followed: every change since the first, its trend, and each wave beside the next."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import pandas as pd

from sysmap.calling import verb
from sysmap.errors import ChoiceError, choice
from sysmap.findings.comparison.comparability import SMALLEST_PANEL, measures_of, refuse_panel
from sysmap.findings.comparison.diagnostics import DiagnosticRows, note_response, note_ties
from sysmap.findings.comparison.estimating.groups import Groups
from sysmap.findings.comparison.estimating.primary import DEFAULT_PRIMARY
from sysmap.findings.comparison.estimating.uncertainty import errors_reached
from sysmap.findings.comparison.reporting import reporting_flags
from sysmap.findings.comparison.time_order import timing_flags
from sysmap.findings.comparison.words import NOT_SEARCHED
from sysmap.findings.draws import Draws, checked_draws
from sysmap.findings.many_waves.across_waves import Trajectory
from sysmap.findings.many_waves.courses import Course, alike, between, courses, levels_alone
from sysmap.findings.many_waves.histories import fates, ties_by_wave
from sysmap.findings.many_waves.several import several_waves
from sysmap.findings.many_waves.timing import WaveTimes, times_of, turning_point
from sysmap.findings.many_waves.trend import Trend, trend_of
from sysmap.findings.many_waves.words import NOT_WHY, certainty, level_reading, tie_sentence, trend_reading
from sysmap.measures.catalogue import Measure
from sysmap.measures.evaluating import system_value
from sysmap.network.panel import MatchedWaves, Panel, matched_panel, matched_waves
from sysmap.network.said_maps import recorded_map
from sysmap.network.system import SystemMap
from sysmap.progress import step
from sysmap.shown import Text, Texts
from sysmap.text import counted

# Of the main table, a row per measure and wave.
COLUMNS = [
    *("label", "value", "change", "low", "high", "band_low", "band_high"),
    *("organisations", "undefined", "reading"),
]
_ADJACENT = [
    *("label", "wave_before", "before", "after", "change", "low", "high", "organisations", "undefined")
]
_FEW_IN_ALL, _FEW_IN_BOTH = "too_few_in_every_wave", "too_few_in_both_waves"


@verb('trajectory(*(build_map(records, wave) for wave in ("2019", "2021", "2023")))')
def trajectory(
    *maps: SystemMap,
    primary: str = DEFAULT_PRIMARY,
    measures: str | Iterable[str] | None = None,
    since: str | None = None,
    confidence: float = 0.95,
    draws: int = 9_999,
    seed: int = 0,
) -> Trajectory:
    """Follow three waves or more of one record set: each change since the first, and the trend.

    Parameters
    ----------
    *maps
        Maps of waves, built alike from the same records. Where the records tell the order of time, it is
        that, whichever is given first.
    primary
        The measure that stands first.
    measures
        Names of system measures. None takes the headline ones; the primary one is always there.
    since
        A date at which level and trend may have changed, such as 2021-04. At least two waves must lie before
        it and two after.
    confidence
        How sure intervals and bands are to hold.
    draws
        How often changes of all waves are drawn together at random for the bands; 0 for none.
    seed
        Seed of the random numbers: the same seed gives the same numbers.

    Returns
    -------
    Trajectory
        Changes are over the organisations that answered every wave, on the pairs that one of them could
        report in all; beside it each wave and the next, over those who answered both.

    Raises
    ------
    ComparisonError
        If nothing could be said that could be defended: one wave only, maps of two record sets, of one wave
        or built differently; fewer than 10 organisations that answered two waves in a row; one sector only;
        an unknown measure; a date with fewer than two waves on one of its sides.
    ChoiceError
        If there are more than 100,000 draws, these or the seed are below 0, or confidence is not between 0
        and 1.

    Notes
    -----
    The covariance of changes is dyadic-robust (Fafchamps & Gubert 2007, Journal of Development Economics
    83: 326–350), over all waves. ``python -m benchmarks.many_waves`` simulates what it does to bands and
    trends.
    """
    random = checked_draws(draws, seed)
    if not 0 < confidence < 1:
        raise ChoiceError(f"{choice('confidence', confidence)} is not between 0 and 1")
    several = several_waves(*map(recorded_map, maps))
    ordered = several.maps
    times = times_of(ordered)
    waves = list(several.waves)
    at = None if since is None else turning_point(since, times, waves)
    entries, first = measures_of(measures, primary)
    entries = [first, *(entry for entry in entries if entry is not first)]
    matched = matched_waves(ordered)
    panels = [matched_panel(*two) for two in pairwise(ordered)]
    followed = matched.size >= SMALLEST_PANEL
    if followed:
        refuse_panel(matched.between(0, len(ordered) - 1))
    elif all(each.size < SMALLEST_PANEL for each in panels):
        refuse_panel(max(panels, key=lambda each: each.size))
    step("following every wave", 0, 1)
    if followed:
        found, groups = courses(matched, entries, ordered, confidence, random)
    else:
        found = {entry.name: levels_alone(entry, ordered, _FEW_IN_ALL) for entry in entries}
        groups = ()
    adjacent = _adjacent(ordered, panels, entries, confidence, _known(matched, panels, found, followed))
    trends = {name: _trend(course, times, matched.size - 1, confidence, at) for name, course in found.items()}
    return Trajectory(
        maps=ordered,
        trend=_trend_table(found, trends, times, since or "", confidence),
        ties=ties_by_wave(matched),
        fates=fates(matched),
        adjacent=adjacent,
        primary=first.name,
        primary_chosen=primary != DEFAULT_PRIMARY,
        since=since or "",
        confidence=confidence,
        draws=random.count,
        seed=random.seed,
        order=several.order,
        flags=Texts((*filter(None, [several.order, times.said]), *_flags(ordered, panels, groups))),
        who=_who(matched, panels, waves),
        methods=_methods(matched, waves, times, confidence, random),
        unit=times.unit,
        years=tuple(times.years.tolist()),
        matched=matched,
        _frame=_measure_rows(found, matched, ordered, waves, confidence),
    )


def _measure_rows(
    found: Mapping[str, Course],
    matched: MatchedWaves,
    maps: Sequence[SystemMap],
    waves: Sequence[str],
    confidence: float,
) -> pd.DataFrame:
    """Return the main table: a row for every measure in every wave."""
    followed = matched.size >= SMALLEST_PANEL
    rows, index = [], []
    for name, course in found.items():
        for wave, label in enumerate(waves):
            reason = course.reasons[wave] or ("" if wave else "first_wave")
            change = float(course.changes[wave]) if wave and course.reasons[wave] != _FEW_IN_ALL else math.nan
            rows.append(
                (
                    course.entry.label,
                    float(course.levels[wave]),
                    change,
                    *course.interval(wave),
                    *course.band_of(wave),
                    matched.size if followed and course.entry.ties else len(maps[wave].organisations),
                    reason,
                    level_reading(course, wave, waves, confidence, matched.size - 1),
                )
            )
            index.append((name, label))
    return pd.DataFrame(
        rows, columns=COLUMNS, index=pd.MultiIndex.from_tuples(index, names=["measure", "wave"])
    )


def _known(
    matched: MatchedWaves, panels: Sequence[Panel], found: Mapping[str, Course], followed: bool
) -> dict[str, Course] | None:
    """Return the courses where the first two waves have the same panel alone as with all others."""
    return dict(found) if followed and alike(panels[0], matched.between(0, 1)) else None


def _adjacent(
    maps: Sequence[SystemMap],
    panels: Sequence[Panel],
    measures: Sequence[Measure],
    confidence: float,
    known: Mapping[str, Course] | None,
) -> pd.DataFrame:
    """Estimate every change between a wave and the next, over their own panel."""
    rows: dict[tuple[str, str], tuple[object, ...]] = {}
    for number, panel in enumerate(panels):
        step("each wave beside the next", number, len(panels))
        two = (maps[number], maps[number + 1])
        enough = panel.size >= SMALLEST_PANEL
        first = {name: each.estimates[0] for name, each in known.items()} if known and not number else None
        found = between(panel, measures, first) if enough else {}
        for entry in measures:
            waves = panel.matched if entry.ties and enough else two
            change = found.get(entry.name)
            if change is None:
                noted = [system_value(entry, system) for system in waves]
                before, after = (each.value for each in noted)
                reason = noted[0].reason or noted[1].reason
                reason = reason or ("not_estimated" if enough else _FEW_IN_BOTH)
                ends, moved = (math.nan, math.nan), after - before if enough else math.nan
            else:
                before, after, moved, reason = change.before, change.after, change.change, change.reason
                reason = reason or ("not_estimated" if math.isnan(change.p) else "")
                reach = errors_reached(panel.size - 1, 1 - confidence) * change.se
                ends = (math.nan, math.nan) if reason else (moved - reach, moved + reach)
            rows[entry.name, str(two[1].wave)] = (
                *(entry.label, str(two[0].wave), before, after, moved, *ends, panel.size, reason),
            )
    step("each wave beside the next", len(panels), len(panels))
    ordered = [key for entry in measures for key in rows if key[0] == entry.name]
    return pd.DataFrame(
        [rows[key] for key in ordered],
        columns=_ADJACENT,
        index=pd.MultiIndex.from_tuples(ordered, names=["measure", "wave"]),
    )


def _trend(course: Course, times: WaveTimes, freedom: int, confidence: float, at: float | None) -> Trend:
    if not all(map(math.isfinite, course.levels)) or _FEW_IN_ALL in course.reasons:
        return Trend()
    return trend_of(course.changes, course.trend_is_sure, times.years, freedom, confidence, at)


def _trend_table(
    found: Mapping[str, Course],
    trends: Mapping[str, Trend],
    times: WaveTimes,
    since: str,
    confidence: float,
) -> pd.DataFrame:
    rows = {
        name: {
            "label": course.entry.label,
            "slope": (fitted := trends[name]).slope,
            "low": fitted.ends[0],
            "high": fitted.ends[1],
            "level_change": fitted.level_change,
            "level_low": fitted.level_ends[0],
            "level_high": fitted.level_ends[1],
            "slope_change": fitted.slope_change,
            "slope_low": fitted.slope_ends[0],
            "slope_high": fitted.slope_ends[1],
            "since": since,
            "reading": trend_reading(course, fitted, times, since, confidence),
        }
        for name, course in found.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")


def _flags(maps: Sequence[SystemMap], panels: Sequence[Panel], groups: Sequence[Groups]) -> list[str]:
    """Collect what makes each step from wave to wave weak: who answered, how people reported, when it was."""
    said = []
    for two, panel in zip(pairwise(maps), panels, strict=True):
        table = DiagnosticRows()
        note_response(table, two)
        note_ties(table, panel)
        flags = [str(row["flag"]) for row in table.rows.values() if row["flag"]]
        flags += [*timing_flags(*two), *reporting_flags(*two, panel)]
        waves = [str(system.wave) for system in two]
        said += [
            each if all(wave in each for wave in waves) else f"{' to '.join(waves)}: {each}" for each in flags
        ]
    said += [] if all(each.searched for each in groups) else [NOT_SEARCHED]
    return list(dict.fromkeys(said))


def _who(matched: MatchedWaves, panels: Sequence[Panel], waves: Sequence[str]) -> tuple[str, ...]:
    """Say who is compared, over all waves and between each and the next."""
    told = [wave for wave, recorded in zip(waves, matched.recorded, strict=True) if recorded]
    listed_in_all = counted(matched.pairs.n, "organisation")
    if told:
        where = (
            "every wave"
            if len(told) == len(waves)
            else f"every wave for which it is recorded ({', '.join(told)})"
        )
        said = (
            f"{listed_in_all} on the list of every wave; {matched.size} of them answered {where}, and only "
            "what "
            "these reported is used."
        )
    else:
        said = (
            f"{listed_in_all} on the list of every wave; who answered is not recorded, and what anybody "
            "reported is used."
        )
    steps = [
        f"{one} to {other}: {each.size}" for (one, other), each in zip(pairwise(waves), panels, strict=True)
    ]
    ties = ties_by_wave(matched)
    alive = tie_sentence(
        float(ties["first_alive"].iloc[-1]), waves[-1], waves[0], recorded=any(matched.recorded)
    )
    return (
        said,
        f"Organisations compared between each wave and the next: {'; '.join(steps)}.",
        *filter(None, [alive]),
    )


def _methods(
    matched: MatchedWaves, waves: Sequence[str], times: WaveTimes, confidence: float, draws: Draws
) -> Text:
    """Write a paragraph of methods for this run."""
    first, sure = matched.constant[0], certainty(confidence)
    said = [f"The waves {', '.join(waves)} were followed by {first.boundary}."]
    rules = first.rules.in_words()
    said += [f"Maps were built by these rules: {', '.join(rules)}."] if rules else []
    if matched.lineages:
        said.append(
            f"Mergers, splits and renames ({counted(len(matched.lineages), 'lineage')}) were applied to all "
            "waves, so that each is one organisation throughout."
        )
    said.append(
        "Changes are counted from the first wave, over the pairs that an organisation which answered every "
        "wave could report in all; nothing was imputed. Each change was linearised in the ties that changed, "
        "and the covariance of the changes of all waves is dyadic-robust (Fafchamps & Gubert 2007), with "
        "what "
        "groups add whose ties come and go together; it was made positive semi-definite by its eigenvalues. "
        f"Intervals are {sure}, with the variance of a comparison of the two waves, from t with "
        f"{matched.size - 1} degrees of freedom."
    )
    if draws:
        said.append(
            f"Bands hold for all waves of one measure at once: they reach to the {sure} point of the "
            "largest t "
            f"of all waves, drawn {draws.count:,} times from a multivariate t (seed {draws.seed}). Whether "
            "organisations move too, or ties alone, is decided once for all waves."
        )
    said.append(
        f"A trend is the least-squares slope a {times.unit}, each wave counting alike, its interval from "
        "that "
        f"covariance. {NOT_WHY}"
    )
    return Text(" ".join(said))
