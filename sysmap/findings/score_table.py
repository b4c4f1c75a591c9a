"""What tables of scores have in common: the reasons of what is not defined, and what must be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pandas as pd

from sysmap.errors import listed
from sysmap.findings.disclosure.answered import response_note
from sysmap.measures.catalogue import catalogue
from sysmap.measures.reasons import REASONS
from sysmap.network.system import SystemMap
from sysmap.results import Result, ResultTable, has_index, notes_table, when_asked
from sysmap.shown import MOST_SENTENCES, Card, Texts
from sysmap.text import text_table, with_article
from sysmap.vocabulary import heading_words


@dataclass(frozen=True, eq=False, repr=False)
class ScoreTable(Result):
    """A result that is one table: what a data frame can do, it can do too.

    ``result["partners"]`` gives a column; ``.loc``, ``.head()`` or ``.sort_values("partners")`` give what
    they give of `to_frame`, a fresh frame each time.

    Attributes
    ----------
    system : SystemMap
        The map.
    undefined : Mapping
        Why a value is not defined: ``{column: {name: reason}}``.
    caveats : tuple of str
        What must be known to read the table.
    """

    key: ClassVar[str] = "scores"

    system: SystemMap
    _frame: pd.DataFrame = when_asked()
    undefined: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Sentences show themselves as text.
        object.__setattr__(self, "caveats", Texts(self.caveats))

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a fresh frame."""
        return self._frame.copy()

    @property
    def title(self) -> str:
        """What the table shows, and of which map."""
        return f"{self.key.capitalize()}: {self.system.headline()}"

    @property
    def notes(self) -> Texts:
        """Who answered, who was left out, and what must be known to read the table."""
        return Texts((response_note(self.system), *self.system.notes, *self.caveats))

    def tables(self) -> list[ResultTable]:
        """Return the table, what stands beside it, and the reasons of what is not defined."""
        rows = [
            (column, name, reason, REASONS.get(reason, ""))
            for column, reasons in self.undefined.items()
            for name, reason in reasons.items()
        ]
        reasons = pd.DataFrame(rows, columns=["measure", "name", "reason", "words"])
        return [
            ResultTable(self.key, self.key, self._frame),
            *self._more_tables(),
            *([notes_table(self.caveats)] if self.caveats else []),
            *([ResultTable("not_defined", "not defined", reasons)] if rows else []),
        ]

    def _more_tables(self) -> list[ResultTable]:
        """Return what stands beside the table."""
        return []

    def facts(self) -> dict[str, Any]:
        """Return what JSON says: rows by name with the reasons of what is not defined, or a list of rows."""
        first, *others = self.tables()
        if has_index(self._frame):
            undefined = {column: dict(reasons) for column, reasons in self.undefined.items()}
            return {f"{self._frame.index.name}s": first.cells()} | (
                {"undefined": undefined} if undefined else {}
            )
        notes = {"notes": list(self.caveats)} if self.caveats else {}
        return {first.key: first.cells(), **notes} | {one.key: one.cells() for one in others if one.key}

    def text_shown(self) -> pd.DataFrame:
        """Return the table with its headers in words."""
        return self._frame

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the tables to look at, by title."""
        first, *others = self.tables()
        shown = {self.key.capitalize(): ResultTable("", "", self.text_shown()).flat}
        return shown | {one.title.capitalize(): one.frame for one in others if one.title != "notes"}

    @property
    def in_short(self) -> tuple[str, ...]:
        """What is shown first: what was found, how the table is to be read, and who answered."""
        said = (*self.sentences[:1], *self.caveats[:2], *self.notes, *self._reasons())
        return tuple(dict.fromkeys(said))[:MOST_SENTENCES]

    def answer_shown(self) -> tuple[str, pd.DataFrame]:
        """Return the table with its headings in words."""
        flat = ResultTable("", "", self.text_shown()).flat
        return self.key.capitalize(), flat.rename(columns=self._heading)

    def _heading(self, column: object) -> str:
        """Return what a column is called where people read it."""
        name = str(column)
        return catalogue[name].label if name in catalogue else heading_words(name, self.key)

    def _card(self) -> Card:
        card = super()._card()
        return replace(card, more={**card.more, "Not defined": self._reasons()})

    @property
    def about(self) -> str:
        """Of which map the table is, who answered and who was left out, in lines."""
        notes = (response_note(self.system), *self.system.notes)
        return "\n".join([self.system.headline(), *(f"- {note}" for note in notes)])

    def full_text(self) -> str:
        """Return what it is of, the table and how to read it as text, whatever their length."""
        table = self.text_shown()
        remarks = (f"- {remark}" for remark in (*self._reasons(), *self.caveats))
        return "\n".join([self.about, "", text_table(table, width=40, index=has_index(table)), *remarks])

    def _reasons(self) -> list[str]:
        """Say what is not defined and why, alike things together."""
        alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for column, why in self.undefined.items():
            for reason in dict.fromkeys(why.values()):
                names = tuple(str(name) for name in why if why[name] == reason)
                alike.setdefault((reason, names), []).append(column)
        return [
            f"{', '.join(map(self._heading, columns))} "
            f"not defined ({REASONS.get(reason, reason)}): {listed(names, 5)}"
            for (reason, names), columns in alike.items()
        ]

    def __getitem__(self, wanted: Any) -> Any:
        return self.to_frame()[wanted]

    def __getattr__(self, name: str) -> Any:
        # Only what is no attribute of the result itself arrives here.
        if name.startswith("_") or not hasattr(self._frame, name):
            raise AttributeError(f"{with_article(type(self).__name__)} has no attribute {name!r}")
        return getattr(self.to_frame(), name)

    def __len__(self) -> int:
        return len(self._frame)

    def __iter__(self) -> Iterator[str]:
        return iter(self._frame)

    def __contains__(self, column: object) -> bool:
        return column in self._frame
