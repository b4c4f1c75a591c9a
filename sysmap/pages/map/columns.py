"""A map's marks and ties as columns: what repeats is said once, so that large maps stay small files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def columns(rows: list[dict[str, Any]], names: Iterable[str]) -> dict[str, list[Any]]:
    """Turn rows into a list per column.

    Columns that repeat few values hold places in a list of them: ``{"values": [...], "codes": [...]}``.
    """
    return {name: _column([row[name] for row in rows]) for name in names}


def _column(values: list[Any]) -> Any:
    codes: dict[str, int] = {}
    distinct: list[Any] = []
    places = []
    for value in values:
        key = repr(value)
        if key not in codes:
            codes[key] = len(distinct)
            distinct.append(value)
        places.append(codes[key])
    # Plain numbers are as short as their codes.
    if len(distinct) * 4 < len(values) and not all(isinstance(value, int) for value in distinct):
        return {"values": distinct, "codes": places}
    return values
