"""Many places as one picture: a small map each, by name, with what crosses beside chance."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from sysmap.findings.many_places.portfolio import Portfolio
from sysmap.findings.many_places.words import band_in_words, share_in_words
from sysmap.pages.pictures.strokes import Line, Picture, Shape, Words, mark, wrapped
from sysmap.pages.pictures.thumbnails import (
    MAP_HEIGHT,
    MAP_WIDTH,
    crosses,
    marks_of,
    shapes_of,
    spots_of,
)
from sysmap.palette import ACROSS, QUIET, WITHIN

_ACROSS, _MARGIN, _SAMPLE = 5, 24.0, 220.0
_WIDTH, _HEIGHT = MAP_WIDTH + 48, MAP_HEIGHT + 84


def places_picture(portfolio: Portfolio) -> Picture:
    """Draw the latest map of every place, by name, with a key and what may be said of them together."""
    marks = marks_of([place.latest for place in portfolio.places if place.latest is not None])
    width = _ACROSS * _WIDTH + 2 * _MARGIN
    inside = width - 2 * _MARGIN
    text = wrapped(f"{portfolio.finding} Places stand by name and are not ranked.", inside, 13)
    top = _MARGIN + 34 + 18 * len(text) + 14
    key_top = top + math.ceil(len(portfolio.places) / _ACROSS) * _HEIGHT
    columns = max(1, int(inside // _SAMPLE))
    foot = key_top + math.ceil((len(marks) + 1) / columns) * 24
    picture = Picture(
        width, foot + _MARGIN, portfolio.title, f"{portfolio.finding} A small map of each place."
    )
    say = picture.strokes
    say.append(Words((_MARGIN, _MARGIN), portfolio.title, 20, bold=True))
    say += [Words((_MARGIN, _MARGIN + 34 + 18 * row), line) for row, line in enumerate(text)]
    for number in range(len(portfolio.places)):
        corner = _MARGIN + number % _ACROSS * _WIDTH, top + number // _ACROSS * _HEIGHT
        say += _place(portfolio, number, corner, marks)
    for number, (label, how) in enumerate(marks.items()):
        x, y = _MARGIN + number % columns * _SAMPLE, key_top + number // columns * 24
        say += [*mark(how.shape, (x + 10, y + 10), 6, how.colour), Words((x + 26, y + 3), label)]
    if portfolio.public:
        return picture  # who did not answer is not drawn
    last = len(marks)
    at = _MARGIN + last % columns * _SAMPLE, key_top + last // columns * 24
    say.append(Words((at[0], at[1] + 3), "Pale, dashed: did not answer", colour=QUIET))
    return picture


def _place(
    portfolio: Portfolio, number: int, corner: tuple[float, float], marks: dict[str, Any]
) -> list[Any]:
    """Draw one place: its name, its map, the share that crosses, the change."""
    place, row = portfolio.places[number], portfolio.to_frame().iloc[number]
    x, y = corner
    wave = f", {place.latest.wave}" if place.latest is not None and place.latest.wave else ""
    drawn: list[Any] = [Words((x, y), f"{place.name}{wave}", 13, bold=True)]
    if place.latest is not None:
        spots = {one: (x + a, y + 20 + b) for one, (a, b) in spots_of(place.maps).items()}
        for crossing, colour in ((False, WITHIN), (True, ACROSS)):
            ties = place.latest.ties[crosses(place.latest) == crossing]
            ends = zip(ties["source"], ties["target"], strict=True)
            drawn += [Line(spots[a], spots[b], colour, 1.0) for a, b in ends]
        drawn += [_thin(shape) for shape in shapes_of(place.latest, spots, marks)]
    band = band_in_words(row["low"], row["high"])
    crossing_said = f"{share_in_words(row['value'])} cross" + (f", chance {band}" if band else "")
    change = portfolio.change_in_words(row["change"], row["change_low"], row["change_high"])
    said = [crossing_said, change.replace(" points", "") or place.reason.partition(":")[0].partition(" (")[0]]
    return drawn + [
        Words((x, y + 24 + MAP_HEIGHT + 15 * line), text, 11.5, colour=QUIET)
        for line, text in enumerate(said)
    ]


def _thin(shape: Shape) -> Shape:
    return replace(shape, width=0.8 if shape.width else 0, dash=(2.0, 1.5) if shape.dash else ())
