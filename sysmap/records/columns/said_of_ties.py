"""What columns beside the ends of ties say of them: strengths, kinds, waves, and whether there is a tie."""

from __future__ import annotations

from collections.abc import Iterable

from sysmap.records.columns.kinds import STRENGTH_WORDS, ColumnKind, Kind
from sysmap.records.values.reading_cells import is_number
from sysmap.vocabulary import folded_label

# By which a column of yes and no says whether there is a tie.
_TIED = {
    *("work", "works", "working", "worked", "together", "link", "links", "linked", "tie", "ties", "tied"),
    *("connect", "connected", "connection", "collaborate", "collaborates", "collaborating", "collaboration"),
    *("partners", "partnered", "partnership", "relationship", "exists", "active", "current", "currently"),
    *("contact", "refer", "refers", "share", "shares", "interact", "interacts"),
}
_KIND = {"kind", "type", "what", "relationship", "activity", "link", "nature", "tie"}


def beside_ties(kinds: Iterable[ColumnKind], ends: Iterable[str]) -> dict[str, str]:
    """Return what else of ties is unmistakable beside their ends: strengths, kinds and waves, by column.

    Of each there must be one column. Numbers are strengths if their header says so, or if they are the only
    numbers there are.
    """
    taken = set(ends)
    others = [kind for kind in kinds if kind.header not in taken and kind.header.strip()]
    words = {kind.header: set(folded_label(kind.header).split()) for kind in others}
    found = {}
    numbers = [kind for kind in others if kind.kind == Kind.NUMBERS and not _counts_rows(kind)]
    strengths = [kind for kind in others if kind.kind == Kind.SCALE]
    strengths = strengths or [kind for kind in numbers if words[kind.header] & STRENGTH_WORDS] or numbers
    strengths = strengths or [kind for kind in others if says_whether_tied(kind)]
    strengths = strengths or [
        kind for kind in others if kind.kind == Kind.AMOUNTS and all(map(is_number, kind.values))
    ]
    texts = [kind for kind in others if kind.kind in (Kind.LABELS, Kind.TEXTS)]
    by_word = [
        kind for kind in texts if words[kind.header] & _KIND and not words[kind.header] & STRENGTH_WORDS
    ]
    strengths = strengths or [
        kind for kind in texts if kind.kind == Kind.LABELS and words[kind.header] & STRENGTH_WORDS
    ]
    years = [kind for kind in others if kind.kind == Kind.YEARS]
    for column, those in (("kind", by_word), ("strength", strengths), ("wave", years)):
        if len(those) == 1:
            found[column] = those[0].header
    return found


def _counts_rows(kind: ColumnKind) -> bool:
    """Return whether numbers count the rows: one after the other, from 0 or 1 up."""
    if set(folded_label(kind.header).split()) & {"row", "id"}:
        return True
    numbers = [int(value) for value in kind.values if value.isdecimal()]
    first = numbers[0] if numbers else 0
    return len(numbers) == kind.filled > 2 and numbers == list(range(first, first + len(numbers)))


def says_whether_tied(kind: ColumnKind) -> bool:
    """Return whether a column of yes and no says by its header whether there is a tie."""
    return kind.kind == Kind.YES_NO and bool(set(folded_label(kind.header).split()) & _TIED)
