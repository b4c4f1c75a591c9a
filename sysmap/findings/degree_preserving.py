"""What chance would give, given how busy each organisation is: ties redrawn, numbers of partners held."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sysmap.findings.chance import Chance, stack_of, summary
from sysmap.findings.draws import Draws
from sysmap.findings.remembered import once_for_each_map
from sysmap.measures.catalogue import Measure
from sysmap.network.shuffling.redraws import NotRedrawnError, redrawn
from sysmap.network.system import SystemMap
from sysmap.progress import step, takes

MOST_DRAWS = 1_000
"""Ties are redrawn so many times at most."""
FEW_DRAWS = 200
"""So many for measures of distance and of bridges, and for all measures above `LARGE` organisations."""
LARGE = 2_000
# Seconds for each tie and draw, to tell how long it will take.
_EACH = 1.7e-7

# How many maps there are in a block, and the block.
_Blocks = Iterator[tuple[int, Any]]


def silent(system: SystemMap) -> np.ndarray | None:
    """Tell who did not answer, where a tie between two of them cannot have been reported; None for nobody."""
    answered = system.organisations["answered"]
    if system.rules.report != "any" or answered.isna().all():
        return None
    return ~answered.astype(bool).to_numpy()


def _ties(system: SystemMap, draws: Draws) -> _Blocks:
    for drawn in redrawn(system.arrays, draws.count, draws.seed, silent=silent(system)):
        yield drawn.maps, drawn


def _deep_ties(system: SystemMap, draws: Draws) -> _Blocks:
    deep, unheard = system.depth.deep, silent(system)
    for drawn in redrawn(system.arrays, draws.count, draws.seed, silent=unheard, deep=deep):
        yield drawn.maps, drawn


def _seats(system: SystemMap, draws: Draws) -> _Blocks:
    for seats in system.two_mode.seat_draws(draws.count, draws.seed):
        yield len(seats[0]), seats


_SOURCES: dict[Callable[[SystemMap, Draws], _Blocks], tuple[str, ...]] = {
    _ties: ("mixing", "distances", "cuts"),
    _deep_ties: ("depth",),
    _seats: ("two_mode",),
}
_SLOW = {"distances", "cuts"}
# What does not depend on ties.
_UNMOVED = {"reportable"}


def busy_chance(
    measures: Sequence[Measure], system: SystemMap, observed: Mapping[str, float], draws: Draws
) -> dict[str, Chance]:
    """Work out what each measure of mixing is where ties are redrawn and every organisation keeps its number.

    If the log-odds of a tie are the sum of how active its two organisations are, then given their
    numbers of partners all maps are equally likely, whatever the sectors: p is exact. Where some
    pairs are almost certain to work together, numbers of partners do not describe the map, and a
    value may lie outside the band without sectors having to do with it.

    Ties are redrawn between organisations of known sector. What nobody could have reported stays
    no tie. On a directed map every organisation keeps how many ties it has both ways, how many it
    only sends and how many it only receives. For deep ties it also keeps how many of its ties are
    deep; for forums its number of seats, and each forum its size.

    Parameters
    ----------
    measures
        The measures; those not declared as shuffled are passed over, so are those whose observed
        value is undefined, and those that take something that redrawn ties do not tell.
    system
        The map.
    observed
        The value of each measure on the map.
    draws
        How many redrawings at most (never more than 1,000; 200 for distances and bridges, and
        above 2,000 organisations), and from which seed.

    Returns
    -------
    dict of str to Chance
        By measure; without those that have no such value.
    """
    return _on_redrawn_ties(measures, system, observed, draws.at_most(most_draws(system, draws.count)))


@once_for_each_map
def _on_redrawn_ties(
    measures: Sequence[Measure], system: SystemMap, observed: Mapping[str, float], draws: Draws
) -> dict[str, Chance]:
    wanted = [entry for entry in measures if entry.shuffled and not math.isnan(observed[entry.name])]
    found: dict[str, Chance] = {}
    for source, parts in _SOURCES.items():
        own = [
            entry
            for entry in wanted
            if set(entry.needs) & set(parts) and set(entry.needs) <= {*parts, *_UNMOVED}
        ]
        slow = [entry for entry in own if set(entry.needs) & _SLOW]
        fast = [entry for entry in own if entry not in slow]
        # Whatever else is asked for, a measure has the same draws.
        for some, own_draws in ((fast, draws), (slow, draws.at_most(FEW_DRAWS))):
            if some and own_draws:
                stacks = _stacks(some, system, source(system, own_draws), own_draws.count)
                found |= {
                    name: summary(observed[name], stack, with_map=True) for name, stack in stacks.items()
                }
    return found


def most_draws(system: SystemMap, draws: int) -> int:
    """Return how often the ties of a map are redrawn at most."""
    return min(draws, FEW_DRAWS if system.arrays.n > LARGE else MOST_DRAWS)


def _stacks(measures: list[Measure], system: SystemMap, blocks: _Blocks, draws: int) -> dict[str, np.ndarray]:
    """Work measures out on redrawn maps, in one call for each block; those that cannot be are left out."""
    values: dict[str, list[np.ndarray]] = {entry.name: [] for entry in measures}
    done = 0
    takes(f"Redrawing the ties of {system.arrays.n:,} organisations", _EACH * draws * system.arrays.m)
    for count, block in blocks:
        parts: dict[str, Any] = {}
        for entry in measures:
            if entry.name not in values:
                continue
            try:
                needed = [_part(system, need, block, parts) for need in entry.needs]
                values[entry.name].append(stack_of(entry, needed, count))
            except NotRedrawnError:
                del values[entry.name]
        if not values:
            break
        done += count
        step("Redrawing ties", done, draws)
    return {name: np.concatenate(stacks) for name, stacks in values.items() if stacks}


def _part(system: SystemMap, need: str, block: Any, parts: dict[str, Any]) -> Any:
    """Return a part of the map on redrawn maps, worked out once for all measures of a block."""
    if need not in parts:
        part = getattr(system, need)
        parts[need] = part if need in _UNMOVED else part.redrawn(block)
    return parts[need]
