"""What chance gives measures of the totals of ties on large maps: from a closed form, without shuffling."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sysmap.measures.catalogue import Measure
from sysmap.measures.reasons import Noted, Undefined
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.mixing import Mixing
from sysmap.network.shuffling.moments import crossing_moments
from sysmap.network.system import SystemMap

SHUFFLED_LIMIT = 2_000
"""On more organisations the closed form is used."""
NOTE = "By chance: closed form. The band and p are approximate."
CLOSED_FORM = (
    f"On more than {SHUFFLED_LIMIT:,} organisations the values by chance of measures of how many ties cross "
    "come from a closed form instead: mean and deviation are exact, the band and p are those of a normal "
    "distribution."
)
_NODES = 15
_MODULARITY, _ASSORTATIVITY = "sector_modularity", "sector_assortativity"

Expected = tuple[float, float, float, float]
"""Mean, ends of the 95 % band, and p."""


class _NotOfTotalsError(Exception):
    """More is asked for than how many ties cross."""


class _Crossing(Mixing):
    """Ties that cross, and that do not: any number, and nothing else."""

    @property
    def totals(self) -> np.ndarray:
        """Ties by pair of sectors are not told."""
        raise _NotOfTotalsError


def closed_form(entry: Measure, system: SystemMap, observed: float) -> Expected | None:
    """Return what shuffled labels would give a measure of the totals of ties; None where no form is known.

    Most such measures rise or fall with the number of ties that cross, whose mean and variance under shuffled
    labels are exact (`crossing_moments`). The mean of a measure is taken over a normal distribution with
    these; its band is that of the ties, as the measure turns it. Modularity is a sum over pairs of
    organisations with a weight each, and has an exact mean and variance of its own; assortativity is its
    ratio to another such sum, and is taken as straight around the two means.

    Parameters
    ----------
    entry
        The measure.
    system
        The map.
    observed
        Its value.
    """
    if "mixing" not in entry.needs or not system.mixing.ties:
        return None
    mixing = system.mixing
    others = {need: getattr(system, need) for need in entry.needs if need not in ("mixing", "system")}
    if "system" in entry.needs or any(hasattr(part, "shuffled") for part in others.values()):
        return None
    if entry.name in (_MODULARITY, _ASSORTATIVITY):
        return _of_modularity(mixing, observed, as_correlation=entry.name == _ASSORTATIVITY)
    mean, variance = _crossing(mixing)
    deviation = math.sqrt(variance)
    from scipy.special import ndtri

    reach = float(ndtri(0.975)) * deviation
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    between = np.concatenate([mean + deviation * nodes, [mean - reach, mean + reach]])
    for most in (np.inf, mixing.ties):
        # A measure that is no straight line may have no value where more ties cross than there are.
        within = mixing.ties - np.clip(between, mixing.ties - most, most)
        crossing = _Crossing(mixing.sizes, mixing.ties, within, mixing.directed, mixing.arrays)
        values = _values(entry, [others.get(need, crossing) for need in entry.needs], len(between))
        if values is None:
            return None
        if np.isfinite(values).all():
            steps = np.diff(values[:_NODES])
            if (steps >= 0).all() or (steps <= 0).all():
                break
    else:
        return None
    expected = float(values[:_NODES] @ weights / weights.sum())
    low, high = sorted(values[_NODES:].tolist())
    if deviation == 0:
        return expected, expected, expected, 1.0
    return expected, low, high, _two_sided(float(mixing.between) - mean, deviation)


def _values(entry: Measure, parts: list[Any], count: int) -> np.ndarray | None:
    """Work a measure out for many numbers of ties that cross; None where it asks for more than these."""
    try:
        values = entry.work_out(parts)
    except _NotOfTotalsError:
        return None
    if isinstance(values, Noted):
        values = values.value
    if isinstance(values, Undefined) or np.shape(values) != (count,):
        return None
    return np.asarray(values, dtype=float)


def _crossing(mixing: Mixing) -> tuple[float, float]:
    """Return the exact mean and variance of how many ties cross."""
    arrays = mixing.arrays
    source, target, both = _pairs(arrays)
    ends = np.bincount(source, both, arrays.n) + np.bincount(target, both, arrays.n)
    known = arrays.sector >= 0
    return crossing_moments(float(both.sum()), float((both**2).sum()), ends[known], mixing.sizes)


def _pairs(arrays: Arrays) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs of partners of known sector, and how many ties each has."""
    low = np.minimum(arrays.source, arrays.target).astype(np.int64)
    high = np.maximum(arrays.source, arrays.target)
    known = (arrays.sector[low] >= 0) & (arrays.sector[high] >= 0)
    keys, both = np.unique(low[known] * arrays.n + high[known], return_counts=True)
    return keys // arrays.n, keys % arrays.n, both.astype(float)


