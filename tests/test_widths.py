"""Nothing on a page is wider than its place: on a projector, on a tablet, on a telephone and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import open_page
from test_places_page import EXAMPLE

import sysmap as sm

pytestmark = pytest.mark.usefixtures("few_redraws")

WIDTHS = {1366: 768, 768: 1024, 320: 640}
# A table of many columns, or a picture, may be scrolled sideways, where it does not fit, in its own place.
TABLES = ".wide, .table, .picture"
# These have so few that they fit on a projector.
FITTING = ("map", "scorecard", "comparison", "sectors", "introductions", "dependence", "places", "report")
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
def pages(riverside, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    maps = [sm.build_map(riverside, wave) for wave in ("2022", "2024")]
    change, last = sm.compare(*maps, permutations=99), maps[1]
    suggested = sm.introductions(last)
    made = {
        "map": sm.render(change, introductions=suggested),
        "scorecard": sm.integration(last, draws=100),
        "comparison": change,
        "sectors": sm.sector_scores(last),
        "introductions": suggested,
        "dependence": sm.dependence(last),
        "places": sm.portfolio(EXAMPLE, draws=20),
        "grid": sm.sector_grid(last, draws=20),
        "organisations": sm.organisation_scores(last, draws=20),
        "report": sm.report(change),
        "catalogue": sm.catalogue,
    }
    assert set(made) == set(PAGES)
    return {name: sm.save(result, folder / f"{name}.html") for name, result in made.items()}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_but_a_table_is_scrolled_sideways(browser, pages, name, width):
    opened = open_page(browser, pages[name], width=width, height=WIDTHS[width])
    assert opened.page.evaluate(WIDER, TABLES) == []


@pytest.mark.parametrize("name", FITTING)
def test_on_a_projector_tables_fit_too(browser, pages, name):
    opened = open_page(browser, pages[name])
    assert opened.page.evaluate(WIDER, "") == []


@pytest.mark.parametrize("name", ["scorecard", "comparison"])
def test_a_figure_with_its_band_stands_on_one_line_and_a_sentence_has_room(browser, pages, name):
    page = open_page(browser, pages[name]).page
    lines = "one => one.map(each => each.getBoundingClientRect().height)"
    assert max(page.eval_on_selector_all("table:has(.said) td.number", lines)) < 60
    widths = "one => one.map(each => each.getBoundingClientRect().width)"
    assert min(page.eval_on_selector_all(".said div", widths)) > 600


def test_sentences_on_a_telephone_are_read_without_scrolling(browser, pages):
    page = open_page(browser, pages["comparison"], width=320, height=640).page
    ends = page.eval_on_selector_all(".said p", "all => all.map(one => one.getBoundingClientRect().right)")
    assert ends and max(ends) <= 320


@pytest.mark.parametrize("name", ["scorecard", "comparison"])
@pytest.mark.parametrize("width", [1366, 320])
def test_axe_finds_nothing_against_tables_with_sentences_under_their_rows(browser, pages, name, width):
    assert open_page(browser, pages[name], width=width).violations() == []


@pytest.mark.parametrize("name", ["scorecard", "comparison"])
def test_every_sentence_of_a_table_is_on_its_page_under_its_own_row(pages, name):
    text = pages[name].read_text(encoding="utf-8")
    assert text.count('class="said"') == text.count('class="above"') > 0
    for part in text.split('class="above"')[1:]:
        row = part.partition('id="')[2].partition('"')[0]
        assert f'headers="{row}"' in part


@pytest.mark.parametrize(
    "name", ["map", "scorecard", "comparison", "sectors", "introductions", "dependence", "places"]
)
def test_on_paper_nothing_is_wider_than_the_sheet(browser, pages, name):
    # A4 on its side less its margins, in CSS pixels.
    opened = open_page(browser, pages[name], width=1030, height=700)
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate(WIDER, "") == []


def test_a_printed_map_names_who_is_to_be_introduced_and_no_control(browser, pages):
    opened = open_page(browser, pages["map"])
    opened.page.emulate_media(media="print")
    section = opened.page.locator("#introductions-section")
    assert opened.page.locator("#introductions-list button").first.is_visible()
    assert not section.locator("input").is_visible() and "show on the map" not in section.inner_text()
    shown = "all => all.filter(one => one.offsetParent && !one.closest('table, .suggested')).length"
    assert opened.page.eval_on_selector_all("button, input, select", shown) == 0
