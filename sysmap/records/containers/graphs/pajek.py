"""Pajek networks (.net) and projects (.paj): vertices, arcs, edges, lists, matrices and partitions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sysmap.records.containers.graphs.gathered import (
    LARGEST,
    GatheredGraph,
    GraphFileError,
    check_length,
    is_zero,
    numbered,
    read_text_graph,
    whole_number,
    words_of,
)
from sysmap.records.problems import Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import ROW_LIMIT
from sysmap.records.values.reading_cells import is_number
from sysmap.text import counted

PAJEK = "pajek"
# When a vertex or a line exists, as in [1-3,5,7-*]; what stands in quotation marks is a label.
_TIMES = re.compile(r'("[^"]*")|\[[\d\s,*-]*\]')
_RELATION = re.compile(r"^\s*(\d+)\s*:\s+(?=\d)")
_LISTS = ("arcslist", "edgeslist")
# So many networks and partitions are read of one project.
_MOST = 1_000
_NOT_READ = ("vector", "permutation", "cluster", "hierarchy")
# After this word of a line stands its label.
_LABEL = "l"


@dataclass
class _Matrix:
    """A matrix of a network: how many rows it should have, and how many it has."""

    height: int
    rows: int = 0


@dataclass
class _Network:
    """One network of a file: its vertices by number, how many are organisations, its ties."""

    name: str = ""
    size: int = 0
    first_mode: int = 0
    row: int = 0
    vertices: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    ties: list[tuple[int, int, int, dict[str, Any]]] = field(default_factory=list)
    matrices: list[_Matrix] = field(default_factory=list)

    def known(self, text: str, row: int) -> int:
        number = whole_number(text)
        if number is None or not 1 <= number <= self.size:
            raise GraphFileError(f"is no number of a vertex from 1 to {self.size:,}", row, text)
        return number

    def called(self, number: int) -> str:
        return str(self.vertices[number][1]["name"]) if number in self.vertices else str(number)


@dataclass
class _File:
    """What was met in a file so far, and what the next *Vertices belong to."""

    awaits: str = "network"
    networks: list[_Network] = field(default_factory=list)
    partitions: list[tuple[str, dict[int, str]]] = field(default_factory=list)
    relations: dict[str, str] = field(default_factory=dict)
    timed: int = 0
    not_read: list[str] = field(default_factory=list)


def read_pajek(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read a Pajek file as raw tables of nodes, edges and members."""
    return read_text_graph(path, here, graph_of_pajek)


def graph_of_pajek(lines: Sequence[str]) -> GatheredGraph:
    """Read the lines of a Pajek file.

    Raises
    ------
    GraphFileError
        If it cannot be read; the message says why, `row` where.
    """
    file = _File()
    take: Callable[[int, str], None] | None = None
    for row, line in numbered(lines):
        check_length(line, row)
        if file.networks and len(file.networks[-1].ties) > ROW_LIMIT:
            raise GraphFileError(f"more than {ROW_LIMIT:,} ties: split the network", row)
        if line.lstrip().startswith(("%", "/*")):
            continue
        if line.lstrip().startswith("*"):
            take = _section(file, row, line)
        elif take is None:
            raise GraphFileError(
                "this line stands before *Vertices: a Pajek file begins with *Vertices and their number",
                row,
                line.strip(),
            )
        else:
            take(row, line)
    return _gathered(file)


def _section(file: _File, row: int, line: str) -> Callable[[int, str], None]:
    """Begin the section that a line with a star opens; give what takes the lines of it."""
    if max(len(file.networks), len(file.partitions)) > _MOST:
        raise GraphFileError(f"more than {_MOST:,} networks or partitions: split the project", row)
    words = words_of(line.replace("*", " ", 1), row)
    title = words[0][0].casefold() if words else ""
    rest = [word for word, _ in words[1:]]
    if title in ("network", "partition", *_NOT_READ):
        file.awaits = title
        if title == "network":
            file.networks.append(_Network(" ".join(rest), row=row))
        elif title == "partition":
            file.partitions.append((" ".join(rest), {}))
        else:
            file.not_read.append(title)
        return _nothing
    if title == "events":
        raise GraphFileError(
            "a network written as events (*Events) is not read: save it in Pajek with time intervals, or the "
            "network of one time as .net",
            row,
        )
    if title == "vertices":
        return _vertices(file, rest, row)
    network = file.networks[-1] if file.networks else None
    if network is None or not network.size:
        raise GraphFileError(f"*{shown(title)} stands before *Vertices: vertices come first", row)
    relation = _relation(file, rest)
    if title in ("arcs", "edges"):
        return _lines_of_ties(file, network, relation, title == "arcs")
    if title in _LISTS:
        return _lists_of_ties(network, relation, title == "arcslist")
    if title == "matrix":
        return _matrix(network, relation)
    raise GraphFileError(
        "this section is not known; read are *Vertices, *Arcs, *Edges, *Arcslist, *Edgeslist, *Matrix and "
        "*Partition",
        row,
        f"*{title}",
    )


