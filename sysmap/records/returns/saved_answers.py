"""What the page of a survey saves: a row per partner and question, and one that says whether all are there.

The rows are held to what the page writes before anybody looks at what they say: a file that was cut off,
changed or made by hand is refused as a whole.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sysmap.files import unguarded
from sysmap.letters import composed
from sysmap.records.containers.encodings import text_of
from sysmap.records.problems import Reading, row_list
from sysmap.records.values.cells import clean
from sysmap.text import counted

COLUMNS = ("organisation", "partner", "question", "answer", "wave", "asked_of", "time", "page")
SUFFIX = ".answers.csv"
CHECK = "check"
FILE_LIMIT, ROW_LIMIT, CELL_LIMIT = 10_000_000, 50_000, 5_000
_SEPARATORS = ",;\t"
_SAID = re.compile(r"(\d{1,6}) rows, checksum ([0-9a-f]{16})")
_CODE = re.compile(r"survey-[0-9a-f]{16}")
_PAGE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_HEADER = ",".join(COLUMNS)
AGAIN = "ask whoever sent it to press 'Save my answers' again"
# The same in every row of one file.
_SHARED = ("organisation", "wave", "asked_of", "time", "page")

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Answer:
    """One row: where it stands, about whom it is, what was asked and what was answered."""

    row: int
    partner: str
    question: str
    answer: str


@dataclass(frozen=True)
class SavedAnswers:
    """The answers of one respondent, as a page saved them.

    Attributes
    ----------
    file, organisation, wave
        Where they stand, whose they are, and of which wave.
    survey
        The code of the survey that was asked.
    time, page
        When they were saved, and the page and person by whom.
    answers
        The answers.
    """

    file: str
    organisation: str
    wave: str
    survey: str
    time: datetime
    page: str
    answers: tuple[Answer, ...]


def read_saved(path: Path, here: Reading) -> SavedAnswers | None:
    """Read a file that a page saved; None, with every fault noted, where it cannot be used."""
    if path.stat().st_size > FILE_LIMIT:
        here.fault(f"larger than {FILE_LIMIT // 1_000_000} MB: not answers to a survey")
        return None
    return saved_in(path.read_bytes(), here)


def saved_in(data: bytes, here: Reading) -> SavedAnswers | None:
    """Read what a page saved from the bytes of a file."""
    text = text_of(data, here)
    return None if text is None else verified(_rows(text, here), here)


def _rows(text: str, here: Reading) -> list[Row] | None:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((mark for mark in _SEPARATORS if _is_header(first.split(mark))), None)
    if separator is None:
        here.fault(f"not saved by the page of a survey: the first row must be {_HEADER}", row=1)
        return None
    rows: list[Row] = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                rows.append((lines.line_num, cells))
            if len(rows) > ROW_LIMIT:
                here.fault(f"more than {ROW_LIMIT:,} rows: not answers to a survey")
                return None
    except csv.Error as error:
        here.fault(f"damaged ({error}): {AGAIN}", row=lines.line_num)
        return None
    return rows[1:]


def _is_header(cells: Sequence[str]) -> bool:
    plain = [cell.strip(' "\u00a0\ufeff').casefold() for cell in cells]
    return plain[: len(COLUMNS)] == list(COLUMNS) and not any(plain[len(COLUMNS) :])


def checksum(rows: Sequence[Sequence[str]]) -> str:
    """Return what the page works out of its rows, so that a changed cell is seen."""
    text = "\n".join("\t".join(rows_cell) for rows_cell in rows)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def verified(rows: list[Row] | None, here: Reading) -> SavedAnswers | None:
    """Hold rows to what a page writes: as many as it says, unchanged, and all of one answer.

    Parameters
    ----------
    rows
        The rows below the header, each with its number; None where there is nothing to hold.
    here
        Where they stand, and where faults are noted.
    """
    if rows is None:
        return None
    before = len(here.problems.faults)
    cells = [(row, _cells(row, written, here)) for row, written in rows]
    if len(here.problems.faults) > before:
        return None
    if not cells or cells[0][1][2] != CHECK:
        here.fault(f"the row below the header must be the check row: {AGAIN}", row=2)
        return None
    (_, check), *body = cells
    _check(check, [said for _, said in body], here)
    shared = dict(zip(COLUMNS, check, strict=True))
    for name in _SHARED:
        place = COLUMNS.index(name)
        others = [row for row, said in body if said[place] != shared[name]]
        if others:
            here.fault(
                f"another {name} than in the check row ({shared[name]}): one file holds one answer",
                row=row_list(others),
                column=name,
            )
    time = _time(shared["time"], here)
    for name, form in (("asked_of", _CODE), ("page", _PAGE)):
        if not form.fullmatch(shared[name]) or len(shared[name]) > 200:
            here.fault(f"not as a page writes it: {AGAIN}", row=2, column=name, value=shared[name])
    if not shared["organisation"]:
        here.fault("blank: whose answers are these?", row=2, column="organisation")
    if len(here.problems.faults) > before or time is None:
        return None
    answers = tuple(Answer(row, *said[1:4]) for row, said in body)
    return SavedAnswers(
        here.origin.file,
        shared["organisation"],
        shared["wave"],
        shared["asked_of"],
        time,
        shared["page"],
        answers,
    )


def _cells(row: int, written: list[str], here: Reading) -> list[str]:
    """Return the cells of a row as the page knew them."""
    kept = written[: len(COLUMNS)]
    if len(written) < len(COLUMNS) or any(cell.strip() for cell in written[len(COLUMNS) :]):
        here.fault(f"{counted(len(written), 'value')} instead of {len(COLUMNS)}: {AGAIN}", row=row)
        return [""] * len(COLUMNS)
    for column, cell in zip(COLUMNS, kept, strict=True):
        if len(cell) > CELL_LIMIT:
            here.fault(f"longer than {CELL_LIMIT:,} letters", row=row, column=column, value=cell)
            return [""] * len(COLUMNS)
    return [" ".join(unguarded(composed("NFC", cell).strip()).split()) for cell in kept]


def _check(check: list[str], body: list[list[str]], here: Reading) -> None:
    said = _SAID.fullmatch(check[3])
    if said is None:
        here.fault(f"not as a page writes it: {AGAIN}", row=2, column="answer", value=check[3])
    elif int(said[1]) != len(body):
        here.fault(
            f"{said[1]} rows were saved and {len(body)} are here: it was cut off or changed; {AGAIN}",
            row=2,
            column="answer",
        )
    elif said[2] != checksum(body):
        here.fault(f"something in it was changed after it was saved: {AGAIN}", row=2, column="answer")


def _time(text: str, here: Reading) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None or not 2000 <= time.year < 2100:
        here.fault(
            "not a time with its time zone, as in 2026-11-30T09:00:00Z", row=2, column="time", value=text
        )
        return None
    return time


def said_in(text: str) -> tuple[str, bool]:
    """Return a text without what is not seen, and whether anything was taken out."""
    plain, removed = clean(text)
    return plain, bool(removed)
