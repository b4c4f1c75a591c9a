"""Which raw table is which of those whose columns the user named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sysmap.errors import ChoiceError, choice, listed
from sysmap.records.problems import Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import called, table_of
from sysmap.records.shapes.declaring import RESPONDENT, headers_named
from sysmap.records.shapes.named_columns import NamedColumns, needed
from sysmap.records.shapes.unrecognised import note_columns_missing
from sysmap.records.surveys.tools import is_an_export
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.typed import headers, matched_headers
from sysmap.vocabulary import fold

Tables = dict[str, RawTable]
# What each raw table may be: by table, the headers with the columns that the user said they mean.
Choices = dict[str, dict[str, dict[str, str]]]


def place_named(groups: Mapping[str, Tables], named: NamedColumns | None, problems: Problems) -> set[str]:
    """Say of each raw table which table it is by the columns named, and what its headers mean.

    The files of a wave need not have every column that is named; where none has them, that is a fault.

    Parameters
    ----------
    groups
        The raw tables of each wave; those that are found say so from now on.
    named
        The columns that the user named; None for none.
    problems
        Where faults are noted.

    Returns
    -------
    set of str
        The waves that cannot be read as the user said.

    Raises
    ------
    ChoiceError
        If columns are named for a wave that no source is of.
    """
    if named is None:
        return set()
    _check_waves(groups, named)
    lost: set[str] = set()
    found: set[tuple[str, str]] = set()  # the tables and shared columns met, by wave
    for wave, tables in groups.items():
        before = len(problems.faults)
        here = named.of(wave)
        _place(tables, here, problems)
        found |= {(wave, raw.table) for raw in tables.values()}
        found |= {(wave, column) for column in _settle_shared(tables, here, problems)}
        _note_incomplete(tables, problems)
        if len(problems.faults) > before:
            lost.add(wave)
    if lost:
        problems.lost.add("")
        return lost
    everywhere = {one for _, one in found}
    for wave, tables in groups.items():
        own = next((one for label, one in named.waves.items() if fold(label) == fold(wave)), NamedColumns())
        here = named.of(wave)
        for table, columns in here.tables.items():
            if not ((wave, table) in found if table in own.tables else table in everywhere):
                _note_absent(tables, table, columns, here, problems)
                lost.add(wave)
        for column, (header, _) in here.shared.items():
            if not ((wave, column) in found if column in own.shared else column in everywhere):
                _note_absent(tables, "", {column: header}, here, problems)
                lost.add(wave)
    if lost:
        problems.lost.add("")
    return lost


def _check_waves(groups: Mapping[str, Tables], named: NamedColumns) -> None:
    known = {fold(wave): wave for wave in groups if wave}
    strange = [label for label in named.waves if fold(label) not in known]
    if strange:
        waves = f"nor a wave of the sources: {listed(known.values())}" if known else "and no source is of one"
        raise ChoiceError(
            f"{choice('columns')} names columns of {listed(map(repr, strange))}, which is no table "
            f"({listed(TABLES)}), {waves}"
        )


def _place(tables: Tables, here: NamedColumns, problems: Problems) -> None:
    """Find for each raw table which one it is, and let it say so."""
    may_be: Choices = {}
    for table, columns in here.tables.items():
        there = {
            name: meant
            for name, raw in tables.items()
            if columns and (meant := headers_named(raw, columns)) is not None
        }
        for name in _likely(tables, table, there):
            may_be.setdefault(name, {})[table] = there[name]
    for name, choices in may_be.items():
        raw = tables[name]
        if _is_survey(name, raw, choices, here):
            continue
        table = _which(name, raw, choices, may_be)
        if table:
            tables[name] = replace(raw, table=table, meant=choices[table])
        else:
            _note_two(raw, choices, problems)


def _likely(tables: Tables, table: str, there: Mapping[str, dict[str, str]]) -> list[str]:
    """Return the raw tables with some headers that are likeliest to be a table.

    One that has all the table needs goes before one that has not, and so does one that is not another
    table by its own name and headers.
    """
    names = list(there)
    for test in (
        lambda name: not _lacking(replace(tables[name], table=table, meant=there[name])),
        lambda name: table_of(name, tables[name]) in (table, None),
    ):
        names = [name for name in names if test(name)] or names
    return names


def _lacking(raw: RawTable) -> list[str]:
    """Return the columns that a raw table lacks to be the table that the user said."""
    there = {*matched_headers(raw, TABLES[raw.table]).values()}
    # Of when it is may be known without a column.
    return sorted(needed(raw.table) - there - {"wave"})


def _is_survey(
    name: str, raw: RawTable, choices: Mapping[str, Mapping[str, str]], here: NamedColumns
) -> bool:
    """Return whether a raw table with columns of some table is the survey whose respondents were named."""
    if not here.respondent or headers_named(raw, {RESPONDENT: here.respondent}) is None:
        return False
    if is_an_export([*map(str, raw.columns)]):
        return True
    # Of a survey most columns are questions, of a list of partners few are nothing that a list has.
    widest = max(_known(raw, table, meant) for table, meant in choices.items())
    return called(name) not in choices and 2 * widest < len(raw.columns)


def _which(name: str, raw: RawTable, choices: Mapping[str, dict[str, str]], may_be: Choices) -> str:
    """Return which table a raw table is, of those whose columns it has; empty where nothing tells."""
    said = next(iter(choices)) if len(choices) == 1 else called(name)
    if said in choices:
        return str(said)
    alone = [
        table
        for table in choices
        if not any(table in others for other, others in may_be.items() if other != name)
    ]
    if len(alone) == 1:
        return alone[0]
    for table, meant in choices.items():
        if all(set(meant) > set(other) for one, other in choices.items() if one != table):
            return table
    known = {table: _known(raw, table, meant) for table, meant in choices.items()}
    best = [table for table, count in known.items() if count == max(known.values())]
    return best[0] if len(best) == 1 else ""


def _known(raw: RawTable, table: str, meant: Mapping[str, str]) -> int:
    return len(matched_headers(replace(raw, table=table, meant=meant), TABLES[table]))


def _settle_shared(tables: Tables, here: NamedColumns, problems: Problems) -> list[str]:
    """Give each column that several tables have to the one whose file has its header; return those given.

    Where the files of several have it, nobody can tell whether one is meant or all: then it is a fault.
    """
    there = {
        column: {
            name: next(iter(meant))
            for name, raw in tables.items()
            if raw.table in several and (meant := headers_named(raw, {column: header})) is not None
        }
        for column, (header, several) in here.shared.items()
    }
    of = {column: sorted({tables[name].table for name in names}) for column, names in there.items()}
    open_ones = [column for column, kinds in of.items() if len(kinds) > 1]
    if open_ones:
        whole = NamedColumns(
            here.tables,
            {column: (header, tuple(of[column])) for column, (header, _) in here.shared.items()},
            here.respondent,
        )
        places = dict.fromkeys(
            f"{tables[name].origin.file} ({tables[name].table})"
            for column in open_ones
            for name in there[column]
        )
        problems.fault(
            tables[next(iter(there[open_ones[0]]))].origin,
            f"{choice('columns')} names {listed(open_ones)} without a table, and {listed(places)} have "
            f"{listed(repr(shown(here.shared[column][0])) for column in open_ones)}: say by table what is "
            f"meant; all of it would be {choice('columns', whole.nested)}",
            row=1,
        )
    for column, names in there.items():
        for name, found in names.items():
            raw = tables[name]
            meant = {**raw.meant, found: TABLES[raw.table].column_of(column) or column}
            tables[name] = replace(raw, meant=meant)
    return [column for column, names in there.items() if names]


def _has_both(raw: RawTable, columns: Mapping[str, str], respondent: str) -> bool:
    return all(headers_named(raw, each) is not None for each in (columns, {RESPONDENT: respondent}))


def _note_two(raw: RawTable, choices: Collection[str], problems: Problems) -> None:
    problems.take(raw.origin)
    problems.fault(
        raw.origin,
        f"{choice('columns')} names columns of {listed(choices)}, and this table has them all: call the file "
        f"or sheet {' or '.join(choices)}, or name one more column of what it is; there are {headers(raw)}",
        row=1,
    )


def _note_incomplete(tables: Tables, problems: Problems) -> None:
    for raw in tables.values():
        lacking = _lacking(raw) if raw.table else []
        if lacking:
            problems.take(raw.origin)
            problems.fault(
                raw.origin,
                f"{choice('columns')} names columns of {raw.table}, but not {listed(lacking)}: say which "
                f"they are; there are {headers(raw)}",
                row=1,
            )


def _note_absent(
    tables: Tables, table: str, columns: Mapping[str, str], here: NamedColumns, problems: Problems
) -> None:
    """Note that no raw table has the columns named, at those that are nothing else."""
    free = {name: raw for name, raw in tables.items() if not raw.table}
    astray = {name: raw for name, raw in free.items() if table_of(name, raw) in (None, table)}
    several = len(here.tables) > 1 or bool(here.respondent)
    for raw in tables.values():
        if not raw.table and table and here.respondent and _has_both(raw, columns, here.respondent):
            problems.fault(
                raw.origin,
                f"{choice('columns')} names {shown(here.respondent)!r} as the respondent of a survey, and "
                f"columns of {table} that this has too: name one more column of {table}, or call the file or "
                f"sheet {table}",
                row=1,
            )
            return
    note_columns_missing(astray or free or tables, columns, problems, table=table if several else "")
