"""When waves were: as the table waves says, else as their records say, else the year in their label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from sysmap.records.problems import Origin, Problems
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.waves import dates_of, in_order_of_labels, own_dates
from sysmap.records.values.dates import date_bounds
from sysmap.vocabulary import fold

if TYPE_CHECKING:
    from sysmap.records.record_set import Records

TABLE, RECORDS, LABEL, UNKNOWN = "table", "records", "label", ""
"""What tells when a wave was: the table waves, its records, its label, or nothing."""

Days = tuple[str, str]


@dataclass(frozen=True)
class When:
    """When a wave was.

    Attributes
    ----------
    first, last
        Its first and last day; empty where nothing tells.
    by
        What tells them: `TABLE`, `RECORDS`, `LABEL` or `UNKNOWN`.
    """

    first: str
    last: str
    by: str

    @property
    def span(self) -> str:
        """The days, or the one day, in words."""
        return self.first if self.first == self.last else f"{self.first} to {self.last}"


def when(records: Records, wave: str | None) -> When:
    """Say when a wave was, and what tells it."""
    label = wave or ""
    first, last = dates_of(records.waves, label)
    if not first:
        return When("", "", UNKNOWN)
    if own_dates(records.waves, label) is None:
        return When(first, last, LABEL)
    rows = records.waves[records.waves["wave"] == label]
    from_records = "dates_from" in rows and (rows["dates_from"] == RECORDS).any()
    return When(first, last, RECORDS if from_records else TABLE)


def earlier(records: Records, one: str, other: str) -> tuple[str, str] | None:
    """Tell which of two waves came first, and what tells it in words; None where nothing does."""
    times = [when(records, wave) for wave in (one, other)]
    labels = [date_bounds(wave) for wave in (one, other)]
    by_dates = _apart((times[0].first, times[0].last), (times[1].first, times[1].last))
    if by_dates is not None:
        return (one, other)[by_dates], "by their dates"
    said = in_order_of_labels([one, other])
    if labels[0] and labels[1] and _apart(labels[0], labels[1]) is None:
        said = None
    if said is not None:
        return said[0], "by their labels"
    rows = records.waves[records.waves["row"].astype(str) != ""]
    places = {label: place for place, label in enumerate(rows["wave"])}
    if one in places and other in places:
        return min((one, other), key=lambda label: places[label]), "by the table waves"
    return None


def _apart(one: Days, other: Days) -> int | None:
    """Tell which of two terms ends before the other begins; None where they overlap or one is not known."""
    if not one[0] or not other[0]:
        return None
    return 0 if one[1] < other[0] else 1 if other[1] < one[0] else None


def days_of_records(
    ties: pd.DataFrame,
    answered: Mapping[str, Days],
    waves: pd.DataFrame,
    order: Sequence[str],
    problems: Problems,
) -> dict[str, Days]:
    """Return the first and last day that the records of each wave say, where they do.

    A survey says when its answers came in: that counts if some came in the year of the label, where it
    names one. Other records say it where every tie of the wave has a start and all these days lie in
    one year (that of the label, if it names one): ties that began in several years tell since when
    organisations work together, not when they were asked. Days that would turn the order of waves
    round are none of theirs.

    Parameters
    ----------
    ties
        The settled table collaborations.
    answered
        The days on which the answers of surveys came in, by wave.
    waves
        The table waves: a wave that has dates there is left out.
    order
        The labels of the waves.
    problems
        Where answers are noted that all came in outside the year of the label.
    """
    found: dict[str, Days] = {}
    for wave in order or [""]:
        if own_dates(waves, wave) is not None:
            continue
        label, days = date_bounds(wave), answered.get(wave)
        if days and label and _apart(days, label) is not None:
            problems.warning(
                Origin("the records"),
                f"the answers came in from {days[0]} to {days[1]}, outside {wave}: the label stands; "
                "the table waves (columns wave, start, end) can say when the wave was",
                table="waves",
                column="start",
                value=wave,
            )
        elif days:
            found[wave] = days
        elif wave:
            days = _days_of_ties(ties[ties["wave"] == wave])
            inside = label is None or days is None or (label[0] <= days[0] and days[1] <= label[1])
            if days and inside and days != label:
                found[wave] = days
    told = in_order_of_labels(order) if waves.empty else tuple(order)
    dated = [days for wave in told or () if (days := found.get(wave) or dates_of(waves, wave))[0]]
    return {} if any(one[0] > other[0] for one, other in zip(dated, dated[1:], strict=False)) else found


def with_days(waves: pd.DataFrame, days: Mapping[str, Days], order: Sequence[str]) -> pd.DataFrame:
    """Fill in, or add, the days that records say of their waves, and note that they come from them."""
    frame = completed(waves, order) if days else waves
    own = [own_dates(frame, wave) is not None for wave in frame["wave"]]
    told = [days.get(wave) if not is_own else None for wave, is_own in zip(frame["wave"], own, strict=True)]
    starts, ends = (
        pd.Series(
            [pair[end] if pair else cell for pair, cell in zip(told, frame[column], strict=True)],
            index=frame.index,
            dtype=object,
        )
        for end, column in enumerate(("start", "end"))
    )
    sources = [
        RECORDS if pair else TABLE if is_own else UNKNOWN for pair, is_own in zip(told, own, strict=True)
    ]
    return frame.assign(
        start=starts, end=ends, dates_from=pd.Series(sources, index=frame.index, dtype=object)
    )


def days_answered_by_wave(
    said: Sequence[tuple[str, Mapping[str, Any]]], order: Sequence[str]
) -> dict[str, Days]:
    """Bring together what surveys say of when their answers came in, by wave.

    Parameters
    ----------
    said
        For each survey its wave, empty where it is of the only one, and what its layout says of it.
    order
        The labels of the waves.
    """
    meant = {fold(label): label for label in order}
    only = order[0] if len(order) == 1 else ""
    found: dict[str, Days] = {}
    for wave, reading in said:
        days = reading.get("days")
        if days:
            label = meant.get(fold(wave), wave) or only
            first, last = found.get(label, days)
            found[label] = min(first, days[0]), max(last, days[1])
    return found


def completed(waves: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """Add the waves that the table waves lacks: its order is that of time, so it holds all or none."""
    there = set(waves["wave"])
    missing = [wave for wave in order or [""] if wave not in there]
    if not missing:
        return waves
    blank = {column.name: "" if column.accepts == "text" else None for column in TABLES["waves"].columns}
    rows = [{**blank, "wave": wave, "row": "", "origin": Origin("the records")} for wave in missing]
    added = pd.DataFrame(rows, columns=list(waves.columns), dtype=object)
    return pd.concat([waves, added], ignore_index=True) if len(waves) else added


def note_order(waves: pd.DataFrame, order: Sequence[str], problems: Problems) -> None:
    """Warn where the rows of the table waves do not stand in the order of time."""
    rows = [label for label in waves["wave"] if label]
    by_label = in_order_of_labels(rows) if all(date_bounds(label) for label in rows) else None
    taken = [label for label in order if label in set(rows)]
    if len(rows) > 1 and (rows != taken or (by_label and rows != list(by_label))):
        problems.warning(
            waves["origin"].iloc[0],
            f"the rows do not stand in the order of time: taken as {', '.join(taken)}; write them in that "
            "order, each with its start",
            table="waves",
            column="wave",
        )


def _days_of_ties(rows: pd.DataFrame) -> Days | None:
    """Return the first and last day of ties that all have a start, if they lie in one year."""
    if rows.empty or rows["start"].isna().any():
        return None
    starts, ends = ([date_bounds(text or "") for text in rows[end].unique()] for end in ("start", "end"))
    if None in starts:
        return None
    first = min(bounds[0] for bounds in starts if bounds)
    last = max(bounds[1] for bounds in [*starts, *ends] if bounds)
    return (first, last) if first[:4] == last[:4] else None
