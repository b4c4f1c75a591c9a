"""What a map page opens with: views and steps are checked in Python, and go round through the page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from browser import open_page
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError, MissingFileError
from sysmap.pages.map.proposals import cut_off
from sysmap.pages.map.views import MANY_WAVES, PARTS, STORY

pytestmark = pytest.mark.usefixtures("few_redraws")

COUNCIL = "Riverside Borough Council"
THREE = pd.DataFrame({"name": ["A", "B", "C"], "sector": ["NHS", "Police", "NHS"]})
TIES = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"]})
HOSTILE = "</script><img src=x onerror=alert(1)> & \u2028 {{7*7}}"


@pytest.fixture(scope="module")
def change(riverside_change):
    return riverside_change


def content_of(page) -> dict:
    return json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', page.html)[1])


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ({"acros_only": True}, "did you mean across_only"),
        ({"across_only": "yes"}, "across_only must be True or False, not 'yes'"),
        ({"showing": ["after"]}, "showing must be one of before, after, changed"),
        ({"chosen": "Riverside Borough Councl"}, f"did you mean {COUNCIL}"),
        ({"without": "x"}, "without must be a list of names"),
        ({"strength": 99}, "strength must be a strength that ties on the map have"),
        ({"moved": {COUNCIL: [1, float("nan")]}}, "moved must be a mapping of names"),
        ({"zoom": [0, 0, 0]}, "zoom must be"),
        ({"sectors_left_out": ["Polise and justice"]}, "did you mean Police and justice"),
    ],
)
def test_a_view_that_is_not_as_it_should_be_is_refused_in_words(change, view, said):
    for wrong in ({"view": view}, {"steps": [{"title": "One"}, {"title": "Two", "view": view}]}):
        with pytest.raises(ChoiceError) as refused:
            sm.render(change, **wrong)
        assert said in str(refused.value)
        assert ("step 2" in str(refused.value)) == ("steps" in wrong)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([{"sentence": "x"}], "step 1 has no title"),
        ([{"title": "x" * 121}], "its title has 121 letters; at most 120"),
        ([{"title": 7}], "its title must be a text"),
        ([{"title": "x", "text": "y"}], "there is no part of a step called 'text'"),
        ([{"title": "x", "view": ["after"]}], "its view must be a mapping"),
        (["x"], "step 1 must be"),
        (7, "steps must be a list"),
        ([{"title": "x"}] * 101, "at most 100"),
    ],
)
def test_a_step_that_is_not_as_it_should_be_is_refused_in_words(change, steps, said):
    with pytest.raises(ChoiceError, match=re.escape(said)):
        sm.render(change, steps=steps)


def test_files_that_hold_no_view_and_no_steps_are_refused_in_words(change, tmp_path):
    for name, text in (
        ("broken.view.json", "{"),
        ("other.view.json", "[1]"),
        ("deep.view.json", "[" * 100_000),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        for given in ("view", "steps"):
            if (name, given) != ("other.view.json", "steps"):
                with pytest.raises(ChoiceError, match=name):
                    sm.render(change, **{given: tmp_path / name})
    with pytest.raises(MissingFileError, match=r"gone\.view\.json cannot be opened"):
        sm.render(change, view=tmp_path / "gone.view.json")


def test_what_a_saved_view_names_and_the_map_lacks_is_passed_over_and_told_to_no_public_page(
    change, tmp_path
):
    saved = {"chosen": COUNCIL, "without": ["Secret Street"], "colour_of_tomorrow": 7, "showing": "after"}
    path = tmp_path / "x.view.json"
    path.write_text(json.dumps({"sysmap_view": 1, "title": "Confidential", "view": saved}), encoding="utf-8")
    opens = content_of(sm.render(change, view=path))["opens"]
    assert opens == {
        "view": {"chosen": COUNCIL, "without": [], "showing": "after"},
        "missed": ["Secret Street", "“colour_of_tomorrow”"],
    }
    public = sm.render(change, view=path, public=True).html
    assert "Secret Street" not in public and "Confidential" not in public and "of_tomorrow" not in public
    assert "2 of what the view names" in public


def test_no_step_of_a_public_page_says_a_name_that_the_page_hides():
    programmes = pd.DataFrame({"programme": ["One"], "enabler": ["Jo Field"]})
    system = sm.build_map(sm.read_records(partners=THREE, collaborations=TIES, programmes=programmes))
    steps = [{"title": "Thank you, Jo Field", "sentence": "A and B"}]
    assert "Jo Field" in sm.render(system, steps=steps).html
    with pytest.raises(ChoiceError, match="its title says Jo Field, which a page for the public"):
        sm.render(system, steps=steps, public=True)


def test_who_is_cut_off_without_one_is_counted_as_it_would_be_by_taking_it_out():
    random = np.random.default_rng(3)
    for size, density in ((2, 0.5), (12, 0.15), (25, 0.06), (40, 0.05)):
        graph = nx.gnp_random_graph(size, density, seed=int(random.integers(1_000)))
        expected = {}
        for node in graph:
            part = nx.node_connected_component(graph, node) - {node}
            rest = [len(one) for one in nx.connected_components(graph.subgraph(part))]
            if len(rest) > 1:
                expected[node] = sum(rest) - max(rest)
        assert cut_off({node: set(graph[node]) for node in graph}) == expected


def test_the_same_proposals_are_made_of_one_wave_and_of_a_map_without_ties(change):
    titles = [step["title"] for step in content_of(sm.render(change.after))["proposed"]]
    assert titles[0] == "The whole system" and titles[1].startswith("Where most ties cross: between")
    alone = sm.build_map(sm.read_records(partners=THREE, collaborations=TIES.head(0)))
    assert content_of(sm.render(alone, steps="proposed"))["steps"] == []


def test_a_story_is_told_edited_and_saved_by_keyboard_and_the_page_remembers(browser, change, tmp_path):
    page = sm.save(sm.render(change, steps="proposed"), tmp_path / "story.html")
    opened = open_page(browser, page)
    keys, run = opened.page.keyboard, opened.page.evaluate
    assert set(run("[...sysmap.parts.keys()]")) == {*PARTS, *STORY} - {*MANY_WAVES}

    # It opens on the first step; what the second says is what it shows.
    assert run("sysmap.state().step") == 0
    keys.press("PageDown")
    sentence = run("sysmap.state().steps[1].sentence")
    counts = run("['new', 'lost'].map((one) => sysmap.visible().ties.filter((tie) => tie[2] === one).length)")
    assert counts == [int(number) for number in re.findall(r"\d+", sentence)]
    keys.press("PageDown")
    cut = run("document.getElementById('details-body').textContent")
    assert "there is no other route" in cut
    keys.press("PageDown")
    assert opened.by("live").text_content() == "This is the last step"

    # A step of one's own, with a text that would be markup.
    opened.by("across-only").click()
    run("sysmap.select('Riverside Borough Council')")
    opened.by("add-step").focus()
    keys.press("Enter")
    keys.insert_text(HOSTILE)
    keys.press("Tab")
    keys.insert_text("What I say")
    keys.press("Tab")
    keys.press("Enter")  # earlier
    story = run("sysmap.state().steps")
    assert [one["title"] for one in story][2] == HOSTILE.replace("\u2028", run("'\u2028'"))
    assert story[2]["view"] == {"showing": "after", "across_only": True, "chosen": COUNCIL}

    # Undo takes back step by step, redo brings all back; reset leaves what was written.
    before = run("sysmap.state()")
    for _ in range(3):
        keys.press("Control+z") if run("document.activeElement.id") != "step-title" else None
    assert run("sysmap.state()") != before
    while run("document.getElementById('redo').getAttribute('aria-disabled')") == "false":
        keys.press("Control+y")
    assert run("sysmap.state()") == before
    opened.by("reset").click()
    assert run("Object.keys(sysmap.differences())") == ["steps"]
    opened.by("undo").click()
    assert run("sysmap.state()") == before

    # The address, a view as a file and a copy of the page hold it.
    opened.page.wait_for_function("() => window.location.hash.includes('across_only=true')")
    opened.page.reload()
    opened.page.wait_for_function("() => window.sysmap?.ready === true")
    assert run("sysmap.state()") == before
    with opened.page.expect_download() as view:
        opened.by("save-view").click()
    view.value.save_as(tmp_path / "told.view.json")
    with opened.page.expect_download() as copy:
        opened.by("save-page").click()
    copy.value.save_as(tmp_path / "copy.html")
    assert opened.faults == []
    opened.close()

    again = open_page(browser, tmp_path / "copy.html")
    assert again.page.evaluate("sysmap.state().steps") == story
    assert again.page.evaluate("document.querySelectorAll('img').length") == 0
    again.by("open-view").set_input_files(tmp_path / "told.view.json")
    again.page.wait_for_function("() => sysmap.state().across_only")
    assert again.page.evaluate("sysmap.state()") == before
    assert again.faults == []
    again.close()
    made = content_of(sm.render(change, view=tmp_path / "told.view.json"))["opens"]["view"]
    assert made == {name: value for name, value in before.items() if name in made}
    assert made["chosen"] == COUNCIL


def test_a_damaged_address_is_said_and_followed_as_far_as_it_can_be(browser, change, tmp_path):
    page = sm.save(sm.render(change), tmp_path / "page.html")
    opened = open_page(browser, page)
    hash_ = (
        "#sysmap-1&across_only=true&zoom=(1~2&moved=7&chosen=Nobody+here&colour=x&%E0%A4%A=1&isolates=false"
    )
    opened.page.evaluate("hash => { window.location.hash = hash; }", hash_)
    opened.page.wait_for_function("() => sysmap.state().across_only")
    state = opened.page.evaluate("sysmap.differences()")
    assert state == {"across_only": True, "isolates": False}
    said = opened.by("live").text_content()
    for part in ("zoom", "moved", "Nobody here", "colour"):
        assert part in said
    # What stands where it was dragged stands there on another screen, too.
    opened.page.evaluate(f"sysmap.put({{ moved: {{ '{COUNCIL}': [12.5, -300] }} }}); sysmap.changed()")
    opened.page.wait_for_function("() => window.location.hash.includes('12.5')")
    elsewhere = opened.page.evaluate("window.location.href")
    other = browser.empty_page().page
    other.set_viewport_size({"width": 320, "height": 640})
    other.goto(elsewhere)
    other.wait_for_function("() => window.sysmap?.ready === true")
    assert other.evaluate("sysmap.visible().positions['Riverside Borough Council']") == [12.5, -300]
    assert other.evaluate("document.documentElement.scrollWidth") == 320
    assert opened.faults == []
    opened.close()


def test_the_command_line_opens_a_page_with_a_saved_view_and_steps(tmp_path):
    source = str(Path(sm.__file__).parent / "data" / "riverside")
    (tmp_path / "my.view.json").write_text(
        '{"sysmap_view": 1, "view": {"across_only": true}}', encoding="utf-8"
    )
    (tmp_path / "steps.json").write_text(
        '[{"title": "One", "view": {"showing": "before"}}]', encoding="utf-8"
    )
    page = tmp_path / "map.html"
    words = ["map", source, "--before", "2022", "--after", "2024", "-o", str(page)]
    told = [*words, "--view", str(tmp_path / "my.view.json"), "--steps", str(tmp_path / "steps.json")]
    assert CliRunner().invoke(commands, told).exit_code == 0
    content = json.loads(
        re.search(r'<script id="data" type="application/json">(.*?)</script>', page.read_text("utf-8"))[1]
    )
    assert content["opens"] == {"view": {"across_only": True}, "missed": []}
    assert content["steps"] == [{"title": "One", "sentence": "", "view": {"showing": "before"}}]
    wrong = CliRunner().invoke(commands, [*words, "--view", "befor"])
    assert wrong.exit_code != 0 and "befor cannot be opened" in wrong.output
