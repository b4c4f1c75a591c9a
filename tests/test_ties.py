"""Ties as recorded: both ends known, self-ties set aside, doubts about strength and reporters shown."""

from __future__ import annotations

import pandas as pd
import pytest

from sysmap.errors import RecordsError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records

PARTNERS = pd.DataFrame(
    {
        "id": ["O1", "O2", "O3", "O4", "O5"],
        "name": ["Council", "Police", "Café Nord", "Twin", "Twin"],
        "sector": ["Council", "Police", "Voluntary", "Voluntary", "NHS"],
    }
)


def read(text: str, **options) -> Records:
    header, *rows = (line.split(",") for line in text.strip().split("\n"))
    return read_records(
        collaborations=pd.DataFrame(rows, columns=header), **({"partners": PARTNERS} | options)
    )


def faults(text: str, **options) -> list[tuple[str, str, str, str]]:
    with pytest.raises(RecordsError) as caught:
        read(text, **options)
    problems = caught.value.problems
    problems = problems[problems["severity"] == "fault"]
    return list(problems[["row", "column", "value", "message"]].itertuples(index=False, name=None))


def warned(records: Records) -> list[tuple[str, str]]:
    """Return the warnings, but for that of the two partners of one name."""
    problems = records.problems[records.problems["table"] == "collaborations"]
    return list(problems[["row", "message"]].itertuples(index=False, name=None))


# -- Ends --


def test_ends_may_be_ids_or_names_and_become_ids():
    ties = read("source,target\nO1,Police\nCafé Nord,O2").collaborations
    assert ties[["source", "target"]].to_numpy().tolist() == [["O1", "O2"], ["O3", "O2"]]


def test_a_name_in_composed_and_decomposed_letters_is_one_name():
    assert list(read("source,target\nCafe\u0301 Nord,O1").collaborations["source"]) == ["O3"]


def test_an_organisation_that_is_no_partner_is_a_fault_at_every_row():
    assert [fault[:3] for fault in faults("source,target\nO1,Zoo\nZoo,O2\nO1,O2")] == [
        ("3", "source", "Zoo"),
        ("2", "target", "Zoo"),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("o1", "O1"), ("Cafe Nord", "Café Nord"), ("Polic", "Police")],
)
def test_what_was_probably_meant_is_suggested(written, meant):
    ((_, _, _, message),) = faults(f"source,target\nO2,{written}\nO3,O5")
    assert message == f"is not a partner; did you mean {meant}?"


def test_nothing_is_suggested_for_what_is_like_no_partner():
    ((_, _, _, message),) = faults("source,target\nO2,Zoo")
    assert message == "is not a partner: add it to partners, or mend the name"


def test_a_name_of_two_partners_asks_for_the_id():
    ((_, _, _, message),) = faults("source,target\nO1,Twin")
    assert message == "2 partners have this name (O4, O5): write the id"


def test_thousands_of_unknown_organisations_are_all_listed():
    rows = "\n".join(f"O1,Unknown {number}" for number in range(3000))
    assert len(faults(f"source,target\n{rows}")) == 3000


def test_a_self_tie_by_id_or_by_name_is_set_aside_and_listed():
    records = read("source,target\nO1,O1\nO2,Police\nO1,O2")
    assert warned(records) == [("2", "a self-tie: set aside"), ("3", "a self-tie: set aside")]
    assert records.summary["set_aside"] == {"self-ties": 2}
    assert len(records.collaborations) == 1


def test_hostile_text_is_data_in_every_column_that_takes_text():
    nasty = "<img src=x onerror=alert(1)>"
    row = read(
        f"source,target,kind,wave,reported_by,note\nO1,O2,{nasty},{nasty},{nasty},{nasty}"
    ).collaborations.iloc[0]
    assert [row[column] for column in ("kind", "wave", "reported_by", "note")] == [nasty] * 4


def test_who_reported_may_be_named_by_name_and_others_stand_as_written():
    ties = read("source,target,reported_by\nO1,O2,Police\nO1,O3,respondent 3").collaborations
    assert list(ties["reported_by"]) == ["O2", "respondent 3"]


# -- Kinds, dates, strengths --


