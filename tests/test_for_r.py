"""Comparisons for R: `outputs/for_r.py`."""

from __future__ import annotations

import csv
import io
import math
import shutil
import subprocess
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from conftest import asked
from test_change import SECOND, TWELVE, waves

import sysmap as sm

COLUMNS = {"closed": [""] * 12 + ["2023", ""], "opened": [""] * 13 + ["2023"]}


@pytest.fixture(scope="module")
def change() -> sm.Comparison:
    """Y was there in 2022 and Z in 2024; K and L were silent in 2022, so that nobody told of K-L."""
    sectors = {**TWELVE, "Y": "NHS", "Z": "unknown"}
    told = asked(
        {"2022": "ABCDEFGHIJY", "2024": "ABCDEFGHIJKLZ"},
        {"2022": "KL"},
    )
    first = "A-B B-C C-D A-D E-F F-G G-H E-H I-J J-K A-E B-I Y-A"
    maps = waves(first, f"{SECOND} Z-E", sectors, columns=COLUMNS, asked=told)
    return sm.compare(*maps, permutations=0)


def opened(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def matrix(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture(scope="module")
def rsiena(change: sm.Comparison, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return opened(sm.save(change, tmp_path_factory.mktemp("r") / "change.rsiena.zip"))


@pytest.fixture(scope="module")
def ergm(change: sm.Comparison, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return opened(sm.save(change, tmp_path_factory.mktemp("r") / "change.ergm.zip"))


def names(files: dict[str, str]) -> list[str]:
    return pd.read_csv(io.StringIO(files["organisations.csv"]))["organisation"].tolist()


def test_rsiena_has_a_square_matrix_for_each_wave_over_all_organisations(rsiena: dict[str, str]) -> None:
    assert names(rsiena) == list("ABCDEFGHIJKLYZ")
    for wave in ("wave_1.csv", "wave_2.csv"):
        rows = matrix(rsiena[wave])
        assert [len(row) for row in rows] == [14] * 14
        assert {cell for row in rows for cell in row} <= {"0", "1", "10", "NA"}
        assert rows == [list(column) for column in zip(*rows, strict=True)]


def test_a_pair_that_nobody_could_report_is_missing_and_not_absent(rsiena: dict[str, str]) -> None:
    k, l = (names(rsiena).index(name) for name in "KL")  # noqa: E741
    for wave in ("wave_1.csv", "wave_2.csv"):
        rows = matrix(rsiena[wave])
        assert rows[k][l] == "NA"
        assert [row.count("NA") for row in rows].count(0) >= 10


def test_who_was_not_there_has_structural_zeros(rsiena: dict[str, str]) -> None:
    at = names(rsiena).index
    first, second = matrix(rsiena["wave_1.csv"]), matrix(rsiena["wave_2.csv"])
    assert [cell for place, cell in enumerate(first[at("Z")]) if place != at("Z")] == ["10"] * 13
    assert [cell for place, cell in enumerate(second[at("Y")]) if place != at("Y")] == ["10"] * 13
    assert (first[at("Y")][at("A")], second[at("Z")][at("E")]) == ("1", "1")


def test_ties_of_the_panel_are_those_of_the_comparison(rsiena: dict[str, str]) -> None:
    at = names(rsiena).index
    first, second = matrix(rsiena["wave_1.csv"]), matrix(rsiena["wave_2.csv"])
    assert (first[at("A")][at("B")], second[at("A")][at("F")], first[at("A")][at("F")]) == ("1", "1", "0")
    assert first[at("J")][at("K")] == "1"  # J answered


def test_the_boundary_is_a_number_with_a_key_and_missing_where_unknown(rsiena: dict[str, str]) -> None:
    table = pd.read_csv(io.StringIO(rsiena["organisations.csv"])).set_index("organisation")
    key = pd.read_csv(io.StringIO(rsiena["boundary_key.csv"])).set_index("boundary")["label"]
    assert key.to_dict() == {1: "NHS", 2: "Police", 3: "Voluntary"}
    assert key[table.at["E", "boundary"]] == "Police"
    assert pd.isna(table.at["Z", "boundary"])
    assert table.loc[["K", "A"], "panel"].tolist() == [0, 1]


def test_composition_says_from_when_to_when_each_was_there(rsiena: dict[str, str]) -> None:
    times = pd.read_csv(io.StringIO(rsiena["composition.csv"]))
    assert times.loc[[0, 12, 13], ["from", "to"]].to_numpy().tolist() == [[1, 2], [1, 1.5], [1.5, 2]]


def test_ergm_leaves_out_who_was_not_there_and_has_no_structural_zero(ergm: dict[str, str]) -> None:
    for wave, there in (("wave_1.csv", "ABCDEFGHIJKLY"), ("wave_2.csv", "ABCDEFGHIJKLZ")):
        header, *rows = matrix(ergm[wave])
        assert [names(ergm)[int(code) - 1] for code in header] == list(there)
        assert len(rows) == 13
        assert {cell for row in rows for cell in row} <= {"0", "1", "NA"}


def test_both_say_what_such_a_model_cannot_tell(rsiena: dict[str, str], ergm: dict[str, str]) -> None:
    for files, script in ((rsiena, "rsiena.R"), (ergm, "ergm.R")):
        assert "no parameter" in " ".join(files["README.txt"].split()).replace("it has no", "no")
        assert script in files["README.txt"]
        assert "{" not in files["README.txt"]
    assert "sienaDependent" in rsiena["rsiena.R"]
    assert "directed <- FALSE" in ergm["ergm.R"]


def test_no_call_of_a_model_is_a_comment_and_each_term_is_explained(rsiena, ergm) -> None:
    for script, calls, terms in (
        (rsiena["rsiena.R"], ("siena07(", "sienaAlgorithmCreate("), ("transTrip asks", "sameX asks")),
        (ergm["ergm.R"], ("ergm(wave ~", "glm(tie ~"), ("edges asks", "nodematch asks", "gwesp, which asks")),
    ):
        live = "\n".join(line for line in script.splitlines() if not line.lstrip().startswith("#"))
        assert all(call in live for call in calls)
        assert all(term in script for term in terms)
        assert "{{" not in script and "{model}" not in script and "{cells}" not in script


needs_r = pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (Rscript)")


def run_in_r(files: dict[str, str], script: str, folder: Path) -> tuple[str, str]:
    """Run a script in a folder of its files; give what it printed, and what it said on the way."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    run = subprocess.run(
        ["Rscript", "--vanilla", script], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    return run.stdout, run.stderr


def known_pairs(text: str, labels: dict[int, str]) -> tuple[list[int], list[int]]:
    """Return for each pair that is not missing whether it has a tie, and whether its labels are the same."""
    header, *rows = matrix(text)
    ties, same = [], []
    for one, row in enumerate(rows):
        for other in range(one + 1, len(row)):
            if row[other] != "NA":
                ties.append(int(row[other]))
                same.append(int(labels[int(header[one])] == labels[int(header[other])]))
    return ties, same


@needs_r
def test_the_ergm_script_runs_and_finds_what_a_table_of_pairs_gives(ergm, tmp_path) -> None:
    printed, _ = run_in_r(ergm, "ergm.R", tmp_path)
    found = pd.read_csv(tmp_path / "results.csv").set_index(["wave", "model", "term"])["estimate"]
    people = pd.read_csv(io.StringIO(ergm["organisations.csv"]))
    # Z has no label: it is like nobody.
    labels = {
        code: f"nobody {code}" if pd.isna(label) else str(label)
        for code, label in zip(people["code"], people["boundary"], strict=True)
    }
    for wave in ("first", "second"):
        text = ergm[f"wave_{1 if wave == 'first' else 2}.csv"]
        ties, same = known_pairs(text, labels)
        cells = {
            (tie, inside): sum(a == tie and b == inside for a, b in zip(ties, same, strict=True))
            for tie in (0, 1)
            for inside in (0, 1)
        }
        across = math.log(cells[1, 0] / cells[0, 0])
        assert found[wave, "edges + nodematch", "edges"] == pytest.approx(across, abs=1e-4)
        inside = math.log(cells[1, 1] / cells[0, 1]) - across
        assert found[wave, "edges + nodematch", "nodematch.boundary"] == pytest.approx(inside, abs=1e-4)
        if ("network") in found.index.get_level_values("model"):
            size = len(matrix(text)[0])
            counts = [found[wave, "network", term] for term in ("organisations", "ties", "missing")]
            assert counts == [size, sum(ties), size * (size - 1) // 2 - len(ties)]
        else:
            assert "network is not installed" in printed
    assert ("edges + nodematch + gwesp" in found.index.get_level_values("model")) != (
        "not installed" in printed
    )


@needs_r
def test_the_rsiena_script_runs_and_counts_what_changed(rsiena, tmp_path) -> None:
    printed, _ = run_in_r(rsiena, "rsiena.R", tmp_path)
    first, second = (matrix(rsiena[f"wave_{wave}.csv"]) for wave in (1, 2))
    size = len(first)
    seen = [(first[one][other], second[one][other]) for one in range(size) for other in range(one + 1, size)]
    expected = {
        "kept": seen.count(("1", "1")),
        "new": seen.count(("0", "1")),
        "lost": seen.count(("1", "0")),
        "absent": seen.count(("0", "0")),
        "unknown": sum(bool({"NA", "10"} & {*pair}) for pair in seen),
    }
    assert pd.read_csv(tmp_path / "changed.csv").set_index("count")["ties"].to_dict() == expected
    assert (tmp_path / "results.csv").exists() != ("RSiena is not installed" in printed)


def test_a_directed_comparison_has_arcs_and_their_reporters_alone(tmp_path: Path) -> None:
    told = asked({"2022": "ABCDEFGHIJ", "2024": "ABCDEFGHIJKL"}, {"2022": "KL"})
    change = sm.compare(*waves(report="directed", asked=told), permutations=0)
    rows = matrix(opened(sm.save(change, tmp_path / "change.rsiena.zip"))["wave_1.csv"])
    assert (rows[0][1], rows[1][0]) == ("1", "0")
    assert rows[10][0] == "NA"
    assert rows[0][10] == "0"


def test_the_same_comparison_gives_the_same_bytes(change: sm.Comparison, tmp_path: Path) -> None:
    one, other = (sm.save(change, tmp_path / f"{name}.rsiena.zip").read_bytes() for name in "ab")
    assert one == other


def test_a_public_copy_can_be_saved_for_r(change: sm.Comparison, tmp_path: Path) -> None:
    assert "wave_1.csv" in opened(sm.save(change, tmp_path / "public.ergm.zip", public=True))
