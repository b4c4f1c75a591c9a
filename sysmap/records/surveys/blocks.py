"""Blocks of answers in a survey: the same question about one organisation after the other, on one scale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sysmap.errors import listed
from sysmap.records.names.normalising import basic
from sysmap.records.problems import Problems, row_list, shown
from sysmap.records.surveys.block import Block
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.header_rows import asks_for_words
from sysmap.records.surveys.multiple_choice import has_choices
from sysmap.records.surveys.ratings import rated, rating_of
from sysmap.records.surveys.tick_grids import kinds_in_cells
from sysmap.records.surveys.words import (
    TICKED,
    UNTICKED,
    Own,
    fits,
    is_no_answer,
    meaning_of,
    strengths_of,
)
from sysmap.records.values.reading_cells import words_of_ones_own
from sysmap.vocabulary import fold

Known = Callable[[str], bool]

_TICKS = "ticks"
# Codes that stand for an organisation or a row, where a tool is asked for codes and not for labels.
_CODE = re.compile(r"(sq|ao?|q|opt|option|choice|item|row|r|c|col)?_?\d{1,4}", re.IGNORECASE)


def find_blocks(survey: SurveyExport, known: Known, own: Own | None, problems: Problems) -> list[Block]:
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
    grids: dict[tuple[str, str, str], list[Question]] = {}
    for question in survey.questions:
        if question.item and not question.statement:
            grids.setdefault((question.number, question.stem, question.kind), []).append(question)
    groups = [*grids.values(), *_statement_blocks(survey, known, own, problems)]
    found = []
    for group in groups:
        several = kinds_in_cells(group, survey, known)
        if several:
            _note_kinds(several, survey, problems)
            found += several
        elif block := _block(group, survey, known, own, problems):
            found.append(replace(block, kind=group[0].kind))
    found = [_with_its_like(block, found) if block.ticks and block.kind else block for block in found]
    for block in found:
        _note_twice(block, survey, problems)
    about = _about_organisations(found, survey, known, problems)
    _note_codes(about, survey, problems)
    return about


def _with_its_like(block: Block, blocks: list[Block]) -> Block:
    """Return ticks of one kind of tie with those of the others that the question offers."""
    if block.picked:
        return block
    ask = (block.questions[0].number, block.stem)
    like = [one for one in blocks if one.ticks and (one.questions[0].number, one.stem) == ask]
    return replace(block, together=tuple(question for one in like for question in one.questions))


def is_code(item: str) -> bool:
    """Return whether a row of a question is a code of the tool, and no name."""
    return bool(_CODE.fullmatch(item))


def _note_kinds(blocks: list[Block], survey: SurveyExport, problems: Problems) -> None:
    problems.warning(
        survey.origin,
        f"several answers in a cell: each is read as a kind of tie: "
        f"{listed(shown(block.kind) for block in blocks)}",
        table="collaborations",
        column=blocks[0].stem,
    )


def _note_codes(blocks: list[Block], survey: SurveyExport, problems: Problems) -> None:
    """Refuse rows that are codes of the tool: nothing in the file says which organisations they are."""
    for block in blocks:
        items = [question.item for question in block.questions]
        codes = [item for item in items if is_code(item)]
        if len(codes) < len(items) or not codes or all(map(survey.is_listed, codes)):
            continue
        problems.fault(
            survey.origin,
            f"the columns of this question name codes and no organisations: {listed(map(shown, codes), 10)}; "
            "export the answers with labels (the full text of questions and answers), or give a list of "
            "partners whose id are these codes",
            table="partners",
            row=1,
            column=block.stem,
        )


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
    survey: SurveyExport, known: Known, own: Own | None, problems: Problems
) -> list[list[Question]]:
    """Group statements into blocks; of those nobody answered, what stands among others belongs to them.

    Of others that nobody answered nothing tells whether they are about organisations, and that is said.
    """
    lines = [question for question in survey.questions if question.statement and question.item]
    words = {question: frozenset(survey.words_in(question)) for question in lines}
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
        ticked = words[question] == {fold(question.item)}  # a box that repeats the name of its column
        answered = bool(words[question]) and (ticked or known(question.item))
        if question in scaled or (among and (around or named)) or answered:
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
    return _runs(kept)


def _runs(questions: Iterable[tuple[Question, frozenset[str]]]) -> list[list[Question]]:
    """Put statements into blocks: of one scale, and none twice.

    Parameters
    ----------
    questions
        The statements in order, each with the names of the scales that its answers fit; a
        statement without answers fits every scale, which is said by no name at all.
    """
    blocks: list[list[Question]] = []
    fits: list[frozenset[str]] = []
    for question, scales in questions:
        last = len(blocks) - 1
        shared = (fits[last] & scales if fits[last] and scales else fits[last] | scales) if blocks else scales
        repeated = bool(blocks) and any(fold(question.item) == fold(other.item) for other in blocks[last])
        apart = bool(blocks) and bool(fits[last]) and bool(scales) and not shared
        if not blocks or repeated or apart:
            blocks.append([question])
            fits.append(scales)
        else:
            blocks[last].append(question)
            fits[last] = shared
    return blocks


def _is_out_of_range(
    stem: str, group: list[Question], words: Mapping[Question, Counter[str]], known: Known
) -> bool:
    """Return whether a question of trust or value about organisations is answered in other numbers."""
    used = {word for question in group for word in words[question]}
    return (
        bool(rated(stem))
        and bool(used)
        and all(word.isdecimal() for word in used)
        and any(known(question.item) for question in group)
    )


def _answered_next(
    lines: list[Question], words: Mapping[Question, frozenset[str]], scaled: list[Question]
) -> bool:
    """Return whether the first of some lines that anybody answered is an answer on a scale."""
    answered = next((question for question in lines if words[question]), None)
    return answered in scaled if answered else False


def _block(
    group: list[Question],
    survey: SurveyExport,
    known: Known,
    own: Own | None,
    problems: Problems,
) -> Block | None:
    """Make a block of the columns of one question; None where they are no answers about organisations."""
    words = {question: survey.words_in(question) for question in group}
    stem = group[0].stem
    rating = rating_of(f"{stem} {group[0].kind}".strip(), group, words, own)
    if rating and any(known(question.item) for question in group):
        return rating
    if not rating and _is_out_of_range(f"{stem} {group[0].kind}", group, words, known):
        problems.fault(
            survey.origin,
            "a question of trust or value is answered from 1 to 4, and here are other numbers: say what each "
            'stands for, as in scale={"5": 4}, or leave the question out',
            table="collaborations",
            column=stem,
        )
        return None
    ticked = [question for question in group if _is_ticked(question, words[question])]
    if 2 * len(ticked) >= len(group) and any(words[question] for question in ticked):
        about = any(known(question.item) for question in ticked)
        beside = tuple(question for question in group if question not in ticked)
        return Block(tuple(ticked), stem, ticks=True, beside=beside, own=own) if about else None
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
    meant = meaning_of(used, own)
    if astray or not meant.names:
        answered = [question for question in group if question in scaled or question in astray]
        _refuse(survey, answered, used, own, problems)
    columns = [
        question for question in group if question in scaled or question in blank or question in astray
    ]
    every = {word for question in columns for word in words[question]}
    beside = tuple(question for question in others if question not in astray)
    strengths = dict.fromkeys(every, 1.0) | dict(meant.strengths)
    return Block(tuple(columns), stem, strengths, beside=beside, own=own, said=meant.said)


def _is_ticked(question: Question, words: Iterable[str]) -> bool:
    """Return whether a column holds what a box says: the name of its column, or a mark."""
    return set(words) <= {fold(question.item), fold(question.kind)} | TICKED | UNTICKED


def _refuse(
    survey: SurveyExport,
    columns: list[Question],
    used: set[str],
    own: Own | None,
    problems: Problems,
) -> None:
    """Note answers that are on no one scale: one fault for the question, with every word and its count."""
    good = set(strengths_of(used, own)) if fits(used, own) else set()
    strange = {word for question in columns for word in survey.words_in(question)} - good
    if any(fits([word], own) for word in strange):
        good = set()  # words of two scales: which of them is meant cannot be told
    counts: Counter[str] = Counter()
    rows: list[Any] = []
    for question in columns:
        cells = survey.answers[question.column]
        wrong = [
            bool(cell) and fold(cell) not in good and not is_no_answer(fold(cell), own) for cell in cells
        ]
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
    blocks: list[Block], survey: SurveyExport, known: Known, problems: Problems
) -> list[Block]:
    """Leave out questions about something else, where others are about organisations that are known."""
    if not any(known(question.item) for block in blocks for question in block.questions):
        # Where organisations are chosen from a list, rows that are none of them are about something else.
        if has_choices(survey):
            return []
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
