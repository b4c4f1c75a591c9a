"""Tables of nodes and edges, as programs that draw networks write them, to partners and collaborations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from sysmap.records.problems import Problems, row_list
from sysmap.records.raw import RawTable
from sysmap.records.values.cells import clean, is_blank
from sysmap.text import counted
from sysmap.vocabulary import fold, fold_header

_SEVERAL = "|"


def header_called(raw: RawTable, *names: str) -> str | None:
    """Return the first header of a raw table that is one of some names, whatever its case and spaces."""
    folded = {fold_header(str(header)): str(header) for header in reversed(list(raw.columns))}
    return next((folded[fold_header(name)] for name in names if fold_header(name) in folded), None)


def meaning(raw: RawTable, columns: Mapping[str, str | None]) -> RawTable:
    """Return a raw table with what some of its columns mean: column of a record set to header."""
    return replace(raw, meant={header: column for column, header in columns.items() if header})


def joined_cells(raw: RawTable, *names: str) -> RawTable:
    """Fill the blank cells of the first column by one of some names from the others by these names.

    A column that then says nothing of its own is left out.
    """
    wanted = [fold_header(name) for name in names]
    headers = [header for header in raw.columns if fold_header(str(header)) in wanted]
    first, *others = sorted(headers, key=lambda header: wanted.index(fold_header(str(header)))) or [""]
    table = raw.frame.copy(deep=False)
    for other in others:
        blank = table[first].map(is_blank).astype(bool)
        table[first] = table[first].where(~blank, raw[other]).astype(object)
        if (raw[other].map(is_blank) | (raw[other] == table[first])).all():
            table = table.drop(columns=other)
    return raw.holding(table)


def split_cells(raw: RawTable, *headers: str | None) -> RawTable:
    """Return a row for each of several words in one cell, as in ``A|B``."""
    frame = raw.frame
    for header in headers:
        if header and frame[header].map(lambda cell: _SEVERAL in str(cell)).any():
            frame = frame.assign(**{header: frame[header].map(_words)}).explode(header)
    return raw.holding(frame)


def _words(cell: object) -> list[object]:
    if not isinstance(cell, str) or _SEVERAL not in cell:
        return [cell]
    return [word for word in cell.split(_SEVERAL) if word.strip()] or [""]


def directed_where(raw: RawTable, header: str, words: tuple[str, ...]) -> RawTable:
    """Turn a column of words for direction into yes and no."""
    said = raw[header].map(lambda cell: "" if is_blank(cell) else fold(clean(cell)[0]))
    answers = said.map(lambda word: ("yes" if word in words else "no") if word else "").astype(object)
    return raw.holding(raw.frame.assign(**{header: answers}))


def with_weights(raw: RawTable, header: str | None, form: str, problems: Problems) -> RawTable:
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
    problems.warning(
        raw.origin,
        f"{counted(int(blank.sum()), 'edge')} without a weight: 1, as {form} defines it",
        table="collaborations",
        row=row_list(raw.index[blank]),
        column=header,
    )
    return raw.holding(raw.frame.assign(**{header: raw[header].where(~blank, "1")}))
