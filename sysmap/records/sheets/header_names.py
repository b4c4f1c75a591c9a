"""The headers of a table as the names of its columns: each once, and not too many."""

from __future__ import annotations

from collections import Counter

from sysmap.records.problems import Reading, shown
from sysmap.records.tables.declared import CELL_LIMIT, COLUMN_LIMIT


def named_once(header: list[str], here: Reading) -> list[str]:
    """Note columns that occur twice, and too many of them; give names that occur once.

    Columns without a header, and those that a fault names, are told apart by blanks, so that
    the rest of the table can be checked. No names where there are too many.
    """
    if len(header) > COLUMN_LIMIT:
        here.fault(f"{len(header):,} columns; at most {COLUMN_LIMIT:,} are allowed")
        return []
    long = max((len(name) for name in header), default=0)
    if long > CELL_LIMIT:
        here.fault(
            f"a header of {long:,} letters; at most {CELL_LIMIT:,} are allowed: is a quotation mark missing?",
        )
        return []
    trimmed = [name.strip() for name in header]
    times = Counter(trimmed)
    twice = {name for name in trimmed if name and times[name] > 1}
    for name in sorted(twice):
        here.fault(
            f"the column {shown(name)!r} occurs {times[name]} times: rename or remove one",
            row=1,
            column=name,
        )
    names: list[str] = []
    seen: set[str] = set()
    nameless = 0
    for name, bare in zip(header, trimmed, strict=True):
        if not bare or bare in seen:
            names.append(" " * nameless)
            nameless += 1
        else:
            names.append(name)
            seen.add(bare)
    return names
