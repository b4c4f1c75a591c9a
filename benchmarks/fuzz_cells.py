"""How many filled cells files and frames hold, counted by other means than those that read the records."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd

from sysmap.records.tables.declared import COLUMN_LIMIT

_MOST_BYTES = 2_000_000
_GRAPHS = (".graphml", ".gexf")


class UnknownError(Exception):
    """What a file holds cannot be told by other means."""


def cells_in(sources: Iterable[Any]) -> int | None:
    """Count the filled cells below the headers; None where they cannot be counted by other means."""
    try:
        return sum(map(_cells, _parts(sources)))
    except (UnknownError, csv.Error, ValueError, ElementTree.ParseError):
        return None


def _parts(sources: Iterable[Any]) -> Iterator[Any]:
    for source in sources:
        if isinstance(source, Mapping):
            yield from _parts(source.values())
        elif isinstance(source, str | os.PathLike):
            path = Path(source)
            yield from sorted(path.glob("*.csv")) if path.is_dir() else [path]
        elif isinstance(source, Sequence):
            yield from _parts(source)
        else:
            yield source


def _cells(part: Any) -> int:
    if isinstance(part, pd.DataFrame):
        # An index of texts, or one that has a name, is a column.
        index = part.index
        told = index.name is not None or pd.api.types.is_string_dtype(index.dtype)
        beside = sum(map(_is_filled, index)) if told else 0
        return beside + sum(map(_is_filled, part.to_numpy(dtype=object).ravel()))
    data, suffix = part.read_bytes(), part.suffix.casefold()
    if len(data) > _MOST_BYTES:
        raise UnknownError
    if suffix in _GRAPHS:
        return _of_a_graph(ElementTree.fromstring(data), gexf=suffix == ".gexf")
    if suffix == ".xlsx":
        return _of_a_workbook(data)
    text = _decoded(data)
    if suffix == ".json":
        return _of_lists(json.loads(text))
    if suffix == ".dl":
        return sum(bool(line.strip()) for line in text.splitlines())
    return _below_a_header(_rows(text))


def _is_filled(cell: object) -> bool:
    return not (cell is None or cell is pd.NA or cell != cell or not str(cell).strip())


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    if b"\0" in data:
        raise UnknownError
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _rows(text: str) -> list[list[str]]:
    """Return the rows of a text whose separator is the one that makes most columns of the first line."""
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    # A bar is a separator where every line has as many.
    bars = {line.count("|") for line in text.splitlines() if line.strip()}
    marks = ",;\t|" if len(bars) == 1 else ",;\t"
    separator = max(marks, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
    csv.field_size_limit(_MOST_BYTES)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _below_a_header(rows: Iterable[Iterable[object]]) -> int:
    counts = [count for row in rows if (count := sum(map(_is_filled, row)))]
    if counts and 2 * counts[0] < max(counts):
        raise UnknownError  # titles may stand above the header
    return sum(counts[1:])


def _of_a_workbook(data: bytes) -> int:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
                raise UnknownError
            sheets = [archive.read(name) for name in archive.namelist() if "/worksheets/" in name]
        # Its reader takes whatever stands in a row for a cell.
        if any(_strange(ElementTree.fromstring(sheet)) for sheet in sheets if sheet[:1] == b"<"):
            raise UnknownError
        # Its reader prints of damaged styles, and warns of what it leaves out.
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                listed = archive.read("xl/workbook.xml").count(b"<sheet ")
            if len(book.worksheets) != listed:
                raise UnknownError
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state != "veryHidden"]
            if any(sheet.max_column > COLUMN_LIMIT for sheet in shown):
                raise UnknownError
            return sum(_below_a_header(_by_row(sheet)) for sheet in shown)
    except Exception as error:  # what this reader cannot read another may
        raise UnknownError from error


def _strange(sheet: ElementTree.Element) -> bool:
    rows = (part for part in sheet.iter() if _name(part) == "row")
    return any(_name(part) not in ("c", "extLst") for row in rows for part in row)


def _by_row(sheet: Any) -> list[list[Any]]:
    """Return the cells that there are, so that one in the last row does not make a million."""
    rows: dict[int, list[Any]] = {}
    for (row, _), cell in sorted(sheet._cells.items()):
        rows.setdefault(row, []).append(cell.value)
    return [rows[number] for number in sorted(rows)]


def _of_lists(content: Any) -> int:
    """Count the fields of objects in lists, those in their ``attributes`` too."""
    if isinstance(content, dict) and {"nodes", "links", "edges", "directed"} & set(content):
        raise UnknownError  # what a graph says of all its ties stands in none of them
    lists = content.values() if isinstance(content, dict) else [content]
    rows = [row for rows in lists if isinstance(rows, list) for row in rows if isinstance(row, dict)]
    count = 0
    for row in rows:
        inner = row.get("attributes")
        fields = [*(inner.items() if isinstance(inner, dict) else ())]
        fields += [(name, cell) for name, cell in row.items() if name != "attributes" or cell is not inner]
        count += sum(bool(name.strip()) and _is_said(cell) for name, cell in fields)
    return count


def _is_said(cell: object) -> bool:
    return any(one is not None for one in cell) if isinstance(cell, list) else _is_filled(cell)


def _of_a_graph(root: ElementTree.Element, *, gexf: bool) -> int:
    """Count what is said of nodes and edges: their attributes, data, and what data are by default.

    Of each edge it is known whether it has a direction.
    """
    graph = next((part for part in root if _name(part) == "graph"), root)
    wanted = {"node": ["id", "label"], "edge": ["source", "target", "weight", "kind", "label"]}
    if not gexf:
        wanted = {"node": ["id"], "edge": ["source", "target"]}
    count = 0
    for what, attributes in wanted.items():
        titles = _declared(root, what, gexf=gexf)
        usual = {name for name, default in titles.values() if _is_filled(default)}
        for element in graph.iter():
            if _name(element) != what:
                continue
            # What is said twice and alike is said once.
            data = _data(element, gexf=gexf)
            said = {(titles.get(key, (key,))[0], text) for key, text in data}
            count += sum(_is_filled(element.get(name)) for name in attributes) + (what == "edge")
            count += sum(_is_filled(text) for _, text in said)
            count += len(usual - {key for key, _ in said})
    return count


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _declared(root: ElementTree.Element, what: str, *, gexf: bool) -> dict[str, tuple[str, str | None]]:
    """Return the attributes of nodes or edges by their key: their name, and what they are by default."""
    found = {}
    for part in root.iter():
        declares = [(part, part.get("for", "all"))] if _name(part) == "key" and not gexf else []
        if _name(part) == "attributes" and gexf:
            declares = [(key, part.get("class", "node")) for key in part.iter() if _name(key) == "attribute"]
        for key, of in declares:
            default = next((one.text for one in key.iter() if _name(one) == "default"), None)
            name = key.get("title" if gexf else "attr.name") or key.get("id", "")
            if of in (what, "all"):
                found[key.get("id", "")] = (name, default)
    return found


def _data(element: ElementTree.Element, *, gexf: bool) -> list[tuple[str, str]]:
    if gexf:
        values = [value for part in element if _name(part) == "attvalues" for value in part.iter()]
        return [
            (value.get("for") or value.get("id") or "", value.get("value", "").strip())
            for value in values
            if _name(value) == "attvalue"
        ]
    parts = [part for part in element if _name(part) == "data"]
    return [(part.get("key", ""), "".join(part.itertext()).strip()) for part in parts]
