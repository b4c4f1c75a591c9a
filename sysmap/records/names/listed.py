"""The names of organisations in records, before they are anybody's: how often, where, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.containers.opening import open_all
from sysmap.records.problems import Origin, Problems
from sysmap.records.raw import RawTable
from sysmap.records.shapes.applying import read_by
from sysmap.records.shapes.declaring import Arrived, fitting
from sysmap.records.tables.declared import TABLES
from sysmap.records.values.cells import clean
from sysmap.records.values.dates import date_bounds
from sysmap.vocabulary import fold

COLUMNS = ("name_as_written", "times", "where", "sector", "date")
_MOST_PLACES = 5


@dataclass
class _Use:
    """Where a name was met, with the sectors and dates that were given with it."""

    times: int = 0
    places: dict[str, None] = field(default_factory=dict)
    sectors: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)


def names_written(*sources: Any, layout: str | None = None) -> pd.DataFrame:
    """Gather the names of organisations in records, without asking whether they are known.

    Parameters
    ----------
    *sources
        What `read_records` takes: files, folders, frames, or mappings of wave to these.
    layout
        The shape of the records; None recognises it.

    Returns
    -------
    pandas.DataFrame
        One row per name, in the order met: ``name_as_written, times, where, sector, date``. `sector` and
        `date` (of the wave) are given where the records say one only. Ends of ties that are ids of the
        table partners are no names.

    Raises
    ------
    RecordsError
        If a file cannot be read safely, or holds no table of a record set.
    """
    problems = Problems()
    groups = open_all(list(sources), {}, problems)
    problems.raise_faults()
    parts = [part for group in groups.values() for part in _parts(group, layout, problems)]
    problems.raise_faults()
    starts = _starts(parts)
    ids = _ids(parts)
    uses: dict[str, _Use] = {}
    for table, raw in parts:
        _gather(table, raw, ids, starts, uses)
    rows = [
        (name, use.times, "; ".join(list(use.places)[:_MOST_PLACES]), _only(use.sectors), _only(use.dates))
        for name, use in uses.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {name: int if name == "times" else object for name in COLUMNS}
    )


def _parts(
    group: Mapping[str, RawTable], layout: str | None, problems: Problems
) -> Iterator[tuple[str, RawTable]]:
    """Return the tables of one wave's sources, with what is wrong with them taken in."""
    arrived = Arrived(dict(group), columns=None, scale=None, beside=None, problems=problems)
    fits = fitting(arrived, layout)
    if fits is None:
        origin = next((raw.origin for raw in group.values()), Origin("the sources"))
        headers = [header for raw in group.values() for header in raw.columns]
        problems.fault(
            origin,
            f"no table of a record set: its columns are {listed(headers, 12)}; wanted is a column name",
        )
        return
    made, _ = read_by(fits, arrived)
    for table in made:
        for raw in made[table] if table in TABLES else ():
            problems.take(raw.origin)
            yield table, raw


def _columns(table: str, raw: RawTable) -> dict[str, str]:
    """Return the headers of a frame by the column of the table that they mean."""
    found = TABLES[table].columns_of([str(header) for header in raw.columns])
    return {column: header for header, column in found.items()}


def _cells(raw: RawTable, header: str | None) -> list[str]:
    if header is None:
        return [""] * len(raw)
    return [clean(cell)[0] for cell in raw[header]]


def _starts(parts: list[tuple[str, RawTable]]) -> dict[str, str]:
    """Return the first day of waves, by folded label, from the table waves."""
    starts: dict[str, str] = {}
    for table, raw in parts:
        if table == "waves":
            columns = _columns(table, raw)
            labels, firsts = (_cells(raw, columns.get(name)) for name in ("wave", "start"))
            starts |= {
                fold(label): first for label, first in zip(labels, firsts, strict=True) if date_bounds(first)
            }
    return starts


def _ids(parts: list[tuple[str, RawTable]]) -> set[str]:
    """Return the ids of the table partners that are not also its names."""
    ids: set[str] = set()
    names: set[str] = set()
    for table, raw in parts:
        if table == "partners":
            columns = _columns(table, raw)
            ids |= set(_cells(raw, columns.get("id")))
            names |= set(_cells(raw, columns.get("name")))
    return ids - names


def _gather(
    table: str, raw: RawTable, ids: set[str], starts: Mapping[str, str], uses: dict[str, _Use]
) -> None:
    columns = _columns(table, raw)
    wanted = [
        column.name
        for column in TABLES[table].columns
        if column.accepts == "organisation" or (table, column.name) == ("partners", "name")
    ]
    origin = raw.origin
    place = ": ".join(part for part in (origin.file, origin.sheet) if part)
    sectors = _cells(raw, columns.get("sector") if table == "partners" else None)
    waves = [wave or origin.wave for wave in _cells(raw, columns.get("wave"))]
    dates = {wave: starts.get(fold(wave)) or (wave if date_bounds(wave) else "") for wave in set(waves)}
    for name in wanted:
        for text, sector, wave in zip(_cells(raw, columns.get(name)), sectors, waves, strict=True):
            if not text or text in ids:
                continue
            use = uses.setdefault(text, _Use())
            use.times += 1
            use.places.setdefault(place)
            use.sectors |= {sector} - {""}
            use.dates |= {dates[wave]} - {""}


def _only(values: set[str]) -> str:
    return next(iter(values)) if len(values) == 1 else ""
