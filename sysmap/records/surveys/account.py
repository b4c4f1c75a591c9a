"""What became of every filled cell of a survey export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sysmap.errors import listed
from sysmap.records.problems import Problems, row_list, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.declaring import Arrived
from sysmap.records.surveys.block import Block
from sysmap.records.surveys.counting import AnswerCount, Choice
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.respondents import Respondents
from sysmap.records.values.accounting import OF_THE_TOOL, PERSONAL
from sysmap.records.values.cells import is_blank
from sysmap.text import counted

NO_ANSWERS = "answers of those who do not know, or whom it does not concern"
_OTHER = re.compile(r"\bother\b|\bplease specify\b", re.IGNORECASE)
_COMMENT = re.compile(r"\b(comments?|anything|information|feedback|remarks?|details?)\b", re.IGNORECASE)
_MOST = 5
_MOST_WORDS = 8


def account_for(
    survey: SurveyExport,
    tables: Arrived,
    respondent: Question,
    blocks: Sequence[Block],
    choices: Sequence[Choice],
    found: Respondents,
    answers: AnswerCount,
) -> list[Question]:
    """Say of the cells of an export which were used, which set aside and why, and which were not read.

    Parameters
    ----------
    survey, tables
        The export, and the raw tables as they arrived.
    respondent, blocks, choices
        The questions that were read.
    found, answers
        Who answered, and what.

    Returns
    -------
    list of Question
        The questions of which nothing was read as yet.
    """
    account, raw = tables.account, tables[survey.name]
    read = [respondent.column, *(question.column for block in blocks for question in block.questions)]
    read += [choice.column for choice in choices]
    asked = {question.column: question for question in survey.questions}
    rows = {row for rows in found.set_aside.values() for row in rows} | set(survey.answers.index)
    account.use(raw, read, [person.row for person in found.people])
    account.set_aside(raw, PERSONAL, survey.personal)
    others = [header for header in raw.columns if header not in asked and header not in survey.personal]
    account.set_aside(raw, OF_THE_TOOL, [header for header in others if header.strip()])
    _drop_nameless(raw, [header for header in others if not header.strip()], tables)
    account.use(raw, asked, [row for row in raw.index if row not in rows])
    for reason, those in found.set_aside.items():
        account.set_aside(raw, reason, read, those)
    for row, column in answers.unsure:
        account.withhold(raw, NO_ANSWERS, column, row)
    for row, column, whole in answers.own:
        if whole:
            account.withhold(raw, "answers of organisations about themselves", column, row)
    beside = {question.column for block in blocks for question in block.beside}
    account.set_aside(raw, "written beside the answers of a question", beside)
    left = [question for column, question in asked.items() if column not in read and column not in beside]
    for question in left:
        account.drop(raw, [question.column], question.full_title)
    return left


def _drop_nameless(raw: RawTable, headers: Sequence[str], tables: Arrived) -> None:
    """Say what stands below no header: nothing tells what it answers."""
    tables.account.drop(raw, headers)
    filled = ~raw[list(headers)].map(is_blank).all(axis=1)
    if filled.any():
        tables.problems.warning(
            raw.origin,
            f"{counted(int(filled.sum()), 'row')} with something in a column without a header: not read; "
            "if it is an answer, write above it which question, or which organisation, it is about",
            table="collaborations",
            row=row_list(raw.index[filled]),
        )


def _may_be_a_name(text: str) -> bool:
    """Return whether a text is short enough to be a name, and holds no address or telephone number."""
    return len(text.split()) <= _MOST_WORDS and not re.search(r"@|\d{5}", text.replace(" ", ""))


def note_beside(survey: SurveyExport, block: Block, problems: Problems) -> None:
    """Say what stands in the columns of a question that are about no organisation, such as Other."""
    for question in block.beside:
        # Beside ticks stand names of organisations; beside a scale, free texts, which are not repeated.
        _note_written(survey, question, problems, named=block.ticks)


def note_others(survey: SurveyExport, questions: Iterable[Question], problems: Problems) -> None:
    """Say what was written under "Other, please specify" where that is a question of its own."""
    for question in questions:
        if _OTHER.search(question.full_title) and not _COMMENT.search(question.full_title):
            _note_written(survey, question, problems, named=True)


def _note_written(survey: SurveyExport, question: Question, problems: Problems, *, named: bool) -> None:
    cells = survey.answers[question.column]
    written = cells[cells != ""]
    if written.empty:
        return
    names = [text for text in dict.fromkeys(written) if named and _may_be_a_name(text)]
    said = f"{listed(map(shown, names), _MOST)}: " if names else ""
    problems.warning(
        survey.origin,
        f"{said}{counted(len(written), 'answer')} written where no organisation is named: no tie was "
        "made of it; if it names an organisation, give that a column of its own",
        table="collaborations",
        row=row_list(written.index),
        column=question.full_title,
    )
