"""Workbooks as partnership managers keep them: where the tables stand, and what around them is said."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

import sysmap as sm
from sysmap.errors import RecordsError
from tests.test_workbooks import messages

PARTNERS = [
    ["Name", "Sector"],
    ["Northgate Council", "Local authority"],
    ["Eastway NHS Trust", "NHS provider"],
    ["Millbrook Mind", "Voluntary"],
    ["Westfield Police", "Police"],
]
NAMES = [row[0] for row in PARTNERS[1:]]
TIES = [
    ["Source", "Target", "Strength"],
    ["Northgate Council", "Eastway NHS Trust", 3],
    ["Northgate Council", "Millbrook Mind", 2],
    ["Eastway NHS Trust", "Westfield Police", 2],
]
MATRIX = [
    ["", *NAMES],
    [NAMES[0], None, 3, 2, 1],
    [NAMES[1], 3, None, 0, 2],
    [NAMES[2], 2, 0, None, 1],
    [NAMES[3], 1, 2, 1, None],
]


def book(folder, sheets: dict[str, list[list]], change=None):
    """Write a workbook with these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if change:
        change(made)
    path = folder / "own.xlsx"
    made.save(path)
    return path


def ties(records) -> list[tuple]:
    return sorted(zip(records.collaborations["source"], records.collaborations["target"], strict=True))


def said(records) -> str:
    return "\n".join(messages(records))


def right(records):
    assert ties(records) == sorted((source, target) for source, target, _ in TIES[1:])
    assert sorted(records.partners["name"]) == sorted(NAMES)


def refused(*sources, **frames):
    with pytest.raises(RecordsError) as error:
        sm.read_records(*sources, **frames)
    return error.value.problems


# -- Where a table stands --


def test_titles_and_blank_rows_above_are_skipped_and_said(tmp_path):
    above = [["Partnership survey"], ["Prepared for the board", None, "March 2024"], []]
    records = sm.read_records(book(tmp_path, {"a": PARTNERS, "b": [*above, *TIES]}))
    right(records)
    assert list(records.collaborations["row"]) == [5, 6, 7]
    assert "above the headers, which stand in row 4: skipped" in said(records)


def test_a_fault_below_titles_names_the_row_and_cell_of_the_spreadsheet(tmp_path):
    wrong = [["Title"], [], *([None, *row] for row in [*TIES, ["Northgate Council", "Nobody", 1]])]
    faults = refused(book(tmp_path, {"a": PARTNERS, "b": wrong}))
    assert list(faults[faults["severity"] == "fault"]["row"]) == ["7"]
    with pytest.raises(RecordsError, match=r"C7"):
        sm.read_records(tmp_path / "own.xlsx")


def test_a_title_that_names_a_person_is_not_repeated(tmp_path):
    records = sm.read_records(book(tmp_path, {"a": PARTNERS, "b": [["Jane Smith"], [], *TIES]}))
    assert "Jane" not in said(records)


@pytest.mark.parametrize("turned", [False, True])
def test_two_tables_side_by_side_are_read_and_said(tmp_path, turned):
    left, other = (TIES, PARTNERS) if turned else (PARTNERS, TIES)
    long = max(len(left), len(other))
    padded = [[*rows, *[[None] * len(rows[0])] * (long - len(rows))] for rows in (left, other)]
    rows = [[*one, None, *two] for one, two in zip(*padded, strict=True)]
    records = sm.read_records(book(tmp_path, {"Sheet1": rows}))
    right(records)
    assert "one of 2 tables in one sheet or file" in said(records)


def test_a_blank_column_inside_one_table_does_not_part_it(tmp_path):
    rows = [[name, sector, None, place] for (name, sector), place in
            zip(PARTNERS, ["Place", *["Riverside"] * 4], strict=True)]  # fmt: skip
    records = sm.read_records(book(tmp_path, {"partners": rows, "ties": TIES}))
    assert set(records.partners["place"]) == {"Riverside"}


def test_two_tables_one_below_the_other_are_read(tmp_path):
    records = sm.read_records(book(tmp_path, {"Sheet1": [*PARTNERS, [], ["Who works with whom"], *TIES]}))
    right(records)
    assert list(records.collaborations["row"]) == [9, 10, 11]


