"""What changed between two waves: how surely, among whom, and what the change goes with."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from sysmap.findings.change import Comparison
from sysmap.findings.disclosure import FEW_RESPONDENTS
from sysmap.measures.reasons import REASONS
from sysmap.pages.blocks import Block, Heading, Image, Items, Paragraph, Table, items, table_of
from sysmap.pages.report_material import Material
from sysmap.pages.report_words import (
    TOO_FEW,
    boundary_word,
    changed,
    measured,
    odds_in_words,
    paragraph,
    sentence,
    share_in_words,
)
from sysmap.shown import counted, number

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


def what_changed(given: Material) -> Iterator[Block]:
    """Say what changed; nothing where there is one wave."""
    change = given.change
    if change is None:
        return
    yield Heading("What changed")
    yield Paragraph(paragraph(change.who[:2]))
    yield Paragraph(
        f"The measure named beforehand is {change.to_frame().at[change.primary, 'label'].lower()}; the p of "
        "all others is adjusted for having looked at them together. The smallest detectable change is what "
        "these records would have shown four times in five."
    )
    yield _measures(change)
    yield Items(tuple(_in_words(change)))
    figure = change.plot()
    yield Image(
        f"Changes with their 95 % intervals, {change.before.wave} to {change.after.wave}", figure.alt, figure
    )
    yield _measures_beside(change)
    yield from _trust(given, change)
    yield from _ties(change)
    yield from _who(change)
    yield from _three_ways(change)
    yield from _divided(change)


def _measures(change: Comparison) -> Table:
    """Give value, change, interval and p of each measure, with their unit."""
    rows = []
    for name, row in change.to_frame().iterrows():
        name = str(name)
        if row["undefined"] == FEW_RESPONDENTS:
            rows.append((row["label"], *(TOO_FEW,) * 3, "–", "–", "–"))
            continue
        low, high = changed(name, row["low"]), changed(name, row["high"])
        rows.append(
            (
                row["label"],
                measured(name, row["before"]) or "not defined",
                measured(name, row["after"]) or "not defined",
                changed(name, row["change"]) or "–",
                f"{low} to {high}" if low else "not tested",
                odds_in_words(row["p_adjusted"]) or "–",
                changed(name, row["detectable"]).lstrip("+") or "–",
            )
        )
    return Table(
        "Measures of both waves, over the organisations compared",
        (
            "Measure",
            str(change.before.wave),
            str(change.after.wave),
            "Change",
            "95 % interval",
            "p, adjusted",
            "Smallest detectable change",
        ),
        tuple(rows),
    )


def _measures_beside(change: Comparison) -> Table:
    """Give what the picture of changes shows, as plain numbers."""
    frame = change.to_frame()
    tested = frame[frame["low"].notna()].reset_index()
    words = {
        "label": "Measure",
        "change": "Change",
        "low": "from",
        "high": "to",
        "p": "p",
        "p_adjusted": "p, adjusted",
    }
    return table_of(
        "Changes as plain numbers: shares between 0 and 1",
        tested,
        words,
        written={"p": odds_in_words, "p_adjusted": odds_in_words},
    )


def _in_words(change: Comparison) -> Iterator[tuple[str, str]]:
    for name, row in change.to_frame().iterrows():
        said = TOO_FEW if row["undefined"] == FEW_RESPONDENTS else row["reading"]
        keep = f" Keep in mind: {row['caveat']}" if row["caveat"] else ""
        first = " (named beforehand)" if name == change.primary else ""
        yield f"{row['label']}{first}", f"{sentence(said)}{keep}"


def _trust(given: Material, change: Comparison) -> Iterator[Block]:
    yield Heading("How far to trust it", 3)
    notes = [*change.flags, *([] if given.public else change.who[2:])]
    if notes:
        yield items(map(sentence, notes))
    table = change.diagnostics.reset_index()
    without = table["reading"] == "no range can be given"
    if without.any():
        yield Paragraph(
            "What nobody could report has a known range for measures that count ties; no range can be given for "
            "the other measures."
        )
    table = table[~without]
    table["name"] = [str(name).replace("_", " ").replace(":", ": ") for name in table["name"]]
    table["flag"] = table["flag"].map(lambda text: text or "–")
    yield table_of(
        "What the comparison rests on", table, {"name": "What", "reading": "Reading", "flag": "Flag"}
    )


def _ties(change: Comparison) -> Iterator[Block]:
    yield Heading("Kept, new and lost ties", 3)
    boundary = change.before.boundary
    figure = change.plot("ties")
    yield Image(f"Ties kept, new and lost, by two labels of {boundary}", figure.alt, figure)
    frame = change.ties.copy()
    frame["interval"] = [
        "–" if math.isnan(low) else f"{share_in_words(low)} to {share_in_words(high)}".replace("-", "−")
        for low, high in zip(frame["low"], frame["high"], strict=True)
    ]
    words = {
        "sector_a": boundary_word(change.before),
        "sector_b": f"and {boundary}",
        "kept": "Kept",
        "new": "New",
        "lost": "Lost",
        "observable": "Pairs that could be reported",
        "change": "Change of density",
        "interval": "95 % interval",
    }
    yield table_of(
        f"Ties kept, new and lost among pairs that could be reported in both waves, by {boundary}",
        frame,
        words,
        written={"change": lambda value: f"{100 * value:+.1f} points".replace("-", "−")},
    )
    formed = change.formation.reset_index()
    formed["part"] = formed["part"].map(_FORMED)
    formed["between"] = [f"{a} of {b}" for a, b in zip(formed["between"], formed["between_of"], strict=True)]
    formed["within"] = [f"{a} of {b}" for a, b in zip(formed["within"], formed["within_of"], strict=True)]
    formed["odds_ratio"] = [number(value) or "not defined" for value in formed["odds_ratio"]]
    yield table_of(
        "Whether ties across the boundary formed and stayed more readily than ties within (odds ratio above 1)",
        formed,
        {"part": "Ties", "between": "Across", "within": "Within", "odds_ratio": "Odds ratio"},
    )


def _who(change: Comparison) -> Iterator[Block]:
    yield Heading("Who joined, left and became one", 3)
    people = change.organisations.reset_index()
    moved = people[people["status"] != "stayed"].sort_values(["status", "name"])
    yield Paragraph(
        f"{counted(int((people['status'] == 'stayed').sum()), 'organisation')} stayed. Who joined or left is "
        "not part of any tested change; what merged, split or was renamed counts as one throughout."
    )
    if len(moved):
        words = {
            "name": "Organisation",
            "sector": boundary_word(change.before),
            "status": "What became of it",
            "partners_before": f"Partners in {change.before.wave}",
            "partners_after": f"Partners in {change.after.wave}",
        }
        counts = {
            column: lambda value: number(value) or "–" for column in ("partners_before", "partners_after")
        }
        yield table_of(
            "Organisations that joined, left, merged, split or were renamed", moved, words, written=counts
        )
    if len(change.movers):
        words = {
            "status": "Who",
            "sector": boundary_word(change.before),
            "organisations": "Organisations",
            "ties": "Ties",
            "between_share": "Share across",
        }
        share = {"between_share": lambda value: share_in_words(value) or "not defined: no ties"}
        yield table_of("Who joined and who left, with their ties", change.movers, words, written=share)


def _three_ways(change: Comparison) -> Iterator[Block]:
    yield Heading("Three ways side by side", 3)
    yield Paragraph(
        "As recorded: each wave as it stands. Constant boundaries: what merged, split or was renamed counts as "
        "one in both. Matched panel: the same organisations under the same reporting; only this way is tested."
    )
    rows = []
    hidden = change.to_frame()["undefined"] == FEW_RESPONDENTS
    for (name, way), row in change.three_ways.iterrows():
        values = [measured(name, row[column]) or "not defined" for column in ("before", "after")]
        values.append(changed(name, row["change"]) or "–")
        if hidden[name]:
            values = [TOO_FEW] * 3
        rows.append((change.to_frame().at[name, "label"], way, *values))
    yield Table(
        "Each measure in three ways",
        ("Measure", "Way", str(change.before.wave), str(change.after.wave), "Change"),
        tuple(rows),
    )


def _divided(change: Comparison) -> Iterator[Block]:
    yield Heading("What the change goes with", 3)
    yield Paragraph(
        "The change in the share of ties that cross, divided: how much of it goes with reorganisation, with who "
        "is on the list, with how many ties there are, and with whom they are. This describes the change; it is "
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
