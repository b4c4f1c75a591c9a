"""CSV files in every encoding, with every separator, and with rows gone wrong."""

from __future__ import annotations

import pytest

from sysmap.records.containers.csv_files import read_csv
from sysmap.records.problems import Origin, Problems
from sysmap.records.tables.declared import COLUMN_LIMIT

TEXT = "id,name,sector\nO1,Café,Council\nO2,St Mary’s,Police\n"


def read(tmp_path, content: str | bytes):
    """Return the raw table, and what was noted as (row, message)."""
    path = tmp_path / "x.csv"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    problems = Problems()
    found = read_csv(path, problems.at(Origin("x.csv")))
    return next(iter(found), None), [(problem.row, problem.message) for problem in problems.found]


def rows(frame) -> list[list[str]]:
    return frame.frame.to_numpy().tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_utf_8_and_every_line_end_are_read_without_a_word(tmp_path, encoding, end):
    frame, noted = read(tmp_path, TEXT.replace("\n", end).encode(encoding))
    assert list(frame.columns) == ["id", "name", "sector"]
    assert rows(frame) == [["O1", "Café", "Council"], ["O2", "St Mary’s", "Police"]]
    assert list(frame.index) == [2, 3]
    assert noted == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_utf_16_with_a_mark_is_read_and_said(tmp_path, encoding, separator):
    mark = "" if encoding == "utf-16" else "\ufeff"
    frame, noted = read(tmp_path, (mark + TEXT.replace(",", separator)).encode(encoding))
    assert rows(frame)[0] == ["O1", "Café", "Council"]
    assert noted[0] == ("", "read as UTF-16")


def test_windows_1252_is_read_and_said(tmp_path):
    frame, noted = read(tmp_path, TEXT.encode("cp1252"))
    assert rows(frame)[1][1] == "St Mary’s"
    assert "Windows-1252 (cp1252)" in noted[0][1]


def test_two_encodings_in_a_file_are_a_fault_at_the_first_row_that_differs(tmp_path):
    note = b'O0,"a note\nover lines",Council\n'
    mixed = b"id,name,sector\n" + note + "O1,Café,Council\n".encode() + "O2,Café,Police\n".encode("cp1252")
    frame, noted = read(tmp_path, mixed)
    assert frame is None
    assert noted[0][0] == "4"


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_found_with_a_mark_before_them(tmp_path, separator):
    frame, noted = read(tmp_path, ("\ufeff" + TEXT.replace(",", separator)).encode("utf-8"))
    assert list(frame.columns) == ["id", "name", "sector"]
    said = {";": ["columns are separated by a semicolon"], "|": ["columns are separated by a vertical bar"]}
    assert [message for _, message in noted] == said.get(separator, [])


@pytest.mark.parametrize(
    ("cells", "read_as"),
    [
        (("1,5", "2", "3,25"), ["1.5", "2", "3.25"]),
        (("1.200,50", "17", "0,5"), ["1200.50", "17", "0.5"]),
        # Thousands and texts are no decimals.
        (("1,200", "17", "2,300"), ["1,200", "17", "2,300"]),
        (("1,5", "some", "2"), ["1,5", "some", "2"]),
    ],
)
def test_decimal_commas_are_points_where_no_comma_parts_columns(tmp_path, cells, read_as):
    frame, noted = read(tmp_path, "name;strength\n" + "".join(f"A;{cell}\n" for cell in cells))
    assert list(frame["strength"]) == read_as
    assert any("decimal commas are read as points: strength" in said for _, said in noted) == (
        read_as != list(cells)
    )


def test_bars_in_the_texts_of_a_header_part_no_columns(tmp_path):
    frame, _ = read(tmp_path, "a|b|c,d\n1,2\n3,4\n")
    assert list(frame.columns) == ["a|b|c", "d"]


@pytest.mark.parametrize("header", ['"id"|"name"', "id : name", "id^name"])
def test_a_separator_of_another_kind_is_a_fault_that_shows_the_header(tmp_path, header):
    frame, noted = read(tmp_path, header + "\n1|2|3\n")
    assert frame is None
    assert noted[0][0] == "1" and header in noted[0][1]


