"""Files of SPSS (.sav, .zsav): labels of variables become headers, labels of values the cells.

They are read here and not by a library: those there are end the whole process at a damaged file.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.destinations import name_of
from sysmap.records.containers.csv_files import named_once
from sysmap.records.containers.spss_dictionary import (
    NO_COMPRESSION,
    PART,
    UNIT,
    ZLIB,
    SpssBytes,
    SpssError,
    SpssFile,
    SpssVariable,
    dictionary_of,
    headers_of,
)
from sysmap.records.problems import Reading
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import AREA_LIMIT, ROW_LIMIT

_STARTS = (b"$FL2", b"$FL3")
_FIRST_DAY = datetime(1582, 10, 14)
# Formats of numbers that are days, and those that are times.
_DAYS, _TIMES = {20, 22, 23, 24, 28, 29, 30, 38, 39, 41}, {21, 25, 40}
_END, _RAW, _SPACES, _MISSING = 252, 253, 254, 255
_UNPACKED_LIMIT = 200_000_000


def read_spss(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read a file of SPSS as one raw table, its rows numbered as under a header.

    Values that the file declares missing are blank.
    """
    data = path.read_bytes()
    if data[:4] not in _STARTS:
        here.fault("not a file of SPSS, although its name ends so: export it again")
        return {}
    try:
        file, given = dictionary_of(data)
        rows = list(_rows(file, _cases(file, given)))
        headers = headers_of(file)
    except SpssError as error:
        here.fault(f"{error}: save it in SPSS again, or as .csv with value labels")
        return {}
    except (UnicodeDecodeError, struct.error, zlib.error, ValueError, OverflowError) as error:
        here.fault(
            f"the file of SPSS is damaged ({type(error).__name__}): copy it again, or save it in SPSS "
            "as .csv with value labels"
        )
        return {}
    names = named_once(headers, here)
    table = pd.DataFrame(
        {at: [row[at] for row in rows] for at in range(len(names))},
        columns=range(len(names)),
        index=range(2, len(rows) + 2),
        dtype=object,
    )
    table.columns = pd.Index(names)
    return {name_of(path.stem): RawTable(table, here.origin)}


def _cases(file: SpssFile, given: SpssBytes) -> Iterator[list[Any]]:
    """Return the units of each case: eight bytes as they stand, a number, or None for what is missing."""
    if not file.units:
        raise SpssError("no variable in this file")
    if file.cases > ROW_LIMIT or file.cases * file.units > AREA_LIMIT:
        raise SpssError(
            f"{file.cases:,} cases of {file.units:,} values; read are {ROW_LIMIT:,} cases and "
            f"{AREA_LIMIT:,} values: select those that you need"
        )
    units = _units(file, given)
    count = 0
    while file.cases < 0 or count < file.cases:
        case = list(islice(units, file.units))
        if not case and file.cases < 0:
            return
        if len(case) < file.units:
            raise SpssError(
                f"only {count:,} of {max(file.cases, count + 1):,} cases are there: the file is cut off"
            )
        yield case
        count += 1
        if count > ROW_LIMIT or count * file.units > AREA_LIMIT:
            raise SpssError(
                f"more than {ROW_LIMIT:,} cases or {AREA_LIMIT:,} values: select those that you need"
            )


def _units(file: SpssFile, given: SpssBytes) -> Iterator[Any]:
    data = _unpacked(file, given) if file.compression == ZLIB else memoryview(given.data)[given.at :]
    if file.compression == NO_COMPRESSION:
        for at in range(0, len(data) - len(data) % UNIT, UNIT):
            yield bytes(data[at : at + UNIT])
        return
    at = 0
    while at + UNIT <= len(data):
        codes = bytes(data[at : at + UNIT])
        at += UNIT
        for code in codes:
            if code == _RAW:
                if at + UNIT > len(data):
                    return
                yield bytes(data[at : at + UNIT])
                at += UNIT
            elif code == _SPACES:
                yield b" " * UNIT
            elif code == _MISSING:
                yield None
            elif code == _END:
                return
            elif code:
                yield code - file.bias


def _unpacked(file: SpssFile, given: SpssBytes) -> memoryview:
    """Unpack the blocks of a .zsav file, within limits."""
    given.double()
    trailer, _ = given.double(), given.double()
    about = SpssBytes(given.data, file.order)
    about.take(trailer)
    about.take(2 * UNIT)
    about.whole()
    pieces, left = [], _UNPACKED_LIMIT
    for _ in range(about.whole()):
        about.double()
        begin = about.double()
        about.whole()
        length = about.whole()
        if not 0 <= begin <= begin + length <= len(given.data):
            raise SpssError("a block of this file lies outside it: it is damaged")
        piece = zlib.decompressobj().decompress(given.data[begin : begin + length], left)
        left -= len(piece)
        if left <= 0:
            raise SpssError(
                f"unpacked it is over {_UNPACKED_LIMIT // 1_000_000} MB: select the cases that you need"
            )
        pieces.append(piece)
    return memoryview(b"".join(pieces))


def _rows(file: SpssFile, cases: Iterator[list[Any]]) -> Iterator[list[Any]]:
    readers = [
        _Texts(file, variable) if variable.width else _Numbers(file, variable) for variable in file.variables
    ]
    for case in cases:
        yield [reader.value(case) for reader in readers]


class _Numbers:
    """Reads the values of one variable of numbers."""

    def __init__(self, file: SpssFile, variable: SpssVariable) -> None:
        self._file, self._index, self._looks = file, variable.index, variable.looks
        self._words = {file.number(value): file.text(word) for value, word in variable.words.items()}
        missing = [file.number(value) for value in variable.missing]
        self._range = (missing[0], missing[1]) if variable.ranged and len(missing) > 1 else None
        self._missing = set(missing[2:] if variable.ranged else missing)

    def value(self, case: list[Any]) -> Any:
        unit = case[self._index]
        if unit is None:
            return None
        number = self._file.number(unit) if isinstance(unit, bytes) else float(unit)
        if number == self._file.not_known or number != number or number in self._missing:
            return None
        if self._range and self._range[0] <= number <= self._range[1]:
            return None
        if number in self._words:
            return self._words[number] or None
        if self._looks in _DAYS:
            return _FIRST_DAY + timedelta(seconds=number)
        if self._looks in _TIMES:
            return str(timedelta(seconds=number))
        return int(number) if number.is_integer() and abs(number) < 2**53 else number


class _Texts:
    """Reads the values of one variable of texts."""

    def __init__(self, file: SpssFile, variable: SpssVariable) -> None:
        self._file, self._variable = file, variable
        self._words = {value.rstrip(b" "): file.text(word) for value, word in variable.words.items()}
        self._missing = {value.rstrip(b" ") for value in variable.missing}

    def value(self, case: list[Any]) -> Any:
        of = self._variable
        units = case[of.index : of.index + of.units]
        raw = b"".join(unit if isinstance(unit, bytes) else b" " * UNIT for unit in units)
        if of.parts > 1:
            # Each part begins at a unit of its own, 256 bytes on.
            raw = b"".join(raw[at * 256 : at * 256 + PART] for at in range(of.parts))
        raw = raw.rstrip(b" \x00")
        if not raw or raw in self._missing:
            return None
        return self._words.get(raw) or self._file.text(raw)
