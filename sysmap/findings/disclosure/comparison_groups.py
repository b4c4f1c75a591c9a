"""A difference between two sides for the public: worked out again on public copies of its places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sysmap.findings.comparison_groups.alike import unsaid_notes
from sysmap.findings.comparison_groups.contrasting import beside_each_other
from sysmap.findings.comparison_groups.sides import PlaceChange, Sides
from sysmap.findings.comparison_groups.two_sides import Difference
from sysmap.findings.disclosure.comparisons import EVERYBODY
from sysmap.findings.disclosure.money_and_places import WHY_UNSAID
from sysmap.findings.many_places.place import NOT_COMPARED
from sysmap.measures.catalogue import catalogue


def public_difference(found: Difference, public: Callable[[Any], Any]) -> Difference:
    """Return a difference for the public.

    Parameters
    ----------
    found
        The difference.
    public
        Makes the public copy of a comparison.
    """
    if found.public:
        return found

    def copied(place: PlaceChange) -> PlaceChange:
        earlier = None if place.earlier is None else public(place.earlier)
        reason = WHY_UNSAID if place.earlier_reason.startswith(NOT_COMPARED) else place.earlier_reason
        return replace(place, comparison=public(place.comparison), earlier=earlier, earlier_reason=reason)

    sides = Sides(
        tuple(map(copied, found.sides.programme)),
        tuple(map(copied, found.sides.comparison)),
        # Why waves are not compared may count who answered.
        tuple(
            (side, name, WHY_UNSAID if reason.startswith(NOT_COMPARED) else reason)
            for side, name, reason in found.sides.left_out
        ),
    )
    copy = beside_each_other(
        sides,
        [catalogue[str(name)] for name in found.to_frame().index],
        catalogue[found.primary],
        named=found.primary_chosen,
        confidence=found.confidence,
        # What was asked is not in a copy for the public: whether it is recorded is said as before.
        unsaid=unsaid_notes(found.sides),
    )
    anybody = [EVERYBODY] if any(EVERYBODY in place.comparison.flags for place in sides.places) else []
    return replace(copy, flags=(*anybody, *copy.flags), public=True)
