"""The map in a browser, as a person in a room without a network uses it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from browser import Opened, open_page

import sysmap as sm

pytestmark = pytest.mark.usefixtures("few_redraws")

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    '<a href="javascript:alert(4)">href</a>',
    "<!--<script>",
    "\"double\" 'single' `back`",
    "line\u2028separator",
    "{{7*7}} {% raw %}",
    "]]></svg><svg onload=alert(5)>",
    "=1+1",
    "W" * 180,
    "&lt;b&gt; &amp;",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("a folder with spaces, Gŵyr")


@pytest.fixture(scope="module")
def change(riverside_change):
    return riverside_change


@pytest.fixture(scope="module")
def two_waves(change, folder) -> Path:
    return sm.save(sm.render(change), folder / "two waves Gŵyr.html")


@pytest.fixture(scope="module")
def one_wave(change, folder) -> Path:
    return sm.save(sm.render(change.after, size_by="betweenness"), folder / "one wave.html")


@pytest.fixture(scope="module")
def shared(shared_browser, two_waves, one_wave) -> dict[str, Opened]:
    """Both pages, opened once."""
    return {"two": open_page(shared_browser, two_waves), "one": open_page(shared_browser, one_wave)}


@pytest.fixture
def two(shared) -> Iterator[Opened]:
    """The page of two waves, as it opens."""
    yield shared["two"].afresh()
    assert shared["two"].faults == []


@pytest.fixture
def one(shared) -> Iterator[Opened]:
    """The page of one wave, as it opens."""
    yield shared["one"].afresh()
    assert shared["one"].faults == []


@pytest.fixture(scope="module")
def hostile_page(folder) -> Path:
    ids = [f"{text} {place}" for place, text in enumerate(HOSTILE)]
    partners = pd.DataFrame(
        {
            "id": ids,
            "name": HOSTILE,
            "sector": ["NHS", "Police", "Voluntary", "Our own"] * 3,
            "place": HOSTILE[::-1],
            "note": HOSTILE,
            "own": HOSTILE,
        }
    )
    ends = list(zip(ids, ids[1:], strict=False)) + [(ids[0], ids[5])]
    ties = pd.DataFrame(
        [
            {
                "source": a,
                "target": b,
                "kind": HOSTILE[place % len(HOSTILE)],
                "wave": wave,
                "strength": place % 3 + 1,
            }
            for wave in ("<b>one</b>", "</script>two")
            for place, (a, b) in enumerate(ends)
        ][:-3]
    )
    records = sm.read_records(partners=partners, collaborations=ties)
    maps = [sm.build_map(records, wave) for wave in records.waves_in_order]
    return sm.save(sm.render(sm.compare(*maps), title=HOSTILE[1]), folder / "hostile.html")


def tables_equal_the_map(opened) -> None:
    """The tables hold what is drawn, no more and no less (all fit into the first hundred rows)."""
    for more in opened.page.locator("button[id^=more-]").all():
        while more.is_visible():
            more.click()
    drawn = opened.visible()
    assert sorted(row[0] for row in opened.rows("table-organisations")) == sorted(drawn["organisations"])
    in_table = sorted((row[0], row[1]) for row in opened.rows("table-ties"))
    assert in_table == sorted((a, b) for a, b, _ in drawn["ties"])


def names(change, status: set[str]) -> set[frozenset[str]]:
    frame = change.tie_changes[change.tie_changes["status"].isin(status)]
    return {frozenset(pair) for pair in zip(frame["source_name"], frame["target_name"], strict=True)}


def drawn_ties(opened) -> set[frozenset[str]]:
    return {frozenset((a, b)) for a, b, _ in opened.visible()["ties"]}


def test_a_page_opened_from_a_folder_asks_for_nothing_and_makes_no_error(browser, two_waves, one_wave):
    for path in (two_waves, one_wave):
        opened = open_page(browser, path)
        pressed = opened.page.evaluate("""() => {
            const boxes = [...document.querySelectorAll("[type=checkbox], [type=radio]")]
                .filter((box) => box.checkVisibility());
            for (const box of [...boxes, ...boxes]) {
                box.click();
                sysmap.drawNow();
            }
            return boxes.length;
        }""")
        assert pressed > 10
        for name in ("zoom-in", "zoom-out", "zoom-fit", "all-sectors", "no-sectors", "all-sectors"):
            opened.page.locator(f"#{name}").click()
        for heading in range(5):
            opened.page.locator("#table-ties thead button").nth(heading).click()
        opened.page.keyboard.press("Escape")
        assert opened.faults == []


def test_the_views_show_the_ties_of_their_waves(two, change):
    assert two.visible()["view"] == "changed"
    assert drawn_ties(two) == names(change, {"kept", "new", "lost"})
    two.by("view-before").click()
    assert drawn_ties(two) == names(change, {"kept", "lost"})
    tables_equal_the_map(two)
    two.by("view-after").click()
    assert drawn_ties(two) == names(change, {"kept", "new"})
    assert set(two.visible()["organisations"]) == set(change.after.organisations["name"])
    tables_equal_the_map(two)


def test_an_organisation_stands_in_the_same_place_in_every_view(two):
    spots = []
    for view in ("before", "after", "changed"):
        two.by(f"view-{view}").click()
        spots.append(two.visible()["positions"])
    both = set(spots[0]) & set(spots[1])
    assert len(both) == 35
    assert all(spots[0][name] == spots[1][name] == spots[2][name] for name in both)


def test_changed_ties_only_leaves_new_and_lost_ones(two, change):
    two.by("changed-only").click()
    assert drawn_ties(two) == names(change, {"new", "lost"})
    assert {status for _, _, status in two.visible()["ties"]} == {"new", "lost"}
    tables_equal_the_map(two)


def test_across_boundaries_only_leaves_the_ties_that_cross(one, change):
    one.by("across-only").click()
    assert len(one.visible()["ties"]) == int(change.after.mixing.between) == 79
    tables_equal_the_map(one)


def test_unticking_a_sector_leaves_its_organisations_out(one, change):
    one.by("sector-police_justice").click()
    frame = change.after.organisations
    assert set(one.visible()["organisations"]) == set(
        frame.loc[frame["sector"] != "Police and justice", "name"]
    )
    tables_equal_the_map(one)
    one.page.get_by_role("button", name="None").click()
    assert one.visible()["organisations"] == []
    tables_equal_the_map(one)
    one.page.get_by_role("button", name="All", exact=True).click()
    assert len(one.visible()["organisations"]) == 36


def test_kinds_and_strength_leave_the_ties_that_have_them(one, change):
    for number in (0, 2):
        one.by(f"kind-{number}").click()
    kept = change.after.ties["kinds"].map(lambda kinds: "refers to" in kinds)
    assert len(one.visible()["ties"]) == int(kept.sum())
    one.by("kind-0").click()
    one.by("kind-2").click()
    one.by("strength").fill("3")
    assert len(one.visible()["ties"]) == int((change.after.ties["strength"] >= 3).sum())
    tables_equal_the_map(one)


def test_organisations_without_ties_can_be_left_out(two):
    two.by("view-before").click()
    assert "Old Quay Boxing Club" in two.visible()["organisations"]
    two.by("isolates").click()
    assert "Old Quay Boxing Club" not in two.visible()["organisations"]


def test_search_finds_by_part_of_a_name_and_says_what_it_found(two):
    two.by("search").fill("voluntary act")
    two.page.keyboard.press("Enter")
    assert "Riverside Voluntary Action, Voluntary and community, 20 partners" in two.by("live").text_content()
    details = two.by("details").text_content()
    assert "Works with 20 organisations" in details and "New in 2024" in details
    two.by("search").fill("no such thing")
    two.page.keyboard.press("Enter")
    assert "No organisation" in two.by("live").text_content()


def test_the_map_can_be_walked_with_the_keyboard_alone(browser, one_wave):
    opened = open_page(browser, one_wave)
    for _ in range(25):
        opened.page.keyboard.press("Tab")
        if opened.page.evaluate("document.activeElement.id") == "map":
            break
    assert opened.page.evaluate("document.activeElement.id") == "map"
    said = set()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        opened.page.keyboard.press(key)
        said.add(opened.by("live").text_content())
    assert len(said) >= 3
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "details"
    opened.page.locator("#map").focus()
    for key in ("+", "-", "0", "Escape"):
        opened.page.keyboard.press(key)
    assert opened.by("live").text_content() == "Nothing selected"
    assert opened.faults == []


def test_a_row_of_a_table_selects_its_organisation_on_the_map(one):
    one.page.locator("#table-organisations tbody button", has_text="Marlshire Police").first.click()
    assert "Marlshire Police" in one.by("details").text_content()


def test_a_table_can_be_sorted_both_ways(one):
    partners = one.page.locator("#table-organisations thead button", has_text="Partners")
    partners.click()
    up = [int(row[3]) for row in one.rows("table-organisations")]
    partners.click()
    down = [int(row[3]) for row in one.rows("table-organisations")]
    assert up == sorted(up) and down == sorted(down, reverse=True)


def test_axe_finds_nothing_against_accessibility_in_any_state(two):
    assert two.violations() == []
    two.by("view-before").click()
    assert two.violations() == []
    assert two.page.evaluate("window.sysmap.select('Marlshire Police')")
    assert two.violations() == []
    two.page.set_viewport_size({"width": 320, "height": 768})
    assert two.violations() == []
    two.page.set_viewport_size({"width": 1366, "height": 768})
    two.page.get_by_role("button", name="None").click()
    assert two.violations() == []


def test_axe_finds_nothing_against_the_accessibility_of_a_map_of_one_wave(one):
    assert one.violations() == []


def test_axe_finds_nothing_against_the_accessibility_of_a_page_of_tables(browser, change, folder):
    for name, result in (
        ("card", sm.integration(change.after, draws=50)),
        ("change", change),
        ("measures", sm.catalogue),
    ):
        opened = open_page(browser, sm.save(result, folder / f"{name}.html"))
        assert opened.violations() == []
        assert opened.faults == []


def test_nothing_has_to_be_scrolled_sideways_on_a_telephone(browser, two_waves):
    opened = open_page(browser, two_waves, width=320, height=640)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert opened.page.evaluate("document.getElementById('map').clientHeight") >= 0.6 * 640


def test_hostile_texts_are_shown_literally_and_run_nowhere(browser, hostile_page):
    opened = open_page(browser, hostile_page)
    drawn = opened.visible()["organisations"]
    assert {" ".join(text.split()) for text in HOSTILE} == set(drawn)
    for name in drawn:
        assert opened.page.evaluate("name => window.sysmap.select(name)", name)
        assert name in opened.by("details").text_content()
    for text in HOSTILE:
        opened.by("search").fill(text)
        opened.page.keyboard.press("Enter")
    for view in ("before", "after", "changed"):
        opened.by(f"view-{view}").click()
        tables_equal_the_map(opened)
    opened.page.mouse.move(600, 450)
    assert opened.page.title() == HOSTILE[1]
    assert opened.page.locator("img, svg, iframe, b").count() == 0
    assert opened.faults == []


def test_hostile_texts_in_a_page_of_tables_are_shown_literally(browser, folder):
    frame = pd.DataFrame({"name": HOSTILE, "value": range(len(HOSTILE))}).set_index("name")
    opened = open_page(browser, sm.save(frame, folder / "hostile table.html"))
    assert [
        row[0]
        for row in opened.page.evaluate(
            "[...document.querySelectorAll('tbody tr')].map(row => [...row.cells].map(c => c.textContent))"
        )
    ] == HOSTILE
    assert opened.page.locator("img, svg, script").count() == 0
    assert opened.faults == []


def test_whatever_gets_into_the_page_is_stopped_by_its_policy(browser, one_wave):
    opened = open_page(browser, one_wave)
    stopped = opened.page.evaluate("""async () => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
        const frame = document.createElement("iframe");
        frame.src = "https://example.org/";
        document.body.append(frame);
        const shown = await new Promise((done) => {
            const image = new Image();
            image.onload = () => done(true);
            image.onerror = () => done(false);
            image.src = "https://example.org/x.png";
        });
        const fetched = await fetch("https://example.org/").then(() => true, () => false);
        return { ran: window.ran === true, shown, fetched };
    }""")
    assert stopped == {"ran": False, "shown": False, "fetched": False}
    refused = [error for error in opened.errors if "Content Security Policy" in error]
    assert len(refused) >= 4


def test_new_lost_and_kept_ties_are_told_apart_without_colour(two):
    how = {
        status: two.page.evaluate("status => sysmap.strokes({ status })", status)
        for status in ("new", "lost", "kept")
    }
    assert how["new"]["width"] > how["lost"]["width"] > how["kept"]["width"]
    assert how["lost"]["dash"] and not how["new"]["dash"] and not how["kept"]["dash"]
    assert {how["new"]["sign"], how["lost"]["sign"]} == {"+", "×"}


def test_somebody_who_did_not_answer_is_not_drawn_like_the_others(one, change):
    silent = one.page.evaluate(
        "sysmap.organisations.filter((_, at) => sysmap.silence(at).startsWith('no')).map(({ name }) => name)"
    )
    frame = change.after.organisations
    assert set(silent) == set(frame.loc[~frame["answered"].astype(bool), "name"])


def test_nothing_moves_after_a_selection_where_movement_is_not_wanted(browser, one_wave):
    opened = open_page(browser, one_wave, reduced_motion="reduce")
    opened.page.evaluate("window.sysmap.select('Marlshire Police')")
    first = opened.page.evaluate("[sysmap.network.getScale(), sysmap.network.getViewPosition()]")
    opened.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert opened.page.evaluate("[sysmap.network.getScale(), sysmap.network.getViewPosition()]") == first


def test_the_marks_are_there_in_forced_colours(browser, one_wave):
    opened = open_page(browser, one_wave, forced_colors="active")
    colours = opened.page.evaluate("""() => {
        const canvas = document.querySelector("#map canvas");
        const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set();
        for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3]) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
        }
        return seen.size;
    }""")
    assert colours > 20


def test_the_map_shows_itself_in_a_notebooks_sandboxed_frame(browser, change, folder):
    path = folder / "notebook.html"
    path.write_text(f"<!DOCTYPE html><title>n</title>{sm.render(change)._repr_html_()}", encoding="utf-8")
    opened = open_page(browser, path)
    frame = opened.page.frames[1]
    frame.wait_for_function("() => window.sysmap?.ready === true")
    assert len(frame.evaluate("window.sysmap.visible()")["organisations"]) == 37
    assert opened.faults == []


def _edge_systems():
    rows = {"name": ["A", "B", "C", "D"]}
    nhs = pd.DataFrame(rows | {"sector": ["NHS", "NHS", "Police", "unknown"]})
    yield "no ties", nhs, pd.DataFrame({"source": [], "target": []}, dtype=object), {}
    yield (
        "unknown sectors",
        pd.DataFrame(rows | {"sector": ["unknown"] * 4}),
        pd.DataFrame({"source": ["A"], "target": ["B"]}),
        {},
    )
    yield "directed", nhs, pd.DataFrame({"source": ["A", "B"], "target": ["B", "D"]}), {"report": "directed"}
    many = pd.DataFrame(
        {"name": [f"O{n}" for n in range(60)], "sector": [f"Our sector {n % 50}" for n in range(60)]}
    )
    yield "fifty sectors", many, pd.DataFrame({"source": ["O1"], "target": ["O2"], "strength": [2]}), {}


@pytest.mark.parametrize(
    ("name", "partners", "ties", "rules"), list(_edge_systems()), ids=lambda value: str(value)[:20]
)
def test_odd_systems_have_a_map_too(browser, folder, name, partners, ties, rules):
    system = sm.build_map(sm.read_records(partners=partners, collaborations=ties), **rules)
    opened = open_page(browser, sm.save(sm.render(system), folder / f"{name}.html"))
    assert set(opened.visible()["organisations"]) == set(partners["name"])
    assert len(opened.visible()["ties"]) == len(ties)
    assert len(opened.page.locator("#legend li").all()) <= 25
    assert opened.faults == []


@pytest.fixture(scope="module")
def register() -> sm.SystemMap:
    """A register of 1,283 organisations in 46 sectors, without places."""
    random = np.random.default_rng(3)
    count = 1283
    partners = pd.DataFrame(
        {
            "name": [f"Organisation {n}" for n in range(count)],
            "sector": [f"State {n % 46}" for n in range(count)],
        }
    )
    ends = random.integers(0, count, size=(2700, 2))
    ties = pd.DataFrame(ends[ends[:, 0] != ends[:, 1]], columns=["source", "target"])
    ties = "Organisation " + ties.astype(str)
    return sm.build_map(sm.read_records(partners=partners, collaborations=ties))


@pytest.fixture(scope="module")
def large(register, folder) -> Path:
    return sm.save(sm.render(register), folder / "large.html")


def test_a_large_map_opens_on_its_overview_and_its_tables_hold_everyone(browser, large, register):
    opened = open_page(browser, large)
    assert opened.visible()["organisations"] == []
    assert sum(disc["organisations"] for disc in opened.page.evaluate("sysmap.overview().discs")) == 1283
    assert "(1283)" in opened.page.locator("#organisations-title").text_content()
    assert f"({register.arrays.m})" in opened.page.locator("#ties-title").text_content()
    assert opened.violations() == []
    # So many cannot be drawn one by one, and the page says so.
    opened.by("view-overview").click()
    assert "too many to draw one by one" in opened.by("live").text_content()
    assert opened.visible()["organisations"] == []
    assert opened.faults == []


def test_who_is_searched_on_a_large_map_is_found_in_its_open_disc(browser, large):
    opened = open_page(browser, large)
    opened.by("search").fill("Organisation 77")
    opened.page.keyboard.press("Enter")
    assert "Organisation 77," in opened.by("live").text_content()
    drawn = opened.visible()["organisations"]
    assert "Organisation 77" in drawn and len(drawn) <= 600
    assert opened.violations() == []
    assert opened.faults == []


def test_the_neighbourhood_alone_and_everyone_again(one, change):
    one.by("focus").click()
    assert "Choose an organisation first" in one.by("live").text_content()
    one.page.evaluate("window.sysmap.select('Riverside Voluntary Action')")
    one.by("focus").click()
    names_of = change.after.organisations["name"]
    by_name = {name: one for one, name in names_of.items()}
    graph = change.after.graph
    own = by_name["Riverside Voluntary Action"]
    assert set(one.visible()["organisations"]) == {names_of[one] for one in [own, *graph[own]]}
    tables_equal_the_map(one)
    one.page.locator("#two-steps").click()
    two = {own, *graph[own], *(other for one in graph[own] for other in graph[one])}
    assert set(one.visible()["organisations"]) == {names_of[one] for one in two}
    one.by("show-all").click()
    assert len(one.visible()["organisations"]) == 36
    assert one.faults == []


def test_leaving_an_organisation_out_says_what_the_others_lose(browser, folder):
    partners = pd.DataFrame({"name": list("ABCDE"), "sector": ["NHS", "NHS", "Police", "Police", "Fire"]})
    ties = pd.DataFrame({"source": list("ABCC"), "target": list("BCDE")})
    system = sm.build_map(sm.read_records(partners=partners, collaborations=ties, sectors="as written"))
    opened = open_page(browser, sm.save(sm.render(system), folder / "bridge.html"))
    opened.page.evaluate("window.sysmap.select('C')")
    assert "no other route between D, E and the rest" in opened.by("details").text_content()
    opened.by("without").click()
    assert set(opened.visible()["organisations"]) == set("ABDE")
    said = opened.by("summary").text_content()
    # Without C, D and E stand alone: NHS has no route to Police or Fire, nor these to one another.
    assert "Without C: 2 organisations have no route to the rest any more" in said
    assert "3 pairs of sectors lose each other" in said
    tables_equal_the_map(opened)
    opened.by("without").click()
    assert len(opened.visible()["organisations"]) == 5
    assert opened.faults == []


def test_the_programme_team_is_left_out_at_a_tick(browser, folder):
    partners = pd.DataFrame({"name": list("ABCD"), "sector": ["NHS", "NHS", "Police", "Fire"]})
    ties = pd.DataFrame({"source": list("ABC"), "target": list("BCD")})
    records = sm.read_records(
        partners=partners,
        collaborations=ties,
        memberships=pd.DataFrame({"organisation": ["B"], "forum": ["Team"]}),
        forums=pd.DataFrame({"forum": ["Team"], "kind": ["programme team"]}),
        sectors="as written",
    )
    opened = open_page(browser, sm.save(sm.render(sm.build_map(records)), folder / "team.html"))
    assert opened.page.locator("#without-names").text_content() == "without B"
    opened.by("without").click()
    assert set(opened.visible()["organisations"]) == set("ACD")


def test_ties_confirmed_by_both_sides_alone(one, change):
    one.by("confirmed-only").click()
    assert len(one.visible()["ties"]) == int(change.after.ties["confirmed"].sum())
    tables_equal_the_map(one)


def test_strength_can_be_typed(one, change):
    one.page.locator("#strength-number").fill("2")
    assert len(one.visible()["ties"]) == int((change.after.ties["strength"] >= 2).sum())
    assert one.by("strength").input_value() == "2"


def exported(opened, kind: str, folder: Path) -> Path:
    with opened.page.expect_download() as waiting:
        opened.by(f"export-{kind}").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_pictures_and_tables_taken_home_say_what_they_show(two, change, folder):
    from matplotlib.image import imread

    two.by("across-only").click()
    picture = imread(exported(two, "png", folder))
    assert (
        picture.shape[1] >= 1800 and len(np.unique((255 * picture[..., :3]).round() @ [1, 256, 65536])) > 50
    )
    drawing = ElementTree.parse(exported(two, "svg", folder)).getroot()
    words = " ".join(drawing.itertext())
    for text in (
        "Who works with whom, 2022 and 2024",
        "ties across boundaries only",
        "new tie",
        "Police and justice",
        "Exported",
    ):
        assert text in words
    assert two.faults == []


def test_hostile_texts_are_literal_in_what_is_taken_home(browser, hostile_page, folder):
    opened = open_page(browser, hostile_page)
    drawing = ElementTree.parse(exported(opened, "svg", folder)).getroot()
    tags = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert tags == {"svg", "title", "desc", "rect", "path", "text"}
    assert HOSTILE[1] in " ".join(drawing.itertext())
    cells = [
        cell
        for row in csv.reader(exported(opened, "organisations", folder).read_text("utf-8-sig").splitlines())
        for cell in row
    ]
    assert "'=1+1" in cells and "=1+1" not in cells
    exported(opened, "png", folder)
    assert opened.faults == []


def test_the_page_prints_as_a_picture_with_its_tables(browser, two_waves, folder):
    opened = open_page(browser, two_waves)
    pdf = opened.page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF") and len(pdf) > 50_000
    # Browsers ask of a sheet how wide it is before they turn it on its side.
    opened.page.set_viewport_size({"width": 790, "height": 560})
    opened.page.emulate_media(media="print")
    assert opened.page.locator("#map").bounding_box()["width"] > 700
    assert opened.page.locator("#legend").bounding_box()["width"] > 600


def test_at_four_times_the_size_nothing_is_cut(browser, two_waves):
    # 1280 pixels at 400 % are 320 pixels of the page.
    opened = open_page(browser, two_waves, width=320, height=256)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320
    cut = opened.page.evaluate("""[...document.querySelectorAll("button, label, h1, h2, p, select, input")]
        .filter((one) => one.offsetParent && !one.closest(".unseen, .wide, .skips, table"))
        .filter((one) => one.getBoundingClientRect().right > 321).map((one) => one.outerHTML.slice(0, 80))""")
    assert cut == []
