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
    with pytest.raises(sm.RecordsError, match="Still active.*if no means that there is no tie"):
        sm.read_records(path)


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


def test_a_column_for_each_year_is_asked_about():
    path = written("e.csv", "From,To,2022,2024", f"{H},{K},3,2", f"{H},{L},,1")
    with pytest.raises(sm.RecordsError, match="2022, 2024 seem to hold a wave each"):
        sm.read_records(path)


def test_how_many_is_a_strength():
    path = written("e.csv", "Referrer,Referred to,Number of referrals", f"{H},{K},30", f"{K},{L},10")
    assert '"strength": "Number of referrals"' in way_out(path)
