"""The names of organisations in records, before they are anybody's: how often, where, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.containers.opening import open_all
from sysmap.records.problems import Origin, Problems
from sysmap.records.raw import RawTable
from sysmap.records.shapes.applying import read_by
from sysmap.records.shapes.declaring import Arrived, fitting
from sysmap.records.shapes.named_columns import NamedColumns, check_columns
from sysmap.records.shapes.placing import place_named
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.typed import matched_headers
from sysmap.records.values.cells import clean
from sysmap.records.values.dates import date_bounds
from sysmap.records.values.scales import check_scale
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


def names_written(
    *sources: Any,
    layout: str | None = None,
    columns: Mapping[str, Any] | None = None,
    scale: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Gather the names of organisations in records, without asking whether they are known.

    Parameters
    ----------
    *sources
        What `read_records` takes: files, folders, frames, or mappings of wave to these.
    layout
        The shape of the records; None recognises it.
    columns, scale
        What columns and words of strength mean, as for `read_records`.

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
    parts = tables_of_names(*sources, layout=layout, columns=columns, scale=scale)
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


def tables_of_names(
    *sources: Any,
    layout: str | None = None,
    columns: Mapping[str, Any] | None = None,
    scale: Mapping[str, Any] | None = None,
) -> list[tuple[str, RawTable]]:
    """Return the tables in which names of organisations stand, each by the table that it is."""
    named, words = check_columns(columns) or NamedColumns(), check_scale(scale)
    problems = Problems()
    groups = open_all(list(sources), {}, problems)
    problems.raise_faults()
    place_named(groups, named, problems)
    problems.raise_faults()
    beside = groups.get("", {})
    parts = []
    for wave, group in groups.items():
        arrived = Arrived(
            group,
            columns=named.of(wave).nested,
            scale=words,
            beside=beside if wave else None,
            problems=problems,
        )
        parts += list(_parts(arrived, layout, problems))
    problems.raise_faults()
    return parts


def partners_written(tables: Iterable[tuple[str, RawTable]]) -> pd.DataFrame:
    """Return the organisations of the lists of partners among tables as a register: ``id, name, sector``."""
    rows = []
    for table, raw in tables:
        if table == "partners" and not raw.origin.made:
            columns = _columns(table, raw)
            names, ids, sectors = (_cells(raw, columns.get(each)) for each in ("name", "id", "sector"))
            rows += [
                (identity or name, name or identity, sector)
                for name, identity, sector in zip(names, ids, sectors, strict=True)
            ]
    found = pd.DataFrame(rows, columns=["id", "name", "sector"], dtype=object)
    return found[found["id"] != ""].drop_duplicates(ignore_index=True)


def _parts(arrived: Arrived, layout: str | None, problems: Problems) -> Iterator[tuple[str, RawTable]]:
    """Return the tables of one wave's sources, with what is wrong with them taken in."""
    group = arrived
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
    return {column: header for header, column in matched_headers(raw, TABLES[table]).items()}


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
