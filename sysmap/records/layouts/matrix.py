"""An adjacency matrix: organisations down the side and, in any order, along the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from sysmap.errors import listed
from sysmap.records.problems import shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import has_beside, partners_beside, with_those_beside
from sysmap.records.shapes.declaring import READING, Arrived, TableParts, record_layout
from sysmap.records.shapes.matrices.matrix_cells import words_of
from sysmap.records.shapes.matrices.squares import Square, is_square, square_in
from sysmap.records.shapes.rosters import Roster
from sysmap.records.shapes.totals import COLUMNS
from sysmap.records.shapes.waves_of_sheets import is_a_wave
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

_BESIDE_IT = "beside a matrix"


def _squares(tables: Mapping[str, RawTable]) -> dict[str, Square]:
    """Return the matrices that raw tables hold, by the name of the table."""
    found = {name: square_in(raw) for name, raw in tables.items() if not raw.form and is_square(raw)}
    return {name: square for name, square in found.items() if square is not None}


def _title(name: str, raw: RawTable) -> str:
    """Return what a matrix is called: of several in one sheet each by the row above it."""
    return clean(raw.title if raw.origin.part else raw.origin.sheet or name)[0]


@record_layout(
    "matrix",
    order=140,
    recognises=lambda tables: any(not raw.form and is_square(raw) for raw in tables.values()),
    sectors=False,
)
def matrix(tables: Arrived) -> TableParts:
    """A square of numbers whose rows and columns are the same organisations."""
    own = _squares(tables)
    if not own:
        return {}
    for square in own.values():
        here = tables.problems.at(square.raw.origin)
        if square.fault:
            here.fault(square.fault)
        for remark in square.said:
            here.warning(remark)
    about = {} if has_beside("partners", tables, own) else {n: _about(each) for n, each in own.items()}
    lists = [raw for raw in about.values() if raw is not None]
    roster = Roster([*lists, *partners_beside(tables, own)], tables.elsewhere, tables.decided)
    titles = {name: _title(name, square.raw) for name, square in own.items()}
    waves = {name: title for name, title in titles.items() if is_a_wave(title)}
    several = len(own) - len(waves) > 1
    _note_same_titles(own, titles, tables)
    ties = []
    diagonal = 0
    for name, square in own.items():
        said = {"wave": waves.get(name, ""), "kind": titles[name] if several and name not in waves else ""}
        made, itself = _ties(square, roster, said, tables)
        ties.append(made)
        diagonal += itself
        _account(square, about.get(name) is not None, tables)
    first = next(iter(own.values()))
    roster.note_respelt(first.raw.origin, tables.problems)
    parts = {
        "collaborations": ties,
        "partners": [*lists, roster.added(first.raw.origin, tables.problems if not lists else None)],
        READING: {"set_aside": {"on the diagonal": diagonal} if diagonal else {}},
    }
    return with_those_beside(tables, own, parts)


def _note_same_titles(own: Mapping[str, Square], titles: Mapping[str, str], tables: Arrived) -> None:
    """Note matrices in one sheet that nothing tells apart: a wave or a kind each they must be."""
    times = Counter(fold(titles[name]) for name, square in own.items() if square.raw.origin.part)
    for name, square in own.items():
        if times[fold(titles[name])] > 1:
            tables.problems.fault(
                square.raw.origin,
                "several matrices in one sheet, and nothing that tells them apart: write above each what it "
                "is, a wave or a kind of tie, or give each a sheet of its own",
                row=1,
            )


def _about(square: Square) -> RawTable | None:
    """Return what columns beside a matrix say of its organisations, as a raw table of partners."""
    if square.label is None or "sector" not in square.about.values():
        return None
    frame = square.raw.frame.loc[list(square.side), [square.label, *square.about]].copy()
    frame[square.label] = pd.Series(square.side, dtype=object)
    meant = {header: what for header, what in square.about.items() if header != what}
    return replace(square.raw.holding(frame), meant={square.label: "name", **meant}, blank_rows=0)


def _account(square: Square, about: bool, tables: Arrived) -> None:
    """Say what became of the cells around a matrix."""
    raw, (headers, rows) = square.raw, square.beyond
    if headers:
        tables.account.set_aside(raw, COLUMNS, headers)
    if rows:
        filled = [row for row in rows if any(clean(cell)[0] for cell in raw.frame.loc[row])]
        if filled:
            names = [shown(clean(raw.frame.at[row, square.label or raw.columns[0]])[0]) for row in filled]
            tables.problems.warning(
                raw.origin,
                f"{listed(map(repr, names), 10)}: no organisation of the matrix: set aside",
                row=", ".join(map(str, filled)),
            )
        tables.account.set_aside(raw, _BESIDE_IT, rows=rows)
    if headers:
        said = listed([repr(shown(clean(header)[0])) for header in headers], 10)
        tables.problems.warning(raw.origin, f"columns beside the matrix, not read: {said}")
    if square.about and not about:
        tables.account.drop(raw, square.about)


def _ties(square: Square, roster: Roster, said: Mapping[str, str], tables: Arrived) -> tuple[RawTable, int]:
    """Read one matrix; give its ties and how many cells on the diagonal held something."""
    raw = square.raw
    origin, problems, account = raw.origin, tables.problems, tables.account
    names: dict[str, str] = {}
    for name in (*square.side.values(), *square.top.values()):
        names.setdefault(fold(name), name)
    ids = dict(zip(names, roster.columns(list(names.values()), 1, origin), strict=True))
    cells = {(row, head): clean(raw.frame.at[row, head])[0] for head in square.top for row in square.side}
    off = {
        (row, head): text
        for (row, head), text in cells.items()
        if fold(square.side[row]) != fold(square.top[head])
    }
    words = words_of(off, tables.scale, problems.at(origin))
    account.use(raw, [square.label] if square.label is not None else [], list(square.side))
    account.use(raw, list(square.top), list(square.side))
    rows, diagonal = [], 0
    for header, other in square.top.items():
        for row, label in square.side.items():
            text = cells[row, header]
            if (row, header) not in off:
                account.withhold(raw, "on the diagonal", header, row)
                diagonal += words.strength(text) != 0
                continue
            strength = words.strength(text)
            if strength is None or not 0 <= strength < float("inf"):
                problems.fault(
                    origin,
                    "a strength is a number above 0; 0 or nothing means no tie",
                    table="collaborations",
                    row=row,
                    column=str(header),
                    value=text,
                )
            elif strength:
                ends = (ids[fold(label)], ids[fold(other)])
                rows += [(row, *ends, strength, kind) for kind in words.kinds_in(text)]
    rows.sort(key=lambda tie: tie[0])
    frame = pd.DataFrame(
        [tie[1:] for tie in rows],
        columns=["source", "target", "strength", "kind"],
        index=[tie[0] for tie in rows],
        dtype=object,
    ).drop(columns=words.absent)
    frame = frame.assign(**{column: said[column] for column in said if column not in frame})
    return RawTable(frame, origin, blank_rows=raw.blank_rows), diagonal
