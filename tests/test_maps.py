"""Map pages as text: safe, whole, the same every time."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from itertools import accumulate

import pytest

import sysmap as sm
from sysmap.pages.document import colours_and_shapes, safe_json, template_text
from sysmap.pages.map import page as maps

SCRIPTS = [
    entry.name
    for entry in files("sysmap.pages").joinpath("templates").iterdir()
    if entry.name.endswith(".js")
]


@pytest.fixture(scope="module")
def change(riverside_change):
    return riverside_change


@pytest.fixture(scope="module")
def page(change):
    return sm.render(change, title="A <title> & more")


class Elements(HTMLParser):
    """Collects the elements of a page, and the texts of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag in ("script", "style"):
            self.texts.append("")
            self.inside = tag

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data):
        if self.inside:
            self.texts[-1] += data


def data_of(page) -> dict:
    return json.loads(
        re.search(r'<script id="data" type="application/json">(.*?)</script>', page.html, re.DOTALL)[1]
    )


def column(values: list | dict) -> list:
    """Return a column as a list: one that repeats few values holds places in a list of them."""
    if isinstance(values, list):
        return values
    if "steps" in values:
        return list(accumulate(int(step, 36) for step in values["steps"]))
    codes = [0] * values["codes"] if isinstance(values["codes"], int) else values["codes"]
    return [values["values"][int(code, 36) if isinstance(code, str) else code] for code in codes]


