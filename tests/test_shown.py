"""How everything shows itself: `shown.py`, the same for all, in a notebook and at a prompt."""

from __future__ import annotations

import html
import json
import pickle
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import polars as pl
import pytest
from browser import Opened, open_page
from conftest import draw

import sysmap as sm
from sysmap.checking.examples import _EDGES, _OF_ONE, _OF_TWO, _made, _small
from sysmap.outputs.archive.verifying import Verification
from sysmap.pages.pictures.small_map import small_map
from sysmap.pages.pictures.strokes import Shape
from sysmap.records.engines import held_tables
from sysmap.results import Result, public_copy
from sysmap.shown import (
    SCREEN,
    Card,
    Shown,
    Text,
    Texts,
)

pytestmark = pytest.mark.usefixtures("few_redraws")

# How wide a cell of a notebook is, and how high a display may be, in pixels.
WIDE, HIGHEST = 1000, 700
FRAMED = (sm.MapPage, sm.Report, sm.Brief)
"""What shows a page in a frame."""
OPENED = ["SystemMap", "SectorScores", "Difference", "faults"]
"""What is looked at with all that is more; the others are made in the same way."""


@pytest.fixture(scope="module")
def everything(riverside_change) -> dict[str, Any]:
    """One of each kind of result, with texts that would run if they could; some of maps at the edge."""
    made = {kind.__name__: _made(kind) for kind in _OF_TWO if issubclass(kind, (Shown, *FRAMED))}
    made |= {
        f"{kind.__name__}, {edge}": _small(kind, edge)
        for edge in _EDGES
        for kind in _OF_ONE
        if issubclass(kind, Shown)
    }
    files = pd.DataFrame({"bundled": ["as it was written"] * 40}, index=[f"{n}.csv" for n in range(40)])
    verified = Verification("b.zip", "0" * 64, pd.DataFrame(), (), (), files.rename_axis("file"))
    with pytest.raises(sm.RecordsError) as refused:
        sm.read_records(
            pd.DataFrame({"name": ["A"], "sector": ["NHS"]}),
            pd.DataFrame({"source": [f"B{n}" for n in range(40)], "target": ["A"] * 40}),
        )
    all_scores = sm.organisation_scores(riverside_change.after, draws=20)
    card = sm.integration(riverside_change.after, draws=20)
    return {
        **made,
        "comparison": riverside_change,
        "all scores": all_scores,
        "scorecard": card,
        "if all had answered": card.if_answered(draws=2),
        "verification": verified,
        "held by an engine": held_by_an_engine(),
        "scorecard of ties": sm.integration(
            pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"]}),
            pd.DataFrame({"id": ["A", "B", "C"], "sector": ["NHS", "Police", "NHS"]}),
        ),
        "faults": refused.value,
    }


