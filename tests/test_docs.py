"""What the documents say is what the program has: nothing public is undocumented, no example is stale."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
import runpy
import shlex
from pathlib import Path

import click
import openpyxl
import pandas as pd
import polars
import pytest
from click.testing import CliRunner
from conftest import commands_of, copy_examples, single_commands
from manual import DOCS, MEASURES, PAGES, README, ROOT, code_blocks, text_of, typed, whole, with_table

import sysmap as sm
from sysmap.cli import COMMANDS, commands
from sysmap.cli.shells.examples import examples

PUBLIC = sorted(sm.__all__)
VERBS = [name for name in PUBLIC if inspect.isfunction(getattr(sm, name))]
MODULES = sorted(module.name for module in pkgutil.walk_packages(sm.__path__, "sysmap."))


# What a page shows may rest on what one before it made: these in this order, then the others.
RUN_IN_ORDER = (
    "first_lines",
    "your_own_records",
    "forums_and_money",
    "brief_and_report",
    "plan",
    "many_places",
)


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


def test_the_manual_shows_every_verb():
    text = whole()
    assert [name for name in VERBS if f"sm.{name}" not in text] == []


def test_every_name_that_the_manual_speaks_of_is_there():
    named = set(re.findall(r"\bsm\.(\w+)", whole()))
    assert sorted(named - {*PUBLIC, "__version__"}) == []


def test_every_option_that_the_manual_speaks_of_is_one_of_some_command():
    known = {
        option for each in single_commands(commands).values() for one in each.params for option in one.opts
    }
    # What belongs to pip, pytest, the tools and git stands on lines that call these.
    lines = [line for line in whole().splitlines() if "sysmap" in line or "`--" in line]
    ours = [
        line
        for line in lines
        if not re.search(r"python -m (pip|pytest|benchmarks)|tools/|git |wheelhouse", line)
    ]
    named = {option for line in ours for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", line)}
    assert sorted(named - known - {"--help", "--version"}) == []


def test_the_messages_that_the_manual_explains_are_those_that_are_said():
    text = text_of(DOCS / "troubleshooting.md").split("## Files cannot be read")[1]
    explained = [
        one for line in re.findall(r"^### (.+)$", text, re.MULTILINE) for one in re.findall(r'"(.+?)"', line)
    ]
    said = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "sysmap").rglob("*.py"))
    said = re.sub(r'"\s*\n\s*f?"', "", said)
    # Built of parts, or said by a label of the records.
    built = {
        "Trust",
        "a password-protected workbook: save it as .xlsx without a password",
        "one more package",
    }
    built |= {"did you mean Voluntary?", "no column sector", "at least 3 are needed"}
    built |= {"is not a partner: add it to partners, or mend the name"}
    assert [one for one in explained if one not in said and one not in built] == []
    assert len(explained) > 15


def test_the_sheets_of_the_manual_are_read_as_it_says(tmp_path):
    drawn = runpy.run_path(str(ROOT / "tools" / "sheets.py"))["SHEETS"]
    for name, (_, *sheets) in drawn.items():
        book = openpyxl.Workbook()
        book.remove(book.active)
        for sheet in sheets:
            page = book.create_sheet(sheet.tab)
            for row in sheet.rows:
                page.append([int(cell) if cell.isdigit() else cell or None for cell in row])
        book.save(tmp_path / f"{name}.xlsx")
    assert len(sm.read_records(tmp_path / "two_tables.xlsx").partners) == 3
    extras = sm.read_records(tmp_path / "sheet_with_extras.xlsx")
    assert sorted(extras.partners["name"]) == ["Eastfield Council", "Lantern Project", "Northshire Police"]
    assert len(sm.read_records(tmp_path / "sheet_matrix.xlsx").collaborations) == 4
    assert len(sm.read_records(tmp_path / "sheet_bad_names.xlsx").partners) == 5
    with pytest.raises(sm.RecordsError):
        sm.read_records(tmp_path / "sheet_bad_meaning.xlsx")


def test_the_manual_shows_every_command():
    text = text_of(DOCS / "command_line.md")
    assert [name for name in commands_of(commands) if f"sysmap {name}" not in text] == []


def test_the_list_of_commands_says_of_each_what_its_own_help_says():
    said = {name: command.get_short_help_str(1_000) for name, command in commands_of(commands).items()}
    assert {name: sentence for name, (_, sentence) in COMMANDS.items()} == said


@pytest.mark.parametrize("command", single_commands(commands).values(), ids=single_commands(commands))
def test_every_option_of_a_command_says_what_it_does(command):
    silent = [
        option.name for option in command.params if isinstance(option, click.Option) and not option.help
    ]
    assert command.help and not silent


def test_the_table_of_measures_in_the_manual_is_that_of_the_catalogue():
    assert text_of(MEASURES) == with_table(text_of(MEASURES)), "run: python tests/manual.py"


def test_the_readme_is_a_front_door():
    assert len(text_of(README)) <= 6_000


def test_the_readme_names_the_commands_that_set_it_up():
    text = text_of(README)
    assert "```\npython -m pip install . && sysmap demo\n```" in text
    assert '```\npython -m pip install -e ".[test]" && python -m pytest\n```' in text
    assert "```\npython start.py\n```" in text


def test_every_page_of_the_manual_stands_in_its_contents():
    listed = set(re.findall(r"^(\w+)$", text_of(DOCS / "index.md"), re.MULTILINE))
    assert {page.stem for page in DOCS.glob("*.md")} - {"index"} - listed == set()


def test_the_help_of_every_command_ends_with_two_examples_of_it():
    given = {name: [line for line, _ in of] for name, of in examples().items()}
    assert set(given) == set(single_commands(commands))
    wrong = [
        name
        for name, lines in given.items()
        for line in lines
        if not f"{line} ".startswith(f"sysmap {name} ")
    ]
    assert [name for name, lines in given.items() if len(lines) != 2] == wrong == []
    shown = CliRunner().invoke(commands, ["survey", "make", "--help"]).output
    assert "\n      ".join(["", *given["survey make"][:1]]) in shown


LINES = {page.stem: typed(page) for page in PAGES} | {
    "examples": [one[0] for of in examples().values() for one in of]
}


@pytest.mark.parametrize("where", LINES)
def test_what_is_shown_to_be_typed_has_no_option_that_does_not_exist(where):
    for line in LINES[where]:
        _, verb, *words = shlex.split(line)
        command = commands_of(commands)[verb]
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= known, line


def test_all_python_of_the_manual_runs_in_its_order(
    tmp_path, monkeypatch, riverside_folder, declared_for_a_while, in_passing
):
    """In a folder that holds what the manual speaks of: the demo's records, files of one's own, places."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sysmap-demo").mkdir()
    riverside_folder.rename(tmp_path / "sysmap-demo" / "records")
    copy_examples(tmp_path / "examples")
    for name in ("places", "comparison_places"):
        (tmp_path / "examples" / "local_vision" / name).rename(tmp_path / name)
    twelve = [f"Organisation {letter}" for letter in "ABCDEFGHIJKL"]
    frames = {
        "partners_frame": pd.DataFrame({"name": twelve, "sector": ["NHS provider", "Police", "Council"] * 4}),
        "ties_frame": pd.DataFrame({"source": twelve, "target": [*twelve[2:], *twelve[:2]]}),
    }
    frames["partners_frame"].to_csv("partners.csv", index=False)
    frames["ties_frame"].to_csv("collaborations.csv", index=False)
    small = sm.read_records(partners=frames["partners_frame"], collaborations=frames["ties_frame"])
    for name in ("system.xlsx", "first.xlsx", "second.xlsx", "third.xlsx"):
        sm.save(small, name)
    ends = {"funder": twelve, "recipient": twelve[::-1], "amount": [100.0] * len(twelve)}
    polars.DataFrame(ends).write_parquet("grants.parquet")
    there = {path.name for path in tmp_path.iterdir()}
    names = dict(frames)
    in_order = [DOCS / f"{name}.md" for name in RUN_IN_ORDER]
    rest = [page for page in PAGES if page not in (README, *in_order)]
    for page in (README, *in_order, *rest):
        for block in code_blocks(page, "python"):
            exec(compile(block, page.name, "exec"), names)
        if page == README:
            assert {path.name for path in tmp_path.iterdir()} - there == {"map.html", "report.html"}
        names["system"] = names["after"]
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
    pages = [*PAGES, *ROOT.glob("examples/*/README.md")]
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
