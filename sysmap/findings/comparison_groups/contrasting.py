"""The change of programme places set beside that of comparison places."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from sysmap.calling import verb
from sysmap.errors import ChoiceError, choice, listed
from sysmap.findings.comparison.comparability import measures_of
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.words import SHARED_SHOCK, SURE
from sysmap.findings.comparison_groups import words
from sysmap.findings.comparison_groups.alike import refuse_unlike, unsaid_notes
from sysmap.findings.comparison_groups.estimates import Contrasted, contrasts
from sysmap.findings.comparison_groups.first_wave import (
    first_levels,
    levels_beside,
    only_on_one_side,
    touched,
    touched_notes,
)
from sysmap.findings.comparison_groups.sides import Sides, began_before_its_first_wave, sides_of
from sysmap.findings.comparison_groups.two_sides import COLUMNS, Difference
from sysmap.findings.many_places.portfolio import Portfolio
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.records.tables.declared import COMPARISON, PROGRAMME
from sysmap.shown import Texts
from sysmap.text import number
from sysmap.vocabulary import fold

BESIDE = ("density", "within_density")
"""What stands beside the primary measure: if ties grow everywhere and mixing does not, these show it."""


@verb("difference(portfolio(folder))", judges=("programme", "comparison"))
def difference(
    programme: Any,
    comparison: Any = None,
    *,
    measures: str | Iterable[str] | None = None,
    confidence: float = 0.95,
) -> Difference:
    """Set the change of programme places beside that of places without the programme.

    Parameters
    ----------
    programme
        What `compare` gave for a programme place; several of these, as a list or by name; or what `portfolio`
        gave for the programme places. A portfolio that holds both sides is enough by itself where its
        table programmes says in a column arm which place is a programme and which a comparison place.
    comparison
        The same of the comparison places.
    measures
        Names of system measures whose change can be given an interval. None takes those that all comparisons
        have, and of portfolios their primary measure with density and density within sectors beside it.
    confidence
        How often an interval is to hold the difference, above 0 and below 1.

    Returns
    -------
    Difference
        From 3 places a side it speaks of places like these; below that of these places, no others.

    Raises
    ------
    ComparisonError
        If the sides were not asked or counted alike (question, scale, boundary, rule of reports), each
        difference named; or if a side has no place whose waves can be compared.
    ChoiceError
        If a side is of no kind that can be one, or the records do not say on which side a place is; if there
        is no such measure, or the confidence is not above 0 and below 1.
    """
    if not 0 < confidence < 1:
        raise ChoiceError(f"{choice('confidence', confidence)} is not above 0 and below 1, such as 0.95")
    sides = sides_of(programme, comparison)
    refuse_unlike(sides)
    if measures is None:
        of_many = isinstance(programme, Portfolio) or isinstance(comparison, Portfolio)
        wanted = [*_common(sides), *(BESIDE if of_many else ())]
    else:
        wanted = [measures] if isinstance(measures, str) else list(measures)
    entries, primary = measures_of(wanted, sides.places[0].comparison.primary)
    tested = [entry for entry in entries if entry.paired]
    return beside_each_other(
        sides,
        tested,
        primary,
        named=all(place.named for place in sides.places),
        confidence=float(confidence),
        unsaid=unsaid_notes(sides),
    )


def _common(sides: Sides) -> list[str]:
    """Return the measures that the comparisons of all places have and that can be given an interval."""
    frames = [place.comparison.to_frame() for place in sides.places]
    return [
        str(name)
        for name in frames[0].index
        if all(name in frame.index for frame in frames) and catalogue[str(name)].paired
    ]


def beside_each_other(
    sides: Sides,
    measures: Sequence[Measure],
    primary: Measure,
    *,
    named: bool,
    confidence: float,
    unsaid: Sequence[str],
) -> Difference:
    """Set two sides beside each other: what changed, what was before, and what they were like.

    Parameters
    ----------
    sides
        The places of each side.
    measures, primary
        The measures, the primary one among them.
    named
        Whether anybody named the primary one.
    confidence
        How often an interval is to hold the difference.
    unsaid
        What the records do not tell of what was asked, in sentences.
    """

    def found_of(sides_compared: Sequence[Sequence[Comparison]]) -> dict[str, Contrasted]:
        mine, other = sides_compared
        return contrasts(mine, other, measures, primary.name, confidence=confidence)

    found = found_of([[one.comparison for one in some] for some in (sides.programme, sides.comparison)])
    ahead = [
        [one.earlier for one in some if one.earlier is not None]
        for some in (sides.programme, sides.comparison)
    ]
    before = found_of(ahead) if all(ahead) else {}
    levels = levels_beside(sides)
    by_place, recorded = touched(sides)
    main = found[primary.name]
    flags = [
        *touched_notes(by_place, recorded=recorded),
        *(f"{row.label}: {row.flag}" for row in levels.itertuples() if row.flag),
        *only_on_one_side(sides),
        *unsaid,
        *_late_starts(sides),
        *([words.NARROWED] if main.contrast.narrowed else []),
        *_on_both_sides(sides),
    ]
    by_lot = pd.DataFrame(
        [(one.by_lot, one.assignments) for one in found.values()],
        columns=["p", "assignments"],
        index=pd.Index(list(found), name="measure"),
    )
    return Difference(
        sides=sides,
        primary=primary.name,
        primary_chosen=named,
        confidence=confidence,
        levels=levels,
        places=_places_frame(sides, primary.name),
        earlier=_rows(before, confidence),
        by_lot=by_lot,
        flags=Texts(flags),
        said_before=_said_before(sides, before.get(primary.name), primary, confidence),
        said_by_lot=words.by_lot_in_words(main),
        is_sure=main.p_adjusted <= SURE,
        cautions={place.name: " ".join(place.cautions) for place in sides.places},
        _frame=_rows(found, confidence),
    )


def _rows(found: Mapping[str, Contrasted], confidence: float) -> pd.DataFrame:
    cells = []
    for name, one in found.items():
        entry, two = catalogue[name], one.contrast
        caveat = [entry.caveat, "" if one.undefined else SHARED_SHOCK]
        cells.append(
            (
                *(entry.label, two.programme, two.comparison, two.difference, two.low, two.high, two.p),
                *(two.freedom, two.places_programme, two.places_comparison, one.undefined),
                *(words.reading(entry, one, confidence), " ".join(filter(None, caveat))),
            )
        )
    return pd.DataFrame(cells, columns=COLUMNS, index=pd.Index(list(found), name="measure", dtype=object))


def _places_frame(sides: Sides, primary: str) -> pd.DataFrame:
    """Return one row per place: its side, its waves, what it was like, and its changes."""
    rows = {}
    for side, places in ((PROGRAMME, sides.programme), (COMPARISON, sides.comparison)):
        for place in places:
            change, earlier = place.comparison, place.earlier
            own = change.to_frame().loc[primary] if primary in change.to_frame().index else {}
            ahead = earlier.to_frame() if earlier is not None else None
            rows[place.name] = {
                "side": side,
                "before": change.before.wave or "",
                "after": change.after.wave or "",
                **first_levels(place),
                "panel": math.nan if change.before.public else float(change.panel.size),
                **{name: float(own.get(name, math.nan)) for name in ("change", "low", "high")},
                "earlier_before": earlier.before.wave or "" if earlier is not None else "",
                "earlier_after": earlier.after.wave or "" if earlier is not None else "",
                "earlier_change": float(ahead.at[primary, "change"])
                if ahead is not None and primary in ahead.index
                else math.nan,
            }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("place")


def _said_before(sides: Sides, found: Contrasted | None, primary: Measure, confidence: float) -> str:
    """Say whether the sides moved apart before, or that it cannot be told and why."""
    counts = [sum(one.earlier is not None for one in some) for some in (sides.programme, sides.comparison)]
    if found is not None:
        many = f" (over {counts[0]} programme and {counts[1]} comparison places with two waves before)"
        return words.before_in_words(primary, found, confidence, waves=many)
    lacking = " and ".join(
        f"no {side} place" for side, count in zip((PROGRAMME, COMPARISON), counts, strict=True) if not count
    )
    said = [
        f"Whether the two sides moved apart before the programme cannot be told: {lacking} has two waves "
        f"before "
        "it that can be compared."
    ]
    for place in sides.places:
        if place.earlier is not None and primary.name in place.earlier.to_frame().index:
            row = place.earlier.to_frame().loc[primary.name]
            ends = interval_in_words(primary.name, row["low"], row["high"])
            waves = f"{place.earlier.before.wave} to {place.earlier.after.wave}"
            said.append(
                f"{place.name}, {waves}: {change_in_words(primary.name, row['change']) or 'not defined'}"
                f"{f' (95 % interval {ends})' if ends else ''}."
            )
    return " ".join(said)


def _late_starts(sides: Sides) -> list[str]:
    """Say where the programme had begun when the first wave did."""
    late = [one.name for one in sides.programme if began_before_its_first_wave(one)]
    if not late:
        return []
    where = "every programme place" if len(late) == len(sides.programme) else listed(late)
    return [
        f"In {where} the programme had begun before the first wave compared did, as the records have it: "
        "what changed until then is in neither wave."
    ]


def _on_both_sides(sides: Sides) -> list[str]:
    """Say that organisations on both sides are not two."""
    names = [
        {fold(str(name)) for place in some for name in place.comparison.before.organisations["name"]}
        for some in (sides.programme, sides.comparison)
    ]
    both = sorted(names[0] & names[1])
    if not both:
        return []
    count = "One organisation is" if len(both) == 1 else f"{number(len(both))} organisations are"
    return [
        f"{count} listed on both sides, by name: their ties enter both, and the interval takes the sides "
        f"as apart."
    ]
