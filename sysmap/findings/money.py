"""Who pays whom, sector by sector: sums that stay intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from sysmap.calling import verb
from sysmap.findings.amounts import added, amount_in_words, left_in_words, precision_of
from sysmap.findings.funds import fund_shares
from sysmap.network.membership import reaches
from sysmap.network.roster import moved
from sysmap.network.system import SystemMap, as_map
from sysmap.records.tables.lineage import standing
from sysmap.records.tables.timing import LABEL, when
from sysmap.records.tables.timing_words import REMEDY, begun_or_ended, whole_label
from sysmap.records.tables.units import top_parents
from sysmap.results import Result, ResultTable, notes_table
from sysmap.shown import Texts
from sysmap.text import counted
from sysmap.vocabulary import fold

COLUMNS = [
    *("sector_a", "sector_b", "basis", "currency", "flows", "low", "high", "precision", "start", "end"),
    "reading",
]
FLOWS = ["source", "target", "basis", "currency", "low", "high", "precision", "start", "end", "worked_out"]
NOT_RECORDED = "not recorded"
ELSEWHERE = "not on this map"
_TERM = ["start", "end"]
_WORDS = {
    "sector_a": "from",
    "sector_b": "to",
    "low": "at least",
    "high": "at most",
    "source": "from",
    "target": "to",
    "worked_out": "worked out",
    "reading": "amount",
}


@dataclass(frozen=True, eq=False, repr=False)
class Money(Result):
    """Who pays whom, sector by sector.

    Attributes
    ----------
    system : SystemMap
        The map.
    flows : pandas.DataFrame
        One row per payer, payee, basis and currency: ``source, target, basis, currency, low, high,
        precision, start, end, worked_out``. `worked_out` marks what is left of a fund's total.
    shares : pandas.DataFrame
        Who put how much into each pooled fund whose total is recorded: ``fund, contributor,
        currency, basis, start, end, low, high, worked_out, reading``.
    """

    system: SystemMap
    flows: pd.DataFrame
    shares: pd.DataFrame
    said: tuple[str, ...]
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return one row per pair of sectors, basis and currency, sorted.

        Returns
        -------
        pandas.DataFrame
            Columns ``sector_a`` (pays), ``sector_b`` (is paid), ``basis, currency, flows`` (how
            many), ``low, high, precision, start, end, reading``. A forum stands for itself by its
            kind. ``high`` is ``nan`` where there is no upper end; `precision` is exact, under (from
            0), over (no upper end) or between.
        """
        return self._frame.copy()

    @property
    def title(self) -> str:
        """What the table shows."""
        wave = f" in {self.system.wave}" if self.system.wave else ""
        return f"Who pays whom{wave}, by {self.system.boundary}"

    @property
    def notes(self) -> Texts:
        """What was left out, and what may be added to what."""
        return Texts(self.said)

    def tables(self) -> list[ResultTable]:
        """Return the sums, the shares, the flows and the notes, as files hold them."""
        return [
            ResultTable("pairs", "money by sector", self._frame),
            ResultTable("shares", "shares of pooled funds", self.shares),
            ResultTable("flows", "flows", self.flows),
            notes_table(self.notes),
        ]

    def _beside(self) -> dict[str, Any]:
        return {"system": self.system.in_brief(), "notes": list(self.notes)}

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the sums by pair of sectors, the shares of pooled funds, and the flows."""
        pairs = self._frame[["sector_a", "sector_b", "basis", "flows", "reading", "start", "end"]]
        tables = {"Pairs of sectors": pairs}
        if len(self.shares):
            tables["Shares of pooled funds"] = self.shares[
                ["fund", "contributor", "reading", "worked_out", "start", "end"]
            ]
        if len(self.flows):
            words = [
                (left_in_words if row.worked_out else amount_in_words)((row.low, row.high), row.currency)
                for row in self.flows.itertuples()
            ]
            tables["Flows"] = self.flows.assign(amount=words)[
                ["source", "target", "basis", "amount", "start", "end", "worked_out"]
            ]
        return {title: frame.rename(columns=_WORDS) for title, frame in tables.items()}


@verb("money(build_map(records))")
def money(system: SystemMap) -> Money:
    """Sum who pays whom, sector by sector, with what is known of each amount.

    Amounts known about, under or over a figure are intervals, and sums add both ends. Amounts of
    different basis or currency are never added. Where a pooled fund's total is recorded beside some
    shares, what is left is worked out and the total is not counted again. With units joined, what
    flows inside one organisation is dropped and counted.

    Parameters
    ----------
    system
        The map of one wave: money counts that ran in it, and that has an end on it.

    Returns
    -------
    Money

    Raises
    ------
    ChoiceError
        If no map was given.
    """
    system = as_map(system)
    records = system.records
    rows, notes = records.money, []
    running = reaches(rows, records, system.wave)
    if not running.all():
        notes.append(f"{counted(int((~running).sum()), 'flow')} left out: not running in this wave.")
    time = when(records, system.wave)
    for said_inside in begun_or_ended(rows, "flow", time) if time.by == LABEL else []:
        whole = whole_label(system.wave)
        notes.append(f"{whole[0].upper()}{whole[1:]}: {said_inside} inside it. To settle it, {REMEDY}.")
    rows = _ends_on_map(rows[running], system)
    inside = (rows["source"] == rows["target"]) & (rows["source"] != "")
    if inside.any():
        notes.append(f"{counted(int(inside.sum()), 'flow')} inside one organisation dropped.")
    rows = rows[~inside]
    here = set(system.organisations.index)
    forums = set(records.forums["forum"])
    on = rows["source"].isin(here) | rows["target"].isin(here)
    near = _forums_here(system)
    on |= rows["source"].isin(near) | rows["target"].isin(near)
    if not on.all():
        notes.append(f"{counted(int((~on).sum()), 'flow')} left out: neither end is on this map.")
    rows = rows[on]
    shares, said = fund_shares(rows, records.forums, _contributors(system))
    notes += said
    flows = _flows(rows, shares)
    frame = _by_sector_pair(flows, system, forums)
    notes += _cautions(flows, forums)
    names = _names(system)
    for column in ("source", "target"):
        flows[column] = [names.get(one, one) or NOT_RECORDED for one in flows[column]]
    shares = shares.assign(contributor=[names.get(one, one) or "others" for one in shares["contributor"]])
    if frame.empty:
        notes.append("No money is recorded on this map.")
    return Money(system, flows, shares, tuple(notes), frame)


def _ends_on_map(rows: pd.DataFrame, system: SystemMap) -> pd.DataFrame:
    """Return the ends of money what they count as on the map: the name in force, units their parent."""
    records = system.records
    names = dict(standing(records, system.wave).names)
    parts = top_parents(records.partners) if system.rules.units == "joined" else {}
    to = names | {unit: names.get(top, top) for unit, top in parts.items()}
    return moved(rows, ["source", "target"], to).assign(
        **{column: rows[column].map(lambda day: day or "") for column in _TERM}
    )


def _forums_here(system: SystemMap) -> list[str]:
    """List the forums of which money may be on this map: all, or those of its place."""
    known = system.records.forums
    if system.rules.place is None:
        return list(known["forum"])
    own = known["place"].map(fold) == fold(system.rules.place)
    return [*known.loc[own, "forum"], *system.forums["forum"].unique()]


def _contributors(system: SystemMap) -> pd.DataFrame:
    """Return the members of each forum; those who commission alone, where somebody does."""
    members = system.forums[["forum", "organisation", "role"]].drop_duplicates()
    buys = members["role"] == "commissioner"
    bought = members["forum"].isin(list(members.loc[buys, "forum"]))
    return members[buys | ~bought]


def _flows(rows: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Fold payments between two ends into flows; totals of funds give way to what is left of them."""
    whole = (rows["source"] == "") & rows["target"].isin(list(shares["fund"]))
    left = shares[shares["worked_out"].astype(bool)].rename(
        columns={"contributor": "source", "fund": "target"}
    )
    parts = pd.concat([rows[~whole].assign(worked_out=False), left], ignore_index=True)
    found = []
    for (source, target, basis, currency, worked), group in parts.groupby(
        ["source", "target", "basis", "currency", "worked_out"], sort=True
    ):
        low, high = added(zip(group["low"], group["high"], strict=True))
        found.append(
            (source, target, basis, currency, low, high, precision_of((low, high)), *_term(group), worked)
        )
    return pd.DataFrame(found, columns=FLOWS)


