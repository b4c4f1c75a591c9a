"""Two waves side by side, as recorded: which ties are kept, new and lost."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sysmap.findings.comparison.time_order import in_order_of_time
from sysmap.network.roster import unique_names
from sysmap.network.system import SystemMap, low_first

UNKNOWN = "unknown"
STATUSES = ("kept", "new", "lost")


@dataclass(frozen=True, eq=False, repr=False)
class SideBySide:
    """Two waves of one system as recorded: what a map of both shows.

    Attributes
    ----------
    before, after
        The maps of the two waves.
    organisations : pandas.DataFrame
        Index ``name``: ``sector, status, partners_before, partners_after`` and more.
    tie_changes : pandas.DataFrame
        One row per tie of either wave, sorted: ``source, target``, their names, ``status`` (kept,
        new, lost), ``crosses, directed, kinds_before, kinds_after, strength_before,
        strength_after``.
    order : str
        What must be said of the order of the waves: that they were given the other way round, or
        that nobody knows which came first. Else empty.
    """

    before: SystemMap
    after: SystemMap
    organisations: pd.DataFrame
    tie_changes: pd.DataFrame
    order: str = field(default="", kw_only=True)


def side_by_side(before: SystemMap, after: SystemMap) -> SideBySide:
    """Set the maps of two waves side by side, without comparing measures.

    Parameters
    ----------
    before, after
        The maps of two waves of one record set; the earlier is before, where the records tell which it is.
    """
    before, after, order = in_order_of_time(before, after)
    people, ties = _organisations(before, after), tie_changes(before, after)
    return SideBySide(before, after, people, ties, order=order)


def _organisations(before: SystemMap, after: SystemMap) -> pd.DataFrame:
    everyone = before.organisations.index.union(after.organisations.index)
    partners = {}
    for wave, system in (("before", before), ("after", after)):
        counts = pd.Series(system.arrays.partners, index=list(system.arrays.nodes), dtype=float)
        partners[wave] = counts.reindex(everyone)
    labels = after.organisations["boundary"].combine_first(before.organisations["boundary"])
    joined, left = partners["before"].isna(), partners["after"].isna()
    return pd.DataFrame(
        {
            "id": everyone,
            "sector": labels_shown(labels.reindex(everyone)),
            "status": np.where(joined, "joined", np.where(left, "left", "stayed")),
            "partners_before": partners["before"].to_numpy(),
            "partners_after": partners["after"].to_numpy(),
        },
        index=pd.Index(names_of(before, after).to_numpy(), name="name"),
    )


def names_of(before: SystemMap, after: SystemMap) -> pd.Series:
    """Name the organisations of both waves by id, each by a name of its own."""
    everyone = before.organisations.index.union(after.organisations.index)
    return unique_names(after.records.partners.set_index("id")["name"].reindex(everyone))


def tie_changes(before: SystemMap, after: SystemMap) -> pd.DataFrame:
    """Match the ties of two waves, by the pair of their ends (in their order on directed maps)."""
    sides = [keyed(system) for system in (before, after)]
    merged = sides[0].add_suffix("_before").join(sides[1].add_suffix("_after"), how="outer").sort_index()
    there = [merged["records_before"].notna(), merged["records_after"].notna()]
    status = np.where(there[0] & there[1], "kept", np.where(there[1], "new", "lost"))
    latest = {
        column: merged[f"{column}_after"].where(there[1], merged[f"{column}_before"])
        for column in ("source", "target", "crosses", "directed")
    }
    names = names_of(before, after)
    columns = {
        "source": latest["source"],
        "target": latest["target"],
        "source_name": names.reindex(latest["source"]).to_numpy(),
        "target_name": names.reindex(latest["target"]).to_numpy(),
        "status": status,
        "crosses": latest["crosses"].astype(object),
        "directed": latest["directed"].astype(bool),
        **{
            f"kinds_{wave}": [kinds if isinstance(kinds, tuple) else () for kinds in merged[f"kinds_{wave}"]]
            for wave in ("before", "after")
        },
        **{f"strength_{wave}": merged[f"strength_{wave}"].astype(float) for wave in ("before", "after")},
    }
    frame = pd.DataFrame(columns).reset_index(drop=True)
    frame["crosses"] = [
        None if crosses is None or crosses != crosses else bool(crosses) for crosses in frame["crosses"]
    ]
    frame["crosses"] = frame["crosses"].astype(object)
    return frame


def keyed(system: SystemMap) -> pd.DataFrame:
    """Return the ties of a map by the ids of their ends: in order of the letters, unless they are arrows."""
    ties = system.ties
    ends = low_first(ties[["source", "target"]], directed=system.directed)
    keys = [ends["source"], ends["target"]]
    return ties.set_index(pd.MultiIndex.from_arrays([key.astype(object) for key in keys], names=["a", "b"]))


def labels_shown(labels: pd.Series) -> pd.Series:
    """Write labels of the boundary, ``unknown`` where there is none."""
    return labels.map(lambda label: label if isinstance(label, str) else UNKNOWN).astype(object)
