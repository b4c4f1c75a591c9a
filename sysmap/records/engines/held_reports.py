"""What held tables say, once their cells are read: rows that say the same stand once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from sysmap.errors import listed
from sysmap.records.engines.distinct_cells import CodedTable, FoldedRows
from sysmap.records.engines.held_tables import TABLE
from sysmap.records.problems import Origin, Problems
from sysmap.text import counted

SELF_TIES, NO_TIE = "self-ties", "asked and no tie"
_EXAMPLES = 10


@dataclass(frozen=True, eq=False, repr=False)
class Meanings:
    """What the numbers of distinct cells stand for, by number; the first is that of a blank cell.

    Organisations, kinds and waves are places in their lists, −1 for none; a cell may name several kinds.
    """

    source: np.ndarray
    target: np.ndarray
    reporter: np.ndarray
    kinds: list[tuple[int, ...]]
    wave: np.ndarray
    arrow: np.ndarray
    strength: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class HeldReports:
    """What held tables say, read: rows that say the same stand once.

    Attributes
    ----------
    ids, kinds, waves
        The organisations, kinds and waves that places stand for.
    rows
        ``wave, source, target, reporter, kind`` (places; −1 for none), ``arrow`` (1 directed, −1 not, 0 not
        said), ``low, high`` (strengths) and ``records`` (how many rows each stands for).
    aside
        How many rows were set aside, by reason.
    file
        What messages call the first of the tables.
    """

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    waves: tuple[str, ...]
    rows: pd.DataFrame
    aside: Mapping[str, int] = field(default_factory=dict)
    file: str = ""
    _read: Sequence[tuple[CodedTable, Meanings]] = ()

    @property
    def waves_told(self) -> list[str]:
        """The waves of which there is a row."""
        return [
            self.waves[place] for place in np.unique(self.rows["wave"]) if place >= 0 and self.waves[place]
        ]

    def parted_at(self, at_least: float) -> HeldReports:
        """Fold the rows anew, those of a strength or more, weaker ones and those without one apart."""
        rows, _ = rows_of(self._read, at_least)
        return replace(self, rows=rows)


def no_rows() -> pd.DataFrame:
    """Return folded rows, without any."""
    names = ("wave", "source", "target", "reporter", "kind", "arrow")
    columns: dict[str, Any] = {name: np.array([], dtype=np.int32) for name in names}
    columns |= {name: np.array([], dtype=float) for name in ("low", "high")}
    return pd.DataFrame({**columns, "records": np.array([], dtype=np.int64)})


def rows_of(
    read: Iterable[tuple[CodedTable, Meanings]], at_least: float | None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Fold the rows of each table; say how many were set aside, by reason."""
    frames, aside = [no_rows()], Counter({SELF_TIES: 0, NO_TIE: 0})
    for table, meaning in read:
        frame = _meant(table.folded(at_least), meaning)
        itself = (frame["source"] == frame["target"]).to_numpy()
        no_tie = (frame["high"] == 0).to_numpy() & ~itself
        for reason, which in ((SELF_TIES, itself), (NO_TIE, no_tie)):
            aside[reason] += int(frame["records"].to_numpy()[which].sum())
        frames.append(frame if not (itself | no_tie).any() else frame[~(itself | no_tie)])
    return pd.concat(frames[1:], ignore_index=True) if frames[1:] else frames[0], dict(aside)


