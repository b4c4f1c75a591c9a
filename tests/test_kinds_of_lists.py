"""Lists of ties and of partners as people head them: every tie with its strength and year, or a question."""

from __future__ import annotations

import openpyxl
import pytest

import sysmap as sm

H, K, L, T = (
    "Harbourside Council",
    "Kestrel NHS Foundation Trust",
    "Larkfield Age UK",
    "Thornbury Constabulary",
)
SHORT = {H: "H", K: "K", L: "L", T: "T"}


def ties(*files, **options) -> set[tuple]:
    """Read files; give ties by the letters of their ends, with strength and wave where there are any."""
    records = sm.read_records(*files, **options)
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    rows = records.collaborations
    found = set()
    for one, other, strength, wave in zip(
        rows["source"], rows["target"], rows["strength"].fillna(0), rows["wave"], strict=True
    ):
        ends = SHORT[names[one]] + SHORT[names[other]]
        found.add((ends, *([strength] if strength else []), *([wave] if wave else [])))
    return found


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def written(name: str, *rows: str, separator: str = ",") -> str:
    from pathlib import Path

    Path(name).write_text("\n".join(rows).replace(",", separator) + "\n", encoding="utf-8")
    return name


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        (["Organisation,Partner,How often", f"{H},{K},Weekly", f"{K},{L},Never", f"{L},{H},Monthly"],
         {("HK", 5), ("LH", 3)}),
        (["Organisation,Partner organisation,Strength", f"{H},{K},3", f"{H},{L},1", f"{L},{T},2"],
         {("HK", 3), ("HL", 1), ("LT", 2)}),
        (["Year,Organisation,Partner,Strength", f"2022,{H},{K},3", f"2024,{H},{L},1"],
         {("HK", 3, "2022"), ("HL", 1, "2024")}),
        (["Year,From,To,Strength", f"2022,{H},{K},3", f"2024,{H},{K},2", f"2024,{H},{L},1"],
         {("HK", 3, "2022"), ("HK", 2, "2024"), ("HL", 1, "2024")}),
        (["Organisation,Sector,Main partner,Second partner,Third partner", f"{H},Local authority,{K},{L},",
          f"{K},NHS provider,,,", f"{L},Voluntary,{T},,", f"{T},Police,,,"], {("HK",), ("HL",), ("LT",)}),
        (["Organisation,Primary partner,Other partners", f"{H},{K},{L}; {T}", f"{K},,", f"{L},{T},",
          f"{T},,"],
         {("HK",), ("HL",), ("HT",), ("LT",)}),
        (["Organisation,Partner A,Partner B", f"{H},{K},{L}", f"{K},,", f"{L},{T},", f"{T},,"],
         {("HK",), ("HL",), ("LT",)}),
        ([f",{H},{K},{L},{T},Count", f"{H},,3,1,0,2", f"{K},0,,0,0,0", f"{L},0,0,,2,1", f"{T},0,0,0,,0",
          "Count,0,1,1,1,3"], {("HK", 3), ("HL", 1), ("LT", 2)}),
        ([",1,2,3,4", f"1. {H},,3,1,0", f"2. {K},0,,0,0", f"3. {L},0,0,,2", f"4. {T},0,0,0,"],
         {("HK", 3), ("HL", 1), ("LT", 2)}),
        ([f"#,What organisation do you work for?,{H},{K},{L},{T},Submit Date (UTC)",
          f"abc,{H},,{K},{L},,2024-03-04 10:00:00", f"abd,{L},,,,{T},2024-03-04 10:00:00",
          f"abe,{K},,,,,2024-03-04 10:00:00"], {("HK",), ("HL",), ("LT",)}),
    ],
)  # fmt: skip
def test_every_tie_is_read_with_what_is_said_of_it(rows, right):
    assert ties(written("list.csv", *rows)) == right


def test_a_column_of_yes_and_no_beside_a_partner_is_asked_about():
    path = written(
        "a.csv", "Organisation,Works with,Still active?", f"{H},{K},Yes", f"{K},{L},No", f"{L},{H},Yes"
    )
    with pytest.raises(sm.RecordsError, match="in Still active.*\\n.*no means that there is no tie") as error:
        sm.read_records(path)
    lines = [line.partition("write: ")[2] for line in error.value.way_out[1:]]
    counts = [len(eval(line, {"sm": sm}).collaborations) for line in lines]
    assert counts == [2, 3]


