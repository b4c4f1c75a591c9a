"""A brief as a Word document of one page: real headings, text that can be edited, pictures with alt text."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from sysmap.pages.one_page.board_page import ANSWERED, COLUMN, MAP_HEADING, NEXT, NOT_SAID, Brief
from sysmap.pages.one_page.figures import Figures, figures_picture
from sysmap.pages.pictures.files import as_png
from sysmap.pages.pictures.strokes import Picture
from sysmap.pages.report.word_files import need_docx, same_bytes
from sysmap.pages.report.word_parts import literal, running
from sysmap.pages.report.word_styles import blank_document

_TEXT, _GAP = 178, 5  # millimetres
_COLUMN = (_TEXT - 2 * _GAP) / 3
_TITLE, _HEAD, _BODY, _FOOT = 17, 9.5, 9, 7.5  # points


def brief_document(made: Brief, dated: datetime) -> bytes:
    """Write a brief as the bytes of a ``.docx``.

    Parameters
    ----------
    made
        The brief.
    dated
        The date that the document bears; the same brief and date give the same bytes.

    Raises
    ------
    SysmapError
        If python-docx, which writes it, is not installed.
    """
    need_docx()
    document = blank_document(made.title, dated)
    write_brief(document, made, style="Title")
    return same_bytes(document)


def write_brief(document: Any, made: Brief, *, style: str, foot: bool = True) -> None:
    """Write a brief as the first page of a document: its margins are narrow, and it has no number.

    Parameters
    ----------
    document
        A document without other pages.
    made
        The brief.
    style
        The style of the question at its head.
    foot
        Whether it says below from what it was made.
    """
    from docx.shared import Mm, Pt

    sheet = document.sections[0]
    sheet.left_margin = sheet.right_margin = Mm(16)
    sheet.top_margin = sheet.bottom_margin = Mm(12)
    sheet.footer.paragraphs[0].clear()
    title = document.add_paragraph(literal(made.title), style=style)
    title.runs[0].font.size = Pt(_TITLE)
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(0), Pt(4)
    if made.applied:
        _line(document, f"{made.applied[:1].upper()}{made.applied[1:]}.", bold=True)
    cells = _columns(document, max(1, len(made.findings)))
    for number, (cell, (asked, text, drawn)) in enumerate(zip(cells, made.findings, strict=False), start=1):
        _head(cell, f"{number}. {asked}", first=True)
        _line(cell, text)
        if drawn:
            _figures(cell, drawn)
    _head(document, MAP_HEADING)
    _picture(document, made.picture, _TEXT)
    _line(document, made.sentences["map"], size=_FOOT)
    left, middle, right = _columns(document, 3)
    _head(left, made.chart.title, first=True)
    _figures(left, made.chart)
    if made.sentences["answered"]:
        _head(left, ANSWERED)
        _line(left, made.sentences["answered"])
    for cell, head, start in ((middle, NOT_SAID, "limit_"), (right, NEXT, "next_")):
        texts = made.sentences.starting(start)
        if texts:
            _head(cell, head, first=True)
        for text in texts:
            _line(cell, text, style="List Bullet")
    if foot and made.foot:
        _line(document, made.foot, size=_FOOT)


def _columns(document: Any, count: int) -> list[Any]:
    """Begin a row of columns: a table without lines, which a reader may widen."""
    from docx.shared import Mm

    table = document.add_table(rows=1, cols=count)
    table.autofit = False
    for cell in table.rows[0].cells:
        cell.width = Mm(_TEXT / count)
    return list(table.rows[0].cells)


def _head(place: Any, text: str, *, first: bool = False) -> None:
    """Write a heading; the first of a cell takes the paragraph with which a cell begins."""
    from docx.shared import Pt

    line = place.paragraphs[0] if first else place.add_paragraph()
    line.style = "Heading 2"
    run = line.add_run(running(text))
    run.font.size = Pt(_HEAD)
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(0 if first else 4), Pt(2)


def _line(
    place: Any, text: str, *, size: float = _BODY, bold: bool = False, style: str | None = None
) -> None:
    from docx.shared import Pt

    line = place.add_paragraph(style=style)
    run = line.add_run(running(text))
    run.font.size, run.bold = Pt(size), bold or None
    line.paragraph_format.space_after = Pt(2)


def _figures(cell: Any, drawn: Figures) -> None:
    _picture(cell, figures_picture(drawn, COLUMN), _COLUMN - 3)


def _picture(place: Any, picture: Picture, width: float) -> None:
    from docx.shared import Mm, Pt

    line = place.add_paragraph()
    line.paragraph_format.space_after = Pt(2)
    shape = line.add_run().add_picture(io.BytesIO(as_png(picture)), width=Mm(width))
    properties = shape._inline.docPr
    properties.set("title", literal(picture.title))
    properties.set("descr", literal(picture.description))
