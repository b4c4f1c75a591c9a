"""A comparison held to its plan: what was named beforehand, and every departure, each with its test."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands
from sysmap.findings.planning.named import NamedPlan, PlanDeparture, primary_in_words
from sysmap.outputs.archive.recipe import Recipe

pytestmark = pytest.mark.usefixtures("few_redraws")
DAYS = {"2025": ("2025-03-01", "2025-03-31"), "2026": ("2026-05-01", "2026-05-31")}
WAVES = pd.DataFrame([{"wave": wave, "start": start, "end": end} for wave, (start, end) in DAYS.items()])
SECTORS = ("NHS provider", "Local authority", "Voluntary and community")
PARTNERS = pd.DataFrame(
    {
        "id": [f"p{place:02}" for place in range(15)],
        "name": [f"Organisation {place:02}" for place in range(15)],
        "sector": [SECTORS[place % 3] for place in range(15)],
        "region": ["north" if place % 2 else "south" for place in range(15)],
    }
)
TIES = pd.DataFrame(
    [
        {"source": f"p{a:02}", "target": f"p{(a + step) % 15:02}", "wave": wave, "strength": 2}
        for wave, steps in (("2025", (1, 4)), ("2026", (1, 2, 7)))
        for step in steps
        for a in range(15)
    ]
)
# What a person would answer.
ANSWERS = {
    "first": {"name": "2025", "start": "2025-03-01", "end": "2025-04-15"},
    "second": {"name": "2026", "start": "2026-05", "end": "2026-06"},
}


@pytest.fixture(scope="module")
def records() -> sm.Records:
    return sm.read_records(partners=PARTNERS, collaborations=TIES, waves=WAVES)


@pytest.fixture(scope="module")
def maps(records) -> tuple[sm.SystemMap, sm.SystemMap]:
    return sm.build_map(records, "2025"), sm.build_map(records, "2026")


@pytest.fixture(scope="module")
def written(records, tmp_path_factory) -> Path:
    """A plan whose questions were answered, saved again: nothing departs from it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1735689600")  # 1 January 2025
        folder = tmp_path_factory.mktemp("plans")
        first = sm.save(sm.plan(records, draws=3, response=1.0, effect=2.0), folder / "first.json")
        content = json.loads(first.read_text(encoding="utf-8")) | {"waves": ANSWERS, "purpose": "To see."}
        first.write_text(json.dumps(content), encoding="utf-8")
        return sm.save(sm.plan(first), folder / "plan.json")


def held(maps, plan, **more) -> sm.Comparison:
    return sm.compare(*maps, plan=plan, permutations=0, **more)


def changed(written, tmp_path, change, *, sealed: bool = True) -> Path:
    """Return a plan in which something else was planned, with a sum of its own unless it was edited."""
    content = json.loads(written.read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / "edited.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1735689600")
        return sm.save(sm.plan(path), tmp_path / "other.json") if sealed else path


def departures(change: sm.Comparison) -> list[str]:
    return [one.what for one in change.plan.departures]


# -- NamedPlan beforehand --


def test_a_comparison_as_planned_says_so_and_departs_from_nothing(maps, written):
    change, plan = held(maps, written), sm.plan(written)
    said = f"named beforehand in the plan of 1 January 2025 ({plan.sha256[:4]}…)"
    assert change.plan.departures == () and change.primary == "cross_density"
    assert change.primary_note.startswith(f"Density between sectors was {said}.")
    assert said in change.methods and said in str(change.notes)
    assert "Nothing departs from the plan of 1 January 2025" in str(change.notes)
    assert json.loads(json.dumps(change.facts()["plan"]))["sha256"] == plan.sha256


def test_a_plan_may_be_given_as_it_is(maps, written):
    assert held(maps, sm.plan(written)).plan == held(maps, written).plan


def test_the_measures_are_those_of_the_plan(maps, written, tmp_path):
    def fewer(content):
        content["primary"]["measure"] = "ei_index"
        content["secondary"] = ["density"]

    change = held(maps, changed(written, tmp_path, fewer))
    assert (change.primary, set(change.to_frame().index)) == ("ei_index", {"ei_index", "density"})
    assert departures(change) == []


def test_the_report_and_the_picture_say_what_was_named(maps, written):
    change = held(maps, written)
    page = sm.report(change).html.replace("\u00a0", " ")
    assert "named beforehand in the plan of 1 January 2025" in page
    assert "primary measure, named in the plan" in page
    bare = sm.report(sm.compare(*maps, permutations=0)).html
    assert "primary measure, named in the plan" not in bare and "(primary measure)" in bare


