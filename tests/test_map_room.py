"""The map on a wall, on a laptop, on a telephone and on paper: the layout of its page, and room mode."""

from __future__ import annotations

import pytest
from browser import open_page

import sysmap as sm

# How much of the window the map has, of what is in sight when the page opens.
SHARE = """() => {
    const { left, top, right, bottom } = document.getElementById("map").getBoundingClientRect();
    const high = Math.min(bottom, innerHeight) - Math.max(top, 0);
    return { share: (right - left) * high / (innerWidth * innerHeight), top, bottom,
             sideways: document.documentElement.scrollWidth - innerWidth };
}"""
# Parts of the legend that are not in sight.
OUT_OF_SIGHT = """() => [...document.querySelectorAll("#legend li, #key li")].filter((one) => {
    const box = one.getBoundingClientRect();
    return !box.width || box.left < 0 || box.top < 0
        || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
}).map((one) => one.textContent)"""
CONTRAST = """() => {
    const light = (colour) => {
        const full = colour.length < 7 ? colour.replace(/[^#]/g, "$&$&") : colour;
        const [r, g, b] = [1, 3, 5].map((at) => parseInt(full.slice(at, at + 2), 16) / 255)
            .map((one) => (one > 0.04045 ? ((one + 0.055) / 1.055) ** 2.4 : one / 12.92));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const { colours, fillOf, page } = sysmap;
    const against = (colour) => {
        const [one, other] = [light(colour), light(colours.paper)].sort((a, b) => b - a);
        return (one + 0.05) / (other + 0.05);
    };
    const marks = page.sectors.map(({ colour }) => against(fillOf(colour)));
    const inks = ["ink", "across", "within", "lost", "kept", "faded", "seat", "suggested"];
    return { marks: Math.min(...marks), inks: Math.min(...inks.map((name) => against(colours[name]))),
             words: Math.min(...["ink", "quiet"].map((name) => against(colours[name]))) };
}"""


@pytest.fixture(scope="module")
def path(riverside, tmp_path_factory):
    """The page of `sysmap demo`, with forums."""
    maps = [sm.build_map(riverside, wave, forums="joined") for wave in ("2022", "2024")]
    return sm.save(sm.render(sm.compare(*maps, permutations=0)), tmp_path_factory.mktemp("room") / "map.html")


@pytest.fixture(scope="module")
def shared(shared_browser, path):
    return open_page(shared_browser, path, reduced_motion="reduce")


@pytest.fixture
def opened(shared):
    shared.page.set_viewport_size({"width": 1366, "height": 768})
    yield shared.afresh()
    assert shared.faults == []


def resized(opened, width, height):
    opened.page.set_viewport_size({"width": width, "height": height})
    opened.page.wait_for_function(
        "width => sysmap.network.canvas.frame.canvas.clientWidth <= width && innerWidth === width", arg=width
    )
    # What the page does about it comes with the next picture.
    opened.page.evaluate(
        "() => new Promise(then => requestAnimationFrame(() => requestAnimationFrame(then)))"
    )
    return opened.page.evaluate(SHARE)


def test_the_map_has_the_first_screen_whatever_its_size(opened):
    laptop = resized(opened, 1366, 768)
    assert laptop["share"] >= 0.65 and laptop["bottom"] <= 768
    assert opened.page.evaluate(OUT_OF_SIGHT) == []
    # Twice as large in the browser is half as wide a window; then telephones.
    for width, height in ((683, 384), (390, 844), (320, 640)):
        found = resized(opened, width, height)
        assert found["top"] >= 0 and found["bottom"] <= height and found["share"] >= 0.6
        assert found["sideways"] <= 0


def test_a_room_has_the_whole_screen_and_the_legend_whatever_is_chosen(opened):
    page = opened.page
    resized(opened, 1920, 1080)
    page.locator("#map").focus()
    page.keyboard.press("r")
    assert opened.by("room").get_attribute("aria-pressed") == "true"
    page.wait_for_function("!document.querySelector('.controls select').checkVisibility()")
    assert not page.locator("#panel").is_visible()
    for size, pixels in (("0", 16), ("3", 28)):
        page.evaluate("size => { sysmap.state.textSize = Number(size); sysmap.refresh(); }", size)
        assert page.evaluate("sysmap.text") == pixels
        for choose in ("Marlshire Police", "Riverside Voluntary Action"):
            page.evaluate("name => window.sysmap.select(name)", choose)
            assert page.evaluate(OUT_OF_SIGHT) == []
    assert page.evaluate(SHARE)["share"] >= 0.7
    assert page.evaluate("document.getElementById('map').clientWidth") == 1920
    assert opened.violations() == []
    page.locator("#fold").click()
    assert page.locator("#panel").is_visible() and page.evaluate(OUT_OF_SIGHT) == []
    assert opened.violations() == []
    resized(opened, 3840, 2160)
    assert page.evaluate("sysmap.text") == 56
    assert page.evaluate(OUT_OF_SIGHT) == []
    resized(opened, 390, 844)
    assert page.evaluate(SHARE)["sideways"] <= 0
    # The first press clears what is chosen, the next leaves the room.
    page.locator("#map").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert opened.by("room").get_attribute("aria-pressed") == "false"
    assert page.locator("#table-ties").is_visible()


