"""A table whose columns the user named, where nothing else fits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sysmap.records.raw import RawTable
from sysmap.records.reading_options import table_named
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
from sysmap.records.surveys.answers import read_surveys
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.reader import read_export
from sysmap.records.surveys.tools import is_of_a_tool

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
    recognises=lambda tables: bool(getattr(tables, "columns", {})),
    sectors=False,
)
def mapped(tables: Arrived) -> TableParts:
    """A table whose columns were named with columns={...}."""
    columns = tables.columns
    own = {name: found for name, raw in tables.items() if (found := headers_named(raw, columns)) is not None}
    lists = [name for name, raw in tables.items() if table_beside(name, raw)]
    if not own and len(lists) < len(tables):
        note_columns_missing(tables, columns, tables.problems)
        return {}
    if set(columns) == {RESPONDENT}:
        roster = roster_beside(tables, own)
        surveys = [
            _survey(name, tables[name], next(iter(found)), tables, roster) for name, found in own.items()
        ]
        return with_those_beside(tables, own, read_surveys(surveys, tables))
    table = table_named(columns)
    parts: dict[str, Any] = {table: []}
    listed = table == "partners" or has_beside("partners", tables, own)
    ends = []
    for name, found in own.items():
        raw = replace(tables[name], meant=found)
        parts[table].append(raw)
        ends.append(
            (raw, [header for header, column in found.items() if column in _ORGANISATIONS.get(table, ())])
        )
    if not listed:
        parts["partners"] = partners_named(ends, roster_beside(tables, own))
    return with_those_beside(tables, own, parts)
