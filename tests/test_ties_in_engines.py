"""Measures of ties that stay with their engine: the values that a map gives."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

import sysmap as sm
from sysmap.errors import ChoiceError

OPEN: list[duckdb.DuckDBPyConnection] = []


def as_relations(*frames: pd.DataFrame) -> list[Any]:
    connection = duckdb.connect()
    OPEN.append(connection)
    found = []
    for number, frame in enumerate(frames):
        connection.register(f"given{number}", frame)
        connection.execute(f"create table held{number} as from given{number}")
        found.append(connection.table(f"held{number}"))
    return found


def as_lazy(*frames: pd.DataFrame) -> list[Any]:
    return [
        pl.DataFrame(
            {name: frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame}
        ).lazy()
        for frame in frames
    ]


def as_given(*frames: pd.DataFrame) -> list[Any]:
    return [*frames]


ENGINES = pytest.mark.parametrize("engine", [as_relations, as_lazy, as_given])


def drawn(n: int = 40, seed: int = 1, unknown: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw ties, some twice and from both ends, and partners of whom some are of no known sector."""
    random = np.random.default_rng(seed)
    ids = [f"O{place:03d}" for place in range(n)]
    sectors = [None] * unknown + [
        *np.array(["Council", "NHS", "Police", "Voluntary"])[random.integers(0, 4, n - unknown)]
    ]
    # The last works with nobody.
    one, other = random.integers(0, n - 1, (2, 4 * n))
    kept = one != other
    ties = pd.DataFrame({"source": np.array(ids)[one[kept]], "target": np.array(ids)[other[kept]]})
    return ties, pd.DataFrame({"id": ids, "name": ids, "sector": sectors})


def mapped(ties: pd.DataFrame, partners: pd.DataFrame) -> sm.SystemMap:
    known = partners.assign(sector=partners["sector"].fillna("unknown"))
    return sm.build_map(sm.read_records(partners=known, collaborations=ties, sectors="as written"))


@pytest.fixture(scope="module")
def system() -> sm.SystemMap:
    return mapped(*drawn())


MEASURES = [
    *("organisations", "ties", "isolates", "mean_partners", "density", "cross_share", "ei_index"),
    *("integration_ratio", "cross_density", "within_density", "odds_ratio", "yules_q", "freeman_segregation"),
    *("density_ratio", "ei_rescaled", "sector_modularity", "sector_assortativity", "degree_centralisation"),
    "transitivity",
]


@ENGINES
def test_a_scorecard_of_ties_has_the_values_of_that_of_the_map(system, engine):
    found = _card(engine, MEASURES)
    wanted = sm.integration(system, MEASURES, draws=0).to_frame()
    np.testing.assert_allclose(found["value"], wanted["value"], rtol=0, atol=1e-12)
    assert found["reading"].str.partition(":")[0].tolist() == wanted["reading"].str.partition(":")[0].tolist()


def _card(engine: Any, measures: Any = None) -> pd.DataFrame:
    ties, partners = engine(*drawn())
    return sm.integration(ties, measures, partners=partners).to_frame()


@ENGINES
def test_organisations_have_the_scores_that_they_have_on_the_map(system, engine):
    found = sm.integration(*engine(*drawn())).organisations(triangles=True)
    scores = sm.organisation_scores(system, list(found.columns), draws=0)
    wanted = scores.to_frame().loc[found.index, found.columns]
    np.testing.assert_allclose(found.to_numpy(float), wanted.to_numpy(float), rtol=0, atol=1e-12)


def test_the_grid_has_the_cells_of_that_of_the_map(system):
    found = sm.integration(*as_lazy(*drawn())).grid()
    columns = [name for name in found if name != "expected"]
    pd.testing.assert_frame_equal(found[columns], sm.sector_grid(system).to_frame()[columns])


# A path of four and one apart, two sectors: A-B-C-D, E.
SMALL = pd.DataFrame({"source": list("ABC"), "target": list("BCD")})
FEW = pd.DataFrame({"id": list("ABCDE"), "sector": ["x", "x", "y", "y", "y"]})


@pytest.mark.parametrize(
    "name", ["ei_index", "cross_share", "cross_density", "within_density", "ei_rescaled"]
)
def test_mean_and_deviation_by_chance_are_those_of_all_ways_to_place_the_labels(name):
    row = sm.integration(SMALL, name, partners=FEW).to_frame().loc[name]
    ways = {*permutations(FEW["sector"])}
    values = [
        sm.integration(SMALL, name, partners=FEW.assign(sector=way)).to_frame().loc[name, "value"]
        for way in ways
    ]
    assert row["expected"] == pytest.approx(np.mean(values), abs=1e-12)
    assert row["deviation"] == pytest.approx(np.std(values), abs=1e-12)


