"""How what was written gets to its place: through links, into pipes, with the rights of what was there."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from pathlib import Path

from sysmap.errors import MissingFileError, SysmapError

TEMPORARY = ".sysmap-"
_DESCRIPTOR = re.compile(r"/dev/(?:fd/(\d+)|(stdout)|(stderr))|/proc/self/fd/(\d+)")
_STREAMS = (stat.S_ISFIFO, stat.S_ISCHR)
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def stream_at(path: str | os.PathLike[str]) -> int | str | None:
    """Return the open descriptor, pipe or device that a path stands for; None where it is a file."""
    found = _DESCRIPTOR.fullmatch(os.fspath(path)) if os.name == "posix" else None
    if found:
        named = found[1] or found[4]
        return int(named) if named else 1 if found[2] else 2
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return None
    return os.fspath(path) if any(is_one(mode) for is_one in _STREAMS) else None


def name_of(path: str | os.PathLike[str]) -> str:
    """Return a path as a text that can be written anywhere, bytes that are no letters by their number."""
    return re.sub("[\ud800-\udfff]", lambda half: f"\\x{ord(half[0]) & 0xFF:02x}", os.fspath(path))


def send(content: Path, stream: int | str) -> None:
    """Copy a file that is whole to a pipe, a device or an open descriptor."""
    if stream == 1 and sys.stdout is not None:
        sys.stdout.flush()
    # A descriptor is used as it is: opened by its name, a file that it leads to would be cut off.
    opened = os.dup(stream) if isinstance(stream, int) else stream
    with content.open("rb") as source, open(opened, "wb") as target:
        shutil.copyfileobj(source, target)


def settled(path: str | os.PathLike[str]) -> Path:
    """Return the file that is written for this path: the one that a link leads to, so that the link stays.

    Raises
    ------
    SysmapError
        If what is there is not to be replaced: a folder, something read-only, no ordinary file.
    """
    target = Path(os.path.realpath(path) if os.path.islink(path) else path)
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return target
    except (OSError, ValueError) as error:
        raise MissingFileError(f"cannot write {path}: {getattr(error, 'strerror', None) or error}") from error
    if stat.S_ISDIR(mode):
        raise SysmapError(f"cannot write {path}: it is a folder; give the name of a file")
    if not stat.S_ISREG(mode):
        raise SysmapError(f"cannot write {path}: it is not an ordinary file; give another name")
    if not mode & _WRITABLE or not os.access(target, os.W_OK):
        raise SysmapError(f"cannot write {path}: it is read-only; give another name, or allow changes to it")
    return target


def put(temporary: Path, target: Path, *, private: bool = False) -> None:
    """Put a file that is whole in its place, with the rights of what was there, or of any new file."""
    if os.name == "posix" and not private:
        give_rights(temporary, target)
    try:
        temporary.replace(target)
    except OSError as error:
        raise SysmapError(
            f"cannot write {target}: {error.strerror or error}; if it is open in another program, close it "
            "there"
        ) from error


def put_folder(staging: Path, target: Path) -> None:
    """Make a folder that is whole the new folder `target`, in one step."""
    if os.name == "posix":
        staging.chmod(0o777 & ~_mask())
    staging.rename(target)


def give_rights(new: Path, old: Path) -> None:
    """Return a new file the rights and the owner of an old one; those of any new file where there is none."""
    try:
        was = old.stat()
    except OSError:
        new.chmod(0o666 & ~_mask())
        return
    mode = stat.S_IMODE(was.st_mode)
    now = new.stat()
    if (was.st_uid, was.st_gid) != (now.st_uid, now.st_gid):
        try:
            os.chown(new, was.st_uid, was.st_gid)
        except OSError:
            # What the old group could read is not shown to another.
            mode &= ~(stat.S_IRWXG if was.st_gid != now.st_gid else 0)
    new.chmod(mode)


def _mask() -> int:
    """Return the rights that new files are made without."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
