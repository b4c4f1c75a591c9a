"""A comparison as the tables that people look at, their headers in words and every figure in its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sysmap.findings.comparison.trust_words import trust_table
from sysmap.findings.shares_and_counts import (
    change_in_words,
    interval_in_words,
    level_in_words,
    size_in_words,
    tables_by_unit,
)
from sysmap.findings.words import not_defined
from sysmap.shown import number, percent

if TYPE_CHECKING:
    from sysmap.findings.comparison.comparison import Comparison

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
_WORDS = {
    "label": "measure",
    "p": "p, looked at alone",
    "p_adjusted": "p, adjusted",
    "detectable": "smallest detectable change",
    "sector_a": "sector",
    "sector_b": "and sector",
    "in_panel": "in the panel",
    "observable": "pairs that could be reported",
    "between_share": "share of ties between sectors",
    "odds_ratio": "odds ratio",
}


def shown_tables(change: Comparison) -> dict[str, pd.DataFrame]:
    """Give every table by title: measures first, then what they rest on."""
    frame, recorded = change.to_frame(), change.panel.recorded
    words = {
        **_WORDS,
        "before": f"before ({change.before.wave})",
        "after": f"after ({change.after.wave})",
        **{
            f"{what}_{wave}": f"{what} in {system.wave}"
            for what in ("partners", "asked", "answered", "organisations")
            for wave, system in (("before", change.before), ("after", change.after))
        },
    }
    ways = change.three_ways.reset_index()
    names = list(ways["measure"])
    ways["measure"] = ways["measure"].map(frame["label"])
    people = change.organisations.rename_axis("organisation").reset_index().drop(columns="id")
    # What is not recorded is no column of blanks, and nobody is said to have answered.
    unknown = [
        f"{what}_{wave}"
        for wave, known in zip(("before", "after"), recorded, strict=True)
        if not known
        for what in ("asked", "answered")
    ]
    people = people.drop(columns=[*unknown, *([] if any(recorded) else ["in_panel"])])
    frames = {
        **tables_by_unit("Measures, over the organisations compared", _measures(frame), list(frame.index)),
        **tables_by_unit("Three ways to compare", _in_units(ways, names), names),
        "How far to trust it": trust_table(change.diagnostics).rename(columns={"name": "what"}),
        "What the change in the share of ties that cross goes with": _parts(change.decomposition),
        "Ties kept, new and lost, by pair of sectors": _by_pair(change.ties),
        "New and kept ties, between and within sectors": _formed(change.formation),
        "Who joined and left": change.movers.assign(
            between_share=[
                percent(share, 1) if share == share else "" for share in change.movers["between_share"]
            ]
        ),
        "Organisations": people,
        "Methods": pd.DataFrame({"methods": [change.methods]}),
    }
    return {title: frame.rename(columns=words) for title, frame in frames.items()}


def shown_measures(change: Comparison) -> pd.DataFrame:
    """Give the measures as plain numbers without their readings, with the reason where there is no value."""
    frame = change.to_frame()
    table = pd.DataFrame(
        {
            "measure": frame["label"],
            f"before ({change.before.wave})": frame["before"],
            f"after ({change.after.wave})": frame["after"],
            "change": frame["change"],
            "95 % interval": _plain_ranges(frame, "low", "high"),
            "p": frame["p"],
            "adjusted interval": _plain_ranges(frame, "low_adjusted", "high_adjusted"),
            "p adjusted": frame["p_adjusted"],
            "detectable": frame["detectable"],
        }
    )
    undefined = frame[["before", "after"]].isna().any(axis=1)
    if undefined.any():
        reasons = frame["undefined"].map(not_defined).where(undefined, "")
        table = table.assign(remark=reasons)
    return table


def _plain_ranges(frame: pd.DataFrame, low: str, high: str) -> list[str]:
    return [
        f"{number(first)} to {number(last)}" if first == first else ""
        for first, last in zip(frame[low], frame[high], strict=True)
    ]


def _measures(frame: pd.DataFrame) -> pd.DataFrame:
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


def _parts(decomposition: pd.DataFrame) -> pd.DataFrame:
    parts = decomposition["change"]
    return pd.DataFrame(
        {
            "part": [PARTS[part] for part in parts.index],
            "change": [change_in_words("cross_share", value) or "not defined" for value in parts],
        }
    )


def _by_pair(ties: pd.DataFrame) -> pd.DataFrame:
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


def _formed(formation: pd.DataFrame) -> pd.DataFrame:
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
