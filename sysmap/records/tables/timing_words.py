"""What rests on when a wave was, where no table says it: said, with what to write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sysmap.records.tables.timing import LABEL, RECORDS, TABLE, When, when
from sysmap.records.values.dates import date_bounds
from sysmap.text import counted

if TYPE_CHECKING:
    from sysmap.records.record_set import Records

REMEDY = "give its first and last day in a table waves (columns wave, start, end)"
_MOST = 4
_STEPS = {
    "merger": "{one} merged into {other}",
    "absorbed": "{one} was absorbed by {other}",
    "split": "{one} was split, {other} came of it",
    "rename": "{one} was renamed {other}",
}


def timing_note(records: Records, wave: str | None, organisations: Collection[str]) -> list[str]:
    """Say how a wave was dated for its map, if no table says when it was and anything rests on that.

    Parameters
    ----------
    records, wave
        The record set and the wave.
    organisations
        The ids that the map is about, on it or not.

    Returns
    -------
    list of str
        One note, or none.
    """
    time = when(records, wave)
    if time.by == TABLE:
        return []
    partners = records.partners[records.partners["id"].isin(list(organisations))]
    terms = any(_is_filled(partners[column]) for column in ("opened", "closed"))
    steps = records.succession[_touch(records.succession, organisations)]
    if not (terms or len(steps) or _has_terms(records, time)):
        return []
    undated = (
        ""
        if not len(steps)
        else _undated(records, wave, steps if not time.first else steps[steps["date"].isna()])
    )
    if time.by == RECORDS:
        said = f"{wave or 'the wave'} is taken as {time.span}, by the dates of its records{undated}"
        return [f"{said}; if that is wrong, {REMEDY}"]
    if time.by == LABEL:
        inside = [*steps_inside(records, time, organisations), *_moves_inside(partners, time)]
        inside += _terms_inside(records, time)
        said = whole_label(wave)
        if inside:
            said += f"; what is dated inside it may have come before or after: {shortened(inside)}"
        return [f"{said}; to settle it, {REMEDY}"]
    said = f"nothing says when {wave} was" if wave else "nothing says when the records were made"
    if terms or _has_terms(records, time):
        undated += "; what had opened, closed or ended is not looked at"
    return [f"{said}{undated}; to settle it, {REMEDY}"]


def _undated(records: Records, wave: str | None, steps: pd.DataFrame) -> str:
    """Say how steps of succession are taken of which it is not known whether they lie before a wave."""
    if steps.empty:
        return ""
    order = records.waves_in_order
    side = "after" if len(order) > 1 and wave == order[0] else "before"
    which = " without a date" if when(records, wave).first else ""
    return f"; mergers, splits and renames{which} are taken as {side} it"


def whole_label(wave: str | None) -> str:
    """Say that the whole year (or month) of a label is taken."""
    return f"the records do not say when in {wave} the wave was, so the whole of {wave} is taken"


def steps_inside(records: Records, time: When, organisations: Collection[str]) -> list[str]:
    """Put in words the mergers, splits and renames dated so that they may lie before or after the wave."""
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    rows = records.succession[_touch(records.succession, organisations)]
    return [
        _STEPS.get(row.kind, "{one} became {other}").format(
            one=names.get(row.one, row.one), other=names.get(row.other, row.other)
        )
        + f" ({row.date})"
        for row in rows.rename(columns={"from": "one", "to": "other"}).itertuples()
        if _inside(row.date, time)
    ]


def shortened(texts: Sequence[str]) -> str:
    """Write the first few of some texts, and how many more there are."""
    more = len(texts) - _MOST
    return "; ".join([*texts[:_MOST], *([f"and {more} more"] if more > 0 else [])])


def _touch(rows: pd.DataFrame, organisations: Collection[str]) -> pd.Series:
    known = list(organisations) if len(rows) else []
    return rows["from"].isin(known) | rows["to"].isin(known)


def _moves_inside(partners: pd.DataFrame, time: When) -> list[str]:
    return [
        f"{row.name} {word} ({date})"
        for word in ("opened", "closed")
        for row, date in zip(partners.rename_axis("place").itertuples(), partners[word], strict=True)
        if _inside(date, time)
    ]


def _terms_inside(records: Records, time: When) -> list[str]:
    return [
        *begun_or_ended(records.memberships, "membership", time),
        *begun_or_ended(records.forums, "forum", time),
    ]


def begun_or_ended(rows: pd.DataFrame, what: str, time: When) -> list[str]:
    """Count what began or ended on a day that may lie before or after a wave."""
    moved = [
        _inside(start, time) or _inside(end, time)
        for start, end in zip(rows["start"], rows["end"], strict=True)
    ]
    return [f"{counted(sum(moved), what)} began or ended"] if any(moved) else []


def _has_terms(records: Records, time: When) -> bool:
    """Return whether dates of forums or memberships bear on the map: only ends if the wave has no date."""
    ends = ("start", "end") if time.first else ("end",)
    return any(_is_filled(frame[end]) for frame in (records.memberships, records.forums) for end in ends)


def _inside(date: object, time: When) -> bool:
    """Return whether a date may lie before or after a wave: not all days of the wave are on one side."""
    bounds = date_bounds(date if isinstance(date, str) else "")
    return bounds is not None and bounds[0] <= time.last and bounds[1] > time.first


def _is_filled(cells: pd.Series) -> bool:
    """Return whether any cell of a column says something."""
    return any(isinstance(cell, str) and cell != "" for cell in cells.tolist())
