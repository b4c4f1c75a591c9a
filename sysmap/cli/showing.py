"""What commands print: tables, CSV or JSON; progress on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import click

from sysmap.destinations import stream_at
from sysmap.files import whole
from sysmap.findings.score_table import ScoreTable
from sysmap.outputs.saving import save
from sysmap.progress import reported
from sysmap.results import Result, public_copy

_SHOW_AFTER = 2.0


def show(result: Result, how: str, output: Path | None, *, public: bool = False) -> None:
    """Print a result as a table, as CSV or as JSON; or write it to a file and say so."""
    if public:
        result = public_copy(result)
    to_read = how == "table" and output is None
    if isinstance(result, ScoreTable) and not to_read:
        # A file of scores alone does not say of what they are, nor CSV what must be known to read it.
        caveats = result.caveats if how == "csv" else ()
        remark("\n".join([*(f"- {caveat}" for caveat in caveats), result.about]))
    if output is not None:
        written = write(result, output, ".csv" if how == "table" else f".{how}")
        remark(f"Written: {written}")
    elif how == "table":
        click.echo(result.full_text())
    else:
        click.echo(as_text(result, f".{how}"), nl=False)


def write(result: Any, output: Path, usual: str, **options: Any) -> Path:
    """Save a result as the name of the file says; to a pipe or a device without a suffix, as is `usual`."""
    if output.suffix or stream_at(output) is None:
        return save(result, output, **options)
    with TemporaryDirectory() as folder, whole(output) as temporary:
        copyfile(save(result, Path(folder) / f"result{usual}", **options), temporary)
    return output


def remark(text: str) -> None:
    """Say something beside the result, on standard error, unless asked to be quiet."""
    if not click.get_current_context().params.get("quiet"):
        click.echo(text, err=True)


def as_text(result: Any, suffix: str) -> str:
    """Return the text that a file of this suffix would hold."""
    with TemporaryDirectory() as folder:
        return save(result, Path(folder) / f"result{suffix}").read_text(encoding="utf-8-sig")


def with_progress(quiet: bool) -> AbstractContextManager[None]:
    """Say on standard error how far work is that takes over two seconds: in a terminal a bar, else lines."""
    if quiet or sys.stderr is None:
        return nullcontext()
    return _told(_Bar()) if sys.stderr.isatty() else _told(_Lines())


@dataclass
class _Work:
    """What is being done, and how much of how much of it; of most work nobody knows how much there is."""

    what: str = "Working"
    done: int = 0
    total: int = 0

    def begun(self, what: str, done: int, total: int) -> None:
        """Note how far it is; what is finished is followed by something else."""
        self.what, self.done, self.total = (what, done, total) if done < total else ("Working", 0, 0)

    def in_words(self, seconds: float) -> str:
        """Say it in one line."""
        far = f": {self.done:,} of {self.total:,}" if self.total else ""
        return f"{self.what}{far} ({seconds:.0f} s)"


class _Lines:
    """A line every few seconds, for what is piped or kept in a file."""

    every = 5.0

    def announce(self, said: str) -> None:
        """Say at once how long something will take."""
        with suppress(OSError, ValueError):
            click.echo(said, err=True)

    def show(self, work: _Work, seconds: float) -> None:
        click.echo(work.in_words(seconds), err=True)

    def end(self) -> None:
        """Nothing is left to be taken away."""


class _Bar:
    """A bar, which is gone in the end."""

    every = 0.2
    _bar: Any = None

    def announce(self, said: str) -> None:
        """Say at once how long something will take, above the bar where there is one."""
        if self._bar is None:
            click.echo(said, err=True)
        else:
            self._bar.console.print(said, markup=False, highlight=False)

    def show(self, work: _Work, _seconds: float) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(work.what, total=None)
            self._bar.start()
        self._bar.update(self._task, description=work.what, completed=work.done, total=work.total or None)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def _told(teller: _Lines | _Bar) -> Iterator[None]:
    """Have somebody beside the work say how far it is, whether the work says so itself or not."""
    work, ended, started = _Work(), Event(), time.monotonic()

    def tell() -> None:
        pause = _SHOW_AFTER
        # An output that is closed ends the telling, not the work.
        with suppress(OSError, ValueError):
            while not ended.wait(pause):
                teller.show(work, time.monotonic() - started)
                pause = teller.every

    beside = Thread(target=tell, daemon=True)
    beside.start()
    try:
        with reported(work.begun, teller.announce):
            yield
    finally:
        ended.set()
        beside.join()
        teller.end()
