"""What differs between two waves of one record set."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sysmap.errors import ComparisonError, listed
from sysmap.findings.scorecard import response_note
from sysmap.findings.words import change_reading, not_defined
from sysmap.measures.evaluating import chosen, system_value
from sysmap.network.roster import unique_names
from sysmap.network.system import SystemMap
from sysmap.shown import Shown, counted

COLUMNS = [
    "label",
    "before",
    "after",
    "change",
    "low",
    "high",
    "p",
    "p_adjusted",
    "detectable",
    "undefined",
    "reading",
    "caveat",
]
UNKNOWN = "unknown"
STATUSES = ("kept", "new", "lost")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Shown):
    """Two waves of one system, side by side.

    Attributes
    ----------
    before, after
        The maps of the two waves.
    organisations : pandas.DataFrame
        Index ``name``: ``id, sector, status`` (stayed, joined, left), ``partners_before``,
        ``partners_after`` (``nan`` where the organisation is not on that map).
    tie_changes : pandas.DataFrame
        One row per tie of either wave, sorted: ``source, target``, their names, ``status`` (kept,
        new, lost), ``crosses, directed, kinds_before, kinds_after, strength_before,
        strength_after``.
    ties : pandas.DataFrame
        By pair of sectors: ``sector_a, sector_b, relation, kept, new, lost``.
    """

    before: SystemMap
    after: SystemMap
    organisations: pd.DataFrame
    tie_changes: pd.DataFrame
    ties: pd.DataFrame
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Give the comparison as a table.

        Returns
        -------
        pandas.DataFrame
            Index ``measure``; columns ``label, before, after, change, low, high, p, p_adjusted,
            detectable, undefined, reading, caveat``. Values are as recorded in each wave.
            Intervals and tests are ``nan``; ``undefined`` then says ``not_estimated``.
        """
        return self._frame.copy()

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be known to read the numbers: who answered in each wave, who joined and left."""
        status = self.organisations["status"].value_counts()
        moved = ", ".join(
            f"{counted(int(status.get(word, 0)), 'organisation')} {word}"
            for word in ("stayed", "joined", "left")
        )
        ties = self.tie_changes["status"].value_counts()
        changed = ", ".join(f"{int(ties.get(word, 0))} {word}" for word in STATUSES)
        return (
            f"{moved}. Ties: {changed}.",
            *(f"{system.wave}: {response_note(system)}" for system in (self.before, self.after)),
            "Both waves as recorded: some of the change may come from who is on the list and who answered.",
        )

    @property
    def title(self) -> str:
        """What is compared."""
        return f"Comparison of {self.before.wave} and {self.after.wave}, by {self.before.boundary}"

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Give the tables to look at: measures, then ties by pair of sectors, then organisations."""
        words = {
            "label": "measure",
            "before": f"before ({self.before.wave})",
            "after": f"after ({self.after.wave})",
            "sector_a": "sector",
            "sector_b": "and sector",
            "partners_before": f"partners in {self.before.wave}",
            "partners_after": f"partners in {self.after.wave}",
            "name": "organisation",
        }
        measures = self._frame[["label", "before", "after", "change", "reading", "caveat"]]
        organisations = self.organisations.reset_index().drop(columns="id")
        return {
            "Measures": measures.rename(columns=words),
            "Ties kept, new and lost, by pair of sectors": self.ties.rename(columns=words),
            "Organisations": organisations.rename(columns=words),
        }

    def text_shown(self) -> pd.DataFrame:
        """Give the measures without their readings, with the reason where there is no value."""
        table = next(iter(self.tables_shown().values())).drop(columns=["reading", "caveat"])
        undefined = self._frame[["before", "after"]].isna().any(axis=1)
        if undefined.any():
            reasons = self._frame["undefined"].map(not_defined).where(undefined, "")
            table = table.assign(remark=reasons)
        return table


def compare(
    before: SystemMap, after: SystemMap, *, measures: str | Iterable[str] | None = None
) -> Comparison:
    """Set two waves of one record set side by side.

    Parameters
    ----------
    before, after
        Maps of two waves, built alike from the same records.
    measures
        Names of system measures; None for the headline ones.

    Returns
    -------
    Comparison

    Raises
    ------
    ComparisonError
        If the maps are of two record sets, of one wave, or built differently, or have no
        organisation in common. The message says what would make them comparable.
    ChoiceError
        If there is no such measure.
    """
    _refuse(before, after)
    rows = []
    entries = chosen(measures, "system", headline=True)
    for entry in entries:
        first, second = system_value(entry, before), system_value(entry, after)
        reason = first.reason or second.reason or "not_estimated"
        rows.append(
            {
                "label": entry.label,
                "before": first.value,
                "after": second.value,
                "change": second.value - first.value,
                "low": math.nan,
                "high": math.nan,
                "p": math.nan,
                "p_adjusted": math.nan,
                "detectable": math.nan,
                "undefined": reason,
                "reading": change_reading(
                    entry, first.value, second.value, reason, (before.wave or "", after.wave or "")
                ),
                "caveat": entry.caveat,
            }
        )
    frame = pd.DataFrame(
        rows, columns=COLUMNS, index=pd.Index([entry.name for entry in entries], name="measure")
    )
    changes = _tie_changes(before, after)
    return Comparison(
        before, after, _organisations(before, after), changes, _by_sector_pair(before, after, changes), frame
    )


