"""Comparisons that could not be defended, and what would make them comparable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sysmap.errors import ChoiceError, ComparisonError, listed, unknown
from sysmap.findings.comparison.estimating.limits import SMALLEST_PANEL
from sysmap.findings.planning.beforehand import enough_to_answer
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.evaluating import chosen
from sysmap.network.pairs import Pairs
from sysmap.network.panel import Panel
from sysmap.network.system import SystemMap
from sysmap.records.tables.lineage import Lineage

_RULES = ("kinds", "at_least", "report", "forums", "units", "place")


class UnknownNameError(ComparisonError, ChoiceError):
    """A name given to a comparison that does not exist; the message lists those near it."""


def refuse_maps(before: SystemMap, after: SystemMap) -> None:
    """Refuse maps of two record sets, of one wave, or built differently.

    Raises
    ------
    ComparisonError
        If they are; the message says what to do.
    """
    if before.records is not after.records:
        raise ComparisonError(
            "the two maps come from two record sets; read both waves as one, so that organisations can be "
            'matched: read_records({"2022": "first.xlsx", "2024": "second.xlsx"})'
        )
    if before.wave == after.wave:
        raise ComparisonError(
            f"both maps are of the same wave ({before.wave or 'the records have none'}); build one map for "
            "each wave"
        )
    differences = (
        [f"boundary {before.boundary} and {after.boundary}"] if before.boundary != after.boundary else []
    )
    differences += [
        f"{name} {one} and {other}"
        for name in _RULES
        if (one := getattr(before.rules, name)) != (other := getattr(after.rules, name))
    ]
    if differences:
        raise ComparisonError(f"the two maps were built differently: {listed(differences)}; build both alike")


def refuse_panel(panel: Panel) -> None:
    """Refuse a panel that is too small, or of one sector.

    Raises
    ------
    ComparisonError
        If nothing could be said of a change; the message gives the figure found.
    """
    if not panel.pairs.n:
        raise ComparisonError(
            "no organisation is on the list in both waves; check that ids stay the same, and list mergers "
            "and "
            "renames in a table succession"
        )
    if panel.size < SMALLEST_PANEL:
        raise ComparisonError(
            f"only {panel.size} organisations {_who(panel)}; at least {SMALLEST_PANEL} are needed; "
            f"{enough_to_answer(panel.pairs.n, panel.size)}; look at each wave by itself (integration), or "
            "draw both (sysmap map)"
        )
    codes = sectors_answering(panel.pairs)
    if len(codes) < 2:
        only = "".join(f" ({panel.pairs.sectors[code]})" for code in codes)
        raise ComparisonError(
            f"one sector only{only}: nothing crosses a boundary among the {panel.size} organisations that "
            f"{_who(panel)}; choose another boundary"
        )


def sectors_answering(pairs: Pairs) -> set[int]:
    """Return the codes of the sectors of those that answered both waves."""
    return {int(code) for code in pairs.sector[pairs.panel] if code >= 0}


def is_refused(pairs: Pairs) -> bool:
    """Return whether `refuse_panel` refuses: too few answered both waves, or of one sector only."""
    return int(pairs.panel.sum()) < SMALLEST_PANEL or len(sectors_answering(pairs)) < 2


def _who(panel: Panel) -> str:
    """Say what the panel have in common; nobody is said to have answered where that is not recorded."""
    known = [system.wave for system, told in zip(panel.constant, panel.recorded, strict=True) if told]
    if len(known) == len(panel.recorded):
        return "answered both waves"
    return (
        f"answered in {known[0]} and are on the list of both waves"
        if known
        else "are on the list of both waves"
    )


def measures_of(names: str | Iterable[str] | None, primary: str) -> tuple[list[Measure], Measure]:
    """Return the measures to compare, the primary one among them, in the order of the catalogue.

    Raises
    ------
    ComparisonError
        If there is no such measure of the system, or a change in the primary one cannot be tested.
    """
    try:
        wanted = chosen(names, "system", headline=True)
        (first,) = chosen(str(primary), "system")
    except ChoiceError as error:
        raise UnknownNameError(str(error)) from None
    if not first.paired:
        tested = [name for name, entry in catalogue.items() if entry.level == "system" and entry.paired]
        raise ComparisonError(
            f"a change in {primary} cannot be given an interval, so it cannot be the primary measure; these "
            f"can: {listed(tested)}"
        )
    return (wanted if first in wanted else [first, *wanted]), first


def left_out(
    names: str | Iterable[str], systems: tuple[SystemMap, SystemMap], lineages: Iterable[Lineage]
) -> dict[str, tuple[str, ...]]:
    """Find the organisations to leave out, with all that are one with them.

    Parameters
    ----------
    names
        Names or ids, as on either map.
    systems
        The maps.
    lineages
        What merged, split or was renamed between the waves.

    Returns
    -------
    dict
        By name as given, the ids.

    Raises
    ------
    ComparisonError
        If there is no such organisation; the message gives names near it.
    """
    known: dict[str, str] = {}
    names_of: Mapping[str, str] = dict(
        zip(systems[0].records.partners["id"], systems[0].records.partners["name"], strict=True)
    )
    for system in systems:
        known |= {str(name): str(one) for one, name in system.organisations["name"].items()}
    for system in systems:
        known |= {str(one): str(one) for one in system.organisations.index}
    together: dict[str, tuple[str, ...]] = {}
    for lineage in lineages:
        together |= dict.fromkeys(lineage.members, lineage.members)
        known.setdefault(names_of[lineage.name_id], lineage.name_id)
        known.setdefault(lineage.name_id, lineage.name_id)
    found = {}
    for name in [names] if isinstance(names, str) else names:
        if name not in known:
            raise UnknownNameError(str(unknown("organisation", name, dict.fromkeys(known))))
        found[name] = together.get(known[name], (known[name],))
    return found
