"""Which figures of a public report rest on the answers of too few people."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sysmap.findings.disclosure import FEWEST
from sysmap.findings.side_by_side import labels_shown
from sysmap.network.roster import respondents
from sysmap.pages.report_material import Material


def people_behind(given: Material, place: int) -> pd.Series:
    """Count by boundary label who answered in a wave; organisations where that is not recorded."""
    system = given.given[place]
    organisations = system.organisations
    if organisations["answered"].isna().all():
        people = pd.Series(1.0, index=organisations.index)
    else:
        people = respondents(system.records, system.wave, organisations.index)
    return people.groupby(labels_shown(organisations["boundary"])).sum()


def few_behind(given: Material, place: int) -> Callable[[str, str], bool]:
    """Give what tells whether too few people stand behind a figure of two labels, in a wave."""
    if not given.public:
        return lambda _a, _b: False
    people = people_behind(given, place)
    return lambda a, b: bool(sum(people.get(label, 0.0) for label in {a, b}) < FEWEST)


def few_answered(people: pd.Series) -> list[str]:
    """Give the labels whose count of answers is hidden: never one alone, which the total would give away."""
    hidden = [str(label) for label in people.index if people[label] < FEWEST]
    if len(hidden) == 1 and len(people) > 1:
        others = people.drop(hidden).sort_index()
        hidden.append(str(others.index[others.to_numpy().argmin()]))
    return hidden
