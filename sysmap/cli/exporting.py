"""What is handed on: ``sysmap export``, for other programs; ``bundle`` and ``verify``, for whoever checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.generated import Typed, options_of
from sysmap.cli.options import FORMAT, build, options, read
from sysmap.cli.paths import ReadPath, WrittenPath
from sysmap.cli.reporting import COMPARED, one_or_two
from sysmap.cli.showing import remark, show
from sysmap.outputs.archive.packing import bundle as make_bundle
from sysmap.outputs.archive.verifying import verify as check_bundle
from sysmap.outputs.saving import save

_PACKED = options_of(make_bundle, pseudonyms=Typed(type=WrittenPath(), metavar="FILE")).but("public")


@click.command()
@options("reading", "wave", "building", "public")
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    required=True,
    metavar="FILE",
    help="The file to write: .graphml, .gexf, .dl (UCINET), .kumu.xlsx, .gephi.zip, .xlsx or .json.",
)
def export(wave: str | None, output: Path, **given: Any) -> None:
    """Write the map of one wave for another program: Gephi, Kumu, UCINET, yEd or Cytoscape."""
    written = save(build(read(given), wave, given), output, public=given["public"])
    remark(f"Written: {written}")


@click.command("bundle")
@options("reading", "wave", "two_waves", "building", COMPARED, _PACKED, "public")
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    default=Path("bundle.zip"),
    show_default=True,
    metavar="FILE",
    help="The file to write, ending in .zip.",
)
def bundle(wave: str | None, before: str | None, after: str | None, output: Path, **given: Any) -> None:
    """Write a bundle that anybody can check: records, what was done with them, and what came out."""
    result = one_or_two(wave, before, after, given)
    written = make_bundle(result, output, **_PACKED.arguments(given), public=given["public"])
    remark(f"Written: {written} - sysmap verify {written.name} checks it.")


@click.command("verify")
@click.argument("file", type=ReadPath())
@options()
@FORMAT
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    metavar="FILE",
    help="Write to a file instead; its suffix decides the format.",
)
def verify(file: Path, how: str, output: Path | None) -> None:
    """Check a bundle: every byte, and whether the same numbers come out again.

    Ends with 1 where something was changed or a number moved.
    """
    found = check_bundle(file)
    show(found, how, output)
    if not found.ok:
        click.get_current_context().exit(1)
