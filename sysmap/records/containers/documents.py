"""JSON and UCINET DL files to raw tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.destinations import name_of
from sysmap.records.containers.encodings import text_of
from sysmap.records.containers.graphs.gathered import GraphFileError
from sysmap.records.containers.graphs.json_graphs import graph_in_json
from sysmap.records.problems import Reading, row_list
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import AREA_LIMIT, COLUMN_LIMIT, ROW_LIMIT
from sysmap.text import counted

# The forms of raw tables.
JSON, DL = "json", "dl"
LINE = "line"
_LISTS_LIMIT = 100
_START_OF_DL = 2


def read_json(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read a JSON file: every list of objects is a raw table, called by its key (the file, if it has none).

    Rows are numbered as the objects stand in their list, from 1.
    """
    data = path.read_bytes()
    if max(data.count(b"{"), data.count(b"[")) > 2 * ROW_LIMIT or data.count(b",") > AREA_LIMIT:
        here.fault(f"more than {2 * ROW_LIMIT:,} objects or lists, or {AREA_LIMIT:,} fields: split the file")
        return {}
    text = text_of(data, here)
    if text is None:
        return {}
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        here.fault(f"not JSON as it should be ({error.msg}): export the file again", row=error.lineno)
        return {}
    except (ValueError, RecursionError):
        here.fault("not JSON that can be read: a number too long, or lists too deep in one another")
        return {}
    try:
        graph = graph_in_json(content)
    except GraphFileError as error:
        here.fault(str(error), row=error.row, value=error.value)
        return {}
    if graph is not None:
        return graph.tables(here)
    if isinstance(content, dict) and len(content) > _LISTS_LIMIT:
        here.fault(f"{len(content):,} lists in this file; at most {_LISTS_LIMIT:,} are read")
        return {}
    lists = content if isinstance(content, dict) else {name_of(path.stem): content}
    tables = {}
    for name, rows in lists.items():
        if isinstance(rows, list) and any(isinstance(row, dict) for row in rows):
            place = replace(here.origin, sheet=str(name) if isinstance(content, dict) else "")
            table = _objects(rows, here.at(place))
            if table is not None:
                tables[str(name)] = table
    if not tables and not any(fault.file == here.origin.file for fault in here.problems.faults):
        here.fault("no list of objects in this file: wanted are elements and connections, as Kumu writes")
    return tables


def _objects(rows: list[Any], here: Reading) -> RawTable | None:
    others = [number for number, row in enumerate(rows, start=1) if not isinstance(row, dict)]
    if others:
        here.warning(
            f"{counted(len(others), 'entry', 'entries')} of this list without fields: not read",
            row=row_list(others),
        )
    flat = [_flat(row) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    if len(rows) > ROW_LIMIT or len(names) > COLUMN_LIMIT:
        here.fault(f"more than {ROW_LIMIT:,} objects or {COLUMN_LIMIT:,} fields: split the file")
        return None
    cells = {name: [row.get(name) for row in flat] for name in names}
    table = pd.DataFrame(cells, columns=names, index=range(1, len(rows) + 1), dtype=object)
    return RawTable(table, here.origin, form=JSON)


def _flat(row: Any) -> dict[str, Any]:
    """Return the fields of an object, those in ``attributes`` too; lists of words as ``a|b``."""
    if not isinstance(row, dict):
        return {}
    inner = row.get("attributes")
    fields = {**(inner if isinstance(inner, dict) else {}), **row}
    fields.pop("attributes", None)
    return {str(name): _cell(value) for name, value in fields.items() if str(name).strip()}


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return "|".join(str(part) for part in value if part is not None)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    # A whole number too long for a table is a text, as an identifier is.
    return str(value) if isinstance(value, int) and abs(value) >= 2**53 else value


def is_dl(path: Path) -> bool:
    """Return whether a file of text begins with the word ``dl``, as those of UCINET do."""
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start[:_START_OF_DL] == b"dl" and not start[_START_OF_DL : _START_OF_DL + 1].strip(b" \t\r\n,")


def read_dl(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read a UCINET DL file as a raw table of its lines, numbered from 1."""
    text = text_of(path.read_bytes(), here)
    if text is None:
        return {}
    lines: Iterable[str] = text.splitlines()
    table = pd.DataFrame({LINE: list(lines)}, dtype=object)
    if len(table) > ROW_LIMIT:
        here.fault(f"more than {ROW_LIMIT:,} lines: split the file")
        return {}
    table.index = pd.RangeIndex(1, len(table) + 1)
    return {name_of(path.stem): RawTable(table, here.origin, form=DL)}
