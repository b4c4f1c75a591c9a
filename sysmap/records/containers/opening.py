"""Files, folders and data frames to raw tables, opened safely; what a row means is for the layouts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.destinations import name_of
from sysmap.errors import ChoiceError, MissingFileError, either, listed
from sysmap.records.containers.csv_files import read_csv
from sysmap.records.containers.documents import is_dl, read_dl
from sysmap.records.containers.frames import pandas_frame, read_frame
from sysmap.records.containers.graph_files import SUFFIXES, read_graph_file
from sysmap.records.containers.graphs.ucinet_binary import in_one_name
from sysmap.records.containers.kinds_of_files import OPENERS, said_of
from sysmap.records.containers.workbooks import read_workbook
from sysmap.records.problems import Origin, Problems, Reading
from sysmap.records.raw import RawTable
from sysmap.records.sheets.tables_by_name import by_name
from sysmap.records.tables.declared import table_called
from sysmap.records.values.cells import clean
from sysmap.swapping import parts_of

FILE_LIMIT = 100_000_000
_CSV = (".csv", ".tsv", ".txt")
_WORKBOOK = (".xlsx", ".xlsm", ".xls", ".ods", ".docx")
RawGroups = dict[str, dict[str, RawTable]]


@dataclass(frozen=True)
class Item:
    """One file or data frame to open, and the wave that its rows without one belong to."""

    wave: str
    content: Path | pd.DataFrame
    name: str = ""


def open_all(sources: Sequence[Any], frames: Mapping[str, Any], problems: Problems) -> RawGroups:
    """Open every source as raw tables.

    Parameters
    ----------
    sources
        Files, folders, data frames, sequences of these, or mappings of wave to any of them.
    frames
        Data frames, or files, by the name of their table.
    problems
        Where faults and warnings are noted: those of one table apart, those of whole files at once.

    Returns
    -------
    dict of str to dict of str to RawTable
        Raw tables by wave (``""`` for none) and by name: the sheet, the stem of the file, or the
        keyword of a frame.

    Raises
    ------
    MissingFileError
        If there is no such file or folder, or it cannot be opened.
    ChoiceError
        If a source is none of the possible things.
    """
    items = [item for source in sources for item in _items(source, "", problems)]
    items = _given_once(items, problems)
    named = [
        replace(item, name=name) for name, given in frames.items() for item in _items(given, "", problems)
    ]
    # A file that is named one table is read as that, whether or not it also lies among the sources.
    paths = {item.content.resolve() for item in named if isinstance(item.content, Path)}
    items = [
        item for item in items if not isinstance(item.content, Path) or item.content.resolve() not in paths
    ]
    items += named
    groups: RawGroups = {}
    for item, label in zip(items, _labels(items), strict=True):
        opened = _called(item, _open(item, problems.at(Origin(label, wave=item.wave))))
        group = groups.setdefault(item.wave, {})
        for name, table in opened.items():
            group[_free(name, group)] = table
    return groups


def files_of(sources: Sequence[Any]) -> dict[str, Path]:
    """Return the files that sources stand for, by the name that messages call them."""
    unheard = Problems()
    items = _given_once([item for source in sources for item in _items(source, "", unheard)], unheard)
    return {
        label: item.content
        for item, label in zip(items, _labels(items), strict=True)
        if isinstance(item.content, Path)
    }


def _items(source: Any, wave: str, problems: Problems) -> list[Item]:
    """List the files and frames that a source stands for."""
    if isinstance(source, pd.DataFrame):
        return [Item(wave, source)]
    if isinstance(source, str | os.PathLike):
        return _files(source, wave, problems)
    if isinstance(source, Mapping) and not wave:
        _check_waves(source)
        return [item for label, part in source.items() for item in _items(part, clean(label)[0], problems)]
    if isinstance(source, Sequence) and not isinstance(source, bytes):
        return [item for part in source for item in _items(part, wave, problems)]
    frame = pandas_frame(source)
    if frame is not None:
        return [Item(wave, frame)]
    raise ChoiceError(
        "a source is a file, a folder, a data frame or a mapping of wave to these, "
        f"not {type(source).__name__}"
    )


def _check_waves(source: Mapping[Any, Any]) -> None:
    labels = [clean(label)[0] for label in source]
    if not all(labels):
        raise ChoiceError('a mapping names a wave for each source: {"2022": "a.xlsx", "2024": "b.xlsx"}')
    tables = [label for label in labels if table_called(label)]
    if tables:
        raise ChoiceError(
            f"a mapping is of wave to source, and {listed(tables)} would be waves: give files one after "
            + either(
                'another, read_records("partners.csv", "collaborations.csv"), and frames by keyword, '
                "partners=...",
                "another: sysmap check partners.csv collaborations.csv",
            )
        )


def _files(source: str | os.PathLike[str], wave: str, problems: Problems) -> list[Item]:
    """List the one file, or the CSV files of a folder."""
    path = Path(source)
    missing = f"there is no file or folder {str(source)[:200]!r}: check the name and where you are"
    if not str(source).strip():
        raise MissingFileError(missing)
    try:
        if not path.exists():
            raise MissingFileError(missing)
        if not path.is_dir():
            return [Item(wave, in_one_name(path))]
        parts, cut_off = parts_of(path)
        # What begins with a point was put there by the computer, not by a person.
        found = [file for file in parts if file.suffix.casefold() == ".csv" and file.name[0] != "."]
    except (OSError, ValueError) as error:
        raise MissingFileError(f"{missing} ({getattr(error, 'strerror', None) or error})") from error
    if cut_off:
        problems.warning(
            Origin(path.name or str(path), wave=wave),
            "saving to this folder was cut off: read is what it held before; save to it again",
        )
    if not found:
        problems.fault(
            Origin(path.name or str(path), wave=wave),
            "no CSV file in this folder: wanted are partners.csv and collaborations.csv",
        )
    return [Item(wave, file) for file in found]


def _given_once(items: Sequence[Item], problems: Problems) -> list[Item]:
    """Leave out a file that was given before for the same wave; its rows would count twice."""
    kept: list[Item] = []
    seen: set[tuple[str, Path]] = set()
    for item in items:
        if isinstance(item.content, Path):
            key = item.wave, item.content.resolve()
            if key in seen:
                problems.warning(Origin(item.content.name, wave=item.wave), "given twice: read once")
                continue
            seen.add(key)
        kept.append(item)
    return kept


def _labels(items: Sequence[Item]) -> list[str]:
    """Give each file and frame the name that messages use: its own, with its folder where two share it."""
    paths = {item.content.resolve() for item in items if isinstance(item.content, Path)}
    unnamed = [item for item in items if not isinstance(item.content, Path) and not item.name]
    labels: list[str] = []
    count = 0
    for item in items:
        if isinstance(item.content, Path):
            labels.append(_ending(item.content.resolve(), paths))
        elif item.name:
            labels.append(f"data frame {item.name}")
        else:
            count += 1
            labels.append(f"data frame {count}" if len(unnamed) > 1 else "data frame")
    return labels


def _ending(path: Path, others: Iterable[Path]) -> str:
    """Return the shortest end of a path that no other has."""
    for length in range(1, len(path.parts)):
        end = path.parts[-length:]
        if not any(other != path and other.parts[-length:] == end for other in others):
            return name_of("/".join(end))
    return name_of(path.as_posix())


def _called(item: Item, opened: dict[str, RawTable]) -> dict[str, RawTable]:
    """Return the table of a file that was named one its name; of several sheets, those of that name count."""
    if not item.name:
        return opened
    sheets = {title: table for title, table in opened.items() if table_called(title) == item.name}
    if len(opened) != 1:
        return sheets or opened
    return dict.fromkeys([item.name], *opened.values())


def _open(item: Item, here: Reading) -> dict[str, RawTable]:
    if isinstance(item.content, pd.DataFrame):
        return by_name(item.name or "table", read_frame(item.content, here.problems.apart(here.origin)))
    try:
        return _open_file(item.content, here)
    except OSError as error:
        raise MissingFileError(
            f"cannot open {item.content}: {error.strerror or error}; if it is open elsewhere, close it"
        ) from error


def _open_file(path: Path, here: Reading) -> dict[str, RawTable]:
    suffix = path.suffix.casefold()
    if not path.is_file():
        here.fault("not an ordinary file: give a .csv or .xlsx file, or a folder")
    elif path.stat().st_size > FILE_LIMIT:
        here.fault(f"larger than {FILE_LIMIT // 1_000_000} MB: split the file")
    elif suffix in SUFFIXES:
        return read_graph_file(path, here)
    elif suffix in OPENERS:
        return OPENERS[suffix](path, here)
    elif suffix == ".dl" or (suffix == ".txt" and is_dl(path)):
        return read_dl(path, here)
    elif suffix in _CSV:
        tables = read_csv(path, here.problems.apart(here.origin))
        if tables:
            return by_name(name_of(path.stem), tables)
        here.problems.take(here.origin)
    elif suffix in _WORKBOOK:
        sheets = read_workbook(path, here)
        # The one sheet of a workbook is usually called Sheet1: then the file's name says what it is.
        alone = len(sheets) == 1
        return {
            name_of(path.stem) if alone and table_called(title) is None else title: table
            for title, table in sheets.items()
        }
    else:
        here.fault(said_of(suffix))
    return {}


def _free(name: str, taken: Mapping[str, object]) -> str:
    """Return a name that is not taken; what follows the name never makes another table of it."""
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name} ({count})"
    return free
