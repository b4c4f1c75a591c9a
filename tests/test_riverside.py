"""The story of the example records: the scorecard and the comparison must be able to find it."""

from __future__ import annotations

import pytest

import sysmap as sm


@pytest.fixture
def maps(riverside):
    return sm.build_map(riverside, "2022"), sm.build_map(riverside, "2024")


@pytest.fixture
def change(maps):
    return sm.compare(*maps, permutations=0)


def test_the_records_hold_two_waves_of_seven_sectors_or_more_and_read_without_a_warning(riverside):
    assert riverside.waves_in_order == ("2022", "2024")
    assert riverside.partners["sector"].nunique() >= 7
    assert riverside.problems.empty


def test_police_and_the_voluntary_sector_come_closer(change):
    pair = change.ties.set_index(["sector_a", "sector_b"]).loc[
        ("Police and justice", "Voluntary and community")
    ]
    assert (pair["kept"] + pair["lost"], pair["kept"] + pair["new"]) == (2, 10)
    assert pair["new"] == change.ties["new"].max()


def test_more_ties_cross_in_the_second_wave_and_still_fewer_than_by_chance(maps, change):
    row = change.three_ways.loc[("cross_share", "as recorded")]
    assert (row["before"], row["after"]) == (56 / 92, 79 / 105)
    assert change.to_frame().at["cross_density", "p"] < 0.05
    for system in maps:
        card = sm.integration(system, "cross_share").to_frame().loc["cross_share"]
        assert card["value"] < card["low"]


def test_one_organisation_carries_more_than_any_three_others(maps):
    scores = sm.organisation_scores(maps[1], "betweenness")["betweenness"].sort_values(ascending=False)
    assert scores.index[0] == "Riverside Voluntary Action"
    assert scores.iloc[0] > scores.iloc[1:4].sum()
    assert sm.integration(maps[1], "weak_points", draws=0).to_frame().at["weak_points", "value"] == 1


def test_somebody_without_ties_gains_one(change):
    row = change.organisations.loc["Old Quay Boxing Club"]
    assert (row["partners_before"], row["partners_after"]) == (0, 2)


def test_who_answered_differs_between_the_waves(riverside):
    silent = {
        wave: set(rows.loc[~rows["answered"].astype(bool), "organisation"])
        for wave, rows in riverside.asked.groupby("wave")
    }
    assert silent["2022"] - silent["2024"] and silent["2024"] - silent["2022"]


def test_one_organisation_joined_and_one_left(change):
    assert (change.organisations["status"] == "joined").sum() == 1
    assert (change.organisations["status"] == "left").sum() == 1
