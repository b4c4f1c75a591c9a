"""What two waves of these organisations could show, worked out at once and without drawing anything.

It says beforehand what `plan` simulates: how often nothing could be tested, and how often a change would be
shown. The simulation behind it is that of `simulating.py`; `tests/test_foreseen.py` holds it to that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sysmap.findings.comparison.estimating.limits import FEWEST_TIES, SMALLEST_PANEL
from sysmap.findings.planning.waves import ACTIVITY, MOVEMENT, PERSISTENCE

EFFECT, RESPONSE = 1.5, 0.75
ENOUGH = 0.8
"""Power enough, and how often something must be testable."""
_MOST = 400
# How many changed ties vary more than by themselves, as organisations differ: by simulation.
_SPREAD = 1.6
# t(0.975) with so many degrees of freedom is about 1.96 + 2.4 / freedom.
_CRITICAL, _CURVE = 1.96, 2.4


@dataclass(frozen=True)
class Foreseen:
    """What could be shown.

    Attributes
    ----------
    organisations
        How many are asked.
    response
        The share that answers each wave.
    power, refused
        The share of programmes that would show the change, and in which nothing could be tested.
    """

    organisations: int
    response: float
    power: float
    refused: float


def foreseen(
    sizes: Sequence[int],
    between: float,
    *,
    response: float = 1.0,
    effect: float = EFFECT,
    spread: float | None = None,
) -> Foreseen:
    """Work out what two waves could show of the density between sectors.

    Ties between sectors that come or go are counted as they would be on average, with more spread than
    chance gives (negative binomial). The variance of the change is that of these ties by themselves and of
    organisations that move; the test is t with one degree of freedom less than answer both waves.

    Parameters
    ----------
    sizes
        Organisations of each sector.
    between
        The chance of a tie between sectors in the first wave.
    response
        The share of organisations that answers each wave.
    effect
        By what the programme multiplies the chance.
    spread
        The variance that one pair adds to the number of ties that come less those that go, as found in
        places like these; None for what a plan takes.
    """
    both = response**2
    few = _fewer(SMALLEST_PANEL, sum(sizes), both)
    return _foreseen(sizes, between, both, few, response, effect, spread)


def foreseen_again(
    sizes: Sequence[int],
    between: float,
    *,
    answered: int,
    response: float,
    effect: float = EFFECT,
    spread: float | None = None,
) -> Foreseen:
    """Work out what one more wave could show beside a wave that some of these organisations answered.

    Whoever did not answer that wave cannot be compared, however many answer the next.

    Parameters
    ----------
    sizes
        Organisations of each sector.
    between
        The chance of a tie between sectors in the wave that there is.
    answered
        How many answered it.
    response
        The share of organisations that answers the next.
    effect, spread
        As in `foreseen`.
    """
    both = answered / sum(sizes) * response
    few = _fewer(SMALLEST_PANEL, answered, response)
    return _foreseen(sizes, between, both, few, response, effect, spread)


def _foreseen(
    sizes: Sequence[int],
    between: float,
    both: float,
    few: float,
    response: float,
    effect: float,
    spread: float | None,
) -> Foreseen:
    """Work it out from the share that answers both waves, and how often fewer than 10 do."""
    n = sum(sizes)
    across = (n**2 - sum(size**2 for size in sizes)) / 2
    seen = across * (1 - (1 - both) ** 2)
    after = min(0.95, between * effect)
    kept = _kept(effect)
    changed = seen * (between + after - 2 * between * kept)
    tested = (1 - few) * (1 - _few_ties(changed, n))
    if spread is None:
        outside = sum(size * (n - size) ** 2 for size in sizes) * (1 - (1 - both) ** 2) ** 2
        moved = (math.exp(MOVEMENT**2) - 1) * math.exp(ACTIVITY**2) * (between**2 + after**2)
        variance = changed + outside * moved
    else:
        # The ties that the rise brings vary too; where organisations move, with the square of how many.
        rise = after / between if between else 1.0
        variance = seen * max(spread + after - between, spread * (1 + rise**2) / 2)
    if not variance or n * both < 3:
        return Foreseen(n, response, 0.0, 1.0 - tested)
    far = seen * (after - between) / math.sqrt(variance)
    freedom = n * both - 1
    reach = _CRITICAL + _CURVE / freedom
    return Foreseen(n, response, tested * _below(far - reach), 1.0 - tested)


def organisations_to_answer(both: float) -> int:
    """Return how many must be listed for 10 to answer both waves four times in five; 0 where none would do.

    Parameters
    ----------
    both
        The share that answers both waves.
    """
    return next((n for n in range(SMALLEST_PANEL, _MOST) if _fewer(SMALLEST_PANEL, n, both) <= 1 - ENOUGH), 0)


def organisations_for_ties(changed: float, n: int) -> int:
    """Return how many organisations would have had 6 changed ties four times in five; 0 where none would do.

    Parameters
    ----------
    changed
        How many ties that bear on the measure came or went among those there were.
    n
        How many these were. Each of more is taken to have as many such ties.
    """
    sizes = range(n, _MOST) if changed else ()
    return next((size for size in sizes if _few_ties(changed * size / n, size) <= 1 - ENOUGH), 0)


def _kept(effect: float) -> float:
    """Return the share of ties kept, where the chances of pairs move: mean of min(persistence, ratio)."""
    spread = 2 * MOVEMENT
    middle = math.log(effect) - 2 * MOVEMENT**2
    z = (math.log(PERSISTENCE) - middle) / spread
    above = PERSISTENCE * (1 - _below(z))
    return above + math.exp(middle + spread**2 / 2) * _below(z - spread)


def _below(z: float) -> float:
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


def _fewer(least: int, n: int, share: float) -> float:
    """Return how often fewer than so many of n are there."""
    if share >= 1:
        return float(n < least)
    return min(
        1.0, sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(min(least, n + 1)))
    )


def _few_ties(mean: float, n: int) -> float:
    """Return how often fewer than 6 ties come or go."""
    if mean <= 0:
        return 1.0
    size = n / _SPREAD
    share = size / (size + mean)
    logs = [
        math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1) + k * math.log(1 - share)
        for k in range(FEWEST_TIES)
    ]
    return min(1.0, share**size * sum(math.exp(log) for log in logs))
