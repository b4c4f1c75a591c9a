"""A report as a Word document: real headings, captions, tables that can be edited, pictures with alt text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sysmap.pages.one_page.board_page import Brief
from sysmap.pages.one_page.word import write_brief
from sysmap.pages.report.blocks import Block, Heading, Image, Items, Paragraph, TableBlock
from sysmap.pages.report.pictures import png_of, png_size
from sysmap.pages.report.word_files import need_docx, same_bytes
from sysmap.pages.report.word_parts import add_fields, literal, running, table_xml
from sysmap.pages.report.word_styles import (
    LANDSCAPE,
    PORTRAIT,
    PageSize,
    blank_document,
    page_numbers,
    turned,
)

_DOTS = 200
_MILLIMETRE, _INCH = 36_000, 914_400  # in the units of Word's drawings


def report_document(
    title: str,
    subtitle: str,
    blocks: Sequence[Block],
    *,
    dated: datetime,
    brief: Brief | None = None,
    annex: Sequence[Block] = (),
) -> bytes:
    """Write a report as the bytes of a ``.docx``.

    Parameters
    ----------
    title, subtitle
        The title, and a line under it.
    blocks
        What it says.
    dated
        The date that the document bears; the same blocks and date give the same bytes.
    brief
        Its first page; none if not given.
    annex
        What stands after its pages, on a new one.

    Raises
    ------
    SysmapError
        If python-docx, which writes it, is not installed.
    """
    need_docx()
    document = blank_document(title, dated)
    head = document.add_paragraph(literal(title), style="Title")
    said = f"{subtitle} {brief.foot}".strip() if brief else subtitle
    under = document.add_paragraph(literal(said), style="Subtitle")
    writer = _Writer(document)
    if brief:
        _small(head, under)
        write_brief(document, brief, style="Heading 1", foot=False)
        turned(document, PORTRAIT)
        page_numbers(document.sections[-1])
    writer.write(blocks)
    if annex:
        document.add_page_break()
        writer.begin("A")
        writer.write(annex)
    return same_bytes(document)


def _small(head: Any, under: Any) -> None:
    """Make room for a brief under a title."""
    from docx.shared import Pt

    head.runs[0].font.size, under.runs[0].font.size = Pt(11), Pt(9)
    for line, after in ((head, 0), (under, 6)):
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(0), Pt(after)


class _Writer:
    """Puts blocks into a document, one after another."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.sheet = PORTRAIT
        self.after_table = False
        self.begin("")

    def begin(self, mark: str) -> None:
        """Count tables and figures anew, with a mark before their numbers."""
        self.mark, self.tables, self.figures = mark, 0, 0

    def write(self, blocks: Sequence[Block]) -> None:
        sheets = _sheets(blocks)
        for block, sheet in zip(blocks, sheets, strict=True):
            if sheet is not self.sheet:
                turned(self.document, sheet)
                self.sheet = sheet
            self._block(block)
            self.after_table = isinstance(block, TableBlock)

    def _block(self, block: Block) -> None:
        from docx.shared import Pt

        add = self.document.add_paragraph
        if isinstance(block, Heading):
            self.document.add_heading(literal(block.text), level=block.level - 1)
        elif isinstance(block, Paragraph):
            style = "Answer" if block.answer else "Aside" if block.aside else None
            line = add(running(block.text), style=style)
            if self.after_table:
                line.paragraph_format.space_before = Pt(8)
        elif isinstance(block, Items):
            for place, (lead, text) in enumerate(block.entries):
                line = add(style="List Number" if block.ordered else "List Bullet")
                if self.after_table and not place:
                    line.paragraph_format.space_before = Pt(8)
                if lead:
                    line.add_run(running(lead) + " ").bold = True
                line.add_run(running(text))
        elif isinstance(block, TableBlock):
            self._table(block)
        else:
            self._image(block)

    def _table(self, block: TableBlock) -> None:
        if not block.rows:
            return
        self.tables += 1
        caption = self.document.add_paragraph(style="Caption")
        caption.paragraph_format.keep_with_next = True
        add_fields(caption, "Table", self.mark, self.tables, block.caption)
        body = self.document.element.body
        # The last element of a body is the set-up of its last pages.
        body.insert(len(body) - 1, table_xml(block, self.sheet.text_width))

    def _image(self, block: Image) -> None:
        self.figures += 1
        png = png_of(block)
        width, height = (dots / _DOTS * _INCH for dots in png_size(png))
        most = self.sheet.picture_width * _MILLIMETRE, self.sheet.picture_height * _MILLIMETRE
        scale = min(1.0, most[0] / width, most[1] / height)
        line = self.document.add_paragraph(style="Figure")
        run = line.add_run()
        shape = run.add_picture(io.BytesIO(png), width=round(width * scale), height=round(height * scale))
        properties = shape._inline.docPr
        properties.set("name", f"Figure {self.mark}{self.figures}")
        properties.set("title", literal(block.caption))
        properties.set("descr", literal(block.alt))
        caption = self.document.add_paragraph(style="Caption")
        add_fields(caption, "Figure", self.mark, self.figures, block.caption)


def _sheets(blocks: Sequence[Block]) -> list[PageSize]:
    """Choose for each block the page it stands on: on its side what is wide, with its heading."""
    sheets = [LANDSCAPE if _is_wide(block) else PORTRAIT for block in blocks]
    for place in range(len(blocks) - 2, -1, -1):
        if isinstance(blocks[place], Heading) and sheets[place + 1] is LANDSCAPE:
            sheets[place] = LANDSCAPE
    return sheets


def _is_wide(block: Block) -> bool:
    return (
        isinstance(block, Image)
        and block.wide
        or isinstance(block, TableBlock)
        and block.wide
        and bool(block.rows)
    )
