"""Which organisations are on the map of a wave, and what is known of who answered."""

from __future__ import annotations

import pandas as pd

from sysmap.records.reading import Records
from sysmap.records.values import date_bounds


def roster(records: Records, wave: str | None) -> tuple[pd.DataFrame, list[str]]:
    """List the organisations of a wave, sorted by id.

    Every partner is on the map except those closed before the wave or opened after it, and,
    where it is recorded who was asked in the wave, those neither asked nor named in a tie.
    Where records came as one file per wave, those that neither the wave's file lists nor a
    tie names are left out too.

    Returns
    -------
    tuple
        The rows of partners, indexed by id, with ``name`` made unique and the new columns
        ``asked`` and ``answered`` (True, False, or None where that is not recorded); and
        notes on who was left out, in words.
    """
    partners = records.partners.set_index("id", drop=True).sort_index()
    ties = of_wave(records.collaborations, wave)
    named = set(ties["source"]) | set(ties["target"])
    asked = of_wave(records.asked, wave)
    notes = []
    absent = _absent(partners, records, wave)
    if absent.any():
        notes.append(f"{_count(absent)} left out: closed before the wave or opened after it")
    present = ~absent
    if len(asked):
        unasked = present & ~partners.index.isin(list(set(asked["organisation"]) | named))
        if unasked.any():
            notes.append(f"{_count(unasked)} left out: neither asked in this wave nor named in a tie")
        present &= ~unasked
    elif wave is not None and partners["waves_listed"].map(bool).any():
        listed = partners["waves_listed"].map(lambda waves: not waves or wave in waves)
        unlisted = present & ~listed & ~partners.index.isin(list(named))
        if unlisted.any():
            notes.append(f"{_count(unlisted)} left out: not on the list of this wave, nor named in a tie")
        present &= ~unlisted
    frame = partners[present].copy()
    frame["name"] = unique_names(frame["name"])
    answers = dict(zip(asked["organisation"], asked["answered"], strict=True))
    frame["asked"] = pd.Series(
        [organisation in answers if len(asked) else None for organisation in frame.index],
        index=frame.index,
        dtype=object,
    )
    frame["answered"] = pd.Series(
        [answers.get(organisation, False) if len(asked) else None for organisation in frame.index],
        index=frame.index,
        dtype=object,
    )
    return frame, notes


def respondents(records: Records, wave: str | None, organisations: pd.Index) -> pd.Series:
    """Count the people who answered for each organisation in a wave."""
    asked = of_wave(records.asked, wave)
    answered = asked[asked["answered"].astype(bool)]
    counts = answered.set_index("organisation")["respondents"].astype(float).clip(lower=1)
    return counts.groupby(level=0).sum().reindex(organisations, fill_value=0)


def of_wave(frame: pd.DataFrame, wave: str | None) -> pd.DataFrame:
    """Keep the rows of a wave; all of them where records have no waves."""
    return frame if wave is None else frame[frame["wave"] == wave]


def _absent(partners: pd.DataFrame, records: Records, wave: str | None) -> pd.Series:
    """Tell which organisations were closed before the wave or opened after it."""
    first, last = wave_dates(records, wave)
    opened = partners["opened"].map(lambda text: (date_bounds(text or "") or ("", ""))[0])
    closed = partners["closed"].map(lambda text: (date_bounds(text or "") or ("", ""))[1])
    late = (opened > last) if last else pd.Series(False, index=partners.index)
    gone = ((closed != "") & (closed < first)) if first else pd.Series(False, index=partners.index)
    return late | gone


def wave_dates(records: Records, wave: str | None) -> tuple[str, str]:
    """Give the first and last day of a wave, from the table waves or from its label; empty where unknown."""
    if wave is None:
        return "", ""
    bounds = date_bounds(wave) or ("", "")
    for row in records.waves[records.waves["wave"] == wave].itertuples():
        start, end = date_bounds(row.start or ""), date_bounds(row.end or "")
        if start or end:
            bounds = (start or end or bounds)[0], (end or start or bounds)[1]
    return bounds


def unique_names(names: pd.Series) -> pd.Series:
    """Show a repeated name as ``Name (id)``; `names` by id."""
    repeated = names.duplicated(keep=False)
    shown = names.where(~repeated, names + " (" + names.index.astype(str) + ")")
    clash = shown.duplicated(keep=False)
    return shown.where(~clash, shown + " [" + names.index.astype(str) + "]")


def _count(mask: pd.Series) -> str:
    number = int(mask.sum())
    return f"{number} organisation{'' if number == 1 else 's'}"
