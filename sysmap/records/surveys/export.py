"""A survey export as its layout understands it: which columns are questions, and which rows are answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sysmap.records.personal.headers import header_says
from sysmap.records.personal.keeping import left_out_of_survey
from sysmap.records.problems import Origin
from sysmap.records.raw import RawTable
from sysmap.records.surveys.days import days_answered
from sysmap.records.surveys.tools import unfinished_rows
from sysmap.records.surveys.words import is_no_answer
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.vocabulary import fold, fold_header

LINE_END = "\n"


@dataclass(frozen=True)
class Question:
    """A column of answers: the question put, and the item of it that the column is about, if it has one.

    A `statement` stands alone in its header: nothing says which question it belongs to. A
    `number` tells questions apart that are put in the same words; `kind` is the kind of tie that a column
    is about, where each column has one.
    """

    column: str
    stem: str
    item: str = ""
    statement: bool = False
    number: str = ""
    kind: str = ""

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
    separators
        What does so in single columns, where it is something else.
    own
        What words of strength stand for, as the user said.
    is_listed
        Tells whether a text names an organisation of a list of partners.
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
    separators: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, float | None] | None = None
    is_listed: Callable[[str], bool] = lambda _text: False

    def separator_of(self, question: Question) -> str:
        """Return what stands between the answers in one column."""
        return self.separators.get(question.column, self.separator)

    def words_in(self, question: Question) -> Counter[str]:
        """Count the answers in a column, folded; what is blank, or says nothing of the question, is none."""
        words = Counter(fold(cell) for cell in self.answers[question.column] if cell)
        return Counter({word: times for word, times in words.items() if not is_no_answer(word, self.own)})


def survey_of(
    raw: RawTable,
    questions: Iterable[Question],
    *,
    name: str = "",
    separator: str = ";",
    set_aside: Mapping[str, Sequence[Any]] | None = None,
    separators: Mapping[str, str] | None = None,
    own: Mapping[str, float | None] | None = None,
    is_listed: Callable[[str], bool] = lambda _text: False,
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
    lines = {column for column, mark in (separators or {}).items() if mark == LINE_END}
    texts = {
        question.column: [_text(cell, lines=question.column in lines) for cell in raw[question.column]]
        for question in asked
    }
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
        {column: ";" if column in lines else mark for column, mark in (separators or {}).items()},
        own,
        is_listed,
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


def _text(cell: object, *, lines: bool = False) -> str:
    """Write a cell as text; of answers in lines of their own, each ends in a semicolon."""
    if lines and isinstance(cell, str):
        cell = ";".join(cell.splitlines())
    text, _ = clean(cell)
    return "" if text.casefold() in BLANK_LIKE else text
