"""How everything shows itself: its answer on one screen, the rest one step away. Written once for all."""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, SupportsIndex, overload

import pandas as pd

from sysmap.late import by_kind
from sysmap.text import cell_text, counted, html_notes, html_table, number, text_table

MOST_SENTENCES, MOST_ROWS = 3, 12
# With so many rows nothing has to give way to show more.
_ENOUGH = 9
# Sentences that are one step away.
ELSE = "What else it says"
# What a screen of a laptop leaves for one cell of a notebook, in pixels, and what parts of a display take.
SCREEN = 690
# A line of a table holds fewer letters than one of a sentence: between columns is space.
_WIDE, _TABLE_WIDE, _LINE, _PARAGRAPH, _ROW, _TABLE = 132, 116, 20, 9, 9, 25
# A window of a terminal, in letters and lines.
PROMPT_WIDE, PROMPT_LINES = 96, 36
# Letters of a column that is read without effort, and of a cell that is not cut in the short table.
_COLUMN, _CELL, _GAP = 34, 400, 1.5
_MOST_BELOW = 100
_BOX = "font-family:system-ui,sans-serif;max-width:64rem"
_SENTENCE = "margin:.2rem 0 .35rem;line-height:1.4;text-align:left"
_SCROLLED = "overflow-x:auto;max-width:100%"


