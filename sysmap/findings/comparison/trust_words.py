"""The rows of the diagnostics as people are shown them."""

from __future__ import annotations

import pandas as pd

from sysmap.findings.words import in_a_sentence, range_in_words
from sysmap.measures.catalogue import catalogue
from sysmap.network.pairs import BETWEEN, Pairs
from sysmap.text import counted, number

NO_RANGE = "no range can be given"
_WHAT = {
    "organisations_compared": "Organisations compared",
    "panel_organisations": "Whose reports are used",
    "observable_pairs": "Pairs that could be reported",
    "response_before": "Response before",
    "response_after": "Response after",
    "jaccard": "Ties in both waves (Jaccard)",
    "changed_ties": "Ties that changed",
    "changed_ties_between": "Of these, across the boundary",
    "drift": "Drift of organisations",
    "mcnemar": "McNemar's test",
    "density_gap": "Density between less within",
    "bounds_before": "Range before",
    "bounds_after": "Range after",
    "bounds_change": "Range of the change",
    "tie_level": "Tie-level p",
    "with_everyone": "With everyone in",
}


def range_in_full(pairs: Pairs, rows: pd.DataFrame, waves: tuple[str | None, str | None]) -> str:
    """Say what pairs that nobody could report leave open of the density between sectors; nothing if none.

    It stands with the primary change whichever measure that is.
    """
    possible, unknown = int(pairs.possible[BETWEEN]), int((pairs.possible - pairs.observable)[BETWEEN])
    names = [f"bounds_{what}" for what in ("before", "after", "change")]
    if not unknown or not set(names) <= set(rows.index):
        return ""
    entry = catalogue["cross_density"]
    first, last, moved = (
        range_in_words(entry, *rows.loc[name, ["low", "high"]], signed=name == names[2]) for name in names
    )
    these = "it" if unknown == 1 else "these"
    return (
        f"{number(unknown)} of {counted(possible, 'possible pair')} across the boundary could not be "
        f"observed in both waves. Depending on {these}, {in_a_sentence(entry.label)} is from {first} in "
        f"{waves[0]} and from {last} in {waves[1]}, and its change from {moved}, before any fluctuation."
    )


def trust_table(diagnostics: pd.DataFrame) -> pd.DataFrame:
    """Return the diagnostics to look at: ``name, reading, flag``, without measures that have no range.

    Figures stand in the readings, in their unit: beside one another they would be of many kinds.
    """
    shown = diagnostics[diagnostics["reading"] != NO_RANGE].reset_index()
    return shown.assign(name=[what_in_words(str(name)) for name in shown["name"]])[
        ["name", "reading", "flag"]
    ]


def what_in_words(name: str) -> str:
    """Say what a diagnostic is of."""
    kind, _, measure = name.partition(":")
    words = _WHAT.get(kind) or (catalogue[kind].label if kind in catalogue else kind.replace("_", " "))
    return f"{words}: {in_a_sentence(catalogue[measure].label)}" if measure in catalogue else words
