"""What the tables of a sheet or file are called, where there may be several."""

from __future__ import annotations

from collections.abc import Sequence

from sysmap.records.raw import RawTable


def by_name(title: str, tables: Sequence[RawTable]) -> dict[str, RawTable]:
    """Return the tables of a file or sheet by name: of several each has its title and where it begins.

    What the file is called says then nothing of any one of them.
    """
    if len(tables) == 1:
        return {title: tables[0]}
    return {f"{title} from {table.origin.part}": table for table in tables}