class Text(str):
    """A text for people: it shows itself whole, to be read and copied. To code it is any other text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(textwrap.wrap(str(self), PROMPT_WIDE, break_on_hyphens=False)) if self else "''"

    def _repr_html_(self) -> str:
        return f'<p style="{_BOX};{_SENTENCE}">{html.escape(self)}</p>'


class Texts(tuple[str, ...]):
    """Sentences for people: they show themselves whole, one below the other. To code they are a tuple."""

    __slots__ = ()

    @overload
    def __getitem__(self, which: SupportsIndex) -> Text: ...
    @overload
    def __getitem__(self, which: slice) -> Texts: ...
    def __getitem__(self, which: SupportsIndex | slice) -> Text | Texts:
        if isinstance(which, slice):
            return Texts(super().__getitem__(which))
        return Text(super().__getitem__(which))

    def __repr__(self) -> str:
        return "\n".join(map(_bullet, self)) if self else "()"

    def _repr_html_(self) -> str:
        return f'<div style="{_BOX}">{html_notes(self)}</div>' if self else "<p>There are none.</p>"


@by_kind("sysmap.pages.pictures.small_map")
def small_picture(_shown: Any) -> tuple[str, int]:
    """Return the picture with which something shows itself, as HTML, and its height; empty where it has none.

    What can be drawn registers a function: numbers know nothing of drawing.
    """
    return "", 0


@dataclass(frozen=True, kw_only=True)
class Card:
    """What something shows of itself: on one screen, or in one window of a terminal.

    Attributes
    ----------
    title
        What it is, in one line.
    said
        What it says, most important first: at most three sentences are shown, and fewer where they are long.
    table, caption
        The one table, of which at most twelve rows and the columns that fit are shown, and its title.
    picture, high
        A picture as HTML, and how high it is in pixels.
    more
        Further sentences, by what they are.
    tables
        Further tables, by title.
    whole
        What gives all of the one table, and of the sentences, to code.
    """

    title: str
    said: Sequence[str] = ()
    table: pd.DataFrame | None = None
    caption: str = ""
    picture: str = ""
    high: int = 0
    more: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    whole: str = ".to_frame()"
    sentences_from: str = ".notes"

    def said_first(self) -> list[str]:
        """Return the sentences that are shown: three at most, and no more than nine lines of them."""
        shown: list[str] = []
        lines = 0
        for text in self.said[:MOST_SENTENCES]:
            lines += _lines(text, _WIDE)
            if shown and lines > 9:
                break
            shown.append(text)
        return shown

    def height(self) -> int:
        """Estimate how many pixels it takes in a notebook while what is more is closed."""
        table = self._fitted()
        rows = 0 if table is None else table.high + _TABLE
        return self._above() + rows + 2 * _LINE

    def _above(self) -> int:
        """Estimate how high all is that stands above the table."""
        said = sum(_LINE * _lines(text, _WIDE) + _PARAGRAPH for text in self.said_first())
        return _LINE * _lines(self.title, _WIDE) + _PARAGRAPH + said + (self.high if self.picture else 0)

    def _fitted(self) -> _Fitted | None:
        if self.table is None or not self.table.shape[1]:
            return None
        return _Fitted.of(self.table, _TABLE_WIDE, (SCREEN - self._above() - _TABLE - 2 * _LINE))

    def html(self) -> str:
        """Return it as HTML: the answer, and what is more where it can be opened."""
        parts = [f'<p style="{_SENTENCE}"><strong>{html.escape(self.title)}</strong></p>']
        shown = self.said_first()
        parts += [f'<p style="{_SENTENCE}">{html.escape(text)}</p>' for text in shown]
        parts.append(self.picture)
        table = self._fitted()
        if table is not None:
            caption = " ".join(filter(None, [self.caption, f"({table.said})" if table.said else ""]))
            parts.append(html_table(table.frame, caption or "Table", index=False, widths=table.widths))
        parts.append(self._opened(self.said[len(shown) :], table))
        return f'<div style="{_BOX}">{"".join(parts)}</div>'

    def _opened(self, left: Sequence[str], table: _Fitted | None) -> str:
        """Return what is more."""
        more = {**self.more, ELSE: [*left, *self.more.get(ELSE, ())]}
        more = {heading: texts for heading, texts in more.items() if texts}
        tables = dict(self.tables)
        tables = {title: frame for title, frame in tables.items() if not self._is_shown(frame, table)}
        if not more and not tables:
            return ""
        told = [
            f"{heading[:1].lower()}{heading[1:]} ({number(len(texts))})" for heading, texts in more.items()
        ]
        told += [counted(len(tables), "table")] if tables else []
        parts = [
            f'<p style="{_SENTENCE}"><strong>{html.escape(heading)}</strong></p>{html_notes(texts)}'
            for heading, texts in more.items()
        ]
        parts += [
            f'<div role="group" tabindex="0" aria-label="{html.escape(title)}" style="{_SCROLLED}">'
            f"{html_table(frame, title, index=False, most=_MOST_BELOW)}</div>"
            for title, frame in tables.items()
        ]
        summary = f'<summary style="cursor:pointer">More: {html.escape(", ".join(told))}</summary>'
        return f"<details>{summary}{''.join(parts)}</details>"

    def _is_shown(self, frame: pd.DataFrame, table: _Fitted | None) -> bool:
        """Tell whether a table says nothing that the one table does not."""
        return not frame.shape[1] or (table is not None and not table.said and frame.equals(self.table))

    def text(self) -> str:
        """Return it as text for a terminal: no more than fits its window, and how to get the rest."""
        head = [self.title, *map(_bullet, self.said_first())]
        used = sum(part.count("\n") + 1 for part in head) + len(self.title) // PROMPT_WIDE
        rest = len(self.said) - len(self.said_first()) + sum(map(len, self.more.values()))
        more = [f"{counted(rest, 'more sentence')}: {self.sentences_from}"] if rest else []
        if self.table is not None and self.table.shape[1]:
            table = _Fitted.of(self.table, PROMPT_WIDE, PROMPT_LINES - used - 3, line=1, row=0)
            head.append(text_table(table.frame, index=False, width=table.widths))
            if table.said:
                more = [f"{table.said}: {self.whole} has all", *more]
        return "\n".join([*head, *([f"({'. '.join(more)})"] if more else [])])


@dataclass(frozen=True)
class _Fitted:
    """The part of a table that there is room for."""

    frame: pd.DataFrame
    widths: list[int]
    said: str
    high: int

    @classmethod
    def of(cls, frame: pd.DataFrame, wide: int, high: int, *, line: int = _LINE, row: int = _ROW) -> _Fitted:
        """Take the first columns and rows of a table that fit so many letters, and so high a space.

        A column in which nothing stands is left out. Columns are narrowed, never below their longest word,
        before one is left out; the last ones are left out where too few rows would have room beside them.
        """
        every = frame.shape[1]
        frame = frame.iloc[:, : round(wide)]
        blank = [all(cell_text(cell) == "" for cell in cells) for _, cells in frame.items()]
        told = [place for place, empty in enumerate(blank) if not (place and empty)]
        every, frame = every - len(blank) + len(told), frame.iloc[:, told]
        texts = [[_short(cell_text(cell)) for cell in cells] for cells in _rows(frame.head(MOST_ROWS))]
        columns = [
            (str(name).replace("_", " "), [cells[place] for cells in texts])
            for place, name in enumerate(frame.columns)
        ]
        least = [_longest_word(*column) for column in columns]
        most = max([2, *(n for n in range(len(least) + 1) if sum(least[:n]) + _GAP * n <= wide)])
        most = min(most, len(columns))
        widths, kept, used = _fit(columns[:most], wide, high, line, row)
        for count in range(most - 1, min(2, most - 1), -1):
            if kept >= min(len(texts), _ENOUGH):
                break
            fewer = _fit(columns[:count], wide, high, line, row)
            if fewer[1] > kept:
                widths, kept, used = fewer
        said = []
        if kept < len(frame):
            said.append(f"{number(kept)} of {counted(len(frame), 'row')}")
        if len(widths) < every:
            said.append(f"{number(len(widths))} of {counted(every, 'column')}")
        return cls(frame.iloc[:kept, : len(widths)].map(_cut), widths, ", ".join(said), used)


def _fit(
    columns: list[tuple[str, list[str]]], wide: float, high: int, line: int, row: int
) -> tuple[list[int], int, int]:
    """Return how wide these columns are, how many of their rows have room, and how high they are."""
    least = [_longest_word(*column) for column in columns]
    widths = [max(low, _width(*column)) for low, column in zip(least, columns, strict=True)]
    wide -= _GAP * len(widths)
    while sum(widths) > wide and widths != least:
        spare = [width - low for width, low in zip(widths, least, strict=True)]
        widths[spare.index(max(spare))] -= 1
    longest = [max(map(len, texts), default=0) for _, texts in columns]
    while sum(widths) + 1 <= wide:
        lacking = [full - width for full, width in zip(longest, widths, strict=True)]
        if max(lacking, default=0) <= 0:
            break
        widths[lacking.index(max(lacking))] += 1
    used = row + line * max(_lines(name, width) for (name, _), width in zip(columns, widths, strict=True))
    kept = 0
    for cells in zip(*(texts for _, texts in columns), strict=True):
        lines = max(_lines(text, width) for text, width in zip(cells, widths, strict=True))
        if kept and used + lines * line + row > high:
            break
        used, kept = used + lines * line + row, kept + 1
    return widths, kept, used


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame.itertuples(index=False, name=None))


def _width(heading: str, texts: list[str]) -> int:
    """Return how many letters a column takes where there is room: longer texts are folded."""
    return min(max([math.ceil(len(heading) / 2), *map(len, texts)]), _COLUMN)


def _longest_word(heading: str, texts: list[str]) -> int:
    words = [len(word) for text in (heading, *texts) for word in text.split()]
    return min(max([1, *words]), 2 * _COLUMN)


def _cut(cell: Any) -> Any:
    text = cell_text(cell)
    return cell if len(text) <= _CELL else _short(text)


def _short(text: str) -> str:
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"


def _lines(text: str, width: int) -> int:
    return max(1, len(textwrap.wrap(text, max(width, 1))))


def _bullet(text: str) -> str:
    return textwrap.fill(
        text, PROMPT_WIDE, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False
    )


class Shown:
    """What shows itself by a card: in Jupyter, and at a prompt."""

    def _card(self) -> Card:
        raise NotImplementedError

    def __repr__(self) -> str:
        return self._card().text()

    def _repr_html_(self) -> str:
        return self._card().html()

    def __dir__(self) -> list[str]:
        # What can be asked of it, and nothing that Python has for itself.
        return [name for name in super().__dir__() if not name.startswith("_")]
