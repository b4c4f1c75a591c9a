"""The same verbs on the command line."""

from __future__ import annotations

import sys

import click

import sysmap
from sysmap.cli.comparing import compare, map_page
from sysmap.cli.demo import demo
from sysmap.cli.exporting import export
from sysmap.cli.measuring import measure, measures, organisations, sectors
from sysmap.cli.names import names
from sysmap.cli.reading import check
from sysmap.cli.survey import survey
from sysmap.errors import ComparisonError, RecordsError, SysmapError

FAULTS, WRONG_CALL = 1, 2


class Commands(click.Group):
    """Commands whose errors are said in words, with the exit status that belongs to them."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; records that have faults give 1, a wrong name or path 2."""
        try:
            return super().invoke(ctx)
        except (RecordsError, ComparisonError) as error:
            click.echo(str(error), err=True)
            ctx.exit(FAULTS)
        except SysmapError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(WRONG_CALL)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(sysmap.__version__, prog_name="sysmap")
def commands() -> None:
    """Map how organisations work together across sectors, and say what changed.

    SOURCES are CSV files, a workbook, a folder of CSV files, or one of these for each wave:
    2022=first.xlsx 2024=second.xlsx. Start with: sysmap demo
    """


_COMMANDS = (
    *(check, compare, demo, export, map_page, measure, measures, names, organisations, sectors),
    survey,
)
for _command in _COMMANDS:
    commands.add_command(_command)


def main() -> None:
    """Run the command line; what it writes is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and not stream.isatty():
            stream.reconfigure(encoding="utf-8")
    commands()
