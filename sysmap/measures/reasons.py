"""Why a value may not be defined, and what may stand beside one that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sysmap.calling import verb
from sysmap.errors import ChoiceError, listed

REASONS: dict[str, str] = {
    "empty": "no organisation on the map",
    "too_few_organisations": "too few organisations",
    "no_ties": "no ties",
    "single_sector": "one sector only",
    "no_within_pairs": "no sector has two organisations",
    "no_variation": "nothing varies that it could measure",
    "unbounded": "a ratio over zero",
    "undirected": "ties have no direction on this map",
    "isolate": "works with nobody on this map",
    "sector_unknown": "its sector is unknown",
    "not_recorded": "the records do not say",
    "one_kind": "one kind of tie and no strengths to tell ties apart",
    "no_cross_ties": "no ties between sectors",
    "no_forums": "no forums recorded",
    "no_raters": "nobody rated it",
    "too_few_raters": "too few rated it",
    "unreachable": "no way between any two sectors",
    "single_member": "one organisation in the sector",
    "too_few_changed_ties": "too few ties changed",
    "no_such_pairs": "no pair of which both ends are touched, or none of which neither is",
    "not_estimated": "no interval or test was worked out",
    "too_few_in_every_wave": "fewer than 10 organisations answered every wave",
    "too_few_in_both_waves": "fewer than 10 organisations answered both waves",
    "too_large": "ties that stay with their engine are only counted",
    "first_wave": "changes are counted from this wave",
}
"""Why a value is not defined, in words, in the order in which reasons take precedence."""


@dataclass(frozen=True)
class Undefined:
    """Not a number, and why."""

    reason: str


@dataclass(frozen=True)
class Noted:
    """A value with what must stand beside it."""

    value: Any
    note: str | dict[str, str]


@verb('undefined("no_ties")')
def undefined(reason: str) -> Undefined:
    """Say that a measure is not defined here.

    Parameters
    ----------
    reason
        One of the names of `REASONS`.

    Raises
    ------
    ChoiceError
        If the reason is none of those known.
    """
    if reason not in REASONS:
        raise ChoiceError(f"{reason!r} is no known reason; there are: {listed(REASONS)}")
    return Undefined(reason)


@verb('noted(value, "12 % of pairs unreachable")')
def noted(value: Any, note: str | dict[str, str]) -> Noted:
    """Return a value with what must stand beside it: ``noted(0.4, "12 % unreachable")``.

    Parameters
    ----------
    value
        The number; of a measure of organisations, the array and the reasons; or `undefined`.
    note
        The words; of a measure of organisations, also by id.
    """
    return Noted(value, note)
