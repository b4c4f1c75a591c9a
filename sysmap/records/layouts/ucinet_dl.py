"""UCINET DL files."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sysmap.records.containers.documents import DL, LINE
from sysmap.records.containers.ucinet import DLError
from sysmap.records.containers.ucinet_data import Cell, UcinetNetwork, read_network
from sysmap.records.problems import Origin, Reading
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import with_those_beside
from sysmap.records.shapes.declaring import READING, Arrived, TableParts, record_layout
from sysmap.records.shapes.rosters import roster_beside
from sysmap.records.values.cells import clean
from sysmap.records.values.reading_cells import is_number


def _is_dl(raw: RawTable) -> bool:
    return raw.form == DL


@record_layout(
    "ucinet_dl",
    order=40,
    recognises=lambda tables: any(map(_is_dl, tables.values())),
    sectors=False,
)
def ucinet_dl(tables: Arrived) -> TableParts:
    """A UCINET DL file: matrices, or lists of edges or nodes, under a header that begins with dl."""
    own = {name: raw for name, raw in tables.items() if _is_dl(raw)}
    roster = roster_beside(tables, own)
    parts: dict[str, Any] = {"collaborations": [], "partners": [], READING: [{"left_out": list(own)}]}
    first: Origin | None = None
    for raw in own.values():
        origin = raw.origin
        here = tables.problems.at(origin)
        first = first or origin
        tables.account.use(raw)
        try:
            network = read_network([str(line) for line in raw[LINE]])
        except DLError as error:
            here.fault(str(error), row=error.line, value=error.value)
            continue
        ids = dict(zip(network.rows, roster.columns(list(map(_text, network.rows)), 1, origin), strict=True))
        if network.two_mode:
            parts.setdefault("memberships", []).append(_members(network, ids, here))
            continue
        ids |= {label: roster.add(_text(label), 1, origin) for label in network.columns if label not in ids}
        ties, diagonal = _ties(network, ids, here)
        parts["collaborations"].append(ties)
        parts[READING].append({"set_aside": {"on the diagonal": diagonal} if diagonal else {}})
    if first is not None and roster.organisations:
        roster.note_respelt(first, tables.problems)
        parts["partners"].append(roster.added(first, tables.problems))
    return with_those_beside(tables, own, parts)


def _text(label: str) -> str:
    return clean(label)[0]


def _strength(cell: Cell, here: Reading) -> float:
    """Return the number of a cell; 0 where there is none, or where it is noted as no number."""
    value = float(cell.value) if is_number(cell.value) and "∞" not in cell.value else -1.0
    if not 0 <= value < float("inf"):
        here.fault(
            f"{cell.source} – {cell.target}: a strength is a number above 0; 0 means no tie",
            table="collaborations",
            row=cell.line,
            value=cell.value,
        )
        return 0.0
    return value


def _ties(network: UcinetNetwork, ids: dict[str, str], here: Reading) -> tuple[RawTable, int]:
    """Return the ties of all matrices, each a kind if there are several, and the number on the diagonal."""
    rows, diagonal = [], 0
    for place, cells in enumerate(network.matrices):
        kind = network.names[place] if network.names else f"matrix {place + 1}"
        kind = kind if len(network.matrices) > 1 else ""
        for cell in cells:
            strength = _strength(cell, here)
            if strength and ids[cell.source] == ids[cell.target]:
                diagonal += 1
            elif strength:
                rows.append((cell.line, ids[cell.source], ids[cell.target], kind, strength))
    return _frame(rows, ["source", "target", "kind", "strength"], here.origin), diagonal


def _members(network: UcinetNetwork, ids: dict[str, str], here: Reading) -> RawTable:
    rows = [
        (cell.line, ids[cell.source], _text(cell.target))
        for cells in network.matrices
        for cell in cells
        if _strength(cell, here)
    ]
    return _frame(rows, ["organisation", "forum"], here.origin)


def _frame(rows: list[tuple[Any, ...]], columns: list[str], origin: Origin) -> RawTable:
    frame = pd.DataFrame(
        [row[1:] for row in rows], columns=columns, index=[row[0] for row in rows], dtype=object
    )
    return RawTable(frame, origin)
