"""Whether introductions would be suggested again if one organisation were not on the map."""

from __future__ import annotations

import numpy as np

from sysmap.findings.introductions.search import Chosen, Search, largest
from sysmap.network.graph.added_ties import nearness_of
from sysmap.network.graph.arrays import Arrays
from sysmap.progress import step

EVERYONE, BEST_CONNECTED = 200, 100
PAIRS = 50


def chosen_again(search: Search, chosen: Chosen, arrays: Arrays) -> dict[int, float]:
    """Choose again without each of some organisations in turn.

    Reruns are greedy with one exchange, among those chosen and the pairs that would gain most,
    50 together. A rerun says nothing of the pairs of the organisation that it leaves out.

    Parameters
    ----------
    search, chosen
        What was chosen from what.
    arrays
        The map.

    Returns
    -------
    dict
        For each pair chosen, the share of the reruns without another organisation in which it is
        chosen again, 0 to 1; ``nan`` where there is no other organisation.
    """
    if not chosen.pairs:
        return {}
    gains = search.first_gains()
    gains[list(chosen.pairs)] = np.inf
    pool = largest(gains, search.candidates, PAIRS)
    left_out = _left_out(arrays)
    again = dict.fromkeys(chosen.pairs, 0)
    reruns = dict.fromkeys(chosen.pairs, 0)
    for done, place in enumerate(left_out, start=1):
        u, v = search.candidates.u, search.candidates.v
        some = pool[(u[pool] != place) & (v[pool] != place)]
        near = nearness_of(arrays, search.near.measure, [place])
        rerun = Search(near, search.candidates.only(some), search.limit)
        found = set(some[rerun.exchanged(rerun.greedy(len(chosen.pairs)))].tolist())
        for pair in chosen.pairs:
            if place not in (u[pair], v[pair]):
                reruns[pair] += 1
                again[pair] += pair in found
        step("Stability of introductions", done, len(left_out))
    return {pair: again[pair] / reruns[pair] if reruns[pair] else np.nan for pair in chosen.pairs}


def _left_out(arrays: Arrays) -> list[int]:
    if arrays.n <= EVERYONE:
        return list(range(arrays.n))
    return np.sort(np.argsort(-arrays.partners, kind="stable")[:BEST_CONNECTED]).tolist()
