"""What a brief proposes to talk about next."""

from __future__ import annotations

from collections.abc import Iterator

from sysmap.findings.introductions.dependence import departure
from sysmap.pages.one_page.said import in_a_pair, shortened, widest_gaps
from sysmap.pages.report.material import Material
from sysmap.text import counted, number

_MOST_NEXT, _MOST_NAMED = 2, 5


def to_talk_about(given: Material) -> Iterator[str]:
    """Name introductions worth a conversation, sectors without a tie, and who rests on one organisation."""
    hub = _hub(given)
    if given.suggested is not None:
        names = given.last.organisations["name"]
        rows = [*zip(given.suggested.to_frame().itertuples(), given.suggested.introducers, strict=False)]
        # More ties of the organisation on which most rests would let still more rest on it: others first.
        # The sort keeps their order otherwise.
        rows.sort(key=lambda row: hub in (row[0].organisation_a, row[0].organisation_b))
        for row, known in rows[:_MOST_NEXT]:
            ends = f"{shortened(row.organisation_a)} to {shortened(row.organisation_b)}"
            by = f" {shortened(names[known[0]])} works with both." if known else ""
            yield f"Introduce {ends}?{by}"
    gaps = widest_gaps(given)
    if gaps:
        a, b, possible = gaps[0]
        of = f", of {number(possible)} possible" if possible > 1 else ""
        alike = len(gaps) - 1
        same = f" The same holds for {counted(alike, 'other pair')} of sectors." if alike else ""
        yield f"No tie was reported between {in_a_pair(a, b)}{of}. Is one needed?{same}"
    if hub:
        gone = departure(given.last, [hub]).outside
        if 0 < len(gone) <= _MOST_NAMED:
            names = "; ".join(map(shortened, gone))
            yield f"Cut off if {shortened(hub)} left: {names}."


def _hub(given: Material) -> str:
    """Name the organisation on which most rests; empty where nothing does."""
    frame = given.resting
    if frame is None or frame.empty or not frame["loss"].iloc[0] > 0:
        return ""
    return str(frame["organisation"].iloc[0])
