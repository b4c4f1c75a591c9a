"""Pairs that a programme touched beside pairs that it did not: loops, a plain two-way table, words, files."""

from __future__ import annotations

import json
import math
from functools import cache

import numpy as np
import pandas as pd
import pytest
from depth import times
from test_difference import SIZE, tables
from test_estimating import two_waves

import sysmap as sm
from sysmap.findings.comparison.estimating.groups import Groups
from sysmap.findings.comparison.estimating.moved import Moved
from sysmap.findings.comparison.estimating.uncertainty import interval, variance_of
from sysmap.findings.comparison_groups.touched import SAID_EACH_TIME
from sysmap.findings.comparison_groups.within_place import CONTRASTS, TouchedPairs, touched_estimates
from sysmap.network.pairs import Pairs
from sysmap.outputs.workbooks.headings import headings_of

pytestmark = pytest.mark.usefixtures("few_redraws")


def drawn(seed, n, *, unknown=0):
    touched = np.random.default_rng([seed, 9]).integers(0, 2, n)
    touched[:unknown] = -1
    return touched


def plain(pairs, touched, kinds):
    """Return θ of both waves and V with loops over all pairs, as the definition has it."""
    observed = list(zip(*(ends.tolist() for ends in pairs.observed()), strict=True))
    waves = [{tuple(map(int, divmod(int(key), pairs.n))) for key in keys} for keys in pairs.ties]

    def kind(a, b):
        return int(pairs.kind_of(np.array([a]), np.array([b]))[0])

    def ends(a, b):
        return -1 if -1 in (touched[a], touched[b]) else int(touched[a] + touched[b])

    of_contrast = [pair for pair in observed if kinds is None or kind(*pair) in kinds]
    both, none = ([pair for pair in of_contrast if ends(*pair) == count] for count in (2, 0))
    theta = [
        sum(pair in wave for pair in both) / len(both) - sum(pair in wave for pair in none) / len(none)
        for wave in waves
    ]
    effect = {pair: 1 / len(both) for pair in both} | {pair: -1 / len(none) for pair in none}
    change = {pair: ((pair in waves[1]) - (pair in waves[0])) * effect.get(pair, 0.0) for pair in observed}
    strata = {}
    for pair in observed:
        strata.setdefault((ends(*pair), kind(*pair)), []).append(pair)
    moved = {}
    for members in strata.values():
        mean = sum(change[pair] for pair in members) / len(members)
        for pair in members:
            moved[frozenset(pair)] = moved.get(frozenset(pair), 0.0) + change[pair] - mean
    squares = sum(value**2 for value in moved.values())
    sums = [sum(value for key, value in moved.items() if one in key) for one in range(pairs.n)]
    few = min((touched == 1).sum(), (touched == 0).sum())
    together = few / (few - 1) * (sum(value**2 for value in sums) - squares)
    return theta, max(squares, together), moved


@pytest.mark.parametrize("seed", range(times(3)))
@pytest.mark.parametrize("silent", [0.0, 0.4])
@pytest.mark.parametrize("directed", [False, True])
def test_the_contrast_and_its_error_are_those_of_loops_over_all_pairs(directed, silent, seed):
    pairs = two_waves(seed, directed=directed, silent=silent, unknown=2)
    touched = drawn(seed, pairs.n, unknown=seed % 2)
    found = touched_estimates(pairs, touched, Groups())
    for name, kinds in CONTRASTS.items():
        theta, variance, _ = plain(pairs, touched, kinds)
        assert (found[name].before, found[name].after) == pytest.approx(tuple(theta))
        few = min((touched == 1).sum(), (touched == 0).sum())
        assert found[name].se == pytest.approx(math.sqrt(variance))
        if not found[name].reason:
            freedom = min(few, int(pairs.panel.sum())) - 1
            ends = interval(found[name].change, found[name].se, freedom)
            assert (found[name].low, found[name].high, found[name].p) == pytest.approx(ends)


