"""What differs between two waves and what is said of it: `findings/change.py` and what it calls.

Twelve organisations: A to D are NHS, E to H police, I to L voluntary. Each sector is a ring of four
in both waves. In 2022 four ties cross, in 2024 two of these and ten others.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import agrees, asked, draw, partners, reports

import sysmap as sm
from sysmap.findings.comparison.estimating import estimates
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.swaps import swapped_changes
from sysmap.findings.comparison.side_by_side import side_by_side
from sysmap.findings.draws import Draws
from sysmap.network.graph.distances import Distances
from sysmap.network.panel import matched_panel
from sysmap.progress import reported

COLUMNS = [
    *("label", "before", "after", "change", "low", "high", "p"),
    *("p_adjusted", "low_adjusted", "high_adjusted", "detectable"),
    *("undefined", "reading", "caveat"),
]
TWELVE = {
    **dict.fromkeys("ABCD", "NHS"),
    **dict.fromkeys("EFGH", "Police"),
    **dict.fromkeys("IJKL", "Voluntary"),
}
RINGS = "A-B B-C C-D A-D E-F F-G G-H E-H I-J J-K K-L I-L"
FIRST = f"{RINGS} A-E B-I F-J C-K"
SECOND = f"{RINGS} A-E B-I A-F A-I B-F C-G D-H E-I G-K H-L D-L C-J"
NEW, LOST = 10, 2
CAUSAL = (
    "caused",
    "led to",
    "impact",
    "because of",
    "due to",
    "improved",
    "proved",
    "effect of",
    "thanks to",
)


def waves(
    first: str = FIRST,
    second: str = SECOND,
    sectors: dict[str, str] | None = None,
    *,
    boundary: str = "sector",
    report: str = "any",
    columns: dict[str, list[str]] | None = None,
    labels: tuple[str, str] = ("2022", "2024"),
    **tables: pd.DataFrame,
) -> tuple[sm.SystemMap, sm.SystemMap]:
    """Make the maps of two waves of one record set; a table lists the waves if they are years."""
    if labels[0].isdigit():
        tables["waves"] = pd.DataFrame({"wave": labels})
    records = sm.read_records(
        partners=partners(sectors or TWELVE).assign(**(columns or {})),
        collaborations=pd.concat([reports(first, labels[0]), reports(second, labels[1])], ignore_index=True),
        sectors="as written",
        **tables,
    )
    one, other = (sm.build_map(records, wave, boundary=boundary, report=report) for wave in labels)
    return one, other


@pytest.fixture(scope="module")
def maps() -> tuple[sm.SystemMap, sm.SystemMap]:
    return waves()


@pytest.fixture(scope="module")
def change(maps: tuple[sm.SystemMap, sm.SystemMap]) -> sm.Comparison:
    return sm.compare(*maps, permutations=999)


def quick(*maps: sm.SystemMap, **options: object) -> sm.Comparison:
    return sm.compare(*maps, permutations=0, **options)


# -- The table --


def test_the_columns_are_those_agreed(change: sm.Comparison) -> None:
    assert list(change.to_frame().columns) == COLUMNS
    assert change.to_frame().index.name == "measure"


def test_the_headline_measures_are_compared_in_their_order(change: sm.Comparison) -> None:
    headline = [name for name, entry in sm.catalogue.items() if entry.level == "system" and entry.headline]
    assert list(change.to_frame().index) == headline


def test_the_primary_measure_is_always_there(maps: tuple[sm.SystemMap, sm.SystemMap]) -> None:
    assert list(quick(*maps, measures="density").to_frame().index) == ["cross_density", "density"]
    assert list(quick(*maps, measures="density", primary="density").to_frame().index) == ["density"]


def test_with_everybody_answering_values_are_those_of_the_scorecards(
    change: sm.Comparison, maps: tuple[sm.SystemMap, sm.SystemMap]
) -> None:
    frame = change.to_frame()
    for column, system in zip(("before", "after"), maps, strict=True):
        values = sm.integration(system, draws=0).to_frame()["value"]
        pd.testing.assert_series_equal(frame[column], values, check_names=False, rtol=1e-12)


def test_the_change_is_after_less_before(change: sm.Comparison) -> None:
    row = change.to_frame().loc["cross_density"]
    assert agrees(row["change"], 12 / 48 - 4 / 48)


def test_asking_everybody_is_the_same_as_not_saying_who_was_asked(change: sm.Comparison) -> None:
    everybody = {"2022": "ABCDEFGHIJKL", "2024": "ABCDEFGHIJKL"}
    told = sm.compare(*waves(asked=asked(everybody, {})), permutations=999).to_frame()
    plain = change.to_frame()
    numbers = ["before", "after", "change", "low", "high", "p", "p_adjusted", "detectable"]
    rows = [name for name, entry in sm.catalogue.items() if name in plain.index and entry.ties]
    pd.testing.assert_frame_equal(told.loc[rows, numbers], plain.loc[rows, numbers])


def test_a_measure_without_interval_says_so(change: sm.Comparison) -> None:
    frame = change.to_frame()
    bare = [name for name in frame.index if not sm.catalogue[name].paired]
    assert {"degree_centralisation", "weak_points"} <= set(bare)
    assert frame.loc[bare, ["low", "high", "p", "p_adjusted", "detectable"]].isna().all(axis=None)
    assert frame.at["weak_points", "undefined"] == "not_estimated"
    assert frame.at["weak_points", "reading"].startswith("Not tested:")


def test_an_undefined_value_gives_its_reason() -> None:
    row = quick(*waves(first=""), measures="ei_index").to_frame().loc["ei_index"]
    assert row["undefined"] == "no_ties"
    assert pd.isna(row["change"])
    assert row["reading"].startswith("Not tested:")


def test_low_and_high_stand_on_both_sides_and_p_agrees_with_them(change: sm.Comparison) -> None:
    frame = change.to_frame().dropna(subset=["p"])
    assert len(frame) > 5
    assert (frame["low"] <= frame["change"]).all() and (frame["change"] <= frame["high"]).all()
    outside = (frame["low"] > 0) | (frame["high"] < 0)
    assert (outside == (frame["p"] <= 0.05)).all()
    assert (frame["p_adjusted"] >= frame["p"]).all()


def test_the_p_of_the_primary_measure_is_not_adjusted(change: sm.Comparison) -> None:
    row = change.to_frame().loc["cross_density"]
    assert row["p_adjusted"] == row["p"]


def test_turning_round_waves_without_an_order_turns_every_change_round(change: sm.Comparison) -> None:
    maps = waves(labels=("the hall", "the park"))
    there, back = (sm.compare(*pair, permutations=999) for pair in (maps, maps[::-1]))
    frame, turned = there.to_frame(), back.to_frame()
    pd.testing.assert_frame_equal(frame.drop(columns="reading"), change.to_frame().drop(columns="reading"))
    for one, other in (("change", "change"), ("low", "high"), ("high", "low")):
        pd.testing.assert_series_equal(turned[one], -frame[other], check_names=False)
    pd.testing.assert_series_equal(turned["p"], frame["p"])
    pd.testing.assert_series_equal(turned["p_adjusted"], frame["p_adjusted"])
    levels = [name for name in change.diagnostics.index if name.startswith("tie_level")]
    pd.testing.assert_series_equal(back.diagnostics.loc[levels, "p"], change.diagnostics.loc[levels, "p"])
    for one, first in ((there, "the hall"), (back, "the park")):
        assert one.before.wave == first
        assert any(f"{first} is taken as before, as given" in flag for flag in one.flags)


def test_the_earlier_wave_is_before_whichever_is_given_first(
    change: sm.Comparison, maps: tuple[sm.SystemMap, sm.SystemMap]
) -> None:
    back = sm.compare(maps[1], maps[0], permutations=999)
    assert (back.before.wave, back.after.wave) == ("2022", "2024")
    pd.testing.assert_frame_equal(back.to_frame(), change.to_frame())
    (flag,) = back.flags
    assert flag.startswith("The waves were given the other way round: by their dates, 2022 came before 2024")
    assert "compare(before, after)" in flag
    assert flag in back.notes
    assert change.order == ""


def test_a_map_of_two_waves_has_the_earlier_before_too(maps: tuple[sm.SystemMap, sm.SystemMap]) -> None:
    turned = side_by_side(maps[1], maps[0])
    assert turned.before.wave == "2022"
    assert turned.tie_changes["status"].value_counts().to_dict() == {"kept": 14, "new": NEW, "lost": LOST}
    assert "given the other way round" in sm.render(turned).summary
    assert "other way round" not in sm.render(side_by_side(*maps)).summary


def test_equal_waves_have_no_change_and_no_p() -> None:
    frame = quick(*waves(second=FIRST)).to_frame()
    tested = frame.loc[["cross_density", "ei_index", "cross_efficiency"]]
    assert (tested["change"] == 0).all()
    assert tested["p"].isna().all()
    assert set(tested["undefined"]) == {"too_few_changed_ties"}


def test_five_changed_ties_are_too_few_and_six_are_few() -> None:
    five, six = (
        quick(*waves(second=f"{FIRST} {more}"), measures=[]).to_frame().loc["cross_density"]
        for more in ("A-F A-G A-H A-I A-J", "A-F A-G A-H A-I A-J A-K")
    )
    assert (five["undefined"], pd.isna(five["p"])) == ("too_few_changed_ties", True)
    assert six["undefined"] == ""
    assert "few changed ties" in six["caveat"].casefold()


def test_the_same_seed_gives_the_same_numbers_and_rows_in_another_order_too(
    change: sm.Comparison,
) -> None:
    turned = " ".join(f"{word[2]}-{word[0]}" for word in reversed(SECOND.split()))
    again = sm.compare(*waves(second=turned), permutations=999)
    pd.testing.assert_frame_equal(again.to_frame(), change.to_frame())
    pd.testing.assert_frame_equal(again.diagnostics, change.diagnostics)


def test_renaming_changes_nothing_that_is_not_random(change: sm.Comparison) -> None:
    other = dict(zip("ABCDEFGHIJKL", "XKQZBYAPWMNC", strict=True))
    renamed = [re.sub("[A-L]", lambda found: other[found[0]], text) for text in (FIRST, SECOND)]
    sectors = {other[name]: sector for name, sector in TWELVE.items()}
    found = quick(*waves(*renamed, sectors)).to_frame()
    numbers = ["before", "after", "change", "low", "high", "p", "detectable"]
    pd.testing.assert_frame_equal(found[numbers], change.to_frame()[numbers], rtol=1e-12)


# -- What is random --


def test_without_permutations_the_random_columns_are_blank(maps: tuple[sm.SystemMap, sm.SystemMap]) -> None:
    found = quick(*maps).diagnostics
    assert pd.isna(found.at["drift", "p"])
    assert found.loc[[name for name in found.index if name.startswith("tie_level")], "p"].isna().all()


def test_the_tie_level_p_is_hidden_where_organisations_have_moved() -> None:
    # A gains seven ties, and each of the others at most one.
    change = sm.compare(*waves(second=f"{FIRST} A-F A-G A-H A-I A-J A-K A-L"), permutations=999)
    found = change.diagnostics
    assert found.at["drift", "p"] < 0.1
    assert pd.isna(found.at["tie_level:cross_density", "p"])
    assert "Organisations, not only ties, have moved" in " ".join(change.notes)
    assert "Holm" in change.methods


def test_distances_are_searched_once_for_all_measures_of_them(
    maps: tuple[sm.SystemMap, sm.SystemMap], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sysmap.network.graph.parts import parts

    searches, plain = [], parts["distances"]
    counting = replace(plain, function=lambda arrays: searches.append(1) or plain.function(arrays))
    monkeypatch.setitem(parts._entries, "distances", counting)
    pairs = matched_panel(*maps).pairs
    plainly, together = Distances.with_ties, []
    monkeypatch.setattr(
        Distances, "with_ties", lambda *given: together.append(len(given[1])) or plainly(*given)
    )
    measures = [sm.catalogue[name] for name in ("cross_efficiency", "cross_distance")]
    for most, one_by_one, at_once in ((400, 0, [10] * 2), (0, 1, [])):
        monkeypatch.setattr(estimates, "_SIDE_BY_SIDE", most)
        searches.clear(), together.clear()
        estimator = Estimator(pairs, measures)
        # What a tie adds is followed from its ends: no search for each.
        assert estimator.levels.effects.any()
        assert len(searches) == 2
        swapped_changes(estimator, Draws(10))
        assert len(searches) == 2 + one_by_one * 2 * 10
        assert together == at_once


@pytest.mark.parametrize("report", ["any", "directed"])
def test_distances_side_by_side_are_those_one_by_one(report: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = matched_panel(*waves(second=f"{FIRST} A-F B-G C-H", report=report)).pairs
    measures = [sm.catalogue[name] for name in ("cross_efficiency", "cross_distance")]
    found = []
    for most in (400, 0):
        monkeypatch.setattr(estimates, "_SIDE_BY_SIDE", most)
        estimator = Estimator(pairs, measures)
        found.append((estimator.levels.effects, swapped_changes(estimator, Draws(50))))
    for one, other in zip(*found, strict=True):
        assert one.any() and np.allclose(one, other, rtol=0, atol=1e-12)


def test_long_work_says_how_far_it_has_come(maps: tuple[sm.SystemMap, sm.SystemMap]) -> None:
    said = []
    with reported(lambda what, done, total: said.append((what, done, total))):
        sm.compare(*maps, permutations=60)
    assert {what for what, *_ in said} >= {"what each tie adds", "swapping waves", "looking for drift"}
    assert ("swapping waves", 60, 60) in said


# -- Ties and organisations --


def test_ties_are_kept_new_or_lost(change: sm.Comparison) -> None:
    counts = change.tie_changes["status"].value_counts().to_dict()
    assert counts == {"kept": 14, "new": NEW, "lost": LOST}


def test_a_tie_carries_its_kinds_and_strength_in_each_wave(before: sm.SystemMap, small: sm.SystemMap) -> None:
    changes = side_by_side(before, small).tie_changes.set_index(["source", "target"])
    row = changes.loc[("A", "B")]
    assert (row["kinds_before"], row["kinds_after"]) == (("plans",), ("plans", "refers"))
    assert (row["strength_before"], row["strength_after"]) == (2, 3)
    row = changes.loc[("C", "F")]
    assert row["kinds_before"] == ()
    assert pd.isna(row["strength_before"])


def test_a_map_of_two_waves_needs_no_panel(before: sm.SystemMap, small: sm.SystemMap) -> None:
    status = side_by_side(before, small).organisations["status"].to_dict()
    assert status == {**dict.fromkeys("ABCDEFGH", "stayed"), "J": "left", "U": "joined"}
    assert sm.render(side_by_side(before, small)).summary.startswith("Between 2022 and 2024, 4 ties stayed")


def test_ties_are_counted_by_pair_of_sectors(change: sm.Comparison) -> None:
    counts = change.ties[["sector_a", "sector_b", "relation", "kept", "new", "lost", "observable"]]
    assert counts.to_numpy().tolist() == [
        ["NHS", "NHS", "within", 4, 0, 0, 6],
        ["NHS", "Police", "between", 1, 4, 0, 16],  # A-E kept; A-F B-F C-G D-H new
        ["NHS", "Voluntary", "between", 1, 3, 1, 16],  # B-I kept; A-I D-L C-J new; C-K lost
        ["Police", "Police", "within", 4, 0, 0, 6],
        ["Police", "Voluntary", "between", 0, 3, 1, 16],  # E-I G-K H-L new; F-J lost
        ["Voluntary", "Voluntary", "within", 4, 0, 0, 6],
    ]
    assert agrees(change.ties["change"].tolist()[1], 4 / 16)
    assert change.ties[["low", "high"]].isna().all(axis=None)  # fewer than 10 changed in each


def test_a_pair_of_sectors_with_ten_changed_ties_has_an_interval() -> None:
    second = f"{FIRST} A-F A-G A-H B-E B-F B-G C-E C-F D-G D-H"
    ties = quick(*waves(second=second)).ties.set_index(["sector_a", "sector_b"])
    row = ties.loc[("NHS", "Police")]
    assert row["low"] < row["change"] < row["high"]
    assert pd.isna(ties.at[("NHS", "Voluntary"), "low"])


def test_formation_tells_whether_new_ties_cross(change: sm.Comparison) -> None:
    found = change.formation
    # Of 44 pairs between without a tie ten have one now, of 6 within none; of 4 crossing ties 2 are kept.
    assert found.loc["new", ["between", "within", "between_of", "within_of"]].tolist() == [10, 0, 44, 6]
    assert found.loc["kept", ["between", "within", "between_of", "within_of"]].tolist() == [2, 12, 4, 12]
    assert pd.isna(found.at["new", "odds_ratio"])
    assert found.at["kept", "odds_ratio"] == 0


def test_arcs_of_both_ways_are_two_ties_of_a_directed_map(records: sm.Records) -> None:
    first, second = (sm.build_map(records, wave, report="directed") for wave in ("2022", "2024"))
    changes = side_by_side(first, second).tie_changes.set_index(["source", "target"])["status"]
    assert changes[("A", "B")] == "kept"
    assert changes[("B", "A")] == "new"


def test_a_name_of_one_that_left_and_of_one_that_joined_is_told_apart() -> None:
    rows = {"id": ["1", "2", "3", "4"], "name": ["Trust", "Force", "Hub", "Hub"], "sector": "NHS"}
    records = sm.read_records(
        partners=pd.DataFrame({**rows, "closed": ["", "", "2023", ""], "opened": ["", "", "", "2023"]}),
        collaborations=pd.concat([reports("1-2 1-3", "2022"), reports("1-2 1-4", "2024")]),
        sectors="as written",
    )
    change = side_by_side(sm.build_map(records, "2022"), sm.build_map(records, "2024"))
    assert list(change.organisations.index) == ["Trust", "Force", "Hub (3)", "Hub (4)"]
    assert change.tie_changes["target_name"].tolist() == ["Force", "Hub (3)", "Hub (4)"]


def test_joiners_and_leavers_have_a_table_of_their_own() -> None:
    sectors = {**TWELVE, "Y": "NHS", "Z": "Police"}
    columns = {"closed": [""] * 12 + ["2023", ""], "opened": [""] * 13 + ["2023"]}
    change = quick(*waves(f"{FIRST} Y-A Y-E", f"{SECOND} Z-E", sectors, columns=columns))
    assert change.movers.to_numpy().tolist() == [
        ["joined", "Police", 1, 1, 0.0],
        ["left", "NHS", 1, 2, 0.5],
    ]
    assert change.organisations["status"].value_counts().to_dict() == {"stayed": 12, "joined": 1, "left": 1}
    assert pd.isna(change.organisations.at["Z", "partners_before"])
    assert agrees(change.to_frame().at["cross_density", "change"], 8 / 48)


def test_a_merger_is_named_and_its_inner_ties_are_counted() -> None:
    sectors = {**TWELVE, "M": "NHS"}
    succession = pd.DataFrame({"from": ["A", "B"], "to": ["M", "M"], "date": "2023", "kind": "merger"})
    second = SECOND.replace("A-B ", "").replace("A-", "M-").replace("B-", "M-")
    change = quick(*waves(FIRST, second, sectors, succession=succession))
    assert change.organisations.at["M", "status"] == "merged"
    assert "A" not in change.organisations.index
    ways = change.three_ways.loc["density"]
    assert ways["organisations_before"].tolist() == [12, 11, 11]
    assert "1 tie between organisations that are one" in " ".join(change.notes)
    parts = change.decomposition["change"]
    assert agrees(parts[["reorganisation", "composition", "amount", "mixing"]].sum(), parts["total"])
    assert parts["reorganisation"] != 0


def test_over_a_fixed_list_nothing_is_composition(change: sm.Comparison) -> None:
    parts = change.decomposition["change"]
    assert parts["composition"] == 0
    assert parts["reorganisation"] == 0
    # 4 of 16 ties crossed, then 12 of 24.
    assert agrees(parts["total"], 12 / 24 - 4 / 16)
    assert agrees(parts["amount"] + parts["mixing"], parts["total"])


def test_a_merger_told_twice_is_one_merger() -> None:
    row = pd.DataFrame({"from": ["B"], "to": ["A"], "date": ["2023"], "kind": ["absorbed"]})
    once, twice = (
        quick(*waves(succession=table)).to_frame()
        for table in (row, pd.concat([row, row], ignore_index=True))
    )
    pd.testing.assert_frame_equal(once, twice)


def test_reports_of_one_that_was_silent_in_the_other_wave_change_nothing() -> None:
    told = answered("ABCDEFGHIJKL", "ABCDEFGHIJ")
    plain = quick(*waves(asked=told)).to_frame()
    more = quick(*waves(first=f"{FIRST} L-A:plans:3 L-B L-C:refers", asked=told)).to_frame()
    rows = [name for name in plain.index if sm.catalogue[name].ties]
    numbers = ["before", "after", "change", "low", "high", "p", "detectable"]
    pd.testing.assert_frame_equal(plain.loc[rows, numbers], more.loc[rows, numbers])


def test_who_was_asked_in_one_wave_alone_is_not_compared() -> None:
    first, second = "ABCDEFGHIJK", "ABCDEFGHIJKL"
    change = quick(*waves(asked=asked({"2022": first, "2024": second}, {})))
    assert change.diagnostics.at["organisations_compared", "value"] == 11
    assert not change.organisations.at["L", "in_panel"]
    assert change.organisations.at["L", "asked_before"] is False


def test_the_label_of_a_lineage_may_be_chosen(maps: tuple[sm.SystemMap, sm.SystemMap]) -> None:
    plain, other = matched_panel(*maps).pairs, matched_panel(*maps, {"A": "Police"}).pairs
    assert plain.sectors[plain.sector[0]] == "NHS"
    assert other.sectors[other.sector[0]] == "Police"
    assert other.possible.tolist() == [3 * 5 + 3 * 4 + 5 * 4, 3 + 10 + 6, 0]


def test_a_merger_across_sectors_is_flagged() -> None:
    succession = pd.DataFrame({"from": ["E"], "to": ["A"], "date": ["2023"], "kind": ["absorbed"]})
    change = quick(*waves(succession=succession))
    assert any("lineage across" in flag for flag in change.flags)


def test_leaving_an_organisation_out_leaves_it_out_of_everything(
    maps: tuple[sm.SystemMap, sm.SystemMap],
) -> None:
    change = quick(*maps, without=["A"])
    assert "A" not in change.organisations.index
    assert agrees(change.to_frame().at["cross_density", "after"], 9 / 40)
    assert set(change.three_ways["organisations_before"]) == {11}
    assert "without A" in change.title
    assert any("with everyone" in flag for flag in change.flags)
    assert agrees(change.diagnostics.at["with_everyone", "value"], 8 / 48)


# -- Words --


def test_the_reading_is_a_step_of_the_ladder(change: sm.Comparison) -> None:
    for row in change.to_frame().itertuples():
        if pd.isna(row.p_adjusted):
            assert row.reading.startswith("Not tested:")
        elif row.p_adjusted <= 0.05:
            assert re.search(r" (rose|fell) from .* interval .*fluctuation would explain\.$", row.reading)
        elif row.p_adjusted <= 0.10:
            assert row.reading.startswith("Inconclusive: the records are consistent with no change and")
        else:
            assert row.reading.startswith("No change can be shown. These records could have shown")
        if row.p_adjusted > 0.05:
            assert "or more." in row.reading


def test_a_sure_rise_is_said_with_its_interval(change: sm.Comparison) -> None:
    assert (
        change.to_frame()
        .at["cross_density", "reading"]
        .startswith("Density between sectors rose from 8.3 % to 25.0 % (change +16.7 points, 95 % interval +")
    )


def test_no_word_says_why_anything_changed(change: sm.Comparison) -> None:
    said = " ".join(
        [change.full_text(), change.methods, change._repr_html_(), *change.to_frame()["reading"]]
    ).casefold()
    assert [word for word in CAUSAL if word in said] == []


def test_an_interval_that_was_not_studied_says_so(change: sm.Comparison) -> None:
    caveats = change.to_frame()["caveat"]
    assert (
        "has not been studied" in caveats["within_density"]
        or change.to_frame().at["within_density", "undefined"]
    )
    assert "has not been studied" in caveats["density"]
    assert "has not been studied" not in caveats["cross_density"]


def test_the_methods_name_the_primary_measure_the_panel_and_the_seed(change: sm.Comparison) -> None:
    for words in ("12 organisations", "cross_density", "999", "seed 0", "11 degrees of freedom"):
        assert words in change.methods


def test_the_notes_say_who_moved_and_who_answered(change: sm.Comparison) -> None:
    assert change.notes[0].startswith(
        "12 organisations stayed, 0 organisations joined, 0 organisations left."
    )
    assert "Ties as recorded: 14 kept, 10 new, 2 lost." in change.notes[0]
    assert change.notes[1].startswith("2022: Who answered is not recorded")


# -- Flags --


def answered(first: str, second: str) -> pd.DataFrame:
    everybody = set("ABCDEFGHIJKL")
    return asked(
        {"2022": first, "2024": second},
        {"2022": sorted(everybody - set(first)), "2024": sorted(everybody - set(second))},
    )


def test_a_low_response_and_one_that_differs_are_flagged() -> None:
    sectors = {**TWELVE, **dict.fromkeys("MNOPQ", "NHS")}
    everybody = set(sectors)
    first, second = everybody, everybody - set("MNOPQL")
    told = asked({"2022": sorted(first), "2024": sorted(second)}, {"2024": sorted(everybody - second)})
    change = quick(*waves(sectors=sectors, asked=told))
    flags = " ".join(change.flags)
    assert "Fewer than 70 % answered in 2024." in flags
    assert "more than 10 points apart" in flags
    assert "could not be observed" in flags
    assert change.diagnostics.at["panel_organisations", "value"] == 11


def test_response_recorded_for_one_wave_only_is_flagged() -> None:
    told = asked({"2024": "ABCDEFGHIJK"}, {"2024": "L"})
    change = quick(*waves(asked=told))
    assert change.diagnostics.at["panel_organisations", "value"] == 11
    assert any("recorded for one wave only" in flag for flag in change.flags)


def test_levels_under_non_response_have_bounds_and_caveats() -> None:
    change = quick(*waves(asked=answered("ABCDEFGHIJ", "ABCDEFGHIJKL")))
    found = change.diagnostics
    # K-L could not be reported; it is within, so that the density between is complete.
    assert found.loc["bounds_before", ["low", "high"]].tolist() == [4 / 48, 4 / 48]
    assert agrees(
        found.at["bounds_before:density", "high"] - found.at["bounds_before:density", "low"], 1 / 66
    )
    assert found.at["bounds_change:cross_efficiency", "reading"] == "no range can be given"
    assert "only the change is comparable" in change.to_frame().at["cross_efficiency", "caveat"]


def test_waves_that_share_few_ties_and_few_crossing_changes_are_flagged() -> None:
    few = quick(*waves(second=f"{FIRST} A-C"))
    assert any("Fewer than 10 ties between sectors changed" in flag for flag in few.flags)
    other = quick(*waves(first="A-B E-F", second="A-E B-F C-I D-J G-K H-L A-I B-J"))
    assert any("Jaccard below 0.3" in flag for flag in other.flags)


def test_a_measure_of_distances_as_primary_is_flagged_below_eighty(
    maps: tuple[sm.SystemMap, sm.SystemMap],
) -> None:
    change = quick(*maps, primary="cross_efficiency")
    assert any("measure of distances is a weak choice" in flag for flag in change.flags)


def test_organisations_of_unknown_sector_are_counted() -> None:
    change = quick(*waves(sectors={**TWELVE, "U": "unknown"}))
    assert any("1 organisation of unknown sector" in flag for flag in change.flags)
    assert agrees(change.to_frame().at["cross_density", "after"], 12 / 48)
    assert agrees(change.to_frame().at["density", "after"], 24 / 78)


def test_a_strong_comparison_has_no_flag(change: sm.Comparison) -> None:
    assert change.flags == ()


# -- Refusals --


def test_maps_of_two_record_sets_are_refused_with_what_to_write(small: sm.SystemMap) -> None:
    with pytest.raises(sm.ComparisonError, match=r"read_records\(\{"):
        sm.compare(draw("A-B B-C"), small)


def test_two_maps_of_one_wave_are_refused(small: sm.SystemMap) -> None:
    with pytest.raises(sm.ComparisonError, match="the same wave"):
        sm.compare(small, small)


@pytest.mark.parametrize(
    "options",
    [
        {"report": "confirmed"},
        {"at_least": 2},
        {"kinds": "plans"},
        {"boundary": "family"},
        {"forums": "joined"},
    ],
)
def test_maps_built_differently_are_refused(
    records: sm.Records, small: sm.SystemMap, options: dict[str, object]
) -> None:
    with pytest.raises(
        sm.ComparisonError, match=f"the two maps were built differently: {next(iter(options))}"
    ):
        sm.compare(sm.build_map(records, "2022", **options), small)


def test_waves_that_share_no_organisation_are_refused() -> None:
    closed = {"closed": ["2023", "2023", "", ""], "opened": ["", "", "2023", "2023"]}
    first, second = waves("A-B", "C-D", dict.fromkeys("ABCD", "NHS"), columns=closed)
    with pytest.raises(sm.ComparisonError, match="no organisation is on the list in both waves"):
        sm.compare(first, second)


def test_a_panel_of_six_is_refused_and_counted(before: sm.SystemMap, small: sm.SystemMap) -> None:
    with pytest.raises(
        sm.ComparisonError, match="only 6 organisations answered both waves; at least 10 are needed"
    ):
        sm.compare(before, small)


def test_a_panel_of_one_sector_is_refused() -> None:
    with pytest.raises(sm.ComparisonError, match="one sector only"):
        sm.compare(*waves(sectors=dict.fromkeys(TWELVE, "NHS")))


@pytest.mark.parametrize(
    ("options", "near"),
    [
        ({"primary": "cross_densty"}, "cross_density"),
        ({"measures": ["ei_indx"]}, "ei_index"),
        ({"without": ["AA"]}, "AA"),
    ],
)
def test_an_unknown_name_is_refused_with_those_near_it(
    maps: tuple[sm.SystemMap, sm.SystemMap], options: dict[str, object], near: str
) -> None:
    with pytest.raises(sm.ComparisonError, match=near):
        sm.compare(*maps, **options)


def test_a_measure_that_cannot_be_tested_is_no_primary_one(maps: tuple[sm.SystemMap, sm.SystemMap]) -> None:
    with pytest.raises(sm.ComparisonError, match="cannot be given an interval"):
        sm.compare(*maps, primary="weak_points")


# -- The result --


def test_a_directed_comparison_gives_an_interval() -> None:
    frame = quick(*waves(report="directed")).to_frame()
    assert agrees(frame.at["cross_density", "change"], 8 / 96)
    assert frame.at["cross_density", "low"] < frame.at["cross_density", "high"]


def test_the_comparison_is_frozen_and_its_table_fresh(change: sm.Comparison) -> None:
    frame = change.to_frame()
    frame.loc["density", "after"] = 99
    assert change.to_frame().at["density", "after"] == 24 / 66
    with pytest.raises(dataclasses.FrozenInstanceError):
        change.after = change.before  # type: ignore[misc]


def test_the_comparison_shows_itself_as_accessible_tables(change: sm.Comparison) -> None:
    shown = change._repr_html_()
    assert shown.count("<caption") == 1 + len(change.tables_shown())
    assert "before (2022)" in shown
    assert list(change.tables_shown())[0].startswith("Measures")


def test_what_was_given_is_left_as_it_was(maps: tuple[sm.SystemMap, sm.SystemMap]) -> None:
    copies = [(system.organisations.copy(), system.ties.copy(), system.reported.copy()) for system in maps]
    sm.compare(*maps, permutations=9, without=["B"])
    for system, (organisations, ties, pairs) in zip(maps, copies, strict=True):
        pd.testing.assert_frame_equal(system.organisations, organisations)
        pd.testing.assert_frame_equal(system.ties, ties)
        pd.testing.assert_frame_equal(system.reported, pairs)


def test_a_measure_of_ones_own_that_takes_the_whole_map_gets_an_interval(
    maps: tuple[sm.SystemMap, sm.SystemMap],
) -> None:
    entries, homes = dict(sm.catalogue._entries), dict(sm.catalogue._homes)
    try:

        @sm.measure(
            label="Ties of the graph",
            level="system",
            formula="edges",
            source="made for this test",
            caveat="Nobody needs it.",
        )
        def edges(system: sm.SystemMap) -> float:
            """How many edges has the graph?"""
            assert len(system.ties) == system.graph.number_of_edges()
            return float(system.graph.number_of_edges())

        change = quick(*maps, measures=["edges", "density"])
        row, density = change.to_frame().loc["edges"], change.to_frame().loc["density"]
    finally:
        sm.catalogue._entries, sm.catalogue._homes = entries, homes
    assert row["change"] == NEW - LOST
    assert np.allclose(
        row[["low", "high", "detectable"]].astype(float) / 66,
        density[["low", "high", "detectable"]].astype(float),
    )
