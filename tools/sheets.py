"""Draw the sheets of the manual, good and bad:  python tools/sheets.py  writes them to docs/pictures.

A sheet is drawn as a spreadsheet shows it: letters above, numbers beside. What matters is ringed, and said
below it in words, so that no picture is read by colour alone.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
INK, LINE, HEAD, PAPER = "#0b0c0c", "#b1b4b6", "#e7e9ea", "#ffffff"
MARKED, FILL = "#b10e1e", "#fbe9eb"
ROW, LETTER, NUMBER = 24, 7.2, 28


@dataclass
class Sheet:
    """A sheet of a workbook: its tab, its rows, the cells that are marked, and what is said below it."""

    tab: str
    rows: list[list[str]]
    marked: list[tuple[int, int]] = field(default_factory=list)
    says: str = ""
    headers: int = 1

    @property
    def widths(self) -> list[float]:
        """How wide each column is."""
        columns = max(map(len, self.rows))
        texts = [[row[at] if at < len(row) else "" for row in self.rows] for at in range(columns)]
        return [max(54.0, max(map(len, column)) * LETTER + 16) for column in texts]

    @property
    def width(self) -> float:
        """How wide the sheet is."""
        return NUMBER + sum(self.widths)

    @property
    def height(self) -> float:
        """How high the sheet is with its tab and what is said."""
        return ROW * (len(self.rows) + 2) + (24 if self.says else 0)

    def drawn(self, left: float, top: float) -> list[str]:
        """Return the marks that draw it."""
        marks = [_box(left, top, NUMBER, ROW, HEAD)]
        across = left + NUMBER
        for at, width in enumerate(self.widths):
            marks += [
                _box(across, top, width, ROW, HEAD),
                _text(across + width / 2, top + 16, chr(65 + at), anchor="middle"),
            ]
            for row, cells in enumerate(self.rows):
                down, cell = top + ROW * (row + 1), cells[at] if at < len(cells) else ""
                marks.append(_box(across, down, width, ROW, FILL if (row, at) in self.marked else PAPER))
                marks.append(_text(across + 8, down + 16, cell, bold=row < self.headers))
            across += width
        for row in range(len(self.rows)):
            down = top + ROW * (row + 1)
            marks += [
                _box(left, down, NUMBER, ROW, HEAD),
                _text(left + NUMBER / 2, down + 16, str(row + 1), anchor="middle"),
            ]
        across, down = left + NUMBER, top + ROW
        for row, at in self.marked:
            x, y = across + sum(self.widths[:at]), down + ROW * row
            marks.append(
                f'<rect x="{x + 1:g}" y="{y + 1:g}" width="{self.widths[at] - 2:g}" height="{ROW - 2}" '
                f'fill="none" stroke="{MARKED}" stroke-width="2"/>'
            )
        bottom = top + ROW * (len(self.rows) + 1)
        tab = len(self.tab) * LETTER + 20
        marks += [_box(left + NUMBER, bottom, tab, ROW, PAPER)]
        marks += [_text(left + NUMBER + 10, bottom + 16, self.tab, bold=True)]
        if self.says:
            marks.append(_text(left, bottom + ROW + 20, self.says))
        return marks


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}" stroke="{LINE}"/>'


def _text(x: float, y: float, text: str, *, bold: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'


def picture(alt: str, *sheets: Sheet) -> str:
    """Draw sheets one below the other, with a sentence for those who cannot see them."""
    width = max(max(sheet.width for sheet in sheets), *(len(sheet.says) * 6.6 for sheet in sheets)) + 20
    top, marks = 10.0, []
    for sheet in sheets:
        marks += sheet.drawn(10, top)
        top += sheet.height + 16
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {top:g}" width="{width:g}" '
            f'height="{top:g}" role="img" font-family="Arial, Helvetica, sans-serif" font-size="13" '
            f'fill="{INK}">',
            f"<title>{escape(alt)}</title>",
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
            *marks,
            "</svg>\n",
        ]
    )


PARTNERS = Sheet(
    "partners",
    [
        ["name", "sector", "place", "responded_2024"],
        ["Northshire Police", "Police", "East", "yes"],
        ["Lantern Project", "Voluntary", "East", "no"],
        ["Eastfield Council", "Council", "East", "yes"],
    ],
    says="One row for each organisation. Only name and sector are needed.",
)
TIES = Sheet(
    "collaborations",
    [
        ["source", "target", "kind", "strength", "wave"],
        ["Northshire Police", "Lantern Project", "refers to", "2", "2024"],
        ["Eastfield Council", "Lantern Project", "funds", "3", "2024"],
    ],
    says="One row for each report that two organisations work together. Only source and target are needed.",
)
SHEETS = {
    "two_tables": (
        "Two sheets: partners with name, sector, place, who responded; collaborations with source, target, "
        "kind, strength and wave.",
        PARTNERS,
        TIES,
    ),
    "sheet_with_extras": (
        "A sheet with a title above the headers and a total below.",
        Sheet(
            "Contacts 2024",
            [
                ["Northshire partnership: who works with whom"],
                [],
                ["Agency", "Works with", "How often"],
                ["Northshire Police", "Lantern Project", "Monthly"],
                ["Eastfield Council", "Lantern Project; Northshire Police", "Weekly"],
                ["Total", "3"],
            ],
            [(0, 0), (5, 0), (5, 1)],
            "Read as it is. The ringed rows are no rows of the table: they are skipped and listed.",
            headers=0,
        ),
    ),
    "sheet_matrix": (
        "A matrix: organisations down and across, numbers where two work together.",
        Sheet(
            "Matrix",
            [
                ["", "Police", "Council", "Lantern"],
                ["Police", "", "2", "1"],
                ["Council", "2", "", ""],
                ["Lantern", "0", "3", ""],
            ],
            [],
            "Read as it is: the row reports on the column. 0 is no tie, a blank is no answer.",
        ),
    ),
    "sheet_bad_names": (
        "A sheet in which one organisation is written in three ways.",
        Sheet(
            "collaborations",
            [
                ["source", "target"],
                ["Northshire Police", "Lantern Project"],
                ["Northshire Constabulary", "Eastfield Council"],
                ["N'shire Police", "Eastfield Council"],
            ],
            [(1, 0), (2, 0), (3, 0)],
            "One organisation in three ways of writing: decide once with sysmap names.",
        ),
    ),
    "sheet_bad_meaning": (
        "A sheet whose headers say nothing and whose cells hold free text, which cannot be read.",
        Sheet(
            "Sheet1",
            [
                ["Column1", "Column2", "Column3"],
                ["We meet the police a lot", "good", "see e-mail from Sam"],
                ["Lantern are great", "ok", ""],
            ],
            [(0, 0), (0, 1), (0, 2)],
            "Not read: nothing says who answers and about whom. Write source and target above two columns.",
        ),
    ),
}


def draw(folder: Path = PICTURES) -> list[Path]:
    """Write all sheets; give their paths."""
    written = []
    for name, (alt, *sheets) in SHEETS.items():
        target = folder / f"{name}.svg"
        target.write_text(picture(alt, *sheets), encoding="utf-8", newline="\n")
        written.append(target)
    return written


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
