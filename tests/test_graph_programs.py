"""Files of network programs: Pajek, GML, VNA, UCINET, NodeXL, yEd, graphs in JSON: each by its own rules."""

from __future__ import annotations

import json
import struct
from collections import Counter
from pathlib import Path

import networkx as nx
import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sysmap.errors import RecordsError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records

FORMATS = Path(__file__).parent / "data" / "formats"


def ties(records: Records, *columns: str) -> list[tuple]:
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    frame = records.collaborations.assign(
        source=records.collaborations["source"].map(names), target=records.collaborations["target"].map(names)
    )
    return [tuple(row) for row in frame[["source", "target", *columns]].itertuples(index=False)]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def read(folder: Path, name: str, text: str, **options: object) -> Records:
    return read_records(write(folder, name, text), **options)


def refusal(folder: Path, name: str, text: str) -> str:
    with pytest.raises(RecordsError) as caught:
        read(folder, name, text)
    return str(caught.value)


def said(records: Records) -> str:
    return "\n".join(records.problems["message"])


# -- What networkx writes is read as networkx reads it back --

NAMES = st.lists(
    st.text(st.sampled_from("abcdeé N'1&-"), min_size=1, max_size=8).map(
        lambda text: " ".join(f"O {text}".split())
    ),
    min_size=3,
    max_size=6,
    unique_by=lambda text: text.casefold().replace(" ", ""),
)


@st.composite
def graphs(draw):
    names = draw(NAMES)
    graph = nx.DiGraph() if draw(st.booleans()) else nx.Graph()
    graph.add_nodes_from(names)
    ends = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda pair: pair[0] != pair[1])
    for source, target in draw(st.lists(ends, max_size=8)):
        graph.add_edge(source, target, weight=draw(st.sampled_from([1, 2, 0.5, 3.25])))
    return graph


def as_networkx(graph: nx.Graph) -> tuple[list[str], Counter]:
    found = Counter()
    for source, target, data in graph.edges(data=True):
        ends = (source, target) if graph.is_directed() else tuple(sorted((source, target)))
        found[(*ends, float(data["weight"]), graph.is_directed())] += 1
    return sorted(graph.nodes), found


def as_sysmap(records: Records) -> tuple[list[str], Counter]:
    found = Counter()
    for source, target, strength, directed in ties(records, "strength", "directed"):
        ends = (source, target) if directed else tuple(sorted((source, target)))
        found[(*ends, float(strength), bool(directed))] += 1
    return sorted(records.partners["name"]), found


def written_as(form: str, graph: nx.Graph, path: Path) -> Path:
    if form == ".net":
        # networkx itself does not read back an apostrophe: its writer is right all the same.
        nx.write_pajek(graph, path)
    elif form == ".gml":
        nx.write_gml(graph, path)
    elif form == ".graphml":
        nx.write_graphml(graph, path)
    else:
        content = {
            ".links.json": lambda: nx.node_link_data(graph, edges="links"),
            ".edges.json": lambda: nx.node_link_data(graph, edges="edges"),
            ".adjacency.json": lambda: nx.adjacency_data(graph),
            ".cyjs": lambda: nx.cytoscape_data(graph),
        }[form]()
        path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", [".net", ".gml", ".links.json", ".edges.json", ".adjacency.json", ".cyjs"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graph=graphs())
def test_what_networkx_writes_is_read_as_it_was(tmp_path, form, graph):
    path = written_as(form, graph, tmp_path / f"graph{form}")
    expected = as_networkx(graph)
    assert as_sysmap(read_records(path, sectors="as written")) == expected
    if form == ".net" and not any("'" in name for name in graph):
        again = nx.read_pajek(path)
        assert as_networkx(nx.DiGraph(again) if again.is_directed() else nx.Graph(again)) == expected
    if form == ".gml":
        assert as_networkx(nx.read_gml(path)) == expected


