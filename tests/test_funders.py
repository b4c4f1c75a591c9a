"""The funder's table: what can be shown of each place, and what it would take to show more."""

from __future__ import annotations

import dataclasses
import math
import time
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from test_portfolio import FORUMS, PROGRAMMES, place

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError
from sysmap.findings.comparison.estimating.adjustment import holm
from sysmap.findings.disclosure.copies import public_copy
from sysmap.findings.many_places.funder_words import shown_in_words
from sysmap.findings.many_places.next_steps import ABOUT_ENOUGH, next_steps, usual_spread
from sysmap.findings.planning.chances import Chances
from sysmap.findings.planning.foreseen import foreseen, foreseen_again
from sysmap.findings.planning.power import PlannedDesign, power
from sysmap.findings.planning.roster import PlannedRoster
from sysmap.findings.planning.simulating import PlannedPlace, compared
from sysmap.findings.planning.waves import STORIES
from sysmap.measures.catalogue import catalogue

MONEY = "source,target,amount,start,end\n,Team,27000,2022,2025\nBoard,Team,10000,2022,2025\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("funded")
    for seed, name in enumerate(["Ash", "Birch", "Cedar"]):
        place(folder / name, seed, size=24)
    place(folder / "Dale", 7, waves=1)
    place(folder / "Fern", 8, quiet=9)
    dated = PROGRAMMES.replace("enabler\n", "enabler,start,end\n").replace(
        "Bloggs\n", "Bloggs,2022-04,2025-03\n"
    )
    place(folder / "Brook", 9, money=MONEY, forums=FORUMS, programmes=dated)
    return folder


@pytest.fixture(scope="module")
def places(folder) -> sm.Portfolio:
    return sm.portfolio(folder, draws=0, cost_per_answer=20)


@pytest.fixture(scope="module")
def table(places) -> pd.DataFrame:
    return places.funders_table()


def test_a_place_without_two_waves_to_compare_shows_no_change_and_rules_none_out(table):
    assert table.at["Dale", "shown"].startswith("No change can be shown or ruled out: one wave only (2023).")
    assert "ruled out: only 7 organisations answered both waves." in table.at["Fern", "shown"]
    assert "would give two waves to compare" in table.at["Dale", "next_step"]
    # Fewer than 10 answered: whoever answers next, they cannot be compared with this wave.
    assert table.at["Fern", "next_step"].startswith(
        "With one more wave nothing could be tested in nearly all"
    )


def test_what_was_funded_stands_with_its_dates(table):
    assert (table.at["Brook", "funding"], table.at["Brook", "dates"]) == (
        "£37,000",
        "from 2022-04 to 2025-03",
    )
    assert (table.at["Ash", "funding"], table.at["Ash", "dates"]) == ("", "")


def test_no_change_is_claimed_that_does_not_hold_among_all_places_tested(places):
    rows = {one.name: one.comparison for one in places.places if one.comparison is not None}
    p = {name: each.to_frame().at["cross_density", "p"] for name, each in rows.items()}
    entry = catalogue["cross_density"]
    sure = {name for name, each in holm(p).items() if each.p <= 0.05}
    table = places.funders_table()
    for name in p:
        said = table.at[name, "shown"]
        assert said.startswith("Density between sectors rose by") == (name in sure)
        assert said.startswith("Looked at alone") == (p[name] <= 0.05 and name not in sure)
        assert said.startswith("No change can be shown in") == (p[name] > 0.05)
    one = next(each for each in places.places if each.name == min(p, key=p.__getitem__))
    assert "Looked at alone" in shown_in_words(one, entry, {one.name: 0.06, **dict.fromkeys("abc", 1.0)})
    assert "also when all 4 places" in shown_in_words(
        one, entry, {one.name: 0.04, **dict.fromkeys("abc", 1.0)}
    )


def test_the_step_named_is_in_the_table_of_steps_and_none_with_fewer_answers_would_do(places, table):
    steps = places.next_steps()
    assert list(steps.groupby("place")["proposed"].sum()) == [1] * len(table)
    for name, own in steps.groupby("place"):
        (named,) = own[own["proposed"]].to_dict("records")
        assert (named["ask"], named["answers"]) == (table.at[name, "ask"], table.at[name, "answers"])
        aim = "tested" if name in ("Dale", "Fern") else "found"
        enough = own[own[aim] >= ABOUT_ENOUGH]
        assert named["answers"] == enough["answers"].min()
        assert str(int(named["organisations"])) in table.at[name, "next_step"]
    assert (steps["ask"] == steps["waves"] * steps["organisations"]).all()
    assert (steps["answers"] >= steps["response"] * steps["ask"] - 1e-9).all()
    assert (steps["answers"] < steps["response"] * steps["ask"] + steps["waves"]).all()


def test_more_answers_never_show_less(places):
    for _, own in places.next_steps().groupby(["place", "waves", "organisations"]):
        assert own.sort_values("response")["found"].is_monotonic_increasing


def test_costs_are_answers_times_what_one_costs_and_stand_nowhere_unless_said(places, table, folder):
    assert (table["cost"] == 20 * table["answers"]).all()
    assert "Costs are answers to get times 20" in " ".join(places.notes)
    silent = dataclasses.replace(places, cost_per_answer=None)
    assert "cost" not in silent.funders_table().columns and "cost" not in silent.next_steps().columns
    assert "Costs" not in " ".join(silent.notes)


