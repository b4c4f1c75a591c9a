"""The scorecard and what chance would give: `findings/scorecard.py`, `chance.py` and `words.py`."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from conftest import draw, drawn_map, random_arrays

import sysmap as sm
from sysmap.findings import chance as module
from sysmap.findings.chance import Chance, chance, stack_of
from sysmap.findings.chance_words import level_reading
from sysmap.findings.draws import Draws
from sysmap.findings.words import change_reading, not_defined, value_in_words
from sysmap.measures.evaluating import Value
from sysmap.measures.reasons import REASONS
from sysmap.network.graph import distances
from sysmap.network.graph.mixing import mixing_of
from sysmap.network.shuffling.shuffles import label_blocks
from sysmap.results import public_copy

CHANCE = ["expected", "low", "high", "p"]
BUSY = ["expected_busy", "low_busy", "high_busy", "p_busy"]
COLUMNS = ["label", "value", *CHANCE, "ratio", *BUSY, "undefined", "reading", "caveat"]


def test_the_scorecard_shows_the_headline_measures_of_the_system_in_their_order(small: sm.SystemMap) -> None:
    headline = [name for name, entry in sm.catalogue.items() if entry.level == "system" and entry.headline]
    assert list(sm.integration(small, draws=0).to_frame().index) == headline


def test_the_columns_are_those_agreed(small: sm.SystemMap) -> None:
    frame = sm.integration(small, draws=5).to_frame()
    assert list(frame.columns) == COLUMNS
    assert frame.index.name == "measure"


def test_measures_stand_in_the_order_asked_and_once(small: sm.SystemMap) -> None:
    frame = sm.integration(small, ["ei_index", "density", "ei_index"], draws=0).to_frame()
    assert list(frame.index) == ["ei_index", "density"]


def test_one_measure_may_be_given_as_a_word(small: sm.SystemMap) -> None:
    assert list(sm.integration(small, "density", draws=0).to_frame().index) == ["density"]


def test_a_measure_that_is_not_there_is_answered_with_the_nearest(small: sm.SystemMap) -> None:
    with pytest.raises(sm.ChoiceError, match="ei_indx.*ei_index"):
        sm.integration(small, "ei_indx")


def test_a_measure_of_organisations_is_referred_to_their_scores(small: sm.SystemMap) -> None:
    with pytest.raises(sm.ChoiceError, match="organisation_scores"):
        sm.integration(small, "betweenness")


def test_without_shuffles_the_columns_of_chance_are_blank(small: sm.SystemMap) -> None:
    assert sm.integration(small, draws=0).to_frame()[[*CHANCE, "ratio", *BUSY]].isna().all(axis=None)


def test_without_shuffles_nothing_is_shuffled(small: sm.SystemMap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "label_blocks", lambda *_: pytest.fail("labels were shuffled"))
    sm.integration(small, draws=0)


def test_measures_that_do_not_depend_on_labels_are_not_shuffled(
    small: sm.SystemMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "label_blocks", lambda *_: pytest.fail("labels were shuffled"))
    sm.integration(small, ["density", "weak_points"], draws=100)


def test_the_columns_of_chance_are_filled_where_labels_matter_and_nowhere_else(small: sm.SystemMap) -> None:
    frame = sm.integration(small, draws=100).to_frame()
    filled = [
        *("cross_share", "ei_index", "integration_ratio", "cross_density", "within_density"),
        *("cross_efficiency", "cross_distance", "deep_cross_share"),
    ]
    assert list(frame.index[frame["expected"].notna()]) == filled
    assert list(frame.index[frame["p"].notna()]) == filled


def test_the_columns_of_chance_are_what_their_definitions_say() -> None:
    draws = 999
    system = drawn_map(random_arrays(0, 40, 0.3, 3, unknown=2))
    mixing, sector = mixing_of(system.arrays), system.arrays.sector
    labels = np.concatenate(list(label_blocks(sector[sector >= 0], draws, 3)), axis=1)
    values = [(mixing.ties - 2 * within) / mixing.ties for within in mixing.shuffled(labels).within.tolist()]
    row = sm.integration(system, "ei_index", draws=draws, seed=3).to_frame().loc["ei_index"]
    tails = sum(value <= row["value"] for value in values), sum(value >= row["value"] for value in values)
    assert row["expected"] == pytest.approx(sum(values) / draws, rel=1e-12)
    assert row["p"] == 2 * (1 + min(tails)) / (draws + 1)
    assert row[["low", "high"]].tolist() == pytest.approx(np.percentile(values, [2.5, 97.5]).tolist())


def test_p_is_never_zero() -> None:
    ties = " ".join(f"{side}{a}-{side}{b}" for side in "ab" for a in range(8) for b in range(a))
    sides = {f"{side}{place}": side for side in "ab" for place in range(8)}
    row = sm.integration(draw(ties, **sides), "ei_index", draws=99).to_frame().loc["ei_index"]
    assert row["p"] == 2 / (99 + 1)


def test_p_is_one_where_every_shuffle_gives_the_value() -> None:
    system = draw("A-B B-C C-D", A="NHS", B="Police", C="Fire", D="Housing")
    assert sm.integration(system, "cross_density", draws=50).to_frame().at["cross_density", "p"] == 1


def test_the_ratio_divides_by_what_chance_gives_where_no_value_lies_below_zero(small: sm.SystemMap) -> None:
    frame = sm.integration(small, draws=200).to_frame()
    assert (
        frame.at["cross_share", "ratio"]
        == frame.at["cross_share", "value"] / frame.at["cross_share", "expected"]
    )
    assert frame["ratio"].notna()[["integration_ratio", "within_density", "cross_efficiency"]].all()
    assert frame["ratio"].isna()[["ei_index", "cross_distance", "density"]].all()


def test_one_set_of_shuffles_serves_all_measures(small: sm.SystemMap) -> None:
    alone = sm.integration(small, "cross_density", draws=100).to_frame().loc["cross_density"]
    together = sm.integration(small, draws=100).to_frame().loc["cross_density"]
    assert alone[CHANCE].tolist() == together[CHANCE].tolist()


def test_a_measure_is_worked_out_once_for_a_whole_block_of_shuffles(
    small: sm.SystemMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    entry = sm.catalogue["ei_index"]
    counting = dataclasses.replace(entry, function=lambda mixing: calls.append(1) or entry.function(mixing))
    chance([counting], small, {"ei_index": 0.1}, Draws(1_000))
    assert len(calls) == 1


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others(small: sm.SystemMap) -> None:
    one, same, other = (
        sm.integration(small, "cross_efficiency", draws=50, seed=seed).to_frame() for seed in (1, 1, 2)
    )
    assert one.equals(same)
    assert not one.equals(other)


def test_an_undefined_measure_has_no_columns_of_chance() -> None:
    system = draw("A-B", A="NHS", B="NHS", C="NHS")
    row = sm.integration(system, "cross_density", draws=10).to_frame().loc["cross_density"]
    assert row["undefined"] == "single_sector"
    assert row[[*CHANCE, "ratio"]].isna().all()


def test_shuffles_without_a_value_leave_the_columns_blank_if_they_are_many() -> None:
    # C is reached by nobody: where the two ends of the only tie share a label, nothing can be reached.
    system = draw("A-B", A="NHS", B="Police", C="NHS")
    row = sm.integration(system, "cross_distance", draws=200).to_frame().loc["cross_distance"]
    assert row["value"] == 1
    assert row[CHANCE].isna().all()


@pytest.mark.parametrize(("missing", "blank"), [(1, False), (2, True)])
def test_up_to_one_in_a_hundred_shuffles_may_lack_a_value(missing: int, blank: bool) -> None:
    values = np.arange(100.0)
    values[:missing] = np.nan
    assert math.isnan(module.summary(50.0, values).expected) is blank


def test_two_values_that_differ_by_rounding_alone_are_equal() -> None:
    assert module.summary(0.1 + 0.2, np.array([0.3, 0.3, 0.3])).p == 1
    assert module.summary(0.3, np.array([0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2])).p == 1


def test_p_is_twice_the_smaller_tail_of_the_ranks() -> None:
    draws = np.arange(1.0, 100.0)  # of 99 draws the value 3 is at least 3 of them, and at most 97
    assert module.summary(3.0, draws).p == 2 * (1 + 3) / 100
    assert module.summary(97.0, draws).p == 2 * (1 + 3) / 100


def test_a_ratio_over_zero_ranks_above_all_others_and_is_no_part_of_the_mean() -> None:
    draws = np.append(np.arange(1.0, 200.0), math.inf)
    found = module.summary(199.0, draws)
    assert found.p == 2 * (1 + 2) / 201
    assert found.expected == 100


@pytest.mark.parametrize("draws", [20, 99, 200, 1_000])
def test_of_the_draws_and_the_map_the_band_leaves_out_what_has_a_p_of_one_in_twenty(draws: int) -> None:
    values = np.arange(float(draws))
    for value in (*(values - 0.5), *(values + 0.5)):
        found = module.summary(value, values, with_map=True)
        assert (found.side(value) != 0) == (found.p <= 0.05)


def one_count(name: str) -> bool:
    """Return whether a measure of the small system depends on shuffles through the ties within alone."""
    entry = sm.catalogue[name]
    if not set(entry.needs) <= {"mixing", "reportable"}:
        return False
    mixing = mixing_of(random_arrays(0, 30, 0.2, 3))
    labels = next(label_blocks(mixing.arrays.sector, 400, 0))
    stack = mixing.shuffled(labels)
    values = np.broadcast_to(stack_of(entry, [stack, None][: len(entry.needs)], 400), 400)
    pairs = set(zip(np.asarray(stack.within).tolist(), values.tolist(), strict=True))
    return len(pairs) == len({within for within, _ in pairs})


TWINS = [name for name, entry in sm.catalogue.items() if entry.shuffled and one_count(name)]


def test_the_measures_of_one_count_are_found() -> None:
    assert {"cross_share", "odds_ratio", "yules_q", "density_ratio", "within_density"} <= set(TWINS)
    assert not {"sector_assortativity", "cross_efficiency"} & set(TWINS)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("unknown", [0, 3])
def test_measures_of_one_count_share_one_p(seed: int, unknown: int) -> None:
    system = drawn_map(random_arrays(seed, 14 + 3 * seed, 0.1 + 0.03 * seed, 2 + seed % 3, unknown=unknown))
    frame = sm.integration(system, TWINS, draws=499, seed=seed).to_frame()
    known = frame[frame["undefined"] == ""]
    assert known["p"].notna().sum() >= 8
    for column in ("p", "p_busy"):
        # Blank where more than one draw in a hundred has no value; never another p.
        assert known.at["cross_share", column] > 0
        assert known[column].nunique() == 1, known[column]


def test_measures_of_one_count_share_one_p_where_a_few_shuffles_have_a_ratio_over_zero() -> None:
    # In about one shuffle of 500 no tie stays inside a sector, and between against within is over zero.
    system = drawn_map(random_arrays(4, 16, 0.1, 2))
    stack = system.mixing.shuffled(next(label_blocks(system.arrays.sector, 5_000, 0)))
    assert 0 < (stack.within == 0).mean() < 0.01
    frame = sm.integration(system, ["cross_share", "density_ratio", "odds_ratio"]).to_frame()
    assert frame["p"].nunique(dropna=False) == 1


class TestAboveTheLimit:
    """Where all pairs cannot be listed, closeness has a closed form and steps have no value by chance."""

    @pytest.fixture
    def card(self, small: sm.SystemMap, records: sm.Records, monkeypatch: pytest.MonkeyPatch) -> sm.Scorecard:
        monkeypatch.setattr(distances, "LISTED_LIMIT", 5)
        return sm.integration(sm.build_map(records, "2024"), draws=500)

    def test_closeness_has_the_exact_mean_and_a_normal_band(
        self, card: sm.Scorecard, small: sm.SystemMap
    ) -> None:
        listed = sm.integration(small, draws=20_000).to_frame().loc["cross_efficiency"]
        row = card.to_frame().loc["cross_efficiency"]
        assert row["expected"] == pytest.approx(listed["expected"], abs=0.002)
        assert row[["low", "high"]].tolist() == pytest.approx(listed[["low", "high"]].tolist(), abs=0.03)
        assert row["p"] == pytest.approx(listed["p"], abs=0.05)

    def test_its_caveat_says_that_the_band_is_approximate(self, card: sm.Scorecard) -> None:
        assert "approximate" in card.to_frame().at["cross_efficiency", "caveat"]

    def test_steps_have_no_value_by_chance(self, card: sm.Scorecard) -> None:
        assert card.to_frame().loc["cross_distance", CHANCE].isna().all()

    def test_p_is_never_below_that_of_as_many_shuffles(self, card: sm.Scorecard) -> None:
        assert module._closed_form(card.system, 1e6, 500).p == 1 / 501

    def test_a_directed_map_has_no_closed_form(self, arrows: sm.SystemMap) -> None:
        assert module._closed_form(arrows, 0.5, 500) == Chance()


def test_the_scorecard_gives_a_fresh_table(small: sm.SystemMap) -> None:
    card = sm.integration(small, draws=0)
    frame = card.to_frame()
    frame.loc["density", "value"] = 5
    assert card.to_frame().at["density", "value"] == 10 / 36


def test_the_scorecard_is_frozen(small: sm.SystemMap) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        sm.integration(small, draws=0).draws = 1  # type: ignore[misc]


def test_the_notes_say_who_answered_who_was_left_out_and_what_was_shuffled(small: sm.SystemMap) -> None:
    notes = sm.integration(small, draws=5_000).notes
    assert notes[0] == "6 of 8 asked have answered (75 %)."
    assert any("left out" in note for note in notes)
    assert any("5,000 shuffles of the labels of sector" in note for note in notes)
    assert any("redrawn 1,000 times (200 for distances)" in note for note in notes)


def test_the_notes_say_that_it_is_not_recorded_who_answered() -> None:
    assert "not recorded" in sm.integration(draw("A-B B-C"), draws=0).notes[0]


def test_the_scorecard_shows_itself_as_text_and_as_an_accessible_table(small: sm.SystemMap) -> None:
    card = sm.integration(small, draws=50)
    assert repr(card).startswith("Scorecard of 9 organisations in 3 sectors, 10 ties in 2024")
    assert "<caption" in card._repr_html_()
    assert 'scope="row"' in card._repr_html_()


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words(reason: str) -> None:
    assert not_defined(reason) == f"not defined: {REASONS[reason]}"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("ei_index", 0.1, 0.2), ("response_rate", 31 / 35, 32 / 36), ("density", 0.2, 0.1)],
)
def test_of_what_was_not_tested_levels_are_given_and_no_word_makes_a_change_of_them(
    name: str, before: float, after: float
) -> None:
    entry = sm.catalogue[name]
    said = change_reading(entry, before, after, "not_estimated", ("2022", "2024"), ("1 of 2", "2 of 3"))
    levels = [value_in_words(entry, value) for value in (before, after)]
    assert said == f"{entry.label}: {levels[0]} (1 of 2) in 2022, {levels[1]} (2 of 3) in 2024."


def test_a_level_of_one_wave_alone_says_why_there_is_none_in_the_other() -> None:
    said = change_reading(
        sm.catalogue["ei_index"], math.nan, 0.2, "no_ties", ("2022", "2024"), ("", "5 of 9 ties")
    )
    assert said == "E-I index: not defined: no ties in 2022, 0.200 (5 of 9 ties) in 2024."


def test_where_shuffles_can_give_nothing_else_no_band_is_spelt_out() -> None:
    only = Chance(1.0, 1.0, 1.0, 1.0)
    said = level_reading(sm.catalogue["cross_share"], Value(1.0, note="9 of 9 ties"), only, Chance())
    assert said == "100 % (9 of 9 ties): the same as in nearly every shuffle of the sectors"


def test_a_change_of_a_share_is_in_points() -> None:
    assert value_in_words(sm.catalogue["density"], -0.12, signed=True) == "−12.0 points"


@pytest.mark.parametrize("seed", range(3))
def test_exact_relations_between_measures_hold_for_every_shuffle(seed: int) -> None:
    mixing = mixing_of(random_arrays(seed, 25, 0.2, 3))
    share = sm.catalogue["integration_ratio"].function(mixing)
    expected = sm.catalogue["ei_index"].function(mixing)
    crossing = mixing.between / mixing.ties
    assert expected == pytest.approx(2 * crossing - 1)
    assert share == pytest.approx(crossing * mixing.capacity / mixing.between_capacity)


@pytest.mark.parametrize(
    "function", [sm.integration, sm.organisation_scores, sm.sector_scores, sm.sector_grid]
)
def test_what_takes_a_map_says_how_records_become_one(riverside, function):
    with pytest.raises(
        sm.ChoiceError, match=r"^this takes a map, and was given records: build_map\(records\)$"
    ):
        function(riverside)
    with pytest.raises(sm.ChoiceError, match="this takes a map, and was given a str: "):
        function("records.xlsx")


def test_a_map_is_built_from_records_and_not_from_a_file():
    with pytest.raises(sm.ChoiceError, match=r"not from a str: build_map\(read_records\(\.\.\.\)\)"):
        sm.build_map("records.xlsx")


@pytest.mark.parametrize("options", [{"draws": 2.5}, {"draws": -1}, {"draws": "many"}, {"seed": -1}])
def test_shuffles_are_a_whole_number(small, options):
    with pytest.raises(sm.ChoiceError, match="is not a whole number from 0 up"):
        sm.integration(small, **options)


@pytest.mark.parametrize("verb", [sm.integration, sm.organisation_scores])
def test_numbers_are_there_without_a_table(
    verb, small: sm.SystemMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(pd.DataFrame, "__init__", lambda *_, **__: pytest.fail("a table was made"))
        result = verb(small, draws=0)
        numbers = result.numbers
    frame = result.to_frame()
    columns = {"value": frame["value"]} if verb is sm.integration else {name: frame[name] for name in frame}
    found = {"value": np.array(list(numbers.values()))} if verb is sm.integration else numbers
    assert {name: values.tolist() for name, values in found.items()} == {
        name: pytest.approx(column.tolist(), nan_ok=True) for name, column in columns.items()
    }


@pytest.mark.parametrize("verb", [sm.integration, sm.organisation_scores])
def test_numbers_of_a_public_copy_are_those_of_its_table(verb, small: sm.SystemMap) -> None:
    copy = public_copy(
        verb(small, [name for name, each in sm.catalogue.items() if each.level == LEVEL[verb]], draws=0)
    )
    names = copy.to_frame().index if verb is sm.integration else copy.to_frame().columns
    assert list(copy.numbers) == list(names)
    if verb is sm.integration:
        assert list(copy.numbers.values()) == pytest.approx(copy.to_frame()["value"].tolist(), nan_ok=True)


LEVEL = {sm.integration: "system", sm.organisation_scores: "organisation"}
