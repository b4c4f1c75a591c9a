"""Records to the map of one wave: which records count, and who is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sysmap.calling import verb
from sysmap.errors import ChoiceError, check_one_of, choice, listed, unknown
from sysmap.network.membership import forums_of
from sysmap.network.places import of_place
from sysmap.network.rules import (
    APPLIED,
    JOINING_RULES,
    REPORT_RULES,
    SAID_RULES,
    JoiningRule,
    ReportRule,
    Rules,
    SaidRule,
)
from sysmap.network.said import said_applied, said_notes
from sysmap.network.selecting import listing, ratings_selected, selected
from sysmap.network.system import SystemMap
from sysmap.network.ties import tied_map
from sysmap.records.record_set import Records
from sysmap.records.said.applying import steps_of
from sysmap.records.tables.timing_words import timing_note
from sysmap.records.values.reading_cells import BLANK_LIKE
from sysmap.text import counted, with_article
from sysmap.vocabulary import fold, fold_header

_NO_BOUNDARY = (
    "name",
    "row",
    "file",
    "note",
    "waves_listed",
    "name_as_written",
    "asked",
    "answered",
    "sector_key",
    "sector_source",
    "identifiers",
)


@verb('build_map(records, wave="2022")', judges=("records", "wave"))
def build_map(
    records: Records,
    wave: str | None = None,
    *,
    boundary: str = "sector",
    kinds: str | Sequence[str] | None = None,
    at_least: float | None = None,
    report: ReportRule = "any",
    forums: JoiningRule = "apart",
    units: JoiningRule = "apart",
    place: str | None = None,
    said: SaidRule = "apart",
) -> SystemMap:
    """Build the map of one wave.

    Parameters
    ----------
    records
        What `read_records` gave.
    wave
        The wave; not needed where there is one.
    boundary
        The column of partners whose crossing matters. It is sector, family, place or any other; blank
        and ``unknown`` are no category.
    kinds
        The kinds of tie to take. None takes all that say who works with whom; what depends on what is
        left out unless named.
    at_least
        The least strength of a record to be taken; records without a strength are then left out.
    report
        Whose report makes a tie: either side's (``"any"``), both sides' (``"confirmed"``), or each as an
        arc from source to target (``"directed"``).
    forums
        Leave forums out of pictures (``"apart"``), or draw them with a line to each member
        (``"joined"``). No tie comes of a forum, and no measure changes.
    units
        Take units as they are (``"apart"``), or as the topmost organisation of which they are a part
        (``"joined"``). What stays inside it is dropped and counted.
    place
        The place whose organisations are taken, by name or GSS code. None takes all; an organisation in
        several places is on the map of each.
    said
        Keep what was said in the room beside the map as recorded (``"apart"``), or build the map with it
        (``"applied"``). Whatever is made of such a map says so, and comparisons test what was recorded.

    Returns
    -------
    SystemMap

    Raises
    ------
    ChoiceError
        If there is no such wave, column, kind, place or rule; the message lists those there are. If
        what was said is to be applied, and the records hold nothing of the kind.
    """
    for what, given, known in (
        ("report", report, REPORT_RULES),
        ("forums", forums, JOINING_RULES),
        ("units", units, JOINING_RULES),
        ("said", said, SAID_RULES),
    ):
        check_one_of(what, given, known)
    if not isinstance(records, Records):
        kind = with_article(type(records).__name__)
        raise ChoiceError(f"a map is built from records, not from {kind}: build_map(read_records(...))")
    wave = _wave(records, wave)
    steps = steps_of(records.said, wave)
    spoken = said_notes(records, steps, wave, said)
    if said == APPLIED:
        records = said_applied(records, units=units)
    found = listing(records, wave, units=units, place=place)
    organisations, counted_as, place = found.organisations, found.counted, found.place
    notes = list(found.absent)
    if records.open_names:
        notes.append(f"{counted(records.open_names, 'name')} not yet checked")
    notes += found.elsewhere
    notes += timing_note(records, wave, _listed(records, place))
    notes += found.joined
    organisations["boundary"] = _labels(organisations, boundary, records)
    missing = int(organisations["boundary"].isna().sum())
    if missing:
        notes.append(
            f"{counted(missing, 'organisation')} of unknown {boundary}: left out of measures of the boundary"
        )
    labels = organisations["boundary"].nunique()
    if 2 * labels > len(organisations):
        what = "sectors" if boundary == "sector" else f"labels of {boundary}"
        notes.append(
            f"{labels} {what} for {counted(len(organisations), 'organisation')}: with so many, nearly every "
            "tie crosses; do some of them mean the same?"
        )
    ties = selected(records, wave, counted_as, kinds=kinds, at_least=at_least)
    notes += ties.notes
    memberships, left_out = forums_of(records, wave, organisations.index, counted_as.both)
    notes += left_out
    system = tied_map(
        records,
        wave,
        organisations,
        ties.rows,
        boundary=boundary,
        rules=Rules(ties.kinds, at_least, report, forums, units, place, said),
        kinds=ties.told,
        forums=memberships,
        ratings=ratings_selected(records, wave, counted_as),
        notes=(*spoken, *notes),
    )
    return replace(system, said=steps)


def _listed(records: Records, place: str | None) -> pd.Index:
    """Return the ids of all partners, or of those of a place, whether they were there in a wave or not."""
    everyone = records.partners.set_index("id")
    return (everyone if place is None else of_place(everyone, records, place)[0]).index


def _wave(records: Records, wave: str | None) -> str | None:
    waves = records.waves_in_order
    if wave is None:
        if len(waves) > 1:
            raise ChoiceError(
                f"the records have several waves; say which: {choice('wave', waves[0])} "
                f"(there are: {listed(waves)})"
            )
        return waves[0] if waves else None
    meant = {fold(label): label for label in waves}
    if fold(str(wave)) not in meant:
        raise unknown("wave", wave, waves)
    return meant[fold(str(wave))]


def _labels(organisations: pd.DataFrame, boundary: str, records: Records) -> pd.Series:
    columns = {fold_header(column): column for column in organisations.columns}
    left_out = {fold_header(header): header for header in records.summary.get("dropped", ())}
    if fold_header(boundary) not in columns and fold_header(boundary) in left_out:
        raise ChoiceError(
            f"the column {boundary} was not read, because it holds or may hold personal data: "
            f"{choice('keep', left_out[fold_header(boundary)])} keeps it when records are read"
        )
    if fold_header(boundary) not in columns:
        filled = [column for column in organisations.columns if _is_filled(organisations[column])]
        raise unknown("column of partners", boundary, [c for c in filled if c not in _NO_BOUNDARY])
    cells = organisations[columns[fold_header(boundary)]]
    texts = cells.map(lambda cell: "" if cell is None else " ".join(str(cell).split()))
    # An organisation in several places has no one place whose crossing could be told.
    known = ~texts.map(fold).isin(BLANK_LIKE | {"unknown"}) & ~texts.str.contains("|", regex=False)
    if boundary != "sector" and len(texts) and texts.map(fold).isin(BLANK_LIKE).all():
        raise ChoiceError(f"nothing is recorded in the column {boundary} of these organisations")
    return pd.Series(
        [text if there else None for text, there in zip(texts, known, strict=True)],
        index=organisations.index,
        dtype=object,
    )


def _is_filled(cells: pd.Series) -> bool:
    return not cells.map(lambda cell: fold(str(cell)) if cell is not None else "").isin(BLANK_LIKE).all()
