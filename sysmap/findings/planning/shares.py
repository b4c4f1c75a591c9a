"""Shares of programmes as people count them."""

from __future__ import annotations

_HARDLY, _NEARLY = 0.05, 0.95


def of_ten(share: float) -> str:
    """Write a share of programmes as people count: ``about 4 of 10``."""
    if share < _HARDLY:
        return "fewer than 1 of 20"
    return "nearly all" if share >= _NEARLY else f"about {min(9, max(1, round(10 * share)))} of 10"
