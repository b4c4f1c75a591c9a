"""Records to ties: `network/folding.py`, read off the ties of small maps."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import draw, partners, reports

import sysmap as sm
from sysmap.network.folding import strong_above


def report_of(source: str, target: str, **columns: object) -> dict[str, object]:
    """Return a row of collaborations with columns of its own."""
    return {"source": source, "target": target, **columns}


def built(*rows: dict[str, object], report: str = "any", at_least: float | None = None) -> sm.SystemMap:
    """Make a map of such rows."""
    records = sm.read_records(
        partners=partners(dict.fromkeys("ABC", "NHS")),
        collaborations=pd.DataFrame(rows),
        sectors="as written",
    )
    return sm.build_map(records, report=report, at_least=at_least)


def words(system: sm.SystemMap) -> list[str]:
    return [f"{tie.source}{tie.target}" for tie in system.ties.itertuples()]


def test_reports_about_two_organisations_fold_into_one_tie_that_counts_them() -> None:
    ties = draw("A-B B-A A-B:x B-C").ties
    assert ties[["source", "target", "records"]].to_numpy().tolist() == [["A", "B", 3], ["B", "C", 1]]


def test_a_tie_carries_its_kinds_sorted() -> None:
    assert draw("A-B:y A-B:x B-A:y").ties["kinds"].tolist() == [("x", "y")]


def test_a_tie_without_a_kind_carries_none() -> None:
    assert draw("A-B B-C:x").ties["kinds"].tolist() == [(), ("x",)]


def test_the_strength_of_a_tie_is_the_highest_reported() -> None:
    assert draw("A-B:x:1 B-A:x:3 A-B:y:2").ties["strength"].tolist() == [3]


def test_a_tie_is_confirmed_when_both_ends_report_it_of_whatever_kind() -> None:
    assert draw("A-B:x B-A:y B-C:x").ties["confirmed"].tolist() == [True, False]


def test_only_confirmed_ties_are_on_a_confirmed_map() -> None:
    assert words(draw("A-B:x B-A:y B-C:x", report="confirmed")) == ["AB"]


def test_the_strength_of_a_confirmed_tie_is_the_lower_of_the_highest_of_its_sides() -> None:
    system = draw("A-B:x:1 A-B:y:3 B-A:x:2 B-A:y:1", report="confirmed")
    assert system.ties["strength"].tolist() == [2]


def test_a_side_without_a_strength_leaves_that_of_the_other() -> None:
    assert draw("A-B:x:2 B-A:x", report="confirmed").ties["strength"].tolist() == [2]


def test_a_report_by_a_third_party_confirms_nothing() -> None:
    rows = [report_of("A", "B", reported_by="A"), report_of("A", "B", reported_by="C")]
    assert words(built(*rows, report="confirmed")) == []


def test_reports_by_both_ends_confirm_whichever_way_they_are_written() -> None:
    rows = [report_of("A", "B", reported_by="A"), report_of("A", "B", reported_by="B")]
    assert words(built(*rows, report="confirmed")) == ["AB"]


def test_a_report_by_a_person_counts_as_one_of_the_source() -> None:
    rows = [report_of("A", "B", reported_by="Jo Smith"), report_of("B", "A", reported_by="Ann Lee")]
    assert words(built(*rows, report="confirmed")) == ["AB"]


def test_every_report_is_an_arc_on_a_directed_map() -> None:
    assert words(draw("B-A A-B A-B:x C-B", report="directed")) == ["AB", "BA", "CB"]


def test_a_report_that_says_it_is_not_directed_is_two_arcs() -> None:
    rows = [
        report_of("A", "B", directed="no"),
        report_of("B", "C", directed="yes"),
        report_of("C", "A", directed=""),
    ]
    assert words(built(*rows, report="directed")) == ["AB", "BA", "BC", "CA"]


def test_the_column_directed_decides_only_arrowheads_on_other_maps() -> None:
    ties = built(report_of("B", "A", directed="yes"), report_of("B", "C", directed="no")).ties
    assert ties[["source", "target", "directed"]].to_numpy().tolist() == [["B", "A", True], ["B", "C", False]]


def test_arrows_of_both_directions_are_no_arrowhead() -> None:
    system = built(report_of("A", "B", directed="yes"), report_of("B", "A", directed="yes"))
    assert system.ties["directed"].tolist() == [False]


def test_an_arc_is_confirmed_when_both_ends_reported_the_pair() -> None:
    assert draw("A-B B-A B-C", report="directed").ties["confirmed"].tolist() == [True, True, False]


def test_the_least_strength_is_applied_to_each_report_before_folding() -> None:
    rows = [
        report_of("A", "B", strength=2),
        report_of("B", "A", strength=1),
        report_of("B", "C", strength=1),
        report_of("C", "A", strength=None),
    ]
    ties = built(*rows, at_least=2).ties
    assert ties[["source", "target", "records", "confirmed"]].to_numpy().tolist() == [["A", "B", 1, False]]


@pytest.mark.parametrize("at_least", [1, 2, 3])
def test_confirmed_ties_are_among_those_of_any_report_and_a_least_strength_only_removes(
    records: sm.Records, at_least: int
) -> None:
    everything = set(words(sm.build_map(records, "2024")))
    weaker = set(words(sm.build_map(records, "2024", at_least=at_least)))
    confirmed = set(words(sm.build_map(records, "2024", at_least=at_least, report="confirmed")))
    assert confirmed <= weaker <= everything


def test_a_record_is_strong_above_the_middle_of_the_scale_of_its_kind() -> None:
    table = reports("A-B:x:1 A-C:x:4 B-C:y:2 B-A:y:2", "2024")
    table["strength"] = table["strength"].astype(float)
    assert strong_above(table, None) == {"x": 2.5}


def test_a_declared_scale_counts_before_the_recorded_one() -> None:
    table = reports("A-B:x:1 A-C:x:2 B-C:y", "2024")
    table["strength"] = pd.to_numeric(table["strength"])
    assert strong_above(table, (1, 4)) == {"x": 2.5}


def test_a_declared_scale_of_a_single_value_is_not_usable() -> None:
    table = reports("A-B:x:1 A-C:x:2", "2024")
    table["strength"] = table["strength"].astype(float)
    assert strong_above(table, (4, 4)) == {"x": 1.5}
