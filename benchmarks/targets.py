"""What the engine is to reach, by measure and number of organisations."""

from __future__ import annotations

from benchmarks.declaring import OURS, Row, Target

# By measure: for 500, 2,000 and 10,000 organisations how many times faster than networkx at least, and how
# many times igraph's time at most; then the growth in n.
SIZES = (500, 2_000, 10_000)
FASTER = {
    "E-I, 1,000 shuffles of sectors": (15, 20, 20),
    "constraint": (1, 3, 8),
    "effective size": (2, 6, 15),
    "brokerage, five roles": (1, 2, 5),
    "betweenness": (8, 15, 20),
    "cross betweenness": (8, 15, 12),
    "closeness, cross efficiency": (15, 50, 50),
    "core number": (1, 2, 2),
    "weak points": (1, 2, 5),
    "communities, ten searches": (2, 2, 2),
    "transitivity": (1, 5, 8),
}
OF_IGRAPH = {
    "constraint": (None, 2, 4),
    "betweenness": (3, 2, 2.5),
    "cross betweenness": (3, 2, 3),
    "closeness, cross efficiency": (1, 0.25, 0.25),
    "communities, ten searches": (7, 7, 7),
}
# On a graph of any shape: nobody waits longer than with networkx, nor at 2,000 organisations twice as long
# as with igraph for these.
HALF = (
    *("constraint", "components", "transitivity", "assortativity of sectors", "modularity of sectors"),
    *("betweenness", "cross betweenness", "closeness, cross efficiency"),
)
OF_NUMPY = 0.8
GROWTH = {
    **dict.fromkeys(
        ("E-I, 1,000 shuffles of sectors", "constraint", "effective size", "brokerage, five roles"), 1.1
    ),
    **dict.fromkeys(("betweenness", "cross betweenness"), 2.25),
    "closeness, cross efficiency": 2.05,
}


def targets_of(row: Row) -> tuple[Target, ...]:
    """Set what a row reached against what it should."""
    found = []
    place = SIZES.index(row.size) if row.size in SIZES else None
    known = place is not None and not row.shape
    if "networkx" in row.seconds and (place is not None or row.shape):
        faster = FASTER.get(row.name, (1, 1, 1))[place or 0] if known else 1
        found.append(at_least("× networkx", faster, ratio(row, "networkx", OURS)))
    elif known and row.name in FASTER:
        found.append(at_least("× networkx", FASTER[row.name][place or 0], None))
    half = 2.0 if row.name in HALF and (row.size == SIZES[1] or row.size < SIZES[0] and row.shape) else None
    share = OF_IGRAPH.get(row.name, (half, half, half))[place or 0] if known else half
    if share is not None:
        found.append(at_most("of igraph", share, ratio(row, OURS, "igraph")))
    if "numpy" in row.seconds and place is not None:
        found.append(at_least("× numpy", OF_NUMPY, ratio(row, "numpy", OURS)))
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
