"""The tables of a comparison as people are shown them: every number in its unit."""

from __future__ import annotations

import pandas as pd

from sysmap.findings.shares_and_counts import (
    change_in_words,
    interval_in_words,
    level_in_words,
    size_in_words,
    tables_by_unit,
)
from sysmap.text import number

PARTS = {
    "reorganisation": "Reorganisation: what merged, split or was renamed",
    "composition": "Composition: how many organisations of each label there are",
    "amount": "Amount: how many partners each has",
    "mixing": "Mixing: whether these are outside or inside, given who is there",
    "total": "Together",
}
FORMED = {
    "new": "Pairs without a tie before that have one after",
    "kept": "Ties before that are there after",
}
ALONE = "95 % interval, looked at alone"
ADJUSTED = "95 % interval, adjusted for the other measures"


def by_way_shown(title: str, table: pd.DataFrame, labels: pd.Series) -> dict[str, pd.DataFrame]:
    """Write a table by measure and way in units."""
    ways = table.reset_index()
    names = list(ways["measure"])
    shown = _in_units(ways.assign(measure=ways["measure"].map(labels)), names)
    return tables_by_unit(title, shown, names) if names else {}


def plain_ranges_shown(frame: pd.DataFrame, low: str, high: str) -> list[str]:
    """Write intervals as plain numbers."""
    return [
        f"{number(first)} to {number(last)}" if first == first else ""
        for first, last in zip(frame[low], frame[high], strict=True)
    ]


def measures_shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Write the main table in units, each interval in one cell."""
    shown = _in_units(frame, list(frame.index))
    ranges = {
        title: [
            interval_in_words(str(name), *ends)
            for name, ends in zip(frame.index, frame[list(columns)].to_numpy().tolist(), strict=True)
        ]
        for title, columns in ((ALONE, ("low", "high")), (ADJUSTED, ("low_adjusted", "high_adjusted")))
    }
    least = [
        size_in_words(str(name), value) for name, value in zip(frame.index, frame["detectable"], strict=True)
    ]
    return pd.DataFrame(
        {
            **{column: shown[column] for column in ("label", "before", "after", "change")},
            ALONE: ranges[ALONE],
            "p": frame["p"],
            ADJUSTED: ranges[ADJUSTED],
            "p_adjusted": frame["p_adjusted"],
            "detectable": least,
            "reading": frame["reading"],
            "caveat": frame["caveat"],
        }
    )


def _in_units(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    written = {"before": level_in_words, "after": level_in_words, "change": change_in_words}
    return frame.assign(
        **{
            column: [how(name, value) for name, value in zip(names, frame[column], strict=True)]
            for column, how in written.items()
        }
    )


def parts_shown(decomposition: pd.DataFrame) -> pd.DataFrame:
    """Write what the change of the share of ties that cross goes with, in points."""
    parts = decomposition["change"]
    return pd.DataFrame(
        {
            "part": [PARTS[part] for part in parts.index],
            "change": [change_in_words("cross_share", value) or "not defined" for value in parts],
        }
    )


def by_pair_shown(ties: pd.DataFrame) -> pd.DataFrame:
    """Write changes of the density of pairs of sectors in points."""
    return (
        ties.drop(columns=["low", "high"])
        .assign(
            change=[change_in_words("density", value) for value in ties["change"]],
            interval=[
                interval_in_words("density", *ends) for ends in zip(ties["low"], ties["high"], strict=True)
            ],
        )
        .rename(columns={"change": "change of density", "interval": "95 % interval"})
    )


def formed_shown(formation: pd.DataFrame) -> pd.DataFrame:
    """Write counts as so many of how many."""
    of = {
        side: [
            f"{some} of {whole}" for some, whole in zip(formation[side], formation[f"{side}_of"], strict=True)
        ]
        for side in ("between", "within")
    }
    return pd.DataFrame(
        {
            "ties": [FORMED[part] for part in formation.index],
            **of,
            "odds_ratio": [number(value) or "not defined" for value in formation["odds_ratio"]],
        }
    )
