"""``sysmap measure | organisations | sectors | measures``: one wave in numbers, and what the numbers are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.options import FORMATS, build, comma_list, options, read
from sysmap.cli.showing import as_text, show
from sysmap.findings.scorecard import integration
from sysmap.findings.scores import organisation_scores, sector_scores
from sysmap.measures.catalogue import catalogue
from sysmap.measures.reasons import REASONS
from sysmap.shown import text_table


@click.command()
@options("reading", "wave", "building", "measures", "chance", "showing", "public")
def measure(
    wave: str | None,
    names: str | None,
    draws: int,
    seed: int,
    how: str,
    output: Path | None,
    **given: Any,
) -> None:
    """Measure a system: the scorecard of one wave, each measure beside what chance would give."""
    system = build(read(given), wave, given)
    show(integration(system, comma_list(names), draws=draws, seed=seed), how, output, public=given["public"])


@click.command()
@options("reading", "wave", "building", "measures", "showing", "public")
def organisations(wave: str | None, names: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Measure every organisation: partners, roles, how much rests on it."""
    show(
        organisation_scores(build(read(given), wave, given), comma_list(names)),
        how,
        output,
        public=given["public"],
    )


@click.command()
@options("reading", "wave", "building", "showing", "public")
def sectors(wave: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Measure every sector: ties within and between, who answered."""
    show(sector_scores(build(read(given), wave, given)), how, output, public=given["public"])


@click.command()
@click.argument("name", required=False)
@click.option(
    "--format", "how", type=click.Choice(FORMATS), default="table", show_default=True, help="What is printed."
)
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
    better = {"higher": "Higher is better.", "lower": "Lower is better."}.get(
        entry.better, "Whether higher or lower is better depends on the system."
    )
    undefined = "; ".join(f"{REASONS[reason]} ({reason})" for reason in entry.reasons)
    parts = {
        "Question": entry.question,
        "Formula": entry.formula,
        "How to read it": better,
        "Caveat": entry.caveat,
        "Not defined when": undefined,
        "Source": entry.source,
        "Of": f"the {entry.level}",
    }
    return "\n".join(
        [f"{entry.label} ({name})", *(f"  {title}: {text}" for title, text in parts.items() if text)]
    )
