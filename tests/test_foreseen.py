"""What could be tested, said before a second wave and after a refusal: held to the simulation."""

from __future__ import annotations

import json
import time

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import stats

import sysmap as sm
from sysmap.cli import commands
from sysmap.findings.planning.beforehand import enough_ties, enough_to_answer, with_these
from sysmap.findings.planning.chances import Chances, default_chances
from sysmap.findings.planning.first_wave import with_this_wave
from sysmap.findings.planning.foreseen import (
    _few_ties,
    _fewer,
    _kept,
    foreseen,
    organisations_for_ties,
    organisations_to_answer,
)
from sysmap.findings.planning.power import PlannedDesign, power
from sysmap.findings.planning.roster import PlannedRoster
from sysmap.findings.planning.simulating import PlannedPlace
from sysmap.findings.planning.waves import Story
from sysmap.measures.catalogue import catalogue

DRAWS = 120
SYSTEMS = {
    "12, a quarter NHS": ((3, 2, 1, 6), 0.12),
    "15, a quarter NHS": ((4, 3, 2, 6), 0.12),
    "40, a quarter NHS": ((10, 8, 4, 18), 0.093),
    "six of three": ((3,) * 6, 0.3),
    "thirty, one sector large": ((25, 5), 0.05),
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_foreseen_is_what_the_simulation_finds(system):
    sizes, between = SYSTEMS[system]
    n = sum(sizes)
    roster = PlannedRoster({f"s{place}": size for place, size in enumerate(sizes)}, [])
    place = PlannedPlace(roster, Chances(0.35, between, "within and between", n), Story())
    design = PlannedDesign(place, catalogue["cross_density"], (1.0, 0.75), (1.5,), draws=DRAWS)
    for cell in power(design):
        found = foreseen(sizes, between, response=cell.response)
        assert abs(found.power - cell.power) <= 0.06 + 2 * cell.power_error
        assert abs(found.refused - cell.refused) <= 0.06 + 2 * cell.refused_error


def test_few_ties_are_as_rare_as_chance_has_it_where_organisations_are_many():
    assert _few_ties(6.0, 10**7) == pytest.approx(stats.poisson.cdf(5, 6.0), abs=1e-5)
    size = 20 / 1.6
    assert _few_ties(9.0, 20) == pytest.approx(stats.nbinom.cdf(5, size, size / (size + 9.0)))
    assert _few_ties(0.0, 20) == 1


def test_who_answers_both_waves_is_counted():
    assert _fewer(10, 12, 0.5625) == pytest.approx(stats.binom.cdf(9, 12, 0.5625))
    assert (_fewer(10, 9, 1.0), _fewer(10, 10, 1.0)) == (1.0, 0.0)


def test_ties_are_kept_as_the_simulation_keeps_them():
    random = np.random.default_rng(0)
    first, second = np.exp(random.normal(-0.045, 0.3, (2, 200_000, 2))).prod(axis=2)
    for effect in (1.0, 1.5):
        kept = np.average(np.minimum(0.7, effect * second / first), weights=first)
        assert _kept(effect) == pytest.approx(kept, abs=0.005)


def test_what_would_suffice_suffices_and_one_less_does_not():
    n = organisations_to_answer(0.5)
    assert stats.binom.cdf(9, n, 0.5) <= 0.2 < stats.binom.cdf(9, n - 1, 0.5)
    assert (organisations_to_answer(1.0), organisations_to_answer(0.0)) == (10, 0)
    more = organisations_for_ties(4, 12)
    assert _few_ties(4 * more / 12, more) <= 0.2 < _few_ties(4 * (more - 1) / 12, more - 1)
    assert organisations_for_ties(0, 12) == 0


# -- In words --


def test_few_organisations_are_told_that_mostly_nothing_could_be_tested():
    said = with_these((3, 2, 1, 6), default_chances(12))
    assert said.startswith(
        "With these 12 organisations, if all answer both waves, nothing could be tested in "
    )
    assert "With 75 % answering each wave, nothing could be tested in nearly all such programmes" in said
    assert with_these((12,), default_chances(12)) == with_these((300, 200), default_chances(500)) == ""
    assert "caused" not in said and "impact" not in said


def test_a_refused_comparison_says_what_would_have_sufficed():
    assert enough_to_answer(20, 7).startswith("10 of the 20 on both lists answering both times would have")
    n = organisations_to_answer(7 / 20)
    assert f"(7 of 20), about {n} on the list would have" in enough_to_answer(20, 7)
    assert "a list of 10 is the least" in enough_to_answer(6, 6)


def waves(lost: int) -> tuple[sm.SystemMap, sm.SystemMap]:
    """Two waves of 12 organisations: of 24 ties between sectors some are lost."""
    partners = pd.DataFrame(
        {"name": [f"o{place:02}" for place in range(12)], "sector": ["Police", "Council"] * 6}
    )
    ends = [(place, (place + step) % 12) for step in (1, 3) for place in range(12)]
    ties = pd.DataFrame(
        [
            {"source": f"o{a:02}", "target": f"o{b:02}", "wave": wave}
            for wave in ("2022", "2024")
            for number, (a, b) in enumerate(ends)
            if wave == "2022" or number >= lost
        ]
    )
    records = sm.read_records(partners=partners, collaborations=ties)
    return sm.build_map(records, "2022"), sm.build_map(records, "2024")


def test_a_primary_measure_with_too_few_changed_ties_says_what_would_have_sufficed():
    change = sm.compare(*waves(4), permutations=0)
    more = organisations_for_ties(4, 12)
    said = enough_ties("Density between sectors", 4, 12)
    assert f"came or went, and at least 6 are needed. About {more} organisations" in said
    assert said in change.flags and said in sm.report(change).html.replace("\u00a0", " ")
    assert not any("could not be tested" in flag for flag in sm.compare(*waves(7), permutations=0).flags)


def test_a_panel_too_small_says_what_would_have_sufficed():
    first, second = waves(4)
    with pytest.raises(sm.ComparisonError, match="at least 10 are needed; a list of 10 is the least"):
        sm.compare(first, second, without=["o00", "o01", "o02"])


# -- When records are checked --


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    records = waves(4)[0].records
    records.partners[["name", "sector"]].to_csv("partners.csv", index=False)
    ties = records.collaborations[["source", "target", "wave"]]
    ties.to_csv("two.csv", index=False)
    ties[ties["wave"] == "2022"].to_csv("one.csv", index=False)
    return tmp_path


def check(*words):
    return CliRunner().invoke(commands, ["check", *words])


def test_a_list_of_partners_is_told_what_could_be_tested(folder):
    said = check("partners.csv")
    assert said.exit_code == 1 and "there is no table of collaborations" in said.output
    assert "Before a second wave: With these 12 organisations" in " ".join(said.output.split())


def test_a_first_wave_is_told_what_could_be_tested_and_two_are_not(folder):
    said = check("partners.csv", "one.csv", "--format", "json")
    found = json.loads(said.output)["planning"]
    # 24 of 36 pairs between the two sectors have a tie, and a rise cannot go beyond all.
    assert found == with_this_wave(sm.read_records("partners.csv", "one.csv"))
    assert found.startswith("With these 12 organisations")
    assert "planning" not in json.loads(check("partners.csv", "two.csv", "--format", "json").output)


def test_partners_with_another_fault_are_told_that_alone(folder):
    (folder / "bad.csv").write_text("name,sector\nA,Police\nA,Police\n", encoding="utf-8")
    assert "Before a second wave" not in check("bad.csv").output


def test_the_share_that_answered_the_first_wave_is_taken():
    partners = pd.DataFrame({"name": list("ABCDEFGHIJKLMNOP"), "sector": ["Police", "Council"] * 8})
    partners["responded_2022"] = ["yes"] * 12 + ["no"] * 4
    ties = pd.DataFrame({"source": list("ABCDE"), "target": list("BCDEG"), "wave": "2022"})
    said = with_this_wave(sm.read_records(partners=partners, collaborations=ties))
    assert "With 75 % answering each wave as in this wave" in said


def test_it_takes_no_time():
    started = time.process_time()
    with_these((90, 80, 70, 100), default_chances(340))
    with_these((3, 2, 1, 6), default_chances(12))
    assert time.process_time() - started < 1
