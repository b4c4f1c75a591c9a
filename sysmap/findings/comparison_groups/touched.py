"""Which organisations of a place a programme touched, and what changed among them beyond the others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError, ComparisonError, listed, unknown
from sysmap.findings.comparison.estimating.adjustment import holm
from sysmap.findings.comparison.estimating.groups import Groups
from sysmap.findings.comparison.estimating.uncertainty import Estimate
from sysmap.findings.comparison_groups.within_place import (
    BOTH,
    CONTRASTS,
    NONE,
    ONE,
    UNKNOWN,
    TouchedPairs,
    touched_estimates,
)
from sysmap.findings.words import range_in_words, value_in_words
from sysmap.measures.catalogue import catalogue
from sysmap.measures.reasons import REASONS
from sysmap.network.panel import Panel
from sysmap.network.roster import wave_dates
from sysmap.network.system import SystemMap
from sysmap.records.record_set import Records
from sysmap.records.values.reading_cells import BLANK_LIKE, NO, YES
from sysmap.results import ResultTable
from sysmap.text import counted, percent
from sysmap.vocabulary import fold, fold_header

FEWEST_TOUCHED = 3
"""So many organisations at least must be touched, and so many not."""
SURE, UNSURE = 0.05, 0.10
ONLY_ALONE = "looked at alone it would be shown, and allowing for the others that were looked at it is not."
TOUCHED, NOT_TOUCHED, NOT_KNOWN = "touched", "not touched", "not known"
ENDS = {BOTH: "both touched", ONE: "one touched", NONE: "none touched", UNKNOWN: "not known"}
KINDS = {"all": "All pairs", "between": "Pairs between sectors", "within": "Pairs within sectors"}
SAID_EACH_TIME = (
    "Organisations that join a programme differ from those that do not, and may have changed otherwise "
    "without "
    "it. Ties made in it can cost ties outside it: then pairs outside it fall, and the contrast is larger "
    "than "
    "what was gained. Pairs with one end touched are shown and are not in the contrast."
)
COLUMNS = ["label", "before", "after", "change", "low", "high", "p", "detectable", "undefined", "reading"]


@dataclass(frozen=True, eq=False)
class Touched:
    """Pairs that a programme touched beside pairs that it did not.

    Attributes
    ----------
    name : str
        The column of partners or the forum that says who is touched.
    is_forum : bool
        Whether it is a forum.
    organisations : pandas.Series
        By id, of the organisations compared: ``touched``, ``not touched`` or ``not known``.
    contrasts : pandas.DataFrame
        Index ``pairs`` (all, between, within): ``before, after``, the density of pairs with both ends touched
        less that of pairs with none; its ``change`` with ``low, high, p, detectable``; ``undefined``, why
        there is no interval; ``reading``.
    densities : pandas.DataFrame
        Index ``pairs, ends`` (both touched, one touched, none touched, not known): ``observable`` pairs,
        ``ties_before, ties_after``, and the densities ``before, after, change``.
    """

    name: str
    is_forum: bool
    organisations: pd.Series
    contrasts: pd.DataFrame
    densities: pd.DataFrame

    @property
    def source(self) -> str:
        """What says who is touched, in words."""
        return f"seats on {self.name}" if self.is_forum else f"the column {self.name}"

    @property
    def finding(self) -> str:
        """What is found over all pairs, in a sentence or two."""
        return str(self.contrasts.at["all", "reading"])

    @property
    def counts(self) -> str:
        """How many organisations are touched, in words."""
        found = self.organisations.value_counts()
        said = [
            f"{int(found.get(TOUCHED, 0))} of {counted(len(self.organisations), 'organisation')} compared"
        ]
        if found.get(NOT_KNOWN, 0):
            said.append(f"of {int(found[NOT_KNOWN])} it is not known")
        return f"Touched, by {self.source}: {'; '.join(said)}."

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found, and what is said of it each time."""
        return (self.finding, self.counts, SAID_EACH_TIME)


