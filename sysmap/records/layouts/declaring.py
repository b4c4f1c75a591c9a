"""How an export shape is declared, and how the one that fits is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

from sysmap.registry import Registry

RawTables = Mapping[str, pd.DataFrame]
TableParts = Mapping[str, pd.DataFrame | list[pd.DataFrame]]
F = TypeVar("F", bound=Callable[[RawTables], TableParts])


@dataclass(frozen=True)
class Layout:
    """An export shape: how it is recognised and how its rows are read."""

    name: str
    order: int
    recognises: Callable[[RawTables], bool]
    read: Callable[[RawTables], TableParts]

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (self.read.__doc__ or "").strip().split("\n")[0]


layouts: Registry[Layout] = Registry(
    "layout", lambda layout: {"order": layout.order, "what it is": layout.summary}
)


def record_layout(name: str, *, order: int, recognises: Callable[[RawTables], bool]) -> Callable[[F], F]:
    """Declare a record layout: a function from raw tables to tables of a record set.

    Parameters
    ----------
    name
        What the layout is called; ``layout=`` of `read_records` takes it.
    order
        Layouts are tried from the lowest order up.
    recognises
        Tells from the raw tables (name to frame) whether they have this shape.

    Returns
    -------
    Callable
        A decorator that gives the bare function back. The function takes the raw tables and
        gives, for each table of a record set, a frame or a list of frames with that table's
        columns (aliases will do). Rows keep their index: it holds the row numbers.
    """

    def declare(function: F) -> F:
        layouts.add(name, Layout(name, order, recognises, function), function)
        return function

    return declare


def fitting(tables: RawTables, name: str | None = None) -> Layout | None:
    """Give the layout called `name`, or the first whose shape the tables have; None where none fits."""
    if name is not None:
        return layouts[name]
    ordered = sorted(layouts.values(), key=lambda layout: layout.order)
    return next((layout for layout in ordered if layout.recognises(tables)), None)
