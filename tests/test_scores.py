"""Scores by organisation and by sector: `findings/scores.py`."""

from __future__ import annotations

import math

import networkx as nx
import pytest
from conftest import agrees, draw

import sysmap as sm
from sysmap.findings.scores import _homophily

NHS, POLICE, VOLUNTARY = "NHS", "Police", "Voluntary"
# Within AB BC, DE, FG; between AD BD CD (NHS and Police), CF (NHS and Voluntary), DF (Police and Voluntary).
WORKED = {
    "organisations": {NHS: 3, POLICE: 2, VOLUNTARY: 3},
    "answered": {NHS: 3, POLICE: 1, VOLUNTARY: 2},
    "within_ties": {NHS: 2, POLICE: 1, VOLUNTARY: 1},
    "between_ties": {NHS: 4, POLICE: 4, VOLUNTARY: 2},
    "sector_ei": {
        NHS: (4 - 2 * 2) / (4 + 2 * 2),
        POLICE: (4 - 2 * 1) / (4 + 2 * 1),
        VOLUNTARY: (2 - 2 * 1) / (2 + 2 * 1),
    },
    # Ties both ways: arcs inside, less those that chance gives, of all arcs less those that chance gives.
    "coleman_homophily": {
        NHS: (4 - 8 * 2 / 7) / (8 - 8 * 2 / 7),
        POLICE: (2 - 6 * 1 / 7) / (6 - 6 * 1 / 7),
        VOLUNTARY: (2 - 4 * 2 / 7) / (4 - 4 * 2 / 7),
    },
    "isolates": {NHS: 0, POLICE: 0, VOLUNTARY: 1},
}
# Out of NHS: AB BA BC inside, AD BD; into it DA DB DC FC. Police: DE inside, out DA DB DC DF, in AD BD FD.
# Voluntary: FG inside, out FC FD, in DF.
WORKED_ON_ARCS = {
    "within_ties": {NHS: 3, POLICE: 1, VOLUNTARY: 1},
    "between_ties": {NHS: 2 + 4, POLICE: 4 + 3, VOLUNTARY: 2 + 1},
    "sector_ei": {
        NHS: (6 - 2 * 3) / (6 + 2 * 3),
        POLICE: (7 - 2 * 1) / (7 + 2 * 1),
        VOLUNTARY: (3 - 2 * 1) / (3 + 2 * 1),
    },
    "coleman_homophily": {
        NHS: (3 - 5 * 2 / 7) / (5 - 5 * 2 / 7),
        POLICE: (1 - 5 * 1 / 7) / (5 - 5 * 1 / 7),
        VOLUNTARY: (1 - 3 * 2 / 7) / (3 - 3 * 2 / 7),
    },
}


@pytest.mark.parametrize("measure", WORKED)
def test_a_score_of_sectors_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(sm.sector_scores(small)[measure].to_dict(), WORKED[measure])


@pytest.mark.parametrize("measure", WORKED_ON_ARCS)
def test_a_score_of_sectors_on_arcs_is_the_one_worked_by_hand(arrows: sm.SystemMap, measure: str) -> None:
    assert agrees(sm.sector_scores(arrows)[measure].to_dict(), WORKED_ON_ARCS[measure])


def test_the_table_of_sectors_has_the_columns_agreed_and_a_value_by_hand_for_each(
    small: sm.SystemMap,
) -> None:
    assert list(sm.sector_scores(small).columns) == list(WORKED)


def test_sectors_are_sorted_and_unknown_is_none_of_them(small: sm.SystemMap) -> None:
    assert list(sm.sector_scores(small).index) == [NHS, POLICE, VOLUNTARY]


def test_ties_are_those_within_and_half_of_those_between(small: sm.SystemMap) -> None:
    scores = sm.sector_scores(small)
    assert scores["within_ties"].sum() + scores["between_ties"].sum() / 2 == small.mixing.ties


def reasons(system: sm.SystemMap) -> dict[str, dict[str, str]]:
    scores = sm.sector_scores(system)
    found = scores.undefined
    for measure in scores:
        blank = set(scores.index[scores[measure].isna()])
        assert blank == set(found.get(measure, {})), measure
    return found


def test_who_answered_in_a_sector_is_undefined_where_it_was_not_recorded() -> None:
    assert reasons(draw("A-B", A=NHS, B=POLICE))["answered"] == dict.fromkeys((NHS, POLICE), "not_recorded")


def test_a_sector_without_ties_leans_nowhere() -> None:
    found = reasons(draw("A-B", A=NHS, B=POLICE, C=VOLUNTARY, D=VOLUNTARY))
    assert found["sector_ei"] == {VOLUNTARY: "no_ties"}
    assert found["coleman_homophily"][VOLUNTARY] == "no_ties"


def test_a_single_sector_leans_nowhere() -> None:
    found = reasons(draw("A-B B-C", A=NHS, B=NHS, C=NHS))
    assert found["sector_ei"] == found["coleman_homophily"] == {NHS: "single_sector"}


