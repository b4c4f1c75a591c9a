"""What may be said of a difference between two sides: the ladder of readings. Never why."""

from __future__ import annotations

import math

from sysmap.findings.comparison.words import SURE, UNSURE
from sysmap.findings.comparison_groups.between_places import Contrast
from sysmap.findings.comparison_groups.estimates import Contrasted
from sysmap.findings.comparison_groups.touched import ONLY_ALONE
from sysmap.findings.words import range_in_words, value_in_words
from sysmap.measures.catalogue import Measure
from sysmap.measures.reasons import REASONS
from sysmap.text import counted, number, percent

WOULD_HAVE_TO_BE_TRUE = (
    "To read the difference as the programme's doing, all of this would have to be true. Without the "
    "programme, the programme places would have changed as the comparison places did. Nothing else that "
    "bears on who works with whom came to one side alone in that time, such as money, a reorganisation or "
    "another programme. Places did not get the programme in view of how they were already changing. The "
    "comparison places had no part in it. Who was listed and who answered changed alike on both sides. The "
    "records cannot show any of this: say for each what speaks for it and what against."
)
NOT_PARALLEL = (
    "That is no test: sides that did not move apart before may do so later for another reason, and with few "
    "places a real drift is easily missed."
)
THESE_ALONE = (
    "There are fewer than 3 places on a side, so how places differ cannot be told: what is said holds for "
    "these places, no others, every place counting alike."
)
PLACES_LIKE_THESE = (
    "Places on a side are taken as drawn from places like them, whose changes differ: random effects with "
    "the "
    "side as moderator (restricted likelihood, interval of Knapp and Hartung). A place's weight goes by how "
    "many pairs could be reported there."
)
NARROWED = (
    "The places of a side differ so little that the interval is narrower than their own errors would "
    "give: do "
    "not lean on its width."
)
ALONE = "Each interval and p is of a measure looked at alone."
ADJUSTED = (
    "What is said of a measure other than the primary one allows for having looked at several (Holm's "
    "method)."
)


def reading(entry: Measure, found: Contrasted, confidence: float) -> str:
    """Say what the records show of a difference in a measure, by its adjusted p."""
    two = found.contrast
    if math.isnan(two.difference):
        return f"Not tested: {REASONS.get(found.undefined, found.undefined)}."
    sides = sides_in_words(entry, two)
    if found.undefined:
        return f"Not tested: {REASONS.get(found.undefined, found.undefined)}. {sides}."
    interval = interval_in_words(entry, two, confidence)
    if found.p_adjusted <= SURE:
        explain = (
            "differences between places and fluctuation within them"
            if two.form == "random"
            else "tie-by-tie and organisation-level fluctuation"
        )
        return f"{moved_in_words(entry, two)} ({interval}): more than {explain} would explain. {sides}."
    least = value_in_words(entry, found.detectable, signed=True).lstrip("+")
    middle = value_in_words(entry, two.difference, signed=True)
    verdict = "No difference can be shown."
    if found.p_adjusted <= UNSURE:
        ends = range_in_words(entry, two.low, two.high)
        verdict = (
            f"Inconclusive: the records are consistent with no difference and with differences from {ends}."
        )
    if two.p <= SURE:
        verdict = f"{verdict.partition(':')[0].rstrip('.')}: {ONLY_ALONE}"
    return (
        f"{verdict} {sides}: a difference of {middle} ({interval}). These records could have shown a "
        f"difference of about {least} or more."
    )


def moved_in_words(entry: Measure, two: Contrast) -> str:
    """Say how far the programme side moved beyond the other: ``rose by 3.1 points more than in ...``."""
    size = value_in_words(entry, abs(two.difference), signed=True).lstrip("+")
    rose = two.programme > 0 or (two.programme == 0 and two.difference > 0)
    more = (two.difference > 0) == rose
    places = "place" if two.places_comparison == 1 else "places"
    return (
        f"{entry.label} {'rose' if rose else 'fell'} by {size} {'more' if more else 'less'} than in the "
        f"comparison {places}"
    )


def sides_in_words(entry: Measure, two: Contrast) -> str:
    """Say how far each side moved."""
    there, here = (value_in_words(entry, each, signed=True) for each in (two.programme, two.comparison))
    return (
        f"{entry.label} changed by {there} in {_places(two.places_programme, 'programme')} and by {here} in "
        f"{_places(two.places_comparison, 'comparison')}"
    )


def _places(count: int, side: str) -> str:
    return f"the {side} place" if count == 1 else f"{number(count)} {side} places"


def interval_in_words(entry: Measure, two: Contrast, confidence: float) -> str:
    """Write the interval of a difference and how often such intervals hold it."""
    return f"{percent_of(confidence)} interval {range_in_words(entry, two.low, two.high)}"


def percent_of(confidence: float) -> str:
    """Write how often an interval holds what it is of: ``95 %``, ``99.5 %``."""
    return f"{number(100 * confidence, 4)} %"


def by_lot_in_words(found: Contrasted) -> str:
    """Say how often places assigned by lot would differ as much; nothing where that was not worked out."""
    if math.isnan(found.by_lot) or found.assignments <= 2:
        return ""
    two = found.contrast
    # Sides of one size swapped differ as much.
    smallest = (2 if two.places_programme == two.places_comparison else 1) / found.assignments
    least = "" if smallest <= SURE else " With so few places it cannot be small, whatever the difference."
    return (
        f"Over {found.assignments:,} assignments of these places to the two sides, a difference as large "
        f"comes "
        f"up with p {number(found.by_lot)}. That p is valid only if places were assigned by lot.{least}"
    )


def before_in_words(entry: Measure, found: Contrasted, confidence: float, *, waves: str) -> str:
    """Say whether the two sides moved apart before the programme. It is no test of parallel trends."""
    two = found.contrast
    if math.isnan(two.low):
        return f"Before the programme{waves}: {reading(entry, found, confidence)}"
    apart = found.contrast.p <= SURE
    middle = value_in_words(entry, two.difference, signed=True)
    moved = (
        "did move apart by more than fluctuation would explain"
        if apart
        else "did not move apart by more than could be shown"
    )
    return (
        f"Before the programme the two sides {moved}{waves}: the difference of their changes in "
        f"{entry.label[:1].lower()}{entry.label[1:]} was "
        f"{middle} ({interval_in_words(entry, two, confidence)}). {NOT_PARALLEL}"
    )


def who_in_words(programme: int, comparison: int, left_out: tuple[tuple[str, str, str], ...]) -> str:
    """Say how many places stand on each side, and who is left out for which reason."""
    said = f"{counted(programme, 'programme place')} beside {counted(comparison, 'comparison place')}."
    by_reason: dict[tuple[str, str], list[str]] = {}
    for side, name, reason in left_out:
        by_reason.setdefault((side, reason), []).append(name)
    out = [f"{', '.join(names)} ({side}; {reason})" for (side, reason), names in sorted(by_reason.items())]
    return f"{said} Left out: {'; '.join(out)}." if out else said


def share_in_words(value: float) -> str:
    """Write a share that may not be known."""
    return "" if math.isnan(value) else percent(value)
