"""Numbers as people read them, and tables that a screen reader can walk through."""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any

import pandas as pd

from sysmap.palette import RULE

_STYLE = (
    "border-collapse:collapse;font-family:system-ui,sans-serif;font-size:.9rem;line-height:1.35;"
    "text-align:left;margin:.5rem 0"
)
_CELL = f"border-bottom:1px solid {RULE};padding:.25rem .6rem .25rem 0;vertical-align:top;text-align:left"
_UNBROKEN = ";white-space:nowrap"
_CAPTION = "caption-side:top;text-align:left;font-weight:bold;padding-bottom:.25rem"


def number(value: Any, digits: int = 3) -> str:
    """Write a number for reading: whole numbers whole, others to `digits` significant figures.

    A missing value gives an empty text, a number at or above 10,000 thousands commas.
    """
    if value is None or (isinstance(value, Real) and math.isnan(float(value))):
        return ""
    if isinstance(value, bool | str) or not isinstance(value, Real):
        return str(value)
    value = value if isinstance(value, Integral) else float(value)
    if isinstance(value, Integral) or value.is_integer():
        text = f"{int(value):,}" if abs(value) >= 10_000 else str(int(value))
        return text.replace("-", "−")
    if math.isinf(value):
        return str(value)
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(places, 6)}f}" if abs(value) >= 10_000 else f"{value:.{min(places, 6)}f}"
    return text.replace("-", "−")


def percent(value: float, digits: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage."""
    return f"{100 * value:.{digits}f} %"


def counted(number_of: int, singular: str, plural: str | None = None) -> str:
    """Write a count with its noun: ``1 tie``, ``2 ties``."""
    return f"{number(number_of)} {singular if number_of == 1 else plural or singular + 's'}"


def with_article(noun: str) -> str:
    """Write a noun with its article: ``a tie``, ``an amount``."""
    return f"{'an' if noun[:1].casefold() in tuple('aeio') else 'a'} {noun}"


def html_table(
    frame: pd.DataFrame,
    caption: str,
    *,
    labels: Mapping[str, str] | None = None,
    most: int | None = None,
    index: bool = True,
    widths: Sequence[int] | None = None,
) -> str:
    """Write a frame as an accessible table: caption, column headers, row headers, all text escaped.

    Parameters
    ----------
    frame
        What to show; numbers are written by `number`.
    caption
        The title of the table.
    labels
        Words for column names; others are shown with underscores as spaces.
    most
        Show no more than so many rows and say how many there are.
    index
        Show the index as row headers.
    widths
        How many letters wide each column is; what is shorter stays on one line. None leaves it to the page.
    """
    words = labels or {}
    shown = frame if most is None else frame.head(most)

    def title(name: object) -> str:
        return html.escape(words.get(str(name), str(name).replace("_", " ")))

    columns = [str(name) for name in ([frame.index.name or ""] if index else [])] + list(
        map(str, frame.columns)
    )
    head = "".join(f'<th scope="col" style="{_CELL}">{title(name)}</th>' for name in columns)
    body = []
    for label, row in zip(shown.index, shown.itertuples(index=False, name=None), strict=True):
        first, *others = map(cell_text, [str(label), *row] if index else row)
        cells = [
            f'<td style="{_CELL}{_UNBROKEN if widths and len(text) <= widths[place] else ""}">'
            f"{html.escape(text)}</td>"
            for place, text in enumerate(others, start=1)
        ]
        body.append(f'<tr><th scope="row" style="{_CELL}">{html.escape(first)}</th>{"".join(cells)}</tr>')
    sizes = "".join(f'<col style="width:{width}ch">' for width in widths or ())
    more = "" if len(shown) == len(frame) else f" (the first {number(len(shown))} of {number(len(frame))})"
    return (
        f'<table style="{_STYLE}"><caption style="{_CAPTION}">{html.escape(caption + more)}</caption>'
        f"{f'<colgroup>{sizes}</colgroup>' if sizes else ''}"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def html_notes(notes: Sequence[str]) -> str:
    """Write sentences as a list, escaped; nothing for none."""
    items = "".join(f"<li>{html.escape(note)}</li>" for note in notes)
    return f"<ul>{items}</ul>" if items else ""


def text_table(
    frame: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    index: bool = True,
    width: int | Sequence[int] = 60,
) -> str:
    """Write a frame as plain text in aligned columns, numbers to the right, long texts folded.

    `width` is where they are: for all columns, or for each.
    """
    words = labels or {}
    names = [words.get(str(name), str(name).replace("_", " ")) for name in frame.columns]
    rows = [[cell_text(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    right = [_is_numeric(frame.iloc[:, i]) for i in range(frame.shape[1])]
    if index:
        names = [str(frame.index.name or ""), *names]
        rows = [[str(label), *row] for label, row in zip(frame.index, rows, strict=True)]
        right = [False, *right]
    if not names:
        return ""
    folds = [width] * len(names) if isinstance(width, int) else width
    folded = [
        [textwrap.wrap(cell, fold) or [""] for cell, fold in zip(row, folds, strict=True)]
        for row in [names, *rows]
    ]
    widths = [max(len(line) for row in folded for line in row[i]) for i in range(len(names))]
    lines = []
    for row in folded:
        for depth in range(max(len(cell) for cell in row)):
            parts = [cell[depth] if depth < len(cell) else "" for cell in row]
            lines.append(
                "  ".join(
                    part.rjust(size) if flush else part.ljust(size)
                    for part, size, flush in zip(parts, widths, right, strict=True)
                ).rstrip()
            )
    lines.insert(max(len(cell) for cell in folded[0]), "  ".join("-" * size for size in widths))
    return "\n".join(lines)


def _is_numeric(column: pd.Series) -> bool:
    return all(isinstance(value, Real) and not isinstance(value, bool) for value in column)


def cell_text(value: Any) -> str:
    """Write a cell of a table for reading: yes and no, lists with commas, numbers by `number`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return number(value)
