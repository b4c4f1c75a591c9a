"""How much of the truth is seen: who answers in each wave, and how many of their ties they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sysmap.network.pairs import Pairs


@dataclass(frozen=True)
class Answering:
    """Who answers, and what they remember.

    Attributes
    ----------
    response
        In each wave, the share of organisations that answer, each by itself: whoever answered before may not
        answer again.
    recall
        The share of their ties that those who answer name.
    """

    response: tuple[float, float] = (1.0, 1.0)
    recall: float = 1.0


def seen(
    random: np.random.Generator,
    waves: Sequence[np.ndarray],
    sector: np.ndarray,
    sectors: tuple[str, ...],
    answering: Answering,
) -> Pairs:
    """Make the pairs that a comparison would use of two waves, under the rule of panel reporters.

    Parameters
    ----------
    random
        Where random numbers come from.
    waves
        The true ties of both waves.
    sector, sectors
        The sector of each organisation as a code, and their names.
    answering
        Who answers.
    """
    size = len(sector)
    answered = [random.random(size) < rate for rate in answering.response]
    panel = answered[0] & answered[1]
    keys = []
    for ties in waves:
        named = ties & (random.random((size, size)) < answering.recall) & panel[:, None]
        low, high = np.nonzero(np.triu(named | named.T, 1))
        keys.append(low.astype(np.int64) * size + high)
    return Pairs(
        nodes=tuple(f"{place:04}" for place in range(size)),
        sector=sector.astype(np.int32),
        sectors=sectors,
        panel=panel,
        report="any",
        ties=(keys[0], keys[1]),
        hidden=np.array([], dtype=np.int64),
    )
