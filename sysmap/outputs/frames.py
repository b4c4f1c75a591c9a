"""Every result as plain tables: what CSV, workbooks and JSON have in common."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.forums import Forums
from sysmap.findings.grid import SectorGrid
from sysmap.findings.many_places.portfolio import Portfolio
from sysmap.findings.money import Money
from sysmap.findings.scorecard import Scorecard
from sysmap.measures.reasons import REASONS
from sysmap.network.system import SystemMap
from sysmap.records.tables.declared import TABLES
from sysmap.registry import Registry

RESULTS = (Scorecard, Comparison, SectorGrid, Money, Forums, Portfolio, pd.DataFrame, Registry)


def main_table(result: Any) -> pd.DataFrame:
    """Give the one table that says what a result is."""
    return result if isinstance(result, pd.DataFrame) else result.to_frame()


def all_tables(result: Any) -> dict[str, pd.DataFrame]:
    """Give all tables of a result by title, the main one first, notes last."""
    if isinstance(result, SystemMap):
        hidden = ["row", "file", "waves_listed", "name_as_written"]
        if result.public:
            private = [each.name for each in TABLES["partners"].columns if not each.public]
            hidden += [*private, "asked", "answered"]
        organisations = result.organisations.drop(columns=hidden)
        return {"organisations": organisations, "ties": result.ties, "notes": notes_table(result.notes)}
    tables = {_title(result): main_table(result)}
    if isinstance(result, Comparison):
        tables |= {
            "three ways": result.three_ways,
            "diagnostics": result.diagnostics,
            "decomposition": result.decomposition,
            "ties by sector": result.ties,
            "new and kept ties": result.formation,
            "joined and left": result.movers,
            "organisations": result.organisations,
            "ties": result.tie_changes,
        }
    if isinstance(result, SectorGrid):
        tables |= {what: result.matrix(what) for what in ("ties", "possible", "density")}
    if isinstance(result, Money):
        tables |= {"shares of pooled funds": result.shares, "flows": result.flows}
    if isinstance(result, Forums):
        tables |= {
            "members by sector": result.members,
            "sectors that meet": result.meetings,
            "who sits on forums": result.organisations,
        }
    if isinstance(result, Portfolio):
        tables = {"for the funder": result.funders_table(), **tables, "pooled": result.pooled_frame()}
    if isinstance(result, Scorecard | Comparison | Money | Forums | Portfolio):
        more = (result.methods,) if isinstance(result, Comparison) else ()
        tables["notes"] = notes_table((*result.notes, *more))
    if isinstance(result, pd.DataFrame):
        tables |= _said_beside(result)
    reasons = undefined_table(main_table(result))
    return tables | ({} if reasons.empty else {"not defined": reasons})


def undefined_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the reasons that a table of scores carries, one row each: ``measure, name, reason, words``."""
    rows = [
        (measure, name, reason, REASONS.get(reason, ""))
        for measure, reasons in frame.attrs.get("undefined", {}).items()
        for name, reason in reasons.items()
    ]
    return pd.DataFrame(rows, columns=["measure", "name", "reason", "words"])


def _said_beside(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give what a table carries beside its rows: pairs of sectors by organisation, and what must be known."""
    pairs = [(name, *pair) for name, found in frame.attrs.get("sector_pairs", {}).items() for pair in found]
    beside = {}
    if pairs:
        columns = ["organisation", "sector_a", "sector_b"]
        beside["sector pairs"] = pd.DataFrame(pairs, columns=columns, dtype=object)
    if caveats := frame.attrs.get("caveats"):
        beside["notes"] = notes_table(tuple(caveats))
    return beside


def notes_table(notes: tuple[str, ...]) -> pd.DataFrame:
    """Give sentences as a table of one column."""
    return pd.DataFrame({"note": pd.Series(list(notes), dtype=object)})


def has_index(frame: pd.DataFrame) -> bool:
    """Tell whether the index of a table says something."""
    return any(name is not None for name in frame.index.names)


def _title(result: Any) -> str:
    if isinstance(result, pd.DataFrame):
        return str(result.attrs.get("title", "scores"))
    titles = {
        Scorecard: "scorecard",
        Comparison: "comparison",
        SectorGrid: "sector grid",
        Money: "money by sector",
        Forums: "forums",
        Portfolio: "places",
        Registry: "measures",
    }
    return next((title for kind, title in titles.items() if isinstance(result, kind)), "scores")
