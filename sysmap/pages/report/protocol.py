"""A plan as a document: the protocol, section by section, with what stands open and what it could show."""

from __future__ import annotations

from collections.abc import Iterator

from sysmap.findings.planning.fields import FIELDS, Field, at, is_open
from sysmap.findings.planning.plan import Plan, edited_in_words, field_in_words
from sysmap.findings.planning.sealing import day_in_words
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, TableBlock, items, table_of
from sysmap.pages.report.pictures import image_of
from sysmap.pages.report.report import Report
from sysmap.text import counted

SECTIONS = (
    ("Purpose", ("purpose",)),
    ("Who is on the list", ("boundary", "roster")),
    ("Waves and the question", ("waves", "question", "rules")),
    ("Measures", ("primary", "secondary")),
    ("Who is compared, and how", ("compared", "missing", "comparison")),
    ("What it could show", ("power",)),
    ("What would matter", ("smallest_change",)),
    ("Notes", ("notes",)),
)
"""The sections of the document, and the fields of each by their first names."""
_OPEN = "Open: "
_POWER = {
    "answering each wave": "Answering each wave",
    "ties between sectors": "Ties between sectors",
    "answering both": "Answering both",
    "before": "Before",
    "after": "After",
    "shown in": "Shown in",
    "nothing could be tested in": "Nothing could be tested in",
    "smallest detectable change": "Smallest detectable change",
}


def protocol_report(plan: Plan) -> Report:
    """Write a plan as a report, which is HTML or Word when it is saved."""
    content = plan.content
    blocks: list[Block] = []
    number = 0
    for title, sections in SECTIONS:
        inside = list(_section(plan, sections))
        if inside:
            number += 1
            blocks += [Heading(f"{number}. {title}"), *inside]
    blocks += [Heading(f"{number + 1}. This document"), *_about(plan)]
    subtitle = f"{plan.made}.{' Copy for the public.' if plan.public else ''}"
    return Report(plan.title, subtitle, tuple(blocks), str(content["date"]), plan.public)


def _section(plan: Plan, sections: tuple[str, ...]) -> Iterator[Block]:
    if sections == ("power",):
        yield from _power(plan)
        return
    entries = [_entry(plan, one) for one in FIELDS if one.section in sections]
    said = tuple(entry for entry in entries if entry[1])
    if said:
        yield Items(said)
    if "roster" in sections and (people := at(plan.content, "roster.organisations")):
        rows = tuple((one["name"], one["sector"], one["id"]) for one in people)
        yield TableBlock("Organisations on the list", ("Organisation", "Sector", "Id"), rows)


def _entry(plan: Plan, field: Field) -> tuple[str, str]:
    value = at(plan.content, field.path)
    if field.question and is_open(value):
        return field.label, f"{_OPEN}{field.question}"
    if field.kind == "date":
        return field.label, _day(str(value))
    return field.label, field_in_words(plan.content, field.path)


def _day(text: str) -> str:
    return day_in_words(text) if len(text) == len("2026-03-12") else text


def _power(plan: Plan) -> Iterator[Block]:
    yield items(at(plan.content, "power.reading"))
    yield image_of("How often a change of the primary measure would be shown", plan, "power")
    shares = "Programmes simulated, each share with twice its Monte Carlo error"
    yield table_of(shares, plan.power_in_words(), _POWER)
    yield Heading("What was simulated", level=3)
    yield items(at(plan.content, "power.assumptions"))


def _about(plan: Plan) -> Iterator[Block]:
    content = plan.content
    said = [
        ("Date", day_in_words(content["date"])),
        ("Version", str(content["version"])),
        ("SHA-256 of the JSON in canonical form", plan.sha256),
        ("Written by", f"sysmap {content['sysmap']}"),
        *(
            (f"Version {each['version']}", f"{day_in_words(each['date'])}, {each['sha256']}")
            for each in content["earlier"]
        ),
    ]
    yield Items(tuple(said))
    for sentence in edited_in_words(plan.edited):
        yield Paragraph(f"{sentence} Save the plan as JSON again to give it a sum of its own.")
    if plan.open_questions:
        count = counted(len(plan.open_questions), "question stands", "questions stand")
        yield Paragraph(f"{count} open. In the JSON file each begins with OPEN: write the answer there.")
