"""The brief: three findings on one page, whose sentences are those of the numbers, and may be changed."""

from __future__ import annotations

import dataclasses
import io
import math
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import draw
from test_reports import CAUSAL, hostile_change

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError, SysmapError
from sysmap.findings.words import value_in_words
from sysmap.pages.one_page import printing
from sysmap.pages.one_page.figures import Bar, Figures, figures_picture
from sysmap.pages.one_page.sheet import brief_sheet
from sysmap.pages.pictures.strokes import Shape, Words, text_width

docx, pptx = pytest.importorskip("docx"), pytest.importorskip("pptx")
pytestmark = pytest.mark.usefixtures("few_redraws")


@pytest.fixture(scope="module")
def made(riverside_change: sm.Comparison) -> sm.Brief:
    return sm.brief(riverside_change)


@pytest.fixture
def fresh(riverside_change: sm.Comparison) -> sm.Brief:
    """Return a brief whose sentences a test may change."""
    return sm.brief(riverside_change)


def with_row(change: sm.Comparison, **cells: object) -> sm.Comparison:
    """Return a comparison in which the row of the primary measure says something else."""
    frame = change.to_frame()
    for column, value in cells.items():
        frame.at[change.primary, column] = value
    return dataclasses.replace(change, _frame=frame)


def unrecorded() -> tuple[sm.SystemMap, sm.SystemMap]:
    """Return two waves of twelve organisations, of which nobody wrote down who answered."""
    names = [f"o{place:02}" for place in range(12)]
    partners = pd.DataFrame({"name": names, "sector": ["Police", "Council"] * 6})
    ties = pd.DataFrame(
        [
            {"source": name, "target": names[(place + step) % 12], "wave": wave}
            for wave, step in (("2022", 1), ("2024", 3))
            for place, name in enumerate(names)
        ]
    )
    records = sm.read_records(partners=partners, collaborations=ties)
    return sm.build_map(records, "2022"), sm.build_map(records, "2024")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"before": 0.1, "after": 0.2, "p_adjusted": 0.01}, "rose from 10.0 % in 2022 to 20.0 % in 2024"),
        ({"before": 0.2, "after": 0.1, "p_adjusted": 0.05}, "fell from 20.0 % in 2022 to 10.0 % in 2024"),
        (
            {"p_adjusted": 0.07},
            "It is not clear whether the share of pairs from different sectors that work together",
        ),
        (
            {"p_adjusted": 0.2},
            "No change can be shown in the share of pairs from different sectors that work",
        ),
        ({"p_adjusted": math.nan, "undefined": "too_few_changed_ties"}, "changed was not tested: "),
        ({"after": math.nan, "undefined": "no_ties"}, "changed cannot be said: "),
    ],
)
def test_the_first_finding_says_what_the_adjusted_p_allows(
    riverside_change: sm.Comparison, cells: dict[str, object], words: str
) -> None:
    said = sm.brief(with_row(riverside_change, **cells)).sentences["finding_1"]
    assert words in said
    assert ("would seldom give as much" in said) == ("2022" in words)
    # Levels and their range: a change beside them may differ from their difference by a rounded digit.
    assert "The change is" not in said


