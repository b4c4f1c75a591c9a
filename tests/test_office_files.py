"""Spreadsheets, documents and files of SPSS that are no .xlsx and no .csv, and kinds that are not read."""

from __future__ import annotations

import builtins
import random
import zipfile
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import pyreadstat
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sysmap.errors import RecordsError
from sysmap.records.containers.kinds_of_files import WAYS_OUT
from sysmap.records.containers.opening import open_all
from sysmap.records.problems import Problems
from sysmap.records.read import read_records

FORMATS = Path(__file__).parent / "data" / "formats"


def opened(path: Path) -> dict[str, pd.DataFrame]:
    problems = Problems()
    groups = open_all([path], {}, problems)
    assert not problems.faults, problems.faults
    return {name: table.frame for name, table in groups[""].items()}


def refusal(*paths: Path) -> str:
    with pytest.raises(RecordsError) as caught:
        read_records(*paths)
    return str(caught.value)


# -- OpenDocument --

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    f'xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0" '
    f'xmlns:style="{OFFICE}:style:1.0" xmlns:draw="{OFFICE}:drawing:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:automatic-styles><style:style style:name="ta1" style:family="table"><style:table-properties '
    'table:display="true"/></style:style><style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def text_cell(text: str, more: str = "") -> str:
    inner = f"<text:p>{escape(text)}</text:p>"
    return f'<table:table-cell office:value-type="string"{more}>{inner}</table:table-cell>'


def repeated(times: int, what: str = "columns") -> str:
    return f' table:number-{what}-repeated="{times}"'


def row_of(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def ods_row(*texts: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(map(text_cell, texts))}</table:table-row>"


def sheet(name: str, *rows: str, style: str = "ta1") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def ods(path: Path, *sheets: str, manifest: str = "<manifest/>", tail: str = ODS_TAIL) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS_HEAD + "".join(sheets) + tail)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


PARTNERS = sheet(
    "partners",
    ods_row("name", "sector"),
    ods_row("Alder", "Police"),
    ods_row("Birch", "NHS"),
    ods_row("Cedar", "NHS"),
)
TIES = sheet(
    "collaborations",
    ods_row("source", "target", "strength", "start"),
    "<table:table-row>"
    + text_cell("Alder")
    + text_cell("Birch")
    + '<table:table-cell office:value-type="float" office:value="2.5"><text:p>2.50</text:p>'
    + "</table:table-cell>"
    + '<table:table-cell office:value-type="date" office:value-date="" office:date-value="2023-01-10">'
    "<text:p>10/01/23</text:p></table:table-cell></table:table-row>",
)


def test_a_record_set_in_opendocument_is_read_as_one_in_excel(tmp_path):
    records = read_records(ods(tmp_path / "x.ods", PARTNERS, TIES), sectors="as written")
    assert list(records.partners["name"]) == ["Alder", "Birch", "Cedar"]
    tie = records.collaborations.iloc[0]
    assert (tie["source"], tie["target"], tie["strength"], tie["start"]) == (
        "Alder",
        "Birch",
        2.5,
        "2023-01-10",
    )


def test_the_texts_of_a_cell_keep_lines_spaces_and_looks_and_leave_notes_out(tmp_path):
    cell = (
        '<table:table-cell office:value-type="string">'
        "<office:annotation><text:p>a note</text:p></office:annotation>"
        "<text:p>St<text:s/>Anne<text:line-break/>and</text:p><text:p><text:span>Mary</text:span></text:p>"
        "</table:table-cell>"
    )
    path = ods(tmp_path / "x.ods", sheet("s", ods_row("name"), f"<table:table-row>{cell}</table:table-row>"))
    assert opened(path)["x"]["name"].tolist() == ["St Anne\nand\nMary"]


def test_repeated_rows_and_cells_stand_as_often_as_they_say(tmp_path):
    blank = row_of(f"<table:table-cell{repeated(9)}/>", more=repeated(3, "rows"))
    wide = row_of(text_cell("y", repeated(2)), more=repeated(2, "rows"))
    end = row_of(f"<table:table-cell{repeated(16384)}/>", more=repeated(1048000, "rows"))
    found = opened(ods(tmp_path / "x.ods", sheet("s", ods_row("a", "b"), blank, wide, end)))["x"]
    assert found.to_numpy().tolist() == [["y", "y"], ["y", "y"]]
    assert list(found.index) == [5, 6]


