"""Systems that others have measured: figures printed in the literature and by other programs."""

from __future__ import annotations

import networkx as nx
import pytest
from conftest import draw, worked_out

import sysmap as sm


@pytest.fixture(scope="module")
def karate() -> sm.SystemMap:
    """Zachary's club, by the side that members took."""
    graph = nx.karate_club_graph()
    sides = {f"k{node:02}": side for node, side in graph.nodes(data="club")}
    return draw(" ".join(f"k{a:02}-k{b:02}" for a, b in graph.edges), **sides)


@pytest.mark.parametrize(
    ("measure", "printed"),
    [
        ("mean_partners", 4.5882),
        ("density", 0.139037),
        ("cross_share", 0.141026),
        ("ei_index", -0.717949),
        ("integration_ratio", 0.273756),
        ("cross_density", 0.038062),
        ("within_density", 0.246324),
        ("cross_efficiency", 0.384717),
        ("cross_distance", 2.927336),
        ("degree_centralisation", 0.399621),
        ("weak_points", 1),
    ],
)
def test_a_measure_of_the_club_is_as_printed(karate: sm.SystemMap, measure: str, printed: float) -> None:
    assert worked_out(measure, karate) == pytest.approx(printed, abs=10 ** -len(str(printed).split(".")[-1]))


@pytest.mark.parametrize(
    ("measure", "printed"),
    [
        ("partners", (16, 10, 6, 17)),
        ("cross_partners", (1, 4, 1, 3)),
        ("organisation_ei", (-0.875, -0.2, -0.6667, -0.6471)),
        ("betweenness", (231.0714, 75.8508, 73.0095, 160.5516)),
        ("constraint", (0.155423, 0.185177, 0.244575, 0.156419)),
        ("coordinator", (87, 5, 7, 78)),
        ("consultant", (0, 6, 0, 3)),
        ("gatekeeper", (15, 23, 5, 40)),
        ("representative", (15, 23, 5, 40)),
        ("liaison", (0, 0, 0, 0)),
    ],
)
def test_a_measure_of_its_members_is_as_printed(
    karate: sm.SystemMap, measure: str, printed: tuple[float, ...]
) -> None:
    values = worked_out(measure, karate)
    assert [values[f"k{node:02}"] for node in (0, 2, 31, 33)] == pytest.approx(printed, abs=1e-4)


@pytest.mark.parametrize(
    ("role", "printed"),
    [
        ("coordinator", 255),
        ("consultant", 10),
        ("gatekeeper", 128),
        ("representative", 128),
        ("liaison", 0),
    ],
)
def test_a_role_sums_to_the_figure_printed(karate: sm.SystemMap, role: str, printed: int) -> None:
    assert sum(worked_out(role, karate).values()) == printed


@pytest.mark.parametrize(
    ("measure", "printed"),
    [
        ("mean_partners", 2.6667),
        ("density", 0.190476),
        ("degree_centralisation", 0.274725),
        ("weak_points", 4),
    ],
)
def test_a_measure_of_the_florentine_families_is_as_printed(measure: str, printed: float) -> None:
    system = draw(" ".join(f"{a}-{b}" for a, b in nx.florentine_families_graph().edges))
    assert worked_out(measure, system) == pytest.approx(printed, abs=1e-4)


@pytest.mark.parametrize(
    ("measure", "printed"), [("betweenness", 47.5), ("constraint", 0.209877), ("partners", 6)]
)
def test_a_measure_of_the_medici_is_as_printed(measure: str, printed: float) -> None:
    system = draw(" ".join(f"{a}-{b}" for a, b in nx.florentine_families_graph().edges))
    assert worked_out(measure, system)["Medici"] == pytest.approx(printed, abs=1e-6)


@pytest.mark.parametrize(
    ("measure", "printed"),
    [
        ("mean_partners", 3.6),
        ("density", 0.4),
        ("degree_centralisation", 1 / 3),
        ("weak_points", 2),
    ],
)
def test_a_measure_of_the_kite_is_as_printed(measure: str, printed: float) -> None:
    system = draw(" ".join(f"k{a}-k{b}" for a, b in nx.krackhardt_kite_graph().edges))
    assert worked_out(measure, system) == pytest.approx(printed, abs=1e-6)


def test_betweenness_in_the_kite_is_as_printed() -> None:
    system = draw(" ".join(f"k{a}-k{b}" for a, b in nx.krackhardt_kite_graph().edges))
    assert worked_out("betweenness", system)["k7"] == 14
