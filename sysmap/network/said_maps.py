"""A map built again by the same rules: with what was said in the room, without it, or of another wave."""

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
    wave, own = system.wave, system.rules.said
    gone = built_alike(system, wave, own).organisations.index.difference(system.organisations.index)
    return without(built_alike(system, wave, said), gone)


def built_alike(system: SystemMap, wave: str | None, said: SaidRule) -> SystemMap:
    """Return the map of a wave of the same records, built by the same rules."""
    rules, records = system.rules, system.records
    made = build_map(
        records.recorded or records,
        wave,
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
