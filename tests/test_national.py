"""The example of a nation's grants, at its smallest: the ties that are counted are those of the rows."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import EXAMPLES

import sysmap as sm

ORGANISATIONS, GRANTS = 1_500, 600


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"national_{name}", EXAMPLES / "national" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def nation(tmp_path_factory) -> Path:
    """Make a small nation, and go from it to the results."""
    folder = tmp_path_factory.mktemp("nation")
    script("make").main([str(folder), "--organisations", str(ORGANISATIONS), "--grants", str(GRANTS)])
    written = script("run").run(folder)
    assert [path.name for path in written] == [
        "scorecard.xlsx",
        "sector_grid.csv",
        "organisations.csv",
        "map.html",
    ]
    return folder


@pytest.fixture(scope="module")
def system(nation) -> sm.SystemMap:
    """Map the same grants row by row."""
    kinds = script("run").SECTORS
    charities, others, grants = (
        pl.read_parquet(nation / f"{name}.parquet").to_dict(as_series=False)
        for name in ("charities", "other_bodies", "grants")
    )
    ids = [f"GB-CHC-{one}" for one in charities["registered_charity_number"]] + others["identifier"]
    sectors = ["Voluntary"] * len(charities["region"]) + [kinds[kind] for kind in others["kind"]]
    names = charities["charity_name"] + others["name"]
    ends = {"source": grants["Funding Org:Identifier"], "target": grants["Recipient Org:Identifier"]}
    records = sm.read_records(
        partners=pd.DataFrame({"id": ids, "name": names, "sector": sectors}),
        collaborations=pd.DataFrame(ends),
        sectors="as written",
    )
    return sm.build_map(records)


def test_sizes_are_those_asked_for(nation):
    sizes = [
        len(pl.read_parquet(nation / f"{name}.parquet")) for name in ("charities", "other_bodies", "grants")
    ]
    assert (sizes[0] + sizes[1], sizes[2]) == (ORGANISATIONS, GRANTS)


def test_the_grid_is_that_of_the_rows(nation, system):
    found = pd.read_csv(nation / "sector_grid.csv", keep_default_na=False)
    wanted = sm.sector_grid(system).to_frame()
    columns = ["sector_a", "sector_b", "ties", "possible"]
    assert found[columns].to_numpy().tolist() == wanted[columns].to_numpy().tolist()


def test_partners_are_those_of_the_rows(nation, system):
    found = pd.read_csv(nation / "organisations.csv", index_col="id")["partners"]
    arrays = system.arrays
    known = pd.Series(np.asarray(arrays.partners), index=list(arrays.nodes))
    assert found.tolist() == known[found.index].tolist()
    assert found.min() >= known.drop(found.index).max()


def test_the_same_seed_gives_the_same_files(nation, tmp_path):
    again = script("make").make(tmp_path, ORGANISATIONS, GRANTS)
    for name in ("charities", "other_bodies", "grants"):
        one, other = (pl.read_parquet(folder / f"{name}.parquet") for folder in (nation, again))
        assert one.equals(other)


def test_grants_are_of_the_shape_that_is_read_as_360giving(nation):
    grants = pl.read_parquet(nation / "grants.parquet").head(20)
    assert sm.read_records(grants).summary["layout"] == "grants_360giving"


def test_the_map_has_a_mark_for_each_sector_of_a_region(nation):
    system = script("run").between_places(script("run").tables(nation))
    assert system.organisations["place"].nunique() == len(script("make").REGIONS)
    assert set(system.ties["strength"] > 0) == {True}
