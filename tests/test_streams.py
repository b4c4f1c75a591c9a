"""Where a command prints: closed outputs, terminals with few letters, and paths that no encoding spells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import RIVERSIDE

from sysmap.cli import commands

SYSMAP = [sys.executable, "-m", "sysmap"]
COMPARED = ("compare", str(RIVERSIDE), "--permutations", "9")
SCORED = ("organisations", str(RIVERSIDE), "--wave", "2024")
on_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such shell")


def run(*words: str | bytes, encoding: str = "", without: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own, without one of its outputs (``>&-`` closes it)."""
    shell = ["sh", "-c", f'exec "$@" {without}', "sh"] if without else []
    environment = {**os.environ, **({"PYTHONIOENCODING": encoding} if encoding else {})}
    return subprocess.run([*shell, *SYSMAP, *words], check=False, capture_output=True, env=environment)


@cache
def as_it_is(call: tuple[str, ...]) -> bytes:
    """Return what a command prints, run in this process."""
    done = CliRunner().invoke(commands, list(call))
    assert done.exit_code == 0, done.stderr
    return done.stdout_bytes


def said_in_words(error: bytes) -> bool:
    """Return whether the last line of what is said of errors is a sentence, and none of it Python's own."""
    last = error.splitlines()[-1]
    return last.startswith(b"Error: ") and b"Traceback" not in error and b"Exception ignored" not in error


@on_posix
@pytest.mark.parametrize("call", [COMPARED, ("measures",), ("--help",), ("check", "--help"), ("--version",)])
def test_an_output_that_is_closed_is_an_error_in_words(call: tuple[str, ...]) -> None:
    done = run(*call, without=">&-")
    assert done.returncode == 1, done.stderr.decode()
    assert said_in_words(done.stderr), done.stderr.decode()


@on_posix
def test_no_place_for_errors_changes_nothing_that_is_printed() -> None:
    done = run(*COMPARED, without="2>&-")
    assert done.returncode == 0
    assert done.stdout == as_it_is(COMPARED)


@pytest.mark.parametrize(("call", "encoding"), [(COMPARED, "cp437"), (SCORED, "cp1252")])
def test_a_terminal_with_few_letters_gets_the_nearest(call: tuple[str, ...], encoding: str) -> None:
    done = run(*call, encoding=encoding)
    assert done.returncode == 0, done.stderr.decode(encoding)
    plain = as_it_is(call).decode("utf-8").splitlines()
    printed = done.stdout.decode(encoding).splitlines()
    assert len(printed) == len(plain)
    # A letter that is lacking is written as the nearest; a question mark in its place would be a loss.
    lost = [line for line, whole in zip(printed, plain, strict=True) if line.count("?") > whole.count("?")]
    assert not lost


@on_posix
def test_a_path_that_is_not_utf_8_is_read_and_named(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    try:
        shutil.copytree(os.fsencode(RIVERSIDE), folder)
    except OSError:
        pytest.skip("the file system takes only UTF-8")
    done = run("check", folder)
    assert done.returncode == 0, done.stderr.decode()
    absent = run("check", folder + b"/none.csv")
    assert absent.returncode == 2
    assert said_in_words(absent.stderr)
    assert b"/caf" in absent.stderr
    assert b"/none.csv" in absent.stderr
