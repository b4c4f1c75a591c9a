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
import pandas as pd

from sysmap.destinations import stream_at
from sysmap.errors import listed
from sysmap.files import whole
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.disclosure.copies import public_copy
from sysmap.measures.reasons import REASONS
from sysmap.network.system import SystemMap
from sysmap.outputs.frames import has_index
from sysmap.outputs.saving import save
from sysmap.progress import reported
from sysmap.shown import text_table

_SHOW_AFTER = 2.0


def show(
    result: Any, how: str, output: Path | None, *, public: bool = False, of: SystemMap | None = None
) -> None:
    """Print a result as a table, as CSV or as JSON; or write it to a file and say so.

    A frame does not say of what it is: the map `of` which it is says so, above a table, else beside it.
    """
    if public:
        result = public_copy(result)
    if of is not None:
        system = public_copy(of) if public else of
        said = "\n".join([system.headline(), *(f"- {note}" for note in _known(system))])
        if how == "table" and output is None:
            click.echo(said + "\n")
        else:
            remark(said)
    if output is not None:
        written = write(result, output, ".csv" if how == "table" else f".{how}")
        remark(f"Written: {written}")
    elif how == "table":
        click.echo(scores_text(result) if isinstance(result, pd.DataFrame) else repr(result))
    else:
        click.echo(as_text(result, f".{how}"), nl=False)


def write(result: Any, output: Path, usual: str, **options: Any) -> Path:
    """Save a result as the name of the file says; to a pipe or a device without a suffix, as is `usual`."""
    if output.suffix or stream_at(output) is None:
        return save(result, output, **options)
    with TemporaryDirectory() as folder, whole(output) as temporary:
        copyfile(save(result, Path(folder) / f"result{usual}", **options), temporary)
    return output


def _known(system: SystemMap) -> tuple[str, ...]:
    return (response_note(system), *system.notes)


def remark(text: str) -> None:
    """Say something beside the result, on standard error, unless asked to be quiet."""
    if not click.get_current_context().params.get("quiet"):
        click.echo(text, err=True)


def as_text(result: Any, suffix: str) -> str:
    """Give the text that a file of this suffix would hold."""
    with TemporaryDirectory() as folder:
        return save(result, Path(folder) / f"result{suffix}").read_text(encoding="utf-8-sig")


def scores_text(frame: pd.DataFrame) -> str:
    """Write a table of scores; under it the reasons of what is not defined, and what must be known."""
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for measure, why in frame.attrs.get("undefined", {}).items():
        for reason in dict.fromkeys(why.values()):
            names = tuple(str(name) for name in why if why[name] == reason)
            alike.setdefault((reason, names), []).append(measure)
    reasons = [
        f"- {', '.join(measures)} not defined ({REASONS.get(reason, reason)}): {listed(names, 5)}"
        for (reason, names), measures in alike.items()
    ]
    caveats = [f"- {caveat}" for caveat in frame.attrs.get("caveats", ())]
    return "\n".join([text_table(frame, width=40, index=has_index(frame)), *reasons, *caveats])


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
