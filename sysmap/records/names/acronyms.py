"""Known acronyms: a hand-kept list with dates, in which one that stands for two bodies is there twice."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sysmap.records.names.normalising import basic, core

_CAPITALS = 2


@dataclass(frozen=True)
class Acronym:
    """What an acronym stands for: the name, the code of the NHS register if it has one, sector, dates."""

    acronym: str
    name: str
    id: str
    sector: str
    valid_from: str
    valid_to: str


@cache
def acronyms() -> dict[str, tuple[Acronym, ...]]:
    """Return what each acronym stands for, by the folded acronym."""
    known: dict[str, tuple[Acronym, ...]] = {}
    text = files("sysmap").joinpath("data", "acronyms.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        entry = Acronym(**row)
        known[basic(entry.acronym)] = (*known.get(basic(entry.acronym), ()), entry)
    return known


def meanings(name: str) -> tuple[Acronym, ...]:
    """Return what a name stands for if it is a known acronym, alone or before words such as NHS Trust.

    It must be written in capitals, or as the list writes it: Slam is a word, SLaM a trust, and LAs
    are local authorities.
    """
    known = acronyms()
    found = known.get(basic(name)) or known.get(core(name)) or ()
    word = name.split()[0]
    letters = sum(letter.isupper() for letter in word)
    return tuple(
        entry
        for entry in found
        if letters >= _CAPITALS and (word == word.upper() or word == entry.acronym.split()[0])
    )


def is_acronym(name: str) -> bool:
    """Return whether a name looks like an acronym: one short word, most of it capitals."""
    word = name.strip()
    return (
        " " not in word and 2 <= len(word) <= 8 and sum(letter.isupper() for letter in word) * 2 > len(word)
    )
