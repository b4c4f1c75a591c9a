"""Exports of any survey tool, once the respondent's column is named; and answers that must not vanish."""

from __future__ import annotations

from pathlib import Path

import pytest

import sysmap as sm
from sysmap.records.surveys.headers import bracketed, questions_of, shared_stem

WHO = "Which organisation do you work for?"
NAMES = ("Northgate Council", "Eastway NHS Trust", "Millbrook Mind")
# How tools write the question and its row into one header.
HEADERS = {
    "brackets": "How do you work with [{}]",
    "choice": "How do you work with (choice={})",
    "dash": "How do you work with the following? - {}",
    "alone": "{}",
}
# What stands in a cell for "we work together", and for "we do not".
MARKS = {
    "scale": ("Weekly", "Never"),
    "yes or no": ("Yes", "No"),
    "checked": ("Checked", "Unchecked"),
    "true": ("TRUE", "FALSE"),
    "cross": ("x", ""),
    "tick": ("✓", ""),
    "its own name": (None, ""),
}
WITH = {(0, 1), (0, 2), (1, 0), (2, 1)}


def write(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "export.csv"
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows) + "\n", encoding="utf-8")
    return path


def export(header: str, mark: str) -> list[list[str]]:
    """Return an export of three respondents, with what tools put before and after the answers."""
    yes, no = MARKS[mark]
    columns = [HEADERS[header].format(name) for name in NAMES]
    rows = [["Record ID", "I agree to take part", WHO, *columns, "Complete?", "Any other comments?"]]
    for i, name in enumerate(NAMES):
        cells = ["" if i == j else (yes or NAMES[j]) if (i, j) in WITH else no for j in range(len(NAMES))]
        rows.append([str(i + 1), "Yes", name, *cells, "Complete", "a lot to say" if not i else ""])
    return rows


def ties(records) -> set[tuple[str, str]]:
    return set(map(tuple, records.collaborations[["source", "target"]].to_numpy()))


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("mark", MARKS)
def test_every_tool_is_read_once_the_respondent_is_named(tmp_path, header, mark):
    path = write(tmp_path, export(header, mark))
    records = sm.read_records(path, columns={"respondent": WHO})
    assert ties(records) == {(NAMES[i], NAMES[j]) for i, j in WITH}
    assert set(records.partners["name"]) == set(NAMES), "columns of the tool are no organisations"
    assert set(records.asked.loc[records.asked["answered"].astype(bool), "organisation"]) == set(NAMES)
    cells = records.summary["cells"]
    assert cells["not_read"] == {"I agree to take part": 3, "Any other comments?": 1}
    assert cells["set_aside"] == {"in columns of the survey tool": 6}


def test_partners_that_stand_before_the_respondent_are_partners_where_nothing_stands_after(tmp_path):
    rows = [[*NAMES, WHO], ["", "Weekly", "Never", NAMES[0]], ["Daily", "", "Never", NAMES[1]]]
    records = sm.read_records(write(tmp_path, rows), columns={"respondent": WHO})
    assert ties(records) == {(NAMES[0], NAMES[1]), (NAMES[1], NAMES[0])}


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ("Finished", ("True", "False")),
        ("Progress", ("100", "35")),
        ("Complete?", ("Complete", "Incomplete")),
        ("Completion status", ("complete", "partial")),
    ],
)
def test_who_did_not_finish_and_said_nothing_has_not_answered(tmp_path, says, words):
    done, undone = words
    rows = [[WHO, *(f"How often [{name}]" for name in NAMES), says]]
    rows += [
        [NAMES[0], "", "Weekly", "Never", done],
        [NAMES[1], "Daily", "", "", undone],
        [NAMES[2], "", "", "", undone],
    ]
    records = sm.read_records(write(tmp_path, rows), columns={"respondent": WHO})
    answered = records.asked.set_index("organisation")["answered"].to_dict()
    assert answered == {NAMES[0]: True, NAMES[1]: True, NAMES[2]: False}
    assert records.summary["respondents"] == 2
    said = " ".join(records.problems["message"])
    assert "1 respondent did not finish, and has no answer about any organisation: set aside" in said
    assert "1 respondent did not finish: read with the answers that are there" in said
    # Nobody asks a respondent who was not there.
    assert NAMES[2] not in set(records.blanks["source"])


def test_who_finished_and_left_everything_empty_has_answered(tmp_path):
    rows = [
        [WHO, *(f"How often [{name}]" for name in NAMES)],
        [NAMES[0], "", "Weekly", "Never"],
        [NAMES[1], "", "", ""],
    ]
    records = sm.read_records(write(tmp_path, rows), columns={"respondent": WHO})
    assert records.summary["respondents"] == 2
    assert set(records.blanks["source"]) == {NAMES[1]}


