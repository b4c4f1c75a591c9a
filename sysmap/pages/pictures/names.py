"""Names beside the marks of a picture: those of the largest, where they fit."""

from __future__ import annotations

from sysmap.pages.pictures.strokes import Point, Words, text_width

_NAMES, _FEW = 25, 40


def names_beside(marks: list[tuple[Point, float, str]], frame: tuple[Point, Point]) -> list[Words]:
    """Write the names of the largest marks, where none covers another or leaves the picture."""
    taken: list[tuple[float, float, float, float]] = []
    around = [(x - r, y - r, x + r, y + r) for (x, y), r, _ in marks]
    written: list[Words] = []
    wanted = len(marks) if len(marks) < _FEW else _NAMES
    for (x, y), radius, name in marks:
        if len(taken) >= wanted:
            break
        rows = _two_lines(name)
        width, height = max(text_width(row, 13) for row in rows), 15.0 * len(rows)
        best = None
        for number, (left, top) in enumerate(_places(x, y, width, height, radius + 3)):
            box = (left, top, left + width, top + height)
            outside = (
                box[0] < frame[0][0] or box[2] > frame[1][0] or box[1] < frame[0][1] or box[3] > frame[1][1]
            )
            if outside or any(_overlap(box, other) for other in taken):
                continue
            covered = sum(_overlap(box, other) for other in around) + number
            if best is None or covered < best[0]:
                best = covered, box
        if best is not None and best[0] < (1200 if len(taken) < 8 or len(marks) < _FEW else 90):
            box = best[1]
            taken.append(box)
            middle = (box[0] + box[2]) / 2
            written += [
                Words((middle, box[1] + 15 * row), text, middle=True, halo=True)
                for row, text in enumerate(rows)
            ]
    return written


def _two_lines(name: str) -> list[str]:
    if len(name) <= 24:
        return [name]
    short = name if len(name) <= 46 else name[:45].rstrip() + "…"
    cuts = [place for place, letter in enumerate(short) if letter == " "]
    if not cuts:
        return [short[:24] + ("…" if len(short) > 24 else "")]
    cut = min(cuts, key=lambda place: abs(place - len(short) / 2))
    return [short[:cut], short[cut + 1 :]]


def _places(x: float, y: float, width: float, height: float, gap: float) -> list[Point]:
    corner = gap * 0.7
    return [
        (x - width / 2, y + gap),
        (x - width / 2, y - gap - height),
        (x + gap, y - height / 2),
        (x - gap - width, y - height / 2),
        (x + corner, y + corner),
        (x - corner - width, y + corner),
        (x + corner, y - corner - height),
        (x - corner - width, y - corner - height),
        (x - width / 2, y + gap + height),
        (x - width / 2, y - gap - 2 * height),
        (x + gap, y - height),
        (x - gap - width, y),
    ]


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0) * max(down, 0)
