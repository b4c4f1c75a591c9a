"""Amounts as intervals: added, subtracted, in words."""

from __future__ import annotations

import math

import pytest

from sysmap.findings.amounts import added, amount_in_words, less, precision_of


def test_ends_are_added_each_for_itself():
    assert added([(100, 100), (0, 10), (9, 11)]) == (100 + 0 + 9, 100 + 10 + 11)


def test_a_sum_with_an_open_part_is_open():
    low, high = added([(100, 100), (50, math.nan)])
    assert low == 150 and math.isnan(high)


def test_nothing_adds_up_to_nothing():
    assert added([]) == (0, 0)


def test_what_is_left_is_least_less_most_to_most_less_least():
    assert less((66, 66), (0, 10)) == (66 - 10, 66 - 0)


def test_what_is_left_of_an_open_whole_is_open():
    low, high = less((66, math.nan), (0, 10))
    assert low == 56 and math.isnan(high)


def test_nothing_is_known_of_the_least_that_is_left_after_an_open_share():
    low, high = less((66, 66), (10, math.nan))
    assert math.isnan(low) and high == 56


@pytest.mark.parametrize(
    ("interval", "said", "words"),
    [
        ((27_000, 27_000), "exact", "£27,000"),
        ((0, 0), "exact", "£0"),
        ((66e6, 66e6), "exact", "£66 million"),
        ((0, 10e6), "under", "under £10 million"),
        ((56e6, math.nan), "over", "over £56 million"),
        ((90, 110), "between", "£90 to £110"),
        ((4.5, 5.5), "between", "£4.50 to £5.50"),
        ((0, math.nan), "over", "not known"),
    ],
)
def test_an_interval_is_written_as_it_is_known(interval, said, words):
    assert precision_of(interval) == said
    assert amount_in_words(interval) == words


def test_a_currency_without_a_sign_stands_as_its_letters():
    assert amount_in_words((1.5e6, 1.5e6), "CHF") == "CHF 1.5 million"
