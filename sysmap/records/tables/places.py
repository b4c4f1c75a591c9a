"""Places: one row each, codes that are codes of areas, and which organisations are where."""

from __future__ import annotations

import re

import pandas as pd

from sysmap.records.problems import Problems
from sysmap.records.tables.periods import one_row_each
from sysmap.records.values.rows import rows_where
from sysmap.vocabulary import fold

_AREA_CODE = re.compile(r"[A-Z]\d{8}")


def settle_places(places: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Settle the table places: a place stands once, and a GSS code looks like one."""
    if places.empty:
        return places
    for row in rows_where(places, places["code"] != ""):
        if not _AREA_CODE.fullmatch(row.code):
            problems.warning(
                row.origin,
                "does not look like a GSS code of an area, such as E10000027",
                table="places",
                row=row.row,
                column="code",
                value=row.code,
            )
    return one_row_each(places, "place", [fold(name) for name in places["place"]], "places", problems)


def places_in(cell: str | None) -> tuple[str, ...]:
    """Return the places that a cell names, as written: ``East | West`` is two."""
    return tuple(dict.fromkeys(part for text in (cell or "").split("|") if (part := " ".join(text.split()))))
