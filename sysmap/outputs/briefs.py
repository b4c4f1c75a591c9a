"""Briefs as files: a page, a Word document, slides, a PDF, a picture."""

from __future__ import annotations

from pathlib import Path

from sysmap.outputs.saving import output
from sysmap.pages.one_page.board_page import Brief
from sysmap.pages.one_page.printing import brief_pdf
from sysmap.pages.one_page.sheet import brief_sheet
from sysmap.pages.one_page.slides import brief_slides
from sysmap.pages.one_page.word import brief_document
from sysmap.pages.pictures.files import as_png


@output(".html", of=Brief)
def brief_html(made: Brief, path: Path) -> None:
    """The brief: one file that opens in any browser, without a network, and prints on one sheet of A4."""
    path.write_text(made.html, encoding="utf-8", newline="\n")


@output(".docx", of=Brief)
def brief_docx(made: Brief, path: Path) -> None:
    """The brief for Word, on one page; needs the package python-docx."""
    path.write_bytes(brief_document(made, made.dated))


@output(".pptx", of=Brief)
def brief_pptx(made: Brief, path: Path) -> None:
    """The brief as slides with charts that can be edited; needs the package python-pptx."""
    path.write_bytes(brief_slides(made, made.dated))


@output(".pdf", of=Brief)
def brief_as_pdf(made: Brief, path: Path) -> None:
    """The brief as a PDF: its page printed by Chromium or Chrome if there is one, else drawn."""
    path.write_bytes(brief_pdf(made))


@output(".png", of=Brief)
def brief_png(made: Brief, path: Path) -> None:
    """The brief as a picture, 200 dots to the inch."""
    path.write_bytes(as_png(brief_sheet(made)))
