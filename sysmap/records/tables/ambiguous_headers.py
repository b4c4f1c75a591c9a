"""Headers that mean two things: what their values and the other columns say decides, and it is said."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sysmap.errors import choice, listed
from sysmap.records.problems import Problems, Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import RATINGS
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.records.values.dates import date_bounds
from sysmap.vocabulary import fold, fold_header

# Words of programs that draw networks, and whether a tie so called has a direction.
DIRECTIONS = {"directed": "yes", "undirected": "no", "mixed": "no", "mutual": "no", "bidirectional": "no"}
_MAY_BE_RATINGS = {"1", "2", "3", "4"}


def is_direction(cells: pd.Series) -> bool:
    """Return whether a column says of each tie whether it has a direction, in words as ``Undirected``."""
    said = {fold(text) for cell in cells.unique() if (text := clean(cell)[0])}
    return bool(said) and said <= set(DIRECTIONS)


def as_direction(cells: pd.Series) -> pd.Series:
    """Turn words for direction into yes and no; blank stays blank."""
    return cells.map(lambda cell: DIRECTIONS.get(fold(clean(cell)[0]), "")).astype(object)


def with_meanings(
    table: str, raw: RawTable, matched: dict[str, str], problems: Problems
) -> tuple[RawTable, dict[str, str]]:
    """Decide what headers mean that may mean two things.

    Parameters
    ----------
    table
        The table of the record set.
    raw
        The raw table. What it says that a header is meant to be is settled.
    matched
        The headers with the columns that they mean by their name.
    problems
        Where every decision is said.

    Returns
    -------
    tuple
        The raw table, with words for direction turned into yes and no, and the headers with their columns.
    """
    if table != "collaborations":
        return raw, matched
    here, settled = problems.at(raw.origin, table), raw.meant
    meant = dict(matched)
    for header, column in matched.items():
        if header not in settled and column in ("kind", "directed") and is_direction(raw[header]):
            raw = _as_directed(raw, header, meant, here)
    _value_as_strength(raw, meant, settled, here)
    _ends_as_dates(raw, meant, here)
    return raw, meant


def _as_directed(raw: RawTable, header: str, meant: dict[str, str], here: Reading) -> RawTable:
    """Read a column of words for direction as that: ``Type`` is the kind in some files, this in others."""
    if meant[header] == "kind":
        del meant[header]
        if "directed" not in meant.values():
            meant[header] = "directed"
        words = listed(sorted({clean(cell)[0] for cell in raw[header].unique()} - {""}))
        here.warning(
            f"{shown(header)} says {words}: read as the direction of ties, not as their kind",
            row=1,
            column=header,
        )
    return raw.holding(raw.frame.assign(**{header: as_direction(raw[header])}))


def _value_as_strength(
    raw: RawTable, meant: dict[str, str], settled: Mapping[str, str], here: Reading
) -> None:
    """Read ``value`` as the strength where no column is one, and none shows that ratings are meant."""
    header = next((header for header, column in meant.items() if column == "value"), None)
    if header is None or header in settled or {"strength", *set(RATINGS) - {"value"}} & set(meant.values()):
        return
    meant[header] = "strength"
    ends = {column: head for head, column in meant.items() if column in ("source", "target")}
    texts = {clean(cell)[0] for cell in raw[header].unique()} - BLANK_LIKE
    ask = ""
    if texts <= _MAY_BE_RATINGS:
        ask = f"; if it is a rating from 1 to 4, say so: {choice('columns', {**ends, 'value': header})}"
    here.warning(
        f"{shown(header)} is read as the strength of ties, as no other column says one{ask}",
        row=1,
        column=header,
    )


def _ends_as_dates(raw: RawTable, meant: dict[str, str], here: Reading) -> None:
    """Read ``from`` and ``to`` beside source and target as start and end, where they hold dates."""
    for name, column, other in (("from", "source", "start"), ("to", "target", "end")):
        header = next((str(header) for header in raw.columns if fold_header(str(header)) == name), None)
        if header is None or header in meant or other in meant.values() or column not in meant.values():
            continue
        texts = {clean(cell)[0] for cell in raw[header].unique()}
        filled = {text for text in texts if text.casefold() not in BLANK_LIKE}
        if filled and all(date_bounds(text) for text in filled):
            meant[header] = other
            here.warning(
                f"{shown(header)} holds dates: read as the {other} of ties, not as their {column}",
                row=1,
                column=header,
            )
