"""Survey exports that differ from the tidy ones: other words, several questions, nameless people."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random

import pandas as pd
import pytest

import sysmap as sm
from sysmap.errors import RecordsError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records

SHAPES = Path(__file__).parent / "data" / "shapes"

STEM = "How often do you work with?"
PARTNERS = "id,name,sector\nP1,Northshire Police,Police\nP2,Northshire County Council,Council\nP3,Oak,VCSE\n"


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def google(
    *rows: str, items: tuple[str, ...] = ("Alder", "Birch", "Cedar"), who: str = "Your organisation"
) -> str:
    """Return a Google export: one row per respondent, organisation and answers."""
    header = ",".join(["Timestamp", who, *(f"{STEM} [{item}]" for item in items)])
    return "\n".join([header, *(f"2026/11/03 9:00:00 am GMT,{row}" for row in rows)]) + "\n"


def ties(records: Records) -> list[tuple]:
    """Return the ties as names, strength and kind."""
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    return [
        (
            names[tie.source],
            names[tie.target],
            None if tie.strength != tie.strength else tie.strength,
            tie.kind,
        )
        for tie in records.collaborations.itertuples()
    ]


def said(records: Records) -> str:
    return "\n".join(records.problems["message"])


def faults(*sources: object, **options: object) -> str:
    with pytest.raises(RecordsError) as caught:
        read_records(*sources, **options)
    return str(caught.value)


# -- Blank, never, and not asked --


def test_blank_never_and_a_tie_are_kept_apart(tmp_path):
    records = read_records(write(tmp_path, "x.csv", google("Alder,,Never,", "Birch,Daily,,Weekly")))
    assert ties(records) == [("Birch", "Alder", 7.0, ""), ("Birch", "Cedar", 5.0, "")]
    assert records.blanks.to_numpy().tolist() == [["", "Alder", "Cedar", ""]]
    assert (records.summary["answers"], records.summary["blank"]) == (3, 1)


def test_words_for_blank_are_blank(tmp_path):
    records = read_records(write(tmp_path, "x.csv", google("Alder,,n/a,-", "Birch,Daily,,Weekly")))
    assert len(records.blanks) == 2


def test_an_answer_about_oneself_is_no_answer_and_said(tmp_path):
    records = read_records(
        write(tmp_path, "x.csv", google("Alder,Daily,Never,Weekly", "Birch,Daily,,Weekly"))
    )
    assert records.summary["answers"] == 4
    assert "about themselves" in said(records)


def test_an_organisation_that_nobody_says_anything_of_is_still_a_partner(tmp_path):
    records = read_records(write(tmp_path, "x.csv", google("Alder,,Never,", "Birch,Daily,,")))
    assert "Cedar" in set(records.partners["name"])
    assert len(records.blanks) == 2


# -- Who answered --


def test_organisations_that_did_not_answer_are_taken_as_asked_and_said_so(tmp_path):
    records = read_records(write(tmp_path, "x.csv", google("Alder,,Never,", "Birch,Daily,,")))
    asked = dict(zip(records.asked["organisation"], records.asked["answered"], strict=True))
    assert asked == {"Alder": True, "Birch": True, "Cedar": False}
    assert "nothing says who was asked" in said(records)


def test_several_people_of_one_organisation_are_all_kept(tmp_path):
    rows = "Alder,,Never,Daily", "Birch,Daily,,Weekly", "alder ,,Weekly,Monthly"
    records = read_records(write(tmp_path, "x.csv", google(*rows)))
    assert list(records.collaborations["reported_by"]) == [
        "respondent 1", "respondent 2", "respondent 2", "respondent 3", "respondent 3"
    ]  # fmt: skip
    asked = dict(zip(records.asked["organisation"], records.asked["respondents"], strict=True))
    assert asked["Alder"] == 2
    assert records.summary["respondents"] == 3


def test_the_respondent_may_write_a_longer_name(tmp_path):
    text = google(
        "Northshire Community NHS Foundation Trust,,Weekly", "Police,Never,",
        items=("Northshire Community NHS FT", "Police"),
    )  # fmt: skip
    assert ties(read_records(write(tmp_path, "x.csv", text))) == [
        ("Northshire Community NHS FT", "Police", 5.0, "")
    ]


def test_another_body_of_the_same_place_is_another_organisation(tmp_path):
    items = "Northshire County Council", "Police"
    rows = "Northshire District Council,Weekly,Never", "Northshire NHS Trust,Weekly,Never", "Police,Weekly,"
    records = read_records(write(tmp_path, "x.csv", google(*rows, "Northshire Council,,Never", items=items)))
    assert sorted(records.partners["name"]) == [
        "Northshire County Council", "Northshire District Council", "Northshire NHS Trust", "Police"
    ]  # fmt: skip


def test_an_organisation_that_is_not_listed_is_added_and_said(tmp_path):
    records = read_records(
        write(tmp_path, "x.csv", google("Alder,,Never,", "Birch,Daily,,", "Hazel,Daily,Never,Never"))
    )
    assert "Hazel" in set(records.partners["name"])
    row = records.problems[records.problems["value"] == "Hazel"].iloc[0]
    assert (row["row"], row["message"]) == ("4", "answered, but is not among the organisations listed: added")


def test_people_who_do_not_say_for_whom_are_set_aside_and_counted(tmp_path):
    rows = "Alder,,Never,", ",Daily,Daily,Daily", "Prefer not to say,Daily,Daily,Daily"
    records = read_records(write(tmp_path, "x.csv", google(*rows)))
    assert records.summary["set_aside"] == {"answers without an organisation": 2}
    assert records.summary["respondents"] == 1
    assert records.collaborations.empty


def test_where_no_column_says_who_answers_the_candidates_are_listed(tmp_path):
    text = google("red,,Never,", "blue,Daily,,", who="Favourite colour")
    message = faults(write(tmp_path, "x.csv", text))
    assert "'Favourite colour' (0 of 2 values)" in message
    assert 'columns={"respondent": "..."}' in message


def test_the_user_may_say_which_column_it_is(tmp_path):
    text = google("red,,Never,", "blue,Daily,,", who="Favourite colour")
    records = read_records(write(tmp_path, "x.csv", text), columns={"respondent": "favourite colour"})
    assert {"red", "blue"} <= set(records.partners["name"])


def test_a_column_that_is_not_there_cannot_say_it(tmp_path):
    path = write(tmp_path, "x.csv", google("Alder,,Never,"))
    assert "no column 'Nobody'" in faults(path, columns={"respondent": "Nobody"})


def test_a_survey_of_no_known_tool_is_read_when_it_is_said_who_answers(tmp_path):
    text = "Team,Alder,Birch,Cedar\nAlder,,Weekly,Never\nBirch,Daily,,Monthly\n"
    records = read_records(write(tmp_path, "x.csv", text), columns={"respondent": "Team"})
    assert records.summary["layout"] == "mapped"
    assert records.headline().startswith("Here is what I read: 2 respondents, 3 partners, 4 answers, 0 blank")


# -- Lists beside a survey --


def test_a_list_of_partners_gives_ids_and_sectors(tmp_path):
    items = "Northshire Police", "Northshire County Council", "Oak"
    survey = write(tmp_path, "x.csv", google("northshire police,,Weekly,Never", "Oak,Daily,,", items=items))
    records = read_records(survey, write(tmp_path, "partners.csv", PARTNERS))
    assert list(records.partners["id"]) == ["P1", "P2", "P3"]
    assert set(records.partners["sector_source"]) == {"given"}
    assert set(records.collaborations["source"]) == {"P1", "P3"}
    assert records.summary["layout"] == "google_forms"


def test_one_list_of_partners_serves_the_surveys_of_several_waves(tmp_path):
    items = "Northshire Police", "Northshire County Council", "Oak"
    surveys = {
        wave: write(tmp_path, f"{wave}.csv", google("Northshire Police,,Weekly,Never", items=items))
        for wave in ("2022", "2024")
    }
    records = read_records(surveys, write(tmp_path, "partners.csv", PARTNERS))
    assert records.waves_in_order == ("2022", "2024")
    assert records.collaborations[["source", "target", "wave"]].to_numpy().tolist() == [
        ["P1", "P2", "2022"], ["P1", "P2", "2024"]
    ]  # fmt: skip
    assert list(records.waves["question"]) == [STEM, STEM]
    assert records.summary["layout"] == "google_forms"
    assert records.summary["respondents"] == 2


def test_waves_without_a_list_join_by_name(tmp_path):
    surveys = {
        "after": write(tmp_path, "a.csv", google("Alder,,Never,Weekly")),
        "before": write(tmp_path, "b.csv", google("Alder,,Daily,Never")),
    }
    records = read_records(surveys)
    assert len(records.partners) == 3
    assert records.waves_in_order == ("before", "after")
    assert list(records.waves["wave"]) == ["before", "after"]


def test_somebody_asked_about_who_is_not_on_the_list_is_added_and_said(tmp_path):
    survey = write(tmp_path, "x.csv", google("Oak,,Weekly", items=("Oak", "Hazel")))
    records = read_records(survey, write(tmp_path, "partners.csv", PARTNERS))
    assert "Hazel: asked about, but not on the list of partners" in said(records)
    unknown = records.partners[records.partners["sector_key"] == "unknown"]
    assert list(unknown["name"]) == ["Hazel"]


def test_a_table_of_who_was_asked_stands_and_nothing_is_assumed(tmp_path):
    survey = write(tmp_path, "x.csv", google("Alder,,Weekly,Never"))
    asked = pd.DataFrame({"wave": "", "organisation": ["Alder", "Birch"], "answered": ["yes", "no"]})
    records = read_records(survey, asked=asked)
    assert len(records.asked) == 2
    assert "nothing says who was asked" not in said(records)


# -- Scales --


@pytest.mark.parametrize(
    ("words", "strengths"),
    [
        (("not at all", "a little", "somewhat", "a lot"), [1, 2, 3]),
        (("No contact", "Networking", "Coordinating", "Collaborating"), [1, 2, 4]),
        (("no interaction", "networking", "cooperation", "coalition"), [1, 2, 4]),
        (("no", "yes", "yes", "yes"), [1, 1, 1]),
        (("0", "1", "5", "10"), [1, 5, 10]),
        (("Several times a week", "Rarely", "Annually", "DAILY"), [6, 1, 1, 7]),
    ],
)
def test_a_scale_is_known_by_its_words(tmp_path, words, strengths):
    items = "Oak", "Alder", "Birch", "Cedar", "Hazel"
    text = google(f"Oak,,{','.join(words)}", items=items)
    records = read_records(write(tmp_path, "x.csv", text))
    assert list(records.collaborations["strength"]) == strengths


def test_words_of_no_scale_are_one_fault_with_counts(tmp_path):
    message = faults(write(tmp_path, "x.csv", google("Alder,,Now and then,Often", "Birch,Often,,Weekly")))
    assert message.startswith("1 fault")
    assert "Often (2), Now and then (1)" in message
    assert 'scale={"word": number}' in message


def test_the_user_may_say_what_words_stand_for(tmp_path):
    path = write(tmp_path, "x.csv", google("Alder,,Now and then,Often", "Birch,Often,,Weekly"))
    records = read_records(path, scale={"now and then": 2, "often": 6})
    assert sorted(records.collaborations["strength"]) == [2, 5, 6, 6]
    assert records.summary["scale"] == ("Now and then", "Often")


def test_a_question_about_something_else_is_left_out_and_said(tmp_path):
    text = (
        "Timestamp,Organisation,Work? [Alder],Work? [Birch],Rate the day? [Food],Rate the day? [Venue]\n"
        "t,Alder,,Weekly,5,4\nt,Birch,Daily,,3,3\n"
    )
    records = read_records(write(tmp_path, "x.csv", text))
    assert set(records.partners["name"]) == {"Alder", "Birch"}
    assert list(records.collaborations["kind"]) == ["", ""]
    assert "not about organisations" in said(records)


# -- Several questions --


def test_of_several_questions_each_is_a_kind(tmp_path):
    text = (
        "Timestamp,Organisation,Share? [Alder],Share? [Birch],Plan? [Alder],Plan? [Birch]\n"
        "t,Alder,,Weekly,,yes\nt,Birch,Daily,,no,\n"
    )
    records = read_records(write(tmp_path, "x.csv", text))
    assert ties(records) == [
        ("Alder", "Birch", 5.0, "Share?"), ("Birch", "Alder", 7.0, "Share?"), ("Alder", "Birch", 1.0, "Plan?")
    ]  # fmt: skip
    assert records.summary["scale"] == ("Weekly", "Daily")
    assert records.waves.empty


def microsoft(columns: list[str], *rows: str) -> str:
    header = ",".join(["Id", "Start time", "Completion time", "Email", "Name", *columns])
    times = "11/3/26 9:00:00,11/3/26 9:10:00"
    answers = [f"{number},{times},a@b.example,A Person,{row}" for number, row in enumerate(rows, start=1)]
    return "\n".join([header, *answers]) + "\n"


def test_repeated_statements_with_a_digit_are_a_second_question(tmp_path):
    columns = ["Organisation", "Alder", "Birch", "Alder2", "Birch2"]
    text = microsoft(columns, "Alder,,Weekly,,Daily", "Birch,Never,,Monthly,")
    records = read_records(write(tmp_path, "x.csv", text))
    assert ties(records) == [
        ("Alder", "Birch", 5.0, "question 1"), ("Alder", "Birch", 7.0, "question 2"),
        ("Birch", "Alder", 3.0, "question 2"),
    ]  # fmt: skip
    assert set(records.partners["name"]) == {"Alder", "Birch"}


def test_a_digit_that_belongs_to_the_name_stays(tmp_path):
    text = microsoft(["Organisation", "School 2", "Birch"], "Birch,Weekly,", "School 2,,Never")
    assert set(read_records(write(tmp_path, "x.csv", text)).partners["name"]) == {"School 2", "Birch"}


def test_statements_on_another_scale_are_another_question(tmp_path):
    columns = ["Organisation", "Alder", "Birch", "Cedar", "Oak"]
    text = microsoft(columns, "Alder,,Weekly,yes,no", "Birch,Never,,no,yes", "Cedar,Daily,Daily,,yes")
    records = read_records(write(tmp_path, "x.csv", text))
    assert set(records.collaborations["kind"]) == {"question 1", "question 2"}


def test_a_statement_that_nobody_answered_among_others_is_a_partner_and_a_comment_is_none(tmp_path):
    columns = ["Organisation", "Alder", "Oak", "Birch", "Anything else"]
    text = microsoft(columns, "Alder,,,Weekly,", "Birch,Never,,,")
    records = read_records(write(tmp_path, "x.csv", text))
    assert set(records.partners["name"]) == {"Alder", "Birch", "Oak"}


def test_personal_columns_of_forms_are_dropped_and_stand_nowhere(tmp_path):
    text = microsoft(["Organisation", "Alder", "Birch"], "Alder,,Weekly", "Birch,Never,")
    records = read_records(write(tmp_path, "x.csv", text))
    assert records.summary["dropped"] == ["Email", "Name"]
    assert "A Person" not in records.collaborations.to_csv() + records.asked.to_csv() + repr(records)


def test_a_multiple_choice_question_of_google_is_split_at_commas_but_not_inside_names(tmp_path):
    text = (
        "Timestamp,Organisation,Whom do you work with?\n"
        't,"Housing, Northshire",Alder\nt,Alder,"Housing, Northshire, Birch"\nt,Birch,"Alder, Cedar"\n'
    )
    records = read_records(write(tmp_path, "x.csv", text))
    assert records.summary["layout"] == "google_forms"
    assert ties(records) == [
        ("Housing, Northshire", "Alder", None, ""), ("Alder", "Housing, Northshire", None, ""),
        ("Alder", "Birch", None, ""), ("Birch", "Alder", None, ""), ("Birch", "Cedar", None, ""),
    ]  # fmt: skip


def test_a_choice_left_empty_is_blank_and_none_of_these_is_an_answer(tmp_path):
    columns = ["Organisation", "With whom"]
    text = microsoft(columns, "Alder,Birch;Cedar;", "Birch,None of these;", "Cedar,")
    records = read_records(write(tmp_path, "x.csv", text))
    assert set(records.partners["name"]) == {"Alder", "Birch", "Cedar"}
    assert set(records.blanks["source"]) == {"Cedar"}


# -- The tools' own habits --


def surveymonkey(stems: str, labels: str, *rows: str) -> str:
    lines = [f"Respondent ID,Collector ID,Start Date,{stems}", f",,,{labels}"]
    return "\n".join([*lines, *(f"1180,45,11/03/2026 09:00,{row}" for row in rows)]) + "\n"


def test_a_question_with_commas_and_line_breaks_is_one_stem(tmp_path):
    text = surveymonkey(
        'Who are you?,"Often, or\nseldom?",', "Response,Alder,Birch", "Alder,,Weekly", "Birch,Daily,"
    )
    records = read_records(write(tmp_path, "x.csv", text))
    assert list(records.waves["question"]) == ["Often, or seldom?"]
    assert len(records.collaborations) == 2


def test_ticks_are_choices(tmp_path):
    text = surveymonkey(
        "Who are you?,With whom?,,",
        "Response,Alder,Birch,Cedar",
        "Alder,,Birch,",
        "Birch,Alder,,Cedar",
        "Cedar,,,",
    )
    records = read_records(write(tmp_path, "x.csv", text))
    assert len(ties(records)) == 3
    assert records.blanks[["source", "target"]].to_numpy().tolist() == [
        ["Cedar", "Alder"],
        ["Cedar", "Birch"],
    ]


def test_other_please_specify_is_a_free_text_and_not_read(tmp_path):
    text = surveymonkey(
        "Who are you?,How often?,,", "Response,Alder,Birch,Other (please specify)",
        "Alder,,Weekly,we once met", "Birch,Daily,,",
    )  # fmt: skip
    records = read_records(write(tmp_path, "x.csv", text))
    assert set(records.partners["name"]) == {"Alder", "Birch"}
    assert "we once met" not in str(records.summary) + records.partners.to_csv() + records.problems.to_csv()


def qualtrics(codes: str, texts: str, *rows: str) -> str:
    ids = ",".join('"{""ImportId"":""Q""}"' for _ in f"x,x,{codes}".split(","))
    lines = [f"StartDate,Status,{codes}", f"Start Date,Response Type,{texts}", ids]
    return "\n".join([*lines, *(f"2026-11-03 09:00:00,{row}" for row in rows)]) + "\n"


def test_survey_previews_are_set_aside_and_counted(tmp_path):
    text = qualtrics(
        "Q1,Q2_1,Q2_2", "Who?,Often? - Alder,Often? - Birch",
        "Survey Preview,Alder,,Daily", "IP Address,Alder,,Weekly", "IP Address,Birch,Never,",
    )  # fmt: skip
    records = read_records(write(tmp_path, "x.csv", text))
    assert records.summary["set_aside"] == {"survey previews": 1}
    assert list(records.collaborations["strength"]) == [5.0]


def test_a_partner_may_have_a_dash_in_its_name(tmp_path):
    text = qualtrics(
        "Q1,Q2_1,Q2_2", "Who?,How - often? - Mind - North,How - often? - Police",
        "IP Address,Mind - North,,Daily", "IP Address,Police,Never,",
    )  # fmt: skip
    records = read_records(write(tmp_path, "x.csv", text))
    assert set(records.partners["name"]) == {"Mind - North", "Police"}
    assert list(records.waves["question"]) == ["How - often?"]


def test_questions_in_the_same_words_are_told_apart_by_their_number(tmp_path):
    text = qualtrics(
        "Q1,Q2_1,Q2_2,Q3_1,Q3_2", "Who?,Often? - Alder,Often? - Birch,Often? - Alder,Often? - Birch",
        "IP Address,Alder,,Daily,,Weekly", "IP Address,Birch,Never,,Daily,",
    )  # fmt: skip
    assert set(read_records(write(tmp_path, "x.csv", text)).collaborations["kind"]) == {
        "question 1",
        "question 2",
    }


def test_windows_1252_comes_through(tmp_path):
    text = google("Café – St Mary’s,,Weekly", "Birch,Never,", items=("Café – St Mary’s", "Birch"))
    records = read_records(write(tmp_path, "x.csv", text, "cp1252"))
    assert "Café – St Mary’s" in set(records.partners["name"])
    assert "Windows-1252" in said(records)


def test_columns_blank_from_header_to_end_are_ignored(tmp_path):
    text = google("Alder,,Never,", "Birch,Daily,,Weekly").replace("\n", ",,,\n")
    assert len(read_records(write(tmp_path, "x.csv", text)).partners) == 3


def test_the_order_of_columns_does_not_matter(tmp_path):
    frame = pd.read_csv(
        write(tmp_path, "x.csv", google("Alder,,Never,Daily", "Birch,Daily,,Weekly")), dtype=object
    )
    turned = frame[["Timestamp", *reversed(frame.columns[1:])]]
    assert sorted(ties(read_records(turned))) == sorted(ties(read_records(frame)))


def test_a_survey_without_answers_says_so(tmp_path):
    assert "no answers" in faults(write(tmp_path, "x.csv", google()))


def test_a_survey_of_two_organisations_is_enough(tmp_path):
    records = read_records(write(tmp_path, "x.csv", google("Alder,,Daily", items=("Alder", "Birch"))))
    assert len(records.partners) == 2


def test_the_map_of_a_survey_knows_who_answered(tmp_path):
    rows = "Alder,,Daily,Never", "Birch,Daily,,Weekly"
    system = sm.build_map(read_records(write(tmp_path, "x.csv", google(*rows))))
    assert dict(zip(system.organisations.index, system.organisations["answered"], strict=True)) == {
        "Alder": True, "Birch": True, "Cedar": False
    }  # fmt: skip


@pytest.mark.parametrize("file", ["ms_forms.xlsx", "ms_forms_choice.xlsx", "qualtrics.csv"])
@pytest.mark.parametrize("copy", ["copy.xlsx", "copy"])
def test_what_was_counted_in_a_survey_is_the_same_when_it_is_saved_and_read_again(tmp_path, file, copy):
    records = sm.read_records(SHAPES / file)
    again = sm.read_records(sm.save(records, tmp_path / copy))
    assert again.headline() == records.headline()
    counts = ("respondents", "answers", "blank", "scale", "sectors")
    assert [again.summary[count] for count in counts] == [records.summary[count] for count in counts]


def test_one_answer_without_an_organisation_is_said_in_the_singular(tmp_path):
    text = google("Alder,,Daily,Never", "Birch,Daily,,Daily", ",Daily,Daily,Daily")
    records = read_records(write(tmp_path, "answers.csv", text))
    assert "1 answer does not say for which organisation it is: set aside" in set(records.problems["message"])


def test_a_public_copy_of_a_survey_does_not_say_how_many_answered(tmp_path):
    records = sm.read_records(SHAPES / "ms_forms.xlsx")
    sm.save(records, tmp_path / "copy", public=True)
    assert not (tmp_path / "copy" / "counts.csv").exists()
    assert "respondents" not in sm.read_records(tmp_path / "copy").headline()


# -- Columns that stand where nobody can tell what they are --


@pytest.mark.parametrize("seed", range(40))
def test_columns_of_surveymonkey_that_were_moved_lose_nobody(tmp_path, seed):
    source = SHAPES / "surveymonkey.csv"
    rows = list(csv.reader(io.StringIO(source.read_text(encoding="utf-8-sig"), newline="")))
    places = Random(seed).sample(range(len(rows[0])), len(rows[0]))
    path = tmp_path / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[row[place] for place in places] for row in rows])
    try:
        records = read_records(path)
    except RecordsError:
        return
    assert set(records.partners["name"]) == set(read_records(source).partners["name"])


def test_an_organisation_stands_once_in_a_question(tmp_path):
    text = surveymonkey("Who are you?,How often?,,", "Response,Alder,Birch,alder", "Alder,,Weekly,Daily")
    assert "2 columns of this question are about Alder" in faults(write(tmp_path, "x.csv", text))


def test_what_stands_below_no_header_is_said(tmp_path):
    text = surveymonkey(
        "Who are you?,With whom?,,,",
        "Response,Alder,Birch,Cedar,",
        "Alder,,Birch,,Damson",
        "Birch,Alder,,Cedar,",
    )
    records = read_records(write(tmp_path, "x.csv", text))
    assert "1 row with something in a column without a header: not read" in said(records)
    assert records.summary["cells"]["not_read"] == {"a column without a header": 1}


def test_a_statement_that_nobody_answered_is_said(tmp_path):
    text = (
        "Id,Start time,Completion time,Who are you?,Alder,Birch,Cedar\n"
        "1,a,b,Alder,,Weekly,\n2,a,b,Birch,Daily,,\n3,a,b,Damson,Daily,Never,\n"
    )
    records = read_records(write(tmp_path, "x.csv", text))
    assert "nobody answered" in said(records) and "Cedar" in said(records)
    listed = write(tmp_path, "partners.csv", "name,sector\nAlder,NHS\nBirch,NHS\nCedar,NHS\n")
    assert "Cedar" in set(read_records(tmp_path / "x.csv", listed).blanks["target"])


@pytest.mark.parametrize("rows", [(0, 3, 1, 2, 4), (0, 3, 4, 1, 2), (3, 2, 0, 1, 4), (0, 2, 1, 3, 4)])
def test_an_export_of_qualtrics_that_was_sorted_with_its_header_is_refused(tmp_path, rows):
    lines = qualtrics("Q1,Q2_1,Q2_2", "Who?,Often - Alder,Often - Birch",
                      "IP Address,Alder,,Daily", "IP Address,Birch,Daily,").splitlines()  # fmt: skip
    path = write(tmp_path, "x.csv", "\n".join(lines[row] for row in rows) + "\n")
    with pytest.raises(RecordsError):
        read_records(path)


def test_a_single_question_may_have_its_other_beside_it(tmp_path):
    text = surveymonkey(
        "Who are you?,,How often?,",
        "Response,Other (please specify),Alder,Birch",
        "Alder,,,Weekly",
        "Birch,,Daily,",
    )
    assert len(read_records(write(tmp_path, "x.csv", text)).collaborations) == 2
