"""Ways in which the rows of a table arrive damaged, odd or changed.

Each takes rows and a source of chance, and changes them as things go wrong between people and programs:
cells left blank, columns moved, headers in other words, numbers as text, parts cut off.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from benchmarks.fuzz_texts import CELLS, HEADERS, TEXTS, odd

Rows = list[list[Any]]


class Mutator(NamedTuple):
    """A way of changing rows.

    `keeps`: whoever and whatever stood there stands there still; `takes`: something was taken away.
    """

    change: Callable[[Rows, Random], Rows]
    keeps: bool
    takes: bool


row_mutators: dict[str, Mutator] = {}


def of_rows(
    *, keeps: bool = False, takes: bool = False
) -> Callable[[Callable[[Rows, Random], Rows]], Callable[[Rows, Random], Rows]]:
    """Declare a way of changing rows, called as the function is."""

    def declare(function: Callable[[Rows, Random], Rows]) -> Callable[[Rows, Random], Rows]:
        row_mutators[function.__name__.replace("_", " ")] = Mutator(function, keeps, takes)
        return function

    return declare


def spot(rows: Rows, random: Random) -> tuple[int, int]:
    """Return the place of a cell; the header as likely as any three rows."""
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
    if len(rows) < 2:
        return rows
    # Surveys have up to three rows of headers: one of these again would be no answer.
    place = random.randrange(1, len(rows))
    return [*rows, list(rows[place] if place > 2 else rows[-1])]


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


@of_rows()
def to_the_right_edge(rows: Rows, random: Random) -> Rows:
    edge = random.choice((300, 900, 1_001, 16_384))
    far = random.choice(("", " ", "x"))
    return [[*row, *[""] * (edge - len(row) - 1), far if place % 2 else ""] for place, row in enumerate(rows)]


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
