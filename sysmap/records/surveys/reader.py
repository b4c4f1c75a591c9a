"""An export of any survey tool as questions and answers: the shape decides, and not the name of the tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from sysmap.records.columns.kinds import ColumnKind, Kind, kind_of, looks_like_an_organisation
from sysmap.records.names.normalising import core
from sysmap.records.problems import Problems
from sysmap.records.raw import RawTable
from sysmap.records.shapes.rosters import Roster
from sysmap.records.surveys.export import Question, SurveyExport, rows_below, survey_of
from sysmap.records.surveys.header_rows import (
    Headings,
    asks_for_words,
    headings_of,
    labelled,
    note_astray,
)
from sysmap.records.surveys.headers import questions_of, statements
from sysmap.records.surveys.tools import is_of_a_tool, tried_out
from sysmap.records.surveys.words import NOBODY, TICKED, UNTICKED, Own, fits, is_no_answer
from sysmap.records.tables.declared import NAME_LIMIT
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.vocabulary import fold

Known = Callable[[str], bool]
_MARKS = (";", "\n", "|", ",")
PREVIEWS = "survey previews"


def read_export(
    name: str,
    raw: RawTable,
    roster: Roster,
    *,
    own: Own | None = None,
    problems: Problems | None = None,
    rows: int | None = None,
    codes: bool = False,
    grids: bool = True,
    alone: bool = False,
    of_organisations: bool = False,
    separator: str = "",
    tool: Callable[[str], bool] = is_of_a_tool,
) -> SurveyExport:
    """Read a raw table as an export.

    Parameters
    ----------
    name, raw
        The table.
    roster
        The organisations known: a header whose rows they are is split so.
    own
        The user's own words of strength.
    problems
        Where columns that stand under no question are noted; None notes nothing.
    rows
        How many rows below the first are headers; None finds out.
    codes
        Whether the first row holds codes, and the second what they mean.
    grids
        Whether a header may hold a question and the row of it.
    alone
        Whether headers that hold no more than a question are never rows of one.
    of_organisations
        Whether headers that hold no more than a name are rows only where the names are organisations.
    separator
        What the tool puts between several answers; blank finds out.
    tool
        Tells the columns that the tool adds.
    """
    headings = labelled(raw) if codes else headings_of(raw, rows=rows)
    if problems is not None:
        note_astray(headings, raw, problems)
    answers = rows_below(raw, rows if rows is not None else headings.rows)
    tried = tried_out(answers)
    kept = answers.holding(answers.frame[~tried]) if tried.any() else answers
    asked = [
        header
        for header in map(str, raw.columns)
        if headings.texts.get(header) and not tool(header) and not tool(headings.texts[header])
    ]
    known = names_met(kept, roster, own, {header: headings.texts[header] for header in asked})
    questions = _questions(asked, headings, known) if grids else statements(asked, headings.texts)
    if alone:
        questions = [
            Question(question.column, headings.texts[question.column]) if question.statement else question
            for question in questions
        ]
    if of_organisations:
        questions = _about_organisations(questions, known)
    marks = _separators(kept, questions, lambda text: roster.find(text) is not None, separator)
    return survey_of(
        kept,
        _without_summaries(questions),
        name=name,
        separator=separator or ";",
        set_aside={PREVIEWS: list(answers.index[tried])} if tried.any() else None,
        separators=marks,
        own=own,
        is_listed=lambda text: roster.has_list and roster.find(text) is not None,
    )


def names_met(raw: RawTable, roster: Roster, own: Own | None, headers: Mapping[str, str]) -> Known:
    """Return a test of whether a text names an organisation of a list, or one that stands in the answers.

    Columns of answers on a scale name none, and what is ticked is named by its header already.
    """
    met: set[str] = set()
    for header, said in headers.items():
        cells = {clean(cell)[0] for cell in raw[header].unique()} - BLANK_LIKE
        words = {fold(cell) for cell in cells}
        if not words or fits(words, own) or words <= TICKED | UNTICKED:
            continue
        if all(word in fold(said) for word in words):
            continue
        for cell in raw[header].unique():
            for piece in _pieces(cell):
                text = clean(piece)[0]
                if (
                    text
                    and len(text) <= NAME_LIMIT
                    and not is_no_answer(fold(text))
                    and fold(text) not in NOBODY
                ):
                    met.add(core(text))
    met.discard("")
    return lambda text: bool(text) and (core(text) in met or roster.find(text) is not None)


def _pieces(cell: object) -> list[str]:
    """Return what a cell may name: all of it, and what stands between the marks of a list."""
    if not isinstance(cell, str):
        return [clean(cell)[0]]
    found = [cell]
    for mark in _MARKS[:-1]:
        if mark in cell:
            found += cell.split(mark)
    return found


def _questions(asked: list[str], headings: Headings, known: Known) -> list[Question]:
    above = [header for header in asked if header in headings.stems]
    if not above:
        return questions_of(asked, known, headings.texts, headings.numbers)
    alone = [header for header in asked if header not in headings.stems]
    found = {question.column: question for question in questions_of(alone, known, headings.texts)}
    # The question above and its row below are told apart; a row may say the kind of tie as well.
    whole = {header: f"{headings.stems[header]} [{headings.texts[header]}]" for header in above}
    below = {question.column: question for question in questions_of(above, known, whole)}
    plain = {
        header: Question(header, found[header].stem or headings.texts[header])
        if found[header].statement
        else found[header]
        for header in alone
    }
    return [plain.get(header) or below[header] for header in asked]


def _about_organisations(questions: list[Question], known: Known) -> list[Question]:
    """Keep of the statements those that are organisations, and what stands among them."""
    places = [
        place
        for place, question in enumerate(questions)
        if question.statement and question.item
        and (known(question.item) or looks_like_an_organisation(question.item))
    ]  # fmt: skip
    inside = range(places[0], places[-1] + 1) if places else range(0)
    return [
        Question(question.column, question.title) if question.statement and place not in inside else question
        for place, question in enumerate(questions)
    ]


def _without_summaries(questions: list[Question]) -> list[Question]:
    """Leave out a column that says in one cell what the columns of its own question say one by one."""
    rows = Counter(
        fold(question.stem)
        for question in questions
        if question.item and question.stem and not asks_for_words(question.item)
    )
    stems = {stem for stem, times in rows.items() if times > 1}
    return [
        question
        for question in questions
        if (question.item and not question.statement) or fold(question.item or question.stem) not in stems
    ]


def _separators(raw: RawTable, questions: list[Question], known: Known, usual: str) -> dict[str, str]:
    """Say of the columns whose cells hold several answers what stands between them."""
    found = {}
    for question in questions:
        if question.item and not question.statement:
            continue
        cells = [cell for cell in raw[question.column] if isinstance(cell, str)]
        if usual and any(usual.strip() in cell for cell in cells):
            continue
        kind: ColumnKind = kind_of(question.column, cells, known)
        if kind.kind == Kind.LISTS:
            found[question.column] = kind.separator
    return found
