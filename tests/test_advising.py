"""``sysmap introduce`` and ``sysmap depend``, and the files that hold what they give."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands

HOSTILE = "=1+1 <script>alert(\"x\")</script> {{7*7}} 'quoted' href="
SUFFIXES = (".csv", ".xlsx", ".json", ".html")


def run(*words: object):
    return CliRunner().invoke(commands, [str(word) for word in words])


@pytest.fixture
def folder(riverside_folder, monkeypatch):
    monkeypatch.chdir(riverside_folder.parent)
    return riverside_folder.name


@pytest.fixture
def hostile():
    partners = pd.DataFrame(
        {"name": [HOSTILE, "B", "C", "D"], "sector": ["NHS", "Police", "Council", "Council"]}
    )
    ties = pd.DataFrame({"source": ["B", "B"], "target": [HOSTILE, "C"]})
    return sm.build_map(sm.read_records(partners=partners, collaborations=ties))


def test_introduce_prints_who_could_meet_and_what_it_does_not_say(folder):
    result = run("introduce", folder, "--wave", "2024", "-k", 2)
    assert result.exit_code == 0, result.output
    assert "36 organisations in 10 sectors" in result.stdout
    assert "Ropewalk Street Pharmacy" in result.stdout and "worth a conversation" in result.stdout
    assert "stability" not in result.stdout


def test_introduce_takes_all_that_the_function_takes(folder):
    words = ["--improve", "cross_distance", "--per-organisation", 1, "--stability", "--format", "json"]
    refused = ["--exclude", "Riverside Voluntary Action", "Ropewalk Street Pharmacy"]
    found = json.loads(run("introduce", folder, "--wave", "2024", "-k", 3, *words, *refused).stdout)
    system = sm.build_map(sm.read_records(folder), "2024")
    frame = sm.introductions(
        system, 3, improve="cross_distance", per_organisation=1, stability=True, exclude=[tuple(refused[1:])]
    )
    assert [row["organisation_a"] for row in found["introductions"]] == frame["organisation_a"].tolist()
    assert [row["stability"] for row in found["introductions"]] == frame["stability"].tolist()
    assert found["notes"] == list(frame.caveats)


def test_depend_prints_every_organisation_and_what_some_would_leave_together(folder):
    result = run("depend", folder, "--wave", "2024", "--together", "Riverside Voluntary Action")
    assert result.exit_code == 0, result.output
    assert "Dependence" not in result.stdout and "dependence, not performance" in result.stdout
    assert "5 organisations would be outside the largest part that remains" in result.stdout
    assert (
        len(json.loads(run("depend", folder, "--wave", "2024", "--format", "json").stdout)["dependence"])
        == 36
    )


@pytest.mark.parametrize(
    "words",
    [
        ["introduce", "--improve", "ei_index"],
        ["introduce", "--improve", "ei_indx"],
        ["introduce", "-k", "11"],
        ["introduce", "--exclude", "Nobody", "Nobody else"],
        ["depend", "--together", "Nobody"],
    ],
)
def test_what_cannot_be_chosen_gives_status_2_in_words(folder, words):
    result = run(words[0], folder, "--wave", "2024", *words[1:])
    assert result.exit_code == 2 and result.output and "Traceback" not in result.output


def test_what_must_be_known_is_said_beside_a_table_that_has_no_place_for_it(folder):
    result = run("depend", folder, "--wave", "2024", "--format", "csv")
    assert "dependence, not performance" in result.stderr
    assert result.stdout.splitlines()[0].endswith(
        "organisation,sector,loss,loss_share,partners,cuts,cut_off,sector_pairs"
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("function", [sm.introductions, sm.dependence])
def test_hostile_names_stay_text_in_every_file(hostile, tmp_path, suffix, function):
    path = sm.save(function(hostile), tmp_path / f"table{suffix}")
    if suffix == ".xlsx":
        cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
        assert HOSTILE in [cell.value for cell in cells]
        return
    text = path.read_text(encoding="utf-8-sig")
    if suffix == ".json":
        assert HOSTILE in {cell for row in next(iter(json.loads(text).values())) for cell in row.values()}
    elif suffix == ".csv":
        assert "'=1+1 <script>" in text
    else:
        assert "&lt;script&gt;" in text and "<script" not in text


def test_a_workbook_has_sheets_of_the_rows_and_of_what_stands_beside_them(tmp_path):
    partners = pd.DataFrame({"name": list("AXC"), "sector": ["NHS", "Police", "Council"]})
    ties = pd.DataFrame({"source": ["A", "X"], "target": ["X", "C"]})
    system = sm.build_map(sm.read_records(partners=partners, collaborations=ties))
    book = openpyxl.load_workbook(sm.save(sm.dependence(system), tmp_path / "table.xlsx"))
    assert book.sheetnames == ["Read me", "Dependence", "Sector pairs", "Column names"]
    assert [cell.value for cell in book["Sector pairs"][2]] == ["X", "Local authority", "NHS"]
    book = openpyxl.load_workbook(sm.save(sm.introductions(system), tmp_path / "other.xlsx"))
    assert book.sheetnames == ["Read me", "Introductions", "Column names"]


@pytest.mark.parametrize("function", [sm.introductions, sm.dependence])
@pytest.mark.parametrize("public", [True, False])
def test_a_person_is_not_shown_in_a_public_copy(tmp_path, function, public):
    # The person is neither end of a suggestion, but could make the introduction.
    partners = pd.DataFrame({"name": ["A", "B", "Dr Jane Doe"], "sector": ["NHS", "Police", "NHS"]})
    ties = pd.DataFrame({"source": ["A", "B"], "target": ["Dr Jane Doe", "Dr Jane Doe"]})
    frame = function(sm.build_map(sm.read_records(partners=partners, collaborations=ties)))
    path = tmp_path / "table.csv"
    if public:
        with pytest.raises(sm.RecordsError, match="Dr Jane Doe"):
            sm.save(frame, path, public=True)
        assert not path.exists()
    else:
        assert "Dr Jane Doe" in sm.save(frame, path).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("verb", ["introduce", "depend"])
def test_a_public_copy_holds_the_rows(folder, verb):
    result = run(verb, folder, "--wave", "2024", "--public", "-o", "table.json")
    assert result.exit_code == 0, result.output
    assert "Riverside Voluntary Action" in Path("table.json").read_text(encoding="utf-8")
