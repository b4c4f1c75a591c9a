"""How the width of a printed page is shared out among the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sysmap.pages.report.blocks import TableBlock, unbroken

_WORD = re.compile(r"[^ \t\r\n]+")  # "5 %" is one: its space does not break
# In twips, 1/1440 inch: the width of a letter of a table, and of the gap beside its words.
_LETTER, _GAP = 102, 240
_BOLD = 1.15  # how much wider bold letters are
_LONGEST = 24  # letters of a word that a column makes room for; a longer one is broken


def column_widths(table: TableBlock, total: int) -> list[int]:
    """Share out the width of a table: each column its longest word, the rest by how much stands in it.

    Parameters
    ----------
    table
        The table.
    total
        Its width, in 1/1440 inch; the widths returned sum to it.
    """
    columns = list(zip(table.columns, *table.rows, strict=True))
    least = [_least(cells, bold=place == 0) for place, cells in enumerate(columns)]
    if sum(least) > total:
        least = [each * total // sum(least) for each in least]
    wanted = [_GAP + _LETTER * max(len(cell) for cell in cells) for cells in columns]
    more = [max(0, want - least[place]) for place, want in enumerate(wanted)]
    # A column of paragraphs takes more than one of names, but not all there is.
    more = [each**0.75 for each in more]
    spare = total - sum(least)
    shares = [int(spare * each / sum(more)) if sum(more) else spare // len(more) for each in more]
    widths = [one + other for one, other in zip(least, shares, strict=True)]
    widths[0] += total - sum(widths)
    return widths


def _least(cells: Sequence[str], *, bold: bool) -> int:
    """Return the width of a column's longest word; its header, which is first, is bold, or all is."""
    words = [
        len(word) * (_BOLD if bold or not place else 1.0)
        for place, cell in enumerate(cells)
        for word in _WORD.findall(unbroken(cell))
    ]
    return _GAP + round(_LETTER * min(_LONGEST, max(words, default=1)))
