"""Boards that open and close: groups of organisations whose ties come and go together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_ORGANISATIONS = 12  # for each board


def with_boards(
    random: np.random.Generator, waves: Sequence[np.ndarray], *, members: int, attendance: float = 1.0
) -> tuple[np.ndarray, ...]:
    """Add the ties of boards, one for 12 organisations: some drawn at random, who may sit on several.

    In each wave each board meets, or does not, with probability ½.

    Parameters
    ----------
    random
        Where random numbers come from.
    waves
        The true ties of each wave.
    members
        How many sit on each board.
    attendance
        With which probability two of them work together when it meets, the same two in both waves.
    """
    size, found = len(waves[0]), tuple(each.copy() for each in waves)
    for _ in range(max(1, size // _ORGANISATIONS)):
        chosen = random.choice(size, members, replace=False)
        ties = np.triu(random.random((members, members)) < attendance, 1)
        for each in found:
            if random.random() < 0.5:
                each[np.ix_(chosen, chosen)] |= ties | ties.T
    return found
