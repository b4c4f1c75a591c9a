"""How far long work has come: calculations say it, whoever runs them decides how to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Reporter = Callable[[str, int, int], None]


def _silent(what: str, done: int, total: int) -> None:
    """Show nothing."""


_reporter: ContextVar[Reporter] = ContextVar("reporter", default=_silent)


def step(what: str, done: int, total: int) -> None:
    """Say that `done` of `total` parts of a piece of work are finished."""
    _reporter.get()(what, done, total)


@contextmanager
def reported(reporter: Reporter) -> Iterator[None]:
    """Have `reporter` told of every step taken inside the block."""
    token = _reporter.set(reporter)
    try:
        yield
    finally:
        _reporter.reset(token)
