"""What an engine is asked of a table that it holds: its distinct cells, and its rows folded by them.

Each distinct cell has a number, by its order in the engine. The engine numbers its rows and groups
them by whole numbers alone; no row comes back, and no text but once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sysmap.records.containers.frames import collected
from sysmap.records.engines.held_tables import HeldTable

if TYPE_CHECKING:
    import narwhals as nw

COLUMNS = ("source", "target", "reported_by", "kind", "wave", "directed", "strength")
"""The columns that ties are made of."""
WEAKER, ENOUGH, BLANK = 0, 1, 2
_LARGEST_KEY = 2**62


@dataclass(frozen=True, eq=False, repr=False)
class DistinctCells:
    """The distinct cells of a column, blank ones left out. The number of a cell is its place here + 1."""

    cells: list[Any]
    times: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class FoldedRows:
    """Rows that say the same, folded into one.

    Attributes
    ----------
    numbers
        By column, the number of the cell; 0 for a blank one.
    records
        How many rows each stands for.
    low, high
        The lowest and the highest strength of a column of numbers; ``nan`` for none.
    enough
        Whether the strength is `WEAKER`, `ENOUGH` or `BLANK`; None where no least strength was given.
    """

    numbers: dict[str, np.ndarray]
    records: np.ndarray
    low: np.ndarray
    high: np.ndarray
    enough: np.ndarray | None = None


@dataclass(frozen=True, eq=False, repr=False)
class CodedTable:
    """A held table and the distinct cells of its columns.

    Attributes
    ----------
    held
        The table.
    headers
        The header of each of the columns that ties are made of.
    distinct
        The distinct cells, by column; not of a strength that is a column of numbers.
    odd
        Of such a column, how many cells are blank, below zero, zero and infinite.
    """

    held: HeldTable
    headers: Mapping[str, str]
    distinct: Mapping[str, DistinctCells]
    odd: Mapping[str, int]

    @property
    def numbers(self) -> bool:
        """Whether strength is a column of numbers."""
        return "strength" in self.headers and "strength" not in self.distinct

    def folded(self, at_least: float | None = None) -> FoldedRows:
        """Fold the rows in the engine; what is at least so strong, what is not and what is blank apart."""
        import narwhals as nw

        frame = _named(self.held.frame, self.headers)
        sizes = {column: len(cells.cells) + 1 for column, cells in self.distinct.items()}
        parts: list[nw.Expr] = []
        for column in sizes:
            known = _distinct(frame, column).select(
                nw.col("cell").alias(f"{column}_cell"), nw.col("number").alias(f"{column}_number")
            )
            frame = frame.join(known, left_on=column, right_on=f"{column}_cell", how="left")
            parts.append(nw.col(f"{column}_number").cast(nw.Int64).fill_null(0))
        split = self.numbers and at_least is not None
        if split:
            strength = nw.col("strength")
            parts.append(
                nw.when(strength.is_null())
                .then(nw.lit(BLANK))
                .otherwise(nw.when(strength >= at_least).then(nw.lit(ENOUGH)).otherwise(nw.lit(WEAKER)))
                .cast(nw.Int64)
            )
            sizes["enough"] = BLANK + 1
        keys, layout = _packed(parts, list(sizes.items()))
        names = [f"key{place}" for place in range(len(keys))]
        chosen = [key.alias(name) for name, key in zip(names, keys, strict=True)]
        wanted = [nw.len().alias("records")]
        if self.numbers:
            chosen.append(nw.col("strength"))
            wanted += [nw.col("strength").min().alias("low"), nw.col("strength").max().alias("high")]
        found = collected(frame.select(*chosen).group_by(names).agg(*wanted))
        return _unpacked(found, names, layout)


def code_table(held: HeldTable, headers: Mapping[str, str], *, words: bool) -> CodedTable:
    """Ask the engine for the distinct cells of the columns that ties are made of.

    Parameters
    ----------
    held
        The table.
    headers
        By column, the header that means it.
    words
        Whether it was said what strengths stand for: each is then looked at, though it is a number.
    """
    headers = {column: headers[column] for column in COLUMNS if column in headers}
    frame = _named(held.frame, headers)
    numbers = "strength" in headers and not words and frame.collect_schema()["strength"].is_numeric()
    distinct = {}
    for column in headers:
        if column == "strength" and numbers:
            continue
        found = collected(_distinct(frame, column).select("cell", "times", "number"))
        order = np.argsort(found["number"].to_numpy())
        cells = found["cell"].to_list()
        distinct[column] = DistinctCells(
            [cells[place] for place in order], found["times"].to_numpy().astype(np.int64)[order]
        )
    return CodedTable(held, headers, distinct, _odd(frame) if numbers else {})


def _named(frame: nw.LazyFrame[Any], headers: Mapping[str, str]) -> nw.LazyFrame[Any]:
    """Keep the columns wanted, by their usual names; what is not a number is blank, in columns of numbers."""
    import narwhals as nw

    schema = frame.collect_schema()
    chosen = []
    for column, header in headers.items():
        cells = nw.col(header)
        if schema[header].is_float() or (column == "strength" and schema[header].is_numeric()):
            cells = cells.cast(nw.Float64)
            cells = nw.when(~cells.is_nan()).then(cells)
        chosen.append(cells.alias(column))
    return frame.select(*chosen)


def _distinct(frame: nw.LazyFrame[Any], column: str) -> nw.LazyFrame[Any]:
    """Return the distinct cells of a column, how often each stands there, and its number."""
    import narwhals as nw

    cells = frame.select(nw.col(column).alias("cell")).filter(~nw.col("cell").is_null())
    counts = cells.group_by("cell").agg(nw.len().alias("times"))
    # The order of distinct cells is the same however often it is asked for: so is the number.
    return counts.with_columns(number=nw.col("cell").cum_count().over(order_by="cell"))


def _odd(frame: nw.LazyFrame[Any]) -> dict[str, int]:
    """Count the strengths that are none."""
    import narwhals as nw

    strength = nw.col("strength")
    asked = {
        "blank": strength.is_null(),
        "negative": strength < 0,
        "zero": strength == 0,
        "infinite": strength.abs() == float("inf"),
    }
    found = collected(frame.select(*(said.cast(nw.Int64).sum().alias(name) for name, said in asked.items())))
    # The sum of nothing is nothing.
    return {name: int(found[name].fill_null(0).to_numpy()[0]) for name in asked}


def _packed(
    parts: list[nw.Expr], sizes: list[tuple[str, int]]
) -> tuple[list[nw.Expr], list[list[tuple[str, int]]]]:
    """Put numbers together into as few whole numbers as hold them; say which hold which, the last lowest."""
    keys: list[nw.Expr] = []
    layout: list[list[tuple[str, int]]] = []
    room = 0
    for part, (column, size) in zip(parts, sizes, strict=True):
        if not keys or room * size >= _LARGEST_KEY:
            keys.append(part)
            layout.append([(column, size)])
            room = size
        else:
            keys[-1] = keys[-1] * size + part
            layout[-1].append((column, size))
            room *= size
    return keys, layout


def _unpacked(found: nw.DataFrame[Any], names: list[str], layout: list[list[tuple[str, int]]]) -> FoldedRows:
    keys = [found[name].to_numpy().astype(np.int64) for name in names]
    order = np.lexsort(keys[::-1])
    numbers: dict[str, np.ndarray] = {}
    for key, held in zip(keys, layout, strict=True):
        rest = key[order]
        for column, size in reversed(held):
            rest, part = np.divmod(rest, size)
            numbers[column] = part.astype(np.int32)
    enough = numbers.pop("enough", None)
    nothing = np.full(len(order), np.nan)
    low, high = (
        found[name].to_numpy().astype(float)[order] if name in found.columns else nothing
        for name in ("low", "high")
    )
    return FoldedRows(numbers, found["records"].to_numpy().astype(np.int64)[order], low, high, enough)
