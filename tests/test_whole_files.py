"""Files are whole or not there: killed while writing, or on a full disk, the old file is as it was."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sysmap as sm
from sysmap.errors import SysmapError
from sysmap.files import whole, whole_folder

ROOT = Path(sm.__file__).resolve().parent.parent
# Ends a process at the moment when the new file is being put on disk. Several are ended one after another,
# where a process can be split in two: to start one that knows sysmap takes most of the time.
KILLED = """
import json, os, sys
import pandas as pd
import sysmap as sm

def save(what, path, call):
    setattr(os, call, lambda *arguments, **options: os._exit(9))
    sm.save(sm.render(system) if what == "page" else result[what], path)

records = sm.read_records(
    partners=pd.DataFrame({"name": list("ABC"), "sector": "NHS"}),
    collaborations=pd.DataFrame({"source": ["A"], "target": ["B"]}),
)
system = sm.build_map(records)
result = {"map": system, "records": records}
*others, last = json.loads(sys.argv[1])
for case in others:
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        continue
    try:
        save(*case)
    finally:
        os._exit(1)
save(*last)
"""
ENDED = [
    (what, name, call)
    for call in ("fsync", "replace")
    for what, name in (("map", "out.gexf"), ("records", "out.xlsx"), ("page", "out.html"))
]
FOLDER = ("records", "folder", "fsync")
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


def killed(cases: list[tuple[str, str, str]]) -> list[int]:
    """Save what each case names to a path, in a process that a call ends; return how each ended."""
    given = [sys.executable, "-c", KILLED, json.dumps(cases)]
    ended = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=False)
    return [*map(int, ended.stdout.split()), ended.returncode]


@pytest.fixture(scope="module")
def ended(tmp_path_factory, riverside) -> dict[tuple[str, str, str], tuple[int, Path, dict[str, bytes]]]:
    """How a process ended that saved something, where it did, and what was there before."""
    cases, before = [], []
    for case in (*ENDED, FOLDER):
        path = tmp_path_factory.mktemp("ended") / case[1]
        if case == FOLDER:
            sm.save(riverside, path)
        else:
            path.write_text("the old file", encoding="utf-8")
        before.append({one.name: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()})
        cases.append((case[0], str(path), case[2]))
    codes = killed(cases) if hasattr(os, "fork") else [code for case in cases for code in killed([case])]
    paths = [Path(path) for _, path, _ in cases]
    return dict(zip((*ENDED, FOLDER), zip(codes, paths, before, strict=True), strict=True))


@pytest.mark.parametrize("case", ENDED, ids=" ".join)
def test_a_process_killed_while_writing_leaves_the_old_file_whole(ended, case):
    code, path, _ = ended[case]
    assert code == 9
    assert path.read_text(encoding="utf-8") == "the old file"


def test_a_folder_whose_writing_was_killed_reads_as_before(ended, riverside):
    code, folder, before = ended[FOLDER]
    assert code == 9
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
