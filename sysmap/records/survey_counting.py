"""The answers of a survey, cell by cell: ties, what was left blank, and what is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sysmap.records.rosters import Roster
from sysmap.records.survey_blocks import NOBODY, Block, split_choices
from sysmap.records.surveys import Question, Survey
from sysmap.vocabulary import fold


@dataclass
class Answers:
    """What the answers of one survey come to, gathered row by row."""

    ties: list[tuple[object, ...]] = field(default_factory=list)
    blanks: list[tuple[object, ...]] = field(default_factory=list)
    counted: int = 0
    own: list[Any] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Person:
    """One respondent: the row, the organisation, and the name that replaces the person's."""

    row: object
    organisation: str
    label: str


def add_block(
    survey: Survey, block: Block, about: list[str], kind: str, people: list[Person], answers: Answers
) -> Answers:
    """Add the answers of one block; give what was counted in this one alone."""
    here = Answers()
    cells = {
        question.column: dict(zip(survey.answers.index, survey.answers[question.column], strict=True))
        for question in block.questions
    }
    for person in people:
        said = [cells[question.column][person.row] for question in block.questions]
        for text, organisation in zip(said, about, strict=True):
            if organisation == person.organisation:
                answers.own += [person.row] if text else []
            elif not text and not (block.ticks and any(said)):
                answers.blanks.append((person.row, person.organisation, organisation, kind))
            else:
                here.counted += 1
                here.labels[text] += 1
                strength = None if block.ticks else block.strengths[fold(text)]
                if text and (strength is None or strength > 0):
                    answers.ties.append(
                        (person.row, person.organisation, organisation, kind, strength, person.label)
                    )
    answers.counted += here.counted
    return here


def add_choice(
    survey: Survey, question: Question, kind: str, people: list[Person], roster: Roster, answers: Answers
) -> None:
    """Add the answers to a multiple-choice question: a tie for each organisation chosen."""

    def known(text: str) -> bool:
        return roster.find(text) is not None

    cells = dict(zip(survey.answers.index, survey.answers[question.column], strict=True))
    chosen: dict[object, list[str]] = {}
    for person in people:
        named = split_choices(cells[person.row], survey.separator, known)
        chosen[person.row] = list(
            dict.fromkeys(
                roster.add(name, person.row, survey.origin) for name in named if fold(name) not in NOBODY
            )
        )
    options = dict.fromkeys(organisation for named in chosen.values() for organisation in named)
    for person in people:
        if not cells[person.row]:
            left = [organisation for organisation in options if organisation != person.organisation]
            answers.blanks += [(person.row, person.organisation, other, kind) for other in left]
        for organisation in chosen[person.row]:
            if organisation == person.organisation:
                answers.own.append(person.row)
                continue
            answers.counted += 1
            answers.ties.append((person.row, person.organisation, organisation, kind, None, person.label))


def scale_in_use(blocks: list[Block], first: Answers) -> tuple[str, str] | None:
    """Give the lowest and the highest label in use in the first block that has a scale."""
    block = next((block for block in blocks if block.strengths), None)
    used = [label for label in first.labels if label and block and fold(label) in block.strengths]
    if block is None or not used:
        return None
    # Of two words for one strength the commoner is shown.
    usual = sorted(used, key=lambda label: (-first.labels[label], label))
    return (
        min(usual, key=lambda label: block.strengths[fold(label)]),
        max(usual, key=lambda label: block.strengths[fold(label)]),
    )
