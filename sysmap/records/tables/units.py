"""Units of an organisation: whose part each is, up to the top."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sysmap.records.problems import Problems, row_list
from sysmap.records.tables.collaborations import Directory, resolve


def settle_parents(partners: pd.DataFrame, directory: Directory, problems: Problems) -> pd.DataFrame:
    """Turn parents into ids; one that is not a partner, and a circle of parents, are faults.

    An organisation that names itself is at the top.
    """
    if not (partners["parent"] != "").any():
        return partners
    frame = resolve(partners, ["parent"], directory, "partners", problems)
    parents = dict(zip(frame["id"], frame["parent"], strict=True))
    told: set[str] = set()
    for organisation in sorted(parents):
        way = _way_up(organisation, parents)
        if way[-1] in way[:-1] and not told & set(way):
            circle = way[way.index(way[-1]) :]
            rows = frame[frame["id"].isin(circle)]
            problems.fault(
                rows["origin"].iloc[0],
                f"circular: {' > '.join(circle)}; no organisation is a part of itself: mend one parent",
                table="partners",
                row=row_list(rows["row"]),
                column="parent",
            )
        if way[-1] in way[:-1]:
            told |= set(way)
    return frame


def top_parents(partners: pd.DataFrame) -> dict[str, str]:
    """Return for every unit the organisation at the top of which it is a part; others are missing."""
    parents = dict(zip(partners["id"], partners["parent"], strict=True))
    return {unit: _way_up(unit, parents)[-1] for unit, parent in parents.items() if parent}


def _way_up(organisation: str, parents: Mapping[str, str]) -> list[str]:
    """List an organisation, its parent and so on; it ends at the top, or where a circle closes."""
    way = [organisation]
    while (above := parents.get(way[-1], "")) not in ("", way[-1]) and way[-1] not in way[:-1]:
        way.append(above)
    return way
