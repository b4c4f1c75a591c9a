"""Headers of survey exports: the question, and the row of it that a column is about."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from sysmap.records.surveys.export import Question
from sysmap.records.surveys.statements import statements
from sysmap.records.values.cells import clean

BETWEEN = " - "
_CHOICE = re.compile(r"(.*\S)\s*\(choice\s*=\s*(.+?)\s*\)")


def bracketed(header: str) -> Question:
    """Split a header into the question and what the last pair of brackets holds."""
    text, _ = clean(header)
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == "]") - (text[place] == "[")
        if text[-1:] != "]" or (depth == 0 and place == len(text) - 1):
            break
        if depth == 0:
            return Question(header, text[:place].strip(), text[place + 1 : -1].strip())
    return Question(header, text)


def shared_stem(texts: Sequence[str]) -> str:
    """Return the longest beginning that texts share and that ends in `` - ``, and is none of them whole."""
    shared = os.path.commonprefix(list(texts))
    while shared and (not shared.endswith(BETWEEN) or shared in texts):
        shared = shared[: shared[:-1].rfind(BETWEEN) + len(BETWEEN)] if BETWEEN in shared[:-1] else ""
    return shared


def questions_of(headers: Sequence[str]) -> list[Question]:
    """Make questions of the headers of any export, in whichever way they name the rows of a grid.

    ``Question [Row]``, ``Question (choice=Row)``, and ``Question - Row`` where several headers share the
    question. Others are statements that stand alone.
    """
    texts = {header: clean(header)[0] for header in headers}
    alike: dict[str, list[str]] = {}
    for text in texts.values():
        if BETWEEN in text:
            alike.setdefault(text.split(BETWEEN)[0], []).append(text)
    stems = {start: shared_stem(group) for start, group in alike.items() if len(group) > 1}
    alone = {question.column: question for question in statements(headers)}
    questions = []
    for header, text in texts.items():
        choice, stem = _CHOICE.fullmatch(text), stems.get(text.split(BETWEEN)[0], "")
        question = bracketed(header)
        if choice:
            question = Question(header, choice[1], choice[2])
        elif stem and not question.item:
            question = Question(header, stem.removesuffix(BETWEEN).strip(), text[len(stem) :].strip())
        questions.append(question if question.item else alone[header])
    return questions
