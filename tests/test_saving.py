"""Files: whole or not at all, the same bytes for the same content, and no text that runs."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import openpyxl
import pandas as pd
import pytest

import sysmap as sm
from sysmap.errors import ChoiceError, ExtensionError, MissingFileError
from sysmap.outputs.saving import output, outputs, save

HOSTILE = "=1+1 <script>alert(\"x\")</script> {{7*7}} 'quoted' href="


@pytest.fixture
def system(riverside):
    return sm.build_map(riverside, "2024")


@pytest.fixture
def change(riverside_change):
    return riverside_change


@pytest.fixture
def hostile():
    partners = pd.DataFrame(
        {
            "id": ["=A1", "-2", "@x", "+4"],
            "name": [HOSTILE, "\u202eB", "C", "D"],
            "sector": ["NHS", "NHS", "Police", "Police"],
            "note": ["=cmd|'/c calc'!A0"] * 4,
        }
    )
    ties = pd.DataFrame({"source": ["=A1", "-2"], "target": ["@x", "+4"], "kind": ["=HYPERLINK(1)", "+1"]})
    return sm.read_records(partners=partners, collaborations=ties)


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def cells_of(path: Path) -> list[object]:
    book = openpyxl.load_workbook(path)
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_a_scorecard_saved_as_csv_reads_back_as_the_same_numbers(system, tmp_path):
    card = sm.integration(system, draws=50)
    written = save(card, tmp_path / "card.csv")
    frame = pd.read_csv(written, index_col="measure")
    pd.testing.assert_series_equal(frame["value"], card.to_frame()["value"], check_exact=True)


def test_a_scorecard_saved_as_json_has_the_keys_of_its_columns_and_null_for_undefined(system, tmp_path):
    content = json.loads(
        save(sm.integration(system, draws=0), tmp_path / "card.json").read_text(encoding="utf-8")
    )
    assert content["system"]["wave"] == "2024"
    assert content["measures"]["ei_index"]["value"] == pytest.approx((79 - 26) / (79 + 26))
    assert content["measures"]["ei_index"]["expected"] is None
    assert set(content["measures"]["ei_index"]) == set(sm.integration(system, draws=0).to_frame().columns)


def test_a_comparison_saved_as_a_workbook_has_a_sheet_for_each_table(change, tmp_path):
    book = openpyxl.load_workbook(save(change, tmp_path / "change.xlsx"))
    assert book.sheetnames == [
        *("Read me", "Comparison", "Three ways", "Diagnostics", "Decomposition", "Ties by sector"),
        *("New and kept ties", "Joined and left", "Organisations", "Ties", "Column names"),
    ]
    assert [cell.value for cell in book["Comparison"][1]][:4] == ["Measure", "Before", "After", "Change"]


def test_reasons_of_undefined_scores_are_saved_beside_them(system, tmp_path):
    book = openpyxl.load_workbook(save(sm.sector_scores(system), tmp_path / "sectors.xlsx"))
    rows = list(book["Not defined"].iter_rows(min_row=2, values_only=True))
    why = "one organisation in the sector"
    assert ("Coleman homophily", "Fire and rescue", why, why) in rows


def test_a_map_saved_as_graphml_is_the_same_graph(system, tmp_path):
    graph = nx.read_graphml(save(system, tmp_path / "map.graphml"))
    assert set(graph.nodes) == set(system.graph.nodes)
    assert {frozenset(edge) for edge in graph.edges} == {frozenset(edge) for edge in system.graph.edges}
    assert graph.nodes["RV01"]["sector"] == "NHS provider"


@pytest.mark.parametrize("name", ["records.xlsx", "records"])
def test_records_saved_and_read_again_are_the_same(riverside, tmp_path, name):
    again = sm.read_records(save(riverside, tmp_path / name))
    for table in ("partners", "collaborations", "asked", "waves"):
        left, right = (
            getattr(records, table).drop(columns=["file", "row"]) for records in (riverside, again)
        )
        pd.testing.assert_frame_equal(left, right)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_cell_of_a_saved_table_runs_as_a_formula(hostile, tmp_path, suffix):
    path = save(sm.organisation_scores(sm.build_map(hostile)), tmp_path / f"scores{suffix}")
    if suffix == ".xlsx":
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells_of(path))
        assert HOSTILE in [cell.value for cell in cells_of(path)]
    else:
        assert f"'{HOSTILE}" in [row[0] for row in rows_of(path)]


@pytest.mark.parametrize("name", ["records.xlsx", "records"])
def test_hostile_texts_come_back_as_they_were(hostile, tmp_path, name):
    again = sm.read_records(save(hostile, tmp_path / name))
    assert list(again.partners["id"]) == ["=A1", "-2", "@x", "+4"]
    assert list(again.partners["name"]) == [HOSTILE, "B", "C", "D"]
    assert list(again.collaborations["kind"]) == ["=HYPERLINK(1)", "+1"]


def test_a_result_that_cannot_be_written_so_names_what_would_fit(system, tmp_path):
    with pytest.raises(ChoiceError, match=r"Scorecard cannot be saved as '\.pdf'.*\.csv.*\.xlsx"):
        save(sm.integration(system, draws=0), tmp_path / "card.pdf")
    with pytest.raises(ChoiceError, match="an int cannot be saved"):
        save(3, tmp_path / "three.csv")
    assert list(tmp_path.iterdir()) == []


def test_an_option_that_an_output_does_not_have_is_refused(system, tmp_path):
    with pytest.raises(ChoiceError, match="no option colour"):
        save(system, tmp_path / "map.graphml", colour="red")


def test_a_folder_that_is_not_there_is_named(system, tmp_path):
    with pytest.raises(MissingFileError, match="nowhere"):
        save(system, tmp_path / "nowhere" / "map.json")


def test_a_write_that_fails_leaves_the_old_file_whole_and_nothing_beside_it(tmp_path):
    class Thing:
        pass

    def failing(result, path):
        """Fails half way."""
        path.write_text("half", encoding="utf-8")
        raise RuntimeError("the disk is full")

    output(".thing", of=Thing)(failing)
    try:
        target = tmp_path / "old.thing"
        target.write_text("whole", encoding="utf-8")
        with pytest.raises(ExtensionError, match="output failing .* raised RuntimeError .* the disk is full"):
            save(Thing(), target)
        assert target.read_text(encoding="utf-8") == "whole"
        assert [path.name for path in tmp_path.iterdir()] == ["old.thing"]
    finally:
        outputs._entries.pop("failing")


SAVE_ALL = """
import sys
import pandas as pd, sysmap as sm
from pathlib import Path
from sysmap.findings import degree_preserving
from sysmap.findings.introductions import search
# How often ties are redrawn, and how many introductions are looked at, is not what is tested.
degree_preserving.MOST_DRAWS, search.SETS = 19, 1_000
source, out, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
tables = {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in source.glob("*.csv")}
if seed:
    tables = {n: t if n == "waves" else t.sample(frac=1, random_state=seed) for n, t in tables.items()}
