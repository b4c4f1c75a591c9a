"""Numbers as bars: what a picture draws, and what a slide draws as a chart that can be edited."""

from __future__ import annotations

from dataclasses import dataclass

from sysmap.pages.pictures.strokes import Line, Picture, Shape, Words, text_width, wrapped
from sysmap.palette import FOCUS, HEAD, INK, KEPT, OTHERS, QUIET, RULE
from sysmap.text import percent

_ROW, _BAR, _SIZE, _GAP, _LEADING = 25.0, 15.0, 12.0, 8.0, 15.0
_TOP = 3.0
# Where the scale of shares may end: what is drawn beside it says so.
_ENDS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
# A label may take so much of the width; a longer one stands above its bar.
_LABEL = 0.4
_PARTS = ((KEPT, KEPT), (INK, INK), (HEAD, QUIET))


@dataclass(frozen=True)
class Bar:
    """A row of figures.

    Attributes
    ----------
    label
        What it is of.
    parts
        The length of each part of its bar.
    text
        The numbers as people read them.
    start
        Where the bar begins; not at 0 where it is a range.
    main
        Whether this is the row that counts; others stand beside it.
    """

    label: str
    parts: tuple[float, ...]
    text: str
    start: float = 0.0
    main: bool = False

    @property
    def end(self) -> float:
        """Where the bar ends."""
        return self.start + sum(self.parts)


@dataclass(frozen=True)
class Figures:
    """A few numbers to be drawn below one another.

    Attributes
    ----------
    title
        What they are.
    bars : tuple of Bar
        The rows, each of as many parts as there are `names`.
    names : tuple of str
        What the parts are, where there are several: kept, new, lost.
    share
        Whether they are shares of one.
    """

    title: str
    bars: tuple[Bar, ...]
    names: tuple[str, ...] = ()
    share: bool = False

    @property
    def alt(self) -> str:
        """The same in words."""
        said = ". ".join(f"{bar.label}: {bar.text}" for bar in self.bars)
        names = f" ({', '.join(self.names)})" if self.names else ""
        return f"{self.title}{names}. {said}."


def figures_picture(figures: Figures, width: float) -> Picture:
    """Draw figures as bars that begin at 0, as wide as given.

    Parameters
    ----------
    figures
        What to draw.
    width
        In pixels of a page.
    """
    widest = max((text_width(bar.label, _SIZE) for bar in figures.bars), default=0)
    above = widest > _LABEL * width
    # Numbers of several parts are long: label and numbers share a line, and the bar has the next.
    parted = bool(figures.names)
    left = 0.0 if above or parted else widest + _GAP
    right = max((text_width(bar.text, _SIZE, bold=not parted) for bar in figures.bars), default=0) + _GAP
    if parted:
        above = widest + right > width
        right = 0.0
    room = max(width - left - right, 20.0)
    longest = max([1e-9, *(bar.end for bar in figures.bars)])
    # A share beside chance is seen as part of the whole; small ones are seen beside one another.
    if figures.share:
        longest = next((end for end in _ENDS if longest <= end), 1.0)
    say, y = _names(figures.names, width)
    for bar in figures.bars:
        lines = wrapped(bar.label, width, _SIZE) if above else [bar.label]
        if above:
            say += [Words((0, y + _LEADING * row), line, _SIZE) for row, line in enumerate(lines)]
            y += _LEADING * len(lines) + 2
        else:
            say.append(Words((0, y + 4), bar.label, _SIZE))
        if parted:
            say.append(Words((width, y + 4), bar.text, _SIZE, anchor="end"))
            y += _LEADING + 2
        elif figures.share:
            # How far the whole would reach: a range is seen where it stands.
            say.append(Line((left, y + 3 + _BAR), (left + room, y + 3 + _BAR), RULE, 1))
        x = left + room * bar.start / longest
        for place, part in enumerate(bar.parts):
            fill, edge = (
                _PARTS[place] if len(bar.parts) > 1 else ((FOCUS, FOCUS) if bar.main else (OTHERS, OTHERS))
            )
            if part > 0:
                say.append(_box(x, y + 3, room * part / longest, _BAR, fill, edge))
            x += room * part / longest
        if not parted:
            say.append(Words((width, y + 4), bar.text, _SIZE, bold=True, anchor="end"))
        y += _ROW
    if figures.share:
        ends = ("0", percent(longest))
        say.append(Words((left, y - 3), ends[0], 10, colour=QUIET))
        say.append(Words((left + room, y - 3), ends[1], 10, colour=QUIET, anchor="end"))
        y += 12
    return Picture(width, y, figures.title, figures.alt, list(say))


def _names(names: tuple[str, ...], width: float) -> tuple[list[Line | Shape | Words], float]:
    """Draw what the parts of the bars are; return it and where it ends."""
    say: list[Line | Shape | Words] = []
    x, y = 0.0, _TOP
    for name, (fill, edge) in zip(names, _PARTS, strict=False):
        wide = 16 + text_width(name, _SIZE) + 14
        if x and x + wide > width:
            x, y = 0.0, y + 18
        say += [_box(x + 1, y + 2, 11, 11, fill, edge), Words((x + 18, y), name, _SIZE)]
        x += wide
    return say, y + 22 if names else _TOP


def _box(x: float, y: float, width: float, height: float, fill: str, edge: str) -> Shape:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Shape(corners, 0, fill, edge, 1 if fill != edge else 0)
