"""Tables as CSV, as workbooks and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.files import plain, write_csv, write_workbook
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.forums import Forums
from sysmap.findings.grid import SectorGrid
from sysmap.findings.many_places.portfolio import Portfolio
from sysmap.findings.money import Money
from sysmap.findings.scorecard import Scorecard
from sysmap.network.system import SystemMap
from sysmap.outputs.frames import RESULTS, all_tables, has_index, main_table
from sysmap.outputs.saving import output


@output(".csv", of=RESULTS)
def csv_table(result: Any, path: Path) -> None:
    """The main table as CSV: UTF-8 with mark, no text that a spreadsheet would run."""
    frame = main_table(result)
    write_csv(frame, path, index=has_index(frame))


@output(".xlsx", of=(*RESULTS, SystemMap))
def workbook(result: Any, path: Path) -> None:
    """A workbook with a sheet per table, every text a text."""
    write_workbook(
        {
            name: frame.reset_index() if has_index(frame) else frame
            for name, frame in all_tables(result).items()
        },
        path,
        index=False,
    )


@output(".json", of=(*RESULTS, SystemMap))
def json_text(result: Any, path: Path) -> None:
    """The result as JSON: the keys are the columns, undefined is null."""
    path.write_text(to_json(result), encoding="utf-8", newline="\n")


def to_json(result: Any) -> str:
    """Write a result as JSON text.

    A scorecard and a comparison give ``{"system": {...}, "measures": {name: {...}}}``; a table of
    scores gives its rows by name, and its reasons; other tables give lists of rows, under their title.
    """
    return json.dumps(_content(result), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _content(result: Any) -> dict[str, Any]:
    if isinstance(result, Scorecard):
        return {
            "system": _system(result.system),
            "notes": list(result.notes),
            "measures": _by_name(result.to_frame()),
        }
    if isinstance(result, Comparison):
        return {
            "system": {"before": _system(result.before), "after": _system(result.after)},
            "notes": list(result.notes),
            "methods": result.methods,
            "flags": list(result.flags),
            "primary": result.primary,
            "primary_named": result.primary_named,
            "without": list(result.without),
            "permutations": result.permutations,
            "seed": result.seed,
            "measures": _by_name(result.to_frame()),
            "three_ways": _rows(result.three_ways.reset_index()),
            "diagnostics": _by_name(result.diagnostics),
            "decomposition": _by_name(result.decomposition),
            "formation": _by_name(result.formation),
            "movers": _rows(result.movers),
            "ties": _rows(result.ties),
            "organisations": _by_name(result.organisations),
            "tie_changes": _rows(result.tie_changes),
        }
    if isinstance(result, SectorGrid):
        return {"system": _system(result.system), "pairs": _rows(result.to_frame())}
    if isinstance(result, Money):
        return {
            "system": _system(result.system),
            "notes": list(result.notes),
            "pairs": _rows(result.to_frame()),
            "shares": _rows(result.shares),
            "flows": _rows(result.flows),
        }
    if isinstance(result, Forums):
        return {
            "system": _system(result.system),
            "notes": list(result.notes),
            "draws": result.draws,
            "seed": result.seed,
            "forums": _by_name(result.to_frame()),
            "members": _by_name(result.members),
            "meetings": _rows(result.meetings),
            "organisations": _by_name(result.organisations),
        }
    if isinstance(result, Portfolio):
        return {
            "primary": result.primary,
            "primary_named": result.primary_named,
            "draws": result.draws,
            "seed": result.seed,
            "notes": list(result.notes),
            "pooled": _rows(result.pooled_frame())[0],
            "places": _by_name(result.to_frame()),
            "funder": _by_name(result.funders_table()),
        }
    if isinstance(result, SystemMap):
        tables = all_tables(result)
        return {
            "system": _system(result),
            "organisations": _by_name(tables["organisations"]),
            "ties": _rows(tables["ties"]),
        }
    frame = main_table(result)
    if not has_index(frame):
        beside = {
            name.replace(" ", "_"): _rows(table)
            for name, table in list(all_tables(result).items())[1:]
            if name != "notes"
        }
        notes = {"notes": list(frame.attrs["caveats"])} if "caveats" in frame.attrs else {}
        return {str(frame.attrs.get("title", "rows")): _rows(frame), **notes, **beside}
    content: dict[str, Any] = {f"{frame.index.name}s": _by_name(frame)}
    return content | ({"undefined": frame.attrs["undefined"]} if "undefined" in frame.attrs else {})


def _system(system: SystemMap) -> dict[str, Any]:
    return {
        "wave": system.wave,
        "boundary": system.boundary,
        "organisations": len(system.organisations),
        "ties": len(system.ties),
        "sectors": list(system.arrays.sectors),
        "report": system.rules.report,
        "kinds": None if system.rules.kinds is None else list(system.rules.kinds),
        "at_least": system.rules.at_least,
        "notes": list(system.notes),
    }


def _by_name(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {str(name): row for name, row in zip(frame.index, _rows(frame), strict=True)}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [str(column) for column in frame.columns]
    return [
        {column: _json_cell(cell) for column, cell in zip(columns, row, strict=True)}
        for row in frame.itertuples(index=False, name=None)
    ]


def _json_cell(cell: Any) -> Any:
    if isinstance(cell, tuple | list):
        return list(cell)
    value = plain(cell)
    return None if isinstance(value, float) and value in (float("inf"), float("-inf")) else value
