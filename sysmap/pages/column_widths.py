"""How the width of a printed page is shared out among the columns of a table."""

from __future__ import annotations

from sysmap.pages.blocks import Table

# In twips, 1/1440 inch: the width of a letter of a table, and of the gap beside its words.
_LETTER, _GAP = 102, 240
_LONGEST = 24  # letters of a word that a column makes room for; a longer one is broken


def column_widths(table: Table, total: int) -> list[int]:
    """Share out the width of a table: each column its longest word, the rest by how much stands in it.

    Parameters
    ----------
    table
        The table.
    total
        Its width, in 1/1440 inch; the widths returned sum to it.
    """
    columns = list(zip(table.columns, *table.rows, strict=True))
    least = [
        _GAP + _LETTER * min(_LONGEST, max((len(word) for cell in cells for word in cell.split()), default=1))
        for cells in columns
    ]
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
