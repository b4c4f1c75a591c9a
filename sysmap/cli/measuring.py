"""``sysmap measure | mixing | organisations | sectors | measures``: a wave in numbers, and what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.generated import options_of
from sysmap.cli.options import FORMAT, MEASURES, build, options, read
from sysmap.cli.showing import as_text, remark, show
from sysmap.findings.mixing_models.mixing_model import mixing_model
from sysmap.findings.scorecard import integration
from sysmap.findings.scores import organisation_scores, sector_scores
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.reasons import REASONS
from sysmap.text import text_table

_SYSTEM = options_of(integration, measures=MEASURES).but("partners")
_ORGANISATIONS = options_of(organisation_scores, measures=MEASURES)


@click.command()
@options("reading", "wave", "building", _SYSTEM, "if_answered", "showing", "public")
def measure(wave: str | None, how: str, output: Path | None, *, if_answered: bool, **given: Any) -> None:
    """Measure a system: the scorecard of one wave, each measure beside what chance would give."""
    system = build(read(given), wave, given)
    card = integration(system, **_SYSTEM.arguments(given))
    shown = card.if_answered(seed=card.seed) if if_answered else card
    show(shown, how, output, public=given["public"])


@click.command()
@options("reading", "wave", "building", _ORGANISATIONS, "showing", "public")
def organisations(wave: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Measure every organisation: partners, roles, how much rests on it."""
    system = build(read(given), wave, given)
    to_read = how == "table" and output is None
    if to_read and given["measures"] is None:
        # All measures side by side are wider than any screen.
        given["measures"] = [
            name for name, entry in catalogue.items() if entry.level == "organisation" and entry.headline
        ]
        remark("The headline measures; all of them with --format csv, or in a file with -o scores.xlsx.")
    scores = organisation_scores(system, **_ORGANISATIONS.arguments(given))
    show(scores, how, output, public=given["public"])


@click.command()
@options("reading", "wave", "building", "showing", "public")
def sectors(wave: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Measure every sector: ties within and between, who answered."""
    system = build(read(given), wave, given)
    show(sector_scores(system), how, output, public=given["public"])


@click.command()
@options("reading", "wave", "building", "showing", "public")
def mixing(wave: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Model who has a tie with whom: whether sectors still matter, given how busy each organisation is."""
    system = build(read(given), wave, given)
    show(mixing_model(system), how, output, public=given["public"])


@click.command()
@click.argument("name", required=False)
@FORMAT
def measures(name: str | None, how: str) -> None:
    """List all measures, or explain the one called NAME."""
    if name is not None:
        click.echo(_page(name))
    elif how == "table":
        frame = catalogue.to_frame()[["level", "label", "question"]]
        click.echo(text_table(frame, width=70))
        click.echo("\nsysmap measures NAME explains one of them.")
    else:
        click.echo(as_text(catalogue, f".{how}"), nl=False)


def _page(name: str) -> str:
    entry = catalogue[name]
    undefined = "; ".join(f"{REASONS[reason]} ({reason})" for reason in entry.reasons)
    parts = {
        "Question": entry.question,
        "Formula": entry.formula,
        "How to read it": _how_to_read(entry),
        "Caveat": entry.caveat,
        "Not defined when": undefined,
        "Source": entry.source,
        "Of": f"the {entry.level}",
    }
    return "\n".join(
        [f"{entry.label} ({name})", *(f"  {title}: {text}" for title, text in parts.items() if text)]
    )


def _how_to_read(entry: Measure) -> str:
    """Say what values there are, which is better, what ties count and what chance has to do with it."""
    said = []
    if not callable(entry.bounds):
        low, high = (f"{bound:g}".replace("-", "−") if bound is not None else "" for bound in entry.bounds)
        said += [f"From {low} to {high}."] if low and high else [f"{low} or more."] if low else []
        said += [f"{high} or less."] if high and not low else []
    said.append(
        {"higher": "Higher is better.", "lower": "Lower is better."}.get(
            entry.better, "Whether higher or lower is better depends on the system."
        )
    )
    said += {
        "U": ["Counts partners, whichever way ties point."],
        "D": ["Only where each report is an arrow (--report directed)."],
        "T": ["Follows the arrows where each report is one."],
    }.get(entry.ties, [])
    if entry.shuffled:
        said.append("Read it beside what shuffled labels of the boundary give.")
    if not entry.paired:
        said.append("A change in it has no interval.")
    return " ".join(said)
