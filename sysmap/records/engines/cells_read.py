"""The distinct cells of a held table, read as those of any other table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sysmap.errors import choice, listed
from sysmap.records.engines.distinct_cells import CodedTable
from sysmap.records.engines.held_tables import TABLE
from sysmap.records.problems import Origin, Problems, Reading
from sysmap.records.tables.collaborations import Directory, resolve
from sysmap.records.tables.declared import TABLES, Column
from sysmap.records.values.reading_cells import read_column
from sysmap.records.values.scales import find_scale
from sysmap.text import counted
from sysmap.vocabulary import fold

_NOTHING = -1


class CellsRead:
    """Reads the distinct cells of one held table, and says of how many rows a fault is."""

    def __init__(self, coded: CodedTable, problems: Problems) -> None:
        self.coded, self.problems = coded, problems
        self.origin = Origin(coded.held.name, wave=coded.held.wave, headers=dict(coded.headers))

    def read(self, column: str, words: Mapping[str, float | None] | None = None) -> list[Any]:
        """Read the cells of a column as what it accepts."""
        cells = self._series(column)
        apart = Problems()
        accepts: Column = TABLES[TABLE][column]
        found = read_column(cells, accepts, Reading(self.origin, apart, TABLE), words)
        self._pass_on(apart, column)
        return [None if value is pd.NA else value for value in found.tolist()]

    def ends(self, column: str, directory: Directory, place: Mapping[str, int]) -> np.ndarray:
        """Return the place of the organisation that each cell names; that of a blank cell is a fault."""
        texts = self.read(column)
        times = self.coded.distinct[column].times
        blank = self.coded.held.rows - int(times.sum()) + int(times[[text == "" for text in texts]].sum())
        if blank:
            self.problems.fault(
                self.origin,
                f"blank in {counted(blank, 'row')}: the id or name of an organisation is needed",
                table=TABLE,
                column=column,
            )
        frame = pd.DataFrame({column: pd.Series(texts, dtype=object)})
        frame["row"], frame["origin"] = "", pd.Series([self.origin] * len(frame), dtype=object)
        apart = Problems()
        found = resolve(frame, [column], directory, TABLE, apart)[column]
        self._pass_on(apart, column)
        return np.array([_NOTHING, *(place.get(one, _NOTHING) for one in found)], dtype=np.int32)

    def reporters(self, directory: Directory, place: Mapping[str, int]) -> np.ndarray:
        """Return the place of the organisation that reported; −1 for nobody, or somebody else."""
        if "reported_by" not in self.coded.headers:
            return np.array([_NOTHING], dtype=np.int32)
        found = [directory.find(text) if text else None for text in self.read("reported_by")]
        return np.array([_NOTHING, *(place.get(one or "", _NOTHING) for one in found)], dtype=np.int32)

    def arrows(self) -> np.ndarray:
        """Return 1 for a cell that says that a tie is directed, −1 for one that says that it is not."""
        said = self.read("directed") if "directed" in self.coded.headers else []
        worth = [1 if one is True else -1 if one is False else 0 for one in said]
        return np.array([0, *worth], dtype=np.int8)

    def strengths(self, scale: Mapping[str, float | None] | None) -> np.ndarray:
        """Return the strength that each cell stands for; of a column of numbers, say which are none."""
        if "strength" in self.coded.distinct:
            apart = Problems()
            words = find_scale(self._series("strength"), scale, Reading(self.origin, apart, TABLE))
            if apart.faults:
                self._refuse_words(words, scale)
            return np.array([np.nan, *self.read("strength", words)], dtype=float)
        no_tie = choice("scale", {"0": 0})
        reasons = {
            "negative": "a strength cannot be negative: write a number above 0",
            "zero": f"a strength of 0: does 0 mean no tie? then say so: {no_tie}, or leave the rows out",
            "infinite": "is not a number that can be used: is it too large?",
        }
        for name, reason in reasons.items():
            count = self.coded.odd.get(name, 0)
            if count:
                said = f"{reason} ({counted(count, 'row')})"
                self.problems.fault(self.origin, said, table=TABLE, column="strength")
        return np.array([np.nan])

    def _series(self, column: str) -> pd.Series:
        cells = self.coded.distinct[column].cells
        values = np.empty(len(cells), dtype=object)
        values[:] = cells
        return pd.Series(values, index=pd.Index([""] * len(cells), dtype=object), dtype=object)

    def _refuse_words(
        self, words: Mapping[str, float | None], scale: Mapping[str, float | None] | None
    ) -> None:
        distinct = self.coded.distinct["strength"]
        counts: Counter[str] = Counter()
        for cell, times in zip(distinct.cells, distinct.times, strict=True):
            if isinstance(cell, str) and fold(cell) in words and fold(cell) not in (scale or {}):
                counts[" ".join(cell.split())] += int(times)
        said = listed((f"{word} ({count:,})" for word, count in sorted(counts.items())), 40)
        example = choice("scale", {min(counts, default="word"): 1})
        self.problems.fault(
            self.origin,
            f"words of strength of no one scale: {said}; say what each stands for, as in {example}",
            table=TABLE,
            column="strength",
        )

    def _pass_on(self, apart: Problems, column: str) -> None:
        """Note what was noted of distinct cells, and of how many rows it is."""
        distinct = self.coded.distinct[column]
        times: Counter[str] = Counter()
        for cell, count in zip(distinct.cells, distinct.times, strict=True) if apart.found else ():
            times[" ".join(str(cell).split())] += int(count)
        for problem in apart.found:
            count = times.get(" ".join(problem.value.split()), 0)
            rows = f" ({counted(count, 'row')})" if count else ""
            note = self.problems.fault if problem.severity == "fault" else self.problems.warning
            note(self.origin, f"{problem.message}{rows}", table=TABLE, column=column, value=problem.value)
