"""Who pays whom, sector by sector: `findings/money.py` and `findings/shares.py`."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import reports

import sysmap as sm
from sysmap.cli import commands

PARTNERS = pd.DataFrame(
    {
        "name": ["Council", "Care", "Homes Team", "CCG", "Trust", "Lantern"],
        "sector": ["Council", "Council", "Council", "CCG", "NHS trust", "Charity"],
        "parent": ["", "Council", "Council", "", "", ""],
        "place": ["East", "East", "East", "East|West", "East|West", "West"],
    }
)
FORUMS = pd.DataFrame({"forum": ["Fund", "Board"], "kind": ["pooled fund", "board"]})
MEMBERS = pd.DataFrame({"organisation": ["Council", "CCG", "Trust"], "forum": ["Fund", "Fund", "Board"]})
COLUMNS = ["source", "target", "amount", "precision", "basis", "currency", "start", "end"]


def read(text: str, **frames: pd.DataFrame) -> sm.Records:
    """Read payments written a line each: ``source > target: amount precision basis currency start end``."""
    rows = []
    for line in text.strip().splitlines():
        ends, _, rest = line.partition(":")
        source, _, target = (part.strip() for part in ends.partition(">"))
        words = [word.replace("-", "", 1) if word == "-" else word for word in rest.split()]
        rows.append((source, target, *words, *[""] * (6 - len(words))))
    given = {
        "partners": PARTNERS,
        "collaborations": reports("Council-CCG CCG-Trust Trust-Lantern", "2024"),
        "forums": FORUMS,
        "memberships": MEMBERS,
        "waves": pd.DataFrame({"wave": ["2024"], "start": ["2024-01-01"], "end": ["2024-12-31"]}),
        "money": pd.DataFrame(rows, columns=COLUMNS),
    }
    return sm.read_records(**(given | frames))


def pays(text: str, **how: str) -> sm.Money:
    return sm.money(sm.build_map(read(text), "2024", **how))


def sums(money: sm.Money) -> dict[tuple[str, str], tuple[int, float, float | None]]:
    return {
        (row.sector_a, row.sector_b): (row.flows, row.low, None if math.isnan(row.high) else row.high)
        for row in money.to_frame().itertuples()
    }


def test_sums_by_pair_of_sectors_add_both_ends():
    money = pays(
        """
        CCG > Trust: 100
        CCG > Trust: 50 under
        Council > Lantern: 200 about
        Care > Lantern: 30 over
        """
    )
    assert sums(money) == {
        ("NHS commissioner", "NHS provider"): (1, 100 + 0, 100 + 50),
        ("Local authority", "Voluntary and community"): (2, 180 + 30, None),
    }
    assert list(money.to_frame()["precision"]) == ["over", "between"]


def test_a_fund_is_not_counted_again_beside_its_shares():
    money = pays(
        """
        > Fund: 66000000
        Council > Fund: 10000000 under
        """
    )
    assert sums(money) == {
        ("Local authority", "pooled fund"): (1, 0, 10e6),
        ("NHS commissioner", "pooled fund"): (1, 66e6 - 10e6, 66e6 - 0),
    }
    shares = money.shares.set_index("contributor")
    assert shares.at["CCG", "reading"] == "over £56 million, £66 million at most"
    assert list(shares["worked_out"]) == [False, True]


def test_what_is_left_belongs_to_nobody_where_two_could_have_given_it():
    members = pd.concat([MEMBERS, pd.DataFrame({"organisation": ["Trust"], "forum": ["Fund"]})])
    records = read("> Fund: 100\nCouncil > Fund: 40", memberships=members)
    money = sm.money(sm.build_map(records, "2024"))
    assert list(money.shares["contributor"]) == ["Council", "others"]
    assert sums(money)[("not recorded", "pooled fund")] == (1, 60, 60)


def test_a_fund_whose_shares_are_all_named_leaves_nothing_over():
    money = pays("> Fund: 100\nCouncil > Fund: 40\nCCG > Fund: 60")
    assert sums(money) == {
        ("Local authority", "pooled fund"): (1, 40, 40),
        ("NHS commissioner", "pooled fund"): (1, 60, 60),
    }


def test_shares_that_come_to_more_than_the_fund_are_pointed_out():
    money = pays("> Fund: 100\nCouncil > Fund: 140")
    assert any("come to more than its total" in note for note in money.notes)
    assert not money.shares["worked_out"].any()


def test_shares_of_another_year_are_not_taken_from_the_fund():
    records = read(
        """
        > Fund: 100 exact - GBP 2024-04-01 2025-03-31
        Council > Fund: 40 exact - GBP 2023-04-01 2024-03-31
        CCG > Fund: 30 exact - GBP 2024-04-01 2025-03-31
        """
    )
    shares = sm.money(sm.build_map(records, "2024")).shares.set_index("contributor")
    assert shares.at["CCG", "low"] == 30
    assert shares.loc[shares["worked_out"], "low"].item() == 100 - 30


def test_units_roll_up_to_their_parent_without_counting_twice():
    text = "Council > Care: 5\nCare > Lantern: 10\nHomes Team > Lantern: 20\nCouncil > Lantern: 40"
    apart, joined = pays(text), pays(text, units="joined")
    pair = ("Local authority", "Voluntary and community")
    assert sums(apart) == {("Local authority", "Local authority"): (1, 5, 5), pair: (3, 70, 70)}
    assert sums(joined) == {pair: (1, 10 + 20 + 40, 70)}
    assert "1 flow inside one organisation dropped." in joined.notes


def test_an_organisation_of_two_places_pays_in_each():
    text = "CCG > Trust: 100"
    for place in ("East", "West"):
        assert sums(pays(text, place=place)) == {("NHS commissioner", "NHS provider"): (1, 100, 100)}


def test_a_flow_with_neither_end_on_the_map_is_left_out_and_counted():
    money = pays("Council > Care: 5\nCCG > Lantern: 7", place="West")
    assert sums(money) == {("NHS commissioner", "Voluntary and community"): (1, 7, 7)}
    assert "1 flow left out: neither end is on this map." in money.notes


def test_money_of_another_time_is_left_out_and_counted():
    money = pays("CCG > Trust: 1 exact - GBP 2019-04-01 2020-03-31\nCCG > Trust: 2")
    assert sums(money) == {("NHS commissioner", "NHS provider"): (1, 2, 2)}
    assert "1 flow left out: not running in this wave." in money.notes


def test_budgets_and_what_was_spent_are_not_added_nor_are_currencies():
    money = pays(
        "CCG > Trust: 100 exact budget\nCCG > Trust: 90 exact actual\nCCG > Trust: 5 exact actual EUR"
    )
    frame = money.to_frame()
    assert list(zip(frame["basis"], frame["currency"], frame["low"], strict=True)) == [
        ("actual", "EUR", 5),
        ("actual", "GBP", 90),
        ("budget", "GBP", 100),
    ]
    assert sum("do not add" in note or "nothing is converted" in note for note in money.notes) == 2


def test_money_through_a_forum_is_said_to_be_there_twice():
    money = pays("CCG > Board: 10\nBoard > Lantern: 10")
    assert any("on its way in and out" in note for note in money.notes)


def test_a_map_without_money_says_so():
    records = read("CCG > Trust: 1")
    bare = sm.read_records(partners=PARTNERS, collaborations=reports("CCG-Trust", "2024"))
    assert sm.money(sm.build_map(records, "2024")).to_frame().shape[0] == 1
    money = sm.money(sm.build_map(bare, "2024"))
    assert money.to_frame().empty and "No money is recorded" in repr(money)


def test_a_public_copy_shows_no_single_payment(tmp_path):
    records = read("CCG > Trust: 123457\nCouncil > Lantern: 30\nCare > Lantern: 12")
    path = sm.save(sm.money(sm.build_map(records, "2024")), tmp_path / "money.json", public=True)
    text = path.read_text(encoding="utf-8")
    assert "123457" not in text and "123,457" not in text
    assert '"low": 42.0' in text


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "html"])
def test_money_is_saved_in_every_form(tmp_path, suffix):
    path = sm.save(pays("> Fund: 100\nCCG > Trust: 100 over"), tmp_path / f"money.{suffix}")
    assert path.stat().st_size > 50


def test_the_order_of_the_rows_does_not_matter():
    lines = ["CCG > Trust: 100", "> Fund: 50", "Council > Fund: 20 under", "Care > Lantern: 3"]
    one, other = pays("\n".join(lines)), pays("\n".join(lines[::-1]))
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    pd.testing.assert_frame_equal(one.flows, other.flows)


def test_a_fund_of_another_place_is_not_on_the_map_of_this_one():
    forums = FORUMS.assign(place=["East", "West"])
    records = read("> Fund: 100\n> Board: 7", forums=forums, memberships=MEMBERS.iloc[:1])
    maps = {place: sm.build_map(records, "2024", place=place) for place in ("East", "West")}
    found = {place: list(sm.money(one).to_frame()["low"]) for place, one in maps.items()}
    assert found == {"East": [100], "West": [7]}


def test_the_command_prints_the_sums(tmp_path):
    sm.save(read("> Fund: 66000000\nCouncil > Fund: 10000000 under"), tmp_path / "records")
    result = CliRunner().invoke(commands, ["money", str(tmp_path / "records")])
    assert result.exit_code == 0
    assert "over £56 million, £66 million at most" in result.output
