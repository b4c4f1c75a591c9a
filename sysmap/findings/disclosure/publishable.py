"""Why a map, and what was made of it, may not be shown to everybody; nothing where it may."""

from __future__ import annotations

from sysmap.errors import choice, listed
from sysmap.network.system import SystemMap
from sysmap.records.tables.declared import TABLES
from sysmap.vocabulary import fold_header

PRIVATE = "private"
"""The name under which a table of scores holds why it may not be public, empty where it may."""


def why_private(system: SystemMap) -> str:
    """Say why neither a map nor scores made of it may be public."""
    return why_boundary_private(system.boundary) or why_reports_private(system)


def why_boundary_private(boundary: str) -> str:
    """Say that a boundary is a column that nobody has declared public, if it is."""
    known = TABLES["partners"].public
    if fold_header(boundary) in {fold_header(name) for name in known}:
        return ""
    usual = [choice("boundary", name) for name in ("sector", "family", "place")]
    return (
        f"the column {boundary} is private, and a public copy divided by it would show what it says of "
        f"each organisation: build the map with {listed(usual)}"
    )


def why_reports_private(system: SystemMap) -> str:
    """Say that a map shows who reported its ties, unless the records say that ties have a direction."""
    if system.public:
        return ""
    rows = system.records.collaborations
    if system.wave is not None:
        rows = rows[rows["wave"] == system.wave]
    if system.directed and not rows["directed"].map(lambda said: said is True).all():
        return (
            f"a map built with {choice('report', 'directed')} shows who reported what, which a public copy "
            f"must not: build it with {choice('report', 'any')}"
        )
    if system.rules.report == "confirmed":
        return (
            f"a map built with {choice('report', 'confirmed')} shows of each tie that both sides reported "
            f"it, which a public copy must not: build it with {choice('report', 'any')}"
        )
    return ""
