"""A register made ready to be compared with names, and how like its names are to those written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError, listed
from sysmap.records.names.classify import may_be_one_sector, sector_key
from sysmap.records.names.normalising import basic, core, expand
from sysmap.records.values.cells import clean
from sysmap.records.values.dates import date_bounds, read_dates

# So many scores are held at once; a register of any size fits.
_CELLS = 4_000_000
_LOOKED_AT = 60
_ALIKE = 1e-6
COLUMNS = ("id", "name", "kind", "sector", "valid_from", "valid_to", "source")
Bounds = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """One name of a register, and whose it is."""

    id: str
    name: str
    kind: str
    sector: str
    valid_from: str
    valid_to: str
    source: str

    def is_open(self, when: Bounds | None) -> bool:
        """Return whether the name was in use at some time between two days; None is any time."""
        if when is None:
            return True
        first, last = date_bounds(self.valid_from), date_bounds(self.valid_to)
        return not (first and first[0] > when[1]) and not (last and last[1] < when[0])


@dataclass(frozen=True)
class Candidate:
    """An entry of a register that a name may mean, and how like the two are, from 0 to 100."""

    entry: Entry
    score: float


class Register:
    """The names of a register in a fixed order, with the places of equal names and of ids."""

    def __init__(self, frame: pd.DataFrame) -> None:
        missing = [name for name in ("id", "name") if name not in frame.columns]
        if missing:
            raise ChoiceError(
                f"a register needs the columns id and name; this frame has {listed(frame.columns)}"
            )
        texts = {
            name: [clean(cell)[0] for cell in frame[name]] if name in frame.columns else [""] * len(frame)
            for name in COLUMNS
        }
        texts["sector"] = [sector_key(label) for label in texts["sector"]]
        rows = zip(*(texts[name] for name in COLUMNS), strict=True)
        # Sorted, because the order of a register's rows must not decide anything.
        self.entries = [Entry(*row) for row in sorted(set(rows)) if row[0] and row[1]]
        self.by_name: dict[str, list[int]] = {}
        self.by_expanded: dict[str, list[int]] = {}
        self.by_id: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            self.by_name.setdefault(basic(entry.name), []).append(place)
            self.by_expanded.setdefault(expand(entry.name), []).append(place)
            self.by_id.setdefault(entry.id.casefold(), []).append(place)
        self._current = {key: min(places, key=self._age) for key, places in self.by_id.items()}
        self._eligible: dict[tuple[str, Bounds | None], np.ndarray] = {}

    def _age(self, place: int) -> tuple[bool, bool, int]:
        entry = self.entries[place]
        return entry.kind not in ("", "current"), bool(entry.valid_to), place

    def current(self, organisation: str) -> Entry | None:
        """Return the entry that says what an organisation is called, or was last; None for an unknown id."""
        place = self._current.get(organisation.casefold())
        return None if place is None else self.entries[place]

    def eligible(self, sector: str, when: Bounds | None) -> np.ndarray:
        """Tell of each entry whether its sector and dates allow it."""
        key = (sector, when)
        if key not in self._eligible:
            self._eligible[key] = np.array(
                [may_be_one_sector(sector, entry.sector) and entry.is_open(when) for entry in self.entries],
                dtype=bool,
            )
        return self._eligible[key]

    @cached_property
    def words(self) -> dict[str, set[str]]:
        """The words of the register's names, with the ids whose names hold them."""
        found: dict[str, set[str]] = {}
        for entry in self.entries:
            for word in core(entry.name).split():
                found.setdefault(word, set()).add(entry.id)
        return found

    def ranked(
        self, names: Sequence[str], allowed: Sequence[np.ndarray], most: int = 4
    ) -> Iterator[list[Candidate]]:
        """Return for each name the entries most like it, one for each id, best first.

        The score is the mean of two ratios of rapidfuzz on the cores: of the sorted words, and of the
        words as sets. Where scores are equal the names written out decide the order, then current names
        come before former ones; the margin between them stays nothing.
        """
        from rapidfuzz import fuzz, process

        cores = [core(entry.name) for entry in self.entries]
        distinct = sorted(set(cores))
        places = np.searchsorted(distinct, cores) if distinct else np.zeros(0, dtype=int)
        step = max(1, _CELLS // max(1, len(distinct)))
        for start in range(0, len(names), step):
            part = [core(name) for name in names[start : start + step]]
            scores = np.zeros((len(part), len(distinct)))
            for ratio in (fuzz.token_sort_ratio, fuzz.token_set_ratio):
                scores += process.cdist(part, distinct, scorer=ratio, dtype=np.float64) / 2
            for row, name in enumerate(names[start : start + step]):
                of_entries = np.where(allowed[start + row], scores[row][places], -1.0)
                yield self._best(name, of_entries, most)

    def _best(self, name: str, scores: np.ndarray, most: int) -> list[Candidate]:
        from rapidfuzz import fuzz

        looked_at = scores
        if len(scores) > _LOOKED_AT:
            least = np.partition(scores, -_LOOKED_AT)[-_LOOKED_AT]
            looked_at = np.where(scores >= least, scores, -1.0)
        places = np.flatnonzero(looked_at >= 0)
        order = places[np.argsort(-scores[places], kind="stable")]
        written = expand(name)
        best: list[Candidate] = []
        start = 0
        while start < len(order) and len(best) < most:
            top = scores[order[start]]
            end = start + 1
            while end < len(order) and scores[order[end]] > top - _ALIKE:
                end += 1
            tied = [self.entries[place] for place in order[start:end]]
            if len(tied) > 1:
                tied.sort(
                    key=lambda entry: (
                        -fuzz.token_set_ratio(written, expand(entry.name)),
                        -fuzz.token_sort_ratio(written, expand(entry.name)),
                        entry.kind == "former" or bool(entry.valid_to),
                    )
                )
            for entry in tied:
                if all(entry.id != other.entry.id for other in best):
                    best.append(Candidate(entry, float(top)))
            start = end
        return best[:most]


def as_bounds(date: object) -> Bounds | None:
    """Return the first and last day of a date as it was given; None where it is none."""
    reading = read_dates([date], [1])[0]
    return date_bounds(reading.value) if reading.value else None
