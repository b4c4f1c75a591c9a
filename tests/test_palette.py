"""Marks and inks: told apart in grey and with colour blindness, on a light and on a dark ground."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest

from sysmap import palette
from sysmap.vocabulary import UNKNOWN_MARK, Mark, sector_marks

# Machado, Oliveira & Fernandes (2009), severity 1, on linear red, green and blue; grey is luminance.
EYES = {
    "colour": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
    "greyscale": np.array([[0.2126, 0.7152, 0.0722]] * 3),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
GRID = np.stack(np.meshgrid(*[np.linspace(-2, 2, 121)] * 2), axis=-1).reshape(-1, 2)
SIZES = np.linspace(0.7, 1.4, 15)


def linear(colour: str) -> np.ndarray:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(letter * 2 for letter in digits)
    parts = np.array([int(digits[at : at + 2], 16) for at in (0, 2, 4)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2."""
    low, high = sorted(float(linear(colour) @ EYES["greyscale"][0]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, eyes: str) -> np.ndarray:
    seen = TO_XYZ @ np.clip(EYES[eyes] @ linear(colour), 0, 1) / WHITE
    root = np.where(seen > 216 / 24389, np.cbrt(seen), (24389 / 27 * seen + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """How far apart two colours are (Sharma, Wu & Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    grow = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = np.hypot(a1 * grow, b1), np.hypot(a2 * grow, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * grow)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if c1 * c2 == 0 else h1 + turn / 2
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    waves = ((0.17, 1, -30), (-0.24, 2, 0), (-0.32, 3, 6), (0.2, 4, -63))
    t = 1 - sum(size * np.cos(np.radians(times * hue + shift)) for size, times, shift in waves)
    parts = (
        (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)),
        (c2 - c1) / (1 + 0.045 * chroma),
        2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t),
    )
    angle = np.radians(60 * np.exp(-((((hue % 360) - 275) / 25) ** 2)))
    bent = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * np.sin(angle)
    return float(np.sqrt(sum(part**2 for part in parts) + bent * parts[1] * parts[2]))


@cache
def covers(shape: str, size: float = 1.0) -> np.ndarray:
    from matplotlib.path import Path

    corners = palette.SHAPES[shape]
    return Path(corners).contains_points(GRID / size) if corners else np.hypot(*GRID.T) <= size


@cache
def white(shape: str, pattern: str) -> np.ndarray:
    from matplotlib.path import Path

    if pattern == "core":
        return covers(shape) & (np.hypot(*GRID.T) <= palette.CORES[shape])
    inside = Path(palette.HALVES[shape]).contains_points(GRID)
    return covers(shape) & inside if pattern == "half" else np.zeros(len(GRID), dtype=bool)


@cache
def shapes_apart(one: str, other: str) -> float:
    """The share of the area of both that only one covers, at the sizes at which they are most alike."""
    return 1 - max(
        float((covers(one) & covers(other, size)).sum() / (covers(one) | covers(other, size)).sum())
        for size in SIZES
    )


def told_apart(one: Mark, other: Mark, eyes: str) -> bool:
    """Two marks differ enough in at least one of shape, pattern and colour, as somebody sees them."""
    if shapes_apart(one.shape, other.shape) >= palette.SHAPES_APART:
        return True
    differ = (white(one.shape, one.pattern) ^ white(one.shape, other.pattern)).sum()
    if differ / covers(one.shape).sum() >= palette.PATTERNS_APART:
        return True
    return ciede2000(lab(one.colour, eyes), lab(other.colour, eyes)) >= palette.COLOURS_APART


def every_mark() -> list[Mark]:
    from sysmap.pages.map.colourings import OTHERS_MARK

    own = [
        Mark(f"{family} {shape}", palette.FAMILIES[family], shape, family, palette.PATTERNS[family])
        for family, shape in palette.pairs()
    ]
    return [*own, OTHERS_MARK, UNKNOWN_MARK]


def test_colours_are_measured_as_published():
    # Two pairs of Sharma, Wu & Dalal (2005), table 1.
    for one, other, apart in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ):
        assert ciede2000(np.array(one), np.array(other)) == pytest.approx(apart, abs=1e-4)
    assert contrast("#fff", "#000") == pytest.approx(21)


@pytest.mark.parametrize("eyes", EYES)
def test_any_two_marks_are_told_apart_whoever_looks(eyes):
    alike = [
        (one.key, other.key)
        for one, other in combinations(every_mark(), 2)
        if not told_apart(one, other, eyes)
    ]
    assert alike == []


def test_the_measure_sees_marks_that_are_alike():
    navy = Mark("a", "#12436D", "dot", "")
    assert not told_apart(navy, Mark("b", "#801650", "dot", ""), "greyscale")
    assert told_apart(navy, Mark("b", "#801650", "dot", "", "core"), "greyscale")
    teal, lilac = Mark("a", "#28A197", "square", ""), Mark("b", "#A285D1", "square", "")
    assert told_apart(teal, lilac, "colour") and not told_apart(teal, lilac, "greyscale")


def test_twenty_four_sectors_of_ones_own_differ_by_shape_or_by_pattern():
    for number in (16, 24):
        marks = list(sector_marks(f"Own sector {place:02}" for place in range(number)).values())
        assert len({(mark.shape, mark.pattern) for mark in marks}) == number
        assert len({mark.shape for mark in marks[:8]}) == 8
        assert len({mark.colour for mark in marks[:6]}) == 6


def test_who_was_silent_is_paler_in_every_colour_whoever_looks():
    for colour in palette.FAMILIES.values():
        for eyes in EYES:
            assert ciede2000(lab(colour, eyes), lab(palette.paler(colour), eyes)) >= 15


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_whatever_says_something_stands_out_from_the_ground(ground):
    inks = palette.colours() | (palette.DARK if ground == "dark" else {})
    faint = {name: contrast(inks[name], inks["paper"]) for name in palette.DATA_INKS}
    assert {name: ratio for name, ratio in faint.items() if ratio < palette.CONTRAST} == {}
    # What is read needs more.
    for name in ("ink", "quiet", "aside", "bundle_words"):
        assert contrast(inks[name], inks["paper"]) >= 4.5


def test_a_pattern_stands_out_from_its_colour():
    for family, pattern in palette.PATTERNS.items():
        assert pattern == "plain" or contrast(palette.FAMILIES[family], palette.HOLLOW) >= palette.CONTRAST


def test_a_dark_ground_has_every_colour_of_the_map():
    assert set(palette.DARK) <= set(palette.colours())
    assert set(palette.DATA_INKS) <= set(palette.DARK)
