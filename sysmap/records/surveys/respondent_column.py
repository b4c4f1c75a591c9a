"""Who answered a survey: the column that says for which organisation each row is."""

from __future__ import annotations

from collections.abc import Callable

from sysmap.errors import choice, listed
from sysmap.records.names.normalising import basic, core
from sysmap.records.problems import Problems, shown
from sysmap.records.shapes.rosters import Roster
from sysmap.records.surveys.block import Block
from sysmap.records.surveys.export import Question, SurveyExport, is_called
from sysmap.records.surveys.multiple_choice import nothing_known, split_choices
from sysmap.records.surveys.words import Own, fits


def organisations_met(
    survey: SurveyExport, roster: Roster, own: Own | None
) -> Callable[[str], bool]:
    """Return a test of whether a text names an organisation of a list, or one of some column's values.

    Columns of answers on a scale name none.
    """
    met: set[str] = set()
    for question in survey.questions:
        words = survey.words_in(question)
        if not fits(words, own):
            met |= {core(cell) for cell in survey.answers[question.column] if cell}
    return lambda text: bool(text) and (core(text) in met or roster.find(text) is not None)


def find_respondent(
    survey: SurveyExport, blocks: list[Block], roster: Roster, named: str, problems: Problems
) -> Question | None:
    """Find the column that names the respondent's organisation; None, with the fault noted, where none does.

    It is the column with the most values that are partners (those of the list, those the blocks
    are about, and the options of other columns); at least half of its values must be.

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
        whole = [cell for cell in cells if not cell.endswith(survey.separator.strip())]
        partners = [cell for cell in whole if roster.find(cell) is not None or basic(cell) in options]
        scores.append((len(partners), len(cells), question))
    best = max(scores, key=lambda score: score[0], default=None)
    if best and 2 * best[0] >= best[1] and best[0]:
        return best[2]
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


def _options(survey: SurveyExport, questions: list[Question]) -> set[str]:
    """Return the options of the multiple-choice questions among some columns, by the step basic."""
    mark = survey.separator.strip()
    return {
        basic(option)
        for question in questions
        if any(mark in cell for cell in survey.answers[question.column])
        for cell in survey.answers[question.column]
        for option in split_choices(cell, survey.separator, nothing_known)
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
