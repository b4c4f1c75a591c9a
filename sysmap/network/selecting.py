"""Which organisations and records count on a map: kinds, strength, and both ends on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError, choice, listed, unknown
from sysmap.network.places import of_place
from sysmap.network.ratings import with_ratings
from sysmap.network.roster import answers, moved, of_wave, roster, unique_names
from sysmap.records.engines.held_records import collaborations_at
from sysmap.records.record_set import Records
from sysmap.records.said.declared import BETWEEN_KINDS
from sysmap.records.tables.lineage import standing
from sysmap.records.tables.units import top_parents
from sysmap.records.values.distinct import is_true
from sysmap.text import counted
from sysmap.vocabulary import dependences, fold


def rows_wanted(
    rows: pd.DataFrame, records: Records, kinds: str | Sequence[str] | None
) -> tuple[pd.DataFrame, tuple[str, ...] | None, list[str]]:
    """Choose from the records of a wave; give them, the kinds chosen, and notes on what was left out."""
    chosen, notes = None, []
    # What a room alone has named is a kind as well, of which nothing was recorded.
    said = [kind for text in records.said["kind"].unique() for kind in text.split(BETWEEN_KINDS)]
    known = {fold(kind): kind for kind in [*said, *records.collaborations["kind"].unique()] if kind}
    if kinds is not None:
        wanted = [kinds] if isinstance(kinds, str) else list(kinds)
        if not wanted:
            there = listed(sorted(known.values()))
            raise ChoiceError(f"{choice('kinds')} names no kind of tie; there are: {there}")
        for kind in wanted:
            if fold(kind) not in known:
                raise unknown("kind of tie", kind, sorted(known.values()))
        chosen = tuple(sorted({known[fold(kind)] for kind in wanted}))
        rows = rows[rows["kind"].isin(chosen)]
    else:
        depends = is_true(rows["kind"], lambda kind: fold(kind) in dependences())
        if depends.any():
            told = counted(told_by(rows[depends]), "record")
            notes.append(f"{told} of who depends on whom left out: name the kind to take them")
            rows = rows[~depends]
    return rows, chosen, notes


def told_by(rows: pd.DataFrame) -> int:
    """Count the records that rows stand for: those folded in an engine for several."""
    return int(rows["records"].sum()) if "records" in rows else len(rows)


def strong_enough(rows: pd.DataFrame, at_least: float | None) -> tuple[pd.DataFrame, list[str]]:
    """Keep records of a strength or more; give notes on those that are weaker or have none."""
    if at_least is None:
        return rows, []
    if not isinstance(at_least, int | float) or not np.isfinite(at_least):
        raise ChoiceError(f"{choice('at_least', at_least)} is not a number that a strength could have")
    strength = rows["strength"].astype(float)
    counts = {
        "weaker": told_by(rows[strength < at_least]),
        "without a strength": told_by(rows[strength.isna()]),
    }
    notes = [f"{counted(count, 'record')} {what} left out" for what, count in counts.items() if count]
    return rows[strength >= at_least], notes


@dataclass(frozen=True, eq=False)
class CountedAs:
    """What ids of the records count as on the map of a wave.

    Attributes
    ----------
    there
        The organisations that are there before units are joined.
    names
        By former id, the one of the wave.
    units
        By unit, the organisation of which it is a part; empty where units stand apart.
    """

    there: pd.Index
    names: Mapping[str, str]
    units: Mapping[str, str]

    @property
    def both(self) -> dict[str, str]:
        """What former ids and units count as."""
        return {**self.names, **self.units}

    def and_of(self, members: Iterable[str]) -> CountedAs:
        """Return the same with more organisations there."""
        return replace(self, there=self.there.union(pd.Index(list(members), dtype=object)))


@dataclass(frozen=True, eq=False)
class Listing:
    """The organisations on the map of a wave.

    Attributes
    ----------
    organisations
        Indexed by id, sorted, units joined where that is the rule.
    counted
        What ids of the records count as among them.
    place
        The place whose organisations they are, as the records write it; None for all.
    absent, elsewhere, joined
        Who was left out because of the wave and because of the place, and which units were joined, in words.
    """

    organisations: pd.DataFrame
    counted: CountedAs
    place: str | None
    absent: list[str]
    elsewhere: list[str]
    joined: list[str]


def listing(records: Records, wave: str | None, *, units: str, place: str | None) -> Listing:
    """List who is on the map of a wave: of a place, with units apart or joined."""
    organisations, absent = roster(records, wave)
    elsewhere, joined, parts = list[str](), list[str](), dict[str, str]()
    if place is not None:
        organisations, place, elsewhere = of_place(organisations, records, place)
    names = dict(standing(records, wave).names)
    there = organisations.index
    if units == "joined":
        organisations, parts, joined = joined_units(organisations, records, wave, names)
    return Listing(organisations, CountedAs(there, names, parts), place, absent, elsewhere, joined)


@dataclass(frozen=True, eq=False)
class Selected:
    """The records that count on a map.

    Attributes
    ----------
    rows
        Those of its ties, with ends and reporters as they are on it.
    kinds
        The kinds chosen; None for all that say who works with whom.
    told
        The kinds that the records of the wave tell of, of those chosen, whatever their strength.
    notes
        What was left out, in words.
    """

    rows: pd.DataFrame
    kinds: tuple[str, ...] | None
    told: set[str]
    notes: list[str]


def selected(
    records: Records,
    wave: str | None,
    counted_as: CountedAs,
    *,
    kinds: str | Sequence[str] | None,
    at_least: float | None,
) -> Selected:
    """Choose the records of which the ties of a map are made."""
    rows, chosen, left_out = rows_wanted(of_wave(collaborations_at(records, at_least), wave), records, kinds)
    told = set(rows["kind"].unique())
    rows, weak = strong_enough(rows, at_least)
    rows, dropped = on_map(rows, counted_as)
    return Selected(rows, chosen, told, [*left_out, *weak, *dropped])


def ratings_selected(records: Records, wave: str | None, counted_as: CountedAs) -> pd.DataFrame:
    """Choose the records in which one on a map rates another.

    Ratings are said of an organisation, whatever the kind and strength of the tie they stand beside.
    """
    said = with_ratings(of_wave(records.collaborations, wave))
    return said if said.empty else on_map(said, counted_as)[0]


def on_map(rows: pd.DataFrame, counted_as: CountedAs) -> tuple[pd.DataFrame, list[str]]:
    """Give records the organisations that their ends count as; drop those off the map and inside one."""
    ends, notes = ["source", "target"], []
    rows = moved(rows, [*ends, "reported_by"], counted_as.names)
    there = rows["source"].isin(counted_as.there) & rows["target"].isin(counted_as.there)
    if not there.all():
        notes.append(
            f"{counted(told_by(rows[~there]), 'record')} set aside: an end is not on the map of this wave"
        )
        rows = rows[there]
    rows = moved(rows, [*ends, "reported_by"], counted_as.units)
    inside = rows["source"] == rows["target"]
    if inside.any():
        notes.append(
            f"{counted(told_by(rows[inside]), 'record')} dropped: both ends count as one organisation"
        )
        rows = rows[~inside]
    return rows, notes


# How many records there were of ties that anybody can count says how many of these both sides reported.
_COUNTED = re.compile(r"[\d,]+ records? (of who depends on whom left out|set aside|dropped)\b")
_BY_STRENGTH = re.compile(r"[\d,]+ records? (weaker|without a strength) left out")


def without_counts(notes: Iterable[str]) -> list[str]:
    """Say for the public what was left out, and of how many records nothing.

    That weaker records were is not said: where no weaker tie is known, one of a stronger tie was.
    """
    kept = [note for note in notes if not _BY_STRENGTH.match(note)]
    return [_COUNTED.sub(lambda found: f"records {found[1]}", note, count=1) for note in kept]


def joined_units(
    organisations: pd.DataFrame, records: Records, wave: str | None, names: dict[str, str]
) -> tuple[pd.DataFrame, dict[str, str], list[str]]:
    """Fold the units among the organisations of a wave into their top parents.

    Parameters
    ----------
    organisations
        The organisations of the wave, units apart.
    records, wave
        The record set and the wave.
    names
        The ids of renamed organisations, with those they stand under in the wave.

    Returns
    -------
    tuple
        The organisations, units folded; for each unit on the map the organisation it counts
        as; and notes, in words.
    """
    tops = {unit: names.get(top, top) for unit, top in top_parents(records.partners).items()}
    tops = {unit: top for unit, top in tops.items() if unit in organisations.index and unit != top}
    if not tops:
        return organisations, {}, []
    kept = {tops.get(one, one) for one in organisations.index}
    frame = records.partners.set_index("id", drop=True).sort_index()
    frame = frame[frame.index.isin(list(kept))].copy()
    frame["name"] = unique_names(frame["name"])
    asked = moved(of_wave(records.asked, wave), ["organisation"], names)
    there = asked[asked["organisation"].isin(list(organisations.index))]
    frame["asked"], frame["answered"] = answers(frame.index, moved(there, ["organisation"], tops))
    note = f"{counted(len(tops), 'unit')} joined with the organisation of which they are a part"
    return frame, tops, [note]
