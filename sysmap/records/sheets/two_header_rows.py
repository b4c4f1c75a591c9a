"""Headers in two rows: groups of columns in merged cells, and the columns below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sysmap.records.sheets.merged_cells import Area
from sysmap.records.sheets.rows import Row
from sysmap.records.values.cells import clean, is_blank
from sysmap.vocabulary import fold


def joined_headers(
    rows: Sequence[Row], place: int, areas: Sequence[Area]
) -> tuple[Row, list[Any], Sequence[Row]]:
    """Return the lower row of headers, the header of each column, and the rows above the headers.

    Two rows are headers together only where merged cells say so: a group over several columns, or a
    header that reaches down over both rows.
    """
    upper = rows[place]
    lower = rows[place + 1] if place + 1 < len(rows) - 1 else None
    if lower is None or lower.number != upper.number + 1:
        return upper, [*upper.cells], rows[:place]
    own = [area for area in areas if area.top == upper.number]
    tall = [area for area in own if area.is_tall and area.bottom == lower.number]
    groups = [area for area in own if area.is_wide and not is_blank(_at(upper, area.left))]
    under = {column for area in groups for column in range(area.left, area.right + 1)}
    if not groups or not under <= set(lower.places()):
        return upper, [*upper.cells], rows[:place]
    filled = set(upper.places()) | set(lower.places())
    if not all(isinstance(cell, str) for cell in lower.cells if not is_blank(cell)):
        return upper, [*upper.cells], rows[:place]
    if set(lower.places()) - under and tall:
        return upper, [*upper.cells], rows[:place]
    names: list[Any] = [None] * (max(filled) + 1)
    for column in range(len(names)):
        below = _at(lower, column)
        names[column] = _at(upper, column) if is_blank(below) else below
    times = Counter(fold(clean(name)[0]) for name in names if not is_blank(name))
    for area in groups:
        for column in range(area.left, area.right + 1):
            if times[fold(clean(names[column])[0])] > 1:
                group, below = clean(_at(upper, area.left))[0], clean(names[column])[0]
                names[column] = f"{group} - {below}"
    return lower, names, rows[:place]


def _at(row: Row, column: int) -> Any:
    return row.cells[column] if column < len(row.cells) else None
