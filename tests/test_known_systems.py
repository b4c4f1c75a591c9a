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
        ("odds_ratio", 8.259867),
        ("yules_q", 0.784014),
        ("freeman_segregation", 0.726244),
        ("density_ratio", 0.154522),
        ("ei_rescaled", -0.717949),
        ("sector_modularity", 0.358235),
        ("sector_assortativity", 0.717531),
        ("spectral_segregation", 0.899202),
        ("transitivity", 0.255682),
        ("mean_distance", 2.408200),
        ("global_efficiency", 0.492008),
        ("betweenness_centralisation", 0.405557),
        ("connectedness", 1),
        ("fragmentation", 0),
        ("krackhardt_efficiency", 0.914773),
        ("core_periphery_fit", 0.431475),
        ("largest_core", 4),
        ("cross_bridges", 0),
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
        ("sectors_reached", (1, 1, 1, 1)),
        ("partner_diversity", (0.234375, 0.96, 0.555556, 0.581315)),
        ("cross_betweenness", (147.6548, 70.9341, 59.1095, 93.6516)),
        ("closeness", (0.568966, 0.559322, 0.540984, 0.55)),
        ("effective_size", (13.75, 7.8, 5, 15.235294)),
        ("burt_efficiency", (0.859375, 0.78, 0.833333, 0.896194)),
        ("core_number", (4, 4, 3, 4)),
        ("bridging_centrality", (0.005266, 0.006660, 0.019131, 0.003102)),
        ("is_weak_point", (1, 0, 0, 0)),
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
        ("transitivity", 0.191489),
        ("mean_distance", 2.485714),
        ("global_efficiency", 0.500159),
        ("betweenness_centralisation", 0.436813),
        ("krackhardt_efficiency", 0.934066),
        ("core_periphery_fit", 0.329853),
        ("largest_core", 2),
    ],
)
def test_a_measure_of_the_florentine_families_is_as_printed(measure: str, printed: float) -> None:
    system = draw(" ".join(f"{a}-{b}" for a, b in nx.florentine_families_graph().edges))
    assert worked_out(measure, system) == pytest.approx(printed, abs=1e-4)


@pytest.mark.parametrize(
    ("measure", "printed"),
    [("betweenness", 47.5), ("constraint", 0.209877), ("partners", 6), ("closeness", 0.56)],
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
        ("transitivity", 0.578947),
        ("mean_distance", 1.977778),
        ("global_efficiency", 0.646296),
        ("betweenness_centralisation", 0.296296),
        ("krackhardt_efficiency", 0.75),
        ("core_periphery_fit", 0.327327),
        ("largest_core", 3),
    ],
)
def test_a_measure_of_the_kite_is_as_printed(measure: str, printed: float) -> None:
    system = draw(" ".join(f"k{a}-k{b}" for a, b in nx.krackhardt_kite_graph().edges))
    assert worked_out(measure, system) == pytest.approx(printed, abs=1e-6)


def test_betweenness_in_the_kite_is_as_printed() -> None:
    system = draw(" ".join(f"k{a}-k{b}" for a, b in nx.krackhardt_kite_graph().edges))
    assert worked_out("betweenness", system)["k7"] == 14


def test_the_core_of_the_club_is_the_one_printed(karate: sm.SystemMap) -> None:
    assert [karate.arrays.nodes[i] for i in karate.core.member.nonzero()[0]] == [
        "k00",
        "k01",
        "k02",
        "k32",
        "k33",
    ]


def test_the_sectors_of_the_club_keep_to_themselves_as_printed(karate: sm.SystemMap) -> None:
    assert list(karate.spectra.by_sector().values()) == pytest.approx([0.9191, 0.8793], abs=1e-4)


def test_one_member_bridges_as_printed(karate: sm.SystemMap) -> None:
    assert worked_out("bridging_centrality", karate)["k19"] == pytest.approx(0.046572, abs=1e-6)
