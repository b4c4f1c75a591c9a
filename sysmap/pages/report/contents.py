"""What a report says, in order, as plain blocks: one list, which the writers turn into HTML and Word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sysmap.pages.report.blocks import Block, Heading
from sysmap.pages.report.material import Material
from sysmap.pages.report.sections.advice import forums_and_money, introductions_worth_it, what_rests_on_whom
from sysmap.pages.report.sections.answers import who_answered
from sysmap.pages.report.sections.change import what_changed
from sysmap.pages.report.sections.many_waves import over_all_waves
from sysmap.pages.report.sections.maps import maps, sector_by_sector
from sysmap.pages.report.sections.measures import headline_measures
from sysmap.pages.report.sections.methods import methods
from sysmap.pages.report.sections.opening import purpose_and_boundary, what_it_says
from sysmap.pages.report.sections.records import how_records_were_treated, other_explanations
from sysmap.pages.report.sections.tables import tables
from sysmap.progress import step

SECTIONS: tuple[Callable[[Material], Iterator[Block]], ...] = (
    what_it_says,
    purpose_and_boundary,
    who_answered,
    maps,
    sector_by_sector,
    headline_measures,
    what_changed,
    over_all_waves,
    what_rests_on_whom,
    introductions_worth_it,
    forums_and_money,
    how_records_were_treated,
    other_explanations,
    methods,
    tables,
)
"""The sections in order. One that does not apply gives no block."""


def contents(given: Material) -> tuple[Block, ...]:
    """Write a report: every section that applies, its heading numbered.

    Parameters
    ----------
    given
        What there is to say.

    Returns
    -------
    tuple of Block
        The first is the heading of the first section.
    """
    blocks: list[Block] = []
    number = 0
    for done, section in enumerate(SECTIONS, start=1):
        for block in section(given):
            if isinstance(block, Heading) and block.level == 2:
                number += 1
                block = replace(block, text=f"{number}. {block.text}")
            blocks.append(block)
        step("Writing the report", done, len(SECTIONS))
    return tuple(blocks)
