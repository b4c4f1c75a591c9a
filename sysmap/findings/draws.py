"""How often something is drawn at random, and from which seed: one object that calculations hand on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Integral

from sysmap.errors import ChoiceError, choice

# More tell nothing that these do not, and take hours and the memory of the machine.
MOST_SHUFFLES = 100_000


@dataclass(frozen=True)
class Draws:
    """What is random in a calculation.

    Attributes
    ----------
    count
        How many shuffles, swaps or redraws; 0 for nothing random.
    seed
        Seed of the random numbers: the same seed gives the same numbers.
    """

    count: int
    seed: int = 0

    def __bool__(self) -> bool:
        return self.count > 0

    def at_most(self, most: int) -> Draws:
        """Return as many, but no more than can be afforded, from the same seed."""
        return replace(self, count=min(self.count, most))


def checked_draws(count: object, seed: object, *, what: str = "draws") -> Draws:
    """Return what a verb was asked to draw.

    Raises
    ------
    ChoiceError
        If the number or the seed is no whole number from 0 up, or there are more than 100,000 shuffles.
    """
    for name, given in ((what, count), ("seed", seed)):
        if not isinstance(given, Integral) or int(given) < 0:
            raise ChoiceError(f"{choice(name, given)} is not a whole number from 0 up")
    assert isinstance(count, Integral) and isinstance(seed, Integral)  # seen above
    if int(count) > MOST_SHUFFLES:
        raise ChoiceError(f"{choice(what, count)} is too many: at most {MOST_SHUFFLES:,} are made")
    return Draws(int(count), int(seed))
