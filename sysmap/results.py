"""What a function answers: a result shows itself, gives its tables and facts, and knows its public copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sysmap.errors import ChoiceError
from sysmap.files import plain
from sysmap.late import by_kind
from sysmap.shown import ELSE, MOST_SENTENCES, Card, Shown, Texts
from sysmap.text import text_table, with_article


@dataclass(frozen=True, eq=False)
class Later:
    """What a result makes when somebody first looks at it: a table costs more than most of its numbers.

    Attributes
    ----------
    made
        Makes it.
    numbers
        By name, the numbers that will stand in it.
    """

    made: Callable[[], Any]
    numbers: Mapping[str, Any] = field(default_factory=dict)


class _WhenAsked:
    """A field that may be given as `Later`, and is made when it is first read."""

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, result: object, _owner: type) -> Any:
        if result is None:  # a class that is being declared learns that the field has no default
            raise AttributeError(self._name)
        held = vars(result)[self._name]
        if isinstance(held, Later):
            held = vars(result)[self._name] = held.made()
        return held

    def __set__(self, result: object, value: Any) -> None:
        vars(result)[self._name] = value


def when_asked() -> Any:
    """Declare a field of a result that may be given as `Later`."""
    return _WhenAsked()


def numbers_in(result: object, name: str) -> Mapping[str, Any] | None:
    """Return the numbers of a field that is not made yet; None of one that is."""
    held = vars(result)[name]
    return held.numbers if isinstance(held, Later) else None


@dataclass(frozen=True)
class ResultTable:
    """A table of a result, as files hold it: every number a number, columns by their names.

    Attributes
    ----------
    key
        What JSON calls it; empty where JSON leaves it out.
    title
        What the sheet of a workbook is called.
    frame
        The rows. Its index counts where it has a name.
    words
        How cells of a column are said to people, where these are names that programs know.
    """

    key: str
    title: str
    frame: pd.DataFrame
    words: Mapping[str, Callable[[str], str]] = field(default_factory=dict)

    @property
    def flat(self) -> pd.DataFrame:
        """The rows with their names as a column."""
        return self.frame.reset_index() if has_index(self.frame) else self.frame

    def cells(self) -> Any:
        """Return what JSON holds: rows by name where they have one name, else a list of rows."""
        if has_index(self.frame) and self.frame.index.nlevels == 1:
            return by_name(self.frame)
        return rows_of(self.flat)


def applied_note(result: Any) -> str:
    """Say of a result what everything made of its map must say: that something was applied to it.

    It is empty for what is as recorded. Titles, notes and files ask here.
    """
    if isinstance(result, pd.DataFrame):
        return ""
    for one in (result, *(getattr(result, name, None) for name in ("system", "after"))):
        if said := getattr(one, "applied", ""):
            return str(said)
    return ""


class Tabled:
    """What has tables that files can hold."""

    def tables(self) -> list[ResultTable]:
        """Return all tables, the main one first, notes last."""
        raise NotImplementedError

    def facts(self) -> dict[str, Any]:
        """Return what JSON says: what it is of, and its tables."""
        return self._beside() | {table.key: table.cells() for table in self.tables() if table.key}

    def _beside(self) -> dict[str, Any]:
        """Return what JSON says before the tables."""
        return {}


class Result(Shown, Tabled):
    """What a function answers.

    A result says what its `title` is, what was found (`sentences`), and which `notes` must be known to
    read it. It gives the tables that files hold (`tables`, the main one alone by `to_frame`) and those
    that people look at (`tables_shown`). In Jupyter and at a prompt it shows its answer on one screen: the
    sentences of `in_short`, and of `answer_shown` what there is room for; the rest is one step away. A copy
    for everybody is made by `public_copy`.
    """

    @property
    def title(self) -> str:
        """What the result is, in one line."""
        raise NotImplementedError

    @property
    def sentences(self) -> Texts:
        """What was found, in sentences, the most important first."""
        return Texts()

    @property
    def notes(self) -> Texts:
        """What must be known to read it, in sentences."""
        return Texts()

    @property
    def in_short(self) -> tuple[str, ...]:
        """What is shown first: two sentences of what was found, and the first that must be known."""
        found = self.sentences
        notes = [note for note in self.notes if note not in " ".join(found)]
        return (*found[:2], *notes[:1], *found[2:], *notes[1:])[:MOST_SENTENCES]

    @property
    def heading(self) -> str:
        """The title, with what everything made of the map must say."""
        said = applied_note(self)
        return f"{self.title}, {said}" if said and said not in self.title else self.title

    def to_frame(self) -> pd.DataFrame:
        """Return the main table as a fresh frame."""
        raise NotImplementedError

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the tables to look at, by title: headers in words, the first column naming the rows."""
        raise NotImplementedError

    def text_shown(self) -> pd.DataFrame:
        """Return the one table that the command line prints."""
        return next(iter(self.tables_shown().values()))

    def answer_shown(self) -> tuple[str, pd.DataFrame]:
        """Return the one table that answers, its main columns first and without sentences, and its title."""
        title, frame = next(iter(self.tables_shown().items()))
        return title, frame.drop(columns=["reading", "caveat"], errors="ignore")

    def full_text(self) -> str:
        """Return title, table and notes as text, whatever their length: what the command line prints."""
        table = text_table(self.text_shown(), index=False, width=90)
        return "\n".join([self.heading, table, *(f"- {note}" for note in self.notes)])

    def _weaknesses(self) -> tuple[str, ...]:
        """Return what makes it weak, in sentences that are notes too."""
        return ()

    def _card(self) -> Card:
        (caption, table), first = self.answer_shown(), self.in_short
        found = self.sentences
        weak = self._weaknesses()
        told = " ".join([*first, *found, *weak])
        return Card(
            title=self.heading,
            said=first,
            table=table,
            caption=caption,
            more={
                "What makes it weak": [flag for flag in weak if flag not in first],
                ELSE: [text for text in found if text not in first],
                "How to read it": [note for note in self.notes if note not in told],
            },
            tables=self.tables_shown(),
            sentences_from=".sentences and .notes" if found else ".notes",
        )


