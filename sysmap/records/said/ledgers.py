"""A file of what was said, as steps: read strictly, refused whole with every fault by its row."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.destinations import name_of
from sysmap.errors import ChoiceError, MissingFileError, choice, listed
from sysmap.files import unguarded
from sysmap.records.containers.encodings import encoding_of
from sysmap.records.problems import Origin, Problems, Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.said.declared import COLUMNS, UNDECIDED
from sysmap.records.said.steps import Step, step_of
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold_header

TABLE = "said"
MOST_STEPS, MOST_BYTES = 5_000, 20_000_000
_SEPARATORS = ",;\t"
_TOLD_BY = {"step", "action", "undoes", "checksum"}
_UNDECIDED = re.compile(UNDECIDED + r" (\d+): (.+)")
WHAT_IT_IS = "a file of what was said, as the button 'Save what was said' of a map writes it"


@dataclass(frozen=True)
class Ledger:
    """The steps of one file, in their order.

    Attributes
    ----------
    file
        The name by which messages call it.
    steps
        All its steps.
    active
        For each step whether it is in force: none that was taken back, and no undoing.
    """

    file: str
    steps: tuple[Step, ...]
    active: tuple[bool, ...]

    @property
    def in_force(self) -> tuple[Step, ...]:
        """The steps that were not taken back."""
        return tuple(step for step, active in zip(self.steps, self.active, strict=True) if active)

    @property
    def undecided(self) -> dict[str, list[int]]:
        """The numbers of the steps that contradict one another in a joined file, by question.

        Where one of them was taken up again, it is decided.
        """
        found: dict[str, list[int]] = {}
        decided = set()
        for step in self.steps:
            question = step.note if step.undoes and _UNDECIDED.fullmatch(step.note) else ""
            if question:
                found.setdefault(question, []).append(step.undoes)
                if self.active[step.undoes - 1]:
                    decided.add(question)
        return {question: steps for question, steps in found.items() if question not in decided}


def ledgers_among(groups: Mapping[str, dict[str, RawTable]]) -> list[RawTable]:
    """Take what is a file of what was said out of raw tables: it is no table of a record set."""
    found = []
    for raw in groups.values():
        for name in [one for one, table in raw.items() if {*map(fold_header, map(str, table))} >= _TOLD_BY]:
            found.append(raw.pop(name))
    return found


def read_ledgers(given: Any, problems: Problems, *, among: Sequence[RawTable] = ()) -> list[Ledger]:
    """Read files of what was said, or frames; the faults of all of them are noted.

    Parameters
    ----------
    given
        A path, a data frame, or a list of these; or the steps in force, each a mapping; None for none.
    problems
        Where faults and warnings are noted.
    among
        Such files that stood among the records.

    Raises
    ------
    ChoiceError
        If it is something else.
    MissingFileError
        If there is no such file.
    """
    parts = [given] if isinstance(given, str | os.PathLike | pd.DataFrame) else [] if given is None else given
    if isinstance(parts, list | tuple) and parts and all(isinstance(part, Mapping) for part in parts):
        # What holds on a page that is open: what was taken back is not among it, so it is numbered anew.
        parts = [pd.DataFrame([{**part, "step": number} for number, part in enumerate(parts, start=1)])]
    if not isinstance(parts, Sequence) or isinstance(parts, bytes) or (given is not None and not parts):
        raise ChoiceError(f"{choice('said')} takes {WHAT_IT_IS}, or a list of such files")
    found = []
    for table in among:
        problems.take(table.origin)
        here = problems.at(table.origin, TABLE)
        if table.rows_aside or table.ragged_cells:
            here.fault("rows that are not steps: the file is damaged; save it again from the map")
        found.append(_ledger(_rows_of_table(table), here))
    for part, label in zip(parts, _labels(parts), strict=True):
        here = problems.at(Origin(label), TABLE)
        rows = _rows_of_frame(part) if isinstance(part, pd.DataFrame) else _rows_of_file(part, here)
        found.append(_ledger(rows, here))
    return _without_contained([each for each in found if each is not None], problems)


def _ledger(rows: list[tuple[int, list[str]]], here: Reading) -> Ledger | None:
    """Make a ledger of rows; None, with the faults noted, where they are none."""
    before = len(here.problems.faults)
    steps = list(_steps(rows, here)) if rows else []
    active = _in_force(steps, here) if len(here.problems.faults) == before else []
    if len(here.problems.faults) > before or not steps:
        return None
    return Ledger(here.origin.file, tuple(steps), tuple(active))


def _rows_of_table(table: RawTable) -> list[tuple[int, list[str]]]:
    cells = table.frame.itertuples(name=None)
    rows = [(int(number), [clean(cell)[0] for cell in row]) for number, *row in cells]
    return [(rows[0][0] - 1 if rows else 1, [str(name) for name in table.columns]), *rows]


def _labels(parts: Sequence[Any]) -> list[str]:
    """Give each file the name that messages use: its own, with the folder where two share it."""
    for part in parts:
        if not isinstance(part, str | os.PathLike | pd.DataFrame):
            kind = type(part).__name__
            raise ChoiceError(f"{choice('said')} takes {WHAT_IT_IS}, or a list of such files, not {kind}")
    labels = []
    frames = sum(isinstance(part, pd.DataFrame) for part in parts)
    for number, part in enumerate(parts, start=1):
        if isinstance(part, pd.DataFrame):
            labels.append(f"data frame said {number}" if frames > 1 else "data frame said")
        else:
            path = Path(part)
            shared = sum(not isinstance(one, pd.DataFrame) and Path(one).name == path.name for one in parts)
            labels.append(name_of("/".join(path.parts[-2:]) if shared > 1 else path.name))
    return labels


def _rows_of_frame(frame: pd.DataFrame) -> list[tuple[int, list[str]]]:
    cells = [
        [cell if isinstance(cell, str) else clean(cell)[0] for cell in row]
        for row in frame.itertuples(index=False, name=None)
    ]
    return list(enumerate([[str(name) for name in frame.columns], *cells], start=1))


def _rows_of_file(path: str | os.PathLike[str], here: Reading) -> list[tuple[int, list[str]]]:
    """Return the rows of a file with their numbers, blank ones left out; none, with the fault noted."""
    file = Path(path)
    missing = f"there is no file {str(path)[:200]!r}: check the name and where you are"
    try:
        if not file.exists():
            raise MissingFileError(missing)
        if not file.is_file():
            here.fault(f"not a file: give {WHAT_IT_IS}")
            return []
        if file.stat().st_size > MOST_BYTES:
            here.fault(f"larger than {MOST_BYTES // 1_000_000} MB: not {WHAT_IT_IS}")
            return []
        data = file.read_bytes()
    except (OSError, ValueError) as error:
        raise MissingFileError(f"{missing} ({getattr(error, 'strerror', None) or error})") from error
    encoding = encoding_of(data, here)
    return [] if encoding is None else _rows_of_text(data.decode(encoding), here)


def _rows_of_text(text: str, here: Reading) -> list[tuple[int, list[str]]]:
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    rows: list[tuple[int, list[str]]] = []
    usual = csv.field_size_limit(len(text) + 1)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
            if len(rows) > MOST_STEPS + 1:
                here.fault(
                    f"more than {MOST_STEPS:,} steps: too many for one file of what was said", row=number
                )
                return []
    except csv.Error:
        here.fault(
            "a quotation mark opened in this row is never closed, or more text follows it: the file is "
            "damaged",
            row=(rows[-1][0] if rows else 0) + 1,
        )
        return []
    finally:
        csv.field_size_limit(usual)
    return rows


def _steps(rows: list[tuple[int, list[str]]], here: Reading) -> Iterator[Step]:
    """Make steps of rows, as far as they are what they must be; what is not is a fault."""
    (at, headers), *body = rows
    names = _names(headers, at, here)
    if names is None:
        return
    if not body:
        here.fault("a header and no steps: nothing was said, so leave this file out")
        return
    for number, cells in body:
        if len(cells) != len(names):
            here.fault(
                f"{len(cells)} values, but the header has {len(names)} columns: the file is damaged; save it "
                "again from the map",
                row=number,
            )
            continue
        step = step_of(dict(zip(names, cells, strict=True)), number, here)
        if step is not None:
            yield step


def _names(headers: list[str], row: int, here: Reading) -> list[str] | None:
    """Return the columns that headers mean; None, with the faults noted, unless all are there once."""
    known = {fold_header(name): name for name in COLUMNS}
    texts = [clean(unguarded(header))[0] for header in headers]
    names = [known.get(fold_header(text), "") for text in texts]
    missing = [name for name in COLUMNS if name not in names]
    strange = [
        text or "a column without a header" for text, name in zip(texts, names, strict=True) if not name
    ]
    double = sorted({name for name in names if name and names.count(name) > 1})
    if missing:
        here.fault(
            f"no column {listed(missing)}: this is not {WHAT_IT_IS}; its columns are {listed(COLUMNS)}",
            row=row,
        )
    if strange:
        here.fault(
            f"a file of what was said has no column {listed(map(shown, strange), 5)}: take it out", row=row
        )
    if double:
        here.fault(f"the column {listed(double)} is there twice: keep one", row=row)
    return None if missing or strange or double else names


def _in_force(steps: Sequence[Step], here: Reading) -> list[bool]:
    """Tell of each step whether it is in force; steps out of order and impossible undoings are faults."""
    active: list[bool] = []
    before = len(here.problems.faults)
    for place, step in enumerate(steps):
        if step.step != place + 1:
            what = "is there twice" if step.step <= place else "does not follow the one before it"
            here.fault(
                f"step {step.step} {what}: steps are numbered 1, 2, 3 and so on, and no row is removed. "
                "To take a step back, add a step that undoes it",
                row=step.row,
                column="step",
            )
            return []
        active.append(True)
        if not step.undoes:
            continue
        target = step.undoes - 1
        if target >= place:
            what = "itself" if target == place else f"step {step.undoes}, which comes later or not at all"
            here.fault(f"undoes {what}: only an earlier step can be undone", row=step.row, column="undoes")
        elif not active[target]:
            by = next(one.step for one in reversed(steps[:place]) if one.undoes == step.undoes)
            here.fault(
                f"step {step.undoes} was already undone by step {by}: to have it again, undo step {by}",
                row=step.row,
                column="undoes",
            )
        elif len(here.problems.faults) == before:
            # Of an undoing that cannot be, nobody can say what it takes back.
            _turn(active, steps, target)
    return [there and not step.undoes for there, step in zip(active, steps, strict=True)]


def _turn(active: list[bool], steps: Sequence[Step], place: int) -> None:
    """Take a step back; where it was an undoing, what it had taken back is there again, and so on."""
    while True:
        active[place] = not active[place]
        if not steps[place].undoes:
            return
        place = steps[place].undoes - 1


def _without_contained(ledgers: list[Ledger], problems: Problems) -> list[Ledger]:
    """Leave out a file whose steps another begins with: it was opened, gone on with and saved again."""
    said = [tuple(step.same() for step in ledger.steps) for ledger in ledgers]
    kept = []
    for place, ledger in enumerate(ledgers):
        longer = (
            other
            for at, other in enumerate(ledgers)
            if said[at][: len(said[place])] == said[place]
            and (len(said[at]) > len(said[place]) or at < place)
        )
        holder = next(longer, None)
        if holder is None:
            kept.append(ledger)
        else:
            problems.warning(
                Origin(ledger.file),
                f"all its steps are in {holder.file} as well: they count once",
                table=TABLE,
            )
    return kept
