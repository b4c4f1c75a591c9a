"""``sysmap said``: what was said in the room, looked through, joined, and applied where that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.generated import options_of
from sysmap.cli.options import FORMAT, PUBLIC, READING, options, parsed
from sysmap.cli.paths import ReadPath, Source, WrittenPath
from sysmap.cli.showing import remark, show
from sysmap.network.said import said_applied
from sysmap.outputs.saving import save
from sysmap.records.read import read_records
from sysmap.records.said.reading import Said, read_said

_READ = options_of(read_said).but("records")


@click.command("said")
@click.argument("files", nargs=-1, required=True, type=ReadPath())
@click.option(
    "--of",
    "sources",
    multiple=True,
    type=Source(),
    metavar="SOURCE",
    help="The records of the map, to check that the files were said of it. May be given several times.",
)
@options(READING.but("said", "said_of"), _READ, PUBLIC)
@FORMAT
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    metavar="FILE",
    help="Write to a file instead: joined.said.csv for one file of all, .xlsx or .html to look through.",
)
@click.option(
    "--applied",
    type=WrittenPath(),
    metavar="FOLDER|FILE",
    help="Write the records with what was said applied: a folder of CSV files, or an .xlsx workbook.",
)
def said_in_the_room(
    files: tuple[Path, ...],
    sources: tuple[str, ...],
    how: str,
    output: Path | None,
    applied: Path | None,
    public: bool,
    **given: Any,
) -> None:
    """Look through what was said in the room: the steps in force, and where files contradict each other.

    FILES are what the button "Save what was said" of a map wrote. Nothing is applied unless --applied is
    given.
    """
    if applied is not None and not sources:
        raise click.UsageError("--applied needs the records of the map: give them with --of")
    if not sources:
        found = read_said(*files, **_READ.arguments(given))
    else:
        reading = READING.but("said", "said_of").arguments(given)
        records = read_records(*parsed(sources), said=list(files), **_READ.arguments(given), **reading)
        found = Said.of(records)
        if applied is not None:
            written = save(said_applied(records), applied, public=public)
            remark(f"Written: {written}")
    show(found, how, output, public=public)
