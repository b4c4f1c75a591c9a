"""Decisions about names: ``aliases.csv``, which remembers them, and what holds for a name at a time.

A person's decision is never overwritten; deleting its row undoes it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sysmap.errors import MissingFileError, listed
from sysmap.files import write_csv
from sysmap.records.containers.opening import open_all
from sysmap.records.names.normalising import basic
from sysmap.records.problems import Problems, Reading
from sysmap.records.tables.declared import ID_LIMIT, NAME_LIMIT
from sysmap.records.values.cells import clean
from sysmap.records.values.dates import date_bounds, read_dates
from sysmap.vocabulary import fold_header

COLUMNS = (
    "name_as_written",
    "id",
    "valid_from",
    "valid_to",
    "source",
    "decided_by",
    "decided_on",
    "note",
)
# What the column source says of a row that no person has decided; every other row is a person's.
BY_SCORE = "match"
NOT_AN_ORGANISATION, IGNORE = "not an organisation", "ignore"
_DATES = ("valid_from", "valid_to")
_SECTOR = "sector: "


@dataclass(frozen=True)
class Decision:
    """What was decided about a name: an id, or none for what is not an organisation or is to be ignored."""

    id: str
    source: str
    valid_from: str = ""
    valid_to: str = ""
    decided_by: str = ""
    decided_on: str = ""

    @property
    def why(self) -> str:
        """Say who decided, and when."""
        by = f" by {self.decided_by}" if self.decided_by else ""
        on = f" on {self.decided_on}" if self.decided_on else ""
        return f"decided{by}{on}" + (f": {self.source}" if not self.id and self.source else "")

    def holds(self, when: tuple[str, str] | None) -> bool:
        """Return whether a decision holds at some time between two days; None is any time."""
        if when is None:
            return True
        first, last = date_bounds(self.valid_from), date_bounds(self.valid_to)
        return not (first and first[0] > when[1]) and not (last and last[1] < when[0])


class Decisions:
    """Decisions by the name they are about."""

    def __init__(self, aliases: pd.DataFrame) -> None:
        self._exact: dict[str, list[Decision]] = {}
        self._folded: dict[str, list[Decision]] = {}
        for row in _texts(aliases).to_dict("records"):
            decision = Decision(
                *(row[name] for name in ("id", "source", *_DATES, "decided_by", "decided_on"))
            )
            self._exact.setdefault(row["name_as_written"], []).append(decision)
            self._folded.setdefault(basic(row["name_as_written"]), []).append(decision)

    def of(self, name: str, when: tuple[str, str] | None = None) -> list[Decision]:
        """Return the decisions about a name that hold at a time, one for each id, the latest first."""
        for found in (self._exact.get(name, ()), self._folded.get(basic(name), ())):
            holding = [decision for decision in found if decision.holds(when)]
            if holding:
                latest = sorted(holding, key=lambda decision: decision.valid_from, reverse=True)
                return list({decision.id: decision for decision in reversed(latest)}.values())[::-1]
        return []


class Decided:
    """What persons decided a name to mean: an id, and the names that a register has for it.

    Parameters
    ----------
    aliases
        The decisions.
    register
        Where the names of an id are looked up; None for nowhere.
    """

    def __init__(self, aliases: pd.DataFrame | None = None, register: pd.DataFrame | None = None) -> None:
        given = aliases is not None and len(aliases) > 0
        self._decisions = Decisions(aliases) if aliases is not None and given else None
        self._register = register if given else None
        self._names: dict[str, list[str]] | None = None

    def __bool__(self) -> bool:
        return self._decisions is not None

    def __call__(self, text: str) -> tuple[str, ...]:
        """Return the id decided for a name, then that id's names; none for what is open or no organisation.

        Decisions that differ, because they hold at different times, decide nothing here.
        """
        found = self._decisions.of(text) if self._decisions and text else []
        if len(found) != 1 or not found[0].id:
            return ()
        return (found[0].id, *self._names_of(found[0].id))

    def _names_of(self, identity: str) -> list[str]:
        if self._names is None:
            self._names = {}
            if self._register is not None:
                pairs = zip(self._register["id"], self._register["name"], strict=True)
                for one, name in pairs:
                    self._names.setdefault(clean(one)[0], []).append(clean(name)[0])
        return self._names.get(identity, [])


_NOTHING = pd.DataFrame(columns=list(COLUMNS), dtype=object)


def read_aliases(path: str | os.PathLike[str] | None) -> pd.DataFrame:
    """Read an ``aliases.csv``; None gives an empty one.

    Raises
    ------
    RecordsError
        If a column is missing, a name is blank, or a date is none.
    MissingFileError
        If there is no such file.
    """
    if path is None:
        return _NOTHING.copy()
    file = Path(path)
    if not file.is_file():
        raise MissingFileError(f"there is no file {str(file)!r}: check the name and where you are")
    if file.stat().st_size and not file.read_bytes().strip(b"\xef\xbb\xbf \r\n\t"):
        return read_aliases(None)
    problems = Problems()
    groups = open_all([file], {}, problems)
    problems.raise_faults()
    raw = next((table for group in groups.values() for table in group.values()), None)
    if raw is None:
        return read_aliases(None)
    problems.take(raw.origin)
    meant = {fold_header(name): name for name in COLUMNS}
    table = raw.frame.rename(columns={header: meant.get(fold_header(str(header)), header) for header in raw})
    for name in ("name_as_written", "id"):
        if name not in table.columns:
            said = f"no column {name}; there are: {listed(raw.columns)}"
            problems.fault(raw.origin, said, row=1, column=name)
    problems.raise_faults()
    table = _texts(table)
    _check(table, problems.at(raw.origin, "aliases"))
    problems.raise_faults()
    return sorted_aliases(table)


def write_aliases(aliases: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write an ``aliases.csv``, sorted, whole or not at all."""
    write_csv(sorted_aliases(_texts(aliases)), path, index=False)


