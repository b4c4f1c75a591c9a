"""Tables of nodes and edges, as programs that draw networks write them, to partners and collaborations."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sysmap.records.problems import Problems, row_list
from sysmap.records.values.cells import clean, is_blank
from sysmap.text import counted
from sysmap.vocabulary import fold, fold_header

_SEVERAL = "|"


def header_called(raw: pd.DataFrame, *names: str) -> str | None:
    """Give the first header of a raw table that is one of some names, whatever its case and spaces."""
    folded = {fold_header(str(header)): str(header) for header in reversed(list(raw.columns))}
    return next((folded[fold_header(name)] for name in names if fold_header(name) in folded), None)


def meaning(raw: pd.DataFrame, columns: Mapping[str, str | None]) -> pd.DataFrame:
    """Give a raw table with what some of its columns mean: column of a record set to header."""
    table = raw.copy(deep=False)
    table.attrs = {**raw.attrs, "columns": {header: column for column, header in columns.items() if header}}
    return table


def joined_cells(raw: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Fill the blank cells of the first column by one of some names from the others by these names.

    A column that then says nothing of its own is left out.
    """
    wanted = [fold_header(name) for name in names]
    headers = [header for header in raw.columns if fold_header(str(header)) in wanted]
    first, *others = sorted(headers, key=lambda header: wanted.index(fold_header(str(header)))) or [""]
    table = raw.copy(deep=False)
    for other in others:
        blank = table[first].map(is_blank).astype(bool)
        table[first] = table[first].where(~blank, raw[other]).astype(object)
        if (raw[other].map(is_blank) | (raw[other] == table[first])).all():
            table = table.drop(columns=other)
    table.attrs = dict(raw.attrs)
    return table


def split_cells(raw: pd.DataFrame, *headers: str | None) -> pd.DataFrame:
    """Give a row for each of several words in one cell, as in ``A|B``."""
    attrs = raw.attrs
    for header in headers:
        if header and raw[header].map(lambda cell: _SEVERAL in str(cell)).any():
            raw = raw.assign(**{header: raw[header].map(_words)}).explode(header)
    raw.attrs = dict(attrs)
    return raw


def _words(cell: object) -> list[object]:
    if not isinstance(cell, str) or _SEVERAL not in cell:
        return [cell]
    return [word for word in cell.split(_SEVERAL) if word.strip()] or [""]


def directed_where(raw: pd.DataFrame, header: str, words: tuple[str, ...]) -> pd.DataFrame:
    """Turn a column of words for direction into yes and no."""
    said = raw[header].map(lambda cell: "" if is_blank(cell) else fold(clean(cell)[0]))
    table = raw.copy(deep=False)
    table[header] = said.map(lambda word: ("yes" if word in words else "no") if word else "").astype(object)
    return table


def with_weights(raw: pd.DataFrame, header: str | None, form: str, problems: Problems) -> pd.DataFrame:
    """Give edges without a weight the weight 1, as a format defines it, where others have one.

    Where no edge has a weight none was recorded, and none is made up.

    Parameters
    ----------
    header
        The column of weights; None where there is none.
    form
        What the format is called.
    problems
        Where it is said.
    """
    blank = raw[header].map(is_blank).astype(bool) if header else pd.Series(True, index=raw.index)
    if header is None or blank.all() or not blank.any():
        return raw
    attrs = raw.attrs
    raw = raw.assign(**{header: raw[header].where(~blank, "1")})
    raw.attrs = dict(attrs)
    problems.warning(
        attrs["origin"],
        f"{counted(int(blank.sum()), 'edge')} without a weight: 1, as {form} defines it",
        table="collaborations",
        row=row_list(raw.index[blank]),
        column=header,
    )
    return raw
