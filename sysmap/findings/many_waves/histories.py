"""What became of ties over many waves: which were born, which were lost, which came back."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sysmap.network.pairs import BETWEEN, WITHIN
from sysmap.network.panel import MatchedWaves

FATES = {
    "throughout": "In every wave",
    "lost": "There in the first wave, and lost",
    "came_back": "There in the first wave, lost, and there in the last",
    "born": "New after the first wave, and there in the last",
    "passing": "New after the first wave, and not there in the last",
}
"""What can become of a tie, in words."""


def ties_by_wave(matched: MatchedWaves) -> pd.DataFrame:
    """Count the ties of each wave, and those that are new, lost or back since the wave before.

    Returns
    -------
    pandas.DataFrame
        Index ``wave``: ``ties, born`` (never there before), ``came_back`` (there in some earlier wave and
        not in the one before), ``lost`` (there in the wave before and not in this), ``first_alive`` (share
        of the first wave's ties that are there), ``new_alive`` (share of the ties born or back in the wave
        before that are there). Ties that the panel reported, among the pairs that could be observed in
        every wave; ``nan`` where there is nothing to count from.
    """
    there = _there(matched)
    rows = []
    for wave, now in enumerate(there.T):
        before = there[:, wave - 1] if wave else np.zeros(len(there), dtype=bool)
        ever = there[:, :wave].any(axis=1)
        fresh = before & ~there[:, wave - 2] if wave > 1 else np.zeros(len(there), dtype=bool)
        counts = (now & ~ever, now & ever & ~before, before & ~now)
        told = [float(each.sum()) if wave else math.nan for each in counts]
        rows.append((int(now.sum()), *told, _share(now, there[:, 0]), _share(now, fresh)))
    names = ["ties", "born", "came_back", "lost", "first_alive", "new_alive"]
    return pd.DataFrame(rows, columns=names, index=pd.Index(_waves(matched), name="wave"))


def fates(matched: MatchedWaves) -> pd.DataFrame:
    """Count what became of the ties of all waves.

    Returns
    -------
    pandas.DataFrame
        Index ``fate`` (the keys of `FATES`): ``between, within`` (sectors), ``all`` (with those of
        organisations whose sector is unknown).
    """
    there, kind = _there(matched), _kinds(matched)
    first, last, always = there[:, 0], there[:, -1], there.all(axis=1)
    of = {
        "throughout": always,
        "lost": first & ~last,
        "came_back": first & last & ~always,
        "born": ~first & last,
        "passing": ~first & ~last,
    }
    rows = [
        (int((some & (kind == BETWEEN)).sum()), int((some & (kind == WITHIN)).sum()), int(some.sum()))
        for some in of.values()
    ]
    return pd.DataFrame(rows, columns=["between", "within", "all"], index=pd.Index(list(of), name="fate"))


def _keys(matched: MatchedWaves) -> np.ndarray:
    return np.unique(np.concatenate(matched.ties))


def _there(matched: MatchedWaves) -> np.ndarray:
    """Return which ties are there in which wave, bool of shape (ties of any wave, waves)."""
    keys = _keys(matched)
    return np.array([np.isin(keys, each, assume_unique=True) for each in matched.ties]).T


def _kinds(matched: MatchedWaves) -> np.ndarray:
    return matched.pairs.kind_of(*matched.pairs.ends(_keys(matched)))


def _share(now: np.ndarray, of: np.ndarray) -> float:
    return float((now & of).sum() / of.sum()) if of.any() else math.nan


def _waves(matched: MatchedWaves) -> list[str]:
    return [str(system.wave) for system in matched.constant]
