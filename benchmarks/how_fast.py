"""The tables of the manual's page on speed, as the last run that was kept has them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

MEASURED = Path(__file__).resolve().parent / "how_fast.json"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "how_fast.md"
SIZE = 2_000
PEERS = ("networkx", "igraph", "numpy")


def keep(found: Mapping[str, Any], measured: Path = MEASURED) -> None:
    """Keep the figures of a run: rows that it measured anew take the place of the old ones."""
    new = {_key(row): row for row in found["rows"]}
    old = json.loads(measured.read_text(encoding="utf-8"))["rows"] if measured.exists() else []
    rows = [new.pop(_key(row), row) for row in old]
    kept = {"machine": found["machine"], "rows": [*rows, *new.values()]}
    text = json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
    measured.write_text(text, encoding="utf-8", newline="\n")


def _key(row: Mapping[str, Any]) -> tuple[str, str, int]:
    return row["name"], row["shape"], row["size"]


def write_page(page: Path = PAGE, measured: Path = MEASURED) -> None:
    """Write the tables between their marks anew."""
    page.write_text(with_tables(page.read_text(encoding="utf-8"), measured), encoding="utf-8", newline="\n")


def with_tables(text: str, measured: Path = MEASURED) -> str:
    """Return a page with its tables as the figures give them.

    Raises
    ------
    ValueError
        If the page lacks the marks of a table.
    """
    found = json.loads(measured.read_text(encoding="utf-8"))
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        if begin not in text or end not in text:
            raise ValueError(f"the page has no place for the table of {name}")
        before, rest = text.split(begin, 1)
        text = f"{before}{begin}\n{table(found)}\n\n{end}{rest.split(end, 1)[1]}"
    return text


def measures_table(found: Mapping[str, Any]) -> str:
    """Write every measure at 2,000 organisations, on a graph of every shape, peers ahead included."""
    rows = [row for row in found["rows"] if row["size"] == SIZE and set(row["seconds"]) & set(PEERS)]
    rows += [row for row in found["rows"] if row["shape"].endswith("sectors")]
    return _table(["what", "on", "sysmap", *(f"× {peer}" for peer in PEERS)], map(_measure, rows))


def _measure(row: Mapping[str, Any]) -> list[str]:
    shape = row["shape"] or "blocks"
    if row["size"] != SIZE:
        shape += f", {row['size']:,}"
    return [row["name"], shape, _between(row), *(_ratio(row, peer) for peer in PEERS)]


def calls_table(found: Mapping[str, Any]) -> str:
    """Write what single calls cost on maps as people have them."""
    rows = [row for row in found["rows"] if row["name"].startswith("a call")]
    return _table(
        ["what", "organisations", "sysmap", "× networkx", "× igraph"],
        (
            [row["name"], f"{row['size']:,}", _between(row), *(_ratio(row, peer) for peer in PEERS[:2])]
            for row in rows
        ),
    )


def other_table(found: Mapping[str, Any]) -> str:
    """Write all that has no peer: what people wait for."""
    told = [
        row
        for row in found["rows"]
        if "sysmap" in row["seconds"]
        and not set(row["seconds"]) & set(PEERS)
        and not row["name"].startswith("a call")
        and not row["shape"]
    ]
    return _table(
        ["what", "of how many", "seconds of CPU", "to be"],
        (
            [
                row["name"],
                f"{row['size']:,}" if row["size"] > 1 else "",
                _figure(row["seconds"]["sysmap"]),
                "; ".join(target["wanted"] for target in row["targets"]),
            ]
            for row in told
        ),
    )


TABLES = {"measures": measures_table, "calls": calls_table, "waiting": other_table}


def _between(row: Mapping[str, Any]) -> str:
    """Write the median, and the least and the most of all runs, in milliseconds."""
    median = f"{_figure(row['seconds']['sysmap'] * 1e3)} ms"
    if "sysmap" not in row["spread"]:
        return median
    least, most = (_figure(end * 1e3) for end in row["spread"]["sysmap"])
    return f"{median} ({least}–{most})"


def _ratio(row: Mapping[str, Any], peer: str) -> str:
    return _figure(row["ratios"][peer]) if peer in row["ratios"] else ""


def _figure(number: float) -> str:
    """Write two significant digits, and whole numbers above that."""
    return f"{number:,.0f}" if number >= 10 else f"{float(f'{number:.2g}'):g}"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
