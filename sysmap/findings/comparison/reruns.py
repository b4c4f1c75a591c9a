"""The same comparison once more: with other labels of what merged, and with everyone in."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sysmap.errors import ComparisonError
from sysmap.findings.comparison.comparability import refuse_panel
from sysmap.findings.comparison.diagnostics import DiagnosticRows
from sysmap.findings.comparison.estimating.tests import primary_estimate
from sysmap.findings.comparison.estimating.uncertainty import Estimate
from sysmap.findings.comparison.words import SURE, UNSURE
from sysmap.findings.words import in_a_sentence, range_in_words, value_in_words
from sysmap.measures.catalogue import Measure
from sysmap.network.panel import Panel, matched_panel
from sysmap.network.system import SystemMap
from sysmap.text import number


def label_flags(
    before: SystemMap, after: SystemMap, panel: Panel, primary: Measure, found: Estimate
) -> list[str]:
    """Flag lineages across sectors, and whether the conclusion rests on the label chosen for them.

    Where the members of a lineage differ in label, the primary measure is estimated again with
    the label of the predecessor that had most ties.
    """
    other: dict[str, str | None] = {}
    names, flags = [], []
    for lineage in panel.lineages:
        labels = _labels((before, after), lineage.members)
        if len({label for label in labels.values() if label is not None}) < 2:
            continue
        names.append(_name(panel, lineage.name_id))
        own = _label(panel, lineage.name_id)
        most = _busiest(before, lineage.predecessors or lineage.members)
        if most is not None and labels[most] != own:
            other[lineage.name_id] = labels[most]
    if names:
        across = "sectors" if before.boundary == "sector" else f"labels of {before.boundary}"
        flags.append(f"A lineage across {across} ({', '.join(names)}): the mix changes by itself.")
    if other:
        again = matched_panel(before, after, other)
        try:
            refuse_panel(again)
        except ComparisonError as error:
            return [*flags, f"With the label of the predecessor that had most ties: {error}."]
        if _conclusion(found) != _conclusion(primary_estimate(again, primary)):
            flags.append(
                f"The conclusion on {in_a_sentence(primary.label)} is another when what merged or split "
                "carries the label of the predecessor that had most ties."
            )
    return flags


def with_everyone(
    systems: tuple[SystemMap, SystemMap],
    primary: Measure,
    found: Estimate,
    without: Sequence[str],
    table: DiagnosticRows,
) -> list[str]:
    """Note the change in the primary measure with everyone in, beside that without some organisations."""
    panel = matched_panel(*systems)
    try:
        refuse_panel(panel)
    except ComparisonError:
        return []
    everyone = primary_estimate(panel, primary)
    said = " and ".join(
        f"{value_in_words(primary, each.change, signed=True)} {_interval(primary, each)} {who}"
        for each, who in ((found, f"without {', '.join(without)}"), (everyone, "with everyone"))
    )
    table.note(
        "with_everyone",
        everyone.change,
        f"change in {primary.name}: {said}",
        low=everyone.low,
        high=everyone.high,
        p=everyone.p,
    )
    return [f"{primary.label} changed by {said}."]


def _interval(entry: Measure, found: Estimate) -> str:
    if math.isnan(found.p):
        return "(not tested)"
    return f"({range_in_words(entry, found.low, found.high)}, p {number(found.p)})"


def _conclusion(found: Estimate) -> tuple[int, bool]:
    """Say on which step of the ladder of readings an estimate stands, and which way a sure change goes."""
    if math.isnan(found.p):
        return -1, False
    step = int(found.p > SURE) + int(found.p > UNSURE)
    return step, step == 0 and found.change > 0


def _labels(systems: tuple[SystemMap, SystemMap], members: Sequence[str]) -> dict[str, str | None]:
    return {
        member: system.organisations.at[member, "boundary"]
        for system in systems
        for member in members
        if member in system.organisations.index
    }


def _busiest(system: SystemMap, members: Sequence[str]) -> str | None:
    """Return the member with most ties in a wave; the first by id of several."""
    partners = dict(zip(system.arrays.nodes, system.arrays.partners.tolist(), strict=True))
    there = sorted(member for member in members if member in partners)
    return max(there, key=lambda member: partners[member], default=None)


def _label(panel: Panel, organisation: str) -> str | None:
    for system in reversed(panel.constant):
        if organisation in system.organisations.index:
            label: str | None = system.organisations.at[organisation, "boundary"]
            return label
    return None


def _name(panel: Panel, organisation: str) -> str:
    for system in reversed(panel.constant):
        if organisation in system.organisations.index:
            return str(system.organisations.at[organisation, "name"])
    return organisation
