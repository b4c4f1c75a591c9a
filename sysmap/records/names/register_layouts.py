"""The shapes of registers: each one decorated function from a raw table to rows, the first fit wins."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from sysmap.records.names.classify import sector_key, sector_of_name, sector_of_nhs_code
from sysmap.records.names.likeness import COLUMNS
from sysmap.records.problems import Reading
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import ROW_LIMIT
from sysmap.records.values.cells import clean
from sysmap.registry import Registry
from sysmap.vocabulary import fold_header

Reader = Callable[[RawTable], Iterator[dict[str, str]]]
_ODS_WIDTH, _ODS_OPENED, _ODS_CLOSED = 27, 10, 11
_ODS_CODE = re.compile(r"[A-Z0-9]{3,6}")
# The files of the NHS register whose name says the sector of everybody in them.
_ODS_FILES = {
    "etr": "nhs_provider",
    "ect": "nhs_provider",
    "eccg": "nhs_commissioner",
    "epraccur": "primary_care",
    "epcn": "primary_care",
    "edispensary": "primary_care",
}
_ALIASES = {"orgid": "id", "code": "id", "organisation": "name", "organization": "name", "label": "name"} | {
    "opened": "valid_from",
    "closed": "valid_to",
}
# What stands between the alternative names of a council: a comma inside a name has a space after it.
_BETWEEN = re.compile(r"\||,(?! )")
_KINDS = ("current", "former", "working")


@dataclass(frozen=True)
class RegisterLayout:
    """A shape of register: how its raw table is recognised, and how its rows are read."""

    name: str
    recognises: Callable[[RawTable], bool]
    read: Reader
    summary: str = field(default="")


register_layouts: Registry[RegisterLayout] = Registry(
    "register layout", lambda layout: {"what it is": layout.summary}
)


def register_layout(name: str, recognises: Callable[[RawTable], bool]) -> Callable[[Reader], Reader]:
    """Declare a layout of registers: a function from a raw table to rows."""

    def declare(function: Reader) -> Reader:
        summary = (function.__doc__ or "").strip().split("\n")[0]
        register_layouts.add(name, RegisterLayout(name, recognises, function, summary), function)
        return function

    return declare


def _is_ods(raw: RawTable) -> bool:
    """Return whether a table of 27 numbered columns begins with a code and has dates in the eleventh."""
    if list(raw.columns) != list(range(_ODS_WIDTH)) or not len(raw):
        return False
    return _begins_ods(list(raw.frame.iloc[0]))


def is_council_register(raw: RawTable) -> bool:
    """Return whether a table is a register of councils."""
    return {"localauthoritycode", "officialname"} <= set(map(_header, raw.columns))


def _is_charity_names(raw: RawTable) -> bool:
    wanted = {"registeredcharitynumber", "charitynametype", "charityname"}
    return wanted <= set(map(_header, raw.columns))


def _is_register(raw: RawTable) -> bool:
    return {"id", "name"} <= set(_own_columns(raw.columns).values())


@register_layout("ods_register", _is_ods)
def ods_register(raw: RawTable) -> Iterator[dict[str, str]]:
    """Read a file of the NHS register (ODS): no header, 27 columns, code and name first."""
    words = re.findall(r"[a-z]+", raw.origin.file.casefold())
    of_file = next((_ODS_FILES[word] for word in words if word in _ODS_FILES), "")
    for row in raw.frame.itertuples(index=False, name=None):
        code, name = clean(row[0])[0], clean(row[1])[0]
        yield {
            "id": code,
            "name": name,
            "kind": "current",
            "sector": of_file or sector_of_nhs_code(code) or sector_of_name(name),
            "valid_from": _day(row[_ODS_OPENED]),
            "valid_to": _day(row[_ODS_CLOSED]),
        }


@register_layout("council_register", is_council_register)
def council_register(raw: RawTable) -> Iterator[dict[str, str]]:
    """Read a register of councils: official names with dates, and other names that are in use."""
    for row in folded_rows(raw):
        common = {
            "id": row["localauthoritycode"],
            "sector": "local_authority",
            "valid_from": row.get("startdate", ""),
            "valid_to": row.get("enddate", ""),
        }
        yield {**common, "name": row["officialname"], "kind": "current"}
        others = {clean(name)[0]: None for name in _BETWEEN.split(row.get("altnames", "")) if clean(name)[0]}
        yield from ({**common, "name": name, "kind": "working"} for name in others)


@register_layout("charity_names", _is_charity_names)
def charity_names(raw: RawTable) -> Iterator[dict[str, str]]:
    """Read the other names of registered charities: working names and previous ones."""
    for row in folded_rows(raw):
        said = row["charitynametype"].casefold()
        kind = "working" if "working" in said else "former" if "previous" in said else "current"
        # A charity that is linked to another shares its number and is another body.
        linked = row.get("linkedcharitynumber", "")
        number = row["registeredcharitynumber"] + (f"-{linked}" if linked not in ("", "0") else "")
        name = {"name": row["charityname"], "kind": kind, "sector": "vcse"}
        yield {"id": f"GB-CHC-{number}" if row["registeredcharitynumber"] else "", **name}


@register_layout("register", _is_register)
def register(raw: RawTable) -> Iterator[dict[str, str]]:
    """Read a table with the columns id and name, and those of a register that it has."""
    meant = _own_columns(raw.columns)
    for cells in raw.frame.itertuples(index=False, name=None):
        row = {meant[place]: clean(cell)[0] for place, cell in enumerate(cells) if place in meant}
        if not row.get("source"):
            row.pop("source", None)
        kind = row.get("kind", "").casefold()
        yield {**row, "kind": kind if kind in _KINDS else "current", "sector": _sector(row)}


def _sector(row: dict[str, str]) -> str:
    key = sector_key(row.get("sector", ""))
    return "" if key == "unknown" else key


def folded_rows(raw: RawTable) -> Iterator[dict[str, str]]:
    """Return rows as texts by folded header; of two columns of one name the first counts."""
    names = [_header(column) for column in raw.columns]
    for cells in raw.frame.itertuples(index=False, name=None):
        row: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=True):
            row.setdefault(name, clean(cell)[0])
        yield row


def _header(column: object) -> str:
    return fold_header(str(column))


def _own_columns(columns: Iterable[object]) -> dict[int, str]:
    """Match headers to the columns of a register, by place; a canonical header beats an alias."""
    folded = [_header(column) for column in columns]
    found: dict[int, str] = {}
    for known in ({fold_header(name): name for name in COLUMNS}, _ALIASES):
        for place, header in enumerate(folded):
            if known.get(header) and known[header] not in found.values():
                found[place] = known[header]
    return found


def _day(text: str) -> str:
    """Write ``20130401`` as a date; other texts stay, for the check of dates to judge."""
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if re.fullmatch(r"\d{8}", text) else text


def looks_like_ods(data: bytes) -> bool:
    """Tell from the first row whether bytes are a file of the NHS register, which has no header."""
    first = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:4000].split(b"\n")[0].decode("ascii", "replace")
    try:
        cells = next(csv.reader([first.strip()]), [])
    except csv.Error:
        return False
    return _begins_ods(cells) and b"\x00" not in data


def _begins_ods(cells: list[str]) -> bool:
    return (
        len(cells) == _ODS_WIDTH
        and _ODS_CODE.fullmatch(cells[0]) is not None
        and re.fullmatch(r"\d{8}", cells[_ODS_OPENED]) is not None
    )


def numbered_rows(data: bytes, here: Reading) -> RawTable | None:
    """Read a file of the NHS register as a table whose columns are numbers; None, with the fault noted."""
    text = data.removeprefix(b"\xef\xbb\xbf")
    numbers: list[int] = []
    rows: list[list[str]] = []
    try:
        lines = io.StringIO(_decoded(text), newline="")
        for number, row in enumerate(csv.reader(lines, strict=True), start=1):
            if len(row) == _ODS_WIDTH and number <= ROW_LIMIT:
                numbers.append(number)
                rows.append(row)
            elif number > ROW_LIMIT:
                here.fault(f"more than {ROW_LIMIT:,} rows: split the file")
                return None
            elif any(cell.strip() for cell in row):
                here.fault(f"{len(row)} values, but a row here has {_ODS_WIDTH}", row=number)
    except UnicodeDecodeError:
        here.fault("neither UTF-8 nor Windows-1252: download the file again")
        return None
    except csv.Error as error:
        here.fault(f"cannot be read as CSV ({error})", row=len(rows) + 1)
        return None
    frame = pd.DataFrame(rows, columns=range(_ODS_WIDTH), index=numbers, dtype=object)
    return RawTable(frame, here.origin)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")
