"""What a report is made of, before it is HTML or Word: headings, paragraphs, lists, tables and pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sysmap.text import cell_text

_FIGURE = re.compile(r"(?:below )?[+−]?£?\d[\d,.]*(?: %| points)?(?: to [+−]?\d[\d,.]*(?: %| points)?)?")
_PER_CENT = re.compile(r"(?<=\d) (?=%)")
_NO_FIGURES = ("", "–", "too few", "no way", "not tested")


@dataclass(frozen=True)
class Heading:
    """A heading: level 2 begins a section, level 3 a part of it."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together.

    `aside` for what must be known to read what stands beside it, `answer` for what a section has found.
    """

    text: str
    aside: bool = False
    answer: bool = False


@dataclass(frozen=True)
class Items:
    """A list. Each entry has a lead, which may be empty, and its text; `ordered` where the order counts."""

    entries: tuple[tuple[str, str], ...]
    ordered: bool = False

    def __post_init__(self) -> None:
        ended = tuple(
            (lead and lead.rstrip(".") + ("" if lead[-1] in "?!:" else "."), text)
            for lead, text in self.entries
        )
        object.__setattr__(self, "entries", ended)


@dataclass(frozen=True)
class TableBlock:
    """A table of texts: the first column names the rows.

    Attributes
    ----------
    caption
        What it shows, without its number.
    columns, rows
        Headers and cells.
    wide
        Whether it needs a page on its side.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: bool = False

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The places of the columns that hold figures, which stand to the right."""
        return frozenset(
            place for place in range(1, len(self.columns)) if _are_figures([row[place] for row in self.rows])
        )


@dataclass(frozen=True, eq=False)
class Image:
    """A picture: what it shows in a caption, the same for those who cannot see it, and the drawing.

    `drawing` is a `Picture` of strokes, the `Sketch` of a chart, or a matplotlib figure.
    """

    caption: str
    alt: str
    drawing: Any
    wide: bool = False


Block = Heading | Paragraph | Items | TableBlock | Image


def items(texts: Iterable[str], *, ordered: bool = False) -> Items:
    """Make a list of texts without leads."""
    return Items(tuple(("", text) for text in texts), ordered)


def table_of(
    caption: str,
    frame: pd.DataFrame,
    words: Mapping[str, str],
    *,
    written: Mapping[str, Callable[[Any], str]] | None = None,
    wide: bool = False,
) -> TableBlock:
    """Make a table of the columns of a frame that have words.

    Parameters
    ----------
    caption
        What it shows.
    frame
        The rows.
    words
        Headers by column, in their order; other columns are left out.
    written
        How cells of a column are written, where not as everywhere.
    wide
        Whether it needs a page on its side.
    """
    how = written or {}
    columns = [column for column in words if column in frame]
    cells = [[how.get(column, cell_text)(cell) for cell in frame[column]] for column in columns]
    return TableBlock(
        caption,
        tuple(words[column] for column in columns),
        tuple(zip(*cells, strict=True)) if len(frame) else (),
        wide,
    )


def unbroken(text: str) -> str:
    """Keep a number and its per cent sign on one line."""
    return _PER_CENT.sub("\u00a0", text)


def _are_figures(cells: Sequence[str]) -> bool:
    figures = [cell for cell in cells if cell not in _NO_FIGURES and not cell.startswith("not defined")]
    return bool(figures) and all(_FIGURE.fullmatch(cell) for cell in figures)
