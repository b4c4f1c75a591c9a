"""The assistant: what a file is taken for is shown, corrected and remembered beside it."""

from __future__ import annotations

import json
import sys

import pandas as pd
import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.assisting.session import SURVEY, ReadingSession
from sysmap.cli import commands

TIES = (
    "Organisation A,Organisation B,How much\nNorthgate Council,Eastway NHS Trust,3\n"
    "Northgate Council,Millbrook Mind,1\nEastway NHS Trust,Westfield Police,2\n"
)
PARTNERS = (
    "name,Kind of body\nNorthgate Council,Local authority\nEastway NHS Trust,NHS provider\n"
    "Millbrook Mind,Voluntary\nWestfield Police,Police\n"
)
SURVEYED = (
    "Timestamp,Your organisation,Often? [Northgate Council],Often? [Eastway NHS Trust],"
    "Often? [Millbrook Mind]\n"
    "2024/03/04 10:00,Northgate Council,,Weekly,Hardly ever\n"
    "2024/03/04 10:01,Eastway NHS Trust,Weekly,,Never\n"
    "2024/03/04 10:02,Millbrook Mind,Hardly ever,Never,\n"
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("ties of ours.csv", TIES), ("bodies.csv", PARTNERS), ("survey.csv", SURVEYED)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(*words: str, typed: str = ""):
    return CliRunner().invoke(commands, list(words), input=typed)


def names(records: sm.Records) -> set[tuple[str, str]]:
    called = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    ties = records.collaborations
    return {(called[one], called[other]) for one, other in zip(ties["source"], ties["target"], strict=True)}


# -- What is settled --


def test_a_sheet_is_shown_with_what_it_seems_to_be(folder):
    (sheet,) = ReadingSession("ties of ours.csv").sheets
    assert sheet.what == "collaborations"
    assert sheet.meanings == {
        "source": "Organisation A",
        "target": "Organisation B",
        "strength": "How much",
    }
    assert list(sheet.preview["holds"]) == ["names of organisations", "names of organisations", "numbers"]


def test_what_a_person_says_goes_before_every_guess(folder):
    session = ReadingSession("ties of ours.csv")
    (sheet,) = session.sheets
    session.mean(sheet, "source", "Organisation B")
    session.mean(sheet, "target", "Organisation A")
    session.mean(sheet, "strength", "")
    assert names(session.look().records) == {
        ("Eastway NHS Trust", "Northgate Council"),
        ("Millbrook Mind", "Northgate Council"),
        ("Westfield Police", "Eastway NHS Trust"),
    }
    records = eval(session.line(), {"sm": sm})
    assert names(records) == names(session.look().records)


def test_words_of_strength_that_no_scale_knows_are_asked_for(folder):
    session = ReadingSession("survey.csv")
    assert session.look().records is None
    (sheet,) = session.sheets
    assert sheet.what == SURVEY
    assert session.unknown_words() == ["Hardly ever"]
    session.stand_for("Hardly ever", 1.0)
    assert session.unknown_words() == []
    look = session.look()
    assert sorted(look.ties["strength"]) == [1, 1, 5, 5]
    assert "used" in " ".join(look.said)


def test_what_is_missing_is_said_where_records_cannot_be_read_yet(folder):
    look = ReadingSession("survey.csv").look()
    assert "Hardly ever" in " ".join(look.said)
    assert look.ties.empty


def test_personal_data_is_not_shown(folder):
    (folder / "survey.csv").write_text(
        "Your organisation,Email,Remarks\nNorthgate Council,jo@example.org,I said so at the time.\n",
        encoding="utf-8",
    )
    (sheet,) = ReadingSession("survey.csv").sheets
    assert "example.org" not in sheet.preview.to_string() and "I said" not in sheet.preview.to_string()


# -- Remembered beside the file --


def test_what_is_remembered_is_used_unasked_and_said(folder):
    session = ReadingSession("ties of ours.csv")
    session.mean(session.sheets[0], "source", "Organisation A")
    written = session.save()
    assert written.name == "ties of ours.csv.sysmap.json"
    records = sm.read_records("ties of ours.csv")
    assert len(records.collaborations) == 3
    said = records.problems.iloc[0]
    assert said["file"] == written.name and '"source": "Organisation A"' in said["message"]
    assert written.resolve() in {path.resolve() for path in records.inputs}, "nothing is saved over it"


def test_what_is_remembered_holds_no_values(folder):
    session = ReadingSession("survey.csv")
    session.mean(session.sheets[0], "respondent", "Your organisation")
    session.stand_for("Hardly ever", None)
    text = session.save().read_text(encoding="utf-8")
    assert json.loads(text) == {
        "sysmap": 1,
        "columns": {"respondent": "Your organisation"},
        "scale": {"Hardly ever": None},
    }


def test_what_is_given_in_the_call_goes_before_what_is_remembered(folder):
    (folder / "ties of ours.csv.sysmap.json").write_text(
        json.dumps({"sysmap": 1, "columns": {"source": "No such", "target": "Organisation B"}}),
        encoding="utf-8",
    )
    columns = {"source": "Organisation A", "target": "Organisation B"}
    assert len(sm.read_records("ties of ours.csv", columns=columns).collaborations) == 3


def test_a_folder_remembers_too(folder):
    (folder / ".sysmap.json").write_text(json.dumps({"sysmap": 1, "sectors": "infer"}), encoding="utf-8")
    (folder / "bodies.csv").unlink()
    (folder / "survey.csv").unlink()
    (folder / "ties of ours.csv").rename(folder / "ties.csv")
    text = (folder / "ties.csv").read_text(encoding="utf-8")
    (folder / "ties.csv").write_text(
        text.replace("Organisation A,Organisation B", "source,target"), encoding="utf-8"
    )
    records = sm.read_records(folder)
    assert "remembered" in " ".join(records.problems["message"])


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "3", '{"columns": {}}', '{"sysmap": 2}', '{"sysmap": 1, "strange": 1}', "[" * 100_000,
        '{"sysmap": 1, "columns": 3}', '{"sysmap": 1, "scale": "x"}', '{"sysmap": 1, "sectors": 5}',
        '{"sysmap": 1, "layout": "none such"}', '{"sysmap": 1, "keep": 7}', "\x00" * 10,
    ],
)  # fmt: skip
def test_a_file_that_is_not_understood_is_refused_in_words(folder, text):
    (folder / "ties of ours.csv.sysmap.json").write_text(text, encoding="utf-8")
    with pytest.raises(sm.SysmapError, match="ties of ours.csv.sysmap.json"):
        sm.read_records("ties of ours.csv")


