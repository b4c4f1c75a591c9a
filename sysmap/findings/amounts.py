"""Amounts known as intervals: added, subtracted, and written in words."""

from __future__ import annotations

import math
from collections.abc import Iterable

Interval = tuple[float, float]
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


def added(parts: Iterable[Interval]) -> Interval:
    """Add intervals end by end; an end that one of them lacks (``nan``) the sum lacks too.

    Examples
    --------
    >>> added([(100.0, 100.0), (0.0, 10.0)])
    (100.0, 110.0)
    """
    listed = list(parts)
    return sum((low for low, _ in listed), 0.0), sum((high for _, high in listed), 0.0)


def less(whole: Interval, part: Interval) -> Interval:
    """Subtract an interval: the least is least less most; an end that cannot be told is ``nan``.

    Examples
    --------
    >>> less((66.0, 66.0), (0.0, 10.0))
    (56.0, 66.0)
    """
    return whole[0] - part[1], whole[1] - part[0]


def precision_of(interval: Interval) -> str:
    """Say how an interval is known: exact, under (from 0), over (no upper end), else between."""
    low, high = interval
    if math.isnan(high):
        return "over"
    if low == high:
        return "exact"
    return "under" if low == 0 else "between"


def amount_in_words(interval: Interval, currency: str = "GBP") -> str:
    """Write an interval of money: ``£66 million``, ``under £10 million``, ``£90 to £110``.

    Examples
    --------
    >>> amount_in_words((56e6, math.nan))
    'over £56 million'
    """
    low, high = interval
    said = precision_of(interval)
    if said == "exact":
        return money(low, currency)
    if said == "over":
        return "not known" if math.isnan(low) or low == 0 else f"over {money(low, currency)}"
    if math.isnan(low):
        return f"{money(high, currency)} or less"
    if said == "under":
        return f"under {money(high, currency)}"
    return f"{money(low, currency)} to {money(high, currency)}"


def left_in_words(interval: Interval, currency: str = "GBP") -> str:
    """Write what is left of a whole: over its least, and no more than its most.

    Examples
    --------
    >>> left_in_words((56e6, 66e6))
    'over £56 million, £66 million at most'
    """
    if not 0 < interval[0] < interval[1]:
        return amount_in_words(interval, currency)
    least = amount_in_words((interval[0], math.nan), currency)
    return f"{least}, {money(interval[1], currency)} at most"


def money(amount: float, currency: str = "GBP") -> str:
    """Write one amount: ``£27,000``, ``£66 million``, ``CHF 1.5 million``."""
    sign = _SIGNS.get(currency, f"{currency} ")
    minus = "−" if amount < 0 else ""
    size = abs(amount)
    if size >= 1e6:
        millions = f"{size / 1e6:,.3f}".rstrip("0").rstrip(".")
        return f"{minus}{sign}{millions} million"
    return f"{minus}{sign}{size:,.0f}" if float(size).is_integer() else f"{minus}{sign}{size:,.2f}"
