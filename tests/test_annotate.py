"""The marked copy: faults stand where they are, the original stays as it is, and nothing in the copy runs."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands

HOSTILE = Path(__file__).parent / "data" / "hostile"
RED, YELLOW = "00FFC7CE", "00FFEB9C"


def check(target: Path, *sources: object, status: int = 1) -> openpyxl.Workbook:
    result = CliRunner().invoke(commands, ["check", *map(str, sources), "--annotate", str(target)])
    assert result.exit_code == status, result.output
    return openpyxl.load_workbook(target)


def marked(book: openpyxl.Workbook) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (sheet.title, cell.coordinate): (cell.fill.start_color.rgb, cell.comment.text)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


GOOD = [["name", "sector"], ["A", "Police"], ["B", "Council"], ["C", "Voluntary"]]


def test_faulty_cells_of_csv_files_are_marked_and_commented(tmp_path):
    book = check(tmp_path / "marked.xlsx", HOSTILE / "ok_orgs.csv", HOSTILE / "unknown_org_ties.csv")
    assert book.sheetnames == ["ok_orgs", "unknown_org_ties"]
    found = marked(book)
    assert set(found) == {("unknown_org_ties", "B9"), ("unknown_org_ties", "A10")}
    colour, text = found["unknown_org_ties", "A10"]
    assert colour == RED and text.startswith("fault: ") and "O1" in text
    assert book["unknown_org_ties"]["A10"].value == "o1"


def test_warnings_are_marked_in_another_colour(tmp_path):
    book = check(tmp_path / "m.xlsx", HOSTILE / "person_as_org.csv", HOSTILE / "ok_ties.csv", status=0)
    found = marked(book)
    assert {colour for colour, _ in found.values()} == {YELLOW}
    assert "e-mail" in found["person_as_org", "B3"][1]


def test_the_tables_of_a_workbook_are_copied_and_their_cells_marked(tmp_path):
    ties = [["source", "target", "strength"], ["A", "B", 2], ["A", "Z", -1]]
    source = workbook(tmp_path / "in.xlsx", {"partners": GOOD, "ties": ties, "diary": [["x"], [1]]})
    before = source.read_bytes()
    book = check(tmp_path / "marked.xlsx", source)
    assert book.sheetnames == ["without a cell", "partners", "ties"]
    assert set(marked(book)) == {("ties", "B3"), ("ties", "C3")}
    assert book["ties"]["C2"].value == 2
    assert source.read_bytes() == before


def test_faults_without_a_cell_stand_on_a_sheet_of_their_own(tmp_path):
    book = check(tmp_path / "marked.xlsx", HOSTILE / "two_ties_sheets.xlsx")
    header, row = book["without a cell"].iter_rows(values_only=True)
    assert header[0] == "severity" and row[0] == "fault"
    assert "two_ties_sheets.xlsx" in row and "'Ties '" in row[-1]
    assert book.sheetnames[0] == "without a cell"


@pytest.mark.parametrize(
    "name", ["zip_bomb.xlsx", "billion_laughs.xlsx", "ole_encrypted.xlsx", "truncated.xlsx", "empty.csv"]
)
def test_a_file_that_must_not_or_cannot_be_opened_is_only_listed(tmp_path, name):
    book = check(tmp_path / "marked.xlsx", HOSTILE / name)
    assert "without a cell" in book.sheetnames
    assert name in [row[1] for row in book["without a cell"].iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("name", ["webservice_formula.xlsx", "formulas_uncached.xlsx"])
def test_no_formula_and_no_link_is_alive_in_the_copy(tmp_path, name):
    book = check(tmp_path / "marked.xlsx", HOSTILE / name)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert [cell for cell in cells if str(cell.value).startswith("=") and cell.comment]


def test_texts_of_csv_files_stay_texts(tmp_path):
    files = (HOSTILE / "formula_injection.csv", HOSTILE / "negative_weights.csv")
    book = check(tmp_path / "marked.xlsx", *files)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell for cell in cells if str(cell.value).startswith("=")]


def test_a_problem_of_several_rows_marks_each(tmp_path):
    (tmp_path / "partners.csv").write_text(
        "name,sector,note\nA,Police,a@b.example\nB,Council,\nC,Voluntary,c@d.example\n", encoding="utf-8"
    )
    (tmp_path / "ties.csv").write_text("source,target\nA,B\n", encoding="utf-8")
    book = check(tmp_path / "marked.xlsx", tmp_path / "partners.csv", tmp_path / "ties.csv", status=0)
    assert set(marked(book)) == {("partners", "C2"), ("partners", "C4")}


def test_a_fault_of_a_merged_cell_is_marked_where_the_area_begins(tmp_path):
    source = workbook(tmp_path / "in.xlsx", {"partners": [*GOOD, ["D", ""]], "ties": [["source", "target"]]})
    book = openpyxl.load_workbook(source)
    book["partners"].merge_cells("B4:B5")
    book.save(source)
    found = marked(check(tmp_path / "marked.xlsx", source))
    assert ("partners", "B4") in found or ("partners", "A4") in found


def test_several_workbooks_and_folders_are_one_copy(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "ties.csv").write_text("source,target\nA,Q\n", encoding="utf-8")
    one = workbook(tmp_path / "one.xlsx", {"partners": GOOD})
    two = workbook(tmp_path / "two.xlsx", {"forums": [["forum", "kind"], ["Board", "=1+1"]]})
    book = check(tmp_path / "marked.xlsx", one, two, tmp_path / "folder")
    assert {"partners", "ties", "two forums"} <= set(book.sheetnames)
    assert ("ties", "B2") in marked(book)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_copy_has_the_same_bytes_each_time(tmp_path):
    sources = HOSTILE / "ok_orgs.csv", HOSTILE / "text_weights.csv"
    check(tmp_path / "one.xlsx", *sources)
    check(tmp_path / "two.xlsx", *sources)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_source_is_never_the_target(tmp_path):
    source = workbook(tmp_path / "in.xlsx", {"partners": GOOD})
    before = source.read_bytes()
    for target in (source, tmp_path / "marked.csv"):
        result = CliRunner().invoke(commands, ["check", str(source), "--annotate", str(target)])
        assert result.exit_code == 2, result.output
    assert source.read_bytes() == before and not (tmp_path / "marked.csv").exists()


def test_without_the_option_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(commands, ["check", str(HOSTILE / "ok_orgs.csv"), str(HOSTILE / "ok_ties.csv")])
    assert list(tmp_path.iterdir()) == []


def test_a_cell_in_the_last_row_of_a_sheet_does_not_bring_the_rows_above(tmp_path):
    book = check(tmp_path / "marked.xlsx", HOSTILE / "ghost_last_row.xlsx", status=0)
    assert (tmp_path / "marked.xlsx").stat().st_size < 100_000 and book.sheetnames


SHAPES = Path(__file__).parent / "data" / "shapes"


def values(book: openpyxl.Workbook, title: str, column: str) -> list[object]:
    return [cell.value for cell in book[title][column]]


@pytest.mark.parametrize(
    ("file", "column", "header"), [("ms_forms.xlsx", "D", "Email"), ("surveymonkey.csv", "E", "IP Address")]
)
def test_a_marked_copy_of_a_survey_holds_no_personal_data_and_says_so(tmp_path, file, column, header):
    target = tmp_path / "m.xlsx"
    result = CliRunner().invoke(commands, ["check", str(SHAPES / file), "--annotate", str(target)])
    assert f"Not in the marked copy, because it holds personal data: column {header}" in result.output
    book = openpyxl.load_workbook(target)
    (first, *rest) = [value for value in values(book, book.sheetnames[-1], column) if value is not None]
    assert first == header and set(rest) == {"(removed)"}


def test_personal_columns_of_plain_tables_are_left_out_of_the_marked_copy_and_names_kept(tmp_path):
    partners = [[*row, end] for row, end in zip(GOOD, ["E-mail:", "a@x.uk", "", "c@x.uk"], strict=True)]
    ties = [["source", "target"], ["A", "Z"]]
    book = check(tmp_path / "m.xlsx", workbook(tmp_path / "in.xlsx", {"partners": partners, "ties": ties}))
    assert values(book, "partners", "C") == ["E-mail:", "(removed)", None, "(removed)"]
    assert values(book, "partners", "A") == ["name", "A", "B", "C"]


def test_a_detail_of_a_survey_question_may_be_what_is_personal(tmp_path):
    rows = [
        "Timestamp,Your organisation,About you [Email],How often? [A],How often? [B],How often? [C]",
        "2026/11/03 9:00:00 am GMT,A,a@x.uk,,Weekly,Never",
        "2026/11/03 9:00:00 am GMT,B,b@x.uk,Daily,,Never",
    ]
    source = tmp_path / "answers.csv"
    source.write_text("\n".join(rows), encoding="utf-8")
    book = check(tmp_path / "m.xlsx", source, status=0)
    assert values(book, "answers", "C") == ["About you [Email]", "(removed)", "(removed)"]


CANARY = "Canary"


def full_workbook(path: Path) -> Path:
    """Make a workbook with a canary in every corner in which a name can sit, but for what is read."""
    from openpyxl.comments import Comment
    from openpyxl.packaging.custom import StringProperty
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation

    rows = [
        ["name", "sector", "Lead officer", "Comments", "Col", None],
        ["A", "Police", "Canary Jane", "Canary likes tea", "canary@x.example", "Canary beside"],
        ["B", "Council", "Canary Tom", "", "", None],
        ["C", "Voluntary", "", "", "", None],
    ]
    workbook(path, {"partners": rows, "ties": [["source", "target"], ["A", "Z"]]})
    book = openpyxl.load_workbook(path)
    for name in (
        "creator",
        "lastModifiedBy",
        "title",
        "subject",
        "keywords",
        "description",
        "category",
        "version",
    ):
        setattr(book.properties, name, f"Canary {name}")
    book.custom_doc_props.append(StringProperty(name="Canary", value="Canary"))
    book.defined_names["Canary_list"] = DefinedName("Canary_list", attr_text='"Canary"')
    sheet = book["partners"]
    sheet.defined_names["Canary_area"] = DefinedName("Canary_area", attr_text="partners!$A$1")
    sheet["A2"].comment = Comment("Canary said", "Canary")
    sheet["A3"].hyperlink = "mailto:canary@x.example"
    sheet["B2"].number_format = '"Canary"0'
    sheet.oddHeader.center.text, sheet.evenFooter.left.text = "Canary", "Canary"
    sheet.firstHeader.right.text = "Canary"
    rule = DataValidation(
        "list", formula1='"Canary,Others"', promptTitle="Canary", prompt="Canary", error="Canary"
    )
    sheet.add_data_validation(rule)
    rule.add("B2:B4")
    sheet.auto_filter.ref = "A1:E4"
    sheet.auto_filter.add_filter_column(2, ["Canary Jane"])
    sheet.sheet_properties.codeName = "Canary"
    for title, state in (("secret", "veryHidden"), ("people", "visible"), ("notes of ours", "hidden")):
        other = book.create_sheet(title)
        other.append(["canary@x.example" if state == "hidden" else "thing", "other"])
        other.append(["Canary", "Canary"])
        other.sheet_state = state
    book.save(path)
    return path


def test_nothing_but_what_is_read_is_in_the_copy(tmp_path):
    import zipfile

    source = full_workbook(tmp_path / "in.xlsx")
    assert CANARY.encode() in b"".join(
        zipfile.ZipFile(source).read(name) for name in zipfile.ZipFile(source).namelist()
    )
    result = CliRunner().invoke(commands, ["check", str(source), "--annotate", str(tmp_path / "m.xlsx")])
    with zipfile.ZipFile(tmp_path / "m.xlsx") as archive:
        parts = {
            name: archive.read(name).decode("utf-8", "replace").casefold() for name in archive.namelist()
        }
    holding = {name for name, text in parts.items() if CANARY.casefold() in text}
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert book.sheetnames == ["without a cell", "partners", "ties"]
    # A sheet that is not read is listed with its headers, unless these are somebody's data themselves.
    listed = list(book["without a cell"].iter_rows(min_row=2, values_only=True))
    assert {row[2] for row in listed} >= {"people", "notes of ours"}
    assert holding == set()
    assert values(book, "partners", "F") == [None, "(removed)", None, None]
    assert values(book, "partners", "C")[:3] == ["Lead officer", "(removed)", "(removed)"]
    for left in ("column Lead officer", "column Comments", "column Col", "sheet secret", "sheet people"):
        assert f": {left}" in result.output
    assert book.properties.creator == "sysmap" and not book.properties.lastModifiedBy


def test_what_the_user_names_is_in_the_copy(tmp_path):
    source = full_workbook(tmp_path / "in.xlsx")
    book = tmp_path / "m.xlsx"
    CliRunner().invoke(commands, ["check", str(source), "--annotate", str(book), "--keep", "Comments"])
    assert values(openpyxl.load_workbook(book), "partners", "D")[1] == "Canary likes tea"


def test_what_stands_above_the_headers_is_not_in_the_copy(tmp_path):
    titled = [["Kept by Canary Jane", None], [None, None], *GOOD]
    source = workbook(tmp_path / "in.xlsx", {"partners": titled, "ties": [["source", "target"], ["A", "B"]]})
    book = check(tmp_path / "m.xlsx", source, status=0)
    assert book["partners"]["A1"].value == "(removed)"
    assert book["partners"]["A3"].value == "name"
    assert "Canary" not in "".join(
        cell.comment.text for row in book["partners"] for cell in row if cell.comment
    )


def test_free_answers_of_a_survey_are_not_in_the_copy(tmp_path):
    said = "Jane at the hub was very helpful and answered all of our calls within the hour, always"
    rows = [
        "Timestamp,Your organisation,What works well?,How often? [A],How often? [B],How often? [C]",
        f'2026/11/03 9:00:00 am GMT,A,"{said}",,Weekly,Never',
        f'2026/11/03 9:00:00 am GMT,B,"{said}!",Daily,,Never',
    ]
    source = tmp_path / "answers.csv"
    source.write_text("\n".join(rows), encoding="utf-8")
    book = check(tmp_path / "m.xlsx", source, status=0)
    assert values(book, "answers", "C") == ["What works well?", "(removed)", "(removed)"]
    assert values(book, "answers", "E") == ["How often? [B]", "Weekly", None]


READABLE = [
    *(
        "adjacency.xlsx",
        "kumu.xlsx",
        "ms_forms.xlsx",
        "ms_forms_choice.xlsx",
        "polinode.xlsx",
        "records.xlsx",
    ),
    *(
        "google_forms.csv",
        "qualtrics.csv",
        "surveymonkey.csv",
        "membership_list.csv",
        "membership_matrix.csv",
    ),
    "grants_360giving.csv",
]


@pytest.mark.parametrize("file", READABLE)
def test_the_marked_copy_of_any_export_reads_as_the_export_does(tmp_path, file):
    target = tmp_path / "m.xlsx"
    CliRunner().invoke(commands, ["check", str(SHAPES / file), "--annotate", str(target)])
    book = openpyxl.load_workbook(target)
    if "without a cell" in book.sheetnames:
        book.remove(book["without a cell"])
        book.save(target)
    before, after = sm.read_records(SHAPES / file), sm.read_records(target)
    for table, columns in {
        "partners": ["id", "name"],
        "collaborations": ["source", "target", "kind", "strength"],
        "memberships": ["organisation", "forum", "role"],
        "money": ["source", "target", "amount"],
    }.items():
        one, other = (vars(records)[table][columns] for records in (before, after))
        assert one.to_csv() == other.to_csv()


def test_cells_of_spreadsheets_and_documents_of_other_programs_are_marked(tmp_path):
    docx, pyreadstat = pytest.importorskip("docx"), pytest.importorskip("pyreadstat")
    ties = pd.DataFrame({"source": ["A", "B"], "target": ["B", "Nobody"]})
    partners = workbook(tmp_path / "p.xlsx", {"partners": GOOD})
    ties.to_excel(tmp_path / "t.ods", engine="odf", index=False, sheet_name="ties")
    pyreadstat.write_sav(ties, str(tmp_path / "ties.sav"))
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    for row, texts in zip(table.rows, [list(ties), *ties.to_numpy().tolist()], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "t.docx"))
    for name in ("t.ods", "ties.sav", "t.docx"):
        found = marked(check(tmp_path / f"{name}.xlsx", partners, tmp_path / name))
        assert [place for (_, place), (colour, _) in found.items() if colour == RED] == ["B3"]


def test_a_file_without_cells_is_said_to_have_none(tmp_path):
    graph = tmp_path / "g.net"
    graph.write_text('*Vertices 3\n1 "A"\n2 "B"\n3 "C"\n*Arcs\n1 2\n', encoding="utf-8")
    result = CliRunner().invoke(commands, ["check", str(graph), "--annotate", str(tmp_path / "m.xlsx")])
    assert "no cells that could be marked: g.net" in result.output
