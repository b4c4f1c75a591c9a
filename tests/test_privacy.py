"""Personal data at reading: columns dropped and said so, doubts named by row and kind, values never shown."""

from __future__ import annotations

import pandas as pd
import pytest

import sysmap as sm
from sysmap.records.personal.headers import personal_headers
from sysmap.records.personal.warnings import kinds_in, person_in

NAMES = ["Northshire Police", "Northshire Council", "Lantern Project"]
TIES = pd.DataFrame({"source": NAMES[:1], "target": NAMES[1:2]})


def read(ties: pd.DataFrame = TIES, **columns: list[str]) -> sm.Records:
    partners = pd.DataFrame({"name": NAMES, "sector": ["Police", "Council", "Voluntary"], **columns})
    return sm.read_records(partners=partners, collaborations=ties)


def everything_in(records: sm.Records) -> str:
    frames = [value for value in vars(records).values() if isinstance(value, pd.DataFrame)]
    return repr(records) + str(records.summary) + "".join(frame.to_csv() for frame in frames)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to jane.doe@northshire.example", "an e-mail address"),
        ("call 0161 496 0000", "a phone number"),
        ("+44 (0)161 496-0000", "a phone number"),
        ("07700900123 after six", "a phone number"),
        ("AB 12 34 56 C", "a National Insurance number"),
        ("QQ123456c", "a National Insurance number"),
        ("patient 943 476 5919", "an NHS number"),
        ("9434765919", "an NHS number"),
    ],
)
def test_a_text_with_personal_data_is_told_by_its_kind(text, kind):
    assert kinds_in(text) == (kind,)


@pytest.mark.parametrize(
    "text",
    [
        "from 2018-07-01 10:00 to 2025-06-30",
        "01/07/2018",
        "GB-CHC:1145080",
        "RV5",
        "£66,000,000",
        "9434765918",  # not the check digit
        "1111111111",
        "QQ123456E",
        "@northshire on the board",
        "00123",
    ],
)
def test_dates_codes_and_sums_are_not_personal_data(text):
    assert kinds_in(text) == ()


@pytest.mark.parametrize(
    "name", ["Dr Jane Doe", "Cllr J. Smith MP", "Miss O'Brien", "jane@northshire.example"]
)
def test_a_person_is_no_organisation(name):
    assert person_in(name)


@pytest.mark.parametrize(
    "name",
    [
        "Dr Smith Surgery",
        "Mr Fothergill's",
        "Sir John Deane's College",
        "Lady Hoare Trust",
        "St Mary",
        "Drs Patel and Shah",
        "Northshire Police",
    ],
)
def test_an_organisation_named_after_a_person_stays_one(name):
    assert person_in(name) == ""


def test_columns_of_exports_that_name_people_are_known_in_any_spelling():
    headers = ["Email", "E-mail Address", "RecipientEmail", "First Name", "LastName", "IP Address"]
    headers += ["LocationLatitude", "ExternalReference", "Custom Data 1", "Telephone number", "Mobile"]
    headers += ["Recipient Ind:Name", "Trustees"]
    assert personal_headers(["sector", "Name", *headers, "phonetics"]) == headers
    assert personal_headers(["Name"], survey=True) == ["Name"]


def test_personal_columns_are_dropped_at_reading_and_said():
    records = read(Email=["a@b.example"] * 3, telephone=["0161 496 0000"] * 3, region=["North"] * 3)
    assert records.summary["dropped"] == ["Email", "telephone"]
    assert "region" in records.partners and "Email" not in records.partners
    assert "a@b.example" not in everything_in(records) and "0161 496 0000" not in everything_in(records)
    assert "Email" in repr(records)


def test_personal_data_in_free_text_is_a_warning_with_row_and_kind_and_without_the_value():
    ties = TIES.assign(note="ring 0161 496 0000 or a@b.example")
    records = read(ties, note=["", "QQ123456C", "QQ123456A"], agreed=["9434765919", "2018", "2019"])
    found = {(row.table, row.row, row.column): row for row in records.problems.itertuples()}
    assert "National Insurance" in found["partners", "3, 4", "note"].message
    assert "NHS number" in found["partners", "2", "agreed"].message
    said = records.problems.loc[records.problems["table"] == "collaborations", "message"]
    assert [("phone" in text, "e-mail" in text) for text in said] == [(False, True), (True, False)]
    assert set(records.problems["value"]) == {""}
    assert not any(
        value in records.problems.to_csv() for value in ("QQ123456", "9434765919", "0161", "a@b.example")
    )


def test_texts_without_personal_data_give_no_warning(riverside):
    assert riverside.problems.empty
    assert read(note=["since 2018", "", "RV5"]).problems.empty


def test_a_person_or_an_address_as_organisation_is_a_warning_that_names_the_row():
    partners = pd.DataFrame({"name": ["Dr Jane Doe", "a@b.example", "Lantern Project"], "sector": "NHS"})
    records = sm.read_records(partners=partners, collaborations=TIES.iloc[:0], sectors="as written")
    rows = records.problems[records.problems["column"] == "name"]
    assert list(rows["row"]) == ["2", "3"]
    assert "person" in rows["message"].iloc[0] and "e-mail" in rows["message"].iloc[1]