def _refuse(before: SystemMap, after: SystemMap) -> None:
    if before.records is not after.records:
        raise ComparisonError(
            "the two maps come from two record sets; read both waves as one, so that organisations can be "
            'matched: read_records({"2022": "first.xlsx", "2024": "second.xlsx"})'
        )
    if before.wave == after.wave:
        raise ComparisonError(f"both maps are of the same wave ({before.wave}); build one map for each wave")
    differences = (
        [f"boundary {before.boundary} and {after.boundary}"] if before.boundary != after.boundary else []
    )
    differences += [
        f"{name} {one} and {other}"
        for name in ("kinds", "at_least", "report", "forums", "units", "place")
        if (one := getattr(before.rules, name)) != (other := getattr(after.rules, name))
    ]
    if differences:
        raise ComparisonError(f"the two maps were built differently: {listed(differences)}; build both alike")
    if not before.organisations.index.intersection(after.organisations.index).size:
        raise ComparisonError("no organisation is on the list in both waves; check that ids stay the same")


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
            "sector": _shown(labels.reindex(everyone)),
            "status": np.where(joined, "joined", np.where(left, "left", "stayed")),
            "partners_before": partners["before"].to_numpy(),
            "partners_after": partners["after"].to_numpy(),
        },
        index=pd.Index(_names(before, after).to_numpy(), name="name"),
    )


def _names(before: SystemMap, after: SystemMap) -> pd.Series:
    """Name the organisations of both waves by id, each by a name of its own."""
    everyone = before.organisations.index.union(after.organisations.index)
    return unique_names(after.records.partners.set_index("id")["name"].reindex(everyone))


def _tie_changes(before: SystemMap, after: SystemMap) -> pd.DataFrame:
    """Match the ties of two waves, by the pair of their ends (in their order on directed maps)."""
    sides = [_keyed(system) for system in (before, after)]
    merged = sides[0].join(sides[1], how="outer", suffixes=("_before", "_after")).sort_index()
    there = [merged["records_before"].notna(), merged["records_after"].notna()]
    status = np.where(there[0] & there[1], "kept", np.where(there[1], "new", "lost"))
    latest = {
        column: merged[f"{column}_after"].where(there[1], merged[f"{column}_before"])
        for column in ("source", "target", "crosses", "directed")
    }
    names = _names(before, after)
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


def _keyed(system: SystemMap) -> pd.DataFrame:
    ties = system.ties
    ends = ties[["source", "target"]]
    keys = [ends["source"], ends["target"]] if system.directed else [ends.min(axis=1), ends.max(axis=1)]
    return ties.set_index(pd.MultiIndex.from_arrays([key.astype(object) for key in keys], names=["a", "b"]))


def _by_sector_pair(before: SystemMap, after: SystemMap, changes: pd.DataFrame) -> pd.DataFrame:
    labels = after.organisations["boundary"].combine_first(before.organisations["boundary"])
    labels = _shown(labels.reindex(before.organisations.index.union(after.organisations.index)))
    ends = pd.DataFrame(
        {
            "a": labels.reindex(changes["source"]).to_numpy(),
            "b": labels.reindex(changes["target"]).to_numpy(),
        },
        dtype=object,
    )
    if not before.directed:
        ends = pd.DataFrame({"a": ends.min(axis=1), "b": ends.max(axis=1)})
    table = pd.crosstab([ends["a"], ends["b"]], changes["status"]).reindex(
        columns=list(STATUSES), fill_value=0
    )
    frame = table.reset_index().rename(columns={"a": "sector_a", "b": "sector_b"})
    frame.columns.name = None
    unknown = (frame["sector_a"] == UNKNOWN) | (frame["sector_b"] == UNKNOWN)
    relation = np.where(frame["sector_a"] == frame["sector_b"], "within", "between")
    frame.insert(2, "relation", np.where(unknown, UNKNOWN, relation))
    return frame


def _shown(labels: pd.Series) -> pd.Series:
    return labels.map(lambda label: label if isinstance(label, str) else UNKNOWN).astype(object)