@pytest.mark.parametrize("chosen", [None, "within_density"])
def test_without_a_plan_nothing_says_that_a_measure_was_named_beforehand(maps, chosen):
    change = sm.compare(*maps, primary=chosen, permutations=0)
    what = (
        "density within sectors, chosen in the call," if chosen else "the default, density between sectors,"
    )
    said = f"No measure was named beforehand in a plan; {what} stands first."
    assert change.primary_note.startswith(said) and said in change.methods
    everywhere = " ".join(
        [
            change.full_text(),
            change.methods,
            sm.report(change).html,
            json.dumps(change.facts()),
            change.plot().alt,
        ]
    ).casefold()
    assert "named in the call" not in everywhere and "was named beforehand in" in everywhere
    assert everywhere.count("named beforehand") == everywhere.count("no measure was named beforehand")


# -- Departures --


def test_another_primary_measure_departs(maps, written):
    change = held(maps, written, primary="ei_index")
    assert departures(change) == ["primary"]
    assert "named beforehand density between sectors; E-I index, chosen in the call" in change.primary_note


def test_other_measures_depart(maps, written):
    change = held(maps, written, measures=["cross_density", "transitivity"])
    assert departures(change) == ["measures", "measures"]
    assert "not in the plan: transitivity" in str(change.plan.departures_in_words)


def test_another_boundary_departs(records, written):
    maps = [sm.build_map(records, wave, boundary="region") for wave in DAYS]
    change = held(maps, written)
    assert departures(change) == ["boundary"]
    assert "The boundary is region, and in the plan sector." in change.plan.departures_in_words


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("report", "confirmed"),
        ("kinds", ["refers to"]),
        ("at_least", 3),
        ("forums", "joined"),
        ("units", "joined"),
    ],
)
def test_another_rule_departs(maps, written, tmp_path, rule, value):
    plan = changed(written, tmp_path, lambda content: content["rules"].update({rule: value}))
    assert departures(held(maps, plan)) == ["rules"]


def test_rules_as_planned_do_not_depart(records, written, tmp_path):
    maps = [sm.build_map(records, wave, at_least=2) for wave in DAYS]
    plan = changed(written, tmp_path, lambda content: content["rules"].update(at_least=2.0))
    assert departures(held(maps, plan)) == []


def test_organisations_on_one_list_only_depart(maps, written, tmp_path):
    def other(content):
        content["roster"]["organisations"][0] = {"id": "q", "name": "Gone", "sector": SECTORS[0]}

    change = held(maps, changed(written, tmp_path, other))
    assert departures(change) == ["roster", "roster"]
    said = str(change.plan.departures_in_words)
    assert "on no map: Gone." in said and "not on the list of the plan: Organisation 00." in said


def test_an_organisation_is_known_by_its_name_where_ids_differ(maps, written, tmp_path):
    def other(content):
        content["roster"]["organisations"][3]["id"] = "written otherwise"

    assert departures(held(maps, changed(written, tmp_path, other))) == []


def test_another_sector_departs(maps, written, tmp_path):
    def other(content):
        content["roster"]["organisations"][2]["sector"] = "Police and justice"

    change = held(maps, changed(written, tmp_path, other))
    assert departures(change) == ["roster"] and "Organisation 02" in str(change.plan.departures_in_words)


def test_other_numbers_by_sector_depart_where_the_plan_has_no_names(maps, written, tmp_path):
    def numbers(content):
        content["roster"] = {"sectors": dict.fromkeys(SECTORS, 5) | {SECTORS[1]: 7}, "organisations": []}

    change = held(maps, changed(written, tmp_path, numbers))
    assert "Local authority 5 (plan: 7)" in str(change.plan.departures_in_words)
    assert "NHS" not in str(change.plan.departures_in_words)


def test_what_merged_is_still_on_the_list(written):
    succession = pd.DataFrame([{"from": "p01", "to": "p04", "date": "2025-09-01", "kind": "merger"}])
    ties = TIES[~((TIES["wave"] == "2026") & TIES[["source", "target"]].eq("p01").any(axis=1))]
    records = sm.read_records(partners=PARTNERS, collaborations=ties, waves=WAVES, succession=succession)
    maps = [sm.build_map(records, wave) for wave in DAYS]
    assert "p01" not in maps[1].organisations.index
    assert departures(held(maps, written)) == []


@pytest.mark.parametrize(
    ("which", "part", "value"),
    [
        ("second", "name", "Spring 2026"),
        ("second", "start", "2026-05-02"),
        ("first", "end", "2025-03-30"),
    ],
)
def test_a_wave_under_another_name_or_outside_its_dates_departs(maps, written, tmp_path, which, part, value):
    plan = changed(written, tmp_path, lambda content: content["waves"][which].update({part: value}))
    assert departures(held(maps, plan)) == ["wave"]


