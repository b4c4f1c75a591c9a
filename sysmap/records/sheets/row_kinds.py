"""Rows inside and below a table that are no rows of it: headings, headers said again, notes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sysmap.records.sheets.rows import Row
from sysmap.vocabulary import fold, sectors_meant

HEADINGS, REPEATED, NOTES, TITLES = (
    "in rows with a heading alone",
    "in headers said again",
    "in notes below a table",
    "in rows above the headers",
)
_NOTE = re.compile(
    r"(foot)?notes?\b|source\s*:|sources\s*:|key\b\s*:?|legend\b|nb\b|n\.b\.|\*|†|please note|last updated|"
    r"updated (on|by)?\b|prepared (by|for)\b|completed by\b|guidance\b|scale\s*:|data (from|source)\b|"
    r"version\b|contact\b|for (more|further) information\b|end of\b|©",
    re.IGNORECASE,
)
_HEADING = re.compile(r".+:|(section|part|tier|group|theme|sector|area|type|category)\b.*", re.IGNORECASE)
_GROUPS = {
    *(
        "health",
        "councils",
        "statutory",
        "statutory partners",
        "voluntary",
        "public",
        "public sector",
        "private",
    ),
    *("private sector", "third sector", "education", "others", "other", "other partners", "core", "wider"),
    *("core partners", "wider partners", "key partners", "associate members", "community", "business"),
}
_PIECES = re.compile(r"\s*[;,\n|/]\s*|\s+and\s+|\s+&\s+")
_WORDS, _SENTENCE = 8, 4


def notes_below(body: Sequence[Row], first: int) -> int:
    """Return the position from which the rows of a table are notes below it; how many rows where none are."""
    for place, row in enumerate(body):
        if place and _is_alone(row, first) and _NOTE.match(row.texts()[0]) and _below_a_gap(body, place):
            rest = body[place:]
            if all(other.held() <= 2 for other in rest):
                return place
    stop = len(body)
    while stop and _is_alone(body[stop - 1], first) and _is_note(body, stop - 1, stop < len(body)):
        stop -= 1
    return stop


def _is_note(body: Sequence[Row], place: int, more: bool) -> bool:
    text = body[place].texts()[0]
    words = len(text.split())
    if _NOTE.match(text):
        return True
    sentence = words >= _WORDS or (words >= _SENTENCE and text[-1] in ".!?")
    return sentence and (more or _below_a_gap(body, place))


def _below_a_gap(body: Sequence[Row], place: int) -> bool:
    return place > 0 and body[place].number > body[place - 1].number + 1


def headings_inside(body: Sequence[Row], first: int, wide: Collection[int]) -> set[int]:
    """Return the numbers of rows that hold a heading alone: what it says of the rows below is not known.

    Parameters
    ----------
    body
        The rows of a table.
    first
        The position of its first column.
    wide
        The numbers of rows whose first cell is merged with those beside it.
    """
    alone = [place for place, row in enumerate(body) if row.held() == 1 and row.places()[0] <= first + 1]
    if not alone:
        return set()
    merged = {place for place in alone if body[place].number in wide}
    named = _all_others(body, alone)
    said = [
        place
        for place in alone
        if place not in merged
        and place + 1 < len(body)
        and _is_heading(body[place].texts()[0])
        and fold(body[place].texts()[0]) not in named
    ]
    # One such row may be an organisation of which all else is missing; the first row or several are none.
    sure = said if said and (said[0] == 0 or len(said) > 1) else []
    return {body[place].number for place in (*merged, *sure)}


def _all_others(body: Sequence[Row], alone: Collection[int]) -> set[str]:
    """Return all that other rows name: what is named there may be an organisation, and no heading."""
    left = set(alone)
    texts = (text for place, row in enumerate(body) if place not in left for text in row.texts())
    return {fold(piece) for text in texts for piece in (text, *_PIECES.split(text))}


def _is_alone(row: Row, first: int) -> bool:
    return row.places() == [first]


def _is_heading(text: str) -> bool:
    return bool(sectors_meant(text) or _HEADING.fullmatch(text) or fold(text) in _GROUPS)


def repeats(header: Sequence[str], row: Row) -> bool:
    """Return whether a row says the headers again."""
    texts, names = row.texts(), [text for text in header if text]
    if len(texts) < 2 or len(texts) != len(names):
        return False
    return all(fold(text) == fold(name) for text, name in zip(texts, names, strict=True))
