"""Names of files that came through a browser: kept where every system can have them, and never a path."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePosixPath, PureWindowsPath

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]')
# Windows gives these to devices, whatever suffix follows.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
_LONGEST = 100


def free_name(given: str, taken: Collection[str]) -> str:
    """Return the last part of a name as a name that any system can have, and that is not taken.

    What its letters cannot be is written as ``-``; a second file of a name gets ``-2`` before its suffix.
    """
    last = PureWindowsPath(PurePosixPath(given).name).name or "file"
    name = _FORBIDDEN.sub("-", last).strip(" .") or "file"
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    stem = (stem or "file")[:_LONGEST].rstrip(" .")
    if _DEVICES.fullmatch(f"{stem}{dot}{suffix}"):
        stem = f"file-{stem}"
    folded = {one.casefold() for one in taken}
    number, free = 1, f"{stem}{dot}{suffix}"
    while free.casefold() in folded:
        number += 1
        free = f"{stem}-{number}{dot}{suffix}"
    return free
