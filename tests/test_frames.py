"""Data frames of other engines, and what a frame of pandas turns into."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from conftest import IN_2024, partners, reports

import sysmap as sm
from sysmap.errors import ChoiceError
from sysmap.records.containers.frames import pandas_frame

SECTORS = {
    **dict.fromkeys("ABC", "NHS"),
    **dict.fromkeys("DE", "Police"),
    **dict.fromkeys("FGHU", "Voluntary"),
}


def as_polars(frame: pd.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(frame.to_dict("list"))


def as_lazy(frame: pd.DataFrame) -> pl.LazyFrame:
    return as_polars(frame).lazy()


# A relation is of use while its connection is open; older releases of DuckDB close one that nobody holds.
OPEN: list[duckdb.DuckDBPyConnection] = []


def as_relation(frame: pd.DataFrame) -> duckdb.DuckDBPyRelation:
    connection = duckdb.connect()
    OPEN.append(connection)
    connection.execute(f"create table given ({', '.join(f'{column} varchar' for column in frame.columns)})")
    marks = ", ".join("?" for _ in frame.columns)
    connection.executemany(f"insert into given values ({marks})", frame.to_numpy().tolist())
    return connection.table("given")


engines = pytest.mark.parametrize("engine", [as_polars, as_lazy, as_relation])


@engines
def test_frames_of_every_engine_give_the_same_ties(engine: Any):
    tables = {"partners": partners(SECTORS), "collaborations": reports(IN_2024, "2024")}
    wanted = sm.build_map(sm.read_records(**tables)).ties
    given = sm.read_records(**{name: engine(frame) for name, frame in tables.items()})
    pd.testing.assert_frame_equal(sm.build_map(given).ties, wanted)


@engines
def test_a_frame_may_be_given_without_the_name_of_its_table(engine: Any):
    records = sm.read_records(engine(partners(SECTORS)), engine(reports(IN_2024, "2024")))
    assert records.summary["sources"] == ["data frame", "data frame"]


@engines
def test_rows_of_a_frame_of_any_engine_keep_their_order(engine: Any):
    assert pandas_frame(engine(reports("B-A A-C C-B", "2024")))["source"].tolist() == ["B", "A", "C"]


def test_a_frame_that_cannot_become_one_of_pandas_by_itself_is_read_by_column(monkeypatch):
    def refuses(*_args, **_options):
        raise ModuleNotFoundError("pyarrow is not installed")

    monkeypatch.setattr(pl.LazyFrame, "collect", lambda self, **_: as_polars(reports("B-A:x:2", "2024")))
    monkeypatch.setattr(pl.DataFrame, "to_pandas", refuses)
    frame = pandas_frame(as_lazy(reports("B-A:x:2", "2024")))
    assert frame.to_numpy().tolist() == [["B", "A", "x", "2", "2024"]]


def test_cells_of_polars_are_read_as_what_they_show():
    own = pl.DataFrame(
        {"name": ["A", "B", "C"], "opened": [date(2020, 1, 2), None, None], "own": [1, None, 3]}
    )
    records = sm.read_records(
        partners=own.with_columns(sector=pl.lit("NHS")), collaborations=as_polars(reports("A-B", ""))
    )
    assert records.partners["opened"].tolist() == ["2020-01-02", None, None]
    assert records.partners["own"].tolist() == ["1", "", "3"]


def test_what_is_no_frame_is_refused():
    with pytest.raises(ChoiceError, match="a source is a file, a folder, a data frame"):
        sm.read_records(3)