def test_trust_beyond_its_numbers_is_no_tie():
    questions = [
        f"{stem} [{name}]" for stem in ("How often do you meet?", "How much do you trust?") for name in (H, K)
    ]
    path = written(
        "g.csv", ",".join(["Timestamp,Your organisation", *questions]), f"2024/03/04,{H},,Weekly,,5",
        f"2024/03/04,{K},Never,,3,",
    )  # fmt: skip
    with pytest.raises(sm.RecordsError, match="answered from 1 to 4"):
        sm.read_records(path)


@pytest.mark.parametrize("listed", [False, True])
def test_a_sheet_for_each_wave_is_read(listed):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in {"2022": [(H, K, 3), (K, L, 1)], "2024": [(H, K, 2), (H, L, 1)]}.items():
        sheet = book.create_sheet(title)
        for row in [("From", "To", "Strength"), *rows]:
            sheet.append(row)
    if listed:
        sheet = book.create_sheet("Partners")
        for row in [("name", "sector"), (H, "Council"), (K, "NHS provider"), (L, "Charity")]:
            sheet.append(row)
    book.save("waves.xlsx")
    assert ties("waves.xlsx") == {("HK", 3, "2022"), ("KL", 1, "2022"), ("HK", 2, "2024"), ("HL", 1, "2024")}


def way_out(*files) -> str:
    with pytest.raises(sm.RecordsError) as refused:
        sm.read_records(*files)
    return (
        refused.value.way_out[-1].partition("write: ")[2] or refused.value.way_out[-1].partition("again: ")[2]
    )


def test_the_way_out_keeps_direction_and_strength():
    path = written(
        "e.csv", "Receiving organisation,Sending organisation,Closeness", f"{K},{H},3", f"{L},{H},1"
    )
    assert '"source": "Sending organisation"' in way_out(path)
    assert '"strength": "Closeness"' in way_out(path)


def test_the_way_out_names_the_columns_of_both_tables():
    bodies = written(
        "p.csv", "Ref,Organisation,Type of body", f"A1,{H},Council", f"A2,{K},NHS provider", f"A3,{L},Charity"
    )
    links = written("e.csv", "Ref 1,Ref 2,Score", "A1,A2,3", "A2,A3,1")
    records = eval(way_out(bodies, links), {"sm": sm})
    assert sorted(records.partners["name"]) == [H, K, L]
    assert sorted(records.collaborations["strength"]) == [1, 3]


def test_the_row_to_write_has_the_separator_of_the_file():
    path = written("e.tsv", f"{H},{K}", f"{H},{L}", f"{L},{T}", separator="\t")
    assert way_out(path) == "source\ttarget"
    partners = written("p.csv", "id,name,sector", f"1,{H},Council", f"2,{K},NHS provider", f"3,{L},Charity")
    assert way_out(written("e.csv", f"{H},{K},3", f"{H},{L},1"), partners) == "source,target,strength"


def test_sheets_of_waves_may_be_lists_with_partners_beside():
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in {"2022": [(H, K, 3)], "2024": [(H, L, 1), (K, L, 1)]}.items():
        sheet = book.create_sheet(title)
        for row in [("Organisation", "Partner", "Strength"), *rows]:
            sheet.append(row)
    book.save("waves.xlsx")
    assert ties("waves.xlsx") == {("HK", 3, "2022"), ("HL", 1, "2024"), ("KL", 1, "2024")}


def test_a_column_for_each_year_is_a_wave_each():
    path = written("e.csv", "From,To,2022,2024", f"{H},{K},3,2", f"{H},{L},,1", f"{K},{L},0,1")
    right = {("HK", 3, "2022"), ("HK", 2, "2024"), ("HL", 1, "2024"), ("KL", 1, "2024")}
    assert ties(path) == right
    marks = written("m.csv", "From,To,Before,After", f"{H},{K},x,x", f"{H},{L},,x", f"{K},{L},x,")
    assert ties(marks) == {("HK", "Before"), ("HK", "After"), ("HL", "After"), ("KL", "Before")}


