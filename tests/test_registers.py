"""Registers: each known shape, read by its content."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from sysmap.errors import MissingFileError, RecordsError
from sysmap.records.names.register import read_register, read_succession

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SYSMAP_REFERENCE", ROOT.parent / "shared"))
SHAPES = next((folder for folder in (SHARED / "shapes", SHARED.parent / "shapes") if folder.is_dir()), SHARED)
ENTRY = ["id", "name", "valid_from", "valid_to"]


def ods_row(code: str, name: str, opened: str = "20130401", closed: str = "") -> str:
    cells = [code, name, "Y99", "QZZ", "HEAD OFFICE", "", "", "NORTHTOWN", "", "ZZ1 1ZZ", opened, closed]
    return ",".join(f'"{cell}"' for cell in cells + [""] * 15)


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("case", ["ods", "councils", "charity_other_names"])
def test_a_register_of_the_samples_is_read_as_expected(case):
    file = SHAPES / "expected" / f"{case}.json"
    if not file.is_file() and os.environ.get("CI") != "true":
        pytest.skip(f"no samples in {SHAPES}: set SYSMAP_REFERENCE to the folder that holds them")
    known = json.loads(file.read_text(encoding="utf-8"))
    found = read_register(*[SHAPES / name for name in known["sources"]])
    assert found[ENTRY].to_numpy().tolist() == known["entries"]


def test_the_nhs_register_has_no_header_and_keeps_every_row(tmp_path):
    rows = [ods_row("R9A", "NORTHSHIRE NHS TRUST"), ods_row("R9B", "OLD NHS TRUST", closed="20220930")]
    found = read_register(written(tmp_path, "etr.csv", "\r\n".join(rows) + "\r\n"))
    assert found[ENTRY].to_numpy().tolist() == [
        ["R9A", "NORTHSHIRE NHS TRUST", "2013-04-01", ""],
        ["R9B", "OLD NHS TRUST", "2013-04-01", "2022-09-30"],
    ]
    assert set(found["sector"]) == {"nhs_provider"}


@pytest.mark.parametrize(
    ("file", "code", "name", "sector"),
    [
        ("eccg.csv", "D2P2L", "NHS NORTHSHIRE", "nhs_commissioner"),
        ("download.csv", "00C", "NHS NORTHTOWN", "nhs_commissioner"),
        ("download.csv", "A81001", "THE HIGH STREET", "primary_care"),
        ("download.csv", "G6V2S", "NORTHSHIRE NHS TRUST", "nhs_provider"),
        ("download.csv", "G6V2S", "NORTHSHIRE", ""),
    ],
)
def test_the_sector_of_an_nhs_code_is_that_of_its_file_its_shape_or_its_name(
    tmp_path, file, code, name, sector
):
    assert read_register(written(tmp_path, file, ods_row(code, name)))["sector"].tolist() == [sector]


def test_a_row_of_the_nhs_register_with_too_few_values_is_a_fault(tmp_path):
    path = written(tmp_path, "etr.csv", ods_row("R9A", "A TRUST") + "\nR9B,B TRUST\n")
    with pytest.raises(RecordsError, match=r"etr\.csv, row 2"):
        read_register(path)


def test_windows_letters_in_the_nhs_register_are_read(tmp_path):
    path = written(tmp_path, "etr.csv", ods_row("R9A", "CAFÉ NHS TRUST"), "cp1252")
    assert read_register(path)["name"].tolist() == ["CAFÉ NHS TRUST"]


COUNCILS = (
    "local-authority-code,official-name,start-date,end-date,replaced-by,alt-names\n"
    'NSH,Northshire County Council,1974-04-01,2023-04-01,"NSC, NSD","Northshire,Dale, Hill and Moor"\n'
    "NSC,Northshire Council,2023-04-01,,,\n"
)


def test_alternative_names_of_a_council_are_working_names(tmp_path):
    found = read_register(written(tmp_path, "councils.csv", COUNCILS))
    assert found[["id", "name", "kind"]].to_numpy().tolist() == [
        ["NSH", "Northshire County Council", "current"],
        ["NSH", "Northshire", "working"],
        ["NSH", "Dale, Hill and Moor", "working"],
        ["NSC", "Northshire Council", "current"],
    ]
    assert set(found["sector"]) == {"local_authority"}


def test_the_successors_of_a_council_become_a_succession(tmp_path):
    found = read_succession(written(tmp_path, "councils.csv", COUNCILS))
    assert found[["from", "to", "date"]].to_numpy().tolist() == [
        ["NSH", "NSC", "2023-04-01"],
        ["NSH", "NSD", "2023-04-01"],
    ]


def test_a_charity_that_is_linked_to_another_is_another(tmp_path):
    header = "registered_charity_number,linked_charity_number,charity_name_type,charity_name\n"
    rows = "123,0,Previous name,Old Hope\n123,4,Working Name,Little Hope\n"
    found = read_register(written(tmp_path, "names.csv", header + rows))
    assert found[["id", "name", "kind", "sector"]].to_numpy().tolist() == [
        ["GB-CHC-123", "Old Hope", "former", "vcse"],
        ["GB-CHC-123-4", "Little Hope", "working", "vcse"],
    ]


def test_a_table_of_ids_and_names_is_a_register_with_any_case_of_header():
    frame = pd.DataFrame({"ID": ["00123", "N2"], "Organisation": ["Mind", "B"], "Sector": ["NHS trust", ""]})
    found = read_register(frame)
    assert found[["id", "name", "kind", "sector"]].to_numpy().tolist() == [
        ["00123", "Mind", "current", "nhs_provider"],
        ["N2", "B", "current", ""],
    ]


def test_registers_of_several_shapes_and_a_folder_are_joined(tmp_path):
    written(tmp_path, "a.csv", ods_row("R9A", "A TRUST"))
    written(tmp_path, "b.csv", COUNCILS)
    own = pd.DataFrame({"id": ["X"], "name": ["Own"]})
    assert read_register(tmp_path, own)["id"].tolist() == ["R9A", "NSH", "NSH", "NSH", "NSC", "X"]


def test_rows_without_an_id_or_a_name_are_set_aside_and_counted():
    found = read_register(pd.DataFrame({"id": ["A", ""], "name": ["Abc", "Def"]}))
    assert found["id"].tolist() == ["A"]
    assert "set aside: 1" in found.attrs["warnings"][0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who,what\nA,B\n", "no register that is known"),
        ("id,name,valid_from\nA,Abc,soon\n", "is not a date"),
        ("", "empty"),
    ],
)
def test_what_is_no_register_is_a_fault_in_words(tmp_path, text, message):
    with pytest.raises(RecordsError, match=message):
        read_register(written(tmp_path, "x.csv", text))


def test_a_register_that_is_not_there_is_said(tmp_path):
    with pytest.raises(MissingFileError, match="nowhere"):
        read_register(tmp_path / "nowhere.csv")
