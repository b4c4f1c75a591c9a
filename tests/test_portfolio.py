"""Many places side by side: `findings/portfolio.py` and `findings/places.py`."""

from __future__ import annotations

import json
import math
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import optimize, stats

import sysmap as sm
from sysmap.cli import commands
from sysmap.findings.many_places.pooling import pool

pytestmark = pytest.mark.usefixtures("few_redraws")

SECTORS = ("NHS", "Council", "Police", "Voluntary")


def place(folder: Path, seed: int, *, waves: int = 2, size: int = 16, quiet: int = 0, **files: str) -> None:
    """Write the records of a place: ties at random, more between sectors in the second wave."""
    random, folder = Random(seed), Path(folder)
    folder.mkdir(parents=True)
    names = [f"O{number:02}" for number in range(size)]
    tables = {
        "partners": ["name,sector"] + [f"{name},{SECTORS[code % 4]}" for code, name in enumerate(names)],
        "collaborations": ["source,target,wave,reported_by"],
        "asked": ["wave,organisation,answered"],
    }
    for wave in range(waves):
        label = 2023 + 2 * wave
        answers = ["n" if code < quiet else "y" for code in range(size)]
        tables["asked"] += [f"{label},{name},{said}" for name, said in zip(names, answers, strict=True)]
        for a in range(size):
            for b in range(a + 1, size):
                likely = 0.5 if a % 4 == b % 4 else 0.08 + 0.08 * wave
                if random.random() < likely and answers[b] == "y":
                    tables["collaborations"].append(f"{names[b]},{names[a]},{label},{names[b]}")
    for name, lines in (tables | {name: text.splitlines() for name, text in files.items()}).items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


MONEY = "source,target,amount,precision\n,Team,27000,\nBoard,Team,10000,under\n,Board,999,\n"
FORUMS = "forum,kind\nTeam,programme team\nBoard,board\n"
PROGRAMMES = "programme,place,enabler\nTogether,Brook,Jo Bloggs\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("places")
    for seed, name in enumerate(["Ash", "Birch", "Cedar", "Elm"]):
        place(folder / name, seed)
    place(folder / "Dale", 7, waves=1)
    place(folder / "Fern", 8, quiet=9)
    place(folder / "brook", 9, money=MONEY, forums=FORUMS, programmes=PROGRAMMES)
    return folder


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> Path:
    """As few places as make a pool."""
    folder = tmp_path_factory.mktemp("few")
    for seed, name in enumerate(["Ash", "Birch", "Cedar"]):
        place(folder / name, seed)
    return folder


@pytest.fixture(scope="module")
def places(folder) -> sm.Portfolio:
    return sm.portfolio(folder, draws=200, seed=4)


def test_places_stand_by_name(places):
    assert list(places.to_frame().index) == ["Ash", "Birch", "Brook", "Cedar", "Dale", "Elm", "Fern"]
    assert "not ranked" in places.notes[1]


def test_the_columns_are_those_promised(places):
    frame = places.to_frame()
    assert frame.index.name == "place"
    assert ", ".join(frame.columns) == (
        "organisations, response, value, expected, low, high, change, change_low, change_high, pooled, "
        "pooled_low, pooled_high, reason"
    )


def test_a_place_is_as_the_verbs_for_one_place_have_it(places, folder):
    records = sm.read_records(folder / "Cedar")
    before, after = (sm.build_map(records, wave) for wave in ("2023", "2025"))
    row = places.to_frame().loc["Cedar"]
    card = sm.integration(after, "cross_share", draws=200, seed=4).to_frame().loc["cross_share"]
    assert list(row[["value", "expected", "low", "high"]]) == list(card[["value", "expected", "low", "high"]])
    change = (
        sm.compare(before, after, measures="cross_density", permutations=0).to_frame().loc["cross_density"]
    )
    assert list(row[["change", "change_low", "change_high"]]) == list(change[["change", "low", "high"]])
    assert (row["organisations"], row["response"], row["reason"]) == (16, 1.0, "")


def test_the_standard_error_is_that_of_the_interval(places):
    for one in places.places:
        if not one.reason:
            reach = stats.t.ppf(0.975, one.comparison.panel.size - 1) * one.error
            assert one.change_high - one.change == pytest.approx(reach)
            assert one.change - one.change_low == pytest.approx(reach)


def test_places_with_one_wave_or_too_few_answers_stay_with_the_reason_and_out_of_the_pool(places):
    frame = places.to_frame()
    assert frame.at["Dale", "reason"] == "one wave only (2023)"
    assert frame.at["Fern", "reason"] == "not compared: only 7 organisations answered both waves"
    assert frame.loc[["Dale", "Fern"], ["change", "pooled"]].isna().all(axis=None)
    assert frame.loc[["Dale", "Fern"], ["value", "response"]].notna().all(axis=None)
    assert places.pooled.places == 5
    assert places.both_waves == 6


