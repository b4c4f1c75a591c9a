"""What was read once can be saved and read again, however little it is."""

from __future__ import annotations

import pandas as pd
import pytest

import sysmap as sm

PARTNERS = pd.DataFrame({"name": ["Alder", "Birch", "Cedar"], "sector": ["NHS", "Police", "Police"]})
NO_TIES = pd.DataFrame({"source": [], "target": []}, dtype=object)
SQUARE = ",A,B\nA,,1\nB,1,\n"
SURVEY = "Timestamp,Who,Often? [Alder],Often? [Birch]\n2024/01/01,Alder,,Weekly\n2024/01/01,Birch,Daily,\n"


def of_text(folder, text: str):
    path = folder / "x.csv"
    path.write_text(text, encoding="utf-8")
    return sm.read_records(path)


WAYS = {
    "no ties": lambda folder: sm.read_records(partners=PARTNERS, collaborations=NO_TIES),
    "a square of two": lambda folder: of_text(folder, SQUARE),
    "a survey of two": lambda folder: of_text(folder, SURVEY),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["saved", "saved.xlsx"])
def test_a_copy_of_little_is_read_as_what_it_was(tmp_path, way, name):
    records = WAYS[way](tmp_path)
    sm.save(records, tmp_path / name)
    again = sm.read_records(tmp_path / name)
    assert list(again.partners["id"]) == list(records.partners["id"])
    assert again.headline() == records.headline()
