"""Measures worked out on a map: values, and reasons where there is none."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from sysmap.errors import ChoiceError, ExtensionError, either, listed
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.reasons import Noted, Undefined
from sysmap.network.graph.network import Network
from sysmap.network.system import SystemMap
from sysmap.registry import in_kind


@dataclass(frozen=True)
class Value:
    """A system measure worked out: its value (``nan`` if undefined), the reason, and a note."""

    value: float
    reason: str = ""
    note: str = ""


def chosen(names: str | Iterable[str] | None, level: str, *, headline: bool = False) -> list[Measure]:
    """Return the measures called so, in the order asked; None for all of a level (or its headline ones).

    Raises
    ------
    ChoiceError
        If a name is not known, or is a measure of another level.
    """
    if names is None:
        return [
            entry for entry in catalogue.values() if entry.level == level and (entry.headline or not headline)
        ]
    wanted = [names] if isinstance(names, str) else list(names)
    entries = [catalogue[name] for name in dict.fromkeys(wanted)]
    for entry in entries:
        if entry.level != level:
            verb = (
                either("organisation_scores", "sysmap organisations")
                if entry.level == "organisation"
                else either("integration", "sysmap measure")
            )
            raise ChoiceError(f"{entry.name} is a measure of the {entry.level}: use {verb}")
    return entries


def system_value(entry: Measure, system: SystemMap | Network) -> Value:
    """Work out a system measure of a map, or of a network if it needs no more; say why where undefined."""
    result = entry.evaluate(system)
    note = ""
    if isinstance(result, Noted):
        result, note = result.value, result.note
    if isinstance(result, Undefined):
        return Value(math.nan, result.reason, note)
    try:
        return Value(float(result), note=note)
    except (TypeError, ValueError):
        raise _other(entry, result, 'a number, or undefined("a_reason")') from None


@dataclass(frozen=True, eq=False)
class Values:
    """An organisation measure worked out.

    Attributes
    ----------
    values : numpy.ndarray of float64, shape (organisations,)
        In the order of ``arrays.nodes``; ``nan`` where undefined.
    reasons : dict of str to str
        The reason by id, where undefined.
    notes : dict of str to str
        What must stand beside a value, by id; by ``""`` for all.
    """

    values: np.ndarray
    reasons: dict[str, str]
    notes: dict[str, str] = field(default_factory=dict)


def organisation_values(entry: Measure, system: SystemMap, *, draws: int = 0, seed: int = 0) -> Values:
    """Work out an organisation measure, with its reasons where undefined and its notes."""
    nodes = system.arrays.nodes
    result, notes = entry.evaluate(system, draws=draws, seed=seed), {}
    if isinstance(result, Noted):
        notes = result.note if isinstance(result.note, dict) else {"": result.note}
        result = result.value
    if isinstance(result, Undefined):
        return Values(np.full(len(nodes), np.nan), dict.fromkeys(nodes, result.reason), notes)
    try:
        values, reasons = result
        values, reasons = np.array(values, dtype=float), dict(reasons)
    except (TypeError, ValueError):
        raise _other(entry, result, "an array of numbers, and a dict of ids to reasons") from None
    if values.shape != (len(nodes),):
        raise ExtensionError(
            f"{entry.origin} gives {values.shape} values for {len(nodes)} organisations: wanted is one each"
        )
    foreign = sorted(set(reasons) - set(nodes))
    if foreign:
        raise ExtensionError(f"{entry.origin} gives reasons for {listed(foreign, 5)}, no ids on this map")
    if reasons:
        values[[name in reasons for name in nodes]] = np.nan
    return Values(values, reasons, {one: note for one, note in notes.items() if one not in reasons})


def _other(entry: Measure, result: object, wanted: str) -> ExtensionError:
    return ExtensionError(f"{entry.origin} gives {in_kind(result)}: wanted is {wanted}")


def reasons_where(nodes: Iterable[str], conditions: Mapping[str, np.ndarray]) -> dict[str, str]:
    """Return the first reason that holds for each organisation; `conditions` in the order of `REASONS`."""
    found: dict[str, str] = {}
    listed_nodes = list(nodes)
    for reason, holds in conditions.items():
        for place in np.flatnonzero(holds):
            found.setdefault(listed_nodes[place], reason)
    return found
