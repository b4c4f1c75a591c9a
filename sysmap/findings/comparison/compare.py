"""Two waves of one record set compared: what differs, tested over those who could be compared."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from typing import Literal

import pandas as pd

from sysmap.calling import verb
from sysmap.errors import check_one_of
from sysmap.findings.comparison.comparability import left_out, measures_of, refuse_maps, refuse_panel
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.decomposition import decomposition, reorganisation_note
from sysmap.findings.comparison.diagnostics import diagnostics
from sysmap.findings.comparison.estimating.tests import Tested, tested
from sysmap.findings.comparison.estimating.uncertainty import Estimate
from sysmap.findings.comparison.levels import beside_levels
from sysmap.findings.comparison.organisations import movers, organisations, who_notes
from sysmap.findings.comparison.reporting import reporting_flags
from sysmap.findings.comparison.reruns import label_flags, with_everyone
from sysmap.findings.comparison.said_beside import among_recorded_flags, said_beside, said_note
from sysmap.findings.comparison.sector_pairs import by_sector_pair, formation
from sysmap.findings.comparison.side_by_side import tie_changes
from sysmap.findings.comparison.time_order import in_order_of_time, timing_flags, timing_notes
from sysmap.findings.comparison.words import caveats, groups_flags, methods, reading
from sysmap.findings.comparison_groups.touched import touched_of
from sysmap.findings.draws import checked_draws
from sysmap.findings.planning.beforehand import enough_ties
from sysmap.findings.planning.departures import named_in
from sysmap.findings.planning.named import primary_in_words
from sysmap.findings.planning.plan import Plan, content_of, measures_in
from sysmap.measures.catalogue import Measure
from sysmap.measures.evaluating import Value, system_value
from sysmap.network.panel import Panel, lineages_between, matched_panel
from sysmap.network.said_maps import recorded_map, said_map
from sysmap.network.succession import without as map_without
from sysmap.network.system import SystemMap
from sysmap.shown import Texts

# Of the main table, a row per measure.
COLUMNS = [
    "label",
    "before",
    "after",
    "change",
    "low",
    "high",
    "p",
    "p_adjusted",
    "low_adjusted",
    "high_adjusted",
    "detectable",
    "undefined",
    "reading",
    "caveat",
]
WAYS = ("as recorded", "constant boundaries", "matched panel")
Waves = tuple[SystemMap, SystemMap]


@verb('compare(build_map(records, "2022"), build_map(records, "2024"))')
def compare(
    before: SystemMap,
    after: SystemMap,
    *,
    primary: str | None = None,
    measures: str | Iterable[str] | None = None,
    without: str | Iterable[str] = (),
    plan: str | os.PathLike[str] | Plan | None = None,
    permutations: int = 9_999,
    seed: int = 0,
    tests: Literal["recorded", "said"] = "recorded",
    touched: str | None = None,
) -> Comparison:
    """Compare two waves of one record set: the same organisations, under the same reporting.

    Parameters
    ----------
    before, after
        Maps of two waves, built alike from the same records. Where the records tell which wave came
        first, that one is before, whichever is given first, and the comparison says so.
    primary
        The one measure whose p is not adjusted. None takes that of the plan, or without a plan the
        default, ``cross_density``. Only a plan can say that it was named beforehand.
    measures
        Names of system measures. None takes those of the plan, or without a plan the headline ones; the
        primary one is always there.
    without
        Organisations to leave out of both waves, by name, such as the programme's own.
    plan
        The file ``.json`` of the plan of this comparison. What it named beforehand is said, and every
        departure from it is listed.
    permutations
        How often the waves of pairs are swapped at random for the second p; 0 for nothing random.
    seed
        Seed of the random numbers: the same seed gives the same numbers.
    tests
        What is tested: what was recorded (``recorded``), whatever the maps hold, or what was recorded with
        what was said in the room applied (``said``). The other is shown beside it.
    touched
        Who was touched by a programme: a column of partners that says yes or no, or a forum, whose members
        are. The density of pairs with both ends touched is set beside that of pairs with none.

    Returns
    -------
    Comparison

    Raises
    ------
    ComparisonError
        If nothing could be said that could be defended: maps of two record sets, of one wave or
        built differently; no organisation in common, fewer than 10 that answered both waves, or
        of one sector only; an unknown measure or organisation; fewer than 3 organisations that are
        touched, or that are not. The message says what would do.
    MissingFileError
        If there is no such plan.
    ChoiceError
        If the plan has faults; if there are more than 100,000 permutations, or they or the seed are below 0;
        if what was said is to be tested and nothing was; if there is no such column or forum, or it says
        neither yes nor no.
    """
    check_one_of("tests", tests, ("recorded", "said"))
    turned = said_map if tests == "said" else recorded_map
    before, after = turned(before), turned(after)
    draws = checked_draws(permutations, seed, what="permutations")
    refuse_maps(before, after)
    before, after, order = in_order_of_time(before, after)
    content = None if plan is None else content_of(plan)
    planned, secondary = measures_in(content)
    entries, first = measures_of(
        secondary if measures is None else measures, planned if primary is None else primary
    )
    gone = left_out(without, (before, after), lineages_between(before, after))
    named = tuple(gone)
    members = [one for each in gone.values() for one in each]
    everybody = before, after
    before, after = map_without(before, members), map_without(after, members)
    panel = matched_panel(before, after)
    refuse_panel(panel)
    found = tested(panel, entries, first, draws)
    rows = measure_rows(entries, (before, after), panel, found)
    beside = said_beside(entries, everybody, members)
    table = diagnostics(
        panel,
        (before, after),
        {entry.name: entry for entry in entries},
        primary=first,
        beside=found.beside,
        drifting=(found.drift, found.drift_p),
        tie_level=found.tie_level,
        hidden=found.drifted,
    )
    flags = [*([order] if order else []), *timing_flags(before, after)]
    flags += among_recorded_flags(everybody)
    flags += reporting_flags(before, after, panel)
    estimate = found.estimates[first.name]
    if estimate.reason == "too_few_changed_ties":
        flags.append(enough_ties(first.label, estimate.bearing, panel.pairs.n))
    flags += [str(row["flag"]) for row in table.rows.values() if row["flag"]]
    flags += label_flags(before, after, panel, first, found.estimates[first.name])
    flags += groups_flags(found.groups)
    if members:
        flags += with_everyone(everybody, first, found.estimates[first.name], named, table)
    beside_touched = None if touched is None else touched_of(touched, panel, (before, after), found.groups)
    held = None if content is None else named_in(content, everybody, first.name, entries, named)
    primary_said = primary_in_words(first.name, first.label, chosen=primary is not None, plan=held)
    people, parts = organisations(panel), decomposition((before, after), panel.constant)
    return Comparison(
        before=before,
        after=after,
        organisations=people,
        tie_changes=tie_changes(before, after),
        ties=by_sector_pair(panel.pairs, found.groups),
        formation=formation(panel.pairs),
        three_ways=three_ways(entries, (before, after), panel, rows),
        decomposition=parts,
        diagnostics=table.to_frame(),
        movers=movers(panel),
        flags=Texts(flags),
        methods=methods(
            panel,
            primary=f"{primary_said} In tables it is called {first.name}.",
            tested=int(rows["p"].notna().sum()),
            without=named,
            draws=draws,
            drifted=found.drifted,
            groups=found.groups,
            estimates=found.estimates,
        ),
        primary=first.name,
        primary_chosen=primary is not None,
        primary_said=primary_said,
        plan=held,
        without=named,
        permutations=draws.count,
        seed=draws.seed,
        panel=panel,
        who=(
            *who_notes(panel, people),
            *timing_notes(before, after, panel),
            *reorganisation_note(panel, parts),
            *said_note(everybody, beside, first.name),
        ),
        order=order,
        said=beside,
        touched=beside_touched,
        _frame=rows,
    )


def measure_rows(measures: Sequence[Measure], recorded: Waves, panel: Panel, found: Tested) -> pd.DataFrame:
    """Return the main table of a comparison: one row per measure, over the matched panel.

    Measures of the records rather than of ties, such as response, are as recorded.
    """
    waves = (recorded[0].wave or "", recorded[1].wave or "")
    rows = []
    for entry in measures:
        noted = _values(entry, panel.matched if entry.ties else recorded)
        estimate, reason = _estimate(entry, noted, found)
        p_adjusted = found.p_adjusted.get(entry.name, math.nan)
        wide = found.wide.get(entry.name, (math.nan, math.nan))
        levels = (estimate.before, estimate.after)
        beside = beside_levels(entry, levels, noted, _values(entry, recorded), panel.pairs)
        said = caveats(
            entry,
            estimate,
            panel,
            is_total=entry.name in found.totals,
            tested=not math.isnan(estimate.p),
        )
        cells = (
            *(entry.label, estimate.before, estimate.after, estimate.change),
            *(estimate.low, estimate.high, estimate.p, p_adjusted, *wide, estimate.detectable),
            *(reason, reading(entry, estimate, p_adjusted, wide, reason, waves, beside), said),
        )
        rows.append(cells)
    return pd.DataFrame(
        rows, columns=COLUMNS, index=pd.Index([entry.name for entry in measures], name="measure")
    )


def three_ways(
    measures: Sequence[Measure], recorded: Waves, panel: Panel, rows: pd.DataFrame
) -> pd.DataFrame:
    """Set the three ways side by side.

    Parameters
    ----------
    measures
        The measures.
    recorded
        The maps as recorded.
    panel
        Who is compared.
    rows
        The main table: the matched panel, but for measures of the records rather than of ties, which stand
        there as recorded and are worked out here on the maps of the panel.

    Returns
    -------
    pandas.DataFrame
        Index ``measure, way``; ``before, after, change, organisations_before, organisations_after``.
    """
    cells, index = [], []
    for entry in measures:
        for way, maps in zip(WAYS, (recorded, panel.constant, panel.matched), strict=True):
            if way == WAYS[2] and entry.ties:
                first, second = rows.loc[entry.name, ["before", "after"]]
            else:
                first, second = (system_value(entry, system).value for system in maps)
            sizes = [len(system.organisations) for system in maps]
            cells.append((first, second, second - first, *sizes))
            index.append((entry.name, way))
    columns = ["before", "after", "change", "organisations_before", "organisations_after"]
    return pd.DataFrame(
        cells, columns=columns, index=pd.MultiIndex.from_tuples(index, names=["measure", "way"])
    )


def _values(entry: Measure, maps: Waves) -> tuple[Value, Value]:
    first, second = (system_value(entry, system) for system in maps)
    return first, second


def _estimate(entry: Measure, noted: tuple[Value, Value], found: Tested) -> tuple[Estimate, str]:
    """Return the estimate of a measure, and why it is not tested if it is not."""
    first, second = noted
    undefined = first.reason or second.reason
    if not entry.paired:
        bare = Estimate(first.value, second.value, second.value - first.value)
        return bare, undefined or "not_estimated"
    estimate = found.estimates[entry.name]
    if math.isnan(estimate.change):
        return estimate, undefined or estimate.reason
    return estimate, estimate.reason or ("not_estimated" if math.isnan(estimate.p) else "")
