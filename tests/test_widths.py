"""Nothing on a page is wider than its place: on a projector, on a tablet, on a telephone and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser import Opened, open_page
from conftest import copy_examples

import sysmap as sm

pytestmark = pytest.mark.usefixtures("few_redraws")

WIDTHS = {1366: 768, 768: 1024, 320: 640}
# A table of many columns, or a picture, may be scrolled sideways, where it does not fit, in its own place.
TABLES = ".wide, .table, .picture"
# These have so few that they fit on a projector.
FITTING = ("map", "scorecard", "comparison", "sectors", "introductions", "dependence", "places", "report")
PRINTED = FITTING[:-1]
PAGES = (*FITTING, "grid", "organisations", "catalogue")
WIDER = """tables => {
  const root = document.documentElement;
  const found = root.scrollWidth > root.clientWidth ? [`the page: ${root.scrollWidth}`] : [];
  for (const one of document.querySelectorAll('body, body *')) {
    if (one.closest('svg') || one.matches('.unseen') || (tables && one.closest(tables))) continue;
    const how = getComputedStyle(one);
    if (how.display === 'inline' || how.display === 'none' || one.clientWidth < 2) continue;
    if (one.scrollWidth > one.clientWidth)
      found.push(`${one.tagName} ${one.id} ${one.className}: ${one.scrollWidth} in ${one.clientWidth}`);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def pages(riverside_maps, riverside_change, riverside_report, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    last = riverside_maps[1]
    suggested = sm.introductions(last)
    made = {
        "map": sm.render(riverside_change, introductions=suggested),
        "scorecard": sm.integration(last, draws=100),
        "comparison": riverside_change,
        "sectors": sm.sector_scores(last),
        "introductions": suggested,
        "dependence": sm.dependence(last),
        "places": sm.portfolio(copy_examples(folder / "examples") / "local_vision" / "places", draws=20),
        "grid": sm.sector_grid(last, draws=20),
        "organisations": sm.organisation_scores(last, draws=20),
        "report": riverside_report,
        "catalogue": sm.catalogue,
    }
    assert set(made) == set(PAGES)
    return {name: sm.save(result, folder / f"{name}.html") for name, result in made.items()}


@pytest.fixture(scope="module")
def shown(shared_browser, pages) -> Callable[..., Opened]:
    """Open each page once, and show it as wide as a test says, on a screen or on paper."""
    opened: dict[str, Opened] = {}

    def show(name: str, width: int = 1366, height: int = 768, media: str = "screen") -> Opened:
        if name not in opened:
            opened[name] = open_page(shared_browser, pages[name])
        page = opened[name].page
        page.emulate_media(media=media)
        page.set_viewport_size({"width": width, "height": height})
        # What the page does about it comes with the next picture.
        page.evaluate("() => new Promise(then => requestAnimationFrame(() => requestAnimationFrame(then)))")
        return opened[name]

    return show


@pytest.mark.parametrize("name", PAGES)
def test_nothing_but_a_table_is_scrolled_sideways(shown, name):
    for width, height in WIDTHS.items():
        assert shown(name, width, height).page.evaluate(WIDER, TABLES) == [], width
    if name in FITTING:
        # On a projector tables fit too, and on paper: A4 on its side less its margins, in CSS pixels.
        assert shown(name).page.evaluate(WIDER, "") == []
    if name in PRINTED:
        assert shown(name, 1030, 700, "print").page.evaluate(WIDER, "") == []


@pytest.mark.parametrize("name", ["scorecard", "comparison"])
def test_a_figure_with_its_band_stands_on_one_line_and_a_sentence_has_room(shown, name):
    page = shown(name).page
    lines = "one => one.map(each => each.getBoundingClientRect().height)"
    assert max(page.eval_on_selector_all("table:has(.said) td.number", lines)) < 60
    widths = "one => one.map(each => each.getBoundingClientRect().width)"
    assert min(page.eval_on_selector_all(".said div", widths)) > 600


def test_sentences_on_a_telephone_are_read_without_scrolling(shown):
    page = shown("comparison", 320, 640).page
    ends = page.eval_on_selector_all(".said p", "all => all.map(one => one.getBoundingClientRect().right)")
    assert ends and max(ends) <= 320


@pytest.mark.parametrize("name", ["scorecard", "comparison"])
@pytest.mark.parametrize("width", [1366, 320])
def test_axe_finds_nothing_against_tables_with_sentences_under_their_rows(shown, name, width):
    assert shown(name, width).violations() == []


@pytest.mark.parametrize("name", ["scorecard", "comparison"])
def test_every_sentence_of_a_table_is_on_its_page_under_its_own_row(pages, name):
    text = pages[name].read_text(encoding="utf-8")
    assert text.count('class="said"') == text.count('class="above"') > 0
    for part in text.split('class="above"')[1:]:
        row = part.partition('id="')[2].partition('"')[0]
        assert f'headers="{row}"' in part


def test_a_printed_map_names_who_is_to_be_introduced_and_no_control(shown):
    opened = shown("map", media="print")
    section = opened.page.locator("#introductions-section")
    assert opened.page.locator("#introductions-list button").first.is_visible()
    assert not section.locator("input").is_visible() and "show on the map" not in section.inner_text()
    shown = "all => all.filter(one => one.offsetParent && !one.closest('table, .suggested')).length"
    assert opened.page.eval_on_selector_all("button, input, select", shown) == 0
