"""Multiple-choice questions about organisations: what was chosen, and what was chosen that names none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sysmap.errors import choice, listed
from sysmap.records.columns.kinds import looks_like_an_organisation
from sysmap.records.names.normalising import basic
from sysmap.records.problems import Problems, row_list, shown
from sysmap.records.shapes.rosters import Roster
from sysmap.records.surveys.block import Block
from sysmap.records.surveys.counting import Choice
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.words import ANOTHER, NO_ANSWER, NOBODY, is_no_answer
from sysmap.text import counted
from sysmap.vocabulary import fold, sectors_meant

_MOST, _MOST_WORDS = 10, 8


def organisations_asked(
    names: Sequence[str], roster: Roster, survey: SurveyExport, problems: Problems
) -> list[str]:
    """Return the ids of the organisations that the columns of a block, or options, are about."""
    before = set(roster.organisations)
    found = roster.columns(names, 1, survey.origin)
    new = [shown(roster.name(organisation)) for organisation in found if organisation not in before]
    if new and roster.has_list:
        problems.warning(
            survey.origin,
            f"{listed(new, 20)}: asked about, but not on the list of partners: added",
            table="partners",
            row=1,
        )
    return found


def read_choices(
    survey: SurveyExport, blocks: Sequence[Block], respondent: Question, roster: Roster, problems: Problems
) -> list[Choice]:
    """Read the multiple-choice questions about organisations."""
    taken = {question.column for block in blocks for question in (*block.questions, *block.beside)}
    taken.add(respondent.column)
    others = {basic(cell) for cell in survey.answers[respondent.column] if cell}

    def known(text: str) -> bool:
        return basic(text) in others or roster.find(text) is not None

    choices = []
    for question in survey.questions:
        if question.column in taken or not is_choice(survey, question, others, known):
            continue
        cells = survey.answers[question.column]
        named = {
            row: split_choices(cell, survey.separator_of(question), known) for row, cell in cells.items()
        }
        aside = _written_in(survey, question, named, known, problems)
        names = sorted(
            {
                name
                for chosen in named.values()
                for name in chosen
                if fold(name) not in NOBODY and name not in aside and not is_no_answer(fold(name), survey.own)
            }
        )
        ids = dict(zip(names, organisations_asked(names, roster, survey, problems), strict=True))
        # Whoever says nothing but "don't know" has left the question open.
        chosen = {
            row: list(dict.fromkeys(ids[name] for name in words if name in ids))
            if any(not is_no_answer(fold(word), survey.own) and fold(word) not in NO_ANSWER for word in words)
            else None
            for row, words in named.items()
        }
        another = [row for row, words in named.items() if any(fold(word) in ANOTHER for word in words)]
        if another:
            problems.warning(
                survey.origin,
                "Other was chosen, which names no organisation: no tie is made of it",
                table="collaborations",
                row=row_list(another),
                column=question.title,
                value="Other",
            )
        choices.append(Choice(question.title, tuple(dict.fromkeys(ids.values())), chosen, question.column))
    return choices


def _written_in(
    survey: SurveyExport,
    question: Question,
    named: Mapping[Any, Sequence[str]],
    known: Callable[[str], bool],
    problems: Problems,
) -> set[str]:
    """Say what one respondent alone chose and nothing else names; return what of it is no name.

    It may be an option that few chose, or what somebody wrote under Other.
    """
    times = Counter(name for chosen in named.values() for name in dict.fromkeys(chosen))
    once = [
        name
        for name, number in times.items()
        if number == 1
        and fold(name) not in NOBODY
        and not (known(name) or looks_like_an_organisation(name) or is_no_answer(fold(name), survey.own))
    ]
    aside = [name for name in once if not _may_be_a_name(name)]
    kept = [name for name in once if name not in aside]

    def rows(names: Sequence[str]) -> str:
        return row_list(row for row, chosen in named.items() if set(chosen) & set(names))

    if kept:
        problems.warning(
            survey.origin,
            f"{listed(map(shown, kept), _MOST)}: chosen by one respondent only and on no list, as what is "
            "written under Other: read as organisations; if one is none, say so: "
            f"{choice('scale', {kept[0]: None})}",
            table="collaborations",
            row=rows(kept),
            column=question.title,
        )
    if aside:
        said = counted(len(aside), "answer")
        problems.warning(
            survey.origin,
            f"{said} written under Other {'is' if len(aside) == 1 else 'are'} no name of an organisation: no "
            "tie is made of it",
            table="collaborations",
            row=rows(aside),
            column=question.title,
        )
    return set(aside)


def _may_be_a_name(text: str) -> bool:
    """Return whether a text is short, and begins as names do."""
    return len(text.split()) <= _MOST_WORDS and not text[:1].islower() and text[-1:] not in ".!?"


def split_choices(text: str, separator: str, known: Callable[[str], bool]) -> list[str]:
    """Split the answer to a multiple-choice question; a known name may hold the separator itself."""
    pieces = [piece.strip() for piece in text.split(separator.strip()) if piece.strip()]
    found: list[str] = []
    while pieces:
        most = next(
            (end for end in range(len(pieces), 1, -1) if known(f"{separator.strip()} ".join(pieces[:end]))), 1
        )
        found.append(f"{separator.strip()} ".join(pieces[:most]))
        pieces = pieces[most:]
    return found


def is_choice(
    survey: SurveyExport, question: Question, others: set[str], known: Callable[[str], bool]
) -> bool:
    """Return whether a column is a multiple-choice question whose options are organisations met elsewhere.

    Parameters
    ----------
    survey, question
        The column.
    others
        The values of the other columns, by the step basic.
    known
        Tells whether a text names an organisation of a list.
    """
    cells = [cell for cell in survey.answers[question.column] if cell]
    mark = survey.separator_of(question).strip()
    marked = [cell for cell in cells if mark in cell]
    if not marked:
        return False
    options = {
        option for cell in cells for option in split_choices(cell, survey.separator_of(question), known)
    }
    met = sum(basic(option) in others or known(option) for option in options)
    # A final separator is the mark of the tool; commas stand in free texts as well.
    by_tool = all(cell.endswith(mark) for cell in cells)
    if met >= (1 if by_tool else 2) or (len(options) > 1 and 2 * met >= len(options)):
        return True
    # Of a list of organisations few may have answered; a list of sectors is none.
    named = {option for option in options if fold(option) not in NOBODY}
    alike = sum(looks_like_an_organisation(option) and not sectors_meant(option) for option in named)
    return met >= 1 and question.column in survey.separators and 2 * alike >= len(named)


def nothing_known(_text: str) -> bool:
    """Know no organisation."""
    return False


def has_choices(survey: SurveyExport) -> bool:
    """Return whether a survey has a multiple-choice question about organisations that respondents name."""
    values = {
        question: {basic(cell) for cell in survey.answers[question.column] if cell}
        for question in survey.questions
    }
    return any(
        is_choice(
            survey,
            question,
            {value for other, met in values.items() if other != question for value in met},
            nothing_known,
        )
        for question in survey.questions
    )
