"""What a brief says and draws of ties: how many there are, and became of them."""

from __future__ import annotations

from sysmap.findings.comparison.organisations import KINDS
from sysmap.findings.comparison.side_by_side import STATUSES
from sysmap.pages.one_page.figures import Bar, Figures
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import sentence
from sysmap.text import number


def compared_ties(given: Material) -> tuple[dict[bool, tuple[int, int, int]], int]:
    """Count what became of ties among those compared, across and within, and the pairs across."""
    if given.change is None:
        return {}, 0
    table = given.change.ties
    if table[[*STATUSES, "observable"]].isna().to_numpy().any():
        return {}, 0
    sums = table.groupby("relation")[[*STATUSES, "observable"]].sum()
    found = {}
    for relation, crosses in (("between", True), ("within", False)):
        row = sums.loc[relation] if relation in sums.index else dict.fromkeys(STATUSES, 0)
        kept, new, lost = (int(row[word]) for word in STATUSES)
        found[crosses] = kept, new, lost
    return found, int(sums["observable"].get("between", 0))


def ties_drawn(given: Material) -> Figures:
    """Return the one chart: ties between and within, and what became of them among those compared."""
    names = ("between", "within")
    if given.change is None:
        row = given.last.ties["crosses"].value_counts() if len(given.last.ties) else {}
        counts = [int(row.get(crosses, 0)) for crosses in (True, False)]
        bars = tuple(
            Bar(name, (float(count),), number(count)) for name, count in zip(names, counts, strict=True)
        )
        return Figures(_title(given), bars)
    found, _ = compared_ties(given)
    rows = tuple(
        Bar(name, tuple(map(float, found[crosses])), became(*found[crosses]))
        for name, crosses in zip(names, (True, False), strict=True)
        if crosses in found
    )
    return Figures(_title(given), rows, names=STATUSES)


def _title(given: Material) -> str:
    what = "sectors" if given.last.boundary == "sector" else f"labels of {given.last.boundary}"
    if given.change is None:
        return f"Ties between and within {what}"
    many = int(given.change.diagnostics.at["organisations_compared", "value"])
    return f"Ties between and within {what}, {many} compared"


def became(kept: int, new: int, lost: int) -> str:
    """Say what became of ties: a plus between numbers would add those that were lost."""
    return f"{number(kept)} kept, {number(new)} new, {number(lost)} lost"


def ties_in_words(given: Material) -> str:
    """Say how many ties there are, or became of them, as recorded."""
    if given.change is None:
        return f"The map shows {given.last.headline()}"
    ties = given.change.tie_changes["status"].value_counts()
    kept, new, lost = (int(ties.get(word, 0)) for word in STATUSES)
    return f"As recorded, among all organisations: {became(kept, new, lost)}"


def picture_caption(given: Material) -> str:
    """Say what the map shows, what is counted, and what its words mean."""
    what = "sector" if given.last.boundary == "sector" else given.last.boundary
    tie = "A tie is two organisations that work together"
    share = "and, where there is room, the share of pairs inside that have a tie"
    if given.change is None:
        return (
            f"Each disc is a {what}: its organisations, {share}. Ribbons are ties between two. {tie}. "
            f"{sentence(ties_in_words(given))}"
        )
    before, after = given.change.before.wave or "before", given.change.after.wave or "after"
    merged = given.change.organisations["status"].isin(list(KINDS.values())).any()
    two = " A body and its successor are two here." if merged else ""
    return (
        f"Each disc is a {what}: its organisations in {after}, {share}. Ribbons are ties in {after}, with "
        f"those new among them (+) and those lost since {before} (−). {tie}; a wave is one round of asking. "
        f"{sentence(ties_in_words(given))}{two}"
    )
