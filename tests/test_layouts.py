"""Layouts of tables, variants of them, and layouts of the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from sysmap.errors import ChoiceError, RecordsError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.shapes.declaring import Layout, layouts, record_layout

PARTNERS = "id,name,sector\nP1,Alder,Police\nP2,Birch,Council\nP3,Cedar,Voluntary\n"


def write(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for stem, text in texts.items():
        paths.append(folder / f"{stem}.csv")
        paths[-1].write_bytes(text.encode("utf-8"))
    return paths


def workbook(folder: Path, **sheets: list[list[object]]) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    book.save(folder / "x.xlsx")
    return folder / "x.xlsx"


def ties(records: Records, *columns: str) -> list[list]:
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    return [
        [names[tie["source"]], names[tie["target"]], *(tie[column] for column in columns)]
        for tie in records.collaborations.to_dict("records")
    ]


def members(records: Records) -> list[list]:
    return records.memberships[["organisation", "forum", "role", "start"]].to_numpy().tolist()


def faults(*sources: object, **options: object) -> str:
    with pytest.raises(RecordsError) as caught:
        read_records(*sources, **options)
    return str(caught.value)


# -- Matrices --


def matrix(*rows: list[object]) -> list[list[object]]:
    return [["", "Alder", "Birch", "Cedar"], *([name, *row] for name, row in zip("ABC", rows, strict=False))]


def test_rows_and_columns_may_stand_in_any_order_and_case(tmp_path):
    text = "x,birch,ALDER\nAlder,2,9\nBirch,,1\n"
    records = read_records(*write(tmp_path, x=text))
    assert ties(records, "strength") == [["Alder", "Birch", 2.0], ["Birch", "Alder", 1.0]]
    assert records.summary["set_aside"] == {"on the diagonal": 1}


@pytest.mark.parametrize(
    ("titles", "column", "found"),
    [
        (("Wave 1", "Wave 2"), "wave", ["Wave 1", "Wave 2"]),
        (("Before", "After"), "wave", ["Before", "After"]),
        (("T1", "T2"), "wave", ["T1", "T2"]),
        (("2022", "2024"), "wave", ["2022", "2024"]),
        (("Baseline", "Follow-up"), "wave", ["Baseline", "Follow-up"]),
        (("plans", "funds"), "kind", ["plans", "funds"]),
        (("plans",), "kind", [""]),
    ],
)
def test_the_name_of_a_sheet_is_a_wave_or_one_of_several_kinds(tmp_path, titles, column, found):
    rows = [[None, "Alder", "Birch"], ["Alder", 0, 1], ["Birch", None, 0]]
    records = read_records(workbook(tmp_path, **dict.fromkeys(titles, rows)))
    assert list(records.collaborations[column]) == found
    assert len(records.partners) == 2


def test_a_matrix_may_hold_the_words_of_a_scale(tmp_path):
    text = ",Alder,Birch\nAlder,,Weekly\nBirch,Never,\n"
    assert ties(read_records(*write(tmp_path, x=text)), "strength") == [["Alder", "Birch", 5.0]]


def test_what_is_no_number_in_a_matrix_is_a_fault_at_its_cell(tmp_path):
    message = faults(*write(tmp_path, x=",Alder,Birch\nAlder,,x1\nBirch,-2,\n"))
    assert "row 2, column Birch: x1" in message
    assert "row 3, column Alder: -2" in message


def test_partners_beside_a_matrix_give_ids_and_sectors(tmp_path):
    records = read_records(*write(tmp_path, x=",ALDER,P2\nalder,,1\nP2,1,\n", partners=PARTNERS))
    assert records.collaborations[["source", "target"]].to_numpy().tolist() == [["P1", "P2"], ["P2", "P1"]]
    assert list(records.partners["id"]) == ["P1", "P2", "P3"]


def test_an_organisation_of_a_matrix_that_no_list_holds_is_added_and_said(tmp_path):
    records = read_records(*write(tmp_path, x=",Alder,Oak\nAlder,,1\nOak,,\n", partners=PARTNERS))
    assert list(records.problems["message"]) == ["Oak: not on the list of partners: added"]


# -- Members --


def test_a_mark_a_date_and_a_role_are_memberships(tmp_path):
    text = "Who,Board,Hub,Alliance\nAlder,✓,2023-04-01,Vice-Chair\nBirch,0,,yes\n"
    assert members(read_records(*write(tmp_path, x=text))) == [
        ["Alder", "Board", "member", None],
        ["Alder", "Hub", "member", "2023-04-01"],
        ["Alder", "Alliance", "vice-chair", None],
        ["Birch", "Alliance", "member", None],
    ]


def test_another_word_among_marks_is_the_role(tmp_path):
    text = "Who,Board,Hub\nAlder,x,Deputy chair\nBirch,x,x\n"
    assert ["Alder", "Hub", "deputy chair", None] in members(read_records(*write(tmp_path, x=text)))


def test_a_table_of_texts_is_no_matrix_of_members(tmp_path):
    assert "no table of records was found" in faults(
        *write(tmp_path, x="Who,Board\nAlder,often\nBirch,seldom\n")
    )


def test_partners_with_yes_and_no_are_partners(tmp_path):
    text = "name,responded_2022\nAlder,y\nBirch,n\nCedar,y\n"
    assert "no column sector" in faults(*write(tmp_path, partners=text, ties="source,target\n"))


def test_a_list_of_members_beside_partners_is_a_record_set(tmp_path):
    text = "organisation,group\nAlder,Board\n"
    assert read_records(*write(tmp_path, members=text, partners=PARTNERS)).summary["layout"] == "records"


def test_two_lists_of_members_may_stand_alone(tmp_path):
    files = write(tmp_path, a="organisation,board\nAlder,A\n", b="partner,alliance\nBirch,B\n")
    records = read_records(*files)
    assert records.summary["layout"] == "membership_list"
    assert sorted(records.partners["name"]) == ["Alder", "Birch"]


# -- Nodes and edges --


def test_a_blank_label_of_gephi_is_the_id_and_undirected_is_not_directed(tmp_path):
    nodes = "Id;Label;sector\na;;Police\nb;Birch;Council\nc;Cedar;Council\n"
    edges = "Source;Target;Type;Id;Weight\na;b;Undirected;0;2\n"
    records = read_records(*write(tmp_path, n=nodes, e=edges))
    assert ties(records, "directed", "kind", "strength") == [["a", "Birch", False, "", 2.0]]


def test_kinds_in_the_column_type_stay_kinds(tmp_path):
    nodes = "id,label,sector\na,Alder,Police\nb,Birch,Council\nc,Cedar,Council\n"
    records = read_records(*write(tmp_path, n=nodes, e="source,target,type\na,b,funds\n"))
    assert ties(records, "kind") == [["Alder", "Birch", "funds"]]


def test_nodes_of_gephi_without_a_sector_are_a_fault(tmp_path):
    assert "no column sector" in faults(*write(tmp_path, n="Id,Label\na,A\n", e="Source,Target\na,a\n"))


def test_kumu_as_two_files_and_only_directed_is_directed(tmp_path):
    elements = "label,Type\nAlder,Police\nBirch,Council\nCedar,Council\n"
    connections = "FROM,to,Type,Direction\nAlder,Birch|Cedar,funds,Directed\nBirch|Cedar,Alder,plans,mutual\n"
    records = read_records(*write(tmp_path, a=elements, b=connections))
    assert records.summary["layout"] == "kumu"
    assert ties(records, "kind", "directed") == [
        ["Alder", "Birch", "funds", True],
        ["Alder", "Cedar", "funds", True],
        ["Birch", "Alder", "plans", False],
        ["Cedar", "Alder", "plans", False],
    ]


def test_a_sheet_to_be_ignored_is_ignored_without_a_word(tmp_path):
    path = workbook(
        tmp_path,
        Elements=[["Label", "Type"], ["Alder", "Police"], ["Birch", "Council"], ["Cedar", "Council"]],
        Connections=[["From", "To"], ["Alder", "Birch"]],
        More=[["a"], ["b"]],
    )
    import openpyxl

    book = openpyxl.load_workbook(path)
    book["More"].title = "More (ignore)"
    book.save(path)
    assert read_records(path).problems.empty


def test_polinode_reads_other_columns_by_alias(tmp_path):
    path = workbook(
        tmp_path,
        Nodes=[["Name", "Sector", "Town"], *([name, "Police", "X"] for name in ("Alder", "Birch", "Cedar"))],
        Edges=[["Source", "Target", "Weight", "Type"], ["Alder", "Birch", 2, "funds"]],
    )
    records = read_records(path)
    assert ties(records, "kind", "strength") == [["Alder", "Birch", "funds", 2.0]]
    assert list(records.partners["Town"]) == ["X", "X", "X"]


# -- Grants --


GRANTS = "Identifier,Currency,Amount Awarded,Award Date,Recipient Org:0:Identifier,Recipient Org:0:Name," \
    "Funding Org:0:Identifier,Funding Org:0:Name\n"  # fmt: skip


def test_one_funder_and_recipient_are_one_tie_and_every_grant_is_money(tmp_path):
    text = GRANTS + "1,GBP,100,2023-01-02,R1,Alder,F1,Fund\n2,EUR,50,2024-01-02,R1,Alder,F1,Fund\n"
    records = read_records(*write(tmp_path, x=text))
    assert ties(records, "kind", "directed") == [["Fund", "Alder", "funds", True]]
    assert records.money[["source", "target", "amount", "currency", "start"]].to_numpy().tolist() == [
        ["F1", "R1", 100.0, "GBP", "2023-01-02"],
        ["F1", "R1", 50.0, "EUR", "2024-01-02"],
    ]


def test_time_stamps_of_awards_are_days(tmp_path):
    text = GRANTS + "1,GBP,100,26/03/2001 00:00,R1,Alder,F1,Fund\n"
    assert list(read_records(*write(tmp_path, x=text)).money["start"]) == ["2001-03-26"]


def test_a_placeholder_for_many_is_no_organisation(tmp_path):
    rows = (
        "1,GBP,1,2023,DUMMY,Alder,F1,Fund\n2,GBP,1,2023,DUMMY,Birch,F1,Fund\n3,GBP,1,2023,R3,Birch,F1,Fund\n"
    )
    records = read_records(*write(tmp_path, x=GRANTS + rows))
    assert dict(zip(records.partners["id"], records.partners["name"], strict=True)) == {
        "F1": "Fund", "Alder": "Alder", "R3": "Birch"
    }  # fmt: skip
    assert records.problems["message"].str.contains("2 different organisations have this identifier").any()


def test_an_official_identifier_is_one_organisation_under_its_commonest_name(tmp_path):
    names = "Oak Tree", "Oak Trust", "Oak Tree"
    rows = "".join(f"{n},GBP,1,2023,GB-CHC-1,{name},F1,Fund\n" for n, name in enumerate(names))
    records = read_records(*write(tmp_path, x=GRANTS + rows))
    assert sorted(records.partners["name"]) == ["Fund", "Oak Tree"]


def test_a_grant_to_an_individual_is_set_aside_and_stands_nowhere(tmp_path):
    header = GRANTS.strip() + ",Recipient Ind:0:Name\n"
    text = header + "1,GBP,1,2023,R1,Alder,F1,Fund,\n2,GBP,500,2023,,,F1,Fund,Jo Bloggs\n"
    records = read_records(*write(tmp_path, x=text))
    assert records.summary["set_aside"] == {"grants to individuals": 1}
    assert records.summary["dropped"] == ["Recipient Ind:0:Name"]
    assert "Jo Bloggs" not in records.partners.to_csv() + records.money.to_csv() + records.problems.to_csv()


def test_grants_without_a_row_are_said(tmp_path):
    message = faults(*write(tmp_path, x=GRANTS))
    assert message.startswith("1 fault")
    assert "a header, but no rows" in message


# -- Columns named by the user --


def test_named_columns_of_members_are_read(tmp_path):
    path = write(tmp_path, x="Agency,Meeting,As\nAlder,Board,chair\n")[0]
    records = read_records(path, columns={"organisation": "Agency", "forum": "Meeting", "role": "As"})
    assert members(records) == [["Alder", "Board", "chair", None]]


def test_named_columns_beside_partners_must_name_them(tmp_path):
    files = write(tmp_path, x="A,B\nAlder,Hazel\n", partners=PARTNERS)
    assert "Hazel: is not a partner" in faults(*files, columns={"source": "A", "target": "B"})


def test_named_columns_of_partners_are_read_beside_ties(tmp_path):
    files = write(tmp_path, x="Agency,Area\nAlder,Police\nBirch,Council\nCedar,Council\n",
                  ties="source,target\nAlder,Birch\n")  # fmt: skip
    records = read_records(*files, columns={"name": "Agency", "sector": "Area"})
    assert len(records.partners) == 3
    assert ties(records) == [["Alder", "Birch"]]


def test_named_columns_beat_what_the_headers_say(tmp_path):
    path = write(tmp_path, ties="source,target,kind\nplans,Alder,Birch\n")[0]
    records = read_records(path, columns={"source": "target", "target": "kind", "kind": "source"})
    assert ties(records, "kind") == [["Alder", "Birch", "plans"]]


def test_a_named_column_that_is_not_there_is_a_fault_with_those_there_are(tmp_path):
    path = write(tmp_path, x="A,B\nAlder,Hazel\n")[0]
    message = faults(path, columns={"source": "A", "target": "C"})
    assert "columns= names 'C', not to be found here; there are A, B" in message


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({}, "columns= takes columns with their headers"),
        ("source", "columns= takes columns with their headers"),
        ({"source": 3, "target": "B"}, "3' is no header"),
        ({"who": "A"}, "'who' are not columns of one table"),
        ({"respondent": "A", "who": "B"}, "'who' are not columns of one table"),
    ],
)
def test_columns_that_mean_nothing_are_refused(columns, said):
    with pytest.raises(ChoiceError, match=said.replace("(", r"\(")):
        read_records("x.csv", columns=columns)


def test_named_columns_lack_no_end_of_a_tie(tmp_path):
    path = write(tmp_path, x="A,B\nAlder,Hazel\n")[0]
    assert "names columns of collaborations, but not target" in faults(path, columns={"source": "A"})


# -- Privacy --


def test_personal_columns_of_partners_are_dropped_and_said(tmp_path):
    text = (
        "name,sector,E-mail,Contact phone,town\nA,Police,a@b.example,0123,X\nB,Council,,,Y\nC,Council,,,Z\n"
    )
    records = read_records(
        *write(tmp_path, partners=text.replace("E-mail", "Email"), ties="source,target\nA,B\n")
    )
    assert records.summary["dropped"] == ["Email", "Contact phone"]
    assert "Email" not in records.partners.columns
    assert "town" in records.partners.columns


# -- Layouts of the user's own --


@pytest.fixture
def own_layouts() -> Iterator[None]:
    before = dict(layouts._entries)
    yield
    layouts._entries = before


def _mine(tables):
    """Pairs in a column, as in A+B."""
    pairs = tables["x"]["pair"].str.split("+", expand=True)
    names = sorted({*pairs[0], *pairs[1]})
    return {
        "partners": pd.DataFrame({"name": names, "sector": "Police"}),
        "collaborations": pd.DataFrame({"source": pairs[0], "target": pairs[1]}),
        "reading": {"dropped": ["shoe size"], "set_aside": {"jokes": 2}},
    }


def test_a_layout_of_the_users_own_is_recognised_and_says_what_it_did(tmp_path, own_layouts):
    record_layout("mine", order=5, recognises=lambda tables: "x" in tables)(_mine)
    records = read_records(*write(tmp_path, x="pair\nAlder+Birch\nBirch+Cedar\n"))
    assert ties(records) == [["Alder", "Birch"], ["Birch", "Cedar"]]
    assert (records.summary["dropped"], records.summary["set_aside"]) == (["shoe size"], {"jokes": 2})


def test_of_equal_order_the_users_own_comes_first(tmp_path, own_layouts):
    record_layout("mine", order=layouts["matrix"].order, recognises=lambda tables: True)(
        lambda tables: {"partners": [], "collaborations": []}
    )
    with pytest.raises(RecordsError):
        read_records(*write(tmp_path, x=",Alder,Birch\nAlder,,1\nBirch,,\n"))


def test_a_name_is_taken_once():
    assert isinstance(layouts["matrix"], Layout)
    with pytest.raises(Exception, match="already a layout called 'matrix'"):
        record_layout("matrix", order=1, recognises=bool)(_mine)


def test_layouts_are_tried_in_the_order_of_the_description():
    ordered = sorted(layouts.values(), key=lambda layout: layout.order)
    assert [layout.name for layout in ordered] == [
        "kumu_json", "graph_json", "graphml", "yed", "gexf", "pajek", "gml", "vna", "ucinet", "ucinet_dl",
        "nodexl", "kumu", "polinode", "gephi", "qualtrics", "surveymonkey",
        "google_forms", "microsoft_forms", "grants_360giving", "wide_list", "attendance",
        "membership_list", "matrix", "survey", "membership_matrix", "edge_list", "records", "mapped",
    ]  # fmt: skip


# -- Round trips --


def test_the_records_of_a_survey_are_saved_and_read_back(tmp_path):
    import sysmap as sm

    survey = "Timestamp,Who,Often? [Alder],Often? [Birch]\nt,Alder,,Weekly\nt,Birch,Daily,\n"
    records = read_records(*write(tmp_path, survey=survey, partners=PARTNERS))
    again = read_records(sm.save(records, tmp_path / "again.xlsx"))
    assert again.collaborations["strength"].tolist() == records.collaborations["strength"].tolist()
    assert again.asked["answered"].tolist() == records.asked["answered"].tolist()
    assert again.waves["question"].tolist() == ["Often?"]


def test_columns_may_be_named_on_the_command_line(tmp_path):
    from click.testing import CliRunner

    from sysmap.cli import commands

    path = write(tmp_path, x="Agency A,Agency B\nAlder,Birch\n")[0]
    words = ["check", str(path), "--columns", "source=Agency A", "--columns", "target=Agency B"]
    result = CliRunner().invoke(commands, words)
    assert result.output.splitlines()[0] == "Here is what I read: 2 partners, 1 collaboration"
    refused = CliRunner().invoke(commands, ["check", str(path), "--columns", "source"])
    assert refused.exit_code == 2