def test_one_column_is_a_table(tmp_path):
    frame, noted = read(tmp_path, "name\nA\nB\n")
    assert rows(frame) == [["A"], ["B"]]
    assert noted == []


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b" \t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,,\n,,\n", b'""\n""']
)
def test_nothing_to_read_is_an_empty_file(tmp_path, content):
    frame, noted = read(tmp_path, content)
    assert frame is None
    assert "the file is empty" in noted[-1][1]


@pytest.mark.parametrize(
    ("row", "count"), [("O2,Police", 2), ("O2,A, B and C,Police", 4), ("O2,a,b,c,,", 4), ("O2", 1)]
)
def test_a_row_of_another_length_is_a_fault_with_both_counts(tmp_path, row, count):
    frame, noted = read(tmp_path, f"{TEXT}{row}\n")
    assert len(frame) == 2
    assert noted[0][0] == "4"
    assert noted[0][1].startswith(f"{count} values, but the header has 3 columns")


def test_blank_cells_after_the_last_column_carry_nothing(tmp_path):
    frame, noted = read(tmp_path, "id,name,,\nO1,A,,\nO2,B\nO3,C,,,,\n")
    assert rows(frame) == [["O1", "A"], ["O2", "B"], ["O3", "C"]]
    assert noted == []


def test_columns_without_a_header_are_kept_apart(tmp_path):
    frame, noted = read(tmp_path, ",,id\n1,2,O1\n")
    assert [name.strip() for name in frame.columns] == ["", "", "id"]
    assert frame.columns.is_unique
    assert noted == []


def test_blank_rows_are_counted_wherever_they_stand(tmp_path):
    frame, _ = read(tmp_path, "\n,,\n" + TEXT.replace("O2", "\n  \nO2") + ",,\n\n")
    assert frame.blank_rows == 6
    assert list(frame.index) == [4, 7]


def test_a_line_break_inside_quotation_marks_starts_no_row(tmp_path):
    frame, _ = read(tmp_path, 'id,name\nO1,"A\r\nB"\nO2,C\n')
    assert list(frame.index) == [2, 3]
    assert rows(frame)[0] == ["O1", "A\r\nB"]


@pytest.mark.parametrize("row", ['O3,"C,Police', 'O3,"C" D,Police', '"'])
def test_a_quotation_mark_that_is_not_closed_is_a_fault_at_its_row(tmp_path, row):
    frame, noted = read(tmp_path, f"{TEXT}{row}\nO4,D,Police\n")
    assert frame is None
    assert noted[0][0] == "4"
    assert "quotation mark opened in this row" in noted[0][1]


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_a_nul_byte_is_a_fault_at_its_row(tmp_path, end):
    frame, noted = read(tmp_path, TEXT.replace("Mary", "\0").replace("\n", end))
    assert frame is None
    assert noted[0][0] == "3"


def test_titles_above_the_headers_are_skipped_and_said(tmp_path):
    frame, noted = read(tmp_path, "Partners of Northshire\n\n" + TEXT)
    assert list(frame.columns) == ["id", "name", "sector"]
    assert list(frame.index) == [4, 5]
    assert noted == [
        ("1", "above the headers, which stand in row 3: skipped"),
    ]


def test_a_column_that_occurs_twice_is_named(tmp_path):
    frame, noted = read(tmp_path, "id, id ,name\n1,2,3\n")
    assert frame.columns.is_unique
    assert noted == [("1", "the column 'id' occurs 2 times: rename or remove one")]


def test_too_many_columns_are_refused(tmp_path):
    header = ",".join(f"c{number}" for number in range(COLUMN_LIMIT + 1))
    assert read(tmp_path, f"{header}\n")[0] is None


def test_a_cell_kept_from_running_as_a_formula_is_the_text_it_was(tmp_path):
    frame, _ = read(tmp_path, "id,name\n'=1+1,'tis\n'-2,''=3\n")
    assert rows(frame) == [["=1+1", "'tis"], ["-2", "'=3"]]


def test_a_cell_longer_than_the_module_csv_allows_is_read(tmp_path):
    import csv

    before = csv.field_size_limit()
    frame, _ = read(tmp_path, f"id,name\n1,{'x' * 200_000}\n")
    assert len(rows(frame)[0][1]) == 200_000
    assert csv.field_size_limit() == before
