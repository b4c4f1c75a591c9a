"""What can be counted of ties in their engine, in the form in which measures take it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sysmap.errors import SysmapError
from sysmap.network.engines.tie_frames import TieFrames
from sysmap.network.graph.mixing import Mixing
from sysmap.network.system import SystemMap
from sysmap.records.containers.frames import collected

if TYPE_CHECKING:
    import narwhals as nw

# What is not recorded of ties alone.
_NOT_RECORDED = {"depth": "not_recorded", "two_mode": "no_forums"}
TOO_LARGE = "too_large"


class NotCountedError(SysmapError, AttributeError):
    """A part of a map that cannot be had by counting; `reason` is the code of why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, eq=False, repr=False)
class CountedMixing(Mixing):
    """Ties by sector, counted."""

    counts: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))

    @property
    def totals(self) -> np.ndarray:
        """Ties by sector of both ends, in both directions."""
        return self.counts


@dataclass(frozen=True, eq=False, repr=False)
class CountedArrays:
    """What is known of organisations, one by one, without their ties.

    Attributes
    ----------
    sector, sectors
        As those of `Arrays`.
    by_sector : numpy.ndarray of int64, shape (organisations, sectors + 1)
        The partners of each in each sector; the last column those of unknown sector.
    directed
        Always False.
    """

    sector: np.ndarray
    sectors: tuple[str, ...]
    by_sector: np.ndarray
    directed: bool = False

    @property
    def n(self) -> int:
        """The number of organisations."""
        return len(self.sector)

    @property
    def m(self) -> int:
        """The number of ties."""
        return int(self.by_sector.sum()) // 2

    @cached_property
    def partners(self) -> np.ndarray:
        """The number of partners of each."""
        return self.by_sector.sum(axis=1)

    @cached_property
    def sizes(self) -> np.ndarray:
        """The number of organisations in each sector."""
        return np.bincount(self.sector[self.sector >= 0], minlength=len(self.sectors))

    def __getattr__(self, name: str) -> Any:
        """Refuse what needs the ties themselves."""
        if name[0] == "_":
            raise AttributeError(name)
        raise NotCountedError(TOO_LARGE)


@dataclass(frozen=True, eq=False, repr=False)
class ClosedPaths:
    """The triangles, counted.

    Attributes
    ----------
    count
        How many there are.
    by_corner
        For each organisation, its triangles by the sectors of the two others: both its own, one its own,
        two alike, two that differ; with one of unknown sector.
    """

    arrays: CountedArrays
    count: int
    by_corner: np.ndarray

    @property
    def around(self) -> np.ndarray:
        """In how many triangles each organisation is."""
        return self.by_corner.sum(axis=1)


OWN, MIXED, ALIKE, APART, UNKNOWN = range(5)


