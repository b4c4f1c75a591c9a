"""The answers of a survey, cell by cell: ties, what was left blank, and what is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sysmap.records.raw import RawTable
from sysmap.records.surveys.block import Block
from sysmap.records.surveys.export import SurveyExport
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

# The table of a saved survey that says what was counted in it.
COUNTS = "counts"
_COUNTED = ("respondents", "answers", "lowest", "highest")
_ANSWERS = "answers"


@dataclass
class AnswerCount:
    """What the answers of one survey come to, gathered row by row.

    `own` are answers of organisations about themselves: the row, the column, and whether the cell says
    nothing else. `ratings` are those that a row gives to an organisation; `unsure` the cells, by row and
    column, that say "don't know" or the like.
    """

    ties: list[tuple[object, ...]] = field(default_factory=list)
    blanks: list[tuple[object, ...]] = field(default_factory=list)
    counted: int = 0
    own: list[tuple[Any, str, bool]] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    ratings: dict[tuple[Any, str], dict[str, float]] = field(default_factory=dict)
    unsure: dict[tuple[Any, str], str] = field(default_factory=dict)
    raters: dict[Any, Person] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """One respondent: the row, the organisation, and the name that replaces the person's."""

    row: object
    organisation: str
    label: str


@dataclass(frozen=True)
class Choice:
    """A multiple-choice question: its options, and those chosen in each row; None where it was left empty."""

    title: str
    options: tuple[str, ...]
    chosen: Mapping[object, list[str] | None]
    column: str


def add_block(
    survey: SurveyExport,
    block: Block,
    about: list[str],
    kind: str,
    people: list[Person],
    answers: AnswerCount,
) -> AnswerCount:
    """Add the answers of one block; give what was counted in this one alone."""
    here = AnswerCount()
    cells = {
        question.column: dict(zip(survey.answers.index, survey.answers[question.column], strict=True))
        for question in (*block.questions, *block.together)
    }
    for person in people:
        said = [cells[question.column][person.row] for question in block.questions]
        all_said = [cells[question.column][person.row] for question in block.together] or said
        ticked = block.ticks and any(map(block.answers if block.picked else block.says, all_said))
        for question, text, organisation in zip(block.questions, said, about, strict=True):
            if text and not block.answers(text):
                answers.unsure[person.row, question.column] = text
            if organisation == person.organisation:
                answers.own += [(person.row, question.column, True)] if block.says(text) else []
            elif not block.says(text) and (not ticked or (text and not block.answers(text))):
                answers.blanks.append((person.row, person.organisation, organisation, kind))
            else:
                here.counted += 1
                here.labels[text] += 1
                strength = None if block.ticks else block.strengths[fold(text)]
                if block.says(text) and (strength is None or strength > 0):
                    answers.ties.append(
                        (person.row, person.organisation, organisation, kind, strength, person.label)
                    )
    answers.counted += here.counted
    return here


def add_ratings(
    survey: SurveyExport, block: Block, about: list[str], people: list[Person], answers: AnswerCount
) -> None:
    """Add the ratings of one block: they stand beside a tie, and are none."""
    for question, organisation in zip(block.questions, about, strict=True):
        cells = survey.answers[question.column]
        for person in people:
            text = cells[person.row]
            if not block.says(text):
                continue
            if organisation == person.organisation:
                answers.own.append((person.row, question.column, True))
                continue
            given = answers.ratings.setdefault((person.row, organisation), {})
            given[block.rating] = block.strengths[fold(text)]
            answers.counted += 1


def with_ratings(answers: AnswerCount) -> tuple[list[dict[str, float]], int]:
    """Return the ratings that stand beside each tie, and how many pairs were rated that have none.

    A pair of several kinds of tie is rated once, beside the first.
    """
    left = dict(answers.ratings)
    beside = [left.pop((tie[0], str(tie[2])), {}) for tie in answers.ties]
    return beside, len(left)


def add_choice(choice: Choice, kind: str, people: list[Person], answers: AnswerCount) -> None:
    """Add the answers to a multiple-choice question: a tie for each organisation chosen."""
    for person in people:
        chosen = choice.chosen[person.row]
        if chosen is None:
            left = [organisation for organisation in choice.options if organisation != person.organisation]
            answers.blanks += [(person.row, person.organisation, other, kind) for other in left]
            continue
        for organisation in chosen:
            if organisation == person.organisation:
                answers.own.append((person.row, choice.column, len(chosen) == 1))
                continue
            answers.counted += 1
            answers.ties.append((person.row, person.organisation, organisation, kind, None, person.label))


def rows_answered(survey: SurveyExport, blocks: Sequence[Block], choices: Sequence[Choice]) -> set[Any]:
    """Return the rows that hold an answer about any organisation."""
    rows = {
        row
        for block in blocks
        for question in block.questions
        for row, text in survey.answers[question.column].items()
        if block.says(text)
    }
    return rows | {row for choice in choices for row, chosen in choice.chosen.items() if chosen is not None}


def scale_in_use(blocks: list[Block], first: AnswerCount) -> tuple[str, str] | None:
    """Return the lowest and the highest label in use in the first block that has a scale."""
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


def counts_of(summary: Mapping[str, Any]) -> pd.DataFrame:
    """Return what was counted as a table: who said no in a survey is in no other, so that it must be kept.

    Of records that are no survey it says how many ties were reported.
    """
    if not summary["survey"]:
        return pd.DataFrame({_ANSWERS: [summary["answers"]]})
    lowest, highest = summary["scale"] or ("", "")
    return pd.DataFrame(
        [(summary["respondents"], summary["answers"], str(lowest), str(highest))], columns=list(_COUNTED)
    )


def counted_before(raw: RawTable) -> dict[str, Any]:
    """Read what `counts_of` wrote, as a layout says of its reading; nothing where somebody changed it."""
    cells = {str(header): [clean(cell)[0] for cell in raw[header]] for header in raw.columns}
    if set(cells) == {_ANSWERS} and len(raw) == 1 and cells[_ANSWERS][0].isdecimal():
        return {"answers": int(cells[_ANSWERS][0])}
    if not set(_COUNTED) <= set(cells) or len(raw) != 1:
        return {}
    respondents, answers, lowest, highest = (cells[name][0] for name in _COUNTED)
    if not (respondents.isdecimal() and answers.isdecimal()):
        return {}
    scale = (lowest, highest) if lowest and highest else None
    return {"respondents": int(respondents), "answers": int(answers), "scale": scale}