def test_without_measures_named_the_headline_ones_and_what_pairs_of_sectors_tell_are_shown():
    card = sm.integration(SMALL, FEW).to_frame()
    assert {"ei_index", "odds_ratio", "yules_q", "sector_modularity", "ties"} <= {*card.index}
    assert list(card.columns)[:5] == ["label", "value", "expected", "deviation", "low"]


def test_what_follows_ties_from_one_organisation_to_the_next_is_too_large_and_the_way_out_is_said():
    card = sm.integration(SMALL, FEW)
    why = card.to_frame()["undefined"]
    assert {name for name in why.index if why[name] == "too_large"} == {
        "cross_efficiency",
        "cross_distance",
        "weak_points",
    }
    assert (
        "sm.integration(sm.build_map(sm.read_records(partners=partners, collaborations=ties)))"
        in " ".join(card.notes)
    )


def test_what_ties_alone_do_not_record_is_not_too_large():
    why = sm.integration(SMALL, FEW).to_frame()["undefined"]
    assert why[["response_rate", "confirmation_rate", "deep_cross_share"]].tolist() == ["not_recorded"] * 3


@ENGINES
@pytest.mark.parametrize("ties", [SMALL[:0], SMALL.assign(target=SMALL["source"])], ids=["none", "self-ties"])
def test_without_ties_densities_are_zero_and_shares_are_not_defined(engine, ties):
    card = sm.integration(*engine(ties, FEW)).to_frame()
    assert card.loc["cross_density", ["value", "expected"]].tolist() == [0, 0]
    assert card.loc["cross_share", "undefined"] == "no_ties"


def test_one_sector_only_is_said_as_of_a_map():
    card = sm.integration(SMALL, "ei_index", partners=FEW.assign(sector="x")).to_frame()
    assert card["undefined"].tolist() == ["single_sector"]


def test_ties_of_one_engine_and_partners_of_another_are_brought_together():
    mixed = sm.integration(as_lazy(SMALL)[0], FEW).to_frame()
    pd.testing.assert_frame_equal(mixed, sm.integration(SMALL, FEW).to_frame())


def test_numbers_may_be_ids():
    code = dict(zip("ABCDE", range(5), strict=True))
    ties = SMALL.map(code.get)
    partners = FEW.assign(id=FEW["id"].map(code))
    wanted = sm.integration(SMALL, FEW).to_frame()
    pd.testing.assert_frame_equal(sm.integration(ties, partners).to_frame(), wanted)


@pytest.mark.measured
@pytest.mark.filterwarnings("ignore")
def test_spark_counts_what_a_map_has(spark, system):
    ties, partners = (
        spark.createDataFrame(
            [*frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)],
            schema=", ".join(f"{name} string" for name in frame),
        )
        for frame in drawn()
    )
    card = sm.integration(ties, MEASURES, partners=partners)
    wanted = sm.integration(system, MEASURES, draws=0).to_frame()["value"]
    np.testing.assert_allclose(card.to_frame()["value"], wanted, rtol=0, atol=1e-12)


@ENGINES
def test_an_end_that_is_no_partner_is_refused_with_its_name(engine):
    ties, partners = engine(SMALL, FEW.iloc[:3])
    with pytest.raises(ChoiceError, match=r"1 tie with an end that is no partner \(D\)"):
        sm.integration(ties, partners)


def test_an_id_that_stands_twice_is_refused():
    with pytest.raises(ChoiceError, match="6 rows with 5 ids"):
        sm.integration(SMALL, pd.concat([FEW, FEW[:1]]))


def test_a_blank_id_is_refused():
    with pytest.raises(ChoiceError, match="no id in 1 row"):
        sm.integration(SMALL, pd.concat([FEW, pd.DataFrame({"id": [None], "sector": ["x"]})]))


@pytest.mark.parametrize(
    ("ties", "partners", "said"),
    [
        (SMALL.rename(columns={"source": "a"}), FEW, "ties have no column source; there are: a, target"),
        (SMALL, FEW.rename(columns={"sector": "b"}), "partners have no column sector; there are: id, b"),
        (SMALL, FEW.rename(columns={"id": "b"}), "partners have no column id; there are: b, sector"),
        (SMALL, None, "a frame of ties needs one of partners"),
        (SMALL, 3, "a frame of ties needs one of partners"),
    ],
)
def test_frames_that_do_not_fit_are_refused_with_what_is_missing(ties, partners, said):
    with pytest.raises(ChoiceError, match=said):
        sm.integration(ties, partners)


def test_a_map_takes_no_partners(system):
    with pytest.raises(ChoiceError, match="partners belong to a frame of ties"):
        sm.integration(system, partners=FEW)


def test_a_scorecard_of_ties_is_saved_with_the_pairs_of_sectors(tmp_path):
    sm.save(sm.integration(SMALL, FEW), tmp_path / "card.xlsx")
    with pd.ExcelFile(tmp_path / "card.xlsx") as book:
        assert {"Scorecard", "Sector grid"} <= {*book.sheet_names}
