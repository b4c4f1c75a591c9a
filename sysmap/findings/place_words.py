"""What is said of places: shares, bands and sums of each, and who is left out of what they have in common."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from sysmap.errors import listed
from sysmap.findings.amounts import amount_in_words
from sysmap.findings.places import Place
from sysmap.shown import percent

_WHEN = re.compile(r" \([^)]*\)$")


def share_in_words(value: float, ties: str = "") -> str:
    """Write the share of ties that cross and of how many ties it is; in words where it is not defined."""
    if math.isnan(value):
        return "not defined"
    return f"{percent(value)} ({ties})" if ties else percent(value)


def band_in_words(low: float, high: float) -> str:
    """Write what chance gives; nothing where it was not worked out."""
    return "" if math.isnan(low) else f"{100 * low:.0f} to {percent(high)}"


def funding_in_words(place: Place) -> str:
    """Write what a programme was given; nothing where it is not recorded."""
    if math.isnan(place.funding[0]):
        return "in several currencies" if place.payments and not place.currency else ""
    return amount_in_words(place.funding, place.currency)


def left_out_in_words(places: Iterable[Place]) -> str:
    """Name the places that are not pooled, with the reason of each; nothing where there are none."""
    by_reason: dict[str, list[str]] = {}
    for place in places:
        by_reason.setdefault(_WHEN.sub("", place.reason), []).append(place.name)
    said = [f"{listed(names)} ({reason})" for reason, names in sorted(by_reason.items())]
    return f"Not pooled: {'; '.join(said)}." if said else ""
