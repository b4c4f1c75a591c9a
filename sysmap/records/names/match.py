"""Which organisation of a register a name means, and whether that may be settled without a person.

The order of trial: a decision that was made before, an identifier, the same name, a known acronym, a
score. What is not certain is for review: to ask once costs little, a wrong organisation spoils a map.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sysmap.calling import verb
from sysmap.errors import ChoiceError, listed
from sysmap.records.names.acronyms import meanings
from sysmap.records.names.agreement import another_family, another_word, doubt, of_another_kind
from sysmap.records.names.certain_matches import INITIALS, WrittenName, by_initials, certain
from sysmap.records.names.classify import sector_key
from sysmap.records.names.decisions import Decision, Decisions, read_aliases
from sysmap.records.names.likeness import Candidate, Entry, Register, as_bounds
from sysmap.records.names.normalising import basic
from sysmap.records.values.cells import clean

ACCEPT, REVIEW, NONE = "accept", "review", "none"
LEAST = 60.0
# So many candidates are looked at, and so many given.
_LOOKED_AT, _SHOWN = 12, 4
_CERTAIN = 100.0


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


@verb('match_names(["Northshire NHS"], read_register("register.csv"))')
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
    >>> from sysmap.records.names.match import match_names
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
        _LOOKED_AT,
    )
    for place, candidates in zip(asked, ranked, strict=True):
        settled[place] = _judged(questions[place], candidates, known, accept, margin)
    return [one for one in settled if one is not None]


def _questions(names: Iterable[Any] | pd.DataFrame) -> Iterator[WrittenName]:
    if isinstance(names, str):
        raise ChoiceError(f"give names as a list: [{names[:60]!r}]")
    if not isinstance(names, pd.DataFrame):
        yield from (_question(name) for name in names)
        return
    if "name_as_written" not in names.columns:
        raise ChoiceError(f"the frame needs a column name_as_written; it has {listed(names.columns)}")
    blank = [""] * len(names)
    sectors = names["sector"] if "sector" in names.columns else blank
    dates = names["date"] if "date" in names.columns else blank
    for name, sector, date in zip(names["name_as_written"], sectors, dates, strict=True):
        yield _question(name, sector, date)


def _question(name: Any, sector: Any = "", date: Any = "") -> WrittenName:
    text, key = clean(name)[0], sector_key(clean(sector)[0])
    written = name if isinstance(name, str) else text
    return WrittenName(written, text, "" if key == "unknown" else key, as_bounds(date))


def _settled(question: WrittenName, register: Register, decided: Decisions) -> Match | None:
    """Settle what needs no score: a blank, a decision, an identifier, an equal name, an acronym."""
    if not basic(question.text):
        return Match(question.written, why="no name")
    allowed = register.eligible(question.sector, question.when)
    remembered = decided.of(question.text, question.when)
    if remembered:
        return _remembered(question, remembered, register)
    for places, why in certain(question, register):
        left = [place for place in places if allowed[place]]
        if len({register.entries[place].id for place in left}) == 1:
            entry = register.entries[left[0]]
            same = basic(entry.name) == basic(question.text)
            why = (not same and why) or _history(entry, register) or "the same name"
            candidates = (Candidate(entry, _CERTAIN),)
            name = _shown(entry, register)
            return Match(question.written, entry.id, name, _CERTAIN, _CERTAIN, ACCEPT, why, candidates)
    return None


def _remembered(question: WrittenName, decisions: list[Decision], register: Register) -> Match:
    """Take what was decided; decisions that differ, because the time is not known, are for review."""
    first, *others = decisions
    entry = register.current(first.id)
    return Match(
        question.written,
        first.id,
        entry.name if entry else first.id,
        _CERTAIN,
        0.0 if others else _CERTAIN,
        REVIEW if others else ACCEPT if first.id else NONE,
        "decided differently for different times" if others else first.why,
        tuple(Candidate(known, _CERTAIN) for one in decisions if (known := register.current(one.id))),
        not others,
    )


def _judged(
    question: WrittenName, candidates: list[Candidate], register: Register, accept: float, margin: float
) -> Match:
    """Judge the score of the best candidate, its margin, and whether the two may be one body at all."""
    spelt = by_initials(question, register)
    if spelt and (not candidates or candidates[0].score < INITIALS):
        others = [one for one in candidates if one.entry.id not in {c.entry.id for c in spelt}]
        candidates = [*spelt, *others]
    every, candidates = candidates, _of_its_family(question, candidates)
    if not candidates or candidates[0].score < LEAST:
        score = candidates[0].score if candidates else 0.0
        return Match(question.written, score=score, why="no name of the register is like it")
    best = candidates[0]
    lead = best.score - max((one.score for one in every if one.entry.id != best.entry.id), default=0.0)
    doubtful = _doubt(question, best, lead, register, accept, margin)
    if best in spelt:
        doubtful = "an acronym of several" if meanings(question.text) else "its initials fit"
    return Match(
        question.written,
        best.entry.id,
        _shown(best.entry, register),
        best.score,
        lead,
        REVIEW if doubtful else ACCEPT,
        "; ".join(
            part for part in (doubtful or "nearly the same name", _history(best.entry, register)) if part
        ),
        tuple(candidates),
    )


def _of_its_family(question: WrittenName, candidates: list[Candidate]) -> list[Candidate]:
    """Put candidates of another family of sectors behind those that may be what a name says it is.

    Where the words of both names say what kind of body it is, another kind is no candidate.
    """
    names = [(one.entry.name, one.entry.sector, question.sector) for one in candidates]
    left = [
        (another_family(question.text, *name), candidate)
        for candidate, name in zip(candidates, names, strict=True)
        if not of_another_kind(question.text, *name)
    ]
    likely = [one for crosses, one in left if not crosses and one.score >= LEAST]
    others = [one for _, one in left if one not in likely]
    return [*likely, *others][:_SHOWN]


def _doubt(
    question: WrittenName, best: Candidate, lead: float, register: Register, accept: float, margin: float
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


def _history(entry: Entry, register: Register) -> str:
    """Say what dates say about a name."""
    current = register.current(entry.id)
    if current is not None and current.name != entry.name and entry.kind != "working":
        return f"was called this until {entry.valid_to}" if entry.valid_to else "was once called this"
    return f"closed on {entry.valid_to}" if entry.valid_to else ""


def _shown(entry: Entry, register: Register) -> str:
    """Return the name of an organisation, which may not be the one that it was found by."""
    return (register.current(entry.id) or entry).name
