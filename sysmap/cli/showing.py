"""What commands print: tables, CSV or JSON; progress on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
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
    """Show a bar on standard error for work that takes longer than two seconds."""
    return nullcontext() if quiet or not sys.stderr.isatty() else _bar()


@contextmanager
def _bar() -> Iterator[None]:
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    tasks: dict[str, Any] = {}
    started = time.monotonic()

    def report(what: str, done: int, total: int) -> None:
        if time.monotonic() - started < _SHOW_AFTER and not bar.live.is_started:
            return
        bar.start()
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done)

    try:
        with reported(report):
            yield
    finally:
        bar.stop()
