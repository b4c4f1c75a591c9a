"""What the cells of a column say: whether they are about people, whatever its header is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from sysmap.records.personal.headers import says_an_organisations
from sysmap.records.personal.warnings import ORGANISATION_WORDS, kinds_in, person_in
from sysmap.records.values.dates import date_bounds
from sysmap.vocabulary import fold, folded_label, scales, sectors_meant, word_table

# Of each of these one cell in two makes a column; of e-mail addresses one is enough.
_KINDS = {
    "an e-mail address": "e-mail addresses",
    "a phone number": "telephone numbers",
    "a National Insurance number": "National Insurance numbers",
    "an NHS number": "NHS numbers",
}
_MOBILE = re.compile(r"(\+44\s?(\(0\)\s?)?|0)?7(\s?\d){9}")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", re.IGNORECASE)
_COMPUTER = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")
_AT_HOME = {"home", "live", "lives", "living", "living at", "resides", "residence", "born"}
# What a date says that is nobody's birthday.
_EVENTS = re.compile(
    r"found|establish|open|clos|incorporat|regist|constitut|form|launch|creat|start|began|begin|since|join|end"
    r"|updat|charter|built|inspect|sign|agree|award|contract|meet|visit|review|due|expir|publish|last|first|next",
    re.IGNORECASE,
)
_OLDEST, _YOUNGEST = "1915", "2012"  # of those who could be named among partners: no clock is asked
_FEWEST_DATES = 3
_TICKS = {
    "y",
    "n",
    "yes",
    "no",
    "true",
    "false",
    "x",
    "✓",
    "✔",
    "1",
    "0",
    "tbc",
    "n/k",
    "unknown",
    "none",
    "not known",
}
_TITLE = re.compile(r"(mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|cllr|rev|revd)\.?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’\-])*\.?")
_PARTS = re.compile(r"[,;/&+(\[\n]|\s[-–—]\s|\band\b")
_PLACE_WORDS = {
    *("park", "road", "street", "lane", "ward", "hall", "avenue", "close", "town", "hill", "green", "bridge"),
    *("gardens", "court", "cross", "square", "north", "south", "east", "west", "central", "valley", "wood"),
    *("woods", "end", "dock", "docks", "hospital", "church", "island", "market", "estate", "trust", "sector"),
}


@cache
def given_names() -> frozenset[str]:
    """Return common given names of people in England, in small letters."""
    return frozenset(row["name"] for row in word_table("given_names.csv"))


def content_says(texts: Sequence[str], header: str = "", *, share: float = 0.0) -> str:
    """Say what kind of personal data makes up the cells of a column; empty where none does.

    Parameters
    ----------
    texts
        Its cells that hold something, as clean texts.
    header
        Its header: the telephone of an office is nobody's own, and the date of a foundation no birthday.
    share
        The share of cells with an e-mail address that makes a column of them; 0: a single one.
    """
    if not texts:
        return ""
    found: dict[str, int] = dict.fromkeys(_KINDS, 0)
    for text in texts:
        for kind in kinds_in(text):
            found[kind] += 1
    found["a phone number"] = max(found["a phone number"], sum(map(_is_mobile, texts)))
    office = says_an_organisations(header) and 2 * sum(map(_is_mobile, texts)) < len(texts)
    for kind, count in found.items():
        least = share if kind == "an e-mail address" else 0.5
        if count and count >= least * len(texts) and not (office and kind == "a phone number"):
            return _KINDS[kind]
    if 2 * sum(map(is_a_name, texts)) >= len(texts):
        return "names of people"
    if 2 * sum(bool(_TITLE.fullmatch(text)) for text in texts) > len(texts):
        return "titles of people"
    if _most(texts, _COMPUTER):
        return "addresses of computers"
    if _AT_HOME & set(folded_label(header).split()) and _most(texts, _POSTCODE):
        return "postcodes of homes"
    return "dates of birth" if _are_birthdays(texts, header) else ""


def _most(texts: Sequence[str], shape: re.Pattern[str]) -> bool:
    return 2 * sum(bool(shape.fullmatch(text)) for text in texts) >= len(texts)


def _is_mobile(text: str) -> bool:
    return bool(_MOBILE.fullmatch(text.strip()))


def is_a_name(text: str) -> bool:
    """Return whether a text is the name of a person: a title before it, or a common given name."""
    if person_in(text) == "the name of a person":
        return True
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if not parts or len(text) > 80:
        return False
    words = parts[0].split()
    # "Smith, Jane"
    turned = parts[1].split() + words if len(words) == 1 and len(parts) > 1 and "," in text else []
    return any(_is_named(each) for each in (words, turned))


def _is_named(words: list[str]) -> bool:
    if not 2 <= len(words) <= 4 or not all(_WORD.fullmatch(word) for word in words):
        return False
    small = [word.casefold().strip(".") for word in words]
    if set(small) & (ORGANISATION_WORDS | _PLACE_WORDS) or small[-1].endswith(("'s", "’s")):
        return False
    written = all(word[0].isupper() for word in words) or all(word.islower() for word in words)
    return written and small[0] in given_names()


def _are_birthdays(texts: Sequence[str], header: str) -> bool:
    """Tell days of birth from other dates: days, long ago, of many years, and no event in the header."""
    if len(texts) < _FEWEST_DATES or _EVENTS.search(header) or says_an_organisations(header):
        return False
    days = []
    for text in texts:
        bounds = date_bounds(_iso(text))
        if not bounds or bounds[0] != bounds[1]:
            return False
        days.append(str(bounds[0]))
    years = sorted(day[:4] for day in days)
    return years[0] >= _OLDEST and years[-1] <= _YOUNGEST and len(set(days)) > len(days) // 2


def _iso(text: str) -> str:
    british = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text)
    return f"{british[3]}-{int(british[2]):02}-{int(british[1]):02}" if british else text[:10]


def are_answers(texts: Sequence[str]) -> bool:
    """Return whether cells are answers on one scale, ticks, or small numbers: about nobody."""
    words = {fold(text) for text in texts}
    if words <= _TICKS or any(words <= set(scale) for scale in scales().values()):
        return True
    return all(re.fullmatch(r"\d{1,7}", word) for word in words)


def are_on_a_scale(texts: Sequence[str]) -> bool:
    """Return whether cells are answers in a grid: words of one scale, or whole numbers up to ten."""
    words = {fold(text) for text in texts}
    return any(words <= set(scale) for scale in scales().values()) or words <= set(map(str, range(11)))


def are_organisations(texts: Sequence[str], names: frozenset[str]) -> bool:
    """Return whether most cells name organisations: those that are listed, or by a word that says so."""
    told = sum(
        fold(text) in names
        or bool(set(folded_label(text).split()) & _SAY_ORGANISATION)
        or bool(sectors_meant(text))
        for text in texts
    )
    return 2 * told > len(texts)


_SAY_ORGANISATION = frozenset(
    word
    for each in ORGANISATION_WORDS - {"and", "of", "for", "house", "home"}
    for word in folded_label(each).split()
) | {
    "nhs",
    "police",
    "constabulary",
    "authority",
    "borough",
    "icb",
    "ccg",
    "pcn",
    "board",
    "uk",
    "forum",
    "church",
}
