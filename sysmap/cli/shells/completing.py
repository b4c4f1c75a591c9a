"""``sysmap completion``: what makes the Tab key complete commands and options, in four shells."""

from __future__ import annotations

import os

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class

from sysmap.cli.shells import ASKED_TO_COMPLETE

SHELLS = ("bash", "zsh", "fish", "powershell")
PROGRAM = "sysmap"

# PowerShell takes nothing from click: words go there by lines, and what fits comes back by lines.
_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_WORDS = ($commandAst.CommandElements | ForEach-Object { "$_" }) -join "`n"
    $env:COMP_CWORD = $wordToComplete
    try {
        & %(prog_name)s | ForEach-Object {
            $kind, $value, $help = $_ -split "`t", 3
            if ($kind -eq "plain") {
                [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
            }
        }
    } finally {
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_CWORD -ErrorAction SilentlyContinue
    }
}
"""


@add_completion_class
class PowerShellComplete(ShellComplete):
    """PowerShell, of Windows and 7: where files are wanted nothing is given, and it completes them itself."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words that are whole, and the one that is being written."""
        words = os.environ.get("COMP_WORDS", "").split("\n")[1:]
        incomplete = os.environ.get("COMP_CWORD", "")
        if incomplete and words and words[-1] == incomplete:
            words.pop()
        return words, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Write what fits in a line: kind, value, and what it does."""
        value = f"'{item.value}'" if " " in item.value else item.value
        return f"{item.type}\t{value}\t{' '.join((item.help or item.value).split())}"


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what makes the Tab key complete commands and options in SHELL."""
    found = get_completion_class(shell)
    assert found is not None  # they are the choices
    # What click prints of bash depends on which one is there: here it is the same everywhere.
    click.echo(ShellComplete.source(found(_root(), {}, PROGRAM, ASKED_TO_COMPLETE)))


def _root() -> click.Command:
    """Return the command that holds all others."""
    return click.get_current_context().find_root().command
