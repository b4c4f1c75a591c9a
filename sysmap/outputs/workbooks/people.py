"""A result as a workbook: what it is, its tables as people read them, and the names that programs know."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd

from sysmap.files import SHEET_FORBIDDEN, creation_time, plain
from sysmap.measures.catalogue import catalogue
from sysmap.measures.reasons import REASONS
from sysmap.network.roster import wave_dates
from sysmap.network.system import SystemMap
from sysmap.outputs.workbooks.headings import UNITS, ColumnHeading, headings_of, measure_in_words
from sysmap.palette import HEAD, QUIET
from sysmap.results import ResultTable
from sysmap.version import __version__

READ_ME, NAMES = "Read me", "Column names"
NOT_DEFINED = "not defined"
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "in_memory": True,
}
# How numbers are shown, by what they are; a change has its sign.
_FORMATS = {
    "count": "#,##0",
    "number": "#,##0.00",
    "share": "0.0%",
    "points": '+0.0" points";-0.0" points";0.0" points"',
    "signed": "+0.00;-0.00;0.00",
    "signed count": "+#,##0;-#,##0;0",
    "money": "#,##0",
    "p": "0.000",
}
_OF_CHANGES = {"share": "points", "count": "signed count"}
_NARROW, _WIDE, _LONG, _LINE = 9, 44, 32_767, 13.0
# Texts longer than this, in letters, have a column of this width: else their rows are as high as a page.
_SENTENCES, _WIDEST = 150, 70
# Letters of a sentence are narrower than the digits in which widths are counted.
_LETTERS = 1.1
# A sheet of more letters than these is printed over several pages side by side.
_PAPER = 200


@dataclass(frozen=True)
class PeopleTable:
    """A table with the headings of its columns, and what its rows are of."""

    title: str
    frame: pd.DataFrame
    headings: dict[str, ColumnHeading]
    primary: str

    @classmethod
    def of(cls, table: ResultTable, title: str, primary: str) -> PeopleTable:
        """Give a table its headings, and the measure that its rows are of where they do not say."""
        frame, headings = table.flat, headings_of(table)
        if {"measure", "label"} <= set(frame.columns):
            # A measure is written by its label, once.
            frame = frame.drop(columns="label")
            headings.pop("label")
        for column, said in table.words.items():
            place = list(frame.columns).index(column)
            frame = frame.assign(**{column: [said(str(cell)) for cell in frame.iloc[:, place]]})
        return cls(title, frame, headings, primary)

    def units(self) -> list[list[str]]:
        """Return what every cell is, row by row: as `_FORMATS` has it, or words."""
        columns = [heading.unit for heading in self.headings.values()]
        if not {"measure", "change"} & set(columns):
            return [columns] * len(self.frame)
        names = self.frame["measure"] if "measure" in self.frame else [self.primary] * len(self.frame)
        return [[_unit(unit, str(name)) for unit in columns] for name in names]

    def cells(self) -> Iterator[list[Any]]:
        """Return what is written, row by row: numbers, words, and None for nothing."""
        reasons = next((name for name, one in self.headings.items() if one.unit == "reason"), None)
        rows = self.frame.itertuples(index=False, name=None)
        place = None if reasons is None else list(self.headings).index(reasons)
        kinds = [heading.unit for heading in self.headings.values()]
        for row, units in zip(rows, self.units(), strict=True):
            undefined = self.title == "Scores" or (place is not None and bool(row[place]))
            yield [
                _written(cell, unit, undefined and kind in ("measure", "number", "share", "count", "points"))
                for cell, unit, kind in zip(row, units, kinds, strict=True)
            ]


def _unit(unit: str, measure: str) -> str:
    """Return what a cell of a measure's value or change is."""
    if unit not in ("measure", "change"):
        return unit
    own = catalogue[measure].unit if measure in catalogue else "number"
    if unit == "measure":
        return own if own in _FORMATS else "number"
    return _OF_CHANGES.get(own, "signed")


def _written(cell: Any, unit: str, undefined: bool) -> Any:
    value = plain(cell)
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return NOT_DEFINED if undefined else None
    if isinstance(value, str):
        if unit == "name of a measure":
            return measure_in_words(value)
        return REASONS.get(value, value) if unit == "reason" else value
    return 100 * value if unit == "points" else value


