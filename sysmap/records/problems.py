"""Every fault and warning of an input, collected with the place where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from sysmap.destinations import name_of
from sysmap.errors import RecordsError, either
from sysmap.records.reading_call import ReadingCall
from sysmap.records.values.invisible_letters import shows
from sysmap.text import counted, number

SHOWN = 50
# So many of each are listed one by one; of more, their number.
LISTED = 10_000
LONGEST_VALUE = 60
_ROWS_SHOWN = 20
_LONGEST_PLACE = 1_000
Place = tuple[str, str, str]
_COLUMNS = ("severity", "table", "file", "sheet", "row", "column", "value", "message")


@dataclass(frozen=True)
class Origin:
    """Where a raw table comes from, and how its columns are called there.

    A table that was `made` while reading stands in no file as it is. Of several tables in one sheet each
    is a `part`, named by the cell in which it begins. The headers stand in `header_row`.
    """

    file: str
    sheet: str = ""
    wave: str = ""
    letters: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    made: bool = False
    part: str = ""
    header_row: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", name_of(self.file))

    @property
    def place(self) -> Place:
        """What tells one raw table from another."""
        return self.file, f"{self.sheet}!{self.part}" if self.part else self.sheet, self.wave

    def header(self, column: str) -> str:
        """Return the header of a column as it stands in the file."""
        return self.headers.get(column, column)

    def cell(self, column: str, row: object) -> str:
        """Return the address of a cell of a workbook, empty elsewhere."""
        letter = self.letters.get(self.header(column), "")
        return f"{letter}{row}" if letter and str(row).isdigit() else ""


@dataclass(frozen=True, slots=True)
class Advice:
    """A way out of a fault: what a table seems to be, what is missing, and the line to write."""

    seems: str = ""
    missing: str = ""
    write: str = ""

    @property
    def lines(self) -> list[str]:
        """What to say, a line each."""
        return [line for line in (self.seems, self.missing, self.write) if line]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (a fault) or was settled on the way (a warning)."""

    severity: str
    table: str
    file: str
    sheet: str
    row: str
    column: str
    value: str
    message: str
    cell: str = ""
    advice: Advice = Advice()

    def __str__(self) -> str:
        return f"{self.where}: {self.value + ': ' if self.value else ''}{self.message}"

    @property
    def where(self) -> str:
        """Where it stands, in words."""
        places = [
            self.file,
            f"sheet {self.sheet}" if self.sheet else "",
            in_rows(self.row),
            f"column {self.column}" if self.column else "",
        ]
        return ", ".join(place for place in places if place) + (f" ({self.cell})" if self.cell else "")


class SetAside(Counter[str]):
    """Rows set aside in checking, counted by reason; and which they were."""

    def __init__(self) -> None:
        super().__init__()
        self.where: list[tuple[str, Place, Any]] = []
        self.cells: list[tuple[str, Origin, str, Any]] = []

    def cell(self, reason: str, origin: Origin, column: str, row: Any) -> None:
        """Set aside one cell of a typed table, whose row stands."""
        self.cells.append((reason, origin, column, row))

    def rows(self, reason: str, frame: pd.DataFrame) -> None:
        """Set aside the rows of a typed table."""
        self[reason] += len(frame)
        for origin, row in zip(frame["origin"], frame["row"], strict=True):
            self.where.append((reason, origin.place, row))


