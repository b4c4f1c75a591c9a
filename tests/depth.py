"""How many of the inputs that could be tried are tried: few as a rule, more where SYSMAP_EXAMPLES says so.

Each property of a file damaged at random draws SYSMAP_EXAMPLES inputs (4 if nothing is said); whatever
else is drawn at random, or crossed with something else, grows and shrinks with it::

    SYSMAP_EXAMPLES=40 python -m pytest tests/test_fuzz_shapes.py
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")
_USUAL = 4
EXAMPLES = int(os.environ.get("SYSMAP_EXAMPLES", _USUAL))


def times(usual: int) -> int:
    """Return how many to try of what is usually tried so often."""
    return max(1, usual * EXAMPLES // _USUAL)


def some(options: Iterable[T], usual: int, at: int) -> list[T]:
    """Return some of several options, others for each place `at`: over some places each is there.

    Where two things are crossed, each place of the one takes some of the other.
    """
    known = list(options)
    return [known[(at + step) % len(known)] for step in range(min(len(known), times(usual)))]
