"""Tables as CSV, as workbooks and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.files import write_csv
from sysmap.outputs.saving import output
from sysmap.outputs.workbooks.people import people_workbook
from sysmap.registry import Registry
from sysmap.results import Result, ResultTable, Tabled, applied_note, has_index


@output(".csv", of=(Result, pd.DataFrame, Registry))
def csv_table(result: Any, path: Path) -> None:
    """The main table as CSV: UTF-8 with mark, no text that a spreadsheet would run."""
    frame = result if isinstance(result, pd.DataFrame) else result.to_frame()
    if said := applied_note(result):
        # One clean table has no place for a line of notes.
        frame = frame.assign(map=said)
    write_csv(frame, path, index=has_index(frame))


@output(".xlsx", of=(Tabled, pd.DataFrame))
def workbook(result: Any, path: Path) -> None:
    """A workbook with a sheet per table: headings in words, numbers as numbers, and a sheet to read first."""
    tables = [*tables_of(result)]
    if said := applied_note(result):
        tables.append(ResultTable("", "the map", pd.DataFrame({"the map": [said]})))
    path.write_bytes(people_workbook(result, tables))


@output(".json", of=(Tabled, pd.DataFrame))
def json_text(result: Any, path: Path) -> None:
    """The result as JSON: the keys are the columns, undefined is null."""
    path.write_text(to_json(result), encoding="utf-8", newline="\n")


def to_json(result: Any) -> str:
    """Write a result as JSON text: what it is of, and its tables by key.

    A table is its rows by name, ``{"measures": {name: {...}}}``, or where they have none a list of rows.
    """
    facts = _facts_of_a_frame(result) if isinstance(result, pd.DataFrame) else result.facts()
    if said := applied_note(result):
        facts = {"map": said, **facts}
    return json.dumps(facts, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def tables_of(result: Any) -> list[ResultTable]:
    """Return the tables of a result, or a frame as the one table that it is."""
    if isinstance(result, pd.DataFrame):
        return [ResultTable("rows", "scores", result)]
    tables: list[ResultTable] = result.tables()
    return tables


def _facts_of_a_frame(frame: pd.DataFrame) -> dict[str, Any]:
    (table,) = tables_of(frame)
    return {f"{frame.index.name}s" if has_index(frame) else table.key: table.cells()}
