"""SurveyMonkey: two header rows; a question stands over the first of its columns, its rows below."""

from __future__ import annotations

import pandas as pd

from sysmap.records.beside import exports, with_those_beside
from sysmap.records.cells import clean
from sysmap.records.layouts.declaring import Arrived, TableParts, record_layout
from sysmap.records.survey_answers import read_surveys
from sysmap.records.survey_tools import SURVEYMONKEY
from sysmap.records.surveys import Question, Survey, has_headers, is_called, rows_below, survey_of

_SINGLE = ("Response", "Open-Ended Response")


def _is_surveymonkey(raw: pd.DataFrame) -> bool:
    return has_headers(raw, "Respondent ID", "Collector ID") and len(raw) > 0


def _questions(raw: pd.DataFrame) -> list[Question]:
    questions = []
    stem, metadata = "", True
    for header, cell in zip(map(str, raw.columns), raw.iloc[0], strict=True):
        item, _ = clean(cell)
        if header.strip():
            stem, metadata = clean(header)[0], is_called(header, *SURVEYMONKEY)
        if metadata or not (header.strip() or item):
            continue
        questions.append(Question(header, stem, "" if is_called(item, *_SINGLE) else item))
    return questions


def _survey(name: str, raw: pd.DataFrame) -> Survey:
    return survey_of(rows_below(raw, 1), _questions(raw), name=name, separator=",")


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
    surveys = [_survey(name, raw) for name, raw in own.items()]
    return with_those_beside(tables, own, read_surveys(surveys, tables))
