"""What could be tested with the organisations of a first wave, or of a list of partners alone."""

from __future__ import annotations

from sysmap.errors import ChoiceError
from sysmap.records.record_set import Records


def with_this_wave(records: Records) -> str:
    """Say what a second wave could show; nothing where there are two or more, or very many organisations.

    Parameters
    ----------
    records
        A first wave, or a list of partners without ties.
    """
    if len(records.waves_in_order) > 1:
        return ""  # whoever has two waves waits for nothing of this
    from sysmap.findings.planning.beforehand import MOST, with_these
    from sysmap.findings.planning.chances import Chances, chances_of, default_chances
    from sysmap.findings.planning.roster import roster_of
    from sysmap.network.build import build_map

    if not 0 < len(records.partners) <= MOST:
        return ""
    try:
        roster = roster_of(records)
    except ChoiceError:
        return ""  # one sector: nothing crosses a boundary
    sizes = [roster.sectors[name] for name in roster.names]
    chances: Chances = default_chances(roster.size)
    response = None
    if len(records.collaborations):
        system = build_map(records, *records.waves_in_order)
        try:
            chances = chances_of(roster.codes, pilot=system, density=None, within=None, between=None)
        except ChoiceError:
            chances = default_chances(roster.size)
        asked = system.organisations["asked"].eq(True)
        if asked.any():
            response = float((system.organisations["answered"].eq(True) & asked).sum() / asked.sum())
    return with_these(sizes, chances, response or None)
