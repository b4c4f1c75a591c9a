"""What setup.cfg promises: every package has an oldest version, and the Pythons named are those tested."""

from __future__ import annotations

import configparser
import importlib.util
import re
import shlex
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONFIG = configparser.ConfigParser()
CONFIG.read_string((ROOT / "setup.cfg").read_text(encoding="utf-8"))


def lowest_module():
    spec = importlib.util.spec_from_file_location("lowest", ROOT / ".ci" / "lowest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def oldest_python() -> str:
    return CONFIG["options"]["python_requires"].removeprefix(">=")


def test_every_requirement_has_one_oldest_version():
    module = lowest_module()
    found = module.lowest()
    assert {re.split(r"[><~=!;\[]", one)[0] for one in module.requirements()} == set(found)
    assert {"click", "Jinja2", "pandas", "polars", "python-docx"} <= set(found)


@pytest.mark.parametrize("requirement", ["click", "click<9", "click!=8.1", "click>8"])
def test_a_requirement_without_an_oldest_version_is_refused(tmp_path, requirement):
    setup = tmp_path / "setup.cfg"
    lines = f"[options]\ninstall_requires =\n    {requirement}\n[options.extras_require]\n"
    setup.write_text(lines, encoding="utf-8")
    with pytest.raises(ValueError, match="has no oldest version"):
        lowest_module().lowest(setup)


def test_a_package_with_two_oldest_versions_is_refused(tmp_path):
    setup = tmp_path / "setup.cfg"
    lines = (
        "[options]\ninstall_requires =\n    polars>=1.1\n[options.extras_require]\nbench =\n    polars>=1.0\n"
    )
    setup.write_text(lines, encoding="utf-8")
    with pytest.raises(ValueError, match=r"polars stands with two"):
        lowest_module().lowest(setup)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_words_and_setup_agree_on_the_oldest_python(name):
    said = re.findall(r"Python (3\.\d+) (?:or|and) newer", text_of(name))
    assert said
    assert set(said) == {oldest_python()}


def test_the_checker_of_types_takes_the_oldest_python():
    assert CONFIG["mypy"]["python_version"] == oldest_python()


def test_the_pythons_named_are_those_that_are_tested():
    named = re.findall(r"Python :: (3\.\d+)$", CONFIG["metadata"]["classifiers"], re.MULTILINE)
    run = text_of(".ci/run")
    newer = re.search(r"^for version in (.+); do$", run, re.MULTILINE)
    oldest = re.search(r"^smoke (3\.\d+) lowest", run, re.MULTILINE)
    assert newer is not None
    assert oldest is not None
    assert named == [oldest[1], *newer[1].split()]
    assert named[0] == oldest_python()


def test_what_is_measured_is_left_out_of_the_suite_and_run_beside_it():
    options = shlex.split(CONFIG["tool:pytest"]["addopts"])
    assert options[options.index("-m") + 1] == "not measured"
    assert re.search(r"^python -m pytest -n 0 -m measured$", text_of(".ci/run"), re.MULTILINE)
    assert "`python -m pytest -n 0 -m measured`" in text_of("CONTRIBUTING.md")


def test_the_changes_name_the_oldest_versions_as_they_are():
    found = lowest_module().lowest()
    lines = text_of("CHANGELOG.md").splitlines()
    line = next(line for line in lines if "lowest versions in `setup.cfg`" in line)
    told = dict(re.findall(r"(\w+) (\d[\d.]*\d)", line.partition("They are")[2]))
    assert told
    assert {name: found.get(name) for name in told} == told


def test_the_python_that_runs_is_allowed():
    assert sys.version_info >= tuple(map(int, oldest_python().split(".")))
