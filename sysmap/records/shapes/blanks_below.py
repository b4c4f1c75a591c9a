"""An organisation written once, and its partners in the rows below it: what the blank cells under it say."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sysmap.records.problems import Problems, row_list, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import table_of
from sysmap.records.shapes.declaring import RawTables
from sysmap.records.shapes.wide_lists import wide_list_in
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.typed import matched_headers
from sysmap.records.values.cells import clean, is_blank
from sysmap.vocabulary import fold

# Blank cells go on only where they are many: one alone may have been forgotten.
_FEWEST, _SHARE, _MOST_ROWS = 2, 0.2, 20_000


def with_names_going_on(tables: RawTables, problems: Problems) -> dict[str, RawTable]:
    """Return raw tables in which an organisation that is written once stands in the rows below it too.

    Parameters
    ----------
    tables
        The raw tables of one wave, by name.
    problems
        Where it is said.
    """
    found = {}
    for name, raw in tables.items():
        header = _first_end(name, raw)
        found[name] = _filled(raw, header, problems) if header is not None else raw
    return found


def _first_end(name: str, raw: RawTable) -> str | None:
    """Return the header of the column that says who has the partners; None where no blank goes on in it."""
    if raw.form or not _FEWEST < len(raw) <= _MOST_ROWS or not _may_go_on(raw.frame.iloc[:, 0]):
        return None
    first = str(raw.columns[0])
    if (raw.table or table_of(name, raw)) == "collaborations":
        matched = matched_headers(raw, TABLES["collaborations"])
        return first if matched.get(first) == "source" else None
    columns = wide_list_in(name, raw)
    alone = columns is not None and columns.organisation == first
    return first if alone and columns is not None and len(columns.partners) == 1 else None


def _may_go_on(cells: pd.Series) -> bool:
    """Return whether every name stands once, and blanks below it are many."""
    texts = [clean(cell)[0] for cell in cells]
    names = [fold(text) for text in texts if text]
    blanks = len(texts) - len(names)
    enough = blanks >= _FEWEST and blanks >= _SHARE * len(texts)
    return enough and bool(texts[0]) and len(set(names)) == len(names) > 1


def _filled(raw: RawTable, header: str, problems: Problems) -> RawTable:
    others = [each for each in raw.columns if each != header]
    last: object = None
    cells: list[object] = []
    below: list[object] = []
    for row, cell in raw[header].items():
        if is_blank(cell) and last is not None and _says_something(raw, row, others):
            cells.append(last)
            below.append(row)
        else:
            cells.append(cell)
            last = None if is_blank(cell) else cell
    if not below:
        return raw
    problems.warning(
        raw.origin,
        f"blank in {shown(clean(header)[0])}: taken for the organisation above, which is written once",
        table="collaborations",
        row=row_list(below),
    )
    return raw.holding(raw.frame.assign(**{header: pd.Series(cells, index=raw.index, dtype=object)}))


def _says_something(raw: RawTable, row: object, others: Sequence[str]) -> bool:
    return any(not is_blank(cell) for cell in raw.frame.loc[[row], list(others)].iloc[0])
