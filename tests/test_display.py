"""Scores as people are shown them: `findings/display.py`."""

from __future__ import annotations

import networkx as nx
import pytest
from conftest import draw

import sysmap as sm
from sysmap.findings.display import as_shown, cross_pairs_of_others


def test_routes_are_shares_of_the_pairs_that_could_take_them() -> None:
    graph = nx.karate_club_graph()
    sides = {f"k{node:02}": side for node, side in graph.nodes(data="club")}
    club = draw(" ".join(f"k{a:02}-k{b:02}" for a, b in graph.edges), **sides)
    scores = sm.organisation_scores(club, ["betweenness", "cross_betweenness"])
    shown, labels = as_shown(scores, club)
    assert shown.at["k00", "cross_betweenness"] == pytest.approx(0.5428, abs=1e-4)
    assert shown.at["k00", "betweenness"] == pytest.approx(231.0714 / (33 * 32 / 2), abs=1e-6)
    assert labels["betweenness"] == "Betweenness (share of pairs)"


def test_pairs_between_sectors_leave_the_organisation_out(small: sm.SystemMap, arrows: sm.SystemMap) -> None:
    # NHS 3, Police 2, Voluntary 3: 21 pairs, 5 of them with one of NHS or Voluntary, 6 with one of Police.
    assert cross_pairs_of_others(small.arrays).tolist() == [16, 16, 16, 15, 15, 16, 16, 16, 21]
    assert cross_pairs_of_others(arrows.arrays).tolist() == [32, 32, 32, 30, 30, 32, 32, 32, 42]


def test_without_direction_the_boundary_role_stands_once(small: sm.SystemMap) -> None:
    shown, labels = as_shown(sm.organisation_scores(small), small)
    assert "representative" not in shown
    assert labels["gatekeeper"] == "Boundary role"


def test_on_arrows_both_roles_stand(arrows: sm.SystemMap) -> None:
    shown, labels = as_shown(sm.organisation_scores(arrows), arrows)
    assert (labels["gatekeeper"], labels["representative"]) == ("Gatekeeper", "Representative")
    assert {"gatekeeper", "representative"} <= set(shown)


def test_scores_are_left_as_they_are(small: sm.SystemMap) -> None:
    scores = sm.organisation_scores(small)
    before = scores.copy()
    as_shown(scores, small)
    assert scores.equals(before)
