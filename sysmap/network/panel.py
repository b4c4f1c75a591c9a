"""Who can honestly be compared: the same organisations, under the same reporting, in both waves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sysmap.network.graph.arrays import frozen
from sysmap.network.pairs import Pairs
from sysmap.network.roster import moved
from sysmap.network.succession import ENDS, blanks_of, succeeded
from sysmap.network.system import SystemMap, TieTables
from sysmap.network.ties import tied_map
from sysmap.records.record_set import Records
from sysmap.records.tables.collaborations import reporters
from sysmap.records.tables.lineage import Lineage, lineages


@dataclass(frozen=True, eq=False)
class Panel:
    """Two waves made comparable.

    Attributes
    ----------
    constant
        The maps with lineages applied: all organisations, whoever reported.
    matched
        The maps of the organisations compared, with the ties that the panel reported.
    pairs
        The pairs of organisations compared, and their ties in both waves.
    lineages
        The lineages that are on the maps.
    answers
        For each wave, by organisation, whether it was asked and answered.
    recorded
        Whether it is recorded for each wave who answered.
    inside
        The ties inside lineages that were dropped, in each wave.
    """

    constant: tuple[SystemMap, SystemMap]
    matched: tuple[SystemMap, SystemMap]
    pairs: Pairs
    lineages: tuple[Lineage, ...]
    answers: tuple[pd.DataFrame, pd.DataFrame]
    recorded: tuple[bool, bool]
    inside: tuple[int, int]

    @property
    def size(self) -> int:
        """How many organisations answered in both waves."""
        return int(self.pairs.panel.sum())


@dataclass(frozen=True, eq=False)
class MatchedWaves:
    """Two waves or more, in order of time, made comparable with one another.

    Attributes
    ----------
    constant, matched, answers, recorded, inside
        As in `Panel`, for each wave.
    pairs
        The organisations compared and the panel, which answered in every wave; without ties.
    ties
        The ties of each wave that the panel reported, as `Pairs` writes them.
    lineages
        The lineages that are on the maps.
    """

    constant: tuple[SystemMap, ...]
    matched: tuple[SystemMap, ...]
    pairs: Pairs
    ties: tuple[np.ndarray, ...]
    lineages: tuple[Lineage, ...]
    answers: tuple[pd.DataFrame, ...]
    recorded: tuple[bool, ...]
    inside: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many organisations answered in every wave."""
        return int(self.pairs.panel.sum())

    def between(self, first: int, second: int) -> Panel:
        """Return two of the waves, over those who answered in all, by the places of the waves."""
        maps = (self.matched[first], self.matched[second])
        place = {organisation: code for code, organisation in enumerate(self.pairs.nodes)}
        return Panel(
            (self.constant[first], self.constant[second]),
            maps,
            replace(self.pairs, ties=(self.ties[first], self.ties[second]), forums=_forums(maps, place)),
            self.lineages,
            (self.answers[first], self.answers[second]),
            (self.recorded[first], self.recorded[second]),
            (self.inside[first], self.inside[second]),
        )


def matched_panel(
    before: SystemMap, after: SystemMap, labels: Mapping[str, str | None] | None = None
) -> Panel:
    """Choose what can be compared of two waves.

    Organisations on the list of both waves are compared; those that answered in both are the
    panel, and only what they reported is used, if it is recorded who answered in either wave.

    Parameters
    ----------
    before, after
        The maps of two waves of one record set, built alike.
    labels
        Boundary labels of lineages, by the id they carry, where not their own.
    """
    return matched_waves((before, after), labels).between(0, 1)


def matched_waves(maps: Sequence[SystemMap], labels: Mapping[str, str | None] | None = None) -> MatchedWaves:
    """Choose what can be compared of two waves or more, by the rules of `matched_panel`.

    Organisations on the list of every wave are compared; the panel answered in every wave.

    Parameters
    ----------
    maps
        The maps of waves of one record set, built alike, in order of time.
    labels
        Boundary labels of lineages, by the id they carry, where not their own.
    """
    found = lineages_between(*maps)
    to = {member: each.name_id for each in found for member in each.members}
    applied = succeeded(maps, to, labels or {})
    constant = tuple(each.system for each in applied)
    answers = tuple(system.organisations[["asked", "answered"]] for system in constant)
    recorded = tuple(not each["asked"].isna().all() for each in answers)
    listed, replied = zip(*(_said(each) for each in answers), strict=True)
    compared = sorted(set.intersection(*listed))
    panel = set.intersection(*replied)
    place = {organisation: code for code, organisation in enumerate(compared)}
    records, report = maps[0].records, maps[0].rules.report
    counts = panel if any(recorded) else None
    rows = [_counting(each.rows, place, counts, records) for each in applied]
    ratings = [_counting(each.ratings, place, counts, records) for each in applied]
    labels_of = [constant[-1].organisations["boundary"][organisation] for organisation in compared]
    names = tuple(sorted({label for label in labels_of if label is not None}))
    codes = {label: code for code, label in enumerate(names)}
    empty = np.array([], dtype=np.int64)
    pairs = Pairs(
        nodes=tuple(compared),
        sector=frozen(np.array([codes.get(label, -1) for label in labels_of], dtype=np.int32)),
        sectors=names,
        panel=frozen(np.array([organisation in panel for organisation in compared], dtype=bool)),
        report=report,
        ties=(empty, empty),
        hidden=empty,
    )
    blanks = [_blank(each, to, place, said) for each, said in zip(maps, rows, strict=True)]
    pairs = replace(pairs, hidden=_hidden(pairs, blanks))
    matched = tuple(
        _matched(system, said, rating, pairs, place, any(recorded))
        for system, said, rating in zip(constant, rows, ratings, strict=True)
    )
    return MatchedWaves(
        constant,
        matched,
        pairs,
        tuple(_keys(system, pairs) for system in matched),
        found,
        answers,
        recorded,
        tuple(each.inside for each in applied),
    )