def people_workbook(result: Any, tables: Sequence[ResultTable]) -> bytes:
    """Write a result as the bytes of a workbook.

    The first sheet says what it is, of which records, and what every column means; the last one gives the
    names that CSV and JSON have for the columns. Every number is a number, every text a text.

    Parameters
    ----------
    result
        The result.
    tables
        Its tables, the main one first.
    """
    import xlsxwriter

    primary = str(getattr(result, "primary", "") or "")
    titles = _titles([table.title for table in tables])
    notes = [table for table in tables if list(table.frame.columns) == ["note"]]
    sheets = [
        PeopleTable.of(table, title, primary)
        for table, title in zip(tables, titles, strict=True)
        if not any(table is one for one in notes)
    ]
    listed = [str(note) for one in notes for note in one.frame["note"]]
    said = list(dict.fromkeys([*getattr(result, "notes", ()), *listed]))
    content = BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        book.set_properties({"created": creation_time(), "title": str(getattr(result, "heading", ""))[:255]})
        formats = _Formats(book)
        _read_me(book, formats, result, sheets, said)
        for sheet in sheets:
            _table(book, formats, sheet)
        _names(book, formats, sheets)
    return content.getvalue()


class _Formats:
    """The formats of a workbook: heads, words and each kind of number."""

    def __init__(self, book: Any) -> None:
        def made(**how: Any) -> Any:
            return book.add_format({"valign": "top", "font_name": "Arial", "font_size": 10, **how})

        self.title = made(bold=True, font_size=16)
        self.head = made(bold=True, bottom=2, text_wrap=True, bg_color=HEAD, valign="bottom", indent=1)
        self.number_head = made(bold=True, bottom=2, text_wrap=True, bg_color=HEAD, align="right", indent=1)
        self.number_head.set_align("bottom")
        self.part = made(bold=True, font_size=12)
        # A text beside a number keeps away from it.
        self.words = made(text_wrap=True, indent=1)
        self.quiet = made(font_color=QUIET, align="right")
        self.numbers = {
            unit: made(num_format=code, align="right", indent=1) for unit, code in _FORMATS.items()
        }


def _titles(titles: Sequence[str]) -> list[str]:
    """Return names that a workbook can give its sheets: short, without signs, no two alike."""
    found: list[str] = []
    for title in titles:
        name = SHEET_FORBIDDEN.sub(" ", title[:1].upper() + title[1:])[:31].strip() or "Table"
        number = 2
        base = name
        while name.casefold() in {one.casefold() for one in (*found, READ_ME, NAMES)}:
            name = f"{base[:27]} {number}"
            number += 1
        found.append(name)
    return found


def _table(book: Any, formats: _Formats, sheet: PeopleTable) -> None:
    page = book.add_worksheet(sheet.title)
    rows = list(sheet.cells())
    widths = []
    for column, heading in enumerate(sheet.headings.values()):
        is_words = UNITS[heading.unit] == "words" or heading.unit in ("yes", "date")
        page.write_string(0, column, heading.words[:_LONG], formats.head if is_words else formats.number_head)
        longest = max([_longest_word(heading.words), *(_shown(row[column]) for row in rows[:200])])
        most = max((len(row[column]) for row in rows[:200] if isinstance(row[column], str)), default=0)
        widths.append(_WIDEST if most > _SENTENCES else min(max(_NARROW, longest + 3), _WIDE))
        page.set_column(column, column, widths[-1])
    for line, (row, units) in enumerate(zip(rows, sheet.units(), strict=True), start=1):
        for column, (value, unit) in enumerate(zip(row, units, strict=True)):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                how = formats.quiet if value == NOT_DEFINED else formats.words
                page.write_string(line, column, value[:_LONG], how)
            else:
                page.write_number(line, column, value, formats.numbers.get(unit, formats.numbers["number"]))
        page.set_row(line, max(map(_row_height, row, widths), default=_LINE))
    heads = [heading.words for heading in sheet.headings.values()]
    page.set_row(0, max(map(_head_height, heads, widths), default=_LINE))
    page.freeze_panes(1, 1)
    if rows and len(sheet.headings):
        page.autofilter(0, 0, len(rows), len(sheet.headings) - 1)
    _printed(page, sum(widths))


def _printed(page: Any, width: float) -> None:
    """Print on A4 on its side, headings on every page; what is very wide over several pages."""
    page.set_landscape()
    page.set_paper(9)
    if width <= _PAPER:
        page.fit_to_pages(1, 0)
    else:
        page.set_print_scale(70)
        page.repeat_columns(0)
    page.repeat_rows(0)
    page.set_footer("&L&A&RPage &P of &N")


