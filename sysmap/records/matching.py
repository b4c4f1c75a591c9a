"""Which organisation of a register a name means, and whether that may be settled without a person.

The order of trial: a decision that was made before, an identifier, the same name, a known acronym, a
score. What is not certain is for review: to ask once costs little, a wrong organisation spoils a map.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError, listed
from sysmap.records.acronyms import Acronym, is_acronym, meanings
from sysmap.records.cells import clean
from sysmap.records.classification import may_be_one_sector, sector_key, sector_of_name
from sysmap.records.decisions import Decisions, read_aliases
from sysmap.records.guard import another_word, doubt
from sysmap.records.names import basic, core, expand, initials
from sysmap.records.scoring import Bounds, Candidate, Entry, Register, as_bounds

ACCEPT, REVIEW, NONE = "accept", "review", "none"
LEAST = 60.0
# Of initials worked out from names two thirds are right: a suggestion, never more.
_INITIALS = 67.0
_CERTAIN = 100.0
_SCHEME = re.compile(r"(gb-[a-z]+|gss|ods)\s*[:\-]\s*(\w.*)")
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9]{3,9}|[RTQ][A-Z0-9]{2}")
_BRACKETED = re.compile(r"(.*\S)\s*[(\[]([A-Z0-9]{3,9})[)\]]")
_OF_SCHEME = {"gb-nhs": "nhs", "ods": "nhs", "gb-lae": "local_authority", "gb-chc": "vcse"}


@dataclass(frozen=True)
class Question:
    """A name as it was written, with the sector and the time it belongs to, if known."""

    text: str
    sector: str = ""
    when: Bounds | None = None


@dataclass(frozen=True)
class Match:
    """What a name was found to mean, how certain that is, why, and what else it may mean."""

    name_as_written: str
    id: str = ""
    name: str = ""
    score: float = float("nan")
    margin: float = float("nan")
    decision: str = NONE
    why: str = ""
    candidates: tuple[Candidate, ...] = ()
    remembered: bool = False


def match_names(
    names: Iterable[Any] | pd.DataFrame,
    register: pd.DataFrame,
    *,
    accept: float = 88,
    margin: float = 5,
    aliases: str | os.PathLike[str] | pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find the organisations of a register that names mean.

    Parameters
    ----------
    names
        Texts, or a frame with ``name_as_written`` and, where known, ``sector`` and ``date``: bodies of
        another sector, and those closed before or opened after the date, are left out.
    register
        A frame with ``id, name`` and, where known, ``kind, sector, valid_from, valid_to``, as
        `read_register` gives it. Several rows may share an id.
    accept
        The least score, from 0 to 100, at which a name is accepted without a person.
    margin
        By how much the best must exceed the best of any other id.
    aliases
        Names that were decided before: a file ``aliases.csv`` or its frame.

    Returns
    -------
    pandas.DataFrame
        One row per name in the order given: ``name_as_written, id, name, score, margin, decision``.
        `decision` is ``accept``, ``review`` (a person must decide), or ``none`` (nothing is like it).

    Raises
    ------
    ChoiceError
        If a frame lacks a column, or a number is not from 0 to 100.

    Examples
    --------
    >>> import pandas as pd
    >>> from sysmap.records.matching import match_names
    >>> register = pd.DataFrame(
    ...     {
    ...         "id": ["N1", "N2", "C1"],
    ...         "name": ["Northshire Hospitals NHS Trust", "Northshire Police", "Northshire County Council"],
    ...     }
    ... )
    >>> match_names(["NORTHSHIRE HOSPITAL NHS TRU", "Northshire"], register)[["id", "decision"]]
       id decision
    0  N1   accept
    1  C1   accept
    """
    found = matches(names, register, accept=accept, margin=margin, aliases=aliases)
    columns = ("name_as_written", "id", "name", "score", "margin", "decision")
    frame = pd.DataFrame({name: [getattr(one, name) for one in found] for name in columns}, columns=columns)
    texts = ["name_as_written", "id", "name", "decision"]
    return frame.astype({**dict.fromkeys(texts, object), "score": float, "margin": float})


def matches(
    names: Iterable[Any] | pd.DataFrame,
    register: pd.DataFrame,
    *,
    accept: float = 88,
    margin: float = 5,
    aliases: str | os.PathLike[str] | pd.DataFrame | None = None,
) -> list[Match]:
    """Do what `match_names` does, and give with each name the reason and the other candidates."""
    for what, value in (("accept", accept), ("margin", margin)):
        if not 0 <= value <= 100:
            raise ChoiceError(f"{what}={value!r} is not a number from 0 to 100")
    questions = list(_questions(names))
    known = Register(register)
    decided = Decisions(aliases if isinstance(aliases, pd.DataFrame) else read_aliases(aliases))
    settled: list[Match | None] = [_settled(question, known, decided) for question in questions]
    asked = [place for place, one in enumerate(settled) if one is None]
    ranked = known.ranked(
        [questions[place].text for place in asked],
        [known.eligible(questions[place].sector, questions[place].when) for place in asked],
    )
    for place, candidates in zip(asked, ranked, strict=True):
        settled[place] = _judged(questions[place], candidates, known, accept, margin)
    return [one for one in settled if one is not None]


def _questions(names: Iterable[Any] | pd.DataFrame) -> Iterator[Question]:
    if isinstance(names, str):
        raise ChoiceError(f"give names as a list: [{names[:60]!r}]")
    if not isinstance(names, pd.DataFrame):
        yield from (Question(clean(name)[0]) for name in names)
        return
    if "name_as_written" not in names.columns:
        raise ChoiceError(f"the frame needs a column name_as_written; it has {listed(names.columns)}")
    blank = [""] * len(names)
    sectors = names["sector"] if "sector" in names.columns else blank
    dates = names["date"] if "date" in names.columns else blank
    for name, sector, date in zip(names["name_as_written"], sectors, dates, strict=True):
        key = sector_key(clean(sector)[0])
        yield Question(clean(name)[0], "" if key == "unknown" else key, as_bounds(date))