def sorted_aliases(aliases: pd.DataFrame) -> pd.DataFrame:
    """Sort decisions by name, then by date and id, each kept once."""
    table = aliases.drop_duplicates()
    keys = table["name_as_written"].str.casefold()
    order = table.assign(_key=keys).sort_values(["_key", *_DATES, *COLUMNS], kind="stable").index
    return table.loc[order].reset_index(drop=True)


def merged(aliases: pd.DataFrame, decided: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Add decisions to those that stand; a person's row stays as it is.

    Returns
    -------
    tuple
        The rows together, and the names whose new decision differs from a person's, which stands.
    """
    standing, new = _texts(aliases), _texts(decided)
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    refused: list[str] = []
    for row in [*standing.to_dict("records"), *new.to_dict("records")]:
        key = (row["name_as_written"], row["valid_from"], row["valid_to"])
        there = rows.get(key)
        if there is None or (there["source"] == BY_SCORE and row["source"] != BY_SCORE):
            rows[key] = row
        elif there["id"] != row["id"] or (not row["id"] and there["source"] != row["source"]):
            if there["source"] == BY_SCORE:
                rows[key] = row
            else:
                refused.append(row["name_as_written"])
    return sorted_aliases(pd.DataFrame(list(rows.values()), columns=list(COLUMNS), dtype=object)), refused


def note_with_sector(sector: str, note: str) -> str:
    """Write the sector that a person has chosen in front of a note: aliases have no column for it."""
    return "; ".join(part for part in (f"{_SECTOR}{sector}" if sector else "", note) if part)


def decided_sectors(aliases: pd.DataFrame) -> Mapping[str, str]:
    """Return the sectors that persons have chosen, by id."""
    found: dict[str, str] = {}
    for row in _texts(aliases).itertuples() if len(aliases) else ():
        first = row.note.split("; ")[0]
        if row.id and first.startswith(_SECTOR):
            found.setdefault(row.id, first.removeprefix(_SECTOR))
    return found


def _texts(aliases: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of aliases, in order, as texts; those that are missing are blank."""
    return pd.DataFrame(
        {
            name: [clean(cell)[0] for cell in aliases[name]] if name in aliases.columns else ""
            for name in COLUMNS
        },
        index=aliases.index,
        columns=list(COLUMNS),
        dtype=object,
    )


def _check(table: pd.DataFrame, here: Reading) -> None:
    for column in _DATES:
        readings = read_dates(list(table[column]), [1] * len(table))
        for row, cell, reading in zip(table.index, table[column], readings, strict=True):
            if reading.fault:
                here.fault(reading.fault, row=row, column=column, value=cell)
        table[column] = [reading.value or "" for reading in readings]
    for column, limit in (("name_as_written", NAME_LIMIT), ("id", ID_LIMIT)):
        for row, text in table[column].items():
            if len(text) > limit:
                here.fault(
                    f"longer than {limit} letters",
                    row=row,
                    column=column,
                    value=text,
                )
    for row in table.index[table["name_as_written"] == ""]:
        here.fault("no name: write the name or delete the row", row=row)
