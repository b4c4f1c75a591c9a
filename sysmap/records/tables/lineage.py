"""Lineages: which organisations of two waves are one, after mergers, splits and renames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sysmap.errors import unknown
from sysmap.records.problems import Problems, row_list
from sysmap.records.tables.succession import RENAME, as_graph, last_day
from sysmap.records.tables.waves import wave_dates
from sysmap.vocabulary import fold

if TYPE_CHECKING:
    import networkx as nx

    from sysmap.records.record_set import Records


@dataclass(frozen=True)
class Lineage:
    """Organisations that are one in both of two waves.

    Attributes
    ----------
    members : tuple of str
        The ids of the partners that belong to it, sorted.
    name_id : str
        The one whose name and boundary it carries: the last successor; of a split, the
        organisation that was split.
    kind : str
        ``merger``, ``absorbed``, ``split`` or ``rename``: of several, the first in the order
        split, merger, absorbed, rename.
    date : str
        When it last changed; empty where that is not recorded.
    sectors : tuple of str
        The known sectors of its members, sorted. More than one: the mix of sectors changes by itself.
    """

    members: tuple[str, ...]
    name_id: str
    kind: str
    date: str
    sectors: tuple[str, ...]

    @property
    def predecessors(self) -> tuple[str, ...]:
        """The members other than the one whose name it carries."""
        return tuple(member for member in self.members if member != self.name_id)

    @property
    def across_sectors(self) -> bool:
        """Whether its members belong to different sectors."""
        return len(self.sectors) > 1


@dataclass(frozen=True)
class Standing:
    """What succession says of who was there in a wave, by id.

    Attributes
    ----------
    succeeded
        Organisations that another had followed before the wave.
    leaving
        Organisations of which it is not sure that they still were: followed during the wave, at
        a time not recorded, or split.
    coming
        Organisations that a later merger was to make.
    names
        For ids of an organisation that was renamed, the id under which it stands in the wave.
    """

    succeeded: frozenset[str] = frozenset()
    leaving: frozenset[str] = frozenset()
    coming: frozenset[str] = frozenset()
    names: tuple[tuple[str, str], ...] = ()


def lineages(records: Records, first: str, second: str) -> tuple[Lineage, ...]:
    """Return the lineages between two waves, whichever is given first.

    What happened after the earlier wave and not after the later one counts; where waves have no
    dates, or a step has none, all of it. Lineages of which fewer than two members are partners change
    no map and are left out.

    Parameters
    ----------
    records
        What `read_records` gave.
    first, second
        Labels of two waves.

    Returns
    -------
    tuple of Lineage
        Sorted by `name_id`.

    Raises
    ------
    ChoiceError
        If there is no such wave.
    """
    ends = []
    for wave in (first, second):
        label = next((known for known in records.waves_in_order if fold(known) == fold(wave)), None)
        if label is None:
            raise unknown("wave", wave, records.waves_in_order)
        ends.append(label)
    if ends[0] == ends[1]:
        return ()
    rows = records.succession
    last = [wave_dates(records, wave)[1] for wave in ends]
    if all(last) and len(rows):
        days = rows["date"].map(last_day)
        rows = rows[(days == "") | ((days > min(last)) & (days <= max(last)))]
    return lineages_of(rows, records.partners)


def lineages_of(rows: pd.DataFrame, partners: pd.DataFrame) -> tuple[Lineage, ...]:
    """Return the lineages that rows of succession make, all of them applied."""
    if rows.empty:
        return ()
    import networkx as nx

    sectors = dict(zip(partners["id"], partners["sector"], strict=True))
    graph = as_graph(rows)
    found = []
    for part in nx.weakly_connected_components(graph):
        members = tuple(sorted(name for name in part if name in sectors))
        if len(members) < 2:
            continue
        own = rows[rows["from"].isin(part)]
        kind = _kind(graph.subgraph(part), set(own["kind"]))
        known = {sectors[member] for member in members}
        date = max(own["date"].fillna(""), key=lambda text: (last_day(text), text))
        name = _name(graph, members, own, kind)
        found.append(Lineage(members, name, kind, date, tuple(sorted(filter(None, known)))))
    return tuple(sorted(found, key=lambda lineage: lineage.name_id))


def note_across_sectors(succession: pd.DataFrame, partners: pd.DataFrame, problems: Problems) -> None:
    """Warn of lineages whose members belong to different sectors; of circles all is said already."""
    if succession.empty:
        return
    import networkx as nx

    if not nx.is_directed_acyclic_graph(as_graph(succession)):
        return
    for lineage in lineages_of(succession, partners):
        if lineage.across_sectors:
            rows = succession[
                succession["from"].isin(lineage.members) | succession["to"].isin(lineage.members)
            ]
            problems.warning(
                rows["origin"].iloc[0],
                f"{', '.join(lineage.members)} are a lineage across sectors ({', '.join(lineage.sectors)}): "
                "the mix of sectors changes by itself",
                table="succession",
                row=row_list(rows["row"]),
                column="to",
                value=lineage.name_id,
            )


def standing(records: Records, wave: str | None) -> Standing:
    """Say who had been succeeded, renamed or not yet formed in a wave."""
    rows, partners = records.succession, set(records.partners["id"])
    if rows.empty:
        return Standing()
    import networkx as nx

    first, last = wave_dates(records, wave)
    days = rows["date"].map(last_day)
    order = records.waves_in_order
    dated = (days != "") & bool(last)
    # Without dates all that happened lies between the first wave and the others.
    start = len(order) > 1 and wave == order[0]
    done = (days <= last).where(dated, not start).astype(bool)
    later = ~done
    alias = _renames(rows)
    happened = as_graph(rows[done | alias])
    succeeded: set[str] = set()
    leaving: set[str] = set()
    for row in rows.assign(day=days, dated=dated)[done & ~alias].itertuples(index=False):
        followed = any(name in partners for name in nx.descendants(happened, row[0]))
        if row[0] in partners and followed:
            sure = row.dated and row.day <= first and row.kind != "split"
            if row.dated or len(order) > 1:
                (succeeded if sure else leaving).add(row[0])
    merged = rows["kind"] == "merger"
    coming = set(rows.loc[merged & later, "to"]) - set(rows.loc[merged & ~later, "to"])
    opened = dict(zip(records.partners["id"], records.partners["opened"], strict=True))
    return Standing(
        frozenset(succeeded),
        frozenset(leaving - succeeded),
        frozenset(name for name in coming & partners if not opened[name]),
        tuple(sorted(_names(rows[alias], days[alias], last, partners).items())),
    )


def _renames(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows are renames and nothing else: one organisation into one."""
    one = ~rows.duplicated("from", keep=False) & ~rows.duplicated("to", keep=False)
    return one & (rows["kind"] == RENAME)


