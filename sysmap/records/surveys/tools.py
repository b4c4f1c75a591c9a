"""What survey tools add of their own: columns that are no questions, by tool."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import pandas as pd

from sysmap.records.raw import RawTable
from sysmap.records.values.cells import clean, is_blank
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
# Of tools whose exports have no layout of their own, by tool.
REDCAP = (
    "Record ID", "Survey Identifier", "Survey Timestamp", "Event Name", "Repeat Instrument",
    "Repeat Instance", "Data Access Group", "Complete?", "redcap_survey_identifier", "redcap_event_name",
    "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_data_access_group",
)  # fmt: skip
JISC = ("Unique Response Number", "Respondent ID", "Completed", "Submitted", "Survey version")
LIMESURVEY = (
    "id", "Response ID", "Date submitted", "submitdate", "Last page", "lastpage", "Start language",
    "startlanguage", "Seed", "Token", "Access code", "Date started", "startdate", "Date last action",
    "datestamp",
    "Referrer URL", "refurl", "ipaddr", "Total time",
)  # fmt: skip
KOBO = (
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "audit",
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by",
    "__version__", "_tags", "_index", "_parent_index", "_parent_table_name", "SubmissionDate", "KEY",
    "meta/instanceID", "meta/instanceName", "meta-instanceID", "meta-instanceName", "instanceID",
    "formdef_version", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected",
    "ReviewState", "Edits", "FormVersion",
)  # fmt: skip
TYPEFORM = (
    "#", "Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags",
    "Ending", "Score", "Winning outcome",
)  # fmt: skip
ALCHEMER = (
    "Response ID", "Time Started", "Date Submitted", "Status", "Contact ID", "Legacy Comments", "Language",
    "Referer", "SessionID", "User Agent", "Longitude", "Latitude", "Extended Referer",
)  # fmt: skip
SMARTSURVEY = (
    "UserID", "User ID", "UserNo", "User No", "Unique ID", "Started", "Ended", "Tracking Link", "Tracking ID",
    "Collector", "Collector name", "Channel", "Time Taken", "Response Status", "Completion status",
    "Page Path",
)  # fmt: skip
SNAP = (
    "ID.name",
    "ID.date",
    "ID.start",
    "ID.end",
    "ID.time",
    "ID.completed",
    "Serial",
    "Case ID",
    "Interview Date",
)
OTHERS = (
    "Response Number", "Submission date", "Submission ID", "Submission status", "Completed at", "Started at",
    "Row ID", "Serial number", "Duration", "Device", "Browser", "Operating system", "Platform", "Is complete",
    "% complete", "Last updated", "Date completed",
)  # fmt: skip
EVERY_TOOL = (
    *QUALTRICS, *MICROSOFT_FORMS, *SURVEYMONKEY, *GOOGLE_FORMS, *REDCAP, *JISC, *LIMESURVEY, *KOBO, *TYPEFORM,
    *ALCHEMER, *SMARTSURVEY, *SNAP, *OTHERS,
)  # fmt: skip
# Names that an instrument of REDCap, or a page of a form, gives to columns of the tool.
_OF_AN_INSTRUMENT = re.compile(r"\w+_(timestamp|complete)")
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
    ("submitdate", "lastpage"),
    ("_uuid", "_submission_time"),
    ("Network ID", "Submit Date (UTC)"),
    ("Response ID", "Time Started"),
    ("UserID", "UserNo"),
    ("redcap_survey_identifier",),
)
# Columns that say whether a respondent reached the end, and what they say of one who did not.
_FINISHED = ("Finished", "Complete?", "Complete", "Completed", "Is complete", "Progress", "% complete",
             "Completion status", "Response status", "Submission status", "Response Type")  # fmt: skip
_STATUS = ("Status",)
# Columns that hold a day only where a respondent reached the end.
_SENT = ("submitdate", "Date submitted", "Submit Date (UTC)")
_UNFINISHED = {"false", "no", "n", "0", "incomplete", "not complete", "partial", "partially complete",
               "partially completed", "unfinished", "in progress", "started", "disqualified"}  # fmt: skip
# What the tool says of answers that nobody gave in earnest, as labels; and as Qualtrics' number.
_TRIED = {"survey preview", "survey test", "preview", "test", "test data", "test response", "spam",
          "survey preview spam", "deleted"}  # fmt: skip
_WHOLE = 100.0


@cache
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold_header, names))


def is_of_a_tool(header: str) -> bool:
    """Return whether a column is one that a survey tool adds, and no question."""
    text = clean(header)[0]
    marks = bool(text) and not fold_header(text)
    return (
        marks
        or fold_header(text) in _folded(EVERY_TOOL)
        or bool(_OF_AN_INSTRUMENT.fullmatch(text.casefold()))
    )


def tried_out(answers: RawTable) -> pd.Series:
    """Return which rows are previews and tests of the form, as the tool says."""
    tried = pd.Series(False, index=answers.index)
    for place, header in enumerate(map(str, answers.columns)):
        if fold_header(header) in _folded(_STATUS):
            cells = answers.frame.iloc[:, place]
            tried |= cells.map(lambda cell: fold(clean(cell)[0]) in _TRIED).astype(bool)
    return tried


def is_an_export(headers: Iterable[str]) -> bool:
    """Return whether headers are those of the export of a survey tool: its rows are people who answered."""
    found = {fold_header(header) for header in headers}
    return any(found >= {fold_header(mark) for mark in marks} for marks in MARKS)


def unfinished_rows(answers: RawTable) -> pd.Index:
    """Return the rows of respondents who did not reach the end, where a column of the tool says so."""
    short = pd.Series(False, index=answers.index)
    for place, header in enumerate(map(str, answers.columns)):
        cells = answers.frame.iloc[:, place]
        name = fold_header(header)
        told = clean(header)[0].casefold()
        if name in _folded(_FINISHED) or (_OF_AN_INSTRUMENT.fullmatch(told) and told.endswith("_complete")):
            short |= cells.map(lambda cell: _is_short(fold(clean(cell)[0]))).astype(bool)
        elif name in _folded(_STATUS):
            short |= cells.map(lambda cell: fold(clean(cell)[0]) in _UNFINISHED - {"0"}).astype(bool)
        elif name in _folded(_SENT) and not cells.map(is_blank).all():
            short |= cells.map(is_blank).astype(bool)
    return answers.index[short]


def _is_short(said: str) -> bool:
    percent = said.removesuffix("%").strip()
    number = percent.replace(".", "", 1).isdecimal() and 2 < float(percent) < _WHOLE
    return said in _UNFINISHED or number
