"""Whether a table is the export of a survey: a grid, ticks or choices of organisations, whoever made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from sysmap.records.columns.kinds import looks_like_an_organisation
from sysmap.records.names.normalising import basic
from sysmap.records.raw import RawTable
from sysmap.records.shapes.rosters import Roster
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.header_rows import asks_for_words
from sysmap.records.surveys.multiple_choice import is_choice
from sysmap.records.surveys.respondent_column import asks_who_answers
from sysmap.records.surveys.tick_grids import kinds_in_cells
from sysmap.records.surveys.tools import is_of_a_tool
from sysmap.records.surveys.words import TICKED, UNTICKED, fits
from sysmap.vocabulary import fold

Known = Callable[[str], bool]


def is_a_survey(raw: RawTable, survey: SurveyExport, roster: Roster) -> bool:
    """Return whether a table can be nothing else than a survey: a grid or choices of organisations.

    Who answers must be asked for in words, or be told by values that the questions are about.
    """
    grids: dict[tuple[str, str, str], list[Question]] = defaultdict(list)
    lines = []
    for question in survey.questions:
        if question.item and not question.statement:
            grids[question.number, question.stem, question.kind].append(question)
        else:
            lines.append(question)
    names = _names(survey, lines)
    respondents = [
        question for question in lines if asks_who_answers(question.title or question.item)
    ]

    def listed(text: str) -> bool:
        return roster.find(text) is not None

    def known(text: str) -> bool:
        return listed(text) or basic(text) in names

    for group in grids.values():
        rows = [question for question in group if not asks_for_words(question.item)]
        met = sum(known(question.item) for question in rows)
        alike = sum(known(question.item) or looks_like_an_organisation(question.item) for question in rows)
        if len(rows) < 2 or not (2 * met >= len(rows) or (respondents and 2 * alike >= len(rows))):
            continue
        if _are_answers(group, survey, known) and (respondents or met >= 2):
            return True
    others = [question for question in lines if question not in respondents]
    if respondents and any(is_choice(survey, question, names, listed) for question in others):
        return True
    return bool(respondents) and _statements(raw, survey, lines, respondents, known)


def _names(survey: SurveyExport, questions: list[Question]) -> set[str]:
    """Return what stands in the columns that may say who answers, by the step basic."""
    names = set()
    for question in questions:
        cells = [cell for cell in survey.answers[question.column] if cell]
        if question.column in survey.separators:
            continue
        if cells and not fits({fold(cell) for cell in cells}, survey.own):
            names |= {basic(cell) for cell in cells}
    return names - {""}


def _are_answers(group: list[Question], survey: SurveyExport, known: Known) -> bool:
    """Return whether the columns of a question hold answers: words of a scale, ticks, or kinds of tie."""
    words = {question: set(survey.words_in(question)) for question in group}
    answered = [question for question in group if words[question]]
    marks = TICKED | UNTICKED
    good = [
        question
        for question in answered
        if words[question] <= {fold(question.item)} | marks or fits(words[question], survey.own)
    ]
    if answered and 2 * len(good) >= len(answered):
        return True
    return bool(answered) and (bool(kinds_in_cells(group, survey, known)) or _few_words(answered, survey))


def _few_words(group: list[Question], survey: SurveyExport) -> bool:
    """Return whether answers are a few words that come back: a scale that has to be told."""
    words = [word for question in group for word in survey.words_in(question)]
    return len(words) > 2 and len(set(words)) <= 8 and len(set(words)) < len(words)


def _statements(
    raw: RawTable, survey: SurveyExport, lines: list[Question], respondents: list[Question], known: Known
) -> bool:
    """Return whether columns headed by organisations hold answers, beside columns that only a form has."""
    if not any(is_of_a_tool(header) for header in map(str, raw.columns)):
        return False
    about = [question for question in lines if question not in respondents and question.item]
    met = [question for question in about if known(question.item)]
    return len(met) >= 2 and _are_answers(met, survey, known)
