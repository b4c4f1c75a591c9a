"""What survey tools add of their own: columns that are no questions, by tool."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sysmap.records.raw import RawTable
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold, fold_header

QUALTRICS = (
    "StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
    "ResponseId", "DistributionChannel", "UserLanguage", "ResponseSet", "Q_RecaptchaScore",
    "Q_RelevantIDDuplicate", "Q_RelevantIDDuplicateScore", "Q_RelevantIDFraudScore",
    "Q_RelevantIDLastStartDate", "Q_Language", "Q_TotalDuration", "Q_BallotBoxStuffing",
)  # fmt: skip
MICROSOFT_FORMS = (
    "Id", "Start time", "Completion time", "Last modified time", "Language", "Total points", "Quiz feedback",
    "Grade posted time",
)  # fmt: skip
SURVEYMONKEY = (
    "Respondent ID", "Collector ID", "Start Date", "End Date", "Date Created", "Date Modified",
)  # fmt: skip
GOOGLE_FORMS = ("Timestamp", "Score", "Username")
# Of tools whose exports have no layout of their own: REDCap, Jisc Online Surveys, LimeSurvey and the like.
OTHERS = (
    "Record ID", "Survey Identifier", "Survey Timestamp", "Event Name", "Repeat Instrument",
    "Repeat Instance", "Data Access Group", "Complete?", "Unique Response Number", "Response ID",
    "Response Number", "Submitted", "Submission date", "Submission ID", "Date submitted", "Date started",
    "Date last action", "Completed", "Completed at", "Started at", "Last page", "Start language", "Seed",
    "Referrer URL", "Row ID", "Serial number", "Duration", "Device", "Browser",
)  # fmt: skip
EVERY_TOOL = (*QUALTRICS, *MICROSOFT_FORMS, *SURVEYMONKEY, *GOOGLE_FORMS, *OTHERS)
# By which an export is told from any other table: those of one tool, all of them.
MARKS = (
    ("Start time", "Completion time"),
    ("Respondent ID", "Collector ID"),
    ("StartDate", "RecordedDate"),
    ("RecordedDate", "ResponseId"),
    ("Survey Identifier", "Survey Timestamp"),
    ("Response ID", "Date submitted"),
    ("Unique Response Number",),
    ("Timestamp", "Email Address"),
    ("Timestamp", "Username"),
)
# Columns that say whether a respondent reached the end, and what they say of one who did not.
_FINISHED = ("Finished", "Complete?", "Complete", "Completed", "Is complete", "Progress", "% complete",
             "Completion status", "Response status", "Submission status")  # fmt: skip
_UNFINISHED = {"false", "no", "n", "0", "incomplete", "not complete", "partial", "partially complete",
               "partially completed", "unfinished", "in progress", "started", "disqualified"}  # fmt: skip
_WHOLE = 100.0


def is_an_export(headers: Iterable[str]) -> bool:
    """Return whether headers are those of the export of a survey tool: its rows are people who answered."""
    found = {fold_header(header) for header in headers}
    return any(found >= {fold_header(mark) for mark in marks} for marks in MARKS)


def unfinished_rows(answers: RawTable) -> pd.Index:
    """Return the rows of respondents who did not reach the end, where a column of the tool says so."""
    names = {fold_header(name) for name in _FINISHED}
    told = [header for header in map(str, answers.columns) if fold_header(header) in names]
    short = pd.Series(False, index=answers.index)
    for header in told:
        short |= answers[header].map(lambda cell: _is_short(fold(clean(cell)[0]))).astype(bool)
    return answers.index[short]


def _is_short(said: str) -> bool:
    percent = said.removesuffix("%").strip()
    number = percent.replace(".", "", 1).isdecimal() and 1 < float(percent) < _WHOLE
    return said in _UNFINISHED or number
