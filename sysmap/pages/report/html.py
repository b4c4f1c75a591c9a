"""A report as one offline page: no script, no request, readable aloud and on paper."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sysmap.pages.document import page, style_sheet
from sysmap.pages.report.blocks import Block, Heading, Image, Items, Paragraph, TableBlock, unbroken
from sysmap.pages.report.column_widths import column_widths
from sysmap.pages.report.pictures import svg_of, svg_size

_PORTRAIT, _LANDSCAPE = 10_090, 15_020  # the width of the text on A4, in 1/1440 inch


@dataclass(frozen=True)
class PageSections:
    """Blocks as a page shows them: sections with their parts, and how tables share out the paper."""

    sections: list[dict[str, Any]]
    widths: tuple[str, ...]


def sections_of(blocks: Sequence[Block], mark: str = "") -> PageSections:
    """Make blocks ready for a page; pictures are drawn.

    Parameters
    ----------
    blocks
        What it says; the first is the heading of a section.
    mark
        What stands before the numbers of tables and figures, such as A in an annex.
    """
    sections: list[dict[str, Any]] = []
    widths: list[str] = []
    tables = figures = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            key = f"{'annex' if mark else 'section'}-{len(sections) + 1}"
            sections.append({"key": key, "title": block.text, "parts": []})
            continue
        part = _part(block)
        if isinstance(block, TableBlock) and block.rows:
            tables += 1
            part |= {"number": f"{mark}{tables}"}
            widths += _widths(block, part["number"])
        elif isinstance(block, Image):
            figures += 1
            part |= {"number": f"{mark}{figures}"}
        sections[-1]["parts"].append(part)
    _move_headings(sections)
    return PageSections(sections, tuple(widths))


def report_page(
    title: str,
    subtitle: str,
    pages: PageSections,
    *,
    brief: Mapping[str, Any] | None = None,
    annex: PageSections | None = None,
    annex_open: bool = False,
    said_of_annex: str = "",
) -> str:
    """Write a report as a page.

    Parameters
    ----------
    title, subtitle
        The heading, and a line under it.
    pages
        What it says.
    brief
        What stands on its first sheet; none if not given.
    annex
        What is folded below its pages; none if not given.
    annex_open
        Whether the annex is open, and so printed.
    said_of_annex
        A line at its head.

    Returns
    -------
    str
        A page without scripts; all text is shown literally.
    """
    widths = [*pages.widths, *(annex.widths if annex else ())]
    styles = [style_sheet("report.css"), "\n".join(["@media print {", *widths, "}"])]
    return page(
        "report.html",
        styles=[*styles[:1], *([style_sheet("brief.css")] if brief else []), *styles[1:]],
        title=title,
        subtitle=subtitle,
        sections=pages.sections,
        brief=brief,
        annex=annex.sections if annex else [],
        annex_open=annex_open,
        said_of_annex=said_of_annex,
    )


def _widths(table: TableBlock, number: str) -> list[str]:
    """Share out the paper among the columns of a table; on a screen the browser does."""
    widths = column_widths(table, _LANDSCAPE if table.wide else _PORTRAIT)
    return [
        f"#columns-{number} :nth-child({place}) {{ width: {100 * width / sum(widths):.1f}%; }}"
        for place, width in enumerate(widths, start=1)
    ]


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
        look = "answer" if block.answer else "aside" if block.aside else ""
        return {"kind": "paragraph", "text": unbroken(block.text), "look": look}
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
