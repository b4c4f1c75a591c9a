"""A folder of records that is saved anew reads as the old records or the new ones, wherever it is cut off."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import sysmap as sm
from sysmap.errors import SysmapError

ROOT = Path(sm.__file__).resolve().parent.parent
# Each of these changes what is on the disk: a computer may stop before any of them.
STEPS = ("mkdir", "replace", "rename", "unlink", "rmdir", "fsync")
PARTNERS = {"old": ["Ash", "Birch", "Beech"], "new": ["Cedar", "Dogwood", "Elm", "Fir"]}


class Stopped(BaseException):
    """Takes the place of a computer that stops: nothing of what follows is done."""


@cache
def records_called(name: str) -> sm.Records:
    """Return records whose every table tells them apart; the new ones have another set of tables."""
    names = PARTNERS[name]
    frames = {
        "partners": pd.DataFrame({"name": names, "sector": ["Police", *["NHS"] * (len(names) - 1)]}),
        "collaborations": pd.DataFrame({"source": names[:1], "target": names[1:2]}),
    }
    if name == "old":
        frames["memberships"] = pd.DataFrame({"organisation": names, "forum": "Board"})
    else:
        frames["money"] = pd.DataFrame({"source": names[:1], "target": names[1:2], "amount": [5]})
    return sm.read_records(**frames)


def told(records: sm.Records) -> tuple[list[str], int, int]:
    """Tell what was read of every table that differs."""
    ends = {*records.collaborations["source"], *records.collaborations["target"]}
    assert ends <= {*records.partners["name"]}
    return [*records.partners["name"]], len(records.memberships), len(records.money)


OLD, NEW = told(records_called("old")), told(records_called("new"))


def interrupt(monkeypatch, at: int, error: BaseException, *, for_good: bool) -> list[int]:
    """Have the step of that number fail, and for good every one that follows; give the count of steps."""
    count = [0]

    def failing(call):
        def step(*arguments, **options):
            count[0] += 1
            if count[0] == at or (for_good and count[0] > at):
                raise error
            return call(*arguments, **options)

        return step

    for name in STEPS:
        monkeypatch.setattr(os, name, failing(getattr(os, name)))
    return count


def stop_half_way(folder: Path, monkeypatch) -> None:
    """Save the new records to a folder of the old ones, and stop when their partners have been moved away."""
    for at in range(1, 100):
        with monkeypatch.context() as patch:
            interrupt(patch, at, Stopped(), for_good=True)
            with pytest.raises(Stopped):
                sm.save(records_called("new"), folder)
        if not (folder / "partners.csv").exists():
            return


def steps_of_a_save(tmp_path: Path, monkeypatch) -> int:
    folder = sm.save(records_called("old"), tmp_path / "counted")
    new = records_called("new")
    with monkeypatch.context() as patch:
        count = interrupt(patch, -1, Stopped(), for_good=False)
        sm.save(new, folder)
    return count[0]


def test_a_save_that_stops_at_any_step_reads_as_the_old_records_or_the_new(tmp_path, monkeypatch):
    old, new = records_called("old"), records_called("new")
    steps, seen = steps_of_a_save(tmp_path, monkeypatch), set()
    assert steps > 10
    for at in range(1, steps + 1):
        folder = sm.save(old, tmp_path / f"records {at}")
        with monkeypatch.context() as patch:
            interrupt(patch, at, Stopped(), for_good=True)
            with pytest.raises(Stopped):
                sm.save(new, folder)
        read = sm.read_records(folder)
        assert told(read) in (OLD, NEW), at
        seen.add(told(read)[1:])
        if not (folder / "partners.csv").exists():
            assert told(read) == OLD
            assert "was cut off" in " ".join(read.problems["message"]), at
        # Whoever saves again has the new ones, and nothing of the interrupted change stays in the way.
        again = sm.read_records(sm.save(new, folder))
        assert told(again) == NEW, at
        assert again.problems.empty
        assert sorted(path.name for path in folder.glob("*.csv")) == [
            "collaborations.csv",
            "money.csv",
            "partners.csv",
        ]
        assert not [*folder.glob(".sysmap-before-*"), *folder.glob(".sysmap-done-*")], at
    assert seen == {OLD[1:], NEW[1:]}


def test_a_place_whose_saving_stopped_is_still_among_the_places(tmp_path, monkeypatch):
    places = tmp_path / "places"
    for name in ("East", "West"):
        sm.save(records_called("old"), places / name)
    before = sm.portfolio(places)
    stop_half_way(places / "East", monkeypatch)
    assert len(sm.portfolio(places).to_frame()) == len(before.to_frame())


def test_a_step_that_fails_leaves_the_folder_as_it_was_and_nothing_beside(tmp_path, monkeypatch):
    old, new = records_called("old"), records_called("new")
    steps = steps_of_a_save(tmp_path, monkeypatch)
    folder = sm.save(old, tmp_path / "records")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    failed = 0
    for at in range(1, steps + 1):
        with monkeypatch.context() as patch:
            interrupt(patch, at, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), for_good=False)
            try:
                sm.save(new, folder)
            except SysmapError as error:
                failed += 1
                assert "No space left" in str(error)
        if (folder / "money.csv").exists():
            sm.save(old, folder)  # the new ones stood when what was over could not be taken away
        now = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        assert now == before, at
        assert not [*folder.glob(".sysmap-before-*")], at
    assert failed > 10


def test_what_somebody_put_there_after_a_save_that_stopped_stays(tmp_path, monkeypatch):
    folder = sm.save(records_called("old"), tmp_path / "records")
    stop_half_way(folder, monkeypatch)
    (folder / "money.csv").write_text("source,target,amount\nAsh,Birch,7\n", encoding="utf-8")
    assert list(sm.read_records(folder).money["amount"]) == [7]
    with pytest.raises(SysmapError, match=r"money\.csv"):
        sm.save(records_called("old"), folder)
    assert "Ash,Birch,7" in (folder / "money.csv").read_text(encoding="utf-8")


KILLED = """
import os, sys
import sysmap as sm
sys.path.insert(0, {tests!r})
from test_swapping import records_called
new, moved, move = records_called("new"), [], os.replace
def replace(*paths):
    moved.append(paths)
    return os._exit(9) if len(moved) == {at} else move(*paths)
os.replace = replace
sm.save(new, {folder!r})
"""


def test_a_process_killed_between_two_moves_leaves_records_that_read_as_before(tmp_path):
    folder = sm.save(records_called("old"), tmp_path / "records")
    # The tables are placed one by one before the moves: five files written and placed, a note, then these.
    script = KILLED.format(tests=str(ROOT / "tests"), folder=str(folder), at=8)
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 9, ended.stderr
    assert not (folder / "partners.csv").exists()
    assert told(sm.read_records(folder)) == OLD
