"""What a public copy of money and of many places leaves out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from sysmap.findings.draws import Draws
from sysmap.findings.many_places.place import NOT_COMPARED, Place, change_of
from sysmap.findings.many_places.portfolio import Portfolio, beside_one_another
from sysmap.findings.money import Money
from sysmap.records.tables.declared import TABLES

WHY_UNSAID = f"{NOT_COMPARED}: a public copy does not say why"
ONE_PAYMENT = "one flow alone: not shown"
# Five files of one portfolio are of one copy, as of a comparison.
_made: WeakKeyDictionary[Portfolio, Portfolio] = WeakKeyDictionary()
_CODE = re.compile(r"[A-Za-z]{0,5}[\s_\-]?\d{1,6}[A-Za-z]?")


def enablers_as_codes(programmes: pd.DataFrame) -> pd.DataFrame:
    """Write enablers that are not codes already as ``E01, E02``, in the order in which they are met.

    An order of their names would tell who is who to those who know the names.
    """
    known = list(dict.fromkeys(name for name in programmes["enabler"] if name))
    codes = {name for name in known if _CODE.fullmatch(name)}
    free = (f"E{number:02}" for number in range(1, 2 * len(known) + 1) if f"E{number:02}" not in codes)
    meant = {"": ""} | {name: name if name in codes else next(free) for name in known}
    return programmes.assign(enabler=programmes["enabler"].map(meant).astype(object))


def without_single_payments(money: Money) -> Money:
    """Leave out flows, shares and dates, amounts of pairs with one flow alone, and words of one's own."""
    frame = money.to_frame()
    basis = re.compile(TABLES["money"]["basis"].only)
    frame["basis"] = [word if basis.fullmatch(word) else "" for word in frame["basis"]]
    frame[["start", "end"]] = ""
    alone = frame["flows"] < 2
    frame.loc[alone, ["low", "high"]] = math.nan
    frame.loc[alone, ["precision", "reading"]] = ["", ONE_PAYMENT]
    return replace(money, flows=money.flows.iloc[:0], shares=money.shares.iloc[:0], _frame=frame)


def places_for_the_public(portfolio: Portfolio, public: Callable[[Any], Any]) -> Portfolio:
    """Return a portfolio for the public.

    Parameters
    ----------
    portfolio
        The portfolio.
    public
        Makes the public copy of a map, and of a comparison.
    """
    if portfolio.public:
        return portfolio
    if portfolio not in _made:
        _made[portfolio] = _places_for_the_public(portfolio, public)
    return _made[portfolio]


def _places_for_the_public(portfolio: Portfolio, public: Callable[[Any], Any]) -> Portfolio:
    """Work out such a copy."""
    names = pd.DataFrame({"enabler": [place.enabler for place in portfolio.places]}, dtype=object)
    codes = enablers_as_codes(names)["enabler"]
    places = tuple(
        _public(place, str(code), portfolio.primary, public)
        for place, code in zip(portfolio.places, codes, strict=True)
    )
    # Pooled again: the changes of those that answered would tell who these are.
    draws = Draws(portfolio.draws, portfolio.seed)
    copy = beside_one_another(places, portfolio.primary, portfolio.primary_chosen, draws)
    frame = copy.to_frame()
    for place in places:
        told = place.latest.answers if place.latest is not None else None
        exact = told is not None and told.whole and told.least == told.most and told.asked
        frame.loc[place.name, "response"] = told.least / told.asked if told and exact else math.nan
    return replace(copy, _frame=frame, public=True, cost_per_answer=portfolio.cost_per_answer)


def _public(place: Place, code: str, primary: str, public: Callable[[Any], Any]) -> Place:
    maps = tuple(public(one) for one in place.maps)
    # Why waves are not compared may count who answered.
    reason = WHY_UNSAID if place.reason.startswith(NOT_COMPARED) else place.reason
    copy = replace(place, enabler=code, maps=maps, reason=reason)
    if place.comparison is not None:
        compared = public(place.comparison)
        (change, low, high, error), reason = change_of(compared, primary)
        copy = replace(
            copy,
            comparison=compared,
            change=change,
            change_low=low,
            change_high=high,
            error=error,
            reason=reason,
        )
    return copy if place.payments > 1 else replace(copy, funding=(math.nan, math.nan), payments=0)
