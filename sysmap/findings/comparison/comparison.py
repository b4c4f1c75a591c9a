"""What differs between two waves of one record set, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sysmap.calling import verb
from sysmap.findings.chance import check_draws
from sysmap.findings.comparison.comparability import left_out, measures_of, refuse_maps, refuse_panel
from sysmap.findings.comparison.decomposition import decomposition, reorganisation_note
from sysmap.findings.comparison.diagnostics import diagnostics
from sysmap.findings.comparison.levels import levels_note
from sysmap.findings.comparison.organisations import movers, organisations, who_notes
from sysmap.findings.comparison.reruns import label_flags, with_everyone
from sysmap.findings.comparison.sector_pairs import by_sector_pair, formation
from sysmap.findings.comparison.side_by_side import STATUSES, SideBySide, tie_changes
from sysmap.findings.comparison.tables import shown_measures, shown_tables
from sysmap.findings.comparison.tests import DEFAULT_PRIMARY, tested
from sysmap.findings.comparison.three_ways import measure_rows, three_ways
from sysmap.findings.comparison.time_order import in_order_of_time, timing_flags, timing_notes
from sysmap.findings.comparison.words import ONE_OF_MANY, methods, primary_in_words
from sysmap.findings.scorecard import response_note
from sysmap.findings.words import in_a_sentence
from sysmap.network.panel import Panel, lineages_between, matched_panel
from sysmap.network.succession import without as map_without
from sysmap.network.system import SystemMap
from sysmap.shown import Shown

if TYPE_CHECKING:
    from sysmap.charts.figure import Chart


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(SideBySide, Shown):
    """Two waves of one system: what changed, how surely, and who could be compared.

    Attributes
    ----------
    before, after
        The maps of the two waves, without what was left out.
    organisations : pandas.DataFrame
        One row per organisation of either wave, what merged, split or was renamed as one. Index
        ``name``: ``id, sector, status`` (stayed, joined, left, merged, absorbed, split, renamed),
        ``in_panel, partners_before, partners_after, asked_before, answered_before, asked_after,
        answered_after``.
    tie_changes : pandas.DataFrame
        One row per tie of either wave as recorded, sorted: ``source, target``, their names,
        ``status`` (kept, new, lost), ``crosses, directed, kinds_before, kinds_after,
        strength_before, strength_after``.
    ties : pandas.DataFrame
        By pair of sectors, observable pairs only: ``sector_a, sector_b, relation, kept, new, lost,
        observable, change, low, high`` (of the density).
    formation : pandas.DataFrame
        Whether crossing ties were formed and kept more readily than others: counts, odds ratios.
    three_ways : pandas.DataFrame
        Index ``measure, way`` (as recorded, constant boundaries, matched panel): ``before, after,
        change, organisations_before, organisations_after``.
    decomposition : pandas.DataFrame
        Index ``part``, column ``change``: what of the change in ``cross_share`` goes with
        reorganisation, composition, amount and mixing.
    diagnostics : pandas.DataFrame
        Index ``name``: ``value, low, high, p, flag, reading``.
    movers : pandas.DataFrame
        Who joined and left, by sector.
    flags : tuple of str
        What makes the comparison weak, in sentences.
    methods : str
        A paragraph of methods for this run.
    primary : str
        The measure whose p is not adjusted.
    primary_named : bool
        Whether the call named it; if not, it is the default.
    without : tuple of str
        The organisations left out, as named.
    panel : Panel
        Who is compared, and the ties observed.
    """

    ties: pd.DataFrame
    formation: pd.DataFrame
    three_ways: pd.DataFrame
    decomposition: pd.DataFrame
    diagnostics: pd.DataFrame
    movers: pd.DataFrame
    flags: tuple[str, ...]
    methods: str
    primary: str
    primary_named: bool
    without: tuple[str, ...]
    permutations: int
    seed: int
    panel: Panel
    who: tuple[str, ...]
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Give the comparison as a table, over the matched panel.

        Returns
        -------
        pandas.DataFrame
            Index ``measure``; columns ``label, before, after, change, low, high, p, p_adjusted,
            low_adjusted, high_adjusted, detectable, undefined, reading, caveat``. ``low, high, p`` are
            of each measure looked at alone; ``p_adjusted`` allows for the others, and 0 lies outside
            ``low_adjusted, high_adjusted`` exactly where it is at most 0.05. Where there is no interval,
            the columns from ``low`` to ``detectable`` are ``nan`` and ``undefined`` says why.
        """
        return self._frame.copy()

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be known to read the numbers: who is compared, who answered, what is weak."""
        ties = self.tie_changes["status"].value_counts()
        changed = ", ".join(f"{int(ties.get(word, 0))} {word}" for word in STATUSES)
        return (
            f"{self.who[0]} Ties as recorded: {changed}.",
            *(f"{system.wave}: {response_note(system)}" for system in (self.before, self.after)),
            *self.who[1:],
            *filter(None, [self.levels_note]),
            self.primary_note,
            *self.flags,
        )

    @property
    def primary_note(self) -> str:
        """Which measure is the primary one, whether the call named it, and what that does to the p."""
        said = primary_in_words(self._frame.at[self.primary, "label"], named=self.primary_named)
        return f"{said}. {ONE_OF_MANY}" if self._frame["p"].notna().sum() > 1 else f"{said}."

    @property
    def levels_note(self) -> str:
        """Why a level here is not that of the scorecard; nothing where none that matters differs."""
        names = dict.fromkeys([self.primary, "cross_share"])
        return levels_note(self.three_ways, names, recorded=any(self.panel.recorded))

    @property
    def title(self) -> str:
        """What is compared."""
        left = f", without {', '.join(self.without)}" if self.without else ""
        return f"Comparison of {self.before.wave} and {self.after.wave}, by {self.before.boundary}{left}"

    def plot(self, what: str = "change") -> Chart:
        """Draw the comparison.

        Parameters
        ----------
        what
            ``"change"``: each change with its 95 % interval, zero, and the smallest detectable
            change. ``"ties"``: ties kept, new and lost, by pair of sectors. ``"answered"``: how many
            of those asked answered in each wave, by sector.

        Returns
        -------
        Chart
            A figure of matplotlib that `save` writes as ``.svg`` or ``.png``; its ``alt`` says in a
            sentence what it shows. What was not tested or is undefined is said in words.

        Raises
        ------
        ChoiceError
            If there is no such picture.
        """
        from sysmap.findings.charts import plot_comparison

        return plot_comparison(self, what)

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Give the tables to look at: measures first, then what they rest on."""
        return shown_tables(self)

    def text_shown(self) -> pd.DataFrame:
        """Give the measures without their readings, with the reason where there is no value."""
        return shown_measures(self)


