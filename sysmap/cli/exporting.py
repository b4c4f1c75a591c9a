"""``sysmap export``: a map as a file for another program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.options import build, options, read
from sysmap.cli.paths import WrittenPath
from sysmap.cli.showing import remark
from sysmap.outputs.saving import save


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
