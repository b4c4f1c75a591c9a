"""What a report says, in order, as plain blocks: its pages and its annex."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from string import ascii_uppercase

from sysmap.pages.report.blocks import Block, Heading
from sysmap.pages.report.material import Material
from sysmap.pages.report.sections.advice import (
    all_introductions,
    introductions_worth_it,
    what_rests_on_each,
    what_rests_on_whom,
)
from sysmap.pages.report.sections.answers import answers_in_full, who_answered
from sysmap.pages.report.sections.change import what_changed
from sysmap.pages.report.sections.change_in_full import change_in_full
from sysmap.pages.report.sections.forums_and_money import forums_and_money, forums_and_money_in_full
from sysmap.pages.report.sections.many_waves import each_wave_in_full, over_all_waves
from sysmap.pages.report.sections.maps import first_wave, maps
from sysmap.pages.report.sections.measures import headline_measures, measures_in_full
from sysmap.pages.report.sections.methods import methods
from sysmap.pages.report.sections.other_explanations import other_explanations
from sysmap.pages.report.sections.records import how_records_were_treated, records_in_full
from sysmap.pages.report.sections.sectors import every_two_sectors, sector_by_sector
from sysmap.pages.report.sections.tables import all_organisations, glossary_and_accessibility
from sysmap.pages.report.standards.statement import reporting_standards
from sysmap.progress import step

Section = Callable[[Material], Iterator[Block]]

SECTIONS: tuple[Section, ...] = (
    maps,
    who_answered,
    sector_by_sector,
    headline_measures,
    what_changed,
    over_all_waves,
    what_rests_on_whom,
    introductions_worth_it,
    forums_and_money,
    how_records_were_treated,
    other_explanations,
)
"""The sections of the pages, in order. One that does not apply gives no block."""
ANNEX: tuple[Section, ...] = (
    all_organisations,
    first_wave,
    answers_in_full,
    every_two_sectors,
    measures_in_full,
    change_in_full,
    each_wave_in_full,
    what_rests_on_each,
    all_introductions,
    forums_and_money_in_full,
    records_in_full,
    methods,
    reporting_standards,
    glossary_and_accessibility,
)
"""The sections of the annex: long tables, methods and reporting standards."""


def contents(given: Material) -> tuple[Block, ...]:
    """Write the pages of a report: every section that applies, its heading numbered.

    Parameters
    ----------
    given
        What there is to say.

    Returns
    -------
    tuple of Block
        The first is the heading of the first section.
    """
    numbers = [str(number) for number in range(1, len(SECTIONS) + 1)]
    return _written(given, SECTIONS, numbers, done=0)


def annex_contents(given: Material) -> tuple[Block, ...]:
    """Write the annex of a report: every section that applies, its heading with a letter."""
    return _written(given, ANNEX, ascii_uppercase, done=len(SECTIONS))


def _written(
    given: Material, sections: Sequence[Section], marks: Sequence[str], *, done: int
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    used = iter(marks)
    for section in sections:
        for block in section(given):
            if isinstance(block, Heading) and block.level == 2:
                block = replace(block, text=f"{next(used)}. {block.text}")
            blocks.append(block)
        done += 1
        step("Writing the report", done, len(SECTIONS) + len(ANNEX))
    return tuple(blocks)
