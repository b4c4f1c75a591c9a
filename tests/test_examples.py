"""The stories of the examples: each works from its records to the finding that its README tells."""

from __future__ import annotations

import importlib.util
import re
import runpy
import sys
import zipfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import EXAMPLES, LOCAL_VISION, copy_examples, redrawn_few_times, verbs_work_once
from depth import times

import sysmap as sm
from sysmap.cli import commands

STORIES = ("safeguarding_hub", "food_poverty", "living_well_alliance", "local_vision")


def told(story: str) -> str:
    """Return the README of an example, with white space folded."""
    return " ".join((EXAMPLES / story / "README.md").read_text(encoding="utf-8").split())


def read(story: str) -> sm.Records:
    return sm.read_records(EXAMPLES / story / "records")


def parts_of(workbook: Path) -> dict[str, bytes]:
    """Return what holds the sheets and the cells of a workbook."""
    with zipfile.ZipFile(workbook) as parts:
        names = [name for name in parts.namelist() if re.search(r"sheet|workbook|Strings", name)]
        assert len(names) > 2
        return {name: parts.read(name) for name in names}


def run(*words: object):
    result = CliRunner().invoke(commands, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def beside_examples(tmp_path, monkeypatch) -> Iterator[None]:
    """Stand in a folder where the examples are, as in the project; of the many places there are a few."""
    copy_examples(tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    with redrawn_few_times(), verbs_work_once():
        yield


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.usefixtures("beside_examples")
def test_the_lines_for_the_command_line_run(story):
    text = (EXAMPLES / story / "README.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("sysmap ")]
    assert lines
    for line in lines:
        run(*line.split()[1:])


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.usefixtures("beside_examples")
def test_the_lines_of_python_run(story):
    text = (EXAMPLES / story / "README.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0]
    exec(compile(code, f"{story}/README.md", "exec"), {})


@pytest.mark.parametrize("story", STORIES)
def test_a_readme_says_what_is_invented_and_shows_the_map(story):
    assert "invented" in told(story) and "(map.svg)" in told(story)
    assert (EXAMPLES / story / "map.svg").stat().st_size < 300_000


def run_script(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a script as its first lines say, to write into a folder."""
    monkeypatch.setattr("sys.argv", [str(path), str(folder)])
    runpy.run_path(str(path), run_name="__main__")


def test_the_pictures_are_those_that_the_script_draws(tmp_path, monkeypatch, places, beside, compared):
    def side_by_side(folder: Path) -> sm.Portfolio:
        return places if folder == LOCAL_VISION else beside

    monkeypatch.setattr(sm, "portfolio", side_by_side)
    monkeypatch.setattr(sm, "difference", lambda *sides: compared)
    run_script(EXAMPLES / "gallery.py", tmp_path, monkeypatch)
    for story in STORIES:
        drawn = (tmp_path / story / "map.svg").read_text(encoding="utf-8")
        kept = (EXAMPLES / story / "map.svg").read_text(encoding="utf-8")
        # Positions may differ in the last figure between machines; what is said may not.
        assert [line for line in drawn.splitlines() if line.startswith("<desc>")] == [
            line for line in kept.splitlines() if line.startswith("<desc>")
        ], f"run: python examples/gallery.py ({story})"


@pytest.fixture(scope="module")
def beside() -> sm.Portfolio:
    return sm.portfolio(LOCAL_VISION.parent / "comparison_places", draws=0)


@pytest.fixture(scope="module")
def compared(places, beside) -> sm.Difference:
    return sm.difference(places, beside)


@pytest.fixture(scope="module")
def hub() -> sm.Records:
    return read("safeguarding_hub")


@pytest.fixture(scope="module")
def apart(hub) -> sm.SystemMap:
    return sm.build_map(hub)


@pytest.fixture(scope="module")
def joined(hub) -> sm.SystemMap:
    return sm.build_map(hub, units="joined")


@pytest.fixture(scope="module")
def food() -> sm.Records:
    return read("food_poverty")


@pytest.fixture(scope="module")
def maps(food) -> list[sm.SystemMap]:
    return [sm.build_map(food, wave) for wave in ("2023", "2025")]


@pytest.fixture(scope="module")
def alliance() -> sm.Records:
    return read("living_well_alliance")


@pytest.fixture(scope="module")
def first(alliance) -> sm.SystemMap:
    return sm.build_map(alliance, "2019")


@pytest.fixture(scope="module")
def places(local_vision) -> sm.Portfolio:
    return local_vision


class TestSafeguardingHub:
    def test_unit_by_unit_half_of_the_ties_stay_inside_one_organisation(self, apart, hub):
        parents = hub.partners.set_index("id")["parent"]
        whose = {one: parent or one for one, parent in parents.items()}
        inside = apart.ties[apart.ties["source"].map(whose) == apart.ties["target"].map(whose)]
        assert inside["source"].map(whose).value_counts().to_dict() == {"SH01": 17, "SH08": 5}
        row = sm.integration(apart, "cross_share").to_frame().loc["cross_share"]
        assert row["value"] == 21 / 43
        assert row["value"] < row["low"]
        assert (round(row["low"], 2), round(row["high"], 2)) == (0.74, 0.95)
        assert "21 of 43 ties cross a boundary between sectors (49 %)" in told("safeguarding_hub")

    def test_joined_the_council_is_in_almost_every_tie(self, joined):
        ties = joined.ties
        assert (len(joined.organisations), len(ties)) == (17, 12)
        assert ((ties["source"] == "SH01") | (ties["target"] == "SH01")).sum() == 11
        assert (sm.organisation_scores(joined, "partners")["partners"] == 0).sum() == 5

    @pytest.mark.parametrize(("agreement", "units", "organisations"), [("under", 29, 3), ("without", 7, 5)])
    def test_information_is_shared_under_agreements_inside_and_without_them_across(
        self, hub, agreement, units, organisations
    ):
        kind = f"shares information {agreement} an agreement"
        counts = [len(sm.build_map(hub, kinds=kind, units=how).ties) for how in ("apart", "joined")]
        assert counts == [units, organisations]

    def test_the_hub_makes_no_tie(self, apart):
        assert (
            sm.forums(apart, draws=0).to_frame().at["Northshire Multi-Agency Safeguarding Hub", "members"]
            == 15
        )
        on = set(apart.forums.loc[apart.forums["kind"] == "hub", "organisation"])
        ambulance = apart.organisations.index[apart.organisations["name"].str.contains("Ambulance")][0]
        assert ambulance in on
        assert ambulance not in {*apart.ties["source"], *apart.ties["target"]}

    def test_referrals_run_one_way(self, hub):
        arrows = sm.build_map(hub, kinds="refers to", report="directed").ties
        to_council = arrows["target_name"] == "County Children's Services"
        assert int(arrows.loc[to_council & arrows["crosses"].astype(bool), "strength"].sum()) == 401
        assert int(arrows.loc[arrows["source_name"] == "County Children's Services", "strength"].max()) == 120


class TestFoodPoverty:
    def alone(self, system: sm.SystemMap) -> list[str]:
        scores = sm.organisation_scores(system, "partners")["partners"]
        return sorted(scores.index[scores == 0])

    def test_who_is_isolated(self, maps):
        assert len(self.alone(maps[0])) == 5
        assert self.alone(maps[1]) == ["Older Residents' Group", "Three Meadows Dairy"]

    def test_producers_and_those_who_give_food_out_meet_through_the_co_operative(self, food):
        for wave, direct, through in (("2023", 0, 1), ("2025", 2, 6)):
            grid = sm.sector_grid(sm.build_map(food, wave, boundary="part"))
            ties = grid.matrix("ties")
            assert ties.at["producer", "gives food out"] == direct
            assert grid.matrix("possible").at["producer", "gives food out"] == 40
            assert ties.at["co-operative", "gives food out"] == through

    def test_the_co_operative_stands_on_most_routes(self, maps):
        scores = sm.organisation_scores(maps[1], "betweenness")["betweenness"]
        assert scores.idxmax() == "Harbour Food Co-operative"

    def test_density_between_sectors_rose(self, maps):
        row = sm.compare(*maps, permutations=0).to_frame().loc["cross_density"]
        assert [round(100 * row[name], 1) for name in ("before", "after", "change", "low", "high")] == [
            *(6.2, 11.2, 5.1),
            *(1.1, 9.0),
        ]
        assert "from 6.2 % to 11.2 % (change +5.1 points, 95 % interval +1.1 to +9.0)" in told("food_poverty")


class TestLivingWellAlliance:
    def test_one_contract_is_not_fifteen_ties(self, first):
        members = set(first.forums.loc[first.forums["forum"] == "Living Well Alliance", "organisation"])
        assert len(members) == 6 and len(list(combinations(members, 2))) == 15
        among = first.ties[first.ties["source"].isin(members) & first.ties["target"].isin(members)]
        assert (len(among), len(first.ties)) == (7, 16)
        joined = sm.build_map(first.records, "2019", forums="joined")
        pd.testing.assert_frame_equal(joined.ties, first.ties)
        assert "is one forum and not 15 ties" in sm.forums(first, draws=0).notes[0]

    def test_the_shares_of_the_fund_are_intervals(self, first):
        shares = sm.money(first).shares.set_index("contributor")
        council, nhs = (
            shares.loc["River Borough Council"],
            shares.loc["River Borough Clinical Commissioning Group"],
        )
        assert (council["low"], council["high"]) == (0, 10e6)
        assert (nhs["low"], nhs["high"]) == (66e6 - 10e6, 66e6)
        assert (council["reading"], nhs["reading"]) == (
            "under £10 million",
            "over £56 million, £66 million at most",
        )
        assert nhs["low"] > 5 * council["high"]

    def test_what_each_depends_on_the_other_for(self, alliance):
        arrows = sm.build_map(alliance, "2019", kinds="depends on", report="directed").ties
        pairs = set(zip(arrows["source_name"], arrows["target_name"], strict=True))
        trust, care = "Four Boroughs Mental Health NHS Trust", "River Adult Social Care"
        assert {(trust, care), (care, trust), ("Kingsbridge Hospitals NHS Trust", care)} <= pairs
        delayed = arrows[arrows["source_name"] == "Kingsbridge Hospitals NHS Trust"]
        assert delayed["strength"].tolist() == [20]

    def test_a_dependence_is_no_collaboration(self, first):
        assert not any("depends on" in kinds for kinds in first.ties["kinds"])

    def test_the_trust_is_one_organisation_found_from_each_of_four_boroughs(self, alliance, first):
        name = "Four Boroughs Mental Health NHS Trust"
        assert (first.organisations["name"] == name).sum() == 1
        for borough in alliance.places["place"]:
            assert (sm.build_map(alliance, "2019", place=borough).organisations["name"] == name).sum() == 1

    def test_the_commissioner_is_succeeded(self, alliance):
        buyers = {
            wave: set(
                sm.build_map(alliance, wave).organisations.query("sector == 'NHS commissioner'")["name"]
            )
            for wave in ("2019", "2024")
        }
        assert buyers == {
            "2019": {"River Borough Clinical Commissioning Group"},
            "2024": {"Six Boroughs Integrated Care Board"},
        }
        for wave in buyers:
            roles = sm.build_map(alliance, wave).forums.query("forum == 'Living Well Alliance'")["role"]
            assert sorted(roles) == ["commissioner"] * 2 + ["provider"] * 4

    def test_the_council_is_commissioner_and_its_unit_provider(self, alliance):
        rows = sm.build_map(alliance, "2019", units="joined").forums.query("forum == 'Living Well Alliance'")
        assert sorted(rows.loc[rows["organisation"] == "LW01", "role"]) == ["commissioner", "provider"]

    def test_what_changed_over_the_term_is_that_of_the_readme(self, alliance):
        maps = [sm.build_map(alliance, wave) for wave in alliance.waves_in_order]
        years = sm.trajectory(*maps)
        assert years.waves == ("2019", "2020", "2022", "2024") and years.matched.pairs.n == 19
        row = years.to_frame().loc[("cross_density", "2024")]
        assert f"({row['reading'].partition('(')[2].partition(')')[0]})" in told("living_well_alliance")
        slope = years.trend.loc["cross_density"]
        assert [round(100 * slope[name], 1) for name in ("slope", "low", "high")] == [2.1, 0.9, 3.3]
        assert years.fates["all"].to_dict() == {
            **{"throughout": 15, "lost": 0, "came_back": 1, "born": 16, "passing": 2}
        }
        across = years.to_frame().loc[("cross_share", "2024")]
        assert [round(100 * across[name], 1) for name in ("value", "low", "high")] == [81.2, -6.8, 19.3]

    def test_the_waves_in_between_are_those_that_the_script_makes(self, tmp_path, monkeypatch):
        folder = EXAMPLES / "living_well_alliance"
        spec = importlib.util.spec_from_file_location("make_waves", folder / "make.py")
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        kept = script.FILE.read_bytes()
        monkeypatch.setattr(script, "FILE", tmp_path / "collaborations.csv")
        # From the two waves alone the others are made again; from all four too.
        lines = kept.splitlines(keepends=True)
        ends = [line for line in lines if not any(f",{wave},".encode() in line for wave in script.BETWEEN)]
        for given in (ends, lines):
            script.FILE.write_bytes(b"".join(given))
            script.main()
            assert script.FILE.read_bytes() == kept

    def test_the_term_and_its_savings_are_facts_with_a_source(self, alliance):
        fact = alliance.facts[alliance.facts["subject"] == "forum:Living Well Alliance"].iloc[0]
        assert (fact["value"], fact["unit"], fact["source"]) == (14, "%", "published")
        assert alliance.forums.set_index("forum").at["Living Well Alliance", "planned_end"] == "2025-06-30"


class TestLocalVision:
    def test_the_finding_is_that_of_the_readme(self, places):
        assert places.finding.startswith("18 of 25 places have both waves; 16 are pooled.")
        pooled = places.pooled
        found = [round(100 * value, 1) for value in (pooled.mean, pooled.low, pooled.high, pooled.spread)]
        assert found == [4.0, 2.8, 5.1, 1.6]
        said = "rose by 4.0 points on average (95 % interval 2.8 to 5.1)"
        assert said in told("local_vision")

    def test_the_difference_is_that_of_the_readme(self, compared):
        row = compared.to_frame().loc["cross_density"]
        found = [
            round(100 * row[name], 1) for name in ("difference", "low", "high", "programme", "comparison")
        ]
        assert found == [3.2, 1.0, 5.4, 4.0, 0.7]
        for said in (
            "rose by 3.2 points more in the programme places than in the comparison places (95 % interval",
            "by +4.0 points in 16 programme places and by +0.7 points in 5 comparison places",
        ):
            assert said in told("local_vision")
        assert (
            "Ashdenholm, 2021 to 2023: +1.5 points (95 % interval −0.7 to +3.7 points)"
            in compared.said_before
        )
        assert (
            "Coldharrow, 2021 to 2023: +1.4 points (95 % interval −3.2 to +5.9 points)"
            in compared.said_before
        )

    def test_comparison_places_have_no_team_and_nobody_is_on_both_sides(self, compared, beside):
        assert not any("touched by" in flag or "both sides" in flag for flag in compared.flags)
        assert {place.arm for place in beside.places} == {"comparison"}

    def test_no_two_places_are_told_apart_by_their_pooled_changes(self, places):
        frame = places.to_frame().dropna(subset="pooled")
        assert frame["pooled_low"].max() < frame["pooled_high"].min()

    def test_places_out_of_the_pool_have_their_reason(self, places):
        reasons = places.to_frame()["reason"]
        out = reasons[~reasons.index.isin(places.in_pool)].str.partition(":")[0].str.partition(" (")[0]
        assert out.value_counts().to_dict() == {"one wave only": 7, "not compared": 2}
        for name in out.index:
            assert name in places.finding.partition("Not pooled: ")[2]

    def test_the_two_smallest_changes_are_in_the_pool_though_they_have_no_interval(self, places):
        frame = places.to_frame()
        quiet = frame.index[frame["reason"].str.startswith("no interval of its own")]
        assert list(quiet) == ["Brackenford", "Stanwold"]
        assert set(quiet) == set(frame["change"].nsmallest(2).index)
        assert set(quiet) <= set(places.in_pool)

    def test_every_place_has_its_enabler_and_its_money_but_one_sum_is_not_two(self, places):
        table = places.funders_table()
        assert set(table["funding"]) == {"£37,000"}
        assert table["enabler"].str.fullmatch(r"E\d\d").all()

    def test_the_records_are_those_that_the_script_makes(self, tmp_path, monkeypatch):
        spec = importlib.util.spec_from_file_location("make", EXAMPLES / "local_vision" / "make.py")
        script = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "make", script)
        spec.loader.exec_module(script)
        assert {home.name for home in LOCAL_VISION.iterdir()} == {name.casefold() for name in script.NAMES}
        # Each place is drawn on its own: every fourth tells whether the script is still that of the records.
        chosen = script.NAMES[:: max(1, 4 // times(1))]

        class Fewer(tuple):
            def __iter__(self):
                return iter(chosen)

        monkeypatch.setattr(script, "NAMES", Fewer(script.NAMES))
        script.make(tmp_path)
        assert {home.name for home in tmp_path.iterdir()} == {name.casefold() for name in chosen}
        other = next(iter(script.COMPARISON))
        monkeypatch.setattr(script, "COMPARISON", {other: script.COMPARISON[other]})
        script.make_beside(tmp_path)
        for home in sorted(tmp_path.iterdir()):
            side = script.BESIDE if home.name == other.casefold() else LOCAL_VISION
            written, again = side / home.name / "records.xlsx", home / "records.xlsx"
            # Another version of what writes workbooks may write the same cells otherwise.
            if parts_of(written) == parts_of(again):
                continue
            kept = pd.read_excel(written, sheet_name=None, dtype=str)
            made = pd.read_excel(again, sheet_name=None, dtype=str)
            assert list(kept) == list(made)
            for sheet, frame in kept.items():
                pd.testing.assert_frame_equal(frame, made[sheet])
