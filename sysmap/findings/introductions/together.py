"""Sets of organisations that matter together, by name and in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sysmap.errors import listed
from sysmap.findings.introductions.key_players import KeySet
from sysmap.text import counted, number, percent

COLUMNS = ["what", "organisations", "value", "one_by_one", "value_one_by_one", "better", "exact", "looked_at"]
COSTS_MOST, REACHES_MOST = "leaving costs most", "reaches most"


@dataclass(frozen=True, kw_only=True)
class SetTogether:
    """A set of organisations that matter together.

    Attributes
    ----------
    what : str
        `COSTS_MOST` or `REACHES_MOST`.
    organisations : tuple of str
        Their names.
    value : float
        What the set is worth: the share of the closeness between their sectors that the others would lose;
        or the mean over the others of one divided by their steps from the nearest of the set.
    one_by_one : tuple of str
        As many organisations, those worth most alone.
    value_one_by_one : float
        What these are worth as a set.
    exact : bool
        Whether every set was looked at.
    looked_at : int
        How many were.
    """

    what: str
    organisations: tuple[str, ...]
    value: float
    one_by_one: tuple[str, ...]
    value_one_by_one: float
    exact: bool
    looked_at: int

    @property
    def better(self) -> float:
        """How many times the value of those worth most alone it has; ``nan`` where that is 0."""
        return self.value / self.value_one_by_one if self.value_one_by_one > 0 else math.nan

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        k = len(self.organisations)
        names, share = _and(self.organisations), percent(self.value, 1)
        other = f"No other set of {k} would" if self.exact else f"No set of {k} that was looked at would"
        if self.what == COSTS_MOST:
            found = f"If {names} left, the others would lose {share} of the closeness between their sectors."
            return f"{found} {other} cost more{self._beside('would cost')}."
        found = f"{names} reach most: {number(self.value, 2)} of 1, where 1 is all others in one step."
        return f"{found} {other} reach more{self._beside('come to', as_share=False)}."

    @property
    def method(self) -> str:
        """How it was found."""
        k = len(self.organisations)
        sets = counted(self.looked_at, f"set of {k}", f"sets of {k}")
        if self.exact:
            return f"All {sets} were looked at."
        return f"{sets} were looked at, and not all: the best was found by exchange."

    def _beside(self, verb: str, *, as_share: bool = True) -> str:
        """Say what those worth most one by one are worth, where they are not the same set."""
        if set(self.one_by_one) == set(self.organisations):
            return "; they are also those that matter most one by one"
        worth = percent(self.value_one_by_one, 1) if as_share else number(self.value_one_by_one, 2)
        return f"; those that matter most one by one ({_and(self.one_by_one)}) {verb} {worth}"

    def row(self) -> tuple[object, ...]:
        """Return it as a row of `COLUMNS`."""
        names = (", ".join(self.organisations), ", ".join(self.one_by_one))
        figures = (self.value, names[1], self.value_one_by_one, self.better, self.exact, self.looked_at)
        return (self.what, names[0], *figures)


def named(what: str, found: KeySet, names: Sequence[str], values: tuple[float, float]) -> SetTogether:
    """Name a set that was found; `values` are what it, and those worth most one by one, are worth."""
    return SetTogether(
        what=what,
        organisations=tuple(sorted(names[place] for place in found.places)),
        value=values[0],
        one_by_one=tuple(sorted(names[place] for place in found.one_by_one)),
        value_one_by_one=values[1],
        exact=found.exact,
        looked_at=found.looked_at,
    )


def as_table(sets: Sequence[SetTogether]) -> pd.DataFrame:
    """Return sets as a table, a row each."""
    return pd.DataFrame([one.row() for one in sets], columns=COLUMNS, dtype=object)


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{listed(names[:-1])} and {names[-1]}"
