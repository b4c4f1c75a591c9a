"""What a map shows, in two or three sentences."""

from __future__ import annotations

from sysmap.findings.comparison.side_by_side import SideBySide
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.scorecard import integration
from sysmap.network.system import SystemMap
from sysmap.results import applied_note
from sysmap.text import counted


def page_title(shown: SystemMap | SideBySide, *, many: bool = False) -> str:
    """Make a title of the waves shown; `many` if there are others between the two."""
    if isinstance(shown, SideBySide):
        title = f"Who works with whom, {shown.before.wave} {'to' if many else 'and'} {shown.after.wave}"
    else:
        title = f"Who works with whom, {shown.wave}" if shown.wave else "Who works with whom"
    return f"{title}, {said}" if (said := applied_note(shown)) else title


def summaries(shown: SystemMap | SideBySide) -> dict[str, str]:
    """Return the summary of each view: ``after`` of one wave; ``before, after, changed`` of two."""
    if isinstance(shown, SystemMap):
        return {"after": of_wave(shown)}
    return {"before": of_wave(shown.before), "after": of_wave(shown.after), "changed": _of_change(shown)}


def of_wave(system: SystemMap) -> str:
    """Say what one wave holds: organisations, ties, what crosses, who answered."""
    reading = integration(system, "cross_share").headline("cross_share")
    crossing = f"Share of ties that cross a boundary between sectors: {reading}."
    if system.boundary != "sector":
        crossing = f"Share of ties that cross the boundary {system.boundary}: {reading}."
    notes = "".join(f" {note[0].upper()}{note[1:]}." for note in system.notes)
    return f"{system.headline()}. {crossing} {response_note(system)}{notes}"


def _of_change(change: SideBySide) -> str:
    status = change.tie_changes["status"].value_counts()
    kept, new, lost = (int(status.get(word, 0)) for word in ("kept", "new", "lost"))
    moved = change.organisations["status"].value_counts()
    lists = [
        f"{counted(int(moved[word]), 'organisation')} {word}" for word in ("joined", "left") if word in moved
    ]
    across = change.tie_changes[change.tie_changes["crosses"].map(lambda crosses: crosses is True)]["status"]
    crossed = {word: int((across == word).sum()) for word in ("new", "lost")}
    return (
        f"Between {change.before.wave} and {change.after.wave}, {counted(kept, 'tie')} stayed, "
        f"{_new_and_lost(new, lost)}{'; ' + ' and '.join(lists) if lists else ''}. "
        f"Of those that cross a boundary, {_new_and_lost(crossed['new'], crossed['lost'])}. "
        "As recorded: some of it may come from who was listed and who answered."
        + (f" {change.order}" if change.order else "")
    )


def _new_and_lost(new: int, lost: int) -> str:
    return f"{new} {'is' if new == 1 else 'are'} new and {lost} {'was' if lost == 1 else 'were'} lost"