def test_a_column_for_each_year_beside_a_strength_is_asked_about():
    path = written("e.csv", "From,To,Strength,2022,2024", f"{H},{K},1,3,2", f"{H},{L},1,,1")
    with pytest.raises(sm.RecordsError, match="2022, 2024 seem to hold a wave each"):
        sm.read_records(path)


@pytest.mark.parametrize(
    ("names", "read"), [((H, "", K, "", L), True), ((H, "", K, K, L), False), ((H, K, "", L, T), False)]
)
def test_an_organisation_written_once_goes_on_in_blank_cells_below_it(names, read):
    partners = (K, L, T, H, H)
    path = written(
        "b.csv", "Organisation,Partner", *[f"{a},{b}" for a, b in zip(names, partners, strict=True)]
    )
    if read:
        assert ties(path) == {("HK",), ("HL",), ("KT",), ("KH",), ("LH",)}
        assert "taken for the organisation above" in " ".join(sm.read_records(path).problems["message"])
    else:
        with pytest.raises(sm.RecordsError, match="blank: the name of an organisation is needed"):
            sm.read_records(path)


def test_a_partnership_and_its_year_is_no_list_of_members():
    path = written("p.csv", "Partnership,Since", f"{H} - {K},2020", f"{K} - {L},2021", f"{L} - {T},2022")
    with pytest.raises(sm.RecordsError):
        sm.read_records(path)


def test_how_many_is_a_strength():
    path = written("e.csv", "Referrer,Referred to,Number of referrals", f"{H},{K},30", f"{K},{L},10")
    assert '"strength": "Number of referrals"' in way_out(path)


def test_numbers_beside_ties_are_said_with_the_line_that_reads_them():
    path = written("referrals.csv", "From,To,Referrals", f"{H},{K},12", f"{K},{L},5")
    said = " ".join(sm.read_records(path).problems["message"])
    records = eval(said.partition("If it is so, write: ")[2].partition(" sectors told")[0], {"sm": sm})
    assert sorted(records.collaborations["strength"]) == [5, 12]


def test_a_no_that_may_mean_no_tie_is_asked_about_beside_plain_ties():
    path = written("active.csv", "From,To,Works together", f"{H},{K},Yes", f"{K},{L},No longer")
    with pytest.raises(sm.RecordsError) as error:
        sm.read_records(path)
    lines = [line.partition("write: ")[2] for line in error.value.way_out[1:]]
    assert [len(eval(line, {"sm": sm}).collaborations) for line in lines] == [1, 2]


@pytest.mark.parametrize("answer", ["No longer", "Not currently", "not yet"])
def test_what_is_not_so_now_is_no_tie(answer):
    head = ",".join(["Organisation", H, K, L])
    path = written("grid.csv", head, f"{H},,Yes,{answer}", f"{K},Yes,,{answer}", f"{L},{answer},Yes,")
    assert ties(path) == {("HK", 1), ("KH", 1), ("LK", 1)}


def test_answers_are_no_partners_whatever_their_header_says():
    path = written("ab.csv", "Organisation A,Organisation B,Works together", f"{H},{K},Yes", f"{K},{L},No")
    with pytest.raises(sm.RecordsError) as error:
        sm.read_records(path)
    records = eval(error.value.way_out[-1].partition("write: ")[2], {"sm": sm})
    assert sorted(records.partners["name"]) == [H, K, L] and len(records.collaborations) == 1


@pytest.mark.parametrize(
    "head", ["Organisation,Works with,", "From,To,,Notes", "Organisation,Sector,Partner 1,"]
)
def test_organisations_in_a_column_without_a_header_beside_partners_are_partners(head):
    width = head.count(",")
    sector = "NHS," if "Sector" in head else ""
    rows = [f"{H},{sector}{K},{L}", f"{K},{sector}{L},{T}", f"{L},{sector}{H},"]
    path = written("wide.csv", head, *[row + "," * (width - row.count(",")) for row in rows])
    assert ties(path) == {("HK",), ("HL",), ("KL",), ("KT",), ("LH",)}
    assert "without a header" in " ".join(sm.read_records(path).problems["message"])


