"""Sheets that are waves: called Wave 1, Before, 2024, each with the same table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import TABLES
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

_WAVE = re.compile(
    r"((wave|round|time|t|w|year)[\s_\-]*\d+|before|after|baseline|follow[\s_\-]*up([\s_\-]*\d+)?|pre|post|"
    r"interim|midline|endline|(19|20)\d{2}([\s_\-/]+(0?[1-9]|1[0-2]|\d{2}))?)"
)


def is_a_wave(title: str) -> bool:
    """Return whether a title is what people call a wave."""
    return bool(_WAVE.fullmatch(fold(title)))


def are_waves(raws: Sequence[RawTable]) -> bool:
    """Return whether several sheets of one file are called as waves, each by another name."""
    titles = [clean(raw.origin.sheet)[0] for raw in raws]
    return (
        len(titles) > 1
        and len({raw.origin.file for raw in raws}) == 1
        and len({fold(title) for title in titles}) == len(titles)
        and all(map(is_a_wave, titles))
    )


def with_waves(table: str, raws: Sequence[RawTable]) -> list[RawTable]:
    """Give the rows of sheets that are waves the sheet's name as their wave, where no column says one."""
    known = TABLES[table]
    said = any("wave" in known.columns_of(map(str, raw.columns)).values() for raw in raws)
    if "wave" not in known.names or said or not are_waves(raws):
        return list(raws)
    return [raw.holding(raw.frame.assign(wave=clean(raw.origin.sheet)[0])) for raw in raws]
