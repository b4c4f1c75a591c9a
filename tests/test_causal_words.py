"""No sentence says why: no causal word without a comparison group, none of four words with one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_difference import change
from test_touched import compared

import sysmap as sm
from sysmap.pages.report.blocks import Block, Heading, Image, Items, Paragraph, TableBlock
from sysmap.pages.report.sections.comparison_group import difference_blocks

pytestmark = pytest.mark.usefixtures("few_redraws")

PACKAGE = Path(sm.__file__).parent
# None of these is said of a finding, whatever stands beside it.
FOUR = re.compile(
    r"\b(?:caus(?:e[sd]?|ing|al\w*)|le(?:d|ads?|ading) to|because of|impact\w*)\b", re.IGNORECASE
)
_MORE = (
    *(
        "due to",
        "thanks to",
        "owing to",
        "result(?:s|ed|ing)? (?:in|from)",
        "brought about",
        r"attribut(?:ed|able) to",
    ),
    *("effective(?:ness)?", "(?:effects?|influence) of the programme", "the programme's doing"),
    *("made a difference", "more than in the comparison"),
)
# And without a comparison group none of these either.
CAUSAL = re.compile(rf"{FOUR.pattern}|\b(?:{'|'.join(_MORE)})\b", re.IGNORECASE)
# What the program says to people: sentences are written on these floors.
FLOORS = ("findings", "charts", "pages", "measures", "outputs", "cli")


def texts_of(value: Any) -> Iterator[str]:
    """Return every text in what JSON holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts_of(key)
            yield from texts_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)


def texts_of_blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            yield block.text
        elif isinstance(block, Items):
            yield from (text for entry in block.entries for text in entry)
        elif isinstance(block, TableBlock):
            yield from (block.caption, *block.columns, *(cell for row in block.rows for cell in row))
        elif isinstance(block, Image):
            yield from (block.caption, block.alt)


def texts_of_report(result: sm.Comparison) -> Iterator[str]:
    """Return every text of a report: its first page, its pages and its annex."""
    report = sm.report(result)
    yield from report.brief.sentences.values()
    yield from texts_of_blocks((*report.blocks, *report.annex.blocks))


def everything_said(result: Any) -> list[str]:
    """Return every text that a result gives: notes, JSON, tables as shown, pictures."""
    said = [result.title, *result.notes, *texts_of(result.facts())]
    for title, frame in result.tables_shown().items():
        said += [title, *map(str, frame.columns), *(str(cell) for cell in frame.to_numpy().ravel())]
    return said


def wrong(texts: list[str], words: re.Pattern[str]) -> list[str]:
    return [f"{found[0]!r} in {text[:200]!r}" for text in texts if (found := words.search(text))]


def test_without_a_comparison_group_no_causal_word_is_said(riverside):
    maps = [sm.build_map(riverside, wave) for wave in ("2022", "2024")]
    two = sm.compare(*maps, measures=["ei_index", "density"], permutations=20)
    results = [two, change(1, 0.5), sm.integration(maps[1], draws=20), sm.forums(maps[1], draws=20)]
    said = [text for each in (*results, sm.portfolio(riverside, draws=9)) for text in everything_said(each)]
    said += [*texts_of_report(two), *sm.render(two).summary.splitlines()]
    said += [two.plot(what).alt for what in ("change", "ties", "answered")]
    assert len(said) > 500
    assert wrong(said, CAUSAL) == []


def test_with_a_comparison_group_none_of_the_four_is_said():
    shown = sm.difference(
        [change(seed, 0.5) for seed in range(3)], [change(seed) for seed in (10, 11, 12, 13)]
    )
    unsure = sm.difference(change(1), change(11))
    within = compared(rise=0.7)
    said = [text for each in (shown, unsure, within) for text in everything_said(each)]
    said += [text for each in (shown, unsure) for text in texts_of_blocks(difference_blocks(each))]
    said += [*texts_of_report(within), shown.plot().alt, within.plot("touched").alt]
    assert wrong(said, FOUR) == []
    # What may be said with a comparison group is said, with what would have to be true.
    assert any("more than in the comparison places" in text for text in said)
    assert any("all of this would have to be true" in text for text in said)


def test_the_words_are_found_where_they_are():
    for text in ("It caused a rise.", "This led to ties.", "because of the programme", "Its impact was"):
        assert FOUR.search(text), text
    for text in ("due to the programme", "a rise attributable to it", "resulted in more ties"):
        assert CAUSAL.search(text) and not FOUR.search(text), text
    assert not CAUSAL.search("It rose by 3.0 points (95 % interval +1.0 to +5.0 points).")


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Return the texts in the code of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    documented |= {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node.lineno, node.value


def test_no_sentence_in_the_code_holds_one_of_the_four():
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text[:120]!r}"
        for floor in FLOORS
        for path in sorted((PACKAGE / floor).rglob("*.py"))
        for line, text in literals(path)
        if FOUR.search(text)
    ]
    assert found == []