def test_hidden_sheets_and_filtered_rows_are_said(tmp_path):
    hidden = PARTNERS.replace('"ta1"', '"ta2"')
    filtered = TIES.replace("<table:table-row>", '<table:table-row table:visibility="filter">')
    records = read_records(ods(tmp_path / "x.ods", hidden, filtered), sectors="as written")
    messages = dict(zip(records.problems["sheet"], records.problems["message"], strict=True))
    assert messages["partners"] == "this sheet is hidden: read all the same"
    assert messages["collaborations"] == "rows are hidden by a filter: read all the same"


ODS_REFUSED = {
    "merged": (
        sheet(
            "partners",
            ods_row("name", "sector", "place"),
            row_of(
                text_cell("A", ' table:number-columns-spanned="2"'),
                "<table:covered-table-cell/>",
                text_cell("x"),
            ),
        ),
        "merged cells A2:B2",
    ),
    "error": (
        sheet(
            "partners",
            ods_row("name", "sector"),
            '<table:table-row><table:table-cell table:formula="of:=1/0" office:value-type="string" '
            'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
            f"{text_cell('NHS')}</table:table-row>",
        ),
        "an error value in cell A2",
    ),
    "formula": (
        sheet(
            "partners",
            ods_row("name", "sector"),
            row_of(text_cell("A"), '<table:table-cell table:formula="of:=[.A1]"/>'),
        ),
        "a formula without a stored value in cell B2",
    ),
    "far column": (
        sheet(
            "partners",
            ods_row("name", "sector"),
            row_of(f"<table:table-cell{repeated(16383)}/>", text_cell("x")),
        ),
        "a value in column XFD, row 2: at most 1,000 columns",
    ),
    "bomb of rows": (
        sheet(
            "partners",
            ods_row("name", "sector"),
            ods_row("A", "NHS", more=repeated(9_000_000, "rows")),
        ),
        "more than 1,000,000 rows",
    ),
    "bomb of cells": (
        sheet(
            "partners",
            ods_row("name", "sector"),
            *(row_of(text_cell("x", repeated(900)), more=repeated(1_000_000, "rows")) for _ in range(50)),
        ),
        "more than 15,000,000 cells",
    ),
    "deep": (sheet("s", "<a>" * 150 + "</a>" * 150), "elements lie more than 100 deep"),
    "nothing": ("", "no table in this file"),
    "blank": (sheet("s"), "no rows in any sheet"),
}


@pytest.mark.parametrize("name", ODS_REFUSED)
def test_a_spreadsheet_that_cannot_be_right_is_refused(tmp_path, name):
    content, words = ODS_REFUSED[name]
    assert words in refusal(ods(tmp_path / "x.ods", content))


