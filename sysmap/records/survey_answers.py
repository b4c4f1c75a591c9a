"""Survey answers to ties: who answered, about whom, and what was left blank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.beside import has_beside, partners_beside
from sysmap.records.cleaning import responded_wave
from sysmap.records.layouts.declaring import Arrived
from sysmap.records.names import basic
from sysmap.records.problems import Problems, row_list, shown
from sysmap.records.rosters import Roster, roster_beside
from sysmap.records.survey_blocks import NOBODY, Block, find_blocks, is_choice, split_choices
from sysmap.records.survey_counting import Answers, Choice, Person, add_block, add_choice, scale_in_use
from sysmap.records.survey_respondents import find_respondent, organisations_met
from sysmap.records.surveys import Question, Survey
from sysmap.shown import counted
from sysmap.vocabulary import fold

_TIE = ("source", "target", "kind", "strength", "reported_by")


def read_surveys(surveys: Sequence[Survey], tables: Arrived) -> dict[str, Any]:
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
    parts: dict[str, Any] = {"collaborations": [], "blanks": [], "reading": []}
    respondents: Counter[str] = Counter()
    for survey in surveys:
        _read(survey, roster, tables, respondents, parts)
    parts["partners"] = [roster.added(surveys[0].origin)]
    answered_elsewhere = has_beside("asked", tables, own) or any(
        responded_wave(str(header)) for frame in lists for header in frame.columns
    )
    if not answered_elsewhere:
        parts["asked"] = [_asked(surveys[0], roster, respondents, tables.problems)]
    return parts


def _read(
    survey: Survey, roster: Roster, tables: Arrived, respondents: Counter[str], parts: dict[str, Any]
) -> None:
    """Read one export into the parts, and count its respondents by organisation."""
    problems = tables.problems
    if problems.take(survey.origin):
        return
    if survey.answers.empty:
        problems.fault(survey.origin, "a header, but no answers: one row for each respondent is needed")
        return
    known = organisations_met(survey, roster, tables.scale)
    blocks = find_blocks(survey, known, tables.scale, problems)
    about = [
        organisations_asked([question.item for question in block.questions], roster, survey, problems)
        for block in blocks
    ]
    respondent = find_respondent(survey, blocks, roster, tables.columns.get("respondent", ""), problems)
    aside = Counter(survey.set_aside)
    if respondent is None:
        return
    choices = _choices(survey, blocks, respondent, roster, problems)
    people = _people(survey, respondent, roster, bool(blocks), sum(respondents.values()), aside, problems)
    respondents.update(person.organisation for person in people)
    stems = [block.stem for block in blocks] + [choice.title for choice in choices]
    kinds = _kinds(stems)
    answers, first = Answers(), Answers()
    for block, organisations, kind in zip(blocks, about, kinds, strict=False):
        counted = add_block(survey, block, organisations, kind, people, answers)
        first = first if first.labels else counted
    for choice, kind in zip(choices, kinds[len(blocks) :], strict=True):
        add_choice(choice, kind, people, answers)
    if answers.own:
        problems.warning(
            survey.origin,
            "answers of organisations about themselves: set aside",
            table="collaborations",
            row=row_list(sorted(dict.fromkeys(answers.own))),
        )
    parts["collaborations"].append(_frame(answers.ties, list(_TIE), survey))
    parts["blanks"].append(_frame(answers.blanks, ["source", "target", "kind"], survey))
    parts["reading"].append(
        {
            "respondents": len(people),
            "answers": answers.counted,
            "scale": scale_in_use(blocks, first),
            "dropped": list(survey.dropped),
            "set_aside": dict(+aside),
            "question": stems[0] if len(stems) == 1 else "",
        }
    )


def organisations_asked(
    names: Sequence[str], roster: Roster, survey: Survey, problems: Problems
) -> list[str]:
    """Give the ids of the organisations that the columns of a block, or options, are about."""
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


def _people(
    survey: Survey,
    respondent: Question,
    roster: Roster,
    is_listed: bool,
    before: int,
    aside: Counter[str],
    problems: Problems,
) -> list[Person]:
    """List the respondents; rows that do not say for whom they answer are set aside."""
    people: list[Person] = []
    nameless: list[object] = []
    added: dict[str, list[object]] = {}
    for row, text in survey.answers[respondent.column].items():
        if not text or fold(text) in NOBODY:
            nameless.append(row)
            continue
        if roster.find(text) is None:
            added[roster.add(text, row, survey.origin)] = [row]
        organisation = roster.add(text, row, survey.origin)
        if organisation in added and row not in added[organisation]:
            added[organisation].append(row)
        people.append(Person(row, organisation, f"respondent {before + len(people) + 1}"))
    if nameless:
        aside["answers without an organisation"] += len(nameless)
        problems.warning(
            survey.origin,
            f"{counted(len(nameless), 'answer')} {'does' if len(nameless) == 1 else 'do'} not say for which "
            f"organisation {'it is' if len(nameless) == 1 else 'they are'}: set aside",
            table="collaborations",
            row=row_list(nameless),
            column=respondent.title,
        )
    if added and (is_listed or roster.has_list):
        for organisation, rows in added.items():
            problems.warning(
                survey.origin,
                "answered, but is not among the organisations listed: added",
                table="partners",
                row=row_list(rows),
                column=respondent.title,
                value=roster.name(organisation),
            )
    return people


def _choices(
    survey: Survey, blocks: list[Block], respondent: Question, roster: Roster, problems: Problems
) -> list[Choice]:
    """Read the multiple-choice questions about organisations."""
    taken = {question.column for block in blocks for question in block.questions} | {respondent.column}
    others = {basic(cell) for cell in survey.answers[respondent.column] if cell}

    def known(text: str) -> bool:
        return basic(text) in others or roster.find(text) is not None

    choices = []
    for question in survey.questions:
        if question.column in taken or not is_choice(survey, question, others, known):
            continue
        cells = survey.answers[question.column]
        named = {row: split_choices(cell, survey.separator, known) for row, cell in cells.items()}
        names = sorted({name for chosen in named.values() for name in chosen if fold(name) not in NOBODY})
        ids = dict(zip(names, organisations_asked(names, roster, survey, problems), strict=True))
        chosen = {
            row: list(dict.fromkeys(ids[name] for name in chosen if name in ids)) if chosen else None
            for row, chosen in named.items()
        }
        choices.append(Choice(question.title, tuple(dict.fromkeys(ids.values())), chosen))
    return choices


def _kinds(titles: list[str]) -> list[str]:
    """Give each question the kind of its ties: none for the only one, else its words or its number."""
    if len(titles) < 2:
        return [""] * len(titles)
    return [
        title if title and titles.count(title) == 1 else f"question {number}"
        for number, title in enumerate(titles, start=1)
    ]


def _asked(survey: Survey, roster: Roster, respondents: Counter[str], problems: Problems) -> pd.DataFrame:
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


def _frame(rows: Sequence[tuple[object, ...]], columns: list[str], survey: Survey) -> pd.DataFrame:
    """Make a raw table of rows that begin with their row number."""
    frame = pd.DataFrame(
        [row[1:] for row in rows], columns=columns, index=[row[0] for row in rows], dtype=object
    )
    frame.attrs["origin"] = survey.origin
    return frame
