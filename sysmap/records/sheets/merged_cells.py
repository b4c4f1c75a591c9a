"""Merged cells of a sheet: titles, two rows of headers, a first column to be filled down, or a fault."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sysmap.records.values.cells import column_of

_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


class Area(NamedTuple):
    """A range of merged cells: rows by number, columns by position from 0, all inclusive."""

    written: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_wide(self) -> bool:
        """Whether it reaches over several columns of one row."""
        return self.top == self.bottom and self.right > self.left

    @property
    def is_tall(self) -> bool:
        """Whether it reaches over several rows of one column."""
        return self.left == self.right and self.bottom > self.top


def areas_in(ranges: Iterable[str]) -> list[Area]:
    """Return ranges of merged cells as areas; what is no range is left out."""
    found = []
    for written in ranges:
        match = _RANGE.fullmatch(written.replace("$", ""))
        if match and int(match[2]):
            left, right = column_of(f"{match[1]}1") - 1, column_of(f"{match[3]}1") - 1
            found.append(Area(written, int(match[2]), left, int(match[4]), right))
    return found
