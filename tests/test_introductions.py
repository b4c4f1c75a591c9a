"""Which conversations are suggested: worked by hand, and held to every set of pairs there is."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from conftest import draw, random_arrays
from test_joining import by_networkx, with_tie

import sysmap as sm
from sysmap.findings.introductions import candidates as candidate_rules
from sysmap.findings.introductions import introductions as introducing
from sysmap.findings.introductions.candidates import Candidates, candidates_of
from sysmap.findings.introductions.introductions import COLUMNS, conversations
from sysmap.findings.introductions.search import Search, pool
from sysmap.network.graph.added_ties import nearness_of
from sysmap.network.graph.arrays import Arrays
from sysmap.progress import reported

NHS, POLICE, VOLUNTARY = "NHS", "Police", "Voluntary"


def system_of(arrays: Arrays, names: list[str] | None = None, shuffle: int = 0) -> sm.SystemMap:
    """Make a map of arrays, its organisations of these names, its rows in another order."""
    names = names or list(arrays.nodes)
    labels = [arrays.sectors[code] if code >= 0 else "unknown" for code in arrays.sector]
    tables = {
        "partners": pd.DataFrame({"name": names, "sector": labels}),
        "collaborations": pd.DataFrame(
            {
                "source": [names[place] for place in arrays.source],
                "target": [names[place] for place in arrays.target],
            }
        ),
    }
    if shuffle:
        tables = {name: table.sample(frac=1, random_state=shuffle) for name, table in tables.items()}
    records = sm.read_records(sectors="as written", **tables)
    return sm.build_map(records, report="directed" if arrays.directed else "any")


def pairs_of(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(frame["organisation_a"], frame["organisation_b"], strict=True))


def search_of(system: sm.SystemMap, limit: int = 2) -> Search:
    near = nearness_of(system.arrays, "cross_efficiency")
    return Search(near, candidates_of(system, near, ()), limit)


RANDOM = [(seed, directed) for seed in range(3) for directed in (False, True)]
every_random = pytest.mark.parametrize(("seed", "directed"), RANDOM)


def random_system(seed: int, directed: bool = False, size: int = 14, share: float = 0.15) -> sm.SystemMap:
    return system_of(random_arrays(seed, size, share, 3, unknown=1, directed=directed))


def test_the_best_conversations_of_the_small_system_are_those_worked_by_hand(small):
    # Of 21 pairs between sectors the sum of 1/distance is 10. D-H brings H to D (1), to A, B, C and E (1/2
    # each); D-G then brings G nearer to D (1 - 1/2), and to A, B and E (1/2 - 1/3 each).
    frame = sm.introductions(small, 2)
    assert list(frame.columns) == COLUMNS
    assert pairs_of(frame) == [("D", "H"), ("D", "G")]
    assert frame["gain"].tolist() == pytest.approx([3 / 21, 1 / 21], rel=1e-12)
    assert frame["value_after"].tolist() == pytest.approx([13 / 21, 14 / 21], rel=1e-12)
    assert frame["distance"].tolist()[1:] == [2] and np.isnan(frame.at[0, "distance"])
    assert frame["introduced_by"].tolist() == ["", "F"]
    assert frame["sector_a"].tolist() == ["Police", "Police"]
    assert frame["sector_b"].tolist() == ["Voluntary", "Voluntary"]
    assert frame["method"].unique().tolist() == ["optimal"]
    assert frame["rank"].tolist() == [1, 2]
    assert frame.undefined == {"distance": {"D and H": "no way between them on this map"}}


def test_many_small_sets_are_chosen_among_greedily_where_looking_at_all_takes_long():
    system = draw("A-B B-C C-D D-E", A=NHS, B=NHS, C=NHS, D=NHS, E=NHS, **dict.fromkeys("VWXYZ", POLICE))
    assert len(search_of(system).candidates) == 25
    assert sm.introductions(system, 10)["method"].unique().tolist() == ["greedy"]
    assert sm.introductions(system, 2)["method"].unique().tolist() == ["optimal"]


def test_the_first_value_is_what_the_scorecard_gives(small):
    frame = sm.introductions(small, 1)
    value = sm.integration(small, "cross_efficiency", draws=0).to_frame().at["cross_efficiency", "value"]
    assert frame.at[0, "value_after"] - frame.at[0, "gain"] == pytest.approx(value, rel=1e-12)


def test_a_pair_of_which_nobody_answered_is_not_suggested_and_said_not_to_be_known(small):
    found, nodes = search_of(small).candidates, small.arrays.nodes
    pairs = [nodes[u] + nodes[v] for u, v in zip(found.u, found.v, strict=True)]
    assert pairs == [
        *("AE", "AF", "AG", "AH", "BE", "BF", "BG", "BH", "CE", "CG", "CH", "DG", "DH", "EF", "EG")
    ]
    assert found.unknown == 1
    assert any("not considered" in caveat for caveat in sm.introductions(small, 1).caveats)
    whole = sm.introductions(draw("A-B", A=NHS, B=POLICE, C=VOLUNTARY), 1)
    assert not any("not considered" in caveat for caveat in whole.caveats)


@pytest.mark.parametrize(
    ("report", "known"),
    [("any", [("A", "B"), ("A", "C")]), ("confirmed", [("A", "B")]), ("directed", [("A", "B")])],
)
def test_whether_a_pair_has_no_tie_is_known_by_the_rule_of_the_map(report, known):
    system = draw(answered="AB", silent="C", report=report, A=NHS, B=POLICE, C=VOLUNTARY)
    found = search_of(system).candidates
    nodes = system.arrays.nodes
    pairs = [(nodes[u], nodes[v]) for u, v in zip(found.u, found.v, strict=True)]
    assert [pair for pair in pairs if pair != ("B", "C")] == known
    assert found.unknown == 3 - len(pairs)


def test_a_pair_that_was_left_blank_is_not_suggested():
    system = draw("A-B", answered="ABC", silent="", A=NHS, B=POLICE, C=VOLUNTARY)
    blank = pd.DataFrame(
        [("2024", "A", "C", "plans"), ("2024", "C", "A", "plans"), ("2024", "B", "C", "plans")],
        columns=["wave", "source", "target", "kind"],
    )
    left = replace(system, records=replace(system.records, blanks=blank))
    assert pairs_of(sm.introductions(left, 5)) == [("B", "C")]  # C did say that it does not work with B
    assert len(sm.introductions(system, 5)) == 2


def test_a_pair_that_is_ruled_out_is_not_suggested_whichever_way_it_is_written(small):
    assert pairs_of(sm.introductions(small, 1)) == [("D", "H")]
    assert pairs_of(sm.introductions(small, 1, exclude=[("H", "D")])) == [("B", "H")]


def test_no_organisation_is_in_more_introductions_than_the_limit(small):
    for limit in (1, 2):
        for k in (2, 5):
            ends = sm.introductions(small, k, per_organisation=limit)[["organisation_a", "organisation_b"]]
            assert pd.Series(ends.to_numpy().ravel()).value_counts().max() <= limit


@every_random
def test_the_best_set_is_the_best_of_all_sets(seed, directed):
    search = search_of(random_system(seed, directed, size=8, share=0.2))
    best = 0.0
    for size in (1, 2):
        for chosen in combinations(range(len(search.candidates)), size):
            ends = [
                int(end) for one in chosen for end in (search.candidates.u[one], search.candidates.v[one])
            ]
            if all(ends.count(end) <= search.limit for end in ends):
                best = max(best, search._after(chosen).value - search.near.value)
    found = search.in_order(search.exact(2))
    assert sum(found.gains) == pytest.approx(best, rel=1e-12)


@every_random
def test_one_greedy_choice_is_the_best_one(seed, directed):
    search = search_of(random_system(seed, directed))
    assert search.greedy(1) == search.exact(1)


@every_random
def test_the_greedy_value_never_falls_with_more_introductions(seed, directed):
    search = search_of(random_system(seed, directed))
    values = [search._after(search.greedy(k)).value for k in range(1, 7)]
    assert values == sorted(values)
    system = random_system(seed, directed)
    shown = [sm.introductions(system, k)["value_after"].iloc[-1] for k in (1, 2, 3, 6)]
    assert shown == sorted(shown)


@every_random
def test_the_exchange_never_makes_the_choice_worse(seed, directed):
    search = search_of(random_system(seed, directed, size=20))
    chosen = search.greedy(4)
    assert search._after(search.exchanged(chosen)).value >= search._after(chosen).value - 1e-12


@pytest.mark.parametrize("seed", [3, 7, 8])
def test_the_exchange_finds_the_best_pair_of_ties_that_the_greedy_choice_missed(seed):
    search = search_of(random_system(seed, size=12, share=0.12))
    missed = search.greedy(2)
    found = search.exchanged(missed)
    assert search._after(found).value > search._after(missed).value + 1e-9
    assert sorted(found) == sorted(search.exact(2))


def test_later_steps_look_at_the_best_pair_of_each_organisation_and_at_the_farthest_pairs():
    # One organisation is in the 400 pairs of largest gain; 401 and 402 have one pair, 403 and 404 a far one.
    u, v = np.array([0] * 400 + [401, 403, 403]), np.array([*range(1, 401), 402, 404, 405])
    far = np.arange(403) == 401
    several = Candidates(u, v, far, np.arange(403), True, 0)
    kept = pool(np.linspace(1, 0, 403), several)
    assert {*range(300), 400, 401} <= set(kept.tolist())
    assert set(kept.tolist()) == {*range(403)}  # each of the 400 has no better pair than its own
    shared = replace(several, v=np.where(np.arange(403) < 400, 1, v))
    assert pool(np.linspace(1, 0, 403), shared).tolist() == [*range(300), 400, 401, 402]


@every_random
def test_equal_gains_go_to_the_pair_whose_busier_end_has_fewer_partners_then_by_name(seed, directed):
    system = random_system(seed, directed)
    found, names = search_of(system).candidates, system.organisations["name"].to_numpy()
    partners = system.arrays.partners
    keys = [
        (max(partners[u], partners[v]), *sorted((names[u], names[v])))
        for u, v in zip(found.u, found.v, strict=True)
    ]
    assert [keys[one] for one in np.argsort(found.preference)] == sorted(keys)


@every_random
def test_a_tie_in_either_direction_is_no_candidate(seed, directed):
    system = random_system(seed, directed)
    tied = {frozenset(pair) for pair in zip(system.ties["source"], system.ties["target"], strict=True)}
    labels = system.organisations["boundary"]
    frame = sm.introductions(system, 10, per_organisation=14)
    for a, b in pairs_of(frame):
        assert frozenset((a, b)) not in tied and labels[a] != labels[b] and None not in (labels[a], labels[b])


@every_random
def test_values_after_are_those_of_a_map_with_the_ties(seed, directed):
    system = random_system(seed, directed)
    frame = sm.introductions(system, 3)
    nodes = system.arrays.nodes
    later = system.arrays
    for ends in frame.ids:
        later = with_tie(later, *(nodes.index(end) for end in ends))
    value = by_networkx(later, "cross_efficiency")
    assert frame["value_after"].iloc[-1] == pytest.approx(value, rel=1e-12)


def test_renaming_organisations_changes_no_value():
    arrays = random_arrays(5, 14, 0.2, 3)
    plain = sm.introductions(system_of(arrays), 3)
    for seed in (1, 2):
        names = [f"x{code:02}" for code in np.random.default_rng(seed).permutation(arrays.n)]
        renamed = sm.introductions(system_of(arrays, names), 3)
        np.testing.assert_allclose(renamed["value_after"].iloc[-1], plain["value_after"].iloc[-1], atol=1e-12)


def test_of_equal_gains_the_pair_with_fewer_partners_comes_first_then_the_names():
    assert pairs_of(sm.introductions(draw(A=NHS, B=POLICE, C=NHS, D=POLICE), 1)) == [("A", "B")]
    # Alone, each joins two organisations; A and B have a partner of their own sector each.
    tied = draw("A-E B-F", A=NHS, E=NHS, B=POLICE, F=POLICE, C="Fire", D="Fire")
    gains = sm.introductions(tied, 1)
    assert pairs_of(gains) == [("A", "B")]  # four pairs, not two


def test_the_order_of_rows_changes_nothing():
    arrays = random_arrays(6, 30, 0.08, 4)
    plain = sm.introductions(system_of(arrays), 5, stability=True)
    shuffled = sm.introductions(system_of(arrays, shuffle=3), 5, stability=True)
    pd.testing.assert_frame_equal(plain.to_frame(), shuffled.to_frame(), check_exact=True)
    assert plain.facts() == shuffled.facts()
    assert (plain.ids, plain.introducers) == (shuffled.ids, shuffled.introducers)


def test_the_introducer_is_the_common_partner_with_most_partners():
    system = draw("A-M M-B A-N N-B N-X", A=NHS, B=POLICE, M=NHS, N=NHS, X=NHS)
    row = sm.introductions(system, 1, exclude=[("M", "X"), ("B", "X")]).iloc[0]
    assert (row["organisation_a"], row["organisation_b"], row["introduced_by"]) == ("A", "B", "N")


def test_on_a_way_of_three_the_two_in_the_middle_introduce_each_from_the_side_it_knows():
    frame = sm.introductions(draw("A-M M-N N-B", A=NHS, B=POLICE, M=NHS, N=NHS), 2)
    row = frame[frame["organisation_a"] == "A"].iloc[0]
    assert (row["introduced_by"], row["distance"]) == ("M and N", 3)
    assert frame.introducers[row.name] == ("M", "N")


def test_the_way_of_four_has_no_introducer():
    frame = sm.introductions(draw("A-M M-N N-O O-B", A=NHS, B=POLICE, M=NHS, N=NHS, O=NHS), 3)
    assert frame.set_index("organisation_a").at["A", "introduced_by"] == ""


def test_steps_between_sectors_are_ranked_by_their_fall(small):
    frame = sm.introductions(small, 2, improve="cross_distance")
    before = sm.integration(small, "cross_distance", draws=0).to_frame().at["cross_distance", "value"]
    assert (frame["gain"] > 0).all()
    assert frame["value_after"].tolist() == pytest.approx((before - frame["gain"].cumsum()).tolist())


def test_without_a_way_between_sectors_the_fall_of_steps_gives_nothing_and_says_so():
    frame = sm.introductions(draw("A-B", A=NHS, B=NHS, C=POLICE), improve="cross_distance")
    assert frame.empty and list(frame.columns) == COLUMNS
    assert any("cross_efficiency" in caveat for caveat in frame.caveats)


@pytest.mark.parametrize("system", [draw("A-B", A=NHS, B=NHS, C=NHS), draw("A-B", A=NHS, B="unknown")])
def test_with_one_sector_there_is_nothing_to_suggest(system):
    frame = sm.introductions(system)
    assert frame.empty and any("one sector only" in caveat for caveat in frame.caveats)


def test_fewer_than_asked_for_are_said_to_be_all():
    frame = sm.introductions(draw("A-B", A=NHS, B=POLICE, C=NHS), 5)
    assert pairs_of(frame) == [("B", "C")]
    assert any("Only 1 of 5" in caveat for caveat in frame.caveats)


@pytest.mark.parametrize("measure", ["ei_index", "cross_density", "cross_share", "odds_ratio"])
def test_a_measure_of_totals_is_refused_with_the_reason(small, measure):
    with pytest.raises(sm.UnsuitableMeasureError, match="every new tie between sectors changes it equally"):
        sm.introductions(small, improve=measure)


@pytest.mark.parametrize("measure", ["sector_modularity", "partners", "transitivity"])
def test_another_measure_is_refused_with_those_that_can_be_chosen(small, measure):
    with pytest.raises(sm.UnsuitableMeasureError, match=r"cross_efficiency.*cross_distance") as refusal:
        sm.introductions(small, improve=measure)
    assert "equally" not in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"k": 0}, "k is a whole number from 1 to 10, and was 0"),
        ({"k": 11}, "from 1 to 10"),
        ({"k": 2.5}, "from 1 to 10"),
        ({"k": True}, "from 1 to 10"),
        ({"per_organisation": 0}, "1 or more"),
        ({"improve": "cross_eficiency"}, "did you mean cross_efficiency"),
        ({"exclude": [("A", "Nobody")]}, "no organisation called 'Nobody'"),
        ({"exclude": ("A", "B")}, "no pair of names"),
        ({"exclude": [("A", "B", "C")]}, "no pair of names"),
    ],
)
def test_what_cannot_be_chosen_is_refused_in_words(small, given, words):
    with pytest.raises(sm.ChoiceError, match=words):
        sm.introductions(small, **given)


@pytest.mark.parametrize("function", [sm.introductions, sm.dependence])
def test_a_map_that_is_too_large_is_refused_with_what_to_do(small, monkeypatch, function):
    monkeypatch.setattr(introducing, "LISTED_LIMIT", 5)
    with pytest.raises(sm.ChoiceError, match="at most 5 organisations; this one has 9: take one place"):
        function(small)


@pytest.mark.parametrize("function", [sm.introductions, sm.dependence])
def test_records_are_refused_with_what_makes_a_map_of_them(records, function):
    with pytest.raises(sm.ChoiceError, match="build_map"):
        function(records)


def test_on_a_large_map_the_farthest_are_looked_at_and_nothing_is_called_optimal(monkeypatch):
    system = system_of(random_arrays(8, 40, 0.06, 3))
    everyone = sm.introductions(system, 1)
    monkeypatch.setattr(candidate_rules, "MANY", 10)
    monkeypatch.setattr(candidate_rules, "FARTHEST_PAIRS", 20)
    few = sm.introductions(system, 1)
    assert everyone.at[0, "method"] == "optimal" and few.at[0, "method"] == "greedy"
    assert 0 < few.at[0, "gain"] <= everyone.at[0, "gain"] + 1e-12
    found = search_of(system).candidates
    assert len(found) == 60 and not found.whole


def test_stability_is_the_share_of_reruns_without_another_that_choose_the_pair_again():
    # Two stars, joined by nothing: whoever is left out, the two hubs are the pair to introduce.
    leaves = {f"A{i}": NHS for i in range(4)} | {f"B{i}": POLICE for i in range(4)}
    ties = " ".join([*(f"A-A{i}" for i in range(4)), *(f"B-B{i}" for i in range(4))])
    frame = sm.introductions(draw(ties, A=NHS, B=POLICE, **leaves), 1, stability=True)
    assert pairs_of(frame) == [("A", "B")] and frame.at[0, "stability"] == 1


def test_stability_is_blank_where_it_was_not_asked_for_and_a_share_where_it_was(small):
    assert sm.introductions(small)["stability"].isna().all()
    asked = sm.introductions(small, 3, stability=True)["stability"]
    assert asked.between(0, 1).all() and (asked < 1).any()


def test_long_work_says_how_far_it_has_come(small):
    told = []
    with reported(lambda what, done, total: told.append((what, done, total))):
        sm.introductions(small, 3, stability=True)
        sm.dependence(small)
    assert {"Introductions", "Stability of introductions", "Dependence"} == {what for what, _, _ in told}
    assert all(0 < done <= total for _, done, total in told)


def test_a_suggestion_is_worded_as_a_conversation_and_carries_the_ids_for_the_map(small):
    frame = sm.introductions(small, 2)
    assert frame.ids == (("D", "H"), ("D", "G"))
    assert conversations(frame) == [
        {
            "rank": 1,
            "ends": ["D", "H"],
            "by": [],
            "words": "D (Police) and H (Voluntary) have no way to each other: worth a conversation.",
        },
        {
            "rank": 2,
            "ends": ["D", "G"],
            "by": ["F"],
            "words": "D (Police) and G (Voluntary) are 2 steps apart: worth a conversation. "
            "F could introduce them.",
        },
    ]


def test_no_word_of_a_suggestion_commands_or_says_why(small):
    words = [row["words"] for row in conversations(sm.introductions(small))]
    for function in (sm.introductions, sm.dependence):
        words += function(small).caveats
    said = " ".join(words).casefold()
    banned = ("should", "must", "remove", "because", "caused", "due to", "led to", "thanks to", "impact")
    assert [word for word in banned if word in said] == []
