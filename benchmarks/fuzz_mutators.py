"""Ways in which a file arrives damaged, odd or changed: functions of its rows, its structure or its bytes.

Each takes what it changes and a source of chance, and changes it as things go wrong between people
and programs: cells left blank, columns moved, headers in other words, numbers as text, parts cut off.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple
from xml.etree import ElementTree

from sysmap.records.tables import TABLES

Rows = list[list[Any]]

TEXTS = (
    *(
        "",
        " ",
        "\u00a0",
        "nan",
        "NULL",
        "None",
        "N/A",
        "-",
        "–",
        "0",
        "-1",
        "1",
        "3",
        "1.5",
        "1,200",
        "1.200,5",
    ),
    *(
        "½",
        "1e999",
        "inf",
        "１２",
        "0x10",
        "1_000",
        "00123",
        "123456789012345678901",
        "true",
        "FALSE",
        "yes",
        "x",
    ),
    *(
        "✓",
        "2022",
        "2024-03-01",
        "31/02/2020",
        "44197",
        "0000-00-00",
        "12:30",
        "#REF!",
        "=1+1",
        "'=1+1",
        "@x",
    ),
    *(
        '"',
        "'",
        '"a,b"',
        "a\nb",
        "a\tb",
        "a\rb",
        "a|b",
        "a;b",
        "A, B",
        "A - B",
        "a/b",
        "\\",
        "%s",
        "{0}",
        "]]>",
    ),
    *(
        "🙂",
        "👩\u200d⚕️",
        "\u200b",
        "\u202eabc",
        "\ufeffx",
        "İ",
        "ß",
        "e\u0301",
        "Ⅷ",
        "می\u200cخواهم",
        "ﬁ",
        "\x07",
    ),
    *(
        "<b>x</b>",
        "&amp;",
        "Total",
        "Other: Town Library",
        "Other",
        "Weekly",
        "Never",
        "Don't know",
        "5 - Daily",
    ),
    *("ann@example.org", "QQ123456C", "Northgate Council", "northgate  council", "NHS", "Unknown", "[x]"),
)
LENGTHS = (201, 501, 32_768, 140_000)
CELLS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2.5, 1e308, float("inf"), float("nan"), 10**20, 44197),
    *(dt.datetime(2024, 3, 1, 12, 30), dt.date(1899, 12, 30), dt.time(9, 0), dt.timedelta(days=3)),
)
HEADERS = tuple(
    dict.fromkeys(
        [
            *(column for table in TABLES.values() for column in table.names),
            *(
                "responded_2022",
                "responded_2024",
                "answered 2024",
                "Name",
                "Email",
                "Respondent ID",
                "Timestamp",
            ),
            *(
                "Type",
                "weight",
                "value",
                "from",
                "to",
                "label",
                "group",
                "file",
                "row",
                "origin",
                "index",
                "Status",
            ),
        ]
    )
)


class Mutator(NamedTuple):
    """A way of changing rows.

    `keeps`: whoever and whatever stood there stands there still; `takes`: something was taken away.
    """

    change: Callable[[Rows, Random], Rows]
    keeps: bool
    takes: bool


row_mutators: dict[str, Mutator] = {}
byte_mutators: dict[str, Callable[[bytes, Random], bytes]] = {}


def of_rows(
    *, keeps: bool = False, takes: bool = False
) -> Callable[[Callable[[Rows, Random], Rows]], Callable[[Rows, Random], Rows]]:
    """Declare a way of changing rows, called as the function is."""

    def declare(function: Callable[[Rows, Random], Rows]) -> Callable[[Rows, Random], Rows]:
        row_mutators[function.__name__.replace("_", " ")] = Mutator(function, keeps, takes)
        return function

    return declare


def of_bytes(function: Callable[[bytes, Random], bytes]) -> Callable[[bytes, Random], bytes]:
    """Declare a way of changing bytes, called as the function is."""
    byte_mutators[function.__name__.replace("_", " ")] = function
    return function


def odd(random: Random) -> str:
    """Give a text that is seldom thought of; sometimes a very long one."""
    if random.random() < 0.06:
        return random.choice(("x", "ab ", "é", ",")) * random.choice(LENGTHS)
    return random.choice(TEXTS)


def spot(rows: Rows, random: Random) -> tuple[int, int]:
    """Give the place of a cell; the header as likely as any three rows."""
    filled = [place for place, row in enumerate(rows) if row]
    if not filled:
        return -1, -1
    down = random.choice([filled[0], filled[0], *filled])
    return down, random.randrange(len(rows[down]))


def width(rows: Rows) -> int:
    return max(map(len, rows), default=0)


def squared(rows: Rows) -> Rows:
    return [[*row, *[""] * (width(rows) - len(row))] for row in rows]


def by_column(rows: Rows, change: Callable[[list[Any]], list[Any]]) -> Rows:
    """Change the columns as a list."""
    columns = change([list(column) for column in zip(*squared(rows), strict=True)])
    return [list(row) for row in zip(*columns, strict=True)]


@of_rows()
def blank_cells(rows: Rows, random: Random) -> Rows:
    for _ in range(random.randint(1, 5)):
        down, along = spot(rows, random)
        if down >= 0:
            rows[down][along] = random.choice(("", "", " ", None))
    return rows


@of_rows()
def odd_cell(rows: Rows, random: Random) -> Rows:
    for _ in range(random.randint(1, 3)):
        down, along = spot(rows, random)
        if down >= 0:
            rows[down][along] = odd(random)
    return rows


@of_rows()
def cell_of_another_type(rows: Rows, random: Random) -> Rows:
    down, along = spot(rows, random)
    if down >= 0:
        rows[down][along] = random.choice(CELLS)
    return rows


@of_rows()
def cell_from_elsewhere(rows: Rows, random: Random) -> Rows:
    (down, along), (other, place) = spot(rows, random), spot(rows, random)
    if down >= 0:
        rows[down][along] = rows[other][place]
    return rows


@of_rows()
def blank_column_of_a_header(rows: Rows, random: Random) -> Rows:
    along = random.randrange(max(width(rows), 1))
    for row in rows[1:]:
        if along < len(row):
            row[along] = ""
    return rows


@of_rows()
def one_value_in_a_column(rows: Rows, random: Random) -> Rows:
    along, value = random.randrange(max(width(rows), 1)), odd(random)
    for row in rows[1:]:
        if along < len(row):
            row[along] = value
    return rows


@of_rows()
def odd_column(rows: Rows, random: Random) -> Rows:
    along = random.randrange(max(width(rows), 1))
    for row in rows[1:]:
        if along < len(row):
            row[along] = random.choice(TEXTS)
    return rows


@of_rows()
def header_in_other_words(rows: Rows, random: Random) -> Rows:
    if rows and rows[0]:
        rows[0][random.randrange(len(rows[0]))] = random.choice(HEADERS)
    return rows


@of_rows()
def header_twice(rows: Rows, random: Random) -> Rows:
    if rows and len(rows[0]) > 1:
        one, other = random.sample(range(len(rows[0])), 2)
        rows[0][one] = rows[0][other]
    return rows


@of_rows()
def column_repeated(rows: Rows, random: Random) -> Rows:
    return by_column(rows, lambda columns: columns + [random.choice(columns)] if columns else columns)


@of_rows(takes=True)
def column_gone(rows: Rows, random: Random) -> Rows:
    gone = random.randrange(max(width(rows), 1))
    return [row[:gone] + row[gone + 1 :] for row in rows]


@of_rows()
def columns_swapped(rows: Rows, random: Random) -> Rows:
    return by_column(rows, lambda columns: random.sample(columns, len(columns)))


@of_rows()
def column_under_a_known_header(rows: Rows, random: Random) -> Rows:
    header, cells = random.choice(HEADERS), [random.choice(TEXTS) for _ in range(3)]
    return [[*row, random.choice(cells) if place else header] for place, row in enumerate(squared(rows))]


@of_rows(keeps=True)
def own_column(rows: Rows, random: Random) -> Rows:
    return [
        [*row, f"our own {random.randint(0, 9)}" if place else "Our own"]
        for place, row in enumerate(squared(rows))
    ]


@of_rows(takes=True)
def row_gone(rows: Rows, random: Random) -> Rows:
    gone = random.randrange(max(len(rows), 1))
    return rows[:gone] + rows[gone + 1 :]


@of_rows(keeps=True)
def row_repeated(rows: Rows, random: Random) -> Rows:
    return rows + [list(random.choice(rows[1:]))] if len(rows) > 1 else rows


@of_rows()
def rows_swapped(rows: Rows, random: Random) -> Rows:
    return random.sample(rows, len(rows))


@of_rows(keeps=True)
def body_shuffled(rows: Rows, random: Random) -> Rows:
    return rows[:3] + random.sample(rows[3:], len(rows[3:]))


@of_rows()
def row_too_long_or_too_short(rows: Rows, random: Random) -> Rows:
    if rows:
        place = random.randrange(len(rows))
        rows[place] = [*rows[place], odd(random)] if random.random() < 0.5 else rows[place][:-1]
    return rows


@of_rows()
def title_above(rows: Rows, random: Random) -> Rows:
    return [[odd(random) or "Survey of partners"], *([] if random.random() < 0.5 else [[]]), *rows]


@of_rows()
def words_below(rows: Rows, random: Random) -> Rows:
    below = [
        "Total" if random.random() < 0.5 else odd(random),
        *[str(random.randint(0, 9))] * (width(rows) - 1),
    ]
    return [*rows, below]


@of_rows()
def turned_on_its_side(rows: Rows, _: Random) -> Rows:
    return [list(row) for row in zip(*squared(rows), strict=True)]


@of_rows(keeps=True)
def blank_row(rows: Rows, random: Random) -> Rows:
    place = random.randint(min(3, len(rows)), len(rows))
    return [*rows[:place], [""] * width(rows), *rows[place:]]


@of_rows(keeps=True)
def blank_column(rows: Rows, _: Random) -> Rows:
    return [[*row, ""] for row in squared(rows)]


@of_rows(keeps=True)
def rows_beyond(rows: Rows, random: Random) -> Rows:
    return rows + [[""] * width(rows)] * random.choice((1, 3, 400))


@of_rows(keeps=True)
def spaces(rows: Rows, random: Random) -> Rows:
    around = random.choice((" {} ", "{}\u00a0", "\t{}", "{}  "))
    return [[around.format(cell) if isinstance(cell, str) and cell else cell for cell in row] for row in rows]


@of_rows(keeps=True)
def quotation_marks(rows: Rows, _: Random) -> Rows:
    return rows  # The writer puts them around every cell.


@of_rows(keeps=True)
def case_of_headers(rows: Rows, random: Random) -> Rows:
    if rows:
        change = random.choice((str.upper, str.lower, str.title))
        rows[0] = [change(cell) if isinstance(cell, str) else cell for cell in rows[0]]
    return rows


@of_rows()
def case_of_names(rows: Rows, random: Random) -> Rows:
    change = random.choice((str.upper, str.lower, str.title))
    return rows[:1] + [[change(cell) if isinstance(cell, str) else cell for cell in row] for row in rows[1:]]


@of_rows(takes=True)
def header_and_no_rows(rows: Rows, random: Random) -> Rows:
    return rows[: random.randint(0, 1)]


@of_bytes
def bytes_gone(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + data[place + random.choice((1, 1, 3, 40)) :]


@of_bytes
def bytes_changed(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 4)):
        if changed:
            changed[random.randrange(len(changed))] = random.choice((0, 10, 13, 34, 44, 59, 60, 65, 128, 255))
    return bytes(changed)


@of_bytes
def bytes_put_in(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + random.choice(TEXTS).encode() + data[place:]


@of_bytes
def cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


@of_bytes
def piece_repeated(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    piece = data[place : place + random.choice((5, 50, 500))]
    return data[:place] + piece * random.randint(1, 20) + data[place:]


@of_bytes
def another_encoding(data: bytes, random: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        random.choice(("utf-8-sig", "cp1252", "utf-16", "utf-16-be", "utf-32", "cp437")), "replace"
    )


@of_bytes
def other_line_ends(data: bytes, random: Random) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", random.choice((b"\r", b"\r\n", b"\n\n", b"\x0b")))


@of_bytes
def another_separator(data: bytes, random: Random) -> bytes:
    return data.replace(b",", random.choice((b";", b"\t", b"|", b" ")))


def of_json(data: bytes, random: Random) -> bytes:
    """Change something inside a JSON text: take out, replace, repeat or bury a value."""
    try:
        whole = json.loads(data)
    except ValueError:
        return data
    inside: list[tuple[Any, Any]] = []
    waiting = [whole]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else list(range(len(one))) if isinstance(one, list) else []
        inside += [(one, key) for key in keys]
        waiting += [one[key] for key in keys]
    if not inside:
        return data
    parent, key = random.choice(inside)
    way = random.randrange(6)
    if way == 0:
        del parent[key]
    elif way == 1 and isinstance(parent, dict):
        parent[random.choice((*HEADERS, odd(random)))] = parent.pop(key)
    elif way == 2 and isinstance(parent, list):
        parent.insert(key, parent[key])
    elif way == 3:
        for _ in range(random.choice((1, 5, 3_000))):
            parent[key] = [parent[key]]
            parent, key = parent[key], 0
    else:
        parent[key] = random.choice(
            (None, True, 0, -1, 1.5, 10**30, [], {}, "", odd(random), parent[key], [None])
        )
    try:
        return json.dumps(whole, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")
    except RecursionError:
        return data


def of_xml(data: bytes, random: Random) -> bytes:
    """Change something inside an XML text: take out, repeat or rename an element, or change its words."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return data
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return data
    pairs = [(parent, child) for parent in root.iter() for child in parent]
    if not pairs:
        return data
    parent, child = random.choice(pairs)
    way = random.randrange(6)
    if way == 0:
        parent.remove(child)
    elif way == 1:
        parent.extend([child] * random.choice((1, 2, 50)))
    elif way == 2:
        child.tag = random.choice((*("node", "edge", "data", "key", "graph", "c", "v"), str(child.tag) + "s"))
    elif way == 3 and child.attrib:
        child.attrib[random.choice(sorted(child.attrib))] = _xml_text(odd(random))
    elif way == 4 and child.attrib:
        del child.attrib[random.choice(sorted(child.attrib))]
    else:
        child.text = _xml_text(odd(random))
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _xml_text(text: str) -> str:
    return "".join(letter if letter >= " " or letter in "\t\n\r" else "?" for letter in text)
