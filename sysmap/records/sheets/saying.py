"""What is said of a table that does not fill its sheet: which rows are none of it, and why."""

from __future__ import annotations

from sysmap.errors import listed
from sysmap.records.personal.contents import content_says
from sysmap.records.problems import Reading, row_list, shown
from sysmap.records.sheets.blocks import SheetTable
from sysmap.records.sheets.row_kinds import HEADINGS, NOTES, REPEATED, TITLES
from sysmap.records.sheets.rows import Row
from sysmap.records.values.cells import letters_of
from sysmap.text import counted

_LONGEST, _MOST = 60, 3


def note_block(block: SheetTable, several: int, here: Reading) -> None:
    """Note where a table stands, and the rows that were set aside around and inside it."""
    if several > 1:
        first, last = letters_of(block.columns[0] + 1), letters_of(block.columns[-1] + 1)
        here.warning(
            f"one of {several} tables in one sheet or file: columns {first} to {last}, "
            f"headers in row {block.header.number}",
            row=str(block.header.number),
        )
    said = {
        TITLES: f"above the headers, which stand in row {block.header.number}: skipped",
        HEADINGS: "a heading alone, which gives no sector to the rows below: set aside; "
        "if it is their sector, say so in a column of its own",
        REPEATED: "the headers again: set aside",
        NOTES: "below the table: taken for notes and set aside",
    }
    for what, rows in block.aside.items():
        # Titles and notes may name people; a heading is short, and says what it parts.
        quoted = _texts(rows) if what == HEADINGS else ""
        here.warning(f"{said[what]}{quoted}", row=row_list(row.number for row in rows))
    if block.header_rows > 1:
        here.warning(
            f"headers in two rows, {block.header.number - 1} and {block.header.number}: read as one",
            row=str(block.header.number),
        )
    if block.filled_down:
        areas = listed([area.written for area in block.filled_down], 20)
        here.warning(f"merged cells {areas} in the first column: what they say holds for each of their rows")


def note_hidden(rows: int, columns: list[str], here: Reading) -> None:
    """Note rows and columns that a spreadsheet program does not show."""
    if rows:
        here.warning(f"{counted(rows, 'hidden row')}: read all the same")
    if columns:
        what = "column" if len(columns) == 1 else "columns"
        here.warning(f"hidden {what} {listed(columns, 20)}: read all the same")


def _texts(rows: list[Row]) -> str:
    """Quote what rows say where that is short and says nothing of people."""
    texts = [text for row in rows for text in row.texts()]
    quoted = [
        repr(shown(text)) for text in texts[:_MOST] if len(text) <= _LONGEST and not content_says([text])
    ]
    return f" ({', '.join(quoted)})" if quoted and len(quoted) == len(texts) else ""
