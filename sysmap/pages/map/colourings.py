"""What marks can be coloured by: the boundary, and what else partners are told apart by."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from sysmap import palette
from sysmap.findings.comparison_groups.touched import NOT_KNOWN, NOT_TOUCHED, TOUCHED, Touched
from sysmap.network.system import SystemMap
from sysmap.records.tables.declared import RESPONDED, TABLES
from sysmap.records.values.cells import BLANK_LIKE
from sysmap.vocabulary import UNKNOWN, UNKNOWN_MARK, Mark, fold, sector_marks

MOST_SECTORS = 24
OTHERS = "Other sectors"
OTHERS_MARK = Mark(key="other_sectors", colour=palette.OTHERS, shape="plus", family="")
MOST_COLOURINGS = 8
ANSWERS = {"yes": "asked and answered", "no": "asked, did not answer", "not asked": "not asked"}


def marked(
    labels: pd.Series, others: str = OTHERS, *, more: Collection[str] | None = None
) -> tuple[pd.Series, dict[str, Mark]]:
    """Give each organisation the label of its place in the legend, and each label its mark.

    Beyond 24 labels the smallest share one mark, so that no two in the legend look alike. `more` are
    labels that nobody may have yet: while there are few enough, they have a mark too, as has an unknown one.
    """
    counts = labels[labels != UNKNOWN].value_counts()
    if len(counts) > MOST_SECTORS:
        order = sorted(counts.index, key=lambda label: (-counts[label], label))
        labels = labels.where(labels.isin([*order[: MOST_SECTORS - 1], UNKNOWN]), others)
    own = [label for label in labels.unique() if label not in (UNKNOWN, others)]
    unused = [label for label in more or () if label not in own]
    marks = sector_marks([*own, *unused] if len(own) + len(unused) <= MOST_SECTORS else own)
    for label, mark in ((others, OTHERS_MARK), (UNKNOWN, UNKNOWN_MARK)):
        if (labels == label).any() or (label == UNKNOWN and more is not None):
            marks[label] = mark
    return labels, marks


def drawn_as(label: str, mark: Mark) -> dict[str, Any]:
    """Return a mark of the legend as the page's script takes it."""
    return {"label": label, "colour": mark.colour, "shape": mark.shape, "pattern": mark.pattern}


def colourings(
    everyone: pd.DataFrame, waves: list[SystemMap], touched: Touched | None = None
) -> list[dict[str, Any]]:
    """Return what else marks can be coloured by: sector, place, columns of the user's own, who answered.

    A column counts that holds two labels or more and one of them more than once. Whatever a copy for
    the public leaves out of the organisations is not there. Who was touched by a programme comes first, where
    a comparison asked for it.
    """
    declared = {column.name for column in (*TABLES["partners"].columns, *TABLES["partners"].added)}
    known = declared | {"boundary", "asked", "answered", "known", "label", "also", "acronym"}
    own = [one for one in everyone.columns if one not in known and not one.startswith(RESPONDED)]
    boundary = fold(waves[0].boundary)
    found = [] if touched is None else [_touched(everyone, touched)]
    for column in ("sector", "place", *own):
        told = touched is not None and not touched.is_forum and column == touched.name
        if told or fold(column) == boundary or column not in everyone:
            continue
        labels = everyone[column].map(_label)
        different = labels[labels != UNKNOWN].nunique()
        if different < 2 or different == (labels != UNKNOWN).sum():
            continue
        labels, marks = marked(labels, "others")
        code = {label: number for number, label in enumerate(marks)}
        found.append(
            {
                "key": column,
                "label": column[:1].upper() + column[1:].replace("_", " "),
                "marks": [drawn_as(label, mark) for label, mark in marks.items()],
                "codes": labels.map(code).astype(int).tolist(),
            }
        )
    if any(wave.reportable is not None for wave in waves) and not any(wave.public for wave in waves):
        marks = sector_marks(ANSWERS.values())
        found.append(
            {
                "key": "answered",
                "label": "Who answered",
                "marks": [drawn_as(words, marks[words]) for words in ANSWERS.values()]
                + [drawn_as("not recorded", UNKNOWN_MARK)],
                # By wave: the page knows who answered.
                "codes": None,
            }
        )
    return found[:MOST_COLOURINGS]


def _touched(everyone: pd.DataFrame, touched: Touched) -> dict[str, Any]:
    """Return who was touched as a colouring; whoever is not compared is not known."""
    marks = sector_marks((TOUCHED, NOT_TOUCHED))
    words = [TOUCHED, NOT_TOUCHED, NOT_KNOWN]
    code = {label: number for number, label in enumerate(words)}
    said = touched.organisations.reindex(everyone.index).fillna(NOT_KNOWN)
    return {
        "key": "touched",
        "label": "Touched by the programme",
        "marks": [drawn_as(label, marks.get(label, UNKNOWN_MARK)) for label in words],
        "codes": said.map(code).astype(int).tolist(),
    }


def _label(cell: object) -> str:
    text = "" if cell is None or cell != cell else " ".join(str(cell).split())
    return UNKNOWN if fold(text) in BLANK_LIKE else text.removesuffix(".0")
