"""Who is compared: every organisation of both waves, who joined and left, and who fell silent."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sysmap.findings.comparison.side_by_side import labels_shown
from sysmap.network.panel import Panel
from sysmap.network.roster import unique_names
from sysmap.network.system import SystemMap
from sysmap.text import counted, number

OVERSTATES = "the panel overstates a rise"
KINDS = {"merger": "merged", "absorbed": "absorbed", "split": "split", "rename": "renamed"}


def organisations(panel: Panel) -> pd.DataFrame:
    """List every organisation of either wave, lineages as one.

    Returns
    -------
    pandas.DataFrame
        Index ``name``: ``id, sector, status`` (stayed, joined, left, merged, absorbed, split,
        renamed), ``in_panel``, ``partners_before, partners_after`` (over all organisations,
        whoever reported; ``nan`` where it was not there), and ``asked`` and ``answered`` in each
        wave (None where not recorded).
    """
    first, second = panel.constant
    everyone = first.organisations.index.union(second.organisations.index)
    there = [everyone.isin(system.organisations.index) for system in panel.constant]
    kinds = {each.name_id: KINDS.get(each.kind, each.kind) for each in panel.lineages}
    stayed = [kinds.get(one, "stayed") for one in everyone]
    status = np.where(~there[0], "joined", np.where(~there[1], "left", stayed))
    members = dict(zip(panel.pairs.nodes, panel.pairs.panel.tolist(), strict=True))
    labels = second.organisations["boundary"].combine_first(first.organisations["boundary"])
    names = unique_names(first.records.partners.set_index("id")["name"].reindex(everyone))
    columns = {
        "id": everyone,
        "sector": labels_shown(labels.reindex(everyone)).to_numpy(),
        "status": status,
        "in_panel": [members.get(one, False) for one in everyone],
        "partners_before": _partners(first).reindex(everyone).to_numpy(),
        "partners_after": _partners(second).reindex(everyone).to_numpy(),
    }
    for wave, answers in zip(("before", "after"), panel.answers, strict=True):
        said = answers.reindex(everyone)
        for column in ("asked", "answered"):
            cells = [None if cell is None or cell != cell else bool(cell) for cell in said[column]]
            columns[f"{column}_{wave}"] = pd.Series(cells, dtype=object).to_numpy()
    return pd.DataFrame(columns, index=pd.Index(names.to_numpy(), name="name"))


def movers(panel: Panel) -> pd.DataFrame:
    """Count who joined and who left, by sector, with their ties in the wave in which they were there.

    Returns
    -------
    pandas.DataFrame
        Columns ``status`` (joined, left), ``sector, organisations, ties, between_share`` (of their
        ties whose ends are of known sector, ``nan`` without any). They are not part of any
        tested change.
    """
    rows = []
    for status, own, other in (("joined", 1, 0), ("left", 0, 1)):
        system = panel.constant[own]
        gone = ~system.organisations.index.isin(panel.constant[other].organisations.index)
        labels = labels_shown(system.organisations["boundary"]).to_numpy()
        arrays = system.arrays
        for label in sorted(set(labels[gone])):
            chosen = gone & (labels == label)
            ties = chosen[arrays.source] | chosen[arrays.target]
            a, b = arrays.sector[arrays.source[ties]], arrays.sector[arrays.target[ties]]
            known = (a >= 0) & (b >= 0)
            share = float((a != b)[known].mean()) if known.any() else math.nan
            rows.append((status, label, int(chosen.sum()), int(ties.sum()), share))
    return pd.DataFrame(rows, columns=["status", "sector", "organisations", "ties", "between_share"])


def panel_in_words(panel: Panel, of: str = "of them") -> str:
    """Say whose reports are used, and claim of nobody to have answered where that is not recorded."""
    first, second = (system.wave for system in panel.constant)
    if all(panel.recorded):
        return f"{panel.size} {of} answered both waves"
    if not any(panel.recorded):
        return f"who answered is not recorded, and what anybody reported {of} is used"
    known, other = (first, second) if panel.recorded[0] else (second, first)
    return f"{panel.size} {of} answered in {known}; who answered in {other} is not recorded"


def list_in_words(table: pd.DataFrame, waves: tuple[str | None, str | None]) -> str:
    """Say how many were asked, and are on the map, in each wave, and how many both times."""
    moved = table["status"].value_counts()
    joined, left = (int(moved.get(word, 0)) for word in ("joined", "left"))
    mapped = len(table) - joined, len(table) - left
    on_map = (
        f"On the map {'is' if mapped[0] == 1 else 'are'} {number(mapped[0])} in {waves[0]} and "
        f"{number(mapped[1])} in {waves[1]}: {number(left)} went, {number(joined)} came."
    )
    columns = [f"asked_{when}" for when in ("before", "after")]
    if any(table[column].isna().all() for column in columns):
        return f"{on_map} Who was asked is not recorded for both waves."
    first, second = (table[column].map(lambda cell: cell is True).astype(bool) for column in columns)
    both, asked = int((first & second).sum()), (int(first.sum()), int(second.sum()))
    others = any(there > one for there, one in zip(mapped, asked, strict=True))
    return (
        f"{counted(asked[0], 'organisation')} {'was' if asked[0] == 1 else 'were'} asked in {waves[0]} and "
        f"{number(asked[1])} in {waves[1]}, {number(both)} of them both times: {number(asked[0] - both)} "
        f"left the list and {number(asked[1] - both)} joined it. {on_map}"
        f"{' Who was not asked was named by others.' if others else ''}"
    )


def who_notes(panel: Panel, table: pd.DataFrame) -> list[str]:
    """Say who is compared and who is not, in sentences."""
    counts = table["status"].value_counts()
    words = ["stayed", "joined", "left", *(word for word in KINDS.values() if word in counts)]
    notes = [", ".join(f"{counted(int(counts.get(word, 0)), 'organisation')} {word}" for word in words) + "."]
    used = ", and only what these reported is used" if any(panel.recorded) else ""
    notes.append(
        f"Compared: {counted(panel.pairs.n, 'organisation')} on the list of both waves; "
        f"{panel_in_words(panel)}{used}."
    )
    if any(panel.inside):
        notes.append(
            f"{counted(sum(panel.inside), 'tie')} between organisations that are one after a merger, split "
            "or the like dropped."
        )
    return notes + _silent_note(panel, table)


def _silent_note(panel: Panel, table: pd.DataFrame) -> list[str]:
    """Compare the first-wave partners of those that fell silent with those of the rest."""
    if not all(panel.recorded):
        return []
    there = table[
        table["answered_before"].map(lambda cell: cell is True)
        & table["asked_after"].map(lambda cell: cell is True)
    ]
    silent = there["answered_after"].map(lambda cell: cell is False).astype(bool)
    if not silent.any() or silent.all():
        return []
    gone, stayed = there.loc[silent, "partners_before"].mean(), there.loc[~silent, "partners_before"].mean()
    waves = [system.wave for system in panel.constant]
    many = int(silent.sum())
    note = (
        f"The {counted(many, 'organisation')} that answered in {waves[0]} but not in {waves[1]} had "
        f"{number(gone)} partners on average in {waves[0]}, the {number(int((~silent).sum()))} that answered "
        f"both times {number(stayed)}"
    )
    less = f": the less connected fell silent, so {OVERSTATES}" if gone < stayed else ""
    return [f"{note}{less}."]


def _partners(system: SystemMap) -> pd.Series:
    return pd.Series(system.arrays.partners, index=list(system.arrays.nodes), dtype=float)
