"""Ties, colours, sizes, search, arrows and tables taken home, on a map in Chromium."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from browser import open_page
from test_page import exported
from test_palette import EYES, every_mark, told_apart

import sysmap as sm
from sysmap import palette
from sysmap.findings.comparison.side_by_side import side_by_side
from sysmap.vocabulary import UNKNOWN_MARK

WAVES = ("2022", "2024")
# Both ends of an arrow key's way, and whether everything is reached from everything.
OUT_OF_REACH = """() => {
    const ways = sysmap.ways();
    const missed = [];
    for (const start of ways.keys()) {
        const seen = new Set([start]);
        for (const id of seen) for (const to of Object.values(ways.get(id))) if (to !== null) seen.add(to);
        for (const id of ways.keys()) if (!seen.has(id)) missed.push([start, id]);
    }
    return missed.length;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("details")


@pytest.fixture(scope="module")
def records() -> sm.Records:
    """Ties of several kinds in two waves, an arrow, three parts, somebody without ties, accents."""
    names = [
        "Café Sérénité",
        "Cafe Serenade",
        "Marl Valley Trust",
        "Marl Vale Trust",
        "Zoë's Place",
        "=Sum",
        "Lone",
    ]
    partners = pd.DataFrame(
        {
            "name": names,
            "sector": ["Food", "Food", "NHS provider", "NHS provider", "Makers", "Makers", "Food"],
            "place": ["East", "West", "East", "East|West", "West", "", "East"],
            "type": ["charity", "company", "public", "public", "charity", "charity", "company"],
            "note": "nothing of it",
        }
    )
    rows = [
        (0, 1, "refers to", "2022", 2, "no", 0),
        (1, 0, "plans with", "2022", 3, "no", 1),
        (0, 1, "refers to", "2024", 1, "no", 1),
        (2, 3, "", "2024", 2, "yes", 2),
        (4, 5, "plans with", "2022", None, "no", 4),
        (1, 2, "plans with", "2022", 1, "no", 1),
        (1, 2, "plans with", "2024", 1, "no", 2),
    ]
    ties = pd.DataFrame(rows, columns=["a", "b", "kind", "wave", "strength", "directed", "by"])
    for end, column in (("a", "source"), ("b", "target"), ("by", "reported_by")):
        ties[column] = [names[place] for place in ties.pop(end)]
    asked = pd.DataFrame([(wave, name, "y") for wave in WAVES for name in [*names[:5], names[6]]])
    asked.columns = ["wave", "organisation", "answered"]
    asked.loc[asked["organisation"] == "Marl Vale Trust", "answered"] = "n"
    return sm.read_records(partners=partners, collaborations=ties, asked=asked, sectors="as written")


@pytest.fixture(scope="module")
def change(records):
    return side_by_side(*(sm.build_map(records, wave) for wave in WAVES))


@pytest.fixture(scope="module")
def page(change, folder) -> Path:
    return sm.save(sm.render(change), folder / "two waves.html")


@pytest.fixture(scope="module")
def shared(shared_browser, page):
    return open_page(shared_browser, page, reduced_motion="reduce")


@pytest.fixture
def opened(shared):
    yield shared.afresh()
    assert shared.faults == []


def details(opened) -> str:
    return opened.page.locator("#details-body").inner_text()


def test_a_tie_is_chosen_in_the_details_of_an_organisation_and_says_all_that_is_known_of_it(opened):
    opened.page.evaluate("window.sysmap.select('Café Sérénité')")
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.textContent") == "Cafe Serenade"
    opened.page.keyboard.press("Enter")
    said = details(opened)
    assert "Cafe Serenade and Café Sérénité" in said or "Café Sérénité and Cafe Serenade" in said
    assert "A tie within Food. In both waves." in said
    # Each of the two reported a kind of its own in 2022, and one of them the tie of 2024.
    assert "2022: plans with, refers to; strength 3; reported by both" in said
    assert "2024: refers to; strength 1; reported by Cafe Serenade" in said
    assert "a tie within Food" in opened.by("live").text_content()
    assert opened.violations() == []
    opened.page.get_by_role("button", name="Café Sérénité").last.click()
    assert "Café Sérénité, Food" in opened.by("live").text_content()
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("Escape")
    assert opened.by("live").text_content() == "Nothing selected"


def test_a_row_of_a_table_is_chosen_on_the_map_and_brings_it_into_view(opened):
    row = opened.page.locator("#table-ties tbody tr", has_text="Marl Vale").locator("button").first
    row.click()
    assert "New in 2024" in details(opened) and "kind not recorded" in details(opened)
    opened.page.wait_for_function("() => document.getElementById('map').getBoundingClientRect().bottom > 100")
    assert opened.page.evaluate("document.activeElement.id") == "map"
    opened.by("view-before").click()
    assert "Choose an organisation or a tie" in details(opened)


def test_a_tie_is_pointed_at_and_pressed(opened):
    spot = """() => {
        const { ties, shown, spots, network, at } = sysmap;
        const { a, b } = ties[shown.drawnTies[0]];
        const middle = { x: (spots[a].x + spots[b].x) / 2, y: (spots[a].y + spots[b].y) / 2 };
        const { x, y } = network.canvasToDOM(middle);
        const box = at("map").getBoundingClientRect();
        return [box.left + x, box.top + y];
    }"""
    opened.page.mouse.move(*opened.page.evaluate(spot))
    assert opened.page.evaluate("sysmap.pointedTie === sysmap.shown.drawnTies[0]")
    opened.page.mouse.click(*opened.page.evaluate(spot))
    assert opened.page.evaluate("sysmap.tieName(sysmap.ties[sysmap.shown.drawnTies[0]])") in details(opened)


def test_a_copy_for_the_public_says_nothing_of_who_reported_what(browser, change, folder):
    made = sm.render(change, public=True)
    assert all(line["by"] is None for line in made.data.lines)
    assert [one["key"] for one in made.data.content["colourings"]] == ["place"]
    opened = open_page(browser, sm.save(made, folder / "public.html", public=True))
    said = opened.page.evaluate("""sysmap.shown.ties.map((place) => {
        sysmap.pickTie(place, true);
        return sysmap.at("details-body").textContent;
    }).join()""")
    assert "strength 1" in said and "reported" not in said
    opened.close()


def test_marks_are_coloured_by_something_else_which_has_a_legend_of_its_own(opened, folder):
    legend = "[...document.querySelectorAll('#colours li')].map((row) => row.innerText.split('\\n'))"
    opened.by("colour-by").select_option("type")
    assert opened.page.evaluate(legend) == [["charity", "3"], ["company", "2"], ["public", "2"]]
    looks = opened.page.evaluate("sysmap.organisations.map((_, place) => sysmap.lookOf(place).label)")
    assert sorted(looks) == ["charity"] * 3 + ["company"] * 2 + ["public"] * 2
    assert opened.page.locator("#legend .swatch:visible").count() == 0
    assert opened.violations() == []
    opened.by("colour-by").select_option("answered")
    opened.by("view-after").click()
    assert opened.page.evaluate(legend) == [
        ["asked and answered", "5"],
        ["asked, did not answer", "1"],
    ]
    drawing = ElementTree.parse(exported(opened, "svg", folder)).getroot()
    words = " ".join(drawing.itertext())
    assert "asked, did not answer" in words and "Colours: who answered" in words and "Makers" not in words
    opened.by("colour-by").select_option("")
    assert opened.page.locator("#colours-section").is_hidden()


def test_sizes_are_offered_in_plain_words_first(opened):
    first = opened.page.locator("#size-by > option").all_inner_texts()
    assert len(first) == 6 and first[0] == "How many partners"
    every = opened.page.locator("#size-by option").evaluate_all("all => all.map((one) => one.value)")
    assert sorted(every) == sorted(opened.page.evaluate("sysmap.page.measures.map(({ name }) => name)"))
    opened.by("size-by").select_option("constraint")
    assert opened.page.evaluate("sysmap.state.sizeBy") == "constraint"


def find(opened, text: str) -> str:
    opened.by("search").fill(text)
    opened.page.keyboard.press("Enter")
    return opened.by("live").text_content()


def test_search_passes_over_accents_case_and_spaces_and_knows_initials(opened):
    for text in ("cafe  SERENITE", " CAFÉ sérénité ", "serenite", "se\u0301re\u0301nite\u0301"):
        assert find(opened, text).startswith("Café Sérénité, Food"), text
    for text in ("Zoes place", "zoë’s", "place zoe"):
        assert find(opened, text).startswith("Zoë's Place, Makers"), text
    assert "Marl Valley Trust" in find(opened, "marl valley")
    assert "Zoë's Place" in find(opened, "ZP")


def test_of_several_that_fit_none_is_taken_without_asking(opened):
    assert find(opened, "marl") == "2 organisations fit: choose one"
    assert opened.page.evaluate("sysmap.state.selected") is None
    assert opened.page.locator("#suggestions [role=option]").count() == 2
    assert opened.violations() == []
    assert find(opened, "MVT") == "2 organisations fit: choose one"
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("ArrowDown")
    second = opened.page.locator("#suggestions [aria-selected=true]").inner_text().split("\n")[0]
    opened.page.keyboard.press("Enter")
    assert opened.by("live").text_content().startswith(f"{second}, NHS provider")
    assert opened.page.locator("#suggestions").is_hidden()
    assert "choose one" in find(opened, "food")
    opened.page.locator("#suggestions [role=option]", has_text="Lone").click()
    assert opened.by("live").text_content().startswith("Lone, Food")
    opened.by("isolates").click()
    assert find(opened, "lone") == "Lone is not shown: organisations without ties are not shown"


def test_arrow_keys_reach_everyone_from_anyone(browser, opened, folder, riverside):
    assert opened.page.evaluate(OUT_OF_REACH) == 0
    # As a person would, from somebody without ties: what each key says is where it leads.
    opened.page.evaluate("window.sysmap.select('Lone')")
    opened.page.locator("#map").focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowLeft"):
        leads = opened.page.evaluate("key => sysmap.walk(sysmap.state.selected, key)", key)
        tied = opened.page.evaluate("id => sysmap.beside.has(id)", leads)
        opened.page.keyboard.press(key)
        if leads is None:
            assert opened.by("live").text_content() == "Nothing else is shown"
        else:
            assert opened.page.evaluate("sysmap.state.selected") == leads
            assert ("No tie to" in opened.by("live").text_content()) is not tied
    random = np.random.default_rng(4)
    names = [f"O{n}" for n in range(150)]
    partners = pd.DataFrame({"name": names, "sector": [f"S{n % 5}" for n in range(150)]})
    ends = pd.DataFrame(random.integers(0, 120, (130, 2)), columns=["source", "target"])
    ties = "O" + ends[ends["source"] != ends["target"]].astype(str)
    parts = sm.build_map(sm.read_records(partners=partners, collaborations=ties, sectors="as written"))
    for name, shown in (("many parts", parts), ("Riverside", sm.build_map(riverside, "2022"))):
        other = open_page(browser, sm.save(sm.render(shown), folder / f"{name}.html"))
        assert other.page.evaluate(OUT_OF_REACH) == 0, name
        # Wherever they stand, in one spot too.
        other.page.evaluate("for (const spot of sysmap.spots) Object.assign(spot, { x: 0, y: 0 })")
        assert other.page.evaluate(OUT_OF_REACH) == 0, name
        other.close()


def test_tables_taken_home_are_read_as_the_same_map(opened, records, folder):
    files = [exported(opened, kind, folder) for kind in ("organisations", "csv")]
    assert files[1].name.endswith("-ties.csv")
    again = sm.read_records(*files, sectors="as written")
    for wave in WAVES:
        maps = [sm.build_map(one, wave) for one in (records, again)]
        ties = [
            {
                (frozenset((row.source_name, row.target_name)), row.kinds, str(row.strength), row.directed)
                for row in one.ties.itertuples()
            }
            for one in maps
        ]
        assert ties[0] == ties[1]
        sectors = [
            dict(zip(one.organisations["name"], one.organisations["sector"], strict=True)) for one in maps
        ]
        assert sectors[0].items() <= sectors[1].items()
    alone = sm.read_records(files[1])
    assert list(alone.waves_in_order) == list(WAVES)
    # What the controls leave, and no more.
    opened.by("view-after").click()
    opened.by("across-only").click()
    left = pd.read_csv(exported(opened, "csv", folder))
    assert left[["source", "target", "wave"]].values.tolist() == [
        ["Cafe Serenade", "Marl Valley Trust", 2024]
    ]


# How much ties stand out that are not of the organisation chosen: where they differ most from the ground.
FAINT_TIES = """(ground) => {
    sysmap.state.ground = ground;
    sysmap.refresh();
    sysmap.drawNow();
    const { ties, shown, spots, network, at } = sysmap;
    const canvas = at("map").querySelector("canvas");
    const ctx = canvas.getContext("2d");
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    // Nothing is drawn in the corner.
    const paper = 0.05 + linear(ctx.getImageData(1, 1, 1, 1).data[1] / 255);
    const contrasts = [];
    for (const place of shown.drawnTies) {
        const { a, b } = ties[place];
        if ([a, b].includes(sysmap.state.selected)) continue;
        const [from, to] = [network.canvasToDOM(spots[a]), network.canvasToDOM(spots[b])];
        for (const along of [0.35, 0.5, 0.65]) {
            const [x, y] = ["x", "y"].map((axis) => Math.round(from[axis] + along * (to[axis] - from[axis])));
            const { data } = ctx.getImageData(x - 1, y - 1, 3, 3);
            let best = 1;
            for (let at = 0; at < data.length; at += 4) {
                const [red, green, blue] = [0, 1, 2].map((more) => linear(data[at + more] / 255));
                const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
                best = Math.max(best, light / paper, paper / light);
            }
            contrasts.push(best);
        }
    }
    return contrasts.sort((one, other) => one - other);
}"""


def test_ties_that_are_not_of_what_was_chosen_still_stand_out_from_the_ground(browser, folder, riverside):
    path = sm.save(sm.render(sm.build_map(riverside, "2024")), folder / "chosen.html")
    opened = open_page(browser, path, reduced_motion="reduce")
    opened.page.evaluate("window.sysmap.select('Riverside Voluntary Action')")
    for ground in ("light", "dark"):
        contrasts = opened.page.evaluate(FAINT_TIES, ground)
        assert len(contrasts) > 100
        # A name or a mark may stand on a few of these spots.
        assert contrasts[len(contrasts) // 5] >= palette.CONTRAST, ground
    # The fillings of marks are lighter there, and still told apart.
    own = [mark for mark in every_mark() if mark is not UNKNOWN_MARK]
    fills = opened.page.evaluate("all => all.map(sysmap.fillOf)", [mark.colour for mark in own])
    lighter = [replace(mark, colour=fill) for mark, fill in zip(own, fills, strict=True)]
    for eyes in EYES:
        assert all(told_apart(one, other, eyes) for one, other in combinations(lighter, 2)), eyes
    opened.close()
