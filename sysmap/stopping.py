"""Ctrl-C ends a command with one line from the moment it starts, while packages are being loaded too."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

STATUS = 130
SAID = "Stopped."


class Stopped(BaseException):
    """The command was stopped by its user; it passes everything that mends other errors."""


def started_as_command() -> bool:
    """Return whether Python was started to run the command, and not a program that imports sysmap."""
    name = os.path.basename(sys.argv[0]) if sys.argv else ""
    if name == "-m":  # which module that is, Python says in the words that it was started with
        words = sys.orig_argv
        return "sysmap" in words[words.index("-m") + 1 :][:1] if "-m" in words else False
    return os.path.splitext(name)[0] in ("sysmap", "sysmap-script")


def stop_at_once() -> None:
    """Have Ctrl-C end the process where nothing is being written yet."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        with suppress(OSError):
            os.write(2, f"{SAID}\n".encode())
        os._exit(STATUS)

    _handle(stop)


def stop_in_order() -> None:
    """Have Ctrl-C raise `Stopped`, so that what is half written is taken away on the way out."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    _handle(stop)


def _handle(stop: signal._HANDLER) -> None:
    # Where whoever started the process has it go on at Ctrl-C, it goes on.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, stop)


if started_as_command():
    stop_at_once()
