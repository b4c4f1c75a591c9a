"""Who sits on which forum in a wave."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd

from sysmap.network.roster import moved, wave_dates
from sysmap.records.record_set import Records
from sysmap.records.values.dates import date_bounds
from sysmap.text import counted

COLUMNS = ["forum", "kind", "organisation", "role", "unit"]


def forums_of(
    records: Records, wave: str | None, organisations: pd.Index, to: Mapping[str, str]
) -> tuple[pd.DataFrame, list[str]]:
    """List the memberships of a wave whose organisation is on the map.

    A membership without a wave belongs to every wave that its own dates, and those of its
    forum, let it reach.

    Parameters
    ----------
    records, wave
        The record set and the wave.
    organisations
        The ids on the map.
    to
        What organisations count as on the map: units and former names.

    Returns
    -------
    tuple
        A frame with ``forum, kind, organisation, role, unit``, sorted; and notes on what was
        left out, in words.
    """
    rows = records.memberships
    if rows.empty:
        return _no_seats().copy(deep=False), []
    if wave is not None:
        rows = rows[(rows["wave"] == wave) | (rows["wave"] == "")]
    forums = records.forums.set_index("forum")
    notes = []
    if len(rows):
        past = set(forums.index[~reaches(forums, records, wave)])
        running = reaches(rows, records, wave) & ~rows["forum"].isin(list(past))
        if not running.all():
            notes.append(f"{counted(int((~running).sum()), 'membership')} left out: not running in this wave")
        rows = moved(rows[running], ["organisation"], to)
        there = rows["organisation"].isin(list(organisations))
        if not there.all():
            notes.append(
                f"{counted(int((~there).sum()), 'membership')} left out: the organisation is not on this map"
            )
        rows = rows[there]
    frame = pd.DataFrame(
        {
            "forum": rows["forum"],
            "kind": rows["forum"].map(forums["kind"]),
            **{column: rows[column] for column in ("organisation", "role", "unit")},
        },
        columns=COLUMNS,
        dtype=object,
    )
    order = ["forum", "organisation", "role", "unit"]
    return frame.drop_duplicates().sort_values(order, kind="stable").reset_index(drop=True), notes


@cache
def _no_seats() -> pd.DataFrame:
    return pd.DataFrame(columns=COLUMNS, index=pd.RangeIndex(0), dtype=object)


def reaches(rows: pd.DataFrame, records: Records, wave: str | None) -> pd.Series:
    """Tell which rows, of ``start`` and ``end``, had started by the end of a wave and not ended before it."""
    first, last = wave_dates(records, wave)
    start = rows["start"].map(lambda text: (date_bounds(text or "") or ("", ""))[0])
    end = rows["end"].map(lambda text: (date_bounds(text or "") or ("", ""))[1])
    late = (start > last) if last else pd.Series(False, index=rows.index)
    over = ((end != "") & (end < first)) if first else pd.Series(False, index=rows.index)
    return ~(late | over)
