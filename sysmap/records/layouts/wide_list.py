"""A list of organisations with the partners of each: in columns Partner 1, Partner 2, or in one cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.columns.beside_ties import may_deny_ties, note_denied
from sysmap.records.columns.kinds import (
    Kind,
    kind_of,
    kinds_of,
    looks_like_an_organisation,
)
from sysmap.records.problems import row_list, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import (
    has_beside,
    partners_beside,
    table_beside,
    with_those_beside,
)
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.names_in_cells import is_one_name, names_in
from sysmap.records.shapes.rosters import Roster
from sysmap.records.shapes.waves_of_sheets import with_waves
from sysmap.records.shapes.wide_lists import WideList, by_values, wide_list_in
from sysmap.records.tables.declared import TABLES
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.text import counted
from sysmap.vocabulary import fold

_OF_TIES = ("kind", "strength", "wave")


def _lists(tables: Mapping[str, RawTable]) -> dict[str, WideList]:
    found = {name: wide_list_in(name, raw) for name, raw in tables.items()}
    return {name: columns for name, columns in found.items() if columns is not None}


def _said_to_be(tables: Mapping[str, RawTable]) -> dict[str, WideList]:
    found = {
        name: by_values(raw, said=True)
        for name, raw in tables.items()
        if not raw.form and len(raw) and table_beside(name, raw) in (None, "partners")
    }
    return {name: columns for name, columns in found.items() if columns is not None}


@record_layout(
    "wide_list",
    order=125,
    recognises=lambda tables: bool(_lists(tables)),
    sectors=False,
    needs=("Organisation", "Partner 1", "Partner 2"),
)
def wide_list(tables: Arrived) -> TableParts:
    """Organisations in rows, and beside each its partners: Partner 1, Partner 2, or several in one cell."""
    # Whoever chooses this layout says that the others are partners, whatever their headers are.
    own = _lists(tables) or _said_to_be(tables)
    if not own:
        return {}
    about = {} if has_beside("partners", tables, own) else {n: _about(tables[n], own[n], tables) for n in own}
    lists = [*about.values(), *partners_beside(tables, own)]
    roster = Roster(lists, tables.elsewhere, tables.decided, acronyms=True)
    listed_before = set(roster.organisations)
    found = [_ties(tables[name], columns, roster, tables) for name, columns in own.items()]
    ties = with_waves("collaborations", found)
    first = tables[next(iter(own))]
    for name, columns in own.items():
        if name not in about:
            others = [header for header in tables[name].columns if header not in columns.columns]
            tables.account.drop(tables[name], others)
    added = [roster.name(one) for one in roster.organisations if one not in listed_before]
    if about and added:
        names = listed(map(shown, added), 20)
        tables.problems.warning(
            first.origin, f"named only as partners of others: {names}: added", table="partners"
        )
    roster.note_respelt(first.origin, tables.problems)
    parts = {
        "collaborations": ties,
        "partners": [
            *about.values(),
            roster.added(first.origin, None if about else tables.problems),
        ],
    }
    return with_those_beside(tables, own, parts)


def _about(raw: RawTable, columns: WideList, tables: Arrived) -> RawTable:
    """Return the organisations of the rows as a raw table of partners, each once if its rows say the same."""
    others = [header for header in raw.columns if header not in columns.columns]
    names = raw[columns.organisation].map(lambda cell: fold(clean(cell)[0]))
    told = {
        header: raw[header].map(lambda cell: clean(cell)[0]).groupby(names).nunique() for header in others
    }
    # What differs from row to row of an organisation is not said of the organisation.
    differing = [header for header in others if (told[header] > 1).any()]
    tables.account.drop(raw, differing)
    if differing:
        said = listed([shown(clean(header)[0]) for header in differing], 10)
        tables.problems.warning(
            raw.origin,
            f"differs between the rows of one organisation: not read: {said}",
            table="partners",
            row=1,
        )
    others = [header for header in others if header not in differing]
    frame = raw.frame[[columns.organisation, *others]]
    blank = frame[columns.organisation].map(lambda cell: not clean(cell)[0])
    texts = frame.map(lambda cell: clean(cell)[0])
    meant = {columns.organisation: "name"}
    known = TABLES["partners"].columns_of(others)
    if "sector" not in known.values():
        sectors = [header for header in others if header not in known and _is_of_sectors(raw, header)]
        meant |= {sectors[0]: "sector"} if len(sectors) == 1 else {}
    return replace(raw.holding(frame[~blank & ~texts.duplicated()]), meant=meant)


def _is_alone(raw: RawTable, place: int) -> bool:
    return sum(bool(clean(cell)[0]) for cell in raw.frame.iloc[place]) == 1


def _is_of_sectors(raw: RawTable, header: str) -> bool:
    return kind_of(header, raw[header]).kind == Kind.SECTORS


def _ties(raw: RawTable, columns: WideList, roster: Roster, tables: Arrived) -> RawTable:
    origin, problems = raw.origin, tables.problems
    rows: list[tuple[Any, ...]] = []
    others: dict[str, list[Any]] = {}

    _note_no(raw, columns, tables)
    if columns.kinds:
        said = listed([shown(kind) for kind in columns.kinds.values()], 10)
        problems.warning(
            origin, f"each of these columns is read as a kind of tie: {said}", table="collaborations", row=1
        )
    if columns.nameless:
        before = [header for header in columns.partners if header not in columns.nameless]
        said = counted(len(columns.nameless), "column")
        problems.warning(
            origin,
            f"{said} without a header beside {shown(clean(before[-1])[0])} "
            f"{'holds' if len(columns.nameless) == 1 else 'hold'} organisations: read as partners too",
            table="collaborations",
            row=1,
        )
    # What is known does not grow on the way: who comes first must not decide how a cell is parted.
    known = _known_in(raw, columns, roster)
    everywhere = "\n".join(
        fold(clean(cell)[0]) for header in columns.partners for cell in raw[header].unique()
    )

    def known_elsewhere(text: str) -> bool:
        return fold(text) in everywhere

    for place, row in enumerate(raw.index):
        name = clean(raw[columns.organisation].iloc[place])[0]
        cells = {header: raw[header].iloc[place] for header in columns.partners}
        if not name:
            filled = [header for header, cell in cells.items() if clean(cell)[0]]
            if filled:
                said = "blank: the name of an organisation is needed"
                problems.fault(origin, said, table="collaborations", row=row, column=columns.organisation)
            continue
        if _is_alone(raw, place) and not known_elsewhere(name) and not looks_like_an_organisation(name):
            said = (
                "an organisation without partners, or a heading? Write none beside an organisation, and "
                "remove a heading"
            )
            problems.fault(origin, said, table="collaborations", row=row, value=name)
            continue
        source = roster.add(name, row, origin)
        for header, cell in cells.items():
            found = names_in(cell, known)
            for word in found.others:
                others.setdefault(word, []).append(row)
            if found.doubtful:
                problems.fault(
                    origin,
                    f"where one name ends and the next begins cannot be told: {_quoted(found.doubtful)}; put "
                    "a semicolon between the names, or list each organisation in a row of its own",
                    table="collaborations",
                    row=row,
                    column=header,
                )
                continue
            told: dict[str, object] = {"kind": columns.kinds[header]} if header in columns.kinds else {}
            told |= {
                column: raw[detail].iloc[place] for column, detail in columns.details.get(header, {}).items()
            }
            rows += [
                (row, source, roster.add(other, row, origin), *(told.get(column, "") for column in _OF_TIES))
                for other in found.names
            ]
    for word, where in others.items():
        problems.warning(origin, f"{shown(word)!r} names no organisation: left out", row=row_list(where))
    tables.account.use(raw, columns.columns)
    frame = pd.DataFrame(
        [tie[1:] for tie in rows],
        columns=["source", "target", *_OF_TIES],
        index=[tie[0] for tie in rows],
        dtype=object,
    )
    blank = [column for column in _OF_TIES if not frame[column].map(_says).any()]
    return RawTable(frame.drop(columns=blank), origin, blank_rows=raw.blank_rows)


def _note_no(raw: RawTable, columns: WideList, tables: Arrived) -> None:
    """Refuse a column of yes and no beside single partners: whether a no is a tie, nothing says."""
    if len(columns.partners) > 1 or kind_of(columns.partners[0], raw[columns.partners[0]]).kind == Kind.LISTS:
        return
    others = [header for header in raw.columns if header not in columns.columns]
    asked = may_deny_ties(kinds_of(raw.holding(raw.frame[others])), any_header=True)
    if asked:
        ends = {"source": columns.organisation, "target": columns.partners[0]}
        note_denied(raw, ends, asked, tables.problems)


def _known_in(raw: RawTable, columns: WideList, roster: Roster) -> Callable[[str], bool]:
    """Return what tells names: those of the list, and what fills a cell without a mark in it."""
    texts = {clean(cell)[0] for header in columns.partners for cell in raw[header].unique()}
    whole = {fold(text) for text in texts if is_one_name(text)}
    lists = [raw.rename(columns={columns.organisation: "name"})]
    before = Roster([replace(lists[0], frame=lists[0].frame[["name"]])], acronyms=True)
    given = set(roster.organisations)

    @cache
    def known(text: str) -> bool:
        return fold(text) in whole or before.find(text) is not None or roster.find(text) in given

    return known


def _says(cell: object) -> bool:
    return clean(cell)[0].casefold() not in BLANK_LIKE


def _quoted(names: tuple[str, ...]) -> str:
    return listed([repr(shown(name)) for name in names], 10)
