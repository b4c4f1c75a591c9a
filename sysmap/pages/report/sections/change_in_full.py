"""What changed, in full: measures in words and in three ways, who moved, what the change goes with."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.shown_tables import FORMED, PARTS
from sysmap.findings.comparison.trust_words import NO_RANGE, trust_table
from sysmap.findings.comparison_groups.touched import densities_shown
from sysmap.findings.disclosure.answered import FEW_RESPONDENTS
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words, size_in_words
from sysmap.measures.reasons import REASONS
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, TableBlock, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import (
    TOO_FEW,
    boundary_word,
    measured,
    odds_in_words,
    sentence,
    share_in_words,
    tables_of_measures,
)
from sysmap.text import counted, number


def change_in_full(given: Material) -> Iterator[Block]:
    """Return what stands behind a change; nothing where there is one wave."""
    change = given.change
    if change is None:
        return
    yield Heading("What changed, in full")
    yield Paragraph(
        "An adjusted interval goes with the adjusted p, and an interval looked at alone with the p before "
        "it was adjusted. An adjusted interval holds zero where the adjusted p is above 0.05, and nowhere "
        "else; how near it comes to zero does not follow from that p, as measures are adjusted step by step. "
        "A change as large as the detectable one would be found in 4 of 5 such comparisons, were the measure "
        "looked at alone; a smaller one may be found too."
    )
    yield from _adjusted(change)
    yield Items(tuple(_in_words(change)))
    yield _measures_beside(change)
    if change.touched is not None:
        frame = densities_shown(change.touched)
        yield table_of(
            "Density of pairs, by how many of their ends are touched",
            frame,
            {name: f"{name[:1].upper()}{name[1:]}" for name in map(str, frame.columns)},
        )
    yield from what_it_rests_on(change)
    yield from _formation(change)
    yield from _who(change)
    yield from _three_ways(change)
    yield from what_it_goes_with(change)


def _adjusted(change: Comparison) -> Iterator[TableBlock]:
    """Return what the pages do not have of each measure that was tested."""
    frame = change.to_frame()
    frame = frame[frame["undefined"] != FEW_RESPONDENTS]
    rows = [
        (
            row["label"],
            interval_in_words(str(name), row["low_adjusted"], row["high_adjusted"]) or "–",
            odds_in_words(row["p"]) or "–",
            size_in_words(str(name), row["detectable"]) or "–",
        )
        for name, row in frame.iterrows()
    ]
    yield from tables_of_measures(
        "How surely each measure changed",
        ("Measure", "Adjusted interval", "p, looked at alone", "Detectable change"),
        rows,
        frame.index,
    )


def _measures_beside(change: Comparison) -> TableBlock:
    """Return what the picture of changes shows, as plain numbers."""
    frame = change.to_frame()
    tested = frame[frame["low"].notna()].reset_index()
    words = {
        "label": "Measure",
        "change": "Change",
        "low": "from",
        "high": "to",
        "p": "p",
        "low_adjusted": "Adjusted from",
        "high_adjusted": "to",
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
        first = ""
        if name == change.primary:
            beforehand = change.plan is not None and change.plan.is_beforehand(change.primary)
            first = f" (primary measure{', named in the plan' if beforehand else ''})"
        yield f"{row['label']}{first}", f"{sentence(said)}{keep}"


def what_it_rests_on(change: Comparison) -> Iterator[Block]:
    """Return what a comparison rests on, with its flags."""
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


def _formation(change: Comparison) -> Iterator[Block]:
    """Say whether ties across formed and stayed more readily than ties within."""
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
        "As recorded: each wave as it stands, and what the scorecard has. Constant boundaries: what merged, "
        "split or was renamed counts as one in both. Matched panel: the same organisations under the same "
        "reporting; only this way is tested."
    )
    frame, rows, names = change.to_frame(), [], []
    hidden = frame["undefined"] == FEW_RESPONDENTS
    for (name, way), row in change.three_ways.iterrows():
        values = [measured(name, row[column]) or "not defined" for column in ("before", "after")]
        values.append(change_in_words(name, row["change"]) or "–")
        if hidden[name]:
            values = [TOO_FEW] * 3
        rows.append((frame.at[name, "label"], way, *values))
        names.append(name)
    yield from tables_of_measures(
        "Each measure in three ways",
        ("Measure", "Way", str(change.before.wave), str(change.after.wave), "Change"),
        rows,
        names,
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