@dataclass(frozen=True, eq=False, repr=False)
class TieCounts:
    """What measures can be given of ties that stay with their engine.

    A part that cannot be had by counting raises `NotCountedError`.
    """

    frames: TieFrames
    reportable: None = None

    @cached_property
    def arrays(self) -> CountedArrays:
        """Organisations, and how many partners each has in each sector."""
        import narwhals as nw

        frames = self.frames
        _, sector = frames.organisations
        found = collected(frames.pairs.group_by("one", "of").agg(nw.col("records").count().alias("partners")))
        one, of, partners = (found[name].to_numpy().astype(np.int64) for name in ("one", "of", "partners"))
        counts = np.zeros((len(sector), len(frames.sectors) + 1), dtype=np.int64)
        # An unknown sector is −1, which is the last column.
        np.add.at(counts, (one - 1, frames.labels[of]), partners)
        return CountedArrays(sector, frames.sectors, counts)

    @cached_property
    def mixing(self) -> CountedMixing:
        """Ties by sector, over organisations of known sector."""
        arrays = self.arrays
        k = len(arrays.sectors)
        totals = np.zeros((k, k), dtype=np.int64)
        for code in range(k):
            totals[code] = arrays.by_sector[arrays.sector == code, :k].sum(axis=0)
        within = np.asarray(np.trace(totals) // 2)
        known: Any = arrays
        return CountedMixing(arrays.sizes, int(totals.sum()) // 2, within, False, known, counts=totals)

    @cached_property
    def triangles(self) -> ClosedPaths:
        """The triangles: pairs point to the end with more partners, and two that leave one are joined."""
        arrays = self.arrays
        found = collected(_corners(self.frames))
        counts = np.zeros((arrays.n, UNKNOWN + 1), dtype=np.int64)
        one, two, times = (found[name].to_numpy().astype(np.int64) for name in ("corner", "sides", "times"))
        size = len(self.frames.labels)
        labels = self.frames.labels
        first, second = labels[two // size], labels[two % size]
        own = arrays.sector[one - 1]
        sort = np.select(
            [
                (first < 0) | (second < 0) | (own < 0),
                (first == own) & (second == own),
                (first == own) | (second == own),
                first == second,
            ],
            [UNKNOWN, OWN, MIXED, ALIKE],
            APART,
        )
        np.add.at(counts, (one - 1, sort), times)
        return ClosedPaths(arrays, int(times.sum()) // 3, counts)

    @property
    def known_partners(self) -> np.ndarray:
        """Of each organisation of known sector, the number of its partners of known sector."""
        arrays = self.arrays
        return arrays.by_sector[arrays.sector >= 0, : len(arrays.sectors)].sum(axis=1)

    def __getattr__(self, name: str) -> Any:
        """Refuse what cannot be had by counting."""
        if name[0] == "_":
            raise AttributeError(name)
        told = name in SystemMap.__dataclass_fields__ or name in vars(SystemMap)
        raise NotCountedError(_NOT_RECORDED.get(name, "not_recorded" if told else TOO_LARGE))


def _corners(frames: TieFrames) -> nw.LazyFrame[Any]:
    """Count triangles by corner and by the labels of the two others."""
    import narwhals as nw

    size = len(frames.labels)
    degrees = frames.pairs.group_by("one").agg(nw.len().alias("partners"))
    ends = frames.pairs.join(
        degrees.select(nw.col("one").alias("who"), nw.col("partners").alias("theirs")),
        left_on="other",
        right_on="who",
    ).join(degrees.select(nw.col("one").alias("me"), "partners"), left_on="one", right_on="me")
    upward = (nw.col("partners") < nw.col("theirs")) | (
        (nw.col("partners") == nw.col("theirs")) & (nw.col("one") < nw.col("other"))
    )
    arcs = ends.filter(upward).select("one", "other", "of", "theirs")
    first = arcs.select(
        "one", nw.col("other").alias("b"), nw.col("of").alias("b_of"), nw.col("theirs").alias("b_at")
    )
    second = arcs.select(
        nw.col("one").alias("again"),
        nw.col("other").alias("c"),
        nw.col("of").alias("c_of"),
        nw.col("theirs").alias("c_at"),
    )
    later = (nw.col("b_at") < nw.col("c_at")) | (
        (nw.col("b_at") == nw.col("c_at")) & (nw.col("b") < nw.col("c"))
    )
    wedges = first.join(second, left_on="one", right_on="again").filter(later)
    third = arcs.select(nw.col("one").alias("from"), nw.col("other").alias("to"))
    closed = wedges.join(third, left_on=["b", "c"], right_on=["from", "to"])
    own = frames.partners.select(nw.col("number").alias("who"), nw.col("label").alias("a_of"))
    closed = closed.join(own, left_on="one", right_on="who")
    corners = nw.concat(
        [
            closed.select(
                nw.col(corner).alias("corner"),
                (nw.col(one).cast(nw.Int64) * size + nw.col(other)).alias("sides"),
            )
            for corner, one, other in (("one", "b_of", "c_of"), ("b", "a_of", "c_of"), ("c", "a_of", "b_of"))
        ]
    )
    return corners.group_by("corner", "sides").agg(nw.len().alias("times"))