def test_a_graph_with_several_ties_of_a_pair_keeps_them_by_kind(tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_edge("Alder", "Birch", key="funds", weight=2)
    graph.add_edge("Alder", "Birch", key="refers to", weight=1)
    graph.add_edge("Birch", "Cedar", key="funds", weight=1)
    path = tmp_path / "x.json"
    path.write_text(json.dumps(nx.node_link_data(graph, edges="edges")), encoding="utf-8")
    assert sorted(ties(read_records(path), "kind", "strength", "directed")) == [
        ("Alder", "Birch", "funds", 2.0, True),
        ("Alder", "Birch", "refers to", 1.0, True),
        ("Birch", "Cedar", "funds", 1.0, True),
    ]


def test_numbers_as_nodes_go_by_their_names(tmp_path):
    graph = nx.Graph()
    graph.add_nodes_from([(0, {"name": "Alder"}), (1, {"name": "Birch"}), (2, {"name": "Cedar"})])
    graph.add_edge(0, 2, weight=4)
    for form in (".links.json", ".cyjs"):
        records = read_records(written_as(form, graph, tmp_path / f"x{form}"))
        # cytoscape_data calls a node by its id where it is not told otherwise.
        assert list(records.partners["name"]) == ["Alder", "Birch", "Cedar"]
        assert ties(records, "strength") == [("Alder", "Cedar", 4.0)]
        assert list(records.partners["id"]) == ["Alder", "Birch", "Cedar"]


# -- Files made by the programs' own rules --

COUNCIL, TRUST, MIND, POLICE = "Northgate Council", "Eastway NHS Trust", "Millbrook Mind", "Westfield Police"
# File: layout, what a tie is told by, and the ties.
FILES: dict[str, tuple[str, tuple[str, ...], list[tuple]]] = {
    "relations.net": (
        "pajek",
        ("kind", "strength", "directed"),
        [
            (COUNCIL, TRUST, "refers to", 3.0, True),
            (TRUST, POLICE, "refers to", 2.0, True),
            (COUNCIL, MIND, "shares information with", 1.0, False),
            (MIND, POLICE, "shares information with", 1.0, False),
            (MIND, COUNCIL, "refers to", 1.0, True),
            (MIND, TRUST, "refers to", 1.0, True),
        ],
    ),
    "matrix.net": (
        "pajek",
        ("strength", "directed"),
        [("Alder", "Birch", 2.0, True), ("Birch", "Cedar Trust", 1.5, True)],
    ),
    "project.paj": (
        "pajek",
        ("kind", "strength", "directed"),
        [("Alder", "Birch", "Meets", 1.0, False), ("Cedar", "Alder", "Funds", 5.0, True)],
    ),
    "nested.gml": (
        "gml",
        ("kind", "strength", "directed"),
        [
            (COUNCIL, "Müllbrook & Mind", "refers to", 3.0, True),
            ("Müllbrook & Mind", TRUST, "funds", 1.0, True),
        ],
    ),
    "gephi.gml": ("gml", ("strength", "directed"), [("Alder", "Birch", 2.0, False)]),
    "netdraw.vna": (
        "vna",
        ("kind", "strength"),
        [
            (COUNCIL, TRUST, "refers to", 3.0),
            (COUNCIL, TRUST, "meets", 1.0),
            (TRUST, "Millbrook", "meets", 1.0),
        ],
    ),
    "yed_groups.graphml": (
        "yed",
        ("kind", "strength", "directed"),
        [
            (TRUST, "Midshire NHS Trust", "", 2.0, False),
            (COUNCIL, TRUST, "refers to", None, True),
            (POLICE, COUNCIL, "refers to", 4.0, True),
            (POLICE, "Midshire NHS Trust", "", None, False),
        ],
    ),
    "desktop.cyjs": ("graph_json", ("kind", "strength"), [(COUNCIL, TRUST, "refers to", 3.0)]),
    "d3_places.json": ("graph_json", ("strength",), [("Alder", "Birch", 5.0), ("Cedar", "Alder", 1.0)]),
    "graphology.json": (
        "graph_json",
        ("strength", "directed"),
        [("Alder", "Birch", 2.0, True), ("Birch", "Cedar", 1.0, False)],
    ),
    "elements.json": ("graph_json", ("kind",), [("Alder", "Birch", "funds")]),
    "json_graph.json": (
        "graph_json",
        ("kind", "strength", "directed"),
        [("Alder", "Birch", "refers to", 2.0, True)],
    ),
    "visjs.json": (
        "graph_json",
        ("directed",),
        [("Alder", "Birch", True), ("Cedar", "Birch", True), ("Alder", "Cedar", False)],
    ),
}


def plain(rows: list[tuple]) -> list[tuple]:
    return [tuple(None if cell != cell or cell is pd.NA else cell for cell in row) for row in rows]


@pytest.mark.parametrize("name", FILES)
def test_a_file_made_by_the_rules_of_a_program_is_read_right(name):
    layout, columns, wanted = FILES[name]
    records = read_records(FORMATS / name, sectors="as written")
    assert records.summary["layout"] == layout
    found = plain(ties(records, *columns))
    kind = columns.index("kind") + 2 if "kind" in columns else None
    found = [
        tuple("" if place == kind and cell is None else cell for place, cell in enumerate(row))
        for row in found
    ]
    assert sorted(found, key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize("name", FILES)
def test_reading_a_file_leaves_no_cell_without_account(name):
    cells = read_records(FORMATS / name, sectors="as written").summary["cells"]
    assert cells["in"] == cells["used"] + sum(cells["set_aside"].values()) + sum(cells["not_read"].values())


def test_a_pajek_network_of_two_modes_holds_memberships():
    records = read_records(FORMATS / "two_mode.net")
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    found = [(names[row.organisation], row.forum) for row in records.memberships.itertuples()]
    assert sorted(found) == [
        (TRUST, "Health and wellbeing board"),
        (MIND, "Safeguarding board"),
        (COUNCIL, "Health and wellbeing board"),
        (COUNCIL, "Safeguarding board"),
    ]
    assert sorted(names.values()) == sorted([COUNCIL, TRUST, MIND])


def test_what_pajek_has_beside_ties_is_said():
    assert "times of vertices and ties, as in [1-3], not read: 2 lines have them" in said(
        read_records(FORMATS / "relations.net")
    )
    records = read_records(FORMATS / "project.paj", sectors="as written")
    assert "2 networks in this file: each is a kind of tie" in said(records)
    assert "the partition Size not read: its classes (2) are numbers without names" in said(records)
    assert "1 *Vector not read" in said(records)
    assert list(records.partners["sector"]) == ["Police", "Council", "Police"]


def test_sectors_of_nodes_are_read_where_a_program_has_them():
    for name in ("nested.gml", "netdraw.vna", "desktop.cyjs", "yed_groups.graphml", "json_graph.json"):
        records = read_records(FORMATS / name, sectors="as written")
        assert set(records.partners["sector_source"]) == {"given"}, name


def test_a_program_without_sectors_leaves_them_unknown():
    assert list(read_records(FORMATS / "matrix.net").partners["sector"].isna()) == [True, True, False]


def test_groups_of_a_drawing_are_a_column_of_those_in_them():
    records = read_records(FORMATS / "yed_groups.graphml")
    groups = dict(zip(records.partners["name"], records.partners["group"].fillna(""), strict=True))
    assert groups == {TRUST: "Health", "Midshire NHS Trust": "Health", COUNCIL: "", POLICE: ""}
    assert "1 group of the drawing without ties: no organisation" in said(records)


def test_a_list_of_partners_beside_a_graph_gives_ids_and_sectors(tmp_path):
    partners = write(
        tmp_path,
        "partners.csv",
        "id,name,sector\nP1,Alder,Police\nP2,birch,Council\nP3,Cedar Trust,Council\n",
    )
    records = read_records(FORMATS / "matrix.net", partners, sectors="as written")
    assert records.collaborations[["source", "target"]].to_numpy().tolist() == [["P1", "P2"], ["P2", "P3"]]
    assert list(records.partners["sector"]) == ["Police", "Council", "Council"]


def test_organisations_of_two_years_are_known_by_their_names(tmp_path):
    first = write(tmp_path, "a.net", '*Vertices 2\n1 "Alder"\n2 "Birch"\n*Edges\n1 2\n')
    second = write(tmp_path, "b.net", '*Vertices 3\n1 "Birch"\n2 "Cedar"\n3 "Alder"\n*Edges\n1 3\n')
    records = read_records({"2022": first, "2024": second})
    assert sorted(records.partners["id"]) == ["Alder", "Birch", "Cedar"]
    assert [(row.source, row.target) for row in records.collaborations.itertuples()] == [
        ("Alder", "Birch"),
        ("Birch", "Alder"),
    ]


PAJEK = '*Vertices 3\n1 "Alder"\n2 "Birch"\n3 "Cedar"\n'
GML = 'graph [ node [ id 1 label "A" ] node [ id 2 label "B" ] edge [ source 1 target 2 ] ]'
REFUSED = {
    "nothing.net": ("\n\n", "the file is empty"),
    "no vertices.net": ("*Arcs\n1 2\n", "row 1: *arcs stands before *Vertices"),
    "no star.net": ("Alder Birch\n", "this line stands before *Vertices"),
    "huge.net": ("*Vertices 1000000000\n*Edges\n1 2\n", "*Vertices says 1,000,000,000, but only 0 lines"),
    "huge two modes.net": (
        "*Vertices 9 1000000000\n",
        "1,000,000,000 vertices of the first kind, but 9 in all",
    ),
    "far.net": (f"{PAJEK}*Edges\n1 4\n", "row 6: 4: is no number of a vertex from 1 to 3"),
    "nought.net": (f"{PAJEK}*Edges\n0 1\n", "row 6: 0: is no number of a vertex from 1 to 3"),
    "minus.net": (f"{PAJEK}*Arcslist\n1 -2\n", "row 6: -2: is no number of a vertex"),
    "twice.net": ('*Vertices 2\n1 "A"\n1 "B"\n', "row 3: 1: this vertex stands twice"),
    "one label.net": ('*Vertices 2\n1 "A"\n2 "A"\n', "row 3: A: two vertices have this label"),
    "open quote.net": (
        '*Vertices 2\n1 "A\n2 "B"\n',
        'row 2: 1 "A: a quotation mark in this line is not closed',
    ),
    "half tie.net": (f"{PAJEK}*Edges\n1 2\n2\n", "row 7: 2: a line of ties has two vertices"),
    "short matrix.net": (f"{PAJEK}*Matrix\n0 1 0\n0 0 0\n", "a matrix of 2 rows, but 3 are needed"),
    "narrow matrix.net": (f"{PAJEK}*Matrix\n0 1\n", "row 1 of the matrix has 2 values"),
    "words in matrix.net": (f"{PAJEK}*Matrix\n0 x 0\n", "x: is no number"),
    "events.net": (f"{PAJEK}*Events\nTI 1\n", "a network written as events (*Events) is not read"),
    "unknown.net": (f"{PAJEK}*Nonsense\n1\n", "*nonsense: this section is not known"),
    "inside.net": ("*Vertices 3 2\n*Edges\n1 2\n", "1 2: a tie within one of the two kinds of vertices"),
    "partition.paj": (
        f"{PAJEK}*Edges\n1 2\n*Partition x\n*Vertices 3\n1\n2\n",
        "the partition x has 2 classes for 3",
    ),
    "zero.net": (f"{PAJEK}*Edges\n1 2 0\n", "does 0 mean no tie?"),
    "cut.gml": (GML[:-12], "the file ends before its lists are closed"),
    "closed twice.gml": (GML + "]", "a ] too many"),
    "no graph.gml": ("Creator 1", "no graph [ ... ] in this file"),
    "undeclared.gml": (
        GML.replace("target 2", "target 7"),
        "7: an edge to a node that the file does not declare",
    ),
    "no target.gml": (GML.replace("target 2", ""), "an edge without a target"),
    "twice.gml": (GML.replace("id 2", "id 1"), "1: this node stands twice, first in line 1"),
    "same labels.gml": (GML.replace('"B"', '"A"'), "2 nodes are called so: give each its own label"),
    "deep.gml": ("graph [ " * 101 + "]" * 101, "lists lie more than 100 deep in one another"),
    "very deep.gml": ("graph [ " * 300_000, "lists lie more than 100 deep in one another"),
    "open quote.gml": (GML.replace('"B"', '"B'), "a quotation mark in this line is not closed"),
    "many.gml": ("a 1 " * 1_500_000, "more than 2,000,000 words"),
    "no ties.vna": ("*Node data\nID sector\nA NHS\n", "no *Tie data in this file"),
    "names of words.vna": ("*Tie data\nfrom to\nNorthgate Council Mind\n", "row 3: 3 values under 2 headers"),
    "twice.vna": ("*Node data\nID\nA\nA\n*Tie data\nfrom to\nA A\n", "row 4: A: this node stands twice"),
    "stranger.vna": (
        "*Node data\nID\nA\n*Tie data\nfrom to\nA B\n",
        "row 6: B: a tie of a node that *Node data",
    ),
    "section.vna": ("*Nodes\nA\n", "this section is not known"),
    "far.json": (
        '{"nodes": [{"name": "A"}, {"name": "B"}], "links": [{"source": 0, "target": 2}]}',
        "2: an edge to a",
    ),
    "twice.json": (
        '{"nodes": [{"id": 1}, {"id": 1}], "links": []}',
        "1: two nodes have this id, numbers 1 and 2",
    ),
    "nameless.json": ('{"nodes": [{"x": 1}], "links": []}', "a node without an id and a name"),
    "no nodes.json": ('{"nodes": [], "links": []}', "no node in this file"),
    "ends.json": ('{"nodes": [{"id": "a"}], "links": [{"source": "a"}]}', "an edge without a source"),
    "cut.json": ('{"nodes": [{"id": "a"}, {"id', "not JSON as it should be"),
    "cut.cyjs": ('{"elements": {"nodes": [', "not JSON as it should be"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_right_is_refused_with_its_place(tmp_path, name):
    text, words = REFUSED[name]
    assert words in refusal(tmp_path, name, text)


# -- UCINET datasets --


def dataset(
    folder: Path,
    matrices: list[list[list[float]]],
    rows: list[str],
    columns: list[str] | None = None,
    levels: list[str] | None = None,
    *,
    version: bytes = b"V6404",
    number: int = 7,
    title: str = "",
) -> Path:
    """Write a pair as UCINET lays it out: columns come before rows, numbers row by row."""
    size, encoding = {b"V6404": ("<i", "utf-16-le"), b"DATE:": ("<h", "cp1252")}[version]
    columns = rows if columns is None else columns
    labels = [columns, rows, *([levels] if levels is not None else [])]
    head = (
        b"\x05"
        + version
        + struct.pack("<5h", 24, 7, 26, 1, 3)
        + bytes([number])
        + struct.pack("<h", len(labels))
    )
    sizes = [len(matrices[0][0]), len(matrices[0]), *([len(matrices)] if levels is not None else [])]
    head += b"".join(struct.pack(size, each) for each in sizes)
    head += bytes([len(title)]) + title.encode() + bytes([bool(side) for side in labels])
    for side in labels:
        for label in side:
            text = label.encode(encoding)
            head += struct.pack("<h", len(text)) + text
    kind = {1: "u1", 5: "<i2", 6: "<i4", 7: "<f4", 9: "<f8"}[number]
    (folder / "set.##h").write_bytes(head)
    (folder / "set.##d").write_bytes(np.asarray(matrices, dtype=kind).tobytes())
    return folder / "set.##h"


ORGANISATIONS = ["Northgate Council", "Émile Trust", "Mind"]
MATRIX = [[0, 2, 0], [0, 0, 0.1], [0, 0, 9]]


@pytest.mark.parametrize(("version", "number"), [(b"V6404", 7), (b"V6404", 9), (b"DATE:", 7)])
def test_a_ucinet_dataset_is_read_by_either_of_its_files(tmp_path, version, number):
    path = dataset(tmp_path, [MATRIX], ORGANISATIONS, version=version, number=number, title="Meets")
    for source in (path, path.with_suffix(".##d")):
        records = read_records(source)
        assert ties(records, "strength") == [
            (ORGANISATIONS[0], ORGANISATIONS[1], 2.0),
            (ORGANISATIONS[1], ORGANISATIONS[2], 0.1),
        ]
        assert "1 value on the diagonal: set aside" in said(records)
    both = read_records(path, path.with_suffix(".##d"))
    assert len(both.collaborations) == 2
    assert "given twice: read once" in said(both)


def test_each_matrix_of_a_dataset_is_a_kind(tmp_path):
    path = dataset(tmp_path, [[[0, 1], [0, 0]], [[0, 0], [3, 0]]], ["A", "B"], levels=["plans", "funds"])
    assert ties(read_records(path), "kind", "strength") == [
        ("A", "B", "plans", 1.0),
        ("B", "A", "funds", 3.0),
    ]


def test_a_dataset_of_two_modes_holds_memberships(tmp_path):
    path = dataset(tmp_path, [[[1, 0, 1], [0, 1, 0]]], ["A", "B"], ["board", "hub", "alliance"], number=1)
    found = read_records(path).memberships[["organisation", "forum"]].to_numpy().tolist()
    assert found == [["A", "board"], ["A", "alliance"], ["B", "hub"]]


def test_what_is_not_known_in_a_dataset_is_no_tie(tmp_path):
    records = read_records(dataset(tmp_path, [[[0, 1e38], [1, 0]]], ["A", "B"]))
    assert ties(records) == [("B", "A")]
    assert "1 value not known: no tie" in said(records)


def test_a_dataset_without_labels_counts_its_rows(tmp_path):
    path = dataset(tmp_path, [MATRIX], [], [])
    assert list(read_records(path).partners["name"]) == ["1", "2", "3"]


def broken(tmp_path, change) -> str:
    path = dataset(tmp_path, [MATRIX], ORGANISATIONS)
    change(path, path.with_suffix(".##d"))
    with pytest.raises(RecordsError) as caught:
        read_records(path)
    return str(caught.value)


def rewrite(at: int, piece: bytes):
    return lambda head, _data: head.write_bytes(
        head.read_bytes()[:at] + piece + head.read_bytes()[at + len(piece) :]
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _head, data: data.unlink(), "half of a UCINET dataset: put set.##d beside it"),
        (lambda head, _data: head.write_bytes(head.read_bytes()[:30]), "the header ends too early"),
        (
            lambda _head, data: data.write_bytes(data.read_bytes()[:-4]),
            "the numbers take 32 bytes, but the header",
        ),
        (rewrite(1, b"V7777"), "of a version that is not read"),
        (rewrite(16, bytes([14])), "whose numbers are of a kind that is not read"),
        (rewrite(19, struct.pack("<i", 1_000_000_000)), "a UCINET dataset of 1,000,000,000 x 3"),
        (rewrite(17, struct.pack("<h", 9)), "of 9 dimensions"),
    ],
)
def test_a_dataset_that_cannot_be_read_says_why(tmp_path, change, words):
    said = broken(tmp_path, change)
    assert words in said
    assert "1 fault" in said


# -- NodeXL --


def nodexl(path: Path, *, groups: bool = True, directed: str | None = "Directed") -> Path:
    book = openpyxl.Workbook()
    edges, vertices = book.active, book.create_sheet("Vertices")
    edges.title = "Edges"
    if groups:
        edges.append([None, None, "Visual Properties", None, "Labels", "Other Columns"])
        vertices.append([None, "Visual Properties", None, "Labels", None, "Graph Metrics", "Other Columns"])
    edges.append(
        ["Vertex 1", "Vertex 2", "Color", "Width", "Label", "Add Your Own Columns Here", "Edge Weight"]
    )
    edges.append([COUNCIL, TRUST, "Red", 2, "refers to", None, 3])
    edges.append([TRUST, MIND, None, None, "funds", None, 1])
    vertices.append(
        ["Vertex", "Color", "Shape", "Label", "X", "Degree", "Add Your Own Columns Here", "Sector"]
    )
    vertices.append([COUNCIL, "Red", "Disk", COUNCIL, 12.5, 1, None, "Local authority"])
    vertices.append([TRUST, "Blue", "Disk", TRUST, 3.5, 2, None, "NHS provider"])
    vertices.append([MIND, "Blue", "Disk", MIND, 9.5, 1, None, "Voluntary"])
    vertices.append([POLICE, "Blue", "Disk", POLICE, 1.5, 0, None, "Police"])
    if directed:
        settings = book.create_sheet("Misc")
        settings.append(["Per-Workbook Setting", "Value"])
        settings.append(["Graph Directedness", directed])
        settings.append(["Template Version", 51])
        settings.sheet_state = "hidden"
    book.save(path)
    return path


@pytest.mark.parametrize("groups", [True, False])
@pytest.mark.parametrize("directed", ["Directed", "Undirected"])
def test_a_nodexl_workbook_is_read_under_its_second_row(tmp_path, groups, directed):
    records = read_records(nodexl(tmp_path / "x.xlsx", groups=groups, directed=directed))
    assert records.summary["layout"] == "nodexl"
    assert ties(records, "kind", "strength", "directed") == [
        (COUNCIL, TRUST, "refers to", 3.0, directed == "Directed"),
        (TRUST, MIND, "funds", 1.0, directed == "Directed"),
    ]
    assert list(records.partners["name"]) == [COUNCIL, TRUST, MIND, POLICE]
    assert set(records.partners["sector_source"]) == {"given"}


def test_a_nodexl_workbook_that_says_no_direction_is_told_so(tmp_path):
    records = read_records(nodexl(tmp_path / "x.xlsx", directed=None))
    assert "the workbook does not say whether its graph is directed" in said(records)
