"""What others say of an organisation: `measures/ratings.py` and `network/ratings.py`."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import agrees, partners, worked_out

import sysmap as sm

EVERYONE = dict.fromkeys("ABCDE", "NHS")
# Who rates whom: reliability, mission, openness.
TRUST = {"AE": (4, 3, 2), "BE": (3, 3, 2), "CE": (2, 3, 2), "AB": (4, 4, 4), "CB": (4, 4, 4)}
NOBODY = "no_raters"
WORKED = {
    "trust": {"A": NOBODY, "B": "too_few_raters", "C": NOBODY, "D": NOBODY, "E": (3 + 3 + 2) / 3},
    "value": {"A": NOBODY, "B": NOBODY, "C": NOBODY, "D": NOBODY, "E": (1 + 2 + 4) / 3},
}


def rated(rows: list[dict[str, object]], **options: object) -> sm.SystemMap:
    records = sm.read_records(
        partners=partners(EVERYONE), collaborations=pd.DataFrame(rows), sectors="as written"
    )
    return sm.build_map(records, **options)


@pytest.fixture
def system() -> sm.SystemMap:
    items = ("trust_reliability", "trust_mission", "trust_openness")
    rows = [
        {"source": a, "target": b, **dict(zip(items, values, strict=True))}
        for (a, b), values in TRUST.items()
    ]
    # One column for value: that is its one item.
    value = {"AE": 1, "BE": 2, "CE": 4}
    return rated([{**row, "value": value.get(row["source"] + row["target"])} for row in rows])


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(system: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, system), WORKED[measure])


def test_the_number_of_raters_stands_beside_the_mean(system: sm.SystemMap) -> None:
    assert sm.organisation_scores(system, "trust").footnotes["trust"] == {"E": "3 raters"}


def test_a_small_system_without_ratings_has_no_raters(small: sm.SystemMap) -> None:
    assert set(worked_out("trust", small).values()) == {NOBODY}


def test_an_item_that_nobody_answered_leaves_the_mean_undefined() -> None:
    rows = [{"source": one, "target": "E", "trust_reliability": 3, "trust_mission": 2} for one in "ABC"]
    assert worked_out("trust", rated(rows))["E"] == NOBODY


def test_a_rater_counts_once_however_many_records_say_so() -> None:
    rows = [{"source": "A", "target": "E", "kind": kind, "trust": 1} for kind in ("plans", "refers", "funds")]
    rows += [{"source": one, "target": "E", "kind": "plans", "trust": 4} for one in "BC"]
    assert worked_out("trust", rated(rows))["E"] == 3


def test_who_reported_a_tie_is_the_rater() -> None:
    rows = [{"source": "E", "target": one, "reported_by": one, "trust": 2} for one in "ABC"]
    assert worked_out("trust", rated(rows))["E"] == 2


def test_ratings_do_not_depend_on_the_kinds_chosen() -> None:
    rows = [
        {"source": one, "target": "E", "kind": kind, "trust": 2}
        for one, kind in zip("ABC", "xxy", strict=True)
    ]
    assert worked_out("trust", rated(rows, kinds="x"))["E"] == 2
