"""What was looked at: which organisations, asked what and when, and what counts as crossing a boundary."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sysmap.pages.report.blocks import Block, Paragraph, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.standards.about import LEFT_OUT
from sysmap.pages.report.words import paragraph, span, wave_word
from sysmap.text import counted


def purpose_and_boundary(given: Material) -> Iterator[Block]:
    """Say who was listed, by whom, what they were asked and when, and what counts as crossing."""
    records = given.last.records
    sizes = [
        f"{len(system.organisations)} of them are on the map of {wave_word(system)}"
        for system in given.systems
        if system.wave
    ]
    listed = f"The records list {counted(len(records.partners), 'organisation')}"
    yield Paragraph(
        paragraph(
            [
                *_purpose(given),
                f"{listed}; {' and '.join(sizes)}" if sizes else listed,
                _drawn_by(given.about["drawn_by"]),
                _crossing(given.last.boundary),
            ]
        )
    )
    waves = _waves(given)
    if len(waves):
        words = {
            "wave": "Wave",
            "label": "What it was",
            "when": "When",
            "question": "Question put",
            "scale": "Scale",
        }
        words = {column: word for column, word in words.items() if waves[column].map(bool).any()}
        yield table_of("When the records were made, and the question put", waves, words)
    else:
        yield Paragraph("The records do not say when they were made, nor which question was put.")


def _drawn_by(told: str) -> str:
    if not told or told == LEFT_OUT:
        return "The records do not say who drew up the list: whoever is not on it is not on the map"
    return f"Who drew up the list: {told.rstrip('.')}. Whoever is not on it is not on the map"


def _purpose(given: Material) -> Iterator[str]:
    if given.about["purpose"]:
        yield f"What the map is for: {given.about['purpose']}"
    yield (
        "This report describes which organisations work together, and how far they do so across the boundary "
        f"of {given.last.boundary}"
    )
    for row in given.last.records.programmes.itertuples():
        when = span(row.start, row.end)
        aim = f": {row.aim}" if row.aim else ""
        yield f"Programme: {row.programme}{f' ({when})' if when else ''}{aim}"


def _crossing(boundary: str) -> str:
    what = "sectors" if boundary == "sector" else f"labels of {boundary}"
    return f"A tie crosses the boundary if its two organisations are of different {what}"


def _waves(given: Material) -> pd.DataFrame:
    waves = given.last.records.waves
    labels = [system.wave for system in given.systems]
    rows = waves[waves["wave"].isin(labels)] if labels != [None] else waves
    frame = pd.DataFrame(
        {
            **{column: rows[column].fillna("") for column in ("wave", "label", "question", "scale")},
            "when": [span(start, end) for start, end in zip(rows["start"], rows["end"], strict=True)],
        }
    )
    return frame[frame.drop(columns="wave").map(bool).any(axis=1)]
