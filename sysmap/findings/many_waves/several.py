"""Three waves and more as recorded, in order of time: what a map of all of them shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sysmap.errors import ComparisonError, listed
from sysmap.findings.comparison.comparability import refuse_maps
from sysmap.findings.comparison.side_by_side import SideBySide, side_by_side
from sysmap.findings.many_waves.timing import in_time
from sysmap.network.system import SystemMap


@dataclass(frozen=True, eq=False, repr=False)
class SeveralWaves:
    """Several waves of one system as recorded.

    Attributes
    ----------
    maps : tuple of SystemMap
        The maps of the waves, in order of time.
    order : str
        What must be said of that order; else empty.
    """

    maps: tuple[SystemMap, ...]
    order: str = field(default="", kw_only=True)

    @property
    def waves(self) -> tuple[str, ...]:
        """What the waves are called, in order of time."""
        return tuple(str(system.wave) for system in self.maps)


def several_waves(*maps: SystemMap) -> SeveralWaves:
    """Put waves in order of time, without comparing measures.

    Raises
    ------
    ComparisonError
        If there is one map only, or they are of two record sets, of one wave or built differently.
    """
    if len(maps) < 2:
        raise ComparisonError(
            "maps of two waves or more are needed: (build_map(records, wave) for wave in "
            "records.waves_in_order)"
        )
    for one, other in pairwise(maps):
        refuse_maps(one, other)
    waves = [str(system.wave) for system in maps]
    twice = sorted({wave for wave in waves if waves.count(wave) > 1})
    if twice:
        raise ComparisonError(f"given twice, the same wave: {listed(twice)}; give one map for each wave")
    ordered, order = in_time(maps)
    return SeveralWaves(ordered, order=order)


def together(systems: Sequence[SystemMap]) -> SystemMap | SideBySide | SeveralWaves:
    """Put the maps of one wave, two or more into what a map page shows."""
    if len(systems) > 2:
        return several_waves(*systems)
    return side_by_side(*systems) if len(systems) == 2 else systems[0]
