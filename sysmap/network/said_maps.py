"""The same map with what was said in the room, and without it."""

from __future__ import annotations

from dataclasses import replace

from sysmap.network.build import build_map
from sysmap.network.rules import APPLIED, SaidRule
from sysmap.network.succession import without
from sysmap.network.system import SystemMap


def recorded_map(system: SystemMap) -> SystemMap:
    """Return the map of the same wave by the same rules, as recorded."""
    return system if system.rules.said != APPLIED else _turned(system, "apart")


def said_map(system: SystemMap) -> SystemMap:
    """Return the map of the same wave by the same rules, with what was said in the room applied.

    Raises
    ------
    ChoiceError
        If nothing was said.
    """
    return system if system.rules.said == APPLIED else _turned(system, APPLIED)


def _turned(system: SystemMap, said: SaidRule) -> SystemMap:
    """Return the map built the other way; who was left out of the one is left out of the other."""
    gone = _built(system, system.rules.said).organisations.index.difference(system.organisations.index)
    return without(_built(system, said), gone)


def _built(system: SystemMap, said: SaidRule) -> SystemMap:
    rules, records = system.rules, system.records
    made = build_map(
        records.recorded or records,
        system.wave,
        boundary=system.boundary,
        kinds=rules.kinds,
        at_least=rules.at_least,
        report=rules.report,
        forums=rules.forums,
        units=rules.units,
        place=rules.place,
        said=said,
    )
    # The rules as they were given: kinds in the user's spelling are the same kinds.
    return replace(made, rules=replace(rules, said=said))
