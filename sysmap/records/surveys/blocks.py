"""Blocks of answers in a survey: the same question about one organisation after the other, on one scale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sysmap.errors import listed
from sysmap.records.names.normalising import basic
from sysmap.records.problems import Problems, row_list, shown
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.statements import runs
from sysmap.records.values.reading_cells import words_of_ones_own
from sysmap.vocabulary import fold, scales

_MOST = 10
_NUMBERS = "whole numbers"
_OWN = "scale="
# Options of a multiple choice that are no organisation: none, one that is not listed, and no answer at all.
NONE_OF_THEM = {"none", "none of these", "none of the above", "no one", "nobody"}
ANOTHER = {"other", "others", "not listed", "other (please specify)", "other, please specify"}
NO_ANSWER = {"don't know", "don’t know", "prefer not to say", "anonymous", "not applicable"}
NOBODY = NONE_OF_THEM | ANOTHER | NO_ANSWER
# What a box says that is ticked, where it does not repeat the name of its column; and one that is not.
TICKED = {"x", "✓", "✔", "☑", "✅", "checked", "ticked", "selected", "true"}
UNTICKED = {"unchecked", "not checked", "unticked", "not ticked", "not selected", "unselected", "false"}
_TICKS = "ticks"
# What asks for a name or for words beside the rows of a grid.
_BESIDE_A_GRID = re.compile(
    r"\b(others?|specify|comments?|please (state|name|describe|say))\b", re.IGNORECASE
)


def asks_for_words(label: str) -> bool:
    """Tell a label that asks for a name or for words, such as Other (please specify)."""
    return bool(_BESIDE_A_GRID.search(label))


@dataclass(frozen=True)
class Block:
    """Columns of one question on one scale.

    `strengths` says what each folded word stands for. Of `ticks`, a cell holds the name of its
    column, a mark or nothing: whoever ticked any said no of the others. `beside` are the columns of
    the same question that hold other words: what was written under "Other".
    """

    questions: tuple[Question, ...]
    stem: str
    strengths: Mapping[str, float]
    ticks: bool = False
    beside: tuple[Question, ...] = ()

    def says(self, text: str) -> bool:
        """Return whether a cell is an answer: not blank, and no box left unticked."""
        return bool(text) and not (self.ticks and fold(text) in UNTICKED)


def fits(words: Iterable[str], own: Mapping[str, float] | None) -> frozenset[str]:
    """Return the names of the scales, if any, that words (folded) may be answers on; the user's own count."""
    left = {word for word in words if word not in (own or {})}
    found = {name for name, scale in scales().items() if left <= set(scale)}
    if all(_whole(word) is not None for word in left):
        found.add(_NUMBERS)
    if own and not left:
        found.add(_OWN)
    if left and left <= TICKED | UNTICKED:
        found.add(_TICKS)
    return frozenset(found)


def strengths_of(words: Iterable[str], own: Mapping[str, float] | None) -> dict[str, float]:
    """Say what words of one scale stand for."""
    words = list(words)
    names = fits(words, own)
    known = next((scale for name, scale in scales().items() if name in names), {})
    numbers = {word: number for word in words if (number := _whole(word)) is not None}
    return {**numbers, **known, **(own or {})}


def _whole(word: str) -> float | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return number if number.is_integer() and 0 <= number <= _MOST else None


def words_in(survey: SurveyExport, question: Question) -> Counter[str]:
    """Count the answers in a column, folded; what is blank is none."""
    return Counter(fold(cell) for cell in survey.answers[question.column] if cell)


def find_blocks(
    survey: SurveyExport, known: Callable[[str], bool], own: Mapping[str, float] | None, problems: Problems
) -> list[Block]:
    """Find the blocks of a survey.

    Parameters
    ----------
    survey
        The survey.
    known
        Tells whether a text names an organisation met elsewhere: in a list, or as somebody's own.
    own
        The user's own words of strength.
    problems
        Where answers on no known scale are noted, and blocks that are about something else.
    """
    grids: dict[tuple[str, str], list[Question]] = {}
    for question in survey.questions:
        if question.item and not question.statement:
            grids.setdefault((question.number, question.stem), []).append(question)
    groups = [*grids.values(), *_statement_blocks(survey, known, own, problems)]
    found = [block for group in groups if (block := _block(group, survey, known, own, problems))]
    for block in found:
        _note_twice(block, survey, problems)
    return _about_organisations(found, survey, known, problems)


def _note_twice(block: Block, survey: SurveyExport, problems: Problems) -> None:
    """Note two columns of one question that are about the same: an organisation is asked about once."""
    names = [question.item for question in block.questions]
    times = Counter(map(fold, names))
    for name in dict.fromkeys(name for name in names if times[fold(name)] > 1):
        problems.fault(
            survey.origin,
            f"{times[fold(name)]} columns of this question are about {shown(name)}: if they belong to "
            "different questions, name the question in each header; if not, keep one",
            table="collaborations",
            row=1,
            column=block.stem or name,
        )


