"""What is settled about reading some files, step by step: what each sheet is, and what its columns mean.

It knows no screen: a notebook and the command line ask the same questions of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import ChoiceError, SysmapError
from sysmap.records.columns.kinds import ColumnKind, Kind, kinds_of, stem_of
from sysmap.records.columns.said_of_ties import beside_ties
from sysmap.records.columns.seeming import Seeming, seeming
from sysmap.records.columns.taken import first_values
from sysmap.records.containers.opening import open_all
from sysmap.records.personal.keeping import dropped_said
from sysmap.records.problems import Problems
from sysmap.records.raw import RawTable
from sysmap.records.read import read_records
from sysmap.records.reading_call import ReadingCall
from sysmap.records.record_set import Records
from sysmap.records.remembered import OPTIONS, remember, remembered
from sysmap.records.shapes.companions import table_of
from sysmap.records.shapes.rosters import Roster
from sysmap.records.surveys.words import fits, is_no_answer
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.sector_labels import UK
from sysmap.records.values.accounting import in_words
from sysmap.records.values.cells import clean
from sysmap.records.values.reading_cells import is_number
from sysmap.vocabulary import fold

SURVEY = "survey"
# What a sheet may be, with what a person would call it.
KINDS_OF_SHEET = {
    "partners": "a list of organisations",
    "collaborations": "a list of ties: two organisations in each row",
    "memberships": "a list of who takes part in what",
    SURVEY: "answers to a survey: a row for each that answered",
    "": "something else",
}
# The columns that are asked for, with what they hold; those that must be there come first.
ASKED = {
    "partners": {
        "name": "the name of the organisation",
        "sector": "its sector",
        "id": "its id or code",
        "place": "where it works",
    },
    "collaborations": {
        "source": "the first organisation of a tie",
        "target": "the second organisation of a tie",
        "kind": "what the tie is",
        "strength": "how strong the tie is",
        "wave": "the year or wave",
    },
    "memberships": {
        "organisation": "the organisation",
        "forum": "what it takes part in",
        "role": "its role there",
        "wave": "the year or wave",
    },
    SURVEY: {"respondent": "the organisation that answered"},
}
_NEEDED = {"partners": 1, "collaborations": 2, "memberships": 2, SURVEY: 1}
_FEW_WORDS = 15
_TIES_SHOWN = 20


@dataclass
class SheetTaken:
    """One sheet, file or frame: what it is taken for, and what its columns mean.

    Attributes
    ----------
    raw
        Its cells as they arrived.
    columns
        What each column holds.
    what
        A key of `KINDS_OF_SHEET`.
    meanings
        The headers by what they mean: column to header.
    settled
        Whether a person has said so.
    by_itself
        What its headers mean by themselves; None where they do not say what it is.
    """

    raw: RawTable
    columns: list[ColumnKind]
    what: str = ""
    meanings: dict[str, str] = field(default_factory=dict)
    settled: bool = False
    by_itself: Mapping[str, str] | None = None

    @property
    def is_clear(self) -> bool:
        """Whether its name and headers say what it is and what its columns mean, as it stands."""
        return (
            self.by_itself is not None
            and all(self.meanings.get(column) == header for column, header in self.by_itself.items())
            and set(self.meanings) <= set(self.by_itself)
        )

    @property
    def title(self) -> str:
        """What a person calls it."""
        origin = self.raw.origin
        return f"{origin.file}, sheet {origin.sheet}" if origin.sheet else origin.file

    @property
    def headers(self) -> list[str]:
        """The headers of its columns that hold something."""
        return [kind.header for kind in self.columns if kind.header.strip()]

    @property
    def preview(self) -> pd.DataFrame:
        """Its columns in rows: what each holds, and the first values; of personal data none."""
        rows = [
            (clean(kind.header)[0] or "(no header)", str(kind.kind), first_values(kind))
            for kind in self.columns
        ]
        return pd.DataFrame(rows, columns=["column", "holds", "first values"], dtype=object)


@dataclass(frozen=True)
class Look:
    """What came of reading with what is settled so far: records, or the error that says what is missing."""

    records: Records | None = None
    error: Exception | None = None

    @property
    def ties(self) -> pd.DataFrame:
        """The first ties, by the names of their ends."""
        if self.records is None:
            return pd.DataFrame(columns=["source", "target"])
        ties, partners = self.records.collaborations, self.records.partners
        names = dict(zip(partners["id"], partners["name"], strict=True))
        told = [
            column for column in ("kind", "strength", "wave") if ties[column].replace("", None).notna().any()
        ]
        shown = ties[["source", "target", *told]].head(_TIES_SHOWN).copy()
        for end in ("source", "target"):
            shown[end] = shown[end].map(lambda one: names.get(one, one))
        return shown.reset_index(drop=True)

    @property
    def said(self) -> list[str]:
        """What was read and what was left out, a sentence each; or what is missing."""
        if self.records is None:
            return [line.removeprefix("- ") for line in str(self.error).splitlines() if line.strip()]
        summary = self.records.summary
        aside = [f"{count:,} set aside: {reason}" for reason, count in summary["set_aside"].items()]
        return [self.records.headline(), in_words(summary["cells"]), *aside, *dropped_said(summary)]


class ReadingSession:
    """Settle step by step how some files are read.

    Parameters
    ----------
    *sources
        As `read_records` takes them.
    **options
        Options of `read_records` that are settled already. What is remembered beside a file counts as such.
    """

    def __init__(self, *sources: Any, **options: Any) -> None:
        if not sources:
            raise ChoiceError('give the file to read, as in sm.assistant("survey.xlsx")')
        self.sources = sources
        found, self.remembered_in = remembered(sources)
        self.options: dict[str, Any] = {**found, **options}
        groups = open_all(sources, {}, Problems())
        raws = [item for tables in groups.values() for item in tables.items()]
        roster = Roster([raw for name, raw in raws if table_of(name, raw) == "partners"])
        known = (lambda text: roster.find(text) is not None) if roster.has_list else None
        self.sheets = [_sheet(name, raw, known) for name, raw in raws]
        scale = self.options.get("scale")
        self._words: dict[str, float | None] = dict(scale) if isinstance(scale, Mapping) else {}

    def choose(self, sheet: SheetTaken, what: str) -> None:
        """Say what a sheet is; what its columns mean is then guessed anew."""
        sheet.what, sheet.settled = what, True
        sheet.meanings = _meanings(sheet, what)

    def accept(self) -> None:
        """Settle that every sheet is what it is taken for, and its columns what they are guessed to be."""
        for sheet in self.sheets:
            sheet.settled = sheet.settled or bool(sheet.what and sheet.meanings)

    def mean(self, sheet: SheetTaken, column: str, header: str) -> None:
        """Say which header holds a column; an empty one that none does."""
        sheet.settled = True
        sheet.meanings.pop(column, None)
        if header:
            for other in [other for other, taken in sheet.meanings.items() if taken == header]:
                del sheet.meanings[other]
            sheet.meanings[column] = header

    def stand_for(self, word: str, number: float | None) -> None:
        """Say what a word of strength stands for; None where it is no answer."""
        self._words[word] = int(number) if number is not None and number.is_integer() else number

    def infer_sectors(self, yes: bool) -> None:
        """Have sectors worked out that are not given, or not."""
        self.options = {**self.options, "sectors": "infer" if yes else "uk"}

    def given(self) -> dict[str, Any]:
        """Return the options of `read_records` that are settled."""
        columns: dict[str, Any] = {}
        for sheet in self.sheets:
            if not sheet.settled or not sheet.what or not sheet.meanings or sheet.is_clear:
                continue
            if sheet.what == SURVEY:
                columns["respondent"] = sheet.meanings["respondent"]
            else:
                columns.setdefault(sheet.what, {}).update(sheet.meanings)
        options = dict(self.options)
        if columns:
            options["columns"] = (
                columns if len(columns) > 1 or "respondent" in columns else columns.popitem()[1]
            )
        if self._words:
            options["scale"] = dict(self._words)
        # What is empty, or is the default, need not be said.
        unsaid: list[Any] = [{}, [], "", None]
        return {
            name: value
            for name, value in options.items()
            if not any(value is each or (type(value) is type(each) and value == each) for each in unsaid)
            and not (name == "sectors" and isinstance(value, str) and value == UK)
        }

    def look(self) -> Look:
        """Read with what is settled so far."""
        try:
            return Look(read_records(*self.sources, **self.given()))
        except SysmapError as error:
            return Look(error=error)

    def unknown_words(self) -> list[str]:
        """Return the words that stand where a strength is wanted, and of which no scale knows."""
        words: dict[str, None] = {}
        for sheet in self.sheets:
            for kind in self._answers(sheet):
                words |= dict.fromkeys(
                    value
                    for value in kind.values
                    if not is_number(value)
                    and not fits([fold(value)], None)
                    and not is_no_answer(fold(value))
                )
        return [word for word in words if word not in self._words]

    def _answers(self, sheet: SheetTaken) -> Iterator[ColumnKind]:
        """Return the columns of answers on a scale."""
        taken = set(sheet.meanings.values())
        for kind in sheet.columns:
            few = kind.kind in (Kind.LABELS, Kind.TEXTS, Kind.SCALE) and len(kind.values) <= _FEW_WORDS
            if sheet.what == SURVEY:
                if few and kind.header not in taken and self._is_about_one(kind, sheet):
                    yield kind
            elif few and sheet.meanings.get("strength") == kind.header:
                yield kind

    def _is_about_one(self, kind: ColumnKind, sheet: SheetTaken) -> bool:
        """Return whether a column of a survey stands among others of its question, as in a grid."""
        stem = stem_of(kind.header)
        return sum(stem_of(other.header) == stem for other in sheet.columns) > 1

    def line(self) -> str:
        """Return the call that reads the files so, to be copied."""
        return ReadingCall(self.sources, {}, self.given()).with_options()

    def save(self) -> Path:
        """Remember beside the first file how it is read.

        Raises
        ------
        ChoiceError
            If no source is a file.
        """
        files = [source for source in self.sources if isinstance(source, str | os.PathLike)]
        if not files:
            raise ChoiceError("only beside a file can be remembered how it is read: keep the line of code")
        return remember(files[0], {name: value for name, value in self.given().items() if name in OPTIONS})


def _sheet(name: str, raw: RawTable, known: Any) -> SheetTaken:
    sheet = SheetTaken(raw, kinds_of(raw, known))
    table = table_of(name, raw)
    found = seeming(raw, known)
    sheet.what = table if table in ASKED else _what(found)
    sheet.meanings = dict(found.columns) if not table else _meanings(sheet, sheet.what)
    if table in ASKED:
        own = {column: header for header, column in TABLES[table].columns_of(sheet.headers).items()}
        if set(needed(table)) <= set(own):
            sheet.by_itself = {column: header for column, header in own.items() if column in ASKED[table]}
    return sheet


def _what(found: Seeming) -> str:
    marks: Mapping[str, str] = {
        "source": "collaborations",
        "respondent": SURVEY,
        "forum": "memberships",
        "name": "partners",
    }
    return next((what for mark, what in marks.items() if mark in found.columns), "")


def _meanings(sheet: SheetTaken, what: str) -> dict[str, str]:
    """Guess what the columns of a sheet mean, if it is what it is said to be."""
    if what == SURVEY:
        names = [kind for kind in sheet.columns if kind.kind == Kind.NAMES]
        return {"respondent": names[0].header} if names else {}
    if what not in TABLES:
        return {}
    asked = ASKED[what]
    matched = TABLES[what].columns_of(sheet.headers)
    found = {column: header for header, column in matched.items() if column in asked}
    fitting = {
        "name": (Kind.NAMES,),
        "sector": (Kind.SECTORS,),
        "source": (Kind.NAMES, Kind.IDS),
        "target": (Kind.NAMES, Kind.IDS),
        "organisation": (Kind.NAMES, Kind.IDS),
        "strength": (Kind.SCALE,),
    }
    for column in asked:
        if column in found or column not in fitting:
            continue
        free = [
            kind.header
            for kind in sheet.columns
            if kind.kind in fitting[column] and kind.header.strip() and kind.header not in found.values()
        ]
        if free:
            found[column] = free[0]
    if what == "collaborations":
        for column, header in beside_ties(sheet.columns, found.values()).items():
            found.setdefault(column, header)
    return {column: found[column] for column in asked if column in found}


def needed(what: str) -> list[str]:
    """Return the columns that a sheet of a kind must have."""
    return list(ASKED.get(what, {}))[: _NEEDED.get(what, 0)]
