"""The report in a browser: offline, accessible, on a narrow screen and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import chromium, open_page
from test_reports import hostile_change

import sysmap as sm

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("a folder with spaces, Gŵyr")


@pytest.fixture(scope="module")
def change(riverside):
    return sm.compare(sm.build_map(riverside, "2022"), sm.build_map(riverside, "2024"), permutations=199)


@pytest.fixture(scope="module")
def pages(change, small, folder) -> dict[str, Path]:
    """A report of each sort, saved."""
    sorts = {
        "two waves": sm.report(change),
        "one wave": sm.report(small),
        "public": sm.report(change, public=True),
        "hostile": sm.report(hostile_change()),
    }
    return {name: sm.save(report, folder / f"{name}.html") for name, report in sorts.items()}


every_sort = pytest.mark.parametrize("sort", ["two waves", "one wave", "public", "hostile"])


@every_sort
def test_it_opens_without_a_request_an_error_or_a_dialog(browser, pages, sort):
    opened = open_page(browser, pages[sort])
    opened.page.wait_for_function("[...document.images].every(image => image.complete)")
    assert opened.page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert opened.faults == []


@every_sort
@pytest.mark.parametrize("width", [1366, 320])
def test_axe_finds_nothing_against_accessibility(browser, pages, sort, width):
    from axe_playwright_python.sync_playwright import Axe

    opened = open_page(browser, pages[sort], width=width)
    found = Axe().run(opened.page, options={"runOnly": AXE_RULES}).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found] == []


@every_sort
def test_a_narrow_screen_needs_no_sideways_scrolling(browser, pages, sort):
    opened = open_page(browser, pages[sort], width=320)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320


@every_sort
@pytest.mark.parametrize(("sheet", "width"), [("upright", 672), ("on its side", 1002)])
def test_on_paper_nothing_is_cut_or_wider_than_its_page(browser, pages, sort, sheet, width):
    # A4 less its margins, in pixels of 1/96 inch: 178 mm upright, 265 mm on its side.
    opened = open_page(browser, pages[sort], width=width)
    opened.page.emulate_media(media="print")
    faults = opened.page.evaluate(
        """([wide, width]) => [...document.querySelectorAll("table, p, li, h2, h3, img, td, th")]
            .filter(one => (one.closest(".wide") !== null) === wide)
            .filter(one => one.getBoundingClientRect().right > width + 2
                || (one.matches("td, th") && one.scrollWidth > one.clientWidth + 1))
            .map(one => one.outerHTML.slice(0, 120))""",
        [sheet == "on its side", width],
    )
    assert faults == []


def test_every_link_of_the_contents_leads_to_a_section(browser, pages):
    opened = open_page(browser, pages["two waves"])
    missing = opened.page.evaluate(
        """() => [...document.querySelectorAll("a")]
            .filter(link => !document.getElementById(link.getAttribute("href").slice(1))).length"""
    )
    assert missing == 0


def test_a_script_put_into_the_open_page_does_not_run(browser, pages):
    opened = open_page(browser, pages["two waves"])
    ran = opened.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            return window.ran === true;
        }"""
    )
    assert not ran


def test_tables_can_be_reached_and_scrolled_with_the_keyboard(browser, pages):
    opened = open_page(browser, pages["two waves"], width=320)
    boxes = opened.page.evaluate(
        """() => [...document.querySelectorAll(".table")]
            .filter(box => box.scrollWidth > box.clientWidth && box.tabIndex !== 0).length"""
    )
    assert boxes == 0


def test_charts_are_drawn_at_the_size_of_their_letters(browser, pages):
    # Figures are drawn in points: shown in as many pixels, letters of 8 points would be 6.
    opened = open_page(browser, pages["two waves"])
    scales = opened.page.evaluate(
        """() => [...document.querySelectorAll("figure:not(.wide) img")].map(image =>
            image.getBoundingClientRect().width / image.naturalWidth)"""
    )
    assert len(scales) > 3
    assert min(scales) > 0.98


def test_on_a_telephone_pictures_are_moved_sideways_and_captions_stay_in_sight(browser, pages):
    page = open_page(browser, pages["two waves"], width=320).page
    widths = page.evaluate("[...document.querySelectorAll('.picture')].map(box => box.scrollWidth)")
    assert widths
    assert min(widths) >= 600
    assert page.evaluate("[...document.querySelectorAll('.picture')].every(box => box.tabIndex === 0)")
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".table")].filter(box => {
            box.scrollLeft = 80;
            const place = box.querySelector("caption span").getBoundingClientRect();
            return place.left < 0 || place.right > window.innerWidth;
        }).map(box => box.textContent.trim().slice(0, 60))"""
    )
    assert cut == []


def test_on_paper_a_picture_is_not_tied_to_the_table_after_it(browser, pages):
    # Tied to both, a short table lost its last row to the next page.
    page = open_page(browser, pages["two waves"], width=672).page
    page.emulate_media(media="print")
    rules = "getComputedStyle(document.querySelector('figcaption'))"
    assert page.evaluate(f"[{rules}.breakBefore, {rules}.breakAfter]") == ["avoid", "auto"]