def test_the_policy_stands_first_and_names_every_script_and_style_by_its_hash(page):
    elements = Elements(page.html)
    head = [tag for tag, _ in elements.tags].index("head")
    tag, attributes = elements.tags[head + 1]
    assert (tag, attributes["http-equiv"]) == ("meta", "Content-Security-Policy")
    policy = attributes["content"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    kinds = [(tag, attrs) for tag, attrs in elements.tags if tag in ("script", "style")]
    for (_, attrs), text in zip(kinds, elements.texts, strict=True):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert attrs.get("type") == "application/json" or f"'sha256-{digest}'" in policy


def test_no_element_of_the_page_points_outside_it(page):
    for tag, attributes in Elements(page.html).tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
        assert not [name for name in attributes if name.startswith("on")]
        assert "src" not in attributes and (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"@import|url\(\s*['\"]?https?:", template_text("map.css"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_our_scripts_make_elements_and_never_html(name):
    text = template_text(name)
    assert text.startswith('"use strict";')
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.on\w+ = ", text
    )
    assert len(text.splitlines()) < 400


def test_what_a_script_takes_another_gives():
    # The linter does not see what is in the object that the scripts share.
    given = set(json.loads(colours_and_shapes().partition("window.sysmap = ")[2].rstrip(";\n")))
    texts = {name: template_text(name) for name in maps.scripts_of(editing=True, many=True)}
    read = {name: set(re.findall(r"\bsysmap\.(\w+)", text)) for name, text in texts.items()}
    for name, text in texts.items():
        for taken in re.findall(r"const \{([^}]*)\} = sysmap;", text):
            assert set(re.findall(r"\w+", taken)) <= given, f"{name} takes what no script before it gives"
        for more in re.findall(r"Object\.assign\(sysmap, \{([^}]*)\}\)", text):
            assert not set(re.findall(r"\w+", more)) & given
            given |= set(re.findall(r"\w+", more))
        given |= set(re.findall(r"\bsysmap\.(\w+) = ", text))
    for name, names in read.items():
        assert names <= given, f"{name} reads what no script gives"


def test_the_title_is_shown_once_and_escaped(page):
    assert page.html.count("A &lt;title&gt; &amp; more") == 2  # in the head, and as the heading
    assert "A <title>" not in page.html


@pytest.mark.parametrize("letter", ["<", ">", "&", "\u2028", "\u2029"])
def test_data_cannot_leave_its_script_element(letter):
    assert letter not in safe_json({"text": f"a{letter}b"})
    assert json.loads(safe_json({"text": f"a{letter}b"})) == {"text": f"a{letter}b"}


def test_data_that_is_no_number_is_refused_rather_than_written():
    with pytest.raises(ValueError, match="Out of range"):
        safe_json({"value": float("nan")})


def test_the_page_holds_the_ties_and_scores_of_the_comparison(page, change):
    data = data_of(page)
    names = column(data["marks"]["name"])
    assert len(names) == 37
    assert column(data["lines"]["status"]) == list(change.tie_changes["status"])
    partners = next(entry for entry in data["measures"] if entry["name"] == "partners")
    later = sm.organisation_scores(change.after, "partners")["partners"]
    assert {
        name: value for name, value in zip(names, partners["values"][1], strict=True) if value is not None
    } == (later.to_dict())


def test_the_summary_counts_what_changed(page, change):
    assert "66 ties stayed, 39 are new and 26 were lost" in page.summary
    assert not re.search(r"caused|led to|impact|because|thanks to", page.summary)
    assert "36 organisations in 10 sectors, 105 ties in 2024" in sm.render(change.after).summary


def test_the_same_map_gives_the_same_page(page, change):
    assert sm.render(change, title="A <title> & more").html == page.html


def test_what_is_drawn_is_left_as_it_was(change):
    before = (
        change.tie_changes.copy(),
        change.after.organisations.copy(),
        dict(change.after.graph.nodes(data=True)),
    )
    sm.render(change)
    assert change.tie_changes.equals(before[0]) and change.after.organisations.equals(before[1])
    assert dict(change.after.graph.nodes(data=True)) == before[2]


def test_a_map_shows_itself_in_a_frame_without_rights_and_as_a_table(page):
    shown = page._repr_html_()
    frame = re.search(r'<iframe title="([^"]*)" sandbox="([^"]*)"[^>]*srcdoc="([^"]*)"', shown)
    assert html.unescape(frame[1]) == "A <title> & more"
    assert frame[2].split() == ["allow-scripts", "allow-downloads", "allow-modals"]
    assert html.unescape(frame[3]) == page.html
    assert "<details>" in shown and "Riverside Voluntary Action" in shown.split("</iframe>")[1]
    assert repr(page).startswith("<MapPage 'A <title> & more'")


def test_a_measure_that_is_none_of_organisations_is_refused(change):
    with pytest.raises(sm.ChoiceError, match="betweenness"):
        sm.render(change, size_by="betweeness")
    with pytest.raises(sm.ChoiceError, match="ei_index is a measure of the system"):
        sm.render(change, size_by="ei_index")
    with pytest.raises(sm.ChoiceError, match="takes a map, a comparison or a trajectory"):
        sm.render(change.to_frame())


def test_a_measure_of_ones_own_can_size_the_marks(change):
    @sm.measure(
        label="Letters", level="organisation", formula="letters in the id", source="–", caveat="For a test."
    )
    def letters(arrays):
        """How many letters has its id?"""
        return [len(node) for node in arrays.nodes], {}

    try:
        data = data_of(sm.render(change, size_by="letters"))
        assert data["size_by"] == "letters"
        assert column(data["measures"][-1]["values"][1])[0] == len("RV01")
    finally:
        sm.catalogue._entries.pop("letters")


def test_another_drawing_library_is_refused(monkeypatch):
    maps._vis_network.cache_clear()
    monkeypatch.setattr(maps, "_VIS_SHA256", "0" * 64)
    with pytest.raises(sm.SysmapError, match=r"pyvis 0\.3\.2"):
        maps._vis_network()


def test_the_licence_of_the_drawing_library_stays_in_the_page(page):
    assert "@license" in page.html and "Apache 2.0" in page.html


def test_pyviss_own_page_is_out_of_reach():
    network = maps._network_class()(directed=True)
    for way in ("generate_html", "write_html", "show", "save_graph"):
        with pytest.raises(sm.SysmapError, match="render"):
            getattr(network, way)("x.html")
