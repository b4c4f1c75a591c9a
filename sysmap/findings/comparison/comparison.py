"""A comparison of two waves: what changed, how surely, and the tables in which people look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from sysmap.findings.comparison.levels import levels_note
from sysmap.findings.comparison.said_beside import no_table
from sysmap.findings.comparison.shown_tables import (
    ADJUSTED,
    ALONE,
    FORMED,
    PARTS,
    by_pair_shown,
    by_way_shown,
    formed_shown,
    measures_shown,
    parts_shown,
    plain_ranges_shown,
)
from sysmap.findings.comparison.side_by_side import STATUSES, SideBySide
from sysmap.findings.comparison.trust_words import trust_table, what_in_words
from sysmap.findings.comparison.words import ONE_OF_MANY
from sysmap.findings.comparison_groups.touched import Touched, touched_shown, touched_tables
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.planning.named import NamedPlan
from sysmap.findings.shares_and_counts import (
    tables_by_unit,
)
from sysmap.findings.unanswered.asking import Answerable
from sysmap.findings.words import about, not_defined
from sysmap.network.panel import Panel
from sysmap.network.rules import APPLIED, SAID_APPLIED
from sysmap.plotting import draw
from sysmap.results import Result, ResultTable, notes_table
from sysmap.shown import Text, Texts
from sysmap.text import percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# In the order of these keys JSON gives the tables.
_KEYS = (
    *(
        "measures",
        "three_ways",
        "said",
        "touched",
        "touched_pairs",
        "diagnostics",
        "decomposition",
        "formation",
        "movers",
        "ties",
    ),
    *("organisations", "tie_changes"),
)
_WORDS = {
    "label": "measure",
    "p": "p, looked at alone",
    "p_adjusted": "p, adjusted",
    "detectable": "smallest detectable change",
    "sector_a": "sector",
    "sector_b": "and sector",
    "in_panel": "in the panel",
    "observable": "pairs that could be reported",
    "between_share": "share of ties between sectors",
    "odds_ratio": "odds ratio",
}


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(SideBySide, Answerable, Result):
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
        Index ``measure, way`` (as recorded, constant boundaries, matched panel): ``before, after, change,
        organisations_before, organisations_after``.
    decomposition : pandas.DataFrame
        Index ``part``, column ``change``: what of the change in ``cross_share`` goes with
        reorganisation, composition, amount and mixing.
    diagnostics : pandas.DataFrame
        Index ``name``: ``value, low, high, p, flag, reading``.
    movers : pandas.DataFrame
        Who joined and left, by sector.
    flags : tuple of str
        What makes the comparison weak, in sentences.
    methods : Text
        A paragraph of methods for this run.
    primary : str
        The measure whose p is not adjusted.
    primary_chosen, primary_said
        Whether the call chose it (else it is that of the plan, or the default), and the same in words.
    plan : NamedPlan or None
        The plan, and every departure from it.
    without : tuple of str
        The organisations left out, as named.
    panel : Panel
        Who is compared, and the ties observed.
    said : pandas.DataFrame
        As ``three_ways``, over everybody: as recorded, and with what was said in the room; it may be empty.
    touched : Touched or None
        Pairs with both ends touched by a programme beside pairs with none; None where that was not asked.
    """

    ties: pd.DataFrame
    formation: pd.DataFrame
    three_ways: pd.DataFrame
    decomposition: pd.DataFrame
    diagnostics: pd.DataFrame
    movers: pd.DataFrame
    flags: tuple[str, ...]
    methods: Text
    primary: str
    primary_chosen: bool
    primary_said: str
    without: tuple[str, ...]
    permutations: int
    seed: int
    panel: Panel
    who: tuple[str, ...]
    _frame: pd.DataFrame
    said: pd.DataFrame = field(default_factory=no_table, kw_only=True)
    touched: Touched | None = field(default=None, kw_only=True)
    plan: NamedPlan | None = field(default=None, kw_only=True)

    def to_frame(self) -> pd.DataFrame:
        """Return the comparison as a table, over the matched panel.

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
    def notes(self) -> Texts:
        """What must be known to read the numbers: who is compared, who answered, what is weak."""
        ties = self.tie_changes["status"].value_counts()
        changed = ", ".join(f"{int(ties.get(word, 0))} {word}" for word in STATUSES)
        return Texts(
            (
                f"{self.who[0]} Ties as recorded: {changed}.",
                *(f"{system.wave}: {response_note(system)}" for system in (self.before, self.after)),
                *self.who[1:],
                *filter(None, [self.levels_note]),
                self.primary_note,
                *(self.plan.departures_in_words if self.plan else ()),
                *(self.touched.notes if self.touched is not None else ()),
                *self.flags,
            )
        )

    @property
    def sentences(self) -> Texts:
        """What may be said of each measure, the primary one first."""
        frame = self._primary_first()
        return Texts(map(about, frame["label"], frame["reading"]))

    @property
    def in_short(self) -> tuple[str, ...]:
        """What is shown first: the primary measure, who is compared, and what makes it weak, if anything."""
        said, notes = self.sentences, self.notes
        return (*said[:1], *notes[:1], *(self.flags or said[1:])[:1])

    @property
    def primary_note(self) -> Text:
        """Which measure is the primary one, whether a plan named it, and what that does to the p."""
        many = self._frame["p"].notna().sum() > 1
        return Text(f"{self.primary_said} {ONE_OF_MANY}" if many else self.primary_said)

    @property
    def levels_note(self) -> Text:
        """Why a level here is not that of the scorecard; nothing where none that matters differs."""
        names = dict.fromkeys([self.primary, "cross_share"])
        return Text(levels_note(self.three_ways, names, recorded=any(self.panel.recorded)))

    @property
    def title(self) -> str:
        """What is compared."""
        left = f", without {', '.join(self.without)}" if self.without else ""
        said = f", {SAID_APPLIED}" if self.before.rules.said == APPLIED else ""
        waves = f"{self.before.wave} and {self.after.wave}"
        return f"Comparison of {waves}, by {self.before.boundary}{left}{said}"

    def plot(self, what: str = "change") -> Figure:
        """Draw the comparison.

        Parameters
        ----------
        what
            ``"change"``: each change with its 95 % interval, zero, and the smallest detectable
            change. ``"ties"``: ties kept, new and lost, by pair of sectors. ``"answered"``: how many
            of those asked answered in each wave, by sector. ``"touched"``: the densities of pairs by how
            many of their ends are touched.

        Returns
        -------
        matplotlib.figure.Figure
            A figure that `save` writes; its ``alt`` says what it shows. What was not tested is in words.

        Raises
        ------
        ChoiceError
            If there is no such picture.
        """
        return draw(self, what)

    def tables(self) -> list[ResultTable]:
        """Return the measures, what they rest on, who and which ties changed, and the notes."""
        return [
            ResultTable("measures", "comparison", self._frame),
            ResultTable("three_ways", "three ways", self.three_ways),
            *([ResultTable("said", "said in the room", self.said)] if len(self.said) else []),
            *touched_tables(self.touched),
            ResultTable("diagnostics", "diagnostics", self.diagnostics, {"name": what_in_words}),
            ResultTable("decomposition", "decomposition", self.decomposition, {"part": PARTS.__getitem__}),
            ResultTable("ties", "ties by sector", self.ties),
            ResultTable("formation", "new and kept ties", self.formation, {"part": FORMED.__getitem__}),
            ResultTable("movers", "joined and left", self.movers),
            ResultTable("organisations", "organisations", self.organisations),
            ResultTable("tie_changes", "ties", self.tie_changes),
            notes_table((*self.notes, self.methods)),
        ]

    def facts(self) -> dict[str, Any]:
        """Return what JSON says: the two waves, what was asked for, and every table by its key."""
        cells = {table.key: table.cells() for table in self.tables() if table.key}
        return {
            "system": {"before": self.before.in_brief(), "after": self.after.in_brief()},
            "notes": list(self.notes),
            "methods": self.methods,
            "flags": list(self.flags),
            "primary": self.primary,
            "primary_chosen": self.primary_chosen,
            "plan": None if self.plan is None else self.plan.facts(),
            "without": list(self.without),
            "permutations": self.permutations,
            "seed": self.seed,
            **{key: cells[key] for key in _KEYS if key in cells},
        }

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the tables to look at: measures first, then what they rest on."""
        return _tables(self)

    def text_shown(self) -> pd.DataFrame:
        """Return the measures without their readings, with the reason where there is no value."""
        return _measures_alone(self)

    def answer_shown(self) -> tuple[str, pd.DataFrame]:
        """Return the measures in their units, the primary one first, without their readings."""
        frame = self._primary_first()
        shown = measures_shown(frame).drop(columns=[ADJUSTED, "reading", "caveat"])
        reasons = frame["undefined"].map(not_defined)
        for wave in ("before", "after"):
            shown[wave] = shown[wave].where(frame[wave].notna(), reasons)
        short = {ALONE: "95 % interval", "p": "p"}
        return "Measures, over the organisations compared", shown.rename(columns=_words(self) | short)

    def _weaknesses(self) -> tuple[str, ...]:
        return self.flags

    def _primary_first(self) -> pd.DataFrame:
        """Return the measures: the primary one, those that were tested, and the others."""
        order = pd.Series(self._frame["p"].isna().to_numpy() * 1, index=self._frame.index)
        order[self.primary] = -1
        return self._frame.loc[order.sort_values(kind="stable").index]


