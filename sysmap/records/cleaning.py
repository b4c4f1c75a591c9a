"""Raw tables to typed tables: columns matched, every cell read, nothing lost silently."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from sysmap.errors import listed
from sysmap.records.problems import Origin, Problems, row_list
from sysmap.records.tables import RESPONDED, TABLES, Column, Table
from sysmap.records.values import clean, is_blank, read_column
from sysmap.vocabulary import fold, fold_header, scales

_OWN = Column("")
_NUMERIC = re.compile(r"[+-]?\d+(\.\d*)?")


def clean_table(
    name: str,
    raw: pd.DataFrame,
    problems: Problems,
    *,
    scale: Mapping[str, float] | None = None,
    optional: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Read a raw table as the table `name` of a record set.

    Parameters
    ----------
    name
        The table.
    raw
        Its cells as they arrived; ``attrs["origin"]`` says where they stand.
    problems
        Where faults and warnings are noted.
    scale
        What the words of the column strength stand for; None looks among the known scales.
    optional
        Required columns that may be missing this once.

    Returns
    -------
    pandas.DataFrame
        All columns of the table (and own columns, where the table keeps them), then
        ``row`` and ``origin``. Texts that are missing are empty, numbers ``nan``, dates and
        truths ``None``.
    """
    table = TABLES[name]
    matched = table.columns_of(str(header) for header in raw.columns)
    origin = _with_headers(raw.attrs["origin"], matched)
    _note_headers(raw, table, matched, origin, problems)
    missing = [
        column for column in table.required if column not in matched.values() and column not in optional
    ]
    if missing:
        problems.fault(
            origin, f"no column {listed(missing)}; there are: {listed(raw.columns)}", table=name, row=1
        )
    typed: dict[str, pd.Series] = {}
    for header, column in matched.items():
        accepts = table[column]
        words = _scale(raw[header], scale, origin, problems) if accepts.accepts == "strength" else None
        typed[column] = read_column(raw[header], accepts, origin, problems, name, words)
        if accepts.required and column not in optional and column != "sector":
            _note_blanks(typed[column], accepts, origin, problems, name)
    empty = pd.Series("", index=raw.index, dtype=object)
    texts = ("text", "organisation", "sector")
    for column in table.columns:
        if column.name not in typed:
            typed[column.name] = empty if column.accepts in texts else empty.replace("", None)
    frame = pd.DataFrame({column: typed[column] for column in table.names}, index=raw.index)
    if table.own_columns:
        for header in raw.columns:
            if str(header) not in matched and str(header).strip() and str(header) not in frame:
                frame[str(header).strip()] = read_column(raw[header], _OWN, origin, problems, name)
    frame["row"] = raw.index
    frame["origin"] = origin
    frame = frame.reset_index(drop=True)
    frame.attrs["origin"] = origin
    return frame


def empty_table(name: str) -> pd.DataFrame:
    """Give a table without rows."""
    return pd.DataFrame(
        {column: pd.Series(dtype=object) for column in [*TABLES[name].names, "row", "origin"]}
    )


def responded_wave(header: str) -> str | None:
    """Give the wave of a column ``responded_<wave>``; None for another column."""
    match = re.fullmatch(rf"\s*{RESPONDED}[\s_\-]+(.+)", header, re.IGNORECASE)
    return clean(match[1])[0] if match else None


def _with_headers(origin: Origin, matched: Mapping[str, str]) -> Origin:
    return Origin(
        origin.file,
        origin.sheet,
        origin.wave,
        origin.letters,
        {column: header for header, column in matched.items()},
    )


def _note_headers(
    raw: pd.DataFrame, table: Table, matched: Mapping[str, str], origin: Origin, problems: Problems
) -> None:
    """Note headers that were read only after cleaning, and columns that were not read at all."""
    unread = []
    for header in map(str, raw.columns):
        plain = re.sub(r"[ _]", "", header.casefold())
        if header in matched and plain != fold_header(header):
            problems.warning(
                origin, f"the header {header!r} is read as {matched[header]}", table=table.name, row=1
            )
        elif not header.strip() and not raw[header].map(is_blank).all():
            problems.warning(origin, "a column without a header was not read", table=table.name, row=1)
        elif header.strip() and header not in matched and not table.own_columns:
            unread.append(header)
    if unread:
        problems.warning(
            origin,
            f"columns that {table.name} do not have were not read: {listed(unread)}",
            table=table.name,
            row=1,
        )


def _note_blanks(cells: pd.Series, column: Column, origin: Origin, problems: Problems, table: str) -> None:
    blank = cells.isna() | (cells == "")
    what = "the id or name of an organisation" if column.accepts == "organisation" else f"a {column.name}"
    if column.accepts in ("text", "organisation"):
        for row in cells.index[blank]:
            problems.fault(origin, f"blank: {what} is needed", table=table, row=row, column=column.name)
    elif column.accepts == "yesno":
        # A cell that could not be read has its own fault already.
        noted = {problem.row for problem in problems.faults if problem.column == origin.header(column.name)}
        for row in cells.index[blank]:
            if str(row) not in noted:
                problems.fault(origin, "blank: yes or no is needed", table=table, row=row, column=column.name)


def _scale(
    cells: pd.Series, scale: Mapping[str, float] | None, origin: Origin, problems: Problems
) -> dict[str, float]:
    """Find what the words of a column of strengths stand for; empty where they are numbers."""
    texts = cells.map(lambda cell: clean(cell)[0])
    counts = texts.value_counts().sort_index()
    filled = [text for text in counts.index if text and fold(text) not in ("nan", "n/a", "-")]
    words = {fold(text) for text in filled if not _NUMERIC.fullmatch(text)}
    if scale is not None:
        own = {fold(word): float(number) for word, number in scale.items()}
        return {word: own[word] for word in words & set(own)}
    if not words or len(words) < len({fold(text) for text in filled}):
        return {}
    for known in scales().values():
        if words <= set(known):
            return dict(known)
    with_counts = ", ".join(f"{text} ({counts[text]})" for text in filled)
    problems.fault(
        origin,
        f'words of no one scale: {with_counts}; say what each stands for with scale={{"word": number}}',
        column="strength",
        table="collaborations",
        row=row_list(cells.index[texts.isin(filled)]),
    )
    return dict.fromkeys(words, 1.0)
