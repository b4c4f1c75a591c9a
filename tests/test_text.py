"""Numbers as people read them, and tables a screen reader can walk through: `text.py`."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from sysmap.text import counted, html_notes, html_table, number, percent, text_table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (3, "3"),
        (3.0, "3"),
        (-3, "−3"),
        (9_999, "9999"),
        (10_000, "10,000"),
        (-12_345_678, "−12,345,678"),
        (0.123456, "0.123"),
        (-0.25, "−0.250"),
        (1.23456, "1.23"),
        (123.456, "123"),
        (12_345.6, "12,346"),
        (0.000199960, "0.000200"),
        (np.float64(0.5), "0.500"),
        (np.int64(7), "7"),
        (float("nan"), ""),
        (np.float64("nan"), ""),
        (None, ""),
        (float("inf"), "inf"),
        ("=1+1", "=1+1"),
        (True, "True"),
    ],
)
def test_a_number_is_written_for_reading(value: object, text: str) -> None:
    assert number(value) == text


def test_a_share_is_written_as_a_percentage() -> None:
    assert (percent(0.125), percent(0.125, 1)) == ("12 %", "12.5 %")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 ties"), (1, "1 tie"), (2, "2 ties"), (12_000, "12,000 ties")]
)
def test_a_count_agrees_with_its_noun(count: int, said: str) -> None:
    assert counted(count, "tie") == said


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert counted(2, "body", "bodies") == "2 bodies"


FRAME = pd.DataFrame(
    {"value": [0.5, np.nan], "how_many": [1, 20_000], "kinds": [("x", "y"), ()], "sure": [True, False]},
    index=pd.Index(["A & B", "<script>"], name="organisation"),
)


def parsed(**options: object) -> ElementTree.Element:
    """Read a table as XML, which it is only if all text is escaped and all that opens is closed."""
    return ElementTree.fromstring(html_table(FRAME, "Who & what", **options))


def texts(root: ElementTree.Element, path: str) -> list[str]:
    return [cell.text or "" for cell in root.findall(path)]


def test_a_table_has_a_caption_and_headers_of_columns_and_rows() -> None:
    root = parsed()
    assert texts(root, "caption") == ["Who & what"]
    assert texts(root, "thead/tr/th[@scope='col']") == ["organisation", "value", "how many", "kinds", "sure"]
    assert texts(root, "tbody/tr/th[@scope='row']") == ["A & B", "<script>"]


def test_cells_are_written_for_reading() -> None:
    assert texts(parsed(), "tbody/tr/td") == ["0.500", "1", "x, y", "yes", "", "20,000", "", "no"]


def test_columns_may_be_named_in_other_words() -> None:
    assert "sure?" in texts(parsed(labels={"sure": "sure?"}), "thead/tr/th")


def test_a_long_table_is_cut_off_and_says_so() -> None:
    root = parsed(most=1)
    assert len(root.findall("tbody/tr")) == 1
    assert texts(root, "caption") == ["Who & what (the first 1 of 2)"]


def test_a_table_without_its_index_has_the_columns_alone() -> None:
    assert texts(parsed(index=False), "thead/tr/th") == ["value", "how many", "kinds", "sure"]


def test_names_of_columns_are_escaped() -> None:
    assert "&lt;b&gt;" in html_table(pd.DataFrame({"<b>": [1]}), "x")


def test_notes_are_a_list_of_escaped_sentences() -> None:
    assert html_notes(["a < b", "c"]) == "<ul><li>a &lt; b</li><li>c</li></ul>"


def test_no_note_is_no_list() -> None:
    assert html_notes([]) == ""


def test_a_plain_table_is_aligned_with_numbers_to_the_right() -> None:
    frame = pd.DataFrame({"name": ["A", "Long"], "n": [5, 120]})
    assert text_table(frame, index=False).split("\n") == ["name    n", "----  ---", "A       5", "Long  120"]


def test_long_texts_of_a_plain_table_are_folded() -> None:
    frame = pd.DataFrame({"what": ["one two three four"], "n": [1]})
    lines = text_table(frame, index=False, width=9).split("\n")
    assert [line.rstrip() for line in lines] == [
        "what     n",
        "-------  -",
        "one two  1",
        "three",
        "four",
    ]


def test_a_table_without_columns_is_no_text() -> None:
    assert text_table(pd.DataFrame(), index=False) == ""
