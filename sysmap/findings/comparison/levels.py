"""What stands beside the levels of two waves, so that they can be read: of how many, and as recorded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sysmap.findings.comparison.bounds import is_complete
from sysmap.findings.words import in_a_sentence, value_in_words
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.evaluating import Value
from sysmap.network.pairs import BETWEEN, WITHIN, Pairs
from sysmap.network.system import SystemMap
from sysmap.text import number

_AS_OBSERVED = "Some did not answer: its true level may differ, and by how much is not known"
_COUNTED = ("density", "cross_density", "within_density")  # they say how many ties could have been reported
ONLY_THE_CHANGE = f"{_AS_OBSERVED}, and only the change is comparable."
"""Of a measure of which no range can be given where some pairs could not be reported, in two waves."""


@dataclass(frozen=True)
class Beside:
    """What stands beside a measure in two waves.

    Attributes
    ----------
    counts : tuple of str
        For each wave of how many the value is: ``52 of 82 ties``; empty where that says nothing.
    recorded : tuple of str
        The values as recorded, where they are written otherwise than those compared; else empty.
    scaled : bool
        Whether a share was scaled up to pairs that nobody could report, so that counts give another.
    """

    counts: tuple[str, str] = ("", "")
    recorded: tuple[str, str] = ("", "")
    scaled: bool = False

    def in_words(self) -> str:
        """Say it in one clause; nothing where there is nothing to say."""
        first, last = self.counts
        counts = f"{first}, then {last}" if first and last else first or last
        scaled = "scaled up to pairs that nobody could report" if self.scaled else ""
        return "; ".join(filter(None, [counts, scaled, self.recorded_in_words()]))

    def recorded_in_words(self) -> str:
        """Say what the values are as recorded, where they are others."""
        return (
            f"as recorded, with everybody listed, {' and '.join(self.recorded)}" if any(self.recorded) else ""
        )


def as_observed(entry: Measure, system: SystemMap) -> str:
    """Say of a level of one wave what the comparison says of it, where some pairs could not be reported."""
    said = system.reportable
    n = system.arrays.n
    pairs = n * (n - 1) // (1 if system.directed else 2)
    if said is None or said.everywhere >= pairs or not entry.ties or entry.name in _COUNTED:
        return ""
    return f"{_AS_OBSERVED}."


def beside_levels(
    entry: Measure,
    values: tuple[float, float],
    noted: tuple[Value, Value],
    recorded: tuple[Value, Value],
    pairs: Pairs,
) -> Beside:
    """Collect what stands beside the levels of a measure.

    Parameters
    ----------
    entry
        The measure.
    values
        Its values over the matched panel.
    noted
        The same as worked out on the maps of the panel, with their notes.
    recorded
        The measure on the maps as recorded.
    pairs
        The pairs compared.
    """
    counts, scaled = (noted[0].note, noted[1].note), False
    found = _counted(entry.name, pairs)
    if found is not None:
        counts, shares = found
        # What is written must follow from the counts beside it, or say why it does not.
        scaled = any(
            value_in_words(entry, share) != value_in_words(entry, value)
            for share, value in zip(shares, values, strict=True)
            if not math.isnan(value)
        )
    written = [value_in_words(entry, value) for value in values]
    whole = [value_in_words(entry, value.value) for value in recorded]
    known = not any(math.isnan(value) for value in (*values, *(each.value for each in recorded)))
    differ = bool(entry.ties) and known and written != whole
    return Beside(counts, (whole[0], whole[1]) if differ else ("", ""), scaled)


def _counted(name: str, pairs: Pairs) -> tuple[tuple[str, str], tuple[float, float]] | None:
    """Count what a share of totals is of, in each wave; None for other measures."""
    counts, observable = pairs.counts, pairs.observable
    parts = {
        "cross_density": (counts[:, BETWEEN], observable[[BETWEEN, BETWEEN]]),
        "within_density": (counts[:, WITHIN], observable[[WITHIN, WITHIN]]),
        "density": (counts.sum(axis=1), np.repeat(observable.sum(), 2)),
        "cross_share": (counts[:, BETWEEN], counts[:, [BETWEEN, WITHIN]].sum(axis=1)),
    }
    if name not in parts:
        return None
    part, whole = parts[name]
    what = "ties" if name == "cross_share" else "possible ties"
    if what == "possible ties" and not is_complete(pairs):
        what = "possible ties that could be reported in both waves"
    said = [f"{number(int(some))} of {number(int(all_of))}" for some, all_of in zip(part, whole, strict=True)]
    shares = [some / all_of if all_of else math.nan for some, all_of in zip(part, whole, strict=True)]
    return (f"{said[0]} {what}", said[1]), (float(shares[0]), float(shares[1]))


def levels_note(three_ways: pd.DataFrame, names: Iterable[str], *, recorded: bool) -> str:
    """Say of some measures that their levels over the organisations compared are not those as recorded.

    Parameters
    ----------
    three_ways
        The measures in three ways, index ``measure, way``.
    names
        Which of them to speak of, those that are there.
    recorded
        Whether it is recorded who answered in either wave: then those that answered both are compared.

    Returns
    -------
    str
        Nothing where they are written alike both ways.
    """
    said = []
    for name in names:
        if name not in three_ways.index.get_level_values("measure"):
            continue
        ways = three_ways.loc[name, ["before", "after"]]
        if ways.isna().any(axis=None):
            continue
        (whole, own) = (
            [value_in_words(catalogue[name], value) for value in ways.loc[way]]
            for way in ("as recorded", "matched panel")
        )
        if whole != own:
            label = in_a_sentence(catalogue[name].label)
            said.append(f"{label} {whole[0]} and {whole[1]} as recorded, {own[0]} and {own[1]} here")
    if not said:
        return ""
    reported = ", by what those reported that answered both waves" if recorded else ""
    return (
        f"Levels here are those of the organisations compared{reported}. They are not those of a scorecard, "
        f"which counts everybody on the list of a wave: {'; '.join(said)}."
    )
