"""Records to ties: reports about the same two organisations folded into one tie that counts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sysmap.records.ties import reporters


@dataclass(frozen=True, eq=False)
class Reports:
    """Coded records: one entry per record, organisations as their place in the sorted list.

    `reporter` is −1 where the record was reported by neither a person nor an organisation on
    the map. `arrow` is 1 for a record that says it is directed, −1 for one that says it is
    not, 0 for one that says nothing.
    """

    source: np.ndarray
    target: np.ndarray
    reporter: np.ndarray
    kind: np.ndarray
    kinds: tuple[str, ...]
    strength: np.ndarray
    strong: np.ndarray
    arrow: np.ndarray


def code_reports(
    rows: pd.DataFrame,
    place: Mapping[str, int],
    partners: Mapping[str, object],
    midpoints: Mapping[str, float],
) -> Reports:
    """Code the records of a map.

    Parameters
    ----------
    rows
        Rows of the table collaborations, both ends on the map.
    place
        The place of each organisation in the sorted list.
    partners
        All partners, on the map or not, by id.
    midpoints
        For each kind, the strength above which a record is strong; kinds without a usable
        scale are missing.
    """
    kinds = tuple(sorted({kind for kind in rows["kind"] if kind}))
    strength = rows["strength"].to_numpy(dtype=float)
    midpoint = rows["kind"].map(midpoints).to_numpy(dtype=float)
    arrow = rows["directed"].map({True: 1, False: -1}).fillna(0).to_numpy(dtype=np.int8)
    return Reports(
        source=rows["source"].map(place).to_numpy(dtype=np.int64),
        target=rows["target"].map(place).to_numpy(dtype=np.int64),
        reporter=reporters(rows, partners).map(place).fillna(-1).to_numpy(dtype=np.int64),
        kind=rows["kind"]
        .map({kind: code for code, kind in enumerate(kinds)})
        .fillna(-1)
        .to_numpy(dtype=np.int64),
        kinds=kinds,
        strength=strength,
        strong=np.greater(
            strength,
            midpoint,
            where=~np.isnan(strength) & ~np.isnan(midpoint),
            out=np.zeros(len(strength), dtype=bool),
        ),
        arrow=arrow,
    )


def strong_above(collaborations: pd.DataFrame, declared: tuple[float, float] | None) -> dict[str, float]:
    """Give for each kind the strength above which a record is strong: the midpoint of its scale.

    The declared scale counts; else the lowest and highest strength over all records of the
    kind, in all waves. A kind whose scale has a single value is left out: nothing is strong on it.
    """
    if collaborations.empty:
        return {}
    spread = collaborations.groupby("kind")["strength"].agg(["min", "max"])
    middles = {str(kind): (low + high) / 2 for kind, low, high in spread.itertuples() if low < high}
    if declared and declared[0] < declared[1]:
        return dict.fromkeys((str(kind) for kind in spread.index[spread["min"].notna()]), sum(declared) / 2)
    return middles


def fold_pairs(reports: Reports, size: int) -> pd.DataFrame:
    """Fold reports into undirected pairs.

    Returns
    -------
    pandas.DataFrame
        One row per pair of organisations somebody reported, sorted: ``low, high`` (places),
        ``by_low, by_high`` (did that end report it), ``strength`` (the highest), ``lower_side``
        (the lower of the two sides' highest), ``records``, ``kinds`` (a sorted tuple),
        ``strong`` (any record is) and ``arrow`` (1 low to high, −1 high to low, 0 neither).
    """
    low, high = np.minimum(reports.source, reports.target), np.maximum(reports.source, reports.target)
    keys, pair = np.unique(low * size + high, return_inverse=True)
    count = len(keys)
    by_low, by_high = reports.reporter == low, reports.reporter == high
    side_low, side_high = (
        _highest(reports.strength[by_low], pair[by_low], count),
        _highest(reports.strength[by_high], pair[by_high], count),
    )
    forward = (reports.arrow == 1) & (reports.source == low)
    backward = (reports.arrow == 1) & (reports.source == high)
    records = np.bincount(pair, minlength=count)
    arrow = (np.bincount(pair[forward], minlength=count) == records).astype(np.int8) - (
        np.bincount(pair[backward], minlength=count) == records
    )
    return pd.DataFrame(
        {
            "low": keys // size if size else keys,
            "high": keys % size if size else keys,
            "by_low": np.bincount(pair[by_low], minlength=count) > 0,
            "by_high": np.bincount(pair[by_high], minlength=count) > 0,
            "strength": _highest(reports.strength, pair, count),
            "lower_side": np.fmin(side_low, side_high),
            "records": records,
            "kinds": _kinds(reports, pair, count),
            "strong": np.bincount(pair[reports.strong], minlength=count) > 0,
            "arrow": arrow,
        }
    )


def fold_arcs(reports: Reports, size: int) -> pd.DataFrame:
    """Fold reports into arcs from source to target; a record that says it is not directed is two.

    Returns
    -------
    pandas.DataFrame
        One row per arc, sorted: ``source, target`` (places), ``strength`` (the highest),
        ``records``, ``kinds``.
    """
    both = reports.arrow == -1
    source = np.concatenate([reports.source, reports.target[both]])
    target = np.concatenate([reports.target, reports.source[both]])
    doubled = np.concatenate([np.arange(len(both)), np.flatnonzero(both)])
    keys, arc = np.unique(source * size + target, return_inverse=True)
    spread = Reports(
        source,
        target,
        reports.reporter[doubled],
        reports.kind[doubled],
        reports.kinds,
        reports.strength[doubled],
        reports.strong[doubled],
        reports.arrow[doubled],
    )
    return pd.DataFrame(
        {
            "source": keys // size if size else keys,
            "target": keys % size if size else keys,
            "strength": _highest(spread.strength, arc, len(keys)),
            "records": np.bincount(arc, minlength=len(keys)),
            "kinds": _kinds(spread, arc, len(keys)),
        }
    )


def _highest(strength: np.ndarray, group: np.ndarray, count: int) -> np.ndarray:
    highest = np.full(count, -np.inf)
    known = ~np.isnan(strength)
    np.maximum.at(highest, group[known], strength[known])
    return np.where(np.isinf(highest), np.nan, highest)


def _kinds(reports: Reports, group: np.ndarray, count: int) -> pd.Series:
    """Give each group of reports its kinds as a sorted tuple; equal tuples are one object."""
    kinds = pd.Series([()] * count, dtype=object)
    known = reports.kind >= 0
    if known.any():
        distinct = np.unique(group[known] * len(reports.kinds) + reports.kind[known])
        groups, starts = np.unique(distinct // len(reports.kinds), return_index=True)
        codes = distinct % len(reports.kinds)
        cache: dict[bytes, tuple[str, ...]] = {}
        for place, part in zip(groups, np.split(codes, starts[1:]), strict=True):
            key = part.tobytes()
            if key not in cache:
                cache[key] = tuple(reports.kinds[code] for code in part)
            kinds[place] = cache[key]
    return kinds