def test_a_list_of_partners_above_a_matrix_is_read(tmp_path):
    records = sm.read_records(book(tmp_path, {"Sheet1": [["Partners"], *PARTNERS, [], *MATRIX]}))
    assert len(records.collaborations) == 10
    assert set(records.partners["sector"]) == {
        "Local authority",
        "NHS provider",
        "Voluntary and community",
        "Police and justice",
    }


def test_notes_below_a_table_are_set_aside_and_said(tmp_path):
    notes = [[], ["Note: as reported in spring."], ["Figures were checked with every partner in May."]]
    records = sm.read_records(book(tmp_path, {"a": [*PARTNERS, *notes], "b": TIES}))
    right(records)
    assert "taken for notes and set aside" in said(records)
    assert records.summary["cells"]["set_aside"]["in notes below a table"] == 2


def test_headings_inside_a_list_are_set_aside_and_give_no_sector(tmp_path):
    rows = [PARTNERS[0], ["Councils"], PARTNERS[1], ["Health"], *PARTNERS[2:]]
    records = sm.read_records(book(tmp_path, {"a": rows, "b": TIES}))
    right(records)
    assert "a heading alone" in said(records)


def test_one_organisation_without_its_sector_is_no_heading(tmp_path):
    rows = [*PARTNERS[:3], ["Police"], *PARTNERS[3:]]
    assert "row" in refused(book(tmp_path, {"a": rows, "b": TIES}))


def test_headers_said_again_are_set_aside(tmp_path):
    records = sm.read_records(book(tmp_path, {"a": PARTNERS, "b": [*TIES[:2], [], TIES[0], *TIES[2:]]}))
    right(records)
    assert "the headers again" in said(records)


def test_a_sheet_of_notes_is_not_read_and_said(tmp_path):
    notes = [["How to use this workbook"], ["Fill in one row for each organisation that you work with."]]
    records = sm.read_records(book(tmp_path, {"Read me": notes, "a": PARTNERS, "b": TIES}))
    right(records)
    assert "holds notes and no table" in said(records)


def test_a_merged_title_is_no_fault(tmp_path):
    path = book(
        tmp_path, {"a": PARTNERS, "b": [["Ties"], *TIES]}, lambda made: made["b"].merge_cells("A1:C1")
    )
    right(sm.read_records(path))


def test_a_first_column_merged_down_is_filled_down_and_said(tmp_path):
    rows = [TIES[0], TIES[1], [None, *TIES[2][1:]], TIES[3]]
    path = book(tmp_path, {"a": PARTNERS, "b": rows}, lambda made: made["b"].merge_cells("A2:A3"))
    records = sm.read_records(path)
    right(records)
    assert "merged cells A2:A3 in the first column" in said(records)


def test_other_merged_cells_among_rows_are_a_fault(tmp_path):
    path = book(tmp_path, {"a": PARTNERS, "b": TIES}, lambda made: made["b"].merge_cells("C2:C3"))
    assert "merged cells C2:C3" in refused(path)["message"].iloc[0]


def test_headers_in_two_rows_under_merged_groups_are_read_as_one(tmp_path):
    rows = [
        ["Organisation", "Sector", "Partners", None],
        [None, None, "Partner 1", "Partner 2"],
        [*PARTNERS[1], NAMES[1], NAMES[2]],
        [*PARTNERS[2], NAMES[3], None],
        [*PARTNERS[3], NAMES[0], None],
        [*PARTNERS[4], None, None],
    ]

    def merge(made):
        for area in ("A1:A2", "B1:B2", "C1:D1"):
            made["w"].merge_cells(area)

    records = sm.read_records(book(tmp_path, {"w": rows}, merge))
    assert len(records.collaborations) == 4
    assert "headers in two rows" in said(records)


def test_hidden_rows_and_columns_are_said(tmp_path):
    def hide(made):
        made["b"].row_dimensions[3].hidden = True
        made["b"].column_dimensions["C"].hidden = True

    records = sm.read_records(book(tmp_path, {"a": PARTNERS, "b": TIES}, hide))
    right(records)
    assert "1 hidden row: read all the same" in said(records)
    assert "hidden column C: read all the same" in said(records)


