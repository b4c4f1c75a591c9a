"""A difference between two sides as a report of its own: the finding, how to read it, and all behind it."""

from __future__ import annotations

from collections.abc import Iterator

from sysmap.findings.comparison_groups.two_sides import Difference
from sysmap.findings.comparison_groups.words import WOULD_HAVE_TO_BE_TRUE
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, TableBlock, items, unbroken
from sysmap.pages.report.pictures import image_of
from sysmap.text import cell_text

SUBTITLE = "What changed where there was a programme, less what changed where there was none."


def difference_blocks(found: Difference) -> tuple[Block, ...]:
    """Write a difference as the blocks of a report."""
    return tuple(_blocks(found))


def _blocks(found: Difference) -> Iterator[Block]:
    yield Heading("What was found")
    yield Paragraph(unbroken(found.finding))
    yield image_of("The change of every place, and the programme side less the other", found, "difference")
    yield Paragraph(unbroken(found.said_before))
    yield Heading("How it may be read")
    yield Paragraph(WOULD_HAVE_TO_BE_TRUE)
    known = {found.finding, found.said_before, WOULD_HAVE_TO_BE_TRUE}
    yield items(unbroken(note) for note in found.notes if note not in known)
    yield Heading("The numbers behind it")
    for title, frame in found.tables_shown().items():
        plain = frame.drop(columns=[name for name in ("reading", "caveat") if name in frame])
        yield TableBlock(
            title,
            tuple(
                name if name == "p" else f"{name[:1].upper()}{name[1:]}" for name in map(str, plain.columns)
            ),
            tuple(tuple(cell_text(cell) for cell in row) for row in plain.itertuples(index=False)),
            wide=plain.shape[1] > 7,
        )
        if "reading" in frame:
            yield Items(
                tuple(
                    (row["measure"], unbroken(f"{row['reading']} Keep in mind: {row['caveat']}"))
                    for _, row in frame.iterrows()
                )
            )
    cautions = [(str(name), text) for name, text in found.cautions.items() if text]
    if cautions:
        yield Heading("Cautions of each place", 3)
        yield Items(tuple(cautions))
