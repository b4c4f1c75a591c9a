"""Records to the map of one wave: which records count, and who is on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError, listed, unknown
from sysmap.network.folding import fold_arcs, fold_pairs, strong_above
from sysmap.network.membership import forums_of
from sysmap.network.places import of_place
from sysmap.network.ratings import rated, with_ratings
from sysmap.network.reports import code_reports, places_of
from sysmap.network.roster import of_wave, roster
from sysmap.network.selecting import on_map, rows_of, strong_enough
from sysmap.network.system import Rules, SystemMap
from sysmap.network.units import joined_units
from sysmap.records.lineage import standing
from sysmap.records.reading import Records
from sysmap.records.values import BLANK_LIKE
from sysmap.shown import counted
from sysmap.vocabulary import fold, fold_header

REPORT_RULES = ("any", "confirmed", "directed")
JOINING_RULES = ("apart", "joined")
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


def build_map(
    records: Records,
    wave: str | None = None,
    *,
    boundary: str = "sector",
    kinds: str | Sequence[str] | None = None,
    at_least: float | None = None,
    report: str = "any",
    forums: str = "apart",
    units: str = "apart",
    place: str | None = None,
) -> SystemMap:
    """Build the map of one wave.

    Parameters
    ----------
    records
        What `read_records` gave.
    wave
        The wave; None for the only one.
    boundary
        The column of partners whose crossing matters: sector, family, place or any other.
        Blank and ``unknown`` are no category.
    kinds
        The kinds of tie to take; None for all that say who works with whom (what depends on
        what is left out unless named).
    at_least
        The least strength of a record to be taken; records without a strength are then left out.
    report
        ``"any"``: a tie that either side reported. ``"confirmed"``: both sides did.
        ``"directed"``: every report is an arc from source to target.
    forums
        ``"apart"``, or ``"joined"``: pictures draw forums as marks of their own, with a line to each
        member. No tie comes of a forum, and no measure changes.
    units
        ``"apart"``, or ``"joined"``: units count as the organisation at the top of which they are a
        part; what stays inside it is dropped and counted.
    place
        The place, by name or GSS code, whose organisations are taken; None for all. An organisation
        in several places is on the map of each.

    Returns
    -------
    SystemMap

    Raises
    ------
    ChoiceError
        If there is no such wave, column, kind, place or rule; the message lists those there are.
    """
    for what, given, known in (
        ("report", report, REPORT_RULES),
        ("forums", forums, JOINING_RULES),
        ("units", units, JOINING_RULES),
    ):
        if given not in known:
            raise ChoiceError(f"{what}={given!r} is not one of {listed(known)}")
    if not isinstance(records, Records):
        raise ChoiceError(f"a map is built from records, not from {type(records).__name__}: see read_records")
    wave = _wave(records, wave)
    organisations, notes = roster(records, wave)
    if records.open_names:
        notes.append(f"{counted(records.open_names, 'name')} not yet checked")
    if place is not None:
        organisations, place, more = of_place(organisations, records, place)
        notes += more
    names = dict(standing(records, wave).names)
    apart, parts = organisations.index, dict[str, str]()
    if units == "joined":
        organisations, parts, more = joined_units(organisations, records, wave, names)
        notes += more
    organisations["boundary"] = _labels(organisations, boundary)
    missing = int(organisations["boundary"].isna().sum())
    if missing:
        notes.append(
            f"{counted(missing, 'organisation')} of unknown {boundary}: left out of measures of the boundary"
        )
    said = of_wave(records.collaborations, wave)
    rows, chosen, left_out = rows_of(said, records, kinds)
    usable = set(rows["kind"].unique())
    rows, weak = strong_enough(rows, at_least)
    left_out += weak
    rows, dropped = on_map(rows, apart, names, parts)
    notes += [*left_out, *dropped]
    memberships, left_out = forums_of(records, wave, organisations.index, {**names, **parts})
    notes += left_out
    size = len(organisations)
    places = places_of(records.partners["id"], organisations.index)
    # Ratings are said of an organisation, whatever the kind and strength of the tie they stand beside.
    code = {organisation: number for number, organisation in enumerate(organisations.index)}
    rating = on_map(with_ratings(said), apart, names, parts)[0]
    ratings = rated(rating, code, dict.fromkeys(records.partners["id"]))
    midpoints = strong_above(records.collaborations, _declared_scale(records))
    reports = code_reports(rows, places, tuple(sorted(usable - {""})), midpoints, size)
    reported = fold_pairs(reports)
    if report == "directed":
        ties = fold_arcs(reports).assign(directed=True)
        keys = np.minimum(ties["source"], ties["target"]) * size + np.maximum(ties["source"], ties["target"])
        both = reported["by_low"] & reported["by_high"]
        ties["confirmed"] = keys.isin(reported.loc[both, "low"] * size + reported.loc[both, "high"])
    else:
        ties = _undirected(reported, report)
    return SystemMap(
        organisations=organisations,
        ties=_named(ties, organisations),
        reported=reported,
        wave=wave,
        boundary=boundary,
        rules=Rules(chosen, at_least, report, forums, units, place),
        records=records,
        notes=tuple(notes),
        strength_usable=any(kind in midpoints for kind in usable),
        forums=memberships,
        rated=ratings,
    )


def _wave(records: Records, wave: str | None) -> str | None:
    waves = records.waves_in_order
    if wave is None:
        if len(waves) > 1:
            raise ChoiceError(
                f"the records have several waves; say which: wave={waves[0]!r} (there are: {listed(waves)})"
            )
        return waves[0] if waves else None
    meant = {fold(label): label for label in waves}
    if fold(str(wave)) not in meant:
        raise unknown("wave", wave, waves)
    return meant[fold(str(wave))]


def _labels(organisations: pd.DataFrame, boundary: str) -> pd.Series:
    columns = {fold_header(column): column for column in organisations.columns}
    if fold_header(boundary) not in columns:
        raise unknown(
            "column of partners", boundary, [c for c in organisations.columns if c not in _NO_BOUNDARY]
        )
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


def _declared_scale(records: Records) -> tuple[float, float] | None:
    """Give the lowest and highest strength that the table waves declares, as in ``1 to 4``."""
    found = [
        re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:\D+?)\s*(\d+(?:\.\d+)?)\s*", text)
        for text in records.waves["scale"]
    ]
    bounds = [(float(match[1]), float(match[2])) for match in found if match]
    return (min(low for low, _ in bounds), max(high for _, high in bounds)) if bounds else None


def _undirected(reported: pd.DataFrame, report: str) -> pd.DataFrame:
    both = reported["by_low"] & reported["by_high"]
    pairs = reported[both] if report == "confirmed" else reported
    strength = pairs["lower_side"] if report == "confirmed" else pairs["strength"]
    swapped = pairs["arrow"] == -1
    return pd.DataFrame(
        {
            "source": pairs["high"].where(swapped, pairs["low"]),
            "target": pairs["low"].where(swapped, pairs["high"]),
            "strength": strength,
            "records": pairs["records"],
            "kinds": pairs["kinds"],
            "confirmed": both[pairs.index],
            "directed": pairs["arrow"] != 0,
        }
    )


def _named(ties: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Give coded ties the ids, names and boundary of their ends."""
    ids, names = organisations.index.to_numpy(), organisations["name"].to_numpy()
    labels = organisations["boundary"].to_numpy()
    source, target = ties["source"].to_numpy(dtype=int), ties["target"].to_numpy(dtype=int)
    frame = pd.DataFrame(
        {
            "source": ids[source],
            "target": ids[target],
            "source_name": names[source],
            "target_name": names[target],
            "kinds": ties["kinds"].to_numpy(),
            "strength": ties["strength"].to_numpy(),
            "records": ties["records"].to_numpy(),
            "confirmed": ties["confirmed"].to_numpy(),
            "directed": ties["directed"].to_numpy(),
        }
    )
    codes = pd.factorize(labels)[0]
    crosses = (codes[source] != codes[target]).astype(object)
    crosses[(codes[source] < 0) | (codes[target] < 0)] = None
    frame.insert(8, "crosses", crosses)
    return frame
