"""An export of any survey tool: who answers, and questions about organisations, told by their shape alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from sysmap.records.columns.kinds import looks_like_an_organisation
from sysmap.records.names.normalising import basic
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import is_by_name, table_of, with_those_beside
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.rosters import Roster, roster_beside
from sysmap.records.surveys.answers import read_surveys
from sysmap.records.surveys.blocks import is_code
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.header_rows import asks_for_words
from sysmap.records.surveys.multiple_choice import is_choice
from sysmap.records.surveys.reader import read_export
from sysmap.records.surveys.respondent_column import asks_who_answers
from sysmap.records.surveys.tick_grids import kinds_in_cells
from sysmap.records.surveys.tools import is_an_export, is_of_a_tool
from sysmap.records.surveys.words import TICKED, UNTICKED, fits
from sysmap.records.tables.declared import TABLES
from sysmap.vocabulary import fold

Known = Callable[[str], bool]

_MOST_ROWS = 5_000
# What a table of a record set is that has these headers too: an organisation and its sector.
_MAY_SEEM = (None, "partners", "asked")


def _exports(tables: Mapping[str, RawTable]) -> dict[str, RawTable]:
    # A survey has fewer respondents than other tables have rows, and these are not looked at.
    likely = {
        name: raw
        for name, raw in tables.items()
        if not raw.form
        and len(raw.columns) >= 2
        and 1 <= len(raw) <= _MOST_ROWS
        and not is_by_name(name, raw)
        and _may_be_more(name, raw)
    }
    found = {}
    for name, raw in likely.items():
        roster = roster_beside(tables, [name])
        survey = read_export(name, raw, roster, own=getattr(tables, "scale", None), of_organisations=True)
        if _is_a_survey(raw, survey, roster):
            found[name] = raw
    return found


def _is_a_survey(raw: RawTable, survey: SurveyExport, roster: Roster) -> bool:
    """Return whether a table can be nothing else than a survey: a grid or choices of organisations.

    Who answers must be asked for in words, or be told by values that the questions are about.
    """
    if is_an_export(map(str, raw.columns)) and any(
        question.item and not question.statement and is_code(question.item) for question in survey.questions
    ):
        return True
    grids: dict[tuple[str, str, str], list[Question]] = defaultdict(list)
    lines = []
    for question in survey.questions:
        if question.item and not question.statement:
            grids[question.number, question.stem, question.kind].append(question)
        else:
            lines.append(question)
    names = _names(survey, lines)
    respondents = [question for question in lines if asks_who_answers(question.title or question.item)]

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
        if words[question] <= {fold(question.item), fold(question.kind)} | marks
        or fits(words[question], survey.own)
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


def _may_be_more(name: str, raw: RawTable) -> bool:
    """Return whether a table is none of a record set, or has more columns than that table knows."""
    table = table_of(name, raw)
    headers = [str(header) for header in raw.columns]
    return table in _MAY_SEEM and (
        table is None or len(TABLES[table].columns_of(headers)) < sum(map(bool, map(str.strip, headers)))
    )


@record_layout(
    "survey",
    order=145,
    # Whoever names the column of the respondents has said that it is a survey.
    recognises=lambda tables: not getattr(tables, "columns", {}) and bool(_exports(tables)),
    sectors=False,
    survey=True,
    needs=("Which organisation do you work for?", "Question - Partner"),
)
def survey(tables: Arrived) -> TableParts:
    """The answers of any survey: who answers, and questions about organisations."""
    own = _exports(tables)
    roster = roster_beside(tables, own)
    surveys = [
        read_export(name, raw, roster, own=tables.scale, problems=tables.problems, of_organisations=True)
        for name, raw in own.items()
    ]
    return with_those_beside(tables, own, read_surveys(surveys, tables))
