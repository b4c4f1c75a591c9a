"""Three waves and more: changes since the first, bands, trends, what became of ties, against plain loops."""

from __future__ import annotations

import importlib.util
import math
import sys
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sysmap as sm
from sysmap.errors import ChoiceError, ComparisonError
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.groups import groups_of
from sysmap.findings.comparison.estimating.moved import Moved
from sysmap.findings.comparison.estimating.uncertainty import variance_of
from sysmap.findings.draws import Draws
from sysmap.findings.many_waves.joint import band_reach, joint_variance
from sysmap.findings.many_waves.trend import trend_of
from sysmap.network.pairs import Pairs
from sysmap.network.panel import matched_waves

SECTORS = ("NHS provider", "Council", "Police", "Voluntary")
WAVES = ("2018", "2020", "2021", "2024")
MEASURES = ("cross_density", "ei_index", "within_density", "cross_efficiency", "cross_distance")


def followed_records(
    waves=WAVES, *, size=26, seed=3, silent=0.08, turnover=0.3, equal=False, dated=True
) -> sm.Records:
    """Draw records of several waves in which some ties come and go, and some organisations are silent."""
    random = np.random.default_rng(seed)
    ids = [f"o{place:02}" for place in range(size)]
    upper = np.triu(np.ones((size, size), dtype=bool), 1)
    there = (random.random((size, size)) < 0.2) & upper
    ties, asked = [], []
    for number, wave in enumerate(waves):
        if number and not equal:
            fresh = (random.random((size, size)) < 0.2 + 0.03 * number) & upper
            there = np.where(random.random((size, size)) < turnover, fresh, there)
        ties += [(ids[a], ids[b], wave, ids[a]) for a, b in np.argwhere(there)]
        ties += [(ids[b], ids[a], wave, ids[b]) for a, b in np.argwhere(there)]
        asked += [(wave, one, "n" if random.random() < silent else "y") for one in ids]
    frames = {
        "partners": pd.DataFrame({"name": ids, "sector": [SECTORS[place % 4] for place in range(size)]}),
        "collaborations": pd.DataFrame(ties, columns=["source", "target", "wave", "reported_by"]),
        "asked": pd.DataFrame(asked, columns=["wave", "organisation", "answered"]),
    }
    if dated:
        frames["waves"] = pd.DataFrame({"wave": waves, "start": [f"{wave[:4]}-03-01" for wave in waves]})
    return sm.read_records(**frames, sectors="as written")


def maps_of(records: sm.Records, **options) -> list[sm.SystemMap]:
    return [sm.build_map(records, wave, **options) for wave in records.waves_in_order]


@pytest.fixture(scope="module")
def records() -> sm.Records:
    return followed_records()


@pytest.fixture(scope="module")
def maps(records) -> list[sm.SystemMap]:
    return maps_of(records)


@pytest.fixture(scope="module")
def found(maps) -> sm.Trajectory:
    return sm.trajectory(*maps, measures=MEASURES, draws=2_000)


# -- One trajectory and the comparisons it is made of --


def test_two_waves_are_a_comparison(maps):
    two = maps[0], maps[-1]
    frame = sm.trajectory(*two, measures=MEASURES).to_frame().xs("2024", level="wave")
    change = sm.compare(*two, measures=MEASURES, permutations=0).to_frame().loc[frame.index]
    assert change["p"].notna().all()
    for own, other in (("value", "after"), ("change", "change"), ("low", "low"), ("high", "high")):
        assert np.allclose(frame[own], change[other], rtol=0, atol=1e-12)
    # With one change a band holds for it alone.
    assert np.allclose(frame[["band_low", "band_high"]], frame[["low", "high"]], rtol=0, atol=1e-12)


@pytest.mark.parametrize("report", ["confirmed", "directed"])
def test_two_waves_are_a_comparison_by_every_rule_of_reports(records, report):
    two = [sm.build_map(records, wave, report=report) for wave in WAVES[:2]]
    frame = sm.trajectory(*two, measures="cross_density").to_frame().xs("2020", level="wave")
    change = sm.compare(*two, measures="cross_density", permutations=0).to_frame()
    assert np.allclose(frame[["low", "high"]], change[["low", "high"]], rtol=0, atol=1e-12)


