"""Tables of collaborations too long to come back row by row: they stay with the engine that holds them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sysmap.records.containers.frames import collected
from sysmap.records.engines.parquet import SUFFIX, collected_parquet, scanned
from sysmap.records.tables.declared import ROW_LIMIT, TABLES, table_called
from sysmap.records.values.cells import clean

if TYPE_CHECKING:
    import narwhals as nw

TABLE = "collaborations"


@dataclass(frozen=True, eq=False, repr=False)
class HeldTable:
    """A table of collaborations that stays with its engine.

    Attributes
    ----------
    frame
        The table, as narwhals knows it.
    name
        What messages call it.
    wave
        The wave it was given for; empty for none.
    rows
        How many rows it has.
    """

    frame: nw.LazyFrame[Any]
    name: str
    wave: str
    rows: int

    @property
    def headers(self) -> tuple[str, ...]:
        """Its headers."""
        return tuple(map(str, self.frame.collect_schema().names()))


def held_back(
    sources: Sequence[Any], frames: Mapping[str, Any], *, named: bool = False
) -> tuple[tuple[Any, ...], dict[str, Any], list[HeldTable]]:
    """Hold back tables of collaborations with more rows than a table may have that is read row by row.

    Parameters
    ----------
    sources, frames
        As `read_records` was given them.
    named
        Whether the user says which columns mean what: headers then need not say it.

    Returns
    -------
    tuple
        The sources and frames, each table that stays with its engine replaced by its headers without
        rows; and those tables.
    """
    held: list[HeldTable] = []
    kept = tuple(_without_held(source, "", named, held) for source in sources)
    beside = {}
    for name, frame in frames.items():
        called = table_called(name)
        beside[name] = _or_headers(frame, f"data frame {name}", "", held) if called == TABLE else frame
    return kept, beside, held


def _without_held(source: Any, wave: str, named: bool, held: list[HeldTable]) -> Any:
    if isinstance(source, Mapping) and not wave:
        return {label: _without_held(part, clean(label)[0], named, held) for label, part in source.items()}
    if isinstance(source, str | os.PathLike):
        return _of_path(Path(source), source, wave, named, held)
    if isinstance(source, Sequence) and not isinstance(source, bytes):
        return [_without_held(part, wave, named, held) for part in source]
    return _or_headers(source, "data frame", wave, held) if _holds_ties(source, named) else source


def _of_path(path: Path, source: Any, wave: str, named: bool, held: list[HeldTable]) -> Any:
    if path.suffix.casefold() != SUFFIX or not os.path.exists(path):
        files = _parquet_alone(path)
        return [_of_path(file, file, wave, named, held) for file in files] or source
    frame = scanned(path)
    if frame is None:
        return source
    kept = _or_headers(frame, path.name, wave, held) if _holds_ties(frame, named) else source
    if kept is frame:
        kept = source
    # A folder of parts is one table.
    return collected_parquet(path) if kept is source and os.path.isdir(path) else kept


def _parquet_alone(folder: Path) -> list[Path]:
    """Return the Parquet files of a folder without a CSV file; a folder of those is read as ever."""
    # Other than the path itself, this answers for a text that can be no path too.
    if not os.path.isdir(folder):
        return []
    there = {kind: sorted(folder.glob(f"*{kind}")) for kind in (SUFFIX, ".csv")}
    return [] if there[".csv"] else there[SUFFIX]


def _holds_ties(source: Any, named: bool) -> bool:
    """Tell from its headers whether a frame says who works with whom."""
    frame = _lazy(source)
    if frame is None:
        return False
    headers = [str(header) for header in frame.collect_schema().names()]
    told = {*TABLES[TABLE].columns_of(headers).values()}
    is_list = {"name", "sector"} <= {*TABLES["partners"].columns_of(headers).values()}
    return {"source", "target"} <= told or (named and not is_list)


def _or_headers(source: Any, name: str, wave: str, held: list[HeldTable]) -> Any:
    """Return a frame, or where it is too long its headers without rows; it is then held."""
    frame = _lazy(source)
    if frame is None:
        return source
    import narwhals as nw

    rows = int(collected(frame.select(nw.len().alias("rows")))["rows"][0])
    if rows <= ROW_LIMIT:
        return source
    held.append(HeldTable(frame, name, wave, rows))
    return pd.DataFrame(columns=pd.Index(held[-1].headers, dtype=object), dtype=object)


def _lazy(source: Any) -> nw.LazyFrame[Any] | None:
    """Return a frame of an engine as narwhals knows it; None for one of pandas, and for what is no frame."""
    if isinstance(source, pd.DataFrame):
        return None
    import narwhals as nw

    frame = nw.from_native(source, pass_through=True)
    return frame.lazy() if isinstance(frame, nw.DataFrame | nw.LazyFrame) else None
