"""Files are whole or not there: killed while writing, or on a full disk, the old file is as it was."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sysmap as sm
from sysmap.errors import SysmapError
from sysmap.files import whole, whole_folder

ROOT = Path(sm.__file__).resolve().parent.parent
# Ends the process at the moment when the new file is being put on disk.
KILLED = """
import os, sys
import pandas as pd
import sysmap as sm
os.{call} = lambda *arguments, **options: os._exit(9)
records = sm.read_records(
    partners=pd.DataFrame({{"name": list("ABC"), "sector": "NHS"}}),
    collaborations=pd.DataFrame({{"source": ["A"], "target": ["B"]}}),
)
system = sm.build_map(records)
result = {{"map": system, "card": sm.integration(system, draws=0), "records": records}}
result["page"] = sm.render(system) if {what!r} == "page" else None
sm.save(result[{what!r}], {path!r})
"""
FILES = [
    ("map", "out.graphml"),
    ("map", "out.gexf"),
    ("map", "out.dl"),
    ("map", "out.kumu.xlsx"),
    ("map", "out.gephi.zip"),
    ("card", "out.csv"),
    ("card", "out.xlsx"),
    ("card", "out.json"),
    ("card", "out.html"),
    ("page", "out.html"),
    ("records", "out.xlsx"),
]


def result(what: str, system: sm.SystemMap) -> object:
    makers = {
        "map": lambda: system,
        "card": lambda: sm.integration(system, draws=0),
        "page": lambda: sm.render(system),
        "records": lambda: system.records,
    }
    return makers[what]()


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("what", "name"), [("map", "out.gexf"), ("records", "out.xlsx"), ("page", "out.html")]
)
def test_a_process_killed_while_writing_leaves_the_old_file_whole(tmp_path, what, name, call):
    path = tmp_path / name
    path.write_text("the old file", encoding="utf-8")
    script = KILLED.format(call=call, what=what, path=str(path))
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 9, ended.stderr
    assert path.read_text(encoding="utf-8") == "the old file"


def test_a_folder_whose_writing_was_killed_reads_as_before(tmp_path, riverside):
    folder = sm.save(riverside, tmp_path / "records")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    script = KILLED.format(call="fsync", what="records", path=str(folder))
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 9, ended.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert len(sm.read_records(folder).partners) == len(riverside.partners)


@pytest.mark.parametrize(("what", "name"), FILES)
def test_on_a_full_disk_the_old_file_stays_and_nothing_is_left_behind(
    tmp_path, monkeypatch, small, what, name
):
    path = tmp_path / name
    path.write_text("the old file", encoding="utf-8")
    written = result(what, small)

    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SysmapError, match="No space left on device"):
        sm.save(written, path)
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "the old file"
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("method", ["write_text", "write_bytes", "open"])
def test_a_disk_that_fills_in_the_middle_of_a_text_leaves_the_old_file(tmp_path, monkeypatch, small, method):
    names = {"write_text": "out.json", "write_bytes": "out.xlsx", "open": "out.csv"}
    path = tmp_path / names[method]
    path.write_text("the old file", encoding="utf-8")
    frame = sm.organisation_scores(small)
    real = getattr(Path, method)

    def fills(self, *arguments, **options):
        if self.name.startswith(".sysmap-"):
            with real(self, "w") if method == "open" else open(self, "w", encoding="utf-8") as file:
                file.write("half of ")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, method, fills)
    with pytest.raises(SysmapError, match="No space left on device"):
        sm.save(frame, path)
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "the old file"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_disk_that_fills_while_a_folder_is_written_leaves_the_folder(tmp_path, monkeypatch, riverside):
    folder = sm.save(riverside, tmp_path / "records")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = []

    def fills(handle):
        done.append(handle)
        if len(done) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fills)
    with pytest.raises(SysmapError, match="No space left"):
        sm.save(riverside, folder)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_new_folder_that_could_not_be_filled_is_not_left_behind(tmp_path):
    with pytest.raises(KeyError), whole_folder(tmp_path / "records") as folder:
        (folder / "a.csv").write_text("a", encoding="utf-8")
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_an_error_that_is_not_of_the_disk_keeps_its_own_words(tmp_path):
    with pytest.raises(ZeroDivisionError), whole(tmp_path / "file.txt") as temporary:
        temporary.write_text("half", encoding="utf-8")
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_a_zip_has_the_same_bytes_at_any_hour(tmp_path, small, monkeypatch):
    first = sm.save(small, tmp_path / "one.gephi.zip").read_bytes()
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert sm.save(small, tmp_path / "two.gephi.zip").read_bytes() == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert sm.save(small, tmp_path / "three.gephi.zip").read_bytes() != first