def test_d_of_every_pair_is_centred_within_touched_group_and_kind():
    pairs = two_waves(5)
    touched = drawn(5, pairs.n)
    told = TouchedPairs(pairs, touched)
    changed = pairs.changed
    ends = told.ends_touched(changed.source, changed.target)
    totals = [told.total(told.observable, count, None) for count in (2, 0)]
    effects = np.where(ends == 2, 1 / totals[0], np.where(ends == 0, -1 / totals[1], 0.0))[:, None]
    _, _, expected = plain(pairs, touched, None)
    low, high = pairs.observed()
    found = Moved(pairs, effects, told)(low, high)[:, 0]
    assert found == pytest.approx(
        [expected[frozenset((int(a), int(b)))] for a, b in zip(low, high, strict=True)]
    )


def test_groups_that_come_and_go_add_their_covariance():
    pairs = two_waves(3)
    touched = drawn(3, pairs.n)
    group = Groups(recorded=(np.arange(7),))
    _, variance, moved = plain(pairs, touched, None)
    inside = [(key, value) for key, value in moved.items() if max(key) < 7]
    more = sum(one * other for a, one in inside for b, other in inside if not a & b)
    few = min((touched == 1).sum(), (touched == 0).sum())
    assert touched_estimates(pairs, touched, group)["all"].se ** 2 == pytest.approx(
        max(variance, variance + few / (few - 1) * more)
    )


def of_blocks(pairs_of_each, touched):
    """Make two waves in which no two observable pairs share an organisation: each pair stands alone."""
    n = 2 * len(pairs_of_each)
    keys = [
        np.array([2 * i * n + 2 * i + 1 for i, there in enumerate(pairs_of_each) if there[w]]) for w in (0, 1)
    ]
    every = {2 * i * n + 2 * i + 1 for i in range(len(pairs_of_each))}
    hidden = np.array([a * n + b for a in range(n) for b in range(a + 1, n) if a * n + b not in every])
    return Pairs(
        tuple(f"{i:03}" for i in range(n)),
        np.zeros(n, dtype=np.int32),
        ("NHS",),
        np.ones(n, dtype=bool),
        "any",
        (keys[0].astype(np.int64), keys[1].astype(np.int64)),
        hidden.astype(np.int64),
    ), np.repeat(touched, 2)


@pytest.mark.parametrize("seed", range(times(3)))
def test_where_every_pair_is_independent_it_is_a_plain_two_way_table(seed):
    random = np.random.default_rng(seed)
    count, half = 24, 10
    there = random.integers(0, 2, (count, 2))
    touched = np.array([1] * half + [0] * (count - half))
    pairs, each = of_blocks(there, touched)
    found = touched_estimates(pairs, each, Groups())["all"]
    change = there[:, 1] - there[:, 0]
    table = pd.crosstab(touched, change)  # touched or not by lost, kept as it was, new
    means = {arm: (row.get(1, 0) - row.get(-1, 0)) / row.sum() for arm, row in table.iterrows()}
    assert found.change == pytest.approx(means[1] - means[0])
    # The variance of a difference of two means of independent numbers.
    variance = sum(change[touched == arm].var() / (touched == arm).sum() for arm in (0, 1))
    # Two organisations a pair: of 20 that are touched and 28 that are not the former are fewer.
    assert found.se == pytest.approx(math.sqrt(variance * 2 * half / (2 * half - 1)))


def test_swapped_waves_and_swapped_arms_turn_the_sign():
    pairs = two_waves(7)
    touched = drawn(7, pairs.n)
    back = Pairs(pairs.nodes, pairs.sector, pairs.sectors, pairs.panel, "any", pairs.ties[::-1], pairs.hidden)
    one, other, turned = (
        touched_estimates(some, who, Groups())["all"]
        for some, who in ((pairs, touched), (back, touched), (pairs, 1 - touched))
    )
    assert (one.change, one.se) == pytest.approx((-other.change, other.se))
    assert (one.change, one.se) == pytest.approx((-turned.change, turned.se))