@verb('compare(build_map(records, "2022"), build_map(records, "2024"))')
def compare(
    before: SystemMap,
    after: SystemMap,
    *,
    primary: str | None = None,
    measures: str | Iterable[str] | None = None,
    without: str | Iterable[str] = (),
    permutations: int = 9_999,
    seed: int = 0,
) -> Comparison:
    """Compare two waves of one record set: the same organisations, under the same reporting.

    Parameters
    ----------
    before, after
        Maps of two waves, built alike from the same records. Where the records tell which wave came
        first, that one is before, whichever is given first, and the comparison says so.
    primary
        The one measure that you chose before you looked; its p is not adjusted. None for the default,
        ``cross_density``: nothing then says that anybody named it.
    measures
        Names of system measures; None for the headline ones. The primary one is always there.
    without
        Names of organisations to leave out of both waves, such as the programme's own team.
    permutations
        How often the waves of pairs are swapped at random for the second p; 0 switches off
        everything random.
    seed
        Seed of the random numbers: the same seed gives the same numbers.

    Returns
    -------
    Comparison

    Raises
    ------
    ComparisonError
        If nothing could be said that could be defended: maps of two record sets, of one wave or
        built differently; no organisation in common, fewer than 10 that answered both waves, or
        of one sector only; an unknown measure or organisation. The message says what would do.
    ChoiceError
        If there are more than 100,000 permutations, or they or the seed are below 0.
    """
    check_draws(permutations, seed, what="permutations")
    refuse_maps(before, after)
    before, after, order = in_order_of_time(before, after)
    entries, first = measures_of(measures, DEFAULT_PRIMARY if primary is None else primary)
    gone = left_out(without, (before, after), lineages_between(before, after))
    named = tuple(gone)
    members = [one for each in gone.values() for one in each]
    everybody = before, after
    before, after = map_without(before, members), map_without(after, members)
    panel = matched_panel(before, after)
    refuse_panel(panel)
    permutations = int(permutations)
    found = tested(panel, entries, first, permutations=permutations, seed=seed)
    rows = measure_rows(entries, (before, after), panel, found)
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
    flags += [str(row["flag"]) for row in table.rows.values() if row["flag"]]
    flags += label_flags(before, after, panel, first, found.estimates[first.name])
    if members:
        flags += with_everyone(everybody, first, found.estimates[first.name], named, table)
    people, parts = organisations(panel), decomposition((before, after), panel.constant)
    return Comparison(
        before=before,
        after=after,
        organisations=people,
        tie_changes=tie_changes(before, after),
        ties=by_sector_pair(panel.pairs),
        formation=formation(panel.pairs),
        three_ways=three_ways(entries, (before, after), panel, rows),
        decomposition=parts,
        diagnostics=table.to_frame(),
        movers=movers(panel),
        flags=tuple(flags),
        methods=methods(
            panel,
            primary=f"{in_a_sentence(first.label)} ({first.name})",
            named=primary is not None,
            tested=int(rows["p"].notna().sum()),
            without=named,
            permutations=permutations,
            seed=seed,
            drifted=found.drifted,
        ),
        primary=first.name,
        primary_named=primary is not None,
        without=named,
        permutations=permutations,
        seed=seed,
        panel=panel,
        who=(
            *who_notes(panel, people),
            *timing_notes(before, after, panel),
            *reorganisation_note(panel, parts),
        ),
        order=order,
        _frame=rows,
    )
