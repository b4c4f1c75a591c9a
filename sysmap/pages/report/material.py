"""Everything a report or a brief speaks of: findings of each wave, of the change, and advice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import pandas as pd

from sysmap.errors import ComparisonError
from sysmap.findings.comparison.compare import compare
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.display import as_shown
from sysmap.findings.grid import SectorGrid, sector_grid
from sysmap.findings.introductions.dependence import Dependence, dependence
from sysmap.findings.introductions.introductions import Introductions, introductions
from sysmap.findings.many_waves.across_waves import Trajectory
from sysmap.findings.scorecard import Scorecard, integration
from sysmap.findings.scores import OrganisationScores, organisation_scores
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.evaluating import chosen
from sysmap.network.graph.distances import LISTED_LIMIT
from sysmap.network.system import SystemMap
from sysmap.pages.map.data import MapData, map_data
from sysmap.pages.report.standards.about import About
from sysmap.results import public_copy

T = TypeVar("T")
GRID_DRAWS = 1_000
_SETS_UP_TO = 50
_SCORES = ("partners", "cross_partners", "sectors_reached", "betweenness", "constraint", "is_weak_point")


@dataclass(frozen=True, eq=False)
class Material:
    """What a report or a brief speaks of; of a public one, only what may be public.

    Each part is worked out when it is first asked for. What a public map tells is worked out on it; what
    rests on who answered is worked out on everything, and taken out as far as it may not be public.

    Attributes
    ----------
    given
        A map, or a comparison, with everything.
    title
        The title, which its maps bear too.
    public
        Whether this is a copy for the public.
    all_waves
        What is found over all waves, with everything, if there are more than two; the rest speaks of the
        first and the last.
    about
        What only the user can say.
    """

    given: SystemMap | Comparison
    title: str | None
    public: bool
    all_waves: Trajectory | None = None
    about: About = About()

    @cached_property
    def followed(self) -> Trajectory | None:
        """What is found over all waves, if there are more than two."""
        return None if self.all_waves is None else self._shown(self.all_waves)

    @cached_property
    def _visible(self) -> SystemMap | Comparison:
        return self._shown(self.given)

    @property
    def _maps(self) -> tuple[SystemMap, ...]:
        return _maps_of(self.given)

    @cached_property
    def systems(self) -> tuple[SystemMap, ...]:
        """The maps of the waves as recorded, the earlier first."""
        return _maps_of(self._visible)

    @property
    def change(self) -> Comparison | None:
        """What changed, if there are two waves."""
        return self._visible if isinstance(self._visible, Comparison) else None

    @cached_property
    def cards(self) -> tuple[Scorecard, ...]:
        """For each wave the headline measures, and those compared, beside chance."""
        names = [entry.name for entry in chosen(None, "system", headline=True)]
        if isinstance(self.given, Comparison):
            names = list(dict.fromkeys([*names, *self.given.to_frame().index]))
        return tuple(self._shown(integration(system, names)) for system in self._maps)

    @cached_property
    def all_measures(self) -> tuple[Scorecard, ...]:
        """For each wave all measures."""
        names = [entry.name for entry in chosen(None, "system")]
        return tuple(self._shown(integration(system, names, draws=0)) for system in self._maps)

    @cached_property
    def grids(self) -> tuple[SectorGrid, ...]:
        """For each wave the grid of sectors."""
        return tuple(sector_grid(system, draws=GRID_DRAWS) for system in self.systems)

    @cached_property
    def scores(self) -> OrganisationScores:
        """Scores of the organisations of the last wave."""
        return replace(self._own_scores, _frame=self._tidy_scores[0])

    @property
    def labels(self) -> dict[str, str]:
        """The words for the columns of the scores."""
        return self._tidy_scores[1]

    @cached_property
    def _own_scores(self) -> OrganisationScores:
        own = [
            entry.name
            for entry in chosen(None, "organisation")
            if not entry.function.__module__.startswith("sysmap.")
        ]
        return self._shown(organisation_scores(self.last, [*_SCORES, *own]))

    @cached_property
    def _tidy_scores(self) -> tuple[pd.DataFrame, dict[str, str]]:
        return as_shown(self._own_scores.to_frame(), self.last)

    @cached_property
    def resting(self) -> Dependence | None:
        """What rests on whom in the last wave; None on maps too large for it."""
        # On a larger map not all sets of three are looked at, and to look takes longer than the rest.
        together = 3 if self.last.arrays.n <= _SETS_UP_TO else None
        return self._shown(dependence(self.last, together=together)) if self._is_small else None

    @cached_property
    def suggested(self) -> Introductions | None:
        """Introductions in the last wave; None on maps too large for them."""
        return self._shown(introductions(self.last)) if self._is_small else None

    @property
    def _is_small(self) -> bool:
        return len(self.last.organisations) <= LISTED_LIMIT

    @cached_property
    def drawn(self) -> MapData:
        """What the pictures of the map are drawn from."""
        # A map says one of the headline measures: with the others its ties are redrawn once for all of them.
        _ = self.cards
        return map_data(self._visible, size_by="partners", title=self.title)

    @property
    def last(self) -> SystemMap:
        """The map of the later wave, or of the only one."""
        return self.systems[-1]

    @property
    def measures(self) -> list[Measure]:
        """The headline measures, and those compared."""
        return [catalogue[name] for name in self.cards[-1].to_frame().index]

    def _shown(self, result: T) -> T:
        return public_copy(result) if self.public else result


def first_and_last(found: Trajectory) -> Comparison | SystemMap:
    """Compare the first wave with the last, or give the last alone where they cannot be compared."""
    primary = found.primary if found.primary_chosen else None
    try:
        return compare(
            found.maps[0], found.maps[-1], primary=primary, permutations=found.draws, seed=found.seed
        )
    except ComparisonError:
        return found.maps[-1]


def _maps_of(given: SystemMap | Comparison) -> tuple[SystemMap, ...]:
    return (given.before, given.after) if isinstance(given, Comparison) else (given,)
