"""Whether two sides were asked and counted alike: what differs is refused, each difference named."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sysmap.errors import ComparisonError, listed
from sysmap.findings.comparison_groups.sides import PlaceChange, Sides
from sysmap.network.rules import SAID_APPLIED
from sysmap.vocabulary import fold

_SHOWN = 80
_ASKED = {
    "question": "the question asked",
    "scale": "the scale of answers",
    "cap": "how many partners could be named at most",
}


def refuse_unlike(sides: Sides) -> None:
    """Refuse sides of another question, scale, boundary or rule.

    Raises
    ------
    ComparisonError
        If any differs; the message names each difference, with a place that has it.
    """
    unlike = []
    for what, of in _FEATURES.items():
        had = [
            {fold(text): (text, place.name) for place in reversed(places) for text in of(place) if text}
            for places in (sides.programme, sides.comparison)
        ]
        # What one side does not say is not known to differ.
        if all(had) and set(had[0]) != set(had[1]):
            only = [
                [said for key, said in one.items() if key not in other] for one, other in (had, reversed(had))
            ]
            shown = [
                f"{_cut(some[0][0])} in {some[0][1]}" if some else _cut(next(iter(whole.values()))[0])
                for some, whole in zip(only, had, strict=True)
            ]
            unlike.append(f"{what}: {shown[0]}, and {shown[1]}")
    if unlike:
        raise ComparisonError(
            f"the two sides cannot be set beside each other, for they differ in more than the programme: "
            f"{listed(unlike, len(unlike))}; a difference of their changes could be one of these; build the "
            "maps alike, and compare places in which the same was asked"
        )


def unsaid_notes(sides: Sides) -> list[str]:
    """Say of which places the records do not tell what was asked, so that it may differ unseen."""
    silent = {
        words: [place.name for place in sides.places if not any(_asked(place, column))]
        for column, words in _ASKED.items()
        if column != "cap"
    }
    missing = [
        f"{words} in {'any place' if len(some) == len(sides.places) else listed(some)}"
        for words, some in silent.items()
        if some
    ]
    if not missing:
        return []
    return [
        f"The records do not say {listed(missing)}: the sides can be set beside each other only if the same "
        "was asked in both. Write it into the table waves (question, scale)."
    ]


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _asked(place: PlaceChange, column: str) -> set[str]:
    """Return what the table waves says in a column of the two waves of a place."""
    change = place.comparison
    rows = change.before.records.waves
    rows = rows[rows["wave"].isin([change.before.wave, change.after.wave])]
    return {str(cell) for cell in rows[column] if cell is not None and str(cell) not in ("", "nan", "<NA>")}


def _rule(name: str) -> Callable[[PlaceChange], set[str]]:
    return lambda place: {_in_words(name, getattr(place.comparison.before.rules, name))}


def _in_words(name: str, value: object) -> str:
    if name == "said":
        return SAID_APPLIED if value == "applied" else "as recorded"
    if isinstance(value, tuple):
        return ", ".join(value)
    return "all" if value is None else str(value)


_FEATURES: dict[str, Callable[[PlaceChange], set[str]]] = {
    **{words: partial(_asked, column=column) for column, words in _ASKED.items()},
    "the rule of reports": _rule("report"),
    "the boundary": lambda place: {place.comparison.before.boundary},
    "the kinds of tie": _rule("kinds"),
    "the least strength": _rule("at_least"),
    "forums": _rule("forums"),
    "units": _rule("units"),
    "what was said in the room": _rule("said"),
    "the primary measure": lambda place: {place.comparison.primary},
}
