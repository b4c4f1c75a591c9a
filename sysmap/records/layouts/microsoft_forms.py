"""Microsoft Forms: a block of statements leaves only the statement as header."""

from __future__ import annotations

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import exports, with_those_beside
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.surveys.answers import read_surveys
from sysmap.records.surveys.export import SurveyExport, has_headers, survey_of, without
from sysmap.records.surveys.statements import statements
from sysmap.records.surveys.tools import MICROSOFT_FORMS
from sysmap.records.values.cells import clean


def _is_microsoft(raw: RawTable) -> bool:
    return has_headers(raw, "Id", "Start time", "Completion time")


def _survey(name: str, raw: RawTable) -> SurveyExport:
    headers = [
        header
        for header in without(raw, MICROSOFT_FORMS)
        if not clean(header)[0].casefold().startswith(("points - ", "feedback - "))
    ]
    return survey_of(raw, statements(headers), name=name)


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
    surveys = [_survey(name, raw) for name, raw in own.items()]
    return with_those_beside(tables, own, read_surveys(surveys, tables))
