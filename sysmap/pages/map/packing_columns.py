"""Rows as columns, each as short as it can be written: the page's script `map_state.js` unpacks them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from string import ascii_lowercase, digits
from typing import Any

_DIGITS = digits + ascii_lowercase


def columns(rows: list[dict[str, Any]], names: Iterable[str]) -> dict[str, list[Any]]:
    """Turn rows into a list per column.

    A column that repeats few values holds places in a list of them: ``{"values": [...], "codes": ...}``. The
    codes are a list; a text of digits to the base 36, where these do; or how many there are, where all are
    the same. A column that goes up in small steps holds these as such digits: ``{"steps": "001..."}``.
    """
    return {name: column([row[name] for row in rows]) for name in names}


def column(values: list[Any]) -> Any:
    """Turn the values of one column into what `columns` gives for it."""
    numbers: dict[str, int] = {}
    distinct: list[Any] = []
    codes = []
    for value in values:
        key = repr(value)
        if key not in numbers:
            numbers[key] = len(distinct)
            distinct.append(value)
        codes.append(numbers[key])
    if len(distinct) == 1:
        return {"values": distinct, "codes": len(codes)}
    if _climbs(values):
        return {"steps": "".join(_DIGITS[value - before] for before, value in pairwise([0, *values]))}
    if len(distinct) * 4 >= len(values):
        return [int(value) if _is_whole(value) else value for value in values]
    if len(distinct) <= len(_DIGITS):
        return {"values": distinct, "codes": "".join(_DIGITS[code] for code in codes)}
    # Plain numbers are as short as their codes.
    plain = all(isinstance(value, int) for value in distinct)
    return values if plain else {"values": distinct, "codes": codes}


def _climbs(values: list[Any]) -> bool:
    if not values or not all(type(value) is int for value in values):
        return False
    return all(0 <= value - before < len(_DIGITS) for before, value in pairwise([0, *values]))


def _is_whole(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer()