def test_a_csv_file_with_a_title_and_semicolons_is_read(tmp_path):
    text = "Who works with whom, 2024\n\nSource;Target\n" + "".join(f"{a};{b}\n" for a, b, _ in TIES[1:])
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    right(sm.read_records(path, partners=pd.DataFrame(PARTNERS[1:], columns=PARTNERS[0])))


# -- Lists with the partners of each organisation --


def wide(cells: list[str], header: str = "Works with") -> pd.DataFrame:
    return pd.DataFrame({"Organisation": NAMES, "Sector": [row[1] for row in PARTNERS[1:]], header: cells})


@pytest.mark.parametrize("mark", ["; ", ", ", "\n", " and "])
def test_several_partners_in_one_cell_are_told_apart(mark):
    records = sm.read_records(wide([mark.join(NAMES[1:3]), NAMES[3], "", "none"]))
    assert ties(records) == sorted([(NAMES[0], NAMES[1]), (NAMES[0], NAMES[2]), (NAMES[1], NAMES[3])])


def test_a_name_with_commas_and_and_is_kept_whole():
    frame = wide(["Harbour, Quay and Docks CIC, Millbrook Mind", "", "", "Northgate Council"])
    frame.loc[4] = ["Harbour, Quay and Docks CIC", "Voluntary", ""]
    assert (NAMES[0], "Harbour, Quay and Docks CIC") in ties(sm.read_records(frame))


def test_pieces_of_which_it_is_not_known_whether_they_are_names_are_refused():
    faults = refused(wide(["Foo, Bar, Eastway NHS Trust", "", "", ""]))
    assert "cannot be told" in faults["message"].iloc[0]


def test_organisations_named_only_as_partners_are_added_and_said():
    records = sm.read_records(wide(["Town Library", NAMES[0], "", NAMES[0]]), sectors="infer")
    assert "Town Library" in set(records.partners["name"])
    assert "named only as partners of others" in said(records)


def test_numbered_columns_of_kind_and_strength_go_with_their_partner():
    frame = pd.DataFrame(
        {
            "Organisation": NAMES[:2],
            "Partner 1": [NAMES[1], NAMES[0]],
            "Partner1 type": ["funds", "refers to"],
            "Strength 1": [3, 2],
            "Partner 2": [NAMES[2], None],
            "Partner2 type": ["refers to", None],
            "Strength 2": [1, None],
        }
    )
    made = sm.read_records(frame).collaborations
    assert list(zip(made["target"], made["kind"], made["strength"], strict=True)) == [
        (NAMES[1], "funds", 3.0),
        (NAMES[2], "refers to", 1.0),
        (NAMES[0], "refers to", 2.0),
    ]


def test_projects_with_their_partners_are_no_organisations_with_theirs():
    refused(pd.DataFrame({"Project": ["Alpha", "Beta"], "Partner 1": NAMES[:2], "Partner 2": NAMES[2:]}))


# -- Matrices --


def squared(cells=MATRIX) -> pd.DataFrame:
    return pd.DataFrame(cells[1:], columns=["Organisation", *cells[0][1:]], dtype=object)


def test_numbered_columns_are_the_rows_in_their_order():
    frame = squared().set_axis(["Organisation", "1", "2", "3", "4"], axis=1)
    frame["Organisation"] = [f"{at}. {name}" for at, name in enumerate(NAMES, start=1)]
    assert ties(sm.read_records(frame)) == ties(sm.read_records(squared()))


def test_rows_without_names_are_taken_in_the_order_of_the_columns_and_it_is_said():
    records = sm.read_records(squared().drop(columns="Organisation"))
    assert ties(records) == ties(sm.read_records(squared()))
    assert "no column names the rows" in said(records)


def test_ticks_are_ties_without_a_strength():
    cells = [["", *NAMES], *([row[0], *("x" if cell else cell for cell in row[1:])] for row in MATRIX[1:])]
    records = sm.read_records(
        squared([row if at == 0 else [c or None for c in row] for at, row in enumerate(cells)])
    )
    assert len(records.collaborations) == 10
    assert records.collaborations["strength"].isna().all()