def test_a_single_sector_without_ties_has_no_ties_first() -> None:
    found = reasons(draw(A=NHS, B=NHS, C=NHS))
    assert found["sector_ei"] == found["coleman_homophily"] == {NHS: "no_ties"}


def test_a_sector_of_one_member_has_no_preference() -> None:
    assert reasons(draw("A-B B-C", A=NHS, B=POLICE, C=POLICE))["coleman_homophily"] == {NHS: "single_member"}


def test_an_isolate_works_with_nobody_whatever_its_sector() -> None:
    scores = sm.sector_scores(draw("A-U", A=NHS, B=NHS, C=POLICE))
    assert scores["isolates"].to_dict() == {NHS: 1, POLICE: 1}


@pytest.mark.parametrize(
    ("inside", "leaving", "size", "printed"), [(45, 60, 60, 0.38125), (20, 40, 40, 0.175)]
)
def test_colemans_own_example_is_worked_out_without_his_approximation(
    inside: int, leaving: int, size: int, printed: float
) -> None:
    # The exact shares are 59/99 and 39/99 of his 100 pupils.
    by_chance = leaving * (size - 1) / 99
    assert _homophily(inside, leaving, size, 100) == ((inside - by_chance) / (leaving - by_chance), "")
    assert _homophily(inside, leaving, size, 100)[0] == pytest.approx(printed, abs=5e-4)


def test_a_sector_that_avoids_its_own_prefers_others_by_less_than_zero() -> None:
    by_chance = 10 * 6 / 8
    assert _homophily(1, 10, 7, 9) == ((1 - by_chance) / by_chance, "")
    assert _homophily(0, 10, 7, 9) == (-1, "")


def test_scores_of_the_club_are_as_printed() -> None:
    graph = nx.karate_club_graph()
    sides = {f"k{node:02}": side for node, side in graph.nodes(data="club")}
    scores = sm.sector_scores(draw(" ".join(f"k{a:02}-k{b:02}" for a, b in graph.edges), **sides))
    assert scores["within_ties"].tolist() == [35, 32]
    assert scores["between_ties"].tolist() == [11, 11]
    assert scores["sector_ei"].tolist() == pytest.approx([-0.728395, -0.706667], abs=1e-6)
    assert scores["coleman_homophily"].tolist() == pytest.approx([0.736383, 0.715294], abs=1e-6)


def test_the_lean_of_a_sector_sums_the_ties_of_its_members(small: sm.SystemMap) -> None:
    leaning = sm.organisation_scores(small, ["partners", "cross_partners"])
    members = leaning.loc[["A", "B", "C"]].sum()
    outside, everyone = members["cross_partners"], members["partners"]
    assert sm.sector_scores(small).at[NHS, "sector_ei"] == (2 * outside - everyone) / everyone


def test_organisations_stand_by_name_in_the_order_of_their_ids(small: sm.SystemMap) -> None:
    scores = sm.organisation_scores(small)
    assert list(scores.index) == list("ABCDEFGHU")
    assert scores.index.name == "organisation"


def test_every_measure_of_organisations_is_a_column(small: sm.SystemMap) -> None:
    known = [name for name, entry in sm.catalogue.items() if entry.level == "organisation"]
    assert list(sm.organisation_scores(small).columns) == known


def test_undefined_scores_are_blank_and_have_their_reason_by_name(small: sm.SystemMap) -> None:
    scores = sm.organisation_scores(small, "organisation_ei")
    assert scores.undefined == {"organisation_ei": {"H": "isolate", "U": "sector_unknown"}}
    assert scores["organisation_ei"].isna().tolist() == [name in "HU" for name in scores.index]


def test_an_isolate_of_unknown_sector_is_an_isolate_first() -> None:
    scores = sm.organisation_scores(draw("A-B", A=NHS, B=POLICE, C="unknown"), "organisation_ei")
    assert scores.undefined["organisation_ei"] == {"C": "isolate"}


def test_a_measure_of_the_system_is_referred_to_the_scorecard(small: sm.SystemMap) -> None:
    with pytest.raises(sm.ChoiceError, match="integration"):
        sm.organisation_scores(small, "density")


def test_scores_are_a_fresh_table_each_time(small: sm.SystemMap) -> None:
    one, other = sm.organisation_scores(small, "partners"), sm.sector_scores(small)
    for scores in (one, other):
        frame = scores.to_frame()
        frame.loc[:, :] = 99
    assert one["partners"]["A"] == one.at["A", "partners"] == 2
    assert other.at[NHS, "organisations"] == 3


def test_a_map_without_organisations_has_tables_without_rows() -> None:
    assert sm.organisation_scores(draw()).empty
    assert len(sm.sector_scores(draw())) == 0


def test_a_bound_of_zero_to_one_holds_for_shares_of_sectors(small: sm.SystemMap) -> None:
    scores = sm.sector_scores(small)[["sector_ei", "coleman_homophily"]]
    assert all(-1 <= value <= 1 for value in scores.to_numpy().ravel() if not math.isnan(value))
