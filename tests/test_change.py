"""What differs between two waves: `findings/change.py`."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from conftest import agrees, draw, partners, reports

import sysmap as sm

COLUMNS = [
    *("label", "before", "after", "change", "low", "high", "p", "p_adjusted", "detectable"),
    *("undefined", "reading", "caveat"),
]
# Of the ties of 2022, AB BC DE DF are there in 2024 and DJ is not; AD BD CD CF FG GU are new.
KEPT, NEW, LOST = ["AB", "BC", "DE", "DF"], ["AD", "BD", "CD", "CF", "FG", "GU"], ["DJ"]


@pytest.fixture(scope="module")
def change(before: sm.SystemMap, small: sm.SystemMap) -> sm.Comparison:
    return sm.compare(before, small)


def two_waves(
    first: str, second: str, sectors: dict[str, str], **columns: list[str]
) -> tuple[sm.SystemMap, sm.SystemMap]:
    """Make the maps of two waves of one record set."""
    records = sm.read_records(
        partners=partners(sectors).assign(**columns),
        collaborations=pd.concat([reports(first, "2022"), reports(second, "2024")], ignore_index=True),
        waves=pd.DataFrame({"wave": ["2022", "2024"]}),
        sectors="as written",
    )
    return sm.build_map(records, "2022"), sm.build_map(records, "2024")


def test_the_columns_are_those_agreed(change: sm.Comparison) -> None:
    assert list(change.to_frame().columns) == COLUMNS
    assert change.to_frame().index.name == "measure"


def test_the_headline_measures_are_compared_in_their_order(change: sm.Comparison) -> None:
    headline = [name for name, entry in sm.catalogue.items() if entry.level == "system" and entry.headline]
    assert list(change.to_frame().index) == headline


def test_values_are_those_of_the_scorecards(
    change: sm.Comparison, before: sm.SystemMap, small: sm.SystemMap
) -> None:
    frame = change.to_frame()
    for column, system in (("before", before), ("after", small)):
        values = sm.integration(system, draws=0).to_frame()["value"]
        pd.testing.assert_series_equal(frame[column], values, check_names=False)


def test_the_change_is_after_less_before(change: sm.Comparison) -> None:
    row = change.to_frame().loc["cross_density"]
    # In 2022 DF alone crossed, of 27 pairs between sectors of 3, 3 and 3, since J was there.
    assert agrees(row["change"], 5 / 21 - 1 / 27)


def test_nothing_is_said_of_intervals_and_tests(change: sm.Comparison) -> None:
    frame = change.to_frame()
    assert frame[["low", "high", "p", "p_adjusted", "detectable"]].isna().all(axis=None)
    assert set(frame["undefined"]) == {"not_estimated"}


def test_an_undefined_value_gives_its_reason() -> None:
    first, second = two_waves("", "A-B", {"A": "NHS", "B": "Police", "C": "Fire"})
    row = sm.compare(first, second, measures="ei_index").to_frame().loc["ei_index"]
    assert (row["undefined"], row["after"]) == ("no_ties", 1)
    assert pd.isna(row["change"])


def test_ties_are_kept_new_or_lost(change: sm.Comparison) -> None:
    status = {f"{tie.source}{tie.target}": tie.status for tie in change.tie_changes.itertuples()}
    expected = {**dict.fromkeys(KEPT, "kept"), **dict.fromkeys(NEW, "new"), **dict.fromkeys(LOST, "lost")}
    assert status == expected


def test_a_tie_carries_its_kinds_and_strength_in_each_wave(change: sm.Comparison) -> None:
    row = change.tie_changes.set_index(["source", "target"]).loc[("A", "B")]
    assert (row["kinds_before"], row["kinds_after"]) == (("plans",), ("plans", "refers"))
    assert (row["strength_before"], row["strength_after"]) == (2, 3)


def test_a_new_tie_had_no_kinds_and_no_strength_before(change: sm.Comparison) -> None:
    row = change.tie_changes.set_index(["source", "target"]).loc[("C", "F")]
    assert row["kinds_before"] == ()
    assert pd.isna(row["strength_before"])


def test_ties_are_counted_by_pair_of_sectors(change: sm.Comparison) -> None:
    assert change.ties.to_numpy().tolist() == [
        ["NHS", "NHS", "within", 2, 0, 0],  # AB BC kept
        ["NHS", "Police", "between", 0, 3, 0],  # AD BD CD new
        ["NHS", "Voluntary", "between", 0, 1, 0],  # CF new
        ["Police", "Police", "within", 1, 0, 1],  # DE kept, DJ lost
        ["Police", "Voluntary", "between", 1, 0, 0],  # DF kept
        ["Voluntary", "Voluntary", "within", 0, 1, 0],  # FG new
        ["Voluntary", "unknown", "unknown", 0, 1, 0],  # GU new
    ]
    assert list(change.ties.columns) == ["sector_a", "sector_b", "relation", "kept", "new", "lost"]


def test_organisations_stayed_joined_or_left(change: sm.Comparison) -> None:
    status = change.organisations["status"]
    assert status.to_dict() == {**dict.fromkeys("ABCDEFGH", "stayed"), "J": "left", "U": "joined"}


def test_partners_of_one_that_was_not_there_are_not_a_number(change: sm.Comparison) -> None:
    organisations = change.organisations
    assert organisations.loc["D", ["partners_before", "partners_after"]].tolist() == [3, 5]
    assert pd.isna(organisations.at["U", "partners_before"])
    assert pd.isna(organisations.at["J", "partners_after"])


def test_turning_the_waves_round_turns_every_change_round(
    change: sm.Comparison, before: sm.SystemMap, small: sm.SystemMap
) -> None:
    back = sm.compare(small, before)
    pd.testing.assert_series_equal(back.to_frame()["change"], -change.to_frame()["change"])
    turned = back.ties.rename(columns={"new": "lost", "lost": "new"})[list(back.ties.columns)]
    pd.testing.assert_frame_equal(turned, change.ties)


def test_a_name_of_one_that_left_and_of_one_that_joined_is_told_apart() -> None:
    rows = {"id": ["1", "2", "3", "4"], "name": ["Trust", "Force", "Hub", "Hub"], "sector": "NHS"}
    records = sm.read_records(
        partners=pd.DataFrame({**rows, "closed": ["", "", "2023", ""], "opened": ["", "", "", "2023"]}),
        collaborations=pd.concat([reports("1-2 1-3", "2022"), reports("1-2 1-4", "2024")]),
        sectors="as written",
    )
    change = sm.compare(sm.build_map(records, "2022"), sm.build_map(records, "2024"))
    assert list(change.organisations.index) == ["Trust", "Force", "Hub (3)", "Hub (4)"]
    assert change.tie_changes["target_name"].tolist() == ["Force", "Hub (3)", "Hub (4)"]


def test_two_waves_without_ties_have_no_tie_to_compare() -> None:
    first, second = two_waves("", "", {"A": "NHS", "B": "Police", "C": "Fire"})
    change = sm.compare(first, second)
    assert change.ties.empty
    assert change.tie_changes.empty
    assert repr(change)


def test_arcs_of_both_ways_are_two_ties_of_a_directed_map(records: sm.Records) -> None:
    first, second = (sm.build_map(records, wave, report="directed") for wave in ("2022", "2024"))
    changes = sm.compare(first, second).tie_changes.set_index(["source", "target"])["status"]
    assert changes[("A", "B")] == "kept"
    assert changes[("B", "A")] == "new"


def test_maps_of_two_record_sets_are_refused_with_what_to_write(small: sm.SystemMap) -> None:
    with pytest.raises(sm.ComparisonError, match=r"read_records\(\{"):
        sm.compare(draw("A-B B-C"), small)


def test_two_maps_of_one_wave_are_refused(small: sm.SystemMap) -> None:
    with pytest.raises(sm.ComparisonError, match="same wave"):
        sm.compare(small, small)


@pytest.mark.parametrize(
    "options", [{"report": "confirmed"}, {"at_least": 2}, {"kinds": "plans"}, {"boundary": "family"}]
)
def test_maps_built_differently_are_refused(
    records: sm.Records, small: sm.SystemMap, options: dict[str, object]
) -> None:
    with pytest.raises(sm.ComparisonError, match="built differently"):
        sm.compare(sm.build_map(records, "2022", **options), small)


def test_waves_that_share_no_organisation_are_refused() -> None:
    closed = {"closed": ["2023", "2023", "", ""], "opened": ["", "", "2023", "2023"]}
    first, second = two_waves("A-B", "C-D", dict.fromkeys("ABCD", "NHS"), **closed)
    with pytest.raises(sm.ComparisonError, match="no organisation"):
        sm.compare(first, second)


def test_the_notes_say_who_moved_and_who_answered_in_each_wave(change: sm.Comparison) -> None:
    notes = change.notes
    assert "8 organisations stayed, 1 organisation joined, 1 organisation left" in notes[0]
    assert "Ties: 4 kept, 6 new, 1 lost" in notes[0]
    assert notes[1:3] == (
        "2022: 8 of 9 asked have answered (89 %).",
        "2024: 6 of 8 asked have answered (75 %).",
    )


def test_no_word_says_why_anything_changed(change: sm.Comparison) -> None:
    said = " ".join([repr(change), *change.to_frame()["reading"]]).casefold()
    assert [
        word for word in ("caused", "led to", "impact", "because of", "due to", "improved") if word in said
    ] == []


def test_the_comparison_is_frozen_and_its_table_fresh(change: sm.Comparison) -> None:
    frame = change.to_frame()
    frame.loc["density", "after"] = 99
    assert change.to_frame().at["density", "after"] == 10 / 36
    with pytest.raises(dataclasses.FrozenInstanceError):
        change.after = change.before  # type: ignore[misc]


def test_the_comparison_shows_itself_as_accessible_tables(change: sm.Comparison) -> None:
    shown = change._repr_html_()
    assert shown.count("<caption") >= 2
    assert "before (2022)" in shown
