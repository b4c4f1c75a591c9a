"""The overview as a picture: a disc for each sector, ribbons for the ties between, with their numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sysmap import palette
from sysmap.pages.map.overview import arranged, disc_radii, ribbon, ribbon_width
from sysmap.pages.pictures.strokes import Line, Point, Shape, Words, mark, text_width, wrapped
from sysmap.palette import INK, PAPER, QUIET
from sysmap.text import counted

_NONE = 10
# Ribbons in full: beyond these, a hair each.
_WIDE = 36
_SIZE, _LEADING = 13.0, 16.0
_SHARES = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8)
_Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Pair:
    """The ties between two sectors of a view, or inside one, and what became of them."""

    a: int
    b: int
    kept: int
    new: int
    lost: int
    possible: int

    @property
    def all(self) -> int:
        """All ties of the view, those that were lost too."""
        return self.kept + self.new + self.lost

    def now(self, changed: bool) -> int:
        """Those that there are: where what changed is shown, those of the later wave."""
        return self.kept + self.new + (0 if changed else self.lost)


def pairs_of(
    content: dict[str, Any],
    marks: Sequence[dict[str, Any]],
    there: Sequence[int],
    ties: Sequence[dict[str, Any]],
) -> list[Pair]:
    """Count the ties between every two sectors that have somebody in the view, most ties first."""
    sizes = Counter(marks[place]["sector"] for place in there)
    found: dict[tuple[int, int], Counter[str]] = {}
    for tie in ties:
        a, b = sorted((marks[tie["a"]]["sector"], marks[tie["b"]]["sector"]))
        found.setdefault((a, b), Counter())[tie["status"]] += 1
    way = 2 if content["directed"] else 1
    pairs = []
    for a in sorted(sizes):
        for b in sorted(sizes):
            if a > b:
                continue
            possible = way * (sizes[a] * (sizes[a] - 1) // 2 if a == b else sizes[a] * sizes[b])
            status = found.get((a, b), Counter())
            pairs.append(Pair(a, b, status["kept"], status["new"], status["lost"], possible))
    return sorted(pairs, key=lambda pair: (-pair.all, -pair.possible, pair.a, pair.b))


def overview_strokes(
    content: dict[str, Any],
    marks: Sequence[dict[str, Any]],
    there: Sequence[int],
    ties: Sequence[dict[str, Any]],
    corner: Point,
    size: Point,
    *,
    changed: bool,
) -> list[Line | Shape | Words]:
    """Draw the overview of one view into a frame.

    Parameters
    ----------
    content, marks
        What the page shows.
    there, ties
        The organisations and ties of the view.
    corner, size
        The frame.
    changed
        Whether what changed is shown: ribbons are split into kept, new and lost.
    """
    everyone = Counter(one["sector"] for one in marks)
    shown = Counter(marks[place]["sector"] for place in there)
    later = Counter(marks[place]["sector"] for place in there if marks[place]["on"][-1] == 1)
    way = 2 if content["directed"] else 1
    codes = sorted(everyone)
    number = {code: place for place, code in enumerate(codes)}
    starts = [_middle([one for one in marks if one["sector"] == code]) for code in codes]
    spots, radii = arranged(starts, disc_radii([everyone[code] for code in codes], *size), *size)
    pairs = pairs_of(content, marks, there, ties)
    across = [pair for pair in pairs if pair.a != pair.b]
    within = {pair.a: pair for pair in pairs if pair.a == pair.b}
    counts = [pair.all for pair in across if pair.all]
    drawn: list[Line | Shape | Words] = []
    laid: list[tuple[Pair, float, list[Point]]] = []
    none = [pair for pair in across if not pair.all][:_NONE]
    hairs = [pair for pair in across if pair.all][_WIDE:]
    for pair in hairs:
        ends = spots[number[pair.a]], spots[number[pair.b]]
        points = [(corner[0] + x, corner[1] + y) for x, y in ends]
        drawn.append(Line(points[0], points[1], palette.BUNDLE_FEW, 0.75))
    for pair in [*(pair for pair in across if pair.all)][:_WIDE] + none:
        wide = ribbon_width(pair.all, counts, *size) if pair.all else 1.0
        line = ribbon(number[pair.a], number[pair.b], spots, radii, wide, *size)
        laid.append((pair, wide, [(corner[0] + x, corner[1] + y) for x, y in line]))
    for pair, _, line in laid:
        if not pair.all:
            drawn += _dashed(line, palette.BUNDLE_MANY, 1.25, (1.5, 5.0))
    for pair, wide, line in sorted((one for one in laid if one[0].all), key=lambda one: -one[1]):
        drawn += _ribbon(pair, wide, line, changed=changed)
    discs = {
        code: (
            (corner[0] + spots[place][0], corner[1] + spots[place][1]),
            max(radii[place] * math.sqrt(shown[code] / everyone[code]), min(radii[place], 12.0)),
        )
        for code, place in number.items()
        if shown[code]
    }
    ways = [(x, y, wide) for pair, wide, line in laid if pair.all for x, y in line]
    taken: list[_Box] = []
    words: list[Line | Shape | Words] = []
    frame = (corner[0], corner[1], corner[0] + size[0], corner[1] + size[1])
    for code, (at, radius) in discs.items():
        sector = content["sectors"][code]
        drawn.append(Shape((at,), radius, palette.tint(sector["colour"], 0.22), sector["colour"], 3))
        inside = within.get(code)
        # What changed is drawn of both waves; what a disc says is of the later one, as tables have it.
        many = later[code] if changed else shown[code]
        possible = way * (many * (many - 1) // 2)
        share = f"{_share(inside.now(changed), possible)} inside" if inside and possible else ""
        rows = _inside(sector, many, share, at, radius)
        if rows is not None:
            drawn += rows
            continue
        drawn.append(Words((at[0], at[1] - 7), str(many), 11, bold=True, anchor="middle"))
        box, lines = _beside(sector["label"], at, radius, discs, taken, frame, ways)
        taken.append(box)
        middle = (box[0] + box[2]) / 2
        if _free(box, discs, (), frame):
            words.append(_paper(box))
        words += [
            Words((middle, box[1] + _LEADING * row), line, bold=True, anchor="middle", halo=True)
            for row, line in enumerate(lines)
        ]
    for pair, _, line in laid:
        text = _numbers(pair, changed=changed) if pair.all else "none"
        half = text_width(text, _SIZE) * (0.56 if pair.all else 0.5) + 4
        for part in _SHARES:
            x, y = line[math.floor(part * (len(line) - 1) + 0.5)]
            box = (x - half, y - 8, x + half, y + 8)
            if _free(box, discs, taken, frame):
                taken.append(box)
                words.append(_paper(box))
                words.append(
                    Words(
                        (x, y - 7),
                        text,
                        bold=bool(pair.all),
                        colour=INK if pair.all else QUIET,
                        anchor="middle",
                    )
                )
                break
    return [*drawn, *words]


def _paper(box: _Box) -> Shape:
    """Lay paper under words, so that no ribbon runs through them."""
    corners = ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3]))
    return Shape(corners, 0, PAPER, PAPER, 0)


def _middle(members: Sequence[dict[str, Any]]) -> Point:
    return sum(one["x"] for one in members) / len(members), sum(one["y"] for one in members) / len(members)


def _share(ties: int, possible: int) -> str:
    share = ties / possible
    return "under 1 %" if 0 < share < 0.01 else f"{math.floor(100 * share + 0.5)} %"


def _numbers(pair: Pair, *, changed: bool) -> str:
    change = " ".join([*([f"+{pair.new}"] if pair.new else []), *([f"−{pair.lost}"] if pair.lost else [])])
    return f"{pair.now(changed)}  {change}" if changed and change else str(pair.now(changed))


def _ribbon(pair: Pair, wide: float, line: Sequence[Point], *, changed: bool) -> list[Line | Shape | Words]:
    drawn: list[Line | Shape | Words] = [_band(line, 0.0, wide + 3, PAPER)]
    if not changed:
        return [*drawn, _band(line, 0.0, wide, palette.BUNDLE_MANY)]
    parts = [(status, getattr(pair, status)) for status in ("kept", "new", "lost")]
    widths = [(status, max(wide * count / pair.all, 1.25)) for status, count in parts if count]
    shift = -sum(width for _, width in widths) / 2
    for status, width in widths:
        if status == "lost":
            drawn += _dashed(
                _shifted(line, shift + width / 2), palette.LOST, max(width - 1, 1.25), (7.0, 5.0)
            )
        else:
            colour = palette.INK if status == "new" else palette.BUNDLE_FEW
            drawn.append(_band(line, shift + width / 2, max(width - 0.5, 1.0), colour))
        shift += width
    return drawn


def _shifted(line: Sequence[Point], far: float) -> list[Point]:
    """Move a line so far to its side."""
    moved = []
    for step, (x, y) in enumerate(line):
        before, after = line[max(step - 1, 0)], line[min(step + 1, len(line) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        long = math.sqrt(dx * dx + dy * dy) or 1.0
        moved.append((x - dy / long * far, y + dx / long * far))
    return moved


def _band(line: Sequence[Point], shift: float, wide: float, colour: str) -> Shape:
    one, other = _shifted(line, shift - wide / 2), _shifted(line, shift + wide / 2)
    return Shape((*one, *reversed(other)), 0, colour, colour, 0)


def _dashed(
    line: Sequence[Point], colour: str, width: float, dash: tuple[float, float]
) -> list[Line | Shape | Words]:
    """Draw a line as dashes that go on round its bends, each a stroke of its own."""
    drawn: list[Line | Shape | Words] = []
    on, left = True, dash[0]
    for start, end in zip(line, line[1:], strict=False):
        long = math.dist(start, end)
        gone = 0.0
        while gone < long:
            step = min(left, long - gone)
            if on:
                ends = [
                    (start[0] + (end[0] - start[0]) * at / long, start[1] + (end[1] - start[1]) * at / long)
                    for at in (gone, gone + step)
                ]
                drawn.append(Line(ends[0], ends[1], colour, width))
            gone, left = gone + step, left - step
            if left <= 1e-9:
                on = not on
                left = dash[0] if on else dash[1]
    return drawn


def _inside(sector: dict[str, Any], count: int, share: str, at: Point, radius: float) -> list[Any] | None:
    """Write in a disc what has room: its mark, its name, how many are in it, how dense it is."""
    lines: list[list[str]] = [
        [counted(count, "organisation"), *([share] if share else [])],
        [f"{count} · {share}" if share else str(count)],
        [str(count)],
    ]
    for rest in lines:
        for marked in (True, False):
            for width in (1.75, 1.5, 1.25, 1.0):
                room = width * radius / 1.1
                name = wrapped(sector["label"], room, _SIZE)
                if any(text_width(word, _SIZE) > room for word in sector["label"].split()):
                    continue  # a word cut in two is harder to read than a name beside the disc
                rows = [*([""] if marked else []), *name, *rest]
                if not _fits(rows, len(rows) - len(rest), radius):
                    continue
                top = at[1] - len(rows) * _LEADING / 2
                drawn: list[Any] = []
                if marked:
                    spot = (at[0], top + _LEADING * 0.4)
                    drawn += mark(sector["shape"], spot, 6.5, sector["colour"], pattern=sector["pattern"])
                return drawn + [
                    Words(
                        (at[0], top + _LEADING * row + 1),
                        text,
                        bold=row < len(rows) - len(rest),
                        anchor="middle",
                    )
                    for row, text in enumerate(rows)
                    if text
                ]
    return None


def _fits(rows: Sequence[str], bold: int, radius: float) -> bool:
    tall = len(rows) * _LEADING
    for row, text in enumerate(rows):
        far = max(abs(-tall / 2 + row * _LEADING), abs(-tall / 2 + (row + 1) * _LEADING))
        half = text_width(text, _SIZE) * (0.56 if row < bold else 0.5)
        if far >= radius or half >= math.sqrt(radius * radius - far * far) - 2:
            return False
    return True


def _beside(
    name: str,
    at: Point,
    radius: float,
    discs: dict[int, tuple[Point, float]],
    taken: Sequence[_Box],
    frame: _Box,
    ways: Sequence[tuple[float, float, float]],
) -> tuple[_Box, list[str]]:
    """Find where the name of a disc has room beside it, on one line or on two, and hides least of ribbons.

    A disc without a name says nothing: where there is no room, it stands where least is covered.
    """
    room: tuple[float, _Box, list[str]] | None = None
    least: tuple[float, _Box, list[str]] | None = None
    whole = text_width(name, _SIZE)
    widest = (frame[2] - frame[0] - 8) / 1.15
    splits = ([name], wrapped(name, max([0.6 * whole, *map(_wide, name.split())]), _SIZE))
    for lines in (
        lines if max(map(_wide, lines)) <= widest else wrapped(name, widest, _SIZE) for lines in splits
    ):
        half, tall = max(map(_wide, lines)) * 0.56 + 3, _LEADING * len(lines) / 2
        gap = radius + 4
        slant = gap * 0.7
        places = [(0, gap + tall), (0, -gap - tall), (gap + half, 0), (-gap - half, 0)]
        places += [(side * (slant + half), down * (slant + tall)) for down in (1, -1) for side in (1, -1)]
        for x, y in places:
            box = (at[0] + x - half, at[1] + y - tall, at[0] + x + half, at[1] + y + tall)
            if _free(box, discs, taken, frame):
                hidden = sum(wide for x, y, wide in ways if box[0] < x < box[2] and box[1] < y < box[3])
                if room is None or hidden < room[0]:
                    room = hidden, box, lines
                continue
            box = _moved_in(box, frame)
            cost = _covered(box, discs, taken)
            if least is None or cost < least[0]:
                least = cost, box, lines
    found = room or least
    assert found is not None
    return found[1:]


def _moved_in(box: _Box, frame: _Box) -> _Box:
    """Move a box into the frame, if need be."""
    across = max(frame[0] - box[0], 0.0) + min(frame[2] - box[2], 0.0)
    down = max(frame[1] - box[1], 0.0) + min(frame[3] - box[3], 0.0)
    return (box[0] + across, box[1] + down, box[2] + across, box[3] + down)


def _covered(box: _Box, discs: dict[int, tuple[Point, float]], taken: Sequence[_Box]) -> float:
    """Return how much of other words, and of discs, a box would cover; words weigh more."""
    circles = [((x - r, y - r, x + r, y + r), 1.0) for (x, y), r in discs.values()]
    return sum(
        weight
        * max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other, weight in [*circles, *((one, 4.0) for one in taken)]
    )


def _wide(text: str) -> float:
    return text_width(text, _SIZE)


def _free(box: _Box, discs: dict[int, tuple[Point, float]], taken: Sequence[_Box], frame: _Box) -> bool:
    if box[0] < frame[0] or box[1] < frame[1] or box[2] > frame[2] or box[3] > frame[3]:
        return False
    for other in taken:
        if box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]:
            return False
    for (x, y), radius in discs.values():
        dx, dy = x - max(box[0], min(x, box[2])), y - max(box[1], min(y, box[3]))
        if dx * dx + dy * dy < radius * radius:
            return False
    return True


def overview_legend(*, changed: bool, none: bool) -> list[tuple[list[Any], str]]:
    """Return samples of how discs and ribbons are drawn, with words."""
    line = [(0.0, 10.0), (20.0, 10.0)]
    found: list[tuple[list[Any], str]] = []
    if changed:
        found.append(([_band(line, 0, 5, palette.BUNDLE_FEW)], "ties in both waves"))
        found.append(([_band(line, 0, 4, palette.INK)], "new ties"))
        found.append((_dashed(line, palette.LOST, 3, (5.0, 3.0)), "lost ties"))
    else:
        found.append(([_band(line, 0, 6, palette.BUNDLE_MANY)], "ties between two: wider, more"))
    if none:
        found.append((_dashed(line, palette.BUNDLE_MANY, 1.25, (1.5, 3.0)), "no tie"))
    disc = Shape(((10.0, 10.0),), 8, palette.tint(palette.SAMPLE, 0.22), palette.SAMPLE, 2)
    found.append(([disc], "all organisations of a sector"))
    return found
