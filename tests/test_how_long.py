"""Work of more than a few seconds says how long it takes before it is begun."""

from __future__ import annotations

import pytest
from test_estimating import measures, two_waves

from sysmap import progress
from sysmap.findings.comparison.estimating.duration import seconds_for
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.draws import Draws
from sysmap.progress import reported, takes


def said_of(seconds: float) -> list[str]:
    said: list[str] = []
    with reported(lambda *_: None, said.append):
        takes("Comparing 1,000 organisations", seconds)
    return said


@pytest.mark.parametrize(
    ("seconds", "words"), [(8.2, "8 seconds"), (3, "3 seconds"), (44, "45 seconds"), (200, "3 minutes")]
)
def test_it_is_said_in_round_numbers(seconds: float, words: str) -> None:
    assert said_of(seconds) == [f"Comparing 1,000 organisations: about {words}"]


def test_nothing_is_said_of_short_work_or_to_nobody() -> None:
    assert said_of(2.9) == []
    takes("Comparing 1,000 organisations", 60)


def test_more_ties_swaps_and_measures_take_longer() -> None:
    few, many = (Estimator(two_waves(0, n=n), measures("cross_efficiency", "ei_index")) for n in (20, 60))
    totals = Estimator(two_waves(0, n=60), measures("ei_index"))
    slow = Estimator(two_waves(0, n=60), measures("transitivity", "cross_efficiency"))
    none, all_of_them = Draws(0), Draws(9_999)
    assert seconds_for(few, none) < seconds_for(many, none) < seconds_for(many, all_of_them)
    assert seconds_for(totals, none) < seconds_for(many, none) < seconds_for(slow, none)
    assert seconds_for(few, all_of_them) < progress.LONG


def test_a_command_says_it_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sysmap.cli.showing import with_progress

    with with_progress(False):
        takes("Comparing 1,000 organisations", 8)
    assert capsys.readouterr().err == "Comparing 1,000 organisations: about 8 seconds\n"
    with with_progress(True):
        takes("Comparing 1,000 organisations", 8)
    assert capsys.readouterr().err == ""
