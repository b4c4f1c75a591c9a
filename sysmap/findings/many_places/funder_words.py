"""What a funder reads of a place: what can be shown now, what to do next, and what that would show."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sysmap.findings.comparison.words import SURE
from sysmap.findings.many_places.next_steps import MOST, NextStep, NextSteps
from sysmap.findings.many_places.place import NOT_COMPARED, Place
from sysmap.findings.many_places.words import band_in_words
from sysmap.findings.planning.foreseen import RESPONSE
from sysmap.findings.planning.shares import of_ten
from sysmap.findings.words import in_a_sentence, range_in_words, value_in_words
from sysmap.measures.catalogue import Measure
from sysmap.text import counted, percent

MONEY_ALONE = (
    "Money stands beside what was found and is divided by nothing: these records hold no price of a tie."
)
NEXT_STEPS = (
    "What a next step would show is the sum of a plan, not a promise. It takes it that ties {moving}, that "
    "organisations answer independently of one another, that each of a longer list has as many partners, and "
    "that the density between sectors rises by half. Every step of every place is in the table of next steps."
)
COSTS = (
    "Costs are answers to get times {cost}, as the call said: nothing in the records tells what an answer "
    "costs."
)
INTO_THE_MEAN = (
    "One more wave in {places} whose waves cannot be compared yet would bring {them} into the mean: {ask} "
    "asked, {answers} answering."
)
TOGETHER = "These places together would have shown a mean change of about {least} four times in five."
_RISE = "a rise of the density between sectors by half"


def dates_said(place: Place) -> list[str]:
    """Say from when and to when a programme ran, as far as that is recorded."""
    said = (("from", place.began), ("to", place.ended))
    return [f"{word} {day}" for word, day in said if day]


def shown_in_words(place: Place, entry: Measure, p_among: Mapping[str, float]) -> str:
    """Say what can be shown of a place now: whether it changed, and how much crosses beside chance.

    Parameters
    ----------
    place
        What is found of it.
    entry
        The measure whose change was looked for.
    p_among
        As `p_among_places` gives them.
    """
    return " ".join(filter(None, [_changed(place, entry, p_among), _crossing(place)]))


def _changed(place: Place, entry: Measure, p_among: Mapping[str, float]) -> str:
    label = in_a_sentence(entry.label)
    if place.comparison is None or math.isnan(place.change):
        reason = place.reason.removeprefix(f"{NOT_COMPARED}: ").removeprefix("change not defined: ")
        return f"No change can be shown or ruled out: {reason}."
    change = value_in_words(entry, place.change, signed=True)
    if math.isnan(place.change_low):
        reason = place.reason.removeprefix("no interval of its own: ")
        return f"Whether {label} changed was not tested: {reason}. The difference is {change}."
    interval = f"95 % interval {range_in_words(entry, place.change_low, place.change_high)}"
    assert place.comparison is not None
    row = place.comparison.to_frame().loc[entry.name]
    way = f"{'rose' if place.change > 0 else 'fell'} by {change.lstrip('+−')} ({interval})"
    tested = len(p_among)
    if p_among.get(place.name, 1.0) <= SURE:
        also = f", also when all {tested} places tested are allowed for" if tested > 1 else ""
        return f"{entry.label} {way}{also}."
    if float(row["p"]) <= SURE:
        return (
            f"Looked at alone, {label} {way}. Among {tested} places tested, one that changed as much may "
            "come by itself."
        )
    least = value_in_words(entry, float(row["detectable"]), signed=True).lstrip("+")
    return (
        f"No change can be shown in {label}: {change} ({interval}). A change of about {least} would have "
        "been found four times in five."
    )


def _crossing(place: Place) -> str:
    if not place.maps or math.isnan(place.share):
        return ""
    wave = place.maps[-1].wave
    count = f" ({place.ties})" if place.ties else ""
    share = f"{percent(place.share)} of ties cross a boundary{count}"
    said = f"In {wave}, {share}" if wave else share
    band = band_in_words(place.low, place.high)
    if not band:
        return f"{said}."
    beside = (
        "fewer than chance gives"
        if place.share < place.low
        else "more than chance gives"
        if place.share > place.high
        else "within what chance gives"
    )
    return f"{said}: {beside} there, {band}."


def next_in_words(place: Place, steps: NextSteps | None) -> str:
    """Say what to do next in a place, and what it would show.

    Parameters
    ----------
    place
        What is found of it.
    steps
        What could be done; None where that cannot be told.
    """
    if steps is None:
        if place.latest is None or place.latest.organisations.empty:
            return "List the organisations of this place, and ask them."
        return "All organisations listed are of one sector: list those of other sectors too."
    wave = place.maps[-1].wave or "this wave"
    again, best, showing = steps.again, steps.best, steps.showing
    rise = f"{_RISE}, from {percent(steps.now, 1)} to {percent(steps.risen, 1)},"
    if not steps.known:
        rise = f"{_RISE} (taken as {percent(steps.now)} now, for these ties cannot say it)"
    if best is None or best.waves == 1 or steps.compared:
        first = best if best is not None and best.waves == 1 else again
        compare = "" if steps.compared or best is None else "would give two waves to compare, and "
        said = f"{_one_wave(first, steps, wave)}, {compare}would show {rise} in {_often(first)}."
    else:
        first = best
        said = (
            f"With one more wave nothing could be tested in {of_ten(again.foreseen.refused)} such "
            f"programmes. {_two_waves(first, steps, wave)}, would mostly give waves to compare, and would "
            f"show {rise} in {_often(first)}."
        )
    if first.shows:
        return said
    if showing is None:
        return f"{said} No list of up to {MOST} organisations would show it in about 8 of 10."
    more = (_one_wave if showing.waves == 1 else _two_waves)(showing, steps, wave)
    return f"{said} {more}, would show it in {of_ten(showing.foreseen.power)}."


def _often(step: NextStep) -> str:
    return f"{of_ten(step.foreseen.power)} such programmes"


def _one_wave(step: NextStep, steps: NextSteps, wave: str) -> str:
    organisations = counted(step.organisations, "organisation")
    return f"One more wave of the same {organisations}, {_answering(step, steps, wave)}"


def _two_waves(step: NextStep, steps: NextSteps, wave: str) -> str:
    who = counted(step.organisations, "organisation")
    which = f"the same {who}" if step.organisations == steps.organisations else f"about {who}"
    return f"Two new waves of {which}, {_answering(step, steps, wave, each=' each time')}"


def _answering(step: NextStep, steps: NextSteps, wave: str, each: str = "") -> str:
    """Say how many answer, and whether that is as in the latest wave."""
    share = percent(step.response)
    if math.isnan(steps.response) and step.response == RESPONSE:
        share = f"taken as {share}"
    elif step.response == steps.response:
        share = f"{share}, as in {wave}"
    return f"{step.answering} answering{each} ({share})"
