"""The page of many places: in a browser, on a phone, and with names that want to be more than text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browser import Opened, open_page
from conftest import LOCAL_VISION, copy_examples, draw
from test_portfolio import place

import sysmap as sm
from sysmap.pages.pictures.thumbnails import chance_strip, change_strip, map_thumbnails, marks_of

pytestmark = pytest.mark.usefixtures("few_redraws")

EXAMPLE = LOCAL_VISION
HOSTILE = ["<script>alert(1)</script>", "</title><svg onload=alert(2)>", "W" * 180, "{{7*7}}"]


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory) -> sm.Portfolio:
    return sm.portfolio(
        copy_examples(tmp_path_factory.mktemp("few") / "examples") / "local_vision" / "places"
    )


@pytest.fixture(scope="module")
def page(portfolio, tmp_path_factory) -> Path:
    return sm.save(portfolio, tmp_path_factory.mktemp("a folder, Gŵyr") / "places.html")


@pytest.fixture(scope="module")
def opened(shared_browser, page) -> Opened:
    """The page, opened once: each test sets how wide it is."""
    return open_page(shared_browser, page)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    for number, text in enumerate(HOSTILE):
        row = f'programme,place,enabler\n"{text}","{text}","{text}"'
        place(folder / "places" / f"p{number}", number, waves=1 + number % 2, programmes=row)
    return sm.save(sm.portfolio(folder / "places", draws=20), folder / "places.html")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (320, 700)])
def test_the_page_breaks_no_rule_of_accessibility_makes_no_request_and_fits(opened, width, height):
    opened.page.set_viewport_size({"width": width, "height": height})
    assert opened.faults == []
    assert opened.violations() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_fits_at_every_width_between(opened):
    for width in (360, 480, 640, 768, 900, 1024, 1025, 1100, 1280):
        opened.page.set_viewport_size({"width": width, "height": 700})
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_the_page_has_a_row_for_each_place_by_name_and_says_why(opened, portfolio):
    for table in ("#places", "#funder"):
        names = opened.page.locator(f"{table} tbody tr").locator(".name").all_inner_texts()
        assert names == list(portfolio.to_frame().index) == sorted(names)
    assert "are not ranked" in opened.page.locator("main").inner_text()


def test_a_row_says_in_words_what_its_drawings_show(opened):
    row = opened.page.locator("#places tbody tr", has_text="Garthwick").inner_text().replace("\u00a0", " ")
    for words in (
        "£37,000",
        "2023: 25 of 31 (81 %)",
        "67 % (54 of 81 ties), below chance",
        "+4.2 points (+1.0 to +7.5)",
    ):
        assert words in row


def test_a_place_with_one_wave_is_shown_as_such(opened):
    row = opened.page.locator("#places tbody tr", has_text="Calderwick")
    assert "One wave only (2023)" in row.inner_text()
    assert row.locator(".map").count() == 1


def test_the_funder_reads_what_was_given_what_can_be_shown_and_what_more_would_take(opened):
    row = opened.page.locator("#funder tbody tr", has_text="Calderwick").inner_text().replace("\u00a0", " ")
    for words in (
        "£37,000",
        "from 2023-01-01",
        "No change can be shown or ruled out: one wave only (2023).",
        "One more wave of the same 38 organisations, 32 answering (84 %, as in 2023), would give two waves",
        "Ask 38 organisations",
        "Get 32 answers",
    ):
        assert words in row
    assert "Cost" not in row


def test_texts_from_records_are_shown_literally(browser, hostile):
    opened = open_page(browser, hostile, width=320, height=700)
    assert opened.faults == []
    assert opened.page.locator("script").count() == 0
    text = opened.page.locator("main").inner_text()
    assert all(one in text for one in HOSTILE)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_is_not_drawn_for_the_public_is_not_in_the_page(portfolio, tmp_path):
    path = sm.save(portfolio, tmp_path / "p.html", public=True)
    assert sm.save(portfolio, tmp_path / "q.html").stat().st_size > path.stat().st_size
    assert "25 of 31" not in path.read_text(encoding="utf-8")


def test_the_source_names_no_address_and_begins_with_its_policy(page):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href|url|@import)\s*[=(]?\s*['\"]?https?:", text)
    assert " style=" not in text and "<script" not in text
    assert text.index("Content-Security-Policy") < text.index("<title>")

    class Ids(HTMLParser):
        found: list[str] = []

        def handle_starttag(self, tag, attrs):
            self.found += [value for name, value in attrs if name == "id"]

    Ids().feed(text)
    assert len(Ids.found) == len(set(Ids.found))


def test_the_same_places_give_the_same_page(hostile, tmp_path):
    again = sm.save(sm.portfolio(hostile.parent / "places", draws=20), tmp_path / "again.html")
    assert again.read_bytes() == hostile.read_bytes()


class TestThumbnails:
    system = staticmethod(lambda: draw("A-B B-C", A="NHS", B="Police", C="Police", D="NHS"))

    def test_a_map_says_what_is_on_it_and_draws_each_organisation_and_tie(self):
        system = self.system()
        (drawing,) = map_thumbnails([system], "Brook", marks_of([system]))
        tree = ElementTree.fromstring(drawing)
        assert (
            tree.find("title").text
            == "Map of Brook in 2024: 4 organisations, 2 ties, 50 % of them across a boundary"
        )
        # What a pattern leaves white has no outline of its own.
        marks = [part for part in tree if part.tag in ("circle", "polygon") and part.get("stroke")]
        lines = "".join(part.get("d") for part in tree if part.tag == "path")
        assert (len(marks), lines.count("M")) == (4, 2)

    def test_a_share_that_is_not_defined_is_not_drawn(self):
        assert chance_strip(float("nan"), 0.5, 0.4, 0.6) == ""
        assert change_strip((float("nan"),) * 3, (float("nan"),) * 3, 0.1, (-1, 1)) == ""

    def test_a_change_stands_where_its_scale_says(self):
        # The strip is 200 wide with 8 left on each side: the middle of −1 to 1 is at 100.
        drawing = change_strip((0.0, -0.5, 0.5), (float("nan"),) * 3, float("nan"), (-1.0, 1.0))
        lines = [part for part in ElementTree.fromstring(drawing) if part.get("stroke-width") == "2"]
        assert [(line.get("x1"), line.get("x2")) for line in lines] == [("54.0", "146.0")]

    def test_everybody_in_one_spot_or_alone_is_drawn_inside_the_picture(self):
        system = draw("", A="NHS", B="NHS", C="NHS")
        (drawing,) = map_thumbnails([system], "Brook", marks_of([system]))
        spots = [float(part.get("cx")) for part in ElementTree.fromstring(drawing) if part.tag == "circle"]
        assert all(0 <= spot <= 150 for spot in spots)


def test_the_picture_of_all_places_names_each_and_holds_no_script(portfolio, tmp_path):
    text = sm.save(portfolio, tmp_path / "places.svg").read_text(encoding="utf-8")
    assert not [tag for tag in ElementTree.fromstring(text).iter() if tag.tag.endswith("script")]
    assert all(name in text for name in portfolio.to_frame().index)