def test_a_wave_known_by_its_year_alone_is_outside_only_of_other_years(written, tmp_path):
    records = sm.read_records(partners=PARTNERS, collaborations=TIES)
    maps = [sm.build_map(records, wave) for wave in DAYS]
    assert departures(held(maps, written)) == []
    other = {"start": "2024-03-01", "end": "2024-04-30"}
    plan = changed(written, tmp_path, lambda content: content["waves"]["first"].update(other))
    assert departures(held(maps, plan)) == ["wave"]


def test_organisations_left_out_depart(maps, written):
    change = held(maps, written, without="Organisation 03")
    assert departures(change) == ["without"] and change.plan.departures[0].names == ("Organisation 03",)


def test_a_plan_edited_after_its_sum_was_taken_departs(maps, written, tmp_path):
    def edit(content):
        content["purpose"] = "Something else."
        content["smallest_change"]["why"] = "Ten points pay for it."

    change = held(maps, changed(written, tmp_path, edit, sealed=False))
    assert departures(change) == ["edited", "edited"]
    said = str(change.plan.departures_in_words)
    assert (
        "answered after the sum was taken: Why" in said
        and "Changed in the plan after the sum was taken: Purpose" in said
    )


def test_a_plan_of_after_the_second_wave_named_nothing_beforehand(maps, written, tmp_path):
    plan = changed(written, tmp_path, lambda content: content.update(date="2026-05-02"), sealed=False)
    change = held(maps, plan)
    assert departures(change) == ["date", "edited"]
    assert "it was not named beforehand" in change.primary_note
    assert "(primary measure, named in the plan)" not in sm.report(change).html


def test_a_plan_of_the_day_when_asking_began_is_beforehand(maps, written, tmp_path):
    plan = changed(written, tmp_path, lambda content: content.update(date="2026-05-01"), sealed=False)
    assert "was named beforehand" in held(maps, plan).primary_note


def test_every_kind_of_departure_has_its_words():
    named = NamedPlan(
        "cross_density", "2026-03-12", 1, "3f9a" + "0" * 60, (PlanDeparture("roster", "Gone", ("A", "B")),)
    )
    assert named.departures_in_words == ("1 departure from the plan of 12 March 2026 (3f9a…):", "Gone: A, B.")
    assert named.public().departures_in_words[1] == "Gone (2 organisations)."
    assert primary_in_words("cross_density", "Density", chosen=False, plan=named) == (
        "Density was named beforehand in the plan of 12 March 2026 (3f9a…)."
    )


# -- For the public, and on the command line --


def test_a_copy_for_the_public_keeps_the_departures_without_names(maps, written, tmp_path):
    def other(content):
        content["roster"]["organisations"][0] = {"id": "q", "name": "Gone away", "sector": SECTORS[0]}

    change = held(maps, changed(written, tmp_path, other))
    text = sm.save(change, tmp_path / "public.json", public=True).read_text(encoding="utf-8")
    assert "Gone away" not in text and "Gone away" in json.dumps(change.facts())
    facts = json.loads(text)
    assert [one["what"] for one in facts["plan"]["departures"]] == ["roster", "roster"]
    assert "was named beforehand in the plan" in facts["methods"]


def test_the_commands_take_a_plan(records, written, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sm.save(records, "book.xlsx")
    words = ["book.xlsx", "--permutations", "0", "--plan", str(written)]
    said = CliRunner().invoke(commands, ["compare", *words])
    assert said.exit_code == 0 and "named beforehand in the plan of 1 January 2025" in said.output
    report = CliRunner().invoke(commands, ["report", *words, "-o", "report.html"])
    assert report.exit_code == 0
    assert "named beforehand in the plan" in Path("report.html").read_text(encoding="utf-8")
    missing = CliRunner().invoke(commands, ["compare", *words[:-1], "nowhere.json"])
    assert missing.exit_code == 2 and "there is no file" in missing.output


def test_a_bundle_holds_the_plan_and_makes_the_same_again(maps, written, tmp_path, monkeypatch):
    change = held(maps, written, measures="density")
    # With all outputs bundles are held to it elsewhere: these are the ones that say what was planned.
    outputs = Recipe.outputs
    few = {"comparison.json", "report.html"}
    monkeypatch.setattr(
        Recipe, "outputs", lambda *of: {name: make for name, make in outputs(*of).items() if name in few}
    )
    found = sm.verify(sm.bundle(change, tmp_path / "bundle.zip"))
    assert found.ok and len(found.to_frame().index[found.to_frame().index.str.startswith("outputs/")]) == 2
    monkeypatch.setattr(Recipe, "outputs", lambda *_: {})
    public = tmp_path / "public.zip"
    sm.bundle(change, public, public=True)
    with zipfile.ZipFile(public) as archive:
        assert b'"organisations": []' in archive.read("plan.json")
