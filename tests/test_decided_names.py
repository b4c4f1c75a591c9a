"""Names that a person decided reach every table and layout: an alias may stand where an organisation may."""

from __future__ import annotations

import pandas as pd
import pytest

import sysmap as sm
from sysmap.records.tables.declared import ORGANISATIONS, TABLES
from tests.depth import some
from tests.test_blanks import FULL
from tests.test_fuzz_shapes import CASES, SHAPES

ALIAS = "The old firm"
WAYS = ("id", "register", "another name")
WHERE = [(table, column) for table, columns in ORGANISATIONS.items() for column in columns]


def aliases(**meant: str) -> pd.DataFrame:
    return pd.DataFrame({"name_as_written": list(meant), "id": list(meant.values())})


def content(records) -> dict[str, str]:
    found = {name: getattr(records, name).to_csv() for name in (*TABLES, "blanks")}
    return found | {key: str(records.summary[key]) for key in ("respondents", "answers", "partners")}


def test_every_column_that_must_name_an_organisation_is_among_those_that_may():
    for name, table in TABLES.items():
        must = {column.name for column in table.columns if column.accepts == "organisation"}
        assert must <= set(ORGANISATIONS.get(name, ()))


@pytest.fixture(scope="module")
def usual() -> dict[str, str]:
    """What is read where everybody stands under the usual name."""
    return content(sm.read_records(**{name: pd.DataFrame(columns) for name, columns in FULL.items()}))


@pytest.mark.parametrize(
    ("table", "column", "by"),
    [(*where, by) for at, where in enumerate(WHERE) for by in some(WAYS, 1, at)],
)
def test_an_alias_may_stand_in_every_column_that_names_an_organisation(table, column, by, usual):
    given = {name: pd.DataFrame(columns) for name, columns in FULL.items()}
    meant = next(cell for cell in given[table][column] if cell in list("ABCDE"))
    renamed = {**given, table: given[table].replace({column: {meant: ALIAS}})}
    name = given["partners"].set_index("id")["name"][meant]
    register = pd.DataFrame({"id": ["E1"], "name": [name], "sector": ["local_authority"]})
    options = {
        "id": {"aliases": aliases(**{ALIAS: meant})},
        "register": {"aliases": aliases(**{ALIAS: "E1"}), "register": register},
        "another name": {"aliases": aliases(**{ALIAS: "E1", name: "E1"})},
    }
    assert content(sm.read_records(**renamed, **options[by])) == usual


def test_blanks_are_found_by_an_alias(tmp_path):
    given = {name: pd.DataFrame(columns) for name, columns in FULL.items()}
    for name in ("partners", "collaborations", "waves", "asked"):
        given[name].to_csv(tmp_path / f"{name}.csv", index=False)
    blanks = pd.DataFrame({"wave": ["2024"], "source": [ALIAS], "target": ["B"], "kind": ["plans"]})
    blanks.to_csv(tmp_path / "blanks.csv", index=False)
    records = sm.read_records(tmp_path, aliases=aliases(**{ALIAS: "A"}))
    assert records.blanks["source"].tolist() == ["A"]


# In each case one organisation, and where its name stands once more under another spelling.
SPELT = {
    "google_forms": "Northshire Police",
    "qualtrics": "Northshire Police",
    "surveymonkey": "Northshire Police",
    "ms_forms": "Northshire Police",
    "membership_list": "Northshire Police",
    "membership_matrix": "Northshire Police",
    "own_layout": "Northshire Police",
    "grants_360giving": "Northshire Community Foundation",
}


@pytest.mark.parametrize("name", SPELT)
def test_an_alias_means_the_same_organisation_in_every_layout(name, tmp_path):
    """Spell the first mention otherwise: with the decision there is nobody new, and the same is read."""
    case, real = CASES[name], SPELT[name]
    first = case["sources"][0]
    if first.endswith(".xlsx"):
        frame = pd.read_excel(SHAPES / first, dtype=object)
    else:
        frame = pd.read_csv(SHAPES / first, dtype=object, header=None, keep_default_na=False)
    cells = frame.to_numpy(dtype=object, copy=True)
    places = [(i, j) for i, row in enumerate(cells) for j, cell in enumerate(row) if cell == real]
    if not places:
        pytest.skip(f"{first} does not name {real} in a cell of its own")
    cells[places[-1]] = ALIAS
    changed = tmp_path / first
    out = pd.DataFrame(cells, columns=frame.columns)
    if first.endswith(".xlsx"):
        out.to_excel(changed, index=False)
    else:
        out.to_csv(changed, index=False, header=False)
    others = [SHAPES / source for source in case["sources"][1:]]
    usual = sm.read_records(SHAPES / first, *others, **case["options"])
    identity = usual.partners.set_index("name")["id"].get(real, real)
    decided = aliases(**{ALIAS: identity, real: identity})
    records = sm.read_records(changed, *others, **case["options"], aliases=decided)
    assert len(records.partners) == len(usual.partners)
    ends = ["source", "target"]

    def pairs(these):
        return sorted(map(tuple, these.collaborations[ends].replace(ALIAS, identity).to_numpy()))

    assert pairs(records) == pairs(usual)
    assert len(records.memberships) == len(usual.memberships)
    assert records.asked["answered"].tolist() == usual.asked["answered"].tolist()


def test_lists_of_two_waves_join_by_what_was_decided():
    first = pd.DataFrame(
        {"id": list("ABC"), "name": ["Alder", "Birch", "Cedar"], "sector": ["NHS", "Police", "Police"]}
    )
    second = pd.DataFrame({"name": ["Old Alder", "B", "C"], "sector": ["NHS", "Police", "Police"]})
    ties = pd.DataFrame({"source": ["Old Alder"], "target": ["B"]})
    given = {"2022": [first, pd.DataFrame({"source": ["A"], "target": ["B"]})], "2024": [second, ties]}
    records = sm.read_records(given, aliases=aliases(**{"Old Alder": "A"}))
    assert records.partners["id"].tolist() == list("ABC")
    assert records.collaborations["source"].tolist() == ["A", "A"]


def test_two_rows_of_one_list_stay_two_whatever_was_decided():
    partners = pd.DataFrame({"name": ["Alder", "Old Alder", "Cedar"], "sector": ["NHS", "NHS", "Police"]})
    ties = pd.DataFrame({"source": ["Alder"], "target": ["Cedar"]})
    records = sm.read_records(
        partners=partners, collaborations=ties, aliases=aliases(**{"Old Alder": "E1", "Alder": "E1"})
    )
    assert len(records.partners) == 3


def test_decisions_that_hold_at_different_times_decide_nothing_for_all_time():
    partners = pd.DataFrame(
        {"id": list("ABC"), "name": ["Alder", "Birch", "Cedar"], "sector": ["NHS", "Police", "Police"]}
    )
    decided = pd.DataFrame(
        {
            "name_as_written": ["Elm", "Elm"],
            "id": ["A", "B"],
            "valid_from": ["", "2023"],
            "valid_to": ["2022", ""],
        }
    )
    with pytest.raises(sm.RecordsError, match="is not a partner"):
        sm.read_records(
            partners=partners,
            collaborations=pd.DataFrame({"source": ["Elm"], "target": ["C"]}),
            aliases=decided,
        )
