"""``sysmap portfolio | difference | money | forums``: places side by side, who pays whom, who sits where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.generated import options_of
from sysmap.cli.options import MEASURES, PRIMARY, build, options, read
from sysmap.cli.paths import ReadPath
from sysmap.cli.showing import show
from sysmap.findings.comparison_groups.contrasting import difference as difference_of
from sysmap.findings.forums import forums as forums_of
from sysmap.findings.many_places.portfolio import portfolio as portfolio_of
from sysmap.findings.money import money as money_of

_PLACES, _FORUMS = options_of(portfolio_of, primary=PRIMARY), options_of(forums_of)
_DIFFERENCE = options_of(difference_of, measures=MEASURES).but("comparison")
_FOLDER = ReadPath(takes=(".csv", ".xlsx", ".xlsm"), places=True)


@click.command()
@click.argument("folder", type=_FOLDER)
@options(_PLACES, "showing", "public")
def portfolio(folder: Path, how: str, output: Path | None, public: bool, **given: Any) -> None:
    """Set many places side by side: a folder for each place in FOLDER, or one record set with programmes.

    -o places.html writes one page with a row for each place, -o places.xlsx a table for a funder. Places
    stand by name and are never ranked.
    """
    show(portfolio_of(folder, **_PLACES.arguments(given)), how, output, public=public)


@click.command("difference")
@click.argument("programme", type=_FOLDER)
@click.argument("comparison", type=_FOLDER, required=False)
@options(_PLACES.only("primary"), _DIFFERENCE, "showing", "public")
def difference(
    programme: Path, comparison: Path | None, how: str, output: Path | None, public: bool, **given: Any
) -> None:
    """Set the change of programme places beside that of places without the programme.

    PROGRAMME and COMPARISON are folders as for sysmap portfolio: a folder for each place. PROGRAMME alone is
    enough where the table programmes says in a column arm which place is a programme and which a comparison
    place. -o difference.html and difference.docx write a report.
    """
    sides = [
        portfolio_of(folder, draws=0, **_PLACES.only("primary").arguments(given))
        for folder in (programme, comparison)
        if folder is not None
    ]
    found = difference_of(*sides, **_DIFFERENCE.arguments(given))
    show(found, how, output, public=public)


@click.command()
@options("reading", "wave", "building", "showing", "public")
def money(wave: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Sum who pays whom, sector by sector; amounts known about, under or over stay intervals."""
    show(money_of(build(read(given), wave, given)), how, output, public=given["public"])


@click.command()
@options("reading", "wave", "building", _FORUMS, "showing", "public")
def forums(wave: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Say which boards and alliances bring which sectors together, and who sits on many.

    Beside each forum stands what chance would give, with the sectors shuffled over its seats. The option
    --forums is for pictures: nothing here depends on it.
    """
    system = build(read(given), wave, given)
    show(forums_of(system, **_FORUMS.arguments(given)), how, output, public=given["public"])
