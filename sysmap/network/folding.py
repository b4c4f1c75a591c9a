"""Records to ties: reports about the same two organisations folded into one tie that counts them.

All that a report says, except its strength, stands in one integer: which pair, of what kind, by
which side, pointing where. Records are grouped by it once, in whatever engine holds them, and only
the groups come back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sysmap.network.reports import Reports
from sysmap.records.containers.frames import collected

if TYPE_CHECKING:
    import narwhals as nw

# Parts of that integer, from the lowest. Where a report points: nowhere, from the lower place to the higher,
# or back; by whom: the end with the lower place, that with the higher, or somebody else. Then the kind.
# They are digits and no bits: integers with idle low bits collide when they are hashed.
_WAYS = _SIDES = 3
_FORWARD, _BACKWARD = 1, 2
_LOW, _HIGH = 0, 1
_STRONG = 1 << _SIDES + _WAYS
# Keys, sorted, with how many records there are of each and their highest strength.
Groups = tuple[np.ndarray, np.ndarray, np.ndarray]


def strong_above(collaborations: pd.DataFrame, declared: tuple[float, float] | None) -> dict[str, float]:
    """Return for each kind the strength above which a record is strong: the midpoint of its scale.

    The declared scale counts; else the lowest and highest strength over all records of the
    kind, in all waves. A kind whose scale has a single value is left out: nothing is strong on it.
    """
    if collaborations["strength"].isna().all():
        return {}
    spread = collaborations.groupby("kind")["strength"].agg(["min", "max"])
    middles = {str(kind): (low + high) / 2 for kind, low, high in spread.itertuples() if low < high}
    if declared and declared[0] < declared[1]:
        return dict.fromkeys((str(kind) for kind in spread.index[spread["min"].notna()]), sum(declared) / 2)
    return middles


def fold_pairs(reports: Reports) -> pd.DataFrame:
    """Fold reports into undirected pairs.

    Returns
    -------
    pandas.DataFrame
        One row per pair of organisations somebody reported, sorted: ``low, high`` (places),
        ``by_low, by_high`` (did that end report it), ``strength`` (the highest), ``lower_side``
        (the lower of the two sides' highest), ``records``, ``kinds`` (a sorted tuple),
        ``strong`` (any record is) and ``arrow`` (1 low to high, −1 high to low, 0 neither).
    """
    keys, records, strength = _grouped_pairs(reports)
    keys, way = _split(keys, _WAYS)
    keys, side = _split(keys, _SIDES)
    keys, kind = _split(keys, len(reports.kinds) + 1)
    starts = _starts(keys)
    known = ~np.isnan(strength)
    strong = np.greater(strength, reports.above[kind - 1], where=known, out=np.zeros(len(keys), dtype=bool))
    # A bit for each side, each way and strong: what any report of a pair says, in one pass.
    said = _reduced(np.bitwise_or, (1 << side) | (1 << way + _SIDES) | strong * _STRONG, starts)
    ways = said >> _SIDES & (1 << _WAYS) - 1
    by = {_LOW: said & 1 << _LOW > 0, _HIGH: said & 1 << _HIGH > 0}
    low_end, high_end = _split(keys[starts], reports.size)
    return pd.DataFrame(
        {
            "low": low_end,
            "high": high_end,
            "by_low": by[_LOW],
            "by_high": by[_HIGH],
            "strength": _reduced(np.fmax, strength, starts),
            "lower_side": np.fmin(
                *(_reduced(np.fmax, np.where(side == end, strength, np.nan), starts) for end in by)
            ),
            "records": _reduced(np.add, records, starts),
            "kinds": _kinds(kind - 1, keys, starts, reports.kinds),
            "strong": said & _STRONG > 0,
            "arrow": (ways == 1 << _FORWARD).astype(np.int8) - (ways == 1 << _BACKWARD),
        },
        copy=False,
    )


def fold_arcs(reports: Reports) -> pd.DataFrame:
    """Fold reports into arcs from source to target; a record that says it is not directed is two.

    Returns
    -------
    pandas.DataFrame
        One row per arc, sorted: ``source, target`` (places), ``strength`` (the highest),
        ``records``, ``kinds``.
    """
    import narwhals as nw

    lazy = nw.from_native(reports.frame).lazy() if isinstance(reports.frame, pd.DataFrame) else reports.frame
    told = ["kind", "strength", "arrow", *_folded_before(lazy)]
    said = lazy.select("source", "target", *told)
    back = said.filter(nw.col("arrow") == -1).select(
        nw.col("target").alias("source"), nw.col("source").alias("target"), *told
    )
    key = (nw.col("source") * reports.size + nw.col("target")) * (len(reports.kinds) + 1) + nw.col("kind") + 1
    keys, records, strength = _grouped(nw.concat([said, back]), key)
    keys, kind = _split(keys, len(reports.kinds) + 1)
    starts = _starts(keys)
    source, target = _split(keys[starts], reports.size)
    return pd.DataFrame(
        {
            "source": source,
            "target": target,
            "strength": _reduced(np.fmax, strength, starts),
            "records": _reduced(np.add, records, starts),
            "kinds": _kinds(kind - 1, keys, starts, reports.kinds),
        }
    )


def _grouped_pairs(reports: Reports) -> Groups:
    """Put the two ends of each record in order; group records by the integer that says all of a report."""
    if isinstance(reports.frame, pd.DataFrame):
        said = {name: column.to_numpy() for name, column in reports.frame.items()}
        low = np.minimum(said["source"], said["target"])
        key = _all_said(reports, said | {"low": low}, lambda truths: truths.astype(np.int64))
        return _counted(key, said["strength"], said.get("records"))
    import narwhals as nw

    columns = {name: nw.col(name) for name in ("low", "source", "target", "reporter", "kind", "arrow")}
    source, target = columns["source"], columns["target"]
    # Each end once: an expression that is used twice is worked out twice.
    ordered = reports.frame.with_columns(low=nw.when(source < target).then(source).otherwise(target))
    return _grouped(ordered, _all_said(reports, columns, lambda truths: truths.cast(nw.Int64)))


def _all_said(reports: Reports, columns: Mapping[Any, Any], number: Callable[[Any], Any]) -> Any:
    """Say all of a report in one integer, of arrays or of expressions; `number` makes a truth 0 or 1."""
    source, target, low = columns["source"], columns["target"], columns["low"]
    high = source + target - low
    # Cheaper than a choice between two columns.
    side = number(columns["reporter"] != low) * (1 + number(columns["reporter"] != high))
    way = number(columns["arrow"] == 1) * (1 + number(source > target))
    key = (low * reports.size + high) * (len(reports.kinds) + 1) + columns["kind"] + 1
    return (key * _SIDES + side) * _WAYS + way


def _counted(key: np.ndarray, strength: np.ndarray, records: np.ndarray | None) -> Groups:
    """Do the same with arrays: what goes through an engine takes longer than small records are worth."""
    place, keys = pd.factorize(key)
    highest = np.full(len(keys), np.nan)
    np.fmax.at(highest, place, strength)
    order = np.argsort(keys)
    # Whole numbers are exact among floats up to 2 ** 53.
    counts = np.bincount(place, records, minlength=len(keys)).astype(np.int64)
    return keys[order], counts[order], highest[order]


def _grouped(frame: nw.LazyFrame[Any], key: nw.Expr) -> Groups:
    """Group records by an integer; give the keys, sorted, the number of records and the highest strength."""
    import narwhals as nw

    before = _folded_before(frame)
    records = nw.col("records").sum() if before else nw.len().alias("records")
    groups = collected(
        frame.select(key.alias("key"), "strength", *before)
        .group_by("key")
        .agg(records, nw.col("strength").max())
    )
    keys = groups["key"].to_numpy().astype(np.int64)
    order = np.argsort(keys)
    counts, strength = (groups[column].to_numpy().astype(float) for column in ("records", "strength"))
    return keys[order], counts[order].astype(np.int64), strength[order]


def _folded_before(frame: nw.LazyFrame[Any]) -> list[str]:
    """Name the column that says how many records a row stands for, where rows were folded before."""
    return [name for name in ("records",) if name in frame.collect_schema().names()]


def _split(keys: np.ndarray, by: int) -> tuple[np.ndarray, np.ndarray]:
    """Take the lowest part off integers: what is left, and the part."""
    left = keys // max(by, 1)
    return left, keys - left * by


def _starts(keys: np.ndarray) -> np.ndarray:
    """Return the places where sorted keys change."""
    return np.flatnonzero(np.diff(keys, prepend=-1))


def _reduced(function: np.ufunc, values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Bring the values of each group together."""
    return function.reduceat(values, starts) if len(starts) else values


def _kinds(kind: np.ndarray, keys: np.ndarray, starts: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Return each group of reports its kinds as a sorted tuple; equal tuples are one object."""
    new = kind >= 0
    new[1:] &= (keys[1:] != keys[:-1]) | (kind[1:] != kind[:-1])
    group, kind = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(keys)))[new], kind[new]
    first = np.flatnonzero(np.diff(group, prepend=-1))
    rank = np.arange(len(group)) - np.repeat(first, np.diff(first, append=len(group)))
    # Sets have a number, and grow by one kind at a time: what is worked out once serves every group.
    sets: list[tuple[str, ...]] = [()]
    number = np.zeros(len(starts), dtype=np.int64)
    for step in range(int(rank.max(initial=-1)) + 1):
        now, added = group[rank == step], kind[rank == step]
        place, grown = pd.factorize(number[now] * len(names) + added)
        number[now] = len(sets) + place
        sets += [(*sets[one // len(names)], names[one % len(names)]) for one in grown.tolist()]
    known = np.empty(len(sets), dtype=object)
    known[:] = sets
    return known[number]
