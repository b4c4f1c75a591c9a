"""What a call reads and what it writes: no output takes the place of an input, or lands among them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from sysmap.errors import ChoiceError

T = TypeVar("T")
CSV = ".csv"
_NAME = "inputs"


def paths_in(given: Any) -> Iterator[Path]:
    """List the paths in what was given to be read: a path, a list, or a mapping of wave to these."""
    if isinstance(given, str | os.PathLike):
        yield Path(given).absolute()
    elif isinstance(given, Mapping):
        for part in given.values():
            yield from paths_in(part)
    elif isinstance(given, list | tuple | set | frozenset):
        for part in given:
            yield from paths_in(part)


def inputs_of(result: Any) -> tuple[Path, ...]:
    """Return the files and folders that a result was read from, as far as it knows them."""
    found: dict[Path, None] = {}
    waiting, seen = [result], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, tuple):
            waiting += one
        elif is_dataclass(one) and not isinstance(one, type):
            found |= dict.fromkeys(getattr(one, _NAME, ()))
            waiting += [getattr(one, field.name) for field in fields(one)]
        elif (told := _told(one)) is not None:
            found |= dict.fromkeys(map(Path, told.get(_NAME, ())))
    return tuple(found)


def _told(one: Any) -> dict[str, Any] | None:
    """Return what a frame is told of itself; None of anything else. The help of a command loads no pandas."""
    told = getattr(one, "attrs", None)
    return told if isinstance(told, dict) else None


def told_of(result: T, given: tuple[Any, ...]) -> T:
    """Have a result that holds no records know the files that what was given comes from: a frame, a page."""
    holds = is_dataclass(result) and not isinstance(result, type)
    told = None if holds else _told(result)
    asks = holds and vars(result).get(_NAME) == ()
    # What holds the records it came from knows their files: it is not gone through.
    if (told is None and not asks) or not (inputs := inputs_of(given)):
        return result
    if told is not None:
        # As texts: whoever writes a frame with its attrs can write these.
        told[_NAME] = [str(path) for path in inputs]
        return result
    return replace(result, **{_NAME: inputs})  # type: ignore[type-var]


def keep_apart(
    inputs: Iterable[Path], *outputs: str | os.PathLike[str], takes: Iterable[str] = (CSV,)
) -> None:
    """Refuse an output that would take the place of an input, or be read with a folder of inputs next time.

    Parameters
    ----------
    inputs
        Files and folders that are read.
    *outputs
        Files and folders that are to be written.
    takes
        The suffixes of what is read of a folder.

    Raises
    ------
    ChoiceError
        If one of them is the other, by whatever name or link; if an output would lie in a folder that
        is read and be read with it; if it is a folder that holds an input.
    """
    for source in inputs:
        folder = source.is_dir()
        for output in map(Path, outputs):
            parts = _parts(source, takes) if folder else []
            if any(_same(part, output) for part in (source, *parts)):
                raise ChoiceError(f"{output} is one of the files being read: give another name to write to")
            if folder and output.suffix.casefold() in takes and _lies_in(output, source):
                raise ChoiceError(
                    f"{output} would lie among the files being read, and be taken for one of them next time: "
                    "name a file in another folder"
                )
            if source.suffix.casefold() == CSV and output.is_dir() and _lies_in(source, output):
                raise ChoiceError(
                    f"the folder {output} holds {source.name}, which is being read: name another folder"
                )


def _same(one: Path, other: Path) -> bool:
    """Return whether two paths are of one file, by links and hard links too."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return _real(one) == _real(other)


def _real(path: Path) -> str:
    try:
        return os.path.normcase(os.path.realpath(path))
    except (OSError, ValueError):
        return str(path)


def _lies_in(path: Path, folder: Path) -> bool:
    """Return whether a file lies in a folder, as it is written or where it leads."""
    within = _real(folder)
    return within in (_real(path.absolute().parent), os.path.dirname(_real(path)))


def _parts(folder: Path, takes: Iterable[str]) -> list[Path]:
    """List the files of a folder that are read."""
    try:
        return [part for part in folder.iterdir() if part.suffix.casefold() in takes]
    except OSError:
        return []
