"""How often invented programmes would show a change: power by simulation, with its Monte Carlo error."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sysmap.findings.comparison.estimating.uncertainty import errors_detectable
from sysmap.findings.comparison_groups.estimates import contrasted
from sysmap.findings.many_places.pooling import FEWEST_PLACES, pool_compared
from sysmap.findings.planning.simulating import Compared, PlannedPlace, compared
from sysmap.measures.catalogue import Measure
from sysmap.network.pairs import Pairs
from sysmap.progress import step

_STEPS = 20
# Random numbers of their own, whatever else is simulated: by effect, for comparison places, and for taking
# places together.
_BY_EFFECT, _COMPARISON, _TOGETHER = 10_000, 1, 2


@dataclass(frozen=True)
class PlannedDesign:
    """What is simulated.

    Attributes
    ----------
    place
        What is planned for a place.
    primary
        The measure whose change is estimated.
    responses, effects
        Shares of organisations that answer each wave; by what the chance of a tie between sectors is
        multiplied.
    places, comparison_places
        How many places there are with the programme, and how many beside it.
    draws, seed
        How many programmes are drawn, and where random numbers begin.
    """

    place: PlannedPlace
    primary: Measure
    responses: tuple[float, ...]
    effects: tuple[float, ...]
    places: int = 1
    comparison_places: int = 0
    draws: int = 500
    seed: int = 0

    @property
    def together(self) -> int:
        """How many places one programme has, comparison places among them."""
        return self.places + self.comparison_places


@dataclass(frozen=True)
class PowerCell:
    """What would be found with one share of organisations answering and one effect.

    Attributes
    ----------
    response, effect
        Which share, and which effect.
    organisations, answering_both
        Organisations in each place, and how many would answer both waves, as a mean.
    before, after
        The measure in the two waves, as a mean over what is compared; of places with the programme.
    detectable, power, refused
        The smallest detectable change, as a mean over programmes that could be tested; the share of
        programmes that would show a change in the direction of the effect (either, where there is none),
        and the share in which nothing could be tested.
    answering_both_error, detectable_error, power_error, refused_error
        Their Monte Carlo errors.
    """

    response: float
    effect: float
    organisations: int
    answering_both: float
    before: float
    after: float
    detectable: float
    power: float
    refused: float
    answering_both_error: float
    detectable_error: float
    power_error: float
    refused_error: float


@dataclass(frozen=True)
class _Tested:
    """One programme tested: its interval and smallest detectable change; `nan` where it was refused."""

    low: float = math.nan
    high: float = math.nan
    detectable: float = math.nan

    def is_found(self, sign: int) -> bool:
        """Return whether it shows a change in the direction of the effect; either, where there is none."""
        return (sign >= 0 and self.low > 0) or (sign <= 0 and self.high < 0)


def power(design: PlannedDesign, *, doing: str = "Simulating programmes") -> tuple[PowerCell, ...]:
    """Simulate programmes for every share of organisations answering and every effect.

    Of several places, each programme is made of as many different ones of the places drawn: that costs no
    more than one place, and the Monte Carlo error is that of a mean over such sets, at most √(places/draws)
    times that of a single draw.

    Parameters
    ----------
    design
        What is simulated.
    doing
        What progress says.
    """
    arms = [
        *((_arm(effect), effect) for effect in design.effects),
        *([(_COMPARISON, 1.0)] if design.comparison_places else []),
    ]
    rounds = len(arms) * design.draws
    drawn: dict[int, list[tuple[Compared, ...]]] = {}
    for number, (arm, effect) in enumerate(arms):
        drawn[arm] = []
        for draw in range(design.draws):
            if draw % _STEPS == 0:
                step(doing, number * design.draws + draw, rounds)
            drawn[arm].append(
                compared(
                    design.place,
                    design.primary,
                    rise=effect,
                    responses=design.responses,
                    seed=(design.seed, arm, draw),
                    with_pairs=design.together > 1,
                )
            )
    step(doing, rounds, rounds)
    return tuple(_cells(design, drawn))


def _arm(effect: float) -> int:
    return 10 + round(effect * _BY_EFFECT)


def _cells(design: PlannedDesign, drawn: dict[int, list[tuple[Compared, ...]]]) -> Iterator[PowerCell]:
    for place, response in enumerate(design.responses):
        beside = [each[place] for each in drawn.get(_COMPARISON, ())]
        for effect in design.effects:
            found = [each[place] for each in drawn[_arm(effect)]]
            tested = _tested(design, found, beside, _arm(effect))
            sign = 0 if effect == 1 else _sign(one for each in drawn[_arm(effect)] for one in each)
            yield _cell(design, response, effect, found, tested, sign)


def _sign(places: Iterable[Compared]) -> int:
    """Return in which direction the measure goes on average, over all shares of organisations answering."""
    changes = [each.estimate.change for each in places if each.estimate is not None]
    return int(np.sign(np.nansum(changes))) if changes else 0


def direction(cells: Iterable[PowerCell]) -> int:
    """Return in which direction the measure goes on average: 1, −1, or 0 where nothing can be said."""
    changes = [cell.after - cell.before for cell in cells if not math.isnan(cell.after - cell.before)]
    return int(np.sign(sum(changes)))


def _cell(
    design: PlannedDesign,
    response: float,
    effect: float,
    found: Sequence[Compared],
    tested: Sequence[_Tested],
    sign: int,
) -> PowerCell:
    both = np.array([each.answering_both for each in found], dtype=float)
    levels = np.array(
        [(each.estimate.before, each.estimate.after) for each in found if each.estimate is not None]
    ).reshape(-1, 2)
    levels = levels[np.isfinite(levels).all(axis=1)]
    before, after = levels.mean(axis=0).tolist() if len(levels) else (math.nan, math.nan)
    least = np.array([each.detectable for each in tested])
    least = least[np.isfinite(least)]
    shown = sum(each.is_found(sign) for each in tested)
    refused = sum(math.isnan(each.low) for each in tested)
    draws = len(tested) / design.together
    return PowerCell(
        response=response,
        effect=effect,
        organisations=design.place.roster.size,
        answering_both=float(both.mean()),
        before=before,
        after=after,
        detectable=float(least.mean()) if len(least) else math.nan,
        power=shown / len(tested),
        refused=refused / len(tested),
        answering_both_error=_error_of_mean(both),
        detectable_error=_error_of_mean(least) * math.sqrt(design.together),
        power_error=_error_of_share(shown / len(tested), draws),
        refused_error=_error_of_share(refused / len(tested), draws),
    )


def _error_of_mean(values: np.ndarray) -> float:
    return float(values.std(ddof=1) / math.sqrt(len(values))) if len(values) > 1 else math.nan


def _error_of_share(share: float, draws: float) -> float:
    """Return the error of a share; as if two of four more draws had it, so that none and all have one too."""
    likely = (share * draws + 2) / (draws + 4)
    return math.sqrt(likely * (1 - likely) / draws)


def _tested(
    design: PlannedDesign, found: Sequence[Compared], beside: Sequence[Compared], arm: int
) -> list[_Tested]:
    """Test every programme: a place alone, or places taken together, drawn from those there are."""
    if design.together == 1:
        return [_alone(each) for each in found]
    random = np.random.default_rng([design.seed, _TOGETHER, arm])
    tested = []
    for _ in range(design.draws):
        some = [found[one] for one in random.choice(len(found), design.places, replace=False)]
        others = (
            [beside[one] for one in random.choice(len(beside), design.comparison_places, replace=False)]
            if beside
            else []
        )
        tested.append(_contrasted(design, some, others) if others else _pooled(design, some))
    return tested


def _alone(one: Compared) -> _Tested:
    found = one.estimate
    return _Tested() if found is None else _Tested(found.low, found.high, found.detectable)


def _pooled(design: PlannedDesign, places: Sequence[Compared]) -> _Tested:
    """Pool places as `sysmap.portfolio` does."""
    there = _with_change(places)
    if len(there) < FEWEST_PLACES:
        return _Tested()
    found, _ = pool_compared(design.primary.name, *_columns(there))
    if math.isnan(found.low):
        return _Tested()
    return _Tested(found.low, found.high, errors_detectable(found.places - 1) * found.se)


def _contrasted(design: PlannedDesign, places: Sequence[Compared], beside: Sequence[Compared]) -> _Tested:
    """Contrast places with comparison places as `sysmap.difference` does."""
    sides = [_with_change(each) for each in (places, beside)]
    if not all(sides):
        return _Tested()
    own = [one.estimate for side in sides for one in side if one.estimate is not None]
    pairs = [one.pairs for side in sides for one in side if one.pairs is not None]
    found = contrasted(design.primary.name, pairs, own, len(sides[0]), by_lot=False)
    if found.undefined:
        return _Tested()
    return _Tested(found.contrast.low, found.contrast.high, found.detectable)


def _with_change(places: Sequence[Compared]) -> list[Compared]:
    return [each for each in places if each.estimate is not None and not math.isnan(each.estimate.change)]


def _columns(places: Sequence[Compared]) -> tuple[list[Pairs], list[float], list[float]]:
    """Return the pairs of places, their changes and their standard errors."""
    made = [each.estimate for each in places if each.estimate is not None]
    pairs = [each.pairs for each in places if each.pairs is not None]
    return pairs, [each.change for each in made], [each.se for each in made]
