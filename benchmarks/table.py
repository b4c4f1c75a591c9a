"""What was measured, as one table to read and as JSON to keep."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.declaring import OURS, Row, Target
from benchmarks.targets import GROWTH, at_most, ratio

GRAPH_PEERS = ("networkx", "igraph")


def written(rows: Sequence[Row]) -> str:
    """Write the table: milliseconds of CPU by engine, what peers take to our one, and the targets."""
    peers = _peers(rows)
    head = ["", "size", OURS, "cold", *(cell for peer in peers for cell in (peer, "×")), "MB", "target"]
    body = [_cells(row, peers) for row in rows]
    wide = [max(len(line[column]) for line in [head, *body]) for column in range(len(head))]
    lines = [_line(line, wide) for line in [head, *body]]
    lines.insert(1, "-" * len(lines[0]))
    notes = sorted({f"{row.name}: {row.note}" for row in rows if row.note})
    return "\n".join([*lines, "", *growth_lines(rows), *notes, *disagreements(rows), summary(rows)])


def missed(rows: Sequence[Row]) -> list[str]:
    """Name every target that was told and not met."""
    return [
        f"{row.title}, {row.size:,}: {_words(target)}"
        for row in rows
        for target in row.targets
        if target.met is False
    ]


def growth(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Return the exponent of growth in size, by measure and engine, from the smallest to the largest size."""
    found: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(row.name for row in rows if row.scales):
        mine = sorted((row for row in rows if row.name == name), key=lambda row: row.size)
        first, last = mine[0], mine[-1]
        for engine in first.seconds:
            if last.size > first.size and last.seconds.get(engine) and first.seconds[engine]:
                steps = math.log(last.size / first.size)
                slope = math.log(last.seconds[engine] / first.seconds[engine]) / steps
                found.setdefault(name, {})[engine] = slope
    return found


def growth_lines(rows: Sequence[Row]) -> list[str]:
    """Write the growth of each measure, ours beside its target."""
    lines = []
    for name, slopes in growth(rows).items():
        target = at_most("", GROWTH[name], slopes.get(OURS)) if name in GROWTH else None
        others = ", ".join(f"{engine} {slope:.2f}" for engine, slope in slopes.items() if engine != OURS)
        said = f"growth of {name}: {slopes.get(OURS, math.nan):.2f}"
        wanted = f" ({target.wanted.strip()}: {_met(target)})" if target else ""
        lines.append(said + wanted + (f"; {others}" if others else ""))
    return [*lines, ""] if lines else []


def disagreements(rows: Sequence[Row]) -> list[str]:
    """Name what did not agree; it has no speed."""
    return [
        f"{row.title} at {row.size:,}: {peer} differs by {by:.3g}, so its time is not shown"
        for row in rows
        for peer, by in row.differs.items()
        if peer not in row.seconds
    ]


def summary(rows: Sequence[Row]) -> str:
    """Count the measures ahead of each peer, and give the smallest ratio."""
    said = []
    for peer in _peers(rows):
        ratios = [(found, row) for row in rows if (found := ratio(row, peer, OURS)) is not None]
        if not ratios:
            continue
        ahead = sum(found > 1 for found, _ in ratios)
        least, row = min(ratios, key=lambda pair: pair[0])
        where = f"{row.title}, {row.size:,}"
        said.append(f"ahead of {peer} in {ahead} of {len(ratios)} (smallest ratio {least:.3g}: {where})")
    targets = [target for row in rows for target in row.targets if target.met is not None]
    met = f"{sum(bool(target.met) for target in targets)} of {len(targets)} targets met"
    return "; ".join([*said, met])


def as_json(rows: Sequence[Row], machine: dict[str, Any]) -> dict[str, Any]:
    """Return everything as plain data."""
    return {
        "machine": machine,
        "rows": [{**asdict(row), "ratios": _ratios(row)} for row in rows],
        "growth": growth(rows),
        "summary": summary(rows),
    }


def _ratios(row: Row) -> dict[str, float]:
    return {peer: found for peer in row.seconds if peer != OURS and (found := ratio(row, peer, OURS))}


def _peers(rows: Sequence[Row]) -> list[str]:
    """Name the columns: the graph engines always, others where a row has them."""
    met = [peer for row in rows for peer in row.seconds if peer != OURS]
    return list(dict.fromkeys([*GRAPH_PEERS, *met]))


def _cells(row: Row, peers: Sequence[str]) -> list[str]:
    cold = "" if row.cold is None else f"{row.cold * 1e3:,.1f}"
    cells = [row.title, f"{row.size:,}", _time(row, OURS), cold]
    for peer in peers:
        found = ratio(row, peer, OURS)
        cells += [_time(row, peer), "" if found is None else f"{found:.3g}"]
    memory = "" if row.megabytes is None else f"{row.megabytes:.0f}"
    return [*cells, memory, "; ".join(_words(target) for target in row.targets)]


def _time(row: Row, engine: str) -> str:
    if engine not in row.seconds:
        return ""
    if engine in row.once:
        return f"{row.seconds[engine] * 1e3:,.1f}¹"
    between = (
        " ({:,.2f}–{:,.2f})".format(*(1e3 * end for end in row.spread[engine]))
        if engine in row.spread
        else ""
    )
    return f"{row.seconds[engine] * 1e3:,.2f}{between}"


def _words(target: Target) -> str:
    return f"{target.wanted}: {target.reached or '–'} {_met(target)}"


def _met(target: Target) -> str:
    return "not told" if target.met is None else "met" if target.met else "NOT MET"


def _line(cells: Sequence[str], wide: Sequence[int]) -> str:
    last = len(cells) - 1
    return "  ".join(
        cell.ljust(width) if column in (0, last) else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, wide, strict=True))
    ).rstrip()
