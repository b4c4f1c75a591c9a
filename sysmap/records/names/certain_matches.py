"""What settles a name without a score: an identifier, the same name, a known acronym; and mere initials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sysmap.records.names.acronyms import Acronym, is_acronym, meanings
from sysmap.records.names.classify import may_be_one_sector, sector_of_name
from sysmap.records.names.likeness import Bounds, Candidate, Entry, Register
from sysmap.records.names.normalising import basic, core, expand, initials

Found = tuple[Sequence[int], str]
# Of initials worked out from names two thirds are right: a suggestion, never more.
INITIALS = 67.0
_SCHEME = re.compile(r"(gb-[a-z]+|gss|ods)\s*[:\-]\s*(\w.*)")
_NHS_CODE = re.compile(r"[RTQ][A-Z0-9]{2}")
_SHORTEST_CODE, _LONGEST_CODE = 3, 9
_BRACKETED = re.compile(r"(.*\S)\s*[(\[]([A-Z0-9]{3,9})[)\]]")
_OF_SCHEME = {"gb-nhs": "nhs", "ods": "nhs", "gb-lae": "local_authority", "gb-chc": "vcse"}


@dataclass(frozen=True)
class WrittenName:
    """A name as it was written and cleaned, with the sector and the time it belongs to, if known."""

    written: str
    text: str
    sector: str = ""
    when: Bounds | None = None


def certain(question: WrittenName, register: Register) -> Iterator[Found]:
    """Return the places that each certain trial finds, in order, and why: the first to leave one id wins."""
    yield _identified(question.text, register)
    same = register.by_name.get(basic(question.text), [])
    yield same, ""
    if not same:
        yield _meant(question, register)


def _identified(text: str, register: Register) -> Found:
    """Find an identifier: the whole text, or a code in brackets after a name that fits it."""
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        places = register.by_id.get(bracketed[2].casefold(), [])
        fits = [place for place in places if core(register.entries[place].name) == core(bracketed[1])]
        return fits, f"the identifier {bracketed[2]} and the name"
    places = register.by_id.get(text.casefold(), [])
    if places and _is_code(text, places, register):
        return places, f"the identifier {text}"
    scheme = _SCHEME.fullmatch(text.casefold())
    if not scheme:
        return (), ""
    for spelling in (f"{scheme[1]}:{scheme[2]}", f"{scheme[1]}-{scheme[2]}", scheme[2]):
        sector = _OF_SCHEME.get(scheme[1], "") if spelling == scheme[2] else ""
        places = [
            place
            for place in register.by_id.get(spelling, [])
            if may_be_one_sector(sector, register.entries[place].sector)
        ]
        if places:
            return places, f"the identifier {text}"
    return (), ""


def _is_code(text: str, places: Sequence[int], register: Register) -> bool:
    """Return whether a text that equals an id is meant as one; short letters alone may be an acronym."""
    if len(text) > _LONGEST_CODE or re.search(r"\d", text):
        return len(text) >= _SHORTEST_CODE
    return (
        _NHS_CODE.fullmatch(text) is not None
        and all(register.entries[place].sector.startswith("nhs") for place in places)
        and not any(text.casefold() in initials(entry.name) for entry in register.entries)
    )


def _meant(question: WrittenName, register: Register) -> Found:
    """Find what a known acronym stands for; nothing where it stands for several bodies."""
    stands_for = [
        entry
        for entry in meanings(question.text)
        if may_be_one_sector(question.sector, entry.sector)
        and Entry("", "", "", "", entry.valid_from, entry.valid_to, "").is_open(question.when)
    ]
    if len(stands_for) != 1:
        return (), ""
    meant = stands_for[0]
    suggested = sector_of_name(question.text)
    if suggested and not may_be_one_sector(suggested, meant.sector):
        return (), ""
    return _places_of(meant, register), f"the acronym of {meant.name}"


def _places_of(meant: Acronym, register: Register) -> list[int]:
    """Find the body that an acronym stands for, by its name or its code."""
    places = register.by_expanded.get(expand(meant.name), [])
    if not places and meant.id:
        # The body may have changed its name; a code of the register's own is another matter.
        places = [
            place
            for place in register.by_id.get(meant.id.casefold(), [])
            if set(core(register.entries[place].name).split()) & set(core(meant.name).split())
        ]
    return [place for place in places if may_be_one_sector(meant.sector, register.entries[place].sector)]


def by_initials(question: WrittenName, register: Register) -> list[Candidate]:
    """Return what an acronym may stand for: an id, one of several meanings, names with its initials."""
    if not is_acronym(question.text):
        return []
    allowed = register.eligible(question.sector, question.when)
    letters = basic(question.text).replace(" ", "")
    found: dict[str, Candidate] = {}
    for place in register.by_id.get(question.text.casefold(), []):
        if allowed[place]:
            found.setdefault(register.entries[place].id, Candidate(register.entries[place], INITIALS))
    for meant in meanings(question.text):
        for place in _places_of(meant, register):
            if allowed[place]:
                entry = register.entries[place]
                found.setdefault(entry.id, Candidate(entry, INITIALS))
    for place in np.flatnonzero(allowed).tolist():
        entry = register.entries[place]
        if letters in initials(entry.name):
            found.setdefault(entry.id, Candidate(entry, INITIALS))
    return list(found.values())[:4]
