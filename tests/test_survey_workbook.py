"""A survey sent out as a workbook and read back: answers, blanks, who answered, every fault by its cell."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError, RecordsError
from sysmap.outputs.survey import survey_of, write_survey
from sysmap.records.returns.read_survey import read_survey
from sysmap.records.returns.roster_survey import answers_of

NAMES = {"P1": "Northshire Police", "C1": "=1+1 Council", "L1": "Lantern Project", "I1": "Northshire ICB"}
KINDS = ("refers to", "plans / pays")


def partners(names: dict[str, str] = NAMES) -> sm.Records:
    return sm.read_records(
        partners=pd.DataFrame(
            {
                "id": list(names),
                "name": list(names.values()),
                "sector": ["Police", "Council", "Voluntary", "NHS"][: len(names)],
                "place": "Wem",
            }
        ),
        collaborations=pd.DataFrame({"source": [], "target": []}),
    )


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """The workbook as it is sent out."""
    return write_survey(survey_of(partners(), kinds=KINDS, wave="2026"), tmp_path / "survey.xlsx")


@pytest.fixture
def back(tmp_path: Path) -> Path:
    """The folder of returned workbooks."""
    (tmp_path / "back").mkdir()
    return tmp_path / "back"


def who_cell(book: openpyxl.Workbook) -> openpyxl.cell.Cell:
    return next(row[1] for row in book["Start here"].iter_rows() if row[0].value == "Your organisation")


def fill(blank: Path, path: Path, name: str | None, **answers: dict[str, str]) -> Path:
    """Fill in a workbook: who answers, and by sheet the answer for each id."""
    book = openpyxl.load_workbook(blank)
    who_cell(book).value = name
    if name:
        who_cell(book).data_type = "s"  # as a spreadsheet program does with what is chosen from a list
    for title, said in answers.items():
        for row in book[{"refers": "refers to", "plans": "plans pays"}[title]].iter_rows(min_row=2):
            if row[0].value in said:
                row[2].value = said[row[0].value]
    book.save(path)
    return path


def test_the_workbook_that_is_sent_out_lists_everybody_on_a_sheet_for_each_question(blank):
    book = openpyxl.load_workbook(blank)
    assert book.sheetnames == ["Start here", "refers to", "plans pays", "Lists"]
    rows = list(book["refers to"].iter_rows(values_only=True))
    assert rows[0][:2] == ("Id", "Organisation") and rows[0][2] == "How often do you refer people to …?"
    assert dict(row[:2] for row in rows[1:]) == NAMES
    assert book["Lists"].sheet_state == "hidden"


def test_headers_and_roster_are_locked_and_answers_are_not(blank):
    book = openpyxl.load_workbook(blank)
    assert all(sheet.protection.sheet for sheet in book)
    for title in ("refers to", "plans pays"):
        for row in book[title].iter_rows():
            assert [cell.protection.locked for cell in row[:2]] == [True, True]
            assert row[2].protection.locked == (row[0].row == 1)
    assert not who_cell(book).protection.locked


def test_answers_are_chosen_from_lists(blank):
    book = openpyxl.load_workbook(blank)
    (who,) = book["Start here"].data_validations.dataValidation
    (answer,) = book["refers to"].data_validations.dataValidation
    assert (str(who.sqref), who.formula1) == (who_cell(book).coordinate, "Lists!$B$2:$B$5")
    assert (str(answer.sqref), answer.formula1) == ("C2:C5", "Lists!$E$2:$E$11")
    assert [cell.value for cell in book["Lists"]["E"]][1:] == [
        *(
            "Never",
            "Yearly",
            "Quarterly",
            "Monthly",
            "Fortnightly",
            "Weekly",
            "Several times a week",
            "Daily",
        ),
        *("Cannot say", "Not us"),
    ]


def test_every_text_of_the_workbook_is_a_text_and_consent_is_asked(blank):
    cells = [cell for sheet in openpyxl.load_workbook(blank) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    assert any("agree" in str(cell.value) for cell in cells)


def test_the_same_survey_gives_the_same_bytes(blank, tmp_path):
    again = write_survey(survey_of(partners(), kinds=KINDS, wave="2026"), tmp_path / "again.xlsx")
    assert again.read_bytes() == blank.read_bytes()


def test_answers_come_back_as_records(blank, back):
    fill(blank, back / "anything.xlsx", NAMES["P1"], refers={"C1": "Weekly", "L1": "Never", "P1": "Daily"})
    fill(blank, back / "other.xlsx", NAMES["C1"], plans={"P1": "monthly ", "L1": "Daily", "I1": "Never"})
    records = read_survey(back).records
    ties = records.collaborations[["source", "target", "kind", "strength", "reported_by"]]
    assert set(ties.itertuples(index=False, name=None)) == {
        ("P1", "C1", "refers to", 5.0, "respondent 1"),
        ("C1", "P1", "plans / pays", 3.0, "respondent 2"),
        ("C1", "L1", "plans / pays", 7.0, "respondent 2"),
    }
    assert records.waves_in_order == ("2026",)
    assert dict(zip(records.partners["id"], records.partners["name"], strict=True)) == NAMES
    assert records.partners["sector"].notna().all() and set(records.partners["place"]) == {"Wem"}
    asked = records.asked.set_index("organisation")
    assert asked["answered"].to_dict() == {"P1": True, "C1": True, "L1": False, "I1": False}
    assert asked["respondents"].to_dict() == {"P1": 1, "C1": 1, "L1": 0, "I1": 0}


def test_never_blank_and_not_asked_are_kept_apart(blank, back):
    fill(blank, back / "a.xlsx", NAMES["P1"], refers={"C1": "Never", "L1": "Weekly"})
    records = read_survey(back).records
    blanks = {tuple(row) for row in records.blanks.to_numpy()}
    assert ("2026", "P1", "I1", "refers to") in blanks
    assert not any(target in ("C1", "L1") and kind == "refers to" for _, _, target, kind in blanks)
    assert not any(target == "P1" for _, _, target, _ in blanks)
    assert records.summary["set_aside"]["asked and no tie"] == 1
    counts = {name: records.summary[name] for name in ("respondents", "answers", "blank", "scale")}
    assert counts == {"respondents": 1, "answers": 2, "blank": 4, "scale": ("Never", "Weekly")}


@pytest.mark.parametrize("name", ["records", "records.xlsx"])
def test_records_of_a_survey_are_saved_with_their_blanks(blank, back, tmp_path, name):
    fill(blank, back / "a.xlsx", NAMES["P1"], refers={"C1": "Never", "L1": "Weekly"})
    records = read_survey(back).records
    again = sm.read_records(sm.save(records, tmp_path / name))
    pd.testing.assert_frame_equal(again.blanks, records.blanks)
    assert len(again.collaborations) == 1 and again.problems.empty


def test_a_workbook_returned_twice_counts_once(blank, back):
    fill(blank, back / "a.xlsx", NAMES["P1"], refers={"C1": "Weekly"})
    shutil.copy(back / "a.xlsx", back / "a - copy of a.xlsx")
    records = read_survey(back).records
    assert len(records.collaborations) == 1
    assert records.summary["set_aside"]["second copies"] == 1
    assert "same answers" in " ".join(records.problems["message"])


def test_two_people_of_one_organisation_are_two_respondents(blank, back):
    fill(blank, back / "a.xlsx", NAMES["P1"], refers={"C1": "Weekly"})
    fill(blank, back / "b.xlsx", NAMES["P1"], refers={"C1": "Daily"})
    records = read_survey(back).records
    assert list(records.collaborations["reported_by"]) == ["respondent 1", "respondent 2"]
    assert records.asked.set_index("organisation")["respondents"]["P1"] == 2
    assert "a.xlsx" in " ".join(records.problems["message"])


def test_an_untouched_or_empty_workbook_is_set_aside_and_said(blank, back):
    shutil.copy(blank, back / "survey.xlsx")
    fill(blank, back / "named.xlsx", NAMES["L1"])
    fill(blank, back / "z.xlsx", NAMES["P1"], refers={"C1": "Weekly"})
    records = read_survey(back).records
    assert records.summary["respondents"] == 1
    said = dict(zip(records.problems["file"], records.problems["message"], strict=True))
    assert "not filled in" in said["survey.xlsx"] and "no answer" in said["named.xlsx"]
    assert "left empty" in said["z.xlsx"]


def test_every_fault_is_named_by_file_sheet_and_cell_in_one_error(blank, back):
    fill(blank, back / "a.xlsx", NAMES["P1"], refers={"C1": "sometimes"})
    fill(blank, back / "b.xlsx", None, refers={"C1": "Weekly"})
    fill(blank, back / "c.xlsx", "Somebody", plans={"C1": "Weekly"})
    book = openpyxl.load_workbook(fill(blank, back / "d.xlsx", NAMES["C1"], refers={"P1": "Weekly"}))
    book["refers to"]["A3"] = "X9"
    book.save(back / "d.xlsx")
    with pytest.raises(RecordsError) as caught:
        read_survey(back)
    said = str(caught.value)
    row = [row[1] for row in openpyxl.load_workbook(blank)["refers to"].values].index(NAMES["C1"]) + 1
    assert f"a.xlsx, sheet refers to, row {row}" in said and f"(C{row}): sometimes" in said
    cell = who_cell(openpyxl.load_workbook(blank)).coordinate
    assert f"({cell}): blank" in said and f"({cell}): Somebody: is not on the list" in said
    assert "d.xlsx, sheet refers to, row 3, column Id (A3): X9" in said
    assert set(caught.value.problems["file"]) == {"a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"}


def test_answers_beside_another_name_than_was_sent_out_are_not_guessed_about(blank, back):
    book = openpyxl.load_workbook(fill(blank, back / "a.xlsx", NAMES["P1"], refers={"L1": "Weekly"}))
    sheet = book["refers to"]
    row = next(cells[0].row for cells in sheet.iter_rows(min_row=2) if cells[0].value == "L1")
    sheet.cell(row, 2).value, sheet.cell(sheet.max_row + 1, 2).value = "Lamp Project", "Quay Street Kitchen"
    book.save(back / "a.xlsx")
    with pytest.raises(RecordsError) as caught:
        read_survey(back)
    said = str(caught.value)
    assert f"(B{row}): Lamp Project: this row is about Lantern Project: put that name back" in said
    assert "Quay Street Kitchen: is not on the list sent out" in said


def test_a_workbook_of_another_list_is_a_fault(blank, back, tmp_path):
    fewer = {key: NAMES[key] for key in ("P1", "C1", "L1")}
    other = write_survey(survey_of(partners(fewer), kinds=KINDS, wave="2026"), tmp_path / "other.xlsx")
    fill(blank, back / "a.xlsx", NAMES["P1"], refers={"C1": "Weekly"})
    fill(blank, back / "b.xlsx", NAMES["C1"], refers={"P1": "Weekly"})
    fill(other, back / "0.xlsx", NAMES["L1"], refers={"C1": "Weekly"})
    with pytest.raises(RecordsError, match=r"0\.xlsx: made from another list: 3 organisations"):
        read_survey(back)


@pytest.mark.parametrize(
    "name", ["ok_workbook.xlsx", "truncated.xlsx", "zip_bomb.xlsx", "ole_encrypted.xlsx"]
)
def test_a_workbook_that_is_none_of_the_survey_is_a_fault(blank, back, name):
    fill(blank, back / "a.xlsx", NAMES["P1"], refers={"C1": "Weekly"})
    shutil.copy(Path(__file__).parent / "data" / "hostile" / name, back / name)
    with pytest.raises(RecordsError, match=name):
        read_survey(back)


def test_files_that_programs_leave_are_passed_over_and_others_are_said(blank, back):
    fill(blank, back / "a.xlsx", NAMES["P1"], refers={"C1": "Weekly"})
    (back / "~$a.xlsx").write_bytes(b"lock")
    (back / ".hidden.xlsx").write_bytes(b"x")
    (back / "answers.pdf").write_bytes(b"x")
    records = read_survey(back).records
    assert list(records.problems["file"]) == ["answers.pdf", "a.xlsx"]


def test_rows_that_somebody_deleted_are_not_asked(blank, back):
    book = openpyxl.load_workbook(fill(blank, back / "a.xlsx", NAMES["P1"], refers={"L1": "Weekly"}))
    gone = book["refers to"]["A2"].value
    book["refers to"].delete_rows(2)
    book.save(back / "a.xlsx")
    records = read_survey(back).records
    assert ("2026", "P1", gone, "refers to") not in {tuple(row) for row in records.blanks.to_numpy()}
    assert "1 row of the list missing" in " ".join(records.problems["message"])


def test_organisations_of_one_name_are_told_apart(tmp_path, back):
    names = {"A1": "Age UK", "A2": "Age UK", "L1": "Lantern Project"}
    blank = write_survey(survey_of(partners(names), kinds=("refers to",)), tmp_path / "survey.xlsx")
    fill(blank, back / "a.xlsx", "Age UK (A2)", refers={"A1": "Weekly"})
    ties = read_survey(back).records.collaborations
    assert list(zip(ties["source"], ties["target"], strict=True)) == [("A2", "A1")]


def test_an_empty_folder_and_a_missing_one_are_said(back, tmp_path):
    with pytest.raises(RecordsError, match="no answers in this folder"):
        read_survey(back)
    with pytest.raises(sm.MissingFileError):
        read_survey(tmp_path / "nowhere")


def test_scales_have_one_answer_for_each_strength():
    assert answers_of("weak to strong") == (("Weak", 1), ("Moderate", 2), ("Strong", 3))
    assert [strength for _, strength in answers_of("Frequency")] == [0, 1, 2, 3, 4, 5, 6, 7]
    with pytest.raises(ChoiceError, match="weak to strong"):
        answers_of("colours")


@pytest.mark.parametrize("wrong", [{"kinds": ()}, {"kinds": ("a", "A")}, {"scale": {"no": 0, "No": 1}}])
def test_a_survey_without_questions_or_with_the_same_twice_is_refused(wrong):
    with pytest.raises(ChoiceError):
        survey_of(partners(), **wrong)


def test_the_commands_make_and_read_a_survey(tmp_path, monkeypatch, riverside_folder):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    made = run(
        commands,
        [
            *(
                "survey",
                "make",
                str(riverside_folder / "partners.csv"),
                "-o",
                "s.xlsx",
                "--kinds",
                "refers to,plans",
            ),
            *("--scale", "no=0", "--scale", "a bit=1", "--scale", "much=2", "--wave", "2026"),
        ],
    )
    assert made.exit_code == 0, made.output
    Path("back").mkdir()
    name = openpyxl.load_workbook("s.xlsx")["Lists"]["B2"].value
    other = openpyxl.load_workbook("s.xlsx")["Lists"]["A3"].value
    fill(Path("s.xlsx"), Path("back/x.xlsx"), name, refers={other: "A bit"})
    read = run(commands, ["survey", "read", "back", "-o", "records"])
    assert read.exit_code == 0, read.output
    assert "1 of 37 organisations have answered" in read.output and "Did not answer:" in read.output
    checked = run(commands, ["check", "records"])
    assert checked.output.splitlines()[-1] == "0 faults, 0 warnings", checked.output
    assert run(commands, ["survey", "read", "nowhere"]).exit_code == 2
    assert (
        run(commands, ["survey", "make", str(riverside_folder / "partners.csv"), "--scale", "x"]).exit_code
        == 2
    )
