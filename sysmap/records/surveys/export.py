"""A survey export as its layout understands it: which columns are questions, and which rows are answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sysmap.records.personal.headers import header_says
from sysmap.records.personal.keeping import left_out_of_survey
from sysmap.records.problems import Origin
from sysmap.records.raw import RawTable
from sysmap.records.surveys.days import days_answered
from sysmap.records.surveys.tools import unfinished_rows
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.vocabulary import fold_header


@dataclass(frozen=True)
class Question:
    """A column of answers: the question put, and the item of it that the column is about, if it has one.

    A `statement` stands alone in its header: nothing says which question it belongs to. A
    `number` tells questions apart that are put in the same words.
    """

    column: str
    stem: str
    item: str = ""
    statement: bool = False
    number: str = ""

    @property
    def title(self) -> str:
        """What a person calls the column."""
        return self.stem or self.item or self.column

    @property
    def full_title(self) -> str:
        """What tells the column from the others of its question."""
        return f"{self.stem}: {self.item}" if self.stem and self.item else self.title


@dataclass(frozen=True)
class SurveyExport:
    """One export: its answers, one row per respondent, and its questions.

    Attributes
    ----------
    answers
        The rows that are answers, cells cleaned to texts; the index holds row numbers.
    questions
        The columns that are questions, in order.
    origin
        Where it stands.
    separator
        What stands between the answers to a multiple-choice question.
    dropped
        The titles of columns with personal data.
    personal
        The columns themselves.
    blank_rows
        How many rows of the file hold nothing.
    set_aside
        The numbers of the rows that are no answers, by reason.
    unfinished
        The numbers of the rows of those who did not reach the end.
    name
        What the raw table is called.
    days
        The first and last day on which answers came in; None where the export does not say.
    """

    answers: pd.DataFrame
    questions: tuple[Question, ...]
    origin: Origin
    separator: str = ";"
    dropped: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    blank_rows: int = 0
    set_aside: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    unfinished: frozenset[Any] = frozenset()
    name: str = ""
    days: tuple[str, str] | None = None


def survey_of(
    raw: RawTable,
    questions: Iterable[Question],
    *,
    name: str = "",
    separator: str = ";",
    set_aside: Mapping[str, Sequence[Any]] | None = None,
) -> SurveyExport:
    """Make a survey of a raw table whose rows are answers and the questions among its columns.

    Columns with personal data are no questions, unless the user named them; blank-like cells are blank.
    """
    listed = list(questions)
    named = {fold_header(str(header)) for header in raw.named}
    items = {question.column: question.item for question in listed}
    personal = [
        header
        for place, header in enumerate(map(str, raw.columns))
        if fold_header(header) not in named
        and left_out_of_survey(header, items.get(header, ""), raw.frame.iloc[:, place])
    ]
    asked = tuple(question for question in listed if question.column not in personal)
    texts = {question.column: [_text(cell) for cell in raw[question.column]] for question in asked}
    return SurveyExport(
        pd.DataFrame(texts, index=raw.index, columns=[question.column for question in asked], dtype=object),
        asked,
        raw.origin,
        separator,
        tuple(dict.fromkeys(_called(header, items.get(header, "")) for header in personal)),
        tuple(personal),
        raw.blank_rows,
        set_aside or {},
        frozenset(unfinished_rows(raw)),
        name,
        days_answered(raw),
    )


def _called(header: str, item: str) -> str:
    """Return what a person calls a column: the detail of a question, where that is what is personal."""
    return clean(item if item and header_says(item, survey=True) else header)[0]


def is_called(header: object, *names: str) -> bool:
    """Return whether a header is one of some names, whatever its case, spaces and marks."""
    return fold_header(str(header)) in {fold_header(name) for name in names}


def has_headers(raw: RawTable, *names: str) -> bool:
    """Return whether a raw table has a column by each of some names."""
    folded = {fold_header(str(header)) for header in raw.columns}
    return folded >= {fold_header(name) for name in names}


def rows_below(raw: RawTable, count: int) -> RawTable:
    """Return a raw table without its first rows, which belong to the header."""
    return raw.holding(raw.frame.iloc[count:])


def without(raw: RawTable, metadata: Sequence[str]) -> list[str]:
    """Return the headers of a raw table that are no metadata of the survey tool, in order."""
    return [header for header in map(str, raw.columns) if header.strip() and not is_called(header, *metadata)]


def _text(cell: object) -> str:
    text, _ = clean(cell)
    return "" if text.casefold() in BLANK_LIKE else text
