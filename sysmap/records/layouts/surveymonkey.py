"""SurveyMonkey: two header rows; a question stands over the first of its columns, its rows below."""

from __future__ import annotations

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import exports, with_those_beside
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.rosters import roster_beside
from sysmap.records.surveys.answers import read_surveys
from sysmap.records.surveys.export import has_headers
from sysmap.records.surveys.reader import read_export


def _is_surveymonkey(raw: RawTable) -> bool:
    return has_headers(raw, "Respondent ID", "Collector ID") and len(raw) > 0


@record_layout(
    "surveymonkey",
    order=90,
    recognises=lambda tables: bool(exports(tables, _is_surveymonkey)),
    sectors=False,
    survey=True,
    header_rows=2,
    needs=("Respondent ID", "Collector ID"),
)
def surveymonkey(tables: Arrived) -> TableParts:
    """SurveyMonkey: two header rows, the questions and their rows."""
    own = exports(tables, _is_surveymonkey)
    roster = roster_beside(tables, own)
    surveys = [
        read_export(
            name, raw, roster, own=tables.scale, problems=tables.problems, rows=1, alone=True, separator=","
        )
        for name, raw in own.items()
    ]
    return with_those_beside(tables, own, read_surveys(surveys, tables))