class Problems:
    """What one reading notes: problems in the order in which they were met, and what it did not use.

    What is wrong with a sheet or file matters only if it is one of the tables read: it is noted
    `apart` and joins the others when it is taken.

    Attributes
    ----------
    aside
        What was set aside, counted by reason.
    beyond
        How many filled cells stand in sheets that hold no table, by what these are.
    lost
        The tables of which something could not be read (``""``: of a table unknown), so that nothing
        is said to be missing that only could not be read.
    call
        The call by which is read: a fault may show it with what was missing.
    """

    def __init__(self) -> None:
        self.call = ReadingCall()
        self.found: list[Problem] = []
        self.aside = SetAside()
        self.beyond: Counter[str] = Counter()
        self.lost: set[str] = set()
        self._noted: Counter[str] = Counter()
        self._apart: dict[Place, Problems] = {}
        self._cells: set[tuple[str, str, str, str]] = set()

    def fault(self, origin: Origin, message: str, **where: Any) -> None:
        """Note something that cannot be used; of several faults of one cell the first stands."""
        self._note("fault", origin, message, **where)

    def warning(self, origin: Origin, message: str, **where: Any) -> None:
        """Note something that was read, and what was done with it."""
        self._note("warning", origin, message, **where)

    def _note(
        self,
        severity: str,
        origin: Origin,
        message: str,
        *,
        table: str = "",
        row: object = "",
        column: str = "",
        value: object = "",
        advice: Advice | None = None,
    ) -> None:
        if self._noted[severity] >= LISTED:
            self._noted[severity] += 1
            return
        if row == 1:
            # Whoever speaks of the first row means that of the headers.
            row = origin.header_row
        self._add(
            Problem(
                severity,
                table,
                shown(origin.file, _LONGEST_PLACE),
                shown(origin.sheet, _LONGEST_PLACE),
                "" if row is None else str(row),
                shown(origin.header(column), _LONGEST_PLACE),
                shown(value),
                f"{message}. {' '.join(advice.lines)}" if advice and advice.lines else message,
                origin.cell(column, row),
                advice or Advice(),
            )
        )

    def _add(self, problem: Problem) -> None:
        if problem.severity == "fault" and problem.row and problem.column:
            cell = (problem.file, problem.sheet, problem.row, problem.column)
            if cell in self._cells:
                return
            self._cells.add(cell)
        self._noted[problem.severity] += 1
        if self._noted[problem.severity] <= LISTED:
            self.found.append(problem)

    def at(self, origin: Origin, table: str = "") -> Reading:
        """Return what notes faults and warnings where a raw table stands, and of what table it is."""
        return Reading(origin, self, table)

    def apart(self, origin: Origin) -> Reading:
        """Return what notes apart what is wrong with one raw table."""
        return Reading(origin, self._apart.setdefault(origin.place, Problems()))

    def take(self, origin: Origin, *, faults_alone: bool = False) -> bool:
        """Take in what was noted apart of a raw table, or its faults alone; tell whether it had faults."""
        noted = self._apart.pop(origin.place, Problems())
        for problem in noted.faults if faults_alone else noted.found:
            self._add(problem)
        self._noted += noted.unlisted
        return bool(noted.faults)

    def join(self, other: Problems) -> None:
        """Take in all that was noted in another collection."""
        for problem in other.found:
            self._add(problem)
        self._noted += other.unlisted
        self.aside.update(other.aside)

    @property
    def unlisted(self) -> Counter[str]:
        """How many faults and warnings are not listed one by one."""
        return Counter(
            {severity: times - LISTED for severity, times in self._noted.items() if times > LISTED}
        )

    @property
    def faults(self) -> list[Problem]:
        """The problems that stop the reading."""
        return [problem for problem in self.found if problem.severity == "fault"]

    @property
    def warnings(self) -> list[Problem]:
        """The problems that do not."""
        return [problem for problem in self.found if problem.severity == "warning"]

    def to_frame(self, severity: str | None = None) -> pd.DataFrame:
        """Return the problems as a table, one row each."""
        rows = [
            tuple(getattr(problem, column) for column in _COLUMNS)
            for problem in self.found
            if severity in (None, problem.severity)
        ]
        rows += [
            (kind, "", "", "", "", "", "", f"and {counted(times, f'more {kind}')}, not listed one by one")
            for kind, times in self.unlisted.items()
            if severity in (None, kind)
        ]
        return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)

    def raise_faults(self) -> None:
        """Stop if there are faults: one error that lists them all.

        Raises
        ------
        RecordsError
            If anything noted is a fault.
        """
        faults = self.faults
        if faults:
            advised = next((fault.advice for fault in faults if fault.advice.lines), Advice())
            raise RecordsError(refusal(faults, self.unlisted["fault"]), self.to_frame(), advised.lines)