def test_each_wave_and_the_next_are_a_comparison_over_their_own_panel(maps, found):
    for one, other in pairwise(maps):
        change = sm.compare(one, other, measures=MEASURES, permutations=0)
        own = found.adjacent.xs(str(other.wave), level="wave")
        columns = ["before", "after", "change", "low", "high"]
        assert np.allclose(
            own[columns], change.to_frame().loc[own.index, columns], rtol=0, atol=1e-12, equal_nan=True
        )
        assert (own["organisations"] == change.panel.size).all()
    assert found.adjacent["organisations"].min() > found.matched.size


def test_the_panel_answered_every_wave(records, found):
    answered = records.asked[records.asked["answered"]].groupby("organisation").size()
    assert found.matched.size == int((answered == len(WAVES)).sum())
    assert (found.to_frame()["organisations"] == found.matched.size).all()


def test_equal_waves_give_no_change(found):
    same = sm.trajectory(*maps_of(followed_records(WAVES[:3], equal=True, silent=0)), measures=MEASURES)
    frame = same.to_frame()
    assert (frame["change"].dropna() == 0).all() and frame["change"].notna().sum() == 2 * len(MEASURES)
    assert frame[["low", "band_low"]].isna().all(axis=None)
    assert set(frame["undefined"]) == {"first_wave", "too_few_changed_ties"}
    assert np.allclose(same.trend["slope"], 0) and same.trend["low"].isna().all()
    assert (same.fates.drop("throughout") == 0).all(axis=None)


def test_waves_in_another_order_are_put_in_that_of_time_and_it_is_said(maps, found):
    other = sm.trajectory(*reversed(maps), measures=MEASURES, draws=2_000)
    assert other.waves == WAVES
    pd.testing.assert_frame_equal(other.to_frame(), found.to_frame())
    assert any("another order" in flag for flag in other.flags) and not found.flags[0].startswith("The waves")


# -- The covariance, against its definition --


def plain_moves(pairs: Pairs, effects: np.ndarray) -> dict[tuple[int, int], float]:
    """Work D out with loops: what the tie of each observable pair moved a measure, centred by kind."""
    moved = {
        pair: 0.0 for pair in combinations(range(pairs.n), 2) if pairs.is_observable(*map(np.array, pair))
    }
    changed = pairs.changed
    for a, b, sign, effect in zip(changed.source, changed.target, changed.sign, effects, strict=True):
        moved[min(a, b), max(a, b)] += sign * effect
    for kind in range(3):
        members = [pair for pair in moved if int(pairs.kind_of(*map(np.array, pair))) == kind]
        mean = sum(moved[pair] for pair in members) / max(len(members), 1)
        for pair in members:
            moved[pair] -= mean
    return moved


def test_the_covariance_of_waves_is_that_of_its_definition(maps):
    matched = matched_waves(maps)
    later = [matched.between(0, wave).pairs for wave in range(1, len(maps))]
    effects = [Estimator(pairs, [sm.catalogue["ei_index"]]).levels.effects for pairs in later]
    moves = [Moved(pairs, each) for pairs, each in zip(later, effects, strict=True)]
    own = np.array([variance_of(each, groups_of(each.pairs)) for each in moves])
    got = joint_variance(moves, own)[0]
    plain = [plain_moves(pairs, each[:, 0]) for pairs, each in zip(later, effects, strict=True)]
    sums = [
        np.array([sum(value for pair, value in each.items() if one in pair) for one in range(later[0].n)])
        for each in plain
    ]
    raw = np.array(
        [
            [sums[w] @ sums[v] - sum(plain[w][pair] * plain[v][pair] for pair in plain[w]) for v in range(3)]
            for w in range(3)
        ]
    )
    apart = np.array(
        [[sum(plain[w][pair] * plain[v][pair] for pair in plain[w]) for v in range(3)] for w in range(3)]
    )
    squares, robust = np.diag(apart), np.diag(raw)
    assert (np.maximum(robust, squares) <= own[:, 0] + 1e-15).all()
    moving = robust.sum() >= squares.sum()
    raw = raw if moving else apart
    spread = np.sqrt(own[:, 0] - (0 if moving else np.maximum(robust - squares, 0)))
    related = raw / np.outer(spread, spread)
    np.fill_diagonal(related, 1)
    # Here no eigenvalue is below 0, so that nothing else is done.
    assert np.linalg.eigvalsh(related).min() > 0
    assert np.allclose(got, related * np.outer(spread, spread), rtol=1e-10, atol=0)


