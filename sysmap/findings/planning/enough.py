"""What would suffice: the same plan with more organisations, or with more places."""

from __future__ import annotations

from dataclasses import replace

from sysmap.findings.planning.power import PlannedDesign, PowerCell, power
from sysmap.findings.planning.words import reference

TIMES = (1.5, 2.0, 3.0, 4.0)
WANTED, TESTED = 0.8, 0.8
"""Power enough, and how often something must be testable."""
_MOST = 400


def larger(design: PlannedDesign, here: PowerCell) -> tuple[tuple[PlannedDesign, PowerCell], ...]:
    """Simulate larger plans, until one would show the change four times in five.

    Parameters
    ----------
    design
        The plan.
    here
        What it would show with the response and effect of `reference`.

    Returns
    -------
    tuple
        The larger plans and what each would show; none where this one is enough.
    """
    response, effect = reference(design)
    only = replace(design, responses=(response,), effects=(effect,))
    found: list[tuple[PlannedDesign, PowerCell]] = []
    cell = here
    for times in TIMES:
        if cell.power >= WANTED and cell.refused <= 1 - TESTED:
            break
        more = _times(only, times)
        if more is None:
            break
        (cell,) = power(more, doing="Simulating larger programmes")
        found.append((more, cell))
    return tuple(found)


def _times(design: PlannedDesign, times: float) -> PlannedDesign | None:
    if design.together > 1:
        beside = round(design.comparison_places * times)
        more = replace(design, places=round(design.places * times), comparison_places=beside)
        return more if more.places <= design.draws and beside <= design.draws else None
    place = design.place
    size = round(place.roster.size * times)
    if size > _MOST:
        return None
    return replace(
        design, place=replace(place, roster=place.roster.scaled(size), chances=place.chances.of(size))
    )
