"""What `.plot()` draws: `findings/charts.py` and its neighbours, and figures as files."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from functools import cache
from xml.etree import ElementTree

import pandas as pd
import pytest
from conftest import draw
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath
from write_widths import widths_of

import sysmap as sm
from sysmap.charts import letter_widths
from sysmap.charts.figure_files import as_png, as_svg, sketch_svg
from sysmap.charts.grid import _DARKEST
from sysmap.charts.style import literal, named, width_of, wrapped
from sysmap.charts.ties import MOST_PAIRS, _ordered
from sysmap.errors import ChoiceError
from sysmap.measures.reasons import REASONS
from sysmap.palette import ACCENT, CHART_BAND, CHART_PALE, CHART_RULE, INK, QUIET
from sysmap.plotting import sketched

pytestmark = pytest.mark.usefixtures("few_redraws")

SVG = "{http://www.w3.org/2000/svg}"
CAUSAL = re.compile(
    r"\b(because|cause[sd]?|due to|led to|leads to|effect|impact|thanks to|improve[sd]?|proved|resulted)\b",
    re.I,
)
HOSTILE = ["$\\frac{1}{0}$ <script>alert(1)</script>", "]]></svg> {{7*7}} & 'x'", "Pneumono" * 22]


def many(sectors: list[str], size: int, every: int = 7) -> sm.Records:
    """Two waves of organisations in turn of each sector; the second adds ties, and loses a few."""
    names = [f"Org {number:03}" for number in range(size)]
    rows = []
    for a in range(size):
        for b in range(a + 1, size):
            turn = (a * a + 3 * b) % (every * 2)
            rows += [(names[a], names[b], "2022")] * (turn in (0, 1))
            rows += [(names[a], names[b], "2024")] * (turn in (1, 2, 3))
    partners = pd.DataFrame(
        {
            "name": names,
            "sector": [sectors[number % len(sectors)] for number in range(size)],
            "tag": [HOSTILE[number % 3] for number in range(size)],
        }
    )
    asked = [(wave, name, "n" if name.endswith("5") else "y") for wave in ("2022", "2024") for name in names]
    return sm.read_records(
        partners=partners,
        collaborations=pd.DataFrame(rows, columns=["source", "target", "wave"]),
        asked=pd.DataFrame(asked, columns=["wave", "organisation", "answered"]),
        sectors="as written",
    )


THREE = [
    "Adult social care, public health and community partnerships",
    "NHS",
    "Antidisestablishmentarianismgroups",
]
TWENTY = [f"Sector {n:02} of {['police', 'councils, districts and parishes'][n % 2]}" for n in range(20)]


def results(records: sm.Records, **how: str) -> list:
    before, after = (sm.build_map(records, wave, **how) for wave in ("2022", "2024"))
    change = sm.compare(before, after, permutations=19)
    card, grid = sm.integration(after, draws=40), sm.sector_grid(after, draws=40)
    charts = [(card, "chance"), (card, "answered"), (grid, "grid")]
    return [
        result.plot(what)
        for result, what in [*charts, *((change, w) for w in ("change", "ties", "answered"))]
    ]


@pytest.fixture(scope="module")
def charts(riverside: sm.Records) -> dict[str, list]:
    """Every picture, of systems easy and hard to draw."""
    three = many(THREE, 30)
    return {
        "riverside": results(riverside),
        "three sectors": results(three),
        "hostile labels": results(three, boundary="tag"),
        "directed": results(three, report="directed"),
        "twenty sectors": results(many(TWENTY, 60, 15)),
        "undefined": [
            *(
                sm.integration(draw("", A="NHS", B="NHS", D="NHS"), draws=9).plot(w)
                for w in ("chance", "answered")
            ),
            sm.integration(draw("A-B", A="NHS", B="Police", D="Police"), draws=0).plot(),
            sm.sector_grid(draw("A-B B-C", A="NHS", B="Police", C="Fire")).plot(),
            sm.sector_grid(draw("A-B B-C")).plot(),
        ],
    }


def everyone(charts: dict[str, list]) -> list:
    return [chart for found in charts.values() for chart in found]


@cache
def svg(chart) -> str:
    return as_svg(chart)


def words(chart) -> list[str]:
    root = ElementTree.fromstring(svg(chart))
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def run_on(chart) -> str:
    """Return everything written in a chart without spaces: names may be broken over lines."""
    return "".join("".join(words(chart)).split())


def test_the_words_of_a_chart_are_text_in_the_svg(riverside):
    system = sm.build_map(riverside, "2024")
    card = sm.integration(system, draws=40)
    assert all(re.sub(r"\s", "", label) in run_on(card.plot()) for label in card.to_frame()["label"])
    grid, answered = sm.sector_grid(system).plot(), card.plot("answered")
    for sector in system.arrays.sectors:
        assert re.sub(r"\s", "", sector) in run_on(grid)
        assert re.sub(r"\s", "", sector) in run_on(answered)
    assert "10/48" in words(grid) and "21 %" in words(grid)


def test_the_grid_says_what_was_counted_by_hand(small):
    # NHS A B C, Police D E, Voluntary F G H: AB BC within, AD BD CD, CF, DE, DF, FG.
    chart = sm.sector_grid(small).plot()
    assert chart.alt == (
        "A grid of 3 sectors in 2024 with 9 ties of 28 possible ties: the largest share is 100 % (1 of 1) "
        "within Police, and 0 of 6 cells have no tie."
    )
    assert {"2/3", "3/6", "1/9", "1/1", "1/6", "1/3"} <= set(words(chart))


def test_who_answered_says_what_was_counted_by_hand(small):
    # Of A B C all answered, of D E only D, of F G H only F and G; U was not asked.
    chart = sm.integration(small, draws=0).plot("answered")
    assert chart.alt == (
        "In 2024, 6 of 8 organisations asked answered (75 %), all of those asked in 1 of 3 sectors shown and "
        "fewest in Police (1 of 2)."
    )
    assert {"3 of 3 answered", "1 of 2 answered", "2 of 3 answered", "nobody asked, 1 not asked"} <= set(
        words(chart)
    )


def test_the_sentence_of_the_chance_band_counts_what_the_scorecard_holds(riverside):
    card = sm.integration(sm.build_map(riverside, "2024"))
    frame, alt = card.to_frame(), card.plot().alt
    above, below = frame["value"] > frame["high"], frame["value"] < frame["low"]
    band = frame["low"].notna()
    assert alt.startswith(f"{band.sum()} measures in 2024 ")
    assert f"{above.sum()} above ({', '.join(frame['label'][above])})" in alt
    assert f"{below.sum()} below" in alt
    assert f"{(band & ~above & ~below).sum()} within" in alt
    assert f"{(~band).sum()} measures shown without a band" in alt


def test_the_sentence_of_the_change_counts_what_the_comparison_holds(riverside):
    change = sm.compare(*(sm.build_map(riverside, wave) for wave in ("2022", "2024")), permutations=99)
    frame, alt = change.to_frame(), change.plot().alt
    tested, sure = frame["low"].notna(), frame["p_adjusted"] <= 0.05
    rose, fell = (sure & (frame["change"] > 0)).sum(), (sure & (frame["change"] < 0)).sum()
    assert f"of {tested.sum()} measures tested {rose} rose" in alt and f"{fell or 'none'} fell" in alt
    assert f"for {tested.sum() - rose - fell} no change can be shown" in alt
    # 0.049569, 0.016875 to 0.082263, 0.046304
    assert "changed by +5.0 points (95 % interval +1.7 to +8.2 points; smallest detectable change 4.6" in alt
    kept, new, lost = (change.ties[word].sum() for word in ("kept", "new", "lost"))
    assert change.plot("ties").alt == (
        f"Of {kept + new + lost} ties observed in 2022 and 2024, {kept} kept, {new} new and {lost} lost; "
        "most changed Police and justice – Voluntary and community: 8 new, 0 lost, 2 kept."
    )


def test_the_rows_of_the_ties_add_up_to_all_ties_though_not_every_pair_is_drawn():
    records = many(TWENTY, 60, 15)
    change = sm.compare(sm.build_map(records, "2022"), sm.build_map(records, "2024"), permutations=0)
    rows = _ordered(change.ties[change.ties[["kept", "new", "lost"]].sum(axis=1) > 0], directed=False)
    assert len(rows) == MOST_PAIRS + 1 and "other pairs" in rows[-1][0]
    assert sum(counts["new"] for _, counts in rows) == change.ties["new"].sum()


def test_every_picture_has_one_sentence_without_a_causal_word(charts):
    for chart in everyone(charts):
        assert chart.alt.endswith(".") and not CAUSAL.search(chart.alt)
        assert not CAUSAL.search(" ".join(words(chart)))
        assert "nan" not in chart.alt.casefold().replace("finance", "") and "nan" not in words(chart)


def test_a_picture_without_anything_defined_says_so_in_words(charts):
    chance, answered, plain, _, nobody = charts["undefined"]
    assert any(REASONS["no_ties"] in line for line in words(chance)) and "not defined" in chance.alt
    assert answered.alt == "Who answered in 2024 is not recorded."
    assert "No shuffles were made" in " ".join(words(plain))
    assert nobody.alt == "There is nothing to show: no organisation in 2024 has a known sector."


def test_a_pair_in_which_nobody_could_have_a_tie_is_a_dash_and_not_zero(charts):
    # One organisation in each sector: a tie within one cannot be.
    assert words(charts["undefined"][3]).count("–") == 3


def test_no_word_leaves_the_sheet_and_no_two_words_overlap(charts):
    for name, found in charts.items():
        for chart in found:
            renderer = chart.canvas.get_renderer()
            whole = chart.bbox
            boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in chart.axes[0].texts]
            for said, box in boxes:
                assert whole.x0 <= box.x0 and box.x1 <= whole.x1, (name, chart.title, said)
                assert whole.y0 <= box.y0 and box.y1 <= whole.y1, (name, chart.title, said)
            for place, (said, box) in enumerate(boxes):
                for other, beside in boxes[place + 1 :]:
                    wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
                    high = min(box.y1, beside.y1) - max(box.y0, beside.y0)
                    # Lines of one paragraph stand so close that the boxes of their letters touch.
                    assert wide <= 0 or high <= 2, (name, chart.title, said, other)


def test_hostile_labels_are_text_and_never_a_formula_or_an_element(charts):
    for chart in charts["hostile labels"]:
        root = ElementTree.fromstring(svg(chart))
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            *("svg", "title", "desc", "g", "path", "text")
        }
    grid = run_on(charts["hostile labels"][2])
    assert "$\\frac{1}{0}$<script>alert(1)</script>" in grid and "]]></svg>{{7*7}}&'x'" in grid


def test_an_svg_can_stand_in_a_page_with_a_strict_policy_several_times_over(charts):
    for chart in everyone(charts):
        text = svg(chart)
        root = ElementTree.fromstring(text)
        assert (
            text.startswith("<svg") and "style=" not in text and " id=" not in text and "<style" not in text
        )
        assert "url(" not in text and not re.search(r'(?:href|src)="(?!#)', text)
        assert root[0].text == chart.title and root[1].text == chart.alt
        assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_what_colours_tell_apart_greys_tell_apart(charts):
    # new, kept, lost (white with a dashed outline); the mark on the band
    assert (
        contrast(ACCENT, CHART_PALE) >= 3
        and contrast(CHART_PALE, "#ffffff") >= 2
        and contrast(ACCENT, CHART_BAND) >= 3
    )
    darkest = f"#{_DARKEST:02x}" + 2 * f"{_DARKEST:02x}"
    assert contrast(INK, darkest) >= 4.5 and contrast(QUIET, "#ffffff") >= 4.5
    for chart in everyone(charts):
        used = set(re.findall(r"#[0-9a-f]{6}", svg(chart)))
        foreign = used - {ACCENT, CHART_BAND, INK, CHART_PALE, QUIET, CHART_RULE}
        assert [colour for colour in foreign if len({colour[1:3], colour[3:5], colour[5:]}) > 1] == []


def test_lost_ties_are_dashed_and_new_ones_are_not(charts):
    root = ElementTree.fromstring(svg(charts["riverside"][4]))
    paths = [path for path in root.iter(f"{SVG}path") if path.get("fill") in ("#ffffff", ACCENT)]
    lost = [path for path in paths if path.get("stroke-dasharray")]
    assert lost and all(path.get("fill") == "#ffffff" for path in lost)


MAKE = """
import sys, hashlib, sysmap as sm
if sys.argv[2] == "styled":
    import matplotlib
    matplotlib.rcParams.update({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "path",
                                "text.color": "r", "savefig.bbox": "tight", "text.usetex": True})
