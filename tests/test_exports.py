"""Maps for other programs: what each format can hold is in it, the same bytes each time, texts literal."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import networkx as nx
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands

SUFFIXES = [".graphml", ".gexf", ".dl", ".kumu.xlsx", ".gephi.zip"]
HOSTILE = ['=1+1 <script>alert("x")</script>', "@Wales & Gŵyr ]]>", "a, b; c|d 'e'", "-2 {{7*7}}"]


def drawn(names: list[str] = HOSTILE, **ties: list[object]) -> sm.SystemMap:
    table = {"source": names[:2], "target": names[2:4], "kind": ["plans|refers", ""], "strength": [2.5, None]}
    partners = pd.DataFrame({"name": names, "sector": ["NHS", "Police", "Police", "unknown"], "place": "Wem"})
    return sm.build_map(
        sm.read_records(
            partners=partners, collaborations=pd.DataFrame({**table, **ties}), sectors="as written"
        )
    )


def tables_in(path: Path) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(path) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"))))
            for name in archive.namelist()
        }


def sheets_in(path: Path) -> dict[str, list[dict[str, object]]]:
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book:
        header, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(header, row, strict=True)) for row in rows]
    return found


def matrices_in(text: str) -> tuple[list[str], list[str], list[list[list[float]]]]:
    head, data = text.split("data:\n")
    labels = head.split("\nlabels:\n")[1].split("\nmatrix labels:\n")
    names, kinds = [[line[1:-1] for line in part.strip().split("\n")] for part in [*labels, '""'][:2]]
    rows = [[float(cell) for cell in line.split(" ")] for line in data.splitlines()]
    return names, kinds, [rows[start : start + len(names)] for start in range(0, len(rows), len(names))]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_map_gives_the_same_bytes(suffix, tmp_path, monkeypatch):
    first = sm.save(drawn(), tmp_path / f"one{suffix}").read_bytes()
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert sm.save(drawn(), tmp_path / f"two{suffix}").read_bytes() == first


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_a_graph_file_holds_names_sectors_places_kinds_and_strengths(suffix, tmp_path):
    path = sm.save(drawn(), tmp_path / f"map{suffix}")
    graph = nx.read_graphml(path) if suffix == ".graphml" else nx.read_gexf(path)
    assert not graph.is_directed() and not graph.is_multigraph()
    assert set(graph.nodes) == set(HOSTILE)
    assert {graph.nodes[name]["name" if suffix == ".graphml" else "label"] for name in graph} == set(HOSTILE)
    assert graph.nodes[HOSTILE[0]]["sector"] == "NHS" and graph.nodes[HOSTILE[3]]["sector"] == "unknown"
    assert graph.nodes[HOSTILE[0]]["place"] == "Wem"
    tie = graph.edges[HOSTILE[0], HOSTILE[2]]
    assert tie["kind"] == "plans|refers"
    assert tie["strength" if suffix == ".graphml" else "weight"] == 2.5
    assert "strength" not in graph.edges[HOSTILE[1], HOSTILE[3]]


@pytest.mark.parametrize(("suffix", "reader"), [(".graphml", nx.read_graphml), (".gexf", nx.read_gexf)])
def test_a_graph_file_holds_the_whole_of_riverside(riverside, tmp_path, suffix, reader):
    system = sm.build_map(riverside, "2024")
    graph = reader(sm.save(system, tmp_path / f"map{suffix}"))
    assert {frozenset(edge) for edge in graph.edges} == {frozenset(edge) for edge in system.graph.edges}
    assert set(graph.nodes) == set(system.graph.nodes)


@pytest.mark.parametrize(("suffix", "reader"), [(".graphml", nx.read_graphml), (".gexf", nx.read_gexf)])
def test_a_map_of_arcs_is_a_directed_graph(arrows, tmp_path, suffix, reader):
    graph = reader(sm.save(arrows, tmp_path / f"map{suffix}"))
    assert graph.is_directed()
    assert set(graph.edges) == set(arrows.graph.edges)


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_a_tie_with_a_direction_among_others_keeps_it(suffix, tmp_path):
    system = drawn(directed=["y", "n"], source=[HOSTILE[2], HOSTILE[1]], target=[HOSTILE[0], HOSTILE[3]])
    text = sm.save(system, tmp_path / f"map{suffix}").read_text(encoding="utf-8")
    (edge,) = [part.split("</edge>")[0] for part in text.split("<edge ") if "plans|refers" in part]
    assert "true" in edge and edge.index("a, b; c|d") < edge.index("=1+1")


def test_kumu_gets_elements_and_a_connection_for_each_kind(tmp_path):
    sheets = sheets_in(sm.save(drawn(), tmp_path / "map.kumu.xlsx"))
    labels = {row["Label"]: row["Type"] for row in sheets["Elements"]}
    # A bar would make two elements of one.
    assert labels == {
        HOSTILE[0]: "NHS",
        HOSTILE[1]: "Police",
        "a, b; c/d 'e'": "Police",
        HOSTILE[3]: "unknown",
    }
    ties = {(row["From"], row["To"], row["Type"], row["Strength"]) for row in sheets["Connections"]}
    ends = [HOSTILE[0], "a, b; c/d 'e'"]
    assert {("plans", 2.5), ("refers", 2.5)} == {tie[2:] for tie in ties if set(tie[:2]) == set(ends)}
    assert len(ties) == 3
    assert {row["Direction"] for row in sheets["Connections"]} == {"undirected"}


def test_gephi_gets_nodes_and_edges(tmp_path):
    tables = tables_in(sm.save(drawn(), tmp_path / "map.gephi.zip"))
    assert list(tables) == ["nodes.csv", "edges.csv"]
    nodes = {row["Id"]: row for row in tables["nodes.csv"]}
    # A spreadsheet program would run what begins with = or @ or -, so these are held back.
    assert set(nodes) == {f"'{HOSTILE[0]}", f"'{HOSTILE[1]}", HOSTILE[2], f"'{HOSTILE[3]}"}
    assert list(nodes[HOSTILE[2]].values()) == [HOSTILE[2], HOSTILE[2], "Police", "Wem"]
    assert {(row["Type"], row["Weight"], row["Kind"]) for row in tables["edges.csv"]} == {
        ("Undirected", "2.5", "plans|refers"),
        ("Undirected", "", ""),
    }
    assert {row[end] for row in tables["edges.csv"] for end in ("Source", "Target")} == set(nodes)


def test_gephi_is_told_which_ties_have_a_direction(arrows, tmp_path):
    edges = tables_in(sm.save(arrows, tmp_path / "map.gephi.zip"))["edges.csv"]
    assert {row["Type"] for row in edges} == {"Directed"}
    assert {(row["Source"], row["Target"]) for row in edges} == set(arrows.graph.edges)


def test_ucinet_gets_a_matrix_for_each_kind(tmp_path):
    text = sm.save(drawn(), tmp_path / "map.dl").read_text(encoding="utf-8")
    assert text.startswith("dl n=4 nm=3 format=fullmatrix\n")
    names, kinds, matrices = matrices_in(text)
    assert sorted(names) == sorted(name.replace('"', "'") for name in HOSTILE)
    assert kinds == ["plans", "refers", "kind not given"]
    first, second, third = (
        {(names[a], names[b], cell) for a, row in enumerate(matrix) for b, cell in enumerate(row) if cell}
        for matrix in matrices
    )
    a, b, c, d = (name.replace('"', "'") for name in HOSTILE)
    assert first == second == {(a, c, 2.5), (c, a, 2.5)}
    assert third == {(b, d, 1.0), (d, b, 1.0)}


def test_ucinet_may_get_one_matrix_for_all(arrows, tmp_path):
    text = sm.save(arrows, tmp_path / "map.dl", by_kind=False).read_text(encoding="utf-8")
    names, _, (matrix,) = matrices_in(text)
    arcs = {(names[a], names[b]) for a, row in enumerate(matrix) for b, cell in enumerate(row) if cell}
    assert arcs == set(arrows.graph.edges)


def test_a_tie_of_several_kinds_is_read_as_one_record_for_each():
    ties = drawn().records.collaborations
    assert list(ties["kind"]) == ["plans", "refers", ""]
    assert list(ties["row"]) == [2, 2, 3]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_gephi_and_kumu_texts_do_not_run(suffix, tmp_path):
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(sm.save(drawn(), tmp_path / "map.kumu.xlsx"))
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    else:
        tables = tables_in(sm.save(drawn(), tmp_path / "map.gephi.zip"))
        cells = [cell for rows in tables.values() for row in rows for cell in row.values()]
        assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_map_without_ties_is_written_too(suffix, tmp_path):
    empty = sm.read_records(
        partners=pd.DataFrame({"name": list("ABC"), "sector": "NHS"}),
        collaborations=pd.DataFrame({"source": [], "target": []}),
    )
    assert sm.save(sm.build_map(empty), tmp_path / f"map{suffix}").stat().st_size


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".xlsx", ".json"])
def test_the_command_writes_every_kind_of_map_file(suffix, tmp_path, riverside_folder):
    path = tmp_path / f"map{suffix}"
    result = CliRunner().invoke(
        commands, ["export", str(riverside_folder), "--wave", "2024", "-o", str(path)]
    )
    assert result.exit_code == 0, result.output
    assert path.stat().st_size


def test_the_command_names_what_fits_where_the_suffix_does_not(tmp_path, riverside_folder):
    result = CliRunner().invoke(
        commands, ["export", str(riverside_folder), "--wave", "2024", "-o", str(tmp_path / "map.pdf")]
    )
    assert result.exit_code == 2 and ".gephi.zip" in result.output


def read_back(path: Path, folder: Path) -> sm.SystemMap:
    """Read an export as records, unpacked where it is a zip file, and build its map."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        packed = sm.read_records(path, sectors="as written")
        plain = sm.read_records(folder / "nodes.csv", folder / "edges.csv", sectors="as written")
        assert packed.collaborations.drop(columns="file").equals(plain.collaborations.drop(columns="file"))
        return sm.build_map(plain)
    return sm.build_map(sm.read_records(path, sectors="as written"))


