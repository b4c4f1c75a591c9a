"""The first parts of a report: what it says, what it cannot say, and what was looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sysmap.findings.comparison.side_by_side import STATUSES
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.introductions.dependence import departure
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, items, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import paragraph, sentence, span, wave_word
from sysmap.text import counted

_LIMITS = (
    "Why anything is as it is. The records say who works with whom, not for what reason.",
    "How well any organisation works, or what its ties were worth to the people it serves.",
    "Ties that nobody reported. A tie that is not on the map may exist all the same.",
    "Whether more ties would be better. Every tie takes time, and not every two organisations need one.",
)
_ONE_WAVE = "Whether anything changed: that needs a second wave, asked in the same way."
_TWO_WAVES = (
    "Whether a programme, or a trend that would have come anyway, stands behind a change: that needs a "
    "comparison system, or a third wave."
)

_MANY_WAVES = (
    "Whether a programme, or a trend that would have come anyway, stands behind a change: that needs a "
    "comparison group."
)


def what_it_says(given: Material) -> Iterator[Block]:
    """Say in a few sentences what was found, and what nobody can tell from it."""
    yield Heading("What this report says")
    yield Items(tuple(("", sentence(text)) for text in _found(given)))
    yield Heading("What it cannot say", 3)
    waves = _MANY_WAVES if given.followed else _TWO_WAVES if given.change else _ONE_WAVE
    yield items((waves, *_LIMITS))


def _found(given: Material) -> Iterator[str]:
    last = given.last
    yield f"The map shows {last.headline()}"
    card = given.cards[-1]
    label = card.to_frame().at["cross_share", "label"]
    where = "" if last.boundary == "sector" else f" of {last.boundary}"
    yield f"{label}{where}, {wave_word(last)}: {card.headline('cross_share')}"
    if given.followed:
        yield f"Over {len(given.followed.maps)} waves: {given.followed.finding}"
    if given.change:
        frame = given.change.to_frame()
        primary = frame.loc[given.change.primary]
        yield f"{given.change.primary_said} {primary['reading']}"
        if given.change.plan is not None:
            yield " ".join(given.change.plan.departures_in_words)
        ties = given.change.tie_changes["status"].value_counts()
        kept, new, lost = (int(ties.get(word, 0)) for word in STATUSES)
        yield (
            f"As recorded, {counted(kept, 'tie')} stayed between {given.change.before.wave} and "
            f"{given.change.after.wave}, {new} are new and {lost} were lost"
        )
    elif given.resting is not None and len(given.resting) and given.resting["loss"].iloc[0] > 0:
        name = given.resting["organisation"].iloc[0]
        yield f"Most rests on {name}. {departure(given.last, [name]).in_words([name])}"
    yield " ".join(f"{wave_word(system)}: {response_note(system)}" for system in given.systems)


def purpose_and_boundary(given: Material) -> Iterator[Block]:
    """Say who was listed, by whom, what they were asked and when, and what counts as crossing."""
    yield Heading("Purpose and boundary")
    records, last = given.last.records, given.last
    yield Paragraph(paragraph(_purpose(given)))
    sizes = [
        f"{wave_word(system)}: {counted(len(system.organisations), 'organisation')} and "
        f"{counted(len(system.ties), 'tie')} on the map"
        for system in given.systems
    ]
    yield Paragraph(
        paragraph(
            [
                f"The records list {counted(len(records.partners), 'organisation')}; " + "; ".join(sizes),
                "The records do not say who drew up the list: whoever is not on it is not on the map",
                _crossing(last.boundary),
                *([f"The map takes {', '.join(rules)}"] if (rules := last.rules.in_words()) else []),
            ]
        )
    )
    left = [f"{wave_word(system)}: {note}" for system in given.systems for note in system.notes]
    if left:
        yield items(map(sentence, left))
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


def _purpose(given: Material) -> Iterator[str]:
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