def _settled(question: Question, register: Register, decided: Decisions) -> Match | None:
    """Settle what needs no score: a blank, a decision, an identifier, an equal name, an acronym."""
    if not basic(question.text):
        return Match(question.text, why="no name")
    allowed = register.eligible(question.sector, question.when)
    row = decided.of(question.text, question.when)
    if row is not None:
        places = register.by_id.get(row.id.casefold(), [])
        name = register.entries[_current(places, register)].name if places else row.id
        return Match(
            question.text, row.id, name, _CERTAIN, _CERTAIN, ACCEPT if row.id else NONE, row.why, (), True
        )
    for places, why in _certain(question, register):
        left = [place for place in places if allowed[place]]
        if len({register.entries[place].id for place in left}) == 1:
            entry = register.entries[_current(left, register)]
            return _certainly(question, entry, why or _history(entry) or "the same name")
    return None


def _certain(question: Question, register: Register) -> Iterator[tuple[Sequence[int], str]]:
    """Give the places that each certain trial finds, in order, and why; the first that leaves one id wins."""
    yield _identified(question.text, register)
    same = register.by_name.get(basic(question.text), [])
    yield same, ""
    if not same:
        yield _meant(question, register)


def _identified(text: str, register: Register) -> tuple[Sequence[int], str]:
    """Find an identifier: the whole text, or a code in brackets after a name that fits it."""
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        places = register.by_id.get(bracketed[2].casefold(), [])
        fits = [
            place for place in places if core(register.entries[place].name) == core(bracketed[1])
        ]
        return fits, f"the identifier {bracketed[2]} and the name"
    places = register.by_id.get(text.casefold(), [])
    if places and (len(text) > 9 or _CODE.fullmatch(text)):
        # Letters alone may be an acronym: they are a code only in the NHS, and only if no name has these initials.
        if any(letter.isdigit() for letter in text):
            return places, f"the identifier {text}"
        if all(register.entries[place].sector.startswith("nhs") for place in places) and not any(
            text.casefold() in initials(entry.name) for entry in register.entries
        ):
            return places, f"the identifier {text}"
        return (), ""
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


def _meant(question: Question, register: Register) -> tuple[Sequence[int], str]:
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


def _judged(
    question: Question, candidates: list[Candidate], register: Register, accept: float, margin: float
) -> Match:
    """Judge the score of the best candidate, its margin, and whether the two may be one body at all."""
    by_initials = _by_initials(question, register)
    if by_initials and (not candidates or candidates[0].score < _INITIALS):
        others = [one for one in candidates if one.entry.id not in {c.entry.id for c in by_initials}]
        candidates = [*by_initials, *others][:4]
    if not candidates or candidates[0].score < LEAST:
        best = candidates[0].score if candidates else 0.0
        return Match(question.text, score=best, why="no name of the register is like it")
    best, *others = candidates
    lead = best.score - (others[0].score if others else 0.0)
    doubtful = _doubt(question, best, lead, register, accept, margin)
    if best in by_initials:
        doubtful = "its initials fit"
    return Match(
        question.text,
        best.entry.id,
        best.entry.name,
        best.score,
        lead,
        REVIEW if doubtful else ACCEPT,
        "; ".join(part for part in (doubtful or "nearly the same name", _history(best.entry)) if part),
        tuple(candidates),
    )


def _by_initials(question: Question, register: Register) -> list[Candidate]:
    if not is_acronym(question.text):
        return []
    allowed = register.eligible(question.sector, question.when)
    letters = basic(question.text).replace(" ", "")
    found: dict[str, Candidate] = {}
    for meant in meanings(question.text):
        for place in _places_of(meant, register):
            if allowed[place]:
                entry = register.entries[place]
                found.setdefault(entry.id, Candidate(entry, _INITIALS))
    for place in np.flatnonzero(allowed):
        entry = register.entries[place]
        if letters in initials(entry.name):
            found.setdefault(entry.id, Candidate(entry, _INITIALS))
    return list(found.values())[:4]


def _doubt(
    question: Question, best: Candidate, lead: float, register: Register, accept: float, margin: float
) -> str:
    """Say why a best candidate cannot be accepted without a person; empty where it can."""
    if best.score < accept:
        return "not like enough"
    if lead < margin:
        return "another fits as well, or nearly"
    known = bool(question.sector and best.entry.sector)
    return doubt(question.text, best.entry.name, best.entry.sector, known) or another_word(
        question.text, best.entry.name, register.words, best.entry.id
    )


def _certainly(question: Question, entry: Entry, why: str) -> Match:
    return Match(
        question.text,
        entry.id,
        entry.name,
        _CERTAIN,
        _CERTAIN,
        ACCEPT,
        why,
        (Candidate(entry, _CERTAIN),),
    )


def _current(places: Sequence[int], register: Register) -> int:
    """Give the place of the name to show: a current one if there is one."""
    return min(
        places,
        key=lambda place: (
            register.entries[place].kind not in ("", "current"),
            bool(register.entries[place].valid_to),
            place,
        ),
    )


def _history(entry: Entry) -> str:
    """Say what dates say about a name."""
    if entry.kind == "former":
        return f"was called this until {entry.valid_to}" if entry.valid_to else "was called this once"
    return f"closed on {entry.valid_to}" if entry.valid_to else ""
