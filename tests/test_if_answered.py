"""What could differ if all had answered: `findings/unanswered/`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import RIVERSIDE, arrays_of, asked, draw
from depth import times
from scipy.special import expit
from scipy.stats import t as student
from test_change import CAUSAL, SECOND, TWELVE, waves

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError
from sysmap.findings.comparison.estimating.groups import groups_of
from sysmap.findings.unanswered.changes import _AIMS as AIMS
from sysmap.findings.unanswered.changes import all_answering, estimate_with, spread_evenly
from sysmap.findings.unanswered.imputing import Seen, tie_model
from sysmap.findings.unanswered.levels import COMPARED
from sysmap.findings.unanswered.ranges import combined, values_of_draws
from sysmap.findings.unanswered.reports import open_pairs, silent_on
from sysmap.network.graph.arrays import Arrays

pytestmark = pytest.mark.usefixtures("few_redraws")

SILENT = "DHL"
ANSWERED = "".join(sorted(set(TWELVE) - set(SILENT)))


def by_hand(name: str, arrays: Arrays) -> float:
    """Work a measure of totals out by counting."""
    ends = [
        (arrays.sector[one], arrays.sector[other])
        for one, other in zip(arrays.source, arrays.target, strict=True)
    ]
    across = sum(one != other for one, other in ends)
    sizes = np.bincount(arrays.sector)
    possible = (arrays.n**2 - (sizes**2).sum()) / (1 if arrays.directed else 2)
    inside = (sizes * (sizes - 1)).sum() / (1 if arrays.directed else 2)
    share = across / len(ends)
    return {
        "cross_share": share,
        "ei_index": 2 * share - 1,
        "integration_ratio": share / (possible / (possible + inside)),
        "freeman_segregation": 1 - share / (possible / (possible + inside)),
        "cross_density": across / possible,
        "within_density": (len(ends) - across) / inside,
        "density": len(ends) / (possible + inside),
    }[name]


def drawn_card(seed: int, *, report: str = "any", share: float = 0.3) -> sm.Scorecard:
    """Draw ties among twelve at random, of which three are silent: what they say is not recorded."""
    random = np.random.default_rng(seed)
    names = list(TWELVE)
    told = " ".join(
        f"{one}-{other}"
        for one in ANSWERED
        for other in names
        if one != other and random.random() < share / 2
    )
    system = draw(told, answered=ANSWERED, silent=SILENT, report=report, **TWELVE)
    return sm.integration(system, [*COMPARED, "cross_density", "within_density", "density"], draws=200)


FIFTEEN = {**TWELVE, "M": "NHS", "N": "Police", "O": "Voluntary"}


def compared(first: str, second: str) -> sm.Comparison:
    """Compare two waves in which twelve answered, and three more were silent both times."""
    told = asked(dict.fromkeys(("2022", "2024"), TWELVE), dict.fromkeys(("2022", "2024"), "MNO"))
    return sm.compare(*waves(first, second, FIFTEEN, asked=told), permutations=0)


# What was told by those who answered: nobody says anything of two that are silent.
FEW = "A-B B-C E-F F-G I-J J-K A-E B-I F-J C-K A-D E-H I-L A-M E-N A-N I-O"
MANY = f"{FEW} A-F A-I B-F C-G E-I G-K C-J B-J C-F G-J A-J"


# -- Tipping points of one wave --


@pytest.mark.parametrize("report", ["any", "confirmed", "directed"])
@pytest.mark.parametrize("seed", range(times(2)))
def test_with_so_many_more_ties_the_value_crosses_its_line_and_not_with_one_less(seed, report):
    card = drawn_card(seed, report=report, share=0.3 if report != "confirmed" else 0.9)
    lines = {"cross_density": 0.35, "within_density": 0.6, "density": 0.4}
    frame = card.if_answered(lines=lines, draws=0).to_frame()
    assert set(frame["conclusion"]) >= {"below"}
    arrays, silent = card.system.arrays, silent_on(card.system)
    low, high = open_pairs(card.system, silent)
    for (name, line), row in frame.iterrows():
        between = arrays.sector[low] != arrays.sector[high]
        kind = {"across": between, "inside": ~between, "any": between | True}.get(row["ties"])
        if kind is None:
            assert row["undefined"] == "out_of_reach" and math.isnan(row["needed"])
            continue
        free = list(zip(low[kind].tolist(), high[kind].tolist(), strict=True))
        np.random.default_rng(seed).shuffle(free)
        ties = list(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
        for more in range(1, len(free) + 1):
            added = arrays_of([*ties, *map(tuple, free[:more])], arrays.sector, directed=arrays.directed)
            value = by_hand(name, added)
            was, at = row["value"], row["at"]
            crossed = {
                "below": value >= at - 1e-12,
                "above": value <= at + 1e-12,
                "not below": value < at - 1e-12,
                "within": value > at + 1e-12 if line == "upper" else value < at - 1e-12,
            }[row["conclusion"]]
            if crossed:
                break
        assert crossed and more == row["needed"], (name, line)
        assert value == pytest.approx(row["value_then"]) and value != was
        assert row["per_silent"] == pytest.approx(more / 3)


def test_the_line_is_the_end_of_the_chance_that_the_headline_reads():
    card = drawn_card(0)
    frame, points = card.to_frame(), card.if_answered(draws=0).to_frame()
    busy = card.activity is not None and card.activity.differs
    for (name, line), row in points.iterrows():
        end = {"lower": "low", "upper": "high"}[line]
        assert row["at"] == frame.at[name, f"{end}_busy" if busy else end]
        assert row["chance"] == ("busy" if busy else "shuffled")
    assert [row["value"] for _, row in points.iterrows()] == [
        pytest.approx(by_hand(name, card.system.arrays)) for name, _ in points.index
    ]
    assert set(points.index.get_level_values(0)) == set(COMPARED)


def test_beside_it_stands_what_those_who_answered_reported():
    # A names B (inside) and E (across), E names A: A-E is reported by both. B names K, a silent one.
    system = draw("A-B A-E E-A B-K", answered="ABE", silent="K", A="NHS", B="NHS", E="Police", K="Police")
    found = sm.integration(system, "cross_density", draws=0).if_answered(
        lines={"cross_density": 0.7}, draws=0
    )
    row = found.to_frame().loc[("cross_density", "stated")]
    # Across: A reported 1, E 1, B 1; of these B's alone is reported by nobody else. 2 of 4 pairs have a tie.
    assert (row["value"], row["reported"], row["reported_alone"]) == (0.5, 1.0, pytest.approx(1 / 3))
    assert (row["ties"], row["needed"], row["value_then"], row["open_pairs"]) == ("across", 1, 0.75, 1)
    assert row["reading"] == (
        "Density between sectors: 50.0 %, below 70.0 %. The one silent organisation would have had to report "
        "1 more tie between sectors for it to reach that. Those who answered reported 1 ties between sectors "
        "each, 0.33 of them reported by nobody else."
    )


def test_what_no_number_of_ties_could_change_says_so():
    card = drawn_card(1)
    found = card.if_answered(lines={"cross_density": 1.0}, draws=0)
    row = found.to_frame().loc[("cross_density", "stated")]
    assert row["undefined"] == "out_of_reach" and math.isnan(row["needed"])
    assert row["reading"].endswith(
        "No number of ties that the silent could report would be enough for it to reach that."
    )


# -- Tipping points of a change --


@pytest.mark.parametrize(
    ("first", "second"), [(FEW, MANY), (MANY, FEW), (FEW, f"{FEW} A-F B-E C-F G-K C-H B-J A-I")]
)
def test_with_so_many_changed_ties_another_change_is_concluded_and_not_with_one_less(first, second):
    change = compared(first, second)
    pairs = change.panel.pairs
    points = change.if_answered(draws=0).to_frame()
    assert len(points)
    whole, groups, silent = all_answering(pairs), groups_of(pairs), ~pairs.panel
    for (name, reports), row in points.iterrows():
        order = spread_evenly(whole, silent, row["ties"])
        holds = [
            AIMS[row["aim"]](estimate_with(whole, name, groups, order[:more], reports))
            for more in range(len(order) + 1)
        ]
        if row["undefined"]:
            assert not any(holds)
            continue
        needed = int(row["needed"])
        assert holds.index(True) == needed, (name, reports)
        assert all(holds[needed:]) or "no" in row["aim"]


def test_it_is_the_comparison_that_would_have_been_made_of_their_answers():
    change = compared(FEW, MANY)
    points = change.if_answered(draws=0).to_frame()
    reports = "lost" if ("cross_density", "lost") in points.index else "new"
    row = points.loc[("cross_density", reports)]
    pairs = change.panel.pairs
    keys = spread_evenly(all_answering(pairs), ~pairs.panel, "across")[: int(row["needed"])]
    ids = change.panel.matched[0].organisations["name"]
    said = " ".join(f"{ids.iloc[low]}-{ids.iloc[high]}" for low, high in zip(*pairs.ends(keys), strict=True))
    first, second = (f"{FEW} {said}", MANY) if reports == "lost" else (FEW, f"{MANY} {said}")
    told = asked(dict.fromkeys(("2022", "2024"), FIFTEEN), {})
    answered = (
        sm.compare(*waves(first, second, FIFTEEN, asked=told), permutations=0).to_frame().loc["cross_density"]
    )
    assert [answered[column] for column in ("change", "low", "high")] == pytest.approx(
        [row["change_then"], row["low_then"], row["high_then"]]
    )
    shown = answered["low"] > 0 or answered["high"] < 0
    assert shown == (row["aim"] in ("rise", "fall"))


def test_changed_ties_are_spread_evenly_over_the_silent():
    pairs = compared(FEW, MANY).panel.pairs
    silent = ~pairs.panel
    order = spread_evenly(all_answering(pairs), silent, "across")
    assert len(set(order.tolist())) == len(order)
    assert not np.isin(order, np.concatenate(pairs.ties)).any()
    low, high = pairs.ends(order)
    assert (silent[low] | silent[high]).all() and (pairs.sector[low] != pairs.sector[high]).all()
    # Three silent ones: of the first six each has two of its own, and one more where it is the other end.
    held = np.bincount(np.concatenate([low[:6], high[:6]]), minlength=pairs.n)[silent]
    assert held.min() >= 2 and held.max() <= 4


# -- Imputed ranges --


def test_draws_are_combined_by_rubins_rules():
    # Means 2, 4, 6 with variances 1, 2, 3: B = 4, W = 2, T = 2 + 4·4/3 = 22/3, λ = (16/3)/(22/3) = 8/11.
    found = combined([2.0, 4.0, 6.0], [1.0, 2.0, 3.0], 11)
    assert (found.estimate, found.between, found.within) == (4.0, 4.0, 2.0)
    first, second = 2 / (8 / 11) ** 2, (12 / 14) * 11 * (3 / 11)
    reach = student.ppf(0.975, 1 / (1 / first + 1 / second)) * math.sqrt(22 / 3)
    assert (found.low, found.high) == pytest.approx((4 - reach, 4 + reach))
    # A census has no variance of its own: B·(1 + 1/m), m − 1 degrees of freedom.
    census = combined([2.0, 4.0, 6.0], [0.0] * 3)
    assert census.high - 4 == pytest.approx(student.ppf(0.975, 2) * math.sqrt(16 / 3))
    assert combined([3.0, 3.0], [0.0, 0.0]) == (type(census))(3.0, 0.0, 0.0, 3.0, 3.0)


def seen_of(ties: np.ndarray, silent: Iterable[int], sector: np.ndarray) -> Seen:
    heard = np.ones(len(ties), dtype=bool)
    heard[list(silent)] = False
    observed = heard[:, None] | heard
    return Seen(ties & observed, observed, heard, sector)


def test_amounts_leave_out_the_pair_itself_and_what_the_silent_would_have_said():
    random = np.random.default_rng(4)
    ties = np.triu(random.random((9, 9)) < 0.5, 1)
    seen = seen_of(ties | ties.T, (7, 8), np.arange(9) % 3)
    model = tie_model(seen)
    # One pair is unknown, 7 and 8; by hand:
    answered = range(7)
    shares = [sum(seen.tied[one, other] for other in answered) for one in (7, 8)]
    busy = sum(math.log((held + 0.5) / (7 - held + 0.5)) for held in shares)
    both = sum(seen.tied[7, other] and seen.tied[8, other] for other in answered)
    assert model.design.values[0, -2:] == pytest.approx([busy, math.log1p(both)])
    # Of the known pairs, 0 and 1 leave each other out.
    known = np.nonzero(np.triu(seen.observed, 1))
    at = next(place for place, ends in enumerate(zip(*known, strict=True)) if ends == (0, 1))
    held = [sum(seen.tied[one, other] for other in answered if other not in (0, 1)) for one in (0, 1)]
    busy = sum(math.log((each + 0.5) / (5 - each + 0.5)) for each in held)
    assert len(model.fit.chances) == 35
    coefficients = model.fit.coefficients
    both = sum(seen.tied[0, other] and seen.tied[1, other] for other in answered)
    rest = math.log(model.fit.chances[at] / (1 - model.fit.chances[at]))
    rest -= coefficients[-2] * busy + coefficients[-1] * math.log1p(both)
    assert min(abs(rest - coefficients[:-2])) < 1e-6  # the level of its two sectors


def test_where_answering_depends_on_the_sector_the_range_holds_what_all_would_have_said():
    names, sector = ["cross_share", "density"], np.arange(24) % 3
    held, below, rounds = 0, 0, times(30)
    for seed in range(rounds):
        random = np.random.default_rng([5, seed])
        busy = random.normal(0, 0.6, 24) - 0.4
        chances = expit(busy[:, None] + busy + 0.8 * (sector[:, None] == sector))
        ties = np.triu(random.random((24, 24)) < chances, 1)
        ties |= ties.T
        silent = np.flatnonzero(random.random(24) < np.array([0.2, 0.4, 0.6])[sector])
        seen = seen_of(ties, silent, sector)
        whole, recorded = (
            arrays_of(np.argwhere(np.triu(each)).tolist(), sector.tolist()) for each in (ties, seen.tied)
        )
        drawn = values_of_draws(recorded, seen, names, 20, seed)
        for at, name in enumerate(names):
            truth = by_hand(name, whole)
            found = combined(drawn[:, at].tolist(), [0.0] * 20)
            held += found.low - 1e-12 <= truth <= found.high + 1e-12
            below += name == "density" and by_hand(name, recorded) < truth
    # 95 % of 60 are 57; fewer than 50 come once in ten thousand times.
    assert held >= 0.83 * 2 * rounds
    assert below >= 0.8 * rounds


def test_a_range_stands_beside_the_number_and_is_drawn_from_the_seed():
    card = drawn_card(2)
    before = card.to_frame()
    one, again, other = (card.if_answered(seed=seed).ranges for seed in (1, 1, 2))
    assert one.equals(again) and not one.equals(other)
    assert before.equals(card.to_frame())
    assert (one["low"] <= one["imputed"]).all() and (one["imputed"] <= one["high"]).all()
    assert one["value"].to_dict() == before.loc[one.index, "value"].to_dict()
    assert card.if_answered(draws=0).ranges.empty
    assert "if the silent are like the others of their sector" in one["reading"].iloc[0]


def test_a_range_is_given_only_where_the_report_of_either_end_makes_a_tie():
    ranges = drawn_card(0, report="confirmed", share=0.9).if_answered().ranges
    assert set(ranges["undefined"]) == {"not_any"} and ranges[["low", "high", "imputed"]].isna().all().all()
    assert "no range is given: only where the report of either end makes a tie" in ranges["reading"].iloc[0]


def test_ties_of_the_later_wave_are_drawn_given_those_of_the_earlier():
    # All ties stay: so do those drawn, and the change of the panel is that of all but for the scaling.
    change = compared(MANY, f"{MANY} B-E G-I")
    found = change.if_answered(draws=20)
    row = found.ranges.loc["cross_density"]
    assert row["between"] < 0.3 * row["within"] or row["undefined"]
    assert change.to_frame().at["cross_density", "change"] == row["value"]


def test_the_range_of_a_change_is_a_little_wider_than_what_complete_records_would_have():
    ranges = compared(FEW, MANY).if_answered().ranges
    row = ranges.loc["cross_density"]
    errors = student.ppf(0.975, 14) * math.sqrt(row["within"])
    assert row["high"] - row["imputed"] > errors
    assert row["high"] - row["imputed"] < 3 * errors


# -- Who is on no list, and where there is nothing to say --


def test_organisations_that_are_named_and_on_no_list_are_counted_by_sector():
    sectors = {**TWELVE, "X": "Fire", "Y": "unknown"}
    system = draw(f"{SECOND} A-X B-Y", answered="".join(TWELVE), **sectors)
    found = sm.integration(system, draws=0).if_answered()
    assert found.off_list.to_numpy().tolist() == [["2024", "Fire", 1], ["2024", "unknown", 1]]
    said = (
        "2 organisations named by respondents in 2024 were on no list of those asked (1 of Fire, 1 of unknown"
    )
    assert any(
        note.startswith(said) and note.endswith("the list may lack others like them.") for note in found.notes
    )


def test_where_nobody_was_silent_or_nothing_is_recorded_it_says_so():
    for answered, said in ((None, "Who answered is not recorded"), ("".join(TWELVE), "Nobody who was asked")):
        found = sm.integration(draw(SECOND, answered=answered, **TWELVE), draws=20).if_answered()
        assert found.to_frame().empty and found.ranges.empty and found.notes[0].startswith(said)
        assert found.plot().alt and found.sentences == ()
    told = asked(dict.fromkeys(("2022", "2024"), "".join(TWELVE)), {})
    assert sm.compare(*waves(asked=told), permutations=0).if_answered().to_frame().empty


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"lines": {"cross_shore": 0.5}}, "cross_shar"),
        ({"lines": {"cross_share": "half"}}, "must be a number, not 'half'"),
        ({"lines": {"cross_share": math.nan}}, "must be a number, not nan"),
        ({"lines": 0.5}, "by measure"),
        ({"draws": -1}, "not a whole number from 0 up"),
    ],
)
def test_what_cannot_be_used_is_answered_in_words(how, said):
    with pytest.raises(ChoiceError, match=said):
        drawn_card(0).if_answered(**how)


def test_lines_are_refused_of_a_comparison():
    with pytest.raises(ChoiceError, match="lines are for a scorecard"):
        compared(FEW, MANY).if_answered(lines={"cross_density": 0.1})


# -- In words, in files, and what may leave the room --


@pytest.fixture(scope="module")
def riverside() -> tuple[sm.Scorecard, sm.Comparison]:
    records = sm.read_records(RIVERSIDE)
    maps = [sm.build_map(records, wave) for wave in ("2022", "2024")]
    return sm.integration(maps[1], draws=200), sm.compare(*maps, permutations=0)


def test_sentences_name_no_cause_and_say_each_thing_once(riverside):
    for result in riverside:
        found = result.if_answered()
        said = " ".join([*found.sentences, *found.notes, found.plot().alt]).casefold()
        assert not [word for word in CAUSAL if word in said]
        assert len(set(found.sentences)) == len(found.sentences)
        assert not [text for text in found.sentences if text.startswith(("E-I index", "Change in E-I index"))]
    assert riverside[0].if_answered(draws=0).in_brief[0] in riverside[0].notes


def test_it_is_saved_in_every_form_and_refused_for_the_public(riverside, tmp_path):
    for number, result in enumerate(riverside):
        found = result.if_answered(draws=3)
        for suffix in ("csv", "xlsx", "json", "html"):
            path = sm.save(found, tmp_path / f"{number}.{suffix}")
            assert path.stat().st_size
            with pytest.raises(ChoiceError, match="rests on who was silent"):
                sm.save(found, tmp_path / f"public.{suffix}", public=True)
        assert sm.save(found.plot(), tmp_path / f"{number}.svg").stat().st_size
        with pytest.raises(ChoiceError, match="rests on who was silent"):
            sm.save(found.plot(), tmp_path / "public.svg", public=True)
        told = json.loads((tmp_path / f"{number}.json").read_text(encoding="utf-8"))
        assert told["silent"] == found.silent and len(told["tipping_points"]) == len(found.to_frame())
    assert not list(tmp_path.glob("public*"))
    public = sm.save(riverside[0], tmp_path / "card.json", public=True).read_text(encoding="utf-8")
    assert "silent" not in public


def test_the_report_says_it_where_it_says_who_answered(riverside):
    page = sm.report(riverside[1]).html
    part = page.partition("Who answered, and what the silent might add</h3>")[2].partition("<details")[0]
    assert "If all had answered" in part and "silent organisations would have had to report" in part


def test_on_the_command_line():
    run = CliRunner().invoke
    measured = run(commands, ["measure", str(RIVERSIDE), "--wave", "2024", "--draws", "99", "--if-answered"])
    assert measured.exit_code == 0 and "silent organisations would have had to report" in " ".join(
        measured.stdout.split()
    )
    words = ["compare", str(RIVERSIDE), "--permutations", "0", "--if-answered", "--format", "csv"]
    table = run(commands, words)
    assert (
        table.exit_code == 0
        and table.stdout.startswith("\ufeffmeasure,reports,")
        or table.stdout.startswith("measure,reports,")
    )
    refused = run(commands, [*words, "--public"])
    assert refused.exit_code == 2 and "rests on who was silent" in refused.stderr


def test_no_silent_organisation_is_named():
    found = compared(FEW, MANY).if_answered(draws=3)
    tables = [found.to_frame(), found.ranges, found.off_list]
    names = set("MNO")
    assert not [cell for table in tables for cell in pd.DataFrame(table).to_numpy().ravel() if cell in names]
