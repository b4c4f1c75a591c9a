"""Waves of an invented system: ties that are kept, lost and new, and organisations that move.

What is simulated is the null that a commissioner means: organisations differ in how many ties they have,
and that moves between the waves by itself, whatever happens to the system.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

PERSISTENCE, ACTIVITY, MOVEMENT = 0.70, 0.5, 0.3
_MOST = 0.95


@dataclass(frozen=True)
class Story:
    """How organisations and their ties fluctuate.

    Attributes
    ----------
    activity
        The standard deviation, between organisations, of the logarithm of how active each is; 0 where all
        are alike.
    movement
        That of how much the activity of each moves in each wave by itself.
    persistence
        The share of ties kept, where ties are not fewer in the second wave.
    """

    activity: float = ACTIVITY
    movement: float = MOVEMENT
    persistence: float = PERSISTENCE


STORIES = {"S0": Story(0.0, 0.0), "S1": Story(ACTIVITY, 0.0), "S2": Story(ACTIVITY, MOVEMENT)}
"""S0: ties come and go by themselves. S1: organisations differ. S2: they also move between the waves."""


def two_waves(
    random: np.random.Generator,
    sector: np.ndarray,
    chances: tuple[float, float],
    *,
    story: Story,
    rise: float = 1.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the true ties of two waves, as `true_waves` does."""
    first, second = true_waves(random, sector, chances, story=story, rise=rise)
    return first, second


def true_waves(
    random: np.random.Generator,
    sector: np.ndarray,
    chances: tuple[float, float],
    *,
    story: Story,
    rise: float = 1.0,
    count: int = 2,
) -> tuple[np.ndarray, ...]:
    """Draw the true ties of two waves or more.

    The chance of a tie is that of its kind times the activity of both ends, at most 0.95. A tie of a
    wave is kept with the persistence, or with the ratio of its chances where that is less; one that was not
    there comes so often that the next wave has the chance it should.

    Parameters
    ----------
    random
        Where random numbers come from.
    sector : numpy.ndarray of int, shape (organisations,)
        The sector of each as a code; −1 where it is unknown, whose pairs are never of one sector, nor rise.
    chances
        The chance of a tie within a sector, and between two.
    story
        How much organisations and ties fluctuate.
    rise
        By what the chance between sectors is multiplied after the first wave.
    count
        How many waves.

    Returns
    -------
    tuple of numpy.ndarray of bool, shape (organisations, organisations)
        For each wave: symmetric, nothing on the diagonal.
    """
    size = len(sector)
    same = (sector[:, None] == sector[None, :]) & (sector >= 0)
    across = ~same & (sector[:, None] >= 0) & (sector[None, :] >= 0)
    base = np.where(same, *chances)
    activity = np.ones(size)
    if story.activity:
        activity = _around_one(random, story.activity, size)
    waves = []
    for wave in range(count):
        own = activity * _around_one(random, story.movement, size) if story.movement else activity
        effect = np.where(across, rise if wave else 1.0, 1.0)
        waves.append(np.minimum(base * effect * np.outer(own, own), _MOST))
    upper = np.triu(np.ones((size, size), dtype=bool), 1)
    there = random.random((size, size)) < waves[0]
    found = [(there & upper) | (there & upper).T]
    for before, now in pairwise(waves):
        keep = np.minimum(story.persistence, now / before)
        come = np.clip((now - keep * before) / (1 - before), 0, 1)
        there = random.random((size, size)) < np.where(there, keep, come)
        found.append((there & upper) | (there & upper).T)
    return tuple(found)


def _around_one(random: np.random.Generator, spread: float, size: int) -> np.ndarray:
    """Draw factors whose mean is one."""
    return np.exp(spread * random.standard_normal(size) - spread**2 / 2)
