"""Statements without their question, as Microsoft Forms leaves them: which belong to one block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sysmap.records.surveys.export import Question
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

_REPEATED = re.compile(r"(.*\S)\d+")


def statements(headers: Sequence[str], said: Mapping[str, str] | None = None) -> list[Question]:
    """Make a statement of each header, or of what is `said` below it.

    A digit that tells a repeated one apart is dropped.
    """
    texts = [clean((said or {}).get(header, header))[0] for header in headers]
    known = {fold(text) for text in texts}
    questions = []
    for header, text in zip(headers, texts, strict=True):
        match = _REPEATED.fullmatch(text)
        base = match[1] if match and fold(match[1]) in known else text
        # A question is put to the respondent; a statement is one line of a grid.
        asked = text.endswith(("?", ":"))
        questions.append(Question(header, text, "", True) if asked else Question(header, "", base, True))
    return questions


def runs(questions: Iterable[tuple[Question, frozenset[str]]]) -> list[list[Question]]:
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