class _Drawn:
    """D of pairs of organisations drawn at random, which no ties have."""

    def __init__(self, random: np.random.Generator) -> None:
        self.values = random.standard_normal((6, 6, 1))
        self.values = np.triu(self.values[..., 0], 1)[..., None]
        self.sums = self.values.sum(axis=0) + self.values.sum(axis=1)

    @property
    def both(self) -> tuple[float, float]:
        """Σ D², and V where organisations move."""
        squares = float(self.products(self)[0])
        return squares, float((self.sums**2).sum()) - squares

    def products(self, other: _Drawn) -> np.ndarray:
        return (self.values * other.values).sum(axis=(0, 1))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("waves", [1, 2, 7])
def test_the_covariance_has_no_negative_direction_and_one_decision_for_all_waves(seed, waves):
    random = np.random.default_rng(seed)
    moves = [_Drawn(random) for _ in range(waves)]
    both, groups = np.array([each.both for each in moves]), random.uniform(0, 2, waves)
    own = both.max(axis=1) + groups
    got = joint_variance(moves, own[:, None])[0]
    assert np.linalg.eigvalsh(got).min() > -1e-12
    # Of two estimates that with the larger sum over all waves; no variance is below Σ D².
    squares, robust = both.sum(axis=0)
    assert np.allclose(np.diag(got), own if robust >= squares else both[:, 0] + groups)
    assert waves > 1 or np.allclose(np.diag(got), own)


def test_a_wave_without_movement_or_variance_leaves_the_others_as_they_are():
    random = np.random.default_rng(1)
    moves = [_Drawn(random) for _ in range(3)]
    moves[1].values = np.zeros((6, 6, 1))
    moves[1].sums = np.zeros((6, 1))
    own = np.array([[max(each.both)] for each in moves])
    got = joint_variance(moves, own)[0]
    assert np.allclose(got[1], 0) and (np.diag(got)[[0, 2]] > 0).all()
    own[1] = np.nan
    assert np.isnan(joint_variance(moves, own)[0][1]).all()
    assert np.allclose(joint_variance(moves, own)[0][[0, 2]][:, [0, 2]], got[[0, 2]][:, [0, 2]])


# -- Bands and trends --


def test_a_band_reaches_as_far_as_the_largest_t_of_all_waves():
    draws = Draws(100_000, 1)
    alone = stats.t.ppf(0.975, 20)
    assert band_reach(np.eye(1), 20, 0.95, draws) == pytest.approx(alone, abs=1e-12)
    assert band_reach(np.ones((4, 4)), 20, 0.95, draws) == pytest.approx(alone, abs=0.03)
    # Of four waves that have nothing to do with one another, with very many organisations.
    sidak = stats.norm.ppf(1 - (1 - 0.95 ** (1 / 4)) / 2)
    assert band_reach(4 * np.eye(4), 10**6, 0.95, draws) == pytest.approx(sidak, abs=0.02)
    assert math.isnan(band_reach(np.eye(2), 20, 0.95, Draws(0)))


def test_a_band_is_never_narrower_than_the_interval_of_one_wave(found):
    frame = found.to_frame().dropna(subset=["low"])
    assert (frame["band_low"] <= frame["low"]).all() and (frame["high"] <= frame["band_high"]).all()
    assert (frame["band_low"] < frame["low"]).any()


def test_a_slope_is_that_of_least_squares_and_its_error_that_of_its_weights():
    years, changes = np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.2, 0.3])
    variance = np.array([[0.04, 0.01], [0.01, 0.09]])
    found = trend_of(changes, variance, years, 12, 0.95)
    # The mean year is 4/3; the squares of -4/3, -1/3, 5/3 sum to 42/9.
    weights = np.array([-1 / 3, 5 / 3]) / (42 / 9)
    assert found.slope == pytest.approx(weights @ changes[1:])
    error = math.sqrt(weights @ variance @ weights)
    reach = stats.t.ppf(0.975, 12) * error
    assert found.ends == pytest.approx((found.slope - reach, found.slope + reach))
    assert math.isnan(found.level_change)


def test_level_and_slope_change_at_a_date():
    # Up by 1 a year, then at year 2 five above the line, which is at 2 there, and down by 2 a year.
    years = np.array([0.0, 1.0, 2.0, 3.0])
    found = trend_of(np.array([0.0, 1.0, 7.0, 5.0]), None, years, 12, 0.95, at=2.0)
    assert (found.level_change, found.slope_change) == (pytest.approx(5), pytest.approx(-3))
    assert math.isnan(found.ends[0]) and math.isnan(found.level_ends[0])


