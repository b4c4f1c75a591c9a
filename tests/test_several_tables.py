"""Columns of several tables named in one call: nested and flat they read what canonical headers would."""

from __future__ import annotations

from itertools import combinations, permutations

import pandas as pd
import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import main
from sysmap.errors import ChoiceError, RecordsError
from sysmap.records.shapes.named_columns import check_columns

PARTNERS = {
    "name": ["Alder", "Birch", "Cedar"],
    "sector": ["Police", "Council", "NHS"],
    "place": ["X", "Y", "Y"],
}
TABLES = {
    "partners": PARTNERS,
    "collaborations": {"source": ["Alder", "Birch"], "target": ["Birch", "Cedar"], "strength": ["1", "2"]},
    "memberships": {
        "organisation": ["Alder", "Cedar"],
        "forum": ["Board", "Board"],
        "role": ["chair", "host"],
    },
    "asked": {"organisation": ["Alder", "Birch"], "answered": ["yes", "no"], "wave": ["2024", "2024"]},
    "money": {"source": ["Alder"], "target": ["Cedar"], "amount": ["100"]},
    "succession": {"from": ["Old Alder"], "to": ["Alder"], "date": ["2020-01-01"]},
    "forums": {"forum": ["Board"], "kind": ["alliance"], "host": ["Birch"]},
}
ODD = {
    column: f"Col {number} of it"
    for number, column in enumerate(sorted({c for table in TABLES.values() for c in table}))
}
READ = ("partners", "collaborations", "memberships", "asked", "money", "succession", "forums")


def written(tmp_path, tables, renamed=(), name="part"):
    """Write tables as files, some with headers that say nothing, whose names say nothing either."""
    paths = []
    for number, (table, columns) in enumerate(tables.items()):
        frame = pd.DataFrame(columns)
        if table in renamed:
            frame = frame.rename(columns=ODD)
        path = tmp_path / (f"{name} {number}.csv" if table in renamed else f"{table}.csv")
        frame.to_csv(path, index=False, encoding="utf-8")
        paths.append(str(path))
    return paths


def content(records):
    """Return what was read, without the places where it stood."""
    frames = {name: getattr(records, name).drop(columns=["row", "file"], errors="ignore") for name in READ}
    return {name: frame.map(str).to_numpy().tolist() for name, frame in frames.items()}


def beside(pair):
    """Return what the tables need beside them to be a record set."""
    return [table for table in ("partners", "collaborations") if table not in pair]


PAIRS = list(combinations(TABLES, 2))


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_nested_columns_read_what_canonical_headers_would(tmp_path, pair):
    tables = {table: TABLES[table] for table in (*pair, *beside(pair))}
    (tmp_path / "plain").mkdir()
    plain = sm.read_records(*written(tmp_path / "plain", tables))
    columns = {table: {column: ODD[column] for column in TABLES[table]} for table in pair}
    for order in permutations(written(tmp_path, tables, renamed=pair)[:2]):
        files = [*order, *written(tmp_path, {table: TABLES[table] for table in beside(pair)})]
        read = sm.read_records(*files, columns=columns)
        assert content(read) == content(plain)
        assert read.summary["cells"]["not_read"] == plain.summary["cells"]["not_read"]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_flat_columns_are_read_so_or_refused_with_a_line_that_works(tmp_path, pair):
    tables = {table: TABLES[table] for table in (*pair, *beside(pair))}
    (tmp_path / "plain").mkdir()
    plain = sm.read_records(*written(tmp_path / "plain", tables))
    files = written(tmp_path, tables, renamed=pair)
    columns = {column: ODD[column] for table in pair for column in TABLES[table]}
    both = set(TABLES[pair[0]]) & set(TABLES[pair[1]])
    try:
        read = sm.read_records(*files, columns=columns)
    except RecordsError as error:
        assert both, error
        line = str(error).rpartition("all of it would be columns=")[2].splitlines()[0]
        read = sm.read_records(*files, columns=eval(line))
    assert content(read) == content(plain)
