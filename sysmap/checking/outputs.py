"""What every output promises, whatever file it writes."""

from __future__ import annotations

import csv
import inspect
import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

from sysmap.calling import verb
from sysmap.checking.contents import Contents
from sysmap.checking.examples import FORMULA, SCRIPT, Example, examples, make_afresh
from sysmap.checking.promises import Broken, declared
from sysmap.outputs.saving import Output, outputs

SILENT = "it does not say what it writes: begin its docstring with a line on what is in the file"
NEEDS = "it cannot be called by save(result, path) alone: give its options a default"
STOPS = "it stops: write what there is, for a system without organisations or ties too"
NOTHING = "it writes nothing to the path that it is given: write the file there, under that very name"
BESIDE = "it writes beside the path that it is given: write one file, or a folder that holds them"
CHANGES = "it changes the result that it is given: work on a copy, such as result.to_frame()"
AGAIN = (
    "the same result gives other bytes the second time: leave out the clock, the path and what is random; "
    "give members of an archive a fixed date"
)
ORDER = "what it writes depends on the order of rows in the records: sort what it writes"
LETTERS = 'its text is not UTF-8: write it with encoding="utf-8"'
DAMAGED = "it is no such file as its suffix says: write it with a library for the format, or escape texts"
RUNS = "a text from the records would run in what it writes: escape it, or write it as a text"

_MARKUP = (".svg", ".xml", ".graphml", ".gexf")
_DAY = 86_400.0  # seconds
_SEVERAL = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)


@verb("check_output(names)")
def check_output(output: str | Callable[..., Any], *results: Any) -> None:
    """Hold an output to what every output promises, on results that are hard to write.

    Parameters
    ----------
    output
        The function that was declared with `output`, or its name.
    *results
        Examples of what it writes; none where it writes a kind of result that sysmap gives: examples of
        these are made.

    Raises
    ------
    ContractError
        If it breaks a promise; the message lists all that it breaks, of which results, and what to do.
    ChoiceError
        If there is no such output, or it writes what only you can make and no example is given.

    Notes
    -----
    An output writes one file, at the path that it is given and nowhere else, and leaves the result as it
    was. The same result gives the same bytes, whatever the order of the rows that it was made of. Text is
    UTF-8, the file is what its suffix says, and no text from the records runs in it.
    """
    entry = declared(outputs, output, lambda entry: entry.write)
    tried = examples(lambda kind: entry.distance_to(kind) is not None, ", ".join(entry.kinds), results)
    broken = Broken()
    if not entry.summary:
        broken.add(SILENT)
    options = list(inspect.signature(entry.write).parameters.values())[2:]
    needed = [one.name for one in options if one.default is one.empty and one.kind not in _SEVERAL]
    if needed:
        broken.add(NEEDS, ", ".join(needed))
    else:
        for example in tried:
            with TemporaryDirectory() as folder:
                _on(entry, example, Path(folder), broken)
    broken.refuse(entry.origin)


def _on(entry: Output, example: Example, folder: Path, broken: Broken) -> None:
    """Hold an output to its promises on one result."""
    before = Contents(example.result)
    first = broken.attempt(STOPS, example.name, lambda: _written(entry, example.result, folder / "first"))
    if first is None:
        return
    changed = before.changed(example.result)
    if changed:
        broken.add(CHANGES, f"{example.name}: {', '.join(changed)}")
        make_afresh()
    path, *others = first
    if others:
        broken.add(BESIDE, f"{example.name}: {', '.join(sorted(other.name for other in others))}")
    files = _bytes(path)
    if not any(files.values()):
        broken.add(NOTHING, example.name)
        return
    for promise, said in _faulty(files, entry.suffix):
        broken.add(promise, f"{example.name}: {said}" if said else example.name)
    if changed:
        return
    again = broken.attempt(STOPS, example.name, lambda: _written(entry, example.result, folder / "again"))
    if again is not None and (_bytes(again[0]) != files or any(map(_is_dated, files.values()))):
        broken.add(AGAIN, example.name)
    elif example.turned is not None:
        turned = example.turned
        other = broken.attempt(STOPS, example.name, lambda: _written(entry, turned, folder / "turned"))
        if other is not None and _bytes(other[0]) != files:
            broken.add(ORDER, example.name)


def _written(entry: Output, result: Any, folder: Path) -> list[Path]:
    """Write a result into a folder of its own; return where it should be, and what else is there."""
    folder.mkdir()
    path = folder / (f"{folder.name}.{entry.suffix.lstrip('.')}" if entry.suffix else folder.name)
    entry.put(result, path)
    return [path, *(other for other in folder.iterdir() if other != path)]


def _bytes(path: Path) -> dict[str, bytes]:
    """Return what is in a file, or in those of a folder, by name."""
    if path.is_dir():
        files = (file for file in path.rglob("*") if file.is_file())
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}
    return {"": path.read_bytes()} if path.exists() else {}


def _is_dated(data: bytes) -> bool:
    """Return whether an archive says when it was written."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        dates = [time.mktime((*member.date_time, 0, 0, -1)) for member in archive.infolist()]
    return any(abs(time.time() - date) < _DAY for date in dates)


def _faulty(files: dict[str, bytes], suffix: str) -> Iterator[tuple[str, str]]:
    """Give the promises that files break by what is in them."""
    for name, data in files.items():
        if b"\0" in data or zipfile.is_zipfile(io.BytesIO(data)):
            text = ""
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                yield LETTERS, name
                continue
        try:
            if _runs(text, data, Path(name).suffix or f".{suffix.rpartition('.')[2]}"):
                yield RUNS, name
        except Exception as error:  # whatever a reader of the format stumbles over
            yield DAMAGED, f"{name} {error}".strip()


def _runs(text: str, data: bytes, suffix: str) -> bool:
    """Return whether a text of the examples would run in a file; what is no such file stops."""
    if suffix in (".html", ".htm"):
        return SCRIPT in text
    if suffix in _MARKUP:
        return any(str(element.tag).endswith("script") for element in ElementTree.fromstring(text).iter())
    if suffix == ".json":
        json.loads(text, parse_constant=_no_number)
    if suffix in (".csv", ".tsv"):
        rows = csv.reader(io.StringIO(text), delimiter="\t" if suffix == ".tsv" else ",")
        return any(cell.startswith(FORMULA) for row in rows for cell in row)
    if suffix == ".xlsx":
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data))
        return any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    return False


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON: write null")
