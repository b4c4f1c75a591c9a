"""Ctrl-C, whenever it comes: one line, status 130, and of what was being written nothing is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import click
import pytest
from click.testing import CliRunner, Result
from test_inputs import COMMANDS, TYPED, WANTED, forms, here, read, snapshot, words_of, written  # noqa: F401

import sysmap as sm
from sysmap import files
from sysmap.cli import commands, showing
from sysmap.progress import step
from sysmap.stopping import STATUS

ROOT = Path(sm.__file__).resolve().parent.parent

SUFFIXES = {**WANTED, "brief": "out.html", "bundle": "out.zip", "plan": "plan.json"}
FOLDERS = {"plan": ["recs"], "portfolio": ["places"], "difference": ["places", "beside"]}
# What these read is made by hand; what they write they write as `check` and `measure` do.
BY_HAND = {"said", "survey read", "verify"}
WRITING = [
    pytest.param(name, out, id=f"{name} {out.opts[0]}")
    for name, command in COMMANDS.items()
    for out in written(command)
    if name not in BY_HAND
]


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def call_of(name: str, out: click.Parameter) -> list[str]:
    """Return the words of a command that writes something new, and comes to that soon."""
    taken = {param.name for param in COMMANDS[name].params}
    words = [*name.split(), *FOLDERS.get(name, ["recs"] if "sources" in taken else [])]
    words += ["--register", "register.csv"] if name == "names" else []
    words += ["--wave", "2024"] if "wave" in taken and "before" not in taken else []
    words += ["--draws", "2" if name == "plan" else "0"] if "draws" in taken else []
    words += ["--permutations", "0"] if "permutations" in taken else []
    usual = SUFFIXES.get(name, "out.csv")
    if isinstance(out, click.Argument):
        return [*words, "new"]
    if out.name not in ("output", "annotate"):
        words += ["-o", usual]
        usual = {"annex": "annex.html", "pseudonyms": "known.csv"}[str(out.name)]
    return [*words, out.opts[-1], usual]


def entries(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


@pytest.mark.parametrize(("name", "out"), WRITING)
def test_a_command_that_is_stopped_while_it_writes_leaves_nothing(name, out, here, monkeypatch):  # noqa: F811
    before, there = snapshot(here), entries(here)
    # The file is written and is being put in its place.
    for each in ("put", "put_folder", "swap", "send"):
        monkeypatch.setattr(files, each, stop)
    done = CliRunner().invoke(commands, call_of(name, out))
    stopped(done)
    assert snapshot(here) == before
    assert entries(here) == there


def stopped(done: Result) -> None:
    assert done.exit_code == STATUS, done.output
    assert done.stderr.splitlines()[-1] == "Stopped."
    assert "Traceback" not in done.output and "Aborted" not in done.output


SIGNALLED = """
import signal, sys
from sysmap import files
from sysmap.cli import main
files.put = lambda *_, **__: signal.raise_signal(signal.SIGINT)
sys.argv = ["sysmap", "check", "recs", "--annotate", "out.xlsx"]
main()
"""


def test_the_signal_of_the_keyboard_ends_a_process_with_one_line(here):  # noqa: F811
    before = entries(here)
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLED],
        check=False,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stderr.split()) == (STATUS, [b"Stopped."])
    assert entries(here) == before


# -- Progress --


@pytest.fixture
def told(monkeypatch) -> Event:
    """Return what is set when something was said, with nothing waited for before that."""
    said = Event()
    monkeypatch.setattr(showing, "_SHOW_AFTER", 0)
    echo = click.echo
    monkeypatch.setattr(showing.click, "echo", lambda *words, **how: (echo(*words, **how), said.set()))
    return said


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "Working (0 s)"),
        ([("Redrawing ties", 30, 1_000)], "Redrawing ties: 30 of 1,000 (0 s)"),
        ([("Redrawing ties", 1_000, 1_000)], "Working (0 s)"),
    ],
)
def test_long_work_is_told_in_lines_where_nobody_looks_on(steps, said, told, capsys, monkeypatch):
    begun = Event()
    show = showing._Lines.show
    monkeypatch.setattr(
        showing._Lines, "show", lambda *given: (begun.wait(10), show(given[0], given[1], 0.0))
    )
    with showing.with_progress(quiet=False):
        for each in steps:
            step(*each)
        begun.set()
        assert told.wait(10)
    assert capsys.readouterr().err.splitlines()[0] == said


def test_quiet_work_says_nothing(told, capsys):
    with showing.with_progress(quiet=True):
        step("Redrawing ties", 1, 2)
    assert not told.is_set() and not capsys.readouterr().err


def test_a_closed_output_ends_the_telling_and_not_the_work(told, monkeypatch):
    ended = Event()

    def closed(*_: object) -> None:
        ended.set()
        raise BrokenPipeError

    monkeypatch.setattr(showing._Lines, "show", closed)
    with showing.with_progress(quiet=False):
        assert ended.wait(10)


def test_a_terminal_shows_a_bar(monkeypatch):
    bar, work = showing._Bar(), showing._Work()
    bar.show(work, 2)
    work.begun("Redrawing ties", 30, 1_000)
    bar.show(work, 3)
    shown = bar._bar.tasks[0]
    bar.end()
    assert (shown.description, shown.completed, shown.total) == ("Redrawing ties", 30, 1_000)


def test_work_that_takes_no_two_seconds_says_nothing(capsys):
    with showing.with_progress(quiet=False):
        step("Redrawing ties", 1, 2)
    assert capsys.readouterr().err == ""