def test_kinds_in_several_spellings_are_the_commonest_with_a_warning():
    records = read("source,target,kind\nO1,O2,Funds\nO1,O3,funds\nO2,O3,FUNDS\nO1,O5,funds \nO1,O4,")
    assert set(records.collaborations["kind"]) == {"funds", ""}
    assert warned(records) == [("", "one kind in several spellings (FUNDS, Funds, funds): read as funds")]


def test_an_end_before_its_start_is_a_fault_that_names_both():
    text = (
        "source,target,start,end\n"
        "O1,O2,2024-05,2024-04-30\nO1,O3,2024-05,2024\nO2,O3,2024,2024-01\nO1,O4,,2020"
    )
    assert faults(text) == [
        (
            "2",
            "end",
            "2024-04-30",
            "the end (2024-04-30) lies before the start (2024-05): which date is wrong?",
        )
    ]


def test_a_missing_strength_is_a_warning_where_others_have_one():
    records = read("source,target,strength\nO1,O2,1\nO1,O3,\nO2,O3,NaN")
    assert warned(records) == [("3, 4", "2 rows without a strength, though others have one")]
    assert not warned(read("source,target,strength\nO1,O2,\nO1,O3,"))


def test_a_pair_with_several_strengths_is_a_warning_that_says_how_a_map_takes_it():
    ((_, message),) = warned(read("source,target,strength\nO1,O2,1\nO2,O1,3\nO1,O3,2\nO3,O1,2"))
    assert message.startswith("1 pair reported with different strengths (O1 – O2): a map takes the highest")


@pytest.mark.parametrize(
    "text",
    [
        "source,target,strength,directed\nO1,O2,1,y\nO2,O1,3,y",
        "source,target,strength,wave\nO1,O2,1,2022\nO2,O1,3,2024",
        "source,target,strength,kind\nO1,O2,1,plans\nO2,O1,3,funds",
    ],
)
def test_what_is_not_one_pair_in_one_wave_and_kind_may_differ_in_strength(text):
    assert not read(text).problems["message"].str.contains("strength").any()


def test_an_answer_of_no_is_set_aside_and_counted():
    records = read("source,target,strength\nO1,O2,never\nO1,O3,weekly")
    assert records.summary["set_aside"] == {"asked and no tie": 1}
    assert records.summary["collaborations"] == 1


# -- Reporters --


def asked(**answered) -> pd.DataFrame:
    return pd.DataFrame({"wave": "2022", "organisation": list(answered), "answered": list(answered.values())})


def test_a_report_of_one_who_did_not_answer_is_a_warning():
    records = read("source,target\nO1,O2\nO2,O1", asked=asked(O1="n", O2="y"))
    assert warned(records) == [("2", "O1 reports a tie in a wave it did not answer (2022): which is right?")]


def test_a_report_of_one_who_answered_another_wave_only_is_a_warning():
    both = pd.concat([asked(O1="n"), asked(O1="y").assign(wave="2024")])
    records = read("source,target,wave\nO1,O2,2022\nO1,O2,2024", asked=both)
    assert [row for row, message in warned(records) if "did not answer" in message] == ["2"]


def test_the_reporter_counts_and_not_the_source():
    records = read("source,target,reported_by\nO1,O2,O2\nO2,O1,O1", asked=asked(O1="n", O2="y"))
    assert [row for row, _ in warned(records)] == ["3"]


def test_a_text_that_is_one_id_and_another_name_is_read_as_the_id_with_a_warning():
    partners = pd.DataFrame(
        {"id": ["A", "B", "C"], "name": ["B", "Birch", "Cedar"], "sector": ["NHS", "Police", "Council"]}
    )
    records = read("source,target\nA,B\nC,B\nA,C", partners=partners)
    assert list(records.collaborations["target"]) == ["B", "B", "C"]
    ((row, message),) = warned(records)
    assert row == "2, 3" and "is the id of one organisation and the name of another (A)" in message


def test_pairs_of_different_strengths_are_told_apart_by_kind_and_wave():
    rows = "O1,O2,plans,1\nO1,O2,plans,2\nO2,O1,funds,1\nO1,O2,funds,3"
    ((_, message),) = warned(read(f"source,target,kind,strength\n{rows}"))
    assert "2 pairs reported with different strengths (O1 – O2 (funds), O1 – O2 (plans))" in message
