"""Briefs can be read at 14: the grade of their sentences, over examples and small systems.

All examples take long, so they are tried with what is measured: ``-n 0 -m measured``.
"""

from __future__ import annotations

import pytest
from conftest import EXAMPLES, LOCAL_VISION, draw
from reading import GRADE, grade, syllables

import sysmap as sm

pytestmark = pytest.mark.usefixtures("few_redraws")

# What a text may have beyond the grade of the whole: a question with two years in it is one sentence.
MORE_FOR_ONE = 5
COUNTED = {
    **dict.fromkeys(["share", "pairs", "ties", "worked", "rose", "change", "lose", "steps", "chance"], 1),
    **dict.fromkeys(["sectors", "programme", "lower", "table", "added", "needed", "places", "closer"], 2),
    **dict.fromkeys(["different", "reported", "another", "closeness", "interval", "possible"], 3),
    **dict.fromkeys(["organise", "example", "uncertain", "however"], 3),
    **dict.fromkeys(["independent"], 4),
    **dict.fromkeys(["organisation", "organisations"], 5),
    **dict.fromkeys(["area", "idea", "create", "being"], 2),
}
"""Syllables as a dictionary has them."""


def test_syllables_are_those_of_a_dictionary_nearly_always():
    wrong = {word: syllables(word) for word, count in COUNTED.items() if syllables(word) != count}
    assert len(wrong) <= len(COUNTED) / 10, wrong


def test_the_grade_is_that_of_the_formula():
    # Six words of a syllable each in one sentence; then two sentences of three.
    assert grade(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert grade(["The cat sat. On the mat."]) == pytest.approx(0.39 * 3 + 11.8 - 15.59)
    # A name is a word of two syllables; 15.9 % has a syllable for each digit and sign.
    assert grade(["Ask Marlshire County Council."], ["Marlshire County Council"]) == grade(["Ask Xena."])
    assert syllables("15.9 %") == 6


def briefs():
    """Return every example as it is briefed, with the names in it."""
    records = [sm.read_records(EXAMPLES / name / "records") for name in ("food_poverty", "safeguarding_hub")]
    records.append(sm.read_records(EXAMPLES / "living_well_alliance" / "records"))
    records += [sm.read_records(home / "records.xlsx") for home in sorted(LOCAL_VISION.iterdir())[::3]]
    for one in records:
        maps = [sm.build_map(one, wave) for wave in one.waves_in_order or (None,)]
        yield maps[-1]
        if len(maps) > 1:
            try:
                yield sm.compare(maps[0], maps[-1], permutations=0)
            except sm.ComparisonError:
                continue


def held(given: sm.SystemMap | sm.Comparison) -> None:
    system = given.after if isinstance(given, sm.Comparison) else given
    for public in (False, True):
        sentences = dict(sm.brief(given, public=public).sentences)
        names = [*system.organisations["name"], *system.organisations["boundary"].dropna()]
        names += system.records.waves_in_order
        assert grade(sentences.values(), names) <= GRADE, sentences
        for name, text in sentences.items():
            assert grade([text], names) <= GRADE + MORE_FOR_ONE, (name, text)


def test_a_brief_can_be_read_at_fourteen(riverside_change):
    held(riverside_change)


@pytest.mark.measured
def test_a_brief_can_be_read_at_fourteen_whatever_it_is_of():
    for given in briefs():
        held(given)


@pytest.mark.parametrize("ties", ["", "A-B", "A-B A-C A-D B-C B-D C-D"])
def test_a_brief_of_a_small_system_can_be_read_at_fourteen(ties):
    held(draw(ties, A="x", B="x", C="y", D="z"))
    held(draw(ties, A="x", B="y", C="z", D="u"))
