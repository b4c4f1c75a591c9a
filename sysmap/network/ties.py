"""Rows of records to the ties of a map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sysmap.network.folding import fold_arcs, fold_pairs, strong_above
from sysmap.network.ratings import NOTHING, rated
from sysmap.network.reports import code_reports, places_of
from sysmap.network.rules import Rules
from sysmap.network.system import SystemMap, TieTables
from sysmap.records.record_set import Records
from sysmap.records.said.applying import is_said


def tied_map(
    records: Records,
    wave: str | None,
    organisations: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    boundary: str,
    rules: Rules,
    kinds: Iterable[str],
    forums: pd.DataFrame,
    ratings: pd.DataFrame | None = None,
    notes: tuple[str, ...] = (),
) -> SystemMap:
    """Make the map of a wave from its organisations and the records between them.

    Parameters
    ----------
    records, wave
        The record set and the wave.
    organisations
        Indexed by id, sorted, with their ``name`` and ``boundary``.
    rows
        Rows of the table collaborations, both ends among the organisations and different.
    boundary, rules, forums, notes
        As on the map.
    kinds
        All kinds of tie in the rows, and whatever else was looked at: their scales tell whether strength
        says anything.
    ratings
        Rows that rate an organisation, both ends on the map; None for none.
    """
    told = tuple(sorted(set(kinds)))
    size, known = len(organisations), [kind for kind in told if kind]
    midpoints = strong_above(records.collaborations, _declared_scale(records))
    # What was said in the room was reported by none of those on the map.
    room = is_said(rows["reported_by"])
    known_ones = [records.partners["id"], pd.Series(rows["reported_by"][room].unique(), dtype=object)]
    places = places_of(pd.concat(known_ones), organisations.index)
    reports = code_reports(rows, places, tuple(known), midpoints, size)
    reported = fold_pairs(reports)
    code = {organisation: number for number, organisation in enumerate(organisations.index)}
    said = NOTHING.copy()
    if ratings is not None and len(ratings):
        said = rated(ratings, code, dict.fromkeys(records.partners["id"]))
    if rules.report == "directed":
        ties = fold_arcs(reports).assign(directed=True)
        keys = np.minimum(ties["source"], ties["target"]) * size + np.maximum(ties["source"], ties["target"])
        both = reported["by_low"] & reported["by_high"]
        ties["confirmed"] = keys.isin(reported.loc[both, "low"] * size + reported.loc[both, "high"])
    else:
        stands = _said_pairs(rows[room], code, reported, size)
        ties = _undirected(reported, rules.report, stands)
    return SystemMap(
        organisations=organisations,
        tied=TieTables(_named(ties, organisations), reported),
        wave=wave,
        boundary=boundary,
        rules=rules,
        records=records,
        notes=notes,
        kinds_told=told,
        strength_usable=any(kind in midpoints for kind in told),
        forums=forums,
        rated=said,
    )


def _declared_scale(records: Records) -> tuple[float, float] | None:
    """Return the lowest and highest strength that the table waves declares, as in ``1 to 4``."""
    found = [
        re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:\D+?)\s*(\d+(?:\.\d+)?)\s*", text)
        for text in records.waves["scale"]
    ]
    bounds = [(float(match[1]), float(match[2])) for match in found if match]
    return (min(low for low, _ in bounds), max(high for _, high in bounds)) if bounds else None


def _said_pairs(rows: pd.DataFrame, code: Mapping[str, int], reported: pd.DataFrame, size: int) -> np.ndarray:
    """Tell of which reported pairs a tie was said in the room: what was said there, both heard."""
    if rows.empty:
        return np.zeros(len(reported), dtype=bool)
    source, target = (rows[end].map(code).to_numpy(dtype=np.int64) for end in ("source", "target"))
    keys = np.minimum(source, target) * size + np.maximum(source, target)
    return np.isin(reported["low"].to_numpy() * size + reported["high"].to_numpy(), keys)


def _undirected(reported: pd.DataFrame, report: str, stands: np.ndarray) -> pd.DataFrame:
    told = {str(name): cells.to_numpy() for name, cells in reported.items()}
    both, strength = told["by_low"] & told["by_high"], told["strength"]
    kept = np.ones(len(reported), dtype=bool)
    if report == "confirmed":
        kept, strength = both | stands, np.where(both & ~stands, told["lower_side"], strength)
    swapped = told["arrow"] == -1
    found = {
        "source": np.where(swapped, told["high"], told["low"]),
        "target": np.where(swapped, told["low"], told["high"]),
        "strength": strength,
        "records": told["records"],
        "kinds": told["kinds"],
        "confirmed": both,
        "directed": told["arrow"] != 0,
    }
    return pd.DataFrame({name: cells[kept] for name, cells in found.items()}, copy=False)


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
