"""A record set whose collaborations stay with the engine that holds them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError, either
from sysmap.records.engines.held_reports import HeldReports
from sysmap.records.problems import Origin
from sysmap.records.record_set import Records
from sysmap.records.tables.declared import RATINGS, ROW_LIMIT
from sysmap.text import counted


@dataclass(frozen=True, eq=False, repr=False)
class HeldRecords(Records):
    """A record set of which the collaborations stay with the engine that holds them.

    In ``collaborations`` rows that say the same stand once, and a column ``records`` says how many each
    stands for. What was not read of them is blank: days, ratings and notes.

    Attributes
    ----------
    reports : HeldReports or None
        What the engine gave, and gives again when a least strength is asked for.
    beside : pandas.DataFrame
        The collaborations that were read row by row.
    """

    reports: HeldReports | None = None
    beside: pd.DataFrame = field(default_factory=pd.DataFrame)

    @cached_property
    def _parted(self) -> dict[float, pd.DataFrame]:
        return {}

    def parted_at(self, at_least: float | None) -> pd.DataFrame:
        """Return the folded rows; those so strong, weaker ones and those without a strength apart."""
        if at_least is None or self.reports is None:
            return self.collaborations
        if at_least not in self._parted:
            self._parted.clear()
            told = as_table(self.reports.parted_at(at_least))
            self._parted[at_least] = _joined(self.beside, told)
        return self._parted[at_least]


def collaborations_at(records: Records, at_least: float | None) -> pd.DataFrame:
    """Return the table collaborations; no row stands both for records so strong and for weaker ones."""
    return records.parted_at(at_least) if isinstance(records, HeldRecords) else records.collaborations


def apart_from_engine(records: Records) -> Records:
    """Return a record set that knows no engine, with its folded rows as an ordinary table."""
    if not isinstance(records, HeldRecords):
        return records
    given = {each.name: getattr(records, each.name) for each in fields(Records)}
    ties = records.collaborations
    texts = {name: object for name, kind in ties.dtypes.items() if isinstance(kind, pd.CategoricalDtype)}
    return Records(**given | {"collaborations": ties.astype(texts)})


def check_row_by_row(records: Records, what: str) -> None:
    """Refuse what needs every row of collaborations where an engine holds them.

    Raises
    ------
    ChoiceError
        If one does; the message says that `what` cannot be done, and what can.
    """
    if not isinstance(records, HeldRecords):
        return
    held = counted(records.summary["held"], "collaboration")
    instead = either('sm.save(sm.build_map(records), "map.xlsx")', "sysmap map FILES -o map.xlsx")
    raise ChoiceError(
        f"{what} needs every collaboration, and {held} stay with the engine that holds them. What is made of "
        f"them can be had: {instead}. Or choose at most {ROW_LIMIT:,} rows there, and read these"
    )


def holding(records: Records, reports: HeldReports | None) -> Records:
    """Return a record set with what its engine gave; as it is where none holds anything."""
    if reports is None:
        return records
    given = {each.name: getattr(records, each.name) for each in fields(Records)}
    found = _joined(records.collaborations, as_table(reports))
    strengths = found["strength"].dropna()
    records_told = int(found["records"].sum())
    given["collaborations"] = found
    given["summary"] = records.summary | {
        "collaborations": records_told,
        "answers": records_told,
        "scale": (float(strengths.min()), float(strengths.max())) if len(strengths) else None,
        "held": int(reports.rows["records"].sum()),
    }
    return HeldRecords(**given, reports=reports, beside=records.collaborations)


def ends_told(ties: pd.DataFrame, reports: HeldReports | None) -> pd.DataFrame:
    """Return who has a tie in which wave, and where that stands: ``wave, source, target, origin``."""
    if reports is None:
        return ties
    told = as_table(reports)[["wave", "source", "target"]]
    told["origin"] = pd.Series([Origin(reports.file)] * len(told), dtype=object)
    return pd.concat([ties[list(told)], told.astype(object)]) if len(ties) else told


def _joined(ties: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Set rows that were read one by one before those that an engine gave."""
    return pd.concat([ties.assign(records=1), told.astype(object)], ignore_index=True) if len(ties) else told


def as_table(reports: HeldReports) -> pd.DataFrame:
    """Return folded rows as a table of collaborations, its texts held once each."""
    rows = reports.rows
    count = len(rows)

    def texts(places: Any, known: tuple[Any, ...]) -> pd.Categorical:
        return pd.Categorical.from_codes(
            np.asarray(places), categories=pd.Index(list(known), dtype=object), validate=False
        )

    def blank(cell: Any) -> pd.Categorical:
        return texts(np.zeros(count, dtype=np.int8), (cell,))

    # What is blank in a table of collaborations is an empty text, and has a place of its own here.
    kind = texts(rows["kind"].to_numpy() + 1, ("", *reports.kinds))
    wave = texts(rows["wave"].to_numpy() + 1, ("", *(wave for wave in reports.waves if wave)))
    reporter = texts(rows["reporter"].to_numpy() + 1, ("", *reports.ids))
    directed = np.array([None, True, False], dtype=object)[rows["arrow"].to_numpy()]
    nothing = pd.Series(np.full(count, np.nan))
    frame = {
        "source": texts(rows["source"].to_numpy(), reports.ids),
        "target": texts(rows["target"].to_numpy(), reports.ids),
        "kind": kind,
        "strength": rows["high"].to_numpy(),
        "wave": wave,
        "directed": directed,
        "start": blank(""),
        "end": blank(""),
        "reported_by": reporter,
        **dict.fromkeys(RATINGS, nothing),
        "note": blank(""),
        "row": nothing,
        "file": blank(reports.file),
        "records": rows["records"].to_numpy(),
    }
    return pd.DataFrame(frame, copy=False)