def test_years_are_those_of_the_table_of_waves(found, records):
    days = [pd.Timestamp(f"{wave}-03-01") for wave in WAVES]
    assert found.unit == "year"
    assert found.years == pytest.approx([(day - days[0]).days / 365.25 for day in days])
    changes = found.to_frame().loc["cross_density", "value"]
    assert found.trend.at["cross_density", "slope"] == pytest.approx(np.polyfit(found.years, changes, 1)[0])


def test_without_dates_a_trend_is_by_wave_and_it_is_said():
    given = maps_of(followed_records(("first", "second", "third"), dated=False))
    found = sm.trajectory(*given, measures="cross_density")
    assert (found.unit, found.years) == ("wave", (0, 1, 2))
    assert any("by wave" in flag for flag in found.flags)


def test_since_a_date_needs_two_waves_on_each_side(maps):
    found = sm.trajectory(*maps, measures="cross_density", since="2020-09")
    row = found.trend.loc["cross_density"]
    assert row["since"] == "2020-09" and row["level_low"] < row["level_change"] < row["level_high"]
    assert "2020-09" in row["reading"]
    for since in ("2018-09", "2023", "2030"):
        with pytest.raises(ComparisonError, match="at least 2 are needed on each side"):
            sm.trajectory(*maps, measures="cross_density", since=since)
    with pytest.raises(ComparisonError, match="is no date"):
        sm.trajectory(*maps, measures="cross_density", since="spring")


def test_nothing_random_is_drawn_where_none_is_wanted(maps):
    found = sm.trajectory(*maps, measures="cross_density", draws=0)
    assert found.to_frame()["band_low"].isna().all() and found.to_frame()["low"].notna().any()
    other = sm.trajectory(*maps, measures="cross_density", confidence=0.8, draws=0)
    narrow, wide = (each.to_frame()["high"] - each.to_frame()["low"] for each in (other, found))
    assert (narrow < wide)[wide.notna()].all()


# -- What became of ties --


def test_histories_of_ties_worked_by_hand():
    ids = [f"o{place:02}" for place in range(12)]
    # By wave: A stays, B is lost, C goes and comes back, D is born and stays, E is born and lost.
    by_wave = {"2018": "ABC", "2020": "ABDE", "2022": "ACD"}
    pairs = {letter: (ids[2 * place], ids[2 * place + 1]) for place, letter in enumerate("ABCDE")}
    ties = [(*pairs[letter], wave) for wave, letters in by_wave.items() for letter in letters]
    records = sm.read_records(
        partners=pd.DataFrame({"name": ids, "sector": ["NHS", "NHS", "Police", "Police"] * 3}),
        collaborations=pd.DataFrame(ties, columns=["source", "target", "wave"]),
        sectors="as written",
    )
    found = sm.trajectory(*maps_of(records), measures="cross_density")
    assert found.ties["ties"].tolist() == [3, 4, 3]
    assert found.ties.loc["2020", ["born", "came_back", "lost"]].tolist() == [2, 0, 1]
    assert found.ties.loc["2022", ["born", "came_back", "lost"]].tolist() == [0, 1, 2]
    assert found.ties["first_alive"].tolist() == [1, 2 / 3, 2 / 3]
    assert found.ties["new_alive"].iloc[-1] == 1 / 2 and found.ties["new_alive"].iloc[:2].isna().all()
    assert found.fates["all"].to_dict() == {
        **{"throughout": 1, "lost": 1, "came_back": 1, "born": 1, "passing": 1}
    }
    assert found.fates["within"].tolist() == [1, 1, 1, 1, 1]


def test_what_is_born_back_and_lost_adds_up(found):
    ties = found.ties
    step = ties["born"] + ties["came_back"] - ties["lost"]
    assert np.allclose(step.iloc[1:], ties["ties"].diff().iloc[1:])


# -- Who can be followed --