def touched_of(name: str, panel: Panel, waves: tuple[SystemMap, SystemMap], groups: Groups) -> Touched:
    """Tell who is touched, and estimate what changed among them beyond the others.

    Parameters
    ----------
    name
        A column of partners that says yes or no, or a forum.
    panel
        Who is compared.
    waves
        The maps as recorded.
    groups
        The groups whose ties may come and go together.

    Raises
    ------
    ChoiceError
        If there is no such column or forum, both have the name, or a cell says neither yes nor no.
    ComparisonError
        If fewer than 3 of the organisations compared are touched, or fewer than 3 are not.
    """
    said, is_forum, called = _who(name, waves)
    members = {one: each.members for each in panel.lineages for one in (each.name_id,)}
    nodes = panel.pairs.nodes
    codes = np.array([_together([said.get(each, -1) for each in members.get(one, (one,))]) for one in nodes])
    yes, no = int((codes == 1).sum()), int((codes == 0).sum())
    if min(yes, no) < FEWEST_TOUCHED:
        raise ComparisonError(
            f"of {counted(len(nodes), 'organisation')} compared {yes} are touched by {called} and {no} are "
            f"not; "
            f"at least {FEWEST_TOUCHED} of each are needed to set the one beside the other"
        )
    found = touched_estimates(panel.pairs, codes, groups)
    densities = _densities(TouchedPairs(panel.pairs, codes))
    words = {1: TOUCHED, 0: NOT_TOUCHED, -1: NOT_KNOWN}
    return Touched(
        name=called,
        is_forum=is_forum,
        organisations=pd.Series([words[int(code)] for code in codes], index=list(nodes), dtype=object),
        contrasts=_contrasts(found, densities),
        densities=densities,
    )


def _together(codes: Iterable[int]) -> int:
    """Tell whether organisations that became one are touched: one that is makes all so."""
    some = list(codes)
    return 1 if 1 in some else 0 if all(code == 0 for code in some) else -1


def _who(name: str, waves: tuple[SystemMap, SystemMap]) -> tuple[dict[str, int], bool, str]:
    """Return of each organisation whether it is touched, whether a forum says so, and how that is called."""
    records = waves[1].records
    columns = {fold_header(column): str(column) for column in records.partners.columns}
    forums = {fold(forum): str(forum) for forum in records.forums["forum"]}
    column, forum = columns.get(fold_header(name)), forums.get(fold(name))
    if column is not None and forum is not None:
        raise ChoiceError(
            f"{name!r} is a column of partners and a forum: rename the column, so that it is clear which "
            f"says who "
            "is touched"
        )
    if forum is not None:
        return _on_forum(records, forum, waves[1]), True, forum
    if column is None:
        raise unknown("column of partners or forum", name, [*columns.values(), *forums.values()])
    return _in_column(records.partners, column), False, column


def _on_forum(records: Records, forum: str, last: SystemMap) -> dict[str, int]:
    """Return who sat on a forum at any time before the last wave ended."""
    rows = records.memberships[records.memberships["forum"] == forum]
    end = wave_dates(records, last.wave)[1]
    if end is not None:
        rows = rows[[start is None or str(start) <= str(end) for start in rows["start"]]]
    sitting = set(rows["organisation"])
    return {str(one): int(one in sitting) for one in records.partners["id"]}


def _in_column(partners: pd.DataFrame, column: str) -> dict[str, int]:
    """Read a column that says yes or no; blank is not known."""
    found, strange = {}, []
    for one, cell in zip(partners["id"], partners[column], strict=True):
        text = fold("" if cell is None or cell != cell else str(cell).removesuffix(".0"))
        if text in BLANK_LIKE:
            found[str(one)] = -1
        elif text in YES | NO:
            found[str(one)] = int(text in YES)
        else:
            strange.append(" ".join(str(cell).split())[:60])
    if strange:
        raise ChoiceError(
            f"the column {column} says neither yes nor no: {listed(dict.fromkeys(strange), 12)}; write yes "
            f"or no, and leave "
            "blank what is not known"
        )
    return found


def _contrasts(found: Mapping[str, Estimate], densities: pd.DataFrame) -> pd.DataFrame:
    # Over all pairs is the one that is looked at first; between and within sectors are adjusted for each
    # other.
    p = {name: one.p for name, one in found.items()}
    family = holm({name: p[name] for name in found if name != "all" and not math.isnan(p[name])})
    adjusted = p | {name: how.p for name, how in family.items()}
    rows = [
        (
            *(KINDS[name], one.before, one.after, one.change, one.low, one.high, one.p, one.detectable),
            *(_undefined(one), _reading(name, one, adjusted[name], densities)),
        )
        for name, one in found.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS, index=pd.Index(list(found), name="pairs"))


def _undefined(one: Estimate) -> str:
    return "no_such_pairs" if math.isnan(one.change) else one.reason


