"""A list of ties and no list of partners: the organisations are those that the ties name."""

from __future__ import annotations

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import has_beside, table_of
from sysmap.records.shapes.declaring import Arrived, RawTables, TableParts, record_layout
from sysmap.records.shapes.rosters import partners_named, roster_beside
from sysmap.records.shapes.waves_of_sheets import with_waves
from sysmap.records.tables.declared import TABLES
from sysmap.text import counted

_ENDS = ("source", "target")


def _ends(raw: RawTable) -> list[str]:
    columns = TABLES["collaborations"].columns_of(map(str, raw.columns))
    return [header for header, column in columns.items() if column in _ENDS]


def _is_alone(tables: RawTables) -> bool:
    """Return whether ties are all there is to say who the organisations are."""
    found = {table_of(*item) for item in tables.items()}
    return "collaborations" in found and not found & {"partners", "memberships", "asked", "money"}


@record_layout(
    "edge_list",
    order=160,
    recognises=lambda tables: _is_alone(tables) and not has_beside("partners", tables),
    sectors=False,
    needs=("source", "target"),
)
def edge_list(tables: Arrived) -> TableParts:
    """Ties between organisations alone, in columns source and target."""
    found: dict[str, list[RawTable]] = {}
    for name, raw in tables.items():
        table = table_of(name, raw)
        if table:
            found.setdefault(table, []).append(raw)
    ties = with_waves("collaborations", found.get("collaborations", []))
    if not ties:
        return {}
    roster = roster_beside(tables)
    partners = partners_named([(raw, _ends(raw)) for raw in ties], roster)
    met = sum(map(len, partners))
    if met:
        tables.problems.warning(
            ties[0].origin,
            f"no list of partners was given: the organisations are the {counted(met, 'name')} that the ties "
            "hold; a sector is worked out where a name tells it, and unknown where not. A list of partners "
            "(name, sector) beside the ties says it",
            table="partners",
        )
    # A sheet that names nobody new has no list of its own.
    return {
        **found,
        "collaborations": ties,
        "partners": [part for part in partners if len(part)] or partners[:1],
    }
