"""How far a comparison can be trusted: its flags, and what it rests on, in words."""

from __future__ import annotations

from collections.abc import Iterator

from sysmap.findings.change import Comparison
from sysmap.measures.catalogue import catalogue
from sysmap.pages.blocks import Block, Heading, Paragraph, items, table_of
from sysmap.pages.report_material import Material
from sysmap.pages.report_words import sentence

_WHAT = {
    "organisations_compared": "Organisations compared",
    "panel_organisations": "Answered both waves",
    "observable_pairs": "Pairs that could be reported",
    "response_before": "Response before",
    "response_after": "Response after",
    "jaccard": "Ties in both waves (Jaccard)",
    "changed_ties": "Ties that changed",
    "changed_ties_between": "Of these, across the boundary",
    "drift": "Drift of organisations",
    "mcnemar": "McNemar's test",
    "density_gap": "Density between less within",
    "bounds_before": "Range before",
    "bounds_after": "Range after",
    "bounds_change": "Range of the change",
    "tie_level": "Tie-level p",
}
_NO_RANGE = "no range can be given"


def how_far_to_trust(given: Material, change: Comparison) -> Iterator[Block]:
    """Say what makes a comparison weak, and what it rests on."""
    yield Heading("How far to trust it", 3)
    notes = [*change.flags, *([] if given.public else change.who[2:])]
    if notes:
        yield items(map(sentence, notes))
    table = change.diagnostics.reset_index()
    without = table["reading"] == _NO_RANGE
    if without.any():
        yield Paragraph(
            "Ties that nobody could report leave a known range for measures that count ties; for the others "
            "no range can be given."
        )
    shown = table[~without]
    shown = shown.assign(
        name=[_what(str(name)) for name in shown["name"]],
        reading=[_with_labels(str(reading)) for reading in shown["reading"]],
        flag=[text or "–" for text in shown["flag"]],
    )
    yield table_of(
        "What the comparison rests on", shown, {"name": "What", "reading": "Reading", "flag": "Flag"}
    )


def _what(name: str) -> str:
    kind, _, measure = name.partition(":")
    words = _WHAT.get(kind) or (catalogue[kind].label if kind in catalogue else kind.replace("_", " "))
    return f"{words}: {catalogue[measure].label.lower()}" if measure in catalogue else words


def _with_labels(reading: str) -> str:
    """Begin a reading with the words for a measure in the place of its name."""
    name, space, rest = reading.partition(" ")
    return f"{catalogue[name].label}{space}{rest}" if name in catalogue and "_" in name else reading
