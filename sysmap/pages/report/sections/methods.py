"""The methods of a run, in words: sizes, rules, seeds, versions, and the measures with their sources."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import version

from sysmap.pages.report.blocks import Block, Heading, Paragraph, TableBlock
from sysmap.pages.report.material import GRID_DRAWS, Material
from sysmap.pages.report.words import paragraph, wave_word
from sysmap.text import counted
from sysmap.version import __version__

_PACKAGES = ("networkx", "numpy", "pandas", "scipy")


def methods(given: Material) -> Iterator[Block]:
    """Write the methods, from what was done."""
    yield Heading("Methods")
    last, card = given.last, given.cards[-1]
    rules = last.rules.in_words()
    sizes = ", ".join(
        f"{wave_word(system)} {counted(len(system.organisations), 'organisation')} and "
        f"{counted(len(system.ties), 'tie')}"
        for system in given.systems
    )
    yield Paragraph(
        paragraph(
            [
                f"Networks of organisations ({sizes}) were built from collaboration records: "
                + (
                    "directed, each report an arc from who reported it"
                    if last.directed
                    else "undirected and simple, several reports of two organisations folded into one tie"
                ),
                f"Rules: {', '.join(rules)}" if rules else "Every kind and strength of tie was taken",
                f"The boundary is {last.boundary}; organisations of which it is unknown are left out of "
                f"measures "
                "of the boundary",
                f"Values by chance come from {card.draws:,} random shuffles of the labels of the "
                f"boundary over the "
                f"organisations, the ties kept as they are (seed {card.seed}); for the grid of sectors from "
                f"{GRID_DRAWS:,} (seed {given.grids[-1].seed}). They say what is to be expected if ties had "
                "nothing to do with labels, and are no test of a change",
                "Values given how busy each organisation is come from ties redrawn by swaps of ends, every "
                "organisation with as many partners as it has (Besag & Clifford 1989; Fosdick and others "
                "2018). Where the log-odds of a tie are the sum of how active its two organisations are, "
                "their p is exact; where some pairs are almost certain to work together, a value may stand "
                "out for that alone. p is twice the smaller tail of the ranks",
                "A measure without meaning in a case is not defined, with the reason, and never 0. No "
                "missing "
                "tie was imputed",
            ]
        )
    )
    if given.change:
        yield Paragraph(given.change.methods)
    if given.followed:
        yield Paragraph(given.followed.methods)
    if given.suggested is not None:
        how = sorted(set(given.suggested["method"]))
        yield Paragraph(
            paragraph(
                [
                    "Introductions: pairs across the boundary without a tie were added one at a time, "
                    "each time the "
                    "one that raised the closeness between sectors most, then exchanged once where "
                    "another was "
                    "better" + (f" (found by: {', '.join(how)})" if how else ""),
                    "Dependence: each organisation was taken out in turn, and the closeness between the "
                    "sectors "
                    "of all others worked out again",
                ]
            )
        )
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    yield Paragraph(f"Made with sysmap {__version__} on Python {platform.python_version()}, {versions}.")
    rows = tuple(
        (
            entry.label,
            entry.formula,
            {"depends": "depends on the system"}.get(entry.better, entry.better),
            entry.source,
        )
        for entry in given.measures
    )
    yield TableBlock(
        "The headline measures: formula, which way is better, and source",
        ("Measure", "Formula", "Better", "Source"),
        rows,
    )
