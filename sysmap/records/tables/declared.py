"""The tables of a record set, their columns, and what each column accepts."""

from __future__ import annotations

from collections.abc import Iterable

from sysmap.records.tables.columns import CELL_LIMIT, Column, Table
from sysmap.vocabulary import fold_header, table_names

ID_LIMIT = 200
NAME_LIMIT = 500
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
ARMS = PROGRAMME, COMPARISON = "programme", "comparison"
_ROLES = "commissioner|provider|chair|vice-chair|host|lead|member|observer"


def _open(*names: str, accepts: str = "text", only: str = "") -> tuple[Column, ...]:
    """Declare columns that may be public."""
    return tuple(Column(name, accepts, public=True, only=only) for name in names)


def _key(name: str, accepts: str = "text", limit: int = CELL_LIMIT) -> Column:
    """Declare a column that must be there and may be public."""
    return Column(name, accepts, required=True, limit=limit, public=True)


_TERM = _open("start", "end", accepts="date")
_PRIVATE_TERM = (Column("start", "date"), Column("end", "date"))
# Where a row stood: the names of files and the order of rows can tell who wrote them.
_ORIGIN = (Column("row"), Column("file"))

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "partners",
            (
                _key("name", limit=NAME_LIMIT),
                Column("id", limit=ID_LIMIT, public=True),
                _key("sector", "sector"),
                *_open("place", "parent"),
                Column("identifiers"),
                *_open("opened", "closed", accepts="date"),
                Column("note"),
            ),
            own_columns=True,
            added=(
                *_open("sector_key", "family", "sector_source"),
                # How a file wrote a name, and on which lists it stood, is not for everybody.
                *(Column("name_as_written"), Column("waves_listed")),
                *_ORIGIN,
            ),
        ),
        Table(
            "collaborations",
            (
                _key("source", "organisation"),
                _key("target", "organisation"),
                *_open("kind"),
                *_open("strength", accepts="strength"),
                *_open("wave"),
                *_open("directed", accepts="yesno"),
                *_PRIVATE_TERM,
                Column("reported_by"),
                *(Column(name, "rating") for name in RATINGS),
                Column("note"),
            ),
            added=_ORIGIN,
        ),
        Table(
            "memberships",
            (
                _key("organisation", "organisation"),
                _key("forum"),
                *_open("role", only=_ROLES),
                Column("unit"),
                *_open("wave"),
                *_TERM,
                Column("note"),
            ),
            added=_ORIGIN,
        ),
        Table(
            "forums",
            (
                _key("forum"),
                *_open("kind"),
                *_open("host", accepts="organisation"),
                *_open("place"),
                *_TERM,
                *_open("planned_end", accepts="date"),
                Column("note"),
            ),
            added=_ORIGIN,
        ),
        Table(
            "asked",  # who answered, one by one: counts of answers are decided upon elsewhere
            (
                Column("wave", required=True),
                Column("organisation", "organisation", required=True),
                Column("answered", "yesno", required=True),
                Column("respondents", "whole"),
                Column("mode"),
            ),
            added=_ORIGIN,
        ),
        Table(
            "money",  # single payments
            (
                *(Column("source"), Column("target")),
                Column("amount", "amount", required=True),
                *_open("currency", only="[A-Z]{3}"),
                *_open("basis", only="budget|contract|actual|estimate"),
                Column("precision"),
                *_PRIVATE_TERM,
                Column("note"),
            ),
            added=(Column("low", "number"), Column("high", "number"), *_ORIGIN),
        ),
        Table(
            "succession",
            (
                _key("from", limit=ID_LIMIT),
                _key("to", limit=ID_LIMIT),
                *_open("date", accepts="date"),
                *_open("kind", only="merger|absorbed|split|rename"),
                *(Column("source"), Column("note")),
            ),
            added=_ORIGIN,
        ),
        Table("places", (_key("place"), *_open("code", "kind", "parent")), added=_ORIGIN),
        Table(
            "programmes",
            (
                _key("programme"),
                *_open("place", "enabler"),
                Column("aim"),
                # Whether a place had the programme, or stands beside those that had.
                *_open("arm", only="|".join(ARMS)),
                *_TERM,
            ),
            added=_ORIGIN,
        ),
        Table(
            "waves",
            (
                _key("wave"),
                *_open("label"),
                *_TERM,
                Column("question"),
                *_open("scale", only=r"\s*\d+(\.\d+)?\s*(-|–|to|\.\.)\s*\d+(\.\d+)?\s*"),
                *_open("cap", accepts="whole"),  # how many partners could be named at most
            ),
            added=(Column("dates_from"), *_ORIGIN),
        ),
        Table(
            "facts",  # may be about anything and anybody
            (
                Column("subject", required=True),
                Column("measure", required=True),
                Column("value", "number", required=True),
                *(Column("unit"), Column("precision")),
                *_PRIVATE_TERM,
                Column("source"),
            ),
            added=(Column("low", "number"), Column("high", "number"), *_ORIGIN),
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
    """Return the table that a sheet, a file or a keyword names, by its name or an alias."""
    folded = fold_header(name)
    return next((table for table in TABLES if fold_header(table) == folded), table_names().get(folded))


def table_with(headers: Iterable[str]) -> str | None:
    """Return the table that a set of headers fits; None where none does.

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
    """Return the number of the first row whose cells are the headers of a table; None where none is."""
    for number, cells in rows:
        filled = [str(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
        table = table_with(filled)
        if table and set(TABLES[table].required) <= set(TABLES[table].columns_of(filled).values()):
            return number
    return None
