"""With whom each organisation works: `measures/ego.py`."""

from __future__ import annotations

import pytest
from conftest import agrees, draw, worked_out

import sysmap as sm

# Partners by sector: A: NHS 1, Police 1. B: NHS 2, Police 1. C: one of each. D: NHS 3, Police 1, Voluntary 1.
# E: Police. F: one of each. G: Voluntary (and U). U: Voluntary.
WORKED = {
    "partners": {"A": 2, "B": 3, "C": 3, "D": 5, "E": 1, "F": 3, "G": 2, "H": 0, "U": 1},
    "cross_partners": {
        **{"A": 1, "B": 1, "C": 2, "D": 4, "E": 0, "F": 2, "G": 0, "H": 0},
        "U": "sector_unknown",
    },
    "organisation_ei": {
        "A": (1 - 1) / (1 + 1),
        "B": (1 - 2) / (1 + 2),
        "C": (2 - 1) / (2 + 1),
        "D": (4 - 1) / (4 + 1),
        "E": (0 - 1) / (0 + 1),
        "F": (2 - 1) / (2 + 1),
        "G": (0 - 1) / (0 + 1),
        "H": "isolate",
        "U": "sector_unknown",
    },
    "sectors_reached": {
        **{"A": 1, "B": 1, "C": 2, "D": 2, "E": 0, "F": 2, "G": 0, "H": 0},
        "U": "sector_unknown",
    },
    "partner_diversity": {
        "A": (1 - 1 / 4 - 1 / 4) / (1 - 1 / 3),
        "B": (1 - 4 / 9 - 1 / 9) / (1 - 1 / 3),
        "C": 1,
        "D": (1 - 9 / 25 - 1 / 25 - 1 / 25) / (1 - 1 / 3),
        "E": 0,
        "F": 1,
        "G": 0,
        "H": "isolate",
        "U": 0,
    },
}


@pytest.mark.parametrize("measure", WORKED)
@pytest.mark.parametrize("report", ["small", "arrows"])
def test_a_value_is_the_one_worked_by_hand_whichever_way_ties_point(
    measure: str, report: str, request: pytest.FixtureRequest
) -> None:
    assert agrees(worked_out(measure, request.getfixturevalue(report)), WORKED[measure])


def test_one_tie_is_flagged_beside_the_diversity_of_partners(small: sm.SystemMap) -> None:
    notes = sm.organisation_scores(small, "partner_diversity").footnotes["partner_diversity"]
    assert notes == {"E": "one tie", "U": "one tie"}


@pytest.mark.parametrize("measure", ["sectors_reached", "partner_diversity"])
def test_one_sector_leaves_outlook_undefined(measure: str) -> None:
    assert set(worked_out(measure, draw("A-B B-C", A="x", B="x", C="x")).values()) == {"single_sector"}


def test_partners_of_unknown_sector_alone_leave_diversity_undefined() -> None:
    assert worked_out("partner_diversity", draw("A-U", A="x", B="y"))["A"] == "isolate"


def test_all_partners_in_other_sectors_evenly_is_full_diversity() -> None:
    system = draw("A-B A-C", A="x", B="y", C="x")
    assert worked_out("partner_diversity", system)["A"] == 1
