"""The tables of a record set as sysmap itself writes them."""

from __future__ import annotations

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import table_of
from sysmap.records.shapes.declaring import BLANKS, READING, Arrived, TableParts, record_layout
from sysmap.records.shapes.waves_of_sheets import with_waves
from sysmap.records.surveys.counting import COUNTS, counted_before
from sysmap.vocabulary import fold_header


@record_layout(
    "records",
    order=1000,
    recognises=lambda tables: any(table_of(*item) for item in tables.items()),
    needs=("name", "sector", "source", "target"),
)
def records(tables: Arrived) -> TableParts:
    """Tables called partners, collaborations and so on, or with their columns."""
    found: dict[str, list[RawTable]] = {}
    # Questions left empty have the columns of ties; their name alone tells them apart.
    empty = {name: frame for name, frame in tables.items() if fold_header(name) == BLANKS}
    counts = {name: frame for name, frame in tables.items() if fold_header(name) == COUNTS}
    beside = {*empty, *counts}
    for name, frame in tables.items():
        table = None if name in beside else table_of(name, frame)
        if table:
            found.setdefault(table, []).append(frame)
    found = {table: with_waves(table, raws) for table, raws in found.items()}
    if not beside:
        return found
    for frame in counts.values():
        tables.account.use(frame)
    return {
        **found,
        BLANKS: list(empty.values()),
        READING: [{"left_out": list(beside)}, *(counted_before(frame) for frame in counts.values())],
    }
