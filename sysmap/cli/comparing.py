"""``sysmap compare`` and ``sysmap map``: two waves side by side, and the page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from sysmap.cli.generated import Typed, options_of
from sysmap.cli.options import MEASURES, PRIMARY, build, options, read
from sysmap.cli.paths import ReadPath, WrittenPath
from sysmap.cli.showing import remark, show, write
from sysmap.errors import listed
from sysmap.findings.comparison.compare import compare as compare_maps
from sysmap.findings.introductions.introductions import introductions
from sysmap.findings.many_waves.several import together
from sysmap.pages.map.data import waves_of
from sysmap.pages.map.page import render
from sysmap.records.record_set import Records

COMPARING = options_of(
    compare_maps,
    primary=PRIMARY,
    measures=MEASURES,
    without=Typed(metavar="ORGANISATION"),
    plan=Typed(type=ReadPath(), metavar="FILE"),
)
_PAGE = options_of(
    render,
    size_by=Typed(metavar="MEASURE"),
    positions=Typed(
        type=ReadPath(exists=True, dir_okay=False),
        metavar="FILE",
        also="A file that ends in positions.csv.",
    ),
    view=Typed(
        type=click.STRING, metavar="VIEW", also="For a picture (-o map.svg, map.png): one of these words."
    ),
    steps=Typed(type=click.STRING, metavar="STEPS"),
).but("introductions", "public")


@click.command()
@options("reading", "two_waves", "building", COMPARING, "if_answered", "showing", "public")
def compare(
    before: str | None, after: str | None, how: str, output: Path | None, *, if_answered: bool, **given: Any
) -> None:
    """Compare two waves: what changed, how surely, and which ties are kept, new and lost."""
    records = read(given)
    first, second = (build(records, wave, given) for wave in two_waves(records, before, after))
    change = compare_maps(first, second, **COMPARING.arguments(given))
    shown = change.if_answered(seed=change.seed) if if_answered else change
    show(shown, how, output, public=given["public"])


@click.command("map")
@options("reading", "wave", "two_waves", "building", _PAGE, "public")
@click.option(
    "--introductions",
    "suggested",
    type=click.IntRange(1, 10),
    metavar="NUMBER",
    help="Add so many introductions worth a conversation, as a layer that can be switched on.",
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
    suggested: int | None,
    output: Path,
    **given: Any,
) -> None:
    """Draw the map: one page that opens offline, of one wave, of two with what changed, or of more."""
    records = read(given)
    systems = [build(records, label, given) for label in waves_shown(records, wave, before, after)]
    shown = together(systems)
    last = waves_of(shown)[-1]
    public = given["public"]
    layer = introductions(last, suggested, public=public) if suggested else None
    if given["positions"]:
        given["positions"] = _positions(given["positions"])
    page = render(shown, **_PAGE.arguments(given), introductions=layer, public=public)
    picture = output.suffix.lower() in (".svg", ".png")
    more: dict[str, Any] = {"view": given["view"]} if picture and given["view"] else {}
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


def two_waves(records: Records, before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Return the two waves asked for; the only two where none were."""
    waves = records.waves_in_order
    if before is None and after is None and len(waves) == 2:
        return waves
    if not waves:
        raise click.UsageError(
            "the records have no waves to compare: give a column wave in collaborations, or one source for "
            "each wave, as in 2022=first.xlsx 2024=second.xlsx"
        )
    if before is None or after is None:
        raise click.UsageError(
            f"say which waves to compare: --before WAVE --after WAVE (there are: {listed(waves)})"
        )
    return before, after


def waves_shown(
    records: Records, wave: str | None, before: str | None, after: str | None
) -> tuple[str | None, ...]:
    """Return the wave to draw, the two to compare, or all: those asked for, else as many as there are."""
    if wave is not None and (before is not None or after is not None):
        raise click.UsageError(
            "--wave draws one wave, --before and --after two with what changed: give one or the other"
        )
    waves = records.waves_in_order
    if wave is not None or (before is None and after is None and len(waves) < 2):
        return (wave,)
    if before is None and after is None and len(waves) > 2:
        return waves
    return two_waves(records, before, after)
