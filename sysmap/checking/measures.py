"""What every measure promises, whatever it counts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from sysmap.calling import verb
from sysmap.checking.drawn import BUSY, SMALL_SYSTEMS, TURNED, SmallSystem, agrees, other_name
from sysmap.checking.promises import Broken, declared
from sysmap.findings.chance import on_shuffles
from sysmap.measures.catalogue import BETTER, LEVELS, TIES, UNITS, Measure, catalogue
from sysmap.measures.evaluating import organisation_values, system_value
from sysmap.measures.reasons import REASONS
from sysmap.network.shuffling.shuffles import label_blocks
from sysmap.network.system import SystemMap

DESCRIBED: dict[str, Callable[[Measure], bool]] = {
    "it has no label: say in label= what stands in tables": lambda entry: bool(entry.label.strip()),
    "its question is none: begin its docstring with what a facilitator would ask, ending in '?'": (
        lambda entry: entry.question.endswith("?") and len(entry.question) > 5
    ),
    "it has no formula: say in formula= how it is worked out": lambda entry: bool(entry.formula.strip()),
    "it has no source: say in source= who defined it, or that it is your own": (
        lambda entry: bool(entry.source.strip())
    ),
    "its caveat is no sentence: say in caveat= what to keep in mind, from a capital to a full stop": (
        lambda entry: entry.caveat.endswith(".") and entry.caveat[0].isupper()
    ),
    "its level is none of those known: write system or organisation": lambda entry: entry.level in LEVELS,
    "which way is better is not said: write higher, lower or depends": lambda entry: entry.better in BETTER,
    "its unit is none of those known: write number, share, count or steps": lambda entry: entry.unit in UNITS,
    "its rule of ties is none of those known: write T, U, D or nothing": lambda entry: entry.ties in TIES,
    "a reason that it declares is not known: choose among sysmap.measures.reasons": (
        lambda entry: set(entry.reasons) <= set(REASONS)
    ),
    "it is not called what its function is called: declare it by @measure": (
        lambda entry: entry.function.__name__ == entry.name
    ),
}
"""What a declaration must say, by what is said where it does not."""

STOPS = "it stops: give a number, or return undefined with a reason where there is none"
NO_NUMBER = "it gives no number and no reason: return undefined(...) with one, never nan or infinity"
UNDECLARED = "it gives a reason that it does not declare: add it to reasons="
OUTSIDE = "its value lies outside its bounds: mend the formula or bounds="
CHANGES = "it changes the map that it is given: work on a copy"
AGAIN = "it gives another value when asked again: take random numbers from seed= alone"
ORDER = "its value depends on the order of rows: sum over organisations rather than going through them"
NAMES = "its value depends on names: leave them out, or declare searched=True if it comes from a search"
ONE_SHUFFLE = (
    "a stack of one shuffle does not give its plain value: sum over the last axes, index as [..., i]"
)
EACH_SHUFFLE = (
    "a stack of shuffles does not give what each gives alone: keep the leading axis out of sums, or leave "
    "out shuffled=True"
)
ARROWS = "it sees which way ties point, and declares ties='U': use arrays.partners and the like, or ties='T'"


@verb('check_measure("density")')
def check_measure(measure: str | Callable[..., Any]) -> None:
    """Hold a measure to what every measure promises, on small systems at the edge.

    Parameters
    ----------
    measure
        The function that was declared with `measure`, or its name.

    Raises
    ------
    ContractError
        If it breaks a promise; the message lists all that it breaks, on which systems, and what to do.
    ChoiceError
        If there is no such measure.

    Notes
    -----
    A measure is described in full. On every system, one without organisations too, it gives a number
    within its bounds or a reason that it declares. It leaves the map as it was, and gives the same value
    when asked again, for rows in another order, and for other names, unless it says that it searches. If
    it is shuffled, a stack of shuffles gives what each gives alone. If it is of undirected ties, arrows
    change nothing. Whether the number is right it cannot know: work one out by hand.

    Examples
    --------
    >>> import sysmap as sm
    >>> sm.check_measure("density")
    """
    entry = declared(catalogue, measure, lambda entry: entry.function)
    broken = Broken()
    for said in undescribed(entry):
        broken.add(said)
    for name, drawing in SMALL_SYSTEMS.items():
        _on(entry, name, drawing, broken)
    if entry.shuffled and STOPS not in broken.found:
        broken.attempt(EACH_SHUFFLE, "", lambda: broken.extend(EACH_SHUFFLE, uneven_stacks(entry, BUSY.map)))
    broken.refuse(entry.origin)


def _on(entry: Measure, name: str, drawing: SmallSystem, broken: Broken) -> None:
    """Hold a measure to its promises on one system."""
    system = drawing.map
    found = broken.attempt(STOPS, name, lambda: worked_out(entry, system))
    if found is None:
        return
    faulty = list(faulty_values(entry, system, found))
    for promise, said in faulty:
        broken.add(promise, f"{name}: {said}")
    changed = drawing.changed()
    if changed:
        broken.add(CHANGES, f"{name}: {', '.join(changed)}")
    if changed or NO_NUMBER in dict(faulty):
        return  # nothing that could be compared

    def gives(of: SystemMap) -> Any:
        return broken.attempt(STOPS, name, lambda: worked_out(entry, of))

    if not agrees(gives(system), found, 0):
        broken.add(AGAIN, name)
        return
    turned = name in TURNED
    if turned and not agrees(gives(drawing.turned().map), found, 0):
        broken.add(ORDER, name)
    # A search goes through organisations in the order of their names, and may end elsewhere.
    named = turned and not entry.searched
    if named and not agrees(gives(drawing.renamed().map), under_other_names(found)):
        broken.add(NAMES, name)
    unarrowed = entry.ties == "U" and drawing is BUSY
    if unarrowed and not agrees(gives(replace(drawing, report="directed").map), found):
        broken.add(ARROWS)
    if entry.shuffled:
        stacks = broken.attempt(ONE_SHUFFLE, name, lambda: stack_of_one_agrees(entry, system, found))
        if stacks is False:
            broken.add(ONE_SHUFFLE, name)


def undescribed(entry: Measure) -> list[str]:
    """Return what the declaration of a measure does not say, in words."""
    return [said for said, there in DESCRIBED.items() if not there(entry)]


def worked_out(entry: Measure, system: SystemMap) -> float | str | dict[str, float | str]:
    """Return a measure's value, or the reason where there is none; by organisation if it is of that level."""
    if entry.level == "system":
        value = system_value(entry, system)
        return value.reason or value.value
    found = organisation_values(entry, system, draws=20)
    names = system.organisations["name"]
    values = zip(system.arrays.nodes, found.values.tolist(), strict=True)
    return {names[one]: found.reasons.get(one, value) for one, value in values}


