"""The tables of a record set, their columns, and what each column accepts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sysmap.vocabulary import fold_header, header_aliases, table_names

ID_LIMIT = 200
NAME_LIMIT = 500
CELL_LIMIT = 32_767
ROW_LIMIT = 1_000_000
COLUMN_LIMIT = 1_000
# Of one table: rows times columns.
AREA_LIMIT = 15_000_000
RESPONDED = "responded"
RATINGS = (
    "trust",
    "value",
    "trust_openness",
    "trust_reliability",
    "trust_mission",
    "value_power",
    "value_resources",
    "value_involvement",
)


@dataclass(frozen=True)
class Column:
    """A column: its name, what its cells must be, and whether it must be there.

    `accepts` is one of text, organisation (the id or name of a partner), number, amount, rating,
    whole, yesno, date, strength, sector.
    """

    name: str
    accepts: str = "text"
    required: bool = False
    limit: int = CELL_LIMIT


@dataclass(frozen=True)
class Table:
    """A table: its name and columns in the order given; `own_columns` says whether others are kept."""

    name: str
    columns: tuple[Column, ...]
    own_columns: bool = False

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    @property
    def required(self) -> list[str]:
        """The names of the columns that must be there."""
        return [column.name for column in self.columns if column.required]

    def column_of(self, header: str) -> str | None:
        """Give the column that a header means, by its name or an alias; None for no column of this table."""
        folded = fold_header(header)
        for name in self.names:
            if fold_header(name) == folded:
                return name
        return header_aliases(self.name).get(folded)

    def columns_of(self, headers: Iterable[str]) -> dict[str, str]:
        """Match headers to columns: header to column; a canonical header beats an alias."""
        matched: dict[str, str] = {}
        exact = {fold_header(name): name for name in self.names}
        listed = list(headers)
        for header in listed:
            column = exact.get(fold_header(header))
            if column and column not in matched.values():
                matched[header] = column
        for header in listed:
            column = self.column_of(header)
            if column and column not in matched.values():
                matched[header] = column
        return matched


def _text(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


_TERM = (Column("start", "date"), Column("end", "date"))

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "partners",
            (
                Column("name", required=True, limit=NAME_LIMIT),
                Column("id", limit=ID_LIMIT),
                Column("sector", "sector", required=True),
                *_text("place", "parent", "identifiers"),
                Column("opened", "date"),
                Column("closed", "date"),
                Column("note"),
            ),
            own_columns=True,
        ),
        Table(
            "collaborations",
            (
                Column("source", "organisation", required=True),
                Column("target", "organisation", required=True),
                Column("kind"),
                Column("strength", "strength"),
                Column("wave"),
                Column("directed", "yesno"),
                *_TERM,
                Column("reported_by"),
                *(Column(name, "rating") for name in RATINGS),
                Column("note"),
            ),
        ),
        Table(
            "memberships",
            (
                Column("organisation", "organisation", required=True),
                Column("forum", required=True),
                *_text("role", "unit", "wave"),
                *_TERM,
                Column("note"),
            ),
        ),
        Table(
            "forums",
            (
                Column("forum", required=True),
                Column("kind"),
                Column("host", "organisation"),
                Column("place"),
                *_TERM,
                Column("planned_end", "date"),
                Column("note"),
            ),
        ),
        Table(
            "asked",
            (
                Column("wave", required=True),
                Column("organisation", "organisation", required=True),
                Column("answered", "yesno", required=True),
                Column("respondents", "whole"),
                Column("mode"),
            ),
        ),
        Table(
            "money",
            (
                *_text("source", "target"),
                Column("amount", "amount", required=True),
                *_text("currency", "basis", "precision"),
                *_TERM,
                Column("note"),
            ),
        ),
        Table(
            "succession",
            (
                Column("from", limit=ID_LIMIT, required=True),
                Column("to", limit=ID_LIMIT, required=True),
                Column("date", "date"),
                *_text("kind", "source", "note"),
            ),
        ),
        Table("places", (Column("place", required=True), *_text("code", "kind", "parent"))),
        Table("programmes", (Column("programme", required=True), *_text("place", "enabler", "aim"), *_TERM)),
        Table("waves", (Column("wave", required=True), Column("label"), *_TERM, *_text("question", "scale"))),
        Table(
            "facts",
            (
                Column("subject", required=True),
                Column("measure", required=True),
                Column("value", "number", required=True),
                *_text("unit", "precision"),
                *_TERM,
                Column("source"),
            ),
        ),
    )
}

# The columns that may hold the id or name of an organisation. Some may hold others too: a forum, a body
# that is no partner, a respondent.
ORGANISATIONS = {
    table.name: tuple(column.name for column in table.columns if column.accepts == "organisation")
    for table in TABLES.values()
} | {
    "partners": ("parent",),
    "money": ("source", "target"),
    "succession": ("from", "to"),
    "collaborations": ("source", "target", "reported_by"),
}


def table_called(name: str) -> str | None:
    """Give the table that a sheet, a file or a keyword names, by its name or an alias."""
    folded = fold_header(name)
    return next((table for table in TABLES if fold_header(table) == folded), table_names().get(folded))


def table_with(headers: Iterable[str]) -> str | None:
    """Give the table that a set of headers fits; None where none does.

    ``from, to`` with a date, and without wave, kind or strength, is a succession: organisations
    that followed others, not organisations that work together.
    """
    listed = list(headers)
    found = {name: set(table.columns_of(listed).values()) for name, table in TABLES.items()}
    folded = {fold_header(header) for header in listed}
    if {"from", "to", "date"} <= folded and not found["collaborations"] & {"wave", "kind", "strength"}:
        return "succession"
    if {"organisation", "forum"} <= found["memberships"] and not {"source", "target"} <= folded:
        return "memberships"  # whose terms may be called from and to
    if {"source", "target"} <= found["collaborations"]:
        return "money" if "amount" in folded else "collaborations"
    for name in ("facts", "asked", "memberships", "forums", "programmes"):
        if set(TABLES[name].required) <= found[name] and (
            name not in ("forums", "programmes") or len(found[name]) > 1
        ):
            return name
    if "wave" in folded and found["waves"] & {"label", "start", "question", "scale"} and "name" not in folded:
        return "waves"
    if "name" in found["partners"] or {"id", "sector"} <= found["partners"]:
        return "partners"
    return "places" if {"place", "code"} <= folded else None


def header_row(rows: Iterable[tuple[int, Iterable[object]]]) -> int | None:
    """Give the number of the first row whose cells are the headers of a table; None where none is."""
    for number, cells in rows:
        filled = [str(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
        table = table_with(filled)
        if table and set(TABLES[table].required) <= set(TABLES[table].columns_of(filled).values()):
            return number
    return None