def _names(rows: pd.DataFrame, days: pd.Series, last: str, partners: set[str]) -> dict[str, str]:
    """Return for the ids of a chain the one in force at the end of a wave; the last where `last` is empty."""
    followed = dict(zip(rows["from"], zip(rows["to"], days, strict=True), strict=True))
    names: dict[str, str] = {}
    for start in sorted(set(followed) - set(rows["to"])):
        chain, place = [start], 0
        while chain[-1] in followed:
            after, day = followed[chain[-1]]
            chain.append(after)
            if not last or day <= last:
                place = len(chain) - 1
        there = [name for name in chain[: place + 1] if name in partners]
        there = there[-1:] or [name for name in chain[place:] if name in partners][:1]
        names |= {name: there[0] for name in chain if name in partners and name != there[0]}
    return names


def _kind(part: nx.DiGraph, kinds: set[str]) -> str:
    ends = sum(not degree for _, degree in part.out_degree)
    if ends > 1 or ("split" in kinds and not kinds & {"merger", "absorbed"}):
        return "split"
    return next((kind for kind in ("merger", "absorbed") if kind in kinds), RENAME)


def _name(graph: nx.DiGraph, members: tuple[str, ...], rows: pd.DataFrame, kind: str) -> str:
    """Choose the member that gives a lineage its name."""
    import networkx as nx

    after = {member: nx.descendants(graph, member) for member in members}
    starts = [one for one in members if not any(one in after[other] for other in members)]
    ends = [one for one in members if not after[one] & set(members)]
    if kind == "split" and len(starts) == 1:
        return starts[0]
    if len(ends) == 1:
        return ends[0]
    # Several became several: the one that came last.
    came = {one: max(rows.loc[rows["to"] == one, "date"].map(last_day), default="") for one in ends}
    return min(ends, key=lambda one: (came[one] != max(came.values()), one)) if ends else members[0]
