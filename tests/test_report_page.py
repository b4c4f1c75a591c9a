"""The report in a browser: offline, accessible, on a narrow screen and on paper."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest
from browser import Opened, open_page
from test_reports import hostile_change

import sysmap as sm

pytestmark = pytest.mark.usefixtures("few_redraws")

SORTS = ("two waves", "one wave", "public", "hostile")
every_sort = pytest.mark.parametrize("sort", SORTS)


@pytest.fixture(scope="module")
def shown(shared_browser, tmp_path_factory, request) -> Callable[..., Opened]:
    """Open each sort of report once, and show it as wide as a test says, on a screen or on paper."""
    folder = tmp_path_factory.mktemp("a folder with spaces, Gŵyr")
    made = {
        "two waves": lambda: request.getfixturevalue("riverside_report"),
        "one wave": lambda: request.getfixturevalue("small_report"),
        "public": lambda: request.getfixturevalue("riverside_public_report"),
        "hostile": lambda: sm.report(hostile_change()),
    }
    pages: dict[str, Opened] = {}

    def show(sort: str, width: int = 1366, media: str = "screen") -> Opened:
        if sort not in pages:
            report = dataclasses.replace(made[sort](), with_annex=True)
            pages[sort] = open_page(shared_browser, sm.save(report, folder / f"{sort}.html"))
        page = pages[sort].page
        page.set_viewport_size({"width": width, "height": 768})
        page.emulate_media(media=media)
        return pages[sort]

    return show


def fold(opened: Opened, *, is_open: bool) -> None:
    script = "on => document.querySelectorAll('details').forEach(one => { one.open = on; })"
    opened.page.evaluate(script, is_open)


@every_sort
def test_it_opens_without_a_request_an_error_or_a_dialog(shown, sort):
    opened = shown(sort)
    opened.page.wait_for_function("[...document.images].every(image => image.complete)")
    assert opened.page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert opened.faults == []


@pytest.mark.parametrize(("sort", "width"), [("two waves", 1366), *((sort, 320) for sort in SORTS)])
def test_axe_finds_nothing_against_accessibility(shown, sort, width):
    # What every annex is made of is looked at once, open; the others are folded, as they are sent.
    opened = shown(sort, width)
    fold(opened, is_open=(sort, width) == ("two waves", 320))
    found = opened.violations()
    fold(opened, is_open=True)
    assert found == []


@every_sort
def test_a_narrow_screen_needs_no_sideways_scrolling(shown, sort):
    assert shown(sort, 320).page.evaluate("document.documentElement.scrollWidth") <= 320


def test_two_waves_are_printed_on_a_dozen_sheets_and_the_annex_only_if_it_is_open(shown):
    opened = shown("two waves", media="print")
    sheets = []
    for is_open in (False, True):
        fold(opened, is_open=is_open)
        sheets.append(len(re.findall(rb"/Type\s*/Page\b", opened.page.pdf(prefer_css_page_size=True))))
    assert sheets[0] <= 12
    assert sheets[1] > sheets[0] + 5


def test_the_first_sheet_is_full_and_holds_nothing_else(shown):
    # A4 less the margins of the first sheet, 283 mm, in pixels of 1/96 inch.
    page = shown("two waves", 695, "print").page
    height = page.evaluate("document.querySelector('.first').getBoundingClientRect().height")
    assert 700 < height < 1069


def test_an_annex_of_its_own_begins_under_its_title(shared_browser, tmp_path, small_report):
    page = open_page(shared_browser, sm.save(small_report.annex, tmp_path / "annex.html")).page
    page.emulate_media(media="print")
    rule = "getComputedStyle(document.querySelector('h1').parentElement).breakAfter"
    assert page.evaluate(rule) == "auto"
    assert page.evaluate("document.querySelectorAll('details').length") == 0


@every_sort
@pytest.mark.parametrize(("sheet", "width"), [("upright", 672), ("on its side", 1002)])
def test_on_paper_nothing_is_cut_or_wider_than_its_page(shown, sort, sheet, width):
    # A4 less its margins, in pixels of 1/96 inch: 178 mm upright, 265 mm on its side.
    faults = shown(sort, width, "print").page.evaluate(
        """([wide, width]) => [...document.querySelectorAll("table, p, li, h2, h3, img, td, th")]
            .filter(one => (one.closest(".wide") !== null) === wide)
            .filter(one => one.getBoundingClientRect().right > width + 2
                || (one.matches("td, th") && one.scrollWidth > one.clientWidth + 1))
            .map(one => one.outerHTML.slice(0, 120))""",
        [sheet == "on its side", width],
    )
    assert faults == []


def test_every_link_of_the_contents_leads_to_a_section(shown):
    opened = shown("two waves")
    missing = opened.page.evaluate(
        """() => [...document.querySelectorAll("a")]
            .filter(link => !document.getElementById(link.getAttribute("href").slice(1))).length"""
    )
    assert missing == 0


def test_a_script_put_into_the_open_page_does_not_run(shown):
    opened = shown("two waves")
    ran = opened.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            script.remove();
            return window.ran === true;
        }"""
    )
    assert not ran


def test_tables_can_be_reached_and_scrolled_with_the_keyboard(shown):
    opened = shown("two waves", 320)
    boxes = opened.page.evaluate(
        """() => [...document.querySelectorAll(".table")]
            .filter(box => box.scrollWidth > box.clientWidth && box.tabIndex !== 0).length"""
    )
    assert boxes == 0


def test_charts_are_drawn_at_the_size_of_their_letters(shown):
    # Figures are drawn in points: shown in as many pixels, letters of 8 points would be 6.
    opened = shown("two waves")
    scales = opened.page.evaluate(
        """() => [...document.querySelectorAll("main > section:not(.annex) figure img")].map(image =>
            image.getBoundingClientRect().width / image.naturalWidth)"""
    )
    assert len(scales) > 3
    assert min(scales) > 0.98


def test_on_a_telephone_pictures_are_moved_sideways_and_captions_stay_in_sight(shown):
    page = shown("two waves", 320).page
    widths = page.evaluate("[...document.querySelectorAll('.picture')].map(box => box.scrollWidth)")
    assert widths
    assert min(widths) >= 600
    assert page.evaluate("[...document.querySelectorAll('.picture')].every(box => box.tabIndex === 0)")
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".table")].filter(box => {
            box.scrollLeft = 80;
            const place = box.querySelector("caption span").getBoundingClientRect();
            box.scrollLeft = 0;
            return place.left < 0 || place.right > window.innerWidth;
        }).map(box => box.textContent.trim().slice(0, 60))"""
    )
    assert cut == []


def test_on_paper_a_picture_is_not_tied_to_the_table_after_it(shown):
    # Tied to both, a short table lost its last row to the next page.
    page = shown("two waves", 672, "print").page
    rules = "getComputedStyle(document.querySelector('figcaption'))"
    assert page.evaluate(f"[{rules}.breakBefore, {rules}.breakAfter]") == ["avoid", "auto"]
