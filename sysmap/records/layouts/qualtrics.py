"""Qualtrics: three header rows; the second holds the questions, the third identifiers of the tool."""

from __future__ import annotations

from sysmap.records.problems import Problems
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import exports, with_those_beside
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.rosters import roster_beside
from sysmap.records.surveys.answers import read_surveys
from sysmap.records.surveys.export import is_called
from sysmap.records.surveys.reader import read_export
from sysmap.records.surveys.tools import QUALTRICS
from sysmap.records.values.cells import clean

_HEADER_ROWS = 2
_FIRST_ROWS = 5_000


def _row_of_marks(raw: RawTable) -> int | None:
    """Return the place of the row that holds the identifiers of the tool; None where there is none."""
    first = raw.frame.iloc[:_FIRST_ROWS, 0] if len(raw.columns) else []
    for place, cell in enumerate(first):
        if _is_mark(clean(cell)[0]) and all(_is_mark(clean(one)[0]) for one in raw.frame.iloc[place]):
            return place
    return None


def _is_mark(text: str) -> bool:
    return not text or text.replace(" ", "").startswith('{"ImportId"')


def _is_qualtrics(raw: RawTable) -> bool:
    if len(raw) < _HEADER_ROWS:
        return False
    marks = [clean(cell)[0] for cell in raw.frame.iloc[1]]
    return (any(marks) and all(map(_is_mark, marks))) or _is_sorted(raw)


def _is_sorted(raw: RawTable) -> bool:
    """Tell an export whose rows were moved: the identifiers of the tool stand among the answers."""
    place = _row_of_marks(raw)
    if place is None or not any(clean(cell)[0] for cell in raw.frame.iloc[place]):
        return False
    names = (clean(cell)[0] for cell in raw.frame.iloc[1:_FIRST_ROWS, 0])
    return place != 1 or any(is_called(name, *QUALTRICS) for name in names if name)


def _note_sorted(raw: RawTable, problems: Problems) -> None:
    if _is_sorted(raw):
        problems.fault(
            raw.origin,
            "the third row of the header stands further up or down: the rows have been sorted, the header "
            "with them; export the answers again",
            row=raw.index[_row_of_marks(raw) or 0],
        )


@record_layout(
    "qualtrics",
    order=80,
    recognises=lambda tables: bool(exports(tables, _is_qualtrics)),
    sectors=False,
    survey=True,
    header_rows=3,
    needs=("StartDate", "EndDate", "Status", "ResponseId"),
)
def qualtrics(tables: Arrived) -> TableParts:
    """Qualtrics: three header rows, the third of import ids."""
    own = exports(tables, _is_qualtrics)
    roster = roster_beside(tables, own)
    for raw in own.values():
        _note_sorted(raw, tables.problems)
    surveys = [
        read_export(
            name, raw, roster, own=tables.scale, rows=_HEADER_ROWS, codes=True, alone=True, separator=","
        )
        for name, raw in own.items()
    ]
    return with_those_beside(tables, own, read_surveys(surveys, tables))
