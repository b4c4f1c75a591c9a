"""A difference of case or spaces is settled wherever a name is looked up; suggestions keep to a family."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import RecordsError
from sysmap.records.names.agreement import nearest_organisation
from sysmap.records.tables.declared import ORGANISATIONS

PARTNERS = {
    "id": ["N1", "Eastway NHS Trust", "m1", "Fund"],
    "name": ["Northgate Council", "Eastway NHS Trust", "Millbrook Mind", "Big Fund"],
    "sector": ["Council", "NHS provider", "Voluntary", "Voluntary"],
    "parent": ["", "", "", ""],
}
TIES = {"source": ["N1", "m1"], "target": ["m1", "Eastway NHS Trust"]}
TABLES = {
    "partners": {**PARTNERS, "parent": ["", "Northgate Council", "", ""]},
    "collaborations": {
        "source": ["Northgate Council", "m1"],
        "target": ["Millbrook Mind", "N1"],
        "reported_by": ["Millbrook Mind", "N1"],
    },
    "memberships": {"organisation": ["Northgate Council", "m1"], "forum": ["Board", "Board"]},
    "forums": {"forum": ["Board", "Hub"], "host": ["Northgate Council", "m1"]},
    "asked": {"wave": ["1", "1"], "organisation": ["Northgate Council", "m1"], "answered": ["yes", "yes"]},
    "money": {"source": ["Northgate Council"], "target": ["Millbrook Mind"], "amount": ["5"]},
    "succession": {"from": ["Old body"], "to": ["Northgate Council"], "date": ["2020-01-01"]},
}
# As people type them; what stands first in a cell is folded when it is cleaned.
VARIANTS = {
    "upper": str.upper,
    "lower": str.lower,
    "swapped": str.swapcase,
    "spaces": lambda text: "  " + text.replace(" ", "   ") + " ",
    "no break": lambda text: text.upper().replace(" ", "\u00a0"),
}


@cache
def read_as_said(table):
    return read(table, TABLES[table])


def read(table, columns):
    frames = {"partners": PARTNERS, "collaborations": TIES, table: columns}
    if table == "asked":
        frames["waves"] = {"wave": ["1"]}
    return sm.read_records(**{name: pd.DataFrame(frame) for name, frame in frames.items()})


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(
    ("table", "column"), [(table, one) for table in TABLES for one in ORGANISATIONS[table]]
)
def test_a_difference_of_case_or_spaces_is_settled_and_said(table, column, variant):
    plain = TABLES[table]
    codes = {"", "N1", "m1"}
    written = {
        **plain,
        column: [cell if cell in codes else VARIANTS[variant](cell) for cell in plain[column]],
    }
    expected, found = read_as_said(table), read(table, written)
    same = getattr(found, table)[column].tolist()
    if (table, column) != ("succession", "from"):  # who was there before is no partner, and stands as written
        assert same == getattr(expected, table)[column].tolist()
        said = " ".join(found.problems["message"])
        assert ("in case or spaces alone: read as that partner" in said) == (variant != "spaces")


def test_an_id_that_is_no_name_is_asked_about_in_another_case():
    with pytest.raises(RecordsError, match=r"n1: is not a partner; did you mean N1\?"):
        read("collaborations", {"source": ["n1"], "target": ["m1"]})


def test_one_warning_counts_the_spellings_and_names_their_rows():
    ties = {"source": ["northgate council", "NORTHGATE COUNCIL", "northgate council"], "target": ["m1"] * 3}
    (warning,) = [
        row for row in read("collaborations", ties).problems.itertuples() if "case or spaces" in row.message
    ]
    assert warning.message.startswith("2 names that differ") and warning.row == "2, 3, 4"
    assert "northgate council as Northgate Council" in warning.message


def test_partners_that_differ_in_case_alone_stay_two_and_a_third_spelling_is_asked_about():
    partners = {"name": ["Alder", "ALDER", "Birch"], "sector": ["Police", "NHS", "NHS"]}
    ties = {"source": ["Alder", "ALDER"], "target": ["Birch", "Birch"]}
    records = sm.read_records(partners=pd.DataFrame(partners), collaborations=pd.DataFrame(ties))
    assert records.collaborations["source"].tolist() == ["Alder", "ALDER"]
    ties["source"][1] = "alder"
    with pytest.raises(
        RecordsError, match="alder: differs from ALDER, Alder in case or spaces alone: write the one"
    ):
        sm.read_records(partners=pd.DataFrame(partners), collaborations=pd.DataFrame(ties))


def test_a_decision_goes_before_a_difference_of_case():
    aliases = pd.DataFrame({"name_as_written": ["northgate council"], "id": ["m1"]})
    records = sm.read_records(
        partners=pd.DataFrame(PARTNERS),
        collaborations=pd.DataFrame({"source": ["northgate council"], "target": ["N1"]}),
        aliases=aliases,
    )
    assert records.collaborations["source"].tolist() == ["m1"]


def test_a_name_decided_is_found_in_any_case():
    aliases = pd.DataFrame({"name_as_written": ["The Gate"], "id": ["N1"]})
    records = sm.read_records(
        partners=pd.DataFrame(PARTNERS),
        collaborations=pd.DataFrame({"source": ["THE  GATE"], "target": ["m1"]}),
        aliases=aliases,
    )
    assert records.collaborations["source"].tolist() == ["N1"]


@pytest.mark.parametrize("turn", [1, -1])
def test_organisations_of_a_bare_list_of_ties_are_one_in_their_commonest_spelling(turn):
    rows = [("Alder", "Birch"), ("alder", "Cedar"), ("Birch", "Cedar"), ("Cedar", "Alder")][::turn]
    frame = pd.DataFrame(rows, columns=["A", "B"])
    records = sm.read_records(frame, columns={"source": "A", "target": "B"})
    assert sorted(records.partners["name"]) == ["Alder", "Birch", "Cedar"]
    assert set(records.collaborations["source"]) == {"Alder", "Birch", "Cedar"}


def test_a_forum_as_it_is_written_goes_before_a_partner_in_other_case():
    money = {"source": ["FUND"], "target": ["m1"], "amount": ["5"]}
    frames = {"partners": PARTNERS, "collaborations": TIES, "money": money, "forums": {"forum": ["FUND"]}}
    records = sm.read_records(**{name: pd.DataFrame(frame) for name, frame in frames.items()})
    assert records.money["source"].tolist() == ["FUND"]


# -- Suggestions --


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("Midshire ICB", ["Midshire Police", "Midshire PCC"], ""),
        ("Midshire CCG", ["Midshire PCC", "Midshire ICB"], "Midshire ICB"),
        ("Midshire ICB", ["Midshire MCB"], "Midshire MCB"),
        ("Midshire Polcie", ["Midshire Police", "Midshire Mind"], "Midshire Police"),
        ("Midshire Hospitl", ["Midshire Hospice", "Midshire Hospital"], "Midshire Hospital"),
    ],
)
def test_the_nearest_name_keeps_to_the_family(written, known, meant):
    found = nearest_organisation(written, dict.fromkeys(known, ""))
    assert found == meant


def test_a_sector_that_is_given_says_the_family():
    known = {"Gateway Housing B": "police_justice", "Gateway Housing Assn": ""}
    assert nearest_organisation("Gateway Housing A", known) == "Gateway Housing Assn"
    assert nearest_organisation("Gateway Housing A", dict.fromkeys(known, "")) == "Gateway Housing B"


def test_a_match_keeps_to_the_family_where_a_better_one_exists():
    register = pd.DataFrame(
        {
            "id": ["P", "I", "F"],
            "name": [
                "Midshire Police",
                "NHS Greater Midshire Integrated Care Board",
                "Midshire Fire and Rescue",
            ],
            "sector": ["police", "ICB", "fire"],
        }
    )
    found = sm.match_names(["Midshire ICB"], register)
    assert found["id"].tolist() == ["I"] and found["decision"].tolist() == ["review"]
    only = sm.match_names(["Midshire ICB"], register[register["id"] != "I"])
    assert only["decision"].tolist() == ["none"] and only["id"].tolist() == [""]


# -- The list of partners as register --


def names(*words):
    return CliRunner().invoke(commands, ["names", *map(str, words)])


def test_names_are_looked_up_in_the_list_of_partners(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = {
        "list.csv": "Org,Type\nMidshire Police,Police\nNorthgate Council,Council\nMidshire Mind,VCSE\n",
        "links.csv": "From,To,How\nnorthgate council,Midshire Polcie,now and then\n"
        "Midshire Mind,Hope,often\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    named = ["partners.name=Org", "partners.sector=Type", "source=From", "target=To", "strength=How"]
    words = [*texts, *(word for one in named for word in ("--columns", one))]
    result = names(*words, "--scale", "now and then=1", "--scale", "often=2")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[:3] == [
        "Looked up in the list of partners: 3 organisations",
        "3 new names, 0 remembered",
        "1 of the new names is sure",
    ]
    review = pd.read_excel("names_review.xlsx", dtype=object)
    rows = dict(zip(review["name_as_written"], review["suggestion"], strict=True))
    assert set(rows) == {"Midshire Polcie", "Hope"} and rows["Midshire Polcie"] == "Midshire Police"


def test_a_survey_with_words_of_its_own_is_looked_up_with_a_scale(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answers = "Timestamp,Who?,How? [Alder],How? [Birch]\n1,Alder,,hardly\n2,Birch,much,\n3,Cedr,much,much\n"
    (tmp_path / "answers.csv").write_text(answers, encoding="utf-8")
    (tmp_path / "partners.csv").write_text(
        "name,sector\nAlder,Police\nBirch,NHS\nCedar,NHS\n", encoding="utf-8"
    )
    words = ["answers.csv", "partners.csv", "--scale", "hardly=1", "--scale", "much=2"]
    result = names(*words, "--columns", "respondent=Who?")
    assert result.exit_code == 0, result.output
    assert "1 new name, 0 remembered" in result.output


@pytest.mark.parametrize("text", ["name,sector\nAlder,Police\n", "source,target\nAlder,Birch\n"])
def test_without_a_list_and_other_records_a_register_is_asked_for(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    result = names("x.csv")
    assert result.exit_code == 2 and "--register FILE" in result.output