def _meant(folded: FoldedRows, meaning: Meanings) -> pd.DataFrame:
    """Give folded rows what their numbers stand for; a row of several kinds is one of each."""
    count = len(folded.records)

    def told(column: str, by: np.ndarray) -> np.ndarray:
        return by[folded.numbers[column]] if column in folded.numbers else np.full(count, by[0], by.dtype)

    first = np.array([kinds[0] for kinds in meaning.kinds], dtype=np.int16)
    strength = told("strength", meaning.strength)
    in_words = "strength" in folded.numbers
    frame = pd.DataFrame(
        {
            "wave": told("wave", meaning.wave),
            "source": told("source", meaning.source),
            "target": told("target", meaning.target),
            "reporter": told("reported_by", meaning.reporter),
            "kind": told("kind", first),
            "arrow": told("directed", meaning.arrow),
            "low": strength if in_words else folded.low,
            "high": strength if in_words else folded.high,
            "records": folded.records,
        },
        copy=False,
    )
    many = {number: kinds for number, kinds in enumerate(meaning.kinds) if len(kinds) > 1}
    if not many:
        return frame
    more = []
    for number, kinds in many.items():
        rows = frame[folded.numbers["kind"] == number]
        more += [rows.assign(kind=np.int16(kind)) for kind in kinds[1:]]
    return pd.concat([frame, *more], ignore_index=True)


def note_silent(reports: HeldReports | None, asked: pd.DataFrame, problems: Problems) -> None:
    """Warn of reports by organisations that did not answer in that wave."""
    silent = asked[asked["answered"].astype(object).eq(False)] if len(asked) else asked
    if reports is None or silent.empty or reports.rows.empty:
        return
    place = {one: number for number, one in enumerate(reports.ids)}
    at = {wave: number for number, wave in enumerate(reports.waves)}
    told = [
        at.get(wave, len(at)) * len(place) + place[one]
        for wave, one in zip(silent["wave"], silent["organisation"], strict=True)
        if one in place
    ]
    rows = reports.rows
    who = np.where(rows["reporter"] >= 0, rows["reporter"], rows["source"]).astype(np.int64)
    found = np.isin(rows["wave"].to_numpy().astype(np.int64) * len(place) + who, told)
    if found.any():
        names = [reports.ids[one] for one in np.unique(who[found])]
        problems.warning(
            Origin(reports.file),
            f"{counted(int(rows['records'].to_numpy()[found].sum()), 'row')} report a tie in a wave that the "
            f"reporter did not answer ({listed(names, _EXAMPLES)}): which is right?",
            table=TABLE,
            column="source",
        )


def note_strengths(reports: HeldReports, origin: Origin, problems: Problems) -> None:
    """Warn of rows without a strength among others, and of pairs with several strengths."""
    rows = reports.rows
    known = rows["high"].notna().to_numpy()
    if not known.any():
        return
    blank = sum(table.odd.get("blank", 0) for table, _ in reports._read if table.numbers)
    blank = blank or int(rows["records"].to_numpy()[~known].sum())
    if blank:
        problems.warning(
            origin,
            f"{counted(blank, 'row')} without a strength, though others have one",
            table=TABLE,
            column="strength",
        )
    low, high = rows["low"].to_numpy()[known], rows["high"].to_numpy()[known]
    if low.min() == high.max():
        return
    source, target = (rows[end].to_numpy()[known].astype(np.int64) for end in ("source", "target"))
    swapped = (source > target) & (rows["arrow"].to_numpy()[known] != 1)
    source, target = np.where(swapped, target, source), np.where(swapped, source, target)
    sort = rows["wave"].to_numpy()[known].astype(np.int64) + 1
    sort = sort * (len(reports.kinds) + 1) + rows["kind"].to_numpy()[known] + 1
    keys = (sort * len(reports.ids) + source) * len(reports.ids) + target
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    differ = np.minimum.reduceat(low[order], starts) < np.maximum.reduceat(high[order], starts)
    if not differ.any():
        return
    first = order[starts[differ][:_EXAMPLES]]
    pairs = [f"{reports.ids[source[one]]} – {reports.ids[target[one]]}" for one in first]
    more = int(differ.sum()) - len(pairs)
    said = ", ".join(pairs) + (f" and {more:,} more" if more else "")
    problems.warning(
        origin,
        f"{counted(int(differ.sum()), 'pair')} reported with different strengths ({said}): a map takes the "
        "highest, a confirmed map the lower of the two sides",
        table=TABLE,
        column="strength",
    )
