"""Workbooks as people make them, and as nobody should: read by what they store, or refused in words."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from openpyxl.chart import BarChart
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from sysmap.errors import RecordsError, SysmapError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records

PARTNERS = [["id", "name", "sector"], ["O1", "A", "Council"], ["O2", "B", "Police"], ["O3", "C", "Voluntary"]]
TIES = [["source", "target", "kind", "strength"], ["O1", "O2", "plans", 1], ["O2", "O3", "plans", 2]]


def make(path: Path, change: Callable[[openpyxl.Workbook], object] | None = None, **sheets: list) -> Path:
    """Write a workbook with openpyxl, a sheet per keyword, changed at the end by a function of the book."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in ({"partners": PARTNERS, "ties": TIES} | sheets).items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    book.save(path)
    return path


def rezipped(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write a workbook anew with the bytes of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def refused(path: Path) -> pd.DataFrame:
    with pytest.raises(RecordsError) as caught:
        read_records(path)
    problems = caught.value.problems
    return problems[problems["severity"] == "fault"]


def messages(records: Records) -> list[str]:
    return list(records.problems["message"])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "book.xlsx"


# -- As people make them --


def test_a_sheet_per_table_is_a_record_set(path):
    records = read_records(make(path))
    assert records.summary["partners"] == 3
    assert list(records.collaborations["strength"]) == [1.0, 2.0]
    assert records.problems.empty


@pytest.mark.parametrize("title", ["Partners", "ORGANISATIONS", " partners ", "Nodes"])
def test_the_name_of_a_sheet_is_read_in_any_spelling(path, title):
    book = make(path, lambda book: setattr(book["partners"], "title", title))
    assert read_records(book).summary["partners"] == 3


def test_the_columns_tell_what_a_sheet_of_another_name_is(path):
    def rename(book):
        book["partners"].title, book["ties"].title = "Sheet1", "Sheet2"

    assert read_records(make(path, rename)).summary["collaborations"] == 2


def test_one_sheet_may_be_named_by_its_file(tmp_path):
    for name, rows in {"partners": PARTNERS, "ties": TIES}.items():
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / f"{name}.xlsx")
    assert read_records(tmp_path / "partners.xlsx", tmp_path / "ties.xlsx").summary["collaborations"] == 2


def test_sheets_beside_the_tables_are_listed_and_ignored_whatever_they_hold(path):
    def beside(book):
        notes = book.create_sheet("Read me")
        notes.append(["Our survey", "Our survey", None, "#REF!"])
        notes["A3"] = "=1+1"
        notes.merge_cells("A5:C6")
        book.create_sheet("Empty")
        book.create_chartsheet("Chart").add_chart(BarChart())

    records = read_records(make(path, beside))
    assert records.summary["partners"] == 3
    assert list(records.problems["sheet"]) == ["Read me"]
    assert "was not read" in messages(records)[0]


def test_blank_rows_and_columns_before_a_table_do_not_shift_it(path):
    ties = [[], [], *([None, None, *row] for row in TIES)]
    records = read_records(make(path, ties=ties))
    assert list(records.collaborations["row"]) == [4, 5]
    faults = refused(make(path, ties=[*ties, [None, None, "O1", "O9"]]))
    assert list(zip(faults["row"], faults["value"], strict=True)) == [("6", "O9")]


def test_the_cell_of_a_fault_has_its_address(path):
    with pytest.raises(RecordsError, match=r"sheet ties, row 3, column strength \(D3\): -2: "):
        read_records(make(path, ties=[*TIES[:2], ["O2", "O3", "plans", -2]]))


def test_blank_rows_inside_a_table_are_counted_and_those_after_it_are_not(path):
    def ghost(book):
        book["ties"]["A500"] = " "

    records = read_records(make(path, ghost, ties=[*TIES, [], ["O1", "O3", "plans", 1]]))
    assert records.summary["set_aside"] == {"blank rows": 1}


def test_an_id_is_the_same_as_a_number_and_as_a_text(path):
    partners = [PARTNERS[0], [101, "A", "Council"], ["102", "B", "Police"], [103.0, "C", "Police"]]
    ties = [TIES[0], ["101", 102, "plans", 1], [102.0, "103", "plans", 1]]
    records = read_records(make(path, partners=partners, ties=ties))
    assert list(records.partners["id"]) == ["101", "102", "103"]
    assert list(records.collaborations["target"]) == ["102", "103"]


def test_truths_stand_as_they_are_shown(path):
    partners = [[*PARTNERS[0], "responded_2024", "pilot"]]
    partners += [[*row, True, False] for row in PARTNERS[1:]]
    records = read_records(make(path, partners=partners))
    assert records.asked["answered"].tolist() == [True, True, True]
    assert list(records.partners["pilot"]) == ["FALSE"] * 3


def test_a_date_cell_is_its_day_and_a_time_is_text(path):
    ties = [[*TIES[0], "start", "end", "note"]]
    ties += [[*TIES[1], date(2023, 1, 10), datetime(2023, 2, 1, 12, 30), time(9, 30)]]
    ties += [[*TIES[2], "2023-01", None, None]]
    records = read_records(make(path, ties=ties)).collaborations
    assert list(records["start"]) == ["2023-01-10", "2023-01"]
    assert list(records["end"]) == ["2023-02-01", None]
    assert records["note"].iloc[0] == "09:30:00"


