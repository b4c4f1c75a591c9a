"""What chance would give: every measure of the boundary under shuffled labels, and how far out a value is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sysmap.errors import ExtensionError
from sysmap.findings.closed_form import NOTE, SHUFFLED_LIMIT, closed_form
from sysmap.findings.draws import Draws
from sysmap.findings.remembered import once_for_each_map
from sysmap.measures.catalogue import Measure
from sysmap.measures.reasons import Noted, Undefined
from sysmap.network.shuffling.shuffles import label_blocks
from sysmap.network.system import SystemMap
from sysmap.progress import step
from sysmap.registry import in_kind

_MOST_UNDEFINED = 0.01
_EQUAL = 1e-12
_OUTSIDE = 0.05


@dataclass(frozen=True)
class Chance:
    """What shuffled labels, or redrawn ties, give for one measure.

    Attributes
    ----------
    expected, low, high
        Mean and 95 % band (2.5th and 97.5th percentiles).
    p
        Two-sided, by ranks: see `two_sided`.
    note
        A caveat, where the band is approximate.
    """

    expected: float = math.nan
    low: float = math.nan
    high: float = math.nan
    p: float = math.nan
    note: str = ""

    def side(self, value: float) -> int:
        """Return whether a value lies below the band (−1), within it (0) or above it (1)."""
        slack = _EQUAL * max(1.0, abs(value))
        return int(value > self.high + slack) - int(value < self.low - slack)

    def leaves_no_room(self, value: float) -> bool:
        """Return whether the band is that one value: nearly every draw gives it."""
        return self.side(value) == 0 and self.high - self.low <= _EQUAL * max(1.0, abs(value))


@once_for_each_map
def chance(
    measures: Sequence[Measure], system: SystemMap, observed: Mapping[str, float], draws: Draws
) -> dict[str, Chance]:
    """Work out what shuffled labels give for each measure that depends on them.

    Labels are permuted over organisations of known sector; the graph and the sizes of the
    sectors stay. One set of shuffles serves all measures.

    Parameters
    ----------
    measures
        The measures; those not declared as shuffled are passed over, and so are those whose
        observed value is undefined.
    system
        The map.
    observed
        The value of each measure on the map.
    draws
        How many shuffles, and from which seed.

    Returns
    -------
    dict of str to Chance
        By measure; without those that have no value by chance.
    """
    wanted = [entry for entry in measures if entry.shuffled and not math.isnan(observed[entry.name])]
    if not wanted or not draws:
        return {}
    arrays = system.arrays
    told: dict[str, Chance] = {}
    if arrays.n > SHUFFLED_LIMIT:
        for entry in wanted:
            form = closed_form(entry, system, observed[entry.name])
            if form is not None:
                told[entry.name] = Chance(*form[:3], max(1 / (draws.count + 1), form[3]), NOTE)
    labels = arrays.sector[arrays.sector >= 0]
    asked = {entry.name for entry in wanted}
    if arrays.n > SHUFFLED_LIMIT:
        # What cannot be shuffled is found out on one shuffle: thousands of labels are not drawn for nothing.
        alone: dict[str, object] = {}
        one = labels[:, None]
        wanted = [
            entry
            for entry in wanted
            if entry.name not in told and on_shuffles(entry, system, one, alone) is not None
        ]
    values: dict[str, list[np.ndarray]] = {entry.name: [] for entry in wanted}
    done = 0
    for block in label_blocks(labels, draws.count, draws.seed) if wanted else ():
        parts: dict[str, object] = {}
        for entry in wanted:
            stack = on_shuffles(entry, system, block, parts)
            if stack is not None:
                values[entry.name].append(stack)
        done += block.shape[1]
        step("Shuffling sectors", done, draws.count)
    found = {
        name: summary(observed[name], np.concatenate(stacks)) for name, stacks in values.items() if stacks
    }
    if "cross_efficiency" in asked and "cross_efficiency" not in found:
        found["cross_efficiency"] = _closed_form(system, observed["cross_efficiency"], draws.count)
    return told | found


def on_shuffles(
    entry: Measure, system: SystemMap, block: np.ndarray, parts: dict[str, object]
) -> np.ndarray | None:
    """Work a measure out for a block of shuffles, in one call; None where a part cannot be shuffled."""
    for need in entry.needs:
        if need not in parts:
            part = system if need == "system" else getattr(system, need)
            parts[need] = part.shuffled(block) if hasattr(part, "shuffled") else part
            if parts[need] is None and part is not None:
                parts[need] = _CANNOT
    needed = [parts[need] for need in entry.needs]
    if any(part is _CANNOT for part in needed):
        return None
    return stack_of(entry, needed, block.shape[1])


def stack_of(entry: Measure, parts: Sequence[object], count: int) -> np.ndarray:
    """Work a measure out on parts that have a leading axis of `count` shuffles or maps."""
    stack = entry.work_out(parts)
    if isinstance(stack, Noted):
        stack = stack.value
    if isinstance(stack, Undefined):
        stack = math.nan
    try:
        return np.broadcast_to(np.asarray(stack, dtype=float), (count,))
    except (TypeError, ValueError):
        given = np.shape(stack) if isinstance(stack, np.ndarray) else in_kind(stack)
        raise ExtensionError(
            f"{entry.origin} gives {given} for {count} shuffles: wanted is a number for each; index from "
            "the end (part[..., i]) and sum over the last axes, or leave out shuffled=True"
        ) from None


_CANNOT = object()


def summary(observed: float, draws: np.ndarray, *, with_map: bool = False) -> Chance:
    """Set a value beside what draws give; nothing where more than one draw in a hundred has no value.

    A ratio over zero is no number to take a mean of, but it is known to lie above all others.

    Parameters
    ----------
    observed
        The value on the map.
    draws : numpy.ndarray, shape (draws,)
        What each draw gives.
    with_map
        Whether the band is that of the draws and the map together: where draws are few, only such
        a band leaves out exactly the values whose p is 0.05 or less.
    """
    finite = draws[np.isfinite(draws)]
    if len(finite) < (1 - _MOST_UNDEFINED) * len(draws):
        return Chance()
    if with_map:
        together = np.sort(np.append(finite, observed))
        out = int(_OUTSIDE * len(together) / 2)
        low, high = together[out], together[-1 - out]
    else:
        low, high = np.percentile(finite, [2.5, 97.5])
    p = two_sided(np.array([observed]), draws[~np.isnan(draws)][:, None])
    return Chance(float(finite.mean()), float(low), float(high), float(p[0]))


def two_sided(observed: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return p: twice the smaller tail of the ranks of values among their draws, and never above 1 or 0.

    Ranks do not change where a measure is written on another scale, so that measures which rise
    and fall with the same count have the same p.

    Parameters
    ----------
    observed : numpy.ndarray, shape (values,)
    draws : numpy.ndarray, shape (draws, values)

    Returns
    -------
    numpy.ndarray, shape (values,)
    """
    # Sums taken in another order must not make two equal values differ.
    slack = _EQUAL * np.maximum(1.0, np.abs(observed))
    below, above = (draws <= observed + slack).sum(axis=0), (draws >= observed - slack).sum(axis=0)
    return np.minimum(1.0, 2 * (1 + np.minimum(below, above)) / (len(draws) + 1))


def _closed_form(system: SystemMap, observed: float, draws: int) -> Chance:
    """Return the exact mean, and a normal band and p, where shuffling all distances would take too long.

    Like that of shuffles, p is never below one in `draws` and one.
    """
    moments = system.distances.crossing_moments()
    if moments is None:
        return Chance()
    from scipy.special import ndtr, ndtri

    pairs = system.distances.cross_pairs
    expected, deviation = moments[0] / pairs, math.sqrt(moments[1]) / pairs
    if deviation == 0:
        return Chance(expected, expected, expected, 1.0)
    reach = float(ndtri(0.975)) * deviation
    p = max(1 / (draws + 1), 2 * float(ndtr(-abs(observed - expected) / deviation)))
    return Chance(expected, expected - reach, expected + reach, p, NOTE)
