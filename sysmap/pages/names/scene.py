"""What names are placed on, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]  # left, top, right, bottom
Mark = tuple[float, float, float]  # x, y, radius
Leader = tuple[float, float, float, float]  # from the name to the middle of its mark

# The height of a line, in heights of its text.
LEADING = 1.15


@dataclass(frozen=True)
class Form:
    """What may stand for a name.

    Attributes
    ----------
    text
        Its lines.
    width
        Of the longest line.
    short
        0 for the whole name, 1 for its acronym, 2 for its beginning.
    """

    text: tuple[str, ...]
    width: float
    short: int = 0


@dataclass(frozen=True)
class Name:
    """A name to be placed: the number of its mark, and its forms, the best first."""

    mark: int
    forms: Sequence[Form]


@dataclass(frozen=True)
class Placed:
    """Where a name stands: the number of its form, its box, and its line where it stands apart."""

    form: int
    box: Box
    line: Leader | None


@dataclass(frozen=True)
class Scene:
    """What names are placed on, in one unit: pixels of a screen or of a picture.

    Attributes
    ----------
    size
        The height of the text.
    frame
        What can be seen.
    marks
        All marks, named or not.
    ties
        The ties between them, as x, y, x, y.
    blocks
        Boxes over which no name may stand.
    names
        In order of importance. The first `must` of them get a place in any form if there is one; then
        others beside their marks, up to `most`; where these are fewer than `least`, in any form too.
    """

    size: float
    frame: Box
    marks: Sequence[Mark]
    ties: Sequence[tuple[float, float, float, float]]
    blocks: Sequence[Box]
    names: Sequence[Name]
    must: int
    most: int
    least: int
