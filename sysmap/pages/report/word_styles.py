"""A blank Word document in the house style: A4, en-GB, page numbers, and the styles that a report uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sysmap import palette
from sysmap.pages.report.word_parts import add_field, literal
from sysmap.palette import digits

_FONT = "Arial"
_INK, _ASIDE, _BLUE = digits(palette.INK), digits(palette.ASIDE), digits(palette.HEADING)
_MARGIN = 20  # millimetres, as every length of a sheet


@dataclass(frozen=True)
class PageSize:
    """A page of A4, upright or on its side."""

    width: int
    height: int

    @property
    def text_width(self) -> int:
        """How wide text may be."""
        return self.width - 2 * _MARGIN

    @property
    def picture_width(self) -> int:
        """How wide a picture may be."""
        return self.text_width

    @property
    def picture_height(self) -> int:
        """How tall a picture may be, with its caption under it."""
        return self.height - 2 * _MARGIN - 30


PORTRAIT, LANDSCAPE = PageSize(210, 297), PageSize(297, 210)


def blank_document(title: str, dated: datetime) -> Any:
    """Make a document without content.

    Parameters
    ----------
    title
        What its properties say it is called.
    dated
        When its properties say it was made.
    """
    import docx

    document = docx.Document()
    _without_thumbnail(document)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = (
        literal(title)[:255],
        "sysmap",
        "sysmap",
    )
    properties.created = properties.modified = dated
    properties.language, properties.revision, properties.comments = "en-GB", 1, ""
    _styles(document)
    _set_up(document.sections[0], PORTRAIT)
    page_numbers(document.sections[0])
    return document


def turned(document: Any, sheet: PageSize) -> None:
    """Begin a new page of another shape."""
    from docx.enum.section import WD_SECTION

    _set_up(document.add_section(WD_SECTION.NEW_PAGE), sheet)


def _set_up(section: Any, sheet: PageSize) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE if sheet.width > sheet.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(_MARGIN))
    section.header_distance = section.footer_distance = Mm(10)


def page_numbers(section: Any) -> None:
    """Write the number of the page at the foot of a section."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    section.footer.is_linked_to_previous = False
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line.add_run("Page ")
    add_field(line, "PAGE", "1")


def _styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles = document.styles
    language = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    for which in ("val", "eastAsia"):
        language.set(qn(f"w:{which}"), "en-GB")
    for name in ("Answer", "Aside", "Figure", "Table Text"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    sizes = {
        # style: size, bold, colour, space before and after, all in points
        "Normal": (10.5, None, _INK, 0, 6),
        "Title": (24, True, _INK, 0, 6),
        "Subtitle": (12, False, _ASIDE, 0, 18),
        "Heading 1": (18, True, _BLUE, 22, 8),
        "Heading 2": (13, True, _INK, 14, 4),
        "Caption": (10, True, _INK, 10, 4),
        "List Bullet": (10.5, None, _INK, 0, 3),
        "List Number": (10.5, None, _INK, 0, 3),
        "Answer": (11, True, _INK, 0, 6),
        "Aside": (9.5, None, _ASIDE, 4, 8),
        "Figure": (10.5, None, _INK, 8, 0),
        "Table Text": (8.5, None, _INK, 1, 1),
    }
    for name, (size, bold, colour, before, after) in sizes.items():
        style = styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = _FONT, Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.rPr.rFonts
        for attribute in list(fonts.attrib):
            # The theme's fonts would win over the one named.
            del fonts.attrib[attribute]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), _FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for name in ("Heading 1", "Heading 2", "Answer", "Figure"):
        styles[name].paragraph_format.keep_with_next = True
    _without_rule(styles["Title"])


def _without_rule(style: Any) -> None:
    """Drop the line under a title."""
    from docx.oxml.ns import qn

    for rule in style.element.findall(f".//{qn('w:pBdr')}"):
        rule.getparent().remove(rule)


def _without_thumbnail(document: Any) -> None:
    """Drop the picture of another document, which the blank one brings."""
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]
