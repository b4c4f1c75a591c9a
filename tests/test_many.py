"""Many places read: `records/many.py`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from conftest import reports

import sysmap as sm
from sysmap.records.many_places import read_places

PARTNERS = "name,sector,place\nA,NHS,East\nB,Police,East | West\nC,Voluntary,West\n"
TIES = "source,target\nA,B\nB,C\n"


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ({"partners": PARTNERS, "collaborations": TIES} | files).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def names(folder: object) -> list[str]:
    return [place.name for place in read_places(folder)]


def test_a_folder_for_each_place_is_named_by_its_programme_else_by_itself(tmp_path):
    write(tmp_path / "zed")
    write(tmp_path / "one", programmes="programme,place,enabler\nTogether,Brook,E1\n")
    places = read_places(tmp_path)
    assert [(place.name, place.programme, place.enabler) for place in places] == [
        ("Brook", "Together", "E1"),
        ("zed", "", ""),
    ]


def test_two_places_of_one_name_are_told_apart_by_their_folders(tmp_path):
    for folder in ("north", "south"):
        write(tmp_path / folder, programmes="programme,place,enabler\nTogether,Brook,E1\n")
    assert names(tmp_path) == ["Brook (north)", "Brook (south)"]


def test_a_workbook_for_each_place_does_too_and_one_for_each_wave(tmp_path):
    records = sm.read_records(
        partners=pd.DataFrame({"name": list("ABC"), "sector": ["NHS", "Police", "Police"]}),
        collaborations=reports("A-B B-C", "2024").drop(columns="wave"),
    )
    sm.save(records, tmp_path / "alone.xlsx")
    for folder, books in (("same", ["records"]), ("waves", ["2022", "2024"])):
        (tmp_path / folder).mkdir()
        for book in books:
            sm.save(records, tmp_path / folder / f"{book}.xlsx")
    places = {place.name: place.records.waves_in_order for place in read_places(tmp_path)}
    assert places == {"alone": (), "same": (), "waves": ("2022", "2024")}


def test_what_is_no_place_is_passed_over(tmp_path):
    write(tmp_path / "east")
    (tmp_path / "pictures").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "~$east.xlsx").write_text("x", encoding="utf-8")
    (tmp_path / "notes.docx").write_text("x", encoding="utf-8")
    assert names(tmp_path) == ["east"]


def test_one_record_set_gives_a_place_for_each_programme(tmp_path):
    write(tmp_path, programmes="programme,place,enabler\nP1,West,E2\nP2,East,E1\n")
    places = read_places(tmp_path)
    assert [(place.name, place.place, place.enabler) for place in places] == [
        ("East", "East", "E1"),
        ("West", "West", "E2"),
    ]
    assert places[0].records is places[1].records


def test_one_record_set_without_programmes_gives_the_places_of_its_partners(tmp_path):
    assert names(write(tmp_path)) == ["East", "West"]
    assert names(sm.read_records(tmp_path)) == ["East", "West"]


def test_a_programme_without_a_place_is_asked_about(tmp_path):
    write(tmp_path, programmes="programme,place,enabler\nP1,,E2\nP2,East,E1\n")
    with pytest.raises(sm.ChoiceError, match="names no place for 1 programme, the first 'P1'"):
        read_places(tmp_path)


def test_records_without_any_place_say_what_to_do(tmp_path):
    write(tmp_path, partners="name,sector\nA,NHS\nB,Police\nC,NHS\n")
    with pytest.raises(sm.ChoiceError, match="a folder for each place"):
        read_places(tmp_path)


def test_the_faults_of_all_places_are_in_one_error(tmp_path):
    write(tmp_path / "good")
    write(tmp_path / "bad", collaborations="source,target\nA,Bee\n")
    write(tmp_path / "worse", collaborations="source,target\nA,\nX,B\n")
    with pytest.raises(sm.RecordsError) as caught:
        read_places(tmp_path)
    assert "records of 2 places" in str(caught.value)
    assert "Bee" in str(caught.value) and "worse:" in str(caught.value)
    assert set(caught.value.problems["file"]) == {"bad/collaborations.csv", "worse/collaborations.csv"}


def test_a_folder_that_is_not_there_is_missing(tmp_path):
    with pytest.raises(sm.MissingFileError, match="no folder"):
        read_places(tmp_path / "nowhere")


def test_an_empty_folder_holds_no_place(tmp_path):
    with pytest.raises(sm.ChoiceError, match="holds no place"):
        read_places(tmp_path)


def test_something_else_is_refused_by_its_kind():
    with pytest.raises(sm.ChoiceError, match="not from an int"):
        read_places(3)
