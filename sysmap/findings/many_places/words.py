"""What is said of places: shares, bands and sums of each, and who is left out of what they have in common."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import pandas as pd

from sysmap.errors import listed
from sysmap.findings.amounts import amount_in_words
from sysmap.findings.many_places.place import Place
from sysmap.findings.many_places.pooling import FEWEST_PLACES, Pooled
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words, level_in_words
from sysmap.findings.words import range_in_words, value_in_words
from sysmap.measures.catalogue import Measure
from sysmap.network.said import notes_of_the_room
from sysmap.text import percent

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


def said_in_places(places: Iterable[Place]) -> list[str]:
    """Say of which places something was said in the room, and whether it is among what was counted."""
    found: dict[tuple[str, str], list[str]] = {}
    for place in places:
        for one in place.maps:
            for note in notes_of_the_room(one.notes):
                found.setdefault((one.wave or "", note), []).append(place.name)
    return [
        f"{listed(names, len(names))}{f', {wave}' if wave else ''}: {note}."
        for (wave, note), names in found.items()
    ]


def places_table(frame: pd.DataFrame, primary: str) -> pd.DataFrame:
    """Return one row per place to look at: every share as a percentage, every change in its unit."""
    rows = frame.itertuples()
    return pd.DataFrame(
        [
            (
                row.Index,
                row.organisations,
                "" if math.isnan(row.response) else percent(row.response),
                level_in_words("cross_share", row.value),
                level_in_words("cross_share", row.expected),
                interval_in_words("cross_share", row.low, row.high, signed=False),
                change_in_words(primary, row.change),
                interval_in_words(primary, row.change_low, row.change_high),
                change_in_words(primary, row.pooled),
                interval_in_words(primary, row.pooled_low, row.pooled_high),
                row.reason,
            )
            for row in rows
        ],
        columns=[
            *("place", "organisations", "answered, share of asked", "share of ties that cross"),
            *("by chance", "95 % band of chance", "change", "95 % interval"),
            *("drawn towards the mean", "its 95 % interval", "reason"),
        ],
    )


def left_out_in_words(places: Iterable[Place]) -> str:
    """Name the places that are not pooled, with the reason of each; nothing where there are none."""
    by_reason: dict[str, list[str]] = {}
    for place in places:
        by_reason.setdefault(_WHEN.sub("", place.reason), []).append(place.name)
    said = [f"{listed(names)} ({reason})" for reason, names in sorted(by_reason.items())]
    return f"Not pooled: {'; '.join(said)}." if said else ""


def pooled_in_words(waves: str, pooled: Pooled, entry: Measure) -> list[str]:
    """Say what the mean change of the places is, and whether their true changes differ; or why there is none.

    `waves` says how many have both waves.
    """
    if math.isnan(pooled.mean):
        several = f"at least {FEWEST_PLACES} are needed for a mean"
        return [f"{waves}; {pooled.places or 'none'} can be pooled, and {several}."]
    spread = value_in_words(entry, pooled.spread, signed=True).lstrip("+")
    return [
        f"{waves}; {pooled.places} are pooled. {entry.label}: mean change "
        f"{value_in_words(entry, pooled.mean, signed=True)} (95 % interval "
        f"{range_in_words(entry, pooled.low, pooled.high)}).",
        f"True changes differ between places, with a standard deviation of about {spread}."
        if pooled.spread
        else "The places differ no more than their own errors let expect.",
    ]
