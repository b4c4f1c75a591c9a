"""Everything a report speaks of, worked out once: findings of each wave, of the change, and advice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.disclosure.copies import public_copy
from sysmap.findings.display import as_shown
from sysmap.findings.grid import SectorGrid, sector_grid
from sysmap.findings.introductions.dependence import Dependence, dependence
from sysmap.findings.introductions.introductions import Introductions, introductions
from sysmap.findings.scorecard import Scorecard, integration
from sysmap.findings.scores import OrganisationScores, organisation_scores
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.evaluating import chosen
from sysmap.network.graph.distances import LISTED_LIMIT
from sysmap.network.system import SystemMap
from sysmap.pages.map.data import MapData, map_data
from sysmap.progress import step

T = TypeVar("T")
GRID_DRAWS = 1_000
_SCORES = ("partners", "cross_partners", "sectors_reached", "betweenness", "constraint", "is_weak_point")


@dataclass(frozen=True, eq=False)
class Material:
    """What a report speaks of; of a public one, only what may be public.

    Attributes
    ----------
    systems
        The maps of the waves as recorded, the earlier first.
    change
        What changed, if there are two.
    cards, all_measures, grids
        For each wave: the headline measures beside chance, all measures, and the grid of sectors.
    scores, labels
        Scores of the organisations of the last wave, and the words for them.
    resting, suggested
        Dependence and introductions in the last wave; None on maps too large for them.
    drawn
        What the pictures of the map are drawn from.
    public
        Whether this is a copy for the public.
    """

    systems: tuple[SystemMap, ...]
    change: Comparison | None
    cards: tuple[Scorecard, ...]
    all_measures: tuple[Scorecard, ...]
    grids: tuple[SectorGrid, ...]
    scores: OrganisationScores
    labels: dict[str, str]
    resting: Dependence | None
    suggested: Introductions | None
    drawn: MapData
    public: bool

    @property
    def last(self) -> SystemMap:
        """The map of the later wave, or of the only one."""
        return self.systems[-1]

    @property
    def measures(self) -> list[Measure]:
        """The headline measures, and those compared."""
        return [catalogue[name] for name in self.cards[-1].to_frame().index]


def material(given: SystemMap | Comparison, *, title: str | None, public: bool) -> Material:
    """Work out what a report speaks of.

    Parameters
    ----------
    given
        A map, or a comparison.
    title
        The title of the report, which its maps bear too.
    public
        Whether it is for the public. What a public map tells is worked out on it; what rests on
        who answered is worked out on everything, and taken out as far as it may not be public.
    """

    def shown(result: T) -> T:
        return public_copy(result) if public else result

    maps = (given.before, given.after) if isinstance(given, Comparison) else (given,)
    visible = shown(given)
    systems = (visible.before, visible.after) if isinstance(visible, Comparison) else (visible,)
    names = [entry.name for entry in chosen(None, "system", headline=True)]
    if isinstance(given, Comparison):
        names = list(dict.fromkeys([*names, *given.to_frame().index]))
    steps = Steps(9)
    cards = tuple(integration(system, names) for system in steps.each(maps))
    everything = [entry.name for entry in chosen(None, "system")]
    rest = tuple(integration(system, everything, draws=0) for system in steps.each(maps))
    grids = tuple(sector_grid(system, draws=GRID_DRAWS) for system in steps.each(systems))
    last = systems[-1]
    own = [
        entry.name
        for entry in chosen(None, "organisation")
        if not entry.function.__module__.startswith("sysmap.")
    ]
    scores = organisation_scores(last, [*_SCORES, *own])
    steps.done()
    small = len(last.organisations) <= LISTED_LIMIT
    resting = dependence(last) if small else None
    suggested = introductions(last) if small else None
    steps.done()
    drawn = map_data(visible, size_by="partners", title=title)
    steps.done()
    published = tuple(shown(card) for card in cards)
    change = visible if isinstance(visible, Comparison) else None
    scores = shown(scores)
    tidy, labels = as_shown(scores.to_frame(), last)
    return Material(
        systems=systems,
        change=change,
        cards=published,
        all_measures=tuple(shown(card) for card in rest),
        grids=grids,
        scores=replace(scores, _frame=tidy),
        labels=labels,
        resting=None if resting is None else shown(resting),
        suggested=None if suggested is None else shown(suggested),
        drawn=drawn,
        public=public,
    )


class Steps:
    """Says how far the work has come."""

    def __init__(self, total: int) -> None:
        self.total, self.finished = total, 0

    def done(self) -> None:
        """One more part is finished."""
        self.finished += 1
        step("Report", self.finished, self.total)

    def each(self, parts: tuple[Any, ...]) -> Any:
        """Return parts one by one, and count each when the next is asked for."""
        for part in parts:
            yield part
            self.done()
