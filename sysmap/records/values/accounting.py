"""What became of every filled cell: used, set aside with a reason, or in a column that was not read.

Raw tables `enter` here once, before anything is read from them. A layout that makes tables of its own
says what it took (`use`, `set_aside`, `drop`); tables that it passes on are followed through the reading
of their columns (`follow`). What nobody accounts for is counted, too, as not used (`close`), so that no
cell is lost without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sysmap.records.problems import Origin, Place, SetAside, shown
from sysmap.records.raw import RawTable
from sysmap.records.values.cells import clean, is_blank
from sysmap.records.values.distinct import by_distinct, is_true

_BLANK, _OPEN, _USED = -1, 0, 1
_NO_HEADER = "a column without a header"
_RAGGED = "in rows with too many or too few values, of tables that were not read"
IN, USED, ASIDE, NOT_READ = "in", "used", "set_aside", "not_read"
# What nobody misses: columns that hold no answer.
OF_THE_TOOL, PERSONAL = "in columns of the survey tool", "in columns of personal data"
IN_FREE_TEXT = "in columns of free text"
EXPECTED = (OF_THE_TOOL, PERSONAL)


@dataclass
class _Entry:
    """One raw table: its texts by column, and what became of each cell."""

    raw: RawTable
    fates: dict[str, np.ndarray]
    taken: bool = False

    def rows(self, wanted: Iterable[Any] | None) -> np.ndarray:
        if wanted is None:
            return np.ones(len(self.raw), dtype=bool)
        return np.asarray(self.raw.index.isin(list(wanted)), dtype=bool)


class Account:
    """The account of one reading."""

    def __init__(self) -> None:
        self._entries: dict[Place, _Entry] = {}
        # What a fate above 1 is: whether it is a column that was not read, and the header or the reason.
        self._fates: dict[tuple[bool, str], int] = {}
        # What columns were taken for, by place and header.
        self._meanings: dict[Place, dict[str, str]] = {}
        # What is shown of a table whose rows are elsewhere.
        self._elsewhere: dict[Place, RawTable] = {}
        # Cells of rows that are no part of a table any more, by reason.
        self._beyond: Counter[str] = Counter()

    def enter(self, raw: RawTable) -> None:
        """Take in a raw table: every cell that is not blank is to be accounted for."""
        fates = {
            header: np.where(is_true(raw[header], is_blank), _BLANK, _OPEN).astype(np.int16)
            for header in raw.columns
        }
        self._entries[raw.origin.place] = _Entry(raw, fates)
        self._beyond[_RAGGED] += raw.ragged_cells
        self._beyond.update(raw.aside)

    def add_beyond(self, counts: Mapping[str, int]) -> None:
        """Count filled cells that stand in no table, by what they stand in."""
        self._beyond.update(counts)

    def show(self, origin: Origin, some: RawTable) -> None:
        """Take some rows of a table to be looked at, of which none was taken in: an engine holds them."""
        self._elsewhere[origin.place] = some

    def tell(self, origin: Origin, meanings: Mapping[str, str]) -> None:
        """Say what columns were taken for, in words: header to meaning."""
        self._meanings.setdefault(origin.place, {}).update(meanings)

    def columns(self) -> Iterator[tuple[RawTable, dict[str, str]]]:
        """Yield each raw table with what became of its columns: header to what it was taken for.

        A column of which nobody told what it was taken for was used, set aside for a reason, or not read.
        """
        reasons = {fate: "" if is_column else words for (is_column, words), fate in self._fates.items()}
        for place, entry in self._entries.items():
            told = self._meanings.get(place, {})
            found = {}
            for header, fates in entry.fates.items():
                commonest = Counter(fates[fates > _OPEN].tolist()).most_common(1)
                fate = commonest[0][0] if commonest else _OPEN
                if fate == _USED:
                    found[header] = told.get(header, "used")
                elif fate == _OPEN:
                    found[header] = told.get(
                        header, "nothing in it" if (fates == _BLANK).all() else "not read"
                    )
                else:
                    found[header] = f"not read: {reasons[fate]}" if reasons[fate] else "not read"
            if place in self._elsewhere:
                yield self._elsewhere[place], {header: told.get(header, "not read") for header in found}
            else:
                yield entry.raw, found

    def take_out(self, raw: RawTable, reason: str, rows: Iterable[Any]) -> None:
        """Set aside rows of a raw table for good: whatever is said of its columns is not said of them."""
        entry = self._entries[raw.origin.place]
        gone = entry.rows(rows)
        self._beyond[reason] += sum(int((fates[gone] != _BLANK).sum()) for fates in entry.fates.values())
        entry.raw = entry.raw.holding(entry.raw.frame[~gone])
        entry.fates = {header: fates[~gone] for header, fates in entry.fates.items()}

    def use(
        self, raw: RawTable, headers: Iterable[str] | None = None, rows: Iterable[Any] | None = None
    ) -> None:
        """Say that cells of a raw table were used: of some columns or all, in some rows or all."""
        self._mark(raw.origin, headers, rows, _USED)

    def set_aside(
        self,
        raw: RawTable,
        reason: str,
        headers: Iterable[str] | None = None,
        rows: Iterable[Any] | None = None,
    ) -> None:
        """Say that cells of a raw table were left out, and why."""
        self._mark(raw.origin, headers, rows, self._fate(False, reason))

    def withhold(self, raw: RawTable, reason: str, header: str, row: Any) -> None:
        """Say that one cell was left out after all, and why, though its column was used."""
        self._mark(raw.origin, [header], [row], self._fate(False, reason), only=_USED)

    def drop(self, raw: RawTable, headers: Iterable[str], title: str = "") -> None:
        """Say that columns of a raw table were not read; they are called by a title, or by their headers."""
        self._drop(raw.origin, headers, title)

    def follow(self, raw: RawTable, read: Collection[str]) -> None:
        """Follow a table that a layout passed on: the columns `read`, and those that were not.

        A column that has another header now is known by its texts.
        """
        origin, frame = raw.origin, raw.frame
        entry = self._entries.get(origin.place)
        if entry is None or frame.empty:
            return
        whole = frame.index.equals(entry.raw.index)
        placed = whole or bool(frame.index.isin(entry.raw.index).all())
        rows = set(frame.index) if placed and not whole else None
        for header in frame.columns:
            if header not in entry.fates:
                continue
            if header not in read:
                self._drop(origin, [header])
            elif placed or len(frame) == len(entry.raw):
                self._mark(origin, [header], rows, _USED)
        self._find_again(entry, frame, [header for header in frame.columns if header in read], placed)

    def close(self, raw: RawTable, reason: str) -> dict[str, int]:
        """Set aside what nobody accounted for; give how many cells of each column that is."""
        entry = self._entries.get(raw.origin.place)
        if entry is None:
            return {}
        left = {header: int((fates == _OPEN).sum()) for header, fates in entry.fates.items()}
        found = {header: count for header, count in left.items() if count}
        if found:
            self._mark(raw.origin, None, None, self._fate(False, reason), only=_OPEN)
        return found

    def tells_of(self, raw: RawTable) -> bool:
        """Return whether anything was said of a raw table so far."""
        entry = self._entries.get(raw.origin.place)
        return entry is not None and any((fates > _OPEN).any() for fates in entry.fates.values())

    def withdraw(self, aside: SetAside, tables: Mapping[str, pd.DataFrame]) -> None:
        """Set aside the cells of rows that checking left out, unless another table holds the row."""
        numbers = {row for _, _, row in aside.where}
        kept: set[tuple[Place, Any]] = set()
        for frame in tables.values():
            if numbers and "origin" in frame.columns:
                part = frame[frame["row"].isin(list(numbers))]
                kept |= {(origin.place, row) for origin, row in zip(part["origin"], part["row"], strict=True)}
        rows: dict[tuple[str, Place], list[Any]] = {}
        for reason, place, row in aside.where:
            if (place, row) not in kept:
                rows.setdefault((reason, place), []).append(row)
        for (reason, place), wanted in rows.items():
            if place in self._entries:
                origin = self._entries[place].raw.origin
                self._mark(origin, None, wanted, self._fate(False, reason), only=_USED)
        for reason, origin, column, row in aside.cells:
            header = origin.header(column)
            known = self._entries[origin.place].fates if origin.place in self._entries else {}
            headers = [one for one in known if one == header or clean(one)[0] == header]
            self._mark(origin, headers, [row], self._fate(False, reason), only=_USED)

    def summary(self) -> dict[str, Any]:
        """Count the cells: in, used, set aside by reason, and by column not read."""
        counts: Counter[int] = Counter()
        for entry in self._entries.values():
            for fates in entry.fates.values():
                values, numbers = np.unique(fates, return_counts=True)
                counts.update(dict(zip(values.tolist(), numbers.tolist(), strict=True)))
        aside: dict[str, int] = {words: count for words, count in self._beyond.items() if count}
        columns: dict[str, int] = {}
        for (is_column, words), fate in self._fates.items():
            if counts[fate]:
                where = columns if is_column else aside
                where[words] = where.get(words, 0) + counts[fate]
        used = counts[_USED]
        return {
            IN: used + sum(aside.values()) + sum(columns.values()) + counts[_OPEN],
            USED: used,
            ASIDE: aside,
            NOT_READ: columns,
        }

    def _fate(self, is_column: bool, words: str) -> int:
        return self._fates.setdefault((is_column, words), len(self._fates) + _USED + 1)

    def _drop(self, origin: Origin, headers: Iterable[str], title: str = "") -> None:
        for header in headers:
            called = shown(clean(title or header)[0]) or _NO_HEADER
            self._mark(origin, [header], None, self._fate(True, called))

    def _mark(
        self,
        origin: Origin,
        headers: Iterable[str] | None,
        rows: Iterable[Any] | None,
        fate: int,
        only: int | None = None,
    ) -> None:
        """Give cells their fate. What was used once is used, unless `only` names the fate to change."""
        entry = self._entries.get(origin.place)
        if entry is None:
            return
        there = entry.rows(rows)
        for header in entry.fates if headers is None else headers:
            fates = entry.fates.get(header)
            if fates is None:
                continue
            which = there & (fates == only if only is not None else fates != _BLANK)
            if only is None and fate != _USED:
                which &= fates != _USED
            fates[which] = fate

    def _find_again(self, entry: _Entry, frame: pd.DataFrame, read: list[str], placed: bool) -> None:
        """Find by their texts, in their rows if it has them, the cells of columns that a frame lacks."""
        missing = [
            header
            for header, fates in entry.fates.items()
            if (header not in frame.columns or not (placed or len(frame) == len(entry.raw)))
            and (fates == _OPEN).any()
        ]
        if not missing:
            return
        texts = [_texts(frame[header]) for header in read]
        found: dict[Any, set[str]] = {}
        for column in texts:
            for row, text in zip(frame.index if placed else [None] * len(frame), column, strict=True):
                found.setdefault(row, set()).add(text)
        for header in missing:
            again = [
                text in found.get(row if placed else None, ())
                for row, text in zip(entry.raw.index, _texts(entry.raw[header]), strict=True)
            ]
            fates = entry.fates[header]
            fates[np.asarray(again, dtype=bool) & (fates == _OPEN)] = _USED


def _texts(cells: pd.Series) -> list[str]:
    return list(by_distinct(cells, lambda cell: clean(cell)[0]))


def in_words(cells: Mapping[str, Any], most: int = 3) -> str:
    """Say in one line what became of the cells: first what a person may miss, the most first."""
    total, used = cells[IN], cells[USED]
    aside = {reason: count for reason, count in cells[ASIDE].items() if reason not in EXPECTED}
    expected = sum(count for reason, count in cells[ASIDE].items() if reason in EXPECTED)
    parts = []
    for what, counts in (("in columns not read", cells[NOT_READ]), ("set aside", aside)):
        ordered = sorted(counts.items(), key=lambda item: -item[1])
        if ordered:
            named = [f"{name} ({count:,})" for name, count in ordered[:most]]
            more = f" and {len(ordered) - most} more" if len(ordered) > most else ""
            parts.append(f"{sum(counts.values()):,} {what}: {', '.join(named)}{more}")
    if expected:
        parts.append(f"{expected:,} in columns of the survey tool and of personal data")
    share = f"{used:,} of {total:,}" if used < total else f"all {total:,}"
    return "; ".join([f"{share} filled cells were used", *parts])
