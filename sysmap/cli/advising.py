"""``sysmap introduce | depend``: conversations that may be worth having, and what rests on whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.options import build, options, read
from sysmap.cli.showing import remark, show
from sysmap.findings.introductions.dependence import departure, dependence
from sysmap.findings.introductions.introductions import introductions
from sysmap.network.graph.added_ties import MEASURES


@click.command()
@options("reading", "wave", "building", "showing", "public")
@click.option("-k", "k", type=int, default=5, show_default=True, metavar="NUMBER", help="How many, 1 to 10.")
@click.option(
    "--improve",
    default=MEASURES[0],
    show_default=True,
    metavar="MEASURE",
    help=f"The measure to improve: {' or '.join(MEASURES)}.",
)
@click.option(
    "--per-organisation",
    type=int,
    default=2,
    show_default=True,
    metavar="NUMBER",
    help="In how many introductions one organisation may be.",
)
@click.option(
    "--exclude",
    nargs=2,
    multiple=True,
    metavar="NAME NAME",
    help="Two organisations that are not to be introduced; may be given several times.",
)
@click.option(
    "--stability",
    is_flag=True,
    help="Say how often each would be suggested without one of the other organisations. Takes longer.",
)
def introduce(
    wave: str | None,
    k: int,
    improve: str,
    per_organisation: int,
    exclude: tuple[tuple[str, str], ...],
    stability: bool,
    how: str,
    output: Path | None,
    **given: Any,
) -> None:
    """Suggest conversations: pairs without a tie that would bring the sectors nearer to each other."""
    system = build(read(given), wave, given)
    suggested = introductions(
        system,
        k,
        improve=improve,
        per_organisation=per_organisation,
        exclude=exclude,
        stability=stability,
        public=given["public"],
    )
    show(suggested, how, output, public=given["public"])


@click.command()
@options("reading", "wave", "building", "showing", "public")
@click.option(
    "--together",
    multiple=True,
    metavar="NAME",
    help="Say too what the others would lose if these left together; may be given several times.",
)
def depend(wave: str | None, together: tuple[str, ...], how: str, output: Path | None, **given: Any) -> None:
    """Say what rests on each organisation: what the others would lose if it left."""
    system = build(read(given), wave, given)
    found = dependence(system)
    if together:
        remark(departure(system, together).in_words(together))
    show(found, how, output, public=given["public"])
