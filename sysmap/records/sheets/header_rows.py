"""Which row of a sheet holds the headers: the first, or one that unmistakably stands below titles."""

from __future__ import annotations

from collections.abc import Sequence

from sysmap.records.sheets.rows import Row
from sysmap.records.tables.declared import TABLES, header_row
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold, folded_label

# The header stands among so many rows from the top; below rows with several cells, among so many.
LOOKED_AT, _BELOW_SEVERAL = 30, 12
# A matrix may have columns of ids and sectors before and beside the names of its rows.
_LABELS_IN = 5
_MOST_GROUPS = 2
_LONGEST = 400
_ORGANISATION = {
    *("organisation", "agency", "partner organisation", "partner agency", "lead organisation", "body"),
    *("name of organisation", "organisation name", "name of agency", "agency name", "your organisation"),
}


def header_place(rows: Sequence[Row]) -> int:
    """Return the position of the row of headers; 0 where no other row is it unmistakably."""
    if not rows or is_known(rows[0]):
        return 0
    for place in range(1, min(len(rows), LOOKED_AT)):
        if _stands_below_titles(rows, place):
            return place
    return 0


def is_known(row: Row) -> bool:
    """Return whether the cells of a row are the headers of a table, with all that it needs."""
    return header_row([(row.number, row.cells)]) is not None


def heads_a_matrix(rows: Sequence[Row], place: int) -> bool:
    """Return whether the cells of a row come back as the names of the rows below it."""
    top = {fold(text) for text in rows[place].texts()}
    if len(top) < 2:
        return False
    below = rows[place + 1 : place + len(top) + 4]
    for column in range(rows[place].places()[0] + _LABELS_IN):
        side = [fold(clean(row.cells[column])[0]) for row in below if column < len(row.cells)]
        named = [label for label in side if label in top]
        # A name stands there once; words of a scale come again and again.
        if len(named) == len(set(named)) >= max(2, (len(top) + 1) // 2):
            return True
    return False


def heads_a_table(rows: Sequence[Row], place: int) -> bool:
    """Return whether a row is the header of a table known by its headers, or of a matrix."""
    return bool(rows[place + 1 :]) and (is_known(rows[place]) or heads_a_matrix(rows, place))


def is_a_column(text: str) -> bool:
    """Return whether a text alone may be the header of a table of one column."""
    return any(table.column_of(text) for table in TABLES.values())


def _stands_below_titles(rows: Sequence[Row], place: int) -> bool:
    row, above = rows[place], rows[:place]
    filled = row.places()
    texts = [fold(text) for text in row.texts()]
    if len(filled) < 2 or len(set(texts)) < len(texts) or max(map(len, texts)) > _LONGEST:
        return False
    below = rows[place + 1 : place + 11]
    if not below:
        return False
    if place <= _BELOW_SEVERAL and is_known(row):
        return True
    if _names_columns(row) and not any(_names_columns(each) or each.held() >= len(filled) for each in above):
        return _is_full(filled, below) and _are_headers(row)
    if above[0].held() == 1 and is_a_column(above[0].texts()[0]):
        return False
    most = max(other.held() for other in below)
    starts = min(other.places()[0] for other in below)
    matrix = heads_a_matrix(rows, place)
    groups = matrix and _are_groups(rows, place)
    return (
        (groups or all(other.held() == 1 or 2 * other.held() < len(filled) for other in above))
        and filled[0] <= starts + (_LABELS_IN - 1 if matrix else 1)
        and (matrix or (_is_full(filled, below) and most <= len(filled) + 1 and 2 * most >= len(filled)))
        and _are_headers(row)
    )


def _are_groups(rows: Sequence[Row], place: int) -> bool:
    """Return whether rows above the names of a matrix are titles, and at the last one or two of groups."""
    row, above = rows[place], rows[:place]
    several = [other for other in above if other.held() > 1]
    close = all(row.number - other.number <= len(several) for other in several)
    below = rows[place + 1 : place + 1 + row.held() + _BELOW_SEVERAL]
    side = {fold(clean(cell)[0]) for other in below for cell in other.cells[:_LABELS_IN]}
    named = [at for at in row.places() if fold(clean(row.cells[at])[0]) in side]
    if not named or not close or len(several) > _MOST_GROUPS or not all(map(_are_headers, several)):
        return False
    first = named[0]
    # A group stands over several names. What stands over no name is a header of its own, unless it is one of
    # organisations ("Sector") and the row of the names has headers there as well.
    left = [clean(other.cells[at])[0] for other in several for at in other.places() if at < first]
    labelled = row.places()[0] < first and all(TABLES["partners"].column_of(text) for text in left)
    return first > 0 and all(
        len({fold(clean(other.cells[at])[0]) for at in other.places() if at >= first}) < len(named)
        and {at for at in other.places() if at >= first} <= {*row.places()}
        and (labelled or other.places()[0] >= first)
        for other in several
    )


def _names_columns(row: Row) -> bool:
    """Return whether one of the first cells of a row is a name for a column of organisations."""
    first = row.texts()[:3]
    return row.held() > 1 and any(
        TABLES["partners"].column_of(text) == "name" or folded_label(text) in _ORGANISATION for text in first
    )


def heads_columns(rows: Sequence[Row], place: int) -> bool:
    """Return whether a row is a header, by its words or by the rows below it."""
    return heads_a_table(rows, place) or _names_columns(rows[place])


def _is_full(filled: Sequence[int], below: Sequence[Row]) -> bool:
    """Return whether no header is missing over a column with anything in it, but the first."""
    used = {place for row in below for place in row.places()}
    return used - {min(used)} <= set(filled)


def _are_headers(row: Row) -> bool:
    """Return whether cells are texts, or count the columns: a row of amounts is no header."""
    cells = [cell for cell in row.cells if clean(cell)[0]]
    numbers = [text for cell in cells if (text := clean(cell)[0]).replace(".", "", 1).isdecimal()]
    counted = [int(text) for text in numbers if text.isdecimal()]
    return not numbers or (
        len(counted) == len(numbers)
        and (counted == list(range(1, len(counted) + 1)) or all(1990 <= n <= 2049 for n in counted))
    )
