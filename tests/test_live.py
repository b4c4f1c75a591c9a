"""The map in a notebook, both ways: what is pressed is known in Python, what is set is shown."""

from __future__ import annotations

import html
import json
from dataclasses import FrozenInstanceError
from importlib.util import find_spec

import pytest
from browser import open_page

import sysmap as sm
from sysmap.errors import ChoiceError, SysmapError
from sysmap.pages.document import script, template_text, with_script
from sysmap.records.said.declared import COLUMNS

COUNCIL, POLICE = "Riverside Borough Council", "Marlshire Police"
# What anywidget gives to the script of a widget.
NOTEBOOK = """
const data = JSON.parse(document.getElementById("model").textContent);
const called = new Map();
window.model = {
  get: (name) => data[name], save_changes() { window.saved = (window.saved ?? 0) + 1; },
  set: (name, value) => { data[name] = value; for (const one of called.get(name) ?? []) one(); },
  on: (name, act) => called.set(name.split(":")[1], [...(called.get(name.split(":")[1]) ?? []), act]),
  off: () => called.clear(),
};
window.leave = given.render({ model: window.model, el: document.getElementById("here") });
"""


@pytest.fixture(scope="module")
def page(riverside_maps):
    return sm.render(riverside_maps[1], editing=True)


def test_what_is_set_is_checked_and_kept_until_the_page_is_shown(page, riverside_maps):
    assert (page.selected, page.filters, len(page.said)) == (None, {}, 0)
    assert tuple(page.said.columns) == COLUMNS
    page.selected, page.filters = POLICE, {"across_only": True}
    page.said = [{"action": "strike tie", "organisation": COUNCIL, "other": POLICE}]
    assert (page.selected, page.filters) == (POLICE, {"across_only": True})
    assert page.said["action"].tolist() == ["strike tie"]
    for name, value, words in [
        ("selected", "Nobody", "no organisation on the map called 'Nobody'"),
        ("selected", 7, "must be the name"),
        ("filters", {"acros_only": True}, "did you mean across_only"),
        ("filters", "across", "must be a mapping"),
        ("said", [{"action": "add tie", "weight": 3}], "no column of a step called 'weight'"),
        ("said", "room.said.csv", "must be a table of steps"),
    ]:
        with pytest.raises(ChoiceError, match=words):
            setattr(page, name, value)
    with pytest.raises(FrozenInstanceError):
        page.html = ""
    with pytest.raises(ChoiceError, match="editing=True"):
        sm.render(riverside_maps[1]).said = []
    assert "not trusted yet" in page._repr_html_().split("</iframe>")[1]


def test_a_live_map_needs_a_package_or_says_so(page):
    if find_spec("anywidget") is None:
        with pytest.raises(SysmapError, match=r"pip install 'sysmap\[notebook\]'"):
            page.widget()
        return
    shown = page.widget()
    assert shown.page.count("<script>") == page.html.count("<script>") + 1
    page.selected = COUNCIL
    assert shown.asked["what"] == {"selected": COUNCIL} and shown.standing["selected"] == COUNCIL
    shown.heard = {"selected": POLICE, "filters": {"across_only": True, "room": True}, "said": []}
    assert page.selected == POLICE and page.filters["across_only"] is True


def test_the_page_tells_the_notebook_and_does_what_it_asks(browser, page, tmp_path):
    asked = {"selected": COUNCIL, "filters": {"across_only": True}}
    model = {
        "page": with_script(page.html, script("map_bridge.js")),
        "title": "<i>A map</i>",
        "standing": asked,
        "asked": {},
        "heard": {},
    }
    esm = template_text("map_widget.mjs").replace("export default { render };", "const given = { render };")
    text = json.dumps(model).replace("<", "\\u003c")
    host = tmp_path / "notebook.html"
    host.write_text(
        '<!DOCTYPE html><title>Notebook</title><div id="here"></div>'
        f'<script id="model" type="application/json">{text}</script>'
        f'<script type="module">{esm}{NOTEBOOK}</script>',
        encoding="utf-8",
    )
    opened = open_page(browser, host)
    run, wait = opened.page.evaluate, opened.page.wait_for_function
    wait("name => window.model?.get('heard').selected === name", arg=COUNCIL)
    assert run("model.get('heard').filters.across_only") is True
    frame = opened.page.frames[1]
    frame.locator("#edit").click()
    assert frame.evaluate("sysmap.saidOn() && document.getElementById('across-only').checked")
    frame.locator("#said-organisation").fill(COUNCIL)
    frame.locator("#said-other").fill(POLICE)
    frame.locator("#strike-tie").click()
    wait("() => model.get('heard').said.length === 1")
    assert run("model.get('heard').said[0].other") == POLICE
    # Nothing is kept in a frame without rights, and it says so.
    assert frame.locator("#said-lost").is_visible()
    step = {"action": "add organisation", "organisation": "<b>New</b>", "sector": "Housing"}
    steps = [*run("model.get('heard').said"), step]
    run("said => model.set('asked', { number: 1, what: { said } })", steps)
    wait("() => model.get('heard').said.length === 2")
    assert "<b>New</b>" in frame.evaluate("window.sysmap.visible().organisations")
    run("() => model.set('asked', { number: 2, what: { filters: {}, selected: null } })")
    wait("() => model.get('heard').selected === null && !model.get('heard').filters.across_only")
    assert len(run("model.get('heard').said")) == 2 and run("window.saved") >= 4
    assert html.escape("<i>") not in run("document.querySelector('iframe').title")
    run("() => { model.set('asked', { number: 3, what: { said: [] } }); }")
    wait("() => model.get('heard').said.length === 0")
    assert frame.evaluate("sysmap.ledger.length") == 4
    run("() => { leave(); document.querySelector('iframe').remove(); }")
    assert opened.faults == []
