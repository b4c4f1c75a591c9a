"""An adjacency matrix: organisations down the side and, in any order, along the top."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import with_those_beside
from sysmap.records.shapes.declaring import READING, Arrived, TableParts, record_layout
from sysmap.records.shapes.rosters import Roster, roster_beside
from sysmap.records.shapes.totals import COLUMNS, without_column_of_totals
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.records.values.reading_cells import is_number
from sysmap.records.values.scales import find_scale
from sysmap.vocabulary import fold

_FEWEST = 2
_WAVE = re.compile(
    r"((wave|round|time|t|w|year)[\s_\-]*\d+|before|after|baseline|follow[\s_\-]*up([\s_\-]*\d+)?|pre|post|"
    r"interim|midline|endline|(19|20)\d{2}([\s_\-/]+(0?[1-9]|1[0-2]|\d{2}))?)"
)


def _labels(raw: RawTable) -> tuple[list[str], list[str]]:
    """Return the labels down the side and along the top; rows without any label hold nothing."""
    side = [clean(cell)[0] for cell in raw.frame.iloc[:, 0]] if len(raw.columns) else []
    return side, [clean(header)[0] for header in raw.columns[1:]]


def is_square(raw: RawTable) -> bool:
    """Return whether a raw table has the same labels, each once, down the side and along the top."""
    if not _FEWEST <= len(raw) == len(raw.columns) - 1:
        return False
    side, top = _labels(raw)
    folded = [fold(label) for label in side]
    return (
        len(set(folded)) == len(side) and "" not in folded and set(folded) == {fold(label) for label in top}
    )


def _squares(tables: Mapping[str, RawTable]) -> dict[str, RawTable]:
    """Return the raw tables that are squares; a column of totals at the end is none of one."""
    found = {}
    for name, raw in tables.items():
        inner = without_column_of_totals(raw)
        square = next((part for part in (raw, inner) if part is not None and is_square(part)), None)
        if square is not None:
            found[name] = square
    return found


def _title(name: str, raw: RawTable) -> str:
    return clean(raw.origin.sheet or name)[0]


@record_layout(
    "matrix",
    order=140,
    recognises=lambda tables: bool(_squares(tables)),
    sectors=False,
)
def matrix(tables: Arrived) -> TableParts:
    """A square of numbers whose rows and columns are the same organisations."""
    own = _squares(tables)
    if not own:
        return {}
    for name, raw in own.items():
        beyond = [header for header in tables[name].columns if header not in raw.columns]
        tables.account.set_aside(tables[name], COLUMNS, beyond)
    roster = roster_beside(tables, own)
    titles = {name: _title(name, raw) for name, raw in own.items()}
    waves = {name: title for name, title in titles.items() if _WAVE.fullmatch(fold(title))}
    several = len(own) - len(waves) > 1
    ties = []
    diagonal = 0
    for name, raw in own.items():
        said = {"wave": waves.get(name, ""), "kind": titles[name] if several and name not in waves else ""}
        made, itself = _ties(raw, roster, said, tables)
        ties.append(made)
        diagonal += itself
    first = next(iter(own.values()))
    parts = {
        "collaborations": ties,
        "partners": [roster.added(first.origin, tables.problems)],
        READING: {"set_aside": {"on the diagonal": diagonal} if diagonal else {}},
    }
    return with_those_beside(tables, own, parts)


def _ties(
    raw: RawTable,
    roster: Roster,
    said: Mapping[str, str],
    tables: Arrived,
) -> tuple[RawTable, int]:
    """Read one matrix; give its ties and how many numbers stood on the diagonal."""
    origin, problems, account = raw.origin, tables.problems, tables.account
    side, top = _labels(raw)
    ids = dict(zip(map(fold, side), roster.columns(side, 1, origin), strict=True))
    cells = raw.frame.iloc[:, 1:]
    texts = {header: [clean(cell)[0] for cell in cells[header]] for header in cells.columns}
    filled = {text for column in texts.values() for text in column if text.casefold() not in BLANK_LIKE}
    words: dict[str, float | None] = {}
    if filled and not any(map(is_number, filled)):
        every = pd.Series([text for column in texts.values() for text in column], dtype=object)
        every.index = [row for _ in texts for row in raw.index]
        words = find_scale(every, tables.scale, problems.at(origin))
    account.use(raw, raw.columns)
    rows, diagonal = [], 0
    for header, other in zip(cells.columns, top, strict=True):
        for row, label, text in zip(raw.index, side, texts[header], strict=True):
            strength = _strength(text, words)
            if fold(label) == fold(other):
                account.withhold(raw, "on the diagonal", header, row)
                diagonal += strength != 0
            elif strength == 0:
                continue
            elif strength is None or not 0 < strength < float("inf"):
                problems.fault(
                    origin,
                    "a strength is a number above 0; 0 or nothing means no tie",
                    table="collaborations",
                    row=row,
                    column=str(header),
                    value=text,
                )
            else:
                rows.append((row, ids[fold(label)], ids[fold(other)], strength))
    rows.sort(key=lambda tie: tie[0])
    frame = pd.DataFrame(
        [tie[1:] for tie in rows],
        columns=["source", "target", "strength"],
        index=[tie[0] for tie in rows],
        dtype=object,
    ).assign(**said)
    return RawTable(frame, origin, blank_rows=raw.blank_rows), diagonal


def _strength(text: str, words: Mapping[str, float | None]) -> float | None:
    """Return the number in a cell; 0 where there is none, None where it cannot be read."""
    if text.casefold() in BLANK_LIKE:
        return 0.0
    if fold(text) in words:
        return words[fold(text)] or 0.0
    try:
        number = float(text) if is_number(text) else float("nan")
    except ValueError:
        return None
    return None if number != number else number
