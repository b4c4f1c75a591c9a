"""Reading what was said: files of several tables, joined, beside records or by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from sysmap.calling import verb
from sysmap.inputs import paths_in
from sysmap.records.problems import Problem, Problems
from sysmap.records.record_set import Records
from sysmap.records.said.joining import Joined, joined
from sysmap.records.said.ledgers import TABLE, Ledger, read_ledgers
from sysmap.records.said.resolving import ANY, Resolver
from sysmap.records.said.step_tables import public_steps
from sysmap.records.said.steps import Step
from sysmap.records.said.words import counted_said, counts_of, review
from sysmap.records.tables.sector_labels import UK, SectorChoice
from sysmap.results import Result, ResultTable, notes_table, public_copy
from sysmap.shown import Texts
from sysmap.text import counted
from sysmap.vocabulary import fold

SaidOf = Literal["any"] | None


@dataclass(frozen=True, eq=False, repr=False)
class Said(Result):
    """What was said in the room, to look through before it is applied.

    Attributes
    ----------
    steps : pandas.DataFrame
        The steps in force, in their order: the columns of a file, then ``file`` and ``row``.
    contradictions : pandas.DataFrame
        The steps of several files that contradict one another, with ``contradiction`` (their number) and
        ``about`` first. None of them is in force.
    warnings : tuple of str
        What was settled in reading.
    public : bool
        Whether this is a copy for the public.
    inputs : tuple of pathlib.Path
        The files.
    """

    steps: pd.DataFrame
    contradictions: pd.DataFrame
    warnings: tuple[str, ...] = ()
    public: bool = False
    inputs: tuple[Path, ...] = field(default=())

    @classmethod
    def of(cls, records: Records) -> Said:
        """Return what was said of records, as it was read with them."""
        noted = records.problems[records.problems["table"] == TABLE]
        warnings = tuple(str(Problem(*row)) for row in noted.itertuples(index=False, name=None))
        return cls(records.said, records.contradictions, warnings, inputs=records.inputs)

    def __bool__(self) -> bool:
        return bool(len(self.steps) or len(self.contradictions))

    @property
    def title(self) -> str:
        """How much was said, in one line."""
        return f"Said in the room: {counted_said(self.steps) or 'nothing in force'}"

    @property
    def notes(self) -> Texts:
        """What is to be decided, and what was settled in reading."""
        return Texts((*to_decide(self.contradictions), *self.warnings))

    def to_frame(self) -> pd.DataFrame:
        """Return the steps in force."""
        return self.steps.copy()

    def tables(self) -> list[ResultTable]:
        """Return the steps in force, those that contradict one another, and notes."""
        return [
            ResultTable("steps", "said in the room", self._shown(self.steps)),
            ResultTable("contradictions", "contradictions", self._shown(self.contradictions)),
            notes_table(self.notes),
        ]

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the steps in words, and what is to be decided."""
        shown = {"Said in the room": review(self.steps)}
        if len(self.contradictions):
            shown["To decide: steps that contradict each other, none of them applied"] = review(
                self.contradictions
            )
        return shown

    def _shown(self, steps: pd.DataFrame) -> pd.DataFrame:
        private = [name for name in steps if not steps[name].astype(bool).any()] if self.public else []
        return steps.drop(columns=private)

    def _beside(self) -> dict[str, Any]:
        return {"counts": counts_of(self.steps), "notes": list(self.notes)}


@public_copy.register
def _(said: Said) -> Said:
    return replace(
        said,
        steps=public_steps(said.steps),
        contradictions=public_steps(said.contradictions),
        warnings=(),
        public=True,
    )


def to_decide(contradictions: pd.DataFrame) -> list[str]:
    """Say that contradictions wait for a decision, and how it is made."""
    count = contradictions["contradiction"].nunique()
    if not count:
        return []
    return [
        f"{counted(count, 'contradiction')} between files to decide: none of these steps is applied. To "
        "decide, open one of the files on its map, take back the step that is wrong, save it and read the "
        "files again. In a joined file, undo the step that took back the right one"
    ]


@verb('read_said("first.said.csv", "second.said.csv")', judges=("files",))
def read_said(*files: Any, records: Records | None = None, said_of: SaidOf = None) -> Said:
    """Read one or more files of what was said in the room, to look through.

    Parameters
    ----------
    *files
        Files that the button *Save what was said* of a map wrote, or frames with the same columns;
        one by one, or in a list.
    records
        The records of the map. Without them nobody can tell whether the organisations are on the map.
    said_of
        Take what was said of another map as well: ``any``.

    Returns
    -------
    Said
        The steps in force, and what contradicts. Nothing is applied.

    Raises
    ------
    RecordsError
        If anything in a file is not what it must be: all faults of all files, by row.
    MissingFileError
        If there is no such file.
    ChoiceError
        If something else is given.
    """
    problems = Problems()
    given = [one for each in files for one in (each if isinstance(each, list | tuple) else [each])]
    ledgers = read_ledgers(given, problems)
    together = joined_with(ledgers, records, SectorChoice(UK), said_of, problems)
    problems.raise_faults()
    return Said(
        together.said(),
        together.contradictions(),
        tuple(map(str, problems.warnings)),
        inputs=tuple(paths_in(given)),
    )


def _ids_given(ledgers: Sequence[Ledger]) -> dict[str, str]:
    """Return the ids that any step of any file gives, by folded name."""
    steps = [step for ledger in ledgers for step in ledger.steps]
    ends = [(step.organisation, step.organisation_id) for step in steps]
    return {fold(name): one for name, one in [*ends, *((step.other, step.other_id) for step in steps)] if one}


def _by_names(step: Step, ids: Mapping[str, str]) -> Step:
    """Return a step whose organisations are told by their names, where nobody knows their ids."""
    return replace(
        step,
        organisation_id=step.organisation_id or ids.get(fold(step.organisation), fold(step.organisation)),
        other_id=step.other_id or ids.get(fold(step.other), fold(step.other)),
    )


def joined_with(
    ledgers: Sequence[Ledger],
    records: Records | None,
    how: SectorChoice,
    said_of: str | None,
    problems: Problems,
) -> Joined:
    """Join files, their steps understood by the records where there are any."""
    if records is None:
        ids = _ids_given(ledgers)
        named = [[_by_names(step, ids) for step in ledger.steps] for ledger in ledgers]
        found = [
            (
                [step for step, there in zip(steps, ledger.active, strict=True) if there],
                [[steps[one - 1] for one in numbers] for numbers in ledger.undecided.values()],
            )
            for steps, ledger in zip(named, ledgers, strict=True)
        ]
    else:
        resolver = Resolver(records, how, said_of == ANY, problems)
        found = [resolver.resolved(ledger) for ledger in ledgers]
    return joined([steps for steps, _ in found], [steps for _, undecided in found for steps in undecided])


def with_said(
    records: Records, ledgers: Sequence[Ledger], how: SectorChoice, said_of: str | None, problems: Problems
) -> Records:
    """Return records with what was said about them beside them.

    Raises
    ------
    RecordsError
        If a file does not fit the records.
    """
    if not ledgers:
        return records
    together = joined_with(ledgers, records, how, said_of, problems)
    problems.raise_faults()
    steps, against = together.said(), together.contradictions()
    summary = {**records.summary, "said": counts_of(steps)}
    noted = problems.to_frame("warning")
    return replace(records, said=steps, contradictions=against, summary=summary, problems=noted)
