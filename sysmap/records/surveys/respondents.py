"""The respondents of a survey: for which organisation each row answers, and which rows are no answer."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from sysmap.records.problems import Problems, row_list
from sysmap.records.shapes.rosters import Roster
from sysmap.records.surveys.counting import Person
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.words import NOBODY
from sysmap.text import counted
from sysmap.vocabulary import fold

NAMELESS = "answers without an organisation"
SILENT = "unfinished rows without an answer about any organisation"


@dataclass
class Respondents:
    """Those who answered, and the rows that are set aside, by reason."""

    people: list[Person] = field(default_factory=list)
    set_aside: dict[str, list[Any]] = field(default_factory=dict)


def find_people(
    survey: SurveyExport,
    respondent: Question,
    roster: Roster,
    answered: Set[Any],
    before: int,
    problems: Problems,
    *,
    listed: bool,
) -> Respondents:
    """List the respondents.

    A row that does not say for whom it answers is set aside. So is one that says nothing of any
    organisation, where the tool says that it is not finished: who opened the form and wrote a name has
    not answered. Who sent it off has.

    Parameters
    ----------
    survey, respondent
        The export, and the column that names the respondents' organisations.
    roster
        The organisations; those that are not known are added.
    answered
        The rows that hold an answer about any organisation.
    before
        How many respondents other exports of the wave have.
    problems
        Where all this is said.
    listed
        Whether anything lists the organisations, so that one may be missing from it.
    """
    found = Respondents(set_aside={reason: list(rows) for reason, rows in survey.set_aside.items()})
    nameless: list[Any] = []
    silent: list[Any] = []
    added: dict[str, list[Any]] = {}
    for row, text in survey.answers[respondent.column].items():
        if not text or fold(text) in NOBODY:
            nameless.append(row)
            continue
        if roster.find(text) is None:
            added[roster.add(text, row, survey.origin)] = [row]
        organisation = roster.add(text, row, survey.origin)
        if organisation in added and row not in added[organisation]:
            added[organisation].append(row)
        if row in answered or row not in survey.unfinished:
            label = f"respondent {before + len(found.people) + 1}"
            found.people.append(Person(row, organisation, label))
        else:
            silent.append(row)
    found.set_aside |= {NAMELESS: nameless, SILENT: silent}
    _note_rows(survey, respondent, nameless, silent, problems)
    _note_unfinished(survey, found.people, problems)
    for organisation, rows in added.items() if listed else ():
        problems.warning(
            survey.origin,
            "answered, but is not among the organisations listed: added",
            table="partners",
            row=row_list(rows),
            column=respondent.title,
            value=roster.name(organisation),
        )
    return found


def _note_rows(
    survey: SurveyExport, respondent: Question, nameless: list[Any], silent: list[Any], problems: Problems
) -> None:
    where = {"table": "collaborations", "column": respondent.title}
    if nameless:
        one = len(nameless) == 1
        problems.warning(
            survey.origin,
            f"{counted(len(nameless), 'answer')} {'does' if one else 'do'} not say for which "
            f"organisation {'it is' if one else 'they are'}: set aside",
            row=row_list(nameless),
            **where,
        )
    if silent:
        one = len(silent) == 1
        problems.warning(
            survey.origin,
            f"{counted(len(silent), 'respondent')} did not finish, and "
            f"{'has' if one else 'have'} no answer about any organisation: set aside, and counted as not "
            "having answered",
            row=row_list(silent),
            **where,
        )


def _note_unfinished(survey: SurveyExport, people: list[Person], problems: Problems) -> None:
    rows = [person.row for person in people if person.row in survey.unfinished]
    if rows:
        problems.warning(
            survey.origin,
            f"{counted(len(rows), 'respondent')} did not finish: read with the answers that are there",
            table="collaborations",
            row=row_list(rows),
        )
