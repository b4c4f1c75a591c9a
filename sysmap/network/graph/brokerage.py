"""Open two-paths by the sectors of their ends: the five brokerage roles, counted from triangles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part
from sysmap.network.graph.triangles import Triangles

# How many counts for each end of a tie may be kept before only those that are not 0 are.
_DENSEST = 8
ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")


@dataclass(frozen=True, eq=False)
class Roles:
    """How often each organisation stands between two others that have no tie.

    Attributes
    ----------
    counts : dict of str to numpy.ndarray of float64, shape (organisations,)
        By role. On an undirected map each open pair counts once, and gatekeeper equals
        representative. Only organisations of known sector take part.
    """

    counts: dict[str, np.ndarray]


@part("roles")
def roles_of(triangles: Triangles) -> Roles:
    """Count the roles: two-paths by sector, less those that a tie closes.

    Source: Gould & Fernandez 1989, Sociological Methodology 19, pp. 89–126.
    """
    arrays = triangles.arrays
    counts = _two_paths(arrays)
    for role, closed in _closed(triangles).items():
        counts[role] -= closed
    if not arrays.directed:
        for role in ("coordinator", "consultant", "liaison"):
            counts[role] /= 2
    return Roles(counts)


def _two_paths(arrays: Arrays) -> dict[str, np.ndarray]:
    """Count a→i→b over ordered pairs of different a and b, by the sectors of a, i and b."""
    n, k = arrays.n, len(arrays.sectors)
    known = np.flatnonzero((arrays.sector[arrays.source] >= 0) & (arrays.sector[arrays.target] >= 0))
    source, target = arrays.source[known], arrays.target[known]
    if not arrays.directed:
        source, target = np.concatenate([source, target]), np.concatenate([target, source])
    # Partners by sector, as sparse (organisation, sector) counts: most organisations reach few sectors.
    into = _by_sector(target, arrays.sector[source], n, k)
    out = mutual = into
    if arrays.directed:
        out = _by_sector(source, arrays.sector[target], n, k)
        keys = source.astype(np.int64) * n + target
        returned = np.isin(keys, target.astype(np.int64) * n + source)
        mutual = _by_sector(source[returned], arrays.sector[target[returned]], n, k)
    own = np.maximum(arrays.sector, 0)
    in_all, out_all, mutual_all = (
        np.bincount(key // max(k, 1), count, n) for key, count in (into, out, mutual)
    )
    in_own, out_own, mutual_own = (_at(part, np.arange(n) * k + own) for part in (into, out, mutual))
    same_ends = np.bincount(into[0] // max(k, 1), into[1] * _at(out, into[0]), n)
    in_other, out_other = in_all - in_own, out_all - out_own
    other_same = same_ends - in_own * out_own
    return {
        "coordinator": in_own * out_own - mutual_own,
        "consultant": other_same - (mutual_all - mutual_own),
        "gatekeeper": in_other * out_own,
        "representative": in_own * out_other,
        "liaison": in_other * out_other - other_same,
    }


def _by_sector(node: np.ndarray, sector: np.ndarray, n: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Count ends by organisation and sector: sorted keys and counts."""
    keys = node.astype(np.int64) * k + sector
    if n * k > _DENSEST * len(keys) + _DENSEST:
        keys, counts = np.unique(keys, return_counts=True)
        return keys, counts.astype(float)
    # Few sectors: a count for every organisation and sector is smaller than a sort of the ends is long.
    every = np.bincount(keys, minlength=n * k)
    keys = np.flatnonzero(every)
    return keys, every[keys].astype(float)


def _at(part: tuple[np.ndarray, np.ndarray], keys: np.ndarray) -> np.ndarray:
    """Look counts up by key, 0 where there is none."""
    known, counts = part
    if not len(known):
        return np.zeros(len(keys))
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[place] == keys, counts[place], 0.0)


def _closed(triangles: Triangles) -> dict[str, np.ndarray]:
    """Count the two-paths a→i→b that a tie a→b closes, by the role i would have had."""
    arrays = triangles.arrays
    closed = {role: np.zeros(arrays.n) for role in ROLES}
    known = (arrays.sector[triangles.corners] >= 0).all(axis=1)
    corners, sides = triangles.corners[known], triangles.sides[known]
    for a, i, b in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1), (0, 2, 1), (1, 2, 0)):
        first, centre, last = corners[:, a], corners[:, i], corners[:, b]
        arcs = (
            triangles.has_arc(sides[:, b], first, centre)
            & triangles.has_arc(sides[:, a], centre, last)
            & triangles.has_arc(sides[:, i], first, last)
        )
        for role, centres in _by_role(arrays.sector, first[arcs], centre[arcs], last[arcs]).items():
            closed[role] += np.bincount(centres, minlength=arrays.n)
    return closed


def _by_role(
    sector: np.ndarray, first: np.ndarray, centre: np.ndarray, last: np.ndarray
) -> dict[str, np.ndarray]:
    a, i, b = sector[first], sector[centre], sector[last]
    return {
        "coordinator": centre[(a == i) & (b == i)],
        "consultant": centre[(a == b) & (a != i)],
        "gatekeeper": centre[(a != i) & (b == i)],
        "representative": centre[(a == i) & (b != i)],
        "liaison": centre[(a != i) & (b != i) & (a != b)],
    }
