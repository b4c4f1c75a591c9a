"""Ties kept, new and lost by pair of sectors, and what the change in crossing goes with."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sysmap.findings.comparison.comparison import FORMED, PARTS, Comparison
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words
from sysmap.measures.reasons import REASONS
from sysmap.pages.report.blocks import Block, Heading, Paragraph, TableBlock, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.pictures import image_of
from sysmap.pages.report.sections.few import few_behind
from sysmap.pages.report.words import TOO_FEW, TOO_FEW_MEANS, boundary_word
from sysmap.text import number


def kept_new_lost(given: Material, change: Comparison) -> Iterator[Block]:
    """Count what became of ties between every two sectors, and whether ties across formed more readily."""
    yield Heading("Kept, new and lost ties", 3)
    boundary = change.before.boundary
    frame = change.ties
    few = [few_behind(given, place) for place in range(len(given.systems))]
    hidden = [
        any(few_pair(a, b) for few_pair in few)
        for a, b in zip(frame["sector_a"], frame["sector_b"], strict=True)
    ]
    if not any(hidden):
        figure = change.plot("ties")
        yield image_of(f"Ties kept, new and lost, by two labels of {boundary}", figure)
    yield _by_pair(change, hidden)
    if any(hidden):
        yield Paragraph(TOO_FEW_MEANS, aside=True)
    formed = change.formation.reset_index()
    formed["part"] = formed["part"].map(FORMED)
    for side in ("between", "within"):
        formed[side] = [
            f"{count} of {of}" for count, of in zip(formed[side], formed[f"{side}_of"], strict=True)
        ]
    formed["odds_ratio"] = [number(value) or "not defined" for value in formed["odds_ratio"]]
    yield table_of(
        "Whether ties across formed and stayed more readily than ties within (odds ratio above 1)",
        formed,
        {"part": "Ties", "between": "Across", "within": "Within", "odds_ratio": "Odds ratio"},
    )


def _by_pair(change: Comparison, hidden: list[bool]) -> TableBlock:
    boundary, public = change.before.boundary, change.before.public
    rows = []
    for row, few in zip(change.ties.itertuples(), hidden, strict=True):
        interval = interval_in_words("density", row.low, row.high) or "–"
        texts = [number(row.kept), number(row.new), number(row.lost)]
        if few:
            texts = [TOO_FEW] * 3
        if not public:
            texts += [number(row.observable), change_in_words("density", row.change), interval]
        rows.append((str(row.sector_a), str(row.sector_b), *texts))
    heads: tuple[str, ...] = ("Kept", "New", "Lost")
    among = "as recorded"
    if not public:
        heads += ("Pairs that could be reported", "Change of density", "95 % interval")
        among = "among pairs that could be reported in both waves"
    return TableBlock(
        f"Ties kept, new and lost {among}, by {boundary}",
        (boundary_word(change.before), f"and {boundary}", *heads),
        tuple(rows),
    )


def what_it_goes_with(change: Comparison) -> Iterator[Block]:
    """Divide the change in the share of ties that cross."""
    yield Heading("What the change goes with", 3)
    yield Paragraph(
        "The change in the share of ties that cross, divided: how much of it goes with reorganisation, "
        "with who "
        "is on the list, with how many ties there are, and with whom they are. This describes the "
        "change; it is "
        "not tested."
    )
    parts = change.decomposition["change"]
    if parts.isna().all():
        yield Paragraph(f"Not defined: {REASONS['no_ties']} in one of the waves.")
        return
    rows = tuple(
        (words, "not defined" if pd.isna(parts[part]) else change_in_words("cross_share", float(parts[part])))
        for part, words in PARTS.items()
    )
    yield TableBlock("The change in the share of ties that cross, in parts", ("Part", "Change"), rows)
