"""Pieces of a Word document: literal text, tables and the fields that number captions."""

from __future__ import annotations

from typing import Any

from sysmap.pages.report.blocks import TableBlock, unbroken
from sysmap.pages.report.column_widths import column_widths
from sysmap.palette import HEAD, INK, RULE, digits
from sysmap.records.values.invisible_letters import shows

_TWIPS = 56.7  # of 1/1440 inch in a millimetre
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def literal(text: str) -> str:
    """Return a text as it may stand in a document: what cannot be printed becomes a space."""
    return "".join(letter if seen else " " for letter, seen in zip(text, shows(text), strict=True))


def running(text: str) -> str:
    """Return a text as it is read in a document: literal, and no number parted from its per cent sign."""
    return unbroken(literal(text))


def add_fields(paragraph: Any, what: str, mark: str, number: int, text: str) -> None:
    """Write a caption: what it is of, its number as a field that Word can count anew, and its words."""
    paragraph.add_run(f"{what} {mark}")
    add_field(paragraph, f"SEQ {what}{mark and f'_{mark}'} \\* ARABIC", str(number))
    paragraph.add_run(f". {running(text)}")


def add_field(paragraph: Any, instruction: str, now: str) -> None:
    """Add a field with what it shows until Word works it out."""
    # It brings what reaches the network, which a page has no use for.
    from xml.sax.saxutils import escape, quoteattr

    from docx.oxml import parse_xml

    paragraph._p.append(
        parse_xml(
            f"<w:fldSimple {_NAMESPACE} w:instr={quoteattr(f' {instruction} ')}>"
            f"<w:r><w:t>{escape(now)}</w:t></w:r></w:fldSimple>"
        )
    )


def table_xml(table: TableBlock, width: int) -> Any:
    """Write a table as it stands in a document.

    Its header repeats on every page, rows are not divided between pages, and cells are plain text.

    Parameters
    ----------
    table
        What it holds.
    width
        How wide it is, in millimetres.
    """
    from xml.sax.saxutils import quoteattr

    from docx.oxml import parse_xml

    widths = column_widths(table, round(width * _TWIPS))
    line = 'w:val="single" w:sz="4" w:space="0"'
    rows = [_row(table, table.columns, widths, head=True)]
    rows += [_row(table, row, widths, head=False) for row in table.rows]
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    return parse_xml(
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>'
        f'<w:top {line} w:color="{digits(INK)}"/><w:bottom {line} w:color="{digits(INK)}"/>'
        f'<w:insideH {line} w:color="{digits(RULE)}"/></w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0060" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val={quoteattr(literal(table.caption))}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(table: TableBlock, cells: tuple[str, ...], widths: list[int], *, head: bool) -> str:
    from xml.sax.saxutils import escape

    written = []
    for place, (text, width) in enumerate(zip(cells, widths, strict=True)):
        bold = "<w:rPr><w:b/></w:rPr>" if head or not place else ""
        aligned = '<w:jc w:val="right"/>' if place in table.numbers else ""
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{digits(HEAD)}"/>' if head else ""
        bottom = '<w:vAlign w:val="bottom"/>' if head else ""
        written.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}{bottom}</w:tcPr><w:p><w:pPr>'
            f'<w:pStyle w:val="TableText"/>{aligned}</w:pPr>'
            f'<w:r>{bold}<w:t xml:space="preserve">{escape(running(text))}</w:t></w:r></w:p></w:tc>'
        )
    repeat = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(written)}</w:tr>"
