"""What a thing holds, as a copy: whether a calculation left it as it was can then be seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from sysmap.network.system import SystemMap
from sysmap.records.raw import RawTable

_DEEPEST = 4
_MAP = ("organisations", "ties", "reported", "forums", "rated", "arrays", "records", "notes")


class Contents:
    """A copy of what a map, a result or raw tables hold.

    Parameters
    ----------
    thing
        What is looked at; only tables, arrays and texts in it are.
    """

    def __init__(self, thing: Any) -> None:
        self._held = {name: _copy(part) for name, part in _held(thing, "", _DEEPEST)}

    def changed(self, thing: Any) -> list[str]:
        """Return the names of what is no longer as it was."""
        now = dict(_held(thing, "", _DEEPEST))
        return [
            name
            for name in self._held | now
            if name not in self._held or name not in now or not _equal(self._held[name], now[name])
        ]


def _held(thing: Any, name: str, deep: int) -> Iterator[tuple[str, Any]]:
    """Give the tables, arrays and texts of a thing by name."""
    if isinstance(thing, pd.DataFrame | pd.Series):
        yield name or "table", thing
    elif isinstance(thing, np.ndarray):
        yield name or "array", thing
    elif isinstance(thing, str | int | float | tuple):
        yield name or "text", thing
    elif deep:
        for part, value in _parts(thing):
            yield from _held(value, f"{name}.{part}".lstrip("."), deep - 1)


def _copy(part: Any) -> Any:
    return part.copy() if isinstance(part, pd.DataFrame | pd.Series | np.ndarray) else part


def _parts(thing: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, SystemMap):
        yield from ((name, getattr(thing, name)) for name in _MAP)
    elif isinstance(thing, RawTable):
        yield "frame", thing.frame
    elif is_dataclass(thing) and not isinstance(thing, type):
        yield from ((part.name, getattr(thing, part.name)) for part in fields(thing))
    elif isinstance(thing, Mapping):
        yield from ((str(key), value) for key, value in thing.items())


def _equal(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, pd.DataFrame | pd.Series):
        return bool(one.equals(other)) and list(one.index.names) == list(other.index.names)
    if isinstance(one, np.ndarray):
        same = one.shape == other.shape and one.dtype == other.dtype
        return same and bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    return bool(one == other) or one != one
