"""A comparison as the tables that people look at, their headers in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sysmap.findings.words import not_defined

if TYPE_CHECKING:
    from sysmap.findings.change import Comparison

_WORDS = {
    "label": "measure",
    "low": "95 % interval from",
    "high": "to",
    "p_adjusted": "p adjusted",
    "detectable": "smallest detectable change",
    "sector_a": "sector",
    "sector_b": "and sector",
    "name": "organisation",
    "in_panel": "answered both waves",
}


def shown_tables(change: Comparison) -> dict[str, pd.DataFrame]:
    """Give every table by title: measures first, then what they rest on."""
    frame = change.to_frame()
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
    measures = frame.drop(columns=["undefined"])
    ways = change.three_ways.reset_index()
    ways["measure"] = ways["measure"].map(frame["label"])
    people = change.organisations.reset_index().drop(columns="id")
    frames = {
        "Measures, over the matched panel": measures,
        "Three ways to compare": ways,
        "How far to trust it": change.diagnostics.reset_index(),
        "Why the share of ties that cross differs": change.decomposition.reset_index(),
        "Ties kept, new and lost, by pair of sectors": change.ties,
        "New and kept ties, between and within sectors": change.formation.reset_index(),
        "Who joined and left": change.movers,
        "Organisations": people,
        "Methods": pd.DataFrame({"methods": [change.methods]}),
    }
    return {title: frame.rename(columns=words) for title, frame in frames.items()}


def shown_measures(change: Comparison) -> pd.DataFrame:
    """Give the measures without their readings, with the reason where there is no value."""
    frame = change.to_frame()
    columns = ["label", "before", "after", "change", "low", "high", "p_adjusted", "detectable"]
    table = shown_tables(change)["Measures, over the matched panel"].set_axis(
        [name for name in frame.columns if name != "undefined"], axis=1
    )[columns]
    table = table.rename(
        columns={
            **_WORDS,
            "before": f"before ({change.before.wave})",
            "after": f"after ({change.after.wave})",
            "low": "from",
            "detectable": "detectable",
        }
    )
    undefined = frame[["before", "after"]].isna().any(axis=1)
    if undefined.any():
        reasons = frame["undefined"].map(not_defined).where(undefined, "")
        table = table.assign(remark=reasons)
    return table
