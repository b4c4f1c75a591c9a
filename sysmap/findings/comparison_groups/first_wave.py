"""What the two sides were like in the first wave, and which comparison places the programme touched."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from sysmap.errors import listed
from sysmap.findings.comparison_groups.sides import PlaceChange, Sides
from sysmap.findings.many_places.place import team_forums
from sysmap.measures.catalogue import catalogue
from sysmap.measures.evaluating import system_value
from sysmap.network.system import SystemMap
from sysmap.vocabulary import fold

LEVELS = {
    "organisations": "Organisations on the map",
    "sectors": "Sectors",
    "density": "Density of ties",
    "cross_density": "Density between sectors",
    "answered": "Answered, share of those asked",
}
"""What stands beside the change, of the first wave of each place."""
SHARES = ("density", "cross_density", "answered")
HARDLY = 0.25
"""Sides hardly overlap where of neither more than this share of places lies in the range of the other."""
COLUMNS = [
    *("label", "programme", "programme_low", "programme_high", "comparison", "comparison_low"),
    *("comparison_high", "standardised", "overlap", "flag"),
]
_CLOSE = 1e-9


def first_levels(place: PlaceChange) -> dict[str, float]:
    """Return the size, sectors, densities and response of a place in its first wave, as recorded."""
    system = place.comparison.before
    return {
        "organisations": float(len(system.organisations)),
        "sectors": float(len({label for label in system.organisations["boundary"] if label is not None})),
        "density": float(system_value(catalogue["density"], system).value),
        "cross_density": float(system_value(catalogue["cross_density"], system).value),
        "answered": _answered(system),
    }


def _answered(system: SystemMap) -> float:
    """Return the share of those asked that answered; ``nan`` where it is not recorded, or not shown."""
    if system.public:
        told = system.answers
        exact = told is not None and told.whole and told.least == told.most and told.asked
        return told.least / told.asked if told is not None and exact else math.nan
    asked, answered = (
        sum(cell is True for cell in system.organisations[column]) for column in ("asked", "answered")
    )
    return answered / asked if asked else math.nan


def levels_beside(sides: Sides) -> pd.DataFrame:
    """Set the first wave of both sides beside each other.

    Returns
    -------
    pandas.DataFrame
        Index ``what``: of each side the mean, the least and the most of its places; ``standardised``, the
        difference of the means over the root of the mean variance of the sides, ``nan`` with fewer than 2
        places on a side or where places of a side do not vary; ``overlap``, the share of the places of one
        side that lie between the least and the most of the other, of the two such shares the larger, ``nan``
        with one place on a side; ``flag``, where it is a quarter or less.

    Notes
    -----
    Standardised differences: Austin (2011), Multivariate Behavioral Research 46: 399–424.
    """
    found = [[first_levels(place) for place in some] for some in (sides.programme, sides.comparison)]
    rows = []
    for what, label in LEVELS.items():
        there, here = (_known([one[what] for one in some]) for some in found)
        overlap, flag = _overlap(there, here), ""
        if overlap <= HARDLY:
            flag = "The two sides hardly overlap here: they are hard to compare."
        rows.append((label, *_three(there), *_three(here), _standardised(there, here), overlap, flag))
    return pd.DataFrame(rows, columns=COLUMNS, index=pd.Index(list(LEVELS), name="what"))


def _known(values: Sequence[float]) -> np.ndarray:
    found = np.array(values, dtype=float)
    return found[np.isfinite(found)]


def _three(values: np.ndarray) -> tuple[float, float, float]:
    if not len(values):
        return math.nan, math.nan, math.nan
    return float(values.mean()), float(values.min()), float(values.max())


def _standardised(there: np.ndarray, here: np.ndarray) -> float:
    if min(len(there), len(here)) < 2:
        return math.nan
    spread = math.sqrt((there.var(ddof=1) + here.var(ddof=1)) / 2)
    return float(there.mean() - here.mean()) / spread if spread > _CLOSE else math.nan


def _overlap(there: np.ndarray, here: np.ndarray) -> float:
    """Return the share of one side's places within the range of the other's: the larger of the two."""
    if min(len(there), len(here)) < 2:
        return math.nan
    return max(
        float(((some >= other.min() - _CLOSE) & (some <= other.max() + _CLOSE)).mean())
        for some, other in ((there, here), (here, there))
    )


def touched(sides: Sides) -> tuple[dict[str, list[str]], bool]:
    """Find the comparison places that take part in the programme.

    Returns
    -------
    by_place : dict
        By comparison place, its organisations that sit on a team of the programme: on a forum of the same
        name in its own records, or under the same name in those of a programme place.
    recorded : bool
        Whether any team of the programme is recorded: if not, nobody can tell.
    """
    teams, members = set(), set()
    for place in sides.programme:
        system = place.comparison.before
        records, of = system.records, system.rules.place
        rows = records.programmes
        own = list(rows["programme"][rows["place"].map(fold) == fold(of)]) if of is not None else []
        names = team_forums(records, of, *own)
        teams |= {fold(name) for name in names}
        named = dict(zip(records.partners["id"], records.partners["name"], strict=True))
        seats = records.memberships[records.memberships["forum"].isin(names)]
        members |= {fold(named[one]) for one in seats["organisation"] if one in named}
    found = {}
    for place in sides.comparison:
        change = place.comparison
        records = change.before.records
        there = {
            one: str(name)
            for system in (change.before, change.after)
            for one, name in system.organisations["name"].items()
        }
        seats = records.memberships[records.memberships["forum"].map(fold).isin(teams)]
        sitting = {there[one] for one in seats["organisation"] if one in there}
        sitting |= {name for name in there.values() if fold(name) in members}
        if sitting:
            found[place.name] = sorted(sitting)
    return found, bool(teams)


def touched_notes(found: dict[str, list[str]], *, recorded: bool) -> list[str]:
    """Say which comparison places take part in the programme, or that nobody can tell."""
    if not recorded:
        return [
            "No team of the programme is recorded (a forum of the kind programme team), so it cannot be told "
            "whether comparison places took part in it."
        ]
    return [
        f"{place} is touched by the programme: {listed(some)} "
        f"{'sits' if len(some) == 1 else 'sit'} on a team of it. What changes there together with "
        "the programme makes the difference smaller."
        for place, some in found.items()
    ]


def only_on_one_side(sides: Sides) -> list[str]:
    """Say which sectors the first wave of one side alone has."""
    labels = [
        {
            str(label)
            for place in some
            for label in place.comparison.before.organisations["boundary"]
            if label is not None
        }
        for some in (sides.programme, sides.comparison)
    ]
    return [
        f"On the {side} side alone: {listed(sorted(mine - other))}."
        for side, mine, other in (("programme", labels[0], labels[1]), ("comparison", labels[1], labels[0]))
        if mine - other
    ]
