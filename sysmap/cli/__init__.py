"""The same verbs on the command line."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress

import click

from sysmap.cli.advising import depend, introduce
from sysmap.cli.asking import read
from sysmap.cli.comparing import compare, map_page
from sysmap.cli.demo import demo
from sysmap.cli.exporting import export
from sysmap.cli.measuring import measure, measures, organisations, sectors
from sysmap.cli.names import names
from sysmap.cli.paths import kept_apart
from sysmap.cli.places import forums, money, portfolio
from sysmap.cli.reading import check
from sysmap.cli.reporting import report
from sysmap.cli.streams import prepare_streams
from sysmap.cli.survey import survey
from sysmap.errors import ComparisonError, RecordsError, SysmapError, said_as_options
from sysmap.stopping import SAID, STATUS, Stopped, stop_at_once, stop_in_order
from sysmap.version import __version__

FAULTS, WRONG_CALL = 1, 2


class Commands(click.Group):
    """Commands whose errors are said in words, with the exit status that belongs to them."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; records that have faults give 1, a wrong name or path 2."""
        try:
            with said_as_options():
                return super().invoke(ctx)
        except (RecordsError, ComparisonError) as error:
            click.echo(str(error), err=True)
            ctx.exit(FAULTS)
        except SysmapError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(WRONG_CALL)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # the program that read the output has ended: click ends quietly
            _cannot_write(error)
            ctx.exit(FAULTS)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sysmap")
def commands() -> None:
    """Map how organisations work together across sectors, and say what changed.

    SOURCES are CSV files, a workbook, a folder of CSV files, or one of these for each wave:
    2022=first.xlsx 2024=second.xlsx. Start with: sysmap demo
    """


_COMMANDS = (
    *(check, compare, demo, depend, export, forums, introduce, map_page, measure, measures, money, names),
    *(organisations, portfolio, read, report, sectors, survey),
)
for _command in _COMMANDS:
    commands.add_command(kept_apart(_command))


def _cannot_write(error: OSError) -> None:
    """Say that a file or the output cannot be written, and why."""
    what = f"{error.filename} cannot be read or written" if error.filename else "the output cannot be written"
    click.echo(f"Error: {what}: {error.strerror or error}", err=True)


def main() -> None:
    """Run the command line; what it writes is UTF-8 wherever it goes, unless the terminal takes another."""
    stop_in_order()
    prepare_streams()
    try:
        try:
            commands()
        finally:
            # What is still to be written fails here, where it can be said, and not when Python ends.
            sys.stdout.flush()
    except Stopped:
        click.echo(SAID, err=True)
        sys.exit(STATUS)
    except OSError as error:
        _print_no_more()
        if error.errno != errno.EPIPE and not isinstance(error.__context__, SystemExit):
            _cannot_write(error)
        sys.exit(FAULTS)
    finally:
        stop_at_once()


def _print_no_more() -> None:
    """Have what is still to be printed go nowhere, where printing has failed."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
