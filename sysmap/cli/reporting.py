"""``sysmap report``: what was found, in plain words, as a page or a Word document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.comparing import COMPARING, waves_shown
from sysmap.cli.generated import Typed, options_of
from sysmap.cli.options import build, options, read
from sysmap.cli.paths import ReadPath, WrittenPath
from sysmap.cli.showing import remark, write
from sysmap.destinations import stream_at
from sysmap.errors import ChoiceError, listed
from sysmap.findings.comparison.compare import compare as compare_maps
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.estimating.primary import DEFAULT_PRIMARY
from sysmap.findings.many_waves.across_waves import Trajectory
from sysmap.findings.many_waves.following import trajectory as follow
from sysmap.network.system import SystemMap
from sysmap.pages.report.report import report as make_report
from sysmap.pages.report.word_files import need_docx

SUFFIXES = (".html", ".docx")
# A report shows the headline measures.
COMPARED, _DOCUMENT = (
    COMPARING.but("measures"),
    (options_of(make_report, about=Typed(type=ReadPath(), metavar="FILE")).but("public")),
)


@click.command("report")
@options("reading", "wave", "two_waves", "building", COMPARED, _DOCUMENT, "public")
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    default=Path("report.html"),
    show_default=True,
    metavar="FILE",
    help="What to write: a page (.html) or a Word document (.docx).",
)
@click.option(
    "--annex",
    type=WrittenPath(),
    metavar="FILE",
    help="Write the annex, with long tables and methods, to a file of its own (.html, .docx).",
)
def report(
    wave: str | None,
    before: str | None,
    after: str | None,
    output: Path,
    annex: Path | None,
    **given: Any,
) -> None:
    """Write a report: a page for a board, maps, measures, what changed, and how far to trust it."""
    files = [output, *([annex] if annex else [])]
    for path in files:
        if path.suffix.casefold() not in SUFFIXES and stream_at(path) is None:
            raise ChoiceError(
                f"a report is written as {' or '.join(SUFFIXES)}, not {path.suffix or path.name!r}"
            )
        if path.suffix.casefold() == ".docx":
            need_docx()
    page = make_report(
        as_many_as_asked(wave, before, after, given), **_DOCUMENT.arguments(given), public=given["public"]
    )
    for made, path in zip((page, page.annex), files, strict=False):
        written = write(made, path, ".html")
        how = (
            "open it in a browser; it needs no network"
            if written.suffix.casefold() == ".html"
            else "open it in Word"
        )
        remark(f"Written: {written} - {how}.")


def one_or_two(
    wave: str | None, before: str | None, after: str | None, given: dict[str, Any]
) -> SystemMap | Comparison:
    """Build the map of one wave, or compare two, as a command was asked to."""
    maps = _maps(wave, before, after, given)
    if len(maps) > 2:
        waves = [system.wave for system in maps]
        raise click.UsageError(
            f"the records have {len(waves)} waves ({listed(waves)}): say --wave WAVE for one of them, or "
            "--before WAVE --after WAVE for two with what changed"
        )
    return maps[0] if len(maps) == 1 else compare_maps(maps[0], maps[1], **COMPARED.arguments(given))


def as_many_as_asked(
    wave: str | None, before: str | None, after: str | None, given: dict[str, Any]
) -> SystemMap | Comparison | Trajectory:
    """Build the map of one wave, compare two, or follow all, as a command was asked to."""
    maps = _maps(wave, before, after, given)
    if len(maps) == 1:
        return maps[0]
    if len(maps) == 2:
        return compare_maps(maps[0], maps[1], **COMPARED.arguments(given))
    primary = given["primary"] or DEFAULT_PRIMARY
    return follow(*maps, primary=primary, draws=given["permutations"], seed=given["seed"])


def _maps(wave: str | None, before: str | None, after: str | None, given: dict[str, Any]) -> list[SystemMap]:
    records = read(given)
    maps = [build(records, label, given) for label in waves_shown(records, wave, before, after)]
    waves = "there is one wave" if len(maps) == 1 else "say --before WAVE --after WAVE"
    if given["without"] and len(maps) != 2:
        raise click.UsageError(f"--without leaves organisations out of a comparison of two waves: {waves}")
    if given["plan"] and len(maps) != 2:
        raise click.UsageError(f"--plan is the plan of a comparison of two waves: {waves}")
    return maps
