"""A record set: everything an enabler holds about one system, as clean tables that show themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import either
from sysmap.records.personal.keeping import dropped_said
from sysmap.records.problems import Problem
from sysmap.records.said.step_tables import contradictions_table, steps_table
from sysmap.records.said.words import counted_said
from sysmap.records.values.accounting import in_words
from sysmap.shown import Card, Shown
from sysmap.text import counted, number


def left_empty(blanks: pd.DataFrame) -> int:
    """Count the questions left empty: to the others somebody said that they cannot answer."""
    return int((blanks["answer"] == "").sum()) if "answer" in blanks.columns else len(blanks)


@dataclass(frozen=True, eq=False)
class Records(Shown):
    """A record set: clean tables, and what was settled on the way.

    Attributes
    ----------
    partners, collaborations, memberships, forums, asked, money, succession, places, programmes, waves, facts
        One frame per table, with all its columns, ``row`` and ``file``. Ends of ties are ids.
        A table that was not supplied is an empty frame. ``waves`` also holds the days that
        records say of their waves; ``dates_from`` tells them from those given.
    blanks
        Questions that were put and left empty: ``wave, source, target, kind``; and in ``answer``, where there
        are any, the words that say that none can be given (``cannot say``, ``not us``).
    problems
        The warnings, one per row: ``severity, table, file, sheet, row, column, value, message``.
    summary
        What was read, as a dict: layout, sources, counts, scale, waves, sectors, what was set aside;
        and ``cells``, what became of every filled cell: ``in`` = ``used`` + those ``set_aside``, by
        reason, + those ``not_read``, by column.
    waves_in_order
        The labels of the waves, in the order of time.
    columns
        What each column of each file was taken for: ``file, sheet, column, holds, taken_for, first_values``.
    said
        What was said in the room, and is in force: a row per step, with the columns of the files, ``file``
        and ``row``. It is kept apart from what was recorded.
    contradictions
        What several files say that cannot all be so: the same columns, after the number of the
        ``contradiction`` and what it is ``about``. None of it is in force.
    recorded
        Of records with what was said applied, those that were read; else None.
    open_names
        How many names were looked up and are not decided yet.
    inputs
        The files and folders that it was read from: nothing is saved over them.
    """

    partners: pd.DataFrame
    collaborations: pd.DataFrame
    memberships: pd.DataFrame
    forums: pd.DataFrame
    asked: pd.DataFrame
    money: pd.DataFrame
    succession: pd.DataFrame
    places: pd.DataFrame
    programmes: pd.DataFrame
    waves: pd.DataFrame
    facts: pd.DataFrame
    blanks: pd.DataFrame
    problems: pd.DataFrame
    summary: dict[str, Any]
    waves_in_order: tuple[str, ...]
    columns: pd.DataFrame = field(default_factory=pd.DataFrame)
    said: pd.DataFrame = field(default_factory=steps_table)
    contradictions: pd.DataFrame = field(default_factory=contradictions_table)
    recorded: Records | None = None
    open_names: int = 0
    inputs: tuple[Path, ...] = ()

    def __repr__(self) -> str:
        return "\n".join([self.headline(), *(f"- {message}" for message in self._messages())])

    def _card(self) -> Card:
        sectors = self.partners.groupby(self.partners["sector"].fillna("unknown"), sort=True).size()
        table = sectors.rename("organisations").rename_axis("sector").reset_index()
        messages = self._messages()
        return Card(
            title=self.headline(),
            said=messages,
            table=table.sort_values("organisations", ascending=False, kind="stable"),
            caption="Organisations by sector",
            tables={"Organisations by sector": table},
        )

    def headline(self) -> str:
        """Say in one line what was read."""
        said = self.summary
        waves = counted(len(said["waves"]), "wave") if said["waves"] else ""
        if said["survey"]:
            counts = [
                counted(said["respondents"], "respondent"),
                counted(said["partners"], "partner"),
                counted(said["answers"], "answer"),
                f"{number(said['blank'])} blank",
                f"scale {said['scale'][0]}..{said['scale'][1]}" if said["scale"] else "",
                waves,
            ]
            return f"Here is what I read: {', '.join(count for count in counts if count)}"
        counts = [
            counted(said["partners"], "partner"),
            counted(said["collaborations"], "collaboration"),
            counted(said["memberships"], "membership") if said["memberships"] else "",
            waves,
        ]
        return f"Here is what I read: {', '.join(count for count in counts if count)}"

    def _messages(self) -> list[str]:
        aside = [
            f"{number(count)} set aside: {reason}" for reason, count in self.summary["set_aside"].items()
        ]
        warnings = [str(Problem(*row)) for row in self.problems.head(10).itertuples(index=False, name=None)]
        more = len(self.problems) - len(warnings)
        where = either("in .problems", "listed by sysmap check")
        names = [f"{counted(self.open_names, 'name')} not yet checked"] if self.open_names else []
        held = self.summary.get("held", 0)
        said = f"{counted(held, 'collaboration')} stay with the engine that holds them, and are counted there"
        return [
            in_words(self.summary["cells"]),
            *([said] if held else []),
            *self._of_the_room(),
            *names,
            *aside,
            *dropped_said(self.summary),
            *warnings,
            *([f"and {counted(more, 'more warning')}, all {where}"] if more > 0 else []),
        ]

    def _of_the_room(self) -> list[str]:
        """Say what was said in the room, and what of it is to be decided."""
        if self.said.empty and self.contradictions.empty:
            return []
        how = "applied" if self.recorded is not None else "kept apart"
        said = f"said in the room, {how}: {counted_said(self.said) or 'nothing in force'}"
        count = self.contradictions["contradiction"].nunique()
        return [f"{said}; {counted(count, 'contradiction')} to decide" if count else said]
