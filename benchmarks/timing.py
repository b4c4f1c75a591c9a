"""CPU time of several engines side by side, in rotation: least, median and most."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from benchmarks.declaring import OURS

# At least so many runs of each; more of what is over sooner than the clock can tell.
REPEATS, MOST, ENOUGH = 3, 15, 0.3
LONG = 5.0
AGREES = 1e-9


@dataclass(frozen=True)
class Engine:
    """What one engine does: `prepare` outside the clock, then `run` with what that gave."""

    run: Callable[[Any], Mapping[str, Any]]
    prepare: Callable[[], Any]
    # Two searches may find different answers of which neither is wrong: then only time is set beside time.
    compared: bool = True


@dataclass
class Times:
    """CPU seconds by engine, the largest difference from our answer by peer, and who ran once."""

    seconds: dict[str, float] = field(default_factory=dict)
    spread: dict[str, tuple[float, float]] = field(default_factory=dict)
    differs: dict[str, float] = field(default_factory=dict)
    once: tuple[str, ...] = ()


def timed(engines: Mapping[str, Engine]) -> Times:
    """Time engines in rotation; a peer that does not agree with us has no speed.

    Each answers with a mapping of parts to numbers or arrays. The parts that both have are compared,
    where ours are defined.
    """
    runs: dict[str, list[float]] = {name: [] for name in engines}
    answers: dict[str, Mapping[str, Any]] = {}
    names = list(engines)
    gc.collect()
    for turn in range(max(REPEATS, MOST if REPEATS > 1 else 1)):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            if runs[name] and (runs[name][0] > LONG or (turn >= REPEATS and sum(runs[name]) > ENOUGH)):
                continue
            answer, seconds = _once(engines[name])
            runs[name].append(seconds)
            answers.setdefault(name, answer)
    found = Times(once=tuple(name for name in names if len(runs[name]) == 1))
    for name in names:
        if name != OURS and OURS in answers and engines[name].compared:
            found.differs[name] = difference(answers[OURS], answers[name])
        if not found.differs.get(name, 0) > AGREES:
            found.seconds[name] = median(runs[name])
            found.spread[name] = min(runs[name]), max(runs[name])
    return found


def _once(engine: Engine) -> tuple[Mapping[str, Any], float]:
    """Run an engine once, on something fresh; nobody pays for another's litter, as with `timeit`."""
    prepared = engine.prepare()
    gc.disable()
    try:
        start = time.process_time()
        return engine.run(prepared), time.process_time() - start
    finally:
        gc.enable()


def difference(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> float:
    """Return the largest difference, absolute up to 1 and relative above, where ours are defined."""
    shared = [part for part in ours if part in theirs]
    if not shared:
        raise ValueError("two engines have no answer in common: nothing shows that they do the same")
    worst = 0.0
    for part in shared:
        mine, other = (np.atleast_1d(np.asarray(answer[part], dtype=float)) for answer in (ours, theirs))
        if mine.shape != other.shape:
            return float("inf")
        there = ~np.isnan(mine)
        apart = np.abs(mine[there] - other[there]) / np.maximum(1, np.abs(mine[there]))
        worst = max(worst, float(np.max(apart, initial=0))) if not np.isnan(apart).any() else float("inf")
    return worst
