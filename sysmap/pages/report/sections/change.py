"""What changed between two waves: how surely, counted in which of two ways, and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator

from sysmap.findings.comparison.bounds import is_complete
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.trust_words import range_in_full
from sysmap.findings.comparison_groups.touched import contrasts_shown
from sysmap.findings.disclosure.answered import FEW_RESPONDENTS
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, TableBlock, items, table_of, unbroken
from sysmap.pages.report.material import Material
from sysmap.pages.report.pictures import image_of
from sysmap.pages.report.words import (
    TOO_FEW,
    measured,
    odds_in_words,
    paragraph,
    sentence,
    tables_of_measures,
)
from sysmap.text import counted


def what_changed(given: Material) -> Iterator[Block]:
    """Say what changed; nothing where there is one wave."""
    change = given.change
    if change is None:
        return
    primary = change.to_frame().loc[change.primary]
    hidden = primary["undefined"] == FEW_RESPONDENTS
    said = f"{primary['label']}: {TOO_FEW}" if hidden else primary["reading"]
    yield Heading("What changed")
    yield Paragraph(sentence(said), answer=True)
    yield from _weighed(given, change)
    yield Paragraph(two_ways_to_count(given, change))
    yield Paragraph(
        paragraph(
            [
                change.primary_note,
                *(change.plan.departures_in_words if change.plan is not None else ()),
                "An interval here is of a measure looked at alone; the p is adjusted for having looked at "
                "many, and decides. Adjusted intervals are in the annex",
            ]
        )
    )
    yield image_of(
        f"Changes with their 95 % intervals, {change.before.wave} to {change.after.wave}", change, "change"
    )
    yield from _measures(change)
    yield from _touched(change)
    yield Heading("How far to trust it", 3)
    yield items(map(sentence, [*change.flags, _MORE]))


def _weighed(given: Material, change: Comparison) -> Iterator[Block]:
    """Say what pairs that nobody could report leave open, and who fell silent, where the change stands."""
    said = [range_in_full(change.panel.pairs, change.diagnostics, (change.before.wave, change.after.wave))]
    said += [] if given.public else change.who[2:]
    if any(said):
        yield Paragraph(paragraph(said))


_MORE = "What the comparison rests on, and each measure in words, is in the annex"


def two_ways_to_count(given: Material, change: Comparison) -> str:
    """Set the count of the maps beside that of the comparison, where both stand on a page."""
    maps = " and ".join(
        f"{counted(len(system.organisations), 'organisation')} with {counted(len(system.ties), 'tie')} in "
        f"{system.wave}"
        for system in (change.before, change.after)
    )
    own = ""
    if not given.public:
        first, last = (len(system.ties) for system in change.panel.matched)
        own = f"That is {counted(first, 'tie')} in {change.before.wave} and {last} in {change.after.wave}"
        if not is_complete(change.panel.pairs):
            own += (
                ". Shares of ties, means and the density of all pairs are weighted up for the pairs that "
                "nobody could report"
            )
    return paragraph(
        [
            "Two ways to count meet here. The maps have everybody on the list of a wave and every tie "
            f"reported: {maps}",
            change.who[1],
            own,
            change.levels_note,
        ]
    )


def _measures(change: Comparison) -> Iterator[TableBlock]:
    """Return value, change, interval and p of each measure, with their unit."""
    frame, rows = change.to_frame(), []
    for name, row in frame.iterrows():
        name = str(name)
        if row["undefined"] == FEW_RESPONDENTS:
            rows.append((row["label"], *(TOO_FEW,) * 3, "–", "–"))
            continue
        rows.append(
            (
                row["label"],
                measured(name, row["before"]) or "not defined",
                measured(name, row["after"]) or "not defined",
                change_in_words(name, row["change"]) or "–",
                interval_in_words(name, row["low"], row["high"]) or "not tested",
                _p_in_words(row["p_adjusted"], primary=name == change.primary),
            )
        )
    yield from tables_of_measures(
        "Measures of both waves, over the organisations compared",
        (
            "Measure",
            str(change.before.wave),
            str(change.after.wave),
            "Change",
            "95 % interval, looked at alone",
            "p, adjusted",
        ),
        rows,
        frame.index,
    )


def _p_in_words(p: float, *, primary: bool) -> str:
    """Write the p of a measure, and that that of the primary one stands as it is."""
    return f"{odds_in_words(p)}{', not adjusted' if primary else ''}" if odds_in_words(p) else "–"


def _touched(change: Comparison) -> Iterator[Block]:
    """Set touched pairs beside those that are not; nothing where nobody asked."""
    found = change.touched
    if found is None:
        return
    yield Heading("What a programme touched, and what it did not", 3)
    yield Paragraph(unbroken(paragraph(found.notes)))
    yield image_of("Density of pairs by how many of their ends are touched", change, "touched")
    contrasts = contrasts_shown(found)
    yield table_of(
        "Pairs with both ends touched beside pairs with none",
        contrasts.drop(columns="reading"),
        {
            name: name if name == "p" else f"{name[:1].upper()}{name[1:]}"
            for name in map(str, contrasts.columns)
            if name != "reading"
        },
    )
    yield Items(tuple(zip(contrasts["pairs"], contrasts["reading"], strict=True)))
