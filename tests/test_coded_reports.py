"""Records as integers: every engine gives the same pairs and arcs as pandas."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from sysmap.network.folding import fold_arcs, fold_pairs
from sysmap.network.reports import Reports, code_reports, places_of

KINDS = ("funds", "plans", "refers")


def drawn(seed: int, rows: int = 60) -> pd.DataFrame:
    """Return records among eight organisations, one of them not on the map, one known to nobody."""
    random = np.random.default_rng(seed)
    ids = np.array([*"ABCDEFGX", "nobody"], dtype=object)
    ends = np.array([random.choice(9, 2, replace=False) for _ in range(rows)])
    return pd.DataFrame(
        {
            "source": ids[ends[:, 0]],
            "target": ids[ends[:, 1]],
            "reported_by": random.choice([*"ABCX", "", "Jo Smith"], rows).astype(object),
            "kind": random.choice([*KINDS, ""], rows).astype(object),
            "strength": random.choice([1.0, 2.0, 3.0, np.nan], rows),
            "directed": random.choice(np.array([True, False, None], dtype=object), rows),
        }
    )


def organisations() -> pd.DataFrame:
    return places_of(pd.Series([*"XABCDEFG"], dtype=object), pd.Index([*"ABCDEFG"], dtype=object))


def as_polars(frame: pd.DataFrame) -> pl.DataFrame:
    cells = {column: [None if cell != cell else cell for cell in frame[column]] for column in frame.columns}
    return pl.DataFrame(cells, strict=False)


def as_relation(frame: pd.DataFrame, connection: duckdb.DuckDBPyConnection, name: str) -> Any:
    kinds = {"strength": "double", "directed": "boolean", "place": "integer"}
    columns = ", ".join(f"{column} {kinds.get(column, 'varchar')}" for column in frame.columns)
    connection.execute(f"create table {name} ({columns})")
    marks = ", ".join("?" for _ in frame.columns)
    connection.executemany(f"insert into {name} values ({marks})", as_polars(frame).rows())
    return connection.table(name)


def coded(records: Any, places: Any) -> Reports:
    return code_reports(records, places, KINDS, {"plans": 1.5, "": 2.5}, 7)


def by_engine(records: pd.DataFrame, engine: str) -> Reports:
    if engine == "duckdb":
        connection = duckdb.connect()
        return coded(
            as_relation(records, connection, "records"),
            as_relation(organisations(), connection, "organisations"),
        )
    frame, places = as_polars(records), as_polars(organisations())
    return coded(frame.lazy(), places.lazy()) if engine == "lazy polars" else coded(frame, places)


engines = pytest.mark.parametrize("engine", ["polars", "lazy polars", "duckdb"])


@engines
@pytest.mark.parametrize("fold", [fold_pairs, fold_arcs])
@pytest.mark.parametrize("seed", range(3))
def test_every_engine_folds_records_alike(fold: Any, seed: int, engine: str) -> None:
    records = drawn(seed)
    pd.testing.assert_frame_equal(fold(by_engine(records, engine)), fold(coded(records, organisations())))


@engines
@pytest.mark.parametrize("fold", [fold_pairs, fold_arcs])
def test_what_a_frame_does_not_say_is_blank_in_every_engine(fold: Any, engine: str) -> None:
    ends = drawn(0)[["source", "target"]]
    pd.testing.assert_frame_equal(fold(by_engine(ends, engine)), fold(coded(ends, organisations())))


@engines
def test_no_records_are_no_pairs_in_every_engine(engine: str) -> None:
    records = drawn(0)
    none = records[records["source"] == "nobody"]
    assert fold_pairs(by_engine(none, engine)).empty
    assert fold_pairs(coded(none, organisations())).empty


@pytest.mark.parametrize("seed", range(6))
def test_pairs_are_what_a_loop_over_the_records_finds(seed: int) -> None:
    records, on_map = drawn(seed), "ABCDEFG"
    found: dict[tuple[str, str], list[Any]] = {}
    for row in records.itertuples():
        if row.source in on_map and row.target in on_map:
            found.setdefault((min(row.source, row.target), max(row.source, row.target)), []).append(row)
    rows = []
    for (low, high), said in sorted(found.items()):
        by = {end: [] for end in (low, high)}
        for row in said:
            reporter = row.reported_by if row.reported_by in [*"XABCDEFG"] else row.source
            if reporter in by:
                by[reporter].append(row.strength)
        sides = [np.fmax.reduce(strengths, initial=np.nan) for strengths in by.values()]
        ways = {(row.source, row.target) if row.directed is True else None for row in said}
        above = {"plans": 1.5, "": 2.5}
        rows.append(
            {
                "low": on_map.index(low),
                "high": on_map.index(high),
                "by_low": bool(by[low]),
                "by_high": bool(by[high]),
                "strength": np.fmax.reduce([row.strength for row in said]),
                "lower_side": np.fmin(*sides),
                "records": len(said),
                "kinds": tuple(sorted({row.kind for row in said if row.kind})),
                "strong": any(row.strength > above.get(row.kind, np.nan) for row in said),
                "arrow": (ways == {(low, high)}) - (ways == {(high, low)}),
            }
        )
    wanted = pd.DataFrame(rows)
    pairs = fold_pairs(coded(records, organisations()))
    pd.testing.assert_frame_equal(pairs, wanted, check_dtype=False)
