"""A blank is no text anywhere: any column of any table or layout may be blank, in two waves and in a copy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, zip_longest
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sysmap as sm
from sysmap.errors import SysmapError
from sysmap.records.names.register import read_register
from sysmap.records.tables.declared import TABLES
from sysmap.records.values.missing import with_blanks
from tests.depth import some
from tests.test_fuzz_shapes import CASES, SHAPES, damaged_rows

BLANKS = [None, float("nan"), pd.NA, pd.NaT, "", " ", "nan", "-"]
FULL = {
    "partners": {
        "id": list("ABCDE"),
        "name": ["Northgate Council", "Eastway NHS Trust", "Millbrook Mind", "Westfield Police", "Care Team"],
        "sector": ["Council", "NHS", "Voluntary", "Police", "Council"],
        "place": ["X", "X|Y", "Y", "X", "X"],
        "parent": ["", "", "", "", "A"],
        "identifiers": ["GSS:E10000027", "", "GB-CHC:1145080", "", ""],
        "opened": ["2001", "", "", "", ""],
        "closed": ["", "", "", "", "2030"],
        "note": ["n", "", "", "", ""],
        "own": ["a", "b", "", "d", "e"],
        "responded_2022": ["y", "y", "n", "not asked", "y"],
    },
    "collaborations": {
        "source": list("ABCA"),
        "target": list("BCDC"),
        "kind": ["plans", "refers", "plans", "plans"],
        "strength": ["1", "2", "3", "1"],
        "wave": ["2022", "2022", "2024", "2024"],
        "directed": ["n", "y", "n", "n"],
        "start": ["2021", "", "", ""],
        "end": ["2023", "", "", ""],
        "reported_by": ["A", "respondent 2", "C", "A"],
        "trust": ["1", "2", "3", "4"],
        "value": ["2", "3", "", "1"],
        "trust_openness": ["1", "", "", ""],
        "note": ["x", "", "", ""],
    },
    "memberships": {
        "organisation": list("ABC"),
        "forum": ["x", "x", "y"],
        "role": ["chair", "member", ""],
        "unit": ["u", "", ""],
        "wave": ["2022", "2024", "2024"],
        "start": ["2021", "", ""],
        "end": ["2025", "", ""],
        "note": ["", "m", ""],
    },
    "forums": {
        "forum": ["x", "y"],
        "kind": ["board", ""],
        "host": ["A", ""],
        "place": ["X", ""],
        "start": ["2018", ""],
        "end": ["2025", ""],
        "planned_end": ["2026", ""],
        "note": ["", "n"],
    },
    "asked": {
        "wave": ["2024"] * 3,
        "organisation": list("ABC"),
        "answered": ["y", "y", "n"],
        "respondents": ["2", "1", ""],
        "mode": ["web", "", ""],
    },
    "money": {
        "source": ["A", "x"],
        "target": ["B", "C"],
        "amount": ["10", "20"],
        "currency": ["GBP", ""],
        "basis": ["budget", ""],
        "precision": ["about", ""],
        "start": ["2020", ""],
        "end": ["2024", ""],
        "note": ["", "n"],
    },
    "succession": {
        "from": ["Z", "D"],
        "to": ["A", "C"],
        "date": ["2023-01-01", "2023-06-01"],
        "kind": ["rename", "absorbed"],
        "source": ["s", ""],
        "note": ["", "n"],
    },
    "places": {"place": ["X", "Y"], "code": ["E10000027", ""], "kind": ["county", ""], "parent": ["", "X"]},
    "programmes": {
        "programme": ["P", "Q"],
        "place": ["X", "Y"],
        "enabler": ["e1", ""],
        "aim": ["a", ""],
        "arm": ["comparison", ""],
        "start": ["2020", ""],
        "end": ["2025", ""],
    },
    "waves": {
        "wave": ["2022", "2024"],
        "label": ["First", ""],
        "start": ["2022-01-01", "2024-01-01"],
        "end": ["2022-12-31", "2024-12-31"],
        "question": ["q", ""],
        "scale": ["1 to 3", ""],
        "cap": ["5", ""],
    },
    "facts": {
        "subject": ["system:x", "partner:A"],
        "measure": ["savings", "b"],
        "value": ["14", "2"],
        "unit": ["%", ""],
        "precision": ["about", ""],
        "start": ["2020", ""],
        "end": ["2021", ""],
        "source": ["s", ""],
    },
}
Place = tuple[str, str, object]
COLUMNS = [(table, column) for table, columns in FULL.items() for column in columns]
# Of the columns that reading adds, those that are texts.
ADDED = {"sector_key", "family", "sector_source", "name_as_written"}


def test_every_column_of_every_table_is_tried():
    assert set(FULL) == set(TABLES)
    for name, columns in FULL.items():
        missing = set(TABLES[name].names) - set(columns)
        assert all(TABLES[name][column].accepts == "rating" for column in missing), missing


def kept(records) -> None:
    """Check that what is missing is missing in one way, by what each column accepts."""
    for name, table in TABLES.items():
        frame = getattr(records, name)
        for column in frame.columns:
            accepts = table[column].accepts if column in table.names else ""
            own = name == "partners" and (
                column in ADDED or column not in (*table.names, "row", "waves_listed")
            )
            for cell in frame[column]:
                if accepts in ("text", "organisation") or (own and column != "sector"):
                    assert isinstance(cell, str), (name, column, cell)
                elif accepts in ("sector", "date"):
                    assert cell is None or isinstance(cell, str), (name, column, cell)
                elif accepts == "yesno":
                    assert cell is None or isinstance(cell, bool | np.bool_), (name, column, cell)


def read(*sources, **options):
    """Read records, check what is missing in them, and draw every map; None where they are refused."""
    try:
        records = sm.read_records(*sources, **options)
    except SysmapError as error:
        assert str(error)
        return None
    kept(records)
    repr(records)
    for wave in records.waves_in_order or (None,):
        assert len(sm.build_map(records, wave=wave).organisations) <= len(records.partners)
    return records


def read_blank(places: list[Place]):
    """Read all tables with these columns of them blank; None where that is refused."""
    given = {name: pd.DataFrame(columns) for name, columns in FULL.items()}
    for table, column, blank in places:
        given[table] = given[table].assign(**{column: pd.Series([blank] * len(given[table]), dtype=object)})
    return read(**given)


def sets_read(places: list[Place]) -> Iterator[sm.Records]:
    """Read with all these columns blank at once; where that is refused with half of them, down to each."""
    records = read_blank(places)
    if records is not None:
        yield records
    elif len(places) > 1:
        half = len(places) // 2
        yield from sets_read(places[:half])
        yield from sets_read(places[half:])


# Columns that are refused where they are blank are tried each by itself; of the others one of each table
# at once.
REFUSED = [
    ("partners", "id"), ("partners", "responded_2022"), ("collaborations", "wave"), ("money", "target"),
    ("succession", "date"),
]  # fmt: skip
BLANK = [(*pair, blank) for pair, blank in zip(COLUMNS, cycle(BLANKS), strict=False)]
NEEDED = [place for place in BLANK if place[1] in TABLES[place[0]].required or place[:2] in REFUSED]
OTHERS = [[place for place in BLANK if place[0] == table and place not in NEEDED] for table in FULL]
AT_ONCE = [[place for place in rank if place] for rank in zip_longest(*OTHERS)]


@pytest.mark.parametrize(
    "places", [*([place] for place in NEEDED), *AT_ONCE], ids=lambda places: "-".join(places[0][:2])
)
def test_a_blank_column_of_a_table_is_read_or_refused(tmp_path, places):
    for number, records in enumerate(sets_read(places)):
        folder = tmp_path / f"saved {number}"
        sm.save(records, folder)
        again = read(folder)
        assert again is not None, "what was read and saved is refused"
        assert again.collaborations["source"].tolist() == records.collaborations["source"].tolist()


# The case, the column that is blank, whether its wave comes first, and whether the other is plain tables.
WAYS = [(True, True), (False, False), (True, False), (False, True)]
IN_LAYOUTS = [
    (name, column, *WAYS[(place + place // 12 + step) % 4])
    for place, name in enumerate(CASES)
    for step, column in enumerate(some(range(12), 1, 5 * place))
]


@pytest.mark.parametrize(("name", "column", "first", "plain"), IN_LAYOUTS)
def test_a_blank_column_of_a_layout_is_read_or_refused_in_two_waves_and_saved(
    tmp_path, name, column, first, plain
):
    folder = tmp_path

    def damage(rows):
        return [
            [*row[:column], "", *row[column + 1 :]] if number and column < len(row) else row
            for number, row in enumerate(rows)
        ]

    case = CASES[name]
    whole, blank = [], []
    for place, source in enumerate(case["sources"]):
        data = (SHAPES / source).read_bytes()
        is_table = Path(source).suffix in (".csv", ".xlsx")
        for paths, content in (
            (whole, data),
            (blank, damaged_rows(source, data, damage) if is_table and not place else data),
        ):
            paths.append(folder / ("whole" if paths is whole else "blank") / source)
            paths[-1].parent.mkdir(exist_ok=True)
            paths[-1].write_bytes(content)
    if plain:
        whole = [folder / "partners.csv", folder / "collaborations.csv"]
        partners = {
            "id": ["1", "2", "3"],
            "name": ["Northshire Police", "Lantern", "Mill"],
            "sector": ["Police"] * 3,
        }
        pd.DataFrame(partners).to_csv(whole[0], index=False)
        pd.DataFrame({"source": ["1", "2"], "target": ["2", "3"]}).to_csv(whole[1], index=False)
    waves = [whole, blank] if first else [blank, whole]
    records = read(dict(zip(("2022", "2024"), waves, strict=True)), **({} if plain else case["options"]))
    if records is not None:
        sm.save(records, folder / "saved")
        assert read(folder / "saved") is not None


SURVEY = """Timestamp,Your organisation,With [Northgate Council],With [Eastway NHS Trust],With [Town Library]
2024/03/04 10:00,Northgate Council,,Weekly,Monthly
2024/03/04 10:00,Eastway NHS Trust,Weekly,,Never
"""


@pytest.fixture
def two_waves(tmp_path):
    """Return partners and ties of one wave, and a survey of the next that names one organisation more."""
    (tmp_path / "partners.csv").write_text(
        "id,name,sector\n1,Northgate Council,Council\n2,Eastway NHS Trust,NHS\n3,Millbrook Mind,Voluntary\n",
        encoding="utf-8",
    )
    (tmp_path / "ties.csv").write_text("source,target\n1,2\n2,3\n", encoding="utf-8")
    (tmp_path / "survey.csv").write_text(SURVEY, encoding="utf-8")
    return {"2022": [tmp_path / "partners.csv", tmp_path / "ties.csv"], "2024": tmp_path / "survey.csv"}


def test_a_survey_after_a_list_of_partners_is_read_with_the_organisations_of_that_list(two_waves, tmp_path):
    records = sm.read_records(two_waves)
    found = records.partners.set_index("name")
    new = {"Town Library": "Town Library"}
    listed = {"Northgate Council": "1", "Eastway NHS Trust": "2", "Millbrook Mind": "3"}
    assert found["id"].to_dict() == listed | new
    assert found["sector"].isna().to_dict()["Town Library"]
    assert found["waves_listed"].to_dict() == {
        "Northgate Council": ("2022", "2024"), "Eastway NHS Trust": ("2022", "2024"),
        "Millbrook Mind": ("2022",), "Town Library": ("2024",),
    }  # fmt: skip
    # Who is only on the list of the other wave was not asked in this one.
    assert sorted(records.asked["organisation"]) == ["1", "2", "Town Library"]
    again = tmp_path / "saved"
    sm.save(records, again)
    assert sm.read_records(again).waves_in_order == records.waves_in_order == ("2022", "2024")
    assert sm.read_records(again).partners["id"].tolist() == records.partners["id"].tolist()


def test_the_order_of_the_waves_does_not_decide_who_is_who(two_waves):
    turned = dict(reversed(two_waves.items()))
    assert set(sm.read_records(turned).partners["id"]) == {"1", "2", "3", "Town Library"}


REGISTER = {
    "id": ["N1", "N2"],
    "name": ["Northshire Police", "Southshire Police"],
    "kind": ["current", ""],
    "sector": ["Police", ""],
    "valid_from": ["2001-01-01", ""],
    "valid_to": ["", "2030-01-01"],
    "source": ["s", ""],
}


@pytest.mark.parametrize(
    ("column", "blank"),
    [(column, blank) for place, column in enumerate(REGISTER) for blank in some(BLANKS[:6], 2, 2 * place)],
)
def test_a_register_and_decisions_may_hold_blanks(tmp_path, column, blank):
    frame = pd.DataFrame(REGISTER).assign(**{column: pd.Series([blank, blank], dtype=object)})
    partners = pd.DataFrame(
        {"name": ["Northshire Police", "Mill", "Lantern"], "sector": ["Police", "NHS", "NHS"]}
    )
    ties = pd.DataFrame({"source": ["Mill"], "target": ["Lantern"]})
    try:
        register = read_register(frame)
    except SysmapError:
        return
    read(partners=partners, collaborations=ties, register=register)
    aliases = pd.DataFrame(
        {"name_as_written": [blank, "Millers"], "id": ["Mill", blank], "valid_from": [blank] * 2}
    )
    read(partners=partners, collaborations=ties, aliases=aliases)


def test_columns_that_were_joined_are_missing_in_one_way():
    frame = pd.concat(
        [pd.DataFrame({"name": ["A"], "own": ["x"]}), pd.DataFrame({"name": ["B"], "opened": ["2001"]})]
    )
    joined = with_blanks("partners", frame)
    assert joined["own"].tolist() == ["x", ""]
    assert joined["opened"].tolist() == [None, "2001"]
