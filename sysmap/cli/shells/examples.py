"""Two examples for each command, as its help shows them."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import click


@cache
def examples() -> dict[str, list[tuple[str, str]]]:
    """Return the examples of each command, by the words that call it: what is typed, and what it does."""
    found: dict[str, list[tuple[str, str]]] = {}
    text = files("sysmap").joinpath("data", "command_examples.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["command"], []).append((row["typed"], row["does"]))
    return found


def with_examples(command: click.Command, words: str) -> click.Command:
    """Have the help of a command, and of those in it, end with examples; a line is not broken, to be copied.

    Parameters
    ----------
    command
        The command, or a group of commands.
    words
        What calls it.
    """
    if isinstance(command, click.Group):
        for name, part in command.commands.items():
            with_examples(part, f"{words} {name}")
    elif words in examples():
        lines = [f"  {does}\n    {typed}" for typed, does in examples()[words]]
        command.epilog = "\n".join(["\b", "Examples:", *lines])
    return command
