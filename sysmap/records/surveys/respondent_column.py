"""Who answered a survey: the column that says for which organisation each row is."""

from __future__ import annotations

import re
from collections.abc import Callable

from sysmap.errors import choice, listed
from sysmap.records.columns.kinds import Kind, kind_of
from sysmap.records.names.normalising import basic, core
from sysmap.records.problems import Problems, shown
from sysmap.records.shapes.rosters import Roster
from sysmap.records.surveys.block import Block
from sysmap.records.surveys.export import Question, SurveyExport, is_called
from sysmap.records.surveys.multiple_choice import nothing_known, split_choices
from sysmap.records.surveys.words import Own, fits
from sysmap.vocabulary import fold

# How a form asks for whom somebody answers.
_WHO = re.compile(
    r"\b(your|you|respondent|respondents|i)\b.*\b(organi[sz]ations?|agency|employer|company|service|team)\b"
    r"|\b(organi[sz]ation|agency|employer|company) do you (work|represent|belong|answer|come)\b"
    r"|\b(organi[sz]ation|agency|employer|company) (are you|you are|responding|answering|completing)\b"
    r"|\b(organi[sz]ation|agency)( name)?$|\bname of( your)? organi[sz]ation\b",
    re.IGNORECASE,
)
_FOR_WHOM = re.compile(
    r"\b(work|working|works|responding|answering|behalf|represent\w*) (for|of|at)\b", re.IGNORECASE
)
_ABOUT_OTHERS = re.compile(
    r"\b(with|which of|these|following|partners?|others?|collaborat\w*|refer\w*|sector|type|kind)\b",
    re.IGNORECASE,
)
_MOST_WORDS, _LONGEST = 14, 300


def asks_who_answers(title: str) -> bool:
    """Return whether a question asks for which organisation somebody answers."""
    title = title[:_LONGEST]
    other = _ABOUT_OTHERS.search(title)
    return bool((_FOR_WHOM.search(title) or _WHO.search(title)) and not other)


def organisations_met(survey: SurveyExport, roster: Roster, own: Own | None) -> Callable[[str], bool]:
    """Return a test of whether a text names an organisation of a list, or one of some column's values.

    Columns of answers on a scale name none.
    """
    met: set[str] = set()
    for question in survey.questions:
        words = survey.words_in(question)
        own_name = all(word in fold(f"{question.column} {question.full_title}") for word in words)
        if not own_name and not fits(words, own):
            met |= {core(cell) for cell in survey.answers[question.column] if cell}
    return lambda text: bool(text) and (core(text) in met or roster.find(text) is not None)


def find_respondent(
    survey: SurveyExport, blocks: list[Block], roster: Roster, named: str, problems: Problems
) -> Question | None:
    """Find the column that names the respondent's organisation; None, with the fault noted, where none does.

    At least half of its values are partners (those of the list, those the blocks are about, and the
    options of other columns). Of several such columns it is the one that asks for it in so many words; where
    none does, or another asks that names others, nothing is guessed.

    Parameters
    ----------
    named
        The column that the user named; empty where none was.
    """
    taken = {question.column for block in blocks for question in block.questions}
    candidates = [
        question
        for question in survey.questions
        if question.column not in taken and any(survey.answers[question.column])
    ]
    if named:
        return _named(survey, candidates, named, problems)
    scores = []
    for question in candidates:
        cells = [cell for cell in survey.answers[question.column] if cell]
        options = _options(survey, [other for other in candidates if other != question])
        # What ends in the separator is an answer to a multiple-choice question.
        whole = [cell for cell in cells if not cell.endswith(survey.separator_of(question).strip())]
        partners = [cell for cell in whole if roster.find(cell) is not None or basic(cell) in options]
        scores.append((len(partners), len(cells), question))
    likely = [score for score in scores if score[0] and 2 * score[0] >= score[1]]
    asked = [
        score
        for score in scores
        if asks_who_answers(score[2].title) and (score in likely or _may_be_names(survey, score[2]))
    ]
    if len(asked) == 1 and (not likely or asked[0] in likely):
        return asked[0][2]
    if likely and not asked and len(likely) == 1:
        return likely[0][2]
    if likely and _say_the_same(survey, [question for *_, question in likely]):
        return likely[0][2]
    shares = [f"{shown(question.title)!r} ({hits} of {filled} values)" for hits, filled, question in scores]
    what = (
        f"values that are partners, by column: {listed(shares)}"
        if shares
        else "no column is left that could say it"
    )
    problems.fault(
        survey.origin,
        f"which organisation each row answers for cannot be told: {what}; say which column it is: "
        f"{choice('columns', {'respondent': '...'})}",
    )
    return None


def _say_the_same(survey: SurveyExport, questions: list[Question]) -> bool:
    """Return whether columns name the same organisation in every row, so that either may say who answers."""
    columns = [[core(cell) for cell in survey.answers[question.column]] for question in questions]
    return all(column == columns[0] for column in columns)


def _may_be_names(survey: SurveyExport, question: Question) -> bool:
    """Return whether a column may hold one organisation in each cell, and nothing else."""
    cells = [cell for cell in survey.answers[question.column] if cell]
    return kind_of(question.title, cells).kind in (Kind.NAMES, Kind.LABELS, Kind.TEXTS) and all(
        len(cell.split()) <= _MOST_WORDS for cell in cells
    )


def _options(survey: SurveyExport, questions: list[Question]) -> set[str]:
    """Return the options of the multiple-choice questions among some columns, by the step basic."""
    return {
        basic(option)
        for question in questions
        if any(survey.separator_of(question).strip() in cell for cell in survey.answers[question.column])
        for cell in survey.answers[question.column]
        for option in split_choices(cell, survey.separator_of(question), nothing_known)
    }


def _named(
    survey: SurveyExport, candidates: list[Question], named: str, problems: Problems
) -> Question | None:
    for question in candidates:
        if is_called(question.column, named) or is_called(question.title, named):
            return question
    problems.fault(
        survey.origin,
        f"no column {shown(named)!r} that could say which organisation answers; there are: "
        f"{listed(shown(question.title) for question in candidates)}",
    )
    return None