def test_an_encrypted_a_damaged_and_an_unsafe_spreadsheet_are_refused(tmp_path):
    locked = ods(tmp_path / "a.ods", PARTNERS, manifest="<manifest><encryption-data/></manifest>")
    assert "protected by a password: save it without one" in refusal(locked)
    cut = ods(tmp_path / "b.ods", PARTNERS, tail="")
    assert "the spreadsheet is damaged or incomplete" in refusal(cut)
    unsafe = tmp_path / "c.ods"
    with zipfile.ZipFile(unsafe, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE x [<!ENTITY a "b">]>' + ODS_HEAD + PARTNERS + ODS_TAIL)
    assert "a document type declaration in content.xml" in refusal(unsafe)
    (tmp_path / "d.ods").write_bytes(b"PK\x03\x04 and no more")
    assert "the spreadsheet is damaged or incomplete" in refusal(tmp_path / "d.ods")
    (tmp_path / "e.ods").write_text("name,sector\n", encoding="utf-8")
    assert "not a spreadsheet, although its name ends so" in refusal(tmp_path / "e.ods")


CELLS = st.one_of(
    st.integers(-(10**6), 10**6),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3)),
    st.text(st.sampled_from("abcé &<>'\"1"), min_size=1, max_size=9).filter(
        lambda text: text.strip() == text
    ),
    st.booleans(),
    st.datetimes(datetime(1950, 1, 1), datetime(2040, 1, 1)).map(lambda day: day.replace(microsecond=0)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_pandas_writes_through_odfpy_is_read_as_pandas_reads_it(tmp_path, rows):
    path = tmp_path / "x.ods"
    pd.DataFrame(rows, columns=["a", "b", "c"], dtype=object).to_excel(path, index=False, engine="odf")
    expected = pd.read_excel(path, engine="odf", dtype=object).to_numpy().tolist()
    found = opened(path)["x"].to_numpy().tolist()
    assert [[shown(cell) for cell in row] for row in found] == [
        [shown(cell) for cell in row] for row in expected
    ]


def shown(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, pd.Timestamp | datetime):
        return pd.Timestamp(cell).isoformat()
    return str(float(cell) + 0.0) if isinstance(cell, int | float) else str(cell)


# -- Excel 97 --


def test_an_old_workbook_is_read_with_its_dates_numbers_and_hidden_sheets():
    records = read_records(FORMATS / "records.xls", sectors="as written")
    assert list(records.partners["name"]) == ["Northgate Council", "Eastway NHS Trust", "Millbrook Mind"]
    tie = records.collaborations.iloc[0]
    assert (tie["source"], tie["target"], tie["strength"]) == ("Northgate Council", "Eastway NHS Trust", 2.5)
    assert tie["start"] == "2023-01-10"
    messages = "\n".join(records.problems["message"])
    assert "this sheet is hidden so that only a program can show it: not read" in messages


def test_cells_of_an_old_workbook_keep_what_they_are():
    found = opened(FORMATS / "records.xls")
    assert found["partners"].to_numpy().tolist()[1] == ["Eastway NHS Trust", "NHS provider", 1200.5]
    assert found["partners"]["size"].tolist() == [900, 1200.5, 40]
    assert found["collaborations"]["start"].tolist() == [datetime(2023, 1, 10)]


def test_faults_of_an_old_workbook_name_their_cells():
    message = refusal(FORMATS / "faults.xls")
    assert "an error value in cell B2" in message


@pytest.mark.parametrize("part", [1, 2, 3, 4, 5])
def test_a_cut_off_old_workbook_is_refused(tmp_path, part):
    data = (FORMATS / "records.xls").read_bytes()
    path = tmp_path / "x.xls"
    path.write_bytes(data[: len(data) * part // 6])
    assert "the workbook is damaged or incomplete" in refusal(path)


def test_a_new_workbook_under_an_old_name_is_read(tmp_path):
    path = tmp_path / "x.xls"
    with pd.ExcelWriter(tmp_path / "x.xlsx") as writer:
        pd.DataFrame({"name": ["A", "B", "C"], "sector": ["NHS"] * 3}).to_excel(
            writer, sheet_name="partners", index=False
        )
    (tmp_path / "x.xlsx").rename(path)
    assert list(opened(path)["partners"]["name"]) == ["A", "B", "C"]


# -- What is missing, and what is not read --


def test_a_missing_package_is_said_with_the_line_that_gets_it(monkeypatch):
    usual = builtins.__import__

    def without(module, *rest):
        if module == "xlrd":
            raise ImportError(module)
        return usual(module, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    message = refusal(FORMATS / "records.xls")
    assert 'needs the package xlrd: python -m pip install "sysmap[formats]"' in message
    assert "1 fault" in message


@pytest.mark.parametrize("suffix", WAYS_OUT)
def test_a_kind_of_file_that_is_not_read_has_a_way_out(tmp_path, suffix):
    path = tmp_path / f"anything{suffix}"
    path.write_bytes(b"anything")
    message = refusal(path)
    assert message.startswith("1 fault")
    assert any(
        word in message
        for word in ("save it", "export", "download", "unpack", "ask for", "write it", "give the")
    )


def test_an_unknown_kind_of_file_names_those_that_are_read(tmp_path):
    path = tmp_path / "x.xyz"
    path.write_bytes(b"anything")
    for suffix in (".csv", ".xlsx", ".ods", ".xls", ".docx", ".sav", ".net", ".gml", ".vna", ".##h"):
        assert suffix in refusal(path)


# -- Word --

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_cell(text: str, more: str = "") -> str:
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{lines}</w:tc>"


def word_row(*cells: str, more: str = "") -> str:
    made = (cell if cell.startswith("<w:tc>") else word_cell(cell) for cell in cells)
    return f"<w:tr>{more}{''.join(made)}</w:tr>"


def docx(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
    return path


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def test_what_python_docx_writes_is_read_table_by_table(tmp_path):
    document = Document()
    tables = {
        "Partners": [("name", "sector"), ("Alder", "Police"), ("Birch", "NHS"), ("Cedar", "NHS")],
        "Collaborations": [
            ("source", "target", "strength"),
            ("Alder", "Birch", "2"),
            ("Birch", "Cedar", "1"),
        ],
    }
    for title, rows in tables.items():
        document.add_heading(title)
        document.add_paragraph("")
        made = document.add_table(len(rows), len(rows[0]))
        for index, row in enumerate(rows):
            for column, text in enumerate(row):
                made.cell(index, column).text = text
    document.save(tmp_path / "x.docx")
    records = read_records(tmp_path / "x.docx", sectors="as written")
    assert list(records.partners["name"]) == ["Alder", "Birch", "Cedar"]
    assert records.collaborations[["source", "target", "strength"]].to_numpy().tolist() == [
        ["Alder", "Birch", 2.0],
        ["Birch", "Cedar", 1.0],
    ]


def test_a_table_is_called_by_the_text_above_it_or_the_row_across_it(tmp_path):
    across = word_row(word_cell("Who works with whom", '<w:gridSpan w:val="2"/>'))
    body = (
        paragraph("Members")
        + table(word_row("a", "b"), word_row("1", "2"))
        + table(word_row("a", "b"), word_row("1", "2"))
        + paragraph("Members")
        + table(word_row("a", "b"), word_row("1", "2"))
        + table(across, word_row("a", "b"), word_row("1", "2"))
    )
    found = opened(docx(tmp_path / "x.docx", body))
    assert list(found) == ["Members", "table 2", "Members (2)", "Who works with whom"]
    assert all(frame.to_numpy().tolist() == [["1", "2"]] for frame in found.values())
    assert list(found["Who works with whom"].index) == [3]


def test_ticks_lines_and_changes_in_a_table_are_read_as_they_show(tmp_path):
    tick = '<w:tc><w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p></w:tc>'
    changed = (
        "<w:tc><w:p><w:del><w:r><w:delText>Old</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>New</w:t><w:tab/><w:t>name</w:t></w:r></w:ins></w:p></w:tc>"
    )
    gone = word_row("gone", "gone", "gone", more="<w:trPr><w:del/></w:trPr>")
    body = table(word_row("a", "b", "c"), word_row("one\ntwo", tick, changed), gone)
    assert opened(docx(tmp_path / "x.docx", body))["x"].to_numpy().tolist() == [["one\ntwo", "✓", "New name"]]


WORD_REFUSED = {
    "merged across": (
        table(word_row("name", "sector", "x"), word_row(word_cell("A", '<w:gridSpan w:val="2"/>'), "1")),
        "merged cells A2:B2",
    ),
    "merged down": (
        table(
            word_row("name", "sector"),
            word_row(word_cell("A", '<w:vMerge w:val="restart"/>'), "NHS"),
            word_row(word_cell("", "<w:vMerge/>"), "Police"),
        ),
        "1 organisation: at least 3 are needed",
    ),
    "no table": (paragraph("A letter"), "no table in this file"),
    "deep": ("<w:sdt>" * 120 + "</w:sdt>" * 120, "elements lie more than 100 deep"),
    "cut": ("<w:tbl>", "the document is damaged or incomplete"),
}


@pytest.mark.parametrize("name", WORD_REFUSED)
def test_a_document_that_cannot_be_right_is_refused(tmp_path, name):
    body, words = WORD_REFUSED[name]
    assert words in refusal(docx(tmp_path / "partners.docx", body))


def test_a_locked_and_a_mistaken_document_are_refused(tmp_path):
    locked, mistaken = tmp_path / "a.docx", tmp_path / "b.docx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 600)
    assert "a password-protected document or an old .doc: save it as .docx without a password" in refusal(
        locked
    )
    mistaken.write_text("name,sector", encoding="utf-8")
    assert "not a document, although its name ends so" in refusal(mistaken)


# -- SPSS --


def test_a_file_of_spss_has_labels_for_headers_and_words_for_answers():
    frame = opened(FORMATS / "survey.sav")["survey"]
    stem = "Q7 How often do you work with"
    assert list(frame.columns) == [
        "Which organisation do you work for?",
        f"{stem} - Northgate Council",
        f"{stem} - Eastway NHS Trust",
        f"{stem} - Millbrook Mind (Q7_3)",
        f"{stem} - Millbrook Mind (Q9)",
        "done",
    ]
    assert frame.iloc[:, :4].to_numpy().tolist() == [
        ["Northgate Council", None, "Weekly", "Quarterly"],
        ["Eastway NHS Trust", "Monthly", None, "Never"],
        ["Millbrook Mind", "Yearly", None, None],  # 9, Don't know, is declared missing
    ]
    assert frame["done"].tolist()[0] == datetime(2024, 1, 10, 10, 0)
    assert list(frame.index) == [2, 3, 4]


@pytest.mark.parametrize("compress", [False, True])
def test_what_pyreadstat_writes_goes_through_the_layouts_of_surveys(tmp_path, compress):
    names = {1: "Northgate Council", 2: "Eastway NHS Trust", 3: "Millbrook Mind"}
    often = {0: "Never", 3: "Monthly", 5: "Weekly"}
    answers = pd.DataFrame(
        {
            "t": ["2024/01/10 10:00"] * 3,
            "who": [1.0, 2, 3],
            "a": [None, 3, 5],
            "b": [5.0, None, 0],
            "c": [3.0, 0, None],
        }
    )
    labels = {
        "t": "Timestamp",
        "who": "Which organisation are you from?",
        **{key: f"How often do you work with [{names[at]}]" for at, key in enumerate("abc", start=1)},
    }
    path = tmp_path / ("x.zsav" if compress else "x.sav")
    pyreadstat.write_sav(
        answers,
        str(path),
        column_labels=labels,
        variable_value_labels={"who": names, **dict.fromkeys("abc", often)},
        compress=compress,
    )
    records = read_records(path, sectors="infer")
    assert records.summary["respondents"] == 3
    assert sorted(records.collaborations[["source", "target", "strength"]].to_numpy().tolist()) == sorted(
        [
            ["Northgate Council", "Eastway NHS Trust", 5.0],
            ["Northgate Council", "Millbrook Mind", 3.0],
            ["Eastway NHS Trust", "Northgate Council", 3.0],
            ["Millbrook Mind", "Northgate Council", 5.0],
        ]
    )


LETTERS = st.text(st.sampled_from("abcé –1"), max_size=600).map(lambda text: text.strip())
NUMBERS = st.one_of(st.none(), st.integers(-200, 300).map(float), st.floats(-1e9, 1e9, allow_nan=False))


@pytest.mark.parametrize("how", ["plain", "bytes", "zlib"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(NUMBERS, LETTERS, NUMBERS, LETTERS), min_size=1, max_size=6))
def test_what_pyreadstat_writes_is_read_as_pyreadstat_reads_it(tmp_path, how, rows):
    path = tmp_path / ("x.zsav" if how == "zlib" else "x.sav")
    frame = pd.DataFrame(rows, columns=["a", "text", "long_name_of_a_number", "b"])
    frame["a"], frame["long_name_of_a_number"] = frame["a"].astype(float), frame.iloc[:, 2].astype(float)
    pyreadstat.write_sav(
        frame,
        str(path),
        compress=how == "zlib",
        row_compress=how == "bytes",
        column_labels={"a": "How often – Émile"},
        variable_value_labels={"a": {1.0: "Naïve", 2.0: "Weekly"}},
        missing_ranges={"long_name_of_a_number": [{"lo": 5.0, "hi": 90.0}, 99.0]},
    )
    again, _ = pyreadstat.read_sav(str(path), apply_value_formats=True)
    found = opened(path)["x"]
    assert list(found.columns) == ["How often – Émile", "text", "long_name_of_a_number", "b"]
    expected = [
        ["" if cell != cell or cell is None else cell for cell in row] for row in again.to_numpy().tolist()
    ]
    assert [["" if cell is None else cell for cell in row] for row in found.to_numpy().tolist()] == expected


def test_a_damaged_file_of_spss_is_read_or_refused_and_never_the_end(tmp_path):
    data = (FORMATS / "survey.sav").read_bytes()
    path = tmp_path / "x.sav"
    for seed in range(400):
        rng = random.Random(seed)
        changed = bytearray(data)
        for _ in range(rng.choice([1, 2, 6])):
            changed[rng.randrange(4, len(data))] = rng.choice([0, 127, 255, rng.randrange(256)])
        path.write_bytes(changed[: rng.choice([len(data), rng.randrange(len(data))])])
        problems = Problems()
        tables = open_all([path], {}, problems)
        assert tables or problems.faults


def test_a_file_of_spss_that_is_none_or_cut_off_is_refused(tmp_path):
    path = tmp_path / "x.sav"
    path.write_text("name,sector", encoding="utf-8")
    assert "not a file of SPSS, although its name ends so" in refusal(path)
    path.write_bytes((FORMATS / "survey.sav").read_bytes()[:400])
    assert "the file ends too early: it is damaged or cut off" in refusal(path)
