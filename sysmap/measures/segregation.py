"""How far ties keep to their sector, beside what sizes and busyness would give."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.reasons import Undefined, noted, undefined
from sysmap.network.graph.mixing import Mixing
from sysmap.network.graph.spectral import Spectra
from sysmap.network.system import SystemMap
from sysmap.text import number

_SIZES = "Depends on the sizes of the sectors and on who was listed."
_NO_TIES = ("no_ties", "single_sector")
_NEWMAN = "Newman (2003), Physical Review E 67: 026126"


def _ratio(above: np.ndarray, below: np.ndarray, *, unbounded: bool = False) -> np.ndarray:
    """Divide; where the divisor is 0 a draw has no value, or lies above all others if it is `unbounded`."""
    above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    without = np.full(np.broadcast(above, below).shape, np.nan)
    if unbounded:
        without[(above > 0) & (below == 0)] = np.inf
    return np.divide(above, below, where=below != 0, out=without)


def _without_ties(mixing: Mixing) -> Undefined | None:
    if mixing.ties == 0:
        return undefined("no_ties")
    return undefined("single_sector") if mixing.sectors < 2 else None


def _cells(mixing: Mixing) -> tuple[np.ndarray, ...]:
    """Return pairs within with and without a tie, pairs between with and without, as real numbers."""
    within, between = np.asarray(mixing.within, dtype=float), np.asarray(mixing.between, dtype=float)
    return within, mixing.within_capacity - within, between, mixing.between_capacity - between


@measure(
    label="Odds of a tie inside a sector",
    level="system",
    better="lower",
    bounds=(0, None),
    shuffled=True,
    formula="within × (possible between − between) / (between × (possible within − within))",
    source="Moody (2001), American Journal of Sociology 107",
    caveat=_SIZES,
    reasons=("single_sector", "no_variation", "unbounded"),
)
def odds_ratio(mixing: Mixing):
    """How much likelier is a tie inside a sector?"""
    if mixing.sectors < 2:
        return undefined("single_sector")
    within, no_within, between, no_between = _cells(mixing)
    above, below = within * no_between, between * no_within
    if above.ndim:
        return _ratio(above, below, unbounded=True)
    if below == 0:
        why = undefined("unbounded" if above else "no_variation")
        return noted(why, "no cross-sector ties at all") if above and not between else why
    odds = above / below
    words = f"a pair from different sectors is {number(odds)} times less likely to work together"
    return noted(odds, words) if odds > 1 else odds


@measure(
    label="Yule's Q",
    level="system",
    better="lower",
    bounds=(-1, 1),
    shuffled=True,
    formula="(ad − bc) / (ad + bc); a, b pairs within with and without a tie, c, d pairs between",
    source="Yule (1912), Journal of the Royal Statistical Society 75: 579–652",
    caveat=_SIZES,
    reasons=("single_sector", "no_variation"),
)
def yules_q(mixing: Mixing):
    """The odds of a tie inside a sector, between −1 and 1?"""
    if mixing.sectors < 2:
        return undefined("single_sector")
    within, no_within, between, no_between = _cells(mixing)
    inside, across = within * no_between, no_within * between
    if not inside.ndim and inside + across == 0:
        return undefined("no_variation")
    return _ratio(inside - across, inside + across)


def _least_segregation(system: SystemMap) -> tuple[float | None, float]:
    between = system.mixing.between_capacity
    return (1 - system.mixing.capacity / between if between else None), 1


@measure(
    label="Freeman's segregation",
    level="system",
    better="lower",
    bounds=_least_segregation,
    shuffled=True,
    formula="1 − (between / ties) / (possible between / possible); its sign is kept",
    source="Freeman (1978), Sociological Methods & Research 6",
    caveat=_SIZES,
    reasons=_NO_TIES,
)
def freeman_segregation(mixing: Mixing):
    """How far below chance is crossing?"""
    return _without_ties(mixing) or 1 - (mixing.between / mixing.ties) / (
        mixing.between_capacity / mixing.capacity
    )


@measure(
    label="Density between against within",
    level="system",
    better="higher",
    bounds=(0, None),
    shuffled=True,
    formula="(between / possible between) / (within / possible within)",
    source="our definition",
    caveat=_SIZES,
    reasons=("single_sector", "no_within_pairs", "unbounded"),
)
def density_ratio(mixing: Mixing):
    """How much sparser is it between than inside?"""
    if mixing.sectors < 2:
        return undefined("single_sector")
    if not mixing.within_capacity:
        return undefined("no_within_pairs")
    within = np.asarray(mixing.within)
    if not within.ndim and within == 0:
        return undefined("unbounded")
    between = mixing.between / mixing.between_capacity
    return _ratio(between, within / mixing.within_capacity, unbounded=True)


@measure(
    label="E-I index, rescaled",
    level="system",
    bounds=(-1, 1),
    shuffled=True,
    formula="2 (EI − lowest) / (highest − lowest) − 1, with as many ties and these sizes",
    source="our definition",
    caveat=_SIZES,
    reasons=(*_NO_TIES, "no_variation"),
)
def ei_rescaled(mixing: Mixing):
    """Where does E-I lie between what was possible?"""
    ties = mixing.ties
    low = max(0, ties - mixing.within_capacity)
    high = min(ties, mixing.between_capacity)
    if (why := _without_ties(mixing)) or high == low:
        return why or undefined("no_variation")
    return 2 * (mixing.between - low) / (high - low) - 1


def _modularity(mixing: Mixing) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of ties inside sectors above what busyness gives, and the most it could be."""
    totals = mixing.totals
    share = totals / totals.sum(axis=(-1, -2), keepdims=True)
    by_busyness = (share.sum(axis=-1) * share.sum(axis=-2)).sum(axis=-1)
    return np.trace(share, axis1=-2, axis2=-1) - by_busyness, 1 - by_busyness


