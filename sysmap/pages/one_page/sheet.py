"""A brief drawn on one sheet of A4, without a browser: for a PDF and a PNG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sysmap.pages.one_page.board_page import (
    ANSWERED,
    COLUMN,
    MAP,
    MAP_HEADING,
    NEXT,
    NOT_SAID,
    Brief,
)
from sysmap.pages.one_page.figures import figures_picture
from sysmap.pages.pictures.strokes import Line, Picture, Words, moved, wrapped
from sysmap.palette import ASIDE, FOCUS, INK, RULE

_A4 = (794.0, 1123.0)
_LEFT, _TOP = 52.0, 34.0
_WIDTH = MAP[0]
_GAP = (_WIDTH - 3 * COLUMN) / 2
# The first finding says most: where each begins, and how wide it is.
_FIRST, _SECOND = COLUMN + 25, COLUMN - 15
_FINDINGS = (
    (0.0, _FIRST),
    (_FIRST + _GAP, _SECOND),
    (_FIRST + _SECOND + 2 * _GAP, _WIDTH - _FIRST - _SECOND - 2 * _GAP),
)
# What cannot be said is short, names of organisations are not.
_LIMITS, _NEXT = COLUMN - 25, COLUMN + 25
_SIZE, _LEADING = 12.0, 15.5
_HEAD = 12.5


def brief_sheet(made: Brief) -> Picture:
    """Draw a brief as one picture of A4.

    Text that does not fit is not cut: the sheet then is longer than A4.
    """
    say: list[Any] = []
    y = _TOP
    for line in wrapped(made.title, _WIDTH / 1.13, 23):
        say.append(Words((_LEFT, y), line, 23, bold=True))
        y += 29
    if made.applied:
        say.append(Words((_LEFT, y), f"{made.applied[:1].upper()}{made.applied[1:]}.", _SIZE, bold=True))
        y += 18
    say.append(Line((_LEFT, y + 4), (_LEFT + _WIDTH, y + 4), FOCUS, 4))
    y += 18
    ends = [y]
    for place, (asked, text, drawn) in enumerate(made.findings):
        x, wide = _LEFT + _FINDINGS[place][0], _FINDINGS[place][1]
        column, below = _paragraphs([(f"{place + 1}  {asked}", [text])], x, y, wide)
        say += column
        if drawn:
            picture = figures_picture(drawn, wide)
            say += moved(picture.strokes, x, below + 2)
            below += picture.height + 2
        ends.append(below)
    y = _rule(say, max(ends) + 6)
    say.append(Words((_LEFT, y), MAP_HEADING, _HEAD, bold=True))
    y += 20
    say += moved(made.picture.strokes, _LEFT, y)
    y += made.picture.height + 4
    for line in wrapped(made.sentences["map"], _WIDTH, 11):
        say.append(Words((_LEFT, y), line, 11, colour=ASIDE))
        y += 14
    y = _rule(say, y + 4)
    chart = figures_picture(made.chart, COLUMN)
    head, below = _paragraphs([(made.chart.title, [])], _LEFT, y)
    say += [*head, *moved(chart.strokes, _LEFT, below)]
    answers = [(ANSWERED, [made.sentences["answered"]])] if made.sentences["answered"] else []
    rest, end = _paragraphs(answers, _LEFT, below + chart.height + 6)
    say += rest
    ends = [end]
    starts = _LEFT + COLUMN + _GAP, _LEFT + COLUMN + _LIMITS + 2 * _GAP
    heads = (NOT_SAID, "limit_", _LIMITS), (NEXT, "next_", _NEXT)
    for x, (head_text, start, wide) in zip(starts, heads, strict=True):
        texts = made.sentences.starting(start)
        if texts:
            column, end = _paragraphs([(head_text, [f"•  {text}" for text in texts])], x, y, wide)
            say += column
            ends.append(end)
    y = max(ends) + 6
    for line in wrapped(made.foot, _WIDTH, 10):
        say.append(Words((_LEFT, y), line, 10, colour=ASIDE))
        y += 13
    described = " ".join(text for text in made.sentences.values() if text)
    return Picture(_A4[0], max(_A4[1], y + _TOP / 2), made.title, described, say)


def _rule(say: list[Any], y: float) -> float:
    say.append(Line((_LEFT, y), (_LEFT + _WIDTH, y), RULE, 1))
    return y + 10


def _paragraphs(
    parts: Iterable[tuple[str, Sequence[str]]], x: float, y: float, wide: float = COLUMN
) -> tuple[list[Words], float]:
    """Write headings and paragraphs into a column; return them and where they end."""
    say: list[Words] = []
    for head, texts in parts:
        for line in wrapped(head, wide / 1.13, _HEAD):
            say.append(Words((x, y), line, _HEAD, bold=True, colour=INK))
            y += 16
        y += 2
        for text in texts:
            for line in wrapped(text, wide, _SIZE):
                say.append(Words((x, y), line, _SIZE))
                y += _LEADING
            y += 4
    return say, y
