"""UCINET datasets: a header (.##h) that says sizes and labels, and beside it the numbers (.##d)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sysmap.records.containers.graphs.gathered import LARGEST, GatheredGraph, GraphFileError
from sysmap.records.problems import Reading
from sysmap.records.raw import RawTable
from sysmap.text import counted

UCINET = "ucinet"
HEADER, DATA = ".##h", ".##d"
# By the mark at the start: how many bytes a size takes, and the encoding of labels.
_VERSIONS = {b"V6404": (4, "utf-16-le"), b"DATE:": (2, "cp1252")}
# The kinds of numbers as UCINET counts them.
_NUMBERS = {1: "u1", 2: "u1", 3: "i1", 4: "<u2", 5: "<i2", 6: "<i4", 7: "<f4", 9: "<f8", 17: "<i4", 20: "<i8"}
# What UCINET writes where a value is not known.
_NOT_KNOWN = 1e37
_MOST_MATRICES = 1_000
_WAY_OUT = "open it in UCINET and export it as DL (Data, Export, DL)"


@dataclass
class _Header:
    """What a header says: its numbers' kind, sizes (columns, rows, matrices) and the labels of each."""

    number: str
    sizes: list[int]
    labels: list[list[str]]


class _Bytes:
    """The bytes of a header, taken one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> bytes:
        part = self._data[self._at : self._at + length]
        if len(part) < length:
            raise GraphFileError(f"the header ends too early: the file is damaged; {_WAY_OUT}")
        self._at += length
        return part

    def number(self, length: int) -> int:
        return int.from_bytes(self.take(length), "little")


def read_ucinet_pair(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read a UCINET dataset by either of its two files; where one is missing, the fault says which."""
    wanted = {HEADER, DATA}
    pair = {
        part.suffix.casefold(): part
        for part in sorted(path.parent.iterdir())
        if part.suffix.casefold() in wanted and part.stem.casefold() == path.stem.casefold()
    }
    if len(pair) < len(wanted):
        missing = f"{path.stem}{(wanted - set(pair)).pop()}"
        here.fault(f"half of a UCINET dataset: put {missing} beside it, in the same folder; or {_WAY_OUT}")
        return {}
    try:
        header = _header(pair[HEADER].read_bytes())
        return _graph(header, pair[DATA]).tables(here)
    except GraphFileError as error:
        here.fault(str(error), value=error.value)
        return {}


def in_one_name(path: Path) -> Path:
    """Return the header of a dataset for its numbers, so that both files of it are one source."""
    header = path.with_suffix(HEADER if path.suffix.islower() or path.suffix == DATA else HEADER.upper())
    return header if path.suffix.casefold() == DATA and header.exists() else path


def _header(data: bytes) -> _Header:
    given = _Bytes(data)
    given.take(1)
    mark = given.take(5)
    if mark not in _VERSIONS:
        raise GraphFileError(f"a UCINET dataset of a version that is not read: {_WAY_OUT}")
    length, encoding = _VERSIONS[mark]
    given.take(10)  # the day it was saved, and how its labels were once stored
    number = given.number(1)
    if number not in _NUMBERS:
        raise GraphFileError(f"a UCINET dataset whose numbers are of a kind that is not read: {_WAY_OUT}")
    count = given.number(2)
    if count not in (2, 3):
        raise GraphFileError(f"a UCINET dataset of {count} dimensions: {_WAY_OUT}")
    sizes = [given.number(length) for _ in range(count)]
    if not all(sizes) or max(sizes[:2]) > LARGEST or max(sizes[2:], default=1) > _MOST_MATRICES:
        raise GraphFileError(
            f"a UCINET dataset of {' x '.join(f'{size:,}' for size in sizes)}; read are up to "
            f"{LARGEST:,} rows and columns and {_MOST_MATRICES:,} matrices"
        )
    given.take(given.number(1))  # its title
    labelled = [bool(given.number(1)) for _ in range(count)]
    labels = []
    for size, has in zip(sizes, labelled, strict=True):
        texts = [given.take(given.number(2)).decode(encoding, "replace") for _ in range(size)] if has else []
        labels.append([" ".join(text.replace("\x00", "").split()) for text in texts])
    return _Header(_NUMBERS[number], sizes, labels)


def _graph(header: _Header, data: Path) -> GatheredGraph:
    width, height, *levels = header.sizes
    depth = levels[0] if levels else 1
    item = np.dtype(header.number)
    wanted, found = width * height * depth * item.itemsize, data.stat().st_size
    if found != wanted:
        raise GraphFileError(
            f"the numbers take {found:,} bytes, but the header says {wanted:,}: the two files are not of one "
            f"dataset, or damaged; {_WAY_OUT}"
        )
    values = np.frombuffer(data.read_bytes(), item).reshape(depth, height, width)
    columns, rows = header.labels[0], header.labels[1]
    kinds = header.labels[2] if len(header.labels) > 2 else []
    one_mode = width == height and (not columns or not rows or columns == rows)
    if one_mode:
        rows = columns = rows or columns
    rows = rows or [str(place + 1) for place in range(height)]
    columns = columns or [str(place + 1) for place in range(width)]
    for side in (rows, columns):
        twice = sorted(label for label, times in Counter(side).items() if times > 1)
        if twice or not all(side):
            said = "this label stands twice" if twice else "a label is blank"
            raise GraphFileError(f"{said}: give each its own in UCINET", value="".join(twice[:1]))
    return _filled(values, rows, columns, kinds, one_mode)


def _filled(
    values: np.ndarray, rows: list[str], columns: list[str], kinds: list[str], one_mode: bool
) -> GatheredGraph:
    graph = GatheredGraph(UCINET)
    graph.nodes = [(place + 1, {"id": label, "name": label}) for place, label in enumerate(rows)]
    unknown = ~(np.abs(values.astype(float)) < _NOT_KNOWN)
    if unknown.any():
        graph.said.append(f"{counted(int(unknown.sum()), 'value')} not known: no tie")
    diagonal = 0
    members: dict[tuple[int, int], None] = {}
    for level, row, column in np.argwhere(~unknown & (values != 0)).tolist():
        if not one_mode:
            members[row, column] = None
        elif row == column:
            diagonal += 1
        else:
            kind = ""
            if len(values) > 1:
                kind = kinds[level] if kinds else f"matrix {level + 1}"
            # As short as the number was when it was typed: 0.1 stays 0.1 in four bytes.
            strength = str(values[level, row, column])
            said = {"source": rows[row], "target": rows[column], "strength": strength, "kind": kind}
            graph.edges.append((row + 1, said))
    graph.members = [
        (row + 1, {"organisation": rows[row], "forum": columns[column]}) for row, column in members
    ]
    if diagonal:
        graph.said.append(f"{counted(diagonal, 'value')} on the diagonal: set aside")
    return graph