def test_letters_that_are_typed_are_no_keys(opened):
    opened.by("search").focus()
    opened.page.keyboard.press("r")
    assert opened.by("room").get_attribute("aria-pressed") == "false"
    assert opened.by("search").input_value() == "r"


def test_every_ink_stands_out_on_either_ground_and_paper_is_white(opened):
    page = opened.page
    light = page.evaluate(CONTRAST)
    assert light["inks"] >= 3 and light["words"] >= 4.5
    opened.by("ground").click()
    dark = page.evaluate(CONTRAST)
    assert dark["inks"] >= 3 and dark["marks"] >= 3 and dark["words"] >= 4.5
    assert opened.violations() == []
    pixel = "[...document.querySelector('#map canvas').getContext('2d').getImageData(2, 2, 1, 1).data]"
    assert max(page.evaluate(pixel)[:3]) < 60
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("[sysmap.ground, document.querySelector('.sheet rect').getAttribute('fill')]") == [
        "light",
        "#fff",
    ]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("[sysmap.ground, document.querySelectorAll('.sheet').length]") == ["dark", 0]


def test_on_paper_the_legend_is_on_the_sheet_of_the_map(opened):
    page = opened.page
    for width, height, paired in ((1366, 768, True), (390, 844, False)):
        resized(opened, width, height)
        page.evaluate("on => { sysmap.state.sideBySide = on; sysmap.refresh(); }", paired)
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        # A4 on its side less its margins, in CSS pixels.
        page.set_viewport_size({"width": 1030, "height": 703})
        page.emulate_media(media="print")
        assert page.locator(".sheet").count() == (2 if paired else 1)
        ends = page.evaluate(
            "['.keys', '.sheet'].map((one) => document.querySelector(one).getBoundingClientRect().bottom)"
        )
        assert 560 < ends[0] <= 703 and ends[1] < ends[0]
        assert page.evaluate(OUT_OF_SIGHT) == []
        page.emulate_media(media="screen")
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_before_and_after_side_by_side_are_one_map_twice(opened):
    page = opened.page
    resized(opened, 1920, 1080)
    opened.by("side-by-side").click()
    pixels = "one => one.toDataURL()"
    before, after = page.locator("#map canvas"), page.locator("#map-after canvas")
    assert before.evaluate(pixels) != after.evaluate(pixels)
    assert before.bounding_box()["width"] == pytest.approx(after.bounding_box()["width"], abs=3)
    assert opened.violations() == []
    # What is pressed on the one is chosen on both.
    x, y = page.evaluate("""() => {
        const spot = sysmap.network.canvasToDOM(sysmap.spots[sysmap.byName.get("Marlshire Police")]);
        const { left, top } = document.getElementById("map-after").getBoundingClientRect();
        return [left + spot.x, top + spot.y];
    }""")
    page.mouse.click(x, y)
    page.wait_for_function("sysmap.nameOf(sysmap.state.selected ?? 0) === 'Marlshire Police'")
    scale = page.evaluate("sysmap.network.getScale()")
    page.mouse.wheel(0, -300)
    page.wait_for_function("scale => sysmap.network.getScale() > scale", arg=scale)
    # What is drawn of each does not change what is shown: both waves.
    assert opened.visible()["view"] == "changed" and len(opened.visible()["organisations"]) == 37
    resized(opened, 600, 800)
    assert not opened.by("side-by-side").is_visible() and not after.is_visible()
    resized(opened, 1366, 768)
    opened.by("view-after").click()
    assert not opened.by("side-by-side").is_checked() and not after.is_visible()


def test_the_passage_goes_from_before_to_after_and_moves_only_where_that_is_wanted(opened, browser, path):
    seen = []
    for _ in range(3):
        opened.by("passage").click()
        seen.append(opened.visible()["view"])
    assert seen == ["before", "changed", "after"] or sorted(seen) == ["after", "before", "changed"]
    assert opened.page.locator(".fading").count() == 0
    moving = open_page(browser, path)
    moving.by("passage").click()
    assert moving.visible()["view"] == "before"
    moving.page.wait_for_selector(".fading", state="attached")
    assert moving.visible()["view"] == "changed"
    # A press in between stops it.
    moving.by("view-before").click()
    moving.page.wait_for_selector(".fading", state="detached")
    assert moving.by("passage").text_content() == "Play the change" and moving.faults == []
    moving.close()


def test_the_map_is_within_reach_and_every_control_large_enough(browser, path):
    page = open_page(browser, path).page
    for _ in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "map":
            break
    assert page.evaluate("document.activeElement.id") == "map"
    small = page.evaluate("""[...document.querySelectorAll("button, select, input")]
        .filter((one) => one.checkVisibility() && !one.closest(".unseen, table, .suggested, .names"))
        .map((one) => (one.closest("label") || one))
        .map((one) => [one.textContent || one.id, one.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 24 || height < 24).map(([text]) => text)""")
    assert small == []