records = sm.read_records(**tables)
before, after = (sm.build_map(records, wave) for wave in ("2022", "2024"))
change = sm.compare(before, after, permutations=19)
results = {"card": sm.integration(after, draws=20), "change": change, "grid": sm.sector_grid(after, draws=20),
           "scores": sm.organisation_scores(after), "sectors": sm.sector_scores(after),
           "introductions": sm.introductions(after, 3), "dependence": sm.dependence(after)}
for name, result in results.items():
    for suffix in (".csv", ".xlsx", ".json", ".html"):
        sm.save(result, out / (name + suffix))
sm.save(after, out / "map.graphml")
sm.save(sm.render(change, size_by="betweenness"), out / "map.html")
"""


def test_another_hash_seed_and_shuffled_rows_give_the_same_bytes(riverside_folder, tmp_path):
    saved = []
    for seed in (0, 5):
        out = tmp_path / str(seed)
        out.mkdir()
        subprocess.run(
            [sys.executable, "-c", SAVE_ALL, str(riverside_folder), str(out), str(seed)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed + 1)},
        )
        saved.append({path.name: path.read_bytes() for path in sorted(out.iterdir())})
    assert len(saved[0]) == 30
    assert [name for name in saved[0] if saved[0][name] != saved[1][name]] == []


@pytest.mark.parametrize("name", ["copy", "copy.xlsx"])
def test_a_survey_in_which_nobody_reports_a_tie_is_saved_and_read_again(tmp_path, name):
    names = ["Northgate Council", "Eastway NHS Trust", "Millbrook Mind"]
    said = pd.DataFrame({"Timestamp": "2024/03/04 10:00", "Your organisation": names})
    for other in names:
        said[f"How often? [{other}]"] = ["" if other == name else "Never" for name in names]
    records = sm.read_records(said)
    again = sm.read_records(save(records, tmp_path / name))
    assert records.summary["answers"] == again.summary["answers"] == 6
    assert again.collaborations.empty and again.asked["answered"].tolist() == [True] * 3


@pytest.mark.parametrize("name", ["records.xlsx", "records"])
def test_records_with_unknown_sectors_are_saved_and_read_again(tmp_path, name):
    partners = pd.DataFrame({"name": ["A", "B", "C"], "sector": ["Police", "", "Council"]})
    ties = pd.DataFrame({"source": ["A"], "target": ["B"]})
    records = sm.read_records(partners=partners, collaborations=ties, sectors="infer")
    again = sm.read_records(save(records, tmp_path / name))
    assert list(again.partners["sector_key"]) == ["police_justice", "unknown", "local_authority"]
    assert sm.build_map(again).organisations["boundary"].isna().tolist() == [False, True, False]


TOLD = {
    "partners": pd.DataFrame(
        {
            "name": ["Northshire Constabulary", "Dale Grove Surgery", "Kiln Lane Group", "Ada Players"],
            "sector": ["", "", "Voluntary", ""],
            "identifiers": ["", "", "", "GB-CHC:1145080"],
        }
    ),
    "collaborations": pd.DataFrame({"source": ["Northshire Constabulary"], "target": ["Dale Grove Surgery"]}),
}


@pytest.mark.parametrize("name", ["copy.xlsx", "copy"])
def test_a_sector_told_from_a_name_is_still_one_to_check_when_saved_and_read_again(tmp_path, name):
    records = sm.read_records(sectors="infer", **TOLD)
    again = sm.read_records(sm.save(records, tmp_path / name))
    sources = ["pattern", "pattern", "given", "register"]
    assert list(records.partners["sector_source"]) == sources == list(again.partners["sector_source"])
    assert list(again.partners.columns) == list(records.partners.columns)
    assert any("sectors told from names" in message for message in again.problems["message"])


def test_a_word_that_says_no_source_of_a_sector_is_read_as_given_and_said():
    partners = TOLD["partners"].assign(sector="Police", sector_source=["guess", "", "pattern", "Register"])
    records = sm.read_records(partners=partners, collaborations=TOLD["collaborations"])
    assert list(records.partners["sector_source"]) == ["given", "given", "pattern", "register"]
    assert "others are read as given" in "".join(records.problems["message"])
