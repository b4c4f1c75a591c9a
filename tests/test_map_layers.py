"""Forums, the programme team and introductions on the map: `pages/map_layers.py`."""

from __future__ import annotations

import pandas as pd
import pytest
from browser import open_page
from conftest import members, partners, reports

import sysmap as sm
from sysmap.pages.pictures.files import as_svg
from sysmap.pages.pictures.map_picture import map_picture

EVERYONE = {"A": "NHS", "B": "NHS", "C": "Police", "D": "Police", "E": "Fire"}


def system(**rules: object) -> sm.SystemMap:
    records = sm.read_records(
        partners=partners(EVERYONE),
        collaborations=reports("A-B B-C C-D", "2024"),
        memberships=members("A@Board C@Board A@Hub B@Hub E@Hub"),
        sectors="as written",
    )
    return sm.build_map(records, **rules)


@pytest.fixture(scope="module")
def joined() -> sm.MapPage:
    return sm.render(system(forums="joined"))


def suggestion(**more: object) -> pd.DataFrame:
    return pd.DataFrame({"organisation_a": ["A"], "organisation_b": ["E"], **more})


def test_forums_apart_are_not_drawn():
    assert sm.render(system()).data.content["forums"] == []


def test_forums_joined_have_their_members_and_stand_above_everyone(joined):
    forums = joined.data.content["forums"]
    assert [(forum["name"], forum["members"]) for forum in forums] == [
        ("Board", [[0, 2]]),
        ("Hub", [[0, 1, 4]]),
    ]
    assert max(forum["y"] for forum in forums) < min(mark["y"] for mark in joined.data.marks)


def test_a_seat_is_no_tie(joined):
    assert len(joined.ties) == 3
    assert sm.integration(system(forums="joined"), "ties").to_frame()["value"].tolist() == [3]


def test_forums_do_not_stand_in_one_place(joined):
    spots = {(forum["x"], forum["y"]) for forum in joined.data.content["forums"]}
    assert len(spots) == 2


def test_a_picture_has_the_forums_and_says_what_a_seat_is(joined):
    svg = as_svg(map_picture(joined.data))
    assert ">Board<" in svg and ">Hub<" in svg and "a seat on a forum, no tie" in svg


def test_introductions_are_on_the_page_with_who_could_make_them():
    page = sm.render(system(), introductions=suggestion(introduced_by=["B"]))
    assert page.data.content["introductions"] == [{"a": 0, "b": 4, "by": "B"}]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame({"organisation_a": ["A"]}), "lacks organisation_b"),
        (suggestion(organisation_b=["Z"]), "names Z, not on this map"),
    ],
)
def test_introductions_of_strangers_are_refused(frame, said):
    with pytest.raises(sm.ChoiceError, match=said):
        sm.render(system(), introductions=frame)


def test_the_page_draws_forums_and_introductions_that_can_be_switched(browser, tmp_path):
    page = sm.render(system(forums="joined"), introductions=suggestion(introduced_by=["B"]))
    opened = open_page(browser, sm.save(page, tmp_path / "layers.html"))
    seats = "sysmap.seats().map(({ forum, members }) => [forum.name, members.length])"
    assert opened.page.evaluate(seats) == [
        ["Board", 2],
        ["Hub", 3],
    ]
    assert opened.page.evaluate("window.sysmap.select('A')")
    assert "Sits on: Board, Hub." in opened.by("details").text_content()
    opened.by("forums").click()
    assert opened.page.evaluate("sysmap.seats().length") == 0
    assert not opened.by("introductions").is_checked()
    opened.page.locator("#introductions-list button").click()
    assert opened.by("introductions").is_checked()
    assert "Could be introduced by B" in opened.page.locator("#introductions-list").text_content()
    assert len(opened.visible()["ties"]) == 3
    assert opened.violations() == []
    assert opened.faults == []


def test_a_tie_knows_who_reported_it_where_no_report_is_an_arrow(riverside):
    reported = riverside.collaborations[riverside.collaborations["wave"] == "2024"]
    for report in ("any", "confirmed", "directed"):
        page = sm.render(sm.build_map(riverside, "2024", report=report))
        ids = page.positions["id"]
        for line in page.data.lines:
            ends = sorted([ids[line["a"]], ids[line["b"]]])
            rows = reported[reported["source"].isin(ends) & reported["target"].isin(ends)]
            said = [
                number for number, end in zip((1, 2), ends, strict=True) if end in set(rows["reported_by"])
            ]
            assert line["by"] == (None if report == "directed" or not said else [sum(said)])