def test_the_numbers_are_those_of_the_comparison_and_the_scorecard(
    made: sm.Brief, riverside_change: sm.Comparison
) -> None:
    row, entry = riverside_change.to_frame().loc["cross_density"], sm.catalogue["cross_density"]
    first = made.sentences["finding_1"]
    before, after = (value_in_words(entry, row[wave]) for wave in ("before", "after"))
    assert f"from {before} in 2022 to {after} in 2024" in first
    ties = riverside_change.after.ties
    assert f"({int(ties['crosses'].sum())} of {len(ties)} ties; " in made.sentences["finding_2"]
    assert made.figures[0] is not None
    assert [bar.parts[0] for bar in made.figures[0].bars] == [row["before"], row["after"]]
    # The chart is of those compared, as the first finding is: its sums are the counts of that sentence.
    compared = riverside_change.ties.groupby("relation")[["kept", "new", "lost", "observable"]].sum()
    assert [bar.parts for bar in made.chart.bars] == [
        tuple(compared.loc[relation, ["kept", "new", "lost"]]) for relation in ("between", "within")
    ]
    kept, new, lost, pairs = compared.loc["between"]
    assert f"({kept + lost} of {pairs} pairs, then {kept + new})" in first
    assert [(kept + lost) / pairs, (kept + new) / pairs] == pytest.approx([row["before"], row["after"]])
    assert made.chart.bars[0].text == f"{kept} kept, {new} new, {lost} lost"
    # A level is said with that of the wave before.
    former = sm.integration(riverside_change.before, "cross_share").to_frame().loc["cross_share", "value"]
    assert f"{100 * former:.0f} % in 2022" in made.sentences["finding_2"]


def test_most_rests_on_whom_dependence_puts_first(made: sm.Brief, riverside_change: sm.Comparison) -> None:
    first = sm.dependence(riverside_change.after).to_frame().iloc[0]
    said = made.sentences["finding_3"]
    assert first["organisation"] in said
    assert f"{first['cut_off']} organisations would be cut off" in said
    assert f"{100 * first['loss_share']:.0f} % of the closeness" in said


def test_what_could_undo_the_headline_stands_beside_it(
    made: sm.Brief, riverside_change: sm.Comparison
) -> None:
    assert "those silent in 2024 had fewer partners in 2022" in made.sentences["finding_1"]
    whole = dataclasses.replace(riverside_change, who=riverside_change.who[:2])
    assert "silent" not in sm.brief(whole).sentences["finding_1"]
    # In a copy for the public who answered is not used, which is not the same as not recorded.
    public = sm.brief(riverside_change, public=True).sentences["finding_1"]
    assert "part of it may be who answered" in public and "not recorded" not in public
    table, ties = riverside_change.diagnostics.copy(), riverside_change.ties.assign(lost=0)
    table.loc["changed_ties", "flag"] = "Change in one direction only."
    added = sm.brief(dataclasses.replace(riverside_change, diagnostics=table, ties=ties))
    assert "But no such tie was lost in these records: a longer list" in added.sentences["finding_1"]
    assert "would seldom" not in added.sentences["finding_1"]
    # What nobody could report moves the change by so much.
    low, high = riverside_change.diagnostics.loc["bounds_change", ["low", "high"]]
    assert f"between +{100 * low:.1f} and +{100 * high:.1f} points" in made.sentences["limit_3"]


def test_no_introduction_adds_to_what_rests_on_one_and_who_would_be_cut_off_is_named(
    made: sm.Brief, riverside_change: sm.Comparison
) -> None:
    hub = sm.dependence(riverside_change.after).to_frame().iloc[0]
    said = made.sentences.starting("next_")
    parties = [text.split("?")[0] for text in said if text.startswith("Introduce")]
    assert parties and not any(hub["organisation"] in text for text in parties)
    named = next(text for text in said if text.startswith("Cut off if"))
    assert len(named.split(";")) == hub["cut_off"]
    # Of two halves alike neither is the one cut off; of more than five nobody is named.
    for ties in ("A-B B-C", " ".join(["A-B B-C C-D D-E", *(f"A-{each}" for each in "FGHIJK")])):
        brief = sm.brief(draw(ties, **{name: "xy"[place % 2] for place, name in enumerate("ABCDEFGHIJK")}))
        assert not any(text.startswith("Cut off if") for text in brief.sentences.starting("next_"))


def test_one_wave_asks_where_no_ties_are(small: sm.SystemMap) -> None:
    made = sm.brief(small)
    grid = sm.sector_grid(small, draws=0).to_frame()
    between = grid[(grid["relation"] == "between") & (grid["possible"] > 0)]
    joined = int((between["ties"] > 0).sum())
    assert joined == len(between) == 3
    assert made.sentences["finding_2"] == "All 3 pairs of sectors have at least one tie."
    assert made.title == "How far do organisations of different sectors work together?"
    assert "needs a second wave" in made.sentences["limit_1"]


