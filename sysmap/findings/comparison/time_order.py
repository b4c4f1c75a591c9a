"""Which of two waves came first, and what of a comparison rests on when they were."""

from __future__ import annotations

from sysmap.errors import choice, either
from sysmap.network.panel import Panel
from sysmap.network.system import SystemMap
from sysmap.records.tables.timing import LABEL, RECORDS, UNKNOWN, earlier, when
from sysmap.records.tables.timing_words import REMEDY, shortened, steps_inside, whole_label

_GIVE_STARTS = "say it in a table waves (columns wave, start)"


def in_order_of_time(before: SystemMap, after: SystemMap) -> tuple[SystemMap, SystemMap, str]:
    """Put the maps of two waves in the order of time.

    Returns
    -------
    tuple
        The maps, the earlier first, where the records tell which that is; else as given. And what
        must be said of it: that they were given the other way round, or that nobody knows.
    """
    one, other = before.wave, after.wave
    if before.records is not after.records or one is None or other is None or one == other:
        return before, after, ""
    found = earlier(before.records, one, other)
    if found is None:
        return (
            before,
            after,
            f"Nothing in the records says which of {one} and {other} came first: {one} is taken as before, "
            f"as given. If {other} came first, every change has the other sign: {_GIVE_STARTS}.",
        )
    first, how = found
    if first == one:
        return before, after, ""
    told = either("compare(before, after)", f"{choice('before', other)} {choice('after', one)}")
    return (
        after,
        before,
        f"The waves were given the other way round: {how}, {other} came before {one}, so changes are from "
        f"{other} to {one}. Write the earlier first: {told}. If {other} came later, {_GIVE_STARTS}.",
    )


def timing_flags(before: SystemMap, after: SystemMap) -> list[str]:
    """Flag mergers, splits and renames that lie before or after a wave only because of its whole year."""
    everyone = {*before.organisations.index, *after.organisations.index}
    flags = []
    for system, taken in ((before, "taken as before it"), (after, "taken as between the waves")):
        time = when(system.records, system.wave)
        inside = steps_inside(system.records, time, everyone) if time.by == LABEL else []
        if inside:
            said = whole_label(system.wave)
            flags.append(
                f"{said[0].upper()}{said[1:]}. Dated inside it, and {taken}: {shortened(inside)}. To settle "
                f"it, {REMEDY}."
            )
    return flags


def timing_notes(before: SystemMap, after: SystemMap, panel: Panel) -> list[str]:
    """Say between which days mergers, splits and renames count, if any do and no table says it."""
    times = [when(system.records, system.wave) for system in (before, after)]
    if not panel.lineages or not {time.by for time in times} & {LABEL, RECORDS, UNKNOWN}:
        return []
    if any(time.by == UNKNOWN for time in times):
        return [
            "Not both waves have dates: every merger, split and rename listed is taken as between them. To "
            f"settle it, for each wave {REMEDY}."
        ]
    members = {member for lineage in panel.lineages for member in lineage.members}
    steps = before.records.succession
    if steps.loc[steps["from"].isin(members) & steps["to"].isin(members), "date"].isna().any():
        return [
            "Some mergers, splits or renames have no date: they are taken as between the waves. To change "
            "that, write their dates in the table succession."
        ]
    by = {
        f"{system.wave} {'by the year in its label' if time.by == LABEL else 'by the dates of its records'}"
        for system, time in zip((before, after), times, strict=True)
        if time.by in (LABEL, RECORDS)
    }
    return [
        f"Mergers, splits and renames dated after {times[0].last} and not after {times[1].last} count as "
        f"between the waves ({', '.join(sorted(by))}). To change that, for each wave {REMEDY}."
    ]
