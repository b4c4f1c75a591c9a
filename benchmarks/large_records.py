"""Records to ties: a million rows of every engine, beside a groupby by strings; and ten million held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

import sysmap as sm
from benchmarks.declaring import OURS, Row, Run, benchmark, peer
from benchmarks.memory import peak_megabytes, task
from benchmarks.targets import at_most, ratio
from benchmarks.timing import Engine, timed
from sysmap.network.folding import fold_pairs
from sysmap.network.reports import code_reports
from sysmap.records.engines import held_tables

ROWS = 1_000_000
HELD = (100_000, 1_000_000, 10_000_000)
_ORGANISATIONS = 20_000
_PARTS = ("low", "high", "strength", "records")


def drawn(rows: int, seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make records about a quarter as many pairs, and the organisations with their places."""
    random = np.random.default_rng(seed)
    n = min(_ORGANISATIONS, max(4, rows // 50))
    ids = np.array([f"GB-COH-{place:08d}" for place in range(n)], dtype=object)
    one = random.integers(0, n, max(1, rows // 4))
    other = (one + 1 + random.integers(0, n - 1, len(one))) % n
    pair, turned = random.integers(0, len(one), rows), random.random(rows) < 0.5
    records = pd.DataFrame(
        {
            "source": ids[np.where(turned, other[pair], one[pair])],
            "target": ids[np.where(turned, one[pair], other[pair])],
            "strength": random.integers(1, 5, rows).astype(float),
        }
    )
    return records, pd.DataFrame({"id": ids, "place": np.arange(n)})


def as_objects(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose texts are Python's, as `Records` holds them."""
    texts = [column for column in frame.columns if isinstance(frame[column].dtype, pd.StringDtype)]
    return frame.astype(dict.fromkeys(texts, object))


def by_strings(given: tuple[pd.DataFrame, pd.DataFrame]) -> dict[str, Any]:
    """Fold records as one does with pandas: ends in order, grouped by two strings, joined to partners."""
    records, organisations = given
    turned = records["source"] > records["target"]
    ends = records.assign(
        low=records["target"].where(turned, records["source"]),
        high=records["source"].where(turned, records["target"]),
    )
    groups = ends.groupby(["low", "high"], sort=False)["strength"]
    ties = groups.agg(["min", "max", "sum", "count"]).reset_index()
    for end in ("low", "high"):
        places = organisations.rename(columns={"id": end, "place": f"{end}_place"})
        ties = ties.merge(places, on=end)
    ties = ties.sort_values(["low_place", "high_place"])
    values = (ties["low_place"], ties["high_place"], ties["max"], ties["count"])
    return dict(zip(_PARTS, values, strict=True))


def folded(given: tuple[Any, Any], size: int) -> dict[str, Any]:
    """Fold records of any engine as a map does."""
    ties = fold_pairs(code_reports(*given, (), {}, size))
    return {part: ties[part] for part in _PARTS}


@benchmark("records")
def large_records(run: Run) -> Iterator[Row]:
    """Time the step from records to ties, and reading and building as a whole."""
    rows = 500 if run.small else ROWS
    if not run.wants("records"):
        return
    records, organisations = drawn(rows)
    size = len(organisations)
    for words, form in (("", as_objects), (", texts of Arrow or as pandas has them", _same)):
        given = form(records), form(organisations)
        engines = {
            OURS: Engine(lambda frames: folded(frames, size), partial(_same, given)),
            "pandas": Engine(by_strings, partial(_same, given)),
        }
        times = timed(engines)
        row = Row(f"records to ties{words}", rows, times.seconds, times.differs, once=times.once)
        if not run.small:
            row.targets = (at_most("of pandas", 0.85, ratio(row, OURS, "pandas")),)
        if not words:
            row.megabytes = peak_megabytes("records to ties", rows)
            row.targets += () if run.small else (at_most("MB", 500, row.megabytes),)
        yield row
    yield from _other_engines(records, organisations, rows)
    times = timed({OURS: Engine(_mapped, partial(_tables, rows))})
    row = Row("records read, checked and built into a map", rows, times.seconds, once=times.once)
    row.megabytes = peak_megabytes("reading", rows)
    yield row


@benchmark("held")
def held_by_engine(run: Run) -> Iterator[Row]:
    """Time what stays with its engine, from a Parquet file to a map and to a scorecard, and how it grows."""
    if not run.wants("held") or peer("duckdb") is None:
        return
    sizes = (500,) if run.small else HELD if run.full else HELD[:-1]
    for rows in sizes:
        with TemporaryDirectory() as folder:
            file = _in_parquet(Path(folder), rows)
            for name, work in _FROM_PARQUET.items():
                times = timed({OURS: Engine(work, partial(_same, file))})
                row = Row(name, rows, times.seconds, once=times.once, scales=True)
                if rows == HELD[-1]:
                    row.megabytes = peak_megabytes(name, rows)
                    seconds = at_most("s", 15, times.seconds[OURS])
                    row.targets = (seconds, at_most("MB", 2_000, row.megabytes))
                yield row


def _in_parquet(folder: Path, rows: int) -> Path:
    """Write drawn records to a Parquet file."""
    file = folder / "collaborations.parquet"
    records, _ = drawn(rows)
    duckdb = peer("duckdb")
    duckdb.connect().from_df(records).write_parquet(file.as_posix())
    return file


def _partners(file: Path) -> pd.DataFrame:
    """Return the organisations of which drawn records are."""
    rows = peer("duckdb").read_parquet(file.as_posix()).shape[0]
    n = min(_ORGANISATIONS, max(4, rows // 50))
    ids = np.array([f"GB-COH-{place:08d}" for place in range(n)], dtype=object)
    sectors = np.array(["Council", "NHS provider", "Police"], dtype=object)[np.arange(n) % 3]
    return pd.DataFrame({"id": ids, "name": ids, "sector": sectors})


def _map_of(file: Path) -> dict[str, Any]:
    """Read a Parquet file that stays with its engine, and build the map."""
    limit, held_tables.ROW_LIMIT = held_tables.ROW_LIMIT, -1
    try:
        system = sm.build_map(sm.read_records(_partners(file), file, sectors="as written"))
    finally:
        held_tables.ROW_LIMIT = limit
    return {"ties": len(system.ties)}


def _scorecard_of(file: Path) -> dict[str, Any]:
    """Count ties in DuckDB."""
    duckdb = peer("duckdb")
    card = sm.integration(duckdb.read_parquet(file.as_posix()), duckdb.from_df(_partners(file)))
    return {"values": card.to_frame()["value"].to_numpy()}


_FROM_PARQUET = {
    "Parquet to a map, folded in DuckDB": _map_of,
    "Parquet to a scorecard, counted in DuckDB": _scorecard_of,
}


def _declare_memory(name: str, work: Callable[[Path], Any]) -> None:
    @task(name)
    def _work(rows: int) -> Callable[[], Any]:
        folder = TemporaryDirectory()
        work(_in_parquet(Path(folder.name), 500))
        file = _in_parquet(Path(folder.name), rows)
        # The folder is there as long as something holds it.
        return lambda: (folder, work(file))


for _name, _work_of in _FROM_PARQUET.items():
    _declare_memory(_name, _work_of)


def _other_engines(records: pd.DataFrame, organisations: pd.DataFrame, rows: int) -> Iterator[Row]:
    """Fold the same records where polars and DuckDB hold them, by the same code."""
    size, expected = len(organisations), None
    for name, hold in (("polars", _in_polars), ("duckdb", _in_duckdb)):
        engine = peer(name)
        if engine is None:
            continue
        given = hold(engine, records, organisations)
        expected = expected or folded((records, organisations), size)
        times = timed(
            {
                OURS: Engine(lambda frames: folded(frames, size), partial(_same, given)),
                "pandas": Engine(by_strings, partial(_same, (records, organisations))),
            }
        )
        yield Row(f"records to ties, held by {name}", rows, times.seconds, times.differs, once=times.once)


def _in_polars(polars: Any, *frames: pd.DataFrame) -> tuple[Any, ...]:
    return tuple(
        polars.DataFrame({column: frame[column].tolist() for column in frame.columns}) for frame in frames
    )


def _in_duckdb(duckdb: Any, *frames: pd.DataFrame) -> tuple[Any, ...]:
    connection = duckdb.connect(config={"threads": 1})
    for number, frame in enumerate(frames):
        connection.register(f"given{number}", frame)
        connection.execute(f"create table held{number} as from given{number}")
    return tuple(connection.table(f"held{number}") for number in range(len(frames)))


def _tables(rows: int) -> dict[str, pd.DataFrame]:
    records, organisations = drawn(rows)
    sectors = np.array(["Council", "NHS provider", "Police"], dtype=object)[organisations["place"] % 3]
    return {
        "partners": organisations[["id"]].assign(name=organisations["id"], sector=sectors),
        "collaborations": records,
    }


def _mapped(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    system = sm.build_map(sm.read_records(**tables, sectors="as written"))
    return {"ties": len(system.ties)}


@task("records to ties")
def _folding(rows: int) -> Callable[[], Any]:
    folded(drawn(60), 4)
    records, organisations = drawn(rows)
    return partial(folded, (as_objects(records), as_objects(organisations)), len(organisations))


@task("reading")
def _reading(rows: int) -> Callable[[], Any]:
    _mapped(_tables(200))
    return partial(_mapped, _tables(rows))


def _same(given: Any) -> Any:
    return given
