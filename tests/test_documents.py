"""Graph files, JSON and UCINET files: what is read of them, and what is refused in words."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

import sysmap as sm
from sysmap.errors import RecordsError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records

GRAPHML = "http://graphml.graphdrawing.org/xmlns"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


def faults(*sources: object, **options: object) -> str:
    with pytest.raises(RecordsError) as caught:
        read_records(*sources, **options)
    return str(caught.value)


def ties(records: Records, *columns: str) -> list[list]:
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    return [
        [names[tie["source"]], names[tie["target"]], *(tie[column] for column in columns)]
        for tie in records.collaborations.to_dict("records")
    ]


# -- GraphML --


def graphml(body: str, *, edgedefault: str = "undirected", root: str = f'<graphml xmlns="{GRAPHML}">') -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{root}'
        '<key id="n" for="node" attr.name="name" attr.type="string"/>'
        '<key id="s" for="node" attr.name="sector" attr.type="string"><default>Police</default></key>'
        '<key id="w" for="edge" attr.name="weight" attr.type="double"/>'
        '<key id="k" for="edge" attr.name="type" attr.type="string"/>'
        f'<graph edgedefault="{edgedefault}">{body}</graph></graphml>'
    )


BIRCH = '<node id="b"/>'
THREE = (
    f'<node id="a"><data key="n">Alder</data></node>{BIRCH}<node id="c"><data key="s">Council</data></node>'
)


def test_a_node_goes_by_its_name_else_its_id_and_defaults_hold(tmp_path):
    records = read_records(write(tmp_path, "x.graphml", graphml(THREE)), sectors="as written")
    assert list(records.partners["name"]) == ["Alder", "b", "c"]
    assert list(records.partners["id"]) == ["a", "b", "c"]
    assert list(records.partners["sector"]) == ["Police", "Police", "Council"]


def test_an_edge_may_have_its_own_direction(tmp_path):
    edges = '<edge source="a" target="b"/><edge source="b" target="c" directed="false"/>'
    records = read_records(write(tmp_path, "x.graphml", graphml(THREE + edges, edgedefault="directed")))
    assert ties(records, "directed") == [["Alder", "b", True], ["b", "c", False]]


def test_an_edge_of_several_kinds_is_a_tie_of_each(tmp_path):
    edge = '<edge source="a" target="b"><data key="k">funds|plans</data><data key="w">2</data></edge>'
    records = read_records(write(tmp_path, "x.graphml", graphml(THREE + edge)))
    assert ties(records, "kind", "strength") == [["Alder", "b", "funds", 2.0], ["Alder", "b", "plans", 2.0]]


def test_an_edge_to_a_node_that_is_not_declared_is_one_fault(tmp_path):
    message = faults(write(tmp_path, "x.graphml", graphml(THREE + '<edge source="a" target="z"/>')))
    assert message.startswith("1 fault")
    assert "z: an edge to a node that the file does not declare" in message


def test_a_missing_namespace_is_said(tmp_path):
    path = write(tmp_path, "x.graphml", graphml(THREE, root="<graphml>"))
    assert "the namespace of GraphML is missing" in faults(path)


def test_another_root_element_is_said(tmp_path):
    path = write(tmp_path, "x.graphml", '<gexf xmlns="http://www.gexf.net/1.2draft"/>')
    assert "the root element is gexf, not graphml" in faults(path)


def test_a_cut_off_file_is_said_with_its_line(tmp_path):
    path = write(tmp_path, "x.graphml", graphml(THREE)[:-30])
    assert "the file is damaged or incomplete" in faults(path)


def test_a_graph_without_nodes_is_said(tmp_path):
    assert "no node in this graph" in faults(write(tmp_path, "x.graphml", graphml("")))


def test_an_unknown_encoding_is_said(tmp_path):
    path = write(tmp_path, "x.graphml", graphml(THREE).replace("UTF-8", "UTF-99"))
    assert "its encoding is unknown or damaged" in faults(path) or "damaged" in faults(path)


def test_a_missing_sector_names_the_attributes_there_are(tmp_path):
    text = f'<graphml xmlns="{GRAPHML}"><graph><node id="a"/><node id="b"/></graph></graphml>'
    assert "no column sector; there are: id" in faults(write(tmp_path, "x.graphml", text))


def test_a_list_of_hyperedges_is_not_read_and_said(tmp_path):
    records = read_records(write(tmp_path, "x.graphml", graphml(THREE + "<hyperedge/>")))
    assert "1 hyperedge not read: a tie has two ends" in set(records.problems["message"])


def test_what_networkx_writes_is_read_back(tmp_path, small):
    graph = nx.Graph()
    graph.add_node("a", name="Alder", sector="Police")
    graph.add_node("b", name="Birch", sector="Council")
    graph.add_node("c", name="Cedar", sector="Council")
    graph.add_edge("a", "b", kind="plans", weight=2.5)
    nx.write_graphml(graph, tmp_path / "x.graphml")
    nx.write_gexf(graph, tmp_path / "x.gexf")
    for name in ("x.graphml", "x.gexf"):
        records = read_records(tmp_path / name)
        assert ties(records, "kind", "strength") == [["Alder", "Birch", "plans", 2.5]]
        assert list(records.partners["name"]) == ["Alder", "Birch", "Cedar"]


def test_a_map_saved_as_graphml_is_read_back_as_the_same_map(tmp_path, before):
    again = sm.build_map(read_records(sm.save(before, tmp_path / "x.graphml"), sectors="as written"))
    assert set(again.graph.edges) == set(before.graph.edges)
    assert [again.graph.nodes[node]["sector"] for node in again.graph] == [
        before.graph.nodes[node]["sector"] for node in before.graph
    ]


# -- GEXF --


def gexf(nodes: str, edges: str, kind: str = "undirected") -> str:
    return (
        '<?xml version="1.0"?><gexf xmlns="http://gexf.net/1.3" version="1.3">'
        f'<graph defaultedgetype="{kind}"><attributes class="node">'
        '<attribute id="0" title="sector" type="string"><default>Council</default></attribute></attributes>'
        f"<nodes>{nodes}</nodes><edges>{edges}</edges></graph></gexf>"
    )


NODES = '<node id="a" label="Alder"/><node id="b" label="Birch"/><node id="c"/>'


def test_a_label_names_a_node_and_without_one_its_id(tmp_path):
    assert list(read_records(write(tmp_path, "x.gexf", gexf(NODES, ""))).partners["name"]) == [
        "Alder", "Birch", "c"
    ]  # fmt: skip


def test_the_type_of_an_edge_is_its_direction_and_its_kind_is_its_kind(tmp_path):
    edges = (
        '<edge source="a" target="b" type="directed" kind="funds" weight="2"/><edge source="b" target="c"/>'
    )
    records = read_records(write(tmp_path, "x.gexf", gexf(NODES, edges)))
    assert ties(records, "directed", "kind") == [["Alder", "Birch", True, "funds"], ["Birch", "c", False, ""]]


def test_a_weight_that_is_no_number_names_the_edge(tmp_path):
    edges = '<edge source="a" target="b" weight="heavy"/>'
    assert "heavy: edge a – b" in faults(write(tmp_path, "x.gexf", gexf(NODES, edges)))


# -- JSON --


def test_fields_may_sit_in_attributes_and_ends_may_be_ids(tmp_path):
    text = (
        '{"elements": [{"_id": "e1", "attributes": {"label": "Alder", "element type": "Police"}},'
        '{"_id": "e2", "attributes": {"label": "Birch", "element type": "Council", "tags": ["x", "y"]}}],'
        '"connections": [{"from": "e1", "to": "Birch", "direction": "directed",'
        '"attributes": {"connection type": "funds", "strength": 2}}], "maps": [{"name": "m"}]}'
    )
    records = read_records(write(tmp_path, "x.json", text))
    assert ties(records, "kind", "directed", "strength") == [["Alder", "Birch", "funds", True, 2.0]]
    assert list(records.partners["tags"]) == ["", "x|y"]
    assert records.problems["message"].str.contains("one sector").sum() == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("{", "not JSON as it should be"),
        ("[1, 2]", "no list of objects"),
        ("7", "no list of objects"),
        ("[" * 100_000, "not JSON"),
        ("9" * 5000, "not JSON that can be read"),
    ],
)
def test_json_that_is_none_is_said(tmp_path, text, said):
    assert said in faults(write(tmp_path, "x.json", text))


def test_plain_fields_and_attributes_may_stand_in_one_blueprint(tmp_path):
    text = """{"elements": [
        {"label": "A", "type": "Police"},
        {"attributes": {"Label": "B", "Element Type": "Council"}},
        {"attributes": {"label": "C", "element type": "VCSE"}}],
      "connections": [
        {"from": "A", "to": "B", "type": "refers to"},
        {"attributes": {"From": "B", "To": "C", "connection type": "funds"}}]}"""
    records = read_records(write(tmp_path, "map.json", text))
    assert list(records.partners["sector_key"]) == ["police_justice", "local_authority", "vcse"]
    assert ties(records, "kind") == [["A", "B", "refers to"], ["B", "C", "funds"]]


def test_a_record_set_in_json_is_a_record_set(tmp_path):
    text = (
        '{"partners": [{"name": "A", "sector": "Police"}, {"name": "B", "sector": "Council"},'
        '{"name": "C", "sector": "Council"}], "collaborations": [{"source": "A", "target": "B"}]}'
    )
    assert len(read_records(write(tmp_path, "x.json", text)).collaborations) == 1


# -- UCINET DL --


def dl(tmp_path: Path, text: str) -> Records:
    return read_records(write(tmp_path, "x.dl", text))


@pytest.mark.parametrize(
    "text",
    [
        "dl n=3\nlabels:\na,b,c\ndata:\n0 1 0\n0 0 2\n0 0 0",
        "DL N = 3, FORMAT = FULLMATRIX\nLABELS:\na b\nc\nDATA:\n0,1,0\n0,0,2\n0,0,0",
        'dl nr=3 nc=3 n=3 format=fm\nlabels embedded\ndata:\n a b "c"\na 0 1 0\nb 0 0 2\nc 0 0 0'.replace(
            "nr=3 nc=3 ", ""
        ),
        "dl n=3 format=edgelist1\nlabels:\na\nb\nc\ndata:\n1 2\n2 3 2",
        "dl n=3 format=edgelist1\nlabels embedded:\ndata:\na b 1\nb c 2",
        "dl\nn=3\ndiagonal = absent\nlabels:\na b c\ndata:\n1 0\n0 2\n0 0",
        "dl n=3 format=edgelist1 labels: a b c data: a b\nb c 2",
        "dl n 3 format fullmatrix\nlabels:\na b c\ndata:\n0 1 0\n0 0 2\n0 0 0",
        'dl n=3 title="Meets" format=edgearray1\nlabels:\na b c\ndata:\n1 2 1\n2 3 2',
        "dl n=3 format=edgelist\nlabels:\na b c\ndata:\n1 2 1\n2 3 2",
    ],
)
def test_a_network_reads_the_same_in_every_spelling(tmp_path, text):
    assert ties(dl(tmp_path, text), "strength") == [["a", "b", 1.0], ["b", "c", 2.0]]


@pytest.mark.parametrize(
    "text",
    [
        "dl n=3\nlabels:\na b c\ndata:\n9 1 0\n1 9 2\n0 2 9",
        "dl n=3 format=lowerhalf\nlabels:\na b c\ndata:\n9\n1 9\n0 2 9",
        "dl n=3 format=upperhalf\nlabels:\na b c\ndata:\n9 1 0\n9 2\n9",
        "dl n=3 format=lowerhalf diagonal=absent\nlabels:\na b c\ndata:\n1\n0 2",
        "dl n=3 format = uh diagonal absent\nlabels:\na b c\ndata:\n1 0\n2",
    ],
)
def test_half_a_matrix_is_read_as_the_whole(tmp_path, text):
    wanted = [["a", "b", 1.0], ["b", "a", 1.0], ["b", "c", 2.0], ["c", "b", 2.0]]
    assert sorted(ties(dl(tmp_path, text), "strength")) == wanted


def test_counted_lists_of_nodes_have_a_line_for_each_row(tmp_path):
    records = dl(tmp_path, "dl n=3 format=nodelist1b\nlabels:\na b c\ndata:\n2 2 3\n0\n1 1")
    assert ties(records, "strength") == [["a", "b", 1.0], ["a", "c", 1.0], ["c", "a", 1.0]]


def test_an_edge_array_has_a_value_for_each_matrix(tmp_path):
    text = "dl n=2 nm=2 format=edgearray1\nlabels:\na b\nmatrix labels:\nplans funds\ndata:\n1 2 1 0\n2 1 0 3"
    assert ties(dl(tmp_path, text), "kind", "strength") == [
        ["a", "b", "plans", 1.0],
        ["b", "a", "funds", 3.0],
    ]


def test_half_matrices_may_be_several(tmp_path):
    text = (
        "dl n=2 nm=2 format=lowerhalf diagonal=absent\nlabels:\na b\nmatrix labels:\nplans funds\ndata:\n1\n3"
    )
    assert sorted(ties(dl(tmp_path, text), "kind", "strength")) == [
        ["a", "b", "funds", 3.0],
        ["a", "b", "plans", 1.0],
        ["b", "a", "funds", 3.0],
        ["b", "a", "plans", 1.0],
    ]


def test_a_list_of_nodes_gives_ties_of_strength_1(tmp_path):
    records = dl(tmp_path, 'dl n=3 format=nodelist1\nlabels:\n"a b",c,d\ndata:\n1 2 3\n3 1')
    assert ties(records, "strength") == [["a b", "c", 1.0], ["a b", "d", 1.0], ["d", "a b", 1.0]]


def test_each_of_several_matrices_is_a_kind(tmp_path):
    text = "dl n=2 nm=2\nlabels:\na b\nmatrix labels:\nplans funds\ndata:\n0 1\n0 0\n\n0 0\n3 0"
    assert ties(dl(tmp_path, text), "kind", "strength") == [
        ["a", "b", "plans", 1.0],
        ["b", "a", "funds", 3.0],
    ]


def test_a_two_mode_matrix_holds_memberships(tmp_path):
    text = "dl nr=2 nc=3\nrow labels:\na b\ncolumn labels:\nboard,hub,alliance\ndata:\n1 0 1\n0 1 0"
    records = dl(tmp_path, text)
    assert records.memberships[["organisation", "forum"]].to_numpy().tolist() == [
        ["a", "board"], ["a", "alliance"], ["b", "hub"]
    ]  # fmt: skip
    assert list(records.partners["name"]) == ["a", "b"]


def test_the_diagonal_is_set_aside_and_counted(tmp_path):
    records = dl(tmp_path, "dl n=2\nlabels:\na b\ndata:\n5 1\n0 5")
    assert records.summary["set_aside"] == {"on the diagonal": 2}


def test_an_organisation_without_ties_is_there(tmp_path):
    records = dl(tmp_path, "dl n=3 format=edgelist1\nlabels:\na b c\ndata:\n1 2")
    assert list(records.partners["name"]) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dl n=2", "no line 'data:'"),
        ("dl n=2\nlabels:\na b c\ndata:\n0 1\n0 0", "n=2, but there are 3 labels"),
        ("dl n=2\nlabels:\na a\ndata:\n0 1\n0 0", "a: this label stands twice"),
        ("dl n=2\nlabels:\na b\ndata:\n0 1\n0", "3 words in the data, but 4 are needed"),
        ("dl n=2 format=blockmatrix\nlabels:\na b\ndata:\n1", "row 1: blockmatrix: this format is not read"),
        ("dl n=2 format=upperhalf\nlabels:\na b\ndata:\n1", "1 words in the data, but 3 are needed"),
        ("dl n=3 format=nodelist1b\nlabels:\na b c\ndata:\n1 2\n0", "a line for each row, without labels: 3"),
        (
            "dl n=2 format=nodelist1b\nlabels:\na b\ndata:\n2 2\n0",
            "row 5: 2: the line says how many follow, but 1",
        ),
        (
            "dl n=2 nm=2 format=edgearray1\nlabels:\na b\ndata:\n1 2 3",
            "row 5: a line of an edge array has two ends",
        ),
        ("dl n=2 datafile=other.dat\n", "datafile: the data or labels are in another file"),
        ("dl n=2 data file = other.dat\ndata:\n", "the data or labels are in another file"),
        ("dl n=x\nlabels:\na b\ndata:\n1", "x: n= is a number"),
        ("dl n=2\nlabels:\na b\ndata:\n0 -1\n0 0", "row 5: -1: a – b: a strength is a number above 0"),
        ("dl n=2\nlabels:\na b\ndata:\n0 many\n0 0", "many: a – b"),
        ("dl n=2 format=edgelist1\nlabels:\na b\ndata:\n1 7", "row 5: 7: is neither a label nor a number"),
        ("dl n=2 format=edgelist1\nlabels:\na b\ndata:\n1", "a line of an edge list has two ends"),
        ("dl n=2 nm=2 format=edgelist1\nlabels:\na b\ndata:\n1 2", "nm=2, but there are 1 matrices"),
        ("dl\ndata:\n1 2", "neither n= nor labels"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_where(tmp_path, text, said):
    message = faults(write(tmp_path, "x.dl", text))
    assert said in message
    assert "there is no table" not in message


def test_a_text_file_that_begins_with_dl_is_one(tmp_path):
    path = write(tmp_path, "x.txt", "DL n=2\nlabels:\na b\ndata:\n0 1\n0 0\n")
    assert read_records(path).summary["layout"] == "ucinet_dl"


def test_a_dl_file_that_cannot_be_read_is_one_problem(tmp_path):
    with pytest.raises(RecordsError) as caught:
        read_records(write(tmp_path, "x.dl", "dl n=2 format=fullmatrix\ndata:\n0 1\n"))
    assert list(caught.value.problems["severity"]) == ["fault"]


def test_a_list_of_partners_gives_ids_and_sectors(tmp_path):
    partners = write(tmp_path, "partners.csv", "id,name,sector\nP1,Alder,Police\nP2,Birch,Council\n")
    records = read_records(
        write(tmp_path, "x.dl", "dl n=2\nlabels:\nalder birch\ndata:\n0 1\n0 0\n"), partners
    )
    assert records.collaborations[["source", "target"]].to_numpy().tolist() == [["P1", "P2"]]
    assert set(records.partners["sector_source"]) == {"given"}


# -- Nothing of a graph is lost --

KEYS = '<key id="d0" for="node" attr.name="name"/><key id="d1" for="node" attr.name="sector"/>'


def of_keys(*nodes: str, more: str = "") -> str:
    """Return a file of three nodes with names and sectors; of the last it is said what is given."""
    body = "".join(
        f'<node id="{place}"><data key="d0">{name}</data><data key="d1">Police</data></node>'
        for place, name in zip("ab", ("Alder", "Birch"), strict=True)
    )
    ties = '<edge source="a" target="b"/>'
    last = f'<node id="c">{"".join(nodes)}<data key="d1">Police</data></node>'
    return (
        f'<graphml xmlns="{GRAPHML}">{KEYS}<graph edgedefault="undirected">'
        f"{body}{last}{more}{ties}</graph></graphml>"
    )


@pytest.mark.parametrize("key", ['key="d9"', "", 'key="x"'])
def test_a_name_under_a_key_that_nobody_declared_is_asked_about(tmp_path, key):
    message = faults(write(tmp_path, "x.graphml", of_keys(f"<data {key}>Cedar</data>")))
    assert "node c has no name" in message


def test_a_node_without_a_name_among_others_is_called_by_its_id_and_that_is_said(tmp_path):
    records = read_records(write(tmp_path, "x.graphml", of_keys()))
    assert "1 node without a name, called by the id: c" in "\n".join(records.problems["message"])


def test_two_names_of_one_node_are_asked_about(tmp_path):
    twice = "<data key='d0'>Cedar</data><data key='d0'>Cypress</data>"
    assert "says two things under name, Cedar and Cypress" in faults(
        write(tmp_path, "x.graphml", of_keys(twice))
    )
    alike = "<data key='d0'>Cedar</data><data key='d0'> Cedar</data>"
    assert len(read_records(write(tmp_path, "x.graphml", of_keys(alike))).partners) == 3


def test_what_is_neither_node_nor_edge_is_said(tmp_path):
    text = of_keys("<data key='d0'>Cedar</data>", more='<nod id="d" label="Damson"/>')
    records = read_records(write(tmp_path, "x.graphml", text))
    assert "not read: Damson" in "\n".join(records.problems["message"])


def test_an_attribute_called_id_is_kept_beside_the_id(tmp_path):
    text = of_keys("<data key='d0'>Cedar</data>", "<data key='d2'>RV5</data>")
    text = text.replace(KEYS, KEYS + '<key id="d2" for="node" attr.name="id"/>')
    partners = read_records(write(tmp_path, "x.graphml", text)).partners
    assert list(partners["id"]) == ["a", "b", "c"]
    assert "RV5" in list(partners["id (2)"])
