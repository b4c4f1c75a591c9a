"""Where names stand: each gets the best place that is left, and others move where that helps.

It is arithmetic, step for step that of ``templates/map_placement.js``: the same numbers in give the same
boxes out, here and in a browser, and ``tests/data/names.json`` holds both to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sysmap.pages.names.ground import (
    ABOVE,
    ANYHOW,
    ASIDE,
    BESIDE,
    FAR,
    OUT,
    SHORT,
    SHORT_OUT,
    THROUGH,
    Ground,
    Seat,
    apart,
    line_meets,
    lines_cross,
)
from sysmap.pages.names.scene import Placed, Scene

_ROUNDS = 5
_NOBODY = (None, BESIDE)


class _Seating:
    """Names that have a place, and what that leaves for others."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.seats: dict[int, tuple[Seat, int]] = {}
        # For each place of a name at a stage, which seat was last found in its way.
        self.blocked: dict[tuple[int, int], list[tuple[int, Seat] | None]] = {}

    def against(self, place: Seat) -> Iterator[tuple[int, Seat]]:
        """Name those whose names stand in the way, with where they do."""
        # Most stand far from one another. This is asked millions of times: it is `apart`, written out.
        pad = ASIDE * self.ground.size
        left, top, right, bottom = place.around
        across, down = right + pad, bottom + pad
        for name, (seat, _) in self.seats.items():
            around = seat.around
            if (
                across > around[0]
                and around[2] + pad > left
                and down > around[1]
                and around[3] + pad > top
                and not self.agree_near(place, seat)
            ):
                yield name, seat

    def agree(self, one: Seat, other: Seat) -> bool:
        aside = ASIDE * self.ground.size
        return apart(one.around, other.around, aside, aside) or self.agree_near(one, other)

    def agree_near(self, one: Seat, other: Seat) -> bool:
        """Return whether two that are not far from one another may both stand."""
        size = self.ground.size
        if not apart(one.box, other.box, ASIDE * size, ABOVE * size):
            return False
        if one.line and line_meets(one.line, other.box, ABOVE * size):
            return False
        if other.line and line_meets(other.line, one.box, ABOVE * size):
            return False
        return not (one.line and other.line and lines_cross(one.line, other.line))

    def in_the_way(self, place: Seat, most: int) -> list[int] | None:
        """Return whose names stand in the way; None if it is more than so many."""
        found = [name for name, _ in islice(self.against(place), most + 1)]
        return found if len(found) <= most else None

    def choose(self, name: int, stage: int) -> Seat | None:
        places = self.ground.places(name, stage)
        blocked = self.blocked.get((name, stage))
        if blocked is None:
            blocked = self.blocked[name, stage] = [None] * len(places)
        last = None
        for index, place in enumerate(places):
            # What stood in the way of a place when it was last tried often still does, and what stands in
            # the way of one place often does of the next.
            known = blocked[index]
            if known is not None and self.seats.get(known[0], _NOBODY)[0] is known[1]:
                last = known
            elif last is None or self.agree(place, last[1]):
                last = blocked[index] = next(self.against(place), None)
                if last is None:
                    return place
            else:
                blocked[index] = last
        return None

    def seat(self, name: int, *stages: int) -> bool:
        for stage in stages:
            place = self.choose(name, stage)
            if place is not None:
                self.seats[name] = place, stage
                return True
        return False

    def push(self, name: int, stage: int, tries: int, most: int, *stages: int) -> bool:
        """Take a place from others, if these find another."""
        for place in self.ground.places(name, stage)[:tries]:
            moved = self.in_the_way(place, most)
            if moved is None:
                continue
            before = [self.seats.pop(other) for other in moved]
            self.seats[name] = place, stage
            if all(self.seat(other, *stages) for other in moved):
                return True
            for other in (name, *moved):
                self.seats.pop(other, None)
            self.seats.update(zip(moved, before, strict=True))
        return False

    def insist(self, name: int) -> bool:
        """Anyhow: with a line, shorter, wherever there is room."""

        def push(stage: int, tries: int, most: int) -> bool:
            return self.push(name, stage, tries, most, BESIDE, OUT, FAR)

        return (
            self.seat(name, OUT)
            or push(BESIDE, 30, 2)
            or push(OUT, 30, 1)
            or self.seat(name, FAR)
            or push(OUT, 60, 2)
            or push(FAR, 60, 1)
            or self.seat(name, THROUGH)
            or push(FAR, 60, 2)
            or push(THROUGH, 60, 1)
            or self.seat(name, ANYHOW)
            or push(ANYHOW, 60, 2)
            or self.seat(name, SHORT)
            or push(SHORT, 20, 2)
            or self.seat(name, SHORT_OUT)
            or push(SHORT_OUT, 60, 2)
        )

    def oust(self, name: int) -> None:
        """Where there is not room for all: in the place of others that matter less."""
        for stage in (BESIDE, OUT, FAR, THROUGH, ANYHOW, SHORT):
            for place in self.ground.places(name, stage)[:60]:
                moved = self.in_the_way(place, 2)
                if moved is None or any(other < name for other in moved):
                    continue
                for other in moved:
                    del self.seats[other]
                self.seats[name] = place, stage
                return

    def improve(self) -> None:
        """Where others have moved, a name may stand better than it had to."""
        for name in sorted(self.seats):
            seat, had = self.seats.pop(name)
            for stage in (BESIDE, OUT, FAR, THROUGH, SHORT):
                if stage > had:
                    break
                place = self.choose(name, stage)
                if place is not None and (stage < had or place.cost < seat.cost):
                    self.seats[name] = place, stage
                    break
            if name not in self.seats:
                self.seats[name] = seat, had


