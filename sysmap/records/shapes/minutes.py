"""The head of minutes: under the heading of a meeting a list of who was present, and who sent apologies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sysmap.records.columns.kinds import looks_like_an_organisation
from sysmap.records.personal.contents import is_a_name
from sysmap.records.raw import RawTable
from sysmap.records.values.cells import clean

_PRESENT = re.compile(
    r"(present|in attendance|attendees|attended( by)?|attending)\s*[:\-–]?\s*(.*)", re.IGNORECASE | re.DOTALL
)
_APOLOGIES = re.compile(
    r"(apologies|apols|absent|not present)\b[^:]{0,40}[:\-–]?\s*(.*)", re.IGNORECASE | re.DOTALL
)
_BEGINS = re.compile(r"(present|in attendance|attendees)\s*:?|[^:]{1,30}:.*", re.IGNORECASE | re.DOTALL)
_OVER = re.compile(
    r"(agenda|minutes|item|actions?|matters|welcome|discussion|notes?|aob|any other business|\d+[.)])\b.*",
    re.IGNORECASE,
)
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH} \d{{4}}",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"\b(meeting|board|forum|group|committee|partnership|alliance|minutes)\b", re.IGNORECASE
)
_PIECES = re.compile(r"[,;()]|\s[-–—:/]\s|:\s")
_ENTRIES = re.compile(r"[;\n]+")
_WIDEST, _LONGEST = 3, 3_000


_DOUBT = (
    "a person or an organisation? Give a list of partners beside the minutes, or write the organisation in "
    "brackets after the name"
)


@dataclass
class Presences:
    """Who was at which meeting, by minutes; people are counted, and nobody is named."""

    there: list[tuple[Any, str, str, str]] = field(default_factory=list)
    away: list[Any] = field(default_factory=list)
    people: int = 0
    faults: list[tuple[Any, str]] = field(default_factory=list)


def is_minutes(raw: RawTable) -> bool:
    """Return whether a raw table is text with a list of who was present."""
    if raw.form or not 0 < len(raw.columns) <= _WIDEST or len(raw) > _LONGEST:
        return False
    first = [raw.columns[0] if raw.title else "", *raw.frame.iloc[:, 0]]
    texts = [clean(cell)[0] for cell in first]
    return any(_PRESENT.fullmatch(text) and _BEGINS.fullmatch(text) for text in texts)


def _lines(raw: RawTable) -> Iterator[tuple[Any, str]]:
    """Give the texts of minutes with their rows: the title, what was taken for headers, and the cells."""
    top = raw.origin.header_row
    if raw.title:
        yield top, raw.title
    yield from ((top, text) for header in raw.columns if (text := clean(header)[0]))
    for row, cells in zip(raw.index, raw.frame.to_numpy(), strict=True):
        for cell in cells:
            lines = cell.splitlines() if isinstance(cell, str) else [cell]
            text = "\n".join(line for part in lines if (line := clean(part)[0]))
            if text:
                yield row, text


def presences(raw: RawTable, known: Callable[[str], bool]) -> Presences:
    """Return who was present by minutes.

    Parameters
    ----------
    raw
        The minutes, a line or more in each row.
    known
        Tells whether a text names an organisation of a list of partners.
    """
    found = Presences()
    heading = last = ""
    section = ""
    for row, text in _lines(raw):
        there, away = _PRESENT.fullmatch(text), _APOLOGIES.fullmatch(text)
        if there:
            if section != "present" and last:
                heading, last = last, ""
            elif not heading:
                found.faults.append((row, "of which meeting? Write its name and date in a row above"))
            section, text = "present", there[3]
        elif away:
            section, text = "away", away[2]
        elif _DATE.search(text) or (not section and _HEADING.search(text)) or not (section or last):
            # The name of a meeting and its day may stand in two rows.
            last = f"{last}, {text}" if last and not section and not _DATE.search(last) else text
            section = ""
            continue
        elif _OVER.fullmatch(text):
            section = "over"
        if section in ("present", "away"):
            for entry in _ENTRIES.split(text):
                _take(entry, row, section, heading, known, found)
    return found


def _take(
    entry: str, row: Any, section: str, heading: str, known: Callable[[str], bool], found: Presences
) -> None:
    whole = clean(entry)[0].strip(" -–•*")
    if not whole:
        return
    pieces = [whole] if known(whole) else [piece.strip() for piece in _PIECES.split(whole) if piece.strip()]
    people = [piece for piece in pieces if not known(piece) and is_a_name(piece)]
    names = [p for p in pieces if known(p) or (p not in people and looks_like_an_organisation(p))]
    found.people += len(people)
    if section == "away":
        found.away.append(row)
    elif names:
        day = _DATE.search(heading)
        found.there += [(row, name, heading, day[0] if day else "") for name in names]
    elif not people:
        found.faults.append((row, _DOUBT))
