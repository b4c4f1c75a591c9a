"""The small picture with which a map of one wave shows itself: marks, ties, the names that fit, a legend."""

from __future__ import annotations

import base64
import html
import math

from sysmap.network.system import SystemMap
from sysmap.pages.map.colourings import marked
from sysmap.pages.map.overview import OVERVIEW_ABOVE
from sysmap.pages.map.positions import place
from sysmap.pages.pictures.files import as_svg
from sysmap.pages.pictures.map_names import NamedMark, names_on, reach_of
from sysmap.pages.pictures.strokes import Line, Picture, Shape, Words, mark, moved, text_width
from sysmap.palette import ACROSS, WITHIN
from sysmap.shown import small_picture
from sysmap.text import counted
from sysmap.vocabulary import UNKNOWN

WIDTH, HEIGHT = 960.0, 330.0
# Room beside the outermost marks for their names, and above and below them.
_SIDE, _EDGE = 110.0, 22.0
_SMALLEST, _LARGEST, _WORDS, _STEP = 5.0, 13.0, 13, 22.0


@small_picture.register
def _(system: SystemMap) -> tuple[str, int]:
    """Draw the map small; above 150 organisations nothing could be told apart, and nothing is drawn."""
    if not 0 < len(system.organisations) <= OVERVIEW_ABOVE:
        return "", 0
    picture = small_map(system)
    source = base64.b64encode(as_svg(picture).encode("utf-8")).decode("ascii")
    alt = html.escape(f"{picture.title}. {picture.description}")
    image = f'<img alt="{alt}" src="data:image/svg+xml;base64,{source}" style="display:block;max-width:100%">'
    return image, round(picture.height)


def small_map(system: SystemMap) -> Picture:
    """Draw the map of one wave for a small space, each organisation where its page has it.

    Every organisation has its mark; a name stands where it can be read, and is left out where it cannot.
    """
    people = system.organisations.sort_index()
    labels, marks = marked(people["boundary"].map(lambda label: label if isinstance(label, str) else UNKNOWN))
    spots = _spots(system, labels.to_dict(), {label: one.family for label, one in marks.items()})
    busy = dict(zip(system.arrays.nodes, system.arrays.partners.tolist(), strict=True))
    most = max([1, *busy.values()])
    size = _largest_of(spots)
    radius = {one: size * (_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(busy[one] / most)) for one in spots}
    ends = [(spots[a], spots[b]) for a, b in zip(system.ties["source"], system.ties["target"], strict=True)]
    crossing = [crosses is True for crosses in system.ties["crosses"]]
    lines = [
        Line(*pair, ACROSS if across else WITHIN, 1.0) for pair, across in zip(ends, crossing, strict=True)
    ]
    named = [
        NamedMark(spots[one], reach_of(marks[label].shape, radius[one]), name, "", busy[one])
        for one, name, label in zip(people.index, people["name"], labels, strict=True)
    ]
    alone = [number for number, one in enumerate(people.index) if not busy[one]]
    below, above = names_on(named, ends, (0.0, 0.0, WIDTH, HEIGHT), caption="No ties", alone=alone)
    drawn: list[Shape] = []
    for one, label, answered in zip(people.index, labels, people["answered"], strict=True):
        how, silent = marks[label], "no" if answered is False else ""
        drawn += mark(how.shape, spots[one], radius[one], how.colour, pattern=how.pattern, silent=silent)
    counts = labels.value_counts()
    samples = [
        (mark(how.shape, (10, 10), 7, how.colour, pattern=how.pattern), f"{label} ({counts[label]})")
        for label, how in marks.items()
        if counts.get(label, 0)
    ]
    legend, bottom = _legend([*samples, *_of_ties(crossing)])
    shares = f"{counted(sum(crossing), 'tie')} of {len(crossing)} between sectors" if crossing else "no ties"
    described = f"Organisations by sector, larger with more partners; {shares}."
    strokes = [*lines, *below, *drawn, *above, *legend]
    return Picture(WIDTH, bottom, f"Map of {system.headline()}", described, strokes)


def _spots(
    system: SystemMap, labels: dict[str, str], families: dict[str, str]
) -> dict[str, tuple[float, float]]:
    """Return where organisations stand on the picture: as on the page of this map."""
    import networkx as nx

    union = nx.Graph()
    union.add_nodes_from(sorted(labels))
    union.add_edges_from(zip(system.ties["source"], system.ties["target"], strict=True))
    found = place(union, labels, families=families)
    xs, ys = zip(*found.values(), strict=True)
    wide, high = max(max(xs) - min(xs), 1.0), max(max(ys) - min(ys), 1.0)
    scale = min((WIDTH - 2 * _SIDE) / wide, (HEIGHT - 2 * _EDGE) / high, 1.5)
    left, top = (WIDTH - scale * (max(xs) - min(xs))) / 2, (HEIGHT - scale * (max(ys) - min(ys))) / 2
    return {one: (left + scale * (x - min(xs)), top + scale * (y - min(ys))) for one, (x, y) in found.items()}


def _largest_of(spots: dict[str, tuple[float, float]]) -> float:
    """Return by how much marks have to be smaller so that none of the largest stands on another."""
    places = sorted(spots.values())
    apart = [math.dist(one, other) for at, one in enumerate(places) for other in places[at + 1 :]]
    return max(0.35, min([1.0, *(distance / (2.2 * _LARGEST) for distance in apart)]))


def _of_ties(crossing: list[bool]) -> list[tuple[list[Line], str]]:
    """Return samples of the ties that there are."""
    words = {True: (ACROSS, "tie between sectors"), False: (WITHIN, "tie within")}
    return [
        ([Line((0, 10), (20, 10), words[one][0], 1.5)], words[one][1]) for one in sorted({*crossing})[::-1]
    ]


def _legend(samples: list[tuple[list[Line] | list[Shape], str]]) -> tuple[list[Line | Shape | Words], float]:
    """Set samples and their words in rows below the map; return them and where they end."""
    said: list[Line | Shape | Words] = []
    x, y = 0.0, HEIGHT + 6
    for sample, text in samples:
        text = text if len(text) <= 40 else f"{text[:39]}…"
        wide = 26 + text_width(text, _WORDS) + 16
        if x and x + wide > WIDTH:
            x, y = 0.0, y + _STEP
        said += [*moved(sample, x, y), Words((x + 26, y + 3), text, _WORDS)]
        x += wide
    return said, y + _STEP