def test_the_pool_is_that_of_a_general_optimiser(places):
    frame = places.to_frame()
    sure = frame[frame["reason"] == ""]
    errors, changes = places.pooled.errors, sure["change"].to_numpy()
    assert places.in_pool == tuple(sure.index)

    def loss(between: float) -> float:
        weights = 1 / (errors**2 + between)
        mean = (weights @ changes) / weights.sum()
        return np.log(errors**2 + between).sum() + np.log(weights.sum()) + weights @ (changes - mean) ** 2

    best = optimize.minimize_scalar(loss, bounds=(0, 0.1), method="bounded", options={"xatol": 1e-12}).x
    best = best if loss(best) < loss(0.0) else 0.0
    weights = 1 / (errors**2 + best)
    mean = (weights @ changes) / weights.sum()
    assert places.pooled.mean == pytest.approx(mean, rel=1e-5)
    assert places.pooled.spread**2 == pytest.approx(best, abs=1e-7)
    kept = best / (best + errors**2)
    assert sure["pooled"].to_numpy() == pytest.approx(mean + kept * (changes - mean), rel=1e-4)


def test_the_sentence_says_what_the_pool_says(places):
    pooled = places.pooled
    assert f"+{100 * pooled.mean:.1f} points (95 % interval" in places.finding
    assert "6 of 7 places have both waves; 5 are pooled." in places.finding


def test_fewer_than_three_places_are_not_pooled(tmp_path):
    for seed in range(2):
        place(tmp_path / f"P{seed}", seed)
    found = sm.portfolio(tmp_path, draws=0)
    assert math.isnan(found.pooled.mean)
    frame = found.to_frame()
    assert frame["pooled"].isna().all() and frame["change"].notna().all()
    assert frame[["expected", "low", "high"]].isna().all(axis=None)
    assert "at least 3 are needed" in found.finding


def test_what_a_programme_was_given_is_an_interval_of_its_own_team_alone(places):
    brook = next(one for one in places.places if one.name == "Brook")
    assert brook.funding == (27_000 + 0, 27_000 + 10_000)
    assert places.funders_table().at["Brook", "funding"] == "£27,000 to £37,000"
    assert places.funders_table().at["Ash", "funding"] == ""


def test_one_record_set_is_split_by_its_programmes(tmp_path):
    rows = [f"{place}{number:02},{SECTORS[number % 4]},{place}" for place in "EW" for number in range(12)]
    shared = ["Both,NHS,E | W"]
    (tmp_path / "partners.csv").write_text("\n".join(["name,sector,place", *rows, *shared]), encoding="utf-8")
    ties = [f"E{a:02},E{a + 1:02},2023" for a in range(11)] + ["E00,Both,2023", "W01,Both,2025"]
    (tmp_path / "collaborations.csv").write_text("\n".join(["source,target,wave", *ties]), encoding="utf-8")
    (tmp_path / "programmes.csv").write_text(
        "programme,place\nOne,E\nTwo,W\nThree,Nowhere\n", encoding="utf-8"
    )
    frame = sm.portfolio(tmp_path, draws=0).to_frame()
    assert frame["organisations"].to_dict() == {"E": 13, "Nowhere": 0, "W": 13}
    assert frame["reason"].to_dict() == {
        "E": "one wave only (2023)",
        "Nowhere": "nobody on the list is of this place",
        "W": "one wave only (2025)",
    }
    assert math.isnan(frame.at["E", "response"])


def test_the_same_records_give_the_same_numbers(places, folder):
    pd.testing.assert_frame_equal(sm.portfolio(folder, draws=200, seed=4).to_frame(), places.to_frame())


@pytest.mark.parametrize("primary", ["ei_indx", "response_rate"])
def test_a_measure_that_does_not_exist_or_cannot_be_pooled_is_refused_before_anything_is_read(primary):
    with pytest.raises(sm.ComparisonError):
        sm.portfolio("nowhere", primary=primary)


def test_another_measure_can_be_pooled(folder):
    found = sm.portfolio(folder, primary="cross_share", draws=0)
    assert found.to_frame().at["Ash", "change"] != 0
    assert "Share of ties that cross: mean change" in found.finding


