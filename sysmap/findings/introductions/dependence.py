"""What rests on each organisation: what the others would lose between their sectors if it left.

This is dependence, not performance: much rests on an organisation where others have no way of
their own, whatever it does itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd

from sysmap.calling import verb
from sysmap.errors import ChoiceError, choice, listed, unknown
from sysmap.findings.introductions.introductions import check_size
from sysmap.findings.introductions.key_players import MOST_TOGETHER, costliest, farthest_reaching
from sysmap.findings.introductions.together import COSTS_MOST, REACHES_MOST, SetTogether, as_table, named
from sysmap.findings.score_table import ScoreTable
from sysmap.network.graph.added_ties import UNREACHED, Nearness, nearness_of, without
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.changed.without_one import without_one
from sysmap.network.graph.distances import distances_of
from sysmap.network.system import SystemMap, as_map
from sysmap.progress import step, takes
from sysmap.results import ResultTable
from sysmap.shown import Texts
from sysmap.text import counted, percent

COLUMNS = ["organisation", "sector", "loss", "loss_share", "partners", "cuts", "cut_off", "sector_pairs"]
_CAVEATS = ("This is dependence, not performance: it says where others have few ways around, on this map.",)
SILENT = "Who did not answer may have ties that are not on the map: what rests on others is then overstated."


@dataclass(frozen=True)
class Departure:
    """What the others would lose if some organisations left.

    Attributes
    ----------
    loss
        The fall of ``cross_efficiency`` over the pairs between sectors that contain none of them,
        0 to 1; ``nan`` where there is no such pair.
    loss_share
        Its share of the value before, 0 to 1; ``nan`` where that is not defined or 0.
    cut_off
        How many others would be outside the largest remaining part of each part of theirs.
    sector_pairs
        The pairs of sectors, none of them theirs, all of whose shortest connections pass through
        them.
    outside
        The names of those that would be cut off; empty where two remaining parts are equally large, so that
        neither is the one cut off.
    """

    loss: float
    loss_share: float
    cut_off: int
    sector_pairs: tuple[tuple[str, str], ...]
    outside: tuple[str, ...] = ()

    def in_words(self, names: Sequence[str]) -> str:
        """Say it in a sentence, of organisations of these names."""
        said = [f"If {' and '.join(names)} left, the others would keep"]
        if math.isnan(self.loss_share):
            said = [f"If {' and '.join(names)} left, nothing can be said of ways between the others' sectors"]
        else:
            said[0] += f" {percent(1 - self.loss_share, 1)} of the closeness between their sectors"
        parted = f"{counted(self.cut_off, 'organisation')} would be outside the largest part that remains"
        said += [parted] if self.cut_off else []
        pairs = listed(f"{one} and {other}" for one, other in self.sector_pairs)
        said += [f"no way as short would remain between {pairs}"] if self.sector_pairs else []
        return "; ".join(said) + "."

    @property
    def reasons(self) -> dict[str, str]:
        """Why loss or its share are not defined, by name of the column."""
        if math.isnan(self.loss):
            return dict.fromkeys(("loss", "loss_share"), "single_sector")
        return {"loss_share": "unbounded"} if math.isnan(self.loss_share) else {}


@dataclass(frozen=True, eq=False, repr=False)
class Dependence(ScoreTable):
    """What rests on each organisation.

    Attributes
    ----------
    system : SystemMap
        The map.
    undefined : Mapping
        The reasons of what is ``nan``: ``{column: {name: reason}}``.
    caveats : tuple of str
        What must be known to read the table.
    ids : tuple of str
        The ids of the organisations, by row.
    pairs : Mapping
        The pairs of sectors that rest on an organisation, by its name.
    sets : tuple of SetTogether
        The sets that matter most together, if a number was asked for.
    leaving : tuple of str
        The organisations that were asked about together, if any.
    departure : Departure or None
        What the others would lose if these left.
    """

    key: ClassVar[str] = "dependence"

    ids: tuple[str, ...] = ()
    pairs: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    sets: tuple[SetTogether, ...] = ()
    leaving: tuple[str, ...] = ()
    departure: Departure | None = None

    @property
    def sentences(self) -> Texts:
        """What the sets that were asked for matter, a sentence each, and how they were found."""
        left = [self.departure.in_words(self.leaving)] if self.departure is not None else []
        return Texts((*left, *(part for one in self.sets for part in (one.sentence, one.method))))

    def full_text(self) -> str:
        """Return the sentences, what it is of, and the table, whatever their length."""
        return "\n".join([*self.sentences, *([""] if self.sentences else []), super().full_text()])

    def _more_tables(self) -> list[ResultTable]:
        rows = [(name, *pair) for name, found in self.pairs.items() for pair in found]
        columns = ["organisation", "sector_a", "sector_b"]
        table = ResultTable("sector_pairs", "sector pairs", pd.DataFrame(rows, columns=columns, dtype=object))
        sets = ResultTable("sets", "sets that matter together", as_table(self.sets))
        return [*([table] if rows else []), *([sets] if self.sets else [])]


@verb("dependence(build_map(records))")
def dependence(system: SystemMap, *, together: int | Sequence[str] | None = None) -> Dependence:
    """Say what rests on each organisation.

    Parameters
    ----------
    system
        The map of one wave, of at most 2,000 organisations.
    together
        A number, 1 to 5: find the set of so many whose leaving would cost the others most, and the set that
        reaches most. Or names: say what the others would lose if these left together.

    Returns
    -------
    Dependence
        Its table (``to_frame()``) has one row per organisation, the largest loss first, then by name:
        ``organisation``; ``sector``, its boundary label, None where unknown; ``loss``, the fall of
        ``cross_efficiency`` over the pairs that do not contain it, were it to leave (0 to 1,
        ``nan`` where the others are of one sector); ``loss_share`` of the value before (``nan`` where
        that is 0); ``partners``; ``cuts``, whether it is a weak point; ``cut_off``, how many would be
        outside the largest remaining part of its own; ``sector_pairs``, how many pairs of other
        sectors have all their shortest connections, between all their members, through it.
        ``pairs`` names these pairs by organisation. With a number, ``sets`` has two sets: of all sets of so
        many the one with the largest ``loss`` of the others (its ``value`` is their ``loss_share``), and the
        one that reaches most, by the mean over the others of one divided by their steps from the nearest of
        the set, 0 where there is no way. Beside each stand those of the highest values one by one. On small
        maps all sets are looked at; on larger ones sets are put together greedily, drawn by chance, and
        bettered by exchanging one organisation at a time, from 300 organisations on among the 300 worth most
        alone. A set is left out where it is not defined: with fewer organisations than asked for, or where
        no set leaves two sectors.

    Raises
    ------
    ChoiceError
        If the map is too large, an organisation is unknown, or the number is none of 1 to 5.

    Notes
    -----
    Betweenness ranks alike on the whole, but names other organisations at the top: it counts
    routes that pass through, whether or not there are others as short. The two sets answer the key-player
    problems of Borgatti (2006, Computational & Mathematical Organization Theory 12: 21-34); the closeness
    that is lost counts pairs between sectors alone, and reach counts the others and not the set itself.
    """
    system = as_map(system)
    check_size(system)
    how_many, leaving = _asked(together)
    arrays = system.arrays
    near = nearness_of(arrays, "cross_efficiency")
    names = system.organisations["name"].to_numpy()
    labels = system.organisations["boundary"].to_numpy()
    rows, pairs = [], {}
    reasons: dict[str, dict[str, str]] = {"loss": {}, "loss_share": {}}
    for place, left in enumerate(_each(arrays, near, system.cuts.points)):
        for column, reason in left.reasons.items():
            reasons[column][names[place]] = reason
        if left.sector_pairs:
            pairs[names[place]] = list(left.sector_pairs)
        partners, cuts = int(arrays.partners[place]), bool(system.cuts.points[place])
        figures = (left.loss, left.loss_share, partners, cuts, left.cut_off, len(left.sector_pairs))
        rows.append((names[place], labels[place], *figures, arrays.nodes[place]))
    rows.sort(key=lambda row: (math.isnan(row[2]), 0.0 if math.isnan(row[2]) else -round(row[2], 12), row[0]))
    kinds = {"loss": float, "loss_share": float, "partners": int, "cut_off": int, "sector_pairs": int}
    frame = pd.DataFrame([row[:-1] for row in rows], columns=COLUMNS, dtype=object)
    frame = frame.astype({**kinds, "cuts": bool})
    replies = system.organisations["answered"]
    silent = not replies.isna().all() and not replies.astype(bool).all()
    return Dependence(
        system,
        frame,
        {column: why for column, why in reasons.items() if why},
        (*_CAVEATS, SILENT) if silent else _CAVEATS,
        ids=tuple(row[-1] for row in rows),
        pairs=pairs,
        sets=_sets(system, near, how_many) if how_many else (),
        leaving=leaving,
        departure=departure(system, leaving) if leaving else None,
    )


def _asked(together: int | Sequence[str] | None) -> tuple[int, tuple[str, ...]]:
    """Return how many organisations a set is to have, 0 for no set; and the names of those that leave."""
    if together is None:
        return 0, ()
    if not isinstance(together, int):
        return 0, tuple(together)
    if isinstance(together, bool) or not 1 <= together <= MOST_TOGETHER:
        raise ChoiceError(f"{choice('together', together)} is no number from 1 to {MOST_TOGETHER}")
    return together, ()


def _sets(system: SystemMap, near: Nearness, k: int) -> tuple[SetTogether, ...]:
    """Find the set of k whose leaving costs most, and the set that reaches most."""
    arrays, names = system.arrays, system.organisations["name"].to_list()
    found = []
    costs, reaches = costliest(arrays, near, k), farthest_reaching(near, k)
    if costs is not None:
        shares = [_departure(arrays, near, [*each]).loss_share for each in (costs.places, costs.one_by_one)]
        found.append(named(COSTS_MOST, costs, names, (shares[0], shares[1])))
    if reaches is not None:
        found.append(named(REACHES_MOST, reaches, names, (reaches.value, reaches.value_one_by_one)))
    return tuple(found)


def departure(system: SystemMap, together: Iterable[str]) -> Departure:
    """Say what the others would lose if some organisations left together, such as a programme team.

    Parameters
    ----------
    system
        The map of one wave, of at most 2,000 organisations.
    together
        Their names.

    Raises
    ------
    ChoiceError
        If an organisation is unknown or the map too large.
    """
    system = as_map(system)
    check_size(system)
    names = system.organisations["name"].to_list()
    leaving = []
    for name in together:
        if name not in names:
            raise unknown("organisation", name, names)
        leaving.append(names.index(name))
    near = nearness_of(system.arrays, "cross_efficiency")
    return _departure(system.arrays, near, sorted(set(leaving)), names)


def _each(arrays: Arrays, near: Nearness, weak: np.ndarray) -> Iterator[Departure]:
    """Say what the others would lose without each organisation, without a search for each."""
    # Measured on block graphs with about eight partners each.
    takes(f"Dependence of {arrays.n:,} organisations", 4e-4 * (arrays.n / 1_000) ** 1.4 * arrays.m)
    found = without_one(arrays, near.distance, UNREACHED)
    by_sector = np.append(arrays.sizes, 0)[arrays.sector]  # −1, an unknown sector, is the 0 at the end
    known = int(arrays.sizes.sum())
    # Ordered pairs of different sectors less those with the organisation.
    own = np.where(arrays.sector >= 0, 2 * (known - by_sector), 0)
    pairs = int(near.cross.sum()) - own
    resting: dict[int, list[tuple[str, str]]] = {}
    for place, one, other in found.sector_pairs:
        resting.setdefault(place, []).append((arrays.sectors[one], arrays.sectors[other]))
    for place in range(arrays.n):
        loss, share = _lost(found.before[place], found.after[place], int(pairs[place]))
        # Where it is no weak point, whoever it is joined to stays together.
        cut_off = _cut_off(arrays, without(arrays, [place]), [place])[0] if weak[place] else 0
        step("Dependence", place + 1, arrays.n)
        yield Departure(loss, share, cut_off, tuple(resting.get(place, ())))


def _lost(before: np.ndarray, after: np.ndarray, pairs: int) -> tuple[float, float]:
    """Return the loss and its share, of counts of pairs by distance."""
    if not pairs:
        return math.nan, math.nan
    steps = np.arange(1, len(before))
    lost = float(((before - after)[1:] / steps).sum())
    whole = float((before[1:] / steps).sum())
    return lost / pairs, lost / whole if whole else math.nan


def _departure(
    arrays: Arrays, near: Nearness, leaving: Sequence[int], names: Sequence[str] = ()
) -> Departure:
    others = near.cross.copy()
    others[leaving] = False
    others[:, leaving] = False
    pairs = int(others.sum())
    rest = without(arrays, leaving)
    before, after = _per_step(near.distance[others]), distances_of(rest).cross_reached
    size = max(len(before), len(after))
    before, after = np.pad(before, (0, size - len(before))), np.pad(after, (0, size - len(after)))
    loss, share = _lost(before, after, pairs)
    cut_off, outside = _cut_off(arrays, rest, leaving, names)
    return Departure(loss, share, cut_off, _resting_pairs(arrays, near, rest, leaving), outside)


def _cut_off(
    arrays: Arrays, rest: Arrays, leaving: Sequence[int], names: Sequence[str] = ()
) -> tuple[int, tuple[str, ...]]:
    """Count those outside the largest part that remains, and name them where it is clear which that is."""
    parts = rest.parts
    cut_off, outside, alike = 0, [], False
    for part in np.unique(arrays.parts[leaving]):
        mine = arrays.parts == part
        mine[leaving] = False
        sizes = np.bincount(parts[mine], minlength=1)
        cut_off += int(sizes.sum() - sizes.max())
        if names and sizes.max():
            alike |= int((sizes == sizes.max()).sum()) > 1
            outside += [names[place] for place in np.flatnonzero(mine & (parts != sizes.argmax())).tolist()]
    return cut_off, () if alike else tuple(outside)


def _per_step(distances: np.ndarray) -> np.ndarray:
    """Count pairs by distance, those without a way left out."""
    return np.bincount(distances[distances < UNREACHED], minlength=1).astype(float)


def _resting_pairs(
    arrays: Arrays, near: Nearness, rest: Arrays, leaving: Sequence[int]
) -> tuple[tuple[str, str], ...]:
    """Find the pairs of other sectors all of whose shortest connections pass through those leaving."""
    own = set(arrays.sector[leaving].tolist())
    members = {code: np.flatnonzero(arrays.sector == code) for code in range(len(arrays.sectors))}
    found = [
        (one, other)
        for one, other in combinations([code for code in members if code not in own], 2)
        if all(_through(near.distance, *ways, leaving) for ways in _both(members[one], members[other]))
        and any((near.distance[way] < UNREACHED).any() for way in _both(members[one], members[other]))
    ]
    if not found:
        return ()
    after = nearness_of(rest, near.measure).distance
    longer = (after > near.distance) | (near.distance == UNREACHED)
    return tuple(
        (arrays.sectors[one], arrays.sectors[other])
        for one, other in found
        if all(longer[way].all() for way in _both(members[one], members[other]))
    )


def _both(one: np.ndarray, other: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Return the places of all pairs of two sets in a matrix, in either direction."""
    return (one[:, None], other), (other[:, None], one)


def _through(distance: np.ndarray, rows: np.ndarray, columns: np.ndarray, leaving: Sequence[int]) -> bool:
    """Return whether every pair that has a way has a shortest one through those leaving."""
    now = distance[rows, columns]
    served = now == UNREACHED
    for place in leaving:
        served |= distance[rows, place] + distance[place, columns] == now
    return bool(served.all())
