"""``sysmap read`` asks about files that are not understood; ``sysmap open`` does it in a window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.assisting.session import ASKED, KINDS_OF_SHEET, Look, ReadingSession, SheetTaken, needed
from sysmap.cli.options import parsed
from sysmap.cli.paths import ReadPath, Source
from sysmap.errors import said_as_options
from sysmap.text import text_table

_TRIES = 5


@click.command("read")
@click.argument("sources", nargs=-1, required=True, type=Source())
@click.option("--yes", is_flag=True, help="Take every guess, and ask nothing.")
def read(sources: tuple[str, ...], yes: bool) -> None:
    """Show what files are taken for, ask about what is not clear, and remember it beside the file.

    The other commands, and read_records in Python, then read the file without being told.
    """
    session = ReadingSession(*parsed(sources))
    look = session.look()
    if look.records is not None:
        _show(look)
        if yes or click.confirm("Is this right?", default=True):
            _finish(session, yes)
            return
    for attempt in range(_TRIES):
        for sheet in session.sheets:
            if attempt or not (sheet.settled or sheet.is_clear):
                _ask(session, sheet, yes)
        look = session.look()
        if look.records is None:
            _ask_what_is_left(session, look, yes)
            look = session.look()
        _show(look)
        if look.records is not None and (yes or click.confirm("Is this right?", default=True)):
            _finish(session, yes)
            return
        if yes or not click.confirm("Shall we go through it once more?", default=True):
            break
    click.get_current_context().exit(1)


@click.command("open")
@click.argument("sources", nargs=-1, type=ReadPath())
@click.option("--port", type=click.IntRange(1, 65535), help="The port to use; without it, a free one.")
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
def open_(sources: tuple[Path, ...], port: int | None, no_browser: bool) -> None:
    """Open a window for people who do not type: put files in it, and press a button for a map or a brief.

    It is a page in your browser. Nothing leaves this computer. It ends when you close it.
    """
    from sysmap.window.serving import open_window

    open_window(sources, port=port or 0, browser=not no_browser, said=click.echo)


def _ask(session: ReadingSession, sheet: SheetTaken, yes: bool) -> None:
    """Ask what a sheet is and what its columns mean."""
    click.echo(f"\n{sheet.title}\n{text_table(sheet.preview, index=False, width=44)}\n")
    kinds = list(KINDS_OF_SHEET)
    guess = kinds.index(sheet.what)
    if not yes:
        guess = _choose("What is it?", list(KINDS_OF_SHEET.values()), guess)
    if kinds[guess] != sheet.what:
        session.choose(sheet, kinds[guess])
    sheet.settled = True
    for column, said in ASKED.get(sheet.what, {}).items():
        there = sheet.meanings.get(column, "")
        if yes:
            continue
        headers = sheet.headers if column in needed(sheet.what) else [*sheet.headers, "(none)"]
        default = headers.index(there) if there in headers else len(headers) - 1
        found = _choose(f"Which column holds {said}?", headers, default)
        session.mean(sheet, column, "" if headers[found] == "(none)" else headers[found])


def _ask_what_is_left(session: ReadingSession, look: Look, yes: bool) -> None:
    """Ask what words of strength stand for, and whether sectors are to be worked out."""
    if yes:
        return
    for word in session.unknown_words():
        said = click.prompt(
            f'What does "{word}" stand for? A number, 0 for no tie; Enter if it is no answer',
            default="",
            show_default=False,
        )
        session.stand_for(word, _number(said))
    if "sector" in str(look.error) and click.confirm(
        "Sectors are missing. Work them out from the names?", default=True
    ):
        session.infer_sectors(True)


def _number(said: str) -> float | None:
    try:
        return float(said)
    except ValueError:
        return None


def _choose(question: str, choices: list[str], default: int) -> int:
    for place, choice in enumerate(choices, start=1):
        click.echo(f"  {place}  {choice}")
    return int(click.prompt(question, type=click.IntRange(1, len(choices)), default=default + 1)) - 1


def _show(look: Look) -> None:
    click.echo("\n" + "\n".join(look.said))
    if look.records is not None:
        click.echo(f"\n{text_table(look.ties, index=False, width=40)}\n")


def _finish(session: ReadingSession, yes: bool) -> None:
    """Remember what was settled, and show the line that does the same."""
    given: dict[str, Any] = session.given()
    if given and (yes or click.confirm("Remember this beside the file?", default=True)):
        click.echo(f"Written: {session.save()}")
    with said_as_options():
        typed = session.line()
    click.echo(f"The same on the command line:\n  {typed}")
