"""Who works with whom, sector by sector: `findings/grid.py`."""

from __future__ import annotations

import dataclasses

import networkx as nx
import pytest
from conftest import draw

import sysmap as sm

NHS, POLICE, VOLUNTARY = "NHS", "Police", "Voluntary"


def cells(system: sm.SystemMap) -> list[tuple[str, str, str, int, int]]:
    frame = sm.sector_grid(system).to_frame()
    columns = ["sector_a", "sector_b", "relation", "ties", "possible"]
    return list(frame[columns].itertuples(index=False, name=None))


def test_each_cell_is_the_one_counted_by_hand(small: sm.SystemMap) -> None:
    assert cells(small) == [
        (NHS, NHS, "within", 2, 3),  # AB BC
        (NHS, POLICE, "between", 3, 3 * 2),  # AD BD CD
        (NHS, VOLUNTARY, "between", 1, 3 * 3),  # CF
        (POLICE, POLICE, "within", 1, 1),  # DE
        (POLICE, VOLUNTARY, "between", 1, 2 * 3),  # DF
        (VOLUNTARY, VOLUNTARY, "within", 1, 3),  # FG
    ]


def test_each_cell_of_a_directed_map_is_the_one_counted_by_hand(arrows: sm.SystemMap) -> None:
    assert cells(arrows) == [
        (NHS, NHS, "within", 3, 3 * 2),  # AB BA BC
        (NHS, POLICE, "between", 2, 3 * 2),  # AD BD
        (NHS, VOLUNTARY, "between", 0, 3 * 3),
        (POLICE, NHS, "between", 3, 3 * 2),  # DA DB DC
        (POLICE, POLICE, "within", 1, 2),  # DE
        (POLICE, VOLUNTARY, "between", 1, 2 * 3),  # DF
        (VOLUNTARY, NHS, "between", 1, 3 * 3),  # FC
        (VOLUNTARY, POLICE, "between", 1, 2 * 3),  # FD
        (VOLUNTARY, VOLUNTARY, "within", 1, 3 * 2),  # FG
    ]


def test_density_is_ties_of_possible_ties(small: sm.SystemMap) -> None:
    frame = sm.sector_grid(small).to_frame()
    assert frame["density"].tolist() == [2 / 3, 3 / 6, 1 / 9, 1 / 1, 1 / 6, 1 / 3]


def test_a_cell_without_a_possible_tie_is_undefined_and_not_zero() -> None:
    row = sm.sector_grid(draw("A-B", A=NHS, B=POLICE, C=POLICE)).to_frame().iloc[0]
    assert (row["sector_a"], row["possible"], row["undefined"]) == (NHS, 0, "no_within_pairs")
    assert row.isna()["density"]


def test_the_club_is_as_printed() -> None:
    graph = nx.karate_club_graph()
    sides = {f"k{node:02}": side for node, side in graph.nodes(data="club")}
    frame = sm.sector_grid(draw(" ".join(f"k{a:02}-k{b:02}" for a, b in graph.edges), **sides)).to_frame()
    assert frame["ties"].tolist() == [35, 11, 32]
    assert frame["density"].tolist() == pytest.approx([0.2574, 0.0381, 0.2353], abs=5e-5)


@pytest.mark.parametrize("what", ["ties", "possible", "density"])
def test_the_square_table_of_an_undirected_map_is_symmetric(small: sm.SystemMap, what: str) -> None:
    square = sm.sector_grid(small).matrix(what)
    assert square.equals(square.T.rename_axis(index="sector_a", columns="sector_b"))


def test_the_square_table_of_a_directed_map_has_the_source_in_the_row(arrows: sm.SystemMap) -> None:
    square = sm.sector_grid(arrows).matrix("ties")
    assert (square.at[NHS, POLICE], square.at[POLICE, NHS]) == (2, 3)


def test_the_cells_sum_to_the_ties_of_known_sectors(small: sm.SystemMap, arrows: sm.SystemMap) -> None:
    for system in (small, arrows):
        assert sm.sector_grid(system).to_frame()["ties"].sum() == system.mixing.ties


def test_the_grid_says_who_answered(small: sm.SystemMap) -> None:
    assert "6 of 8 asked have answered" in repr(sm.sector_grid(small))


def test_the_grid_shows_a_cell_without_a_possible_tie_as_a_dash() -> None:
    assert "–" in repr(sm.sector_grid(draw("A-B", A=NHS, B=POLICE, C=POLICE)))


def test_the_grid_shows_itself_as_an_accessible_table(small: sm.SystemMap) -> None:
    shown = sm.sector_grid(small)._repr_html_()
    assert "3 of 6 (50 %)" in shown
    assert 'scope="row"' in shown


@pytest.mark.parametrize("sectors", [{}, {"A": "unknown", "B": "unknown"}])
def test_a_map_without_known_sectors_has_a_grid_without_cells(sectors: dict[str, str]) -> None:
    grid = sm.sector_grid(draw(**sectors))
    assert grid.to_frame().empty
    assert grid.matrix().empty
    assert repr(grid)


def test_the_grid_is_frozen_and_its_table_fresh(small: sm.SystemMap) -> None:
    grid = sm.sector_grid(small)
    frame = grid.to_frame()
    frame.loc[0, "ties"] = 99
    assert grid.to_frame().at[0, "ties"] == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        grid.system = small  # type: ignore[misc]


def test_without_shuffles_a_cell_has_no_band(small: sm.SystemMap) -> None:
    assert sm.sector_grid(small).to_frame()[["expected", "low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("report", ["small", "arrows"])
def test_chance_gives_every_cell_the_density_of_the_map(report: str, request: pytest.FixtureRequest) -> None:
    system = request.getfixturevalue(report)
    frame = sm.sector_grid(system, draws=4_000, seed=1).to_frame()
    everywhere = system.mixing.ties / system.mixing.capacity
    spread = 5 * (frame["high"] - frame["low"]) / 4_000**0.5 + 0.03
    assert ((frame["expected"] - everywhere).abs() < spread).all()
    assert (frame["low"] <= frame["expected"]).all()
    assert (frame["expected"] <= frame["high"]).all()


def test_a_cell_outside_the_band_says_so() -> None:
    sides = {NHS: "ABCDE", POLICE: "FGHIJ"}
    ties = " ".join(f"{a}-{b}" for side in sides.values() for a in side for b in side if a < b)
    system = draw(ties, **{one: label for label, side in sides.items() for one in side})
    shown = sm.sector_grid(system, draws=2_000).tables_shown()["Pairs of sectors"]
    assert shown.at[0, NHS] == "10 of 10 (100 %) above"
    assert shown.at[0, POLICE] == "0 of 25 (0 %) below"


def test_the_same_seed_gives_the_same_band(small: sm.SystemMap) -> None:
    one, other = (sm.sector_grid(small, draws=50, seed=3).to_frame() for _ in range(2))
    assert one.equals(other)