def test_where_too_few_answered_every_wave_each_is_beside_the_next_alone():
    records = followed_records(silent=0.3, size=22, seed=5)
    maps = maps_of(records)
    found = sm.trajectory(*maps, measures=("cross_density", "response_rate"))
    assert not found.is_followed
    frame = found.to_frame()
    assert frame["change"].isna().all()
    assert set(frame["undefined"]) == {"first_wave", "too_few_in_every_wave"}
    assert found.trend["slope"].isna().all()
    assert found.adjacent.loc["cross_density", "low"].notna().any()
    assert any("answered every wave, and at least 10 are needed" in note for note in found.notes)
    assert frame.loc[("cross_density", "2018"), "value"] == pytest.approx(
        sm.integration(maps[0], "cross_density", draws=0).to_frame().at["cross_density", "value"]
    )


def test_what_cannot_be_followed_is_refused(maps, records):
    with pytest.raises(ComparisonError, match="two waves or more"):
        sm.trajectory(maps[0])
    with pytest.raises(ComparisonError, match="same wave"):
        sm.trajectory(maps[0], maps[1], maps[0])
    with pytest.raises(ComparisonError, match="built differently"):
        sm.trajectory(maps[0], sm.build_map(records, "2020", report="confirmed"))
    with pytest.raises(ComparisonError, match="cross_density"):
        sm.trajectory(*maps, measures="cross_densty")
    with pytest.raises(ComparisonError, match="only . organisations"):
        sm.trajectory(*maps_of(followed_records(size=8)))
    with pytest.raises(ChoiceError, match="between 0 and 1"):
        sm.trajectory(*maps, confidence=95.0)


def test_mergers_between_any_two_waves_count_as_one_organisation_in_all():
    ids = [f"o{place:02}" for place in range(14)]
    ties = [(ids[a], ids[b], wave) for wave in ("2018", "2020", "2022") for a, b in pairwise(range(14))]
    partners = pd.DataFrame({"name": [*ids, "new"], "sector": [*["NHS", "Police"] * 7, "NHS"]})
    ties = [
        (a.replace("o00", "new"), b.replace("o00", "new"), w) if w == "2022" else (a, b, w)
        for a, b, w in ties
    ]
    records = sm.read_records(
        partners=partners,
        collaborations=pd.DataFrame(ties, columns=["source", "target", "wave"]),
        succession=pd.DataFrame({"from": ["o00"], "to": ["new"], "date": ["2021-03-01"], "kind": ["rename"]}),
        sectors="as written",
    )
    found = sm.trajectory(*maps_of(records), measures="cross_density")
    assert found.matched.pairs.n == 14
    assert (found.ties["lost"].dropna() == 0).all()


# -- Words --


def test_a_shift_in_who_answered_is_flagged_with_its_waves():
    records = followed_records(silent=0, seed=8)
    asked = records.asked[["wave", "organisation", "answered"]].copy()
    asked["answered"] = [
        "n" if wave == "2021" and one < "o09" else "y"
        for wave, one in zip(asked["wave"], asked["organisation"], strict=True)
    ]
    again = sm.read_records(
        partners=records.partners[["name", "sector"]],
        collaborations=records.collaborations[["source", "target", "wave", "reported_by"]],
        asked=asked,
        waves=pd.DataFrame({"wave": WAVES, "start": WAVES}),
        sectors="as written",
    )
    found = sm.trajectory(*maps_of(again), measures="cross_density")
    assert any(flag.startswith("2020 to 2021: ") and "10 points apart" in flag for flag in found.flags)


def test_no_sentence_says_that_a_measure_was_named_beforehand_or_why_anything_changed(found, maps):
    said = " ".join([*found.notes, found.methods, *found.to_frame()["reading"], *found.trend["reading"]])
    assert (
        "No measure was named beforehand in a plan; the default, density between sectors, stands first"
        in said
    )
    named = sm.trajectory(*maps, primary="ei_index", measures="ei_index")
    assert any("E-I index, chosen in the call" in note for note in named.notes)
    for word in ("caused", "led to", "because of", "impact", "proved"):
        assert word not in said


def test_a_reading_follows_the_band():
    given = maps_of(followed_records(("2018", "2020", "2022"), silent=0, turnover=0.5, seed=2, size=40))
    frame = sm.trajectory(*given, measures=("cross_density", "density")).to_frame().dropna(subset=["low"])
    for _, row in frame.iterrows():
        band, alone = (row[f"{side}low"] > 0 or row[f"{side}high"] < 0 for side in ("band_", ""))
        start = "Density" if band else "Inconclusive" if alone else "No change"
        assert row["reading"].startswith(start)