def test_a_contrast_without_a_pair_of_either_has_no_value():
    pairs = two_waves(1)
    found = touched_estimates(pairs, np.zeros(pairs.n, dtype=int), Groups())
    assert all(math.isnan(one.change) for one in found.values())
    told = TouchedPairs(pairs, np.zeros(pairs.n, dtype=int))
    assert np.isfinite(
        variance_of(Moved(pairs, np.zeros((len(pairs.changed.sign), 1)), told), Groups())
    ).all()


# -- Who is touched --


@cache
def maps(*, rise=0.0, column=("yes", "no"), name="on_programme", seats=(), start=""):
    parts = tables(21)
    if rise:
        # Among the first half ties form, and nobody loses one.
        ids = list(parts["partners"]["name"])
        random = np.random.default_rng(4)
        half = ids[: SIZE // 2]
        new = [(a, b, "2024") for i, a in enumerate(half) for b in half[:i] if random.random() < rise]
        more = pd.DataFrame(new, columns=["source", "target", "wave"])
        parts["collaborations"] = pd.concat([parts["collaborations"], more]).drop_duplicates()
    if column:
        parts["partners"][name] = [column[0] if i < SIZE // 2 else column[1] for i in range(SIZE)]
    if seats:
        ids = parts["partners"]["name"]
        parts["memberships"] = pd.DataFrame(
            [(ids[i], "Programme board", start) for i in seats], columns=["organisation", "forum", "start"]
        )
    records = sm.read_records(**parts)
    return tuple(sm.build_map(records, wave) for wave in ("2022", "2024"))


def compared(touched="on_programme", **more):
    return sm.compare(*maps(**more), touched=touched, measures="density", permutations=0)


@pytest.fixture(scope="module")
def rising():
    return compared(rise=0.8)


def test_a_column_of_yes_and_no_says_who_is_touched(rising):
    told = rising.touched
    assert not told.is_forum and told.organisations.value_counts().to_dict() == {
        "touched": SIZE // 2,
        "not touched": SIZE // 2,
    }
    assert "9 of 18 organisations compared" in told.counts
    direct = touched_estimates(rising.panel.pairs, (told.organisations == "touched").to_numpy().astype(int))
    for name in CONTRASTS:
        assert told.contrasts.at[name, "change"] == pytest.approx(direct[name].change)


@pytest.mark.parametrize("words", [("Y", "N"), ("true", "false"), ("1", "0")])
def test_yes_and_no_are_read_however_they_are_spelt(rising, words):
    found = compared(rise=0.8, column=words).touched
    pd.testing.assert_frame_equal(found.contrasts, rising.touched.contrasts)


def test_members_of_a_forum_are_touched_and_those_who_came_later_are_not(rising):
    by_forum = compared("programme BOARD", rise=0.8, seats=tuple(range(SIZE // 2)), column=None).touched
    assert by_forum.is_forum and by_forum.name == "Programme board"
    # The intervals are others: ties of a forum as recorded may come and go together.
    found = ["before", "after", "change"]
    pd.testing.assert_frame_equal(by_forum.contrasts[found], rising.touched.contrasts[found])
    pd.testing.assert_series_equal(by_forum.organisations, rising.touched.organisations)
    with pytest.raises(sm.ComparisonError, match="0 are touched by Programme board"):
        compared("Programme board", seats=tuple(range(9)), start="2025-01")


def test_blank_is_not_known_and_is_in_no_contrast():
    parts = maps(column=("yes", "no"))
    people = parts[0].records.partners.assign(on_programme=["yes"] * 7 + [""] * 2 + ["no"] * 9)
    records = sm.read_records(**{**tables(21), "partners": people[["name", "sector", "on_programme"]]})
    some = [sm.build_map(records, wave) for wave in ("2022", "2024")]
    told = sm.compare(*some, touched="on_programme", measures="density", permutations=0).touched
    assert told.organisations.value_counts()["not known"] == 2
    assert told.densities.loc[("all", "both touched"), "observable"] == 7 * 6 / 2
    assert told.densities.loc[("all", "not known"), "observable"] == 2 * 16 + 1
    assert told.densities.loc["all", "observable"].sum() == SIZE * (SIZE - 1) / 2
    assert "of 2 it is not known" in told.counts


@pytest.mark.parametrize(
    ("touched", "more", "said"),
    [
        ("on_program", {}, "did you mean|on_programme"),
        ("on_programme", {"column": ("yes", "perhaps")}, "neither yes nor no: perhaps"),
        (
            "Programme board",
            {"seats": (0, 1, 2), "name": "programme board"},
            "a column of partners and a forum",
        ),
    ],
)
def test_what_does_not_say_who_is_touched_is_asked_about(touched, more, said):
    with pytest.raises(sm.ChoiceError, match=said):
        compared(touched, **more)


def test_too_few_that_are_touched_or_are_not_are_refused():
    with pytest.raises(
        sm.ComparisonError, match="2 are touched by Programme board and 16 are not; at least 3"
    ):
        compared("Programme board", seats=(0, 1))


# -- Words, tables, pictures --


def test_a_shown_contrast_is_said_in_the_words_of_the_ladder(rising):
    said = rising.touched.finding
    assert said.startswith("The density of pairs with both ends touched rose by ")
    assert "more than that of pairs with none touched (95 % interval +" in said
    assert {said, SAID_EACH_TIME} <= set(rising.notes)


def test_what_is_shown_only_when_looked_at_alone_is_said_so(rising):
    row = rising.touched.contrasts.loc["between"]
    # Two kinds are looked at: by Holm's method the smaller p is doubled.
    assert row["p"] <= 0.05 < 2 * row["p"] and row["low"] > 0
    assert row["reading"].startswith(
        "Inconclusive for pairs between sectors: looked at alone it would be shown"
    )


def test_what_nothing_shows_is_said_to_be_no_difference_shown():
    found = compared().touched
    assert found.contrasts.at["all", "p"] > 0.1
    assert found.finding.startswith("No difference can be shown between pairs with both ends touched")
    assert "could have shown a difference of about" in found.finding


def test_tables_json_report_and_picture_have_it(rising, tmp_path):
    sm.save(rising, tmp_path / "x.json")
    facts = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert set(facts["touched"]) == set(CONTRASTS)
    assert {row["ends"] for row in facts["touched_pairs"]} == {"both touched", "one touched", "none touched"}
    assert "Pairs with both ends touched beside pairs with none" in rising.tables_shown()
    page = sm.report(rising).html
    assert "What a programme touched, and what it did not" in page and "can cost ties outside it" in page
    assert rising.touched.finding.replace("\u00a0", " ") in rising.plot("touched").alt
    unsaid = sm.compare(*maps(), measures="density", permutations=0).plot("touched")
    assert "does not say who was touched" in unsaid.alt


def test_every_column_of_its_sheets_is_explained(rising):
    own = [table for table in rising.tables() if table.key.startswith("touched")]
    assert len(own) == 2
    for table in own:
        assert all(heading.explanation for heading in headings_of(table).values()), table.title


def test_the_map_of_the_comparison_can_be_coloured_by_it(rising):
    first = next(iter(sm.render(rising).data.content["colourings"]))
    assert first["label"] == "Touched by the programme"
    words = [mark["label"] for mark in first["marks"]]
    assert [words[code] for code in first["codes"]].count("touched") == SIZE // 2
    plain_map = sm.render(sm.compare(*maps(), measures="density", permutations=0))
    assert all(one["key"] != "touched" for one in plain_map.data.content["colourings"])


def test_a_public_copy_has_it_by_forum_and_not_by_a_private_column(rising, tmp_path):
    for name, change, there in (
        ("column", rising, False),
        ("forum", compared("Programme board", rise=0.8, seats=tuple(range(9)), column=None), True),
    ):
        path = sm.save(change, tmp_path / f"{name}.json", public=True)
        text = path.read_text(encoding="utf-8")
        assert ("touched_pairs" in json.loads(text)) == there
        assert "on_programme" not in text
        assert ("a column that is not public says who was touched" in text) != there
