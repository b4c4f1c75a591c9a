"""The headline measures in words, each with its value, what chance gives, and what to keep in mind."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sysmap.errors import listed
from sysmap.findings.closed_form import CLOSED_FORM, SHUFFLED_LIMIT
from sysmap.findings.disclosure.answered import FEW_RESPONDENTS
from sysmap.findings.mixing_models.mixing_model import mixing_model
from sysmap.findings.scorecard import Scorecard, which_is_fair
from sysmap.findings.words import in_a_sentence
from sysmap.measures.catalogue import catalogue
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, TableBlock
from sysmap.pages.report.material import Material
from sysmap.pages.report.pictures import image_of
from sysmap.pages.report.words import (
    TOO_FEW,
    TOO_FEW_MEANS,
    measured,
    odds_in_words,
    sentence,
    tables_of_measures,
    wave_word,
)

MOST_MODELLED = 300


def headline_measures(given: Material) -> Iterator[Block]:
    """Say which headline measures of the last wave chance would not give, and set all beside chance."""
    card = given.cards[-1]
    yield Heading("Headline measures beside chance")
    yield Paragraph(_answer(given), answer=True)
    yield Paragraph(
        f"A number alone says little: beside it stands what {card.draws:,} shuffles of the labels of "
        f"{card.system.boundary} over the same ties give, as the value by chance and the band that holds "
        "95 % of them. The second value by chance is of ties redrawn, with every organisation as busy as it "
        "is: shuffled labels do not hold that. Each measure is looked at alone: of twenty, about one would "
        "be outside its band by chance."
    )
    if card.system.arrays.n > SHUFFLED_LIMIT:
        yield Paragraph(CLOSED_FORM)
    if card.activity is not None:
        yield Paragraph(which_is_fair(card.activity))
    if given.last.arrays.n <= MOST_MODELLED:
        yield Paragraph(f"A model of mixing asks the same of every pair. {mixing_model(given.last).answer}")
    yield image_of(f"Headline measures beside chance, {wave_word(card.system)}", card, "chance")
    yield from _beside_chance(card)
    if _hides(card):
        yield Paragraph(TOO_FEW_MEANS, aside=True)


def measures_in_full(given: Material) -> Iterator[Block]:
    """Say what each headline measure is, with what to keep in mind; then all measures of all waves."""
    yield Heading("All measures")
    yield Items(tuple(_in_words(given.cards[-1])))
    for each in given.cards[:-1]:
        yield from _beside_chance(each)
    yield from _all_measures(given)
    if any(map(_hides, given.cards)):
        yield Paragraph(TOO_FEW_MEANS, aside=True)


def _answer(given: Material) -> str:
    """Say how many of the measures lie outside what chance gives: what is fair to each decides."""
    card = given.cards[-1]
    kind = "_busy" if card.activity is not None and card.activity.differs else ""
    tested = card.to_frame()
    tested = tested[tested[f"low{kind}"].notna() & tested["value"].notna()]
    if tested.empty:
        return f"{sentence(card.headline('cross_share'))}"
    above = tested[tested["value"] > tested[f"high{kind}"]]["label"]
    below = tested[tested["value"] < tested[f"low{kind}"]]["label"]
    outside = len(above) + len(below)
    said = (
        f"In {wave_word(card.system)}, {_how_many(outside)} outside the band that chance gives"
        f"{', given how busy each organisation is' if kind else ''}"
    )
    sides = [
        f"{word}: {listed([in_a_sentence(str(label)) for label in labels])}"
        for word, labels in (("above", above), ("below", below))
        if len(labels)
    ]
    if not sides:
        return f"{said}."
    return f"{said} ({'; '.join(sides)}).{_LINKED if outside > 1 else ''}"


_LINKED = (
    " All are worked out from the same ties, and so linked: do not count them as so many separate findings."
)


def _how_many(outside: int) -> str:
    """Begin to say what is outside, without a score: the measures are not so many separate findings."""
    if not outside:
        return "no headline measure is"
    return "one headline measure is" if outside == 1 else "these headline measures are"


def _hides(card: Scorecard) -> bool:
    return any(why == FEW_RESPONDENTS for why in card.to_frame()["undefined"])


def _all_measures(given: Material) -> Iterator[TableBlock]:
    frames = [card.to_frame() for card in given.all_measures]
    rows = []
    for name in frames[-1].index:
        entry = catalogue[str(name)]
        values = [
            measured(entry.name, frame.at[name, "value"], frame.at[name, "undefined"])
            if name in frame.index
            else TOO_FEW
            for frame in frames
        ]
        rows.append((entry.label, entry.question, *values))
    waves = [wave_word(system) for system in given.systems]
    heads = waves if len(waves) > 1 else ["Value"]
    yield from tables_of_measures(
        "All measures of the system, as recorded",
        ("Measure", "What it asks", *heads),
        rows,
        frames[-1].index,
    )


def _in_words(card: Scorecard) -> Iterator[tuple[str, str]]:
    for name, row in card.to_frame().iterrows():
        entry = catalogue[str(name)]
        said = TOO_FEW if row["undefined"] == FEW_RESPONDENTS else row["reading"]
        keep = f" Keep in mind: {row['caveat']}" if row["caveat"] else ""
        yield f"{row['label']}: {entry.question}", f"{sentence(said)}{keep}"


def _beside_chance(card: Scorecard) -> Iterator[TableBlock]:
    rows = []
    for name, row in card.to_frame().iterrows():
        value = measured(str(name), row["value"], row["undefined"])
        columns = [("expected", "low", "high"), ("expected_busy", "low_busy", "high_busy")]
        bands = [_band(str(name), *(row[column] for column in each)) for each in columns]
        odds = [odds_in_words(row[column]) or "–" for column in ("p", "p_busy")]
        rows.append((row["label"], value, bands[0], odds[0], bands[1], odds[1]))
    yield from tables_of_measures(
        f"Headline measures beside chance, {wave_word(card.system)}",
        (
            "Measure",
            "Value",
            "By chance (95 % band)",
            "p",
            "Given how busy each is (95 % band)",
            "p, given how busy",
        ),
        rows,
        card.to_frame().index,
    )


def _band(name: str, expected: float, low: float, high: float) -> str:
    if math.isnan(expected):
        return "–"
    return f"{measured(name, expected)} ({measured(name, low)} to {measured(name, high)})"
