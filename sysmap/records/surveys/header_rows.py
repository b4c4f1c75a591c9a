"""How many rows of an export are headers, and what each column says: its question, and the row of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sysmap.errors import listed
from sysmap.records.problems import Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.surveys.export import is_called
from sysmap.records.surveys.tools import EVERY_TOOL
from sysmap.records.surveys.words import TICKED, UNTICKED, fits, is_no_answer
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.vocabulary import fold

# What stands below a question that has one column.
_SINGLE = ("Response", "Open-Ended Response", "Open Ended Response", "Answer", "Open Response", "Text")
_CODE = re.compile(r"[A-Za-z]{0,24}_?\d*([._\-\[]?\w+\]?){0,4}")
_DIGITS = re.compile(r"[\d\s:/.,\-+%]+")
# What asks for a name or for words beside the rows of a grid.
_BESIDE_A_GRID = re.compile(
    r"\b(others?|specify|comments?|please (state|name|describe|say))\b", re.IGNORECASE
)
_FEWEST, _LONGEST = 2, 40


def asks_for_words(label: str) -> bool:
    """Tell a label that asks for a name or for words, such as Other (please specify)."""
    return bool(_BESIDE_A_GRID.search(label))


@dataclass(frozen=True)
class Headings:
    """What the header rows of an export say.

    Attributes
    ----------
    rows
        How many rows below the first are headers.
    texts
        What each column says, where it stands in one row.
    stems
        The question above each column whose row of it stands below, so that `texts` holds the row alone.
    numbers
        What tells questions apart that are put in the same words.
    astray
        What stands under no question.
    """

    rows: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)
    stems: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    astray: Sequence[str] = ()


def headings_of(raw: RawTable, *, rows: int | None = None) -> Headings:
    """Find the header rows of an export below the first, or take them as told."""
    texts = {header: clean(header)[0] for header in map(str, raw.columns)}
    below = rows if rows is not None else _rows_below(raw, texts)
    if not below:
        return Headings(0, texts)
    labels = [_cells(raw, place) for place in range(below)]
    if rows is None and not _nameless(texts):
        return _labelled(texts, labels[-1])
    return _stacked(texts, labels)


def note_astray(headings: Headings, raw: RawTable, problems: Problems) -> None:
    """Note what stands under no question, as where columns were moved."""
    if headings.astray:
        problems.fault(
            raw.origin,
            f"under no question: {listed(map(shown, headings.astray), 20)}; in this export a question stands "
            "over the first of its columns only: have columns been moved? Export the answers again, and "
            "leave the columns where they are",
            row=1,
        )


def labelled(raw: RawTable) -> Headings:
    """Take the row below the codes of the questions as what they say."""
    return _labelled({header: clean(header)[0] for header in map(str, raw.columns)}, _cells(raw, 0))


def _labelled(codes: Mapping[str, str], labels: Mapping[str, str]) -> Headings:
    numbers = {}
    times: Counter[str] = Counter()
    for header, code in codes.items():
        match = re.fullmatch(r"(.+?)(_\d+)+", code)
        if match:
            numbers[header] = match[1]
            times[match[1]] += 1
    return Headings(
        1,
        {header: labels[header] or code for header, code in codes.items()},
        numbers={header: number for header, number in numbers.items() if times[number] > 1},
    )


def _stacked(texts: Mapping[str, str], labels: list[dict[str, str]]) -> Headings:
    """Read a question that stands over the first of its columns, whose rows stand below."""
    said: dict[str, str] = {}
    stems: dict[str, str] = {}
    astray: list[str] = []
    stem, heads = "", False
    *middle, items = labels
    above = ""
    for header, text in texts.items():
        item = items[header]
        single = is_called(item, *_SINGLE)
        if text:
            above = ""
        for row in middle:
            above = row[header] or above
        if text:
            if is_called(text, *EVERY_TOOL):
                said[header] = text
                stem, heads = "", False
                continue
            stem, heads = text, not single and bool(item)
        elif not item:
            said[header] = ""
            continue
        elif not heads and not above and not asks_for_words(item):
            astray.append(item)
            said[header] = item
            continue
        question = above or stem
        if single or not item:
            said[header] = question
        else:
            said[header], stems[header] = item, question
    return Headings(len(labels), said, stems, astray=tuple(astray))


def _rows_below(raw: RawTable, texts: Mapping[str, str]) -> int:
    """Count the rows below the first that are headers too."""
    for count in (2, 1):
        if len(raw) <= count:
            continue
        rows = [_cells(raw, place) for place in range(count)]
        if _nameless(texts):
            if _names_columns(raw, texts, rows):
                return count
        elif count == 1 and _labels_codes(raw, texts, rows[0]):
            return count
    return 0


def _nameless(texts: Mapping[str, str]) -> list[str]:
    headers = list(texts)
    first = next((place for place, header in enumerate(headers) if texts[header]), len(headers))
    return [header for header in headers[first:] if not texts[header]]


def _names_columns(raw: RawTable, texts: Mapping[str, str], rows: list[dict[str, str]]) -> bool:
    """Return whether rows name the columns that have no header, which no answer does."""
    nameless = _nameless(texts)
    items = {header: rows[-1][header] for header in nameless if rows[-1][header]}
    if len(items) < _FEWEST or 2 * len(items) < len(nameless):
        return False
    if len({fold(item) for item in items.values()}) < 2:
        return False
    return all(
        _is_label(raw, header, row[header], len(rows)) for row in rows for header in texts if row[header]
    )


def _labels_codes(raw: RawTable, texts: Mapping[str, str], row: dict[str, str]) -> bool:
    """Return whether a row says in words what the codes above it mean."""
    named = [header for header in texts if texts[header]]
    filled = [header for header in named if row[header]]
    if len(named) < 3 or 4 * len(filled) < 3 * len(named):
        return False
    if not all(len(texts[header]) <= _LONGEST and _CODE.fullmatch(texts[header]) for header in named):
        return False
    spoken = [header for header in filled if " " in row[header]]
    asked = any(row[header].endswith("?") for header in spoken)
    return (
        asked and 2 * len(spoken) >= len(filled) and all(_is_label(raw, one, row[one], 1) for one in filled)
    )


def _is_label(raw: RawTable, header: str, text: str, below: int) -> bool:
    """Return whether a text is no answer: a word of no scale, that answers do not repeat but as a tick."""
    folded = fold(text)
    if _DIGITS.fullmatch(text) or is_no_answer(folded) or folded in TICKED | UNTICKED:
        return False
    if fits([folded], None) and not is_called(text, *_SINGLE):
        return False
    place = list(map(str, raw.columns)).index(header)
    answers = [fold(clean(cell)[0]) for cell in raw.frame.iloc[below:, place]]
    told = {answer for answer in answers if answer not in BLANK_LIKE}
    return folded not in told or told == {folded}


def _cells(raw: RawTable, place: int) -> dict[str, str]:
    cells = (clean(cell)[0] for cell in raw.frame.iloc[place])
    return dict(zip(map(str, raw.columns), cells, strict=True))
