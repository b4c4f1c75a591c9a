"""The organisations of one place: an organisation in several places is on the map of each."""

from __future__ import annotations

import pandas as pd

from sysmap.errors import unknown
from sysmap.records.record_set import Records
from sysmap.records.tables.places import places_in
from sysmap.text import counted
from sysmap.vocabulary import fold


def of_place(
    organisations: pd.DataFrame, records: Records, place: str
) -> tuple[pd.DataFrame, str, list[str]]:
    """Keep the organisations of a place, or of places that are a part of it.

    Parameters
    ----------
    organisations
        The organisations of a wave.
    records
        The record set: its table places says which place is a part of which.
    place
        The name of the place, or its GSS code.

    Returns
    -------
    tuple
        The organisations, the place as the records write it, and notes on who was left out.

    Raises
    ------
    ChoiceError
        If no partner is there; the message lists the places there are.
    """
    spelt: dict[str, str] = {}
    for name in (
        *records.places["place"],
        *(name for cell in records.partners["place"] for name in places_in(cell)),
    ):
        spelt.setdefault(fold(name), name)
    parents = {fold(row.place): fold(row.parent) for row in records.places.itertuples()}
    codes = {fold(row.code): fold(row.place) for row in records.places.itertuples() if row.code}
    inside = {
        part: _and_above(fold(part), parents)
        for part in {name for cell in records.partners["place"] for name in places_in(cell)}
    }
    meant = fold(str(place))
    meant = meant if meant in spelt else codes.get(meant, meant)
    known = {above for around in inside.values() for above in around}
    if meant not in known:
        raise unknown("place", place, sorted(spelt.get(name, name) for name in known))
    there = organisations["place"].map(lambda cell: any(meant in inside[name] for name in places_in(cell)))
    frame = organisations[there.astype(bool)].copy()
    gone = len(organisations) - len(frame)
    title = spelt.get(meant, str(place))
    notes = [f"{counted(gone, 'organisation')} left out: not of {title}"] if gone else []
    return frame, title, notes


def _and_above(place: str, parents: dict[str, str]) -> list[str]:
    """List a place, the place of which it is a part, and so on."""
    around = [place]
    while (above := parents.get(around[-1], "")) and above not in around:
        around.append(above)
    return around
