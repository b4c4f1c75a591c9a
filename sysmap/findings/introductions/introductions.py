"""Which organisations it would be worth introducing to each other, to bring the sectors nearer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sysmap.calling import verb
from sysmap.errors import ChoiceError, UnsuitableMeasureError, choice, unknown
from sysmap.findings.disclosure.records import public_map, why_private
from sysmap.findings.introductions.candidates import Candidates, candidates_of
from sysmap.findings.introductions.search import Chosen, Search, best_pairs, largest
from sysmap.findings.score_table import ScoreTable
from sysmap.measures.catalogue import catalogue
from sysmap.measures.reasons import REASONS
from sysmap.network.graph.added_ties import MEASURES, UNREACHED, Nearness, nearness_of
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.distances import LISTED_LIMIT
from sysmap.network.system import SystemMap, as_map
from sysmap.progress import step

MOST = 10
# What is read line by line.
_READ = ["rank", "organisation_a", "organisation_b", "distance", "gain", "value_after", "introduced_by"]
COLUMNS = [
    *("rank", "organisation_a", "organisation_b", "sector_a", "sector_b", "distance", "gain", "value_after"),
    *("introduced_by", "stability", "method"),
]
NOT_JOINED = "no way between them on this map"
UNSEEN = (
    "Pairs that nobody who answered could have reported were not considered: whether they work together is "
    "not known."
)
# Which pairs were left out tells which organisations did not answer.
_KNOWN_TO_FEW = (
    "these introductions were chosen among pairs of which somebody who answered could have told, and so "
    "tell who did not answer: choose them again with introductions(..., public=True)"
)
# Of these, which tie it is matters, not only that it crosses.
_OF_PAIRS = ("sector_modularity", "sector_assortativity")
# Introductions are chosen again without each organisation of so many, of more without the best connected;
# and among so many pairs.
EVERYONE, BEST_CONNECTED = 200, 100
PAIRS = 50


@dataclass(frozen=True, eq=False, repr=False)
class Introductions(ScoreTable):
    """Introductions that may be worth making.

    Attributes
    ----------
    system : SystemMap
        The map.
    undefined : Mapping
        Why a distance is ``nan``: ``{"distance": {pair: reason}}``.
    caveats : tuple of str
        What must be known to read the table.
    ids : tuple
        The ids of the two, by row.
    introducers : tuple
        The ids of those who know both, by row.
    private : str
        Why they may not be shown to everybody; empty where they may.
    """

    key: ClassVar[str] = "introductions"

    ids: tuple[tuple[str, str], ...] = ()
    introducers: tuple[tuple[str, ...], ...] = ()
    private: str = ""

    def text_shown(self) -> pd.DataFrame:
        """Return what is read line by line: the sectors are in a file, the method too."""
        stable = ["stability"] if self._frame["stability"].notna().any() else []
        return self._frame[[*_READ, *stable]]


@verb("introductions(build_map(records), k=5)", judges=("k", "exclude"))
def introductions(
    system: SystemMap,
    k: int = 5,
    *,
    improve: str = "cross_efficiency",
    per_organisation: int = 2,
    exclude: Iterable[tuple[str, str]] = (),
    stability: bool = False,
    public: bool = False,
) -> Introductions:
    """Find the introductions that, on this map, would most shorten the ways between sectors.

    Every row is two organisations of different sectors that are known to have no tie: a
    conversation that may be worth having. What a tie between them would be worth to either of
    them, the map cannot say.

    Parameters
    ----------
    system
        The map of one wave, of at most 2,000 organisations. Where ties are arcs, an introduction
        is one each way.
    k
        How many, 1 to 10. Fewer come back where no more pairs are left, or where none would help.
    improve
        The measure to improve: ``cross_efficiency`` (its rise) or ``cross_distance`` (its fall).
    per_organisation
        In how many introductions one organisation may be.
    exclude
        Pairs of organisations that are not to be introduced, by name or id: asked and declined, or known
        to be no use.
    stability
        Say how often each would be suggested without one of the other organisations; takes up to a
        minute. Among the 50 pairs that would gain most it is chosen again without each of the others in
        turn (above 200, the 100 best connected).
    public
        Whether they may be shown to everybody: they are then chosen by what a public map shows, and
        pairs that nobody who answered could have reported are among them.

    Returns
    -------
    Introductions
        Its table (``to_frame()``) has one row per introduction: ``rank``; ``organisation_a,
        organisation_b`` (in the order of names); ``sector_a, sector_b``, their boundary labels;
        ``distance``, in steps now (on a directed map the shorter of the two ways), ``nan`` where
        there is no way; ``gain``, given the earlier ranks; ``value_after``, of the measure;
        ``introduced_by``, the common partner with most partners, or the two in the middle of
        a way of three steps, or blank; ``stability``, the share of reruns in which the pair was chosen
        again, 0 to 1, ``nan`` where not asked for; ``method``: "optimal" where every
        set of pairs was looked at, "greedy" where not.

    Raises
    ------
    UnsuitableMeasureError
        If every new tie between sectors would change the measure equally, or it is not about ways.
    ChoiceError
        If k or a limit is out of range, a name is unknown, or the map is too large; or if they are
        for the public and the map may not be.

    Notes
    -----
    Latora & Marchiori 2001, Physical Review Letters 87, for the measure. The greedy choice followed
    by one exchange carries no guarantee: two ties may be worth more together than apart.
    """
    system = public_map(as_map(system)) if public else as_map(system)
    _check_measure(improve)
    _check_whole("k", k, MOST)
    _check_whole("per_organisation", per_organisation)
    check_size(system)
    excluded = _pairs(system, exclude)
    near = nearness_of(system.arrays, improve)
    found = candidates_of(system, near, excluded)
    search = Search(near, found, int(per_organisation))
    chosen, method = Chosen((), (), ()), "optimal"
    if len(found) and not math.isnan(near.value):
        chosen, search, method = best_pairs(search, int(k))
    again = chosen_again(search, chosen, system.arrays) if stability else None
    return _table(system, search, chosen, again, method, int(k))


def check_size(system: SystemMap) -> None:
    """Refuse a map on which looking at every pair would take too long.

    Raises
    ------
    ChoiceError
        If it has more than 2,000 organisations.
    """
    if system.arrays.n > LISTED_LIMIT:
        raise ChoiceError(
            f"this looks at the ways between all pairs, on maps of at most {LISTED_LIMIT:,} organisations; "
            f"this one has {system.arrays.n:,}: take one place, as in build_map(records, place=...)"
        )


def _check_measure(improve: str) -> None:
    if improve in MEASURES:
        return
    if improve not in catalogue:
        raise unknown("measure", improve, catalogue)
    entry = catalogue[improve]
    alike = entry.level == "system" and "mixing" in entry.needs and improve not in _OF_PAIRS
    equally = "every new tie between sectors changes it equally"
    why = equally if alike else "it is not about ways between sectors"
    raise UnsuitableMeasureError(
        f"introductions cannot be chosen by {improve}: {why}. Choose {choice('improve', MEASURES[0])} or "
        f"{choice('improve', MEASURES[1])}"
    )


def _check_whole(name: str, given: Any, most: int | None = None) -> None:
    whole = isinstance(given, Integral) and not isinstance(given, bool)
    if whole and given >= 1 and (most is None or given <= most):
        return
    wanted = f"from 1 to {most}" if most else "of 1 or more"
    raise ChoiceError(f"{name} is a whole number {wanted}, and was {given!r}")


def _pairs(system: SystemMap, exclude: Iterable[tuple[str, str]]) -> set[tuple[int, int]]:
    """Turn pairs of names or ids into places, lower first."""
    names = system.organisations["name"]
    place: dict[str, int] = {organisation: code for code, organisation in enumerate(names.index)}
    place |= {name: code for code, name in enumerate(names)}
    found = set()
    for pair in exclude if isinstance(exclude, Iterable) else [exclude]:
        if isinstance(pair, str) or not isinstance(pair, Iterable) or len(tuple(pair)) != 2:
            raise ChoiceError(
                f'exclude is a list of pairs, as in exclude=[("A", "B")], and {pair!r} is no pair of names'
            )
        for name in pair:
            if name not in place:
                raise unknown("organisation", name, names)
        low, high = sorted(place[name] for name in pair)
        found.add((low, high))
    return found


def _table(
    system: SystemMap,
    search: Search,
    chosen: Chosen,
    again: Mapping[int, float] | None,
    method: str,
    asked_for: int,
) -> Introductions:
    names, labels = system.organisations["name"].to_numpy(), system.organisations["boundary"].to_numpy()
    nodes, near = system.arrays.nodes, search.near
    rows, ids, between, apart = [], [], [], {}
    for rank, (pair, gain, value) in enumerate(
        zip(chosen.pairs, chosen.gains, chosen.values, strict=True), start=1
    ):
        ends = (int(search.candidates.u[pair]), int(search.candidates.v[pair]))
        a, b = sorted(ends, key=lambda place: names[place])
        distance = int(min(near.distance[a, b], near.distance[b, a]))
        if distance >= UNREACHED:
            apart[f"{names[a]} and {names[b]}"] = NOT_JOINED
        by = _introducers(system, a, b)
        stable = math.nan if again is None else again[pair]
        steps = math.nan if distance >= UNREACHED else float(distance)
        known_to = " and ".join(names[place] for place in by)
        rows.append(
            (rank, names[a], names[b], labels[a], labels[b], steps, gain, value, known_to, stable, method)
        )
        ids.append((nodes[a], nodes[b]))
        between.append(tuple(nodes[place] for place in by))
    kinds = dict.fromkeys(("distance", "gain", "value_after", "stability"), float) | {"rank": int}
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype=object).astype(kinds)
    return Introductions(
        system,
        frame,
        {"distance": apart} if apart else {},
        tuple(_caveats(search.near, search.candidates, len(rows), asked_for)),
        ids=tuple(ids),
        introducers=tuple(between),
        private=why_private(system) or (_KNOWN_TO_FEW if search.candidates.unknown else ""),
    )


def _introducers(system: SystemMap, a: int, b: int) -> tuple[int, ...]:
    """Find who knows both: the common partner with most partners, or the middle of a way of three steps."""
    arrays = system.arrays
    names, partners = system.organisations["name"].to_numpy(), arrays.partners

    def of(place: int) -> np.ndarray:
        rows = arrays.adjacency.indptr
        return arrays.adjacency.indices[rows[place] : rows[place + 1]]

    common = np.intersect1d(of(a), of(b)).tolist()
    if common:
        return (min(common, key=lambda place: (-partners[place], names[place])),)
    around = set(of(b).tolist())
    ways = [(one, other) for one in of(a).tolist() for other in of(one).tolist() if other in around]
    return min(
        ways,
        key=lambda way: (-sum(partners[list(way)]), names[way[0]], names[way[1]]),
        default=(),
    )


def _caveats(near: Nearness, candidates: Candidates, found: int, asked_for: int) -> list[str]:
    said = ["Each row is worth a conversation, no more: whether a tie would help them, the map cannot say."]
    if not near.cross.any():
        said.append(f"Nothing to suggest: {REASONS['single_sector']}.")
    elif math.isnan(near.value):
        said.append(
            f"Nothing to suggest: {REASONS['unreachable']}; choose {choice('improve', 'cross_efficiency')}."
        )
    elif found < asked_for:
        said.append(
            f"Only {found} of {asked_for} asked for: no other pair is left that would bring sectors nearer."
        )
    if candidates.unknown:
        said.append(UNSEEN)
    return said


def conversations(suggested: Introductions) -> list[dict[str, Any]]:
    """Return introductions as plain data, for a page to draw.

    Parameters
    ----------
    suggested
        What `introductions` gave.

    Returns
    -------
    list of dict
        By rank: ``rank``; ``ends``, the ids of the two; ``by``, the ids of who could introduce
        them; ``words``, one sentence.
    """
    return [
        {"rank": int(row.rank), "ends": list(ends), "by": list(by), "words": _words(row)}
        for row, ends, by in zip(
            suggested.itertuples(index=False), suggested.ids, suggested.introducers, strict=True
        )
    ]


def _words(row: Any) -> str:
    where = "have no way to each other" if math.isnan(row.distance) else f"are {row.distance:.0f} steps apart"
    said = (
        f"{row.organisation_a} ({row.sector_a}) and {row.organisation_b} ({row.sector_b}) {where}: "
        "worth a conversation"
    )
    return f"{said}. {row.introduced_by} could introduce them." if row.introduced_by else f"{said}."


def chosen_again(search: Search, chosen: Chosen, arrays: Arrays) -> dict[int, float]:
    """Choose again without each of some organisations in turn.

    Reruns are greedy with one exchange, among those chosen and the pairs that would gain most,
    50 together. A rerun says nothing of the pairs of the organisation that it leaves out.

    Parameters
    ----------
    search, chosen
        What was chosen from what.
    arrays
        The map.

    Returns
    -------
    dict
        For each pair chosen, the share of the reruns without another organisation in which it is
        chosen again, 0 to 1; ``nan`` where there is no other organisation.
    """
    if not chosen.pairs:
        return {}
    gains = search.first_gains()
    gains[list(chosen.pairs)] = np.inf
    pool = largest(gains, search.candidates, PAIRS)
    left_out = _left_out(arrays)
    again = dict.fromkeys(chosen.pairs, 0)
    reruns = dict.fromkeys(chosen.pairs, 0)
    for done, place in enumerate(left_out, start=1):
        u, v = search.candidates.u, search.candidates.v
        some = pool[(u[pool] != place) & (v[pool] != place)]
        near = nearness_of(arrays, search.near.measure, [place])
        rerun = Search(near, search.candidates.only(some), search.limit)
        found = set(some[rerun.exchanged(rerun.greedy(len(chosen.pairs)))].tolist())
        for pair in chosen.pairs:
            if place not in (u[pair], v[pair]):
                reruns[pair] += 1
                again[pair] += pair in found
        step("Stability of introductions", done, len(left_out))
    return {pair: again[pair] / reruns[pair] if reruns[pair] else np.nan for pair in chosen.pairs}


def _left_out(arrays: Arrays) -> list[int]:
    if arrays.n <= EVERYONE:
        return list(range(arrays.n))
    return np.sort(np.argsort(-arrays.partners, kind="stable")[:BEST_CONNECTED]).tolist()
