"""Collaborations that stay with their engine: the same ties as row by row, to the last value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import IN_2022, IN_2024, partners, reports
from depth import EXAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sysmap as sm
from sysmap.errors import ChoiceError, RecordsError
from sysmap.records.engines import held_tables
from sysmap.records.engines.held_records import HeldRecords
from sysmap.results import public_copy

SECTORS = {
    **dict.fromkeys("ABC", "NHS"),
    **dict.fromkeys("DE", "Police"),
    **dict.fromkeys("FGHJU", "Voluntary"),
}
# A relation is of use while its connection is open.
OPEN: list[duckdb.DuckDBPyConnection] = []


def as_polars(frame: pd.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(
        {
            column: [None if cell is None or cell != cell else cell for cell in frame[column]]
            for column in frame
        },
        strict=False,
    )


def as_lazy(frame: pd.DataFrame) -> pl.LazyFrame:
    return as_polars(frame).lazy()


def as_relation(frame: pd.DataFrame) -> duckdb.DuckDBPyRelation:
    connection = duckdb.connect()
    OPEN.append(connection)
    kinds = {"f": "double", "i": "bigint", "b": "boolean"}
    columns = (f'"{name}" {kinds.get(kind.kind, "varchar")}' for name, kind in frame.dtypes.items())
    connection.execute(f"create table given ({', '.join(columns)})")
    rows = [
        [None if cell is None or cell != cell else cell for cell in row]
        for row in frame.itertuples(index=False, name=None)
    ]
    if rows:
        marks = ", ".join("?" for _ in frame.columns)
        connection.executemany(f"insert into given values ({marks})", rows)
    return connection.table("given")


ENGINES = (as_polars, as_lazy, as_relation)
engines = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture
def all_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every frame that is not one of pandas stay with its engine, however short it is."""
    monkeypatch.setattr(held_tables, "ROW_LIMIT", -1)


def _read(ties: Any, sectors: dict[str, str] = SECTORS, **how: Any) -> sm.Records:
    return sm.read_records(partners=partners(sectors), collaborations=ties, sectors="as written", **how)


def _ties(records: sm.Records, **rules: Any) -> list[pd.DataFrame]:
    return [sm.build_map(records, wave, **rules).ties for wave in records.waves_in_order or (None,)]


# -- The same ties --

