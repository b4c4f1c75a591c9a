"""An example of every kind of result, made of records whose texts would run if they could."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.checking.drawn import SMALL_SYSTEMS
from sysmap.errors import ChoiceError
from sysmap.findings.comparison.compare import compare
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison_groups.contrasting import difference
from sysmap.findings.comparison_groups.two_sides import Difference
from sysmap.findings.forums import Forums, forums
from sysmap.findings.grid import SectorGrid, sector_grid
from sysmap.findings.intervals import Intervals
from sysmap.findings.introductions.dependence import Dependence, dependence
from sysmap.findings.introductions.introductions import Introductions, introductions
from sysmap.findings.many_places.portfolio import Portfolio, portfolio
from sysmap.findings.many_waves.across_waves import Trajectory
from sysmap.findings.many_waves.following import trajectory
from sysmap.findings.mixing_models.mixing_model import MixingModel, mixing_model
from sysmap.findings.money import Money, money
from sysmap.findings.planning.plan import Plan, plan
from sysmap.findings.scorecard import Scorecard, integration
from sysmap.findings.scores import OrganisationScores, SectorScores, organisation_scores, sector_scores
from sysmap.findings.unanswered.if_answered import IfAnswered
from sysmap.measures.catalogue import catalogue
from sysmap.network.build import build_map
from sysmap.network.system import SystemMap
from sysmap.pages.map.page import MapPage, render
from sysmap.pages.one_page.board_page import Brief, brief
from sysmap.pages.report.report import Report, report
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.said.declared import COLUMNS
from sysmap.records.said.reading import Said, read_said
from sysmap.registry import Registry
from sysmap.text import with_article

FORMULA, SCRIPT, BROKEN_MATHS = "=1+1", "<script>alert(1)</script>", "$\\frac{1$"
_NAMES = {
    "RV01": f"{FORMULA} {SCRIPT}",
    "RV02": f"@Gŵyr & Co ]]> {BROKEN_MATHS}",
    "RV03": f"-2 {{{{7*7}}}} 'x' \"y\" {SCRIPT}",
}
# A label of a column of one's own, by which the maps are divided, may hold any letters.
_LABELS = {"NHS provider": f"NHS {BROKEN_MATHS} {SCRIPT}"}
_WAVES = ("2022", "2024")
_DEMO = Path(__file__).resolve().parent.parent / "data" / "riverside"


@dataclass(frozen=True, eq=False)
class Example:
    """A result to try an extension on.

    Attributes
    ----------
    name
        What it is, in words.
    result
        The result.
    turned
        The same of the same records with their rows in the opposite order; None where that is another
        result, or is not known.
    """

    name: str
    result: Any
    turned: Any = None


def _of_both(make: Callable[[SystemMap, SystemMap], Any]) -> Callable[[tuple[SystemMap, SystemMap]], Any]:
    return lambda maps: make(*maps)


def _of_last(make: Callable[[SystemMap], Any]) -> Callable[[tuple[SystemMap, SystemMap]], Any]:
    return lambda maps: make(maps[1])


def _said(system: SystemMap) -> Said:
    """Return what could be said of a map: an organisation added, a tie of it, and a note."""
    first = system.organisations["name"].iloc[0]
    steps = [
        {"action": "add organisation", "organisation": f"{FORMULA} new {SCRIPT}"},
        {"action": "add tie", "organisation": f"{FORMULA} new {SCRIPT}", "other": first},
        {"action": "note", "organisation": first, "note": f"@{BROKEN_MATHS} {SCRIPT}"},
    ]
    of = {"time": "2026-05-14T10:00:00Z", "wave": system.wave or "", "checksum": system.checksum}
    blank = dict.fromkeys(COLUMNS, "")
    rows = [{**blank, **of, "step": str(number), **step} for number, step in enumerate(steps, start=1)]
    return read_said(pd.DataFrame(rows), records=system.records)


@lru_cache(maxsize=2)
def _change(before: SystemMap, after: SystemMap) -> Comparison:
    return compare(before, after, permutations=0)


def _difference(before: SystemMap, after: SystemMap) -> Difference:
    """Return a difference of two places that happen to be alike."""
    change = _change(before, after)
    return difference({f"North {SCRIPT}": change}, {f"{FORMULA} South": change})


# How each kind is made: of the map of a single small system, those that need no second; of two waves all.
_OF_ONE: dict[type, Callable[[SystemMap], Any]] = {
    SystemMap: lambda system: system,
    Scorecard: lambda system: integration(system, draws=9),
    SectorGrid: lambda system: sector_grid(system, draws=9),
    OrganisationScores: lambda system: organisation_scores(system, ["partners", "betweenness"]),
    SectorScores: sector_scores,
    MixingModel: mixing_model,
    pd.DataFrame: lambda system: organisation_scores(system, ["partners", "constraint"]).to_frame(),
}
_OF_TWO: dict[type, Callable[[tuple[SystemMap, SystemMap]], Any]] = {
    **{kind: _of_last(make) for kind, make in _OF_ONE.items()},
    Intervals: _of_last(lambda after: integration(after, "density", draws=0).intervals()),
    Introductions: _of_last(lambda after: introductions(after, 1)),
    Dependence: _of_last(dependence),
    Forums: _of_last(lambda after: forums(after, draws=9)),
    Money: _of_last(money),
    Comparison: _of_both(_change),
    Trajectory: _of_both(lambda before, after: trajectory(before, after, draws=9)),
    Difference: _of_both(_difference),
    IfAnswered: _of_both(lambda before, after: _change(before, after).if_answered(draws=3)),
    Portfolio: _of_last(lambda after: portfolio(after.records, draws=9)),
    Plan: _of_last(lambda after: plan(after.records, draws=3, response=0.9, effect=2.0)),
    MapPage: _of_both(lambda before, after: render(_change(before, after))),
    Report: _of_last(report),
    Brief: _of_last(brief),
    Records: _of_last(lambda after: after.records),
    Said: _of_last(_said),
    Registry: _of_last(lambda _after: catalogue),
}
# Rows of records keep their order, and the numbers that they had.
_IN_ORDER = (Records, Portfolio)
_EDGES = ("no organisation", "no ties", "nobody's sector known", "arcs one way")


def examples(fits: Callable[[type], bool], of: str, given: tuple[Any, ...]) -> list[Example]:
    """Return the examples that an extension is tried on: those given, else one of each kind that it takes.

    Parameters
    ----------
    fits
        Tells whether the extension takes results of a type.
    of
        The names of the kinds that it takes, for the message.
    given
        Examples of the user's own.

    Raises
    ------
    ChoiceError
        If there is none: the kind is one that only the user can make.
    """
    if given:
        return [Example(f"example {number}", one) for number, one in enumerate(given, start=1)]
    found = [*_of_two_waves(fits), *_of_small_systems(fits)]
    if not found:
        raise ChoiceError(f"it takes what only you can make ({of}): give an example of it as well")
    return found


def _of_two_waves(fits: Callable[[type], bool]) -> Iterator[Example]:
    for kind in filter(fits, _OF_TWO):
        turned = None if kind in _IN_ORDER else _made(kind, turned=True)
        yield Example(with_article(kind.__name__), _made(kind), turned)


def _of_small_systems(fits: Callable[[type], bool]) -> Iterator[Example]:
    for name in _EDGES:
        for kind in filter(fits, _OF_ONE):
            yield Example(f"{with_article(kind.__name__)} of the system: {name}", _small(kind, name))


@lru_cache(maxsize=128)
def _made(kind: type, *, turned: bool = False) -> Any:
    return _OF_TWO[kind](_maps(turned))


@lru_cache(maxsize=128)
def _small(kind: type, name: str) -> Any:
    return _OF_ONE[kind](SMALL_SYSTEMS[name].map)


@lru_cache(maxsize=2)
def _maps(turned: bool) -> tuple[SystemMap, SystemMap]:
    tables = {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        for path in sorted(_DEMO.glob("*.csv"))
    }
    people = tables["partners"]
    tables["partners"] = people.assign(
        name=people["id"].map(_NAMES).fillna(people["name"]), label=people["sector"].replace(_LABELS)
    )
    if turned:
        # The order of waves is what a table of waves is for.
        tables = {name: table if name == "waves" else table.iloc[::-1] for name, table in tables.items()}
    records = read_records(sectors="as written", **tables)
    before, after = (build_map(records, wave, boundary="label") for wave in _WAVES)
    return before, after


def make_afresh() -> None:
    """Forget the examples that were made: something has changed one of them."""
    for made in (_made, _small, _maps, _change):
        made.cache_clear()
    for name in _EDGES:
        SMALL_SYSTEMS[name].changed()
