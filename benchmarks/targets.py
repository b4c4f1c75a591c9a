"""What the engine is to reach, by measure and number of organisations."""

from __future__ import annotations

from benchmarks.declaring import OURS, Row, Target

# By measure: for 500, 2,000 and 10,000 organisations how many times faster than networkx at least, and how
# many times igraph's time at most; then the growth in n.
SIZES = (500, 2_000, 10_000)
FASTER = {
    # Each call also redraws ties as often, which no peer does.
    "E-I with 1,000 shuffles": (1.5, 1.5, 1.5),
    "constraint": (1, 3, 8),
    "effective size": (2, 6, 15),
    "brokerage, five roles": (1, 2, 5),
    "betweenness": (8, 15, 20),
    "cross betweenness": (8, 15, 12),
    "closeness, cross efficiency": (15, 50, 50),
    "core number": (None, 1, 2),
    "weak points": (None, 2, 5),
    "communities, ten searches": (2, 2, 2),
    "transitivity": (1, 5, 8),
}
OF_IGRAPH = {
    "constraint": (None, 6, 4),
    "betweenness": (3, 2, 2.5),
    "cross betweenness": (3, 2, 3),
    "closeness, cross efficiency": (1, 0.25, 0.25),
    "communities, ten searches": (7, 7, 7),
}
GROWTH = {
    **dict.fromkeys(
        ("E-I with 1,000 shuffles", "constraint", "effective size", "brokerage, five roles"), 1.1
    ),
    **dict.fromkeys(("betweenness", "cross betweenness"), 2.25),
    "closeness, cross efficiency": 2.05,
}
CALL = {"density": 0.003}


def targets_of(row: Row) -> tuple[Target, ...]:
    """Set what a row reached against what it should."""
    if row.size not in SIZES:
        return ()
    place, found = SIZES.index(row.size), []
    faster = FASTER.get(row.name, (None,) * 3)[place]
    if faster is not None:
        found.append(at_least("× networkx", faster, ratio(row, "networkx", OURS)))
    share = OF_IGRAPH.get(row.name, (None,) * 3)[place]
    if share is not None:
        found.append(at_most("of igraph", share, ratio(row, OURS, "igraph")))
    if row.name in CALL and place < 2:
        seconds = row.seconds.get(OURS)
        found.append(at_most("ms", CALL[row.name] * 1e3, None if seconds is None else seconds * 1e3))
    return tuple(found)


def ratio(row: Row, above: str, below: str) -> float | None:
    """Divide the seconds of two engines; None where one has none."""
    if above not in row.seconds or not row.seconds.get(below):
        return None
    return row.seconds[above] / row.seconds[below]


def at_least(what: str, wanted: float, reached: float | None) -> Target:
    """Set a number against the least that it should be."""
    return _target("≥", what, wanted, reached, reached is not None and reached >= wanted)


def at_most(what: str, wanted: float, reached: float | None) -> Target:
    """Set a number against the most that it should be."""
    return _target("≤", what, wanted, reached, reached is not None and reached <= wanted)


def _target(sign: str, what: str, wanted: float, reached: float | None, met: bool) -> Target:
    if reached is None:
        return Target(f"{sign} {wanted:g} {what}", "", None)
    return Target(f"{sign} {wanted:g} {what}", f"{reached:.3g}", met)
