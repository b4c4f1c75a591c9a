"""Answers pasted into an e-mail or a text: found there, and put together again where lines were broken."""

from __future__ import annotations

import csv
import email
import email.policy
import html
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path

from sysmap.records.containers.encodings import text_of
from sysmap.records.problems import Reading
from sysmap.records.returns.saved_answers import (
    COLUMNS,
    FILE_LIMIT,
    ROW_LIMIT,
    SUFFIX,
    Row,
    SavedAnswers,
    saved_in,
    verified,
)

TEXT, MAIL = ".txt", ".eml"
_QUOTED = re.compile(r"^(?:\s*>)+ ?")
_DASHES = re.compile(r"\s*[-\u2010-\u2015_]{3,}\s*")
_HEADER = ",".join(COLUMNS)
_LINE_ENDS = re.compile(r"(?i)<br\s*/?>|</(?:p|div|li|tr|pre)>")
_TAG = re.compile(r"<[^>]*>")
_LONGEST_ROW = 50_000


def read_pasted(path: Path, here: Reading) -> list[SavedAnswers]:
    """Read all answers in a text or an e-mail; none, with the fault noted, where there are none."""
    if path.stat().st_size > FILE_LIMIT:
        here.fault(f"larger than {FILE_LIMIT // 1_000_000} MB: not answers to a survey")
        return []
    data = path.read_bytes()
    if path.suffix.casefold() == MAIL:
        texts, attached = _parts(data, here)
    else:
        text = text_of(data, here)
        if text is None:
            return []
        texts, attached = [text], []
    found = [saved_in(part, here) for part in attached]
    # Whoever attaches the file may have pasted the text as well: that is one answer.
    pasted = [verified(rows, here) for text in texts for rows in _pasted(text)]
    every = [one for one in [*found, *pasted] if one is not None]
    if not found and not pasted:
        here.fault(
            "no answers in it: they begin with a row organisation,partner,question and stand between two "
            "lines of dashes; ask for all of the text that the page copied"
        )
    return list({(one.page, one.time): one for one in every}.values())


def _parts(data: bytes, here: Reading) -> tuple[list[str], list[bytes]]:
    """Return the texts of an e-mail, and the files of answers attached to it."""
    texts: list[str] = []
    pages: list[str] = []
    attached: list[bytes] = []
    try:
        message = email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)
        for part in message.walk():
            kind = part.get_content_type()
            name = part.get_filename() or ""
            if name.casefold().endswith((SUFFIX, ".csv")):
                content = part.get_payload(decode=True)
                attached.append(content if isinstance(content, bytes) else b"")
            elif kind == "text/plain":
                texts.append(part.get_content())
            elif kind == "text/html":
                pages.append(html.unescape(_TAG.sub("", _LINE_ENDS.sub("\n", part.get_content()))))
    except (MessageError, LookupError, ValueError, RecursionError, AttributeError, TypeError, KeyError):
        here.fault("an e-mail that cannot be opened: copy its text into a file that ends in .txt")
        return [], []
    return texts or pages, attached


def _pasted(text: str) -> Iterator[list[Row]]:
    """Give the rows of each answer in a text."""
    lines = [_QUOTED.sub("", line) for line in text.splitlines()]
    starts = [number for number, line in enumerate(lines) if _is_header(line)]
    for start, after in zip(starts, [*starts[1:], len(lines)], strict=False):
        ends = (number for number in range(start + 1, after) if _DASHES.fullmatch(lines[number]))
        yield _rows(lines, start + 1, next(ends, after))


def _is_header(line: str) -> bool:
    return line.replace(" ", "").strip('\ufeff*"').casefold() == _HEADER


def _rows(lines: list[str], start: int, end: int) -> list[Row]:
    """Put rows together: where a line is not a whole row, the next goes on in it."""
    rows: list[Row] = []
    begun, page, kept, wanted = start, "", "", ROW_LIMIT
    for number in range(start, end):
        line = lines[number].replace("\u00a0", " ").strip()
        if not line:
            continue
        if not kept:
            begun = number
        kept = f"{kept} {line}" if kept else line
        cells = _split(kept)
        # Every row ends with the page that saved it: a broken one does not.
        whole = cells is not None and len(cells) >= len(COLUMNS) and cells[-1].strip()
        if (whole and cells is not None and page in ("", cells[-1].strip())) or len(kept) > _LONGEST_ROW:
            rows.append((begun + 1, cells or [kept]))
            kept = ""
            if len(rows) == 1:
                # The check row says where all are over: what follows is none of it.
                page, wanted = rows[0][1][-1].strip(), _count(rows[0][1])
        if len(rows) > wanted:
            return rows
    if kept:
        rows.append((begun + 1, _split(kept) or [kept]))
    return rows


def _count(check: list[str]) -> int:
    said = re.match(r"\s*(\d{1,6}) rows", check[3]) if len(check) > 3 else None
    return min(int(said[1]), ROW_LIMIT) if said else ROW_LIMIT


def _split(line: str) -> list[str] | None:
    """Split a row into cells; None where a quotation mark is not closed yet."""
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error:
        return None
