"""Records as integers, whatever the frame: who, with whom, reported by whom, of what kind, how strong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import narwhals as nw


@dataclass(frozen=True, eq=False)
class Reports:
    """Coded records: one row per record, organisations as their place in the sorted list.

    Attributes
    ----------
    frame : pandas.DataFrame or narwhals.LazyFrame
        ``source, target`` (places); ``reporter`` (−1 where the record was reported by neither a
        person nor an organisation on the map); ``kind`` (its place in `kinds`, −1 for none);
        ``strength`` (missing where blank); ``arrow`` (1 for a record that says it is directed, −1
        for one that says it is not, 0 for one that says nothing); and where rows that say the same were
        folded, ``records`` (how many each stands for).
    kinds : tuple of str
        The kinds there are, sorted.
    above : numpy.ndarray of float64, shape (kinds + 1,)
        The strength above which a record of the kind is strong; ``nan`` where nothing is. The
        last entry is that of records without a kind.
    size : int
        The number of organisations.
    """

    frame: pd.DataFrame | nw.LazyFrame[Any]
    kinds: tuple[str, ...]
    above: np.ndarray
    size: int


def code_reports(
    records: Any, organisations: Any, kinds: tuple[str, ...], midpoints: Mapping[str, float], size: int
) -> Reports:
    """Code records; those with an end that is not on the map are left out.

    Parameters
    ----------
    records
        A frame of any engine that narwhals knows, eager or lazy: ``source, target`` and, where
        there are any, ``reported_by, kind, strength, directed``.
    organisations
        A frame of the same engine: ``id`` and ``place``, in the sorted list of the map; −1 for
        partners that are not on it.
    kinds
        The kinds of tie, sorted.
    midpoints
        For each kind (``""`` for none), the strength above which a record is strong; kinds without a
        usable scale are missing.
    size
        The number of organisations on the map.
    """
    above = np.array([midpoints.get(kind, np.nan) for kind in (*kinds, "")], dtype=float)
    if isinstance(records, pd.DataFrame):
        # The one step that knows its engine: ids factorised once, so that only integers are grouped.
        return Reports(_factorised(records, organisations, kinds), kinds, above, size)
    import narwhals as nw

    coded = _joined(nw.from_native(records).lazy(), nw.from_native(organisations).lazy(), kinds)
    return Reports(coded, kinds, above, size)


def places_of(partners: pd.Series, on_map: pd.Index) -> pd.DataFrame:
    """Give every organisation its place on the map; −1 for partners that are not on it."""
    ids = on_map.union(pd.Index(partners.to_numpy(dtype=object), dtype=object))
    return pd.DataFrame({"id": ids, "place": on_map.get_indexer(ids)})


def _factorised(records: pd.DataFrame, organisations: pd.DataFrame, kinds: tuple[str, ...]) -> pd.DataFrame:
    ids, place = pd.Index(organisations["id"]), organisations["place"].to_numpy(dtype=np.int64)
    source, target = (_places(records[end], ids, place)[1] for end in ("source", "target"))
    reporter, kind = source, np.full(len(records), -1, dtype=np.int64)
    if "reported_by" in records:
        known, reporter = _places(records["reported_by"], ids, place)
        reporter = np.where(known, reporter, source)
    if "kind" in records:
        kind = _places(records["kind"], pd.Index(kinds, dtype=object), np.arange(len(kinds), dtype=np.int64))[
            1
        ]
    arrow = np.zeros(len(records), dtype=np.int64)
    if "directed" in records:
        codes, said = pd.factorize(records["directed"])
        worth = np.array(
            [1 if one is True else -1 if one is False else 0 for one in [*said.tolist(), None]], np.int64
        )
        arrow = worth[codes]
    strength = (
        records["strength"].to_numpy(dtype=float) if "strength" in records else np.full(len(records), np.nan)
    )
    coded = pd.DataFrame(
        {
            "source": source,
            "target": target,
            "reporter": reporter,
            "kind": kind,
            "strength": strength,
            "arrow": arrow,
        },
        copy=False,
    )
    if "records" in records:
        coded["records"] = records["records"].to_numpy(dtype=np.int64)
    on_map = (source >= 0) & (target >= 0)
    return coded if on_map.all() else coded[on_map]


def _places(texts: pd.Series, known: pd.Index, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell which texts are known, and give their place; −1 for the others."""
    codes, distinct = pd.factorize(texts)
    found = known.get_indexer(pd.Index(distinct, dtype=object)) if len(known) else np.full(len(distinct), -1)
    # A missing text has the code −1, which picks the last entry.
    found = np.append(found, -1)
    there = found >= 0
    return there[codes], np.append(place, -1)[found][codes]


def _joined(
    records: nw.LazyFrame[Any], organisations: nw.LazyFrame[Any], kinds: tuple[str, ...]
) -> nw.LazyFrame[Any]:
    import narwhals as nw

    there = records.collect_schema().names()
    blank = {
        "reported_by": nw.lit(None, dtype=nw.String),
        "kind": nw.lit(None, dtype=nw.String),
        "strength": nw.lit(None, dtype=nw.Float64),
        "directed": nw.lit(None, dtype=nw.Boolean),
    }
    records = records.with_columns(
        cells.alias(column) for column, cells in blank.items() if column not in there
    )
    # The integer comes with the join that must happen anyway: no text is grouped, or comes back.
    for end, at in (("source", "at_source"), ("target", "at_target"), ("reported_by", "at_reporter")):
        places = organisations.select(nw.col("id").alias(f"{end}_id"), nw.col("place").alias(at))
        records = records.join(places, left_on=end, right_on=f"{end}_id", how="left")
    records = records.filter(nw.col("at_source") >= 0, nw.col("at_target") >= 0)
    kind = nw.lit(-1)
    for code, name in enumerate(kinds):
        kind = nw.when(nw.col("kind") == name).then(nw.lit(code)).otherwise(kind)
    strength, arrow = nw.col("strength").cast(nw.Float64), nw.col("directed")
    return records.select(
        nw.col("at_source").cast(nw.Int64).alias("source"),
        nw.col("at_target").cast(nw.Int64).alias("target"),
        nw.coalesce("at_reporter", "at_source").cast(nw.Int64).alias("reporter"),
        kind.cast(nw.Int64).alias("kind"),
        nw.when(~strength.is_nan()).then(strength).alias("strength"),
        nw.when(arrow)
        .then(nw.lit(1))
        .otherwise(nw.when(~arrow).then(nw.lit(-1)).otherwise(nw.lit(0)))
        .cast(nw.Int64)
        .alias("arrow"),
    )
