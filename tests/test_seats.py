"""Forums beside shuffled seats: `findings/forums.py` and `findings/seats.py`, by hand and by enumeration."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import draw
from test_forums import on_forums

import sysmap as sm
from sysmap.cli import commands
from sysmap.findings.seats import by_chance, expected_sectors, seats_of

# NHS a, b, c; police d, e; voluntary f. On the hub sit a, b, d; on the board d, e.
SMALL = {"a": "NHS", "b": "NHS", "c": "NHS", "d": "Police", "e": "Police", "f": "Voluntary"}


@pytest.fixture(scope="module")
def small() -> sm.SystemMap:
    return draw("a-d b-c a@hub b@hub d@hub d@board e@board", **SMALL)


def permuted(labels: np.ndarray) -> np.ndarray:
    """Return every different way to put the labels on the organisations, one a row, each as likely."""
    return np.array(list(itertools.permutations(labels)))


def test_the_table_says_who_sits_where(small):
    frame = sm.forums(small, draws=0).to_frame()
    assert frame[["members", "known", "sectors", "named"]].to_dict("index") == {
        "board": {"members": 2, "known": 2, "sectors": 1, "named": "Police"},
        "hub": {"members": 3, "known": 3, "sectors": 2, "named": "NHS, Police"},
    }
    assert frame[["expected", "low", "high", "p"]].isna().all(axis=None)


def test_the_expected_number_of_sectors_is_exact(small):
    frame = sm.forums(small, draws=200).to_frame()
    # Of 15 pairs 3 are two of the NHS and 1 is the two of the police: 4 of one sector, 11 of two.
    assert frame.at["board", "expected"] == pytest.approx((4 * 1 + 11 * 2) / 15)
    every = [len(set(row[[0, 1, 3]])) for row in permuted(np.array([0, 0, 0, 1, 1, 2]))]
    assert frame.at["hub", "expected"] == pytest.approx(np.mean(every))


@pytest.mark.parametrize("members", range(7))
def test_the_formula_is_the_mean_over_all_ways_to_sit(members):
    labels = [0, 0, 0, 1, 1, 2]
    every = [len({labels[one] for one in chosen}) for chosen in itertools.combinations(range(6), members)]
    assert expected_sectors(np.array([3, 2, 1]), members) == pytest.approx(np.mean(every))


def test_p_comes_near_to_that_of_all_shuffles(small):
    frame = sm.forums(small, draws=20_000, seed=1).to_frame()
    every = permuted(np.array([0, 0, 0, 1, 1, 2]))
    spans = np.array([len(set(row[[3, 4]])) for row in every])
    assert frame.at["board", "p"] == pytest.approx(2 * min((spans <= 1).mean(), 0.5), abs=0.01)


def test_meetings_of_sectors_are_those_of_all_shuffles(small):
    meetings = sm.forums(small, draws=20_000, seed=2).meetings.set_index(["sector_a", "sector_b"])
    assert meetings.at[("NHS", "Police"), "forums"] == 1
    every = permuted(np.array([0, 0, 0, 1, 1, 2]))
    both = [sum({0, 1} <= set(row[list(seats)]) for seats in ((0, 1, 3), (3, 4))) for row in every]
    assert meetings.at[("NHS", "Police"), "expected"] == pytest.approx(np.mean(both), abs=0.02)


def test_who_sits_on_most_stands_first_then_by_name(small):
    people = sm.forums(small, draws=0).organisations
    assert list(people.index) == ["d", "a", "b", "e"]
    assert people.loc["d"].to_dict() == {
        "sector": "Police",
        "forums": 2,
        "organisations_met": 3,
        "sectors_met": 1,
        "named": "board, hub",
    }


def test_unknown_sectors_sit_but_are_not_counted_among_sectors():
    frame = sm.forums(on_forums(), draws=0).to_frame()
    assert (frame.at["Alliance", "members"], frame.at["Alliance", "known"]) == (3, 2)


def test_an_alliance_of_six_is_said_to_be_no_fifteen_ties():
    system = draw(" ".join(f"{name}@alliance" for name in "abcdef"), **SMALL)
    assert len(system.ties) == 0
    assert "alliance, with 6 members, is one forum and not 15 ties." in sm.forums(system, draws=0).notes[0]


def test_a_map_without_forums_says_so():
    forums = sm.forums(draw("a-d", **SMALL))
    assert forums.to_frame().empty and forums.organisations.empty
    assert "No forum" in repr(forums)


def test_a_map_of_one_sector_is_no_fault():
    assert sm.forums(draw("a@x b@x", a="NHS", b="NHS", c="NHS"), draws=50).to_frame().at["x", "sectors"] == 1


def test_the_same_seed_gives_the_same_numbers(small):
    one, other = (sm.forums(small, draws=300, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    pd.testing.assert_frame_equal(one.meetings, other.meetings)


def test_seats_of_a_map_count_several_roles_once(small):
    seats = seats_of(small)
    assert seats.forums == ("board", "hub")
    assert seats.members().tolist() == [[0, 2, 0], [2, 1, 0]]


def test_without_shuffles_there_is_nothing_to_set_beside():
    assert by_chance(np.array([1, 2]), np.empty((0, 2))).isna().all(axis=None)


def test_a_number_of_shuffles_that_is_none_is_refused(small):
    with pytest.raises(sm.ChoiceError, match="draws"):
        sm.forums(small, draws=-1)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "html"])
@pytest.mark.parametrize("public", [False, True])
def test_forums_are_saved_in_every_form(small, tmp_path, suffix, public):
    path = sm.save(sm.forums(small, draws=20), tmp_path / f"forums.{suffix}", public=public)
    assert path.stat().st_size > 50


def test_the_command_prints_the_forums(small, tmp_path):
    sm.save(small.records, tmp_path / "records")
    result = CliRunner().invoke(commands, ["forums", str(tmp_path / "records"), "--draws", "50"])
    assert result.exit_code == 0
    assert "hub, with 3 members, is one forum and not 3 ties" in result.output
