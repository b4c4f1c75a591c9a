"""Survey answers to ties: who answered, about whom, and what was left blank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.problems import Problems, row_list, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import has_beside, partners_beside
from sysmap.records.shapes.declaring import Arrived
from sysmap.records.shapes.rosters import Roster, roster_beside
from sysmap.records.surveys.account import account_for, note_beside, note_others
from sysmap.records.surveys.blocks import find_blocks, is_code
from sysmap.records.surveys.counting import (
    AnswerCount,
    add_block,
    add_choice,
    add_ratings,
    rows_answered,
    scale_in_use,
    with_ratings,
)
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.multiple_choice import organisations_asked, read_choices
from sysmap.records.surveys.respondent_column import find_respondent, organisations_met
from sysmap.records.surveys.respondents import find_people
from sysmap.records.surveys.sectors_said import sectors_said, with_sectors
from sysmap.records.tables.declared import RATINGS
from sysmap.records.tables.typed import responded_wave
from sysmap.records.values.reading_cells import words_of_ones_own
from sysmap.text import counted

_TIE = ("source", "target", "kind", "strength", "reported_by")


def read_surveys(surveys: Sequence[SurveyExport], tables: Arrived) -> dict[str, Any]:
    """Read the survey exports of one wave as tables of a record set.

    Parameters
    ----------
    surveys
        The exports.
    tables
        All raw tables of the wave: a list of partners among them gives ids and sectors.

    Returns
    -------
    dict
        ``partners`` (those no list holds), ``collaborations``, ``asked`` (where no table says who
        was asked), ``blanks`` and ``reading``.
    """
    if not surveys:
        return {}
    own = [survey.name for survey in surveys]
    lists = partners_beside(tables, own)
    roster = roster_beside(tables, own)
    parts: dict[str, Any] = {"collaborations": [], "blanks": [], "reading": [], "sectors": {}}
    respondents: Counter[str] = Counter()
    for survey in surveys:
        _read(survey, roster, tables, respondents, parts)
    roster.note_respelt(surveys[0].origin, tables.problems)
    parts["partners"] = with_sectors(roster.added(surveys[0].origin), parts.pop("sectors"))
    answered_elsewhere = has_beside("asked", tables, own) or any(
        responded_wave(str(header)) for frame in lists for header in frame.columns
    )
    if not answered_elsewhere:
        parts["asked"] = [_asked(surveys[0], roster, respondents, tables.problems)]
    return parts


def _read(
    survey: SurveyExport, roster: Roster, tables: Arrived, respondents: Counter[str], parts: dict[str, Any]
) -> None:
    """Read one export into the parts, and count its respondents by organisation."""
    problems = tables.problems
    if problems.take(survey.origin):
        return
    if survey.answers.empty:
        problems.fault(survey.origin, "a header, but no answers: one row for each respondent is needed")
        return
    known = organisations_met(survey, roster, tables.scale)
    before = len(problems.faults)
    blocks = find_blocks(survey, known, tables.scale, problems)
    if len(problems.faults) > before and all(
        is_code(question.item) for block in blocks for question in block.questions
    ):
        return
    about = [
        organisations_asked([question.item for question in block.questions], roster, survey, problems)
        for block in blocks
    ]
    respondent = find_respondent(survey, blocks, roster, tables.columns.get("respondent", ""), problems)
    if respondent is None:
        return
    choices = read_choices(survey, blocks, respondent, roster, problems)
    if not blocks and not choices:
        _refuse_without_questions(survey, respondent, problems)
        return
    found = find_people(
        survey,
        respondent,
        roster,
        rows_answered(survey, blocks, choices),
        sum(respondents.values()),
        problems,
        listed=bool(blocks) or roster.has_list,
    )
    people = found.people
    respondents.update(person.organisation for person in people)
    asked = [(block, those) for block, those in zip(blocks, about, strict=True) if not block.rating]
    questions = list(
        dict.fromkeys([*(block.stem for block, _ in asked), *(choice.title for choice in choices)])
    )
    stems = [block.title for block, _ in asked] + [choice.title for choice in choices]
    kinds = _kinds(stems, several=any(block.kind for block, _ in asked))
    answers, first = AnswerCount(raters={person.row: person for person in people}), AnswerCount()
    for (block, organisations), kind in zip(asked, kinds, strict=False):
        here = add_block(survey, block, organisations, kind, people, answers)
        first = first if first.labels else here
        note_beside(survey, block, problems)
        if block.said:
            problems.warning(survey.origin, block.said, table="collaborations", column=block.stem)
    for choice, kind in zip(choices, kinds[len(asked) :], strict=True):
        add_choice(choice, kind, people, answers)
    for block, organisations in zip(blocks, about, strict=True):
        if block.rating:
            add_ratings(survey, block, organisations, people, answers)
    _note_answers(survey, answers, problems)
    columns = account_for(survey, tables, respondent, blocks, choices, found, answers)
    note_others(survey, columns, problems)
    parts["sectors"] |= sectors_said(survey, people, columns, tables)
    parts["collaborations"].append(_ties(survey, answers, problems))
    parts["blanks"].append(_frame(answers.blanks, ["source", "target", "kind"], survey))
    aside = {reason: len(rows) for reason, rows in found.set_aside.items()} | {
        "blank rows": survey.blank_rows
    }
    parts["reading"].append(
        {
            "respondents": len(people),
            "answers": answers.counted,
            "scale": scale_in_use(blocks, first),
            "dropped": list(survey.dropped),
            "set_aside": {reason: count for reason, count in aside.items() if count},
            "question": questions[0] if len(questions) == 1 else "",
            "days": survey.days,
        }
    )


def _note_answers(survey: SurveyExport, answers: AnswerCount, problems: Problems) -> None:
    """Say of answers about oneself, and of those that say nothing, what was made of them."""
    if answers.own:
        problems.warning(
            survey.origin,
            "answers of organisations about themselves: set aside",
            table="collaborations",
            row=row_list(sorted({row for row, *_ in answers.own})),
        )
    if answers.unsure:
        words = Counter(answers.unsure.values())
        said = listed(f"{shown(word)} ({times})" for word, times in sorted(words.items()))
        problems.warning(
            survey.origin,
            f"{said}: no answer, like a blank, and no 0; if one stands for something, say so: "
            f"{words_of_ones_own()}",
            table="collaborations",
            row=row_list(sorted({row for row, _ in answers.unsure})),
        )


def _ties(survey: SurveyExport, answers: AnswerCount, problems: Problems) -> RawTable:
    """Make the table of ties, with the ratings beside them."""
    if answers.ratings and not answers.ties:
        _rated_alone(survey, answers, problems)
    beside, lonely = with_ratings(answers)
    if lonely:
        problems.warning(
            survey.origin,
            f"{counted(lonely, 'rating')} of an organisation with which no tie was reported: set aside",
            table="collaborations",
        )
    made = _frame(answers.ties, list(_TIE), survey)
    given = {column for ratings in beside for column in ratings}
    columns = {
        column: pd.Series([ratings.get(column) for ratings in beside], index=made.index, dtype=object)
        for column in RATINGS
        if column in given
    }
    return made.holding(made.frame.assign(**columns)) if columns else made


def _rated_alone(survey: SurveyExport, answers: AnswerCount, problems: Problems) -> None:
    """Take whoever is rated as somebody worked with, where no question asks for that."""
    people = answers.raters
    for row, organisation in answers.ratings:
        answers.ties.append((row, people[row].organisation, organisation, "", None, people[row].label))
    problems.warning(
        survey.origin,
        "ratings of trust or value, and no question that says who works with whom: whoever is rated is "
        "taken as worked with",
        table="collaborations",
    )


def _refuse_without_questions(survey: SurveyExport, respondent: Question, problems: Problems) -> None:
    """Note that no column says with whom an organisation works."""
    others = [shown(each.full_title) for each in survey.questions if each.column != respondent.column]
    problems.fault(
        survey.origin,
        "no question about other organisations was found: what is read are answers on one scale, ticks, and "
        f"choices of several organisations; the questions are {listed(others) or 'none'}",
        table="collaborations",
    )


def _kinds(titles: list[str], *, several: bool) -> list[str]:
    """Give each question the kind of its ties: none for the only one, else its words or its number.

    Where the answers say the kind, it is said of one alone as well.
    """
    if len(titles) < 2 and not several:
        return [""] * len(titles)
    return [
        title if title and titles.count(title) == 1 else f"question {number}"
        for number, title in enumerate(titles, start=1)
    ]


def _asked(survey: SurveyExport, roster: Roster, respondents: Counter[str], problems: Problems) -> RawTable:
    """Say who was asked: every organisation listed, as nobody says otherwise."""
    organisations = roster.organisations
    silent = len(organisations) - len(respondents)
    problems.warning(
        survey.origin,
        f"nothing says who was asked: all {len(organisations)} organisations are taken as asked, "
        f"{silent} of them as not having answered; a table asked (wave, organisation, answered) says it",
        table="asked",
    )
    rows = [
        (1, organisation, "yes" if respondents[organisation] else "no", respondents[organisation])
        for organisation in organisations
    ]
    return _frame(rows, ["organisation", "answered", "respondents"], survey)


def _frame(rows: Sequence[tuple[object, ...]], columns: list[str], survey: SurveyExport) -> RawTable:
    """Make a raw table of rows that begin with their row number."""
    frame = pd.DataFrame(
        [row[1:] for row in rows], columns=columns, index=[row[0] for row in rows], dtype=object
    )
    return RawTable(frame, survey.origin)
