"""``sysmap introduce | depend``: conversations that may be worth having, and what rests on whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.generated import Typed, options_of
from sysmap.cli.options import build, options, read
from sysmap.cli.showing import remark, show
from sysmap.findings.introductions.dependence import departure, dependence
from sysmap.findings.introductions.introductions import introductions

INTRODUCING = options_of(
    introductions,
    k=Typed(type=click.INT),
    improve=Typed(metavar="MEASURE"),
    per_organisation=Typed(type=click.INT),
    exclude=Typed(metavar="NAME NAME", nargs=2),
).but("public")


@click.command()
@options("reading", "wave", "building", INTRODUCING, "showing", "public")
def introduce(wave: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Suggest conversations: pairs without a tie that would bring the sectors nearer to each other."""
    system = build(read(given), wave, given)
    suggested = introductions(system, **INTRODUCING.arguments(given), public=given["public"])
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
