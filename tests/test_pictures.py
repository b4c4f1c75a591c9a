"""The map as a picture without a browser: `pages/pictures.py`, `picture_files.py`, `strokes.py`."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from conftest import draw

import sysmap as sm
from sysmap.pages.pictures.files import as_png, as_svg
from sysmap.pages.pictures.map_picture import map_picture, small_overview
from sysmap.pages.pictures.strokes import Picture, Words, text_width, wrapped

HOSTILE = "</svg><script>alert(1)</script> $\\frac{1}{2}$ & {{7*7}}"


@pytest.fixture(scope="module")
def page(riverside_change) -> sm.MapPage:
    return sm.render(riverside_change)


def texts(svg: str) -> list[str]:
    return [
        element.text or "" for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    ]


def test_a_drawing_has_a_title_a_description_and_no_script(page, tmp_path):
    root = ElementTree.parse(sm.save(page, tmp_path / "map.svg")).getroot()
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags == {"svg", "title", "desc", "rect", "text", "line", "circle", "polygon"}
    assert root[0].text == page.title
    assert page.summary in root[1].text


def test_a_comparison_is_three_views_side_by_side(page):
    svg = as_svg(map_picture(page.data))
    assert {"Before (2022)", "After (2024)", "Changed"} <= set(texts(svg))
    assert map_picture(page.data).width == 3 * map_picture(page.data, "changed").width


def test_one_view_alone(page):
    assert "Before (2022)" not in texts(as_svg(map_picture(page.data, "changed")))
    with pytest.raises(sm.ChoiceError, match="before, after, changed"):
        map_picture(page.data, "between")


def test_the_legend_names_the_sectors_and_kinds_of_tie(page):
    words = texts(as_svg(map_picture(page.data, "changed")))
    assert {"Police and justice", "new tie", "lost tie", "in both waves"} <= set(words)


def test_a_png_is_not_blank_and_has_200_dots_to_the_inch(page, tmp_path):
    from matplotlib.image import imread

    pixels = imread(sm.save(page, tmp_path / "map.png", view="after"))
    assert pixels.shape[1] == round(map_picture(page.data, "after").width / 96 * 200)
    red, green, blue = (np.round(255 * pixels[:, :, part]) for part in range(3))
    assert len(np.unique(red + 256 * green + 65_536 * blue)) > 50


def test_the_same_map_is_the_same_picture_byte_for_byte(page):
    picture = map_picture(page.data, "after")
    assert as_png(picture) == as_png(map_picture(page.data, "after"))
    assert as_svg(picture) == as_svg(map_picture(page.data, "after"))


def test_hostile_words_are_literal_in_both():
    picture = Picture(300, 60, HOSTILE, HOSTILE, [Words((10, 10), HOSTILE)])
    root = ElementTree.fromstring(as_svg(picture))
    assert texts(as_svg(picture)) == [HOSTILE]
    assert root[0].text == HOSTILE
    assert as_png(picture).startswith(b"\x89PNG")
    assert BytesIO(as_png(picture)).read(8)


def test_a_letter_that_xml_cannot_hold_is_left_out():
    picture = Picture(100, 50, "a\ufffeb", "c\ud800d", [Words((5, 5), "e\x07f")])
    root = ElementTree.fromstring(as_svg(picture).encode("utf-8"))
    assert [root[0].text, root[1].text, root[-1].text] == ["ab", "cd", "ef"]


def test_a_large_map_is_a_picture_of_its_overview():
    ties = " ".join(f"o{n}-o{n + 1}" for n in range(0, 700, 2))
    page = sm.render(draw(ties, **{f"o{n}": "x" if n % 3 else "y" for n in range(701)}))
    words = texts(as_svg(map_picture(page.data)))
    assert {"467 organisations", "234 organisations"} <= set(words)
    crossing = sum(1 for n in range(0, 700, 2) if (n % 3 == 0) != ((n + 1) % 3 == 0))
    assert str(crossing) in words


def test_the_overview_of_a_comparison_says_what_is_new_and_lost(page):
    words = texts(as_svg(map_picture(page.data, "overview")))
    assert "new ties" in words and "none" in words
    assert any(word.split("  ")[1:] == ["+3 −1"] for word in words) or any("+" in word for word in words)


def test_every_disc_of_the_overview_has_its_name(page, small):
    crowded = draw("a0-a1", **{f"a{n}": f"A sector with a long name, number {n % 24}" for n in range(48)})
    for drawn in (page, sm.render(small), sm.render(crowded)):
        for width, height in ((690, 250), (900, 480)):
            picture = small_overview(drawn.data, width, height)
            said = " ".join(stroke.text for stroke in picture.strokes if isinstance(stroke, Words))
            for sector in drawn.data.content["sectors"]:
                assert sector["label"] in said
            inside = [stroke for stroke in picture.strokes if isinstance(stroke, Words) and stroke.halo]
            assert all(stroke.at[0] + text_width(stroke.text, stroke.size) / 2 <= width for stroke in inside)


def test_discs_of_what_changed_count_the_organisations_of_the_later_wave(page, riverside_change):
    words = texts(as_svg(map_picture(page.data, "overview")))
    later = riverside_change.after.organisations["sector"].value_counts()
    assert f"{later.max()} organisations" in words


def test_an_empty_map_is_a_picture_too():
    assert as_png(map_picture(sm.render(draw()).data)).startswith(b"\x89PNG")


def test_long_words_are_cut_to_the_width():
    assert all(text_width(row, 13) <= 100 for row in wrapped("W" * 60 + " and others", 100, 13))
    assert "".join(wrapped("W" * 60, 100, 13)) == "W" * 60
