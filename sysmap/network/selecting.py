"""Which records count on a map: kinds, strength, and both ends on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError, choice, listed, unknown
from sysmap.network.roster import moved
from sysmap.records.record_set import Records
from sysmap.records.values.distinct import is_true
from sysmap.text import counted
from sysmap.vocabulary import dependences, fold


def rows_wanted(
    rows: pd.DataFrame, records: Records, kinds: str | Sequence[str] | None
) -> tuple[pd.DataFrame, tuple[str, ...] | None, list[str]]:
    """Choose from the records of a wave; give them, the kinds chosen, and notes on what was left out."""
    chosen, notes = None, []
    known = {fold(kind): kind for kind in records.collaborations["kind"].unique() if kind}
    if kinds is not None:
        wanted = [kinds] if isinstance(kinds, str) else list(kinds)
        if not wanted:
            there = listed(sorted(known.values()))
            raise ChoiceError(f"{choice('kinds')} names no kind of tie; there are: {there}")
        for kind in wanted:
            if fold(kind) not in known:
                raise unknown("kind of tie", kind, sorted(known.values()))
        chosen = tuple(sorted({known[fold(kind)] for kind in wanted}))
        rows = rows[rows["kind"].isin(chosen)]
    else:
        depends = is_true(rows["kind"], lambda kind: fold(kind) in dependences())
        if depends.any():
            notes.append(
                f"{counted(int(depends.sum()), 'record')} of who depends on whom left out: name the kind to "
                "take them"
            )
            rows = rows[~depends]
    return rows, chosen, notes


def strong_enough(rows: pd.DataFrame, at_least: float | None) -> tuple[pd.DataFrame, list[str]]:
    """Keep records of a strength or more; give notes on those that are weaker or have none."""
    if at_least is None:
        return rows, []
    if not isinstance(at_least, int | float) or not np.isfinite(at_least):
        raise ChoiceError(f"{choice('at_least', at_least)} is not a number that a strength could have")
    strength = rows["strength"].astype(float)
    counts = {"weaker": int((strength < at_least).sum()), "without a strength": int(strength.isna().sum())}
    notes = [f"{counted(count, 'record')} {what} left out" for what, count in counts.items() if count]
    return rows[strength >= at_least], notes


def on_map(
    rows: pd.DataFrame, apart: pd.Index, names: Mapping[str, str], parts: Mapping[str, str]
) -> tuple[pd.DataFrame, list[str]]:
    """Give records the organisations that their ends count as; drop those off the map and inside one."""
    ends, notes = ["source", "target"], []
    rows = moved(rows, [*ends, "reported_by"], names)
    there = rows["source"].isin(apart) & rows["target"].isin(apart)
    if not there.all():
        notes.append(
            f"{counted(int((~there).sum()), 'record')} set aside: an end is not on the map of this wave"
        )
        rows = rows[there]
    rows = moved(rows, [*ends, "reported_by"], parts)
    inside = rows["source"] == rows["target"]
    if inside.any():
        notes.append(f"{counted(int(inside.sum()), 'record')} dropped: both ends count as one organisation")
        rows = rows[~inside]
    return rows, notes


# How many records there were of ties that anybody can count says how many of these both sides reported.
_COUNTED = re.compile(r"[\d,]+ records? (of who depends on whom left out|set aside|dropped)\b")
_BY_STRENGTH = re.compile(r"[\d,]+ records? (weaker|without a strength) left out")


def without_counts(notes: Iterable[str]) -> list[str]:
    """Say for the public what was left out, and of how many records nothing.

    That weaker records were is not said: where no weaker tie is known, one of a stronger tie was.
    """
    kept = [note for note in notes if not _BY_STRENGTH.match(note)]
    return [_COUNTED.sub(lambda found: f"records {found[1]}", note, count=1) for note in kept]
