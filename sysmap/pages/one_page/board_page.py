"""A brief: one page for a board, whose sentences a person may change before it is saved."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sysmap import palette
from sysmap.calling import verb
from sysmap.errors import ChoiceError
from sysmap.findings.comparison.comparison import Comparison
from sysmap.network.system import SystemMap
from sysmap.pages.document import page, style_sheet
from sysmap.pages.one_page import said
from sysmap.pages.one_page.figures import Figures, figures_picture
from sysmap.pages.one_page.next_said import to_talk_about
from sysmap.pages.one_page.sentences import Sentences
from sysmap.pages.one_page.ties_said import picture_caption, ties_drawn
from sysmap.pages.pictures.files import as_svg
from sysmap.pages.pictures.map_picture import small_overview
from sysmap.pages.pictures.strokes import Picture
from sysmap.pages.report.blocks import unbroken
from sysmap.pages.report.dates import document_date, last_day
from sysmap.pages.report.material import Material
from sysmap.results import applied_note, public_copy
from sysmap.text import with_article

# In pixels of a page: a third of its width, and the map.
COLUMN, MAP = 215.0, (690.0, 250.0)
NOT_SAID, NEXT = "What this cannot say", "What to talk about next"
ANSWERED, MAP_HEADING = "Who answered", "Who works with whom"


@dataclass(frozen=True, eq=False, repr=False)
class Brief:
    """One page for a board: `save` writes it as ``.html``, ``.docx``, ``.pptx`` or ``.pdf``.

    Attributes
    ----------
    sentences : Sentences
        Every sentence by what it is: ``question``, ``finding_1`` to ``finding_3``, ``map``, ``answered``,
        ``limit_1`` and on, ``next_1`` and on. Setting one changes it, and the page says that it was changed;
        ``""`` leaves it out.
    asked : tuple of str
        The question that each finding answers.
    figures : tuple of Figures or None
        The figures of each finding.
    chart : Figures
        The one chart: ties between and within, and what became of them.
    picture : Picture
        The map, sector by sector.
    sources : tuple of str
        What the records were read from.
    public : bool
        Whether it was made for the public.
    applied : str
        What was applied to the records, such as what was said in the room.
    made : str
        The last day of the records, as ``2024-10-11``; empty where that is not known.
    inputs : tuple of pathlib.Path
        The files that it was made of: it is not saved over them.
    """

    sentences: Sentences
    asked: tuple[str, ...]
    figures: tuple[Figures | None, ...]
    chart: Figures
    picture: Picture
    sources: tuple[str, ...]
    public: bool = False
    applied: str = ""
    made: str = ""
    inputs: tuple[Path, ...] = field(default=())

    @property
    def title(self) -> str:
        """The question at the head of the page."""
        return self.sentences["question"]

    @property
    def dated(self) -> datetime:
        """The date that documents bear."""
        return document_date(self.made)

    @property
    def findings(self) -> list[tuple[str, str, Figures | None]]:
        """What each finding asks, says and draws, without those that were left out."""
        return [
            (asked, text, drawn)
            for number, (asked, drawn) in enumerate(zip(self.asked, self.figures, strict=True), start=1)
            if (text := self.sentences[f"finding_{number}"])
        ]

    @property
    def foot(self) -> str:
        """From what it was made, and which sentences a person changed."""
        parts = [f"From {', '.join(self.sources)}."] if self.sources and not self.public else []
        parts += ["Copy for the public."] if self.public else []
        if changed := self.sentences.changed:
            named = ", ".join(name.replace("_", " ") for name in changed)
            parts.append(f"Changed by hand before it was saved: {named}.")
        return " ".join(parts)

    @property
    def html(self) -> str:
        """The brief as one page, which needs no network and no script and prints on one sheet of A4."""
        return page("brief.html", styles=[style_sheet("brief.css")], brief=self.parts)

    @property
    def parts(self) -> dict[str, Any]:
        """What stands on the page, for a template."""
        return {
            "title": self.title,
            "applied": self.applied,
            "findings": [
                {
                    "asked": asked,
                    "text": unbroken(text),
                    "figures": drawn and _source(figures_picture(drawn, COLUMN)),
                    "alt": drawn.alt if drawn else "",
                }
                for asked, text, drawn in self.findings
            ],
            "map": {"source": _source(self.picture), "alt": self.picture.description},
            "map_heading": MAP_HEADING,
            "caption": self.sentences["map"],
            "chart": {
                "title": self.chart.title,
                "source": _source(figures_picture(self.chart, COLUMN)),
                "alt": self.chart.alt,
            },
            "answered_heading": ANSWERED,
            "answered": unbroken(self.sentences["answered"]),
            "limits_heading": NOT_SAID,
            "limits": [unbroken(text) for text in self.sentences.starting("limit_")],
            "next_heading": NEXT,
            "next": [unbroken(text) for text in self.sentences.starting("next_")],
            "foot": self.foot,
        }

    def __repr__(self) -> str:
        return (
            f"<Brief {self.title!r}; sm.save(brief, 'brief.html'), 'brief.docx', 'brief.pptx' or 'brief.pdf'>"
        )

    def _repr_html_(self) -> str:
        from html import escape

        return (
            f'<iframe title="{escape(self.title)}" sandbox="" '
            f'style="box-sizing:border-box;width:100%;height:38rem;'
            f'max-width:56rem;border:1px solid {palette.RULE}" '
            f'srcdoc="{escape(self.html)}"></iframe>'
        )


@verb("brief(compare(before, after))", judges=("system_or_comparison",))
def brief(
    system_or_comparison: SystemMap | Comparison, *, title: str | None = None, public: bool = False
) -> Brief:
    """Write a brief for a board: one page of A4 with three findings, the map, and what it cannot say.

    Parameters
    ----------
    system_or_comparison
        A map of one wave, or what `compare` gives for two.
    title
        The question at the head; one is made of the waves if not given.
    public
        Make a brief for the public: only what is declared public, and how many answered so that no small
        sector can be told.

    Returns
    -------
    Brief
        It shows itself in Jupyter. Each of its ``sentences`` may be changed before `save` writes it as
        ``.html``, ``.docx``, ``.pptx`` or ``.pdf``.

    Raises
    ------
    ChoiceError
        If the argument is neither a map nor a comparison; or if a brief for the public would be divided by
        what is private.
    RecordsError
        If a brief for the public would show a person or an e-mail address as an organisation.
    """
    given = system_or_comparison
    if not isinstance(given, SystemMap | Comparison):
        kind = with_article(type(given).__name__)
        raise ChoiceError(f"brief takes a map or a comparison, not {kind}: see build_map and compare")
    return brief_of(Material(given, title, public), title)


def brief_of(given: Material, title: str | None = None) -> Brief:
    """Write the brief of what a report speaks of, under a title or the question that it answers."""
    found = said.findings(given)
    made: dict[str, Any] = {"question": title or said.question(given)}
    made |= {f"finding_{number}": one.sentence for number, one in enumerate(found, start=1)}
    made |= {"map": picture_caption(given), "answered": said.answered(given)}
    for start, texts in (("limit", said.limits(given)), ("next", to_talk_about(given))):
        made |= {f"{start}_{number}": text for number, text in enumerate(texts, start=1)}
    return Brief(
        sentences=Sentences(made),
        asked=tuple(one.question for one in found),
        figures=tuple(one.figures for one in found),
        chart=ties_drawn(given),
        picture=small_overview(given.drawn, *MAP),
        sources=tuple(given.drawn.content["sources"]),
        public=given.public,
        applied=applied_note(given.last),
        made=last_day(given.last),
    )


def _source(picture: Picture) -> str:
    svg = base64.b64encode(as_svg(picture).encode("utf-8")).decode("ascii")
    return f"data:image/svg+xml;base64,{svg}"


@public_copy.register
def _(made: Brief) -> Brief:
    if made.public:
        return made
    raise ChoiceError("this page holds everything: make one for the public with brief(..., public=True)")
