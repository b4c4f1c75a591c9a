"""What every layout promises, whatever export it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

import pandas as pd

from sysmap.calling import verb
from sysmap.checking.contents import Contents
from sysmap.checking.promises import Broken, declared
from sysmap.errors import ChoiceError, ExtensionError, SysmapError
from sysmap.records.containers.opening import open_all
from sysmap.records.problems import Origin, Problems
from sysmap.records.raw import RawTable
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.shapes.applying import read_by
from sysmap.records.shapes.declaring import Arrived, Layout, fitting, layouts
from sysmap.records.shapes.named_columns import NamedColumns, check_columns
from sysmap.records.shapes.placing import place_named
from sysmap.records.values.scales import check_scale

SILENT = "it does not say what it is: begin its docstring with a line on what a row of the export means"
UNRECOGNISED = "it does not recognise its own export: let recognises= look for the headers that are in it"
TAKEN = "another layout takes its export before it is asked: declare it with a lower order="
REFUSED = "its export is not read: give the tables that read_records asks for, under their columns"
LOOKING = "recognises= stops on other tables: ask only whether headers are there, and give True or False"
GREEDY = "it takes exports of another shape: let recognises= look for headers that only its own export has"
STOPS = (
    "it stops on a damaged export: leave out what cannot be read and note it by tables.problems, or raise a "
    "SysmapError that says what is wrong"
)
CHANGES = "it changes the tables that it is given: work on a copy, such as table.frame.copy()"
AGAIN = "it gives other tables when asked again: leave out what is random, and the clock"
ORDER = "what it reads depends on the order of rows: let each row say what it means by itself"
LOST = (
    "cells are lost without a word: pass their rows on, or say what became of them by tables.account.use, "
    "drop or set_aside"
)

OTHERS: dict[str, dict[str, dict[str, list[str]]]] = {
    "records": {
        "partners": {"name": ["Alder", "Birch", "Cedar"], "sector": ["Police", "Council", "Council"]},
        "collaborations": {"source": ["Alder"], "target": ["Birch"]},
    },
    "matrix": {"x": {"": ["Alder", "Birch"], "Alder": ["", "1"], "Birch": ["1", ""]}},
    "membership_list": {"x": {"organisation": ["Alder", "Birch"], "forum": ["Board", "Hub"]}},
    "gephi": {
        "nodes": {"Id": ["a", "b"], "Label": ["Alder", "Birch"], "sector": ["Police", "Council"]},
        "edges": {"Source": ["a"], "Target": ["b"], "Type": ["Undirected"], "Weight": ["2"]},
    },
}
"""Raw tables of other shapes, by the layout of sysmap that reads them."""

_ODD: dict[str, dict[str, dict[str, list[str]]]] = {
    "no table": {},
    "a table without columns": {"x": {}},
    "a table without rows": {"x": {"a": [], "b": []}},
    "a table of blank cells": {"x": {"a": [""], "b": [""]}},
}

_DAMAGE: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "no rows": lambda frame: frame.iloc[:0],
    "blank cells": lambda frame: frame.map(lambda _cell: ""),
    "cells of other words": lambda frame: frame.map(lambda _cell: "Zz"),
    "cells of numbers": lambda frame: frame.map(lambda _cell: "12"),
    "every row twice": lambda frame: pd.concat([frame, frame]).set_axis(range(2, 2 + 2 * len(frame))),
    "no last column": lambda frame: frame.iloc[:, :-1],
    "a column more": lambda frame: frame.assign(**{"something else": "Zz"}),
}


@verb("check_layout(project_leads, partners, leads)")
def check_layout(layout: str | Callable[..., Any], *sources: Any, **options: Any) -> None:
    """Hold a layout to what every layout promises, on an example of the export that it reads.

    Parameters
    ----------
    layout
        The function that was declared with `record_layout`, or its name.
    *sources
        An example of the export, as `read_records` takes it: files, folders or data frames.
    **options
        What else `read_records` needs to read it, such as ``columns=`` or ``scale=``.

    Raises
    ------
    ContractError
        If it breaks a promise; the message lists all that it breaks, where, and what to do.
    ChoiceError
        If there is no such layout, or no example.

    Notes
    -----
    A layout recognises its own export and no other, whatever tables stand there. It leaves the tables that
    it is given as they were. The same rows, in another order too, are the same records, and every filled
    cell of them is used, or said to be left out. A damaged export is read or refused in words.
    """
    entry = declared(layouts, layout, lambda entry: entry.read)
    if not sources:
        raise ChoiceError(
            f"a layout is held to its promises on an example of its export, and none is given: write "
            f'check_layout("{entry.name}", "export.csv")'
        )
    broken = Broken()
    if not entry.summary:
        broken.add(SILENT)
    _looks(entry, broken)
    records = broken.attempt(REFUSED, "", lambda: read_records(*sources, **options))
    if records is not None:
        _read(entry, records, broken)
    for tables in open_all(sources, {}, Problems()).values():
        if tables and _asked(entry, tables, options, broken):
            _on(entry, tables, options, broken)
    broken.refuse(entry.origin)


def _asked(entry: Layout, tables: Mapping[str, RawTable], options: Mapping[str, Any], broken: Broken) -> bool:
    """Return whether a layout recognises its export."""
    fits = broken.attempt(LOOKING, "", lambda: entry.fits(_arrived(tables, options)))
    if fits is False:
        broken.add(UNRECOGNISED)
    return bool(fits)


def _arrived(tables: Mapping[str, RawTable], options: Mapping[str, Any]) -> Arrived:
    """Return raw tables as a layout is given them, in frames of their own."""
    columns = check_columns(options.get("columns"))
    groups = {"": {name: table.holding(table.frame.copy()) for name, table in tables.items()}}
    place_named(groups, columns, Problems())
    given = Arrived(
        groups[""],
        columns=(columns or NamedColumns()).of("").nested,
        scale=check_scale(options.get("scale")),
    )
    for table in given.values():
        given.account.enter(table)
    return given


def _looks(entry: Layout, broken: Broken) -> None:
    """Hold a layout to what it promises of tables that are not its own."""
    for name, tables in (_ODD | OTHERS).items():
        where = f"tables of the layout {name}" if name in OTHERS else name
        given = Arrived({key: RawTable(pd.DataFrame(table), Origin(key)) for key, table in tables.items()})
        fits = broken.attempt(LOOKING, where, lambda given=given: entry.fits(given))  # type: ignore[misc]
        # What comes after the layout whose tables they are is not asked.
        if fits and name in OTHERS and entry.name != name and fitting(given) is entry:
            broken.add(GREEDY, f"such as those of the layout {name}")


def _read(entry: Layout, records: Records, broken: Broken) -> None:
    """Hold a layout to what it promises of the records that its export becomes."""
    used = records.summary["layout"]
    used = {used} if isinstance(used, str) else set(used or ())
    if entry.name not in used:
        broken.add(TAKEN, f"it was read by the layout {', '.join(sorted(used))}")
    if f"not used by the layout {entry.name}" in records.summary["cells"]["set_aside"]:
        said = records.problems["message"]
        broken.extend(LOST, said[said.str.startswith(f"cells that the layout {entry.name} did not use")])


def _on(entry: Layout, tables: Mapping[str, RawTable], options: Mapping[str, Any], broken: Broken) -> None:
    """Hold a layout to what it promises of the raw tables of its export, whole, turned and damaged."""
    given = _arrived(tables, options)
    before = Contents(given)
    found = broken.attempt(STOPS, "its own example", lambda: _rows(entry, given))
    if found is None:
        return
    changed = before.changed(given)
    if changed:
        broken.add(CHANGES, ", ".join(part.removesuffix(".frame") for part in changed))
    if _rows(entry, _arrived(tables, options)) != found:
        broken.add(AGAIN)
        return
    turned = _arrived(_changed(tables, lambda frame: _turned(frame, entry.header_rows - 1)), options)
    rows = broken.attempt(STOPS, "rows in the opposite order", lambda: _rows(entry, turned))
    if rows is not None and rows != found:
        broken.add(ORDER, f"of {', '.join(sorted(name for name in found if rows.get(name) != found[name]))}")
    for name, damage in _DAMAGE.items():
        damaged = _arrived(_changed(tables, damage), options)
        try:
            if entry.fits(damaged):
                read_by(entry, damaged)
        except Exception as error:  # whatever stops it is what is looked for
            if isinstance(error, ExtensionError) or not isinstance(error, SysmapError):
                broken.add(STOPS, f"{name}: {error}")


def _changed(
    tables: Mapping[str, RawTable], change: Callable[[pd.DataFrame], pd.DataFrame]
) -> dict[str, RawTable]:
    return {
        name: table if table.form else table.holding(change(table.frame)) for name, table in tables.items()
    }


def _turned(frame: pd.DataFrame, headers: int) -> pd.DataFrame:
    return pd.concat([frame.iloc[:headers], frame.iloc[headers:].iloc[::-1]])


def _rows(entry: Layout, given: Arrived) -> dict[str, list[str]]:
    """Return the rows that a layout gives for each table, in no order."""
    made, _ = read_by(entry, given)
    return {name: sorted(chain.from_iterable(map(_said, tables))) for name, tables in made.items()}


def _said(table: RawTable) -> list[str]:
    # Respondents are numbered in the order in which they come.
    frame = table.frame.drop(columns=["reported_by"], errors="ignore")
    return [str(row) for row in frame.to_dict("records")]
