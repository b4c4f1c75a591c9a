"""The brief in a browser: offline, accessible, on a narrow screen, and on one sheet of paper."""

from __future__ import annotations

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
def shown(shared_browser, tmp_path_factory, riverside_change, small) -> Callable[..., Opened]:
    folder = tmp_path_factory.mktemp("briefs")
    made = {
        "two waves": lambda: sm.brief(riverside_change),
        "one wave": lambda: sm.brief(small),
        "public": lambda: sm.brief(riverside_change, public=True),
        "hostile": lambda: sm.brief(hostile_change()),
    }
    pages: dict[str, Opened] = {}

    def show(sort: str, width: int = 1366) -> Opened:
        if sort not in pages:
            pages[sort] = open_page(shared_browser, sm.save(made[sort](), folder / f"{sort}.html"))
        pages[sort].page.set_viewport_size({"width": width, "height": 768})
        return pages[sort]

    return show


@every_sort
def test_it_opens_without_a_request_an_error_or_a_dialog(shown, sort):
    opened = shown(sort)
    opened.page.wait_for_function("[...document.images].every(image => image.complete)")
    assert opened.page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert opened.faults == []


@pytest.mark.parametrize(("sort", "width"), [("two waves", 1366), *((sort, 320) for sort in SORTS)])
def test_axe_finds_nothing_against_accessibility(shown, sort, width):
    opened = shown(sort, width)
    assert opened.violations() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@every_sort
def test_it_is_printed_on_one_sheet(shown, sort):
    page = shown(sort).page
    page.emulate_media(media="print")
    sheet = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="screen")
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
