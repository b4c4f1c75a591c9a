"""Sectors that nobody has given: worked out where asked for, or where a shape has no place for them."""

from __future__ import annotations

import pandas as pd
import pytest

import sysmap as sm

NAMES = ["Northshire Police", "Northshire County Council", "Old Mill Surgery", "Zed", "St Anne's Hospice"]
PARTNERS = pd.DataFrame({"name": NAMES, "identifiers": ["", "", "", "GB-CHC:123456", ""]})
TIES = pd.DataFrame({"source": ["Zed"], "target": ["Northshire Police"]})


def test_missing_sectors_are_worked_out_on_request_and_their_source_is_kept():
    records = sm.read_records(partners=PARTNERS, collaborations=TIES, sectors="infer")
    assert list(records.partners["sector_key"]) == [
        "police_justice",
        "local_authority",
        "primary_care",
        "vcse",
        "vcse",
    ]
    assert list(records.partners["sector_source"]) == ["pattern", "pattern", "pattern", "register", "pattern"]
    assert records.summary["sectors"] == {"given": 0, "register": 1, "pattern": 4, "unknown": 0}


def test_sectors_told_from_names_are_listed_in_one_warning():
    records = sm.read_records(partners=PARTNERS, collaborations=TIES, sectors="infer")
    (message,) = records.problems["message"]
    assert "Northshire Police: Police and justice" in message and "Zed" not in message


def test_a_given_sector_stays_and_what_nothing_tells_is_unknown():
    partners = PARTNERS.assign(sector=["Our own", "", "", "-", ""], identifiers="")
    records = sm.read_records(partners=partners, collaborations=TIES, sectors="infer")
    assert list(records.partners["sector"])[0] == "Our own"
    assert records.partners["sector"].isna().tolist() == [False, False, False, True, False]
    assert records.partners["sector_key"].tolist()[3] == "unknown"


def test_without_the_request_a_missing_column_is_a_fault():
    with pytest.raises(sm.RecordsError, match="no column sector"):
        sm.read_records(partners=PARTNERS, collaborations=TIES)


def test_a_shape_without_a_place_for_sectors_has_them_worked_out_unasked(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text("Agency A,Agency B\nNorthshire Police,Zed\nZed,Old Mill Surgery\n", encoding="utf-8")
    records = sm.read_records(path, columns={"source": "Agency A", "target": "Agency B"})
    found = dict(zip(records.partners["name"], records.partners["sector_key"], strict=True))
    assert found == {
        "Northshire Police": "police_justice",
        "Zed": "unknown",
        "Old Mill Surgery": "primary_care",
    }