def ties_by_name(system: sm.SystemMap, *, strengths: bool = True) -> set[tuple[object, ...]]:
    known = system.ties["strength"].fillna(-1) if strengths else pd.Series(0, index=system.ties.index)
    ends = map(frozenset, zip(system.ties["source_name"], system.ties["target_name"], strict=True))
    return set(zip(ends, system.ties["kinds"], known, strict=True))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_export_is_read_back_as_the_same_map(riverside, tmp_path, suffix):
    system = sm.build_map(riverside, "2024")
    again = read_back(sm.save(system, tmp_path / f"map{suffix}"), tmp_path)
    assert set(again.organisations["name"]) == set(system.organisations["name"])
    assert ties_by_name(again) == ties_by_name(system)
    if suffix != ".dl":  # which has no place for sectors
        sectors = system.organisations.set_index("name")["sector"].to_dict()
        assert again.organisations.set_index("name")["sector"].to_dict() == sectors


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".kumu.xlsx"])
def test_an_export_is_read_back_without_a_warning(riverside, tmp_path, suffix):
    path = sm.save(sm.build_map(riverside, "2024"), tmp_path / f"map{suffix}")
    assert list(sm.read_records(path, sectors="as written").problems["message"]) == []


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".kumu.xlsx", ".gephi.zip"])
def test_an_export_keeps_directions(small, tmp_path, suffix):
    system = drawn(list("ABCD"), directed=["y", "n"], source=["C", "B"], target=["A", "D"])
    again = read_back(sm.save(system, tmp_path / f"map{suffix}"), tmp_path)
    (arrow,) = again.ties[again.ties["directed"]].itertuples()
    assert (arrow.source_name, arrow.target_name) == ("C", "A")


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".gephi.zip"])
def test_hostile_names_are_read_back_as_they_were(tmp_path, suffix):
    again = read_back(sm.save(drawn(), tmp_path / f"map{suffix}"), tmp_path)
    assert set(again.organisations["name"]) == set(HOSTILE)
