"""Money and facts as intervals: `records/money.py`, and words from a short list: `records/choices.py`."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from test_forums import faults, members, read

import sysmap as sm


def money(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"source": ["A"], "target": ["B"], "amount": ["100"]}).assign(**columns)


@pytest.mark.parametrize(
    ("precision", "low", "high"),
    [
        ("", 100, 100),
        ("exact", 100, 100),
        ("About", 90, 110),
        ("under", 0, 100),
        ("OVER", 100, math.nan),
    ],
)
def test_the_interval_of_an_amount_follows_its_precision(precision: str, low: float, high: float) -> None:
    row = read(money=money(precision=precision)).money.iloc[0]
    assert row["low"] == pytest.approx(low)
    assert row["high"] == pytest.approx(high, nan_ok=True)
    assert row["precision"] == (precision.lower() or "exact")


def test_columns_stand_in_the_order_of_the_table_with_the_interval_after_them() -> None:
    assert list(read(money=money()).money.columns)[-4:] == ["low", "high", "row", "file"]
    assert {"low", "high"} <= set(read().money.columns)


def test_thousands_commas_are_read_in_amounts() -> None:
    assert read(money=money(amount="66,000,000.50")).money["amount"].tolist() == [66_000_000.5]


def test_thousands_commas_are_read_nowhere_else() -> None:
    fact = pd.DataFrame({"subject": ["organisation:A"], "measure": ["x"], "value": ["1,000"]})
    assert "column value" in faults(facts=fact)


@pytest.mark.parametrize("amount", ["-5", "-1,000"])
def test_a_negative_amount_is_a_fault(amount: str) -> None:
    assert "cannot be negative" in faults(money=money(amount=amount))


@pytest.mark.parametrize("amount", ["", "n/a", "a lot", "£100"])
def test_an_amount_that_is_none_is_a_fault(amount: str) -> None:
    assert "column amount" in faults(money=money(amount=amount))


def test_nothing_is_an_amount_too() -> None:
    assert read(money=money(amount="0")).money["high"].tolist() == [0]


def test_a_currency_is_three_letters_and_pounds_where_none_is_given() -> None:
    rows = pd.concat([money(), money(currency="eur")])
    assert read(money=rows).money["currency"].tolist() == ["GBP", "EUR"]


@pytest.mark.parametrize("currency", ["£", "pounds", "GB1"])
def test_another_currency_is_a_fault(currency: str) -> None:
    assert "three letters" in faults(money=money(currency=currency))


def test_a_precision_that_is_none_of_four_is_a_fault_with_the_nearest() -> None:
    assert "did you mean about?" in faults(money=money(precision="abuot"))
    assert "none of exact, about, under, over" in faults(money=money(precision="roughly"))


def test_a_basis_of_their_own_stands_with_a_warning() -> None:
    found = read(money=money(basis="in kind"))
    assert found.money["basis"].tolist() == ["in kind"]
    assert "kept as written" in found.problems["message"].iloc[0]


def test_partners_are_found_by_name_and_forums_by_theirs() -> None:
    everyone = pd.DataFrame({"id": ["1", "2", "3"], "name": ["North", "South", "West"], "sector": "NHS"})
    found = sm.read_records(
        partners=everyone,
        collaborations=pd.DataFrame({"source": ["1"], "target": ["2"]}),
        memberships=members("South-Board"),
        money=money(source="North", target="board"),
        sectors="as written",
    )
    assert found.money[["source", "target"]].to_numpy().tolist() == [["1", "Board"]]


def test_a_source_that_is_neither_partner_nor_forum_is_a_fault() -> None:
    assert "Zed: is neither a partner nor a forum" in faults(money=money(source="Zed"))
    assert "did you mean Pooled fund?" in faults(
        money=money(target="Poold fund"), forums=pd.DataFrame({"forum": ["Pooled fund"]})
    )


def test_a_total_may_have_one_end_only_but_not_none() -> None:
    assert read(money=money(source="")).money["source"].tolist() == [""]
    assert "whose money" in faults(money=money(source="", target=""))


def test_an_end_before_the_start_is_a_fault() -> None:
    assert "lies before the start" in faults(money=money(start="2023-04-01", end="2022-03-31"))


@pytest.mark.parametrize(
    ("value", "precision", "low", "high"),
    [
        ("14", "about", 12.6, 15.4),
        ("-10", "about", -11, -9),
        ("-10", "under", math.nan, -10),
        ("5", "under", 0, 5),
        ("5", "over", 5, math.nan),
    ],
)
def test_a_fact_has_an_interval_as_money_has(value: str, precision: str, low: float, high: float) -> None:
    fact = {"subject": "forum:X", "measure": "savings", "value": value, "precision": precision}
    row = read(facts=pd.DataFrame([fact])).facts.iloc[0]
    assert row["low"] == pytest.approx(low, nan_ok=True)
    assert row["high"] == pytest.approx(high, nan_ok=True)


def test_money_reads_back_as_it_was(tmp_path) -> None:
    first = read(money=pd.concat([money(), money(amount="66,000", precision="over", source="")]))
    again = sm.read_records(sm.save(first, tmp_path / "records"), sectors="as written")
    pd.testing.assert_frame_equal(
        first.money.drop(columns=["row", "file"]), again.money.drop(columns=["row", "file"])
    )
