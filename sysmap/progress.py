"""How far long work has come: calculations say it, whoever runs them decides how to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Reporter = Callable[[str, int, int], None]
Announcer = Callable[[str], None]

LONG = 3.0
"""Work of at least so many seconds is announced."""


def _silent(*_: object) -> None:
    """Show nothing."""


_reporter: ContextVar[Reporter] = ContextVar("reporter", default=_silent)
_announcer: ContextVar[Announcer] = ContextVar("announcer", default=_silent)


def takes(what: str, seconds: float) -> None:
    """Say how long a piece of work will take before it is begun, where that is more than a few seconds."""
    if seconds >= LONG:
        _announcer.get()(f"{what}: about {_in_words(seconds)}")


def _in_words(seconds: float) -> str:
    if seconds >= 90:
        return f"{round(seconds / 60)} minutes"
    # No more exact than it is known.
    return f"{round(seconds) if seconds < 10 else 5 * round(seconds / 5)} seconds"


def step(what: str, done: int, total: int) -> None:
    """Say that `done` of `total` parts of a piece of work are finished."""
    _reporter.get()(what, done, total)


@contextmanager
def reported(reporter: Reporter, announcer: Announcer = _silent) -> Iterator[None]:
    """Have `reporter` told of every step taken inside the block, and `announcer` how long work will take."""
    token, other = _reporter.set(reporter), _announcer.set(announcer)
    try:
        yield
    finally:
        _reporter.reset(token)
        _announcer.reset(other)