def test_kinds_in_the_cells_are_a_tie_each():
    cells = [
        ["", *NAMES],
        [NAMES[0], None, "Refers; Funds", "Funds", None],
        [NAMES[1], "Refers", None, None, None],
        [NAMES[2], None, None, None, None],
        [NAMES[3], None, "Refers", None, "n/a"],
    ]
    made = sm.read_records(squared(cells)).collaborations
    assert sorted(made["kind"]) == ["Funds", "Funds", "Refers", "Refers", "Refers"]


def test_unknown_words_of_a_scale_are_no_kinds():
    cells = [[c if not isinstance(c, int) else "Hardly ever" for c in row] for row in MATRIX]
    assert (
        "Hardly ever" in refused(squared(cells))["message"].iloc[0] + refused(squared(cells))["value"].iloc[0]
    )


def test_whatever_stands_on_the_diagonal_is_no_tie():
    cells = [list(row) for row in MATRIX]
    for at in range(1, 5):
        cells[at][at] = "x"
    assert ties(sm.read_records(squared(cells))) == ties(sm.read_records(squared()))


def test_names_of_rows_and_columns_that_differ_are_refused_with_both():
    message = refused(squared().rename(columns={NAMES[2]: "Mind of Millbrook"}))["message"].iloc[0]
    assert "Millbrook Mind" in message
    assert "Mind of Millbrook" in message


def test_half_a_matrix_gives_each_tie_once():
    cells = [
        [c if not at or place <= at else None for place, c in enumerate(r)] for at, r in enumerate(MATRIX)
    ]
    assert len(sm.read_records(squared(cells)).collaborations) == 5


def test_two_matrices_in_one_sheet_need_titles_that_tell_them_apart(tmp_path):
    records = sm.read_records(book(tmp_path, {"m": [["Before"], *MATRIX, [], ["After"], *MATRIX]}))
    assert sorted(set(records.collaborations["wave"])) == ["After", "Before"]
    assert "nothing that tells them apart" in "".join(
        refused(book(tmp_path, {"m": [*MATRIX, [], *MATRIX]}))["message"]
    )


# -- Attendance --


def test_a_register_gives_memberships_and_apologies_are_none():
    frame = pd.DataFrame(
        {
            "Organisation": NAMES[:3],
            "Name": ["Jane Smith", "John Brown", "Mary Jones"],
            "12/01/2024": ["✓", "Apols", "✓"],
            "09/02/2024": ["✓", "✓", "A"],
        }
    )
    records = sm.read_records(frame)
    assert sorted(zip(records.memberships["organisation"], records.memberships["start"], strict=True)) == [
        (NAMES[1], "2024-02-09"),
        (NAMES[2], "2024-01-12"),
        (NAMES[0], "2024-01-12"),
        (NAMES[0], "2024-02-09"),
    ]
    assert "apologies and absences: no attendance" in said(records)
    assert "about people: not read" in said(records)
    assert "Smith" not in repr(records) + said(records)


@pytest.mark.parametrize("marks", [["✓", "x", "✓"], ["A", "A", ""], ["✓", "Q", ""]])
def test_marks_that_may_mean_two_things_are_refused(marks):
    refused(pd.DataFrame({"Organisation": NAMES[:3], "Jan 2024": marks, "Feb 2024": marks}))


def test_a_list_of_attendances_leaves_out_who_was_not_present():
    frame = pd.DataFrame(
        {
            "Meeting": ["Board"] * 3,
            "Date": ["2024-01-12"] * 3,
            "Organisation": NAMES[:3],
            "Present": ["Yes", "No", "Yes"],
        }
    )
    assert sorted(sm.read_records(frame).memberships["organisation"]) == sorted([NAMES[0], NAMES[2]])


def test_the_heads_of_minutes_give_memberships_without_people(tmp_path):
    path = tmp_path / "minutes.csv"
    path.write_text(
        "Partnership Board\n12 March 2024\nPresent:\n"
        '"Jane Smith, Northgate Council"\nJohn Brown (Eastway NHS Trust)\nApologies: Town Council\n\n'
        "Partnership Board 9 April 2024\nPresent:\nNorthgate Council\nMillbrook Mind\n",
        encoding="utf-8",
    )
    records = sm.read_records(path)
    assert sorted(zip(records.memberships["organisation"], records.memberships["start"], strict=True)) == [
        (NAMES[1], "2024-03-12"),
        (NAMES[2], "2024-04-09"),
        (NAMES[0], "2024-03-12"),
        (NAMES[0], "2024-04-09"),
    ]
    assert "Jane" not in said(records) + str(records.partners.to_dict())


