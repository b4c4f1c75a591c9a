"""The protocol of a plan: what is known when it is made, and what stands open for its user to say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sysmap.findings.comparison.estimating.limits import FEWEST_TIES, SMALLEST_PANEL
from sysmap.findings.many_places.pooling import FEWEST_PLACES
from sysmap.findings.planning.enough import larger
from sysmap.findings.planning.fields import FIELDS, nested
from sysmap.findings.planning.power import PlannedDesign, PowerCell, direction
from sysmap.findings.planning.words import assumptions, reading, reference, who
from sysmap.network.rules import Rules
from sysmap.network.system import SystemMap
from sysmap.text import counted

COMPARED = (
    "The same organisations in both waves, under the same reporting: those on the list of both, by what "
    f"those reported that answered both. Fewer than {SMALLEST_PANEL} of these are not compared, nor is a "
    f"measure that fewer than {FEWEST_TIES} changed ties move."
)
MISSING = (
    "An organisation that was not asked, or did not answer, has unknown ties, not none: a pair counts only "
    "where one of its ends answered both waves. A blank is not a no. Nothing is imputed. With no record of "
    "who answered, a missing tie is read as no tie, and that is said."
)


def protocol(
    design: PlannedDesign, cells: Sequence[PowerCell], *, secondary: Sequence[str], pilot: SystemMap | None
) -> dict[str, Any]:
    """Write the fields of a plan.

    Parameters
    ----------
    design
        What was simulated.
    cells
        What was found.
    secondary
        The names of the other measures.
    pilot
        The map that said how likely ties are: its rules are taken over.

    Returns
    -------
    dict
        Every field, as objects in objects.
    """
    response, effect = reference(design)
    here = next(cell for cell in cells if (cell.response, cell.effect) == (response, effect))
    rules = pilot.rules if pilot is not None else Rules()
    values: dict[str, Any] = {field.path: field.open for field in FIELDS if field.question}
    values |= {
        "title": f"Plan of a comparison: {who(design)}, two waves",
        "boundary.rule": "sector",
        "roster.sectors": dict(design.place.roster.sectors),
        "roster.organisations": design.place.roster.organisations,
        "rules.report": "confirmed" if rules.report == "confirmed" else "any",
        "rules.kinds": list(rules.kinds) if rules.kinds is not None else None,
        "rules.at_least": rules.at_least,
        "rules.forums": rules.forums,
        "rules.units": rules.units,
        "primary.measure": design.primary.name,
        "primary.direction": _direction(design, cells),
        "secondary": list(secondary),
        "compared": COMPARED,
        "missing": MISSING,
        "comparison": _comparison(design),
        "power.assumptions": list(assumptions(design)),
        "power.table": [_row(cell) for cell in cells],
        "power.reading": list(reading(design, cells, larger(design, here))),
        "notes": "",
    }
    return nested({field.path: values[field.path] for field in FIELDS})


def _row(cell: PowerCell) -> dict[str, float | None]:
    return {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in asdict(cell).items()
    }


def _direction(design: PlannedDesign, cells: Sequence[PowerCell]) -> str:
    """Say where the primary measure goes if there is an effect; either, where effects go both ways."""
    effects = design.effects
    if not (min(effects) >= 1 < max(effects) or max(effects) <= 1 > min(effects)):
        return "either"
    strongest = max(effects, key=lambda effect: abs(math.log(effect)))
    signs = direction([cell for cell in cells if cell.effect == strongest])
    return {1: "rise", -1: "fall"}.get(signs, "either")


def _comparison(design: PlannedDesign) -> str:
    """Say which comparison is planned."""
    test = "two-sided at 5 %, with a 95 % interval that allows for organisations that move"
    if design.comparison_places:
        few = min(design.places, design.comparison_places) < FEWEST_PLACES
        what = "these places and no others" if few else "places like these, by random effects"
        return (
            f"The change of the primary measure in {counted(design.places, 'place')} less that in "
            f"{counted(design.comparison_places, 'comparison place')}, for {what}, {test}. Command: sysmap "
            "portfolio, with the arm of each place in programmes."
        )
    if design.places > 1:
        return (
            f"The mean change of the primary measure over {counted(design.places, 'place')} like these, by "
            f"random effects, {test}. Command: sysmap portfolio."
        )
    return (
        f"The change of the primary measure between the two waves, {test}; its p is not adjusted, those of "
        "the secondary measures are. Command: sysmap compare --plan plan.json. It cannot tell a programme "
        "from a trend that would have come anyway."
    )
