"""The map of three waves and more: each wave at its stop, any two beside one another, by hand and by "
"keyboard."""

from __future__ import annotations

import json
import re
from itertools import combinations

import pandas as pd
import pytest
from browser import open_page
from test_many_waves import WAVES, followed_records, maps_of

import sysmap as sm
from sysmap.errors import ChoiceError
from sysmap.findings.comparison.side_by_side import side_by_side
from sysmap.findings.many_waves.several import several_waves
from sysmap.pages.map.page import scripts_of
from sysmap.pages.map.views import PARTS, STORY

pytestmark = pytest.mark.usefixtures("few_redraws")


@pytest.fixture(scope="module")
def maps() -> list[sm.SystemMap]:
    return maps_of(followed_records(size=18))


@pytest.fixture(scope="module")
def several(maps):
    return several_waves(*maps)


@pytest.fixture(scope="module")
def path(several, tmp_path_factory):
    return sm.save(sm.render(several), tmp_path_factory.mktemp("many") / "map.html")


def content_of(page: sm.MapPage) -> dict:
    return json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', page.html)[1])


def ties_of(system: sm.SystemMap) -> set[frozenset[str]]:
    return {
        frozenset(pair) for pair in zip(system.ties["source_name"], system.ties["target_name"], strict=True)
    }


def drawn(opened) -> set[frozenset[str]]:
    return {frozenset(tie[:2]) for tie in opened.visible()["ties"]}


def go_to(opened, wave: str) -> None:
    opened.page.evaluate(
        "place => "
        "{ const one = sysmap.at('wave'); one.value = place; one.dispatchEvent(new Event('input')); }",
        WAVES.index(wave),
    )


def test_every_stop_draws_the_ties_of_its_wave_at_the_same_places(browser, path, maps):
    opened = open_page(browser, path)
    opened.by("view-after").check()
    places = opened.visible()["positions"]
    for system in reversed(maps):
        go_to(opened, str(system.wave))
        assert drawn(opened) == ties_of(system)
        assert opened.visible()["positions"] == places
        rows = opened.rows("table-ties")
        assert {frozenset(row[:2]) for row in rows} == ties_of(system)
        assert f"{len(system.ties)} ties in {system.wave}" in opened.by("summary").text_content()
    assert opened.faults == []


def test_what_changed_between_any_two_waves_is_that_of_the_two_alone(browser, path, maps):
    opened = open_page(browser, path)
    for one, other in combinations(range(len(maps)), 2):
        opened.page.evaluate(
            "([one, other]) => sysmap.put({ showing: 'changed', wave: other, wave_before: one })",
            [WAVES[one], WAVES[other]],
        )
        changes = side_by_side(maps[one], maps[other]).tie_changes
        wanted = {(frozenset((row.source_name, row.target_name)), row.status) for row in changes.itertuples()}
        assert {(frozenset(tie[:2]), tie[2]) for tie in opened.visible()["ties"]} == wanted
        lost = int((changes["status"] == "lost").sum())
        assert f"{lost} {'was' if lost == 1 else 'were'} lost" in opened.by("summary").text_content()
        assert opened.page.locator("#two-waves").is_visible() and opened.page.locator("#one-wave").is_hidden()
    # Two lists: one and the same cannot be in both, and the earlier stands first.
    opened.by("wave-before").select_option(label=WAVES[-1])
    assert opened.page.evaluate("sysmap.page.waves") == [WAVES[2], WAVES[3]]


def test_what_an_organisation_scores_is_that_of_the_wave_shown(browser, path, maps):
    opened = open_page(browser, path)
    opened.by("view-after").check()
    for system in maps:
        go_to(opened, str(system.wave))
        scores = sm.organisation_scores(system, "partners", draws=0)["partners"]
        shown = opened.page.evaluate(
            "sysmap.organisations.map((one, place) => [one.name, sysmap.valueOf(place)])"
        )
        assert {name: value for name, value in shown if value is not None} == scores.to_dict()


def test_by_keyboard_waves_are_walked_and_played_and_nothing_moves_where_that_is_not_wanted(browser, path):
    opened = open_page(browser, path, reduced_motion="reduce")
    keys, run = opened.page.keyboard, opened.page.evaluate
    opened.by("view-after").check()
    opened.by("map").focus()
    keys.press("[")
    assert run("sysmap.state().wave") == WAVES[-2]
    assert f"{WAVES[-2]}, wave 3 of 4" in opened.by("live").text_content()
    keys.press("]")
    keys.press("]")
    assert run("sysmap.state().wave") == WAVES[-1]
    assert "is the last wave" in opened.by("live").text_content()
    opened.by("wave").focus()
    keys.press("ArrowLeft")
    assert run("sysmap.state().wave") == WAVES[-2]
    seen = []
    for _ in WAVES:
        opened.by("passage").focus()
        keys.press("Enter")
        seen.append(run("sysmap.state().wave"))
        assert run("document.querySelectorAll('.fading').length") == 0
    assert sorted(seen) == list(WAVES)
    assert opened.faults == []


