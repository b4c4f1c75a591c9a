"""What a column holds, judged by its header and its values: names, ids, dates, words of a scale and so on.

Layouts, suggestions and refusals ask here, so that all of them take a column for the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from sysmap.records.names.classify import sector_of_name
from sysmap.records.personal.contents import content_says
from sysmap.records.personal.headers import CERTAIN, header_says
from sysmap.records.raw import RawTable
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.records.values.dates import read_dates
from sysmap.records.values.reading_cells import is_number
from sysmap.vocabulary import fold, folded_label, no_answers, scales, sectors_meant

# So many cells with something in them tell what a column holds.
_SAMPLE = 2_000
_FEW = 5
_YES_OR_NO = {"y", "n", "yes", "no", "true", "false"}
_TICKS = {"x", "✓", "✔", "☑", "✅", "checked", "unchecked", "ticked", "unticked", "selected", "not selected"}
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_MONEY = re.compile(
    r"[-−]?\s*[£$€]\s*[-−]?\d[\d,]*(\.\d+)?\s*(k|m|bn|million|thousand)?|\d[\d,]*(\.\d+)?\s*(gbp|eur)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(19|20)\d{2}([/–-]\d{2,4})?")
# Time stamps as survey tools write them, in whatever order of day and month.
_STAMP = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}([ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?)?( ?[ap]m)?"
    r"( ?[A-Z]{3}| ?[+-]\d{2}:?\d{2}|Z)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=[^\s]*\d)[A-Za-z]{0,8}[-_./:]?[A-Za-z]{0,4}\d[\w./:-]{0,24}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBERED_LABEL = re.compile(r"\(?\d{1,2}\)?\s*[-–—:.)=]\s*\S.*|.*\S\s*\(\d{1,2}\)")
_ABOUT = re.compile(r"[\[({].*?[\])}]|\s[-–—|]\s.*|:\s.*")
_LIST_MARKS = (";", "\n", "|", ",")
_LONGEST_NAME, _MOST_WORDS, _LONGEST_SEEN = 120, 14, 1_000
# Headers whose columns hold organisations, and those whose columns hold what is no organisation.
_ORGANISATION_WORDS = {
    *("organisation", "agency", "partner", "provider", "body", "employer", "charity", "council", "trust"),
    *("company", "institution", "member", "funder", "recipient", "referrer", "commissioner", "supplier"),
    *("source", "target", "respondent", "institute", "association", "group"),
}
_ID_WORDS = {"id", "code", "ref", "reference", "identifier", "key", "urn", "number", "no"}
_SECTOR_WORDS = {"sector", "category", "type", "classification"}
STRENGTH_WORDS = {
    *("strength", "weight", "frequency", "often", "score", "count", "intensity", "rating", "times"),
    *("much", "many", "contact", "referral", "meeting", "level", "intensity", "closeness", "interaction"),
}
_MONEY_WORDS = {"amount", "budget", "cost", "value", "funding", "spend", "grant", "price", "award", "income"}


class Kind(StrEnum):
    """What a column holds, as a person would say it."""

    NOTHING = "nothing"
    PERSONAL = "personal data"
    YES_NO = "yes or no"
    YEARS = "years"
    DATES = "dates"
    AMOUNTS = "amounts of money"
    NUMBERS = "numbers"
    IDS = "ids"
    SCALE = "words of a scale"
    SECTORS = "sectors"
    LISTS = "several organisations in a cell"
    NAMES = "names of organisations"
    LABELS = "a few words"
    TEXTS = "texts"


@dataclass(frozen=True)
class ColumnKind:
    """What one column holds.

    Attributes
    ----------
    header
        The header as it stands.
    kind
        What it holds.
    values
        Its distinct values, as clean texts.
    filled
        How many of the cells looked at hold something.
    separator
        What stands between the organisations in a cell; empty where a cell names one at most.
    known
        How many of the values name an organisation of a list of partners.
    """

    header: str
    kind: Kind
    values: tuple[str, ...] = ()
    filled: int = 0
    separator: str = ""
    known: int = 0

    @property
    def names_organisations(self) -> bool:
        """Whether a cell may name one organisation: by a name, or by an id."""
        return self.kind in (Kind.NAMES, Kind.IDS) or self.is_known

    @property
    def is_known(self) -> bool:
        """Whether most of the values are organisations of a list of partners."""
        return self.known > 0 and 2 * self.known >= len(self.values)

    @property
    def said(self) -> str:
        """The header and what it holds, for a message."""
        return f"{clean(self.header)[0]} ({self.kind})"


def kinds_of(raw: RawTable, known: Callable[[str], bool] | None = None) -> list[ColumnKind]:
    """Say what each column of a raw table holds, in order.

    Parameters
    ----------
    raw
        The raw table.
    known
        Tells whether a text names an organisation of a list of partners; None where there is no list.
    """
    return [kind_of(str(header), raw.frame.iloc[:, place], known) for place, header in enumerate(raw.columns)]


def kind_of(header: str, cells: Iterable[object], known: Callable[[str], bool] | None = None) -> ColumnKind:
    """Say what a column holds: what is surest goes first, and its values go before its header."""
    counts = Counter(islice(_filled(cells), _SAMPLE))
    values, filled = tuple(counts), counts.total()
    if not values:
        return ColumnKind(header, Kind.NOTHING)
    hits = sum(map(known, values)) if known and not _is_a_strength(header, values) else 0
    separator = ""
    if not (hits and 2 * hits >= len(values)):
        separator = _separator(values, known)
    kind = _judged(header, values, filled, hits, separator)
    return ColumnKind(header, kind, values, filled, separator if kind == Kind.LISTS else "", hits)


def _is_a_strength(header: str, values: tuple[str, ...]) -> bool:
    """Tell a column of numbers that says how strong ties are: they may be the ids of partners as well."""
    return bool(set(folded_label(header).split()) & STRENGTH_WORDS) and all(map(is_number, values))


def _filled(cells: Iterable[object]) -> Iterable[str]:
    for cell in cells:
        # The beginning of a long text tells what it is.
        cell = cell[:_LONGEST_SEEN] if isinstance(cell, str) else cell
        text = _lines(cell) if isinstance(cell, str) and "\n" in cell.strip() else clean(cell)[0]
        if text.casefold() not in BLANK_LIKE:
            yield text


def _lines(cell: str) -> str:
    """Keep the ends of lines: they may stand between the organisations of a list."""
    return "\n".join(line for part in cell.splitlines() if (line := clean(part)[0]))


# The same columns are judged for one layout after another.
@lru_cache(maxsize=512)
def _judged(header: str, values: tuple[str, ...], filled: int, hits: int, separator: str) -> Kind:
    # What a header names in brackets, or after a dash, is what the column is about, and not what it holds.
    words = set(folded_label(stem_of(header)).split())
    folded = {fold(value) for value in values}
    answers = folded - no_answers() - {"tbc"}
    if hits and 2 * hits >= len(values):
        return Kind.IDS if all(_CODE.fullmatch(value) for value in values) else Kind.NAMES
    if header_says(header) == CERTAIN and not words & _ORGANISATION_WORDS:
        return Kind.PERSONAL
    if answers and (_say_yes_or_no(answers) or answers <= _TICKS or answers == {"0", "1"}):
        return Kind.YES_NO
    found = _numeric(words, values, filled) or _dates(values)
    if found:
        return found
    if answers and _on_a_scale(answers):
        return Kind.SCALE
    if content_says(values, header):
        return Kind.PERSONAL
    if _most(values, lambda value: bool(sectors_meant(value)), 0.8) or (
        words & _SECTOR_WORDS and not words & _ORGANISATION_WORDS - {"organisation", "partner", "group"}
    ):
        return Kind.SECTORS
    if _most(values, lambda value: bool(_CODE.fullmatch(value)), 0.9):
        return Kind.IDS
    if separator:
        return Kind.LISTS
    return _words(words, values, filled)


def _say_yes_or_no(answers: set[str]) -> bool:
    """Return whether answers say yes or no, in whatever words: "no longer", "not yet"."""
    return answers <= _YES_OR_NO | set(scales()["yes or no"])


def stem_of(header: str) -> str:
    """Return a header without what it names in brackets, or after a dash or colon."""
    return _ABOUT.sub(" ", clean(header)[0]).strip()


def _numeric(words: set[str], values: tuple[str, ...], filled: int) -> Kind | None:
    if all(_YEAR.fullmatch(value) for value in values) and len(values) < 60:
        return Kind.YEARS
    if all(_MONEY.fullmatch(value) for value in values):
        return Kind.AMOUNTS
    if all(is_number(value) or _THOUSANDS.fullmatch(value) for value in values):
        # "Number of referrals" is a number, and no number of anybody's; nor is one that comes again as a few.
        few = 3 * len(values) <= filled or (len(values) <= _FEW < filled and len(values) < filled)
        numbers = words & _ID_WORDS <= {"number", "no"} and (few or words - {"number", "no"})
        if words & _ID_WORDS and not numbers and all(value.isdecimal() for value in values):
            return Kind.IDS
        return Kind.AMOUNTS if words & _MONEY_WORDS - {"value"} else Kind.NUMBERS
    return None


def _dates(values: tuple[str, ...]) -> Kind | None:
    if any(value.isdecimal() for value in values):
        return None
    if all(_STAMP.fullmatch(value) for value in values):
        return Kind.DATES
    readings = read_dates(values, [1] * len(values))
    return Kind.DATES if all(reading.form for reading in readings) else None


def _on_a_scale(folded: set[str]) -> bool:
    if all(_NUMBERED_LABEL.fullmatch(word) for word in folded):
        return len(folded) > 1 or not any(map(looks_like_an_organisation, folded))
    return any(folded <= set(scale) for scale in scales().values())


def _separator(values: tuple[str, ...], known: Callable[[str], bool] | None) -> str:
    """Return what stands between organisations in the cells of a column; empty where nothing does.

    The pieces must be known organisations, or come back in other cells, or look like organisations.
    """
    if _most(values, _is_a_sentence, 0.3):
        return ""
    for mark in _LIST_MARKS:
        several = [value for value in values if len(_pieces(value, mark)) > 1]
        if not several or 10 * len(several) < len(values):
            continue
        pieces = [piece for value in values for piece in _pieces(value, mark)]
        times = Counter(map(fold, pieces))
        if any(len(piece) > _LONGEST_NAME or len(piece.split()) > _MOST_WORDS for piece in pieces):
            continue
        whole = {fold(value) for value in values}
        sure = [
            bool(known and known(piece))
            or looks_like_an_organisation(piece)
            or (fold(piece) in whole and len(whole) > 1)
            for piece in pieces
        ]
        good = sum(one or times[fold(piece)] > 1 for one, piece in zip(sure, pieces, strict=True))
        if any(sure) and 2 * good >= len(pieces) and len(times) > 1:
            return mark
    return ""


def _pieces(value: str, mark: str) -> list[str]:
    return [piece.strip() for piece in value.split(mark) if piece.strip()]


def _words(words: set[str], values: tuple[str, ...], filled: int) -> Kind:
    """Tell names of organisations from a few labels and from texts."""
    short = [value for value in values if len(value) <= _LONGEST_NAME and len(value.split()) <= _MOST_WORDS]
    if 10 * len(short) < 9 * len(values) or not _most(values, lambda value: bool(_WORD.search(value)), 0.8):
        return Kind.TEXTS
    if _most(values, _is_a_sentence, 0.3):
        return Kind.TEXTS
    if _most(values, looks_like_an_organisation, 0.3):
        return Kind.NAMES
    if any(fold(value) in scale for scale in scales().values() for value in values):
        return Kind.LABELS
    few = len(values) <= 12 and filled >= 3 * len(values)
    if words & _ORGANISATION_WORDS and not few:
        return Kind.NAMES
    if words & {"name"} and not few and len(values) == filled:
        return Kind.NAMES
    return Kind.LABELS if few or len(values) <= 2 else Kind.TEXTS


@lru_cache(10_000)
def looks_like_an_organisation(text: str) -> bool:
    """Return whether a text is the name of an organisation, judged by its words alone."""
    return bool(sector_of_name(text))


def _is_a_sentence(text: str) -> bool:
    return text[-1] in ".!?" and len(text.split()) > 4


def _most(values: Iterable[str], says: Callable[[str], bool], share: float) -> bool:
    listed = list(values)
    return sum(map(says, listed)) >= share * len(listed)
