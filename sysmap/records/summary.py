"""What `Records.summary` says: what was read, counted, and what was set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sysmap.errors import choice
from sysmap.records.assembling import RECORDS, Parts
from sysmap.records.personal.keeping import PERSONAL
from sysmap.records.problems import Origin, Problems
from sysmap.records.record_set import left_empty
from sysmap.records.tables.timing import completed
from sysmap.records.values.cells import clean, is_blank
from sysmap.vocabulary import fold


def summarise(
    tables: dict[str, pd.DataFrame],
    parts: Parts,
    sources: list[str],
    order: tuple[str, ...],
    set_aside: dict[str, int],
) -> dict[str, Any]:
    """Say what was read, as the dict that `Records.summary` holds.

    Of surveys, ``respondents`` counts people and ``answers`` their answers, no tie included; of
    other records, organisations that answered and ties.
    """
    ties, partners = tables["collaborations"], tables["partners"]
    strengths = ties["strength"].dropna() if len(ties) else pd.Series(dtype=float)
    scale: tuple[Any, Any] | None = (
        (float(strengths.min()), float(strengths.max())) if len(strengths) else None
    )
    said = [reading.said for reading in parts.readings]
    surveys = [reading for reading in said if "respondents" in reading]
    if surveys:
        scale = next((tuple(reading["scale"]) for reading in surveys if reading.get("scale")), None)
    by_source = partners["sector_source"].replace("", "unknown").value_counts()
    by_source = by_source.reindex(["given", "register", "pattern", "unknown"], fill_value=0)
    dropped = {header: PERSONAL for reading in said for header in reading.get("dropped", ())} | parts.dropped
    dropped = {header: dropped[header] for header in (*parts.dropped, *dropped)}
    return {
        "layout": layout_read(parts),
        "survey": bool(surveys) or any(layout.survey for layout in parts.layouts),
        "sources": sources,
        "partners": len(partners),
        "collaborations": len(ties),
        "memberships": len(tables["memberships"]),
        "respondents": _summed(surveys, "respondents", int(tables["asked"]["answered"].astype(bool).sum())),
        "answers": _summed(surveys, "answers", len(ties)),
        "blank": left_empty(tables["blanks"]),
        "scale": scale,
        "waves": order,
        "sectors": {source: int(count) for source, count in by_source.items()},
        "dropped": list(dropped),
        "dropped_because": dropped,
        "set_aside": set_aside,
        "cells": parts.account.summary(),
    }


def note_not_kept(keep: Mapping[str, str], parts: Parts, problems: Problems) -> None:
    """Warn of columns that the user named to be kept and that no table has."""
    for folded, header in keep.items():
        if folded not in parts.kept:
            problems.warning(Origin("the records"), f"{choice('keep', header)}: no table has this column")


def layout_read(parts: Parts) -> str | tuple[str, ...]:
    """Return the layout of what was read; a list of partners beside an export is of no layout of its own."""
    names = list(dict.fromkeys(layout.name for layout in parts.layouts))
    exports = [name for name in names if name != RECORDS] or names
    return exports[0] if len(exports) == 1 else tuple(exports)


def with_questions(waves: pd.DataFrame, parts: Parts, order: Sequence[str]) -> pd.DataFrame:
    """Fill in, or add, the questions that surveys put in their waves."""
    meant = {fold(label): label for label in order}
    asked: dict[str, str] = {}
    for reading in parts.readings:
        question = clean(reading.said.get("question", ""))[0]
        if question:
            only = order[0] if len(order) == 1 else ""
            asked.setdefault(meant.get(fold(reading.wave), reading.wave) or only, question)
    if not asked:
        return waves
    # A wave of which nothing else is said has a row now.
    frame = completed(waves, order).copy()
    frame["question"] = pd.Series(
        [
            asked.get(wave, "") if is_blank(question) else question
            for wave, question in zip(frame["wave"], frame["question"], strict=True)
        ],
        index=frame.index,
        dtype=object,
    )
    return frame


def _summed(surveys: list[Any], count: str, otherwise: int) -> int:
    return sum(int(reading[count]) for reading in surveys) if surveys else otherwise
