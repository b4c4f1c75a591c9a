"""Names on maps: each can be read as that of its mark, on the page, in pictures, in every size.

``data/names.json`` holds scenes with the places that follow from them: Python and the page's script must
both find these. A row of it is a scene as `place_names` takes it, and what it gives; ``write_names.py``
writes it again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import open_page
from conftest import draw
from invented import invented

import sysmap as sm
from sysmap.pages.document import template_text
from sysmap.pages.names.acronyms import acronyms_of
from sysmap.pages.names.forms import forms_of
from sysmap.pages.names.placement import place_names
from sysmap.pages.names.scene import LEADING, Form, Name, Placed, Scene
from sysmap.pages.pictures import map_picture
from sysmap.pages.pictures.map_names import SIZE, NamedMark, names_on
from sysmap.pages.pictures.strokes import Line, Words, text_width

pytestmark = pytest.mark.usefixtures("few_redraws")

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
DATA = Path(__file__).resolve().parent / "data" / "names.json"
VECTORS = json.loads(DATA.read_text(encoding="utf-8"))
SCREENS = ((1366, 768), (1920, 1080), (3840, 2160))
FORMS = (
    ("Age UK Marlbury", ""),
    ("Office of the Police and Crime Commissioner for Thornwick", "OPCC"),
    ("W" * 60, ""),
    ("Tŷ Dŵr  Women's Refuge", ""),
    ("", ""),
)


def _waves(records: sm.Records, *waves: str, **rules: Any) -> sm.MapPage:
    return sm.render(sm.compare(*(sm.build_map(records, wave, **rules) for wave in waves), permutations=0))


@pytest.fixture(scope="module")
def pages(riverside) -> dict[str, sm.MapPage]:
    """Return the maps of Riverside, of the examples, and of three systems with names as long as real ones."""
    hub = sm.read_records(EXAMPLES / "safeguarding_hub" / "records")
    food = sm.read_records(EXAMPLES / "food_poverty" / "records")
    alliance = sm.read_records(EXAMPLES / "living_well_alliance" / "records")
    place = sm.read_records(EXAMPLES / "local_vision" / "places" / "aldermere" / "records.xlsx")
    return {
        "riverside": _waves(riverside, "2022", "2024"),
        "hub": sm.render(sm.build_map(hub, forums="joined")),
        "food": _waves(food, "2023", "2025", boundary="part"),
        "alliance": sm.render(sm.build_map(alliance, "2024", forums="joined")),
        "local vision": sm.render(sm.build_map(place, place.waves_in_order[-1])),
        **{str(size): sm.render(invented(size)) for size in (30, 100, 300)},
    }


def scene_of(row: dict[str, Any]) -> Scene:
    names = [Name(name["mark"], [_form(form) for form in name["forms"]]) for name in row["names"]]
    boxes = [(box["left"], box["top"], box["right"], box["bottom"]) for box in row["blocks"]]
    return Scene(**{**row, "frame": tuple(row["frame"]), "names": names, "blocks": boxes})


def _form(form: dict[str, Any]) -> Form:
    return Form(("",) * form["lines"], form["width"], form["short"])


def as_row(placed: Placed | None) -> dict[str, Any] | None:
    if placed is None:
        return None
    sides = dict(zip(("left", "top", "right", "bottom"), placed.box, strict=True))
    return {"form": placed.form, **sides, "line": placed.line and list(placed.line)}


# -- What is written holds in both languages --


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["what"])
def test_names_stand_where_the_vectors_say(row):
    assert [as_row(placed) for placed in place_names(scene_of(row["scene"]))] == row["placed"]


@pytest.fixture(scope="module")
def opened(shared_browser, pages, tmp_path_factory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("names")
    found = {
        name: open_page(shared_browser, sm.save(page, folder / f"{name}.html"), width=1366, height=768)
        for name, page in pages.items()
    }
    for one in found.values():
        # Large maps open sector by sector: here everyone is drawn.
        one.by("view-overview").uncheck()
    yield found
    for one in found.values():
        one.close()


def test_the_script_finds_the_same_places(browser):
    page = browser.empty_page().page
    page.evaluate("window.sysmap = {}")
    for name in ("map_ground.js", "map_placement.js"):
        page.evaluate(template_text(name))
    found = page.evaluate(
        "rows => rows.map(({ scene }) => sysmap.placeNames(scene))", [dict(row) for row in VECTORS]
    )
    for row, placed in zip(VECTORS, found, strict=True):
        assert placed == row["placed"], row["what"]


def test_a_name_has_the_same_forms_in_both(opened):
    made = opened["riverside"].page.evaluate(
        "rows => rows.map(([name, acronym]) => sysmap.formsOf(name, acronym, text => 7 * text.length + 1))",
        [list(row) for row in FORMS],
    )
    for (name, acronym), forms in zip(FORMS, made, strict=True):
        expected = forms_of(name, acronym, lambda text: 7 * len(text) + 1)
        assert [(tuple(one["text"]), one["width"], one["short"]) for one in forms] == [
            (form.text, form.width, form.short) for form in expected
        ]


# -- What holds on every map --


def judged(
    names: list[dict[str, Any]],
    marks: list[dict[str, Any]],
    blocks: list[dict[str, Any]],
    frame: dict[str, Any],
) -> list[str]:
    """Say what cannot be trusted: names over something, over the edge, or nearer to another mark."""
    by_id = {mark["id"]: mark for mark in marks}
    wrong = []
    for place, name in enumerate(names):
        what = name["text"]
        own = by_id[name["id"]]
        wrong += [f"{what} over a mark" for mark in marks if from_box(name, mark) < mark["r"] - 0.5]
        wrong += [f"{what} over {one['text']}" for one in names[place + 1 :] if overlaps(name, one)]
        wrong += [f"{what} over a control, a box or other words" for one in blocks if overlaps(name, one)]
        if not (frame["left"] <= name["left"] and name["right"] <= frame["right"]):
            wrong.append(f"{what} over the edge")
        if not (frame["top"] <= name["top"] and name["bottom"] <= frame["bottom"]):
            wrong.append(f"{what} over the edge")
        if name["line"]:
            continue
        others = [mark for mark in marks if mark is not own]
        middle = {side: (name[side] + name[end]) / 2 for side, end in (("left", "right"), ("top", "bottom"))}
        middle |= {"right": middle["left"], "bottom": middle["top"]}
        for box, taken, how in ((name, 1, "edge"), (name, 0, "middle"), (middle, 0, "middle of its name")):
            gap = from_box(box, own) - taken * own["r"]
            if any(from_box(box, other) - taken * other["r"] <= gap for other in others):
                wrong.append(f"{what} nearer to another mark, by the {how}")
    return wrong


def from_box(box: dict[str, Any], mark: dict[str, Any]) -> float:
    across = max(box["left"] - mark["x"], 0, mark["x"] - box["right"])
    return math.hypot(across, max(box["top"] - mark["y"], 0, mark["y"] - box["bottom"]))


def overlaps(one: dict[str, Any], other: dict[str, Any]) -> bool:
    across = one["left"] < other["right"] and other["left"] < one["right"]
    return across and one["top"] < other["bottom"] and other["top"] < one["bottom"]


def all_who_must(marks: int, names: int, best: set[Any], named: set[Any], what: str) -> None:
    if marks < 40:
        assert names == marks, what
    else:
        assert names >= 25, what
    assert best <= named, what


# What is seen of the map, with everything that stands over it.
SEEN = """() => {
    sysmap.whole();
    const box = (one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        return { left, top, right, bottom };
    };
    const marks = sysmap.marks();
    const controls = [...document.querySelectorAll(".canvas button")].map(box);
    return {
        names: sysmap.names(), marks, frame: box(sysmap.at("map")),
        blocks: [...controls, ...sysmap.captions()],
        partners: marks.map(({ id }) => [id, sysmap.shown.partners.get(id).size]),
    };
}"""


@pytest.mark.parametrize(
    "system", ["riverside", "hub", "food", "alliance", "local vision", "30", "100", "300"]
)
def test_every_name_on_the_page_can_be_trusted(opened, system):
    page = opened[system].page
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            "width => sysmap.network.canvas.frame.canvas.clientWidth > width / 2", arg=width
        )
        seen = page.evaluate(SEEN)
        what = f"{system} at {width} by {height}"
        assert judged(seen["names"], seen["marks"], seen["blocks"], seen["frame"]) == [], what
        best = sorted(seen["partners"], key=lambda one: -one[1])[:10]
        named = {name["id"] for name in seen["names"]}
        all_who_must(len(seen["marks"]), len(seen["names"]), {one for one, _ in best}, named, what)


def test_names_are_placed_in_time(opened):
    page = opened["300"].page
    page.set_viewport_size({"width": 1366, "height": 768})
    # In time of the processor: that others work too is no fault of the page.
    cost = page.context.new_cdp_session(page)
    cost.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = cost.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")

    page.evaluate("sysmap.names()")
    before = spent()
    page.evaluate("""() => {
        for (let round = 0; round < 10; round += 1) {
            sysmap.found = new Set([-1 - round]);
            sysmap.names();
        }
        sysmap.found = new Set();
    }""")
    # 30 milliseconds each, on a machine of half the speed.
    assert (spent() - before) / 10 < 0.06


@pytest.mark.parametrize("system", ["riverside", "hub", "food", "alliance", "30", "100", "300"])
def test_every_name_of_a_picture_can_be_trusted(pages, system, monkeypatch):
    drawn: list[tuple[Any, ...]] = []

    def watched(marks, ties, frame, blocks=(), **how):
        found = names_on(marks, ties, frame, blocks, **how)
        drawn.append((marks, frame, blocks, [*found[0], *found[1]]))
        return found

    monkeypatch.setattr(map_picture, "names_on", watched)
    for bare in (False, True):
        map_picture.map_picture(pages[system].data, bare=bare)
    for marks, frame, blocks, strokes in drawn:
        there = [{"id": n, "x": one.at[0], "y": one.at[1], "r": one.reach} for n, one in enumerate(marks)]
        names = list(written(marks, strokes))
        captions = [sides_of(words) for words in strokes if isinstance(words, Words) and words.bold]
        over = [
            *captions,
            *(dict(zip(("left", "top", "right", "bottom"), box, strict=True)) for box in blocks),
        ]
        edge = dict(zip(("left", "top", "right", "bottom"), frame, strict=True))
        assert judged(names, there, over, edge) == []
        best = sorted(range(len(marks)), key=lambda place: -marks[place].partners)[:10]
        named = {name["id"] for name in names}
        all_who_must(len(marks), len(names), set(best), named, system)


def sides_of(words: Words) -> dict[str, float]:
    width = text_width(words.text, words.size, bold=words.bold)
    left = words.at[0] - {"start": 0, "middle": width / 2, "end": width}[words.anchor]
    top = words.at[1] - words.size * (LEADING - 1) / 2
    return {"left": left, "right": left + width, "top": top, "bottom": top + words.size * LEADING}


def written(marks: list[NamedMark], strokes: list[Any]) -> Iterator[dict[str, Any]]:
    """Put the lines of names together again: lines of one name stand right below one another."""
    ends = {stroke.end for stroke in strokes if isinstance(stroke, Line)}
    rows: list[list[Words]] = []
    for words in strokes:
        if not isinstance(words, Words) or words.bold:
            continue
        last = rows[-1][-1] if rows else None
        below = last is not None and abs(words.at[1] - last.at[1] - LEADING * SIZE) < 0.01
        if last is not None and below and (words.at[0], words.anchor) == (last.at[0], last.anchor):
            rows[-1].append(words)
        else:
            rows.append([words])
    for lines in rows:
        text = " ".join(words.text for words in lines)
        stem = text.removesuffix("…")
        fit = [n for n, one in enumerate(marks) if text in (one.name, one.acronym)] or [
            n for n, one in enumerate(marks) if text != stem and one.name.startswith(stem)
        ]
        sides = [sides_of(words) for words in lines]
        box = {side: min(one[side] for one in sides) for side in ("left", "top")}
        box |= {side: max(one[side] for one in sides) for side in ("right", "bottom")}
        tied = [n for n in fit if marks[n].at in ends]
        near = min(fit, key=lambda n: from_box(box, {"x": marks[n].at[0], "y": marks[n].at[1]}))
        yield {"id": tied[0] if tied else near, "text": text, "line": bool(tied), **box}


def test_a_chosen_organisation_and_its_partners_are_named(opened):
    page = opened["300"].page
    quiet = page.evaluate("""() => {
        const named = new Set(sysmap.names().map(({ id }) => id));
        const { organisations, partners } = sysmap.shown;
        const id = organisations.find((one) => !named.has(one) && partners.get(one).size > 2);
        sysmap.pick(id, false);
        return [id, ...sysmap.beside];
    }""")
    assert set(quiet) <= set(page.evaluate("sysmap.names().map(({ id }) => id)"))
    page.evaluate("sysmap.pick(null)")


def test_names_move_with_their_marks_and_are_placed_anew_when_these_rest(opened):
    moved = opened["100"].page.evaluate("""() => {
        sysmap.pick(null);
        sysmap.whole();
        const from = sysmap.names();
        const marks = new Map(sysmap.marks().map((mark) => [mark.id, mark]));
        const before = from.map(({ id, left }) => left - marks.get(id).x);
        const { x, y } = sysmap.network.getViewPosition();
        sysmap.network.moveTo({ position: { x: x + 150, y }, animation: false });
        sysmap.drawNow();
        const shift = sysmap.at("map").getBoundingClientRect().left;
        const there = new Map(sysmap.marks().map((mark) => [mark.id, mark]));
        const after = sysmap.named.map(({ id, box }) => box.left + shift - there.get(id).x);
        const same = (gap, place) => Math.abs(gap - before[place]) < 0.5;
        const carried = after.length === before.length && after.every(same);
        const far = Math.abs(there.get(from[0].id).x - marks.get(from[0].id).x);
        const map = sysmap.at("map").getBoundingClientRect();
        const inside = sysmap.names().every(({ left, right }) => left >= map.left && right <= map.right);
        sysmap.whole();
        return { carried, far, inside };
    }""")
    assert moved["far"] > 20
    assert moved["carried"] and moved["inside"]


def test_those_that_a_search_offers_are_named(opened):
    one = opened["300"]
    one.by("search").fill("university of")
    found = set(one.page.evaluate("[...sysmap.found]"))
    assert len(found) > 5
    assert found <= set(one.page.evaluate("sysmap.names().map(({ id }) => id)"))
    one.by("search").fill("")
    assert one.page.evaluate("sysmap.found.size") == 0


def test_names_that_must_be_short_are_acronyms_before_they_are_cut():
    assert acronyms_of(
        [
            ("Marlshire Integrated Care Board (MICB)", ""),
            ("Northshire County Council", "NCC"),
            ("Southshire County Council", "northshire"),
            ("Bath and North East Somerset Council", ""),
        ]
    ) == ["MICB", "NCC", "", "BANES"]
    assert acronyms_of([("Northshire Council", "NCC"), ("Norwood Council", "NCC")]) == ["", ""]


def test_two_waves_and_islands_say_that_there_are_no_ties():
    page = sm.render(draw("a-b b-c", a="x", b="x", c="y", d="y", e="y"))
    words = [
        stroke.text for stroke in map_picture.map_picture(page.data).strokes if isinstance(stroke, Words)
    ]
    assert "No ties" in words
