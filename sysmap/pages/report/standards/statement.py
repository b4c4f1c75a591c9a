"""The section on reporting standards: open questions, departures from the plan, SoNHR and GRAND."""

from __future__ import annotations

from collections.abc import Iterator

from sysmap.findings.planning.plan import Plan
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, TableBlock, items
from sysmap.pages.report.material import Material
from sysmap.pages.report.standards import facts
from sysmap.pages.report.standards.guidelines import GRAND, GRAND_SOURCE, SONHR, SONHR_SOURCE
from sysmap.pages.report.standards.items import StandardItem
from sysmap.pages.report.words import paragraph, sentence
from sysmap.text import counted

_HEADS = ("What the run says, and where", "What only you can add")


def reporting_standards(given: Material) -> Iterator[Block]:
    """List what stands open and what departs from the plan; then answer two standards item by item."""
    yield Heading("Reporting standards")
    yield from _open(given)
    yield Heading("Departures from the plan", 3)
    yield from _departures(given)
    yield Heading("SoNHR", 3)
    yield Paragraph(sentence(SONHR_SOURCE), aside=True)
    yield _table("SoNHR: what its domains ask for", "Domain", SONHR, given)
    yield Heading("GRAND", 3)
    yield Paragraph(sentence(GRAND_SOURCE), aside=True)
    yield Paragraph(narrative(given))
    yield _table("GRAND, item by item", "Number", GRAND, given)


def _open(given: Material) -> Iterator[Block]:
    """List every question that only the user can answer and has not."""
    asked = given.about.open_questions
    planned = _plan_questions(given)
    yield Heading("Open questions", 3)
    if not asked and not planned:
        yield Paragraph("None: everything that only people can say has been said.")
        return
    if asked:
        yield Paragraph(
            f"{counted(len(asked), 'question')} that no record can answer. Write a file about.toml with a "
            "line such "
            'as purpose = "…" for each, and give it with about= or --about.'
        )
        yield Items(tuple(asked.items()))
    if planned:
        yield Paragraph("Open in the plan:")
        yield items(planned)


def _plan_questions(given: Material) -> list[str]:
    plan = given.change.plan if given.change else None
    if plan is None or not plan.content:
        return []
    return list(Plan(plan.content).open_questions.values())


def _departures(given: Material) -> Iterator[Block]:
    if given.change is None:
        yield Paragraph("There is one wave, and no comparison to be held to a plan.")
    elif given.change.plan is None:
        yield Paragraph("No plan was given: whether anything departs from one cannot be said.")
    else:
        first, *others = given.change.plan.departures_in_words
        yield Paragraph(sentence(first) if not others else first)
        if others:
            yield items(map(sentence, others))


def narrative(given: Material) -> str:
    """Describe the network in a paragraph, in the order of GRAND."""
    place = f" of {given.about['place'].rstrip('.')}" if given.about["place"] else ""
    who, sizes = facts.response(given), facts.listed(given)
    meant, how = facts.meaning_of_ties(given), facts.direction(given)
    return paragraph(
        [
            f"{facts.design(given)}{place} (dates: {facts.dates(given)})",
            f"Nodes: {facts.nodes(given)}. {sentence(sizes)} Who answered: {who}",
            f"Edges: {meant}. {how}. {facts.weight(given)}. Number of ties: {facts.ties(given)}",
            f"Transformations. Symmetrized: {facts.symmetrized(given)}. Dichotomized: "
            f"{facts.dichotomized(given)}. Excluded: {facts.excluded(given)}. Aggregated: "
            f"{facts.aggregated(given)}. Imputed: {facts.imputed(given)}",
        ]
    )


def _table(caption: str, first: str, wanted: tuple[StandardItem, ...], given: Material) -> TableBlock:
    rows = tuple(item.row(given) for item in wanted)
    return TableBlock(caption, (first, "Item", *_HEADS), rows)
