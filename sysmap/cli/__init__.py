"""The same verbs on the command line."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from sysmap.cli.paths import kept_apart
from sysmap.cli.shells import ASKED_TO_COMPLETE
from sysmap.cli.shells.examples import with_examples
from sysmap.cli.streams import prepare_streams
from sysmap.errors import ComparisonError, RecordsError, SysmapError, said_as_options, unknown
from sysmap.stopping import SAID, STATUS, Stopped, stop_at_once, stop_in_order
from sysmap.version import __version__

FAULTS, WRONG_CALL = 1, 2
# In which module each command is, and the first sentence of its help: a list of them loads none.
COMMANDS = {
    "brief": (
        "briefing",
        "Write a brief for a board: one page with three findings, the map, and what it cannot say.",
    ),
    "bundle": (
        "exporting",
        "Write a bundle that anybody can check: records, what was done with them, and what came out.",
    ),
    "check": (
        "reading",
        "Check records: say what was read, and list every fault and warning by file and row.",
    ),
    "compare": (
        "comparing",
        "Compare two waves: what changed, how surely, and which ties are kept, new and lost.",
    ),
    "completion": (
        "shells.completing",
        "Print what makes the Tab key complete commands and options in SHELL.",
    ),
    "demo": (
        "demo",
        "Write example records, a map, a brief, a report and tables to FOLDER, and say what to open.",
    ),
    "depend": ("advising", "Say what rests on each organisation: what the others would lose if it left."),
    "difference": (
        "places",
        "Set the change of programme places beside that of places without the programme.",
    ),
    "export": (
        "exporting",
        "Write the map of one wave for another program: Gephi, Kumu, UCINET, yEd or Cytoscape.",
    ),
    "forums": (
        "places",
        "Say which boards and alliances bring which sectors together, and who sits on many.",
    ),
    "introduce": (
        "advising",
        "Suggest conversations: pairs without a tie that would bring the sectors nearer to each other.",
    ),
    "map": (
        "comparing",
        "Draw the map: one page that opens offline, of one wave, of two with what changed, or of more.",
    ),
    "measure": (
        "measuring",
        "Measure a system: the scorecard of one wave, each measure beside what chance would give.",
    ),
    "measures": ("measuring", "List all measures, or explain the one called NAME."),
    "mixing": (
        "measuring",
        "Model who has a tie with whom: whether sectors still matter, given how busy each organisation is.",
    ),
    "money": (
        "places",
        "Sum who pays whom, sector by sector; amounts known about, under or over stay intervals.",
    ),
    "names": ("names", "Look up the names in records, and write those to decide about to a workbook."),
    "open": (
        "asking",
        "Open a window for people who do not type: put files in it, and press a button for a map or a brief.",
    ),
    "organisations": ("measuring", "Measure every organisation: partners, roles, how much rests on it."),
    "plan": (
        "planning",
        "Plan a comparison: SOURCES is partners.csv, a record set, or plan.json with answers.",
    ),
    "portfolio": (
        "places",
        "Set many places side by side: a folder for each place in FOLDER, or one record set with programmes.",
    ),
    "read": (
        "asking",
        "Show what files are taken for, ask about what is not clear, and remember it beside the file.",
    ),
    "report": (
        "reporting",
        "Write a report: a page for a board, maps, measures, what changed, and how far to trust it.",
    ),
    "said": (
        "said",
        "Look through what was said in the room: the steps in force, and where files contradict each other.",
    ),
    "sectors": ("measuring", "Measure every sector: ties within and between, who answered."),
    "survey": (
        "survey",
        "Ask organisations about one another: a page or a workbook, and records of what comes back.",
    ),
    "trajectory": (
        "following",
        "Follow three waves or more: each change since the first, its trend, and what became of ties.",
    ),
    "verify": (
        "exporting",
        "Check a bundle: every byte, and whether the same numbers come out again.",
    ),
}


class Commands(click.Group):
    """Commands whose errors are said in words, with the exit status that belongs to them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command, and with it what it is made of."""
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            module = import_module(f"sysmap.cli.{COMMANDS[cmd_name][0]}")
            found = (each for each in vars(module).values() if isinstance(each, click.Command))
            command = kept_apart(next(each for each in found if each.name == cmd_name))
            self.add_command(with_examples(command, cmd_name))
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command by its name; a misspelt one is met with those that were probably meant."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            raise unknown("command", name, self.list_commands(ctx))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with its first sentence."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command, or an option, without loading any of them."""
        found = [(name, COMMANDS[name][1]) for name in self.list_commands(ctx) if name.startswith(incomplete)]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [CompletionItem(name, help=sentence) for name, sentence in found] + options

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; records that have faults give 1, a wrong name or path 2."""
        try:
            with said_as_options():
                return super().invoke(ctx)
        except (Stopped, KeyboardInterrupt):
            click.echo(SAID, err=True)
            ctx.exit(STATUS)
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


def _cannot_write(error: OSError) -> None:
    """Say that a file or the output cannot be written, and why."""
    what = f"{error.filename} cannot be read or written" if error.filename else "the output cannot be written"
    click.echo(f"Error: {what}: {error.strerror or error}", err=True)


def main() -> None:
    """Run the command line; what it writes is UTF-8 wherever it goes, unless the terminal takes another."""
    stop_in_order()
    prepare_streams()
    if ASKED_TO_COMPLETE in os.environ:
        import_module("sysmap.cli.shells.completing")  # with the shells that click does not know
    # On several threads a matrix of a few hundred rows costs five times as much of the processor.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
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