def _nothing(_row: int, _line: str) -> None:
    """Take a line that is not read."""


def _relation(file: _File, words: Sequence[str]) -> str:
    """Return the relation that a section is of, as in ``:2 "refers to"``: its number."""
    if not words or not words[0].startswith(":"):
        return ""
    number = words[0].lstrip(":") or (words[1] if len(words) > 1 else "")
    name = " ".join(words[1:] if words[0] != ":" else words[2:])
    if name:
        file.relations[number] = name
    return number


def _vertices(file: _File, words: Sequence[str], row: int) -> Callable[[int, str], None]:
    sizes = [whole_number(word) for word in words[:2]]
    if not sizes or any(size is None for size in sizes):
        raise GraphFileError("*Vertices needs their number, as in *Vertices 12", row, " ".join(words))
    size, first = sizes[0] or 0, (sizes[1] if len(sizes) > 1 else 0) or 0
    if first > size:
        raise GraphFileError(f"{first:,} vertices of the first kind, but {size:,} in all", row)
    belongs, file.awaits = file.awaits, "network"
    if belongs in _NOT_READ:
        return _nothing
    if belongs == "partition":
        return _classes(file.partitions[-1][1], size)
    if not file.networks or file.networks[-1].size:
        file.networks.append(_Network(row=row))
    network = file.networks[-1]
    network.size, network.first_mode, network.row = size, first, row

    def take(row: int, line: str) -> None:
        words = words_of(_without_times(file, line), row)
        number = network.known(words[0][0], row) if words else 0
        if number in network.vertices:
            raise GraphFileError("this vertex stands twice: keep one of the two lines", row, str(number))
        name = words[1][0] if len(words) > 1 else ""
        network.vertices[number] = row, {"name": name or str(number), **_attributes(words[2:])}

    return take


def _attributes(words: Sequence[tuple[str, bool]]) -> dict[str, str]:
    """Return what is said of a vertex beside how it is drawn: its sector, as other programs add it."""
    texts = [word for word, _ in words]
    places = [place for place, text in enumerate(texts[:-1]) if text.casefold() == "sector"]
    return {"sector": texts[places[0] + 1]} if places else {}


def _classes(found: dict[int, str], size: int) -> Callable[[int, str], None]:
    found[0] = str(size)

    def take(row: int, line: str) -> None:
        words = words_of(line, row)
        found[len(found)] = next((word for word, quoted in words if quoted), words[0][0])

    return take


def _without_times(file: _File, line: str) -> str:
    bare = _TIMES.sub(lambda match: match[1] or " ", line) if "[" in line else line
    file.timed += bare != line
    return bare


def _lines_of_ties(
    file: _File, network: _Network, relation: str, directed: bool
) -> Callable[[int, str], None]:
    def take(row: int, line: str) -> None:
        line = _without_times(file, line)
        own = _RELATION.match(line)
        words = words_of(line[own.end() :] if own else line, row)
        if len(words) < 2:
            raise GraphFileError("a line of ties has two vertices, and perhaps a value", row, line.strip())
        ends = [network.known(word, row) for word, _ in words[:2]]
        more = [word for word, _ in words[2:]]
        said = {"directed": "yes" if directed else "no", "kind": own[1] if own else relation}
        if more and is_number(more[0]):
            said["strength"] = more.pop(0)
        if _LABEL in more[:-1] and not said["kind"]:
            said["kind"] = f'"{more[more.index(_LABEL) + 1]}'
        network.ties.append((row, ends[0], ends[1], said))

    return take


def _lists_of_ties(network: _Network, relation: str, directed: bool) -> Callable[[int, str], None]:
    def take(row: int, line: str) -> None:
        source, *targets = [network.known(word, row) for word, _ in words_of(line, row)]
        said = {"directed": "yes" if directed else "no", "kind": relation}
        network.ties += [(row, source, target, said) for target in targets]

    return take


def _matrix(network: _Network, relation: str) -> Callable[[int, str], None]:
    """Take the rows of a matrix; of two modes the first is down the side, the second along the top."""
    height = network.first_mode or network.size
    width = network.size - network.first_mode if network.first_mode else network.size
    if max(height, width) > LARGEST:
        raise GraphFileError(f"a matrix of more than {LARGEST:,} vertices: split the network", network.row)
    matrix = _Matrix(height)
    network.matrices.append(matrix)

    def take(row: int, line: str) -> None:
        words = [word for word, _ in words_of(line, row)]
        matrix.rows += 1
        if matrix.rows > height or len(words) != width:
            raise GraphFileError(
                f"row {matrix.rows:,} of the matrix has {len(words):,} values; wanted are {height:,} rows of "
                f"{width:,}",
                row,
            )
        for place, word in enumerate(words, start=1):
            if not is_number(word):
                raise GraphFileError("is no number: a matrix holds numbers, 0 for no tie", row, word)
            if not is_zero(word):
                said = {"directed": "yes", "kind": relation, "strength": word}
                network.ties.append((row, matrix.rows, network.first_mode + place, said))

    return take


