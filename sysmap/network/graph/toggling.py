"""Maps that differ from another in a few ties: made by the thousand, of arrays alone."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from sysmap.errors import SysmapError
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.network import Network
from sysmap.network.response import Reportable
from sysmap.network.system import SystemMap

_OWN = ("ties", "reported")
_ORDERS = ((0, 1), (1, 0))
"""For each wave, that wave and the other."""


class Union:
    """All ties that may be there, from which the arrays of any choice of them are cut without sorting.

    Parameters
    ----------
    arrays
        A map with every tie that may be there.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        ties, n = arrays.m, arrays.n
        rows = np.concatenate([arrays.source, arrays.target])
        columns = np.concatenate([arrays.target, arrays.source])
        order = np.lexsort((columns, rows))
        self._rows = rows[order]
        self._columns = columns[order]
        self._tie = np.concatenate([np.arange(ties), np.arange(ties)])[order]
        self._n = n

    def chosen(self, there: np.ndarray, strength: np.ndarray | None = None) -> Arrays:
        """Give the arrays of the ties for which `there` is true, with the strengths given for all ties."""
        whole = self.arrays
        strength = whole.strength if strength is None else strength
        arrays = Arrays(
            nodes=whole.nodes,
            source=whole.source[there],
            target=whole.target[there],
            strength=strength[there],
            sector=whole.sector,
            sectors=whole.sectors,
            directed=whole.directed,
        )
        arrays.__dict__["sizes"] = whole.sizes
        if not whole.directed:
            kept = there[self._tie]
            starts = np.zeros(self._n + 1, dtype=np.int32)
            np.cumsum(np.bincount(self._rows[kept], minlength=self._n), out=starts[1:])
            parts = (np.ones(int(starts[-1])), self._columns[kept], starts)
            arrays.__dict__["adjacency"] = sparse.csr_array(parts, shape=(self._n, self._n))
        return arrays


class Toggles:
    """The maps of two waves with any choice of the ties that are in either.

    A tie is what was reported of it in the wave of the map: its strength, its kinds, who said so.
    One that the wave lacks is what was reported of it in the other.

    Parameters
    ----------
    union
        The ties of either wave.
    maps
        The maps of the two waves, of the same organisations; None for maps of arrays alone, which
        tell nothing but who works with whom.
    """

    def __init__(self, union: Union, maps: tuple[SystemMap, SystemMap] | None = None) -> None:
        self.union = union
        self.maps = maps
        self._common = [
            {name: vars(system)[name] for name in system.__dataclass_fields__ if name not in _OWN}
            for system in maps or ()
        ]

    def chosen(self, there: np.ndarray, wave: int) -> SystemMap:
        """Give the map of a wave (0 or 1) with the ties of the union for which `there` is true."""
        light = object.__new__(ToggledMap)
        if self.maps is not None:
            light.__dict__.update(self._common[wave])
        strength = None if self.maps is None else self._strength[wave]
        light.__dict__["_cut"] = (self, wave, there)
        light.__dict__["network"] = Network(self.union.chosen(there, strength))
        return light

    def ties(self, there: np.ndarray, wave: int) -> pd.DataFrame:
        """Give the rows of `SystemMap.ties` for the ties that are there."""
        return _taken(self._ties[wave], np.flatnonzero(there))

    def reported(self, there: np.ndarray, wave: int) -> pd.DataFrame:
        """Give the rows of `SystemMap.reported` for the pairs that have a tie, and those that never had.

        Where a tie was taken away, nobody reported the pair.
        """
        frame, key, tied = self._reported[wave]
        pairs = np.unique(self._pair[there])
        return _taken(frame, np.flatnonzero(np.isin(key, pairs) == tied))

    def _given(self) -> tuple[SystemMap, SystemMap]:
        if self.maps is None:
            raise SysmapError("a map of arrays alone does not tell what was reported of its ties")
        return self.maps

    @cached_property
    def _strength(self) -> list[np.ndarray]:
        return [frame["strength"].to_numpy(dtype=float) for frame in self._ties]

    @cached_property
    def _ties(self) -> list[pd.DataFrame]:
        """For each wave, a row for every tie of the union, in its order."""
        maps = self._given()
        keys = [_keys(system.arrays) for system in maps]
        found = []
        for own, other in _ORDERS:
            frame = _joined([maps[own].ties, maps[other].ties])
            _, first = np.unique(np.concatenate([keys[own], keys[other]]), return_index=True)
            found.append(_taken(frame, first))
        return found

    @cached_property
    def _pair(self) -> np.ndarray:
        """The pair of each tie of the union, as a key."""
        return _pair_keys(self.union.arrays)

    @cached_property
    def _reported(self) -> list[tuple[pd.DataFrame, np.ndarray, np.ndarray]]:
        """For each wave, what was reported of pairs, their keys, and whether it stands for a tie.

        A pair that is no tie of the wave may have two rows: one for the map that has the tie, one for
        the map that does not.
        """
        maps = self._given()
        n = self.union.arrays.n
        tied = [np.unique(_pair_keys(system.arrays)) for system in maps]
        keys = [
            system.reported["low"].to_numpy(dtype=np.int64) * n
            + system.reported["high"].to_numpy(dtype=np.int64)
            for system in maps
        ]
        found = []
        for own, other in _ORDERS:
            more = np.isin(keys[other], np.setdiff1d(tied[other], tied[own]))
            frame = _joined([maps[own].reported, _taken(maps[other].reported, np.flatnonzero(more))])
            key = np.concatenate([keys[own], keys[other][more]])
            is_tied = np.concatenate([np.isin(keys[own], tied[own]), np.ones(int(more.sum()), dtype=bool)])
            order = np.argsort(key, kind="stable")
            found.append((_taken(frame, order), key[order], is_tied[order]))
        return found


class ToggledMap(SystemMap):
    """A map of which only the arrays are given, beside what it has in common with another.

    Everything that is worked out from the arrays is that of the arrays; frames of ties are cut
    from what was reported in the two waves when they are asked for.
    """

    _cut: tuple[Toggles, int, np.ndarray]

    @cached_property
    def ties(self) -> pd.DataFrame:
        """The ties as a frame."""
        toggles, wave, there = self._cut
        return toggles.ties(there, wave)

    @cached_property
    def reported(self) -> pd.DataFrame:
        """The pairs that somebody reported."""
        toggles, wave, there = self._cut
        return toggles.reported(there, wave)

    @property
    def directed(self) -> bool:
        """Whether ties are arcs."""
        return self.arrays.directed

    @property
    def reportable(self) -> Reportable | None:
        """Pairs that somebody could have reported: the same whatever ties are there."""
        toggles, wave, _ = self._cut
        return toggles.maps[wave].reportable if toggles.maps else None


def _keys(arrays: Arrays) -> np.ndarray:
    """Give each tie a key, by its ends."""
    return arrays.source.astype(np.int64) * arrays.n + arrays.target


def _pair_keys(arrays: Arrays) -> np.ndarray:
    """Give each tie the key of its pair, whichever way it points."""
    low = np.minimum(arrays.source, arrays.target).astype(np.int64)
    return low * arrays.n + np.maximum(arrays.source, arrays.target)


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)


def _taken(frame: pd.DataFrame, places: np.ndarray) -> pd.DataFrame:
    return frame.take(places).reset_index(drop=True)
