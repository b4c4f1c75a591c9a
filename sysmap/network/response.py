"""Who answered, as counts: how many did, and how many pairs of organisations anybody could have reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part
from sysmap.network.rules import Rules


@dataclass(frozen=True)
class Answers:
    """How many of those asked in a wave of a record set answered, as exactly as may be said.

    Attributes
    ----------
    asked
        How many were asked.
    least, most
        Between which numbers those that answered lie: one number where it may be said.
    sectors
        By sector, how many were asked, and how many answered: words where that may not be said.
    whole
        Whether that is of the organisations of the map beside which it stands, and not of more.
    """

    asked: int
    least: int
    most: int
    sectors: Mapping[str, tuple[int, int | str]] = field(default_factory=dict)
    whole: bool = True


@dataclass(frozen=True)
class Reportable:
    """Pairs (arcs on a directed map) that could have been reported.

    Attributes
    ----------
    everywhere
        Over all organisations.
    between, within
        Over organisations of known sector, by whether the two sectors differ.
    """

    everywhere: int
    between: int
    within: int


@part("reportable", of="system")
def reportable_on(arrays: Arrays, heard: np.ndarray | None, rules: Rules) -> Reportable | None:
    """Count the pairs that somebody could have reported; None where it is not recorded who answered."""
    return None if heard is None else reportable_of(arrays, heard, rules.report)


def reportable_of(arrays: Arrays, answered: np.ndarray, report: str) -> Reportable:
    """Count the pairs that could have been reported.

    Parameters
    ----------
    arrays
        The map.
    answered : numpy.ndarray of bool, shape (organisations,)
        Who answered.
    report
        The rule: ``any`` needs one end to have answered, ``confirmed`` both, ``directed`` the source.
    """
    known = arrays.sector >= 0
    everywhere = _pairs(np.array([arrays.n]), np.array([answered.sum()]), report)
    in_known = _pairs(np.array([known.sum()]), np.array([(answered & known).sum()]), report)
    replied = np.bincount(arrays.sector[known & answered], minlength=len(arrays.sectors))
    within = _pairs(arrays.sizes, replied, report)
    return Reportable(everywhere, in_known - within, within)


def _pairs(size: np.ndarray, replied: np.ndarray, report: str) -> int:
    if report == "confirmed":
        pairs = replied * (replied - 1) // 2
    elif report == "directed":
        pairs = replied * (size - 1)
    else:
        silent = size - replied
        pairs = size * (size - 1) // 2 - silent * (silent - 1) // 2
    return int(pairs.sum())
