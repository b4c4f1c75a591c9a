"""Which options are read and which are written: the latter never take the place of the former."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from sysmap.destinations import name_of, settled, stream_at
from sysmap.errors import ChoiceError
from sysmap.inputs import CSV, keep_apart

STDOUT = 1


class ReadPath(click.Path):
    """A file or folder that a command reads.

    Parameters
    ----------
    takes
        The suffixes of what is read of a folder.
    places
        Whether the folders in it are read too.
    """

    def __init__(self, *, takes: tuple[str, ...] = (CSV,), places: bool = False, **options: Any) -> None:
        super().__init__(path_type=Path, **options)
        self.takes, self.places = takes, places

    def all_read(self, path: Path) -> list[Path]:
        """List the folders that are read with this one."""
        within = path.iterdir() if self.places and path.is_dir() else ()
        return [path, *(part for part in within if part.is_dir())]


class WrittenPath(click.Path):
    """A file or folder that a command writes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)


class Source(click.ParamType):
    """A source of records, which may stand behind the name of its wave: ``2022=first.xlsx``."""

    name = "source"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002  click gives it
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Leave it to the shell to name files."""
        return [CompletionItem(incomplete, type="file")]


def kept_apart(command: click.Command) -> click.Command:
    """Have a command, and those in it, refuse to write over what it reads, before it begins to work."""
    if isinstance(command, click.Group):
        for part in command.commands.values():
            kept_apart(part)
        return command
    run = command.callback
    assert run is not None  # every command does something

    @wraps(run)
    def checked(**given: Any) -> Any:
        for param in command.params:
            _check_letters(param, given.get(param.name or ""))
        check_paths(command.params, given)
        if "how" in given and given.get("output") is not None and stream_at(given["output"]) == STDOUT:
            given["output"] = None  # that is where it goes anyway, in the format asked for
        return run(**given)

    command.callback = checked
    return command


def check_paths(params: Iterable[click.Parameter], given: Mapping[str, Any]) -> None:
    """Refuse what is to be written where it would replace an input or another output.

    Raises
    ------
    ChoiceError
        If a path to write is one of the inputs or lies among them, or is named twice.
    SysmapError
        If what is there cannot be replaced.
    """
    values = [(param.type, one) for param in params for one in _all(given.get(param.name or ""))]
    written = [one for kind, one in values if isinstance(kind, WrittenPath) and stream_at(one) is None]
    for kind, one in values:
        if isinstance(kind, Source):
            keep_apart([Path(wave_and_path(one)[1]).absolute()], *written)
        elif isinstance(kind, ReadPath):
            keep_apart([path.absolute() for path in kind.all_read(one)], *written, takes=kind.takes)
    for number, path in enumerate(written):
        if not path.is_dir():
            settled(path)
        if path.absolute() in [other.absolute() for other in written[:number]]:
            raise ChoiceError(f"{path} is to be written twice: give two names")


def _check_letters(param: click.Parameter, value: Any) -> None:
    """Refuse a text that holds halves of letters: no file can be written with it."""
    if isinstance(param.type, Source | ReadPath | WrittenPath):
        return
    for one in _all(value):
        if isinstance(one, str) and name_of(one) != one:
            raise click.BadParameter(f"{name_of(one)!r} is not text in UTF-8: type it again", param=param)


def _all(value: Any) -> tuple[Any, ...]:
    """Return everything that an option was given, in whatever it has been put."""
    if isinstance(value, Mapping):
        return (*value, *value.values())
    return tuple(value) if isinstance(value, tuple | list) else () if value is None else (value,)


def wave_and_path(source: str) -> tuple[str, str]:
    """Return the wave of a source, as in ``2022=first.xlsx``, and its path; no wave where none is named."""
    wave, equals, path = source.partition("=")
    return (wave, path) if equals and wave and path and not os.path.exists(source) else ("", source)