class TestSaving:
    def test_the_workbook_begins_with_the_funders_table(self, places, tmp_path):
        book = pd.read_excel(sm.save(places, tmp_path / "places.xlsx"), sheet_name=None)
        assert list(book)[:4] == ["Read me", "For the funder", "Places", "Pooled"]
        assert list(book["For the funder"]["Place"]) == list(places.to_frame().index)
        # In percentage points, as people say it.
        assert book["Pooled"]["Mean change"].item() == pytest.approx(100 * places.pooled.mean)

    def test_json_has_the_columns_as_keys_and_null_for_undefined(self, places, tmp_path):
        content = json.loads(sm.save(places, tmp_path / "p.json").read_text(encoding="utf-8"))
        assert content["places"]["Dale"]["change"] is None
        assert content["places"]["Ash"]["value"] == places.to_frame().at["Ash", "value"]
        assert content["pooled"]["places"] == 5

    def test_csv_and_pictures_are_written(self, places, tmp_path):
        assert "Birch" in sm.save(places, tmp_path / "p.csv").read_text(encoding="utf-8")
        assert "Birch" in sm.save(places, tmp_path / "p.svg").read_text(encoding="utf-8")
        assert sm.save(places, tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")

    def test_a_public_copy_names_no_enabler_and_shows_no_single_payment(self, places, tmp_path):
        for suffix in ("html", "json", "csv"):
            text = sm.save(places, tmp_path / f"p.{suffix}", public=True).read_text(encoding="utf-8")
            assert "Bloggs" not in text
        content = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
        assert content["funder"]["Brook"]["enabler"] == "E01"
        assert content["funder"]["Brook"]["funding"] == "£27,000 to £37,000"


class TestCommand:
    def run(self, *words: object):
        return CliRunner().invoke(commands, ["portfolio", *map(str, words)])

    def test_it_prints_the_places_in_words(self, folder):
        result = self.run(folder, "--draws", 0)
        assert result.exit_code == 0
        assert "one wave only (2023)" in result.output and "7 places side by side" in result.output

    def test_it_writes_what_the_suffix_says(self, few, tmp_path):
        for suffix in ("html", "xlsx", "csv", "json"):
            assert self.run(few, "--draws", 0, "-o", tmp_path / f"p.{suffix}").exit_code == 0
            assert (tmp_path / f"p.{suffix}").exists()

    def test_a_folder_that_is_not_there_gives_status_2(self, tmp_path):
        assert self.run(tmp_path / "nowhere").exit_code == 2

    def test_records_with_faults_give_status_1_and_write_nothing(self, tmp_path):
        place(tmp_path / "in" / "good", 1)
        place(tmp_path / "in" / "bad", 2, collaborations="source,target\nO01,Nobody\n")
        result = self.run(tmp_path / "in", "-o", tmp_path / "p.html")
        assert result.exit_code == 1 and "Nobody" in result.output
        assert not (tmp_path / "p.html").exists()


def test_pooling_the_frame_again_gives_the_frame(places):
    frame = places.to_frame().loc[list(places.in_pool)]
    again = pool(frame["change"], places.pooled.errors)
    assert list(places.to_frame()["pooled"].dropna()) == list(again.values)


def quiet_place(folder: Path, new: int) -> None:
    """Write a place in which so many ties between sectors are new in the second wave, and none is lost."""
    folder.mkdir(parents=True)
    names = [f"O{number:02}" for number in range(16)]
    across = [(a, b) for a in range(16) for b in range(a + 1, 16) if a % 4 != b % 4][::3]
    rows = [(a, b, "2023") for a, b in across[:20]] + [(a, b, "2025") for a, b in across[: 20 + new]]
    tables = {
        "partners": ["name,sector"] + [f"{name},{SECTORS[code % 4]}" for code, name in enumerate(names)],
        "collaborations": ["source,target,wave"] + [f"{names[a]},{names[b]},{wave}" for a, b, wave in rows],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("new", [0, 1, 5])
def test_a_place_is_in_the_pool_however_little_changed_there(tmp_path, new):
    for seed, name in enumerate(["Ash", "Birch", "Cedar"]):
        place(tmp_path / name, seed)
    quiet_place(tmp_path / "Quiet", new)
    found = sm.portfolio(tmp_path, draws=0)
    row = found.to_frame().loc["Quiet"]
    assert found.in_pool == ("Ash", "Birch", "Cedar", "Quiet")
    assert row["change"] == pytest.approx(new / 96) and math.isnan(row["change_low"])
    assert row["reason"] == "no interval of its own: too few ties changed"
    assert row["pooled_low"] < row["pooled"] < row["pooled_high"]
    assert "4 are pooled." in found.finding and "Not pooled" not in found.finding
    # Its own error would be nothing, or next to nothing; it has that of the places of its size.
    assert found.pooled.errors[3] == pytest.approx(found.pooled.errors[0])


def test_whoever_is_not_in_the_pool_stands_in_the_finding_with_the_reason(places):
    out = [one for one in places.places if one.name not in places.in_pool]
    assert {one.name for one in out} == {"Dale", "Fern"}
    assert places.finding.endswith(
        "Not pooled: Fern (not compared: only 7 organisations answered both waves); Dale (one wave only)."
    )
    assert places.notes[0] == places.finding


def test_it_is_said_whether_the_measure_was_named_in_the_call(folder, places):
    named = sm.portfolio(folder, primary="cross_density", draws=0)
    assert "chosen in the call" in " ".join(named.notes) and "the default" not in " ".join(named.notes)
    assert "No measure was named beforehand in a plan; the default" in " ".join(places.notes)
