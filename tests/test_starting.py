"""Starting without anything: start.py, and the packages for a computer without a network."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def loaded(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(tmp_path, monkeypatch) -> ModuleType:
    """start.py in a folder of its own, where what it would run is only written down."""
    module = loaded("start.py")
    (tmp_path / "setup.cfg").write_text("[metadata]\n", encoding="utf-8")
    monkeypatch.setattr(module, "HERE", tmp_path)
    monkeypatch.setattr(module, "HOME", tmp_path / ".venv")
    monkeypatch.setattr(module, "WHEELS", tmp_path / "wheelhouse")
    module.ran = []

    def run(words, folder):
        module.ran.append([str(word) for word in words])
        if "venv" in words:
            for part in ("bin/python", "Scripts/python.exe"):
                (module.HOME / part).parent.mkdir(parents=True)
                (module.HOME / part).touch()
        return module.ends.get(words[2], 0)

    module.ends = {}
    monkeypatch.setattr(module, "run", run)
    return module


def said(start: ModuleType) -> list[str]:
    return [" ".join(words[1:]) for words in start.ran]


def test_without_words_it_installs_and_runs_the_demo(start):
    assert start.main([]) == 0
    makes, checks, installs, runs = said(start)
    assert makes.startswith("-m venv ") and checks == "-c import pip"
    assert installs.endswith("-e .") and runs == "-m sysmap demo"


def test_what_is_installed_is_not_installed_again(start):
    start.main(["--version"])
    start.main(["map", "a.csv"])
    assert sum("pip install" in line for line in said(start)) == 1
    assert said(start)[-1] == "-m sysmap map a.csv"


def test_the_tests_and_the_manual_have_what_they_need(start):
    start.main(["test", "-x"])
    start.main(["manual"])
    assert [line.rpartition(" ")[2] for line in said(start) if "pip install" in line] == [
        ".[test]",
        ".[docs]",
    ]
    assert "-m pytest -x" in said(start)


def test_a_wheelhouse_is_used_and_nothing_else(start):
    (start.WHEELS).mkdir()
    start.main(["--version"])
    assert f"--no-index --find-links {start.WHEELS}" in next(
        line for line in said(start) if "pip install" in line
    )


def test_what_stops_is_said_with_what_to_do(start, monkeypatch):
    start.ends = {"pip": 1}
    with pytest.raises(start.StartError, match="wheelhouse"):
        start.main([])
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    with pytest.raises(start.StartError, match=r"Python 3\.9, and sysmap needs 3\.11"):
        start.main([])


def test_it_needs_the_python_that_the_project_needs():
    setup = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    oldest = re.search(r"python_requires = >=(\d+)\.(\d+)", setup)
    assert tuple(map(int, oldest.groups())) == loaded("start.py").OLDEST


def test_the_wheelhouse_holds_what_the_project_needs():
    wheelhouse = loaded("tools/wheelhouse.py")
    packages = wheelhouse.wanted("docx, pptx")
    assert {"pandas", "matplotlib", "python-docx", "python-pptx", "setuptools"} <= {
        re.split(r"[<>=~]", package)[0] for package in packages
    }
    words = wheelhouse.command("windows", "3.12", Path("wheelhouse"), packages)
    assert words[words.index("--platform") + 1] == "win_amd64" and "--only-binary" in words