def _tables(change: Comparison) -> dict[str, pd.DataFrame]:
    """Return every table by title: measures first, then what they rest on."""
    frame, recorded, words = change.to_frame(), change.panel.recorded, _words(change)
    labels = frame["label"]
    people = change.organisations.rename_axis("organisation").reset_index().drop(columns="id")
    # What is not recorded is no column of blanks, and nobody is said to have answered.
    unknown = [
        f"{what}_{wave}"
        for wave, known in zip(("before", "after"), recorded, strict=True)
        if not known
        for what in ("asked", "answered")
    ]
    people = people.drop(columns=[*unknown, *([] if any(recorded) else ["in_panel"])])
    frames = {
        **tables_by_unit(
            "Measures, over the organisations compared", measures_shown(frame), list(frame.index)
        ),
        **by_way_shown("Three ways to compare", change.three_ways, labels),
        **by_way_shown("As recorded, and with what was said in the room", change.said, labels),
        **touched_shown(change.touched),
        "How far to trust it": trust_table(change.diagnostics).rename(columns={"name": "what"}),
        "What the change in the share of ties that cross goes with": parts_shown(change.decomposition),
        "Ties kept, new and lost, by pair of sectors": by_pair_shown(change.ties),
        "New and kept ties, between and within sectors": formed_shown(change.formation),
        "Who joined and left": change.movers.assign(
            between_share=[
                percent(share, 1) if share == share else "" for share in change.movers["between_share"]
            ]
        ),
        "Organisations": people,
        "Methods": pd.DataFrame({"methods": [change.methods]}),
    }
    return {title: frame.rename(columns=words) for title, frame in frames.items()}


