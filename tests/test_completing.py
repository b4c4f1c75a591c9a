"""The Tab key: what shells are told, and what they ask."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from click.shell_completion import get_completion_class
from click.testing import CliRunner

from sysmap.cli import COMMANDS, commands
from sysmap.cli.shells import ASKED_TO_COMPLETE
from sysmap.cli.shells.completing import SHELLS


def completed(*words: str, shell: str = "powershell") -> list[str]:
    """Return what completes the last word."""
    asked = get_completion_class(shell)(commands, {}, "sysmap", ASKED_TO_COMPLETE)
    *whole, incomplete = words
    return [item.value for item in asked.get_completions(list(whole), incomplete)]


def test_a_command_is_completed_by_its_name():
    assert completed("comp") == ["compare", "completion"]
    assert set(COMMANDS) <= set(completed(""))


def test_options_and_their_words_are_completed():
    assert "--primary" in completed("compare", "--pri")
    assert completed("compare", "--format", "") == ["table", "csv", "json"]
    assert completed("completion", "") == list(SHELLS)
    assert "--notice" in completed("survey", "make", "--no")


def test_files_are_left_to_the_shell():
    asked = get_completion_class("powershell")(commands, {}, "sysmap", ASKED_TO_COMPLETE)
    assert {item.type for item in asked.get_completions(["map"], "par")} == {"file"}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_is_told_which_program_to_ask_and_how(shell):
    script = CliRunner().invoke(commands, ["completion", shell]).output
    assert re.search(rf"{ASKED_TO_COMPLETE}\W+{shell}_complete", script)
    assert "sysmap" in script and "%(" not in script


def test_a_line_of_powershell_is_understood(monkeypatch):
    asked = get_completion_class("powershell")(commands, {}, "sysmap", ASKED_TO_COMPLETE)
    monkeypatch.setenv("COMP_WORDS", "sysmap\ncompare\n--pri")
    monkeypatch.setenv("COMP_CWORD", "--pri")
    assert asked.get_completion_args() == (["compare"], "--pri")
    monkeypatch.setenv("COMP_CWORD", "")
    assert asked.get_completion_args() == (["compare", "--pri"], "")


def test_a_shell_gets_an_answer_of_the_program():
    given = {
        **os.environ,
        ASKED_TO_COMPLETE: "powershell_complete",
        "COMP_WORDS": "sysmap\ncomp",
        "COMP_CWORD": "comp",
    }
    line = "import sys; sys.argv = ['sysmap']; from sysmap.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", line], env=given, capture_output=True, text=True, encoding="utf-8"
    )
    assert [row.split("\t")[:2] for row in done.stdout.splitlines()] == [
        ["plain", "compare"],
        ["plain", "completion"],
    ]