# Every kind of trouble: names in other letters and spaces, nobody's names, blanks, an end twice, kinds in
# several spellings and two in one cell, arrows, respondents, words and numbers of strength.
ENDS = ("A", "B", "C", "D", " a", "E ", "Org A", "A", "B", "C")
CELLS: dict[str, tuple[Any, ...]] = {
    "kind": ("", "refers to", "Refers to", "shares", "depends on", "shares|refers to", None),
    "wave": ("2022", "2024", " 2024"),
    "directed": ("yes", "no", "", None),
    "reported_by": ("A", "B", "Jo Smith", "", "C "),
}
STRENGTHS: tuple[tuple[Any, ...], ...] = (
    (1.0, 2.0, 3.0, None),
    ("weak", "moderate", "strong", ""),
    ("1", "2.5", "", "4"),
    ("never", "monthly", "weekly"),
)
TROUBLES: dict[str, tuple[Any, ...]] = {
    "source": ("", "Nobody", None),
    "target": ("X1", ""),
    "wave": ("", "2030"),
    "directed": ("perhaps",),
    "strength": ("0", "-1", "2,5", "sometimes", 0.0, -2.0),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[pd.DataFrame, bool]:
    """Draw a table of collaborations, and whether something in it cannot be used."""
    count = draw(st.integers(1, 12))
    columns: dict[str, list[Any]] = {}
    for end in ("source", "target"):
        columns[end] = draw(st.lists(st.sampled_from(ENDS), min_size=count, max_size=count))
    for column, cells in CELLS.items():
        if draw(st.booleans()):
            columns[column] = draw(st.lists(st.sampled_from(cells), min_size=count, max_size=count))
    if draw(st.booleans()):
        scale = draw(st.sampled_from(STRENGTHS))
        columns["strength"] = draw(st.lists(st.sampled_from(scale), min_size=count, max_size=count))
    frame = pd.DataFrame(columns)
    spoilt = draw(st.booleans()) and draw(st.booleans())
    if spoilt:
        column = draw(st.sampled_from([name for name in TROUBLES if name in frame]))
        cells = frame[column].astype(object).tolist()
        cells[draw(st.integers(0, count - 1))] = draw(st.sampled_from(TROUBLES[column]))
        texts = any(isinstance(cell, str) for cell in cells)
        frame[column] = pd.Series(
            [str(cell) if texts and cell is not None and cell == cell else cell for cell in cells],
            dtype=object if texts else float,
        )
    return frame, spoilt


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=tables(), rules=st.sampled_from([{}, {"report": "confirmed"}, {"report": "directed"}]))
def test_every_engine_gives_the_ties_that_rows_give(all_held, drawn, rules):
    frame, _ = drawn
    names = {**SECTORS, "Org A": "NHS"}
    try:
        wanted = _read(frame, names)
    except RecordsError as error:
        faults = error.problems[error.problems["severity"] == "fault"]
        for engine in ENGINES:
            with pytest.raises(RecordsError) as refused:
                _read(engine(frame), names)
            said = refused.value.problems
            assert {*faults["column"]} == {*said.loc[said["severity"] == "fault", "column"]}
        return
    strengths = "strength" in frame and frame["strength"].notna().any()
    rules = rules | ({"at_least": 2} if strengths else {})
    for engine in ENGINES:
        held = _read(engine(frame), names)
        assert held.waves_in_order == wanted.waves_in_order
        assert held.summary["set_aside"] == wanted.summary["set_aside"]
        assert held.summary["collaborations"] == wanted.summary["collaborations"]
        for wave in wanted.waves_in_order or (None,):
            one, other = (sm.build_map(records, wave, **rules) for records in (wanted, held))
            pd.testing.assert_frame_equal(one.ties, other.ties)
            pd.testing.assert_frame_equal(one.reported, other.reported)
            assert one.notes == other.notes
            assert one.strength_usable == other.strength_usable
            assert one.checksum == other.checksum


@engines
def test_rows_that_say_the_same_are_counted(all_held, engine):
    rows = reports("A-B:x:1 A-B:x:1 A-B:x:3 B-A:y:2 B-C:x:1 B-C:x", "2024")
    rows["strength"] = pd.to_numeric(rows["strength"])
    held = _read(engine(rows))
    assert _ties(held)[0]["records"].tolist() == [4, 2]
    strong = sm.build_map(held, at_least=2)
    assert strong.ties["records"].tolist() == [2]
    assert strong.notes[:2] == ("3 records weaker left out", "1 record without a strength left out")


