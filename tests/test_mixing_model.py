"""Whether sectors matter given how busy each organisation is: `findings/mixing_models/`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import RIVERSIDE, draw
from depth import times
from scipy.optimize import minimize
from scipy.special import expit

import sysmap as sm
from sysmap.cli import commands
from sysmap.findings.mixing_models.estimates import (
    Dyads,
    dyads_of,
    odds_of_pairs,
    odds_of_sectors,
    standard_error,
)
from sysmap.findings.mixing_models.logistic import Design, fitted
from sysmap.findings.mixing_models.words import REASONS, about_sectors

MORE_INSIDE = "Ties are more frequent inside a sector than across: given"


def dense(design: Design) -> np.ndarray:
    """Write a design out as the matrix it stands for."""
    matrix = np.zeros((len(design.columns), design.width))
    for row, (columns, values) in enumerate(zip(design.columns, design.values, strict=True)):
        for column, value in zip(columns, values, strict=True):
            matrix[row, column] += value
    return matrix


def of_organisations(size: int, marked: np.ndarray) -> Design:
    one, other = np.triu_indices(size, 1)
    columns = np.column_stack([one, other, np.full(len(one), size)])
    return Design(columns, np.column_stack([np.ones((len(one), 2)), marked]), size + 1)


def drawn(seed: int, size: int = 12, sectors: int = 3, *, inside: float = 0.8, busier: float = 0.0) -> Dyads:
    """Draw ties at random; `inside` and `busier` add to the log-odds inside sectors and in the first one."""
    random = np.random.default_rng(seed)
    one, other = np.triu_indices(size, 1)
    sector = np.arange(size) % sectors
    busy = random.normal(0, 0.7, size) + busier * (sector == 0) - 0.2
    ties = random.random(len(one)) < expit(busy[one] + busy[other] + inside * (sector[one] == sector[other]))
    return Dyads(one, other, ties.astype(float), sector, len(one), 0)


def penalised(matrix: np.ndarray, ties: np.ndarray) -> np.ndarray:
    """Maximise the likelihood times the root of the determinant of the information, by trial and error."""

    def loss(found: np.ndarray) -> float:
        sums = matrix @ found
        chances = expit(sums)
        weights = chances * (1 - chances)
        _, size = np.linalg.slogdet(matrix.T @ (matrix * weights[:, None]))
        return float(np.logaddexp(0, sums).sum() - ties @ sums - size / 2)

    found = np.zeros(matrix.shape[1])
    for _ in range(3):
        found = minimize(loss, found, method="BFGS", options={"gtol": 1e-9, "maxiter": 2_000}).x
    return found


# -- The regression --


def test_without_reduction_it_is_plain_logistic_regression():
    random = np.random.default_rng(3)
    values = np.column_stack([np.ones(80), random.normal(size=80), random.integers(0, 2, 80)])
    ties = (random.random(80) < expit(values @ [-0.4, 0.9, 0.5])).astype(float)
    plain = fitted(Design(np.tile([0, 1, 2], (80, 1)), values, 3), ties, reduced=False)

    def loss(found: np.ndarray) -> float:
        return float(np.logaddexp(0, values @ found).sum() - ties @ (values @ found))

    assert plain.coefficients == pytest.approx(minimize(loss, np.zeros(3), tol=1e-10).x, abs=1e-5)
    weights = plain.chances * (1 - plain.chances)
    assert plain.covariance == pytest.approx(np.linalg.inv(values.T @ np.diag(weights) @ values))


def test_two_kinds_of_pair_give_the_table_with_half_a_pair_added_to_each_cell():
    # 3 of 10 pairs have a tie inside, 4 of 30 across.
    ties = np.array([1] * 3 + [0] * 7 + [1] * 4 + [0] * 26, dtype=float)
    inside = np.array([1.0] * 10 + [0.0] * 30)
    design = Design(np.tile([0, 1], (40, 1)), np.column_stack([np.ones(40), inside]), 2)
    found = fitted(design, ties)
    assert found.coefficients[1] == pytest.approx(math.log((3.5 / 7.5) / (4.5 / 26.5)))
    assert found.coefficients[0] == pytest.approx(math.log(4.5 / 26.5))
    a, b = (10 * 3.5 * 7.5 / 11**2), (30 * 4.5 * 26.5 / 31**2)
    assert found.covariance[1, 1] == pytest.approx(1 / a + 1 / b)


@pytest.mark.parametrize("seed", range(times(2)))
def test_with_a_number_for_each_organisation_it_is_the_greatest_penalised_likelihood(seed):
    dyads = drawn(seed, 8, 2)
    design = of_organisations(8, dyads.same.astype(float))
    found = fitted(design, dyads.ties)
    assert found.coefficients == pytest.approx(penalised(dense(design), dyads.ties), abs=2e-4)


def test_an_organisation_without_a_partner_stays_in_it_with_a_finite_number():
    dyads = drawn(5)
    alone = (dyads.one == 0) | (dyads.other == 0)
    dyads.ties[alone] = 0
    found = fitted(of_organisations(12, dyads.same.astype(float)), dyads.ties)
    assert np.isfinite(found.coefficients).all()
    assert found.coefficients[0] < found.coefficients[1:12].min()
    assert not fitted(of_organisations(12, dyads.same.astype(float)), dyads.ties, reduced=False).settled


# -- Standard errors --


def test_the_standard_error_counts_pairs_of_pairs_that_share_an_organisation():
    for seed in range(4):
        dyads = drawn(seed)
        design = of_organisations(12, dyads.same.astype(float))
        fit = fitted(design, dyads.ties)
        pull = (dense(design) @ fit.covariance[:, 12]) * (dyads.ties - fit.chances)
        robust = 0.0
        ends = list(zip(dyads.one.tolist(), dyads.other.tolist(), strict=True))
        for first, one in enumerate(ends):
            for second, other in enumerate(ends):
                robust += pull[first] * pull[second] * bool({*one} & {*other})
        expected = max(robust, fit.covariance[12, 12])
        assert standard_error(dyads, design, fit, 12) == pytest.approx(math.sqrt(expected))


def test_without_regard_to_activity_shared_organisations_widen_the_interval():
    # One sector is far busier: its pairs move together, which independent pairs would not know.
    wider = 0
    for seed in range(6):
        dyads = drawn(seed, 30, 2, inside=0, busier=1.5)
        _, alone = odds_of_sectors(dyads)
        table = [
            [dyads.ties[kind].sum() + 0.5, (1 - dyads.ties[kind]).sum() + 0.5]
            for kind in (dyads.same, ~dyads.same)
        ]
        assert math.log(alone.ratio) == pytest.approx(
            math.log(table[0][0] / table[0][1] / (table[1][0] / table[1][1]))
        )
        wider += alone.error > 1.01 * math.sqrt(sum(1 / cell for row in table for cell in row))
    assert wider >= 3


# -- What the terms compare --


def test_each_pair_of_sectors_is_set_against_the_inside_of_the_two_however_the_model_is_written():
    dyads = drawn(11, 15, 3)
    found = odds_of_pairs(dyads, range(3))
    # Another way to write it: a number for 0-0, 1-1 and 0-1 beside those of organisations.
    one, other = np.triu_indices(15, 1)
    cells = np.column_stack([dyads.between(*pair) for pair in ((0, 0), (1, 1), (0, 1))]).astype(float)
    organisations = np.eye(15)[one] + np.eye(15)[other]
    matrix = np.column_stack([organisations, cells])
    design = Design(np.tile(np.arange(18), (len(one), 1)), matrix, 18)
    coefficients = fitted(design, dyads.ties).coefficients
    inside = {(0, 0): coefficients[15], (1, 1): coefficients[16], (0, 1): coefficients[17]}
    expected = inside[0, 1] - (inside[0, 0] + inside[1, 1]) / 2
    assert math.log(found[0, 1].ratio) == pytest.approx(expected, abs=1e-6)
    assert math.log(found[0, 2].ratio) == pytest.approx(-inside[0, 0] / 2, abs=1e-6)


def test_with_two_sectors_across_is_the_other_side_of_inside():
    dyads = drawn(2, 14, 2)
    given, _ = odds_of_sectors(dyads)
    across = odds_of_pairs(dyads, range(2))[0, 1]
    assert across.ratio == pytest.approx(1 / given.ratio)
    assert (across.low, across.high) == pytest.approx((1 / given.high, 1 / given.low))
    assert across.p == pytest.approx(given.p)


def test_an_odds_ratio_that_was_put_in_comes_out():
    # exp(0.8) = 2.23 in the log-odds of drawn(): the mean over maps comes near, and intervals hold it.
    logs, held = [], 0
    for seed in range(40):
        given, _ = odds_of_sectors(drawn(seed, 30, 3))
        logs.append(math.log(given.ratio))
        held += given.low < math.exp(0.8) < given.high
    assert np.mean(logs) == pytest.approx(0.8, abs=0.15)
    assert held >= 34


# -- Which pairs --


def ring(names: str) -> str:
    """Everybody has a tie with the next two in line."""
    return " ".join(
        f"{names[at]}-{names[(at + step) % len(names)]}" for at in range(len(names)) for step in (1, 2)
    )


def sectors_of(names: str) -> dict[str, str]:
    return {name: ("NHS", "Police")[at % 2] for at, name in enumerate(names)}


TWELVE = "ABCDEFGHIJKL"


def test_only_pairs_that_somebody_could_report_are_in_it():
    system = draw(ring(TWELVE), answered=TWELVE[:-3], silent=TWELVE[-3:], **sectors_of(TWELVE))
    dyads = dyads_of(system)
    left_out = {"JK", "JL", "KL"}
    ids = [system.organisations["name"].iloc[place] for place in range(12)]
    assert {ids[a] + ids[b] for a, b in zip(dyads.one, dyads.other, strict=True)}.isdisjoint(left_out)
    assert (len(dyads.ties), dyads.possible) == (66 - 3, 66)
    model = sm.mixing_model(system)
    assert "Of 66 pairs of organisations, 63 (95 %) could be reported" in " ".join(model.notes)
    assert model.observed == 63


def test_organisations_of_unknown_sector_are_left_out_and_counted():
    model = sm.mixing_model(draw(ring(TWELVE) + " Z-A Z-B", **sectors_of(TWELVE)))
    assert model.unknown == 1
    assert "1 organisation of unknown sector left out of it." in model.notes
    alone = sm.mixing_model(draw(ring(TWELVE), **sectors_of(TWELVE)))
    columns = ["odds_ratio", "low", "high", "p"]
    assert model.to_frame()[columns].equals(alone.to_frame()[columns])


def test_arrows_count_as_partners():
    both = draw(ring(TWELVE), **sectors_of(TWELVE))
    arrows = draw(ring(TWELVE), report="directed", **sectors_of(TWELVE))
    assert sm.mixing_model(both).to_frame().equals(sm.mixing_model(arrows).to_frame())


# -- What is not defined --


def undefined() -> Iterator[tuple[str, sm.SystemMap]]:
    yield "too_few_organisations", draw(ring("ABCDEF"), **sectors_of("ABCDEF"))
    yield "single_sector", draw(ring(TWELVE), **dict.fromkeys(TWELVE, "NHS"))
    yield "no_within_pairs", draw(ring(TWELVE), **{name: f"sector {name}" for name in TWELVE})
    yield "too_few_ties", draw("A-C B-D A-B C-D", **sectors_of(TWELVE))
    across = " ".join(f"{a}-{b}" for a in TWELVE[::2] for b in TWELVE[1::2])
    yield "all_or_none", draw(across, **sectors_of(TWELVE))


@pytest.mark.parametrize(
    ("reason", "system"), list(undefined()), ids=lambda each: each if isinstance(each, str) else ""
)
def test_what_cannot_be_estimated_is_not_a_number_with_its_reason(reason, system):
    model = sm.mixing_model(system)
    row = model.to_frame().loc["same_sector"]
    assert row["undefined"] == reason
    assert row[["odds_ratio", "low", "high", "p", "p_adjusted"]].isna().all()
    assert model.answer == f"Not estimated: {REASONS[reason]}."
    assert REASONS[reason] in model.plot().alt


def test_if_one_of_two_sectors_has_a_single_organisation_sectors_cannot_be_told_from_activity():
    hub = " ".join(f"A-{name}" for name in TWELVE[1:7])
    others = " ".join(f"{a}-{b}" for a, b in zip(TWELVE[1:], TWELVE[2:], strict=False))
    system = draw(f"{hub} {others}", **{**dict.fromkeys(TWELVE, "NHS"), "A": "Police"})
    assert sm.mixing_model(system).to_frame().at["same_sector", "undefined"] == "not_identified"


def test_a_sector_of_two_has_no_row_with_a_value_and_is_counted_in_a_note():
    names = TWELVE + "MN"
    sectors = {**sectors_of(TWELVE), "M": "Fire", "N": "Fire"}
    model = sm.mixing_model(draw(ring(names), **sectors))
    frame = model.to_frame()
    assert frame.loc["Fire and NHS", "undefined"] == "too_few_members"
    assert math.isfinite(frame.loc["NHS and Police", "odds_ratio"])
    assert "Fire" not in str(model).split("not estimated")[0].replace("3 sectors", "")
    assert (
        "2 pairs of sectors not estimated (2: fewer than 3 organisations in one of the two)." in model.notes
    )


def test_a_map_that_would_take_minutes_is_refused_in_words(monkeypatch):
    monkeypatch.setattr("sysmap.findings.mixing_models.mixing_model.MOST_ORGANISATIONS", 11)
    with pytest.raises(sm.ChoiceError, match="at most 11 organisations; this one has 12: take one place"):
        sm.mixing_model(draw(ring(TWELVE), **sectors_of(TWELVE)))


# -- In words and in files --


def test_words_follow_the_interval():
    given, alone = odds_of_sectors(drawn(1, 30, 2, inside=0))
    assert given.p > 0.05 and about_sectors(given, alone, "sector").startswith(
        "It cannot be shown that ties are more, or less, frequent inside"
    )
    model = sm.mixing_model(sm.build_map(sm.read_records(RIVERSIDE), "2024"))
    row = model.to_frame().loc["same_sector"]
    assert row["p"] <= 0.05 and row["low"] > 1 and model.answer.startswith(MORE_INSIDE)
    for one, other in ((row["low"], row["odds_ratio"]), (row["odds_ratio"], row["high"])):
        assert one < other


def test_on_the_command_line_and_in_files(tmp_path):
    run = CliRunner().invoke(commands, ["mixing", str(RIVERSIDE), "--wave", "2024", "--format", "json"])
    assert run.exit_code == 0
    told = json.loads(run.stdout)
    model = sm.mixing_model(sm.build_map(sm.read_records(RIVERSIDE), "2024"))
    assert told["terms"]["same_sector"]["odds_ratio"] == model.to_frame().at["same_sector", "odds_ratio"]
    assert told["pairs"] == {"observed": model.observed, "possible": model.possible}
    for suffix in ("csv", "xlsx", "html", "json"):
        assert sm.save(model, tmp_path / f"model.{suffix}").stat().st_size
    assert sm.save(model.plot(), tmp_path / "odds.svg").stat().st_size
    public = sm.save(model, tmp_path / "public.json", public=True).read_text(encoding="utf-8")
    assert "does not go by who answered" in public and "could be reported by somebody" not in public
