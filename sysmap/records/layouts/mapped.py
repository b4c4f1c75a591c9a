"""A table whose columns the user named, where nothing else fits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import has_beside, table_beside, with_those_beside
from sysmap.records.shapes.declaring import (
    MAPPED,
    RESPONDENT,
    Arrived,
    TableParts,
    headers_named,
    record_layout,
)
from sysmap.records.shapes.rosters import Roster, partners_named, roster_beside
from sysmap.records.shapes.unrecognised import note_columns_missing
from sysmap.records.shapes.waves_of_sheets import with_waves
from sysmap.records.surveys.answers import read_surveys
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.reader import read_export
from sysmap.records.surveys.tools import is_of_a_tool
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.typed import matched_headers

# The columns of a table that hold organisations.
_ORGANISATIONS = {
    "collaborations": ("source", "target"),
    "memberships": ("organisation",),
    "asked": ("organisation",),
    "money": ("source", "target"),
}


def _survey(name: str, raw: RawTable, respondent: str, tables: Arrived, roster: Roster) -> SurveyExport:
    """Read a table as an export of whatever tool, whose column `respondent` the user named.

    What stands before that column, and is no row of a grid, is put to the respondent and names no
    organisation; unless nothing else could name one.
    """
    survey = read_export(
        name,
        raw,
        roster,
        own=tables.scale,
        problems=tables.problems,
        tool=lambda header: is_of_a_tool(header) and header != respondent,
    )
    questions = survey.questions
    place = next((at for at, question in enumerate(questions) if question.column == respondent), 0)
    if any(question.statement and question.item for question in questions[place + 1 :]):
        before = tuple(
            Question(question.column, question.title, "", True) if question.statement else question
            for question in questions[:place]
        )
        return replace(survey, questions=(*before, *questions[place:]))
    return survey


@record_layout(
    MAPPED,
    order=1010,
    recognises=lambda tables: (
        RESPONDENT in getattr(tables, "columns", {}) or any(raw.table for raw in tables.values())
    ),
    sectors=False,
)
def mapped(tables: Arrived) -> TableParts:
    """A table whose columns were named with columns={...}."""
    own = {name: raw for name, raw in tables.items() if raw.table}
    respondent = {RESPONDENT: tables.columns[RESPONDENT]} if RESPONDENT in tables.columns else {}
    surveys = {
        name: next(iter(found))
        for name, raw in tables.items()
        if respondent and name not in own and (found := headers_named(raw, respondent)) is not None
    }
    if surveys:
        roster = roster_beside(tables, surveys)
        exports = [_survey(name, tables[name], header, tables, roster) for name, header in surveys.items()]
        return with_those_beside(tables, surveys, read_surveys(exports, tables))
    if respondent and not all(table_beside(name, raw) for name, raw in tables.items()):
        note_columns_missing(tables, respondent, tables.problems)
        return {}
    parts: dict[str, Any] = {}
    ends = []
    for raw in own.values():
        parts.setdefault(raw.table, []).append(raw)
        organisations = _ORGANISATIONS.get(raw.table, ())
        matched = matched_headers(raw, TABLES[raw.table])
        ends.append((raw, [header for header, column in matched.items() if column in organisations]))
    parts = {table: with_waves(table, raws) for table, raws in parts.items()}
    if not has_beside("partners", tables):
        parts["partners"] = partners_named(ends, roster_beside(tables, own))
    return with_those_beside(tables, own, parts)