def held_by_an_engine() -> sm.Records:
    """Return records of which the ties stay with their engine, short as they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held_tables, "ROW_LIMIT", -1)
        return sm.read_records(
            partners=pd.DataFrame({"name": ["A", "B", "C"], "sector": "NHS"}),
            collaborations=pl.LazyFrame({"source": ["A", "B"], "target": ["B", "C"]}),
        )


@pytest.fixture(scope="module")
def cards(everything) -> dict[str, Card]:
    return {name: one._card() for name, one in everything.items() if not isinstance(one, FRAMED)}


def parts_of(shown: str) -> tuple[str, str]:
    """Return the HTML that stands on the screen, and what can be opened."""
    first, _, more = shown.partition("<details>")
    return first, more


def kinds_below(kind: type) -> set[type]:
    return {kind} | {below for each in kind.__subclasses__() for below in kinds_below(each)}


def test_every_kind_of_result_is_looked_at_here(everything):
    kinds = {kind for kind in kinds_below(Shown) if kind.__module__.startswith("sysmap.")}
    concrete = {kind for kind in kinds if not kinds_below(kind) - {kind}}
    assert {kind.__name__ for kind in concrete} <= {type(one).__name__ for one in everything.values()}


def test_at_most_three_sentences_and_twelve_rows_stand_on_the_screen(cards):
    for name, card in cards.items():
        first, _ = parts_of(card.html())
        sentences, tables = first.count("<p style") - 1, first.count("<table")
        rows = first.count("<tr>") - tables
        assert sentences <= 3 and tables <= 1 and rows <= 12, name
        assert sentences + rows or card.picture, f"{name} shows nothing"


def test_no_display_is_estimated_higher_than_a_screen(cards):
    assert {name: card.height() for name, card in cards.items() if card.height() > 700} == {}


def test_all_that_is_said_can_be_found_on_the_display(everything, cards):
    for name, card in cards.items():
        text = html.unescape(re.sub(r"<[^>]+>", " ", card.html()))
        one = everything[name]
        said = (*one.notes, *one.sentences, *one._weaknesses()) if isinstance(one, Result) else ()
        together = " ".join(one.sentences) if isinstance(one, Result) else ""  # what stands apart as well
        assert [sentence for sentence in said if sentence not in f"{text} {together}"] == [], name


def test_a_prompt_has_room_for_it_and_says_how_to_get_the_rest(everything):
    for name, one in everything.items():
        lines = repr(one).splitlines()
        assert len(lines) <= 40, name
        if isinstance(one, Shown) and type(one).__repr__ is Shown.__repr__:
            table = one._card().table
            assert max(map(len, lines[1:])) <= 104, name
            shown = sum(not line.startswith("  ") for line in lines) > len(table)
            assert shown or len(table) <= 12 or ".to_frame() has all" in lines[-1], name


def test_dir_lists_what_can_be_asked_of_a_result(everything):
    for name, one in everything.items():
        if isinstance(one, Result):
            offered = dir(one)
            assert {"sentences", "notes", "title", "to_frame"} <= set(offered), name
            assert not [each for each in offered if each.startswith("_")], name
            assert len(offered) <= 60, name


def test_the_command_line_prints_all_rows(everything):
    change = everything["comparison"]
    text = change.full_text()
    assert all(note in text for note in change.notes)
    assert all(label.split()[0] in text for label in change.to_frame()["label"])


LONG = {
    "a long title": Card(title="A word " * 200),
    "long sentences": Card(title="t", said=["Some words, many of them. " * 40] * 5),
    "a name without a space": Card(
        title="t", table=pd.DataFrame({"name": ["N" * 5000] * 30, "ties": [1] * 30})
    ),
    "texts in every cell": Card(title="t", table=pd.DataFrame([["so many words " * 60] * 6] * 20)),
    "many columns": Card(title="t", table=pd.DataFrame([[1.5] * 900] * 5).rename(columns=str)),
    "no row": Card(title="t", table=pd.DataFrame({"name": [], "ties": []})),
    "no column": Card(title="t", table=pd.DataFrame(index=[1, 2])),
    "one column": Card(title="t", table=pd.DataFrame({"name": list("abc")})),
    "columns of one name": Card(title="t", table=pd.DataFrame([[1, 2, 3]], columns=["a", "b", "b"])),
}


@pytest.mark.parametrize("which", [name for name in LONG if name != "a long title"])
def test_whatever_there_is_to_say_a_display_has_bounds(which):
    card = LONG[which]
    assert card.height() <= SCREEN + 100, which
    assert len(card.text().splitlines()) <= 42
    assert card.html().count("<table") <= 2


def test_sentences_of_a_display_are_whole():
    said = ["Some words, many of them. " * 40] * 5
    assert LONG["long sentences"].html().count(said[0]) == 5


def test_a_row_that_is_not_shown_is_counted():
    table = pd.DataFrame({"name": list("abcdefghijklmnop"), "ties": range(16)})
    assert "(12 of 16 rows)" in Card(title="t", table=table).html()
    assert "(12 of 16 rows: .to_frame() has all)" in Card(title="t", table=table).text()


# -- Texts --


@pytest.mark.parametrize("which", ["methods", "primary_note", "sentences", "notes", "flags"])
def test_sentences_of_a_comparison_show_themselves_as_text(riverside_change, which):
    said = getattr(riverside_change, which)
    texts = [said] if isinstance(said, str) else list(said)
    shown = html.unescape(said._repr_html_())
    assert texts and all(text in shown for text in texts)
    assert all(" ".join(text.split()) in " ".join(repr(said).replace("\n- ", " ").split()) for text in texts)
    assert "'" not in repr(said)[:2]


def test_texts_are_texts_and_tuples_to_code():
    texts = Texts(["A & B.", "<b>C</b>."])
    assert texts == ("A & B.", "<b>C</b>.") and texts[:1] == ("A & B.",)
    assert isinstance(texts[0], Text) and isinstance(texts[1:], Texts)
    assert texts[0] == "A & B." and texts[0].split() == ["A", "&", "B."]
    assert pickle.loads(pickle.dumps(texts)) == texts
    assert json.loads(json.dumps({"said": texts, "one": texts[0]})) == {"said": [*texts], "one": "A & B."}
    assert "<b>" not in texts._repr_html_() and "<b>" not in texts[1]._repr_html_()


def test_the_first_sentence_of_a_comparison_is_about_the_primary_measure(riverside_change):
    reading = riverside_change.to_frame().at[riverside_change.primary, "reading"]
    assert reading in riverside_change.sentences[0]


@pytest.mark.parametrize("which", ["Comparison", "comparison", "Difference", "Trajectory", "scorecard"])
def test_a_sentence_about_a_measure_names_it(everything, which):
    result = everything[which]
    labels = {label.casefold() for label in result.to_frame()["label"]}
    said = [text for text in result.sentences if text != getattr(result, "said_before", "")]
    assert len(said) >= len(labels)
    assert [text for text in said if not any(label in text.casefold() for label in labels)] == []


# -- Files --


@pytest.mark.parametrize(
    "name", ["map.csv", "two words.csv", "Gŵyr #1 & 50%?.csv", "it's <b>.csv", "a:b.csv"]
)
def test_what_was_saved_is_a_path_and_shows_itself_as_a_link(small, tmp_path, monkeypatch, name):
    folder = tmp_path / "a folder"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    saved = sm.save(sm.sector_scores(small), Path("a folder") / name)
    assert isinstance(saved, Path) and saved == Path("a folder") / name and saved.is_file()
    assert pickle.loads(pickle.dumps(saved)) == saved and repr(saved) == repr(Path(saved))
    (address,) = re.findall(r'href="([^"]*)"', saved._repr_html_())
    assert unquote(html.unescape(address)) == f"a folder/{name}"
    assert not set("<>#?\" '") & set(address) and ":" not in address
    assert str(tmp_path) not in saved._repr_html_()


# -- Maps --


def test_a_map_shows_a_small_picture_of_itself(small):
    shown = small._repr_html_()
    assert shown.count("<img") == 1 and shown == sm.build_map(small.records, small.wave)._repr_html_()
    assert small_map(small).height <= 480


def test_every_organisation_has_a_mark_on_the_small_map_and_every_tie_a_line(small):
    picture = small_map(small)
    outlines = [one for one in picture.strokes if isinstance(one, Shape) and one.width]
    legend = len(small.arrays.sectors) + bool((small.organisations["boundary"].isna()).any())
    assert len(outlines) >= len(small.organisations) + legend


def test_a_map_of_very_many_is_not_drawn_small():
    many = draw(" ".join(f"k{number}-k{number + 1}" for number in range(160)))
    assert "<img" not in many._repr_html_()


def test_the_small_map_of_a_public_copy_tells_nobody_silent(riverside_change):
    dashed = {
        public: [
            one
            for one in small_map(
                public_copy(riverside_change.after) if public else riverside_change.after
            ).strokes
            if isinstance(one, Shape) and one.dash
        ]
        for public in (False, True)
    }
    assert dashed[False] and not dashed[True]


# -- In a browser --


@pytest.fixture(scope="module")
def notebook(shared_browser, tmp_path_factory, everything) -> Opened:
    """All of them on one page, each in a cell as wide as one of a notebook."""
    cells = "".join(
        f'<section data-name="{html.escape(name)}">{one._repr_html_()}</section>'
        for name, one in everything.items()
        if not isinstance(one, FRAMED)
    )
    style = f"main{{width:{WIDE}px;font:14px/1.6 system-ui}} section{{overflow:hidden}}"
    page = (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A notebook</title>'
        f"<style>{style} .dark{{background:#111;color:#e0e0e0}}</style><main><h1>Results</h1>{cells}</main>"
    )
    path = tmp_path_factory.mktemp("notebook") / "notebook.html"
    path.write_text(page, encoding="utf-8")
    return open_page(shared_browser, path)


def test_every_display_fits_a_screen(notebook):
    sizes = notebook.page.evaluate(
        "[...document.querySelectorAll('section')]"
        ".map(one => [one.dataset.name, one.scrollHeight, one.scrollWidth])"
    )
    assert [size for size in sizes if size[1] > HIGHEST or size[2] > WIDE] == []
    assert notebook.faults == []


def test_what_is_more_opens_by_keyboard_and_axe_finds_nothing_in_a_dark_notebook(notebook):
    page = notebook.page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('details').open")
    page.evaluate(
        """names => {
        document.body.className = "dark";
        const all = [...document.querySelectorAll("section")];
        const others = all.filter((one) => !names.includes(one.dataset.name));
        for (const one of others) one.remove();
        for (const one of document.querySelectorAll("details")) one.open = true;
    }""",
        OPENED,
    )
    assert notebook.violations() == []