def _reading(name: str, one: Estimate, p: float, densities: pd.DataFrame) -> str:
    """Say how touched pairs changed beyond those that are not, by the ladder."""
    entry = catalogue["density"]
    label = {"all": "", "between": " between sectors", "within": " within sectors"}[name]
    reason = _undefined(one)
    if reason:
        return f"Not tested: {REASONS[reason]}."
    interval = f"95 % interval {range_in_words(entry, one.low, one.high)}"
    size = value_in_words(entry, abs(one.change), signed=True).lstrip("+")
    own, other = (float(densities.at[(name, ENDS[ends]), "change"]) for ends in (BOTH, NONE))
    if p <= SURE:
        rose = own > 0 or (own == 0 and one.change > 0)
        more = (one.change > 0) == rose
        changes = " and ".join(value_in_words(entry, value, signed=True) for value in (own, other))
        return (
            f"The density{label} of pairs with both ends touched {'rose' if rose else 'fell'} by {size} "
            f"{'more' if more else 'less'} than that of pairs with none touched ({interval}; changes "
            f"{changes}): "
            "more than tie-by-tie and organisation-level fluctuation would explain."
        )
    verdict = f"No difference can be shown between pairs{label} with both ends touched and those with none."
    if p <= UNSURE:
        ends = range_in_words(entry, one.low, one.high)
        verdict = (
            f"Inconclusive for pairs{label}: the records are consistent with no difference and with "
            f"differences "
            f"from {ends}."
        )
    if one.p <= SURE:
        verdict = f"{verdict.partition(':')[0].rstrip('.')}: {ONLY_ALONE}"
    least = value_in_words(entry, one.detectable, signed=True).lstrip("+")
    change = value_in_words(entry, one.change, signed=True)
    return (
        f"{verdict} Their changes in density differ by {change} ({interval}). These records could have "
        f"shown a "
        f"difference of about {least} or more."
    )


def _densities(told: TouchedPairs) -> pd.DataFrame:
    """Return pairs, ties and densities by how many ends are touched, of each kind of contrast."""
    rows, index = [], []
    for name, kinds in CONTRASTS.items():
        for ends, words in ENDS.items():
            pairs = int(told.total(told.observable, ends, kinds))
            if ends == UNKNOWN and not pairs:
                continue
            first, second = (int(count) for count in told.total(told.counts, ends, kinds))
            before, after = (count / pairs if pairs else math.nan for count in (first, second))
            rows.append((pairs, first, second, before, after, after - before))
            index.append((name, words))
    columns = ["observable", "ties_before", "ties_after", "before", "after", "change"]
    return pd.DataFrame(
        rows, columns=columns, index=pd.MultiIndex.from_tuples(index, names=["pairs", "ends"])
    )


def touched_tables(touched: Touched | None) -> list[ResultTable]:
    """Return the tables that files hold; none where nobody asked."""
    if touched is None:
        return []
    return [
        ResultTable("touched", "touched and not", touched.contrasts),
        ResultTable("touched_pairs", "pairs by ends touched", touched.densities),
    ]


def touched_shown(touched: Touched | None) -> dict[str, pd.DataFrame]:
    """Return the tables to look at, by title; none where nobody asked."""
    if touched is None:
        return {}
    return {
        "Pairs with both ends touched beside pairs with none": contrasts_shown(touched),
        "Density of pairs, by how many of their ends are touched": densities_shown(touched),
    }


def contrasts_shown(touched: Touched) -> pd.DataFrame:
    """Return the contrasts as people are shown them."""
    entry = catalogue["density"]
    frame = touched.contrasts
    return pd.DataFrame(
        {
            "pairs": frame["label"].to_list(),
            **{
                f"both less none, {wave}": [
                    "not defined" if math.isnan(value) else value_in_words(entry, value, signed=True)
                    for value in frame[wave]
                ]
                for wave in ("before", "after")
            },
            "change": [
                "" if math.isnan(value) else value_in_words(entry, value, signed=True)
                for value in frame["change"]
            ],
            "95 % interval": [
                "not tested" if math.isnan(low) else range_in_words(entry, low, high)
                for low, high in zip(frame["low"], frame["high"], strict=True)
            ],
            "p": frame["p"].to_list(),
            "reading": frame["reading"].to_list(),
        }
    )


def densities_shown(touched: Touched) -> pd.DataFrame:
    """Return pairs and densities by how many ends are touched as people are shown them."""
    rows = touched.densities.reset_index()
    return pd.DataFrame(
        {
            "pairs": rows["pairs"].map(KINDS),
            "ends": rows["ends"],
            "pairs that could be reported": rows["observable"],
            "ties before": rows["ties_before"],
            "ties after": rows["ties_after"],
            "density before": [_share(value) for value in rows["before"]],
            "density after": [_share(value) for value in rows["after"]],
            "change": [
                "" if math.isnan(value) else value_in_words(catalogue["density"], value, signed=True)
                for value in rows["change"]
            ],
        }
    )


def _share(value: float) -> str:
    return "not defined" if math.isnan(value) else percent(value, 1)
