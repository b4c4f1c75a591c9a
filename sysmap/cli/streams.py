"""Where a command prints: whatever letters that takes, and also where there is nothing to print to."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys

from sysmap.letters import composed

_NEAREST = "sysmap.nearest"
_WRITTEN_AS = {
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
}


class _Closed(io.RawIOBase):
    """The place of an output that was closed before Python started."""

    def writable(self) -> bool:
        return True

    def write(self, _content: object, /) -> int:
        raise OSError(errno.EBADF, "it is closed")


def prepare_streams() -> None:
    """Have everything printed as UTF-8, or as the terminal takes it; letters that it lacks as the nearest."""
    codecs.register_error(_NEAREST, nearest)
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(_Closed(), encoding="utf-8", write_through=True)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            chosen = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=stream.encoding if chosen else "utf-8", errors=_NEAREST)


def nearest(error: UnicodeError) -> tuple[str, int]:
    """Write letters that an encoding lacks as the nearest it has, and halves of letters as bytes."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(_ascii(letter) for letter in letters), error.end


def _ascii(letter: str) -> str:
    if letter in _WRITTEN_AS:
        return _WRITTEN_AS[letter]
    if "\udc80" <= letter <= "\udcff":
        return f"\\x{ord(letter) - 0xDC00:02x}"
    folded = composed("NFKD", letter).encode("ascii", "ignore").decode()
    return folded or "?"