def _forums(maps: Sequence[SystemMap], place: Mapping[str, int]) -> tuple[np.ndarray, ...]:
    """Return who sits on each forum of each wave, as places."""
    seats = [system.forums.assign(place=system.forums["organisation"].map(place)) for system in maps]
    return tuple(
        frozen(np.unique(some.to_numpy(dtype=np.int64)))
        for each in seats
        for _, some in each.groupby("forum", sort=True)["place"]
    )


def lineages_between(*maps: SystemMap) -> tuple[Lineage, ...]:
    """Return the lineages between the first and the last of some waves of which a member is on any map."""
    first, last = maps[0].wave, maps[-1].wave
    if first is None or last is None:
        return ()
    there = {organisation for system in maps for organisation in system.organisations.index}
    return tuple(each for each in lineages(maps[0].records, first, last) if there & set(each.members))


def _said(answers: pd.DataFrame) -> tuple[set[str], set[str]]:
    """Return who was on the list of a wave, and who answered: everybody where it is not recorded."""
    if answers["asked"].isna().all():
        return set(answers.index), set(answers.index)
    asked, answered = (
        set(answers.index[[cell is True for cell in answers[column]]]) for column in ("asked", "answered")
    )
    return asked, asked & answered


def _blank(
    system: SystemMap, to: Mapping[str, str], place: Mapping[str, int], said: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Return which organisation left which other blank in a wave, as places, without those it reported."""
    rows = moved(blanks_of(system), ENDS[:2], to)
    rows = rows[rows["source"].isin(place) & rows["target"].isin(place) & (rows["source"] != rows["target"])]
    size = max(len(place), 1)
    keys = np.unique(
        rows["source"].map(place).to_numpy(dtype=np.int64) * size
        + rows["target"].map(place).to_numpy(dtype=np.int64)
    )
    if len(keys) and len(said):
        reporter = reporters(said, dict.fromkeys(system.records.partners["id"]))
        source, target = said["source"], said["target"]
        other = target.where(reporter == source, source.where(reporter == target))
        own = other.notna() & reporter.isin(place)
        told = reporter[own].map(place).to_numpy(dtype=np.int64) * size + other[own].map(place).to_numpy(
            dtype=np.int64
        )
        keys = np.setdiff1d(keys, told)
    return keys // size, keys % size


def _hidden(pairs: Pairs, blanks: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Return the pairs (arcs) that could have been observed, but that no end that counts filled in."""
    found: list[np.ndarray] = []
    for source, target in blanks:
        seen = pairs.is_observable(source, target)
        arcs = source[seen] * pairs.n + target[seen]
        source, target = source[seen], target[seen]
        if pairs.directed:
            found.append(arcs)
            continue
        back = np.isin(target * pairs.n + source, arcs)
        if pairs.report == "any":
            # The other end may still have said.
            alone = ~pairs.panel[target]
            gone = pairs.panel[source] & (alone | back)
        else:
            gone = np.ones(len(source), dtype=bool)
        keys = np.minimum(source, target) * pairs.n + np.maximum(source, target)
        found.append(keys[gone])
    return np.unique(np.concatenate(found))


def _counting(
    rows: pd.DataFrame, place: Mapping[str, int], panel: set[str] | None, records: Records
) -> pd.DataFrame:
    """Keep the records among the organisations compared; where it is told who answered, the panel's."""
    rows = rows[rows["source"].isin(place) & rows["target"].isin(place)]
    if panel is None or rows.empty:
        return rows
    return rows[reporters(rows, dict.fromkeys(records.partners["id"])).isin(list(panel))]


def _matched(
    system: SystemMap,
    rows: pd.DataFrame,
    ratings: pd.DataFrame,
    pairs: Pairs,
    place: Mapping[str, int],
    recorded: bool,
) -> SystemMap:
    """Make the map of the organisations compared from the records that count."""
    source = rows["source"].map(place).to_numpy(dtype=np.int64)
    target = rows["target"].map(place).to_numpy(dtype=np.int64)
    seen = pairs.is_observable(source, target)
    if pairs.directed:
        seen |= pairs.is_observable(target, source)
    organisations = system.organisations.loc[list(pairs.nodes)].copy()
    if recorded:
        # Of the others no report is used, whether they answered in this wave or not.
        organisations["heard"] = pairs.panel
    forums = system.forums[system.forums["organisation"].isin(place)].reset_index(drop=True)
    made = tied_map(
        system.records,
        system.wave,
        organisations,
        rows[seen],
        boundary=system.boundary,
        rules=system.rules,
        kinds=system.kinds_told,
        forums=forums,
        ratings=ratings,
    )
    if not pairs.directed:
        return made
    source, target = (made.ties[end].map(place).to_numpy(dtype=np.int64) for end in ("source", "target"))
    seen_ties = made.ties[pairs.is_observable(source, target)].reset_index(drop=True)
    return replace(made, tied=TieTables(seen_ties, made.reported))


def _keys(system: SystemMap, pairs: Pairs) -> np.ndarray:
    arrays = system.arrays
    return np.sort(arrays.source.astype(np.int64) * pairs.n + arrays.target)