@pytest.mark.parametrize("cost", [0, -1, math.nan, math.inf])
def test_what_is_no_cost_is_refused_before_anything_is_read(cost):
    with pytest.raises(ChoiceError, match="cost_per_answer=.* is no amount above 0"):
        sm.portfolio("nowhere", cost_per_answer=cost)


def test_money_enters_no_number_but_its_own(places, folder, tmp_path):
    """Ten times the money moves the funding alone: nothing is divided by it, nor it by anything."""
    for one in folder.iterdir():
        (tmp_path / one.name).mkdir()
        for part in one.iterdir():
            text = part.read_text(encoding="utf-8")
            (tmp_path / one.name / part.name).write_text(text.replace("27000", "270000"), encoding="utf-8")
    richer = sm.portfolio(tmp_path, draws=0, cost_per_answer=20)
    tables = {one.title: one.frame for one in richer.tables()}
    for one in places.tables():
        frame, other = one.frame, tables[one.title]
        if "funding" in frame.columns:
            assert other.at["Brook", "funding"] == "£280,000"
            frame, other = frame.drop(columns="funding"), other.drop(columns="funding")
        pd.testing.assert_frame_equal(frame, other)
    assert places.notes == richer.notes


def test_a_public_copy_says_no_more_than_its_own_records_do(places):
    copy = public_copy(places)
    table = copy.funders_table()
    assert set(table["answered"]) == {""}
    assert "organisations answered" not in " ".join(table["shown"])
    told = copy.to_frame()["response"]
    for row in copy.next_steps().itertuples():
        # As many as answered, as the copy says it; what it does not say is taken as in a plan.
        assert row.response in (0.9, 0.75, told[row.place])


def test_a_place_of_one_sector_and_one_without_organisations_have_no_step():
    partners = pd.DataFrame({"name": list("ABC"), "sector": "Police", "place": "East"})
    ties = pd.DataFrame({"source": ["A"], "target": ["B"]})
    programmes = pd.DataFrame({"programme": ["One", "Two"], "place": ["East", "Nowhere"]})
    records = sm.read_records(partners=partners, collaborations=ties, programmes=programmes)
    table = sm.portfolio(records, draws=0).funders_table()
    assert table[["ask", "answers"]].isna().all(axis=None)
    assert table.at["East", "next_step"].startswith("All organisations listed are of one sector")
    assert table.at["Nowhere", "next_step"].startswith("List the organisations of this place")


def test_where_nobody_wrote_down_who_answered_the_step_says_what_is_taken(tmp_path):
    place(tmp_path / "Ash", 1, size=20)
    (tmp_path / "Ash" / "asked.csv").unlink()
    assert (
        "15 answering (taken as 75 %)"
        in sm.portfolio(tmp_path, draws=0).funders_table().at["Ash", "next_step"]
    )


def test_the_command_takes_the_cost_and_says_what_can_be_shown(folder):
    said = CliRunner().invoke(commands, ["portfolio", str(folder), "--draws", "0", "--cost-per-answer", "20"])
    assert said.exit_code == 0
    assert "For the funder:" in said.output
    assert "No change can be shown or ruled out" in " ".join(said.output.split())


def test_twenty_five_places_take_no_time(places):
    started = time.process_time()
    for one in places.places * 5:
        next_steps(one.latest, 0.4, compared=True, spread=3.0)
    assert time.process_time() - started < 2


# -- Held to the simulation --

SIZES, BETWEEN = (7, 7, 8, 8), 0.12


def of_story(story: str) -> PlannedPlace:
    roster = PlannedRoster({f"s{number}": size for number, size in enumerate(SIZES)}, [])
    chances = Chances(0.35, BETWEEN, "within and between", sum(SIZES))
    return PlannedPlace(roster, chances, STORIES[story])


@pytest.mark.parametrize("story", ["S0", "S2"])
def test_with_ties_as_in_places_compared_power_is_what_the_simulation_finds(story, monkeypatch):
    """Places in which nothing changed tell how much ties come and go; what a rise would show follows."""
    one, entry = of_story(story), catalogue["cross_density"]

    class Seen:
        def __init__(self, pairs, estimate):
            self.pairs, self.estimate = pairs, estimate

    drawn = [
        Seen(each.pairs, each.estimate)
        for seed in range(25)
        for each in compared(one, entry, rise=1.0, responses=(0.85,), seed=(3, seed), with_pairs=True)
        if each.estimate is not None
    ]
    monkeypatch.setattr(
        "sysmap.findings.many_places.next_steps.primary_estimate", lambda panel, _: panel.estimate
    )
    spread = usual_spread(drawn)
    (cell,) = power(PlannedDesign(one, entry, (0.85,), (1.5,), draws=120))
    found = foreseen(SIZES, BETWEEN, response=0.85, spread=spread * BETWEEN)
    assert abs(found.power - cell.power) <= 0.12 + 2 * cell.power_error


def test_a_wave_that_everybody_answered_is_as_good_as_two_of_which_the_next_alone_loses_some():
    everybody = foreseen_again(SIZES, BETWEEN, answered=30, response=0.81)
    assert everybody.power == pytest.approx(foreseen(SIZES, BETWEEN, response=0.9).power)
    assert foreseen_again(SIZES, BETWEEN, answered=9, response=1.0).refused == 1.0
    assert foreseen_again(SIZES, BETWEEN, answered=20, response=0.9).power < everybody.power
