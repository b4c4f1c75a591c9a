"""What a public copy says of who answered: decided once for a wave of a record set, whatever is made of it.

Every count is of organisations; a count is hidden where fewer than five people stand behind it.
A hidden count must not follow from what else is said: not from a total, not from another table, and
not from the way in which it was decided what to hide. So each part of the wave is told by itself, by
a rule that looks at no other part, and the total is said as far as the parts tell it:

- A sector of which five or more people answered is told.
- Sectors of which fewer did, and of which fewer were asked, are told together. If there is one
  alone, the sector of which fewest others were asked is told with it. If all of them or all but
  one answered, that much is said and no more.
- A sector of which fewer answered though five or more were asked is not told: fewer than five.

The share of ties that both sides reported is of the ties between those that answered. Whoever has the
map can count these for everybody that may have been silent, and leave out those of which no share is
the one that is said. So it is rounded until every such count has a share that is rounded to it, it is
said of the whole map of a wave alone, and how far it is rounded follows from what is public.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from sysmap.network.response import Answers
from sysmap.network.roster import respondents, roster
from sysmap.network.system import SystemMap
from sysmap.records.record_set import Records
from sysmap.text import percent
from sysmap.vocabulary import UNKNOWN, fold_header

FEWEST = 5
FEW = f"fewer than {FEWEST}"
FEW_RESPONDENTS = f"{FEW} respondents"
NOT_SHOWN = "not shown"
LEFT_OUT = "Left out of a public copy: it could tell who answered in a small sector."
SECTOR = "sector"
_STEPS = (0.01, 0.02, 0.05, 0.1)


def answers_beside(system: SystemMap) -> Answers | None:
    """Return what may be said beside a map of who answered; None where that is not recorded.

    It is of the whole record set: beside a map of a part of it, so that nobody is told by what two maps
    differ in.
    """
    if system.public:
        return system.answers
    everyone, _ = roster(system.records, system.wave)
    found = answers_told(system.records, system.wave, everyone)
    if found is None:
        return None
    whole = system.rules.units == "apart" and everyone.index.equals(system.organisations.index)
    by_sector = whole and fold_header(system.boundary) == SECTOR
    return replace(found, whole=whole, sectors=found.sectors if by_sector else {})


def answers_told(records: Records, wave: str | None, everyone: pd.DataFrame) -> Answers | None:
    """Decide what may be said of who answered in a wave.

    Parameters
    ----------
    records, wave
        The record set and the wave.
    everyone
        The organisations of the wave, with ``sector``, ``asked`` and ``answered``.
    """
    if everyone["answered"].isna().all():
        return None
    table = pd.DataFrame(
        {
            "asked": everyone["asked"].eq(True).astype(int),
            "answered": everyone["answered"].eq(True).astype(int),
            "people": respondents(records, wave, everyone.index).astype(int),
        }
    )
    summed = table.groupby(everyone["sector"].fillna(UNKNOWN).to_numpy()).sum()
    return decided(
        {
            str(label): Counted(int(asked), int(answered), int(people))
            for label, asked, answered, people in summed.itertuples()
        }
    )


class Counted(NamedTuple):
    """How many organisations of a sector were asked and answered, and how many people did."""

    asked: int
    answered: int
    people: int


def decided(counts: Mapping[str, Counted]) -> Answers:
    """Decide what may be said of counts by sector.

    Parameters
    ----------
    counts
        What was counted, by sector.
    """
    counts = dict(sorted(counts.items()))
    small = {label for label, each in counts.items() if each.asked < FEWEST}
    few = {label for label, each in counts.items() if each.people < FEWEST}
    together = few & small
    others = [label for label, each in counts.items() if label not in together and each.asked]
    if sum(counts[label].asked > 0 for label in together) == 1 and others:
        together.add(min(others, key=lambda label: counts[label].asked))
    parts = [_alone(each) for label, each in counts.items() if label not in together]
    if together:
        parts.append(_of_several([counts[label] for label in together]))
    sectors: dict[str, tuple[int, int | str]] = {}
    for label, each in counts.items():
        hidden = NOT_SHOWN if label in together and label not in small else FEW
        sectors[label] = (each.asked, hidden if label in few | together else each.answered)
    least, most = (sum(part[end] for part in parts) for end in (0, 1))
    return Answers(sum(each.asked for each in counts.values()), least, most, sectors)


def _alone(sector: Counted) -> tuple[int, int]:
    """Say between which numbers the answers of a sector lie."""
    if sector.people < FEWEST:
        return 0, min(sector.asked, FEWEST - 1)
    return sector.answered, sector.answered


def _of_several(sectors: Sequence[Counted]) -> tuple[int, int]:
    """Say between which numbers the answers of small sectors lie, so that none follows from it.

    If all of them answered, each of them did: so all is told like all but one.
    """
    asked, answered = sum(each.asked for each in sectors), sum(each.answered for each in sectors)
    if answered < FEWEST or asked <= FEWEST:
        return 0, asked
    return (asked - 1, asked) if answered >= asked - 1 else (answered, answered)


def few_in_all(answers: Answers | None) -> bool:
    """Return whether what rests on all who answered must be hidden, by what is said of them alone."""
    return answers is None or not answers.least


def confirmation_told(rate: float, system: SystemMap) -> float:
    """Round the share of ties that both sides reported so that it tells of nobody whether it answered.

    Parameters
    ----------
    rate
        The share.
    system
        The public copy of the map.

    Returns
    -------
    float
        ``nan`` where it may not be said: of a part of the records, where what two maps differ in would
        tell of those that are on one of them alone, and of few ties.
    """
    told, rules = system.answers, system.rules
    part = rules.kinds is not None or rules.at_least is not None
    if told is None or few_in_all(told) or not told.whole or part or math.isnan(rate):
        return math.nan
    n = len(system.organisations)
    ends = system.reported[["low", "high"]].to_numpy(dtype=int)
    partners = np.sort(np.bincount(ends.ravel(), minlength=n))[::-1]
    fewest = len(ends) - int(partners[: n - told.least].sum())  # between those that answered, whoever did
    step = next((step for step in _STEPS if step * fewest >= 1), math.nan)
    return math.nan if math.isnan(step) else round(step * round(rate / step), 2)


def rate_in_words(answers: Answers) -> str:
    """Say which share of those asked answered, as exactly as may be said; nothing where it may not."""
    asked, least, most = answers.asked, answers.least, answers.most
    if not asked or (least, most) == (0, asked):
        return ""
    ends = dict.fromkeys(percent(count / asked) for count in (least, most))
    return " to ".join(ends)


def told_in_words(answers: Answers) -> str:
    """Say how many of those asked answered, as exactly as may be said."""
    asked, least, most = answers.asked, answers.least, answers.most
    where = "" if answers.whole else "Over the whole records, "
    if least == most:
        share = percent(least / asked) if asked else "nobody was asked"
        return f"{where}{least} of {asked} asked have answered ({share})."
    if (least, most) == (0, asked):
        said = f"{where}{asked} were asked; how many answered is not said: too few, or too easily told who."
        return said[:1].upper() + said[1:]
    shares = f"{percent(least / asked)} to {percent(most / asked)}"
    between = "or" if most == least + 1 else "to"
    return (
        f"{where}{least} {between} {most} of {asked} asked have answered ({shares}; not said more exactly, "
        "so that no small sector can be told)."
    )


def response_note(system: SystemMap) -> str:
    """Say how many of those asked answered, or that it is not recorded."""
    if system.answers is not None:
        return told_in_words(system.answers)
    asked, answered = (
        system.organisations[column].map({True: 1, False: 0}) for column in ("asked", "answered")
    )
    if answered.isna().all():
        return "Who answered is not recorded: a missing tie is read as no tie."
    return (
        f"{int(answered.sum())} of {int(asked.sum())} asked have answered "
        f"({percent(answered.sum() / asked.sum()) if asked.sum() else 'nobody was asked'})."
    )
