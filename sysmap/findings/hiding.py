"""What a public copy of money and of many places leaves out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from sysmap.findings.money import Money
from sysmap.findings.places import Place
from sysmap.findings.portfolio import Portfolio
from sysmap.network.system import SystemMap

ONE_PAYMENT = "one flow alone: not shown"
_CODE = re.compile(r"[A-Za-z]{0,5}[\s_\-]?\d{1,6}[A-Za-z]?")


def enablers_as_codes(programmes: pd.DataFrame) -> pd.DataFrame:
    """Write enablers that are not codes already as ``E01, E02``, in the order of their names."""
    known = {name for name in programmes["enabler"] if name}
    codes = {name for name in known if _CODE.fullmatch(name)}
    free = (f"E{number:02}" for number in range(1, 2 * len(known) + 1) if f"E{number:02}" not in codes)
    meant = {"": ""} | {name: name if name in codes else next(free) for name in sorted(known)}
    return programmes.assign(enabler=programmes["enabler"].map(meant).astype(object))


def without_single_payments(money: Money) -> Money:
    """Leave out flows and shares, and the amounts of pairs of sectors with one flow alone."""
    frame = money.to_frame()
    alone = frame["flows"] < 2
    frame.loc[alone, ["low", "high"]] = math.nan
    frame.loc[alone, ["precision", "reading"]] = ["", ONE_PAYMENT]
    return replace(money, flows=money.flows.iloc[:0], shares=money.shares.iloc[:0], _frame=frame)


def places_for_the_public(
    portfolio: Portfolio, public: Callable[[Any], Any], few: Callable[[SystemMap], bool]
) -> Portfolio:
    """Give a portfolio for the public.

    Parameters
    ----------
    portfolio
        The portfolio.
    public
        Makes the public copy of a map, and of a comparison.
    few
        Tells whether too few people answered on a map for their number to be shown.
    """
    frame = portfolio.to_frame()
    names = pd.DataFrame({"enabler": [place.enabler for place in portfolio.places]}, dtype=object)
    codes = enablers_as_codes(names)["enabler"]
    places = []
    for place, code in zip(portfolio.places, codes, strict=True):
        if place.latest is not None and few(place.latest):
            frame.loc[place.name, "response"] = math.nan
        places.append(_public(place, str(code), public))
    return replace(portfolio, places=tuple(places), _frame=frame, public=True)


def _public(place: Place, code: str, public: Callable[[Any], Any]) -> Place:
    maps = tuple(public(one) for one in place.maps)
    compared = None if place.comparison is None else public(place.comparison)
    copy = replace(place, enabler=code, maps=maps, comparison=compared)
    return copy if place.payments > 1 else replace(copy, funding=(math.nan, math.nan), payments=0)
