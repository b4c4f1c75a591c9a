"""How far a comparison can be trusted: its flags, and what it rests on, in words."""

from __future__ import annotations

from collections.abc import Iterator

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.trust_words import NO_RANGE, trust_table
from sysmap.pages.report.blocks import Block, Heading, Paragraph, items, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import sentence


def how_far_to_trust(given: Material, change: Comparison) -> Iterator[Block]:
    """Say what makes a comparison weak, and what it rests on."""
    yield Heading("How far to trust it", 3)
    notes = [*change.flags, *([] if given.public else change.who[2:])]
    if notes:
        yield items(map(sentence, notes))
    if (change.diagnostics["reading"] == NO_RANGE).any():
        yield Paragraph(
            "Ties that nobody could report leave a known range for measures that count ties; for the others "
            "no range can be given."
        )
    shown = trust_table(change.diagnostics)
    shown = shown.assign(flag=[text or "–" for text in shown["flag"]])
    yield table_of(
        "What the comparison rests on", shown, {"name": "What", "reading": "Reading", "flag": "Flag"}
    )