def _term(group: pd.DataFrame) -> tuple[str, str]:
    """Return the first start and the last end that are recorded."""
    starts, ends = ([day for day in group[column] if day] for column in _TERM)
    return min(starts, default=""), max(ends, default="")


def _by_sector_pair(flows: pd.DataFrame, system: SystemMap, forums: set[str]) -> pd.DataFrame:
    kinds = dict(zip(system.records.forums["forum"], system.records.forums["kind"], strict=True))
    labels = system.organisations["boundary"].map(lambda label: label or "unknown").to_dict()

    def label(end: str) -> str:
        if end == "":
            return NOT_RECORDED
        return labels.get(end) or (kinds[end] if end in forums else ELSEWHERE)

    table = flows.assign(sector_a=flows["source"].map(label), sector_b=flows["target"].map(label))
    found = []
    for keys, group in table.groupby(["sector_a", "sector_b", "basis", "currency"], sort=True):
        low, high = added(zip(group["low"], group["high"], strict=True))
        write = left_in_words if group["worked_out"].all() else amount_in_words
        reading = write((low, high), str(keys[3]))
        found.append((*keys, len(group), low, high, precision_of((low, high)), *_term(group), reading))
    return pd.DataFrame(found, columns=COLUMNS)


def _cautions(flows: pd.DataFrame, forums: set[str]) -> list[str]:
    """Say which sums must not be added to one another."""
    said = []
    into, out = flows["target"].isin(forums), flows["source"].isin(forums)
    if (into.any() and out.any()) and set(flows.loc[into, "target"]) & set(flows.loc[out, "source"]):
        said.append("Money that goes through a forum is there twice, on its way in and out: do not add both.")
    if flows["basis"].nunique() > 1:
        said.append("Budgets, contracts and what was spent stand apart: do not add them.")
    if flows["currency"].nunique() > 1:
        said.append("Currencies stand apart: nothing is converted.")
    return said


def _names(system: SystemMap) -> dict[str, str]:
    """Name organisations by id, as on the map; those that are not on it as in the records."""
    partners = system.records.partners
    return dict(zip(partners["id"], partners["name"], strict=True)) | system.organisations["name"].to_dict()
