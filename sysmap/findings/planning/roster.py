"""The organisations of a plan: a list of partners, or how many there are of each sector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records

MOST = 2_000
"""More organisations are not simulated."""
UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class PlannedRoster:
    """Who is to be asked.

    Attributes
    ----------
    sectors : dict of str to int
        How many organisations there are of each sector; ``unknown`` last, for those without one.
    organisations : list of dict of str to str
        Their ``id, name, sector``, sorted by id; none where only numbers are known.
    """

    sectors: dict[str, int]
    organisations: list[dict[str, str]]

    @property
    def size(self) -> int:
        """How many organisations there are."""
        return sum(self.sectors.values())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The sectors, without ``unknown``."""
        return tuple(name for name in self.sectors if name != UNKNOWN)

    @cached_property
    def codes(self) -> np.ndarray:
        """The sector of each organisation as a code, −1 where unknown; shape (organisations,)."""
        codes = [self.names.index(name) if name != UNKNOWN else -1 for name in self.sectors]
        return np.repeat(codes, list(self.sectors.values())).astype(np.int32)

    def scaled(self, size: int) -> PlannedRoster:
        """Return so many organisations, of the same sectors in the same proportions."""
        exact = {name: count * size / self.size for name, count in self.sectors.items()}
        whole = {name: int(share) for name, share in exact.items()}
        rest = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
        for name in rest[: size - sum(whole.values())]:
            whole[name] += 1
        return PlannedRoster(whole, [])


def roster_of(partners: Any) -> PlannedRoster:
    """Make a roster of what was given.

    Parameters
    ----------
    partners
        Records, a table of partners (a frame or a file), or a number of organisations by sector.

    Raises
    ------
    ChoiceError
        If there are too few or too many organisations, or they are of one sector only.
    RecordsError
        If the table has faults.
    """
    found = _counted(partners) if isinstance(partners, Mapping) else _listed(partners)
    if len(found.names) < 2:
        only = "".join(f" ({name})" for name in found.names)
        raise ChoiceError(
            f"one sector only{only}: nothing crosses a boundary; a plan needs two sectors or more"
        )
    if found.size > MOST:
        raise ChoiceError(f"{found.size:,} organisations are too many to simulate: at most {MOST:,}")
    return found


def _counted(given: Mapping[Any, Any]) -> PlannedRoster:
    wrong = [
        f"{name!r}: {count!r}"
        for name, count in given.items()
        if not isinstance(name, str)
        or not name.strip()
        or isinstance(count, bool)
        or not isinstance(count, Integral)
        or count < 1
    ]
    if wrong or not given:
        raise ChoiceError(
            "a number of organisations by sector has a name and a whole number from 1 up for each, as in "
            f'{{"NHS provider": 6, "Council": 4}}{": not " if wrong else ""}{", ".join(wrong)}'
        )
    if sum(given.values()) > MOST:
        return PlannedRoster({name: int(count) for name, count in given.items()}, [])
    # Labels mean here what they mean in a table of partners.
    labels = ["" if name == UNKNOWN else name for name, count in given.items() for _ in range(count)]
    names = [f"Organisation {number}" for number in range(len(labels))]
    return PlannedRoster(_listed(pd.DataFrame({"name": names, "sector": labels})).sectors, [])


def _listed(given: Any) -> PlannedRoster:
    if not isinstance(given, Records):
        nothing = pd.DataFrame({"source": [], "target": []})
        frames = {"partners": given} if isinstance(given, pd.DataFrame) else {}
        sources = () if frames else (given,)
        given = read_records(*sources, **frames, collaborations=nothing)
    table = given.partners.sort_values("id")
    labels = [label if isinstance(label, str) and label else UNKNOWN for label in table["sector"]]
    counts = {name: labels.count(name) for name in sorted(set(labels) - {UNKNOWN})}
    if UNKNOWN in labels:
        counts[UNKNOWN] = labels.count(UNKNOWN)
    listed = [
        {"id": str(one), "name": str(name), "sector": label}
        for one, name, label in zip(table["id"], table["name"], labels, strict=True)
    ]
    return PlannedRoster(counts, listed)
