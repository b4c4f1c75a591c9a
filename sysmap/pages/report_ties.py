"""Ties kept, new and lost by pair of sectors, and what the change in crossing goes with."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from sysmap.findings.change import Comparison
from sysmap.measures.reasons import REASONS
from sysmap.pages.blocks import Block, Heading, Image, Paragraph, Table, table_of
from sysmap.pages.report_few import few_behind
from sysmap.pages.report_material import Material
from sysmap.pages.report_words import (
    TOO_FEW,
    TOO_FEW_MEANS,
    boundary_word,
    changed,
    points,
)
from sysmap.shown import number

_PARTS = {
    "reorganisation": "Reorganisation: what merged, split or was renamed",
    "composition": "Composition: how many organisations of each label there are",
    "amount": "Amount: how many partners each has",
    "mixing": "Mixing: whether these are outside or inside, given who is there",
    "total": "Together",
}
_FORMED = {
    "new": "Pairs without a tie before that have one after",
    "kept": "Ties before that are there after",
}


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
        yield Image(f"Ties kept, new and lost, by two labels of {boundary}", figure.alt, figure)
    yield _by_pair(change, hidden)
    if any(hidden):
        yield Paragraph(TOO_FEW_MEANS, aside=True)
    formed = change.formation.reset_index()
    formed["part"] = formed["part"].map(_FORMED)
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


def _by_pair(change: Comparison, hidden: list[bool]) -> Table:
    boundary, public = change.before.boundary, change.before.public
    rows = []
    for row, few in zip(change.ties.itertuples(), hidden, strict=True):
        interval = "–" if math.isnan(row.low) else f"{points(row.low)} to {points(row.high)}"
        texts = [number(row.kept), number(row.new), number(row.lost)]
        if few:
            texts = [TOO_FEW] * 3
        if not public:
            texts += [number(row.observable), points(row.change), interval]
        rows.append((str(row.sector_a), str(row.sector_b), *texts))
    heads: tuple[str, ...] = ("Kept", "New", "Lost")
    among = "as recorded"
    if not public:
        heads += ("Pairs that could be reported", "Change of density", "95 % interval")
        among = "among pairs that could be reported in both waves"
    return Table(
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
        (words, "not defined" if pd.isna(parts[part]) else changed("cross_share", float(parts[part])))
        for part, words in _PARTS.items()
    )
    yield Table("The change in the share of ties that cross, in parts", ("Part", "Change"), rows)
