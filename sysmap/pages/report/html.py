"""A report as one offline page: no script, no request, readable aloud and on paper."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from sysmap.pages.document import page, style_sheet
from sysmap.pages.report.blocks import Block, Heading, Image, Items, Paragraph, TableBlock, unbroken
from sysmap.pages.report.column_widths import column_widths
from sysmap.pages.report.pictures import svg_of, svg_size

_PORTRAIT, _LANDSCAPE = 10_090, 15_020  # the width of the text on A4, in 1/1440 inch


def report_page(title: str, subtitle: str, blocks: Sequence[Block]) -> str:
    """Write a report as a page.

    Parameters
    ----------
    title, subtitle
        The heading, and a line under it.
    blocks
        What it says; the first is the heading of a section.

    Returns
    -------
    str
        A page without scripts; all text is shown literally.
    """
    sections: list[dict[str, Any]] = []
    tables = figures = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            sections.append({"key": f"section-{len(sections) + 1}", "title": block.text, "parts": []})
            continue
        part = _part(block)
        if isinstance(block, TableBlock) and block.rows:
            tables += 1
            part |= {"number": tables}
        elif isinstance(block, Image):
            figures += 1
            part |= {"number": figures}
        sections[-1]["parts"].append(part)
    _move_headings(sections)
    return page(
        "report.html",
        styles=[style_sheet("report.css"), _widths(blocks)],
        title=title,
        subtitle=subtitle,
        sections=sections,
    )


def _widths(blocks: Sequence[Block]) -> str:
    """Share out the paper among the columns of each table; on a screen the browser does."""
    rules = []
    for number, table in enumerate(_filled(blocks), start=1):
        widths = column_widths(table, _LANDSCAPE if table.wide else _PORTRAIT)
        rules += [
            f"#columns-{number} :nth-child({place}) {{ width: {100 * width / sum(widths):.1f}%; }}"
            for place, width in enumerate(widths, start=1)
        ]
    return "\n".join(["@media print {", *rules, "}"])


def _filled(blocks: Sequence[Block]) -> list[TableBlock]:
    """Return the tables that have rows: only these are shown, and numbered."""
    return [block for block in blocks if isinstance(block, TableBlock) and block.rows]


def _move_headings(sections: list[dict[str, Any]]) -> None:
    """Print a heading on the same page as the wide table or picture that it is of."""
    for section in sections:
        for part, following in zip(section["parts"], section["parts"][1:], strict=False):
            if part["kind"] == "heading" and following.get("wide"):
                part["wide"] = True


def _part(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "wide": False}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": unbroken(block.text), "aside": block.aside}
    if isinstance(block, Items):
        return {
            "kind": "items",
            "entries": [(unbroken(lead), unbroken(text)) for lead, text in block.entries],
            "ordered": block.ordered,
        }
    if isinstance(block, TableBlock):
        return {
            "kind": "table",
            "caption": unbroken(block.caption),
            "columns": [unbroken(column) for column in block.columns],
            "rows": [[unbroken(cell) for cell in row] for row in block.rows],
            "numbers": block.numbers,
            "wide": block.wide,
        }
    svg = svg_of(block)
    width, height = svg_size(svg)
    return {
        "kind": "image",
        "caption": unbroken(block.caption),
        "alt": block.alt,
        "source": f"data:image/svg+xml;base64,{base64.b64encode(svg.encode('utf-8')).decode('ascii')}",
        "wide": block.wide,
        "width": width,
        "height": height,
    }