def test_dates_of_the_1904_system_are_the_same_days(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        form = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in {"partners": PARTNERS, "ties": [*TIES[:1], TIES[1]]}.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        sheet.write(0, 4, "start")
        sheet.write_datetime(1, 4, datetime(2023, 1, 10), form)
    assert list(read_records(path).collaborations["start"]) == ["2023-01-10"]


def test_a_formula_with_a_stored_value_is_its_value(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in {"partners": PARTNERS, "ties": TIES}.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        sheet.write_formula("D2", "=1+2", None, 3)
        sheet.write_formula("C3", '=IF(A1="","","")', None, "gone")
    rezipped(path, lambda name, data: data.replace(b"<v>gone</v>", b"<v></v>"))
    records = read_records(path).collaborations
    assert list(records["strength"]) == [3.0, 2.0]
    assert list(records["kind"]) == ["plans", ""]


def test_a_formula_that_nobody_worked_out_is_a_fault_at_its_cell(path):
    def formula(book):
        book["ties"]["D2"] = "=1+2"

    faults = refused(make(path, formula))
    assert "in cell D2" in faults["message"].iloc[0]


@pytest.mark.parametrize("prefix", [b"x:"])
def test_a_formula_is_found_in_a_sheet_with_a_prefix(path, prefix):
    def formula(book):
        book["ties"]["D2"] = "=1+2"

    def prefixed(name: str, data: bytes) -> bytes:
        if not name.endswith("sheet2.xml"):
            return data
        data = data.replace(b"</", b"\0").replace(b"<", b"<" + prefix).replace(b"\0", b"</" + prefix)
        return data.replace(b"xmlns=", b"xmlns:x=")

    faults = refused(rezipped(make(path, formula), prefixed))
    assert "in cell D2" in faults["message"].iloc[0]


def test_an_error_value_is_one_fault_and_not_shown_from_a_note(path):
    ties = [[*TIES[0], "Notes"], ["O1", "#N/A", "plans", 1, "ok"], ["O2", "O3", "plans", 1, "#REF!"]]
    faults = refused(make(path, ties=ties))
    assert list(zip(faults["row"], faults["column"], faults["value"], strict=True)) == [
        ("2", "target", "#N/A"),
        ("3", "Notes", ""),
    ]


def test_merged_cells_are_a_fault_with_their_range(path):
    faults = refused(make(path, lambda book: book["ties"].merge_cells("C2:C3")))
    assert faults["message"].iloc[0] == "merged cells C2:C3: unmerge them and fill each cell"


def test_titles_above_the_headers_are_skipped_and_said(path):
    titled = [["Who works with whom"], [], *TIES]
    for title in ("ties", "Sheet2"):
        book = make(path, lambda book, title=title: setattr(book["ties"], "title", title), ties=titled)
        records = read_records(book)
        assert list(records.collaborations["row"]) == [4, 5]
        assert messages(records) == ["above the headers, which stand in row 3: skipped"]


def test_hidden_sheets_and_filtered_rows_are_said(path):
    def hide(book):
        book["ties"].sheet_state = "hidden"
        book["partners"].auto_filter.ref = "A1:C4"
        book["partners"].row_dimensions[3].hidden = True
        book.create_sheet("old").sheet_state = "veryHidden"

    assert set(messages(read_records(make(path, hide)))) == {
        "this sheet is hidden: read all the same",
        "rows are hidden by a filter: read all the same",
        "this sheet is hidden so that only a program can show it: not read",
    }


def test_a_table_of_a_spreadsheet_program_is_read_as_cells(path):
    def tabled(book):
        book["ties"].add_table(Table(displayName="ties", ref="A1:D3"))

    assert read_records(make(path, tabled)).problems.empty


def test_a_number_shown_as_a_date_is_a_fault_in_a_column_of_numbers(path):
    def shown(book):
        book["ties"]["D2"].number_format = "dd/mm/yyyy"

    assert "format the column as a number" in refused(make(path, shown))["message"].iloc[0]


def test_a_day_beyond_all_calendars_is_a_fault_and_no_warning_escapes(path):
    def beyond(book):
        book["ties"]["D2"] = 99_999_999
        book["ties"]["D2"].number_format = "dd/mm/yyyy"

    assert "error value in cell D2" in refused(make(path, beyond))["message"].iloc[0]


def test_two_sheets_for_one_table_are_a_fault_that_names_both(path):
    faults = refused(make(path, Edges=TIES))
    assert "'ties', 'Edges'" in faults["message"].iloc[0]


def test_a_column_that_occurs_twice_does_not_hide_other_faults(path):
    ties = [["source", "target", "kind", "kind"], ["O1", "O9", "a", "b"]]
    faults = refused(make(path, ties=ties))
    assert list(faults["column"]) == ["kind", "target"]


def test_a_workbook_without_a_known_sheet_names_those_wanted_and_found(path):
    faults = refused(make(path, partners=[["a", "b"], [1, 2]], ties=[["c"], [1]]))
    assert set(faults["sheet"]) == {"ties", "partners"}
    empty = make(path, partners=[], ties=[])
    assert (
        "wanted are sheets partners and collaborations, found partners, ties"
        in (refused(empty)["message"].iloc[0])
    )


# -- As nobody should --


def test_a_text_under_the_name_of_a_workbook_is_told(path):
    path.write_text("id,name,sector\n", encoding="utf-8")
    assert "not a workbook, although its name ends so" in refused(path)["message"].iloc[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [("book.xlsx", "password-protected workbook or an old .xls"), ("old.xls", "damaged or incomplete")],
)
def test_an_old_xls_is_told_from_a_damaged_file(tmp_path, name, words):
    path = tmp_path / name
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert words in refused(path)["message"].iloc[0]


def test_a_zip_of_something_else_is_damaged(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "damaged or incomplete" in refused(path)["message"].iloc[0]


def test_an_entry_with_a_path_outside_is_a_warning_and_nothing_is_written(path):
    with zipfile.ZipFile(make(path), "a") as archive:
        archive.writestr("../../evil.txt", "evil")
    assert "nothing is unpacked to disk" in messages(read_records(path))[0]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/core.xml", "x.bin"]
)
def test_a_document_type_is_refused_in_every_part_and_encoding(path, encoding, part):
    evil = '<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a "aaaa">]>\n<r>&a;</r>'.encode(encoding)
    make(path)
    rezipped(path, lambda name, data: evil if name == part else data)
    with zipfile.ZipFile(path, "a") as archive:
        if part not in archive.namelist():
            archive.writestr(part, evil)
    assert "a document type declaration" in refused(path)["message"].iloc[0]


def test_a_part_in_an_encoding_that_hides_its_content_is_refused(path):
    hidden = b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE r>".encode("cp037")
    rezipped(make(path), lambda name, data: hidden if name.endswith("sheet1.xml") else data)
    assert "encoding cp037" in refused(path)["message"].iloc[0]


@pytest.mark.parametrize(("size", "count"), [(11_000_000, 1), (9_900_000, 11)])
def test_what_would_unpack_to_a_flood_is_refused_unopened(path, size, count, monkeypatch):
    with zipfile.ZipFile(make(path), "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(count):
            archive.writestr(f"xl/media/{number}.xml", bytes(size))
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    assert "refused: unpacked it would be" in refused(path)["message"].iloc[0]


def test_a_workbook_cut_off_anywhere_is_read_or_refused_in_words(path):
    whole = make(path).read_bytes()
    for length in range(0, len(whole), 211):
        path.write_bytes(whole[:length])
        with pytest.raises(RecordsError, match=r"book\.xlsx"):
            read_records(path)


def test_a_workbook_with_bytes_gone_wrong_is_read_or_refused_in_words(path):
    dice = random.Random(1)
    whole = make(path).read_bytes()
    for _ in range(80):
        bytes_of = bytearray(whole)
        for _ in range(dice.choice([1, 3, 20])):
            bytes_of[dice.randrange(len(bytes_of))] = dice.randrange(256)
        path.write_bytes(bytes(bytes_of))
        try:
            read_records(path)
        except SysmapError as error:
            assert "book.xlsx" in str(error) or "the records" in str(error)


def test_a_workbook_with_markup_gone_wrong_is_read_or_refused_in_words(path):
    dice = random.Random(2)
    whole = make(path).read_bytes()

    def spoiled(data: bytes) -> bytes:
        kind, at = dice.random(), dice.randrange(len(data))
        if kind < 0.3:
            return data[:at]
        if kind < 0.6:
            return data[:at] + data[at + dice.randrange(30) :]
        return data[:at] + dice.choice([b"<", b">", b'"', b"9", b"A", b"/", b"&"]) + data[at + 1 :]

    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        names = archive.namelist()
    for _ in range(80):
        path.write_bytes(whole)
        chosen = dice.choice(names)
        rezipped(path, lambda name, data, chosen=chosen: spoiled(data) if name == chosen else data)
        try:
            read_records(path)
        except SysmapError as error:
            assert "book.xlsx" in str(error) or "the records" in str(error)


def test_a_cell_at_the_far_corner_does_not_make_a_million_rows(path):
    def ghost(book):
        sheet: Worksheet = book["ties"]
        sheet.cell(1_048_576, 1).value = " "

    assert read_records(make(path, ghost)).summary["collaborations"] == 2


def test_two_sheets_of_one_name_are_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "partners"
    for row in (["name", "sector"], ["A", "NHS"], ["B", "NHS"], ["C", "NHS"]):
        book.active.append(row)
    book.create_sheet("ties").append(["source", "target"])
    book["ties"].append(["A", "B"])
    book.create_sheet("ties2").append(["source", "target"])
    book["ties2"].append(["B", "C"])
    book.save(tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"ties2"', b'"ties"')
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(RecordsError, match="two sheets have this name"):
        read_records(tmp_path / "x.xlsx")
