"""Many places on one page: a row each, with its map, who answered, chance and change."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from sysmap.findings.amounts import money
from sysmap.findings.disclosure.answered import rate_in_words
from sysmap.findings.many_places.funder_words import dates_said
from sysmap.findings.many_places.place import Place
from sysmap.findings.many_places.portfolio import Portfolio
from sysmap.findings.many_places.words import band_in_words, funding_in_words, share_in_words
from sysmap.pages.document import page, style_sheet
from sysmap.pages.pictures.thumbnails import chance_strip, change_strip, map_thumbnails, mark_sample, marks_of
from sysmap.pages.report.blocks import unbroken
from sysmap.progress import step
from sysmap.text import counted, percent

_NO_SCALE = (-1.0, 1.0)


def places_page(portfolio: Portfolio) -> str:
    """Write many places as one page: a row per place, by name, readable aloud, on paper and on a phone.

    Parameters
    ----------
    portfolio
        What `portfolio` gave.

    Returns
    -------
    str
        A page without scripts that makes no request.
    """
    frame = portfolio.to_frame()
    maps = [one for place in portfolio.places for one in place.maps]
    marks = marks_of(maps)
    reach = _reach(portfolio)
    rows = []
    for number, (place, found) in enumerate(zip(portfolio.places, frame.itertuples(), strict=True)):
        step("Drawing places", number, len(frame))
        rows.append(_row(portfolio, place, found, marks, reach))
    step("Drawing places", len(frame), len(frame))
    return page(
        "places.html",
        styles=[style_sheet("places.css")],
        title=portfolio.title,
        finding=unbroken(portfolio.finding),
        notes=[unbroken(note) for note in portfolio.notes[1:]],
        measure=portfolio.measure.label,
        rows=rows,
        funder=_for_the_funder(portfolio),
        sectors=[{"label": label, "sample": _markup(mark_sample(mark))} for label, mark in marks.items()],
        scale=[portfolio.change_in_words(end, math.nan, math.nan).partition(" (")[0] for end in reach],
        chance_sample=_markup(chance_strip(0.62, 0.7, 0.58, 0.82)),
        change_sample=_markup(change_strip((0.4, -0.1, 0.9), (0.3, 0.1, 0.5), 0.2, (-0.6, 1.0))),
        missing="Not recorded, or not shown" if portfolio.public else "Not recorded",
        public=portfolio.public,
        draws=f"{portfolio.draws:,}",
    )


def _row(portfolio: Portfolio, place: Place, found: Any, marks: dict[str, Any], reach: Any) -> dict[str, Any]:
    drawings = map_thumbnails(place.maps, place.name, marks) if place.maps else []
    change = found.change, found.change_low, found.change_high
    drawn = found.pooled, found.pooled_low, found.pooled_high
    about = [
        place.programme,
        f"Enabler {place.enabler}" if place.enabler else "",
        funding_in_words(place),
        *dates_said(place),
    ]
    return {
        "name": place.name,
        "about": [*(text for text in about if text), counted(found.organisations, "organisation")],
        "maps": [
            {"wave": one.wave or "", "drawing": _markup(drawing)}
            for one, drawing in zip(place.maps, drawings, strict=True)
        ],
        "answered": [] if portfolio.public else _answered(place),
        "response": unbroken(_response(place)),
        "share": unbroken(share_in_words(found.value, place.ties)) if place.maps else "",
        "band": unbroken(band_in_words(found.low, found.high)),
        "beside": _beside(found.value, found.low, found.high),
        "chance": _markup(chance_strip(found.value, found.expected, found.low, found.high)),
        "change": portfolio.change_in_words(*change),
        "drawn": portfolio.change_in_words(*drawn),
        "strip": _markup(change_strip(change, drawn, portfolio.pooled.mean, reach)),
        "cautions": [unbroken(caution) for caution in place.cautions],
        "reason": place.reason[:1].upper() + place.reason[1:],
    }


def _for_the_funder(portfolio: Portfolio) -> list[dict[str, Any]]:
    """Return what a funder reads of each place: what was funded, what can be shown, what comes next."""
    steps = portfolio.next_steps()
    steps = steps[steps["proposed"]].set_index("place")
    return [
        {
            "name": place.name,
            "about": [*([row.funding] if row.funding else []), *dates_said(place)],
            "shown": unbroken(row.shown),
            "next": unbroken(row.next_step),
            "effort": _effort(steps.loc[place.name], place.currency) if place.name in steps.index else [],
        }
        for place, row in zip(portfolio.places, portfolio.funders_table().itertuples(), strict=True)
    ]


def _effort(step: pd.Series, currency: str) -> list[str]:
    """Say whom to ask how often, how many answers that needs, and what these cost where that is known."""
    twice = " twice" if step["waves"] == 2 else ""
    said = [
        f"Ask {counted(int(step['organisations']), 'organisation')}{twice}",
        f"Get {counted(int(step['answers']), 'answer')}",
    ]
    if "cost" in step:
        cost = float(step["cost"])
        said.append(f"Costs {money(cost, currency) if currency else f'{cost:,.0f}'}")
    return said


def _response(place: Place) -> str:
    """Say which share answered in the latest wave, as far as a public copy may."""
    told = place.latest.answers if place.latest is not None else None
    return rate_in_words(told) if told is not None and told.whole else ""


def _answered(place: Place) -> list[str]:
    """Say for each wave how many of those asked answered."""
    said = []
    for number, one in enumerate(place.maps):
        reply = place.answered(number)
        count = (
            f"{reply[0]} of {reply[1]} ({unbroken(percent(reply[0] / reply[1]))})"
            if reply
            else "not recorded"
        )
        said.append(f"{one.wave}: {count}" if one.wave else count)
    return said


def _beside(share: float, low: float, high: float) -> str:
    if math.isnan(share) or math.isnan(low):
        return ""
    return "below chance" if share < low else "above chance" if share > high else "within chance"


def _reach(portfolio: Portfolio) -> tuple[float, float]:
    """Return a scale on which all changes and their intervals stand, with room for zero."""
    ends = [
        end
        for place in portfolio.places
        for end in (place.change, place.change_low, place.change_high)
        if not math.isnan(end)
    ]
    if not ends or min(ends) == max(ends) == 0:
        return _NO_SCALE
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = 0.05 * (high - low)
    return low - room, high + room


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)
