"""Ties with a column for each year or wave: a row for each tie and wave."""

from __future__ import annotations

import pandas as pd

from sysmap.errors import listed
from sysmap.records.problems import Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import table_of
from sysmap.records.shapes.declaring import RawTables
from sysmap.records.shapes.waves_of_sheets import is_a_wave
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.typed import matched_headers
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.text import counted
from sysmap.vocabulary import fold

_TABLE = "collaborations"
_TICKS = {"x", "✓", "✔", "yes", "y", "true"}
_NO = {"0", "0.0", "no", "n", "false"}


def with_waves_in_rows(tables: RawTables, problems: Problems) -> dict[str, RawTable]:
    """Return raw tables in which no ties have their waves in columns side by side.

    Parameters
    ----------
    tables
        The raw tables of one wave, by name.
    problems
        Where it is said.
    """
    found = {}
    for name, raw in tables.items():
        table = raw.table or ("" if raw.form else table_of(name, raw))
        waves = _waves_in(raw) if table == _TABLE else []
        found[name] = _in_rows(raw, waves, problems) if len(waves) > 1 else raw
    return found


def _waves_in(raw: RawTable) -> list[str]:
    """Return the headers that are waves, where nothing else says the wave or strength of a tie."""
    matched = matched_headers(raw, TABLES[_TABLE])
    if {"wave", "strength"} & {*matched.values()} or not {"source", "target"} <= {*matched.values()}:
        return []
    return [str(header) for header in raw.columns if header not in matched and is_a_wave(clean(header)[0])]


def _in_rows(raw: RawTable, waves: list[str], problems: Problems) -> RawTable:
    others = [header for header in raw.columns if header not in waves]
    strength, wave = _free("strength", others), _free("wave", others)
    texts = {header: raw[header].map(lambda cell: clean(cell)[0]) for header in waves}
    ticks = {fold(text) for header in waves for text in texts[header]} - {*BLANK_LIKE, *_NO} <= _TICKS
    parts, without = [], 0
    for header in waves:
        there = texts[header].map(lambda text: text.casefold() not in BLANK_LIKE)
        no = texts[header].map(lambda text: fold(text) in _NO)
        without += int(no.sum())
        said = {} if ticks else {strength: raw[header][there & ~no]}
        part = raw.frame.loc[there & ~no, others]
        parts.append(part.assign(**{wave: clean(header)[0], **said}))
    names = listed([shown(clean(header)[0]) for header in waves], 10)
    zeros = f"; {counted(without, 'cell')} that say 0 or no are no tie" if without else ""
    problems.warning(
        raw.origin, f"each of these columns is read as a wave: {names}{zeros}", table=_TABLE, row=1
    )
    frame = pd.concat(parts).sort_index(kind="stable")
    meant = {**raw.meant, wave: "wave"} | ({} if ticks else {strength: "strength"})
    return RawTable(
        frame.astype(object),
        raw.origin,
        meant=meant,
        table=raw.table,
        named=raw.named,
        blank_rows=raw.blank_rows,
        ragged_cells=raw.ragged_cells,
        aside=raw.aside,
        rows_aside=raw.rows_aside,
        title=raw.title,
    )


def _free(name: str, taken: list[str]) -> str:
    while name in taken:
        name += " "
    return name
