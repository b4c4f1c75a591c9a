"""The map as a picture, made without a browser: the page's positions, marks, legend and sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from sysmap import palette
from sysmap.errors import check_one_of
from sysmap.pages.map.data import MapData
from sysmap.pages.map.overview import MOST_MARKS, OVERVIEW_ABOVE
from sysmap.pages.names.scene import Box
from sysmap.pages.pictures.area_grounds import FULL, grounds, in_full
from sysmap.pages.pictures.map_names import NamedMark, names_on, reach_of
from sysmap.pages.pictures.overview_picture import overview_legend, overview_strokes
from sysmap.pages.pictures.strokes import (
    SILENT,
    Line,
    Picture,
    Point,
    Shape,
    Words,
    mark,
    moved,
    text_width,
    wrapped,
)
from sysmap.palette import INK, QUIET

_WIDTH, _HEIGHT, _MARGIN = 900.0, 500.0, 24.0
_SMALLEST, _LARGEST = 7.0, 22.0
# Units of the map from the middle of a mark to the edge of the area of its sector.
_AREA = 58.0
OVERVIEW = "overview"
_VIEWS = {"before": "Before", "after": "After", "changed": "Changed"}


def map_picture(data: MapData, view: str | None = None, *, bare: bool = False) -> Picture:
    """Draw the map: one wave, or before, after and what changed side by side.

    Parameters
    ----------
    data
        What is on the page.
    view
        ``"before"``, ``"after"`` or ``"changed"`` alone, or ``"overview"``, sector by sector; None for all
        that the page has. Above 150 organisations that is the overview, and above 600 so is any view.
    bare
        Leave out title, sentences and sources, where these stand beside the picture.

    Raises
    ------
    ChoiceError
        If the page has no such view.
    """
    views = data.content["views"]
    if view is not None:
        check_one_of("view", view, [*views, OVERVIEW])
    chosen = [views[-1] if view == OVERVIEW else view] if view else views
    most = MOST_MARKS if view in views else 0 if view else OVERVIEW_ABOVE
    folded = len(data.marks) > most and len(data.content["sectors"]) > 1
    width = _WIDTH * len(chosen)
    inside = width - 2 * _MARGIN
    title = [] if bare else wrapped(data.title, inside, 20)
    summary = [] if bare else wrapped(data.content["summaries"][chosen[-1]], inside, 13)
    foot = [] if bare else wrapped(f"From {', '.join(data.content['sources'])}.", inside, 13)
    samples = _legend(data, chosen, folded=folded)
    columns = max(1, int(inside // 240))
    edge = 0.0 if bare else _MARGIN
    top = edge + 26 * len(title) + 18 * len(summary) + 8
    legend_top = top + _HEIGHT + 12
    foot_top = legend_top + math.ceil(len(samples) / columns) * 24 + 10
    described = f"{data.content['summaries'][chosen[-1]]} The same as tables: save the page or its data."
    picture = Picture(width, foot_top + 18 * len(foot) + edge, data.title, described)
    say = picture.strokes
    say += [Words((_MARGIN, _MARGIN + 26 * row), text, 20, bold=True) for row, text in enumerate(title)]
    below = _MARGIN + 26 * len(title)
    say += [Words((_MARGIN, below + 18 * row), text) for row, text in enumerate(summary)]
    for number, one in enumerate(chosen):
        corner, size = (_WIDTH * number + _MARGIN, top), (_WIDTH - 2 * _MARGIN, _HEIGHT)
        say += _view(data, one, corner, size, headed=len(chosen) > 1, folded=folded)
    for number, (sample, text) in enumerate(samples):
        x, y = _MARGIN + number % columns * 240, legend_top + number // columns * 24
        say += [*moved(sample, x, y), Words((x + 26, y + 3), text[:33] + ("…" if len(text) > 33 else ""))]
    say += [Words((_MARGIN, foot_top + 18 * row), text, colour=QUIET) for row, text in enumerate(foot)]
    return picture


def small_overview(data: MapData, width: float, height: float) -> Picture:
    """Draw the last view sector by sector, so wide and high, and a line that says how; for a small space.

    A map of one sector is drawn organisation by organisation.
    """
    view = data.content["views"][-1]
    folded = len(data.content["sectors"]) > 1
    changed = view == "changed"
    described = f"{data.content['summaries'][view]} The same as tables: save the page or its data."
    samples = overview_legend(changed=changed, none=True) if folded else _legend(data, [view], folded=False)
    say: list[Any] = _view(data, view, (0.0, 0.0), (width, height), headed=False, folded=folded)
    x, y = 0.0, height + 10
    for sample, text in samples:
        wide = 26 + text_width(text, 13) + 18
        if x and x + wide > width:
            x, y = 0.0, y + 24
        say += [*moved(sample, x, y), Words((x + 26, y + 3), text)]
        x += wide
    return Picture(width, y + 24, data.title, described, say)


class _Scene:
    """What one view draws: who is on it, where, how large, and which ties."""

    def __init__(self, data: MapData, view: str, corner: Point, size: Point) -> None:
        content = data.content
        self.data, self.view = data, view
        self.wave = 0 if view == "before" else len(content["waves"]) - 1
        self.both = len(content["waves"]) == 2
        self.there = [place for place, one in enumerate(data.marks) if self._is_on(one["on"])]
        self.ties = [tie for tie in data.lines if self._in_view(tie["status"])]
        entry = next(one for one in content["measures"] if one["name"] == content["size_by"])
        self.values = entry["values"][self.wave]
        self.most = max(
            [1e-9, *(abs(value) for wave in entry["values"] for value in wave if value is not None)]
        )
        drawn = [*(data.marks[place] for place in self.there), *content["forums"]]
        xs = [one["x"] for one in drawn] or [0.0]
        ys = [one["y"] for one in drawn] or [0.0]
        scale = min(
            (size[0] - 180) / max(max(xs) - min(xs), 1), (size[1] - 80) / max(max(ys) - min(ys), 1), 3.0
        )
        middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        self.frame: Box = (*corner, corner[0] + size[0], corner[1] + size[1])
        self.scale, self.middle = scale, middle
        self.centre = corner[0] + size[0] / 2, corner[1] + size[1] / 2 + 10
        self.crowding = 1.0
        self.crowding = self._crowding()

    def _is_on(self, on: list[int]) -> bool:
        return any(on) if self.view == "changed" else on[self.wave] == 1

    def _in_view(self, status: str) -> bool:
        if not self.both or self.view == "changed":
            return status != ""
        return status in ("kept", self._other())

    def _other(self) -> str:
        return "lost" if self.view == "before" else "new"

    def at(self, x: float, y: float) -> Point:
        return (
            self.centre[0] + (x - self.middle[0]) * self.scale,
            self.centre[1] + (y - self.middle[1]) * self.scale,
        )

    def spot(self, place: int) -> Point:
        return self.at(self.data.marks[place]["x"], self.data.marks[place]["y"])

    def radius(self, place: int) -> float:
        value = self.values[place]
        room = 0.6 if len(self.there) > 150 else 1.0
        return self.crowding * _SMALLEST + self.crowding * (
            0 if value is None else (_LARGEST - _SMALLEST) * room * math.sqrt(abs(value) / self.most)
        )

    def _crowding(self) -> float:
        """By how much marks have to be smaller so that none stands on another."""
        from scipy.spatial import cKDTree

        if len(self.there) < 2:
            return 1.0
        spots = [self.spot(place) for place in self.there]
        reach = [1.3 * self.radius(place) for place in self.there]
        near = cKDTree(spots).query_pairs(2 * max(reach) + 3, output_type="ndarray")
        shares = [
            (math.dist(spots[one], spots[other]) - 2.5) / (reach[one] + reach[other]) for one, other in near
        ]
        return max(min([1.0, *shares]), 0.3)

    def silent(self, place: int) -> str:
        said = self.data.marks[place]["answered"][self.wave]
        return said if said in SILENT else ""


def _view(data: MapData, view: str, corner: Point, size: Point, *, headed: bool, folded: bool) -> list[Any]:
    scene = _Scene(data, view, corner, size)
    waves = data.content["waves"]
    head = _VIEWS[view] + ("" if view == "changed" else f" ({waves[scene.wave]})")
    drawn: list[Any] = [Words(corner, head, 15, bold=True)] if headed else []
    blocks: list[Box] = []
    if headed:
        blocks.append((*corner, corner[0] + text_width(head, 15, bold=True), corner[1] + 18))
    if folded:
        top = 24.0 if headed else 0.0
        frame = (corner[0], corner[1] + top), (size[0], size[1] - top)
        there, ties = scene.there, scene.ties
        return [
            *drawn,
            *overview_strokes(data.content, data.marks, there, ties, *frame, changed=view == "changed"),
        ]
    drawn += _areas(scene)
    drawn += _ties(scene)
    seats, boxes = _forums(scene)
    drawn += seats
    blocks += [
        (box.points[0][0], box.points[0][1], box.points[2][0], box.points[2][1])
        for box in boxes
        if isinstance(box, Shape)
    ]
    below, above = _names(scene, blocks)
    drawn += below
    for place in scene.there:
        sector = data.content["sectors"][data.marks[place]["sector"]]
        drawn += mark(
            sector["shape"],
            scene.spot(place),
            scene.radius(place),
            sector["colour"],
            pattern=sector["pattern"],
            silent=scene.silent(place),
        )
    return [*drawn, *boxes, *above]


def _names(scene: _Scene, blocks: list[Box]) -> tuple[list[Line], list[Any]]:
    """Write who is who, and beside those without ties that they have none."""
    data = scene.data
    partners: dict[int, set[int]] = {place: set() for place in scene.there}
    for tie in scene.ties:
        partners[tie["a"]].add(tie["b"])
        partners[tie["b"]].add(tie["a"])
    marks = [
        NamedMark(
            scene.spot(place),
            reach_of(data.content["sectors"][data.marks[place]["sector"]]["shape"], scene.radius(place)),
            data.marks[place]["name"],
            data.marks[place]["acronym"],
            len(partners[place]),
        )
        for place in scene.there
    ]
    tied = {end for tie in data.lines for end in (tie["a"], tie["b"])}
    return names_on(
        marks,
        [(scene.spot(tie["a"]), scene.spot(tie["b"])) for tie in scene.ties],
        scene.frame,
        blocks,
        caption="No ties in either wave" if scene.both else "No ties",
        alone=[number for number, place in enumerate(scene.there) if place not in tied],
    )


def _areas(scene: _Scene) -> list[Shape]:
    """Draw the ground of each sector with ties, behind everything else."""
    sectors = scene.data.content["sectors"]
    tied = {end for tie in scene.data.lines for end in (tie["a"], tie["b"])}
    members: dict[str, list[Point]] = {}
    for place in scene.there:
        if place in tied:
            sector = scene.data.marks[place]["sector"]
            members.setdefault(f"{sectors[sector]['colour']} {sector}", []).append(scene.spot(place))
    return grounds(members, _AREA * scene.scale) if len(sectors) > 1 else []


def _forums(scene: _Scene) -> tuple[list[Any], list[Any]]:
    """Draw a line for each seat, and each forum as a box with its name: a seat is no tie."""
    there, seats, boxes = set(scene.there), [], []
    for forum in scene.data.content["forums"]:
        by_wave = forum["members"]
        members = sorted(set(sum(by_wave, [])) if scene.view == "changed" else set(by_wave[scene.wave]))
        if not there & set(members):
            continue
        x, y = scene.at(forum["x"], forum["y"])
        seats += [
            Line((x, y), scene.spot(place), palette.SEAT, 1.5, (2.0, 3.0))
            for place in members
            if place in there
        ]
        text = forum["name"][:29] + ("…" if len(forum["name"]) > 29 else "")
        half = text_width(text, 12, bold=True) / 2 + 8
        corners = ((x - half, y - 12), (x + half, y - 12), (x + half, y + 12), (x - half, y + 12))
        box = Shape(corners, 0, palette.FORUM, palette.SEAT)
        boxes += [box, Words((x, y - 6), text, 12, bold=True, anchor="middle")]
    return seats, boxes


def _ties(scene: _Scene) -> Iterable[Line | Shape]:
    full = in_full(scene.ties, changed=scene.view == "changed")
    kept = [_stroke(scene, tie) for tie, whole in zip(scene.ties, full, strict=True) if whole]
    drawn: list[Line | Shape] = [
        Line(scene.spot(tie["a"]), scene.spot(tie["b"]), palette.ACROSS_FAINT, 0.5)
        for tie, whole in zip(scene.ties, full, strict=True)
        if not whole
    ]
    for _, tie, colour, width, dash in sorted(kept, key=lambda one: one[0]):
        start, end = scene.spot(tie["a"]), scene.spot(tie["b"])
        drawn.append(Line(start, end, colour, width, dash))
        if tie["arrow"]:
            drawn.append(_arrow(start, end, scene.radius(tie["b"]) + 2, colour))
        if scene.view == "changed" and tie["status"] != "kept" and math.dist(start, end) > 40:
            drawn += _sign(start, end, tie["status"], colour)
    return drawn


def _stroke(scene: _Scene, tie: dict[str, Any]) -> tuple[int, dict[str, Any], str, float, tuple[float, ...]]:
    quiet = len(scene.ties) > FULL
    if scene.view == "changed":
        how = {
            "kept": (0, tie, palette.KEPT_FAINT if quiet else palette.KEPT, 1.0, ()),
            "lost": (1, tie, palette.LOST, 1.5 if quiet else 2.0, (6.0, 4.0)),
            "new": (2, tie, INK, 2.25 if quiet else 3.5, ()),
        }
        return how[tie["status"]]
    if tie["crosses"] == 1:
        return 1, tie, palette.ACROSS_FAINT if quiet else palette.ACROSS, 1.0 if quiet else 1.5, ()
    return 0, tie, palette.WITHIN, 1.0, ()


def _arrow(start: Point, end: Point, gap: float, colour: str) -> Shape:
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    tip = end[0] - math.cos(angle) * gap, end[1] - math.sin(angle) * gap
    sides = [
        (tip[0] - math.cos(angle + turn) * 9, tip[1] - math.sin(angle + turn) * 9) for turn in (-0.4, 0.4)
    ]
    return Shape((tip, *sides), 0, colour, colour, 0)


def _sign(start: Point, end: Point, status: str, colour: str) -> list[Line | Shape]:
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    dx, dy = (2.6, 2.6) if status == "lost" else (3.5, 0.0)
    return [
        Shape(((x, y),), 6, palette.HOLLOW, palette.HOLLOW, 0),
        Line((x - dx, y - dy), (x + dx, y + dy), colour, 2),
        Line((x - dy, y + dx), (x + dy, y - dx), colour, 2),
    ]


def _legend(data: MapData, views: list[str], *, folded: bool) -> list[tuple[list[Any], str]]:
    content = data.content
    found: list[tuple[list[Any], str]] = [
        (mark(sector["shape"], (10, 10), 7, sector["colour"], pattern=sector["pattern"]), sector["label"])
        for sector in content["sectors"]
        if sector["count"]
    ]
    if folded:
        return [*found, *overview_legend(changed="changed" in views, none=True)]
    if views != ["changed"]:
        found.append(([Line((0, 10), (20, 10), palette.ACROSS, 1.5)], "tie across a boundary"))
        found.append(([Line((0, 10), (20, 10), palette.WITHIN, 1.0)], "tie within"))
    if "changed" in views:
        found.append(([Line((0, 10), (20, 10), INK, 3.5), *_sign((0, 10), (20, 10), "new", INK)], "new tie"))
        lost = Line((0, 10), (20, 10), palette.LOST, 2.0, (4, 3))
        found.append(([lost, *_sign((0, 10), (20, 10), "lost", palette.LOST)], "lost tie"))
        found.append(([Line((0, 10), (20, 10), palette.KEPT, 1.0)], "in both waves"))
    if content["forums"]:
        found.append(([Line((0, 10), (20, 10), palette.SEAT, 1.5, (2, 3))], "a seat on a forum, no tie"))
    if content["response_recorded"]:
        for silent, words in (("no", "did not answer"), ("not asked", "not asked")):
            found.append((mark("dot", (10, 10), 7, palette.SAMPLE_PICTURE, silent=silent), words))
    label = next(entry["label"] for entry in content["measures"] if entry["name"] == content["size_by"])
    sizes = [mark("dot", at, radius, palette.SAMPLE_PICTURE) for at, radius in (((5, 12), 4), ((14, 9), 6))]
    found.append((sum(sizes, []), f"larger: more {label.lower()}"))
    return found