def _read_me(
    book: Any, formats: _Formats, result: Any, sheets: Sequence[PeopleTable], notes: Sequence[str]
) -> None:
    page = book.add_worksheet(READ_ME)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 30)
    page.set_column(2, 2, 48)
    page.set_column(3, 3, 62)
    page.write_string(0, 0, str(getattr(result, "heading", "") or "Table")[:_LONG], formats.title)
    line = 2
    for what, said in _facts(result):
        page.write_string(line, 0, what, formats.words)
        page.merge_range(line, 1, line, 3, "", formats.words)
        page.write_string(line, 1, said[:_LONG], formats.words)
        page.set_row(line, _height(said))
        line += 1
    if notes:
        line += 1
        page.write_string(line, 0, "To read the numbers", formats.part)
        for note in notes:
            line += 1
            page.merge_range(line, 0, line, 3, "", formats.words)
            page.write_string(line, 0, note[:_LONG], formats.words)
            page.set_row(line, _height(note, 140))
        line += 1
    line += 1
    page.write_string(line, 0, "Sheets and columns", formats.part)
    line += 1
    for column, head in enumerate(("Sheet", "Column", "In which unit", "What it means")):
        page.write_string(line, column, head, formats.head)
    for sheet in sheets:
        for heading in sheet.headings.values():
            line += 1
            told = (sheet.title, heading.words, UNITS[heading.unit], heading.explanation)
            for column, text in enumerate(told):
                page.write_string(line, column, text[:_LONG], formats.words)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&RPage &P of &N")


def _names(book: Any, formats: _Formats, sheets: Sequence[PeopleTable]) -> None:
    """Give the names that CSV and JSON have for the columns."""
    page = book.add_worksheet(NAMES)
    for column, (head, width) in enumerate((("Sheet", 30), ("Column", 34), ("Name in CSV and JSON", 30))):
        page.write_string(0, column, head, formats.head)
        page.set_column(column, column, width)
    rows = [(sheet.title, one.words, name) for sheet in sheets for name, one in sheet.headings.items()]
    measures = dict.fromkeys(
        str(name)
        for sheet in sheets
        for column, one in sheet.headings.items()
        if one.unit == "name of a measure"
        for name in sheet.frame[column]
    )
    rows += [("Measures", measure_in_words(name), name) for name in measures]
    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            page.write_string(line, column, text[:_LONG], formats.words)
    page.freeze_panes(1, 0)
    _printed(page, 94)


def _facts(result: Any) -> Iterator[tuple[str, str]]:
    """Say when the records were made, where they come from, and what made the workbook."""
    maps = [getattr(result, name, None) for name in ("before", "after", "system")]
    systems = [one for one in maps if isinstance(one, SystemMap)]
    for system in systems:
        start, end = wave_dates(system.records, system.wave)
        when = " to ".join(day for day in dict.fromkeys([start, end]) if day)
        if system.wave:
            yield "Wave", f"{system.wave}{f' ({when})' if when else ''}"
    sources = [
        str(one).replace("\\", "/").rpartition("/")[2]
        for system in systems[:1]
        for one in system.records.summary["sources"]
    ]
    if sources:
        yield "Records", ", ".join(dict.fromkeys(sources))
    yield "Made with", f"sysmap {__version__}"


def _shown(value: Any) -> int:
    """Return how many letters a cell takes; long texts are wrapped."""
    if value is None:
        return 0
    if isinstance(value, str):
        return min(len(value), _WIDE)
    return len(f"{value:,.2f}") + 2


def _row_height(value: Any, width: int) -> float:
    """Return how high a row must be for a text that is wrapped."""
    return (
        _LINE * math.ceil(len(value) / (_LETTERS * (width - 3))) + 2
        if isinstance(value, str) and value
        else _LINE
    )


def _head_height(words: str, width: int) -> float:
    """Return how high the row of headings must be, whose words are kept whole."""
    return (_LINE + 1) * len(textwrap.wrap(words, width - 1, break_long_words=False)) + 2


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split()), default=0)


def _height(text: str, width: int = 110) -> float:
    """Return the height of a row for a text over merged cells, which a workbook does not work out itself."""
    return 14.0 * max(1, math.ceil(len(text) / width))