@measure(
    label="Modularity of sectors",
    level="system",
    better="lower",
    bounds=(-1, 1),
    shuffled=True,
    formula="sum over sectors of e_gg − a_g b_g; e shares of ties, a and b their sums by row and column",
    source=_NEWMAN,
    caveat=_SIZES,
    reasons=_NO_TIES,
)
def sector_modularity(mixing: Mixing):
    """Do ties cluster by sector, given how busy each is?"""
    return _without_ties(mixing) or _modularity(mixing)[0]


@measure(
    label="Assortativity by sector",
    level="system",
    better="lower",
    bounds=(-1, 1),
    shuffled=True,
    formula="modularity / (1 − sum over sectors of a_g b_g)",
    source=_NEWMAN,
    caveat=_SIZES,
    reasons=(*_NO_TIES, "no_variation"),
)
def sector_assortativity(mixing: Mixing):
    """Do ties cluster by sector, as a correlation?"""
    if why := _without_ties(mixing):
        return why
    found, most = _modularity(mixing)
    # All ends in one sector: 1 − 1 may miss 0 by a rounding.
    most = np.where(most < 1e-12, 0, most)
    return _ratio(found, most) if most.ndim or most else undefined("no_variation")


@measure(
    label="Spectral segregation",
    level="system",
    better="lower",
    bounds=(0, 1),
    ties="U",
    formula="mean over organisations of the largest eigenvalue of the shares of ties inside their part of "
    "their sector; 0 without a partner in it",
    source="Echenique & Fryer (2007), Quarterly Journal of Economics 122: 441–485",
    caveat=_SIZES,
    reasons=_NO_TIES,
)
def spectral_segregation(spectra: Spectra):
    """Do segregated organisations keep segregated company?"""
    if not spectra.with_partners.any():
        return undefined("no_ties")
    if spectra.arrays.labelled < 2:
        return undefined("single_sector")
    words = ", ".join(
        f"{sector} {number(value)}" for sector, value in spectra.by_sector().items() if not np.isnan(value)
    )
    return noted(float(spectra.mean), words)