@pytest.mark.parametrize(
    ("ties", "sectors", "name", "words"),
    [
        (
            "A-B",
            {"A": "x", "B": "y", "C": "z"},
            "finding_1",
            "It cannot be less: no two organisations are of",
        ),
        ("A-B", {"A": "x", "B": "y", "C": "z"}, "finding_2", "1 of 3 pairs of sectors have at least one tie"),
        ("A-B", {"A": "x", "B": "y"}, "finding_2", "The one pair of sectors has at least one tie."),
        (
            "",
            {"A": "x", "B": "y"},
            "finding_2",
            "No pair of sectors has a tie. The largest gap is between x and",
        ),
        ("", {"A": "x", "B": "y"}, "finding_2", "x and y: the one possible tie was not reported."),
        ("", {"A": "x", "B": "y and z"}, "next_2", "between “x” and “y and z”. Is one needed?"),
        ("A-B", {"A": "x", "B": "x"}, "finding_2", "All organisations are of one sector."),
        ("A-B B-C C-D", dict(zip("ABCD", "xyyx", strict=True)), "finding_3", "As much rests on"),
    ],
)
def test_numbers_of_one_and_of_all_are_said_as_people_say_them(
    ties: str, sectors: dict[str, str], name: str, words: str
) -> None:
    assert words in sm.brief(draw(ties, **sectors)).sentences[name]


@pytest.mark.parametrize("ties", ["", "A-B", "A-B A-C A-D B-C B-D C-D"])
@pytest.mark.parametrize(
    "sectors", [{"A": "x", "B": "x", "C": "x", "D": "x"}, {"A": "x", "B": "x", "C": "y", "D": "z"}]
)
def test_small_and_empty_maps_have_a_brief(ties: str, sectors: dict[str, str]) -> None:
    made = sm.brief(draw(ties, **sectors))
    assert "nan" not in " ".join(made.sentences.values())
    assert "nan" not in made.html
    assert brief_sheet(made).height == 1123


def test_what_makes_the_change_weak_comes_before_what_makes_levels_weak(
    riverside_change: sm.Comparison,
) -> None:
    table = riverside_change.diagnostics.copy()
    levels, hidden = "Levels are unsure.", "Organisations have moved: p hidden."
    table.loc[["observable_pairs", "drift"], "flag"] = levels, hidden
    weak = dataclasses.replace(
        riverside_change, diagnostics=table, flags=(levels, hidden, "The change is weak.")
    )
    assert sm.brief(weak).sentences["limit_3"] == "The change is weak. The report names 1 more caution."


def test_who_answered_is_said_once_where_both_waves_say_the_same() -> None:
    change = sm.compare(*unrecorded(), permutations=0)
    said = sm.brief(change).sentences["answered"]
    assert said.startswith("2022 and 2024: who answered is not recorded")
    assert said.count("a missing tie is read as no tie") == 1


def test_no_sentence_says_why(made: sm.Brief, small: sm.SystemMap) -> None:
    for brief in (made, sm.brief(small)):
        for name, text in brief.sentences.items():
            if not name.startswith("limit"):  # these say what nobody can tell
                assert not CAUSAL.search(text), text


# -- Changing sentences --


def test_a_changed_sentence_is_on_the_page_and_the_page_says_that_it_was_changed(fresh: sm.Brief) -> None:
    made_html = fresh.html
    assert "Changed by hand" not in made_html
    fresh.sentences["finding_1"] = "  More <b>pairs</b>\n work together. "
    left_out = fresh.sentences["next_2"]
    fresh.sentences["next_2"] = ""
    assert fresh.sentences["finding_1"] == "More <b>pairs</b> work together."
    assert fresh.sentences.changed == ("finding_1", "next_2")
    page = fresh.html
    assert "More &lt;b&gt;pairs&lt;/b&gt; work together." in page
    assert "Changed by hand before it was saved: finding 1, next 2." in page
    # Put back by hand, or by saying the same again.
    del fresh.sentences["finding_1"]
    fresh.sentences["next_2"] = left_out
    assert fresh.html == made_html


