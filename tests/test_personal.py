"""Columns about people: known by header and content, kept where the user knows better, and said."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError
from sysmap.records.personal.contents import content_says, is_a_name
from sysmap.records.personal.headers import CERTAIN, header_says
from sysmap.records.tables.declared import TABLES
from sysmap.vocabulary import header_aliases

HEADERS = pd.read_csv(Path(__file__).parent / "data" / "personal_headers.csv", keep_default_na=False)
ABOUT_PEOPLE = HEADERS.loc[HEADERS["personal"] == "yes", "header"].tolist()
OF_ORGANISATIONS = HEADERS.loc[HEADERS["personal"] == "no", "header"].tolist()
NAMES = ["Northshire Police", "Northshire Council", "Lantern Project", "Northtown Surgery"]
TIES = pd.DataFrame({"source": NAMES[:1], "target": NAMES[1:2]})


def read(ties: pd.DataFrame = TIES, keep: object = None, **columns: list[object]) -> sm.Records:
    sectors = ["Police", "Council", "Voluntary", "GP"]
    partners = pd.DataFrame({"name": NAMES, "sector": sectors, **columns})
    return sm.read_records(partners=partners, collaborations=ties, keep=keep)


def variants(header: str) -> list[str]:
    words = re.findall(r"[^\W_]+", header)
    camel = "".join(word.capitalize() for word in words) if header.replace(" ", "").isalpha() else header
    return [
        *(
            header,
            header.upper(),
            header.lower(),
            "_".join(words).lower(),
            f"{header}:",
            f"{header} *",
            f"{header}?",
        ),
        *(f"  {header}  ", camel),
    ]


def test_the_list_is_long_enough_to_mean_something():
    assert len(ABOUT_PEOPLE) >= 600 and len(OF_ORGANISATIONS) >= 600


def test_headers_about_people_are_known_however_they_are_written():
    assert [form for header in ABOUT_PEOPLE for form in variants(header) if not header_says(form)] == []


def test_headers_about_organisations_are_not_taken_for_people():
    assert [form for header in OF_ORGANISATIONS for form in variants(header) if header_says(form)] == []


def test_no_column_of_a_table_and_no_alias_of_one_is_taken_for_a_person():
    known = {name for table in TABLES.values() for name in table.names}
    known |= {alias for table in TABLES for alias in header_aliases(table)}
    # Who reported a tie is a column that a table knows: public copies leave it out.
    assert [header for header in known if header_says(header) == CERTAIN] == ["reported_by"]


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["a@b.example", "see the website"], "e-mail addresses"),
        (["0161 496 0000", "+44 (0)161 496 0001"], "telephone numbers"),
        (["7700900123", "7700900124"], "telephone numbers"),
        (["9434765919", "943 476 5870"], "NHS numbers"),
        (["AB 12 34 56 C"], "National Insurance numbers"),
        (["Jane Smith", "Mohammed Ali", "Priya Patel-Jones"], "names of people"),
        (["Smith, Jane", "jane smith", "Jane Smith (lead)"], "names of people"),
        (["Dr Doe", "Cllr J. Smith"], "names of people"),
        (["Mr", "Mrs", "Dr"], "titles of people"),
        (["192.0.2.14", "198.51.100.7"], "addresses of computers"),
        (["1961-03-02", "1975-11-30", "1988-01-09"], "dates of birth"),
        (["02/03/1961", "30/11/1975", "09/01/1988"], "dates of birth"),
    ],
)
def test_cells_about_people_are_known_under_any_header(texts, kind):
    assert content_says(texts, "Column 7") == kind


@pytest.mark.parametrize(
    ("texts", "header"),
    [
        (["0161 496 0000", "0161 496 0001"], "Switchboard"),
        (["0161 496 0000"], "Organisation telephone"),
        (["M1 1AA", "M2 2BB"], "Postcode"),
        (["M1 1AA", "M2 2BB"], "Site"),
        (["1.2.3", "2.0"], "Version"),
        (["1948-07-05", "1974-04-01", "1998-10-01"], "Founded"),
        (["1948-07-05", "1974-04-01", "1998-10-01"], "Date registered"),
        (["2018-04-01", "2021-04-01", "2022-07-01"], "Column 7"),
        (["1961", "1975", "1988"], "Column 7"),
        (["Victoria Ward", "Alexandra Park", "Charlotte Street"], "Ward"),
        (["Lantern Project", "St Mary", "Martha Trust", "Thomas Pocklington Trust"], "Parent group"),
        (["North", "South", "East"], "Region"),
        (["1145080", "1079866"], "Charity number"),
        (["9434765918", "9434765917"], "Account"),
        (["RV5", "RJ1"], "ODS"),
        (["0012345678", "0012345679"], "Ledger"),
        (["250", "300"], "Patients"),
    ],
)
def test_what_organisations_are_described_by_is_not_taken_for_people(texts, header):
    assert content_says(texts, header) == ""


def test_postcodes_are_about_people_where_somebody_lives():
    assert content_says(["M1 1AA", "M2 2BB"], "Where they live") == "postcodes of homes"


@pytest.mark.parametrize("text", ["Rose Hill", "Grace Church", "Max Health Ltd", "Victoria", "Mark and Co"])
def test_a_given_name_alone_makes_no_person(text):
    assert not is_a_name(text)


def everything_in(records: sm.Records) -> str:
    frames = [value for value in vars(records).values() if isinstance(value, pd.DataFrame)]
    return repr(records) + "".join(frame.to_csv() for frame in frames)


def in_one_table(headers: list[str]) -> list[list[str]]:
    """Put headers in lists of a few that may stand side by side: reading a table for each takes long."""
    single = {" ".join(each.split()).casefold(): each for each in headers}
    return [[*single.values()][start : start + 12] for start in range(0, len(single), 12)]


@pytest.mark.parametrize("headers", in_one_table(ABOUT_PEOPLE[::7]), ids=lambda each: each[0])
def test_a_column_about_people_is_not_read_and_said(headers):
    canaries = ["Canary Jane", "Canary Tom", "Canary Priya", "Canary Ali"]
    records = read(**dict.fromkeys(headers, canaries), region=["North", "South", "North", "South"])
    assert records.summary["dropped"] == [" ".join(header.split()) for header in headers]
    assert "Canary" not in everything_in(records)
    assert headers[0] in repr(read(**{headers[0]: canaries}))
    assert list(records.partners["region"]) == ["North", "South", "North", "South"]


# What a table knows under another name, or keeps for itself, is no column of one's own.
OWN = [
    header
    for header in OF_ORGANISATIONS[::7]
    if TABLES["partners"].column_of(header) is None and not header.casefold().startswith("responded")
]


@pytest.mark.parametrize("headers", in_one_table(OWN), ids=lambda each: each[0])
def test_a_column_about_organisations_may_be_the_boundary(headers):
    records = read(**dict.fromkeys(headers, ["North", "South", "North", "South"]))
    assert records.summary["dropped"] == []
    for header in headers:
        title = " ".join(header.split())
        assert set(sm.build_map(records, boundary=title).organisations["boundary"]) == {"North", "South"}


def test_columns_are_known_by_their_cells_where_the_header_says_nothing():
    records = read(
        **{"Col 5": ["a@b.example", "", "", ""], "Who": ["Jane Smith", "Tom Jones", "", "Mary Brown"]},
        Account=["9434765919", "9434765870", "", ""],
    )
    assert records.summary["dropped"] == ["Col 5", "Who", "Account"]
    assert records.summary["dropped_because"]["Who"] == "holds names of people"
    assert "Jane" not in everything_in(records)


def test_what_a_header_suggests_is_kept_where_the_cells_say_that_it_is_about_organisations():
    records = read(
        Lead=["Northshire Council", "Northshire Council", "Lantern Project", "Northshire Police"],
        Contact=["yes", "no", "yes", "yes"],
        Patient=["250", "300", "10", "4000"],
        Sponsor=["Northshire NHS Trust", "Borough Council", "Lottery Fund", "Northshire ICB"],
    )
    assert records.summary["dropped"] == []
    assert {"Lead", "Contact", "Patient", "Sponsor"} <= set(records.partners)


def test_free_text_of_ones_own_is_not_read_and_how_to_keep_it_is_said():
    long = "Grew out of a neighbourhood scheme that Jane began in her kitchen, and now has four paid staff"
    records = read(story=[long, f"{long} more", "", ""], Comments=["call Jane", "", "", ""])
    assert records.summary["dropped"] == ["story", "Comments"]
    assert (
        'because it holds free text, which may name people: column story; to keep it, write keep="story"'
        in repr(records)
    )
    assert "Jane" not in everything_in(records)


def test_labels_under_a_header_for_free_text_may_be_the_boundary():
    records = read(remark=["to visit", "to visit", "visited", "visited"])
    assert sm.build_map(records, boundary="remark").arrays.sectors == ("to visit", "visited")


@pytest.mark.parametrize("keep", ["Story", ["story", "LEAD officer"], ("story ",)])
def test_what_the_user_names_is_kept(keep):
    columns = {"story": [letter * 100 for letter in "abcd"], "Lead officer": ["Jane Smith"] * 4}
    records = read(keep=keep, **columns)
    named = ["story"] if isinstance(keep, str) or len(keep) == 1 else ["story", "Lead officer"]
    assert [column for column in columns if column in records.partners] == named
    assert records.summary["dropped"] == [column for column in columns if column not in named]


def test_a_column_to_keep_that_no_table_has_is_said_and_what_is_no_header_is_refused():
    records = read(keep="histroy")
    assert 'keep="histroy": no table has this column' in records.problems["message"].tolist()
    for wrong in (5, {"a": "b"}, [""], [3]):
        with pytest.raises(ChoiceError, match="keep= takes headers of columns"):
            read(keep=wrong)


def test_columns_that_a_table_knows_are_kept_whatever_they_hold():
    notes = ["ring Jane Smith on 0161 496 0000"] * 4
    records = read(note=notes, place=["M1 1AA"] * 4, identifiers=["GB-COH:01234567"] * 4)
    assert list(records.partners["note"]) == notes
    assert records.summary["dropped"] == []


def test_columns_that_the_user_says_are_ends_of_ties_are_read_whatever_they_are_called(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text("Lead contact,Owner\nA Trust,B Council\nB Council,C Police\n", encoding="utf-8")
    records = sm.read_records(path, columns={"source": "Lead contact", "target": "Owner"})
    assert len(records.collaborations) == 2 and records.summary["dropped"] == []


def test_a_partner_of_a_survey_is_asked_about_whatever_it_is_called(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(
        "Timestamp,Your organisation,Your name,Email,Best way to reach you,How often? [Village Contact],"
        "How often? [Community Champion],How often? [Signature of Hope]\n"
        "2026/11/03 9:00:00 am GMT,Village Contact,Jane Smith,j@x.example,07700 900123,,Weekly,Never\n"
        "2026/11/03 9:00:00 am GMT,Community Champion,Tom Jones,t@x.example,07700 900124,Daily,,Never\n",
        encoding="utf-8",
    )
    records = sm.read_records(path)
    assert set(records.partners["name"]) == {"Village Contact", "Community Champion", "Signature of Hope"}
    assert records.summary["dropped"] == ["Your name", "Email", "Best way to reach you"]
    assert len(records.collaborations) == 2


def test_the_command_line_says_what_is_not_read_and_keeps_what_is_named(tmp_path):
    (tmp_path / "partners.csv").write_text(
        "name,sector,Lead officer,Comments\nA,Police,Jane Smith,call back\nB,Council,Tom Jones,\nC,GP,,\n",
        encoding="utf-8",
    )
    (tmp_path / "ties.csv").write_text("source,target\nA,B\n", encoding="utf-8")
    files = [str(tmp_path / "partners.csv"), str(tmp_path / "ties.csv")]
    said = CliRunner().invoke(commands, ["check", *files]).output
    assert "not read, because it holds personal data: column Lead officer" in said
    assert "column Comments; to keep it, write --keep Comments" in said
    said = CliRunner().invoke(commands, ["check", *files, "--keep", "Comments"]).output
    assert "column Lead officer" in said and "column Comments" not in said


def test_the_telephone_of_a_switchboard_is_no_personal_data_to_take_out():
    records = read(Switchboard=["0161 496 0000"] * 4)
    assert records.problems.empty and list(records.partners["Switchboard"]) == ["0161 496 0000"] * 4


def test_a_boundary_that_was_not_read_is_refused_with_how_to_keep_it():
    with pytest.raises(ChoiceError, match='was not read.*keep="Lead officer"'):
        sm.build_map(read(**{"Lead officer": ["Jane Smith"] * 4}), boundary="lead officer")
    records = read(keep="Lead officer", **{"Lead officer": ["Jane Smith"] * 3 + ["Tom Jones"]})
    assert sm.build_map(records, boundary="lead officer").arrays.sectors == ("Jane Smith", "Tom Jones")