def test_an_acronym_of_one_organisation_of_the_list_means_it_and_is_said():
    path = written("a.csv", "Organisation;Works with", f'{H};"KNFT, LAU"', f"{K};LAU", f"{L};KNFT", f"{T};")
    # A separator that is no comma, so that the commas part names in a cell.
    assert ties(path) == {("HK",), ("HL",), ("KL",), ("LK",)}
    assert f"KNFT as {K}" in " ".join(sm.read_records(path).problems["message"])


def test_an_acronym_of_two_organisations_means_neither():
    both = ("Midshire County Council", "Midshire Carers Centre")
    path = written("a.csv", "Organisation,Works with", f"{both[0]},", f"{both[1]},", f"{H},MCC")
    records = sm.read_records(path)
    assert list(records.collaborations["target"]) == ["MCC"]


def test_amounts_alone_are_read_as_ties_by_the_line_that_is_shown():
    path = written("money.csv", "From,To,Amount", f"{H},{K},1200", f"{K},{L},17", f"{L},{H},3")
    with pytest.raises(sm.RecordsError) as error:
        sm.read_records(path)
    records = eval(error.value.way_out[-1].partition("write: ")[2], {"sm": sm})
    assert sorted(records.collaborations["strength"]) == [3, 17, 1200]


def test_several_organisations_in_a_cell_of_ties_are_a_tie_each():
    path = written("t.csv", "From;To", f'{H};"{K}\n{L}"', f'{K};"{L}; {T}"', f"{L};{T}")
    assert ties(path) == {("HK",), ("HL",), ("KL",), ("KT",), ("LT",)}


def test_a_comma_in_a_name_parts_no_tie():
    both = ("Health, Care and Housing Trust", "Age UK, Eastway")
    path = written("t.csv", "From;To", f"{both[0]};{both[1]}", f"{both[1]};{H}", f"{H};{both[0]}")
    assert sorted(sm.read_records(path).partners["name"]) == sorted([*both, H])


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        (["Project;Partners involved", f'Falls;"{H}; {K}"', f"Homes;{L}"], {("HF",), ("KF",), ("LH",)}),
        (["Board;Members", f'Falls board;"{H}, {K}"', f'Homes board;"{L}, {H}"'],
         {("HF",), ("KF",), ("LH",), ("HH",)}),
    ],
)  # fmt: skip
def test_all_who_take_part_in_one_cell_are_members_by_the_line_that_is_shown(rows, right):
    with pytest.raises(sm.RecordsError) as error:
        sm.read_records(written("m.csv", *rows))
    records = eval(error.value.way_out[-1].partition("write: ")[2], {"sm": sm})
    found = records.memberships
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    assert {
        (names[one][0] + group[0],) for one, group in found[["organisation", "forum"]].to_numpy()
    } == right


def test_columns_of_lists_with_words_of_their_own_are_kinds_of_tie():
    path = written(
        "k.csv", "Organisation;Sector;Funds;Close to", f'{H};Council;"{K}; {L}";{T}', f'{K};NHS;;"{H}, {T}"',
        f"{L};Voluntary;;{H}", f"{T};Police;{L};",
    )  # fmt: skip
    records = sm.read_records(path)
    assert {*records.collaborations["kind"]} == {"Funds", "Close to"} and len(records.collaborations) == 7
    assert not records.summary["survey"]


def test_columns_of_partners_with_words_of_their_own_are_read_by_the_line_that_is_shown():
    path = written(
        "k.csv", "Organisation,Funds,Refers to", f"{H},{K},{L}", f"{K},{L},{T}", f"{L},,{H}", f"{T},{L},{K}"
    )
    with pytest.raises(sm.RecordsError) as error:
        sm.read_records(path)
    records = eval(error.value.way_out[-1].partition("write: ")[2], {"sm": sm})
    assert {*records.collaborations["kind"]} == {"Funds", "Refers to"} and len(records.collaborations) == 7


def test_an_acronym_that_means_something_else_is_nobody_of_the_list():
    path = written("a.csv", "Organisation,Works with", "Northgate Housing Society,", f"{H},NHS", f"{K},{H}")
    assert "Northgate Housing Society" not in set(sm.read_records(path).collaborations["target"])