def test_a_finding_that_was_left_out_is_on_no_page(fresh: sm.Brief) -> None:
    gone = fresh.sentences["finding_2"]
    fresh.sentences["finding_2"] = ""
    assert len(fresh.findings) == 2
    assert gone not in fresh.html
    words = " ".join(stroke.text for stroke in brief_sheet(fresh).strokes if isinstance(stroke, Words))
    assert "What share of ties crosses" not in words


@pytest.mark.parametrize("name", ["finding_9", "", 3, None])
def test_no_sentence_can_be_added(fresh: sm.Brief, name: object) -> None:
    with pytest.raises(ChoiceError, match="sentence of this brief"):
        fresh.sentences[name] = "new"  # type: ignore[index]


def test_a_sentence_is_a_text(fresh: sm.Brief) -> None:
    with pytest.raises(ChoiceError, match="a sentence is a text, not an int"):
        fresh.sentences["finding_1"] = 3  # type: ignore[assignment]


# -- Files --


def texts_of(path: Path) -> str:
    if path.suffix == ".docx":
        document = docx.Document(path)
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        parts = [line.text for place in (document, *cells) for line in place.paragraphs]
    else:
        deck = pptx.Presentation(path)
        parts = [
            shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame
        ]
    return " ".join(" ".join(parts).replace("\u00a0", " ").split())


@pytest.mark.parametrize("suffix", [".docx", ".pptx"])
def test_an_office_file_holds_every_sentence_alike_each_time(
    made: sm.Brief, tmp_path: Path, suffix: str
) -> None:
    first, again = (sm.save(made, tmp_path / f"{name}{suffix}") for name in ("first", "again"))
    assert first.read_bytes() == again.read_bytes()
    text = texts_of(first)
    for name, said in made.sentences.items():
        assert said in text, name
    with zipfile.ZipFile(first) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                assert not re.search(rb"20[2-9]\d-\d\d-\d\dT", parts.read(name).replace(b"2024-10-11T", b""))


def test_slides_have_charts_with_the_numbers_cautions_in_notes_and_texts_for_pictures(
    made: sm.Brief, tmp_path: Path
) -> None:
    deck = pptx.Presentation(sm.save(made, tmp_path / "brief.pptx"))
    assert len(deck.slides) == 6
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    drawn = [figures for figures in (*made.figures, made.chart) if figures]
    assert len(charts) == len(drawn)
    for chart, figures in zip(charts, drawn, strict=True):
        values = [list(series.values) for series in chart.plots[0].series][-len(figures.bars[0].parts) :]
        assert values == [list(part) for part in zip(*(bar.parts for bar in figures.bars[::-1]), strict=True)]
    for slide in deck.slides:
        assert made.sentences["limit_1"] in slide.notes_slide.notes_text_frame.text or slide is deck.slides[5]
        for shape in slide.shapes:
            if shape.has_chart or shape.shape_type == 13:
                assert len(shape._element._nvXxPr.cNvPr.get("descr")) > 20


def test_a_pdf_is_drawn_where_there_is_no_browser_and_is_one_page(
    made: sm.Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "_browsers", lambda: iter(()))
    first, again = (sm.save(made, tmp_path / f"{name}.pdf").read_bytes() for name in ("first", "again"))
    assert first == again
    assert first.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", first)) == 1


@pytest.mark.skipif(next(printing._browsers(), None) is None, reason="there is no browser here")
def test_a_pdf_printed_by_a_browser_is_the_same_file_each_time(made: sm.Brief, tmp_path: Path) -> None:
    first, again = (sm.save(made, tmp_path / f"{name}.pdf").read_bytes() for name in ("first", "again"))
    assert first == again
    assert b"D:20241011000000+00'00'" in first
    assert b"/StructTreeRoot" in first  # headings and texts for pictures, to be read aloud