from sysmap.charts.figure_files import as_png, as_svg
from sysmap.findings import degree_preserving
degree_preserving.MOST_DRAWS = 19  # how often ties are redrawn is not what is tested
records = sm.read_records(sys.argv[1])
before, after = (sm.build_map(records, wave) for wave in ("2022", "2024"))
change = sm.compare(before, after, permutations=19)
charts = [sm.integration(after, draws=20).plot(), sm.sector_grid(after, draws=20).plot(),
          *(change.plot(what) for what in ("change", "ties", "answered"))]
for chart in charts:
    print(hashlib.sha256(as_svg(chart).encode() + as_png(chart)).hexdigest())
print("matplotlib.pyplot" in sys.modules)
"""


def test_the_same_result_is_the_same_bytes_whatever_the_settings_and_without_pyplot(
    riverside_folder, monkeypatch, capsys
):
    monkeypatch.setattr("sys.argv", ["-c", str(riverside_folder), "plain"])
    exec(MAKE, {})
    plain = capsys.readouterr().out.split()
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", MAKE, str(riverside_folder), "styled"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    styled = ended.stdout.split()
    assert len(plain) > 5 and plain[:-1] == styled[:-1] and styled[-1] == "False"


def test_a_chart_shows_itself_in_jupyter_with_its_words(charts):
    chart = charts["hostile labels"][2]
    shown = chart._repr_html_()
    assert shown.startswith('<img alt="A grid of 3 labels of tag') and "<script" not in shown
    assert "data:image/png;base64," in shown


def test_figures_are_saved_by_their_suffix(charts, tmp_path):
    chart = charts["riverside"][0]
    svg, png = sm.save(chart, tmp_path / "x.svg"), sm.save(chart, tmp_path / "x.png")
    assert svg.read_text(encoding="utf-8") == as_svg(chart)
    assert png.read_bytes() == as_png(chart) and chart.alt.encode()[:60] in png.read_bytes()
    width = int.from_bytes(png.read_bytes()[16:20], "big")
    assert width == int(chart.get_figwidth() * 200)
    with pytest.raises(ChoiceError, match=r"a Chart cannot be saved as '\.pdf'; it can as \.png, \.svg"):
        sm.save(chart, tmp_path / "x.pdf")


def test_a_figure_of_ones_own_is_saved_too_but_not_as_public(tmp_path):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2, 1))
    figure.text(0.5, 0.5, "mine")
    text = sm.save(figure, tmp_path / "own.svg").read_text(encoding="utf-8")
    assert "mine" in text and "<desc>A figure without a description.</desc>" in text
    with pytest.raises(ChoiceError, match="of a Figure may be public: save it without public=True"):
        sm.save(figure, tmp_path / "own.png", public=True)


def test_a_public_picture_hides_where_few_people_answered(small, tmp_path):
    card = sm.integration(small, draws=0)
    shown = words(card.plot("answered"))
    text = sm.save(card.plot("answered"), tmp_path / "x.svg", public=True).read_text(encoding="utf-8")
    assert "1 of 2 answered" in shown and "1 of 2" not in text and "fewer than 5 people" in text


def test_a_picture_that_is_not_there_is_named(riverside):
    card = sm.integration(sm.build_map(riverside, "2024"), draws=0)
    with pytest.raises(ChoiceError, match='what="pie" is not one of answered, chance'):
        card.plot("pie")
    with pytest.raises(ChoiceError, match="grid"):
        sm.sector_grid(card.system).plot("pie")


def test_a_plot_leaves_its_result_as_it_was(riverside):
    card = sm.integration(sm.build_map(riverside, "2024"), draws=0)
    before = card.to_frame()
    card.plot()
    pd.testing.assert_frame_equal(card.to_frame(), before)
    assert dataclasses.is_dataclass(card)


# -- Words --


def test_a_long_name_is_wrapped_and_a_long_word_is_broken():
    assert wrapped("one two three", width_of("one two") + 1) == ["one two", "three"]
    lines = wrapped("Pneumono" * 22, 100)
    assert len(lines) == 4 and lines[-1].endswith("…") and all(width_of(line) <= 100 for line in lines)


def test_letters_are_as_wide_as_in_the_font_that_matplotlib_brings():
    for name, weight in (("regular", "normal"), ("bold", "bold")):
        assert letter_widths._widths()[name] == widths_of(weight)
    for text in ("Fire and rescue", "Tŷ Dŵr: 41.5 %", "AV To"):
        letters = FontProperties(family=letter_widths.FONT, size=9)
        wide = TextToPath().get_text_width_height_descent(text, letters, False)[0]
        # Letters are kerned, and the first and the last have room beside them.
        assert wide <= width_of(text) <= wide + 3


def test_what_a_page_shows_of_a_chart_is_what_its_figure_shows(riverside):
    card = sm.integration(sm.build_map(riverside, "2024"), draws=40)
    page, figure = sketched(card, "chance"), card.plot("chance")
    shown = [ElementTree.fromstring(text) for text in (sketch_svg(page), as_svg(figure))]
    said = [["".join(text.itertext()) for text in root.iter(f"{SVG}text")] for root in shown]
    assert said[0] == said[1] and len(said[0]) > 20
    assert [root.find(f"{SVG}{tag}").text for root in shown for tag in ("title", "desc")] == 2 * [
        figure.title,
        figure.alt,
    ]


def test_a_letter_that_the_font_lacks_is_a_box():
    assert literal("Tŷ Dŵr\n北") == "Tŷ Dŵr □"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (list("abcd"), "a, b, c and d"),
        (list("abcde"), "a, b, c and 2 others"),
    ],
)
def test_names_are_a_list_in_a_sentence(names, said):
    assert named(names) == said
