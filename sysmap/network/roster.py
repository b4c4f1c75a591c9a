"""Which organisations are on the map of a wave, and what is known of who answered."""

from __future__ import annotations

from collections.abc import Mapping, Set

import pandas as pd

from sysmap.records.record_set import Records
from sysmap.records.said.applying import organisations_named
from sysmap.records.tables.lineage import standing
from sysmap.records.tables.waves import wave_dates
from sysmap.records.values.distinct import by_distinct
from sysmap.records.values.reading_cells import date_bounds
from sysmap.text import counted

__all__ = ["answers", "of_wave", "roster", "unique_names", "wave_dates"]


def roster(records: Records, wave: str | None) -> tuple[pd.DataFrame, list[str]]:
    """List the organisations of a wave, sorted by id.

    Every partner is on the map except those closed before the wave or opened after it, those
    that another had already succeeded, and, where it is recorded who was asked in the wave,
    those neither asked nor named in a tie. Where records came as one file per wave, those that
    neither the wave's file lists nor a tie names are left out too. With what was said in the room
    applied, what names an organisation there counts as a tie does. An organisation that was
    renamed is there once, under its name of the wave.

    Returns
    -------
    tuple
        The rows of partners, indexed by id, with ``name`` made unique and the new columns
        ``asked`` and ``answered`` (True, False, or None where that is not recorded); and
        notes on who was left out, in words.
    """
    partners = records.partners.set_index("id", drop=True).sort_index()
    said = standing(records, wave)
    names = dict(said.names)
    ties = moved(of_wave(records.collaborations, wave), ["source", "target"], names)
    named = {*ties["source"].unique(), *ties["target"].unique()}
    if records.recorded is not None:
        named |= {names.get(one, one) for one in organisations_named(records.said, wave)}
    asked = moved(of_wave(records.asked, wave), ["organisation"], names)
    lists = moved(records.partners[["id", "waves_listed"]], ["id"], names)
    on_list = {one for one, waves in zip(lists["id"], lists["waves_listed"], strict=True) if wave in waves}
    told = named | set(asked["organisation"]) | on_list
    left_out: dict[str, Set[str]] = {
        "closed before the wave or opened after it": set(partners.index[_absent(partners, records, wave)]),
        "already succeeded by another": said.succeeded | (said.leaving - told),
        "not yet formed when the wave was": said.coming - told,
        "known by another name in this wave": set(names),
    }
    if len(asked):
        asked_or_named = named | set(asked["organisation"])
        left_out["neither asked in this wave nor named in a tie"] = set(partners.index) - asked_or_named
    elif wave is not None:
        elsewhere = set(lists.loc[lists["waves_listed"].map(bool).astype(bool), "id"]) - on_list - named
        left_out["not on the list of this wave, nor named in a tie"] = elsewhere
    notes, present = [], set(partners.index)
    for reason, organisations in left_out.items():
        gone = present & organisations
        present -= gone
        if gone:
            notes.append(f"{counted(len(gone), 'organisation')} left out: {reason}")
    frame = partners[partners.index.isin(list(present))].copy()
    frame["name"] = unique_names(frame["name"])
    frame["asked"], frame["answered"] = answers(frame.index, asked)
    return frame, notes


def answers(organisations: pd.Index, asked: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Tell of each organisation whether it was asked and whether it answered; None where not recorded.

    An organisation that was asked in several parts has answered if all of them did.
    """
    replies: dict[str, bool] = {}
    for organisation, answered in zip(asked["organisation"], asked["answered"], strict=True):
        replies[organisation] = replies.get(organisation, True) and bool(answered)
    recorded = len(asked) > 0
    columns = (
        [organisation in replies if recorded else None for organisation in organisations],
        [replies.get(organisation, False) if recorded else None for organisation in organisations],
    )
    first, second = (pd.Series(column, index=organisations, dtype=object) for column in columns)
    return first, second


def moved(frame: pd.DataFrame, columns: list[str], to: Mapping[str, str]) -> pd.DataFrame:
    """Return rows with the organisations in some columns replaced by what they count as."""
    if not to or frame.empty:
        return frame
    return frame.assign(
        **{column: by_distinct(frame[column], lambda one: to.get(one, one)) for column in columns}
    )


def respondents(records: Records, wave: str | None, organisations: pd.Index) -> pd.Series:
    """Count the people who answered for each organisation in a wave."""
    asked = of_wave(records.asked, wave)
    answered = asked[asked["answered"].astype(bool)]
    counts = answered.set_index("organisation")["respondents"].astype(float).clip(lower=1)
    return counts.groupby(level=0).sum().reindex(organisations, fill_value=0)


def of_wave(frame: pd.DataFrame, wave: str | None) -> pd.DataFrame:
    """Keep the rows of a wave; all of them where records have no waves."""
    if wave is None or frame.empty:
        return frame
    rows = frame["wave"] == wave
    return frame if rows.all() else frame[rows]


def _absent(partners: pd.DataFrame, records: Records, wave: str | None) -> pd.Series:
    """Tell which organisations were closed before the wave or opened after it."""
    if not any(partners["opened"]) and not any(partners["closed"]):
        return pd.Series(False, index=partners.index)
    first, last = wave_dates(records, wave)
    opened = partners["opened"].map(lambda text: (date_bounds(text or "") or ("", ""))[0])
    closed = partners["closed"].map(lambda text: (date_bounds(text or "") or ("", ""))[1])
    late = (opened > last) if last else pd.Series(False, index=partners.index)
    gone = ((closed != "") & (closed < first)) if first else pd.Series(False, index=partners.index)
    return late | gone


def unique_names(names: pd.Series) -> pd.Series:
    """Show a repeated name as ``Name (id)``; `names` by id."""
    repeated = names.duplicated(keep=False)
    if not repeated.any():
        return names
    shown = names.where(~repeated, names + " (" + names.index.astype(str) + ")")
    clash = shown.duplicated(keep=False)
    return shown.where(~clash, shown + " [" + names.index.astype(str) + "]")
