"""What is in a folder changed for something else in one go: what is cut off half way reads as before."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sysmap.destinations import TEMPORARY, give_rights, settled
from sysmap.errors import SysmapError

# Holds what a folder held while it is changed, and says which names are new to it.
_ASIDE = f"{TEMPORARY}before-"
_DONE = f"{TEMPORARY}done-"
_NEW, _DRAFT = ".new.json", ".new.json~"


def swap(staging: Path, target: Path, leaving: Iterable[str], last: str) -> None:
    """Put all that is in one folder into another, or leave that as it was.

    Parameters
    ----------
    staging
        What is to be put there; it lies in `target`, so that everything moves on one disk.
    target
        The folder. What it holds besides stays.
    leaving
        Names that are to be gone from it, if they are there.
    last
        The name that is taken away first and put there last: should the computer stop half way,
        others than sysmap lack it and cannot read the folder, rather than read a mixture.
    """
    take_back(target)
    incoming = sorted((part.name for part in staging.iterdir()), key=lambda name: name == last)
    there = [name for name in {*incoming, *leaving} if os.path.lexists(target / name)]
    there.sort(key=lambda name: (name != last, name))
    for name in there:
        if (target / name).is_symlink():
            raise SysmapError(f"cannot write {target / name}: it is a link; name another folder")
        settled(target / name)
    aside = Path(tempfile.mkdtemp(dir=target, prefix=_ASIDE))
    try:
        _note_new(aside, {name: _stamp(staging / name) for name in incoming if name not in there})
        for name in there:
            os.replace(target / name, aside / name)
        for name in incoming:
            if os.name == "posix" and name in there:
                give_rights(staging / name, aside / name)
            os.replace(staging / name, target / name)
        # From here on the new ones stand.
        os.replace(aside, target / aside.name.replace(_ASIDE, _DONE))
    except BaseException:
        take_back(target)
        shutil.rmtree(aside, ignore_errors=True)
        raise
    _clear(target)


def take_back(folder: Path) -> None:
    """Undo a change of a folder that was cut off, so that it holds what it held before.

    Raises
    ------
    SysmapError
        If that cannot be done; what it held stays where it is, and can still be read.
    """
    for aside, new in _cut_off(folder):
        try:
            undone = Path(tempfile.mkdtemp(dir=folder, prefix=_DONE))
            for name in new:
                os.replace(folder / name, undone / name)
            for part in sorted(aside.iterdir()):
                if part.name != _NEW:
                    os.replace(part, folder / part.name)
        except OSError as error:
            raise SysmapError(
                f"what was in {folder} could not be put back ({error.strerror or error}): it is in {aside}, "
                "and is what sysmap reads of this folder"
            ) from error
        shutil.rmtree(aside, ignore_errors=True)
    _clear(folder)


def parts_of(folder: Path) -> tuple[list[Path], bool]:
    """List what a folder holds, and tell whether a change of it was cut off: then what it held before.

    Nothing is moved, so that a change that is still going on is not disturbed.
    """
    found = {part.name: part for part in folder.iterdir()}
    asides = _cut_off(folder)
    for aside, new in asides:
        for name in new:
            found.pop(name, None)
        found |= {part.name: part for part in aside.iterdir() if part.name != _NEW}
    return [found[name] for name in sorted(found)], bool(asides)


def _note_new(aside: Path, stamps: dict[str, int | None]) -> None:
    """Note the names that a folder did not hold; there is no such note before it is whole."""
    draft = aside / _DRAFT
    with draft.open("w", encoding="utf-8") as file:
        json.dump(stamps, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, aside / _NEW)


def _cut_off(folder: Path) -> list[tuple[Path, list[str]]]:
    """List where the contents of a folder were put aside, and what of the change is new in it."""
    found = []
    for aside in sorted(folder.glob(f"{_ASIDE}*")):
        # Without the note nothing was moved yet.
        with suppress(OSError, ValueError):
            stamps = json.loads((aside / _NEW).read_text(encoding="utf-8"))
            # What somebody has put there since is theirs.
            new = [name for name, stamp in stamps.items() if _stamp(folder / name) == stamp]
            found.append((aside, new))
    return found


def _stamp(path: Path) -> int | None:
    """Return when something was last written to, which a move does not change; None where it is not there."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def _clear(folder: Path) -> None:
    """Take away what a change has left that came to its end, or never came to its first move."""
    for over in folder.glob(f"{_DONE}*"):
        shutil.rmtree(over, ignore_errors=True)
    for aside in folder.glob(f"{_ASIDE}*"):
        if {part.name for part in aside.iterdir()} <= {_DRAFT}:
            shutil.rmtree(aside, ignore_errors=True)
