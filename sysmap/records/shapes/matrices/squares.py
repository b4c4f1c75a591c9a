"""A matrix found in a table: what names its rows, which columns are organisations, what stands beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sysmap.errors import listed
from sysmap.records.columns.kinds import Kind, kind_of, looks_like_an_organisation
from sysmap.records.names.normalising import basic
from sysmap.records.problems import shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.matrices.other_spellings import full_name, paired
from sysmap.records.shapes.totals import TOTAL
from sysmap.records.surveys.tools import EVERY_TOOL
from sysmap.records.tables.declared import TABLES
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.records.values.reading_cells import is_number
from sysmap.vocabulary import fold, fold_header

_FEWEST, _LABELS_IN, _MORE_ROWS = 2, 5, 20
_NUMBERED = re.compile(r"\(?(\d{1,3})\)?\s*[.):\-–]?\s+(\S.*)")
_COUNT = re.compile(r"(no|nr|number|ref|row|#|id|code|s/?n|)\.?", re.IGNORECASE)
_STATISTIC = re.compile(
    r"(row |column |grand |overall |sub-?)?(totals?|sum|average|mean|median|count|degree|max|min)( .{0,30})?"
    r"|(no\.?|number) of .{1,30}|%.*|score|overall|rank"
)
# What sums up both rows and columns, and is no organisation though both have it.
_SUMMARY = re.compile(
    r"(grand |overall |sub-?)?(totals?|sum)|averages?|means?|medians?|counts?|overall|rank|score|degree"
)


@dataclass(eq=False)
class Square:
    """A matrix in a raw table.

    Attributes
    ----------
    raw
        The raw table.
    side, top
        The names of its rows by row number, and of its columns by header.
    label
        The header of the column that names the rows; None where none does.
    about
        The headers of columns that say something of the organisations, by header what they mean.
    beyond
        The headers of columns, and the numbers of rows, that are no part of it.
    said
        What is to be said of how it was read.
    fault
        Why it cannot be read.
    """

    raw: RawTable
    side: dict[Any, str]
    top: dict[str, str]
    label: str | None
    about: dict[str, str] = field(default_factory=dict)
    beyond: tuple[list[str], list[Any]] = field(default_factory=lambda: ([], []))
    said: list[str] = field(default_factory=list)
    fault: str = ""


_KNOWN: WeakKeyDictionary[RawTable, bool] = WeakKeyDictionary()


def is_square(raw: RawTable) -> bool:
    """Tell whether a raw table holds a matrix: looked at once, though several layouts ask."""
    if raw not in _KNOWN:
        _KNOWN[raw] = square_in(raw) is not None
    return _KNOWN[raw]


def square_in(raw: RawTable) -> Square | None:
    """Return the matrix that a raw table holds; None where it holds none."""
    width, length = len(raw.columns), len(raw)
    if width < _FEWEST or not _FEWEST <= length <= width + _MORE_ROWS:
        return None
    tools = {fold_header(header) for header in EVERY_TOOL}
    headers = [clean(header)[0] for header in raw.columns]
    found: list[Square] = []
    for place in range(min(_LABELS_IN, width - 1)):
        if place and fold_header(headers[place - 1]) in tools:
            break
        side = [clean(cell)[0] for cell in raw.frame.iloc[:, place]]
        square = (
            _named(raw, headers, side, place)
            or _numbered(raw, headers, side, place)
            or _spelt_otherwise(raw, headers, side, place)
        )
        if square is not None:
            found.append(square)
    if any(not is_number(text) for square in found for text in square.side.values()):
        # Numbers along the top and beside the names are those of the rows, and no organisations.
        found = [square for square in found if not all(map(is_number, square.side.values()))]
    sound = [square for square in found if not square.fault]
    best = max(sound or found, key=lambda square: len(square.side), default=None)
    if best is not None and all(map(is_number, best.side.values())) and _has_names_beside(best):
        return None
    return best or _without_names(raw, headers)


def _named(raw: RawTable, headers: Sequence[str], side: Sequence[str], place: int) -> Square | None:
    """Find a matrix whose rows and columns have the same names."""
    said: list[str] = []
    rows = _without_numbers({row: text for row, text in zip(raw.index, side, strict=True) if text})
    top = _without_numbers({raw.columns[at]: headers[at] for at in range(place + 1, len(headers))})
    across = {fold(text): header for header, text in top.items() if text}
    down = {fold(text): row for row, text in rows.items()}
    if len(down) < len(rows) or len(across) < sum(map(bool, top.values())):
        return None
    both = {name for name in set(across) & set(down) if not _SUMMARY.fullmatch(name)}
    if len(both) < _FEWEST:
        return None
    columns = {header: text for header, text in top.items() if fold(text) in both}
    first = min(list(top).index(header) for header in columns)
    about = {raw.columns[at]: headers[at] for at in range(place)}
    between = {header: text for at, (header, text) in enumerate(top.items()) if at < first}
    about |= {header: text for header, text in between.items() if _counts(raw, header)}
    others = {header: text for header, text in top.items() if header not in columns and header not in about}
    left = {row: text for row, text in rows.items() if fold(text) not in both}
    cells = {row: _cells(raw, row, columns) for row in left}
    beyond_rows = [row for row, text in left.items() if _is_beyond(text, cells[row])]
    beyond_rows += [row for row in raw.index if row not in rows]
    beyond = [header for header, text in others.items() if _STATISTIC.fullmatch(fold(text)) or not text]
    nameless = [header for header in beyond if not others[header]]
    if any(is_number(text) for row in rows for text in _cells(raw, row, dict.fromkeys(nameless, ""))):
        return None  # what stands in it is about somebody
    left = {row: text for row, text in left.items() if row not in beyond_rows}
    for header, text in list(others.items()):
        if header not in beyond and _is_about(raw, header):
            about[header] = text
    others = {header: text for header, text in others.items() if header not in beyond and header not in about}
    if 2 * len(both) < max(len(columns) + len(others), len(both) + len(left)):
        return None
    for row, text in list(left.items()):
        same = [header for header, other in others.items() if basic(other) == basic(text)]
        if len(same) == 1:
            said.append(
                f"the row {shown(text)!r} and the column {shown(others[same[0]])!r} are taken for one"
            )
            columns[same[0]] = text
            del others[same[0]], left[row]
    square = Square(raw, {}, {}, raw.columns[place])
    square.fault = _unpaired(raw, columns, others, left)
    if not square.fault and (others or left):
        said += [f"no row is called {shown(text)!r}: what it says of others is not known" for text in
                 others.values()]  # fmt: skip
        said += [f"no column is called {shown(text)!r}: what others say of it is not known" for text in
                 left.values()]  # fmt: skip
    columns |= others
    ordered = {header: columns[header] for header in raw.columns if header in columns}
    square.side = {row: text for row, text in rows.items() if row not in beyond_rows}
    square.top = ordered
    counts = [header for header in about if _counts(raw, header)]
    square.about = {
        header: meant for header in about if header not in counts and (meant := _means(raw, header))
    }
    square.beyond = ([*beyond, *counts], beyond_rows)
    square.said = said
    return square


def _unpaired(raw: RawTable, columns: dict[str, str], others: dict[str, str], left: dict[Any, str]) -> str:
    """Say why names that only rows or only columns have cannot be read; empty where they can."""
    if not others and not left:
        return ""
    named = [*others.values(), *left.values()]
    if others and left:
        # Of a matrix filled below its diagonal the first row and the last column are often left out.
        rows, headers = list(raw.index), [*raw.columns]
        half = len(others) == len(left) == 1 and (
            headers.index(next(iter(others))) < min(headers.index(header) for header in columns)
            or rows.index(next(iter(left))) == 0
        )
        if half:
            return ""
        return (
            f"the names of rows and columns differ: rows alone have {_list(left)}, columns alone have "
            f"{_list(others)}; write each organisation the same in both"
        )
    if all(looks_like_an_organisation(name) for name in named):
        return ""
    if others:
        return (
            f"the columns {_list(others)} have no row of the same name: add a row for each organisation, "
            "or remove what is none"
        )
    return (
        f"the rows {_list(left)} have no column of the same name: add a column for each organisation, "
        "or remove what is none"
    )


def _list(names: dict[Any, str]) -> str:
    return listed([repr(shown(name)) for name in names.values()], 10)


def _numbered(raw: RawTable, headers: Sequence[str], side: Sequence[str], place: int) -> Square | None:
    """Find a matrix whose columns have the numbers of its rows for headers."""
    kept = [at for at, text in enumerate(side) if text and not TOTAL.fullmatch(fold(text))]
    size = len(kept)
    wanted = [str(number) for number in range(1, size + 1)]
    columns = [at for at in range(place + 1, len(headers)) if headers[at] in wanted]
    if (
        size < 3
        or [headers[at] for at in columns] != wanted
        or any(map(is_number, (side[at] for at in kept)))
    ):
        return None
    if not _names_rows(raw, headers, place, columns[0]):
        return None
    names = _without_numbers({raw.index[at]: side[at] for at in kept})
    if len({fold(text) for text in names.values()}) < size:
        return None
    order = list(names)
    for at in range(len(headers)):
        texts = [clean(raw.frame.iloc[row, at])[0] for row in kept]
        if at not in columns and sorted(texts) == sorted(wanted):
            order = [raw.index[kept[texts.index(number)]] for number in wanted]
    diagonal = [clean(raw.frame.loc[row].iloc[at])[0] for row, at in zip(order, columns, strict=True)]
    if any(text.casefold() not in {*BLANK_LIKE, "0"} for text in diagonal):
        return None
    about = [raw.columns[at] for at in range(len(headers)) if at != place and at not in columns]
    beyond = [
        header for header in about if _counts(raw, header) or _STATISTIC.fullmatch(fold(clean(header)[0]))
    ]
    meant = {header: what for header in about if header not in beyond and (what := _means(raw, header))}
    return Square(
        raw,
        names,
        {raw.columns[at]: names[row] for row, at in zip(order, columns, strict=True)},
        raw.columns[place],
        about=meant,
        beyond=(beyond, [row for row in raw.index if row not in names]),
        said=[f"the columns 1 to {size} are taken for the organisations of the rows, in their order"],
    )


def _spelt_otherwise(raw: RawTable, headers: Sequence[str], side: Sequence[str], place: int) -> Square | None:
    """Find a matrix whose columns name the organisations of its rows in other words."""
    rows = {row: text for row, text in zip(raw.index, side, strict=True) if text}
    beyond_rows = [row for row in raw.index if row not in rows or TOTAL.fullmatch(fold(rows[row]))]
    rows = {row: text for row, text in rows.items() if row not in beyond_rows}
    after = {raw.columns[at]: headers[at] for at in range(place + 1, len(headers)) if headers[at]}
    beyond = [header for header, text in after.items() if _STATISTIC.fullmatch(fold(text))]
    columns = {header: text for header, text in after.items() if header not in beyond}
    about = [header for header in columns if _is_about(raw, header)] if len(columns) > len(rows) else []
    columns = {header: text for header, text in columns.items() if header not in about}
    pairs = paired(rows, columns)
    if pairs is None:
        return None
    for row, header in pairs.items():
        if fold(clean(raw.frame.at[row, header])[0]) not in {*BLANK_LIKE, "0", "self", "n/a"}:
            return None  # ticks there are of something else: of what kind each organisation is
    names = {row: full_name(rows[row], columns[header]) for row, header in pairs.items()}
    if len({fold(name) for name in names.values()}) < len(names):
        return None
    said = [
        f"{shown(columns[header])} as {shown(rows[row])}"
        for row, header in pairs.items()
        if basic(columns[header]) != basic(rows[row])
    ]
    about += [raw.columns[at] for at in range(place)]
    counts = [header for header in about if _counts(raw, header)]
    meant = {header: what for header in about if header not in counts and (what := _means(raw, header))}
    return Square(
        raw,
        names,
        {header: names[row] for row, header in pairs.items()},
        raw.columns[place],
        about=meant,
        beyond=([*beyond, *counts], beyond_rows),
        said=[f"columns and rows that name one organisation in other words: {listed(said, 20)}"],
    )


def _has_names_beside(square: Square) -> bool:
    """Return whether another column than the numbers of the rows names each of them."""
    others = [header for header in square.raw.columns if header not in square.top and header != square.label]
    for header in others:
        texts = [clean(square.raw.frame.at[row, header])[0] for row in square.side]
        if len({*texts} - {""}) == len(texts) and not any(map(is_number, texts)):
            return True
    return False


def _names_rows(raw: RawTable, headers: Sequence[str], place: int, stop: int) -> bool:
    """Return whether a column, of those before the numbered ones, is the one that names the rows."""
    named = [at for at in range(stop) if TABLES["partners"].column_of(headers[at]) == "name"]
    others = [
        at
        for at in range(stop)
        if not _counts(raw, raw.columns[at]) and not TABLES["partners"].column_of(headers[at])
    ]
    if not named and len(others) > 1:
        others = [at for at in others if kind_of(headers[at], raw.frame.iloc[:, at]).kind != Kind.SECTORS]
    return (named or others) == [place]


def _without_names(raw: RawTable, headers: Sequence[str]) -> Square | None:
    """Find a matrix without a column that names its rows: their order is that of the columns."""
    size = len(headers)
    if size < 3 or len(raw) != size or any(not text or is_number(text) for text in headers):
        return None
    if len(set(map(fold, headers))) < size:
        return None
    cells = [[_level(cell) for cell in raw.frame.iloc[at]] for at in range(size)]
    if any(cell is None for row in cells for cell in row) or any(cells[at][at] for at in range(size)):
        return None
    even = all(cells[i][j] == cells[j][i] for i in range(size) for j in range(i)) and any(map(any, cells))
    called = sum(map(looks_like_an_organisation, headers))
    if not (2 * called >= size or (even and size > 3 and called)):
        return None
    return Square(
        raw,
        dict(zip(raw.index, headers, strict=True)),
        dict(zip(raw.columns, headers, strict=True)),
        None,
        said=["no column names the rows: they are taken in the order of the columns"],
    )


def _level(cell: object) -> float | None:
    text = clean(cell)[0]
    if text.casefold() in BLANK_LIKE:
        return 0.0
    return float(text) if is_number(text) else None


def _without_numbers(texts: dict[Any, str]) -> dict[Any, str]:
    """Return names without the numbers before them, where these count them."""
    matches = {key: _NUMBERED.fullmatch(text) for key, text in texts.items() if text}
    found = {key: match for key, match in matches.items() if match}
    numbers = [int(match[1]) for match in found.values()]
    if len(found) < 2 or numbers != list(range(1, len(found) + 1)):
        return texts
    return {key: found[key][2] if key in found else text for key, text in texts.items()}


def _cells(raw: RawTable, row: Any, columns: dict[str, str]) -> list[str]:
    texts = [clean(raw.frame.at[row, header])[0] for header in columns]
    return [text for text in texts if text.casefold() not in BLANK_LIKE]


def _is_beyond(text: str, cells: list[str]) -> bool:
    """Return whether a row of another name is none of the matrix: totals, a heading, a row of sectors."""
    if not cells or _STATISTIC.fullmatch(fold(text)):
        return True
    return bool(TABLES["partners"].column_of(text)) and not any(map(is_number, cells))


def _is_about(raw: RawTable, header: str) -> bool:
    """Return whether a column beside a matrix says something of its organisations."""
    if TABLES["partners"].column_of(header):
        return True
    kind = kind_of(header, raw[header]).kind
    return kind in (Kind.SECTORS, Kind.PERSONAL, Kind.TEXTS, Kind.DATES, Kind.LISTS)


def _counts(raw: RawTable, header: str) -> bool:
    """Return whether a column counts the rows."""
    texts = [clean(cell)[0] for cell in raw[header]]
    numbers = [int(text) for text in texts if text.isdecimal()]
    counted = bool(numbers) and numbers == list(range(1, len(numbers) + 1))
    return counted and bool(_COUNT.fullmatch(clean(header)[0]))


def _means(raw: RawTable, header: str) -> str:
    """Return the column of partners that a column is; its header where it is one of the user's own."""
    column = TABLES["partners"].column_of(header)
    if column == "name":
        return ""
    if column:
        return column
    return "sector" if kind_of(header, raw[header]).kind == Kind.SECTORS else header