# -- Simulated --


@pytest.fixture(scope="module")
def simulation():
    file = Path(__file__).resolve().parent.parent / "benchmarks" / "many_waves.py"
    if not file.is_file():
        pytest.skip("the benchmarks are not beside the tests")
    spec = importlib.util.spec_from_file_location("many_waves_benchmark", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(file.parent.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.pop(0)
    return module


def test_bands_and_trends_hold_where_organisations_fluctuate_and_nothing_changed(simulation):
    for cell in simulation.cells(30, 4, "S2", replicates=150, draws=499, seed=5):
        assert cell.bands >= 0.92 and cell.trend >= 0.91
        # Intervals of one wave do not hold for three at once: a band is needed.
        assert cell.intervals < cell.bands + 0.03


def test_the_simulation_prints_a_row_for_each_cell_and_writes_them(simulation, tmp_path, capsys):
    target = tmp_path / "cells.json"
    simulation.main(["--replicates", "2", "--sizes", "30", "--waves", "3", "--json", str(target)])
    assert "4 rows" in capsys.readouterr().out and '"S2"' in target.read_text(encoding="utf-8")


# -- What is made of it --


def test_pictures_say_what_they_show_from_the_numbers(found):
    chart, lives = found.plot(), found.plot("lives")
    words = [text.get_text() for text in chart.axes[0].texts]
    assert {"2018", "2024", "Density between sectors", "Not tested"} - {"Not tested"} <= set(words)
    levels = [f"{100 * value:.1f} %" for value in found.to_frame().loc["cross_density", "value"]]
    assert f"wave by wave: {', '.join(levels)}" in chart.alt
    assert levels[0] in words and levels[-1] in words
    assert "of 5 measures tested" in chart.alt
    counts = ", ".join(f"{int(ties)} in {wave}" for wave, ties in found.ties["ties"].items())
    assert counts in lives.alt


def test_what_was_not_followed_is_drawn_as_values_alone():
    maps = maps_of(followed_records(silent=0.3, size=22, seed=5))
    chart = sm.trajectory(*maps, measures=("cross_density", "degree_centralisation")).plot()
    assert "no change could be tested" in chart.alt


def test_a_trajectory_is_saved_in_every_form(found, tmp_path):
    for suffix in ("html", "xlsx", "json", "csv"):
        assert sm.save(found, tmp_path / f"found.{suffix}").stat().st_size > 1_000
    for what in ("trajectory", "lives"):
        assert sm.save(found.plot(what), tmp_path / f"{what}.svg").stat().st_size > 1_000
    text = (tmp_path / "found.json").read_text(encoding="utf-8")
    assert '"unit_of_time": "year"' in text and "NaN" not in text


@pytest.mark.usefixtures("few_redraws")
def test_a_copy_for_the_public_follows_everybody_and_says_nothing_of_who_answered(maps, tmp_path):
    private = sm.trajectory(*maps, draws=99)
    text = sm.save(private, tmp_path / "public.html", public=True).read_text(encoding="utf-8")
    assert "follows everybody on the list of every wave" in text
    assert "Response rate" not in text and "answered every wave," not in text
    report = sm.report(private, public=True).html
    for word in (f"{private.matched.size} of them answered", "10 points apart"):
        assert word not in report and word not in text


@pytest.mark.usefixtures("few_redraws")
def test_a_report_of_many_waves_follows_all_and_compares_first_and_last(maps):
    report = sm.report(sm.trajectory(*maps, draws=99))
    assert report.title == "How organisations work together: 2018 to 2024"
    said = report.html
    for words in ("Over all waves", "What changed", "What became of ties", "Each wave beside the next"):
        assert words in said
    assert "that needs a comparison group" in said and "or a third wave" not in said.partition("Methods")[0]
    for word in ("caused", "led to", "because of", "impact"):
        assert word not in sm.trajectory(*maps, draws=9).methods


@pytest.mark.usefixtures("few_redraws")
def test_where_first_and_last_cannot_be_compared_the_report_is_of_the_last_and_of_each_beside_the_next():
    maps = maps_of(followed_records(silent=0.36, size=22, seed=1))
    found = sm.trajectory(*maps)
    with pytest.raises(ComparisonError):
        sm.compare(maps[0], maps[-1])
    report = sm.report(found)
    assert "Over all waves" in report.html and "What changed</h2>" not in report.html
