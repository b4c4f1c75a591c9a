"""How long a comparison will take, said before it begins: by how many organisations, ties and swaps."""

from __future__ import annotations

import time

from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.sample import sample_of
from sysmap.findings.comparison.estimating.swaps import LISTED, MOST_REPEATS
from sysmap.findings.draws import Draws

# Seconds of a processor of 2020, for each unit of work: measured on block graphs of 300 to 10,000
# organisations with about eight partners each.
_FOLLOWED, _GROWTH = 0.55e-6, 0.65
_SEARCHED, _FLIPPED, _DRAWN, _MEASURED = 1e-9, 7e-9, 8e-9, 2e-8


def seconds_for(estimator: Estimator, draws: Draws) -> float:
    """Return about how many seconds it takes to estimate and test the changes of an estimator.

    Parameters
    ----------
    estimator
        The pairs and the measures.
    draws
        How many swaps.
    """
    pairs = estimator.pairs
    changed, ties = len(pairs.changed.sign), len(pairs.union.arrays.source)
    repeats = draws.at_most(MOST_REPEATS).count
    observable = int(pairs.observable.sum())
    seconds = repeats * _FLIPPED * (observable if observable <= LISTED else 2 * (pairs.n + changed))
    seconds += draws.count * changed * _DRAWN
    if estimator.others:
        seconds += _MEASURED * pairs.n * ties
    if estimator.by_distance:
        followed = changed * len(sample_of(pairs, draws.seed).sources)
        seconds += _FOLLOWED * followed * (pairs.n / 1_000) ** _GROWTH
        if estimator.searches_swaps:
            seconds += 2 * repeats * _SEARCHED * pairs.n * ties
    if estimator.one_by_one:
        began = time.perf_counter()
        _ = estimator.observed
        each = (time.perf_counter() - began) / 2
        seconds += 2 * each * (changed + (repeats if estimator.searches_swaps else 0))
    return seconds