def test_playing_goes_through_all_waves(browser, path):
    opened = open_page(browser, path)
    opened.page.evaluate(
        """() => { const say = sysmap.say; window.heard = [];
        sysmap.say = (text) => { window.heard.push(text); say(text); };
        window.setTimeout = ((real) => (act) => real(act, 0))(window.setTimeout); }"""
    )
    opened.by("passage").click()
    opened.page.wait_for_function(
        "count => window.heard.filter((one) => one.includes('wave')).length >= count", arg=4
    )
    heard = opened.page.evaluate("window.heard.filter((one) => one.includes(' of 4'))")
    assert [text.partition(",")[0] for text in heard] == list(WAVES)


def test_the_waves_shown_are_part_of_the_address_of_undo_and_of_views(browser, path, several, tmp_path):
    opened = open_page(browser, path)
    run = opened.page.evaluate
    assert set(run("[...sysmap.parts.keys()]")) == {*PARTS, *STORY}
    opened.by("view-after").check()
    opened.page.locator("#wave-back").click()
    assert run("sysmap.state().wave") == WAVES[-2]
    opened.page.locator("#undo").click()
    assert run("sysmap.state().wave") == WAVES[-1]
    given = sm.render(several, view={"showing": "changed", "wave_before": WAVES[1], "wave": WAVES[2]})
    again = open_page(browser, sm.save(given, tmp_path / "given.html"))
    assert again.page.evaluate("sysmap.page.waves") == list(WAVES[1:3])
    again.by("room").click()
    assert again.page.locator("#two-waves").is_visible()
    alone = open_page(browser, sm.save(sm.render(several, view="before"), tmp_path / "first.html"))
    assert alone.page.evaluate("[sysmap.state().showing, sysmap.state().wave]") == ["after", WAVES[0]]


@pytest.mark.parametrize("width", [1366, 320])
def test_the_page_of_many_waves_keeps_the_rules_of_accessibility(browser, path, width):
    opened = open_page(browser, path, width=width)
    assert opened.violations() == []
    opened.by("view-after").check()
    assert opened.violations() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_ties_of_waves_in_between_are_on_the_page_and_in_no_picture_of_the_ends(several, maps):
    page = sm.render(several)
    everything = set().union(*map(ties_of, maps))
    assert len(page.ties) == len(everything) > len(ties_of(maps[0]) | ties_of(maps[-1]))
    status = page.ties.set_index(["source_name", "target_name"])["status"]
    ends = {frozenset(pair) for pair in status[status != ""].index}
    assert ends == ties_of(maps[0]) | ties_of(maps[-1])
    assert page.title == f"Who works with whom, {WAVES[0]} to {WAVES[-1]}"


def test_pages_of_one_and_two_waves_hold_nothing_of_many(maps):
    assert "map_many.js" not in scripts_of(editing=True) and "map_many.js" in scripts_of(
        editing=False, many=True
    )
    for shown in (maps[0], side_by_side(*maps[:2]), several_waves(*maps[:2])):
        page = sm.render(shown)
        assert "many" not in content_of(page) and "wave-control" not in page.html
    with pytest.raises(ChoiceError, match="a wave of a map of three waves or more"):
        sm.render(maps[0], view={"wave": WAVES[0]})


def test_a_page_of_many_waves_for_the_public_says_not_who_answered_nor_who_reported(several):
    many = content_of(sm.render(several, public=True))["many"]
    assert all(found["values"] == [""] for found in many["answered"])
    assert all(found["values"] == [None] for name in ("by", "confirmed") for found in many[name])
    told = content_of(sm.render(several))["many"]
    assert any(len(found.get("values", [])) > 1 for found in told["answered"])


def test_a_map_of_many_waves_is_not_corrected(several):
    with pytest.raises(ChoiceError, match="cannot be corrected"):
        sm.render(several, editing=True)


def test_an_organisation_that_was_there_only_in_between_is_on_the_map_of_that_wave(browser, tmp_path):
    ids = [f"o{place}" for place in range(6)]
    ties = [("o0", "o1", "2018"), ("o0", "o1", "2020"), ("o1", "o5", "2020"), ("o0", "o1", "2022")]
    asked = [
        (wave, one, "y") for wave in ("2018", "2020", "2022") for one in ids if one != "o5" or wave == "2020"
    ]
    records = sm.read_records(
        partners=pd.DataFrame({"name": ids, "sector": ["NHS", "Police"] * 3}),
        collaborations=pd.DataFrame(ties, columns=["source", "target", "wave"]),
        asked=pd.DataFrame(asked, columns=["wave", "organisation", "answered"]),
        sectors="as written",
    )
    page = sm.save(sm.render(several_waves(*maps_of(records))), tmp_path / "between.html")
    opened = open_page(browser, page)
    assert "o5" not in opened.visible()["organisations"]
    opened.page.evaluate("sysmap.put({ showing: 'after', wave: '2020' })")
    assert "o5" in opened.visible()["organisations"]
    assert frozenset(("o1", "o5")) in drawn(opened)
