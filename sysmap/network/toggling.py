"""Maps that differ from another in a few ties: made by the thousand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.union import Union
from sysmap.network.system import SystemMap

_ORDERS = ((0, 1), (1, 0))
"""For each wave, that wave and the other."""


class Toggles:
    """The maps of two waves with any choice of the ties that are in either.

    A tie is what was reported of it in the wave of the map: its strength, its kinds, who said so.
    One that the wave lacks is what was reported of it in the other.

    Parameters
    ----------
    union
        The ties of either wave.
    maps
        The maps of the two waves, of the same organisations.
    """

    def __init__(self, union: Union, maps: tuple[SystemMap, SystemMap]) -> None:
        self.union = union
        self.maps = maps

    def chosen(self, there: np.ndarray, wave: int) -> SystemMap:
        """Return the map of a wave (0 or 1) with the ties of the union for which `there` is true."""
        arrays = self.union.chosen(there, self._strength[wave])
        return replace(self.maps[wave], tied=ToggledTies(self, wave, there, arrays))

    def ties(self, there: np.ndarray, wave: int) -> pd.DataFrame:
        """Return the rows of `SystemMap.ties` for the ties that are there."""
        return _taken(self._ties[wave], np.flatnonzero(there))

    def reported(self, there: np.ndarray, wave: int) -> pd.DataFrame:
        """Return the rows of `SystemMap.reported` for the pairs that have a tie, and those that never had.

        Where a tie was taken away, nobody reported the pair.
        """
        frame, key, tied = self._reported[wave]
        pairs = np.unique(self._pair[there])
        return _taken(frame, np.flatnonzero(np.isin(key, pairs) == tied))

    @cached_property
    def _strength(self) -> list[np.ndarray]:
        return [frame["strength"].to_numpy(dtype=float) for frame in self._ties]

    @cached_property
    def _ties(self) -> list[pd.DataFrame]:
        """For each wave, a row for every tie of the union, in its order."""
        maps = self.maps
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
        maps = self.maps
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


@dataclass(frozen=True, eq=False)
class ToggledTies:
    """Some of the ties of two waves: frames of them are cut from what was reported when asked for."""

    toggles: Toggles
    wave: int
    there: np.ndarray
    arrays: Arrays

    @cached_property
    def ties(self) -> pd.DataFrame:
        """The ties as a frame."""
        return self.toggles.ties(self.there, self.wave)

    @cached_property
    def reported(self) -> pd.DataFrame:
        """The pairs that somebody reported."""
        return self.toggles.reported(self.there, self.wave)


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