@by_kind("sysmap.findings.disclosure.copies")
def public_copy(result: Any) -> Any:
    """Return a copy of a result that may be shown to anybody.

    Parameters
    ----------
    result
        Whatever a function of sysmap answers, a map or records. Another kind of result says what of
        it may be public by registering a function: ``@public_copy.register``.

    Returns
    -------
    object
        A copy of the same type; the result itself is not changed.

    Raises
    ------
    RecordsError
        If a person or an e-mail address stands for an organisation.
    ChoiceError
        If the result shows what a private column holds or who reported each tie, or if nobody has
        declared what of it may be public.
    """
    if getattr(result, "public", None) is True:
        return result
    kind = with_article(type(result).__name__)
    raise ChoiceError(f"nobody has said what of {kind} may be public: save it without public=True")


def has_index(frame: pd.DataFrame) -> bool:
    """Return whether the index of a table says something."""
    return any(name is not None for name in frame.index.names)


def notes_table(notes: tuple[str, ...]) -> ResultTable:
    """Return sentences as a table of one column, which JSON leaves out."""
    return ResultTable("", "notes", pd.DataFrame({"note": pd.Series(list(notes), dtype=object)}))


def by_name(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the rows of a table by the name in its index."""
    return {str(name): row for name, row in zip(frame.index, rows_of(frame), strict=True)}


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON holds them: what is missing or has no end is null."""
    columns = [str(column) for column in frame.columns]
    return [
        {column: _json_cell(cell) for column, cell in zip(columns, row, strict=True)}
        for row in frame.itertuples(index=False, name=None)
    ]


def _json_cell(cell: Any) -> Any:
    if isinstance(cell, tuple | list):
        return list(cell)
    value = plain(cell)
    return None if isinstance(value, float) and value in (float("inf"), float("-inf")) else value
