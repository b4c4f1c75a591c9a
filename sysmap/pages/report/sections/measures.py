"""The headline measures in words, each with its value, what chance gives, and what to keep in mind."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sysmap.findings.disclosure.copies import FEW_RESPONDENTS
from sysmap.findings.mixing_models.mixing_model import mixing_model
from sysmap.findings.scorecard import Scorecard, which_is_fair
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
    """Say what each headline measure is in the last wave, and set all waves beside chance in tables."""
    yield Heading("Headline measures")
    card = given.cards[-1]
    yield Paragraph(
        f"Of {wave_word(card.system)}. A number alone says little: beside it stands what {card.draws:,} "
        f"shuffles of the labels of {card.system.boundary} over the same ties give, as the value by chance "
        "and the band that holds 95 % of them. The second value by chance is of ties redrawn, with every "
        "organisation as busy as it is: shuffled labels do not hold that."
    )
    if card.activity is not None:
        yield Paragraph(which_is_fair(card.activity))
    if given.last.arrays.n <= MOST_MODELLED:
        yield Paragraph(f"A model of mixing asks the same of every pair. {mixing_model(given.last).answer}")
    yield Items(tuple(_in_words(card)))
    hidden = any(why == FEW_RESPONDENTS for each in given.cards for why in each.to_frame()["undefined"])
    figure = card.plot()
    yield image_of(f"Headline measures beside chance, {wave_word(card.system)}", figure)
    for each in given.cards:
        yield from _beside_chance(each)
    if hidden:
        yield Paragraph(TOO_FEW_MEANS, aside=True)


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
