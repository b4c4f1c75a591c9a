"""``sysmap brief``: what was found on one page, for a board."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.generated import options_of
from sysmap.cli.options import options
from sysmap.cli.paths import WrittenPath
from sysmap.cli.reporting import COMPARED, one_or_two
from sysmap.cli.showing import remark, write
from sysmap.destinations import stream_at
from sysmap.errors import ChoiceError
from sysmap.pages.one_page.board_page import brief as make_brief
from sysmap.pages.one_page.slides import need_pptx
from sysmap.pages.report.word_files import need_docx

_SUFFIXES = {".html": None, ".docx": need_docx, ".pptx": need_pptx, ".pdf": None, ".png": None}
_PAGE = options_of(make_brief).but("public")


@click.command("brief")
@options("reading", "wave", "two_waves", "building", COMPARED, _PAGE, "public")
@click.option(
    "--sentence",
    "changed",
    multiple=True,
    metavar="NAME=TEXT",
    help="Change a sentence: finding_1=..., or leave it out: finding_3=. The page says that it was changed. "
    "May be given several times.",
)
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    default=Path("brief.html"),
    show_default=True,
    metavar="FILE",
    help="What to write: a page (.html), a Word document (.docx), slides (.pptx), .pdf or .png.",
)
def brief(
    wave: str | None,
    before: str | None,
    after: str | None,
    changed: tuple[str, ...],
    output: Path,
    **given: Any,
) -> None:
    """Write a brief for a board: one page with three findings, the map, and what it cannot say."""
    suffix = output.suffix.casefold()
    if suffix not in _SUFFIXES and stream_at(output) is None:
        raise ChoiceError(
            f"a brief is written as {', '.join(_SUFFIXES)}, not {output.suffix or output.name!r}"
        )
    need = _SUFFIXES.get(suffix)
    if need:
        need()
    page = make_brief(
        one_or_two(wave, before, after, given), **_PAGE.arguments(given), public=given["public"]
    )
    for one in changed:
        name, there, text = one.partition("=")
        if not there:
            raise click.UsageError(f"--sentence takes NAME=TEXT, such as finding_1=..., not {one!r}")
        page.sentences[name.strip()] = text
    written = write(page, output, ".html")
    for name, text in page.sentences.items():
        click.echo(f"{name}: {text}")
    remark(f"Written: {written}.")
