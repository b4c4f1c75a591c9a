"""Pseudonymised copies: codes everywhere, the key apart and for its owner alone, and said to be no more."""

from __future__ import annotations

import csv
import os
import stat
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from test_public import content

import sysmap as sm
from sysmap.errors import ChoiceError
from sysmap.outputs.codes import Codes, read_key, write_key
from sysmap.records.tables.declared import TABLES

NAMES = ["Northshire Police", "Police of Southshire", "Lantern Project", "Northshire ICB"]


def records(**more: pd.DataFrame) -> sm.Records:
    return sm.read_records(
        partners=pd.DataFrame(
            {
                "id": ["P100", "P200", "L300", "I400"],
                "name": NAMES,
                "sector": ["Police", "Police", "Voluntary", "NHS"],
                "parent": ["", "P100", "", ""],
                "identifiers": ["GB-COH:1", "", "GB-CHC:2", ""],
                "note": "next door to Lantern Project",
                "remark": "asked by Jane",
            }
        ),
        collaborations=pd.DataFrame(
            {
                "source": ["P100", "L300", "P200"],
                "target": ["L300", "I400", "P100"],
                "kind": ["plans", "works in Northshire ICB premises", "plans"],
                "wave": "2024",
                "reported_by": ["P100", "Jane Doe", "respondent 2"],
                "note": "a quiet word",
            }
        ),
        asked=pd.DataFrame({"wave": "2024", "organisation": ["P100", "L300"], "answered": ["y", "n"]}),
        memberships=pd.DataFrame({"organisation": ["P100", "L300"], "forum": "Northshire Board"}),
        forums=pd.DataFrame(
            {
                "forum": ["Northshire Board", "Big Fund"],
                "kind": ["board", "pooled fund"],
                "host": ["P100", ""],
            }
        ),
        money=pd.DataFrame(
            {"source": ["P100", "Big Fund"], "target": ["Northshire Board", "L300"], "amount": 5}
        ),
        succession=pd.DataFrame({"from": ["OLD9"], "to": ["I400"], "date": ["2023-01-01"]}),
        programmes=pd.DataFrame({"programme": ["Doors"], "enabler": ["Jo Field"], "aim": ["help Jane"]}),
        facts=pd.DataFrame({"subject": ["organisation:L300"], "measure": ["staff"], "value": [7]}),
        waves=pd.DataFrame({"wave": ["2024"], "question": ["Does Lantern Project work with you?"]}),
        **more,
    )


HIDDEN = [
    *NAMES,
    "P100",
    "P200",
    "L300",
    "I400",
    "Northshire Board",
    "Big Fund",
    "OLD9",
    "GB-COH",
    "Jo Field",
]
HIDDEN += ["Jane", "quiet word", "next door", "asked by", "help"]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "apart").mkdir()
    return tmp_path / "apart" / "key.csv"


