"""The data of a DL file: full matrices, lists of edges, lists of nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sysmap.records.containers.ucinet import HALVES, DLError, Header, Token, read_header, tokens
from sysmap.records.values.reading_cells import is_number

_NEXT_MATRIX = "!"


@dataclass
class Cell:
    """A number between two labels, with the line where it stands."""

    source: str
    target: str
    value: str
    line: int


@dataclass
class UcinetNetwork:
    """What a DL file holds: labels down the side and along the top, and the cells of each matrix."""

    two_mode: bool
    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    matrices: list[list[Cell]] = field(default_factory=list)


def read_network(lines: Sequence[str]) -> UcinetNetwork:
    """Read the lines of a DL file.

    Raises
    ------
    DLError
        If it cannot be read; the message says why, `line` where.
    """
    header, data, first = read_header(lines)
    network = UcinetNetwork(header.two_mode, names=header.labels.get("matrices", []))
    network.rows, network.columns = _labels(header)
    if header.form == "fullmatrix":
        _matrices(header, network, list(tokens(data, first)))
    elif header.form in HALVES:
        _halves(header, network, list(tokens(data, first)))
    elif header.form == "nodelist1b":
        _counted_lists(header, network, data, first)
    else:
        _lists(header, network, data, first)
    count = header.sizes.get("nm", 1)
    if network.names and len(network.names) != len(network.matrices):
        raise DLError(f"{len(network.names)} matrix labels for {len(network.matrices)} matrices")
    if len(network.matrices) != count:
        raise DLError(f"nm={count}, but there are {len(network.matrices)} matrices")
    return network


def _labels(header: Header) -> tuple[list[str], list[str]]:
    """Return the labels of rows and columns, numbers where there are none; none that stand in the data."""
    both = header.labels.get("labels")
    rows, columns = header.labels.get("rows", both), header.labels.get("columns", both)
    if not header.two_mode:
        rows = rows or columns
        columns = rows
    sizes = header.sizes
    sides: list[list[str]] = []
    for labels, keyword, where in ((rows, "nr", "rows"), (columns, "nc", "columns")):
        size = sizes.get(keyword, sizes.get("n", 0))
        if where in header.embedded:
            sides.append([])
            continue
        if labels is None:
            if not size:
                raise DLError("neither n= nor labels say how many there are")
            labels = [str(number) for number in range(1, size + 1)]
        if size and len(labels) != size:
            raise DLError(
                f"{keyword if keyword in sizes else 'n'}={size}, but there are {len(labels)} labels"
            )
        twice = sorted(label for label, times in Counter(labels).items() if times > 1)
        if twice:
            raise DLError("this label stands twice: give each its own", value=twice[0])
        sides.append(list(labels))
    return sides[0], sides[1]


def _matrices(header: Header, network: UcinetNetwork, words: list[Token]) -> None:
    sizes = header.sizes
    height = sizes.get("nr", sizes.get("n", 0)) or len(network.rows)
    width = sizes.get("nc", sizes.get("n", 0)) or len(network.columns)
    if not height or not width:
        raise DLError("a full matrix needs n=, or nr= and nc=")
    on_side, on_top = "rows" in header.embedded, "columns" in header.embedded
    gap = 0 if header.diagonal or network.two_mode else 1
    count = sizes.get("nm", 1)
    body = height * (width - gap + on_side)
    # The labels along the top stand once, or above every matrix.
    repeated = on_top and len(words) == count * (width + body) and count > 1
    wanted = count * (width + body) if repeated else width * on_top + count * body
    if len(words) != wanted:
        raise DLError(
            f"{len(words)} words in the data, but {wanted} are needed for the sizes that the header says"
        )
    place = 0
    for number in range(count):
        if on_top and (number == 0 or repeated):
            network.columns = [token.text for token in words[place : place + width]]
            place += width
        side: list[str] = []
        cells: list[tuple[int, int, Token]] = []
        for row in range(height):
            if on_side:
                side.append(words[place].text)
                place += 1
            for column in range(width):
                if gap and column == row:
                    continue
                cells.append((row, column, words[place]))
                place += 1
        network.rows = side if on_side else network.rows
        for labels in (network.rows, network.columns):
            if len(set(labels)) < len(labels):
                raise DLError("a label stands twice: give each its own")
        network.matrices.append(
            [
                Cell(network.rows[row], network.columns[column], token.text, token.line)
                for row, column, token in cells
            ]
        )


def _halves(header: Header, network: UcinetNetwork, words: list[Token]) -> None:
    """Read one triangle of each matrix, row by row; the other is the same."""
    if header.embedded or network.two_mode:
        raise DLError(
            f"{header.form} is of one kind of labels, and they stand before the data: write fullmatrix"
        )
    size, gap = len(network.rows), 0 if header.diagonal else 1
    body = size * (size + 1) // 2 - gap * size
    count = header.sizes.get("nm", 1)
    if len(words) != count * body:
        raise DLError(
            f"{len(words)} words in the data, but {count * body} are needed for the sizes that the "
            "header says"
        )
    taken = iter(words)
    for _ in range(count):
        cells: list[Cell] = []
        for row, label in enumerate(network.rows):
            lower = header.form == "lowerhalf"
            for column in range(0, row + 1 - gap) if lower else range(row + gap, size):
                word, other = next(taken), network.rows[column]
                cells.append(Cell(label, other, word.text, word.line))
                if row != column:
                    cells.append(Cell(other, label, word.text, word.line))
        network.matrices.append(cells)


def _counted_lists(header: Header, network: UcinetNetwork, data: Sequence[str], first: int) -> None:
    """Read a line for each row in turn: how many others it is tied to, and their numbers."""
    cells: list[Cell] = []
    network.matrices.append(cells)
    known = {"rows": dict.fromkeys(network.rows), "columns": dict.fromkeys(network.columns)}
    lines = [(line, list(tokens([text], line))) for line, text in enumerate(data, start=first)]
    lines = [(line, words) for line, words in lines if words]
    if header.embedded or len(lines) != len(network.rows):
        raise DLError(
            f"nodelist1b has a line for each row, without labels: {len(network.rows)} are needed, not "
            f"{len(lines)}"
        )
    for source, (line, (number, *words)) in zip(network.rows, lines, strict=True):
        if number.text != str(len(words)):
            raise DLError(f"the line says how many follow, but {len(words)} do", line, number.text)
        cells += [Cell(source, _label(word, "columns", header, network, known), "1", line) for word in words]


def _lists(header: Header, network: UcinetNetwork, data: Sequence[str], first: int) -> None:
    """Read edges (two ends and perhaps a number in a line) or nodes (one end, then the others)."""
    edges = header.form.startswith("edge")
    # In an array of edges a line has a value for each matrix.
    several = header.sizes.get("nm", 1) if header.form == "edgearray1" else 1
    cells: list[Cell] = []
    network.matrices += [cells, *([] for _ in range(several - 1))]
    known = {"rows": dict.fromkeys(network.rows), "columns": dict.fromkeys(network.columns)}
    if not network.two_mode and header.embedded:
        known["columns"] = known["rows"]
    for line, text in enumerate(data, start=first):
        words = list(tokens([text], line))
        if not words:
            continue
        if words[0].text == _NEXT_MATRIX:
            cells = []
            network.matrices.append(cells)
            continue
        source = _label(words[0], "rows", header, network, known)
        if edges:
            if header.form == "edgearray1" and len(words) != 2 + several:
                raise DLError(
                    f"a line of an edge array has two ends and {several} values, one a matrix", line
                )
            if header.form != "edgearray1" and not 2 <= len(words) <= 3:
                raise DLError("a line of an edge list has two ends, and perhaps a number", line)
            target = _label(words[1], "columns", header, network, known)
            for matrix, word in zip(network.matrices[1:], words[3:], strict=False):
                matrix.append(Cell(source, target, word.text, line))
            cells.append(Cell(source, target, words[2].text if len(words) > 2 else "1", line))
        else:
            cells += [
                Cell(source, _label(word, "columns", header, network, known), "1", line) for word in words[1:]
            ]
    network.rows, network.columns = list(known["rows"]), list(known["columns"])
    for side, keyword in ((network.rows, "nr"), (network.columns, "nc")):
        size = header.sizes.get(keyword, header.sizes.get("n", 0))
        if size and len(side) > size:
            raise DLError(
                f"{keyword if keyword in header.sizes else 'n'}={size}, but there are {len(side)} labels"
            )


def _label(
    word: Token, side: str, header: Header, network: UcinetNetwork, known: dict[str, dict[str, None]]
) -> str:
    """Return the label that a word of a list means: itself, or the one whose number it is."""
    if side in header.embedded:
        known[side].setdefault(word.text)
        return word.text
    labels = network.rows if side == "rows" else network.columns
    if word.text in known[side] and not (is_number(word.text) and not word.quoted):
        return word.text
    if word.text.isascii() and word.text.isdigit() and 1 <= int(word.text[:9]) <= len(labels):
        return labels[int(word.text) - 1]
    raise DLError(f"is neither a label nor a number from 1 to {len(labels)}", word.line, word.text)
