"""Surveys for the tests: lists of partners, a notice, and files as a page saves them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

import sysmap as sm
from sysmap.outputs.survey import survey_of
from sysmap.records.returns.notice import OwnQuestion, SurveyNotice
from sysmap.records.returns.roster_survey import RosterSurvey
from sysmap.records.returns.saved_answers import COLUMNS, checksum

SECTORS = ("NHS provider", "Local authority", "Police and justice", "Voluntary and community", "Housing")
NOTICE = SurveyNotice(
    controller="Riverside Council",
    purpose="To map who works with whom.",
    lawful_basis="Public task",
    retention="Until 2028",
    contact="team@riverside.example",
    deadline="2026-12-18",
    questions=(OwnQuestion("What would help?"), OwnQuestion("How many of you?", ("One", "More"))),
)
TIME = "2026-11-30T09:00:00Z"


def list_of(names: Sequence[str]) -> sm.Records:
    """Return the records of partners alone, with an id and a sector each."""
    return sm.read_records(
        partners=pd.DataFrame(
            {
                "id": [f"P{number:02}" for number in range(1, len(names) + 1)],
                "name": names,
                "sector": [SECTORS[number % len(SECTORS)] for number in range(len(names))],
            }
        ),
        collaborations=pd.DataFrame({"source": [], "target": []}),
    )


def made_of(names: Sequence[str], **options: Any) -> RosterSurvey:
    """Return the survey of a list of names."""
    return survey_of(list_of(names), **{"wave": "2026", "notice": NOTICE, **options})


def rows_of(
    survey: RosterSurvey,
    organisation: str,
    answers: Iterable[tuple[str, str, str]],
    *,
    page: str = "everyone-0123456789",
    time: str = TIME,
) -> list[list[str]]:
    """Return the rows that a page saves for ``(partner, question, answer)``, header and check first."""
    tail = [survey.wave, survey.code, time, page]
    body = [[organisation, partner, question, answer, *tail] for partner, question, answer in answers]
    check = [organisation, "", "check", f"{len(body)} rows, checksum {checksum(body)}", *tail]
    return [list(COLUMNS), check, *body]


def as_csv(rows: Iterable[Sequence[str]], *, separator: str = ",", end: str = "\r\n") -> str:
    """Write rows as a file, without its mark."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue()


def save(folder: Path, name: str, rows: Iterable[Sequence[str]], **how: Any) -> Path:
    """Write rows as the page does."""
    path = folder / name
    path.write_bytes(("\ufeff" + as_csv(rows, **how)).encode("utf-8"))
    return path