def key_rows(key: Path) -> dict[str, str]:
    with key.open(encoding="utf-8-sig", newline="") as file:
        return {row["name"]: row["code"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", ["out/copy", "out/copy.xlsx"])
def test_no_name_is_left_in_the_copy(tmp_path, key, name):
    (tmp_path / "out").mkdir()
    text = content(sm.save(records(), tmp_path / name, pseudonyms=key))
    assert [word for word in HIDDEN if word in text] == []
    assert "POL-01" in text and "VOL-01" in text


def test_the_key_says_which_code_is_whom_and_nothing_else_does(tmp_path, key):
    copy = sm.read_records(sm.save(records(), tmp_path / "copy", pseudonyms=key))
    codes = key_rows(key)
    assert {codes["Northshire Police"], codes["Police of Southshire"]} == {"POL-01", "POL-02"}
    assert set(copy.partners["name"]) == {codes[name] for name in NAMES}
    assert {"Northshire Board", "Jane Doe", "Jo Field", "Big Fund", "OLD9"} < set(codes)
    assert sorted(path.name for path in key.parent.iterdir()) == ["key.csv"]


def test_the_copy_is_the_same_system_under_other_names(tmp_path, key, riverside):
    copy = sm.read_records(sm.save(riverside, tmp_path / "copy", pseudonyms=key))
    for wave in ("2022", "2024"):
        cards = [
            sm.integration(sm.build_map(each, wave), draws=0).to_frame()["value"]
            for each in (riverside, copy)
        ]
        pd.testing.assert_series_equal(*cards)


def test_references_between_tables_still_hold(tmp_path, key):
    copy = sm.read_records(sm.save(records(), tmp_path / "copy", pseudonyms=key))
    codes = key_rows(key)
    parents = dict(zip(copy.partners["id"], copy.partners["parent"], strict=True))
    assert parents[codes["Police of Southshire"]] == codes["Northshire Police"]
    assert set(copy.forums["host"]) == {codes["Northshire Police"], ""}
    assert set(copy.memberships["forum"]) == {codes["Northshire Board"]}
    assert list(copy.succession["to"]) == [codes["Northshire ICB"]]
    assert set(copy.collaborations["reported_by"]) == {
        codes["Northshire Police"],
        codes["Jane Doe"],
        "respondent 2",
    }


def test_rows_stand_in_the_order_of_codes(tmp_path, key):
    copy = sm.read_records(sm.save(records(), tmp_path / "copy", pseudonyms=key))
    assert list(copy.partners["name"]) == sorted(copy.partners["name"])


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_the_key_is_for_its_owner_alone(tmp_path, key):
    sm.save(records(), tmp_path / "copy", pseudonyms=key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("copy", "key"),
    [("copy", "copy/key.csv"), ("out/copy.xlsx", "out/key.csv"), ("out/copy", "out/copy/a/k.csv")],
)
def test_a_key_in_the_folder_of_the_copy_is_refused(tmp_path, copy, key):
    (tmp_path / "out").mkdir()
    with pytest.raises(ChoiceError, match="another folder"):
        sm.save(records(), tmp_path / copy, pseudonyms=tmp_path / key)
    assert not (tmp_path / copy).exists() and not (tmp_path / key).exists()


def test_the_codes_of_an_earlier_key_stay(tmp_path, key):
    sm.save(records(), tmp_path / "first", pseudonyms=key)
    earlier = key_rows(key)
    more = pd.DataFrame({"name": ["Aaa Police"], "sector": ["Police"]})
    grown = sm.read_records(
        partners=pd.concat([records().partners[["id", "name", "sector"]], more], ignore_index=True),
        collaborations=pd.DataFrame({"source": ["P100"], "target": ["L300"]}),
    )
    sm.save(grown, tmp_path / "second", pseudonyms=key)
    assert key_rows(key).items() >= earlier.items()
    assert key_rows(key)["Aaa Police"] == "POL-03"


def test_a_file_that_is_no_key_is_not_overwritten(tmp_path, key):
    key.write_text("my,own\nfile,1\n", encoding="utf-8")
    with pytest.raises(ChoiceError, match="no key"):
        sm.save(records(), tmp_path / "copy", pseudonyms=key)
    assert key.read_text(encoding="utf-8") == "my,own\nfile,1\n"
    assert not (tmp_path / "copy").exists()


def test_codes_do_not_depend_on_the_order_of_rows(tmp_path, key, riverside):
    sm.save(riverside, tmp_path / "one", pseudonyms=key)
    # A key that remembers no code, but holds the same secret.
    write_key(Codes(read_key(key).secret), key.with_name("other.csv"))
    frames = {name: getattr(riverside, name) for name in ("partners", "collaborations", "asked")}
    turned = sm.read_records(
        waves=riverside.waves.drop(columns=["row", "file"]),
        **{
            name: frame[[*TABLES[name].names]].iloc[::-1].reset_index(drop=True)
            for name, frame in frames.items()
        },
    )
    sm.save(turned, tmp_path / "two", pseudonyms=key.with_name("other.csv"))
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_the_copy_is_called_pseudonymised_and_not_anonymous(tmp_path, key):
    (tmp_path / "out").mkdir()
    path = sm.save(records(), tmp_path / "out" / "copy.xlsx", pseudonyms=key)
    assert "not anonymous" in openpyxl.load_workbook(path)["about this copy"]["A2"].value
    sm.save(records(), tmp_path / "copy", pseudonyms=key)
    assert "not anonymous" in (tmp_path / "copy" / "about this copy.txt").read_text(encoding="utf-8")


def test_only_records_are_pseudonymised_and_only_in_a_new_folder(tmp_path, key):
    with pytest.raises(ChoiceError, match="only Records"):
        sm.save(sm.build_map(records()), tmp_path / "map.gexf", pseudonyms=key)
    sm.save(records(), tmp_path / "copy")
    with pytest.raises(ChoiceError, match="new folder"):
        sm.save(records(), tmp_path / "copy", pseudonyms=key)
    assert not key.exists()


def test_the_records_themselves_keep_their_names(tmp_path, key):
    own = records()
    sm.save(own, tmp_path / "copy", pseudonyms=key)
    assert list(own.partners["name"]) == NAMES
