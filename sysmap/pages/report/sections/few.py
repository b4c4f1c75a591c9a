"""Which figures of a public report are hidden: as it was decided for the record set who may be counted."""

from __future__ import annotations

from collections.abc import Callable

from sysmap.findings.comparison.side_by_side import labels_shown
from sysmap.findings.disclosure.answered import FEWEST
from sysmap.pages.report.material import Material


def few_behind(given: Material, place: int) -> Callable[[str, str], bool]:
    """Return what tells whether a figure of two labels, in a wave, rests on too few people to be shown.

    A figure is shown if the answers of one of its labels are. Where no answers are told by label, the
    number of organisations decides, which the map shows anyway.
    """
    if not given.public:
        return lambda _a, _b: False
    system = given.systems[place]
    told = system.answers.sectors if system.answers else {}
    if told:
        few = {label for label, (_, said) in told.items() if isinstance(said, str)}
        return lambda a, b: {a, b} <= few
    sizes = labels_shown(system.organisations["boundary"]).value_counts()
    return lambda a, b: bool(sum(sizes.get(label, 0) for label in {a, b}) < FEWEST)
