"""The window in a browser: it can be used by keyboard alone, on a telephone, and by a screen reader."""

from __future__ import annotations

import re

import pytest
from windows import opened

TIES = b"Organisation A,Organisation B,How much\nA Council,B Trust,3\nA Council,C Mind,1\nC Mind,D Police,2\n"


@pytest.fixture(scope="module")
def visitor(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("window")) as one:
        yield one


@pytest.fixture
def page(browser, visitor):
    visitor.send("clear")
    shown = browser.empty_page()
    shown.page.set_viewport_size({"width": 1366, "height": 768})
    shown.page.goto(visitor.window.address.url)
    return shown


def test_from_the_keyboard_to_a_map_and_out(page, visitor):
    """Nothing is typed but Tab and Enter: the example is read, its map is made, opened and closed."""
    keys, at = page.page.keyboard, "document.activeElement.dataset.testid"

    def reach(testid: str) -> None:
        for _ in range(60):
            if page.page.evaluate(at) == testid:
                return
            keys.press("Tab")
        raise AssertionError(f"Tab does not lead to {testid}")

    reach("example")
    keys.press("Enter")
    page.by("is-read").wait_for()
    reach("make-map")
    keys.press("Enter")
    page.by("open-map.html").wait_for()
    reach("open-map.html")
    with page.page.expect_popup() as popup:
        keys.press("Enter")
    popup.value.wait_for_load_state("load")
    assert len(popup.value.evaluate("window.sysmap.visible().organisations")) > 30
    popup.value.close()


@pytest.mark.parametrize("width", [1366, 320])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(page, visitor, width):
    page.page.set_viewport_size({"width": width, "height": 768})
    states = [
        lambda: None,
        lambda: visitor.put(("our ties.csv", TIES)),
        lambda: visitor.send("settle", infer="on"),
        lambda: visitor.send("survey"),
    ]
    for state in states:
        state()
        page.page.reload()
        page.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert not page.violations()
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width


def test_files_that_are_dropped_anywhere_are_read(page):
    page.page.evaluate(
        """text => {
            const files = new DataTransfer();
            files.items.add(new File([text], "our ties.csv"));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: files, cancelable: true }));
        }""",
        TIES.decode(),
    )
    page.by("not-read").wait_for()
    assert "our ties.csv" in page.page.title()
    assert re.search("say so below", page.by("not-read").inner_text())