@pytest.mark.parametrize("header", ["brackets", "choice", "dash"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_row_of_a_grid_with_words_of_no_scale_is_refused_whoever_it_is_about(tmp_path, header, place):
    rows = export(header, "scale")
    for row, cell in zip(rows, [HEADERS[header].format("Town Library"), *["Hardly ever"] * 3], strict=True):
        row.insert(3 + place, cell)
    path = write(tmp_path, rows)
    with pytest.raises(sm.RecordsError, match="Hardly ever"):
        sm.read_records(path, columns={"respondent": WHO})
    records = sm.read_records(path, columns={"respondent": WHO}, scale={"Hardly ever": 1})
    assert {(name, "Town Library") for name in NAMES} <= ties(records)


@pytest.mark.parametrize("mark", ["its own name", "checked", "cross"])
def test_what_is_written_under_other_of_a_tick_list_is_said(tmp_path, mark):
    rows = export("brackets", mark)
    for row, cell in zip(
        rows, [HEADERS["brackets"].format("Other (please specify)"), "", "Town Library", ""], strict=True
    ):
        row.insert(6, cell)
    records = sm.read_records(write(tmp_path, rows), columns={"respondent": WHO})
    problem = records.problems[records.problems["message"].str.contains("Town Library")]
    assert problem["row"].tolist() == ["3"]
    assert "Town Library" not in set(records.partners["name"])
    assert records.summary["cells"]["set_aside"]["written beside the answers of a question"] == 1


@pytest.mark.parametrize("text", ["ring 07700 900123", "write to jo@example.org", "zzz " * 30])
def test_an_address_or_a_long_text_under_other_is_counted_and_not_repeated(tmp_path, text):
    rows = export("brackets", "its own name")
    for row, cell in zip(
        rows, [HEADERS["brackets"].format("Other (please specify)"), "", text, ""], strict=True
    ):
        row.insert(6, cell)
    records = sm.read_records(write(tmp_path, rows), columns={"respondent": WHO})
    assert text.split()[-1] not in records.problems.drop(columns="file").to_csv()
    # A column that holds nothing else is not read at all, and that is said.
    counted = (
        records.problems["message"].str.contains("1 answer written where no organisation is named").any()
    )
    assert counted or "Other (please specify)" in records.summary["dropped"][0]


def choices(tmp_path, *answers: str):
    rows = "\n".join(
        f'2024/03/04 10:0{place},{NAMES[place]},"{answer}"' for place, answer in enumerate(answers)
    )
    path = tmp_path / "forms.csv"
    path.write_text(f"Timestamp,Your organisation,Who do you work with\n{rows}\n", encoding="utf-8")
    return sm.read_records(path)


def test_other_among_the_choices_is_said_and_dont_know_is_no_answer(tmp_path):
    records = choices(tmp_path, f"{NAMES[1]}, {NAMES[2]}, Other", "Don't know", "None of these")
    assert ties(records) == {(NAMES[0], NAMES[1]), (NAMES[0], NAMES[2])}
    said = records.problems[records.problems["message"].str.contains("names no organisation")]
    assert said[["row", "value"]].to_numpy().tolist() == [["2", "Other"]]
    # Who does not know has left the question open; who works with none of them has not.
    assert set(records.blanks["source"]) == {NAMES[1]}


def test_a_survey_without_a_question_about_organisations_is_refused(tmp_path):
    rows = [[WHO, "Your area"], [NAMES[0], "east"], [NAMES[1], "west"]]
    with pytest.raises(sm.RecordsError, match="no question about other organisations was found") as error:
        sm.read_records(write(tmp_path, rows), columns={"respondent": WHO})
    assert "Your area" in str(error.value)


def test_headers_are_split_into_question_and_row():
    found = questions_of(["A [B [C]]", "Q (choice=D)", "Q - X - 1", "Q - X - 2", "Z - 1", "Team?"])
    assert [(question.stem, question.item) for question in found] == [
        ("A", "B [C]"), ("Q", "D"), ("Q - X", "1"), ("Q - X", "2"), ("", "Z - 1"), ("Team?", ""),
    ]  # fmt: skip
    assert bracketed("A [B [C]]").item == "B [C]"
    assert shared_stem(["Q - A - B", "Q - A - C"]) == "Q - A - "
    assert shared_stem(["Q - A", "Q - "]) == ""
