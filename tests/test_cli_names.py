"""``sysmap names``, as a person types it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from sysmap.cli import Commands
from sysmap.cli.names import names
from sysmap.errors import RecordsError
from sysmap.records.names.listed import names_written
from sysmap.records.names.review import SHEETS

PARTNERS = "id,name,sector\n1,Northshire Hosps NHS Tru,NHS trust\n2,Northshire,Council\n3,Zzz,\n"
TIES = "source,target,wave\n1,2,2022\n1,Hopeful,2024\nHopeful,2,2024\n"
REGISTER = (
    "id,name,sector,valid_from,valid_to\n"
    "H,Northshire Hospitals NHS Trust,NHS trust,,\n"
    "C1,Northshire County Council,council,,2023-03-31\n"
    "C2,Northshire Council,council,2023-04-01,\n"
)


def run(*words: object):
    return CliRunner().invoke(Commands(commands={"names": names}), ["names", *map(str, words)])


@pytest.fixture
def records(tmp_path, monkeypatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    for name, text in (("partners", PARTNERS), ("ties", TIES), ("register", REGISTER)):
        Path(f"{name}.csv").write_text(text, encoding="utf-8")
    return ["partners.csv", "ties.csv", "--register", "register.csv"]


def decide(name: str, **cells: str) -> None:
    book = openpyxl.load_workbook("names_review.xlsx")
    sheet = book[SHEETS[0]]
    header = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[1].value == name:
            for column, value in cells.items():
                row[header.index(column)].value = value
    book.save("names_review.xlsx")


def test_names_are_gathered_with_how_often_and_where(records):
    found = names_written(*records[:2])
    assert found.to_numpy().tolist() == [
        ["Northshire Hosps NHS Tru", 1, "partners.csv", "NHS trust", ""],
        ["Northshire", 1, "partners.csv", "Council", ""],
        ["Zzz", 1, "partners.csv", "", ""],
        ["Hopeful", 2, "ties.csv", "", "2024"],
    ]


def test_names_of_waves_in_a_mapping_have_their_date():
    ties = pd.DataFrame({"source": ["A"], "target": ["B"]})
    found = names_written({"2022": ties})
    assert found["date"].tolist() == ["2022", "2022"]


def test_a_source_without_a_table_is_a_fault(tmp_path):
    (tmp_path / "x.csv").write_text("who,what\nA,B\n", encoding="utf-8")
    with pytest.raises(RecordsError, match="no table of a record set"):
        names_written(tmp_path / "x.csv")


def test_new_names_are_counted_and_a_workbook_is_written(records):
    result = run(*records)
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == "4 new names, 0 remembered"
    assert Path("names_review.xlsx").is_file() and not Path("aliases.csv").exists()


def test_what_was_decided_is_remembered_and_only_new_names_are_asked(records):
    run(*records)
    decide("Zzz", decision="new organisation")
    decide("Hopeful", decision="ignore")
    decide("Northshire", decision="accept", decided_by="KM")
    result = run("--read", "names_review.xlsx", "--aliases", "aliases.csv")
    assert result.exit_code == 0
    assert "4 decisions read, 3 by a person; 4 remembered in aliases.csv" in result.output
    Path("names_review.xlsx").unlink()
    assert run(*records).output.splitlines() == ["0 new names, 4 remembered"]
    assert not Path("names_review.xlsx").exists()
    Path("ties.csv").write_text(TIES + "1,Newcomer,2024\n", encoding="utf-8")
    assert run(*records, "--aliases", "aliases.csv").output.splitlines()[0] == "1 new name, 4 remembered"


def test_a_person_is_not_overruled_by_another_review(records):
    run(*records)
    decide("Zzz", decision="ignore")
    run("--read", "names_review.xlsx")
    before = Path("aliases.csv").read_bytes()
    decide("Zzz", decision="new organisation")
    result = run("--read", "names_review.xlsx")
    assert result.exit_code == 0 and "Decided otherwise before, which stands: Zzz" in result.output
    assert Path("aliases.csv").read_bytes() == before


def test_nothing_is_written_when_every_name_is_sure(records):
    Path("partners.csv").write_text(
        "name,sector\nNorthshire Hospitals NHS Trust,NHS trust\n", encoding="utf-8"
    )
    result = run("partners.csv", *records[2:])
    assert result.output.splitlines() == ["1 new name, 0 remembered", "1 of the new names is sure"]
    assert not Path("names_review.xlsx").exists()


def test_a_review_with_decisions_not_yet_read_is_not_replaced(records):
    run(*records)
    decide("Zzz", decision="ignore")
    before = Path("names_review.xlsx").read_bytes()
    result = run(*records)
    assert result.exit_code == 2 and "holds 1 decision" in result.output
    assert Path("names_review.xlsx").read_bytes() == before


def test_a_review_without_decisions_is_written_anew(records):
    run(*records)
    assert run(*records).exit_code == 0


def test_aliases_in_the_folder_of_the_records_are_used_unasked(records, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "partners.csv").write_text(PARTNERS, encoding="utf-8")
    (folder / "aliases.csv").write_text("name_as_written,id\nZzz,Z\n", encoding="utf-8")
    assert run(folder, *records[2:]).output.splitlines()[0] == "2 new names, 1 remembered"


def test_a_faulty_decision_gives_status_1_and_changes_nothing(records):
    run(*records)
    decide("Zzz", decision="accept")
    result = run("--read", "names_review.xlsx")
    assert result.exit_code == 1
    assert "no suggestion to accept" in result.output and "Traceback" not in result.output
    assert not Path("aliases.csv").exists()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["partners.csv"],
        ["--read", "nowhere.xlsx"],
        ["partners.csv", "--read", "names_review.xlsx"],
        ["partners.csv", "--register", "nowhere.csv"],
        ["nowhere.csv", "--register", "register.csv"],
    ],
)
def test_a_wrong_call_gives_status_2(records, words):
    result = run(*words)
    assert result.exit_code == 2 and result.output and "Traceback" not in result.output
    assert not Path("names_review.xlsx").exists()


def test_the_names_in_a_survey_are_found_too(tmp_path):
    from sysmap.records.names.listed import names_written

    answers = "Timestamp,Who are you?,How often? [Northshire Police],How often? [Lantern]\n"
    answers += "1/2/24 9:00:00,Lantern,Weekly,\n1/2/24 9:05:00,Northshire Police,,Monthly\n"
    path = tmp_path / "answers.csv"
    path.write_text(answers, encoding="utf-8")
    assert {"Northshire Police", "Lantern"} <= set(names_written(path)["name_as_written"])