def test_who_may_be_a_person_in_minutes_is_refused_without_being_named(tmp_path):
    path = tmp_path / "minutes.csv"
    path.write_text("Board 12 March 2024\nPresent:\nNorthgate Council\nAoibheann Xu\n", encoding="utf-8")
    faults = refused(path)
    assert "a person or an organisation?" in faults["message"].iloc[0]
    assert "Aoibheann" not in str(faults.to_dict())


# -- Matrices with groups, and with names written in two ways --


def test_rows_of_groups_above_the_names_of_a_matrix_are_skipped_and_said(tmp_path):
    groups = [[None, "Statutory", None, "Others", None]]

    def merged(made):
        made["a"].merge_cells("A1:E1")
        made["a"].merge_cells("B2:C2")
        made["a"].merge_cells("D2:E2")

    plain = sm.read_records(book(tmp_path, {"a": [*groups, *MATRIX]}))
    titled = sm.read_records(book(tmp_path, {"a": [["Who works with whom"], *groups, *MATRIX]}, merged))
    for records in (plain, titled):
        assert len(records.collaborations) == 10
        assert sorted(records.partners["name"]) == sorted(NAMES)
    assert "above the headers, which stand in row 3: skipped" in said(titled)


@pytest.mark.parametrize(
    "above",
    [
        ["Northgate", "Eastway Trust", "Millbrook", "Westfield Constabulary"],
        ["NC", "ENT", "MM", "WP"],
        ["A", "B", "C", "D"],
    ],
)
def test_columns_of_a_matrix_that_are_called_otherwise_than_its_rows_are_paired_and_said(tmp_path, above):
    counted = above[0] == "A"
    rows = [[f"{above[at]}. {row[0]}" if counted else row[0], *row[1:]] for at, row in enumerate(MATRIX[1:])]
    records = sm.read_records(book(tmp_path, {"a": [["", *above], *rows]}))
    whole = sm.read_records(book(tmp_path, {"a": MATRIX}))
    assert len(records.partners) == 4
    assert [*records.collaborations["strength"]] == [*whole.collaborations["strength"]]
    assert {*NAMES[:3]} <= {*records.partners["name"]}
    assert "in other words" in said(records)


@pytest.mark.parametrize(
    "above",
    [
        # Of another order, so that nothing says whose a column is; and of names of two rows each.
        ["Group", "Millbrook", "Circle", "Northgate"],
        ["Hull", "Leeds", "York", "Selby"],
    ],
)
def test_names_of_columns_that_cannot_be_paired_are_not_paired_by_guess(tmp_path, above):
    refused(book(tmp_path, {"a": [["", *above], *MATRIX[1:]]}))


def test_cells_of_notes_sheets_are_counted(tmp_path):
    records = sm.read_records(
        book(tmp_path, {"Notes": [["Read this"], ["and that"]], "a": PARTNERS, "b": TIES})
    )
    assert records.summary["cells"]["set_aside"]["in sheets of notes"] == 1


def test_ticks_that_say_of_what_kind_organisations_are_are_no_matrix(tmp_path):
    names = ["Harbourside Council", "Kestrel NHS Trust", "Thornbury Police"]
    kinds = ["Organisation", "Council", "NHS Trust", "Police"]
    rows = [[name, *["x" if at == place else None for place in range(3)]] for at, name in enumerate(names)]
    try:
        records = sm.read_records(book(tmp_path, {"a": [kinds, *rows]}))
    except RecordsError:
        return
    assert len(records.memberships) == 3 and records.collaborations.empty


def test_a_row_of_sectors_above_the_names_of_a_matrix_is_skipped(tmp_path):
    sectors = [row[1] for row in PARTNERS[1:]]
    rows = [["", "Sector", *sectors[:3], sectors[0]], ["Organisation", "", *NAMES]]
    rows += [[row[0], sector, *row[1:]] for row, sector in zip(MATRIX[1:], sectors, strict=True)]
    records = sm.read_records(book(tmp_path, {"a": rows}))
    assert sorted(records.partners["name"]) == sorted(NAMES) and len(records.collaborations) == 10
