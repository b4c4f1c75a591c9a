"""A brief as slides: native charts, the map as a picture with alt text, cautions in the notes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sysmap.errors import SysmapError
from sysmap.files import restamped
from sysmap.pages.one_page.board_page import ANSWERED, MAP_HEADING, NEXT, NOT_SAID, Brief
from sysmap.pages.one_page.figures import Figures
from sysmap.pages.pictures.files import as_png
from sysmap.pages.report.word_files import same_bytes
from sysmap.pages.report.word_parts import literal, running
from sysmap.palette import FOCUS, HEAD, HOLLOW, INK, OTHERS, QUIET, digits

# In inches: a wide slide, as projectors show it.
_WIDE, _TALL, _EDGE = 13.333, 7.5, 0.6
_TOP = 1.75
_FONT = "Arial"
_PARTS = (OTHERS, INK, HEAD)
_TITLE_ONLY = 5  # of the layouts that come with the package
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")


def brief_slides(made: Brief, dated: datetime) -> bytes:
    """Write a brief as the bytes of a ``.pptx``: six slides at most, one for each thing that it says.

    Parameters
    ----------
    made
        The brief.
    dated
        The date that the slides bear; the same brief and date give the same bytes.

    Raises
    ------
    SysmapError
        If python-pptx, which writes it, is not installed.
    """
    need_pptx()
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDE), Inches(_TALL)
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = (
        literal(made.title)[:255],
        "sysmap",
        "sysmap",
    )
    properties.created = properties.modified = dated
    properties.language, properties.revision = "en-GB", 1
    cautions = made.sentences.starting("limit_")
    about = [*([f"{made.applied[:1].upper()}{made.applied[1:]}."] if made.applied else []), made.foot]
    first = _slide(deck, made.title, [*about, *cautions])
    _texts(first, [text for _, text, _ in made.findings], _EDGE, _WIDE - 2 * _EDGE, size=24)
    for asked, text, drawn in made.findings:
        one = _slide(deck, asked, [text, *cautions])
        _texts(one, [text], _EDGE, 5.4 if drawn else _WIDE - 2 * _EDGE, size=24)
        if drawn:
            _chart(one, drawn, 6.4, _WIDE - 6.4 - _EDGE)
    seen = _slide(deck, MAP_HEADING, [made.sentences["map"], made.chart.alt, *cautions])
    _map(seen, made)
    last = _slide(
        deck, f"{ANSWERED}, {NOT_SAID[0].lower()}{NOT_SAID[1:]}, {NEXT[0].lower()}{NEXT[1:]}", about
    )
    third = (_WIDE - 2 * _EDGE - 0.8) / 3
    _chart(last, made.chart, _EDGE, third, height=2.6)
    _texts(last, [made.sentences["answered"]], _EDGE, third, top=_TOP + 2.7, size=14)
    for place, (head, start) in enumerate(((NOT_SAID, "limit_"), (NEXT, "next_")), start=1):
        _texts(last, made.sentences.starting(start), _EDGE + place * (third + 0.4), third, size=14, head=head)
    return same_bytes(deck)


def need_pptx() -> None:
    """Refuse to write slides where the package that does it is not installed.

    Raises
    ------
    SysmapError
        If python-pptx is not installed; the message says how to get it.
    """
    try:
        import pptx  # noqa: F401
    except ImportError:
        raise SysmapError(
            "slides need the package python-pptx: python -m pip install python-pptx, or save the brief as "
            ".html, .docx or .pdf"
        ) from None


def _slide(deck: Any, title: str, notes: Sequence[str]) -> Any:
    from pptx.util import Inches, Pt

    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    head = slide.shapes.title
    head.left, head.top = Inches(_EDGE), Inches(0.4)
    head.width, head.height = Inches(_WIDE - 2 * _EDGE), Inches(1.15)
    head.text_frame.word_wrap = True
    _write(head.text_frame.paragraphs[0], title, 32, bold=True)
    rule = slide.shapes.add_connector(1, Inches(_EDGE), Inches(1.6), Inches(_WIDE - _EDGE), Inches(1.6))
    rule.line.color.rgb, rule.line.width = _colour(FOCUS), Pt(3)
    rule._element._nvXxPr.cNvPr.set("descr", "")
    slide.notes_slide.notes_text_frame.text = "\n\n".join(literal(text) for text in notes if text)
    return slide


def _write(paragraph: Any, text: str, size: float, *, bold: bool = False) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = running(text)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FONT
    run.font.color.rgb = _colour(INK)


def _texts(
    slide: Any,
    texts: Sequence[str],
    left: float,
    width: float,
    *,
    size: float,
    top: float = _TOP,
    head: str = "",
) -> None:
    """Write paragraphs into a box of their own."""
    from pptx.util import Inches, Pt

    texts = [text for text in texts if text]
    if not texts:
        return
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(_TALL - top - 0.5))
    frame = box.text_frame
    frame.word_wrap = True
    lines = [*([(head, True)] if head else []), *((text, False) for text in texts)]
    for number, (text, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
        paragraph.space_after = Pt(size * 0.6)
        _write(paragraph, text, size, bold=bold)


def _chart(slide: Any, drawn: Figures, left: float, width: float, *, height: float = 4.6) -> None:
    """Draw figures as a chart that can be edited; a range stands on a part that is not seen."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Inches, Pt

    ranges = any(bar.start for bar in drawn.bars)
    data = CategoryChartData(number_format="0%" if drawn.share else "0")
    # The first row stands at the top.
    bars = drawn.bars[::-1]
    data.categories = [literal(f"{bar.label}: {bar.text}" if not drawn.names else bar.label) for bar in bars]
    if ranges:
        data.add_series("from", [bar.start for bar in bars])
    names = drawn.names or (drawn.title,)
    for place, name in enumerate(names):
        data.add_series(literal(name), [bar.parts[place] for bar in bars])
    where = (Inches(left), Inches(_TOP), Inches(width), Inches(height))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *where, data)
    frame.name = literal(drawn.title)[:100]
    frame._element._nvXxPr.cNvPr.set("descr", literal(drawn.alt))
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(14), _FONT
    chart.has_title, chart.has_legend = bool(drawn.names), bool(drawn.names)
    if drawn.names:
        # Such a chart stands beside other things, so that no slide's title says what it is of.
        chart.chart_title.text_frame.text = literal(drawn.title)
        chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(14)
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    ticks = chart.value_axis.tick_labels
    ticks.font.color.rgb = _colour(QUIET)
    ticks.number_format, ticks.number_format_is_linked = "0%" if drawn.share else "0", False
    if drawn.share and max(bar.end for bar in bars) > 0.5:
        chart.value_axis.maximum_scale = 1
    for place, series in enumerate(plot.series):
        if ranges and not place:
            series.format.fill.background()
            continue
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _colour(_PARTS[place] if drawn.names else FOCUS)
        if not drawn.names:
            for point, bar in enumerate(bars):
                fill = series.points[point].format.fill
                fill.solid()
                fill.fore_color.rgb = _colour(FOCUS if bar.main else OTHERS)
        else:
            labels = series.data_labels
            labels.show_value, labels.number_format, labels.number_format_is_linked = True, "0;;", False
            labels.font.color.rgb = _colour(HOLLOW if _PARTS[place] == INK else INK)
    _dateless(chart.part.chart_workbook.xlsx_part)


def _map(slide: Any, made: Brief) -> None:
    from pptx.util import Inches

    picture = made.picture
    room_wide, room_tall = _WIDE - 2 * _EDGE, _TALL - _TOP - 0.95
    scale = min(room_wide / picture.width, room_tall / picture.height)
    wide, tall = picture.width * scale, picture.height * scale
    shape = slide.shapes.add_picture(
        io.BytesIO(as_png(picture)), Inches((_WIDE - wide) / 2), Inches(_TOP), Inches(wide), Inches(tall)
    )
    shape.name = MAP_HEADING
    shape._element._nvXxPr.cNvPr.set("descr", literal(picture.description))
    _texts(slide, [made.sentences["map"]], _EDGE, room_wide, top=_TALL - 0.9, size=14)


def _colour(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(digits(colour))


def _dateless(part: Any) -> None:
    """Take the clock out of the workbook of a chart: the same numbers are the same bytes."""
    part._blob = restamped(part.blob, lambda data: _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z\2", data))
