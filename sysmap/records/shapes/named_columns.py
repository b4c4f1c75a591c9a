"""Columns that the user named: of which tables they are, as far as their names alone can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from sysmap.errors import ChoiceError, choice, listed
from sysmap.records.problems import shown
from sysmap.records.shapes.declaring import RESPONDENT
from sysmap.records.tables.declared import TABLES, table_called
from sysmap.vocabulary import fold, fold_header

# Of several tables that have the columns named, the first of these is meant.
_LIKELIEST = ("collaborations", "partners", "memberships", "asked", "money", "succession")
_MOST_TABLES = 4
_EXAMPLE = {"source": "Agency A", "target": "Agency B"}
_NESTED = {"partners": {"sector": "Type of org"}, "collaborations": _EXAMPLE}


@dataclass(frozen=True)
class NamedColumns:
    """The columns that the user named.

    Attributes
    ----------
    tables
        By table, the header of each column.
    shared
        Columns that several of these tables have, with their headers and the tables: which is meant only
        the files can tell.
    respondent
        The header of the column of a survey that says who answers; empty for none.
    waves
        What holds for the files of one wave only.
    """

    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shared: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    respondent: str = ""
    waves: Mapping[str, NamedColumns] = field(default_factory=dict)

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header named."""
        own = [header for columns in self.tables.values() for header in columns.values()]
        own += [header for header, _ in self.shared.values()]
        own += [self.respondent] if self.respondent else []
        own += [header for one in self.waves.values() for header in one.headers]
        return tuple(dict.fromkeys(own))

    @property
    def nested(self) -> dict[str, Any]:
        """The columns by table, as the user may write them so that nothing is left open."""
        found: dict[str, Any] = {table: dict(columns) for table, columns in self.tables.items()}
        for column, (header, tables) in self.shared.items():
            for table in tables:
                found[table][TABLES[table].column_of(column) or column] = header
        return {**({RESPONDENT: self.respondent} if self.respondent else {}), **found}

    def of(self, wave: str) -> NamedColumns:
        """Return what holds for the files of one wave."""
        own = next((one for label, one in self.waves.items() if fold(label) == fold(wave)), NamedColumns())
        tables = {
            table: {**self.tables.get(table, {}), **own.tables.get(table, {})}
            for table in {**self.tables, **own.tables}
        }
        return NamedColumns(tables, {**self.shared, **own.shared}, own.respondent or self.respondent)


def check_columns(columns: object) -> NamedColumns | None:
    """Return the columns that the user named; None where none are.

    Raises
    ------
    ChoiceError
        If it is no mapping of columns, of tables or of waves with their columns, or of ``respondent``, to
        headers.
    """
    if columns is None or isinstance(columns, NamedColumns):
        return columns
    return _checked(columns, "", of_waves=True)


def _checked(columns: object, where: str, *, of_waves: bool) -> NamedColumns:
    wanted = (
        f"{choice('columns')} takes columns with their headers, as in {choice('columns', _EXAMPLE)}, or "
        f"tables with theirs, as in {choice('columns', _NESTED)}"
    )
    if not isinstance(columns, Mapping) or not columns:
        raise ChoiceError(f"{wanted}; {where}{shown(columns)!r} is none")
    tables: dict[str, dict[str, str]] = {}
    waves: dict[str, NamedColumns] = {}
    loose: dict[str, str] = {}
    for key, value in columns.items():
        name = str(key)
        table = table_called(name)
        if (
            not isinstance(value, str | Mapping)
            or not value
            or (isinstance(value, str) and not value.strip())
        ):
            raise ChoiceError(f"{wanted}; {where}{shown(value)!r} is no header")
        if isinstance(value, str):
            loose[name] = value
        elif table is not None:
            tables[table] = _of_table(table, value, wanted)
        elif of_waves and not _tables_with(name):
            waves[name] = _checked(value, f"{name}: ", of_waves=False)
        else:
            raise ChoiceError(f"{wanted}; {shown(name)!r} is no table: there are {listed(TABLES)}")
    respondent = loose.pop(RESPONDENT, "")
    shared = _add_loose(loose, tables) if loose else {}
    return NamedColumns(tables, shared, respondent, waves)


def _of_table(table: str, columns: Mapping[Any, Any], wanted: str) -> dict[str, str]:
    """Return the headers that the user named for one table, by column."""
    found: dict[str, str] = {}
    for key, header in columns.items():
        if not isinstance(header, str) or not header.strip():
            raise ChoiceError(f"{wanted}; {shown(header)!r} is no header")
        column = TABLES[table].column_of(str(key))
        if column is None:
            raise ChoiceError(
                f"{shown(key)!r} is no column of {table}; there are {listed(TABLES[table].names)}"
            )
        _put(found, table, column, header)
    return found


def _put(found: dict[str, str], table: str, column: str, header: str) -> None:
    if found.get(column, header) != header:
        raise ChoiceError(
            f"{choice('columns')} names {shown(found[column])!r} and {shown(header)!r} for {column} of "
            f"{table}: name one"
        )
    found[column] = header


def _add_loose(
    loose: Mapping[str, str], tables: dict[str, dict[str, str]]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Add to the tables the columns of which nobody said the table; return those that several have."""
    meant = _tables_of(loose, [*tables, *_LIKELIEST, *TABLES])
    shared: dict[str, tuple[str, tuple[str, ...]]] = {}
    for column, header in loose.items():
        having = [table for table in meant if TABLES[table].column_of(column)]
        folded = fold_header(column)
        by_name = [table for table in having if folded in map(fold_header, TABLES[table].names)]
        having = by_name or having
        for table in meant:
            tables.setdefault(table, {})
        if len(having) > 1:
            shared[column] = header, tuple(having)
        else:
            _put(tables[having[0]], having[0], TABLES[having[0]].column_of(column) or column, header)
    return shared


def _tables_of(columns: Iterable[str], order: Iterable[str]) -> tuple[str, ...]:
    """Return the fewest tables that have all the columns between them; of several such, the likeliest.

    Raises
    ------
    ChoiceError
        If no table has one of them.
    """
    named = list(columns)
    having = {column: set(_tables_with(column)) for column in named}
    strange = [column for column in named if not having[column]]
    order = list(dict.fromkeys(order))
    for size in range(1, _MOST_TABLES + 1 if not strange else 1):
        found = [
            some
            for some in combinations(order, size)
            if all(having[column] & set(some) for column in named)
            and all(any(having[column] & set(some) == {table} for column in named) for table in some)
        ]
        if found:
            return max(found, key=lambda some: sum(_whole(table, named) for table in some))
    likely = "; ".join(f"{name}: {listed(TABLES[name].names)}" for name in _LIKELIEST[:3])
    raise ChoiceError(
        f"{listed(map(repr, strange or named))} are not columns of one table; there are, of {likely}; "
        "or respondent"
    )


def _tables_with(column: str) -> list[str]:
    return [name for name, table in TABLES.items() if table.column_of(column)]


def _whole(table: str, columns: Iterable[str]) -> bool:
    """Return whether all that a table needs is among some columns."""
    return needed(table) <= {TABLES[table].column_of(column) for column in columns}


def needed(table: str) -> set[str]:
    """Return the columns without which a table says nothing."""
    return {column for column in TABLES[table].required if column != "sector"}