def _gathered(file: _File) -> GatheredGraph:
    networks = [network for network in file.networks if network.size]
    if not networks:
        raise GraphFileError("no *Vertices in this file: a Pajek file begins with *Vertices and their number")
    graph = GatheredGraph(PAJEK)
    met: dict[str, int] = {}
    for place, network in enumerate(networks, start=1):
        _check(network)
        twice: set[tuple[bool, str]] = set()
        for number in range(1, network.size + 1):
            row, said = network.vertices.get(number, (network.row, {"name": str(number)}))
            name = str(said["name"])
            organisation = not network.first_mode or number <= network.first_mode
            if (organisation, name) in twice:
                raise GraphFileError("two vertices have this label: give each its own", row, name)
            twice.add((organisation, name))
            if organisation and name not in met:
                met[name] = row
                graph.nodes.append((row, {"id": name, **said}))
        for row, source, target, said in network.ties:
            _add_tie(graph, file, networks, place, row, (source, target), said)
    _say(graph, file, networks)
    _add_partitions(graph, file, networks)
    return graph


def _check(network: _Network) -> None:
    unnamed = network.size - len(network.vertices)
    if unnamed > LARGEST:
        raise GraphFileError(
            f"*Vertices says {network.size:,}, but only {len(network.vertices):,} lines of vertices "
            "follow: the file is cut off; save it again",
            network.row,
        )
    for matrix in network.matrices:
        if matrix.rows != matrix.height:
            raise GraphFileError(
                f"a matrix of {matrix.rows:,} rows, but {matrix.height:,} are needed: the file is cut "
                "off; save it again",
                network.row,
            )


def _add_tie(
    graph: GatheredGraph,
    file: _File,
    networks: Sequence[_Network],
    place: int,
    row: int,
    ends: tuple[int, int],
    said: dict[str, Any],
) -> None:
    network = networks[place - 1]
    if network.first_mode:
        organisation, forum = sorted(ends)
        if not organisation <= network.first_mode < forum:
            raise GraphFileError(
                "a tie within one of the two kinds of vertices: in a network of two modes each tie joins an "
                "organisation and what it is a member of",
                row,
                " ".join(map(str, ends)),
            )
        graph.members.append(
            (row, {"organisation": network.called(organisation), "forum": network.called(forum)})
        )
        return
    relation = said["kind"]
    kind = relation[1:] if relation.startswith('"') else file.relations.get(relation, "")
    if relation and not kind and (len(file.relations) or relation != "1"):
        kind = f"relation {relation}"
    if len(networks) > 1:
        title = network.name or f"network {place}"
        kind = f"{title}: {kind}" if kind else title
    source, target = map(network.called, ends)
    graph.edges.append((row, {"source": source, "target": target, **said, "kind": kind}))


def _say(graph: GatheredGraph, file: _File, networks: Sequence[_Network]) -> None:
    if len(networks) > 1:
        graph.said.append(
            f"{len(networks)} networks in this file: each is a kind of tie; for waves save each as a .net"
        )
    if file.timed:
        graph.said.append(
            f"times of vertices and ties, as in [1-3], not read: {file.timed:,} lines have them"
        )
    unnamed = sum(network.size - len(network.vertices) for network in networks)
    if unnamed:
        graph.said.append(f"{counted(unnamed, 'vertex', 'vertices')} without a line: called by the number")
    two_mode = [said for network in networks if network.first_mode for *_, said in network.ties]
    if any(said.get("strength", "1") not in ("1", "1.0") for said in two_mode):
        graph.said.append("values of memberships not read: an organisation is a member or not")
    for title in dict.fromkeys(file.not_read):
        graph.said.append(f"{counted(file.not_read.count(title), f'*{title.capitalize()}')} not read")


def _add_partitions(graph: GatheredGraph, file: _File, networks: Sequence[_Network]) -> None:
    """Read partitions whose classes have names: as the sector if they are called so, else as a column."""
    for title, classes in file.partitions:
        size = int(classes.pop(0, "0"))
        network = next((each for each in networks if each.size == size), None)
        words = [classes[place] for place in sorted(classes)]
        if network is None or len(words) != size:
            raise GraphFileError(
                f"the partition {shown(title)} has {len(words):,} classes for {size:,} vertices: save "
                "it again"
            )
        if all(whole_number(word) is not None for word in words):
            graph.said.append(
                f"the partition {shown(title)} not read: its classes ({len(set(words)):,}) are "
                "numbers without "
                "names; for sectors give a list of partners with a column sector beside this file"
            )
            continue
        column = "sector" if "sector" in title.casefold() else title or "partition"
        by_name = {network.called(number): word for number, word in enumerate(words, start=1)}
        for _, node in graph.nodes:
            if node["name"] in by_name:
                node.setdefault(column, by_name[node["name"]])
