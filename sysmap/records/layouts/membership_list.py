"""A list of members: an organisation and a forum in each row, and no list of partners."""

from __future__ import annotations

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import partners_beside, table_of, with_those_beside
from sysmap.records.shapes.declaring import RawTables, TableParts, record_layout
from sysmap.records.shapes.rosters import partners_named, roster_beside
from sysmap.records.tables.declared import TABLES
from sysmap.records.values.cells import clean

# What may stand beside a list of members without making it one table of a record set.
_BESIDE = {"memberships", "forums", "places", "waves", "programmes", "facts", None}


def _lists(tables: RawTables) -> dict[str, RawTable]:
    return {
        name: raw
        for name, raw in tables.items()
        if table_of(name, raw) == "memberships"
        and {"organisation", "forum"} <= set(TABLES["memberships"].columns_of(map(str, raw.columns)).values())
    }


def _is_alone(tables: RawTables) -> bool:
    return {table_of(*item) for item in tables.items()} <= _BESIDE and not partners_beside(tables)


@record_layout(
    "membership_list",
    order=130,
    recognises=lambda tables: bool(_lists(tables)) and _is_alone(tables),
    sectors=False,
    needs=("organisation", "forum"),
)
def membership_list(tables: RawTables) -> TableParts:
    """A list of who is a member of what: an organisation column and a forum column."""
    own = _lists(tables)
    parts: dict[str, list[RawTable]] = {
        "memberships": [_lower_roles(raw) for raw in own.values()],
        "partners": [],
    }
    if not partners_beside(tables, own):
        ends = [
            (raw, [header for header, column in _columns(raw).items() if column == "organisation"])
            for raw in own.values()
        ]
        parts["partners"] = partners_named(ends, roster_beside(tables, own))
    return with_those_beside(tables, own, parts)


def _columns(raw: RawTable) -> dict[str, str]:
    return TABLES["memberships"].columns_of(map(str, raw.columns))


def _lower_roles(raw: RawTable) -> RawTable:
    header = next((header for header, column in _columns(raw).items() if column == "role"), None)
    if header is None:
        return raw
    lower = raw[header].map(lambda cell: clean(cell)[0].lower()).astype(object)
    return raw.holding(raw.frame.assign(**{header: lower}))
