"""What maps are made of other maps: constant boundaries, the matched panel, swapped ties, some left out.

Whatever a measure reads must reach them. So every measure of the system, and some of our own that
read each part of a map, is worked out on each derived map, and once more on the map that
`build_map` gives for records that were rewritten by hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pytest
from depth import some

import sysmap as sm
from sysmap.measures.evaluating import organisation_values, system_value
from sysmap.network.panel import matched_panel
from sysmap.network.succession import without
from sysmap.network.system import SystemMap
from sysmap.network.toggling import Toggles

WAVES = ("2022", "2024")
NAMES = [f"Organisation {letter}" for letter in "ABCDEFGHIJKLMNOP"]
WORDS = {"source": "made for this test", "formula": "none", "caveat": "Nobody needs it."}
RULES: dict[str, dict[str, object]] = {
    "any report": {},
    "confirmed": {"report": "confirmed"},
    "directed": {"report": "directed"},
    "one kind": {"kinds": "plans"},
    "strong alone": {"at_least": 2},
    "by place": {"boundary": "place"},
    "units joined": {"units": "joined"},
}
Tables = dict[str, pd.DataFrame]


def each_rule_once(rules: Mapping[str, dict[str, object]], *seeds: int) -> pytest.MarkDecorator:
    """Run a test under each rule, on one drawing or another; on more of them where more is to be tried."""
    cases = [(seed, name) for place, name in enumerate(rules) for seed in some(seeds, 1, place)]
    return pytest.mark.parametrize(
        ("seed", "rules"), [pytest.param(seed, rules[name], id=f"{name}, {seed}") for seed, name in cases]
    )


@pytest.fixture(autouse=True)
def readers() -> Iterator[list[str]]:
    """Declare measures that read each part of a map, and forget them afterwards."""
    entries, homes = dict(sm.catalogue._entries), dict(sm.catalogue._homes)

    def declared(**more: object):
        return sm.measure(label="Reader", level="system", **WORDS, **more)

    @declared()
    def strength_of_arrays(arrays) -> float:
        """How strong are the ties of the arrays?"""
        return float(np.nansum(arrays.strength))

    @declared()
    def strength_of_pairs(arrays) -> float:
        """How strong are the pairs of partners?"""
        return float(np.nansum(arrays.undirected.strength))

    @declared()
    def frame_of_ties(system) -> float:
        """What does the frame of ties tell?"""
        ties = system.ties
        crossing = sum(cell is True for cell in ties["crosses"])
        confirmed = sum(bool(cell) for cell in ties["confirmed"])
        kinds = sum(map(len, ties["kinds"]))
        whole = ties["strength"].sum() + ties["records"].sum() + ties["directed"].sum()
        return float(whole + 100 * crossing + 1_000 * confirmed + 10_000 * kinds)

    @declared()
    def graph_of_ties(system) -> float:
        """What do the edges of the graph tell?"""
        edges = [data for _, _, data in system.graph.edges(data=True)]
        assert all(system.graph.nodes[node]["name"] for node in system.graph)
        return float(sum(len(data["kinds"]) + 10 * data["records"] for data in edges))

    @declared()
    def reports_of_pairs(system) -> float:
        """What was reported of pairs?"""
        said = system.reported
        sides = said["by_low"].sum() + 10 * said["by_high"].sum() + 100 * said["strong"].sum()
        return float(sides + 1_000 * said["records"].sum() + 10_000 * np.nansum(said["strength"]))

    @declared()
    def deep_of_all(depth) -> float:
        """How many ties are deep?"""
        return float(depth.deep.sum() + 100 * depth.kinds.sum())

    @declared()
    def mean_rating(ratings) -> float:
        """What is the mean rating?"""
        return float(ratings.said["rating"].mean()) if len(ratings.said) else math.nan

    @declared()
    def seats(two_mode) -> float:
        """How many seats are taken?"""
        return float(two_mode.memberships)

    @declared()
    def could_be_reported(system) -> float:
        """How many pairs could have been reported?"""
        return float(system.reportable.everywhere) if system.reportable else math.nan

    yield [name for name in sm.catalogue if name not in entries]
    sm.catalogue._entries, sm.catalogue._homes = entries, homes


def tables(seed: int) -> Tables:
    """Draw two waves in which everything that records can hold is recorded."""
    random = np.random.default_rng(seed)
    rows = []
    for wave in WAVES:
        for reporter in NAMES:
            for other in NAMES:
                for kind in ("plans", "refers"):
                    if reporter == other or random.random() > 0.14:
                        continue
                    turned = random.random() < 0.2
                    rows.append(
                        {
                            "source": other if turned else reporter,
                            "target": reporter if turned else other,
                            "reported_by": reporter,
                            "kind": kind,
                            "strength": str(random.integers(1, 6)) if random.random() < 0.8 else "",
                            "directed": random.choice(["y", "n"]),
                            "wave": wave,
                            "trust": str(random.integers(1, 5)) if random.random() < 0.5 else "",
                        }
                    )
    seated = random.random((len(NAMES), 4)) < 0.3
    seats = [(NAMES[place], f"Forum {forum}") for place, forum in np.argwhere(seated)]
    return {
        "partners": pd.DataFrame(
            {
                "name": NAMES,
                "sector": [("NHS", "Police", "Voluntary")[place % 3] for place in range(len(NAMES))],
                "place": [("North", "South")[place % 2] for place in range(len(NAMES))],
                "parent": ["Organisation A" if name[-1] in "DG" else "" for name in NAMES],
            }
        ),
        "collaborations": pd.DataFrame(rows),
        "memberships": pd.DataFrame(seats, columns=["organisation", "forum"]),
        "asked": answered(dict.fromkeys(WAVES, set())),
        "waves": pd.DataFrame(
            {"wave": WAVES, "start": [f"{wave}-03-01" for wave in WAVES], "scale": "1 to 5"}
        ),
    }


def answered(silent: Mapping[str, set[str]]) -> pd.DataFrame:
    rows = [(wave, name, "n" if name in silent[wave] else "y") for wave in WAVES for name in NAMES]
    return pd.DataFrame(rows, columns=["wave", "organisation", "answered"])


def maps(given: Tables, **rules: object) -> tuple[SystemMap, SystemMap]:
    records = sm.read_records(sectors="as written", **given)
    first, second = (sm.build_map(records, wave, **rules) for wave in WAVES)
    return first, second


def of_system() -> list[str]:
    return [name for name, entry in sm.catalogue.items() if entry.level == "system"]


def values(system: SystemMap, names: list[str] | None = None) -> dict[str, float | str]:
    """Return every measure of the system, with the reason where it has no value."""
    found = {name: system_value(sm.catalogue[name], system) for name in names or of_system()}
    return {name: value.reason or value.value for name, value in found.items()}


def differ(
    one: Mapping[str, float | str], other: Mapping[str, float | str]
) -> dict[str, tuple[object, object]]:
    return {
        name: (value, other[name])
        for name, value in one.items()
        if not (
            value == other[name]
            if isinstance(value, str) or isinstance(other[name], str)
            else math.isclose(value, other[name], rel_tol=1e-12, abs_tol=1e-12)
            or (math.isnan(value) and math.isnan(other[name]))
        )
    }


# -- Everybody answered, nothing merged: three ways to the same numbers --


@each_rule_once(RULES, 1, 2)
def test_on_full_response_without_succession_the_three_ways_agree(
    seed: int, rules: dict[str, object]
) -> None:
    change = sm.compare(*maps(tables(seed), **rules), measures=of_system(), permutations=0)
    ways = change.three_ways[["before", "after", "change"]].unstack("way")
    assert len(ways) == len(of_system())
    for column in ("before", "after", "change"):
        by_way = ways[column]
        for way in ("constant boundaries", "matched panel"):
            pd.testing.assert_series_equal(
                by_way[way], by_way["as recorded"], check_names=False, rtol=1e-12, atol=1e-12
            )
    pd.testing.assert_frame_equal(
        change.to_frame()[["before", "after"]].sort_index(),
        ways.swaplevel(axis=1)["matched panel"][["before", "after"]].sort_index(),
        check_names=False,
        rtol=1e-12,
    )


def test_what_these_maps_hold_is_no_accident(readers: list[str]) -> None:
    # The property above would hold of maps on which everything is 0.
    found = values(maps(tables(1))[0], readers)
    assert all(value and not math.isnan(float(value)) for value in found.values()), found
    assert float(values(maps(tables(1))[0])["deep_cross_share"]) > 0.2


# -- Some were silent, some merged: the same as records rewritten by hand --

SILENT = {"2022": {NAMES[2], NAMES[9]}, "2024": {NAMES[9], NAMES[12]}}
MERGED = {NAMES[0]: "Organisation P", NAMES[4]: "Organisation P"}
STEPS = pd.DataFrame(
    {"from": list(MERGED), "to": list(MERGED.values()), "date": "2023-06-01", "kind": "absorbed"}
)
PARTIAL = {name: rules for name, rules in RULES.items() if name not in ("units joined", "directed")}


def renamed(given: Tables) -> Tables:
    """Write the name of what merged in every table, as somebody with a text editor would."""
    found = {name: table.copy() for name, table in given.items() if name != "succession"}
    ends = {"collaborations": ["source", "target", "reported_by"], "memberships": ["organisation"]}
    for name, columns in ends.items():
        found[name][columns] = found[name][columns].replace(MERGED)
    ties = found["collaborations"]
    found["collaborations"] = ties[ties["source"] != ties["target"]]
    found["partners"] = found["partners"][~found["partners"]["name"].isin(list(MERGED))]
    found["partners"]["parent"] = ""
    asked = found["asked"].replace({"organisation": MERGED})
    # It answered if all of its members did: "n" stands before "y".
    found["asked"] = asked.sort_values("answered").drop_duplicates(["wave", "organisation"])
    found["memberships"] = found["memberships"].drop_duplicates()
    return found


def of_the_panel(given: Tables, silent: set[str], report: str) -> Tables:
    """Leave only what those that answered both waves reported, and take all others as silent."""
    found = renamed(given)
    ties = found["collaborations"]
    ties = ties[~ties["reported_by"].isin(silent)]
    if report == "confirmed":
        # No tie can be confirmed by one that was silent. What is of that kind is no tie, but its
        # ratings count.
        open_end = ties["source"].isin(silent) | ties["target"].isin(silent)
        ties = ties.assign(kind=ties["kind"].where(~open_end, "depends on"))
    found["collaborations"] = ties
    found["asked"]["answered"] = ["n" if name in silent else "y" for name in found["asked"]["organisation"]]
    return found


@each_rule_once(PARTIAL, 3, 4)
def test_under_silence_and_mergers_every_measure_is_that_of_records_rewritten_by_hand(
    seed: int, rules: dict[str, object]
) -> None:
    given = {**tables(seed), "succession": STEPS, "asked": answered(SILENT)}
    given["partners"]["parent"] = ""
    panel = matched_panel(*maps(given, **rules))
    assert [lineage.name_id for lineage in panel.lineages] == ["Organisation P"]
    constant = maps(renamed(given), **rules)
    silent = SILENT["2022"] | SILENT["2024"]
    matched = maps(of_the_panel(given, silent, str(rules.get("report", "any"))), **rules)
    assert 0 < panel.size == len(matched[0].organisations) - len(silent)
    for one, other in zip(panel.constant, constant, strict=True):
        assert differ(values(one), values(other)) == {}
    for wave, one, other in zip(WAVES, panel.matched, matched, strict=True):
        found, expected = values(one), values(other)
        # Who answered this wave alone is not heard, and has answered it all the same.
        compared = len(one.organisations)
        expected["response_rate"] = (compared - len(SILENT[wave])) / compared
        assert differ(found, expected) == {}


def test_no_share_is_0_because_its_quantity_got_lost() -> None:
    given = {**tables(5), "succession": STEPS, "asked": answered(SILENT)}
    given["collaborations"]["strength"] = "5"  # all ties are deep, by strength and by kinds
    given["partners"]["parent"] = ""
    change = sm.compare(*maps(given), measures=["deep_cross_share", "multiplexity"], permutations=0)
    deep = change.three_ways.loc["deep_cross_share"]
    assert (deep[["before", "after"]] == 1).all(axis=None)
    assert (change.three_ways.loc["multiplexity"][["before", "after"]] > 1).all(axis=None)
    said = change.to_frame().at["deep_cross_share", "reading"]
    assert all(
        f"100 % ({ties} of {ties} ties that cross) in {wave}" in said
        for ties, wave in ((30, 2022), (25, 2024))
    )


def test_who_answered_one_wave_only_is_not_taken_as_one_that_did_not_confirm() -> None:
    # Among the panel everybody confirms everything.
    pairs = [(one, other) for one in NAMES for other in NAMES if one != other]
    ties = pd.DataFrame(
        [(one, other, wave) for wave in WAVES for one, other in pairs], columns=["source", "target", "wave"]
    )
    given = {**tables(1), "collaborations": ties, "asked": answered(SILENT)}
    change = sm.compare(*maps(given), measures="confirmation_rate", permutations=0)
    assert (change.three_ways.loc["confirmation_rate"][["before", "after"]] == 1).all(axis=None)


# -- Ties put in and taken away --


@pytest.mark.parametrize("report", ["any", "confirmed", "directed"])
def test_a_map_with_the_ties_of_its_wave_is_the_map_of_the_panel(report: str, readers: list[str]) -> None:
    given = {**tables(6), "asked": answered(SILENT)}
    panel = matched_panel(*maps(given, report=report))
    toggles = Toggles(panel.pairs.union, panel.matched)
    for wave, system in enumerate(panel.matched):
        light = toggles.chosen(panel.pairs.there[wave], wave)
        pd.testing.assert_frame_equal(light.ties, system.ties)
        pd.testing.assert_frame_equal(light.reported, system.reported)
        assert repr(light.graph.edges(data=True)) == repr(system.graph.edges(data=True))
        assert differ(values(light), values(system)) == {}


@pytest.mark.parametrize("report", ["any", "confirmed", "directed"])
def test_a_tie_put_in_is_what_the_other_wave_says_of_it_and_one_taken_away_is_gone(report: str) -> None:
    given = {**tables(7), "asked": answered(SILENT)}
    panel = matched_panel(*maps(given, report=report))
    toggles, there = Toggles(panel.pairs.union, panel.matched), panel.pairs.there
    changed = np.flatnonzero(there[0] != there[1])
    assert len(changed) > 10
    for tie in changed[:10]:
        has = int(there[1, tie])
        added, left = there[1 - has].copy(), there[has].copy()
        added[tie], left[tie] = True, False
        ends = ["source", "target"]
        wanted = panel.matched[has].ties.set_index(ends)
        gone = wanted.index.difference(toggles.chosen(left, has).ties.set_index(ends).index)
        assert len(gone) == 1
        with_it = toggles.chosen(added, 1 - has)
        pd.testing.assert_frame_equal(
            with_it.ties.set_index(ends).loc[gone], wanted.loc[gone], check_dtype=False
        )
        assert len(with_it.ties) == with_it.arrays.m == panel.matched[1 - has].arrays.m + 1
        strength = dict(
            zip(
                zip(with_it.arrays.source, with_it.arrays.target, strict=True),
                with_it.arrays.strength,
                strict=True,
            )
        )
        source, target = (
            int(each[tie]) for each in (panel.pairs.union.arrays.source, panel.pairs.union.arrays.target)
        )
        assert strength[source, target] == pytest.approx(wanted.loc[gone, "strength"].item(), nan_ok=True)


def test_an_interval_of_ones_own_measure_of_strength_is_one_of_strengths() -> None:
    given = tables(8)
    given["collaborations"]["strength"] = "3"
    frame = sm.compare(*maps(given), measures=["strength_of_arrays", "ties"], permutations=99).to_frame()
    strong, ties = frame.loc["strength_of_arrays"], frame.loc["ties"]
    for column in ("before", "after", "change", "low", "high", "detectable"):
        assert strong[column] == pytest.approx(3 * ties[column])


# -- Some left out --


@pytest.mark.parametrize("report", ["any", "confirmed", "directed"])
def test_a_map_without_some_is_that_of_records_without_them(report: str) -> None:
    given = {**tables(9), "asked": answered(SILENT)}
    gone = {NAMES[0], NAMES[7]}
    fewer = dict(given)
    fewer["partners"] = given["partners"][~given["partners"]["name"].isin(gone)].assign(parent="")
    ties = given["collaborations"]
    fewer["collaborations"] = ties[~ties["source"].isin(gone) & ~ties["target"].isin(gone)]
    for name in ("memberships", "asked"):
        fewer[name] = given[name][~given[name]["organisation"].isin(gone)]
    for one, other in zip(maps(given, report=report), maps(fewer, report=report), strict=True):
        smaller = without(one, gone)
        assert differ(values(smaller), values(other)) == {}
        for name, entry in sm.catalogue.items():
            if entry.level == "organisation" and "draws" not in entry.needs:
                found, by_hand = (organisation_values(entry, each) for each in (smaller, other))
                np.testing.assert_allclose(found.values, by_hand.values, rtol=1e-9, atol=1e-12, err_msg=name)
                assert found.reasons == by_hand.reasons, name