def test_a_browser_that_stops_leaves_a_drawn_pdf(
    made: sm.Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "_browsers", lambda: iter([str(tmp_path / "no such browser")]))
    assert sm.save(made, tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF-")


def test_slides_without_the_package_say_what_to_install(
    made: sm.Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pptx", None)
    with pytest.raises(SysmapError, match="python -m pip install python-pptx"):
        sm.save(made, tmp_path / "brief.pptx")
    assert not (tmp_path / "brief.pptx").exists()


def test_hostile_names_stay_texts_in_every_file(tmp_path: Path) -> None:
    made = sm.brief(hostile_change(), title="<script>alert(1)</script>" * 3)
    assert "<script>alert" not in made.html
    for suffix in (".docx", ".pptx"):
        assert "<script>alert(1)</script>" in texts_of(sm.save(made, tmp_path / f"brief{suffix}"))
    sm.save(made, tmp_path / "brief.png")


# -- Drawn numbers --


@pytest.mark.parametrize("width", [120, 215, 600])
@pytest.mark.parametrize(
    "label", ["2024", "An organisation with a name that is long enough for three lines or more"]
)
def test_bars_keep_inside_the_picture_and_begin_at_nought(width: float, label: str) -> None:
    bars = (Bar(label, (0.5,), "50 %", main=True), Bar("by chance", (0.1,), "60 to 70 %", start=0.6))
    picture = figures_picture(Figures("Shares", bars, share=True), width)
    boxes = [stroke for stroke in picture.strokes if isinstance(stroke, Shape)]
    edges = [(min(x for x, _ in box.points), max(x for x, _ in box.points)) for box in boxes]
    assert all(0 <= low <= high <= width for low, high in edges)
    assert all(0 <= y <= picture.height for box in boxes for _, y in box.points)
    # As long as the numbers say, on one scale.
    (start, end), (low, high) = edges
    scale = (end - start) / 0.5
    assert low - start == pytest.approx(0.6 * scale)
    assert high - low == pytest.approx(0.1 * scale)
    for stroke in picture.strokes:
        if isinstance(stroke, Words) and stroke.anchor == "start":
            assert stroke.at[0] + text_width(stroke.text, stroke.size) <= width + 1


# -- The command --


def test_the_command_writes_it_and_says_every_sentence(riverside_folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "brief.html"
    words = ["brief", str(riverside_folder), "-o", str(to), "--sentence", "finding_1=It rose."]
    result = CliRunner().invoke(commands, words)
    assert result.exit_code == 0, result.output
    assert "finding_1: It rose.\n" in result.output
    assert "Changed by hand before it was saved: finding 1." in to.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--sentence", "finding_1"], "--sentence takes NAME=TEXT"),
        (["--sentence", "finding_8=x"], "did you mean finding_"),
        (["-o", "brief.txt"], "a brief is written as .html, .docx, .pptx, .pdf, .png"),
    ],
)
def test_the_command_says_what_is_wrong(riverside_folder: Path, more: list[str], words: str) -> None:
    result = CliRunner().invoke(commands, ["brief", str(riverside_folder), *more])
    assert result.exit_code
    assert words in result.output


def test_what_is_no_map_is_refused() -> None:
    with pytest.raises(ChoiceError, match="brief takes a map or a comparison, not an int: see build_map"):
        sm.brief(3)  # type: ignore[arg-type]


def test_everything_is_not_saved_for_the_public(made: sm.Brief, tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match=r"brief\(\.\.\., public=True\)"):
        sm.save(made, tmp_path / "brief.html", public=True)


def test_the_png_is_a_sheet_of_a4(made: sm.Brief, tmp_path: Path) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(sm.save(made, tmp_path / "brief.png").read_bytes())) as picture:
        assert picture.size[1] / picture.size[0] == pytest.approx(math.sqrt(2), abs=0.01)
