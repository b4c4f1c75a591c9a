"""Comparisons of invented systems: two waves drawn as planned, and the change that would be estimated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.findings.comparison.comparability import is_refused
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.uncertainty import Estimate, estimates
from sysmap.findings.planning.answering import Answering, seen
from sysmap.findings.planning.chances import Chances
from sysmap.findings.planning.roster import PlannedRoster
from sysmap.findings.planning.waves import Story, two_waves
from sysmap.measures.catalogue import Measure
from sysmap.network.pairs import Pairs


@dataclass(frozen=True, eq=False)
class PlannedPlace:
    """What is planned for one place: who is asked, how likely ties are, and how much they fluctuate."""

    roster: PlannedRoster
    chances: Chances
    story: Story


@dataclass(frozen=True, eq=False)
class Compared:
    """One invented place with its comparison.

    Attributes
    ----------
    answering_both
        How many answered both waves.
    estimate
        The change that the comparison would give; None where it would be refused.
    pairs
        What the comparison would see; None where nothing more is asked of it.
    """

    answering_both: int
    estimate: Estimate | None
    pairs: Pairs | None = None


def compared(
    place: PlannedPlace,
    primary: Measure,
    *,
    rise: float,
    responses: tuple[float, ...],
    seed: tuple[int, ...],
    with_pairs: bool = False,
) -> tuple[Compared, ...]:
    """Draw the two waves of a place once, and compare them with different shares of organisations answering.

    Whoever answers with a smaller share does so with a larger one too, so that shares differ by nothing else.
    What decides the p of the primary measure is the code of `sysmap.compare`.

    Parameters
    ----------
    place
        What is planned.
    primary
        The measure whose change is estimated.
    rise
        By what the chance of a tie between sectors is multiplied.
    responses
        Shares of organisations that answer each wave.
    seed
        Where random numbers begin; the same numbers give the same place.
    with_pairs
        Whether to keep what the comparison would see, as for taking places together.
    """
    random = np.random.default_rng([*seed, 0])
    sector, names = place.roster.codes, place.roster.names
    chances = (place.chances.within, place.chances.between)
    waves = two_waves(random, sector, chances, story=place.story, rise=rise)
    found = []
    for response in responses:
        answers = np.random.default_rng([*seed, 1])
        pairs = seen(answers, waves, sector, names, Answering((response, response)))
        estimate = None
        if not is_refused(pairs):
            estimate = estimates(Estimator(pairs, [primary]))[primary.name]
        found.append(Compared(int(pairs.panel.sum()), estimate, pairs if with_pairs else None))
    return tuple(found)
