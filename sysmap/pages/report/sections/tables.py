"""All organisations and every tie; what words mean, and how the document can be read."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from sysmap.findings.comparison.side_by_side import STATUSES, labels_shown
from sysmap.measures.catalogue import catalogue
from sysmap.measures.reasons import REASONS
from sysmap.pages.report.blocks import Block, Heading, Paragraph, TableBlock, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.sections.maps import WHO_WITH_WHOM
from sysmap.pages.report.words import boundary_word, paragraph, wave_word
from sysmap.text import number, percent
from sysmap.vocabulary import glossary

_SHARES = ("betweenness", "cross_betweenness")


def all_organisations(given: Material) -> Iterator[Block]:
    """Return every organisation with its scores, and every tie."""
    yield Heading("All organisations, and every tie")
    yield _organisations(given)
    said = [
        f"{given.labels.get(name, name)}: not defined where “–” stands "
        f"({'; '.join(REASONS.get(why, why) for why in sorted(set(by_name.values())))})"
        for name, by_name in given.scores.undefined.items()
        if by_name and name in given.labels
    ]
    if said:
        yield Paragraph(paragraph(said), aside=True)
    yield _with_whom(given)


def glossary_and_accessibility(_: Material) -> Iterator[Block]:
    """Say what words mean, and how this document can be read."""
    yield Heading("Glossary and accessibility")
    yield TableBlock("What words mean here", ("Word", "Means"), tuple(glossary()))
    yield Paragraph(
        "This document was made to be read with a keyboard, a screen reader, enlarged, or on paper. Headings "
        "stand in order; tables have captions and header cells; every picture has a description in words and "
        "a table with the same numbers; nothing is told by colour alone. It aims at level AA of WCAG 2.2. "
        "Known limits: names on the map of a large system are small and not all of them are shown; the table "
        f"“{WHO_WITH_WHOM}” holds all of them. If something cannot be read, ask whoever sent you this "
        "document for the tables as a spreadsheet."
    )


def _organisations(given: Material) -> TableBlock:
    """List the organisations of the last map with their scores."""
    last, scores = given.last, given.scores
    frame = scores.to_frame()
    frame.insert(0, "label", labels_shown(last.organisations["boundary"]).to_numpy())
    places = last.organisations["place"].fillna("")
    words = {"name": "Organisation", "label": boundary_word(last)}
    if places.map(bool).any():
        frame.insert(
            1, "place", [", ".join(part.strip() for part in place.split("|")) or "–" for place in places]
        )
        words["place"] = "Place"
    answers = last.organisations["answered"]
    if not answers.isna().all() and not given.public:
        frame["answered"] = answers.to_numpy()
        given_words = {"answered": "Answered"}
    else:
        given_words = {}
    words |= {name: given.labels[name] for name in scores.columns if name in given.labels} | given_words
    written = {name: _score(name) for name in scores.columns}
    frame = frame.rename_axis("name").reset_index()
    return table_of(f"All organisations, {wave_word(last)}", frame, words, written=written, wide=True)


def _score(name: str) -> Any:
    def write(value: Any) -> str:
        if isinstance(value, str):
            return value
        if value is None or math.isnan(value):
            return "–"
        if name == "is_weak_point":
            return "yes" if value else "no"
        share = name in _SHARES or (name in catalogue and catalogue[name].unit == "share")
        return percent(float(value), 1) if share else number(np.round(float(value), 12).item())

    return write


def _with_whom(given: Material) -> TableBlock:
    """List for each organisation whom it works with; of two waves, whom still, newly and no longer."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    ties = given.drawn.ties
    for tie in ties.itertuples():
        found[tie.source_name][tie.status].append(tie.target_name)
        if not given.last.directed:
            found[tie.target_name][tie.status].append(tie.source_name)
    names = sorted(set(given.drawn.organisations["organisation"]) | set(found))
    kinds = STATUSES if given.change else ("kept",)
    rows = tuple((name, *("; ".join(sorted(found[name][kind])) or "–" for kind in kinds)) for name in names)
    heads = ("In both waves", "New", "Lost") if given.change else ("Works with",)
    arrows = ": at the organisation that reports it" if given.last.directed else ""
    return TableBlock(
        f"{WHO_WITH_WHOM}, every tie as recorded{arrows}", ("Organisation", *heads), rows, wide=len(heads) > 1
    )
