"""A list of organisations with the partners of each: in columns Partner 1, Partner 2, or in one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.columns.kinds import ColumnKind, Kind, kind_of, looks_like_an_organisation, stem_of
from sysmap.records.columns.seeming import beside_ties
from sysmap.records.problems import row_list, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import (
    has_beside,
    is_by_name,
    partners_beside,
    table_beside,
    with_those_beside,
)
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.names_in_cells import is_one_name, names_in
from sysmap.records.shapes.rosters import Roster
from sysmap.records.shapes.waves_of_sheets import with_waves
from sysmap.records.surveys.tools import is_an_export
from sysmap.records.tables.declared import TABLES
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.vocabulary import fold, fold_header, folded_label, sectors_meant

_ORGANISATION = {"organisation", "agency", "partner", "body", "provider", "member", "charity", "employer"}
_PARTNER = re.compile(
    r"(main |key |named |other )?(partner|collaborator|works? with|working with|link(ed)?( with| to)?|linked|"
    r"tie|connection|contact organisation|partner organisation|partner agency|collaborates? with|"
    r"connected to|organisation worked with)"
)
_LIST = re.compile(
    r"(who )?(they |we |it )?(also |currently |regularly )?"
    r"(works?|working|worked|partners?|partnered|collaborat\w+|links?|linked|connect\w*|connection)"
    r"( (closely|together|jointly))?( (with|to))?( (organisation|agency|partner|which|whom|who))?"
    r"|(main |key |current |primary |first |second |third |other |further )?"
    r"(partner|partner organisation|partner agency|collaborator|link|partnership)"
)
_NUMBERED = re.compile(
    r"(.*?)[\s_\-]*[(#]?(?:no\.?\s*)?(\d{1,3}|(?<=[\s_\-(])[A-H](?![^\W_]))\)?[\s_\-:.]*(.*)"
)
_NAMES = (Kind.LISTS, Kind.NAMES, Kind.TEXTS, Kind.LABELS)
_ONE = re.compile(r"(?:name of )?(.+?)(?: name)?")
_DETAILS = {
    "kind": {"type", "kind", "type of link", "type of tie", "kind of tie", "relationship", "how"},
    "strength": {"strength", "weight", "level", "strength of tie", "strength of link"},
}


_NO = {"n", "no", "false", "0"}
_OF_TIES = ("kind", "strength", "wave")


@dataclass
class WideList:
    """The columns of such a list: who, with whom, and what is said of each tie, by header."""

    organisation: str
    partners: list[str]
    details: dict[str, dict[str, str]] = field(default_factory=dict)


def _wide_list(name: str, raw: RawTable) -> WideList | None:
    """Return what the columns of a raw table are, if it is a list of organisations and their partners."""
    headers = [str(header) for header in raw.columns]
    if raw.form or len(headers) < 2 or not len(raw):
        return None
    if is_an_export(headers) or _is_another(name, raw):
        return None
    found = _in_columns(raw, headers) or _in_one_cell(raw, headers)
    return found if found is not None and _are_organisations(raw, found) else None


def _is_another(name: str, raw: RawTable) -> bool:
    columns = {fold_header(str(header)) for header in raw.columns}
    return (
        {"source", "target"} <= columns
        or {"from", "to"} <= columns
        or (is_by_name(name, raw) and table_beside(name, raw) != "partners")
    )


def _in_columns(raw: RawTable, headers: list[str]) -> WideList | None:
    numbered: dict[str, list[tuple[str, str]]] = {}
    details: dict[tuple[str, str], str] = {}
    for header in headers:
        match = _NUMBERED.fullmatch(clean(header)[0])
        if not match:
            continue
        stem, number, rest = folded_label(match[1]), match[2], fold(match[3])
        column = next((key for key, words in _DETAILS.items() if rest in words), "")
        own = next((key for key, words in _DETAILS.items() if stem in words and not rest), "")
        if _is_partner(stem) and rest in ("", "name", "organisation", "partner"):
            numbered.setdefault(stem, []).append((number, header))
        elif (_is_partner(stem) and column) or own:
            details[number, column or own] = header
    if len(numbered) != 1:
        return None
    partners = [(number, header) for number, header in next(iter(numbered.values()))]
    numbers = [number for number, _ in partners]
    own_columns = [header for _, header in partners] + list(details.values())
    organisation = _organisation([header for header in headers if header not in own_columns])
    if organisation is None or len(set(numbers)) < len(numbers):
        return None
    told = {
        header: {
            column: detail
            for (at, column), detail in details.items()
            if at == number and not (column == "kind" and _names_sectors(raw, detail))
        }
        for number, header in partners
    }
    return WideList(organisation, [header for _, header in partners], told)


def _is_partner(stem: str) -> bool:
    match = _ONE.fullmatch(stem)
    return bool(_PARTNER.fullmatch(match[1] if match else stem))


def _in_one_cell(raw: RawTable, headers: list[str]) -> WideList | None:
    organisation = _organisation(headers)
    if organisation is None:
        return None
    others = [header for header in headers if header != organisation]
    wanted = [
        header for header in others if "?" not in header and _LIST.fullmatch(folded_label(stem_of(header)))
    ]
    kinds = {header: kind_of(header, raw[header]) for header in others if header.strip()}
    if not wanted or any(kinds[header].kind not in (*_NAMES, Kind.NOTHING) for header in wanted):
        return None
    # Others may hold partners too: "Main partner", "Second partner".
    names = {fold(clean(cell)[0]) for cell in raw[organisation]} - {""}
    also = [header for header in kinds if header not in wanted and _holds_partners(kinds[header], names)]
    partners = [header for header in others if header in (*wanted, *also)]
    if kinds[wanted[0]].kind == Kind.LISTS or len(partners) > 1:
        return WideList(organisation, partners)
    # One partner in a row: what stands beside it is said of the tie.
    return WideList(organisation, wanted, {wanted[0]: beside_ties(kinds.values(), wanted)})


def _holds_partners(kind: ColumnKind, names: set[str]) -> bool:
    """Return whether a column holds organisations that are rows of the list, most of them."""
    if kind.kind == Kind.LISTS:
        return True
    shared = sum(fold(value) in names for value in kind.values)
    return kind.kind in _NAMES and shared > 0 and 2 * shared >= len(kind.values)


def _organisation(headers: list[str]) -> str | None:
    """Return the header of the column that names the organisation of each row."""
    matched = {header: TABLES["partners"].column_of(header) for header in headers}
    named = [header for header, column in matched.items() if column == "name"]
    if not named:
        named = [header for header in headers[:3] if set(folded_label(header).split()) & _ORGANISATION]
    return named[0] if named else None


def _are_organisations(raw: RawTable, found: WideList) -> bool:
    """Return whether what names the rows is organisations: the header says it, or some are partners too."""
    if set(folded_label(found.organisation).split()) & _ORGANISATION:
        return True
    names = {fold(clean(cell)[0]) for cell in raw[found.organisation]} - {""}
    return any(
        fold(name) in names
        for header in found.partners
        for cell in raw[header]
        for name in names_in(cell, lambda text: fold(text) in names).names
    )


def _lists(tables: Mapping[str, RawTable]) -> dict[str, WideList]:
    found = {name: _wide_list(name, raw) for name, raw in tables.items()}
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
    own = _lists(tables)
    if not own:
        return {}
    about = {} if has_beside("partners", tables, own) else {n: _about(tables[n], own[n], tables) for n in own}
    roster = Roster([*about.values(), *partners_beside(tables, own)], tables.elsewhere, tables.decided)
    listed_before = set(roster.organisations)
    found = [_ties(tables[name], columns, roster, tables) for name, columns in own.items()]
    ties = with_waves("collaborations", found)
    first = tables[next(iter(own))]
    for name, columns in own.items():
        if name not in about:
            others = [header for header in tables[name].columns if header not in _own_columns(columns)]
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


def _own_columns(columns: WideList) -> set[str]:
    details = {header for told in columns.details.values() for header in told.values()}
    return {columns.organisation, *columns.partners, *details}


def _about(raw: RawTable, columns: WideList, tables: Arrived) -> RawTable:
    """Return the organisations of the rows as a raw table of partners, each once if its rows say the same."""
    others = [header for header in raw.columns if header not in _own_columns(columns)]
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


def _names_sectors(raw: RawTable, header: str) -> bool:
    """Return whether a type is the sector of the partner beside it, and no kind of tie."""
    texts = {clean(cell)[0] for cell in raw[header]} - {""}
    return bool(texts) and 2 * sum(bool(sectors_meant(text)) for text in texts) >= len(texts)


def _is_alone(raw: RawTable, place: int) -> bool:
    return sum(bool(clean(cell)[0]) for cell in raw.frame.iloc[place]) == 1


def _is_of_sectors(raw: RawTable, header: str) -> bool:
    return kind_of(header, raw[header]).kind == Kind.SECTORS


def _ties(raw: RawTable, columns: WideList, roster: Roster, tables: Arrived) -> RawTable:
    origin, problems = raw.origin, tables.problems
    rows: list[tuple[Any, ...]] = []
    others: dict[str, list[Any]] = {}

    _note_no(raw, columns, tables)
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
            told = {
                column: raw[detail].iloc[place] for column, detail in columns.details.get(header, {}).items()
            }
            rows += [
                (row, source, roster.add(other, row, origin), *(told.get(column, "") for column in _OF_TIES))
                for other in found.names
            ]
    for word, where in others.items():
        problems.warning(origin, f"{shown(word)!r} names no organisation: left out", row=row_list(where))
    tables.account.use(raw, _own_columns(columns))
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
    for header in raw.columns:
        kind = kind_of(str(header), raw[header])
        answers = {fold(value) for value in kind.values}
        if header not in _own_columns(columns) and kind.kind == Kind.YES_NO and answers & _NO:
            tables.problems.fault(
                raw.origin,
                "says yes or no of each row: if no means that there is no tie, leave these rows out; if not, "
                "remove the column",
                table="collaborations",
                row=1,
                column=str(header),
            )


def _known_in(raw: RawTable, columns: WideList, roster: Roster) -> Callable[[str], bool]:
    """Return what tells names: those of the list, and what fills a cell without a mark in it."""
    texts = {clean(cell)[0] for header in columns.partners for cell in raw[header].unique()}
    whole = {fold(text) for text in texts if is_one_name(text)}
    lists = [raw.rename(columns={columns.organisation: "name"})]
    before = Roster([replace(lists[0], frame=lists[0].frame[["name"]])])
    given = set(roster.organisations)

    @cache
    def known(text: str) -> bool:
        return fold(text) in whole or before.find(text) is not None or roster.find(text) in given

    return known


def _says(cell: object) -> bool:
    return clean(cell)[0].casefold() not in BLANK_LIKE


def _quoted(names: tuple[str, ...]) -> str:
    return listed([repr(shown(name)) for name in names], 10)
