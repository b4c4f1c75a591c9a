"""``sysmap introduce | depend``: conversations that may be worth having, and what rests on whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.generated import Typed, options_of
from sysmap.cli.options import build, options, read
from sysmap.cli.showing import remark, show
from sysmap.findings.introductions.dependence import dependence
from sysmap.findings.introductions.introductions import introductions

INTRODUCING = options_of(
    introductions,
    k=Typed(type=click.INT),
    improve=Typed(metavar="MEASURE"),
    per_organisation=Typed(type=click.INT),
    exclude=Typed(metavar="NAME NAME", nargs=2),
).but("public")


def _number_or_names(typed: tuple[str, ...]) -> int | list[str]:
    """Return how many are to be found, where one number was typed; else the names."""
    return int(typed[0]) if len(typed) == 1 and typed[0].isdecimal() else [*typed]


DEPENDING = options_of(
    dependence, together=Typed(several=True, metavar="NUMBER|NAME", type=click.STRING, into=_number_or_names)
)


@click.command()
@options("reading", "wave", "building", INTRODUCING, "showing", "public")
def introduce(wave: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Suggest conversations: pairs without a tie that would bring the sectors nearer to each other."""
    system = build(read(given), wave, given)
    suggested = introductions(system, **INTRODUCING.arguments(given), public=given["public"])
    show(suggested, how, output, public=given["public"])


@click.command()
@options("reading", "wave", "building", DEPENDING, "showing", "public")
def depend(wave: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Say what rests on each organisation: what the others would lose if it left."""
    found = dependence(build(read(given), wave, given), **DEPENDING.arguments(given))
    if how != "table" or output is not None:
        remark("\n".join(found.sentences))
    show(found, how, output, public=given["public"])
