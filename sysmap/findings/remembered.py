"""What chance gives for a measure on a map is worked out once, however many results show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from sysmap.findings.draws import Draws
from sysmap.measures.catalogue import Measure
from sysmap.network.system import SystemMap

T = TypeVar("T")
Work = Callable[[Sequence[Measure], SystemMap, Mapping[str, float], Draws], dict[str, T]]


def once_for_each_map(work: Work[T]) -> Work[T]:
    """Keep what was found for each measure, as long as the map is kept.

    A scorecard, a page and a report of one map show the same values by chance. They do not depend
    on which other measures were asked for, and the same seed gives the same ones.
    """
    known: WeakKeyDictionary[SystemMap, dict[tuple[Measure, Draws], T | None]] = WeakKeyDictionary()

    @wraps(work)
    def looked_up(
        measures: Sequence[Measure], system: SystemMap, observed: Mapping[str, float], draws: Draws
    ) -> dict[str, T]:
        own = known.setdefault(system, {})
        new = [entry for entry in measures if (entry, draws) not in own]
        found = work(new, system, observed, draws) if new else {}
        own |= {(entry, draws): found.get(entry.name) for entry in new}
        kept = {entry.name: own[entry, draws] for entry in measures}
        return {name: value for name, value in kept.items() if value is not None}

    return looked_up
