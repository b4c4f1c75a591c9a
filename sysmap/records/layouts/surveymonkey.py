"""SurveyMonkey: two header rows; a question stands over the first of its columns, its rows below."""

from __future__ import annotations

from sysmap.errors import listed
from sysmap.records.problems import Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import exports, with_those_beside
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.surveys.answers import read_surveys
from sysmap.records.surveys.blocks import asks_for_words
from sysmap.records.surveys.export import (
    Question,
    SurveyExport,
    has_headers,
    is_called,
    rows_below,
    survey_of,
)
from sysmap.records.surveys.tools import SURVEYMONKEY
from sysmap.records.values.cells import clean

_SINGLE = ("Response", "Open-Ended Response")


def _is_surveymonkey(raw: RawTable) -> bool:
    return has_headers(raw, "Respondent ID", "Collector ID") and len(raw) > 0


def _questions(raw: RawTable, problems: Problems) -> list[Question]:
    questions = []
    stem, heads = "", False
    astray: list[str] = []
    for header, cell in zip(map(str, raw.columns), raw.frame.iloc[0], strict=True):
        item, _ = clean(cell)
        single = is_called(item, *_SINGLE)
        if header.strip():
            if is_called(header, *SURVEYMONKEY):
                stem, heads = "", False
                continue
            stem, heads = clean(header)[0], not single and bool(item)
        elif not item:
            continue
        elif not heads and not asks_for_words(item):
            astray.append(item)
            continue
        questions.append(Question(header, stem, "" if single else item))
    if astray:
        problems.fault(
            raw.origin,
            f"under no question: {listed(map(shown, astray), 20)}; in this export a question stands over the "
            "first of its columns only: have columns been moved? Export the answers again, and leave the "
            "columns where they are",
            row=1,
        )
    return questions


def _survey(name: str, raw: RawTable, problems: Problems) -> SurveyExport:
    return survey_of(rows_below(raw, 1), _questions(raw, problems), name=name, separator=",")


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
    surveys = [_survey(name, raw, tables.problems) for name, raw in own.items()]
    return with_those_beside(tables, own, read_surveys(surveys, tables))