def _statement_blocks(
    survey: SurveyExport, known: Callable[[str], bool], own: Mapping[str, float] | None, problems: Problems
) -> list[list[Question]]:
    """Group statements into blocks; of those nobody answered, what stands among others belongs to them.

    Of others that nobody answered nothing tells whether they are about organisations, and that is said.
    """
    lines = [question for question in survey.questions if question.statement and question.item]
    words = {question: frozenset(words_in(survey, question)) for question in lines}
    scaled = [question for question in lines if words[question] and fits(words[question], own)]
    items = {fold(question.item) for question in scaled}
    kept: list[tuple[Question, frozenset[str]]] = []
    for place, question in enumerate(lines):
        among = question not in scaled and not words[question]
        around = (
            among
            and _answered_next(lines[:place][::-1], words, scaled)
            and _answered_next(lines[place + 1 :], words, scaled)
        )
        named = known(question.item) or fold(question.item) in items
        if question in scaled or (among and (around or named)) or (words[question] and known(question.item)):
            kept.append((question, fits(words[question], own) if words[question] else frozenset()))
    taken = {question for question, _ in kept}
    silent = [question.item for question in lines if not words[question] and question not in taken]
    if silent and scaled:
        problems.warning(
            survey.origin,
            f"nobody answered, so that nothing tells whether it is about an organisation: not read: "
            f"{listed(map(shown, silent), 20)}; a list of partners that names it tells",
            table="partners",
            row=1,
        )
    return runs(kept)


def _answered_next(
    lines: list[Question], words: Mapping[Question, frozenset[str]], scaled: list[Question]
) -> bool:
    """Return whether the first of some lines that anybody answered is an answer on a scale."""
    answered = next((question for question in lines if words[question]), None)
    return answered in scaled if answered else False


def _block(
    group: list[Question],
    survey: SurveyExport,
    known: Callable[[str], bool],
    own: Mapping[str, float] | None,
    problems: Problems,
) -> Block | None:
    """Make a block of the columns of one question; None where they are no answers about organisations."""
    words = {question: words_in(survey, question) for question in group}
    stem = group[0].stem
    marks = TICKED | UNTICKED
    ticked = [question for question in group if set(words[question]) <= {fold(question.item)} | marks]
    if 2 * len(ticked) >= len(group) and any(words[question] for question in ticked):
        about = any(known(question.item) for question in ticked)
        beside = tuple(question for question in group if question not in ticked)
        return Block(tuple(ticked), stem, {}, ticks=True, beside=beside) if about else None
    scaled = [question for question in group if words[question] and fits(words[question], own)]
    blank = [question for question in group if not words[question]]
    used = {word for question in scaled for word in words[question]}
    others = [question for question in group if words[question] and question not in scaled]
    # Words that stand in the column of a known organisation are answers wherever they stand, and so are
    # those in a row of a grid: only what asks for words holds others.
    said = used | {word for question in others if known(question.item) for word in words[question]}
    astray = [
        question
        for question in others
        if known(question.item)
        or set(words[question]) & said
        or not (question.statement or asks_for_words(question.item))
    ]
    if not scaled and not 2 * sum(known(question.item) for question in group) >= len(group):
        return None
    if astray or not fits(used, own):
        answered = [question for question in group if question in scaled or question in astray]
        _refuse(survey, answered, used, own, problems)
    columns = [
        question for question in group if question in scaled or question in blank or question in astray
    ]
    every = {word for question in columns for word in words[question]}
    beside = tuple(question for question in others if question not in astray)
    return Block(tuple(columns), stem, dict.fromkeys(every, 1.0) | strengths_of(used, own), beside=beside)


def _refuse(
    survey: SurveyExport,
    columns: list[Question],
    used: set[str],
    own: Mapping[str, float] | None,
    problems: Problems,
) -> None:
    """Note answers that are on no one scale: one fault for the question, with every word and its count."""
    good = set(strengths_of(used, own)) if fits(used, own) else set()
    counts: Counter[str] = Counter()
    rows: list[Any] = []
    for question in columns:
        cells = survey.answers[question.column]
        wrong = [bool(cell) and fold(cell) not in good for cell in cells]
        counts.update(cells[wrong])
        rows += list(cells.index[wrong])
    words = [
        f"{shown(word)} ({counts[word]})" for word in sorted(counts, key=lambda word: (-counts[word], word))
    ]
    problems.fault(
        survey.origin,
        f"answers on no one scale: {listed(words, 40)}; say what each stands for, 0 for no tie: "
        f"{words_of_ones_own()}",
        table="collaborations",
        row=row_list(sorted(dict.fromkeys(rows))),
        column=columns[0].title if len(columns) == 1 else columns[0].stem,
    )


def _about_organisations(
    blocks: list[Block], survey: SurveyExport, known: Callable[[str], bool], problems: Problems
) -> list[Block]:
    """Leave out questions about something else, where others are about organisations that are known."""
    if not any(known(question.item) for block in blocks for question in block.questions):
        # One column with numbers or words of a scale is as yet no question about organisations.
        return [block for block in blocks if len(block.questions) > 1 or not block.questions[0].statement]
    kept = [block for block in blocks if any(known(question.item) for question in block.questions)]
    items = {basic(question.item) for block in kept for question in block.questions}
    for block in blocks:
        if block in kept:
            continue
        if items & {basic(question.item) for question in block.questions}:
            kept.append(block)
        else:
            problems.warning(
                survey.origin,
                "a question that is not about organisations of the list or among the answers: not read",
                column=block.stem or block.questions[0].item,
            )
    return [block for block in blocks if block in kept]
