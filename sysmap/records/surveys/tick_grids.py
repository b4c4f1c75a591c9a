"""Tick-box grids: a cell holds one kind of tie or several, for the organisation of its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from sysmap.records.columns.kinds import looks_like_an_organisation
from sysmap.records.surveys.block import Block, pieces
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.words import NOBODY, fits
from sysmap.vocabulary import fold

_SEPARATORS = (";", "|", ",")
_MOST_KINDS = 12
_LONGEST_KIND = 80


def kinds_in_cells(group: list[Question], survey: SurveyExport, known: Callable[[str], bool]) -> list[Block]:
    """Make a block for each kind of tie that is ticked in the cells of a grid; none where it is no such grid.

    Its rows are organisations, some cell holds several answers, and the answers are a few that come back.
    """
    grid = [question for question in group if not question.statement and known(question.item)]
    if len(group) < 2 or 2 * len(grid) < len(group) or group[0].kind:
        return []
    cells = [
        cell
        for question in group
        for cell in survey.answers[question.column]
        if cell and fits([fold(cell)], survey.own) == frozenset()
    ]
    for separator in _SEPARATORS:
        if not any(len(pieces(cell, separator)) > 1 for cell in cells):
            continue
        mark = f"{separator} " if separator == "," else separator
        kinds = _kinds([_joined(pieces(cell, mark)) for cell in cells])
        items = {fold(question.item) for question in group}
        if not kinds or items & set(kinds) or any(map(survey.is_listed, kinds.values())):
            return []
        columns = tuple(group)
        return [
            Block(columns, group[0].stem, ticks=True, kind=kind, together=columns, picked=folded,
                  separator=mark, own=survey.own)
            for folded, kind in kinds.items()
        ]  # fmt: skip
    return []


def _joined(words: list[str]) -> list[str]:
    """Put together again what a comma inside one answer took apart: its second half begins in lower case."""
    return words if all(word[:1].isupper() for word in words) or not words[0][:1].isupper() else []


def _kinds(cells: list[list[str]]) -> dict[str, str]:
    """Return the kinds of tie that stand in cells, by their folded words; none where these are none."""
    if not all(cells):
        return {}
    named = {fold(word): word for cell in sorted(cells) for word in cell}
    times = Counter(fold(word) for cell in cells for word in dict.fromkeys(cell))
    kinds = {folded: word for folded, word in sorted(named.items()) if folded not in NOBODY}
    comes_back = sum(1 for folded in kinds if times[folded] > 1)
    if not 1 < len(kinds) <= _MOST_KINDS or not comes_back or _inseparable(cells, times):
        return {}
    if any(len(word) > _LONGEST_KIND or looks_like_an_organisation(word) for word in kinds.values()):
        return {}
    return {} if any(fits([folded], None) for folded in kinds) else kinds


def _inseparable(cells: list[list[str]], times: Counter[str]) -> bool:
    """Tell two words that never stand without each other: they may be one answer that holds the mark."""
    pairs = Counter(
        (fold(first), fold(second)) for cell in cells for first, second in zip(cell, cell[1:], strict=False)
    )
    return any(
        count > 1 and count == times[first] == times[second] for (first, second), count in pairs.items()
    )
