"""The rows of a sheet with anything in them, and what is asked of one row again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sysmap.records.values.cells import clean, is_blank

# A row of a sheet of a workbook goes on to the right as far as one likes.
ENDLESS = 1 << 30


class Row(NamedTuple):
    """A row with anything in it: its number, its cells, and how many cells were written."""

    number: int
    cells: Sequence[Any]
    length: int = ENDLESS

    def places(self) -> list[int]:
        """Return the positions of the filled cells."""
        return [place for place, cell in enumerate(self.cells) if not is_blank(cell)]

    def held(self) -> int:
        """Count the filled cells."""
        return sum(not is_blank(cell) for cell in self.cells)

    def texts(self) -> list[str]:
        """Return the filled cells as clean texts."""
        return [clean(cell)[0] for cell in self.cells if not is_blank(cell)]

    def within(self, first: int, stop: int) -> Row:
        """Return the row with nothing but the cells of some columns, at the same positions."""
        cells = [None if place < first else cell for place, cell in enumerate(self.cells[:stop])]
        return Row(self.number, cells, self.length)


def in_columns(rows: Sequence[Row], first: int, stop: int) -> list[Row]:
    """Return the rows that hold anything in some columns, with these columns alone."""
    return [cut for row in rows if (cut := row.within(first, stop)).held()]


def gaps(rows: Sequence[Row], start: int) -> Iterator[int]:
    """Give the positions of rows that stand below a blank row."""
    for place in range(start, len(rows)):
        if rows[place].number > rows[place - 1].number + 1:
            yield place