def faulty_values(entry: Measure, system: SystemMap, found: Any) -> Iterator[tuple[str, str]]:
    """Give the promises that values of a measure on a map break, and by which value."""
    low, high = entry.limits(system)
    for value in found.values() if isinstance(found, dict) else [found]:
        if isinstance(value, str):
            if value not in entry.reasons:
                yield UNDECLARED, value
        elif not math.isfinite(value):
            yield NO_NUMBER, str(value)
        elif (low is not None and value < low - 1e-9) or (high is not None and value > high + 1e-9):
            yield OUTSIDE, f"{value:g} is not in {low} to {high}"


def under_other_names(found: Any) -> Any:
    """Return values by the names that organisations have in a drawing that is renamed."""
    return {other_name(name): value for name, value in found.items()} if isinstance(found, dict) else found


def stack_of_one_agrees(entry: Measure, system: SystemMap, plain: object) -> bool:
    """Return whether the labels of a map, as a stack of one shuffle, give the plain value."""
    if isinstance(plain, str):
        return True
    own = system.arrays.sector[system.arrays.sector >= 0].astype(np.uint8)
    stack = on_shuffles(entry, system, own[:, None], {})
    return stack is None or agrees(float(stack[0]), plain)


def uneven_stacks(entry: Measure, system: SystemMap, draws: int = 30) -> list[str]:
    """Return the shuffles that give something else in a stack than alone."""
    arrays = system.arrays
    (block,) = label_blocks(arrays.sector[arrays.sector >= 0], draws, 1)
    together = on_shuffles(entry, system, block, {})
    if together is None:
        return []
    alone = [on_shuffles(entry, system, block[:, [index]], {}) for index in range(draws)]
    return [
        f"shuffle {index + 1}: {one:g} in the stack, {other[0]:g} alone"
        for index, (one, other) in enumerate(zip(together, alone, strict=True))
        if other is not None and not np.array_equal([one], other, equal_nan=True)
    ]
