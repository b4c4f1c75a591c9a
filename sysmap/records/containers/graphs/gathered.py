"""What the file of a network program holds, whatever its syntax: nodes, edges and memberships by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.records.containers.encodings import text_of
from sysmap.records.problems import Reading
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import COLUMN_LIMIT, ROW_LIMIT

NODES, EDGES, MEMBERS = "nodes", "edges", "members"
# No line of a list of ties comes near to this.
_LONGEST_LINE = 2_000_000
# So many organisations may be declared by their number alone, and a matrix may be as wide.
LARGEST = 20_000
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)|(")')
_FIRST = {
    NODES: ("id", "name"),
    EDGES: ("source", "target", "directed"),
    MEMBERS: ("organisation", "forum"),
}


class GraphFileError(Exception):
    """What keeps the file of a network program from being read, and the line where it stands."""

    def __init__(self, message: str, row: object = "", value: object = "") -> None:
        super().__init__(message)
        self.row = row
        self.value = value


@dataclass
class GatheredGraph:
    """What a file holds: each entry with its line, and what is to be said of the reading.

    Nodes have ``id`` and ``name``, edges ``source``, ``target`` (ids), ``directed``, and ``kind`` and
    ``strength`` where there are any; members an ``organisation`` (an id) and a ``forum`` (a name).
    """

    form: str
    nodes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    edges: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    members: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def tables(self, here: Reading) -> dict[str, RawTable]:
        """Return the raw tables nodes, edges and members; none, with the fault noted, where it cannot be."""
        for message in self.said:
            here.warning(message)
        if not self.nodes:
            here.fault("no node in this file: a node for each organisation is needed")
            return {}
        found = {}
        for name, entries in ((NODES, self.nodes), (EDGES, self.edges), (MEMBERS, self.members)):
            if name == MEMBERS and not entries:
                continue
            columns = dict.fromkeys((*_FIRST[name], *(column for _, entry in entries for column in entry)))
            if len(entries) > ROW_LIMIT or len(columns) > COLUMN_LIMIT:
                here.fault(
                    f"more than {ROW_LIMIT:,} {name} or {COLUMN_LIMIT:,} attributes of {name}: split the file"
                )
                return {}
            cells = {column: [entry.get(column) for _, entry in entries] for column in columns}
            frame = pd.DataFrame(cells, index=[row for row, _ in entries], dtype=object)
            found[name] = RawTable(frame, replace(here.origin, sheet=name), form=self.form)
        return found


def read_text_graph(
    path: Path, here: Reading, read: Callable[[Sequence[str]], GatheredGraph]
) -> dict[str, RawTable]:
    """Read a text file as the graph that a function finds in its lines; what keeps it is noted as a fault."""
    text = text_of(path.read_bytes(), here)
    if text is None:
        return {}
    lines = text.splitlines()
    if len(lines) > 2 * ROW_LIMIT:
        here.fault(f"more than {2 * ROW_LIMIT:,} lines: split the file")
        return {}
    try:
        graph = read(lines)
    except GraphFileError as error:
        here.fault(str(error), row=error.row, value=error.value)
        return {}
    return graph.tables(here)


def check_length(line: str, row: int) -> None:
    """Refuse a line that no program writes, before it is split into words.

    Raises
    ------
    GraphFileError
        If it is too long.
    """
    if len(line) > _LONGEST_LINE:
        raise GraphFileError(f"a line of more than {_LONGEST_LINE:,} letters: export the file again", row)


def words_of(line: str, row: int) -> list[tuple[str, bool]]:
    """Split a line at white space, and tell of each word whether it stood in quotation marks.

    Raises
    ------
    GraphFileError
        If a quotation mark is not closed.
    """
    if '"' not in line:
        return [(word, False) for word in line.split()]
    found = []
    for match in _WORD.finditer(line):
        if match[3]:
            raise GraphFileError("a quotation mark in this line is not closed: close it", row, line.strip())
        found.append((match[2], False) if match[1] is None else (" ".join(match[1].split()), True))
    return found


def whole_number(text: str) -> int | None:
    """Return the number that a text of digits is; None for anything else."""
    return int(text[:12]) if text.isascii() and text.isdigit() else None


def is_zero(text: str) -> bool:
    """Return whether a text that is a number is 0."""
    return float(text.replace("∞", "inf")) == 0


def numbered(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Return each line that is not blank, with its number."""
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
