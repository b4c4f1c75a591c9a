"""What the documents say is what the program has: nothing public is undocumented, no example is stale."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
import shlex
from pathlib import Path

import click
import pandas as pd
import pytest
from conftest import commands_of, copy_examples, single_commands
from readme import README, with_table

import sysmap as sm
from sysmap.cli import COMMANDS, commands

ROOT = README.parent
PUBLIC = sorted(sm.__all__)
VERBS = [name for name in PUBLIC if inspect.isfunction(getattr(sm, name))]
MODULES = sorted(module.name for module in pkgutil.walk_packages(sm.__path__, "sysmap."))


def readme() -> str:
    return README.read_text(encoding="utf-8")


def code_blocks(language: str) -> list[str]:
    # Fences open and close in turn: the end of one block must not be taken for the start of another.
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", readme(), re.DOTALL | re.MULTILINE)
    return [text for of, text in blocks if of == language]


def test_every_public_name_has_a_docstring():
    assert [name for name in PUBLIC if not inspect.getdoc(getattr(sm, name))] in ([], ["catalogue"])


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_describes_its_parameters_and_what_it_gives(name):
    text = inspect.getdoc(getattr(sm, name))
    for parameter in inspect.signature(getattr(sm, name)).parameters.values():
        stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        assert re.search(rf"(^|[\s,]){re.escape(stars + parameter.name)}(,|$| :)", text, re.MULTILINE), (
            parameter.name
        )


@pytest.mark.parametrize(
    "name",
    [
        "build_map",
        "compare",
        "dependence",
        "difference",
        "integration",
        "introductions",
        "forums",
        "mixing_model",
        "money",
        "organisation_scores",
        "portfolio",
        "read_records",
        "render",
        "save",
        "sector_grid",
        "sector_scores",
        "catalogue",
    ],
)
def test_the_readme_shows_every_verb_of_the_interface(name):
    assert f"sm.{name}" in readme()


@pytest.mark.parametrize("name", sorted(commands_of(commands)))
def test_the_readme_shows_every_command(name):
    assert f"sysmap {name}" in readme()


def test_the_list_of_commands_says_of_each_what_its_own_help_says():
    said = {name: command.get_short_help_str(1_000) for name, command in commands_of(commands).items()}
    assert {name: sentence for name, (_, sentence) in COMMANDS.items()} == said


@pytest.mark.parametrize("command", single_commands(commands).values(), ids=single_commands(commands))
def test_every_option_of_a_command_says_what_it_does(command):
    silent = [
        option.name for option in command.params if isinstance(option, click.Option) and not option.help
    ]
    assert command.help and not silent


def test_the_table_of_measures_in_the_readme_is_that_of_the_catalogue():
    assert readme() == with_table(readme()), "run: python tests/readme.py"


def test_the_readme_names_the_two_commands():
    assert "python -m pip install . && sysmap demo" in readme()
    assert 'python -m pip install -e ".[test]" && python -m pytest' in readme()


def test_the_commands_in_the_readme_have_no_option_that_does_not_exist():
    lines = [line for block in code_blocks("") for line in block.splitlines() if line.startswith("sysmap ")]
    assert lines
    for line in lines:
        _, verb, *words = shlex.split(line)
        command = commands_of(commands)[verb]
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= known, line


def test_all_python_of_the_readme_runs_in_its_order(
    tmp_path, monkeypatch, riverside_folder, declared_for_a_while, in_passing
):
    """In a folder that holds what the README speaks of: the demo's records, files of one's own, places."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sysmap-demo").mkdir()
    riverside_folder.rename(tmp_path / "sysmap-demo" / "records")
    copy_examples(tmp_path / "examples")
    for name in ("places", "comparison_places"):
        (tmp_path / "examples" / "local_vision" / name).rename(tmp_path / name)
    frames = {
        "partners_frame": pd.DataFrame({"name": list("ABC"), "sector": ["NHS", "Police", "Council"]}),
        "ties_frame": pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"]}),
    }
    frames["partners_frame"].to_csv("partners.csv", index=False)
    frames["ties_frame"].to_csv("collaborations.csv", index=False)
    small = sm.read_records(partners=frames["partners_frame"], collaborations=frames["ties_frame"])
    for name in ("system.xlsx", "first.xlsx", "second.xlsx"):
        sm.save(small, name)
    there = {path.name for path in tmp_path.iterdir()}
    first, *others = code_blocks("python")
    names = dict(frames)
    exec(compile(first, "README.md", "exec"), names)
    made = {"brief.html", "change.xlsx", "map.html", "report.html"}
    assert {path.name for path in tmp_path.iterdir()} - there == made
    names["system"] = names["after"]
    for block in others:
        exec(compile(block, "README.md", "exec"), names)
    assert "crossing_per_organisation" in sm.integration(names["after"], draws=0).to_frame().index


def test_all_python_of_contributing_runs(tmp_path, riverside, declared_for_a_while):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    names = {"__name__": "own"} | {name: getattr(sm, name) for name in sm.__all__}
    exec("import pandas as pd\nfrom matplotlib.figure import Figure", names)
    for block in re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        exec(compile(block, "CONTRIBUTING.md", "exec"), names)
    system = sm.build_map(riverside, "2024")
    card = sm.integration(system, "within_share", draws=99)
    share = card.to_frame().loc["within_share"]
    assert share["value"] == pytest.approx(
        1 - sm.integration(system, "cross_share", draws=0).to_frame().at["cross_share", "value"]
    )
    assert share["low"] < share["high"]
    assert card.plot("bars").alt == "Bars of 1 measures."
    listed = sm.save(system, tmp_path / "a.names.txt").read_text(encoding="utf-8")
    assert listed.splitlines() == list(system.organisations["name"])
    leads = pd.DataFrame({"lead": ["A"], "supporting": ["B"]})
    partners = pd.DataFrame({"name": list("ABC"), "sector": ["NHS", "Police", "Council"]})
    assert sm.read_records(partners, leads).summary["layout"] == "project_leads"


def test_links_and_pictures_lead_somewhere():
    pages = [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/README.md")]
    for page in pages:
        targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        broken = [each for each in targets if "://" not in each and not (page.parent / each).exists()]
        assert (page.name, broken) == (page.name, [])
    assert len(pages) > 5


def test_the_examples_in_docstrings_give_what_they_show():
    run = {name: doctest.testmod(importlib.import_module(name)) for name in MODULES}
    assert [name for name, result in run.items() if result.failed] == []
    assert sum(result.attempted for result in run.values()) > 0


def test_the_changelog_has_the_version():
    assert f"## {sm.__version__}" in Path(ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
