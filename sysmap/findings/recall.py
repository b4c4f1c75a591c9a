"""Ties that nobody reported: how many there may be, from how often both ends reported the same tie."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sysmap.network.pairs import BETWEEN, WITHIN
from sysmap.network.succession import blanks_of
from sysmap.network.system import SystemMap

FEWEST_BOTH = 5
"""With fewer ties that both ends reported, nothing is estimated."""
KINDS = {BETWEEN: "between", WITHIN: "within"}
_REACH = 1.959963984540054


@dataclass(frozen=True)
class Recall:
    """What was reported of the pairs of which both ends answered, and what may be missing.

    Attributes
    ----------
    both, one : int
        Ties that both ends reported, and that one did.
    share : float
        How many of its ties an end reports, on average; ``nan`` with fewer than 5 ties that both reported.
    missed, low, high : float
        Ties that neither end reported, with a 95 % interval; ``nan`` where `share` is, and there is no
        interval where every tie was reported by both.
    """

    both: int
    one: int
    share: float = math.nan
    missed: float = math.nan
    low: float = math.nan
    high: float = math.nan


def recall_from(both: int, one: int) -> Recall:
    """Estimate how many ties neither end reported.

    If each end reports a tie independently of the other, and every tie is as likely to be reported, both do
    so in a share r² of ties and one in 2r(1 − r): r = 2·both/(2·both + one). With m = both + one/2 reports
    an end there are (m + 1)²/(both + 1) − 1 ties, of variance
    (m + 1)²(m − both)²/((both + 1)²(both + 2)); the interval of those missed is log-normal, and goes from
    the whole number below to that above.

    Notes
    -----
    Chapman (1951), University of California Publications in Statistics 1: 131–160; variance: Seber (1970),
    Biometrika 57: 313–318; interval: Chao (1987), Biometrics 43: 783–791. Strong ties are more likely to be
    reported by both ends than weak ones: then more are missed than this says.
    """
    if both < FEWEST_BOTH:
        return Recall(both, one)
    mean = both + one / 2
    missed = max(0.0, (mean + 1) ** 2 / (both + 1) - 1 - both - one)
    variance = (mean + 1) ** 2 * (mean - both) ** 2 / ((both + 1) ** 2 * (both + 2))
    share = 2 * both / (2 * both + one)
    if missed == 0:
        return Recall(both, one, share, missed)
    factor = math.exp(_REACH * math.sqrt(math.log1p(variance / missed**2)))
    return Recall(both, one, share, missed, math.floor(missed / factor), math.ceil(missed * factor))


def recall(system: SystemMap) -> dict[str, Recall] | None:
    """Return what was reported, by kind of pair (``between``, ``within``, and ``all``).

    Only pairs of which both ends answered count, and neither of which left the other blank.

    Returns
    -------
    dict of str to Recall, or None
        None where it is not recorded who answered.
    """
    heard = system.heard
    if heard is None:
        return None
    pairs = system.reported
    low, high = (pairs[end].to_numpy(dtype=int) for end in ("low", "high"))
    counted = heard[low] & heard[high] & ~_left_blank(system, low, high)
    by_low, by_high = (pairs[f"by_{end}"].to_numpy(dtype=bool) for end in ("low", "high"))
    a, b = system.arrays.sector[low], system.arrays.sector[high]
    kind = np.where((a < 0) | (b < 0), -1, np.where(a == b, WITHIN, BETWEEN))
    chosen = {"all": counted, **{name: counted & (kind == code) for code, name in KINDS.items()}}
    return {
        name: recall_from(int((some & by_low & by_high).sum()), int((some & (by_low ^ by_high)).sum()))
        for name, some in chosen.items()
    }


def _left_blank(system: SystemMap, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Tell of which pairs an end left the other blank."""
    rows = blanks_of(system)
    place = {organisation: number for number, organisation in enumerate(system.organisations.index)}
    size = max(1, len(place))
    rows = rows[rows["source"].isin(place) & rows["target"].isin(place)]
    ends = [rows[end].map(place).to_numpy(dtype=np.int64) for end in ("source", "target")]
    blank = np.minimum(*ends) * size + np.maximum(*ends)
    return np.isin(np.minimum(low, high) * size + np.maximum(low, high), blank)
