"""What a place could be asked next, how many answers that is, and what these would show."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sysmap.errors import ChoiceError
from sysmap.findings.comparison.estimating.tests import primary_estimate
from sysmap.findings.many_places.pooling import FEWEST_PLACES, shared_errors
from sysmap.findings.planning.chances import Chances, chances_of, default_chances
from sysmap.findings.planning.foreseen import (
    EFFECT,
    ENOUGH,
    RESPONSE,
    Foreseen,
    foreseen,
    foreseen_again,
)
from sysmap.measures.catalogue import catalogue
from sysmap.network.pairs import BETWEEN
from sysmap.network.panel import Panel
from sysmap.network.system import SystemMap

MOST = 400
"""Larger lists are not looked at."""
DENSITY = "cross_density"
"""The measure whose rise is looked for."""
GOOD_RESPONSE = 0.9
ABOUT_ENOUGH = ENOUGH - 0.05
"""What is said as about 8 of 10: these sums are no closer."""
_CLOSE = 1e-9


@dataclass(frozen=True)
class NextStep:
    """One way to ask again.

    Attributes
    ----------
    waves
        How many new waves: 1 to set beside the latest, 2 to set beside one another.
    organisations
        How many are asked in each.
    response
        The share that answers.
    foreseen
        How often a rise of the density between sectors by half would be shown, and how often nothing could
        be tested.
    """

    waves: int
    organisations: int
    response: float
    foreseen: Foreseen

    @property
    def ask(self) -> int:
        """How often an organisation is asked."""
        return self.waves * self.organisations

    @property
    def answers(self) -> int:
        """How many answers are to be got."""
        return self.waves * self.answering

    @property
    def answering(self) -> int:
        """How many answer each wave."""
        return math.ceil(self.response * self.organisations - _CLOSE)

    @property
    def compares(self) -> bool:
        """Whether it would give waves that can be tested in about 8 of 10 such programmes, or more."""
        return 1 - self.foreseen.refused >= ABOUT_ENOUGH

    @property
    def shows(self) -> bool:
        """Whether it would show such a rise in about 8 of 10 such programmes, or more."""
        return self.foreseen.power >= ABOUT_ENOUGH


@dataclass(frozen=True)
class NextSteps:
    """What could be done next in a place.

    Attributes
    ----------
    organisations
        How many are listed in the latest wave.
    now, risen
        The density between sectors in it, and raised by half.
    known
        Whether the ties of this place say what it is; else it is the default of a plan.
    response
        The share that answered the latest wave; ``nan`` where that is not recorded or not shown.
    compared
        Whether two of its waves can be compared already.
    steps : tuple of NextStep
        One more wave of the same organisations, and two new waves of as many as a test, or such a rise,
        needs; each with as many answering as in the latest wave, and with 90 %.
    """

    organisations: int
    now: float
    risen: float
    known: bool
    response: float
    compared: bool
    steps: tuple[NextStep, ...]

    @property
    def again(self) -> NextStep:
        """One more wave of the same organisations, with as many answering as in the latest."""
        return self.steps[0]

    @property
    def showing(self) -> NextStep | None:
        """The step with fewest answers that would show such a rise; None where none would."""
        return _fewest([step for step in self.steps if step.shows])

    @property
    def best(self) -> NextStep | None:
        """The step with fewest answers that would show such a rise, or first of all give waves to compare.

        None where no step would.
        """
        return self.showing if self.compared else _fewest([step for step in self.steps if step.compares])

    @property
    def proposed(self) -> NextStep:
        """The step to take; one more wave where none would do."""
        return self.best or self.again


def _fewest(steps: Sequence[NextStep]) -> NextStep | None:
    return min(steps, key=lambda step: (step.answers, step.ask), default=None)


def next_steps(
    latest: SystemMap, response: float, *, compared: bool, spread: float | None
) -> NextSteps | None:
    """Work out what could be done next; None where nobody is listed, or all are of one sector.

    Parameters
    ----------
    latest
        The map of the latest wave.
    response
        The share that answered it; ``nan`` where that is not recorded.
    compared
        Whether two of its waves can be compared already.
    spread
        As `usual_spread` gives it; None for what a plan takes.
    """
    labels = latest.organisations["boundary"]
    sizes = [int(size) for size in labels[labels != ""].dropna().value_counts(sort=False)]
    if len(sizes) < 2:
        return None
    n, unknown = sum(sizes), len(labels) - sum(sizes)
    chances, known = _chances(latest)
    share = RESPONSE if math.isnan(response) else response
    shares = sorted({share, max(share, GOOD_RESPONSE)} - {0.0})
    varies = None if spread is None else spread * chances.between
    again = [
        NextStep(
            1,
            n + unknown,
            one,
            foreseen_again(sizes, chances.between, answered=round(share * n), response=one, spread=varies),
        )
        for one in shares
    ]
    twice = [
        NextStep(2, size + unknown, one, found)
        for one in shares
        for size, found in _larger(sizes, chances, one, spread)
    ]
    risen = min(1.0, EFFECT * chances.between)
    return NextSteps(
        n + unknown, chances.between, risen, known, response, compared, (*again, *dict.fromkeys(twice))
    )


def usual_spread(panels: Sequence[Panel]) -> float | None:
    """Return by how much the ties between sectors come and go in places that were compared.

    It is the variance of the change that one pair adds, for a density of 1: that of a place is this times
    its density. As in the mean of all places, no place is taken by how its own ties happened to change.

    Parameters
    ----------
    panels
        Who was compared in each place.

    Returns
    -------
    float or None
        None for fewer than 3 places, or where no tie changed.
    """
    pairs = [panel.pairs for panel in panels]
    errors = shared_errors(
        DENSITY, pairs, [primary_estimate(panel, catalogue[DENSITY]).se for panel in panels]
    )
    seen = np.array([float(each.observable[BETWEEN]) for each in pairs])
    known = np.isfinite(errors) & (seen > 0)
    ties = sum(float(each.counts[:, BETWEEN].mean()) for each in pairs)
    if known.sum() < FEWEST_PLACES or not ties:
        return None
    return float((errors[known] ** 2 * seen[known]).mean() / (ties / seen.sum()))


def _chances(latest: SystemMap) -> tuple[Chances, bool]:
    """Take how likely ties are from the map; where it cannot say, the default of a plan."""
    nobody = np.zeros(len(latest.organisations), dtype=np.int32)
    try:
        return chances_of(nobody, pilot=latest, density=None, within=None, between=None), True
    except ChoiceError:
        return default_chances(len(nobody)), False


def _larger(
    sizes: list[int], chances: Chances, response: float, spread: float | None
) -> Iterator[tuple[int, Foreseen]]:
    """Give the smallest list of these sectors of which two waves could be tested, and that shows the rise."""
    n, tested = sum(sizes), False
    for more in (n, *range(n + 1, MOST + 1)):
        scaled = sizes if more == n else [max(1, round(size * more / n)) for size in sizes]
        between = chances.of(more).between
        varies = None if spread is None else spread * between
        found = foreseen(scaled, between, response=response, spread=varies)
        if not tested and 1 - found.refused >= ABOUT_ENOUGH:
            tested = True
            yield more, found
        if found.power >= ABOUT_ENOUGH:
            yield more, found
            return
