"""The report: everything that was found, in plain words, as a page or a Word document."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sysmap import palette
from sysmap.calling import verb
from sysmap.errors import ChoiceError
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison_groups.two_sides import Difference
from sysmap.findings.many_waves.across_waves import Trajectory
from sysmap.network.system import SystemMap
from sysmap.pages.one_page.board_page import Brief, brief_of
from sysmap.pages.report.blocks import Block, Heading, Image, Paragraph, TableBlock
from sysmap.pages.report.contents import annex_contents, contents
from sysmap.pages.report.dates import document_date, last_day
from sysmap.pages.report.html import PageSections, report_page, sections_of
from sysmap.pages.report.material import Material, first_and_last
from sysmap.pages.report.sections.comparison_group import SUBTITLE, difference_blocks
from sysmap.pages.report.standards.about import about_of
from sysmap.pages.report.word import report_document
from sysmap.results import applied_note, public_copy
from sysmap.text import counted, with_article

BEHIND = "Long tables, methods and standards behind the report."
FOLDED = "Long tables, methods and standards. Open a part to read it; paper has only the parts that are open."
APART = (
    "Long tables, methods and standards are in a file of their own. Ask for it whoever sent you this "
    "document."
)


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """A report that can be sent: `save` writes it as ``.html`` or ``.docx``.

    Attributes
    ----------
    title, subtitle
        What it is of.
    blocks : tuple of Block
        What it says, in order, before it is HTML or Word: headings, paragraphs, lists, tables,
        pictures.
    made
        The last day of the records, as ``2024-10-11``; empty where that is not known. It is the date
        that the Word document bears, unless ``SOURCE_DATE_EPOCH`` says another.
    public : bool
        Whether it was made for the public.
    inputs : tuple of pathlib.Path
        The files that it was made of: it is not saved over them.
    brief : Brief or None
        Its first page, whose ``sentences`` may be changed before it is saved.
    annex : Report or None
        Long tables and methods, a report of its own that `save` writes too: folded below the page, and
        not in the Word document.
    with_annex : bool
        Whether the annex is printed after the pages.
    """

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    made: str = ""
    public: bool = False
    inputs: tuple[Path, ...] = ()
    brief: Brief | None = None
    annex: Report | None = None
    with_annex: bool = False

    @property
    def html(self) -> str:
        """The report as one page, which needs no network and no script."""
        return report_page(
            self.title,
            self.subtitle,
            self._pages,
            brief=self.brief.parts if self.brief else None,
            annex=self.annex._as_annex if self.annex else None,
            annex_open=self.with_annex,
            said_of_annex=FOLDED,
        )

    @cached_property
    def _pages(self) -> PageSections:
        return sections_of(self.blocks)

    @cached_property
    def _as_annex(self) -> PageSections:
        return sections_of(self.blocks, "A")

    def docx(self) -> bytes:
        """Write the report as a Word document.

        Raises
        ------
        SysmapError
            If python-docx is not installed.
        """
        return report_document(
            self.title,
            self.subtitle,
            [*self.blocks, *self._without_annex],
            dated=document_date(self.made),
            brief=self.brief,
            annex=self.annex.blocks if self.annex and self.with_annex else (),
        )

    @property
    def _without_annex(self) -> Iterator[Block]:
        """Say what the annex has, where it is not in the file."""
        if self.annex and not self.with_annex:
            yield Heading("Annex")
            yield Paragraph(APART, answer=True)
            titles = (
                block.text for block in self.annex.blocks if isinstance(block, Heading) and block.level == 2
            )
            yield Paragraph(f"{'; '.join(titles)}.")

    def __repr__(self) -> str:
        tables, pictures = (
            sum(isinstance(block, kind) for block in self.blocks) for kind in (TableBlock, Image)
        )
        more = "; report.annex has the rest" if self.annex else ""
        return (
            f"<Report {self.title!r}: {counted(tables, 'table')}, "
            f"{counted(pictures, 'picture')}{more}; sm.save(report, 'report.html') or 'report.docx'>"
        )

    def _repr_html_(self) -> str:
        from html import escape

        return (
            f'<iframe title="{escape(self.title)}" sandbox="" '
            f'style="box-sizing:border-box;width:100%;height:38rem;border:1px solid {palette.RULE}" '
            f'srcdoc="{escape(self.html)}"></iframe>'
        )


@verb("report(build_map(records))", judges=("system_or_comparison",))
def report(
    system_or_comparison: SystemMap | Comparison | Trajectory | Difference,
    *,
    title: str | None = None,
    about: str | os.PathLike[str] | Mapping[str, str] | None = None,
    with_annex: bool = False,
    public: bool = False,
) -> Report:
    """Write what was found as a report that can be sent: a page for a board, some more, and an annex.

    The first page is what `brief` makes. Then come the maps, who was asked and who answered, the sectors,
    the headline measures beside chance, what changed and how far to trust it, what rests on whom,
    introductions worth a conversation, forums and money, how the records were treated, and other
    explanations to weigh. Each section opens with its answer. Long tables and methods are in the annex. A
    section that does not apply is left out. The same records give the same report, byte for byte.

    Parameters
    ----------
    system_or_comparison
        A map of one wave, what `compare` gives for two, or `trajectory` for more: such a report compares
        the first wave with the last, and follows all of them in a section of its own. The report of a
        `difference` sets the places of both sides beside each other; it has no first page and no annex.
    title
        The title of the report; one is made of the waves, or of the sides, if not given.
    about
        A file, about.toml, with what no record can say: purpose, who drew up the list, ethics, funding and
        more. Or the same as a mapping. What it does not say is listed as an open question, in the section on
        reporting standards.
    with_annex
        Print the annex after the pages. As a rule it is folded below a page and not in a Word document;
        `save` writes ``report.annex`` as a file of its own.
    public
        Make a report for the public: only what is declared public, and how many answered so that no
        small sector can be told. What is taken out is not in the report.

    Returns
    -------
    Report
        It shows itself in Jupyter; `save` writes it as one offline page (``.html``) or for Word
        (``.docx``). Nothing is written here.

    Raises
    ------
    ChoiceError
        If the argument is no map, comparison, trajectory or difference; or if a report for the public would
        be divided by what is private.
    RecordsError
        If a report for the public would show a person or an e-mail address as an organisation; or if what
        it is about cannot be used, with every fault of that file.
    """
    given = system_or_comparison
    if isinstance(given, Difference):
        if about is not None:
            raise ChoiceError("a report of a difference says nothing of reporting standards: leave about out")
        return _of_difference(public_copy(given) if public else given, title)
    if not isinstance(given, SystemMap | Comparison | Trajectory):
        kind = with_article(type(given).__name__)
        raise ChoiceError(
            f"report takes a map, a comparison, a trajectory or a difference, not {kind}: see build_map, "
            "compare, trajectory and difference"
        )
    told = about_of(about)
    told = told.public() if public else told
    if isinstance(given, Trajectory):
        found = Material(first_and_last(given), title, public, given, told)
    else:
        found = Material(given, title, public, about=told)
    every = found.followed.maps if found.followed else found.systems
    waves = [system.wave for system in every if system.wave]
    heading = title or " ".join(
        ["How organisations work together:", f"{waves[0]} to {waves[-1]}"]
        if found.followed
        else ["How organisations work together:", " and ".join(waves)]
        if waves
        else ["How organisations work together"]
    )
    if (applied := applied_note(found.last)) and applied not in heading:
        heading = f"{heading}, {applied}"
    said = found.last.headline()
    copy = " Copy for the public." if public else ""
    pages, day = contents(found), last_day(found.last)
    return Report(
        heading,
        f"{said}.{copy}",
        pages,
        day,
        public,
        inputs=told.inputs,
        brief=brief_of(found),
        annex=Report(f"Annex: {heading}", f"{BEHIND}{copy}", annex_contents(found), day, public, told.inputs),
        with_annex=with_annex,
    )


def _of_difference(found: Difference, title: str | None) -> Report:
    copy = f"{SUBTITLE} Copy for the public." if found.public else SUBTITLE
    heading = title or found.heading
    if (applied := applied_note(found)) and applied not in heading:
        heading = f"{heading}, {applied}"
    day = max((last_day(place.comparison.after) for place in found.sides.places), default="")
    return Report(heading, copy, difference_blocks(found), day, found.public)


@public_copy.register
def _(made: Report) -> Report:
    if made.public:
        return made
    raise ChoiceError("this page holds everything: make one for the public with report(..., public=True)")
