"""Spreading, packing and rows: the tidying of a layout into one picture."""

from __future__ import annotations

import numpy as np

from sysmap.pages.map.neighbours import pairs_within

ROOM = 2.4  # picture area per organisation, in squares of the smallest gap


def spread_out(spots: np.ndarray, *, aspect: float) -> np.ndarray:
    """Fill a frame of the given proportions evenly, then part those that stand too close.

    Spring layouts crowd the middle and leave the edge empty. Moving each coordinate half way towards its
    rank keeps who stands beside whom and uses the whole frame.
    """
    n = len(spots)
    height = np.sqrt(n * ROOM / aspect)
    frame = np.array([height * aspect, height])
    even = np.empty_like(spots)
    for axis in (0, 1):
        span = np.ptp(spots[:, axis]) or 1.0
        as_is = (spots[:, axis] - spots[:, axis].min()) / span - 0.5
        # Equal coordinates share a rank, so that a line stays a line whatever the order of its members.
        rank = np.unique(np.round(as_is, 6), return_inverse=True)[1]
        ranked = rank / max(rank.max(), 1) - 0.5
        even[:, axis] = (0.45 * as_is + 0.55 * ranked) * frame[axis]
    return _parted(even, wide=n < 60)


def _parted(spots: np.ndarray, *, wide: bool) -> np.ndarray:
    """Push apart those that overlap; on a small map leave more room sideways, where the names go."""
    gap = np.array([1.55, 0.85]) if wide else np.array([1.0, 1.0])
    scaled = spots / gap
    for _ in range(120):
        close = pairs_within(scaled, 1.0)
        if not len(close):
            break
        apart = scaled[close[:, 0]] - scaled[close[:, 1]]
        distance = np.hypot(apart[:, 0], apart[:, 1])
        # Two in exactly one place have no direction to part in: give them one that depends on who they are.
        turn = close[:, 0] * 2.399963
        apart = np.where(distance[:, None] < 1e-6, np.column_stack([np.cos(turn), np.sin(turn)]), apart)
        distance = np.where(distance < 1e-6, 1.0, distance)
        overlap = np.maximum(1.02 - np.hypot(apart[:, 0], apart[:, 1]), 0.02)
        step = apart / distance[:, None] * (overlap / 2)[:, None]
        for axis in (0, 1):
            scaled[:, axis] += np.bincount(close[:, 0], step[:, axis], len(scaled))
            scaled[:, axis] -= np.bincount(close[:, 1], step[:, axis], len(scaled))
    return scaled * gap


def packed(blocks: list[tuple[np.ndarray, np.ndarray]], spots: np.ndarray, *, aspect: float) -> float:
    """Set the components in rows under the largest, so that none shrinks the rest; give the lower edge."""
    if not blocks:
        return 0.0
    area = sum((np.ptp(places[:, 0]) + 2) * (np.ptp(places[:, 1]) + 2) for _, places in blocks)
    width = max(np.ptp(blocks[0][1][:, 0]) + 2, np.sqrt(area * aspect))
    x = y = row_height = 0.0
    row: list[np.ndarray] = []
    for members, places in blocks:
        size = np.ptp(places, axis=0) + 2.0
        if x and x + size[0] > width:
            _centre(spots, row, x, width)
            x, y, row_height, row = 0.0, y + row_height, 0.0, []
        spots[members] = places - places.min(axis=0) + [x + 1.0, y + 1.0]
        row.append(members)
        x, row_height = x + size[0], max(row_height, size[1])
    _centre(spots, row, x, width)
    return y + row_height


def _centre(spots: np.ndarray, row: list[np.ndarray], used: float, width: float) -> None:
    for members in row:
        spots[members, 0] += (width - used) / 2


def isolate_row(alone: np.ndarray, spots: np.ndarray, *, bottom: float) -> None:
    """Stand those without ties in tidy rows below everyone else."""
    placed = np.setdiff1d(np.arange(len(spots)), alone)
    if len(placed):
        left, right = spots[placed, 0].min(), spots[placed, 0].max()
    else:
        right = 1.6 * np.ceil(np.sqrt(2 * max(len(alone), 1)))
        left = 0.0
    per_row = max(int((right - left) / 1.6) + 1, 1)
    column, row = np.arange(len(alone)) % per_row, np.arange(len(alone)) // per_row
    spots[alone, 0] = left + column * 1.6
    spots[alone, 1] = bottom + 0.6 + row * 1.2