def _words(change: Comparison) -> dict[str, str]:
    """Return what columns are called in the tables to look at."""
    waves = (("before", change.before), ("after", change.after))
    return {
        **_WORDS,
        **{wave: f"{wave} ({system.wave})" for wave, system in waves},
        **{
            f"{what}_{wave}": f"{what} in {system.wave}"
            for what in ("partners", "asked", "answered", "organisations")
            for wave, system in waves
        },
    }


def _measures_alone(change: Comparison) -> pd.DataFrame:
    """Return the measures as plain numbers without readings, with the reason where there is no value."""
    frame = change.to_frame()
    table = pd.DataFrame(
        {
            "measure": frame["label"],
            f"before ({change.before.wave})": frame["before"],
            f"after ({change.after.wave})": frame["after"],
            "change": frame["change"],
            "95 % interval": plain_ranges_shown(frame, "low", "high"),
            "p": frame["p"],
            "adjusted interval": plain_ranges_shown(frame, "low_adjusted", "high_adjusted"),
            "p adjusted": frame["p_adjusted"],
            "detectable": frame["detectable"],
        }
    )
    undefined = frame[["before", "after"]].isna().any(axis=1)
    if undefined.any():
        reasons = frame["undefined"].map(not_defined).where(undefined, "")
        table = table.assign(remark=reasons)
    return table
