"""Pairs in which a silent organisation could have reported a tie, and what those who answered reported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.network.graph.arrays import Arrays, frozen
from sysmap.network.pairs import BETWEEN, WITHIN, Pairs
from sysmap.network.system import SystemMap

KINDS = {"across": (BETWEEN,), "inside": (WITHIN,), "any": (0, 1, 2)}
"""The kinds of pair in which ties are counted, by the word for them."""


@dataclass(frozen=True)
class Reported:
    """What those who answered reported, on average.

    Attributes
    ----------
    ties
        Ties of a kind that each reported.
    alone
        Of these, those that nobody else reported.
    """

    ties: float
    alone: float


def whole_of(arrays: Arrays, report: str) -> Pairs:
    """Return all pairs of a map, with its ties in both of two equal waves: what totals are worked out of."""
    keys = frozen(np.sort(arrays.source.astype(np.int64) * arrays.n + arrays.target))
    return Pairs(
        nodes=arrays.nodes,
        sector=arrays.sector,
        sectors=arrays.sectors,
        panel=frozen(np.ones(arrays.n, dtype=bool)),
        report=report,
        ties=(keys, keys),
        hidden=frozen(np.array([], dtype=np.int64)),
    )


def silent_on(system: SystemMap) -> np.ndarray:
    """Tell of each organisation whether it was asked and did not answer; of nobody where not recorded."""
    asked, answered = (
        system.organisations[column].map(lambda cell: cell is not None and bool(cell)).to_numpy(bool)
        for column in ("asked", "answered")
    )
    return np.zeros(len(asked), dtype=bool) if system.heard is None else asked & ~answered


def open_pairs(system: SystemMap, silent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """List the pairs (arcs on a directed map) without a tie in which the silent could have made one.

    Under ``any`` these have a silent end; under ``confirmed`` every end that answered has reported it;
    under ``directed`` the source is silent.
    """
    arrays, report = system.arrays, system.rules.report
    free = ~np.eye(arrays.n, dtype=bool)
    free[arrays.source, arrays.target] = False
    if report == "directed":
        source, target = np.nonzero(free & silent[:, None])
        return source, target
    free[arrays.target, arrays.source] = False
    free &= silent[:, None] | silent
    if report == "confirmed":
        # An end that answered and said nothing would still not confirm it.
        said = said_by_ends(system)
        free &= (silent[:, None] | said) & (silent | said.T)
    low, high = np.nonzero(np.triu(free, 1))
    return low, high


def said_by_ends(system: SystemMap) -> np.ndarray:
    """Tell which organisation (row) reported which other, bool of shape (organisations, organisations)."""
    said = np.zeros((system.arrays.n, system.arrays.n), dtype=bool)
    low, high = (system.reported[end].to_numpy(dtype=int) for end in ("low", "high"))
    by_low, by_high = (system.reported[f"by_{end}"].to_numpy(dtype=bool) for end in ("low", "high"))
    said[low[by_low], high[by_low]] = True
    said[high[by_high], low[by_high]] = True
    return said


def reported_on_average(system: SystemMap, kind: str) -> Reported:
    """Return how many ties of a kind those who answered reported, on average, and how many of them alone."""
    heard = system.heard
    answered = np.ones(system.arrays.n, dtype=bool) if heard is None else heard
    tied = np.zeros((system.arrays.n, system.arrays.n), dtype=bool)
    tied[system.arrays.source, system.arrays.target] = True
    if not system.directed:
        tied |= tied.T
    own = tied & said_by_ends(system)
    sector = system.arrays.sector
    known = (sector >= 0)[:, None] & (sector >= 0)
    same = sector[:, None] == sector
    wanted = {"across": known & ~same, "inside": known & same, "any": np.ones_like(same)}[kind]
    own = (own & wanted)[answered]
    if not len(own):
        return Reported(float("nan"), float("nan"))
    alone = own if system.directed else own & ~said_by_ends(system).T[answered]
    return Reported(float(own.sum(axis=1).mean()), float(alone.sum(axis=1).mean()))
