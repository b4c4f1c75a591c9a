"""What the tests of pages rest on: what a page must not do is seen, and forgotten with the page."""

from __future__ import annotations

from browser import open_page

ROW = "<tr><td>{word}</td><td{how}>{word}</td></tr>"
PAGE = """<!DOCTYPE html><html lang="en"><title>Rows</title>
<style>.pale {{ color: #eee }}</style><main><h1>Rows</h1><table><tbody>{rows}</tbody></table></main>{more}"""


def test_a_fault_of_accessibility_in_one_row_of_many_is_found_and_rows_alike_are_looked_at_once(
    browser, tmp_path
):
    def faults(at: int | None, more: str = "") -> list[str]:
        rows = [ROW.format(word=f"w{n}", how=' class="pale"' if n == at else "") for n in range(30)]
        path = tmp_path / "rows.html"
        path.write_text(PAGE.format(rows="".join(rows), more=more), encoding="utf-8")
        opened = open_page(browser, path)
        found = opened.violations()
        assert opened.page.locator("[data-alike]").count() == 0
        return [f"{rule}: {where[0]}" for rule, where in found]

    assert faults(None) == []
    for at in (0, 17, 29):
        assert [one for one in faults(at) if f"w{at}" in one and "color-contrast" in one]
    assert any("ids" in one for one in faults(None, '<p id="one">a</p><p id="one">b</p>'))


def test_what_a_page_does_that_it_must_not_is_told_of_it_and_not_of_the_next_one(browser, tmp_path):
    bad, good = tmp_path / "bad.html", tmp_path / "good.html"
    bad.write_text(
        "<script>addEventListener('load', () => { alert('dialog'); console.error('said'); throw 'thrown'; })"
        "</script>"
        '<img src="https://example.org/asked.png">',
        encoding="utf-8",
    )
    good.write_text("<p>Nothing", encoding="utf-8")
    opened = open_page(browser, bad, width=320, forced_colors="active", reduced_motion="reduce")
    opened.page.wait_for_function("() => document.images[0].complete")
    for word in ("dialog", "said", "thrown", "asked"):
        assert word in " ".join(opened.faults)
    opened.page.mouse.move(100, 100)
    opened.close()
    after = open_page(browser, good)
    assert after.page is opened.page
    assert after.faults == []
    media = "['forced-colors: active', 'prefers-reduced-motion'].map(one => matchMedia(`(${one})`).matches)"
    assert after.page.evaluate(f"[innerWidth, ...{media}]") == [1366, False, False]