@dataclass(frozen=True)
class Reading:
    """The reading of one raw table: where it stands, what table it is, and where faults are noted."""

    origin: Origin
    problems: Problems
    table: str = ""

    def fault(self, message: str, **where: Any) -> None:
        """Note something here that cannot be used."""
        self.problems.fault(self.origin, message, **{"table": self.table, **where})

    def warning(self, message: str, **where: Any) -> None:
        """Note something here that was read, and what was done with it."""
        self.problems.warning(self.origin, message, **{"table": self.table, **where})

    def at(self, origin: Origin) -> Reading:
        """Return the reading of another place in the same source."""
        return replace(self, origin=origin)


def row_list(rows: Iterable[object], most: int = 20) -> str:
    """Write row numbers as a list for a message or the column `row`."""
    numbers: Sequence[str] = list(dict.fromkeys(str(row) for row in rows))
    tail = f", and {len(numbers) - most} more" if len(numbers) > most else ""
    return ", ".join(numbers[:most]) + tail


def in_rows(numbers: str) -> str:
    """Write what `row_list` gave in words: ``row 2``, ``rows 2, 3 and 4``; empty for none."""
    if "," not in numbers:
        return f"row {numbers}" if numbers else ""
    first, _, last = numbers.rpartition(", ")
    return f"rows {first} {last}" if last.startswith("and ") else f"rows {first} and {last}"


def shown(value: object, most: int = LONGEST_VALUE) -> str:
    """Show a value so that it stays on one line, with nothing invisible in it that means nothing."""
    text = "" if value is None else str(value)
    if not text.isprintable():
        text = "".join(
            letter if seen else ascii(letter)[1:-1] for letter, seen in zip(text, shows(text), strict=True)
        )
    return text if len(text) <= most else text[: most - 1] + "…"


def refusal(faults: Sequence[Problem], unlisted: int = 0) -> str:
    """Write why records cannot be used: first the way out, then each cause once, with all its rows.

    Parameters
    ----------
    faults
        What is wrong.
    unlisted
        How many more faults there are that are not listed one by one.
    """
    everyone = len(faults) + unlisted
    advised = next((fault for fault in faults if fault.advice.lines), None)
    causes: dict[tuple[str, ...], list[Problem]] = {}
    for fault in faults:
        causes.setdefault((fault.file, fault.sheet, fault.column, fault.message), []).append(fault)
    lines = [f"{counted(everyone, 'fault')} in the records:"]
    if advised:
        lines = [*advised.advice.lines, "", *lines]
    lines += [f"- {_cause(those, brief=those[0] is advised)}" for those in [*causes.values()][:SHOWN]]
    left = everyone - sum(map(len, [*causes.values()][:SHOWN]))
    if left:
        where = either("in the error's .problems", "by sysmap check")
        listed = f"the first {number(LISTED)} listed" if everyone > LISTED else "all listed"
        lines.append(f"- and {number(left)} more, {listed} {where}")
    return "\n".join(lines)


def _cause(faults: Sequence[Problem], *, brief: bool) -> str:
    """Write faults of one cause in one line; without the way out where that stands above."""
    first = faults[0]
    if brief:
        first = replace(first, message=first.message.removesuffix(f". {' '.join(first.advice.lines)}"))
    if len(faults) == 1:
        return str(first)
    where = replace(first, row="", cell="").where
    rows = [_row(fault) for fault in faults if fault.row]
    if not rows:
        return f"{where}: {first.message} ({len(faults)} times)"
    more = f" and {number(len(rows) - _ROWS_SHOWN)} more rows" if len(rows) > _ROWS_SHOWN else ""
    return f"{where}: {first.message}: {', '.join(rows[:_ROWS_SHOWN])}{more}"


def _row(fault: Problem) -> str:
    """Write the row of a fault, with its cell and value where it has them."""
    said = ": ".join(part for part in (fault.cell, fault.value) if part)
    return f"{in_rows(fault.row)} ({said})" if said else in_rows(fault.row)