def test_two_files_that_remember_different_things_are_refused(folder):
    for name, what in (("bodies.csv", "infer"), ("ties of ours.csv", "as written")):
        (folder / f"{name}.sysmap.json").write_text(
            json.dumps({"sysmap": 1, "sectors": what}), encoding="utf-8"
        )
    with pytest.raises(sm.ChoiceError, match="remember different things of sectors"):
        sm.read_records("bodies.csv", "ties of ours.csv")


# -- On the command line --


def test_questions_are_asked_one_by_one_and_the_answers_remembered(folder):
    first = run("read", "survey.csv", typed="\n\n1\n\n\n")
    assert first.exit_code == 0, first.output
    assert 'What does "Hardly ever" stand for?' in first.output
    assert "Written: survey.csv.sysmap.json" in first.output
    checked = run("check", "survey.csv")
    assert checked.exit_code == 0, checked.output
    again = run("read", "survey.csv", typed="\n\n")
    assert "What is it?" not in again.output, "what is remembered is not asked again"


def test_every_guess_may_be_taken(folder):
    done = run("read", "ties of ours.csv", "--yes")
    assert done.exit_code == 0, done.output
    assert "sysmap check" in done.output
    assert run("check", "ties of ours.csv").exit_code == 0


def test_a_person_may_say_that_it_is_not_right(folder):
    wrong = run("read", "ties of ours.csv", typed="\n" * 6 + "n\n" + "n\n")
    assert wrong.exit_code == 1
    assert not list(folder.glob("*.json"))


# -- In a notebook --


def boxes(widget) -> list:
    found = [widget] if type(widget).__name__ == "Dropdown" else []
    return found + [box for child in getattr(widget, "children", ()) for box in boxes(child)]


def test_the_assistant_shows_ties_as_they_change(folder):
    shown = sm.assistant("ties of ours.csv")
    assert "seems to be a list of ties" in shown._result.value
    labels = {box.description: box for box in boxes(shown._page)}
    labels["the first organisation of a tie"].value = "Organisation B"
    labels["the second organisation of a tie"].value = "Organisation A"
    assert "The first ties" in shown._result.value
    assert names(shown.records) >= {("Eastway NHS Trust", "Northgate Council")}
    assert eval(shown.line, {"sm": sm}).collaborations.equals(shown.records.collaborations)
    assert shown.save().endswith("ties of ours.csv.sysmap.json")


def test_a_word_is_settled_in_the_assistant(folder):
    shown = sm.assistant("survey.csv")
    with pytest.raises(sm.RecordsError, match="Hardly ever"):
        _ = shown.records
    (word,) = [box for box in boxes(shown._page) if "stands for" in box.description]
    word.value = "no answer"
    assert shown.records.summary["respondents"] == 3


def test_a_frame_has_a_line_and_no_file_beside_it(folder):
    shown = sm.assistant(pd.read_csv(folder / "ties of ours.csv"))
    assert shown.line.startswith("sm.read_records(frame")
    with pytest.raises(sm.ChoiceError, match="keep the line of code"):
        shown.save()


def test_without_ipywidgets_the_command_line_is_named(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(sm.SysmapError, match="sysmap read FILE"):
        sm.assistant("ties of ours.csv")


def test_what_cannot_be_read_says_that_something_is_remembered(folder):
    columns = {"source": "Organisation A", "target": "gone"}
    (folder / "ties of ours.csv.sysmap.json").write_text(
        json.dumps({"sysmap": 1, "columns": columns}), encoding="utf-8"
    )
    with pytest.raises(sm.RecordsError, match="remembered in ties of ours.csv.sysmap.json: remove it"):
        sm.read_records("ties of ours.csv")


def test_what_is_guessed_can_be_accepted_as_it_stands(folder):
    shown = sm.assistant("ties of ours.csv")
    assert shown._accept.layout.display != "none"
    shown._accept.click()
    assert len(shown.records.collaborations) == 3
    assert shown._accept.layout.display == "none"
    assert eval(shown.line, {"sm": sm}).collaborations.equals(shown.records.collaborations)


def test_yes_and_no_beside_ties_is_guessed_whatever_the_file_is_called(folder):
    (folder / "links.csv").write_text(
        "Organisation A,Organisation B,Works together\nA Council,B Trust,Yes\nB Trust,C Police,No\n"
        "C Police,A Council,Yes\n",
        encoding="utf-8",
    )
    shown = sm.assistant("links.csv")
    shown._accept.click()
    assert len(shown.records.collaborations) == 2