@engines
def test_waves_of_a_mapping_may_each_stay_with_an_engine(all_held, engine):
    given = {
        "2022": [partners(SECTORS), engine(reports(IN_2022, ""))],
        "2024": [partners(SECTORS), engine(reports(IN_2024, ""))],
    }
    wanted = {
        wave: [partners(SECTORS), reports(rows, "")]
        for wave, rows in zip(given, (IN_2022, IN_2024), strict=True)
    }
    for one, other in zip(_ties(sm.read_records(given)), _ties(sm.read_records(wanted)), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_rows_read_one_by_one_may_stand_beside_those_of_an_engine(all_held):
    later = reports(IN_2024, "2024")
    records = sm.read_records(partners(SECTORS), reports(IN_2022, "2022"), as_relation(later))
    wanted = sm.read_records(partners(SECTORS), reports(IN_2022, "2022"), later)
    for one, other in zip(_ties(records, at_least=2), _ties(wanted, at_least=2), strict=True):
        pd.testing.assert_frame_equal(one, other)


@engines
def test_a_comparison_of_what_an_engine_holds_says_what_that_of_rows_says(all_held, engine):
    rows = pd.concat([reports(IN_2022, "2022"), reports(IN_2024, "2024")], ignore_index=True)
    held, wanted = (
        sm.compare(*(sm.build_map(records, wave) for wave in ("2022", "2024")), permutations=0)
        for records in (_read(engine(rows)), _read(rows))
    )
    pd.testing.assert_frame_equal(held.to_frame(), wanted.to_frame())


def test_columns_that_are_named_are_read_of_a_table_that_an_engine_holds(all_held):
    rows = reports("A-B:x:1 B-C:y:2 C-A:x:1", "2024").rename(columns={"source": "Lead", "target": "With"})
    columns = {"collaborations": {"source": "Lead", "target": "With"}}
    held, wanted = (_read(form(rows), columns=columns) for form in (as_relation, pd.DataFrame))
    pd.testing.assert_frame_equal(_ties(held)[0], _ties(wanted)[0])


def test_names_decided_before_are_found_in_a_table_that_an_engine_holds(all_held):
    rows = pd.DataFrame({"source": ["A", "The Bee"], "target": ["The Bee", "C"]})
    aliases = pd.DataFrame({"name_as_written": ["The Bee"], "id": ["B"]})
    held, wanted = (_read(form(rows), aliases=aliases) for form in (as_lazy, pd.DataFrame))
    pd.testing.assert_frame_equal(_ties(held)[0], _ties(wanted)[0])


def test_words_of_strength_of_ones_own_are_read_of_numbers_too(all_held):
    rows = pd.DataFrame({"source": list("ABC"), "target": list("BCA"), "strength": [0.0, 1.0, 2.0]})
    held, wanted = (_read(form(rows), scale={"0": 0, "1": 1, "2": 5}) for form in (as_relation, pd.DataFrame))
    pd.testing.assert_frame_equal(_ties(held)[0], _ties(wanted)[0])


# -- Faults and warnings --


@engines
def test_a_name_that_no_partner_has_is_said_once_with_its_rows(all_held, engine):
    rows = pd.DataFrame({"source": ["A", "Zed", "Zed"], "target": ["B", "B", "C"]})
    with pytest.raises(RecordsError, match=r"Zed: is not a partner.*\(2 rows\)"):
        _read(engine(rows))


@engines
def test_blank_ends_are_counted(all_held, engine):
    rows = pd.DataFrame({"source": ["A", "", None], "target": ["B", "B", "C"]})
    with pytest.raises(RecordsError, match="column source: blank in 2 rows"):
        _read(engine(rows))


@engines
def test_numbers_that_are_no_strengths_are_counted(all_held, engine):
    rows = pd.DataFrame(
        {"source": list("ABCD"), "target": list("BCDA"), "strength": [-1.0, 0.0, 0.0, np.inf]}
    )
    with pytest.raises(RecordsError) as refused:
        _read(engine(rows))
    assert [text.rpartition("(")[2] for text in refused.value.problems["message"]] == [
        "1 row)",
        "2 rows)",
        "1 row)",
    ]


def test_words_of_strength_of_no_scale_are_listed_with_their_counts(all_held):
    rows = pd.DataFrame({"source": list("ABC"), "target": list("BCA"), "strength": ["dunno", "dunno", "hm"]})
    with pytest.raises(RecordsError, match=r"dunno \(2\), hm \(1\)"):
        _read(as_lazy(rows))


def test_self_ties_are_set_aside_and_counted(all_held):
    records = _read(as_relation(pd.DataFrame({"source": list("AAB"), "target": list("ABB")})))
    assert records.summary["set_aside"] == {"self-ties": 2}
    assert "2 self-ties: set aside" in records.problems["message"].tolist()


def test_pairs_of_several_strengths_are_said(all_held):
    rows = pd.DataFrame({"source": ["A", "B", "C"], "target": ["B", "A", "D"], "strength": [1.0, 3.0, 2.0]})
    said = _read(as_lazy(rows)).problems["message"].tolist()
    assert [text.partition(":")[0] for text in said] == ["1 pair reported with different strengths (A – B)"]


def test_what_is_not_read_of_a_table_that_an_engine_holds_is_said(all_held):
    rows = reports("A-B", "2024").assign(note="hello", start="2024-01-01", trust="4")
    said = " ".join(_read(as_relation(rows)).problems["message"])
    assert "not read of a table that stays with its engine: start, trust, note" in said


@engines
def test_a_column_that_says_no_far_below_is_asked_about(all_held, engine):
    # No is beyond the rows that are looked at.
    rows = pd.DataFrame({"source": ["A"] * 1_200, "target": ["B"] * 1_200, "tie": ["yes"] * 1_199 + ["no"]})
    with pytest.raises(RecordsError, match="says yes or no of each row"):
        _read(engine(rows))


def test_what_may_be_a_strength_is_said_with_the_line_that_reads_it(all_held):
    rows = pd.DataFrame({"source": list("ABC"), "target": list("BCA"), "frequency": [1, 2, 2]})
    said = " ".join(_read(as_relation(rows)).problems["message"])
    assert "it may say more of the ties: frequency as their strength" in said


@engines
def test_what_columns_were_taken_for_is_shown_with_their_first_values(all_held, engine):
    rows = reports("A-B:x:1 B-C:y:2", "2024").assign(extra=["one", "two"])
    shown = _read(engine(rows)).columns
    ties = shown[shown["file"] != "data frame partners"].set_index("column")
    assert ties.loc["strength", ["taken_for", "first_values"]].tolist() == [
        "strength of collaborations",
        "1, 2",
    ]
    assert ties.loc["extra", "taken_for"] == "not read"


def test_personal_data_in_texts_that_an_engine_holds_are_said(all_held):
    rows = reports("A-B", "2024").assign(reported_by="jo@example.org")
    assert "seems to hold an e-mail address" in " ".join(_read(as_lazy(rows)).problems["message"])


def test_a_report_by_one_that_did_not_answer_is_said(all_held):
    asked = pd.DataFrame({"wave": "2024", "organisation": list("AB"), "answered": ["yes", "no"]})
    records = _read(as_lazy(reports("A-B B-A B-C", "2024")), asked=asked)
    assert any(
        "2 rows report a tie in a wave that the reporter did not answer (B)" in text
        for text in records.problems["message"]
    )


# -- What an engine cannot do --


def test_a_copy_of_records_that_an_engine_holds_is_refused_with_what_can_be_had(all_held, tmp_path):
    records = _read(as_relation(reports(IN_2024, "2024")))
    with pytest.raises(ChoiceError, match=r"sm\.save\(sm\.build_map\(records\)"):
        sm.save(records, tmp_path / "copy.xlsx")
    assert not any(tmp_path.iterdir())


def test_a_public_copy_of_what_an_engine_holds_is_that_of_rows(all_held):
    rows = reports(IN_2024, "2024").assign(reported_by="Jo Smith")
    held, wanted = (sm.build_map(_read(form(rows))) for form in (as_lazy, pd.DataFrame))
    one, other = (public_copy(system) for system in (held, wanted))
    pd.testing.assert_frame_equal(one.ties, other.ties)
    columns = ["source", "target", "kind", "strength", "wave", "reported_by"]
    shown = [copy.records.collaborations[columns].astype(object) for copy in (one, other)]
    pd.testing.assert_frame_equal(*shown)
    assert not isinstance(one.records, HeldRecords)


def test_a_table_that_is_none_of_collaborations_is_refused_before_anything_is_counted(all_held):
    rows = pd.DataFrame({"lead": ["A"], "helper": ["B"]})
    with pytest.raises(RecordsError, match="of so many only a table of collaborations is read"):
        sm.read_records(partners=partners(SECTORS), collaborations=as_relation(rows))


def test_a_short_table_comes_back_row_by_row():
    records = _read(as_lazy(reports(IN_2024, "2024")))
    assert not isinstance(records, HeldRecords)


# -- Parquet --


@pytest.fixture
def parquet(tmp_path: Path) -> Callable[[str, pd.DataFrame], Path]:
    def write(name: str, frame: pd.DataFrame) -> Path:
        as_polars(frame).write_parquet(tmp_path / name)
        return tmp_path / name

    return write


@pytest.mark.parametrize("limit", [held_tables.ROW_LIMIT, -1])
def test_parquet_files_are_read_and_long_ones_stay_with_an_engine(parquet, monkeypatch, limit):
    monkeypatch.setattr(held_tables, "ROW_LIMIT", limit)
    rows = reports(IN_2024, "2024")
    files = parquet("partners.parquet", partners(SECTORS)), parquet("collaborations.parquet", rows)
    records = sm.read_records(*files)
    assert isinstance(records, HeldRecords) == (limit < 0)
    pd.testing.assert_frame_equal(_ties(records)[0], _ties(_read(rows))[0])


@pytest.mark.parametrize("limit", [held_tables.ROW_LIMIT, -1])
def test_a_folder_of_parquet_files_is_a_record_set(parquet, tmp_path, monkeypatch, limit):
    monkeypatch.setattr(held_tables, "ROW_LIMIT", limit)
    rows = reports(IN_2024, "2024")
    parquet("partners.parquet", partners(SECTORS))
    parquet("collaborations.parquet", rows)
    pd.testing.assert_frame_equal(_ties(sm.read_records(tmp_path))[0], _ties(_read(rows))[0])


def test_a_folder_of_parts_is_one_table(parquet, tmp_path, all_held):
    rows = reports(IN_2024, "2024")
    folder = tmp_path / "ties.parquet"
    folder.mkdir()
    for number, part in enumerate((rows[:2], rows[2:])):
        parquet(f"part{number}.parquet", part).rename(folder / f"part{number}.parquet")
    records = sm.read_records(partners(SECTORS), folder)
    pd.testing.assert_frame_equal(_ties(records)[0], _ties(_read(rows))[0])


def test_marks_of_a_pattern_in_the_name_of_a_file_are_letters(parquet, monkeypatch):
    rows = reports(IN_2024, "2024")
    file = parquet("ties[1].parquet", rows)
    parquet("ties1.parquet", rows[:1])
    for reader in ("duckdb", "polars"):
        monkeypatch.setattr("sysmap.records.engines.parquet._READERS", (reader,))
        records = sm.read_records(partners(SECTORS), file)
        assert records.summary["collaborations"] == len(rows)


def test_a_file_that_only_is_called_parquet_is_a_fault(tmp_path):
    (tmp_path / "collaborations.parquet").write_text("source,target\nA,B\n", encoding="utf-8")
    with pytest.raises(RecordsError, match="cannot be read as a Parquet file"):
        sm.read_records(partners(SECTORS), tmp_path / "collaborations.parquet")


def test_without_an_engine_a_parquet_file_is_refused_with_the_line_to_write(parquet, monkeypatch):
    monkeypatch.setattr("sysmap.records.engines.parquet.find_spec", lambda _name: None)
    with pytest.raises(ChoiceError, match="python -m pip install duckdb"):
        sm.read_records(partners(SECTORS), parquet("collaborations.parquet", reports(IN_2024, "2024")))


# -- Spark --


@pytest.mark.measured
@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_ties_that_rows_give(spark, all_held):
    rows = reports("A-B:x:1 B-A:x:3 A-B:y:2 B-C:y:1 C-C:x:1 D-A:x:2", "2024")
    rows["strength"] = rows["strength"].astype(float)
    held = spark.createDataFrame([*rows.itertuples(index=False, name=None)], schema=[*rows.columns])
    for rules in ({}, {"report": "confirmed"}, {"report": "directed"}, {"at_least": 2}):
        pd.testing.assert_frame_equal(_ties(_read(held), **rules)[0], _ties(_read(rows), **rules)[0])
