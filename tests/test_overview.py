"""The overview, sector by sector: its numbers, its geometry in Python and on the page, what opens."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from browser import open_page

import sysmap as sm
from sysmap.findings.grid import sector_grid
from sysmap.pages.map.overview import arranged, chance_bands, disc_radii, ribbon, ribbon_width
from sysmap.pages.pictures.overview_picture import pairs_of

FRAMES = [(900.0, 480.0), (1900.0, 900.0), (360.0, 600.0)]
SECTORS = ["NHS", "Police", "Voluntary", "Education", "Fire", "Housing", "Green spaces"]


def system_of(count: int, seed: int = 4, waves: tuple[str, ...] = ("2022", "2024")):
    """Return a comparison (or map) of organisations whose sectors keep to themselves, one of them quite."""
    random = np.random.default_rng(seed)
    sector = random.choice(SECTORS, count, p=[0.25, 0.1, 0.3, 0.12, 0.05, 0.1, 0.08])
    names = np.array([f"{one} partnership {place}" for place, one in enumerate(sector)])
    partners = pd.DataFrame({"name": names, "sector": sector, "place": random.choice(["Ash", "Elm"], count)})
    rows = []
    for a, b in random.integers(0, count, (6 * count, 2)):
        alone = sector[a] != sector[b] and {"Fire", "Green spaces"} & {sector[a], sector[b]}
        if a == b or alone or (sector[a] != sector[b] and random.random() > 0.4):
            continue
        kept = random.random()
        rows += [
            {"source": names[a], "target": names[b], "wave": wave}
            for wave, there in zip(("2022", "2024"), (kept < 0.85, kept > 0.2), strict=True)
            if there and wave in waves
        ]
    records = sm.read_records(partners=partners, collaborations=pd.DataFrame(rows), sectors="as written")
    maps = [sm.build_map(records, wave) for wave in waves]
    return sm.compare(*maps, permutations=9) if len(maps) == 2 else maps[0]


@pytest.fixture(scope="module")
def change():
    return system_of(300)


@pytest.fixture(scope="module")
def drawn(change):
    return sm.render(change)


@pytest.fixture(scope="module")
def opened(shared_browser, drawn, tmp_path_factory):
    return open_page(shared_browser, sm.save(drawn, tmp_path_factory.mktemp("overview") / "overview.html"))


def folded(opened) -> None:
    """Bring the page back to its overview of what changed."""
    opened.by("show-all").click()
    opened.by("view-changed").click()
    opened.by("view-overview").check()


def some_starts(count: int, seed: int) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in np.random.default_rng(seed).integers(-900, 900, (count, 2))]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("count", [1, 2, 9, 26])
def test_discs_never_overlap_and_reach_from_edge_to_edge(count, frame):
    sizes = [1 + int(size) for size in np.random.default_rng(count).pareto(0.8, count) * 10]
    radii = disc_radii(sizes, *frame)
    spots, found = arranged(some_starts(count, 3), radii, *frame)
    for one, other in combinations(range(count), 2):
        assert math.dist(spots[one], spots[other]) >= found[one] + found[other] - 0.02
    for (x, y), radius in zip(spots, found, strict=True):
        assert radius <= x <= frame[0] - radius and radius <= y <= frame[1] - radius
    if count == 9:
        edges = [(x - radius, x + radius) for (x, _), radius in zip(spots, found, strict=True)]
        wide = max(right for _, right in edges) - min(left for left, _ in edges)
        assert wide == pytest.approx(frame[0] - 20)


def test_the_area_of_a_disc_goes_with_its_organisations():
    small, large = disc_radii([20, 80], 900, 480)
    assert large / small == pytest.approx(2)


def test_ribbons_are_in_proportion_up_to_five_to_one_and_by_square_root_beyond():
    assert ribbon_width(10, [10, 50], 900, 480) / ribbon_width(50, [10, 50], 900, 480) == pytest.approx(1 / 5)
    assert ribbon_width(9, [9, 100], 900, 480) / ribbon_width(100, [9, 100], 900, 480) == pytest.approx(0.3)


def test_a_ribbon_goes_round_a_disc_that_stands_between():
    spots, radii = [(100.0, 240.0), (800.0, 240.0), (450.0, 240.0)], [40.0, 40.0, 60.0]
    line = ribbon(0, 1, spots, radii, 6.0, 900, 480)
    assert min(math.dist(point, spots[2]) for point in line) > 60


def test_the_bands_of_chance_are_those_of_the_sector_grid():
    system = system_of(120, waves=("2024",))
    arrays = system.arrays
    ends = np.column_stack([arrays.source, arrays.target])
    known = np.ones(arrays.n, dtype=bool)
    bands = chance_bands(ends, arrays.sector.astype(np.int64), known, len(arrays.sectors))
    grid = sector_grid(system, draws=1_000).to_frame().query("relation == 'between'")
    wanted = [[row.low * row.possible, row.high * row.possible] for row in grid.itertuples()]
    assert np.allclose(bands, wanted)


def test_the_page_arranges_discs_and_ribbons_as_python_does(opened):
    for count, frame in ((7, FRAMES[0]), (24, FRAMES[1]), (3, FRAMES[2])):
        starts = some_starts(count, count)
        radii = disc_radii([3 * place + 1 for place in range(count)], *frame)
        spots, sizes = arranged(starts, radii, *frame)
        line = ribbon(0, count - 1, spots, sizes, 8.0, *frame)
        found = opened.page.evaluate(
            """([starts, counts, [width, height]]) => {
                const radii = sysmap.discRadii(counts, width, height);
                const { spots, sizes } = sysmap.arranged(starts, radii, width, height);
                const line = sysmap.ribbonLine(0, starts.length - 1, spots, sizes, 8, width, height);
                return { spots, sizes, line };
            }""",
            [starts, [3 * place + 1 for place in range(count)], frame],
        )
        assert np.allclose(found["spots"], spots, atol=1e-6)
        assert np.allclose(found["sizes"], sizes, atol=1e-6)
        assert np.allclose(found["line"], line, atol=1e-6)


def test_a_map_of_three_hundred_opens_on_its_overview_with_the_numbers_of_python(opened, change):
    assert opened.page.evaluate("document.querySelector('[data-testid=view-overview]').checked")
    for view, status in (
        ("changed", {"kept", "new", "lost"}),
        ("before", {"kept", "lost"}),
        ("after", {"kept", "new"}),
    ):
        opened.by(f"view-{view}").click()
        found = opened.page.evaluate("sysmap.overview()")
        frame = change.tie_changes[change.tie_changes["status"].isin(status)]
        labels = pd.concat([change.before.organisations["sector"], change.after.organisations["sector"]])
        labels = labels[~labels.index.duplicated()]
        ends = [
            tuple(sorted((labels[a], labels[b])))
            for a, b in zip(frame["source"], frame["target"], strict=True)
        ]
        counts = pd.Series(1, index=pd.MultiIndex.from_tuples(ends)).groupby(level=[0, 1]).sum()
        across = {pair: count for pair, count in counts.items() if pair[0] != pair[1]}
        drawn = {
            tuple(sorted((one["a"], one["b"]))): one["kept"] + one["new"] + one["lost"]
            for one in found["ribbons"]
        }
        assert drawn == across
        if view != "changed":
            inside = {disc["name"]: disc["inside"] for disc in found["discs"]}
            assert inside == {name: int(counts.get((name, name), 0)) for name in inside}
        shown = {disc["name"]: disc["organisations"] for disc in found["discs"]}
        assert shown == labels.value_counts().to_dict()
        missing = {tuple(sorted(pair)) for pair in found["none"]}
        assert missing and len(missing) <= 10 and not missing & set(across)
    opened.by("view-changed").click()
    label = next(
        one for one in opened.page.evaluate("sysmap.overview().ribbons") if one["new"] and one["lost"]
    )
    assert label["label"] == f"{label['kept'] + label['new']}  +{label['new']} −{label['lost']}"


def test_the_picture_has_the_numbers_of_the_page(opened, drawn):
    folded(opened)
    everyone = range(len(drawn.data.marks))
    pairs = pairs_of(drawn.data.content, drawn.data.marks, everyone, drawn.data.lines)
    labels = [sector["label"] for sector in drawn.data.content["sectors"]]
    wanted = {
        (labels[one.a], labels[one.b]): (one.kept, one.new, one.lost)
        for one in pairs
        if one.a != one.b and one.all
    }
    found = opened.page.evaluate("sysmap.overview().ribbons")
    assert {(one["a"], one["b"]): (one["kept"], one["new"], one["lost"]) for one in found} == wanted


def test_discs_open_in_place_and_escape_closes_one_step(opened, change):
    folded(opened)
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("ArrowRight")
    first = opened.by("live").text_content()
    assert "Voluntary" in first and "organisations" in first
    opened.page.keyboard.press("Enter")
    frame = change.organisations
    members = set(opened.visible()["organisations"])
    assert members and all(name.startswith("Voluntary") for name in members)
    assert len(members) == opened.page.evaluate(
        "sysmap.overview().discs.find(({ name }) => name === 'Voluntary').organisations"
    )
    assert len(frame) == 300
    # No more than can be read, at full weight.
    assert opened.page.evaluate("sysmap.overview().full") <= 150
    opened.page.keyboard.press("Escape")
    assert opened.visible()["organisations"] == []
    assert opened.page.evaluate("sysmap.overview().discs.some(({ open }) => open)") is False
    # Where every disc is open, keys go from one organisation to the next.
    opened.page.locator("#no-sectors").click()
    opened.page.locator("#legend input").first.click()
    opened.page.evaluate("for (const disc of sysmap.shown.folded.keys()) sysmap.openGroup(disc)")
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.evaluate("sysmap.isOrganisation(sysmap.state.selected)")
    assert opened.faults == []


def test_a_ribbon_opened_draws_its_ties_alone_and_says_them(opened, change):
    folded(opened)
    number = next(
        place
        for place, one in enumerate(opened.page.evaluate("sysmap.overview().ribbons"))
        if one["new"] and one["lost"]
    )
    ribbon_drawn = opened.page.evaluate("number => sysmap.overview().ribbons[number]", number)
    opened.page.evaluate(
        "number => { const { a, b } = sysmap.shown.ribbons[number]; sysmap.openPair([a, b]); }", number
    )
    ties = opened.visible()["ties"]
    assert len(ties) == ribbon_drawn["kept"] + ribbon_drawn["new"] + ribbon_drawn["lost"]
    ends = {ribbon_drawn["a"], ribbon_drawn["b"]}
    assert all({a.split(" partnership")[0], b.split(" partnership")[0]} == ends for a, b, _ in ties)
    said = opened.by("live").text_content()
    assert f"{ribbon_drawn['new']} of them new" in said and f"and {ribbon_drawn['lost']} lost" in said
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("Escape")
    assert opened.visible()["organisations"] == []
    assert opened.faults == []


def test_arrows_reach_every_disc_and_every_ribbon(opened):
    folded(opened)
    found = opened.page.evaluate("sysmap.overview()")
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("ArrowRight")
    discs, ribbons = set(), set()
    for _ in found["discs"]:
        discs.add(opened.by("live").text_content().split(",")[0])
        for _ in range(len(found["discs"])):
            opened.page.keyboard.press("ArrowDown")
            ends = opened.page.evaluate("sysmap.state.ribbon?.map(sysmap.groupName) ?? null")
            if ends:
                ribbons.add(tuple(sorted(ends)))
        here = opened.page.evaluate("sysmap.groupName(sysmap.discBefore())")
        opened.page.evaluate(
            "name => sysmap.pick(sysmap.total + sysmap.groups.findIndex((one) => one.name === name))", here
        )
        opened.page.keyboard.press("ArrowRight")
    assert discs == {disc["name"] for disc in found["discs"]}
    drawn = {tuple(sorted((one["a"], one["b"]))) for one in found["ribbons"]}
    assert ribbons == drawn | {tuple(sorted(pair)) for pair in found["none"]}


def test_filters_search_and_the_table_of_pairs_follow_the_same_state(opened, change):
    folded(opened)
    before = len(opened.rows("table-pairs"))
    opened.by("sector-police").click() if opened.by("sector-police").count() else opened.page.locator(
        "#legend input"
    ).nth(5).click()
    assert len(opened.rows("table-pairs")) == before - 6
    assert len(opened.page.evaluate("sysmap.overview().discs")) == 6
    opened.page.locator("#all-sectors").click()
    rows = {(row[0], row[1]): [int(cell) for cell in row[2:5]] for row in opened.rows("table-pairs")}
    for one in opened.page.evaluate("sysmap.overview().ribbons"):
        assert rows[one["a"], one["b"]] == [one["ties"], one["new"], one["lost"]]
    name = change.after.organisations["name"].iloc[0]
    opened.by("search").fill(name)
    opened.page.keyboard.press("Enter")
    assert name in opened.visible()["organisations"]
    assert opened.page.evaluate("sysmap.nameOf(sysmap.state.selected)") == name


def test_every_organisation_is_drawn_where_the_overview_is_switched_off_and_none_stands_on_another(opened):
    folded(opened)
    opened.by("view-overview").uncheck()
    assert len(opened.visible()["organisations"]) == 300
    assert opened.page.evaluate("sysmap.shown.full.size") == 150
    for width, height in ((1366, 768), (1920, 1080), (360, 640)):
        opened.page.set_viewport_size({"width": width, "height": height})
        opened.page.evaluate("sysmap.whole()")
        opened.page.wait_for_timeout(100)
        overlaps = opened.page.evaluate("""() => {
            const scale = sysmap.network.getScale();
            const { radius, spots } = sysmap;
            const marks = sysmap.shown.drawn.map((place) => ({ ...spots[place], r: radius(place) / scale }));
            const far = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);
            const meets = (one, other) => far(one, other) < one.r + other.r;
            const rest = (at) => marks.slice(at + 1);
            return marks.flatMap((one, at) => rest(at).filter((other) => meets(one, other))).length;
        }""")
        assert overlaps == 0
    opened.page.set_viewport_size({"width": 1366, "height": 768})


def test_axe_finds_nothing_against_the_overview_opened_or_not(opened):
    folded(opened)
    for script in (
        "0",
        "sysmap.openGroup(sysmap.total)",
        "sysmap.openPair([sysmap.total, sysmap.total + 3])",
    ):
        opened.page.evaluate(script)
        assert opened.violations() == []
