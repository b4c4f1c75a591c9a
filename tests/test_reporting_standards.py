"""Reporting standards: what the run answers, what is open, and the file that answers it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import draw
from test_reports import section, table, words_of

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError, RecordsError
from sysmap.pages.report.blocks import Heading, Items, Paragraph
from sysmap.pages.report.standards.about import QUESTIONS, about_of
from sysmap.pages.report.standards.guidelines import GRAND, SONHR

pytestmark = pytest.mark.usefixtures("few_redraws")

DOCS = Path(__file__).resolve().parent.parent / "docs" / "reporting_standards.md"
TOLD = {
    "purpose": "For the board of Riverside.",
    "drawn_by": "Jo Field, from six forums.",
    "ethics": "Not needed: confirmed on 3 May 2022.",
}


@pytest.fixture(scope="module")
def told(small: sm.SystemMap) -> sm.Report:
    return sm.report(small, about=TOLD)


def tables_of(report: sm.Report) -> list[tuple[str, ...]]:
    return [*table(report, "SoNHR").rows, *table(report, "GRAND").rows]


@pytest.mark.parametrize("which", ["riverside_report", "small_report", "riverside_public_report"])
def test_every_row_says_something_or_asks_and_points_to_a_section_that_is_there(which, request):
    report = request.getfixturevalue(which)
    titles = {
        block.text.partition(". ")[2]
        for block in (*report.blocks, *report.annex.blocks)
        if isinstance(block, Heading)
    }
    rows = tables_of(report)
    assert len(rows) == len(SONHR) + len(GRAND)
    for row in rows:
        assert row[2] != "–" or row[3] != "–"
        assert set(re.findall(r"See “(.*?)”", row[2])) <= titles
        assert not re.search(r"\bnan\b|\bNone\b(?!:)|\.\.|\.;", row[2])


def test_all_five_domains_and_every_number_are_there_and_every_question_is_asked():
    assert len({item.part for item in SONHR}) == 5
    numbers = {1: 7, 2: 5, 3: 7, 4: 6}
    assert [item.part for item in GRAND] == [
        f"{part}.{item}" for part, most in numbers.items() for item in range(1, most + 1)
    ]
    assert {name for item in (*SONHR, *GRAND) for name in item.asks} == set(QUESTIONS)


def test_the_numbers_are_those_of_the_maps(riverside_report, riverside_change):
    rows = {row[0]: row[2] for row in table(riverside_report, "GRAND").rows}
    ties = [len(system.ties) for system in (riverside_change.before, riverside_change.after)]
    assert rows["3.7"].startswith(f"2022: {ties[0]} ties; 2024: {ties[1]} ties.")
    assert rows["2.4"].startswith("2022: 31 of 35 asked have answered (89 %); 2024: 32 of 36")
    assert "Undirected" in rows["3.2"]
    arrows = sm.report(draw("A-B B-C", report="directed", A="NHS", B="Police", C="NHS"))
    rows = {row[0]: row[2] for row in table(arrows, "GRAND").rows}
    assert rows["3.2"].startswith("Directed")
    assert rows["4.1"].startswith("No")


def test_what_the_user_said_fills_the_rows_and_the_rest_is_listed_as_open(told):
    added = {row[1]: row[3] for row in table(told, "SoNHR").rows}
    assert added["Approval and consent"] == f"ethics: {TOLD['ethics']} consent: open."
    (asked,) = [block for block in section(told, "Reporting standards") if isinstance(block, Items)]
    assert {lead.rstrip(".") for lead, _ in asked.entries} == set(QUESTIONS) - set(TOLD)
    page = "".join(block.text for block in told.blocks if isinstance(block, Paragraph))
    assert "What the map is for: For the board of Riverside." in page
    assert "Who drew up the list: Jo Field, from six forums." in page


def test_where_all_is_said_nothing_is_open(small):
    report = sm.report(small, about=dict.fromkeys(QUESTIONS, "Said."))
    said = [block.text for block in section(report, "Reporting standards") if isinstance(block, Paragraph)]
    assert "None: everything that only people can say has been said." in said
    assert "open." not in "".join(row[3] for row in tables_of(report))


def test_every_fault_of_the_file_is_listed_at_once(tmp_path, small):
    path = tmp_path / "about.toml"
    path.write_text('purpos = "x"\nethics = 3\nfunding = ["a"]\nunheard = "y"\n', encoding="utf-8")
    with pytest.raises(RecordsError) as error:
        sm.report(small, about=path)
    for said in (
        "did you mean purpose?",
        "ethics",
        "put it in quotes",
        "funding",
        "not known here",
        "4 faults",
    ):
        assert said in str(error.value)
    path.write_text("purpose = For the board\n", encoding="utf-8")
    with pytest.raises(RecordsError, match=r"line 1.*each line is name"):
        about_of(path)


def test_a_copy_for_the_public_holds_no_name_and_refuses_an_address(small):
    shown = sm.report(small, about=TOLD, public=True)
    assert "Jo Field" not in words_of(shown) + shown.html + shown.annex.html
    assert TOLD["ethics"] in words_of(shown)
    with pytest.raises(ChoiceError, match="funding holds an e-mail address"):
        sm.report(small, about={"funding": "ask jo@example.org"}, public=True)


def test_the_command_reads_the_file_writes_the_annex_and_does_not_overwrite_it(
    riverside_folder, tmp_path, blank_pictures_in_word
):
    about = tmp_path / "about.toml"
    about.write_text('funding = "The county council."\n', encoding="utf-8")
    words = ["report", str(riverside_folder), "--wave", "2024", "--about", str(about)]
    files = [tmp_path / "report.html", tmp_path / "annex.docx"]
    done = CliRunner().invoke(commands, [*words, "-o", str(files[0]), "--annex", str(files[1])])
    assert done.exit_code == 0, done.output
    assert "funding: The county council." in files[0].read_text(encoding="utf-8")
    assert files[1].stat().st_size > 10_000
    twice = CliRunner().invoke(commands, [*words, "-o", str(files[0]), "--annex", str(files[0])])
    assert twice.exit_code == 2
    assert "is to be written twice" in twice.output


def test_the_manual_lists_every_name_with_its_question():
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == QUESTIONS
