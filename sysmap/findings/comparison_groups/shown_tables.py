"""The tables of a difference as people are shown them: every number in its unit."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from sysmap.findings.comparison_groups.first_wave import LEVELS, SHARES
from sysmap.findings.comparison_groups.words import percent_of
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words, tables_by_unit
from sysmap.records.tables.declared import COMPARISON, PROGRAMME
from sysmap.text import number, percent


def measures_shown(title: str, frame: pd.DataFrame, confidence: float) -> dict[str, pd.DataFrame]:
    """Return the main table, shares and other measures apart."""
    names = [str(name) for name in frame.index]
    shown = pd.DataFrame(
        {
            "measure": frame["label"].to_list(),
            **{
                f"{side} places": [
                    change_in_words(name, value) for name, value in zip(names, frame[side], strict=True)
                ]
                for side in (PROGRAMME, COMPARISON)
            },
            "difference": [
                change_in_words(name, value) for name, value in zip(names, frame["difference"], strict=True)
            ],
            f"{percent_of(confidence)} interval": [
                interval_in_words(name, *ends)
                for name, ends in zip(names, frame[["low", "high"]].to_numpy().tolist(), strict=True)
            ],
            "p": frame["p"].to_list(),
            "places": [
                f"{one} and {other}"
                for one, other in zip(frame["places_programme"], frame["places_comparison"], strict=True)
            ],
            "reading": frame["reading"].to_list(),
            "caveat": frame["caveat"].to_list(),
        }
    )
    return tables_by_unit(title, shown, names)


def places_shown(places: pd.DataFrame, primary: str) -> pd.DataFrame:
    """Return one row per place."""
    rows = places.reset_index()
    return pd.DataFrame(
        {
            "place": rows["place"],
            "side": rows["side"],
            "waves": [f"{a} and {b}" for a, b in zip(rows["before"], rows["after"], strict=True)],
            "organisations": rows["organisations"].astype(int),
            **({} if rows["panel"].isna().all() else {"answered both": rows["panel"].astype(int)}),
            "density at first": [_share(value) for value in rows["density"]],
            "change": [change_in_words(primary, value) for value in rows["change"]],
            "95 % interval": [
                interval_in_words(primary, *ends) for ends in rows[["low", "high"]].to_numpy().tolist()
            ],
            "change before": [
                f"{change_in_words(primary, row.earlier_change)} ({row.earlier_before} to "
                f"{row.earlier_after})"
                if not math.isnan(row.earlier_change)
                else ""
                for row in rows.itertuples()
            ],
        }
    )


def levels_shown(levels: pd.DataFrame) -> pd.DataFrame:
    """Return one row per level of the first wave, both sides beside each other."""

    def side(row: Any, name: str) -> str:
        write = _share if row.Index in SHARES else number
        mean, low, high = (getattr(row, f"{name}{end}") for end in ("", "_low", "_high"))
        if math.isnan(mean):
            return "not known"
        return write(mean) if low == high else f"{write(mean)} ({write(low)} to {write(high)})"

    return pd.DataFrame(
        [
            (
                LEVELS[row.Index],
                side(row, PROGRAMME),
                side(row, COMPARISON),
                number(row.standardised, 2),
                "" if math.isnan(row.overlap) else percent(row.overlap),
                row.flag,
            )
            for row in levels.itertuples()
        ],
        columns=[
            *("what", "programme places, mean (least to most)", "comparison places, mean (least to most)"),
            *("standardised difference", "places in the common range", "remark"),
        ],
    )


def _share(value: float) -> str:
    return "" if math.isnan(value) else percent(value, 1)
