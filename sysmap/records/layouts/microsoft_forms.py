"""Microsoft Forms: a block of statements leaves only the statement as header."""

from __future__ import annotations

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import exports, with_those_beside
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.rosters import roster_beside
from sysmap.records.surveys.answers import read_surveys
from sysmap.records.surveys.export import has_headers, is_called
from sysmap.records.surveys.reader import read_export
from sysmap.records.surveys.tools import MICROSOFT_FORMS
from sysmap.records.values.cells import clean


def _is_microsoft(raw: RawTable) -> bool:
    return has_headers(raw, "Id", "Start time", "Completion time")


def _is_of_the_tool(header: str) -> bool:
    text = clean(header)[0].casefold()
    return is_called(header, *MICROSOFT_FORMS) or text.startswith(("points - ", "feedback - "))


@record_layout(
    "microsoft_forms",
    order=110,
    recognises=lambda tables: bool(exports(tables, _is_microsoft)),
    sectors=False,
    survey=True,
    needs=("Id", "Start time", "Completion time"),
)
def microsoft_forms(tables: Arrived) -> TableParts:
    """Microsoft Forms: start and completion time, then a column for each statement."""
    own = exports(tables, _is_microsoft)
    roster = roster_beside(tables, own)
    surveys = [
        read_export(name, raw, roster, own=tables.scale, rows=0, grids=False, tool=_is_of_the_tool)
        for name, raw in own.items()
    ]
    return with_those_beside(tables, own, read_surveys(surveys, tables))
