"""Google Forms: a grid's column is headed by the question and, in brackets, its row."""

from __future__ import annotations

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import exports, with_those_beside
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.rosters import Roster, roster_beside
from sysmap.records.surveys.answers import read_surveys
from sysmap.records.surveys.export import SurveyExport, has_headers, is_called
from sysmap.records.surveys.multiple_choice import has_choices
from sysmap.records.surveys.reader import read_export
from sysmap.records.surveys.words import Own


def _survey(name: str, raw: RawTable, roster: Roster, own: Own | None = None) -> SurveyExport:
    return read_export(name, raw, roster, own=own, rows=0, alone=True, separator=", ")


def _is_google(raw: RawTable) -> bool:
    if (
        not has_headers(raw, "Timestamp")
        or not len(raw.columns)
        or not is_called(raw.columns[0], "Timestamp")
    ):
        return False
    survey = _survey("", raw, Roster())
    return any(question.item for question in survey.questions) or has_choices(survey)


@record_layout(
    "google_forms",
    order=100,
    recognises=lambda tables: bool(exports(tables, _is_google)),
    sectors=False,
    survey=True,
    needs=("Timestamp", "Question [Partner]"),
)
def google_forms(tables: Arrived) -> TableParts:
    """Google Forms: a time stamp, and questions with the partner in brackets."""
    own = exports(tables, _is_google)
    roster = roster_beside(tables, own)
    surveys = [_survey(name, raw, roster, tables.scale) for name, raw in own.items()]
    return with_those_beside(tables, own, read_surveys(surveys, tables))
