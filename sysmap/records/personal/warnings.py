"""Personal data among records: what is warned of, and whether an organisation is a person."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from sysmap.records.personal.headers import says_an_organisations
from sysmap.records.problems import Problems, row_list
from sysmap.records.tables.declared import TABLES

_EMAIL = re.compile(r"[^\s@<>,;:()\[\]\"']+@[^\s@<>,;:()\[\]\"'.]+(?:\.[^\s@<>,;:()\[\]\"'.]+)+")
_PHONE = re.compile(
    r"(?<![\w.:/\-])(?:\+44\s?(?:\(0\)\s?)?|\(?0(?=[\s\-()]{0,3}[1-357-9]))(?:[\s\-()]{0,3}\d){9,10}(?![\w:/]|[.\-]\d)"
)
_INSURANCE = re.compile(
    r"(?<![^\W_])[A-Z]{2}[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{2}[ \-]?[A-D](?![^\W_])", re.IGNORECASE
)
# What every number of a person has; few other texts do.
_SIX_DIGITS = re.compile(r"\d(?:[\s\-()]{0,3}\d){5}")
_TEN_DIGITS = re.compile(r"(?<![\w.+/])\d{3}[ \-]?\d{3}[ \-]?\d{4}(?![^\W_])")
_WEIGHTS = range(10, 1, -1)

# A name that begins so is a person's, unless a word says that it is an organisation.
_PERSON = re.compile(
    r"(?:the\s+)?(?:dr|mr|mrs|ms|miss|mx|prof|professor|sir|dame|lady|cllr|councillor|rev|revd|reverend)\.?"
    r"(?:\s+[^\W\d_]\.?|\s+[^\W\d_](?:[^\W\d_]|['’\-])+){1,4}(?:\s+(?:mp|obe|mbe|cbe|phd|jp|qc|kc)\.?)*",
    re.IGNORECASE,
)
ORGANISATION_WORDS = {
    *("trust", "school", "academy", "college", "university", "hospital", "hospice", "surgery", "practice"),
    *("practices", "centre", "center", "clinic", "pharmacy", "foundation", "charity", "fund", "partners"),
    *("partnership", "associates", "ltd", "limited", "llp", "plc", "cic", "services", "service", "group"),
    *("house", "homes", "home", "project", "society", "association", "network", "and", "of", "for"),
    *("council", "office", "care", "health", "medical", "community", "company", "club", "team"),
    *("institute", "intelligence", "library", "museum", "consulting", "consultants", "solicitors"),
}

# Texts that say what a row is, and are not written freely.
_NOT_FREE = {"name", "id", "identifiers", "wave", "label", "currency", "basis", "precision", "measure"}
_ADDED = {"row", "origin", "file", "sector_key", "family", "sector_source", "name_as_written", "waves_listed"}


def kinds_in(text: str) -> tuple[str, ...]:
    """Name the kinds of personal data that a text holds, in words; usually none."""
    kinds = []
    if "@" in text and _EMAIL.search(text):
        kinds.append("an e-mail address")
    if _SIX_DIGITS.search(text):
        if _PHONE.search(text):
            kinds.append("a phone number")
        if _INSURANCE.search(text):
            kinds.append("a National Insurance number")
        if any(_is_nhs_number(found) for found in _TEN_DIGITS.findall(text)):
            kinds.append("an NHS number")
    return tuple(kinds)


def _is_nhs_number(text: str) -> bool:
    """Return whether ten digits end in the check digit of an NHS number (modulus 11); 0 to 2 begin none."""
    digits = [int(letter) for letter in text if letter.isdigit()]
    check = (11 - sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11) % 11
    return check == digits[-1] and digits[0] > 2 and len(set(digits)) > 1


def person_in(name: str) -> str:
    """Say why a name is that of a person and not of an organisation; empty where it is not."""
    if "@" in name and _EMAIL.search(name):
        return "an e-mail address"
    words = {word.strip(".").casefold() for word in re.split(r"[\s\-]+", name)}
    if _PERSON.fullmatch(name) and not words & ORGANISATION_WORDS and not re.search(r"['’]s?(\s|$)", name):
        return "the name of a person"
    return ""


def people(partners: pd.DataFrame) -> pd.Series:
    """Say of each organisation why it is a person's name or an e-mail address; empty where it is not."""
    columns = [column for column in ("name", "id", "name_as_written") if column in partners]
    reasons = [
        next((why for text in row if isinstance(text, str) and (why := person_in(text))), "")
        for row in zip(*(partners[column] for column in columns), strict=True)
    ]
    return pd.Series(reasons, index=partners.index, dtype=object)


def check_privacy(tables: Mapping[str, pd.DataFrame], problems: Problems) -> None:
    """Warn of people among organisations and of personal data in free text: row and kind, no value."""
    partners = tables["partners"]
    reasons = people(partners)
    for place, reason in reasons[reasons != ""].items():
        problems.warning(
            partners.at[place, "origin"],
            f"{reason} stands for an organisation: name the organisation instead; public copies refuse it",
            table="partners",
            row=partners.at[place, "row"],
            column="name",
        )
    for name, frame in tables.items():
        for column in free_text(name, frame) if len(frame) else ():
            check_column(name, frame, column, problems)


def free_text(table: str, frame: pd.DataFrame) -> list[str]:
    """Return the columns of a table in which people write what they like: notes, texts, and own columns."""
    known = TABLES[table]
    texts = {column.name for column in known.columns if column.accepts == "text"} - _NOT_FREE
    own = set(frame.columns) - set(known.names) - _ADDED if known.own_columns else set()
    return [column for column in frame.columns if column in texts | own]


def check_column(table: str, frame: pd.DataFrame, column: str, problems: Problems) -> None:
    """Warn of personal data in a column of free text."""
    codes, distinct = pd.factorize(frame[column])
    found = {place: kinds for place, text in enumerate(distinct) if (kinds := kinds_in(str(text)))}
    if says_an_organisations(column):
        found = {
            place: others
            for place, kinds in found.items()
            if (others := tuple(kind for kind in kinds if kind != "a phone number"))
        }
    if not found:
        return
    origins = frame["origin"].tolist()
    rows: dict[tuple[str, tuple[str, str, str]], list[int]] = {}
    for place, code in enumerate(codes.tolist()):
        for kind in found.get(code, ()):
            rows.setdefault((kind, origins[place].place), []).append(place)
    for (kind, _), places in rows.items():
        problems.warning(
            origins[places[0]],
            f"seems to hold {kind}: personal data does not belong here, take it out; "
            "public copies leave such columns out",
            table=table,
            row=row_list(frame["row"].iloc[places]),
            column=column,
        )
