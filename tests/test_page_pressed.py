"""Whatever is pressed on a map, in whatever order, the page makes no error and says what is so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from browser import open_page
from depth import times
from pressing import Presses

import sysmap as sm

pytestmark = pytest.mark.usefixtures("few_redraws")

STEPS = times(100)
MOST = 100
"""How many are drawn one by one on the grouped page: fewer than elsewhere, and all else as there."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pressed")


@pytest.fixture(scope="module")
def two_waves(riverside, folder):
    """The page of `sysmap demo` with everything that can be switched on."""
    before, after = (sm.build_map(riverside, wave, forums="joined") for wave in ("2022", "2024"))
    page = sm.render(sm.compare(before, after, permutations=99), introductions=sm.introductions(after, 10))
    return sm.save(page, folder / "two waves.html")


@pytest.fixture(scope="module")
def grouped(folder):
    """One wave, large enough to be folded; one organisation has more partners than are drawn one by one."""
    random = np.random.default_rng(5)
    size = MOST + 110
    names = np.array([f"Organisation {n}" for n in range(size)])
    partners = pd.DataFrame({"name": names, "sector": [f"Sector {n % 5}" for n in range(size)]})
    ends = np.vstack([random.integers(20, size, (150, 2)), [(0, n) for n in range(20, size)]])
    ends = ends[ends[:, 0] != ends[:, 1]]
    ties = pd.DataFrame({"source": names[ends[:, 0]], "target": names[ends[:, 1]]})
    ties["strength"] = random.integers(1, 4, len(ties))
    ties["kind"] = random.choice(["plans", "refers", ""], len(ties))
    system = sm.build_map(sm.read_records(partners=partners, collaborations=ties, sectors="as written"))
    suggested = pd.DataFrame({"organisation_a": names[[1, 21]], "organisation_b": names[[2, 32]]})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sysmap.pages.map.data.MOST_MARKS", MOST)
        page = sm.render(system, introductions=suggested)
    return sm.save(page, folder / "grouped.html")


@pytest.mark.parametrize(("page", "seed"), [("two_waves", 3), ("grouped", 4)])
def test_presses_in_any_order_leave_the_page_whole(browser, page, seed, request):
    opened = open_page(browser, request.getfixturevalue(page), reduced_motion="reduce")
    presses = Presses(opened, seed=seed)
    first = opened.page.evaluate("sysmap.state()")
    presses.go(STEPS)
    if page == "two_waves":
        assert undone(opened) == first


def undone(opened) -> dict:
    """Press Undo until there is nothing more to undo; give the state that it comes to."""
    state = opened.page.evaluate("""() => {
        const undo = document.getElementById("undo");
        while (undo.getAttribute("aria-disabled") === "false") undo.click();
        return sysmap.state();
    }""")
    assert opened.faults == []
    return state


def said(opened) -> str:
    """What the page answers, where everyone can read it."""
    return opened.page.evaluate("document.querySelector('#live.answer')?.textContent ?? ''")


def test_an_introduction_of_somebody_who_is_not_shown_says_why(browser, two_waves):
    opened = open_page(browser, two_waves)
    a, b, sector = opened.page.evaluate("""() => {
        const { page, organisations, nameOf } = sysmap;
        const { a, b } = page.introductions[0];
        return [nameOf(a), nameOf(b), page.sectors[organisations[a].sector].key];
    }""")
    first = opened.page.locator("#introductions-list button").first
    opened.by(f"sector-{sector}").click()
    first.click()
    assert f"{a} is not shown: its sector is not ticked" in said(opened)
    assert opened.page.evaluate("sysmap.state.selected") is None
    opened.by(f"sector-{sector}").click()
    assert said(opened) == ""
    first.click()
    assert opened.page.evaluate("sysmap.nameOf(sysmap.state.selected)") == a
    assert opened.page.evaluate("sysmap.introductionsShown().length") > 0
    opened.page.evaluate("name => window.sysmap.select(name)", b)
    opened.by("without").click()
    first.click()
    assert f"{b} is not shown: it is left out" in said(opened)
    assert opened.faults == []


def test_a_search_for_somebody_who_is_not_shown_says_why(browser, two_waves):
    opened = open_page(browser, two_waves)
    opened.page.locator("#no-sectors").click()
    opened.by("search").fill("Marlshire Police")
    opened.page.keyboard.press("Enter")
    assert said(opened) == "Marlshire Police is not shown: its sector is not ticked"
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("ArrowLeft")
    assert said(opened) == "Nothing is shown"


def test_all_sectors_again_leaves_the_kinds_of_ties_as_they_were_ticked(browser, two_waves):
    opened = open_page(browser, two_waves)
    opened.by("kind-0").click()
    opened.page.locator("#all-sectors").click()
    assert not opened.by("kind-0").is_checked()
    assert "without ties of kind" in opened.page.locator("#filters").text_content()