def _of_modularity(mixing: Mixing, observed: float, *, as_correlation: bool) -> Expected | None:
    """Work out modularity, the sum over sectors of e_gg − a_g b_g, or its ratio to 1 − sum of a_g b_g.

    With u_ij the arcs of a pair either way, m all arcs, o_i and t_i those from and to an organisation,
    e_gg and a_g b_g sum u_ij/m and (o_i t_j + o_j t_i)/m² over the pairs of one sector, and a constant.
    """
    constant, whole = _weighed(mixing, 1.0, 1.0)
    mean = constant + whole[0]
    scale = 1.0
    if as_correlation:
        alone, expected = _weighed(mixing, 0.0, -1.0)
        scale = 1 - (alone + expected[0])
        if scale <= 0:
            return None
        mean /= scale
        # The ratio Q/(1 − X) around r is r + (Q − r(1 − X))/(1 − E[X]).
        _, whole = _weighed(mixing, 1.0, 1.0 - mean)
    deviation = math.sqrt(whole[1]) / scale
    if deviation == 0:
        return mean, mean, mean, 1.0
    from scipy.special import ndtri

    reach = float(ndtri(0.975)) * deviation
    return mean, mean - reach, mean + reach, _two_sided(observed - mean, deviation)


def _weighed(mixing: Mixing, ties: float, busy: float) -> tuple[float, tuple[float, float]]:
    """Return what is constant in Σ ties·e_gg − busy·a_g b_g, and the mean and variance of the rest."""
    arrays = mixing.arrays
    source, target, both = _pairs(arrays)
    if arrays.directed:
        known = (arrays.sector[arrays.source] >= 0) & (arrays.sector[arrays.target] >= 0)
        out = np.bincount(arrays.source[known], minlength=arrays.n).astype(float)
        into = np.bincount(arrays.target[known], minlength=arrays.n).astype(float)
    else:
        both = 2 * both
        out = into = (np.bincount(source, both, arrays.n) + np.bincount(target, both, arrays.n)) / 2
    m = float(both.sum())
    crossed = out[source] * into[target] + out[target] * into[source]
    squares = (
        ties**2 * (both**2).sum() / m**2
        - 2 * ties * busy * (both * crossed).sum() / m**3
        + busy**2 * ((out**2).sum() * (into**2).sum() + (out @ into) ** 2 - 2 * (out**2) @ (into**2)) / m**4
    )
    ends = np.bincount(source, both, arrays.n) + np.bincount(target, both, arrays.n)
    rows = ties * ends / m - busy * (out * (m - into) + into * (m - out)) / m**2
    known = arrays.sector >= 0
    total = float(rows.sum()) / 2
    mean, variance = crossing_moments(total, float(squares), rows[known], mixing.sizes)
    return -busy * float(out @ into) / m**2, (total - mean, variance)


def _two_sided(apart: float, deviation: float) -> float:
    from scipy.special import ndtr

    return 2 * float(ndtr(-abs(apart) / deviation))
