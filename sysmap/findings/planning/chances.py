"""How likely a tie is within a sector and between two, before anybody was asked."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sysmap.errors import ChoiceError, choice
from sysmap.network.pairs import BETWEEN, WITHIN
from sysmap.network.response import Reportable
from sysmap.network.system import SystemMap
from sysmap.text import number, percent

# Organisations, and the chance of a tie within and between sectors among so many, as simulated.
_SIZES, _WITHIN, _BETWEEN = (30, 80, 200), (0.35, 0.15, 0.06), (0.12, 0.05, 0.02)
_MOST = 0.95


@dataclass(frozen=True)
class Chances:
    """The chance of a tie in the first wave.

    Attributes
    ----------
    within, between
        Within a sector, and between two.
    source
        Where they come from: ``default``, ``density``, ``within and between`` or ``pilot``.
    size
        Of how many organisations.
    """

    within: float
    between: float
    source: str
    size: int

    def of(self, size: int) -> Chances:
        """Return those among another number of organisations, each with as many partners as here.

        Those of the default are the default of that size.
        """
        if self.source == "default":
            return default_chances(size)
        fewer = self.size / size
        return Chances(min(_MOST, self.within * fewer), min(_MOST, self.between * fewer), self.source, size)

    def in_words(self) -> str:
        """Say what they are, and where they come from."""
        come = {
            "default": "the default for systems of this size, for nothing nearer is known",
            "density": "from the density given, with within to between as the default has it",
            "within and between": "as given",
            "pilot": "from the pilot map",
        }[self.source]
        within, between = (f"{number(100 * share, 2)} %" for share in (self.within, self.between))
        return f"Ties between {within} of the pairs within a sector, {between} of those across: {come}."


def default_chances(size: int) -> Chances:
    """Return the chances that nobody has to give.

    Between 30, 80 and 200 organisations the logarithm of a chance goes straight with the logarithm of the
    size. Below 30 they are those of 30; above 200 everybody has as many partners as among 200.
    """
    within, between = (
        math.exp(float(np.interp(math.log(size), np.log(_SIZES), np.log(known))))
        for known in (_WITHIN, _BETWEEN)
    )
    fewer = min(1.0, _SIZES[-1] / size)
    return Chances(within * fewer, between * fewer, "default", size)


def chances_of(
    sector: np.ndarray,
    *,
    pilot: SystemMap | None,
    density: float | None,
    within: float | None,
    between: float | None,
) -> Chances:
    """Return the chances from what was given.

    Parameters
    ----------
    sector : numpy.ndarray of int, shape (organisations,)
        The sector of each as a code; −1 where it is unknown.
    pilot
        A map whose ties say how likely they are.
    density
        The share of all possible ties.
    within, between
        The chances themselves.

    Raises
    ------
    ChoiceError
        If they are no shares, or more than one way was taken; the message lists all that is wrong.
    """
    given = {"density": density, "within": within, "between": between}
    wrong = [
        f"{choice(name, share)} is no share above 0 and at most {_MOST:g}"
        for name, share in given.items()
        if share is not None and not 0 < share <= _MOST
    ]
    if (within is None) != (between is None):
        wrong.append(f"{choice('within')} and {choice('between')} go together: give both, or neither")
    ways = [
        way
        for way, there in (
            (choice("pilot"), pilot is not None),
            (choice("density"), density is not None),
            (f"{choice('within')} and {choice('between')}", within is not None or between is not None),
        )
        if there
    ]
    if len(ways) > 1:
        wrong.append(f"{' and '.join(ways)} say the same in different ways: give one of them")
    if wrong:
        raise ChoiceError("; ".join(wrong))
    size = len(sector)
    if pilot is not None:
        return _from_pilot(pilot, size)
    if within is not None and between is not None:
        return Chances(within, between, "within and between", size)
    usual = default_chances(size)
    return usual if density is None else _of_density(density, usual, sector)


def _of_density(density: float, usual: Chances, sector: np.ndarray) -> Chances:
    """Keep the ratio of within to between, so that all pairs together have the density."""
    same = np.triu((sector[:, None] == sector[None, :]) & (sector >= 0), 1)
    share = float(same.sum()) / (len(sector) * (len(sector) - 1) / 2)
    times = density / (share * usual.within + (1 - share) * usual.between)
    if times * usual.within > _MOST:
        raise ChoiceError(
            f"{choice('density', density)} is too much where {percent(share)} of pairs are within a sector: "
            f"give {choice('within')} and {choice('between')}"
        )
    return Chances(usual.within * times, usual.between * times, "density", usual.size)


def _from_pilot(pilot: SystemMap, size: int) -> Chances:
    """Take the share of pairs that could have been reported and are ties, at the size of the plan."""
    if pilot.boundary != "sector":
        raise ChoiceError(
            f"the pilot map is divided by {pilot.boundary}, and a plan by sector: "
            'build_map(records, boundary="sector")'
        )
    if pilot.directed:
        raise ChoiceError(
            "the pilot map has arrows, which a plan has not: build it with report any or confirmed"
        )
    mixing = pilot.mixing
    known: Reportable | None = pilot.reportable
    ties = {WITHIN: float(mixing.within), BETWEEN: float(mixing.between)}
    pairs = (
        {WITHIN: known.within, BETWEEN: known.between}
        if known is not None
        else {WITHIN: float(mixing.within_capacity), BETWEEN: float(mixing.between_capacity)}
    )
    if not all(ties.values()) or not all(pairs.values()):
        raise ChoiceError(
            "the pilot map has no tie within a sector, or none between two, so it cannot say how likely they "
            f"are: give {choice('within')} and {choice('between')}"
        )
    shares = {kind: ties[kind] / pairs[kind] for kind in ties}
    there = Chances(shares[WITHIN], shares[BETWEEN], "pilot", len(pilot.organisations))
    return there.of(size)
