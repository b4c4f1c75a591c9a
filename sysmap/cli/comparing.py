"""``sysmap compare`` and ``sysmap map``: two waves side by side, and the page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from sysmap.cli.options import Command, build, comma_list, options, read
from sysmap.cli.paths import ReadPath, WrittenPath
from sysmap.cli.showing import remark, show, write
from sysmap.cli.waves import two_waves, waves_shown
from sysmap.findings.comparison.compare import compare as compare_maps
from sysmap.findings.comparison.side_by_side import SideBySide, side_by_side
from sysmap.findings.comparison.tests import DEFAULT_PRIMARY
from sysmap.findings.introductions.introductions import introductions
from sysmap.network.system import SystemMap
from sysmap.pages.map.page import render


def comparing(command: Command) -> Command:
    """Add the options of a comparison: its primary measure, who is left out, what is random."""
    for option in reversed(_COMPARING):
        command = option(command)
    return command


_COMPARING = (
    click.option(
        "--primary",
        show_default=DEFAULT_PRIMARY,
        metavar="NAME",
        help="The one measure that you chose before you looked: its p is not adjusted.",
    ),
    click.option(
        "--without",
        multiple=True,
        metavar="ORGANISATION",
        help="An organisation to leave out of both waves, such as the programme's own; may be given several "
        "times.",
    ),
    click.option(
        "--permutations",
        type=click.IntRange(min=0),
        default=9_999,
        show_default=True,
        help="How often the waves of pairs are swapped at random; 0 for nothing random.",
    ),
    click.option(
        "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the random numbers."
    ),
)


@click.command()
@options("reading", "two_waves", "building", "measures", "showing", "public")
@comparing
def compare(
    before: str | None,
    after: str | None,
    names: str | None,
    primary: str | None,
    without: tuple[str, ...],
    permutations: int,
    seed: int,
    how: str,
    output: Path | None,
    **given: Any,
) -> None:
    """Compare two waves: what changed, how surely, and which ties are kept, new and lost."""
    records = read(given)
    waves = two_waves(records, before, after)
    maps = [build(records, wave, given) for wave in waves]
    change = compare_maps(
        maps[0],
        maps[1],
        primary=primary,
        measures=comma_list(names),
        without=without,
        permutations=permutations,
        seed=seed,
    )
    show(change, how, output, public=given["public"])


@click.command("map")
@options("reading", "wave", "two_waves", "building", "public")
@click.option(
    "--size-by", metavar="MEASURE", help="The organisation measure that decides how large marks are."
)
@click.option("--title", help="The title of the map.")
@click.option(
    "--positions",
    type=ReadPath(exists=True, dir_okay=False),
    metavar="FILE",
    help="Where organisations stand on an earlier map: a file that ends in positions.csv.",
)
@click.option(
    "--introductions",
    "suggested",
    type=click.IntRange(1, 10),
    metavar="NUMBER",
    help="Add so many introductions worth a conversation, as a layer that can be switched on.",
)
@click.option(
    "--view",
    type=click.Choice(["before", "after", "changed"]),
    help="For a picture (-o map.svg, map.png): one view alone.",
)
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    default=Path("map.html"),
    show_default=True,
    metavar="FILE",
    help="The page to write; .svg and .png for a picture, .positions.csv for where everyone stands.",
)
def map_page(
    wave: str | None,
    before: str | None,
    after: str | None,
    size_by: str | None,
    title: str | None,
    positions: Path | None,
    suggested: int | None,
    view: str | None,
    output: Path,
    **given: Any,
) -> None:
    """Draw the map: one page that opens offline, of one wave or of two with what changed."""
    records = read(given)
    systems = [build(records, label, given) for label in waves_shown(records, wave, before, after)]
    shown: SystemMap | SideBySide = side_by_side(*systems) if len(systems) == 2 else systems[0]
    last = shown.after if isinstance(shown, SideBySide) else shown
    page = render(
        shown,
        size_by=size_by,
        title=title,
        positions=_positions(positions) if positions else None,
        introductions=introductions(last, suggested, public=given["public"]) if suggested else None,
        public=given["public"],
    )
    more: dict[str, Any] = {"view": view} if view else {}
    written = write(page, output, ".html", **more)
    how = " - open it in a browser; it needs no network." if written.suffix == ".html" else ""
    remark(f"{page.summary}\nWritten: {written}{how}")


def _positions(path: Path) -> pd.DataFrame:
    """Read where organisations stand, as ``-o map.positions.csv`` wrote it."""
    try:
        return pd.read_csv(path, dtype={"id": str}, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, pd.errors.ParserError) as fault:
        raise click.UsageError(
            f"{path} is no table of positions: give the file that -o map.positions.csv wrote"
        ) from fault
