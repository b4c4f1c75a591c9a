"""The headline measures in words, each with its value, what chance gives, and what to keep in mind."""

from __future__ import annotations

from collections.abc import Iterator

from sysmap.findings.disclosure import FEW_RESPONDENTS
from sysmap.findings.scorecard import Scorecard
from sysmap.measures.catalogue import catalogue
from sysmap.pages.blocks import Block, Heading, Image, Items, Paragraph, Table
from sysmap.pages.report_material import Material
from sysmap.pages.report_words import (
    TOO_FEW,
    TOO_FEW_MEANS,
    measured,
    odds_in_words,
    sentence,
    tables_of_measures,
    wave_word,
)


def headline_measures(given: Material) -> Iterator[Block]:
    """Say what each headline measure is in the last wave, and set all waves beside chance in tables."""
    yield Heading("Headline measures")
    card = given.cards[-1]
    yield Paragraph(
        f"Of {wave_word(card.system)}. A number alone says little: beside it stands what {card.draws:,} "
        f"shuffles of the labels of {card.system.boundary} over the same ties give, as the value by chance "
        "and the band that holds 95 % of them."
    )
    yield Items(tuple(_in_words(card)))
    hidden = any(why == FEW_RESPONDENTS for each in given.cards for why in each.to_frame()["undefined"])
    figure = card.plot()
    yield Image(f"Headline measures beside chance, {wave_word(card.system)}", figure.alt, figure)
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


def _beside_chance(card: Scorecard) -> Iterator[Table]:
    rows = []
    for name, row in card.to_frame().iterrows():
        band = [measured(str(name), row[column]) or "–" for column in ("expected", "low", "high")]
        value = measured(str(name), row["value"], row["undefined"])
        rows.append((row["label"], value, *band, odds_in_words(row["p"]) or "–"))
    yield from tables_of_measures(
        f"Headline measures beside chance, {wave_word(card.system)}",
        ("Measure", "Value", "By chance", "95 % band from", "to", "p"),
        rows,
        card.to_frame().index,
    )