def _seated(ground: Ground, must: Sequence[int], hard: Sequence[int]) -> _Seating:
    """Seat those that must have a place: first those for which that is hard."""
    seating = _Seating(ground)
    for name in hard:
        seating.seat(name, BESIDE, OUT, FAR, THROUGH, ANYHOW, SHORT, SHORT_OUT)
    # Those that can only have a line choose before the others, who have more places.
    for name in must:
        if name not in seating.seats and not ground.places(name, BESIDE):
            seating.seat(name, OUT, FAR)
    waiting = [
        name
        for name in must
        if name not in seating.seats
        and not seating.seat(name, BESIDE)
        and not seating.push(name, BESIDE, 12, 1, BESIDE, OUT, FAR)
    ]
    for name in waiting:
        seating.insist(name)
    return seating


def _best_seated(ground: Ground, must: Sequence[int]) -> _Seating:
    """Return the best of some rounds: who got none or a short one chooses first in the next."""
    best: tuple[tuple[int, int], _Seating] | None = None
    hard: list[int] = []
    for _ in range(_ROUNDS):
        seating = _seated(ground, must, hard)
        poor = [name for name in must if name not in seating.seats or seating.seats[name][1] >= SHORT]
        found = len(must) - len(seating.seats), len(poor)
        if best is None or found < best[0]:
            best = found, seating
        if not poor:
            break
        hard = [*poor, *(name for name in hard if name not in poor)]
    assert best is not None
    seating = best[1]
    for name in [one for one in must if one not in seating.seats]:
        seating.oust(name)
    for name in [one for one in must if one not in seating.seats]:
        seating.insist(name)
    return seating


def place_names(scene: Scene) -> list[Placed | None]:
    """Give names their places: beside their marks where they can be read as theirs, else with a line.

    No name stands over another, over a mark, a block or the edge; none without a line is nearer to another
    mark than to its own; lines cross neither names nor one another. The same scene gives the same places.

    Returns
    -------
    list of Placed or None
        For each name in its order; None for one that has no place.
    """
    ground = Ground(scene)
    everyone = range(len(scene.names))
    seating = _best_seated(ground, everyone[: scene.must])
    rest = []
    for name in everyone[scene.must :]:
        if len(seating.seats) >= scene.most:
            break
        short = [SHORT] if any(form.short == 1 for form in scene.names[name].forms) else []
        if not seating.seat(name, BESIDE, *short) and not seating.push(name, BESIDE, 6, 1, BESIDE):
            rest.append(name)
    for stages in ((OUT, FAR), (THROUGH,), (SHORT, SHORT_OUT)):
        for name in rest:
            if len(seating.seats) >= scene.least:
                break
            if name not in seating.seats:
                seating.seat(name, *stages)
    for _ in range(2):
        seating.improve()
    seats = (seating.seats.get(name) for name in everyone)
    return [Placed(seat[0].form, seat[0].box, seat[0].line) if seat else None for seat in seats]