def test_the_legend_counts_those_of_the_view(browser, two_waves, riverside):
    opened = open_page(browser, two_waves)
    for view, wave in (("before", "2022"), ("after", "2024")):
        opened.by(f"view-{view}").click()
        sectors = sm.build_map(riverside, wave).organisations["sector"].value_counts()
        rows = opened.page.evaluate(
            "[...document.querySelectorAll('#legend li')].map((row) => "
            "[row.querySelector('.name').textContent, Number(row.querySelector('.count').textContent)])"
        )
        assert {label: count for label, count in rows if count} == sectors.to_dict()


def test_putting_one_back_does_not_leave_the_others_out(browser, two_waves):
    opened = open_page(browser, two_waves)
    for name in ("Marlshire Police", "Riverside Voluntary Action"):
        opened.page.evaluate("name => window.sysmap.select(name)", name)
        opened.page.locator("#leave-out").click()
    opened.by("without").click()
    everyone = len(opened.visible()["organisations"])
    opened.page.evaluate("window.sysmap.select('Marlshire Police')")
    opened.page.locator("#leave-out").click()
    assert len(opened.visible()["organisations"]) == everyone
    assert opened.page.locator("#without-names").text_content() == "without Riverside Voluntary Action"


def test_whose_neighbourhood_is_shown_alone_is_drawn_however_large_it_is(browser, grouped):
    opened = open_page(browser, grouped)
    opened.page.evaluate("window.sysmap.select('Organisation 209')")
    opened.by("focus").click()
    opened.page.locator("#two-steps").click()
    assert len(opened.page.evaluate("sysmap.shown.organisations")) > MOST
    assert "Organisation 209" in opened.visible()["organisations"]


def test_never_more_are_drawn_one_by_one_than_can_be(browser, grouped):
    opened = open_page(browser, grouped)
    drawn = []
    for disc in opened.page.evaluate("[...sysmap.shown.folded.keys()]"):
        opened.page.evaluate("disc => sysmap.openGroup(disc)", disc)
        drawn.append(len(opened.visible()["organisations"]))
    # Two discs have room, a third closes the first.
    assert max(drawn) <= MOST < 3 * min(drawn)
    # However many partners somebody has.
    opened.page.evaluate("window.sysmap.select('Organisation 0')")
    opened.by("focus").click()
    assert len(opened.page.evaluate("sysmap.shown.organisations")) > MOST
    assert 0 < len(opened.visible()["organisations"]) <= MOST
    opened.by("show-all").click()
    assert opened.visible()["organisations"] == []
    assert opened.faults == []


def test_an_introduction_on_a_folded_map_opens_both_ends(browser, grouped):
    opened = open_page(browser, grouped)
    opened.page.locator("#introductions-list button").nth(1).click()
    assert {"Organisation 21", "Organisation 32"} <= set(opened.visible()["organisations"])
    assert "Organisation 21" in opened.by("details").text_content()


def test_ties_whose_kind_is_not_recorded_are_said_to_be_left_out(browser, grouped):
    opened = open_page(browser, grouped)
    opened.page.get_by_label("kind not recorded").click()
    assert "without ties whose kind is not recorded" in opened.page.locator("#filters").text_content()


def test_a_strength_that_there_is_not_gives_way_to_the_one_that_holds(browser, grouped):
    opened = open_page(browser, grouped)
    opened.page.locator("#strength-number").fill("99")
    opened.page.locator("#strength-number").blur()
    assert opened.page.locator("#strength-number").input_value() == "3"
    assert said(opened) == "Strength goes from 1 to 3: at least 3 is shown"


def test_there_is_a_way_back_from_everything_that_hides_somebody(browser, two_waves):
    opened = open_page(browser, two_waves)
    everyone = len(opened.visible()["organisations"])

    def text(name: str) -> str:
        return opened.page.locator(f"#{name}").text_content()

    opened.page.locator("#no-sectors").click()
    opened.page.locator("#zoom-fit").click()
    assert said(opened) == "Nothing is shown, so there is nothing to fit into the frame"
    assert text("summary") == f"2022 to 2024: none of {everyone} organisations is shown."
    opened.by("show-all").click()
    assert len(opened.visible()["organisations"]) == everyone
    opened.page.evaluate("window.sysmap.select('Marlshire Police')")
    opened.page.locator("#leave-out").click()
    assert f"{everyone - 1} of {everyone} organisations" in text("summary")
    assert "Partners shown" in text("key")
    opened.by("search").fill("Marlshire Police")
    opened.page.keyboard.press("Enter")
    assert said(opened) == "Marlshire Police is not shown: it is left out"
    opened.page.locator("#way-out").click()
    assert opened.page.evaluate("sysmap.state().chosen") == "Marlshire Police"
    opened.page.locator("#leave-out").click()
    opened.page.locator("#left-out button").click()
    assert len(opened.visible()["organisations"]) == everyone
    assert opened.page.evaluate("document.activeElement.id") == "without"
    assert opened.faults == []
    opened.close()
