"""How many ties the silent would have had to report for a value of one wave to cross a line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sysmap.findings.comparison.estimating.totals import Formula, formulas
from sysmap.findings.scorecard import Scorecard
from sysmap.findings.unanswered.reports import (
    KINDS,
    open_pairs,
    reported_on_average,
    silent_on,
    whole_of,
)
from sysmap.findings.unanswered.words import level_reading
from sysmap.network.pairs import OTHER

COLUMNS = [
    *("label", "value", "at", "chance", "conclusion", "ties", "needed", "per_silent", "value_then"),
    *("reported", "reported_alone", "open_pairs", "undefined", "reading"),
]
COMPARED = ("cross_share", "ei_index", "integration_ratio", "freeman_segregation")
"""Measures that set ties beside ties: their value by chance stays where it is when ties are added."""
_MOVED_BY = {"within_density": ("inside",), "density": ("any",), "mean_partners": ("any",)}
_SAME = 1e-12


@dataclass(frozen=True)
class TippingLine:
    """A line that a value may cross.

    Attributes
    ----------
    name
        ``lower`` or ``upper`` (end of the band that chance gives), or ``stated``.
    at
        Where it is.
    chance
        Which chance it is an end of: of ``shuffled`` labels, or of ties redrawn (``busy``); else empty.
    conclusion
        Where the value lies: ``below``, ``within`` or ``above`` the band, ``below`` a stated line or not.
    upwards
        Whether the value would have to rise to cross it.
    strictly
        Whether it must go beyond the line, and not only reach it.
    """

    name: str
    at: float
    chance: str
    conclusion: str
    upwards: bool
    strictly: bool


def tipping_levels(card: Scorecard, lines: Mapping[str, float]) -> pd.DataFrame:
    """Say for every measure of totals how many ties would carry its value across a line.

    Parameters
    ----------
    card
        A scorecard.
    lines
        Lines of the caller's own, by measure.

    Returns
    -------
    pandas.DataFrame
        Index ``measure, line``; see `COLUMNS`.
    """
    system, frame = card.system, card.to_frame()
    silent = silent_on(system)
    rows = []
    if silent.any():
        whole = whole_of(system.arrays, system.rules.report)
        low, high = open_pairs(system, silent)
        kinds = np.bincount(whole.kind_of(low, high), minlength=OTHER + 1)
        known = formulas(whole)
        counts = whole.counts[0].astype(float)
        average = {kind: reported_on_average(system, kind) for kind in KINDS}
        for name in [name for name in frame.index if name in known]:
            row = frame.loc[name]
            for line in _lines(card, row, lines.get(str(name))):
                kind, needed, then = _fewest(str(name), known[str(name)], counts, kinds, line)
                cells = {
                    "label": row["label"],
                    "value": row["value"],
                    "at": line.at,
                    "chance": line.chance,
                    "conclusion": line.conclusion,
                    "ties": kind,
                    "needed": needed,
                    "per_silent": needed / silent.sum(),
                    "value_then": then,
                    "reported": average[kind].ties if kind else math.nan,
                    "reported_alone": average[kind].alone if kind else math.nan,
                    "open_pairs": int(kinds[list(KINDS[kind])].sum()) if kind else 0,
                    "undefined": "" if kind else "out_of_reach",
                }
                said = level_reading(str(name), line.name, cells, int(silent.sum()), system.boundary)
                rows.append((name, line.name, *cells.values(), said))
    found = pd.DataFrame(rows, columns=["measure", "line", *COLUMNS])
    kinds_of_columns = dict.fromkeys(
        ("value", "at", "needed", "per_silent", "value_then", "reported", "reported_alone"), float
    )
    return found.astype({**kinds_of_columns, "open_pairs": int}).set_index(["measure", "line"])


def _lines(card: Scorecard, row: pd.Series, stated: float | None) -> Iterator[TippingLine]:
    """Return the lines that a value could cross: ends of its band by chance, and one of one's own."""
    value = row["value"]
    if math.isnan(value):
        return
    if row.name in COMPARED:
        differs = card.activity is not None and card.activity.differs
        busy = differs and not math.isnan(row["low_busy"])
        low, high = (float(row[f"{end}_busy" if busy else end]) for end in ("low", "high"))
        chance = "busy" if busy else "shuffled"
        if not math.isnan(low):
            if value < low:
                yield TippingLine("lower", low, chance, "below", upwards=True, strictly=False)
            elif value > high:
                yield TippingLine("upper", high, chance, "above", upwards=False, strictly=False)
            else:
                yield TippingLine("lower", low, chance, "within", upwards=False, strictly=True)
                yield TippingLine("upper", high, chance, "within", upwards=True, strictly=True)
    if stated is not None:
        below = value < stated
        yield TippingLine(
            "stated", stated, "", "below" if below else "not below", upwards=below, strictly=not below
        )


def _fewest(
    name: str, formula: Formula, counts: np.ndarray, kinds: np.ndarray, line: TippingLine
) -> tuple[str, float, float]:
    """Return which ties, and how few, carry a value across a line, and the value then; blank if none do."""
    found: list[tuple[str, float, float]] = []
    for kind in _MOVED_BY.get(name, ("across", "inside")):
        values = formula(counts + _added(KINDS[kind], kinds))
        beyond = values - line.at if line.upwards else line.at - values
        crossed = beyond > _SAME if line.strictly else beyond >= -_SAME
        crossed[0] = False
        if crossed.any():
            first = int(crossed.argmax())
            found.append((kind, float(first), float(values[first])))
    return min(found, key=lambda each: each[1], default=("", math.nan, math.nan))


def _added(codes: tuple[int, ...], kinds: np.ndarray) -> np.ndarray:
    """Return counts of 0, 1, 2 … more ties of some kinds, filled one kind after the other as far as they go.

    In which order does not matter: what several kinds move is worked out of their sum.
    """
    room = kinds[list(codes)]
    added = np.zeros((int(room.sum()) + 1, len(kinds)))
    before = np.concatenate([[0], np.cumsum(room)[:-1]])
    for code, start, size in zip(codes, before, room, strict=True):
        added[:, code] = np.clip(np.arange(len(added)) - start, 0, size)
    return added
