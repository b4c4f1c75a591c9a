"""A matrix of members: organisations down the side, forums along the top."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from sysmap.records.columns.kinds import looks_like_an_organisation
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import table_of, with_those_beside
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.matrices.squares import is_square
from sysmap.records.shapes.rosters import Roster, roster_beside
from sysmap.records.shapes.waves_of_sheets import with_waves
from sysmap.records.tables.declared import TABLES, table_called
from sysmap.records.values.cells import clean, is_blank
from sysmap.records.values.dates import date_bounds, read_dates
from sysmap.vocabulary import fold, fold_header

_MARKS = {"x", "y", "yes", "1", "✓", "✔", "true", "member", "☑", "✅", "×"}
_NO = {"", "0", "n", "no", "false", "-", "n/a", "nan"}
_ROLES = {
    "commissioner",
    "provider",
    "chair",
    "vice-chair",
    "vice chair",
    "host",
    "lead",
    "member",
    "observer",
}
_WORD = re.compile(r"[^\W\d_][\w\s\-/&()'’.]{0,39}")
_TIME = re.compile(
    r"\b(since|from|until|start(ed)?|end(ed)?|date|year|when|joined|established)\b", re.IGNORECASE
)
_FIRST_ROWS = 20
# What the headers of a matrix may be taken for: "Organisation" is a name of a column of partners.
_MAY_SEEM = (None, "partners", "memberships")
# Columns that speak of organisations themselves: their table is one of partners.
_OF_PARTNERS = {"id", "sector", "place", "parent", "identifiers", "opened", "closed", "note"}


def _kind(cell: object) -> str:
    """Say what a cell holds: nothing, a mark, a date, a known role, another word, or anything else."""
    text = fold(clean(cell)[0])
    if text in _NO or is_blank(cell):
        return ""
    if text in _MARKS:
        return "mark"
    if text in _ROLES:
        return "role"
    if not text.isdigit() and read_dates([cell], [1])[0].form.startswith("written"):
        return "date"
    if re.fullmatch(r"(19|20)\d\d", text) and date_bounds(text):
        return "date"
    return "word" if _WORD.fullmatch(text) else "other"


def _kinds(cells: pd.DataFrame) -> Counter[str]:
    """Count what the cells hold; a cell that is written alike is looked at once."""
    found: Counter[str] = Counter()
    for header in cells.columns[1:]:
        for cell, count in Counter(cells[header]).items():
            found[_kind(cell)] += count
    return found


def _fits(kinds: Counter[str]) -> bool:
    sure = kinds["mark"] + kinds["date"] + kinds["role"]
    return not kinds["other"] and sure > 0 and sure >= kinds["word"]


def _is_matrix(name: str, raw: RawTable) -> bool:
    if len(raw.columns) < 2 or not len(raw) or is_square(raw):
        return False
    if table_called(name) not in (None, "memberships") or table_of(name, raw) not in _MAY_SEEM:
        return False
    if {"organisation", "forum"} <= {fold_header(str(header)) for header in raw.columns}:
        return False  # a list, a member in each row
    if looks_like_an_organisation(clean(raw.columns[0])[0]):
        return False  # a first row of values, and no header
    forums = [str(header) for header in raw.columns[1:]]
    if len(forums) == 1 and _TIME.search(forums[0]):
        return False  # since when, and nothing of a forum
    own = set(TABLES["partners"].columns_of(forums).values()) & _OF_PARTNERS
    own |= {forum for forum in forums if re.match(r"responded\b|responded_", forum, re.IGNORECASE)}
    # The first rows tell most tables of texts apart before all of them are looked at.
    if own or not all(forum.strip() for forum in forums) or _kinds(raw.frame.head(_FIRST_ROWS))["other"]:
        return False
    side = [clean(cell)[0] for cell in raw.frame.iloc[:, 0]]
    return (
        all(side)
        and len(set(side)) == len(side)
        and not any(_kind(text) in ("mark", "date") for text in side)
        and _fits(_kinds(raw.frame))
    )


@record_layout(
    "membership_matrix",
    order=150,
    recognises=lambda tables: any(_is_matrix(*item) for item in tables.items()),
    sectors=False,
)
def membership_matrix(tables: Arrived) -> TableParts:
    """Organisations in rows, forums in columns, and a mark, a date or a role where one is a member."""
    own = {name: raw for name, raw in tables.items() if _is_matrix(name, raw)}
    if not own:
        return {}
    roster = roster_beside(tables, own)
    members = with_waves("memberships", [_members(raw, roster) for raw in own.values()])
    for raw in own.values():
        tables.account.use(raw)
    roster.note_respelt(members[0].origin, tables.problems)
    parts = {"memberships": members, "partners": [roster.added(members[0].origin, tables.problems)]}
    return with_those_beside(tables, own, parts)


def _members(raw: RawTable, roster: Roster) -> RawTable:
    origin = raw.origin
    rows = []
    for place, row in enumerate(raw.index):
        organisation = roster.add(clean(raw.frame.iloc[place, 0])[0], row, origin)
        for header in raw.columns[1:]:
            cell = raw[header].iloc[place]
            kind = _kind(cell)
            if kind:
                role = clean(cell)[0].lower() if kind in ("role", "word") else "member"
                since = cell if kind == "date" else ""
                rows.append((row, organisation, clean(header)[0], role, since))
    frame = pd.DataFrame(
        [member[1:] for member in rows],
        columns=["organisation", "forum", "role", "start"],
        index=[member[0] for member in rows],
        dtype=object,
    )
    return RawTable(frame, origin, blank_rows=raw.blank_rows)
