"""Marginal effects, standard errors and swaps: the estimator of comparisons, against plain loops."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest
from conftest import agrees, arrays_of, random_arrays
from scipy import stats

import sysmap as sm
from sysmap.findings.chance import stack_of
from sysmap.findings.comparison.bounds import bounds
from sysmap.findings.comparison.estimating import group_covariance
from sysmap.findings.comparison.estimating.adjustment import Adjusted, adjusted, adjusted_interval
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.groups import Groups, groups_of
from sysmap.findings.comparison.estimating.swaps import drift, pair_swaps, swapped_changes, tie_level_p
from sysmap.findings.comparison.estimating.uncertainty import (
    Estimate,
    errors_detectable,
    estimates,
    interval,
    mcnemar,
    standard_errors,
)
from sysmap.findings.comparison.words import groups_flags
from sysmap.findings.draws import Draws
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.network import Network
from sysmap.network.pairs import Pairs
from sysmap.network.panel import matched_panel

TOTALS = ("cross_density", "within_density", "density", "mean_partners", "cross_share", "ei_index")
OTHERS = ("cross_efficiency", "cross_distance")


def two_waves(
    seed: int,
    *,
    n: int = 16,
    directed: bool = False,
    silent: float = 0.0,
    unknown: int = 0,
    share: float = 0.35,
) -> Pairs:
    """Draw two waves at random, of which the second keeps about half of the first."""
    random = np.random.default_rng(seed)
    first = random_arrays(seed, n, share, 3, unknown=unknown, directed=directed)
    second = random_arrays(seed + 100, n, share, 3, directed=directed)
    panel = random.random(n) >= silent
    report = "directed" if directed else "any"
    empty = np.array([], dtype=np.int64)
    pairs = Pairs(first.nodes, first.sector, first.sectors, panel, report, (empty, empty), empty)
    keys = [arrays.source.astype(np.int64) * n + arrays.target for arrays in (first, second)]
    keys[1] = np.union1d(keys[1], keys[0][::2])
    seen = [np.sort(each[pairs.is_observable(*pairs.ends(each))]) for each in keys]
    return Pairs(first.nodes, first.sector, first.sectors, panel, report, (seen[0], seen[1]), empty)


def measures(*names: str) -> list[object]:
    return [sm.catalogue[name] for name in names]


def value_of(name: str, arrays: Arrays) -> float:
    """Work a measure out on arrays alone, nobody having been asked."""
    entry, network = sm.catalogue[name], Network(arrays)
    parts = [None if need == "reportable" else getattr(network, need) for need in entry.needs]
    return float(stack_of(entry, parts, 1)[0])


def plain_variance(pairs: Pairs, effects: np.ndarray) -> float:
    """Work the variance out with loops over all pairs, as the definition has it."""
    centred = plain_moves(pairs, effects)
    squares = sum(value**2 for value in centred.values())
    sums = [sum(value for key, value in centred.items() if one in key) for one in range(pairs.n)]
    return max(squares, sum(value**2 for value in sums) - squares)


def plain_moves(pairs: Pairs, effects: np.ndarray) -> dict[frozenset[int], float]:
    """Work out with loops how far the tie of each pair moved a measure, centred by kind of pair."""
    change, observed = {}, list(zip(*pairs.observed(), strict=True))
    for a, b, sign, effect in zip(
        pairs.changed.source, pairs.changed.target, pairs.changed.sign, effects, strict=True
    ):
        change[(a, b)] = sign * effect
    by_kind: dict[int, list[tuple[int, int]]] = {}
    for a, b in observed:
        by_kind.setdefault(int(pairs.kind_of(np.array([a]), np.array([b]))[0]), []).append((a, b))
    centred: dict[frozenset[int], float] = {}
    for members in by_kind.values():
        mean = sum(change.get(pair, 0.0) for pair in members) / len(members)
        for pair in members:
            key = frozenset(map(int, pair))
            centred[key] = centred.get(key, 0.0) + change.get(pair, 0.0) - mean
    return centred


def test_a_standard_error_worked_by_hand(before: sm.SystemMap, small: sm.SystemMap) -> None:
    # Between sectors 20 pairs are observable; D-F is kept, A-D, B-D, C-D and C-F are new: g = 1/20.
    # D = 1/20 - 4/20/20 = .04 for those four and -.01 for the other 16: squares .0064 + .0016.
    # S: D .15 - .06, C .10 - .05, A and B and F .05 - .05, G and E -.05, H (seen by four) -.04.
    squares = 4 * 0.04**2 + 16 * 0.01**2
    sums = 0.09**2 + 0.05**2 + 0.05**2 + 0.05**2 + 0.04**2
    panel = matched_panel(before, small)
    estimator = Estimator(panel.pairs, measures("cross_density"), panel.matched)
    found = estimates(estimator)["cross_density"]
    assert agrees(found.change, 5 / 20 - 1 / 20)
    assert agrees(found.se, math.sqrt(sums - squares))
    assert (found.bearing, found.reason) == (4, "too_few_changed_ties")
    assert math.isnan(found.p)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("name", [*TOTALS, *OTHERS])
def test_the_closed_form_of_an_effect_is_the_value_with_the_tie_less_that_without(
    name: str, directed: bool, seed: int
) -> None:
    pairs = two_waves(seed, directed=directed)
    levels = Estimator(pairs, measures(name)).levels

    def value(keys: set[int]) -> float:
        arrays = arrays_of([divmod(key, pairs.n) for key in keys], pairs.sector.tolist(), directed=directed)
        return value_of(name, arrays)

    waves = [set(map(int, keys)) for keys in pairs.ties]
    changed = pairs.changed.source * pairs.n + pairs.changed.target
    for key, effect in zip(map(int, changed), levels.effects[:, 0], strict=True):
        expected = sum(value(wave | {key}) - value(wave - {key}) for wave in waves) / 2
        assert agrees(effect, expected, 1e-10)
    assert agrees(levels.before[0], value(waves[0]))
    assert agrees(levels.after[0], value(waves[1]))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("silent", [0.0, 0.4])
@pytest.mark.parametrize("directed", [False, True])
def test_the_standard_error_is_that_of_a_loop_over_all_pairs(
    directed: bool, silent: float, seed: int
) -> None:
    pairs = two_waves(seed, directed=directed, silent=silent, unknown=2)
    effects = Estimator(pairs, measures("ei_index", "density")).levels.effects
    expected = [math.sqrt(plain_variance(pairs, effects[:, place])) for place in (0, 1)]
    assert standard_errors(pairs, effects, Groups()).tolist() == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("listed", [0, 100, 10**9])
def test_groups_add_what_a_loop_over_two_pairs_of_four_organisations_adds(
    listed: int, directed: bool, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Pairs are listed or not, and some at once or all.
    monkeypatch.setattr(group_covariance, "_MOST_LISTED", listed)
    monkeypatch.setattr(group_covariance, "_AT_ONCE", max(1, listed))
    pairs = two_waves(seed, directed=directed, silent=0.2 * (seed % 2), unknown=1)
    effects = Estimator(pairs, measures("ei_index", "density")).levels.effects
    random = np.random.default_rng(seed)
    # They overlap in four and more, in fewer, and not; one holds another; two are alike.
    sets = [range(6), range(2, 9), (0, 1, 2, 3, 10, 11, 12), (3, 4, 5, 6, 7), range(6), (12, 13, 14, 15, 0)]
    sets += [random.choice(pairs.n, size=int(random.integers(5, 10)), replace=False) for _ in range(3)]
    groups = Groups(tuple(np.array(sorted(each)) for each in sets[:5]), tuple(map(np.array, sets[5:])))
    found = standard_errors(pairs, effects, groups)
    for place in (0, 1):
        moves, variance = plain_moves(pairs, effects[:, place]), plain_variance(pairs, effects[:, place])
        shared = sum(
            2 * moves[one] * moves[other]
            for one, other in combinations(moves, 2)
            if not one & other and any(one | other <= set(map(int, each)) for each in sets)
        )
        assert agrees(found[place], math.sqrt(max(variance, variance + shared)), 1e-10)


def test_of_groups_that_overlap_too_much_the_largest_are_allowed_for_and_the_rest_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(group_covariance, "_MOST_LISTED", 0)
    monkeypatch.setattr(group_covariance, "_MOST_SETS", 4)
    pairs = two_waves(1)
    effects = Estimator(pairs, measures("density")).levels.effects
    sets = [np.arange(start, start + size) for start, size in ((0, 9), (2, 8), (3, 8), (5, 8))]
    shared = Groups(tuple(sets)).shared
    # Of three there are three, two of each two that touch, and what all three have.
    assert (len(shared.groups), shared.left_out) == (2, 2)
    few, allowed = Groups(tuple(sets)), Groups(tuple(sets[:2]))
    assert agrees(standard_errors(pairs, effects, few)[0], standard_errors(pairs, effects, allowed)[0])
    assert groups_flags(allowed) == []
    assert "allow for the 2 largest of 4 forums and groups" in " ".join(groups_flags(few))


def pairs_of(
    n: int, new: set[tuple[int, int]], kept: set[tuple[int, int]] = frozenset(), **more: object
) -> Pairs:
    """Make two waves of a small map of which some ties are new."""
    keys = [np.array(sorted(a * n + b for a, b in ties), dtype=np.int64) for ties in (kept, kept | new)]
    nodes, sector = tuple(map(str, range(n))), np.arange(n, dtype=np.int32) % 2
    none = np.array([], dtype=np.int64)
    return Pairs(nodes, sector, ("a", "b"), np.ones(n, dtype=bool), "any", (keys[0], keys[1]), none, **more)


def test_a_group_is_five_of_whom_half_the_pairs_gained_a_tie() -> None:
    five = set(combinations(range(5), 2))

    def found(ties: set[tuple[int, int]]) -> list[list[int]]:
        groups = groups_of(pairs_of(14, ties))
        assert groups.searched
        return [each.tolist() for each in groups.members]

    assert found(five) == [[0, 1, 2, 3, 4]]
    assert found(set(combinations(range(4), 2))) == []
    # A sixth with three such ties is of it; with two it is of a group beside it, a chain of triangles.
    assert found(five | {(0, 5), (1, 5), (2, 5)}) == [[0, 1, 2, 3, 4, 5]]
    assert found(five | {(0, 5), (1, 5), (8, 9)}) == [[0, 1, 2, 3, 4, 5]]
    # Triangles in a long chain are no group: few of their pairs have a tie.
    chain = {(place, place + step) for place in range(11) for step in (1, 2)}
    assert found(chain) == []
    assert [each.tolist() for each in groups_of(pairs_of(14, set(), five)).members] == []


@pytest.mark.parametrize("seed", range(12))
def test_groups_are_those_of_the_chains_of_cliques_that_networkx_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    chance = np.full((24, 24), random.choice([0.05, 0.15, 0.3]))
    board = random.choice(24, 9, replace=False)
    chance[np.ix_(board, board)] = 0.7
    graph = nx.Graph(np.argwhere(np.triu(random.random((24, 24)) < chance, 1)).tolist())
    groups = set()
    for size in (3, 4, 5):
        for chain in nx.community.k_clique_communities(graph, size):
            members = set(chain)
            while outside := graph.nodes - members:
                most, first = max((len(members & {*graph[one]}), -one) for one in outside)
                if most < max(3, 0.4 * len(members)):
                    break
                members.add(-first)
            if len(members) >= 5 and nx.density(graph.subgraph(members)) >= 0.5:
                groups.add(tuple(sorted(members)))
    found = groups_of(pairs_of(24, {(min(tie), max(tie)) for tie in graph.edges})).found
    assert [tuple(each.tolist()) for each in found] == sorted(groups)
    assert groups or 0.05 in chance


def test_groups_are_not_looked_for_among_very_many_sets_and_that_is_said() -> None:
    # Everybody but one other: each choice of one of two, 2 ** 11 of them, is a set.
    ties = {(a, b) for a, b in combinations(range(22), 2) if a // 2 != b // 2}
    groups = groups_of(pairs_of(50, ties))
    assert not groups.searched
    assert groups.members == []
    assert "were not looked for" in " ".join(groups_flags(groups))


def test_a_forum_of_more_than_half_is_the_system_and_one_of_few_is_no_group() -> None:
    forums = (np.arange(8), np.arange(5), np.arange(4, 11), np.arange(4))
    assert [len(each) for each in groups_of(pairs_of(14, set(), forums=forums)).members] == [7, 5]


def test_a_group_that_is_part_of_another_adds_nothing() -> None:
    groups = Groups((np.arange(5), np.arange(1, 6)), (np.arange(6), np.arange(6)))
    assert [each.tolist() for each in groups.members] == [[0, 1, 2, 3, 4, 5]]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", [*TOTALS, *OTHERS])
def test_a_swap_of_waves_is_what_measuring_the_swapped_waves_gives(name: str, seed: int) -> None:
    pairs = two_waves(seed)
    estimator = Estimator(pairs, measures(name))
    swaps = next(pair_swaps(pairs, Draws(5, seed)))
    found = estimator.swapped(swaps, 5)[:, 0]
    changed = pairs.changed.source * pairs.n + pairs.changed.target
    for swap, change in zip(swaps, found, strict=True):
        moved = set(map(int, changed[swap]))
        values = []
        for wave in pairs.ties:
            keys = set(map(int, wave)) ^ moved
            arrays = arrays_of([divmod(key, pairs.n) for key in keys], pairs.sector.tolist())
            values.append(value_of(name, arrays))
        assert agrees(change, values[1] - values[0], 1e-10)


def test_the_tie_level_p_of_the_density_between_is_mcnemars() -> None:
    pairs = two_waves(3, n=24)
    estimator = Estimator(pairs, measures("cross_density"))
    change = estimates(estimator)["cross_density"].change
    p = tie_level_p(swapped_changes(estimator, Draws(20_000))[:, 0], change)
    assert abs(p - mcnemar(pairs)) < 4 * math.sqrt(p * (1 - p) / 20_000)


def test_drift_is_found_where_one_organisation_gains_all_the_ties_and_not_where_they_are_spread() -> None:
    n = 20
    empty = np.array([], dtype=np.int64)
    sector = np.array([0, 1] * 10, dtype=np.int32)
    names = tuple(f"{place:02}" for place in range(n))
    hub = np.arange(1, n)
    ring = np.sort(np.array([place * n + place + 1 for place in range(n - 1)], dtype=np.int64))
    results = [
        drift(
            Pairs(names, sector, ("a", "b"), np.ones(n, dtype=bool), "any", (empty, keys), empty), Draws(999)
        )
        for keys in (hub, ring)
    ]
    assert results[0][1] < 0.01 < 0.1 < results[1][1]


def test_nothing_random_is_drawn_without_permutations() -> None:
    statistic, p = drift(two_waves(0), Draws(0))
    assert statistic > 0
    assert math.isnan(p)


def test_the_interval_is_that_of_t() -> None:
    # Of t with 10 degrees of freedom 2.228139 is the 97.5th percentile.
    low, high, p = interval(1.0, 1 / 2.2281388519649385, 10)
    assert agrees(low, 0.0, 1e-9)
    assert agrees(high, 2.0, 1e-9)
    assert agrees(p, 0.05, 1e-9)


@pytest.mark.parametrize(
    ("panel", "errors"), [(10, 3.15), (11, 3.11), (30, 2.90), (80, 2.84), (100_000, 2.80)]
)
def test_a_smaller_panel_can_detect_less(panel: int, errors: float) -> None:
    assert round(errors_detectable(panel - 1), 2) == errors
    assert errors_detectable(panel - 1) == pytest.approx(
        stats.t.ppf(0.975, panel - 1) + stats.t.ppf(0.80, panel - 1)
    )


@pytest.mark.parametrize("freedom", [9, 15, 29])
def test_a_change_as_large_as_the_smallest_detectable_is_found_four_times_in_five(freedom: int) -> None:
    # The power of a t test at a true change of so many standard errors, from the noncentral t.
    line, true = stats.t.ppf(0.975, freedom), errors_detectable(freedom)
    power = stats.nct.sf(line, freedom, true) + stats.nct.cdf(-line, freedom, true)
    assert power == pytest.approx(0.80, abs=0.002)


def p_of(found: dict[str, Adjusted]) -> dict[str, float]:
    return {name: how.p for name, how in found.items()}


def test_holm_multiplies_by_how_many_are_left_and_never_falls() -> None:
    found = adjusted({"main": 0.04, "a": 0.01, "b": 0.02, "c": 0.03, "d": math.nan}, "main")
    # The family is a, b, c: 3 × .01, 2 × .02, then .03 raised to .04.
    assert [found[name].p for name in ("main", "a", "b", "c")] == pytest.approx([0.04, 0.03, 0.04, 0.04])
    assert math.isnan(found["d"].p)
    # Each is held to 5 % over the number of those left.
    assert [found[name].level for name in ("main", "a", "b", "c")] == pytest.approx(
        [0.05, 0.05 / 3, 0.05 / 2, 0.05]
    )


def test_after_the_first_that_is_not_found_all_others_are_held_to_its_level() -> None:
    found = adjusted({"main": 0.5, "a": 0.001, "b": 0.026, "c": 0.04}, "main")
    assert [found[name].level for name in ("a", "b", "c")] == pytest.approx([0.05 / 3, 0.05 / 2, 0.05 / 2])


def test_linear_twins_count_once_and_share_the_result() -> None:
    p_values = {"cross_density": 0.5, "ei_index": 0.02, "cross_share": 0.02, "density": 0.03}
    found = adjusted(p_values, "cross_density")
    assert p_of(found) == pytest.approx(
        {"cross_density": 0.5, "ei_index": 0.04, "cross_share": 0.04, "density": 0.04}
    )
    assert found["ei_index"].level == found["cross_share"].level == 0.025


def test_a_twin_of_the_primary_measure_shares_its_p() -> None:
    found = adjusted({"ei_index": 0.02, "cross_share": 0.02, "density": 0.03}, "ei_index")
    assert p_of(found) == pytest.approx({"ei_index": 0.02, "cross_share": 0.02, "density": 0.03})
    assert {how.level for how in found.values()} == {0.05}


def test_on_directed_maps_partners_are_no_twin_of_density() -> None:
    p_values = {"ei_index": 0.5, "density": 0.01, "mean_partners": 0.02}
    assert adjusted(p_values, "ei_index", directed=True)["density"].p == pytest.approx(0.02)


def test_max_t_compares_each_measure_with_the_largest_of_those_not_yet_passed() -> None:
    swaps = {"a": np.array([1.0, -1.0, 1.0, -1.0]), "b": np.array([-2.0, 2.0, 2.0, -2.0])}
    found = adjusted(
        {"main": 0.5, "a": 0.001, "b": 0.001}, "main", changes={"main": 1.0, "a": 3.0, "b": 1.0}, swaps=swaps
    )
    # a stands 3 spreads from 0, b half a spread: no swap reaches a, all four reach b.
    assert p_of(found) == pytest.approx({"main": 0.5, "a": 1 / 5, "b": 5 / 5})
    # Four swaps can never give a p of 5 %: there is no interval that could leave out 0.
    assert math.isinf(found["a"].critical)
    assert np.isnan(adjusted_interval(Estimate(0, 3, 3, 1, freedom=9), found["a"], swaps["a"])).all()


def test_the_critical_value_of_max_t_is_that_which_one_swap_in_twenty_exceeds() -> None:
    drawn = np.arange(1.0, 20.0)  # 19 swaps: a p of 1/20 needs that none reaches the change
    spread = math.sqrt((drawn**2).mean())
    for change, p, found in ((19.5, 1 / 20, True), (19.0, 2 / 20, False)):
        how = adjusted(
            {"main": 0.5, "a": 0.001},
            "main",
            changes={"main": 0.0, "a": change},
            swaps={"a": drawn, "main": drawn},
        )["a"]
        assert how.p == pytest.approx(p)
        assert how.critical == pytest.approx(19 / spread)
        low, _ = adjusted_interval(Estimate(0, change, change, 0.1, freedom=9), how, drawn)
        assert low == pytest.approx(change - 19)
        assert (low > 0) == found


@pytest.mark.parametrize("random", [False, True])
def test_an_adjusted_interval_leaves_out_zero_exactly_where_the_adjusted_p_is_small(random: bool) -> None:
    source = np.random.default_rng(5)
    names = ["ei_index", "cross_share", "density", "mean_partners", "within_density", "cross_efficiency"]
    outside = 0
    for _ in range(300):
        freedom, moved = int(source.integers(9, 60)), source.normal(0, 2.5, 4)[[0, 0, 1, 1, 2, 3]]
        sizes = dict(zip(names, np.array([2.0, 1.0, 1.0, 30.0, 1.0, 1.0]), strict=True))
        found = {
            name: Estimate(
                0.0,
                change * size,
                change * size,
                size,
                *interval(change * size, size, freedom),
                freedom=freedom,
            )
            for (name, size), change in zip(sizes.items(), moved, strict=True)
        }
        # Swaps of twins are twins too.
        common = source.normal(0, 1, (39, 4))[:, [0, 0, 1, 1, 2, 3]]
        swaps = {name: common[:, place] * sizes[name] for place, name in enumerate(names)}
        many = adjusted(
            {name: each.p for name, each in found.items()},
            "within_density",
            changes={name: each.change for name, each in found.items()} if random else None,
            swaps=swaps if random else None,
        )
        for name, each in found.items():
            low, high = adjusted_interval(each, many[name], swaps[name] if random else None)
            assert (low > 0 or high < 0) == (many[name].p <= 0.05)
            assert low <= each.low + 1e-12 and each.high - 1e-12 <= high
            outside += low > 0 or high < 0
        assert adjusted_interval(found["within_density"], many["within_density"]) == pytest.approx(
            (found["within_density"].low, found["within_density"].high)
        )
        twins = [
            adjusted_interval(found[name], many[name], swaps[name] if random else None) for name in names[:2]
        ]
        assert twins[0] == pytest.approx([2 * end for end in twins[1]])
    assert 100 < outside < 1700


def test_bounds_put_every_unknown_pair_where_it_moves_the_measure_most(
    before: sm.SystemMap, small: sm.SystemMap
) -> None:
    pairs = matched_panel(before, small).pairs
    found = bounds("cross_density", pairs)
    assert found is not None
    assert found.before == pytest.approx((1 / 21, 2 / 21))
    assert found.change == pytest.approx(((4 - 1) / 21, (4 + 1) / 21))
    share = bounds("cross_share", pairs)
    assert share is not None
    assert share.after == pytest.approx((5 / 9, 6 / 10))


def test_no_range_is_given_for_distances(before: sm.SystemMap, small: sm.SystemMap) -> None:
    assert bounds("cross_efficiency", matched_panel(before, small).pairs) is None


def test_adding_a_tie_never_lowers_closeness_between_sectors() -> None:
    for seed in range(3):
        effects = Estimator(two_waves(seed), measures("cross_efficiency")).levels.effects
        assert (effects >= -1e-12).all()


def test_orders_and_pairs_are_all_there() -> None:
    pairs = two_waves(1)
    assert len(pairs.observed()[0]) == len(list(combinations(range(pairs.n), 2)))
    directed = two_waves(1, directed=True)
    assert len(directed.observed()[0]) == len(list(permutations(range(directed.n), 2)))
