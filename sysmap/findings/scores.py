"""One wave in numbers: scores by organisation and by sector."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from sysmap.calling import verb
from sysmap.errors import listed
from sysmap.findings.display import SHARE_OF_PAIRS, as_shown
from sysmap.findings.draws import checked_draws
from sysmap.findings.score_table import ScoreTable
from sysmap.measures.catalogue import catalogue
from sysmap.measures.evaluating import chosen, organisation_values
from sysmap.network.system import SystemMap, as_map
from sysmap.results import Later, numbers_in
from sysmap.shown import Texts
from sysmap.text import number, percent

# The columns that answer what people ask first: with whom, across what, and what rests on it.
_MANY = 8
_FIRST = ("partners", "cross_partners", "sectors_reached", "betweenness", "is_weak_point", "constraint")


@dataclass(frozen=True, eq=False, repr=False)
class OrganisationScores(ScoreTable):
    """Every organisation in numbers.

    Attributes
    ----------
    system : SystemMap
        The map.
    undefined : Mapping
        The reasons of what is ``nan``: ``{measure: {name: reason}}``.
    footnotes : Mapping
        What must stand beside a value: ``{measure: {name: note}}``, under ``""`` what is true of all.
    """

    footnotes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def numbers(self) -> dict[str, np.ndarray]:
        """The values of each measure by its name, in the order of `to_frame`: no table is made for them."""
        known = numbers_in(self, "_frame")
        columns = {name: self._frame[name].to_numpy() for name in self._frame} if known is None else known
        return {name: values.copy() for name, values in columns.items()}

    @property
    def title(self) -> str:
        """What the table shows, and of which map."""
        return f"Organisations in numbers: {self.system.headline()}"

    @property
    def sentences(self) -> Texts:
        """Who has most partners, where that is in the table."""
        partners = self._frame.get("partners", pd.Series(dtype=float))
        if partners.isna().all() or not partners.max():
            return Texts()
        first = partners.index[partners == partners.max()]
        return Texts((f"Most partners, {number(partners.max())}: {listed(first, 3)}.",))

    def answer_shown(self) -> tuple[str, pd.DataFrame]:
        """Return the scores under their labels: who has most partners first; of many columns the plainest."""
        shown, labels = as_shown(self.to_frame(), self.system)
        every = len(shown.columns)
        if every > _MANY:
            shown = shown[[name for name in _FIRST if name in shown]]
        said = f"Scores: {len(shown.columns)} of {every} measures" if len(shown.columns) < every else "Scores"
        if "partners" in shown:
            shown = shown.sort_values("partners", ascending=False, kind="stable", na_position="last")
            said += ", those with most partners first"
        for name in shown:
            if labels[name].endswith(SHARE_OF_PAIRS):
                shown[name] = [share if share != share else percent(share, 1) for share in shown[name]]
            elif name in catalogue and catalogue[name].unit == "count" and catalogue[name].bounds == (0, 1):
                shown[name] = [yes if yes != yes else "yes" if yes else "no" for yes in shown[name]]
        return said, shown.rename(columns=labels).rename_axis("Organisation").reset_index()

    def text_shown(self) -> pd.DataFrame:
        """Return the scores as people are shown them, under their labels."""
        shown, labels = as_shown(self.to_frame(), self.system)
        return shown.set_axis([labels[name] for name in shown], axis=1)


@dataclass(frozen=True, eq=False, repr=False)
class SectorScores(ScoreTable):
    """Every sector in numbers.

    Attributes
    ----------
    system : SystemMap
        The map.
    undefined : Mapping
        The reasons of what is ``nan``: ``{column: {sector: reason}}``.
    """

    @property
    def title(self) -> str:
        """What the table shows, and of which map."""
        return f"Sectors in numbers: {self.system.headline()}"


@verb("organisation_scores(build_map(records))", judges=("system", "draws", "seed"))
def organisation_scores(
    system: SystemMap, measures: str | Iterable[str] | None = None, *, draws: int = 1000, seed: int = 0
) -> OrganisationScores:
    """Measure every organisation.

    Parameters
    ----------
    system
        The map of one wave.
    measures
        Names of organisation measures. None takes all.
    draws
        How many shuffles of the boundary labels stand behind percentiles; with 0 they are undefined.
    seed
        Seed of the random numbers: the same seed gives the same numbers.

    Returns
    -------
    OrganisationScores
        Its table (``to_frame()``; ``scores["partners"]`` gives a column): index ``organisation``, the
        name (unique on the map, sorted by id); a column per measure, ``nan`` where undefined.
        ``undefined`` holds the reasons, ``footnotes`` what must stand beside a value.

    Raises
    ------
    ChoiceError
        If there is no such measure.
    """
    drawn = checked_draws(draws, seed)
    system = as_map(system)
    columns, reasons, notes = {}, {}, {}
    for entry in chosen(measures, "organisation"):
        found = organisation_values(entry, system, draws=drawn.count, seed=drawn.seed)
        columns[entry.name] = found.values
        reasons[entry.name] = _by_name(system, found.reasons)
        if found.notes:
            notes[entry.name] = _by_name(system, found.notes)
    return OrganisationScores(
        system, Later(partial(_table, system, columns), columns), reasons, footnotes=notes
    )


def _by_name(system: SystemMap, said: Mapping[str, str]) -> dict[str, str]:
    """Return what is said of organisations by their names, not their ids; what is said of all stays so."""
    if not said:
        return {}
    names = {"": "", **system.organisations["name"]}
    return {names[one]: text for one, text in said.items()}


def _table(system: SystemMap, columns: Mapping[str, np.ndarray]) -> pd.DataFrame:
    names = system.organisations["name"].to_numpy()
    return pd.DataFrame(dict(columns), index=pd.Index(names, name="organisation"))


@verb("sector_scores(build_map(records))", judges=("system",))
def sector_scores(system: SystemMap) -> SectorScores:
    """Measure every sector: how many, who answered, ties within and between, and its leaning.

    Small sectors move far with one tie.

    Parameters
    ----------
    system
        The map of one wave. "Sector" is whatever its boundary names.

    Returns
    -------
    SectorScores
        Its table (``to_frame()``) has one row per known sector, sorted: ``organisations``; ``answered``
        (of them); ``within_ties``; ``between_ties`` (exactly one end in the sector; arcs out plus in);
        ``sector_ei``, (e − 2i)/(e + 2i) over tie ends, −1 to 1; ``coleman_homophily``, −1 to 1 (1 all
        inside, 0 as by chance); ``isolates``. ``undefined`` holds the reasons.

    Notes
    -----
    Homophily: Coleman 1958, Human Organization 17: 28–36, with (n − 1)/(N − 1) as the chance of
    an own partner.
    """
    arrays, mixing = as_map(system).arrays, system.mixing
    sectors, sizes = arrays.sectors, arrays.sizes.astype(float)
    totals = mixing.totals.astype(float)
    within = np.diag(totals) / (1 if arrays.directed else 2)
    out, into = totals.sum(axis=1), totals.sum(axis=0)
    between = (out - np.diag(totals)) + (into - np.diag(totals)) * arrays.directed
    known = arrays.sector >= 0
    ends = between + 2 * within
    single = arrays.labelled < 2
    reasons: dict[str, dict[str, str]] = {"answered": {}, "sector_ei": {}, "coleman_homophily": {}}
    ei, homophily = np.full(len(sectors), np.nan), np.full(len(sectors), np.nan)
    for code, sector in enumerate(sectors):
        reason = "no_ties" if not ends[code] else "single_sector" if single else ""
        if reason:
            reasons["sector_ei"][sector] = reason
        else:
            ei[code] = (between[code] - 2 * within[code]) / ends[code]
        homophily[code], why = _homophily(totals[code, code], out[code], sizes[code], known.sum())
        if why:
            reasons["coleman_homophily"][sector] = reason or why
    replies = system.organisations["answered"]
    if replies.isna().all():
        answered = np.full(len(sectors), np.nan)
        reasons["answered"] = dict.fromkeys(sectors, "not_recorded")
    else:
        replied = replies.astype(bool).to_numpy() & known
        answered = np.bincount(arrays.sector[replied], minlength=len(sectors)).astype(float)
    isolates = np.bincount(arrays.sector[known & (arrays.partners == 0)], minlength=len(sectors))
    frame = pd.DataFrame(
        {
            "organisations": arrays.sizes,
            "answered": answered,
            "within_ties": within.astype(int),
            "between_ties": between.astype(int),
            "sector_ei": ei,
            "coleman_homophily": homophily,
            "isolates": isolates,
        },
        index=pd.Index(sectors, name=system.boundary, dtype=object),
    )
    return SectorScores(system, frame, reasons)


def _homophily(inside: float, leaving: float, size: float, everyone: int) -> tuple[float, str]:
    """Return Coleman's homophily of a sector from its arcs inside and all arcs that leave its members."""
    if not leaving:
        return math.nan, "no_ties"
    if size == 1:
        return math.nan, "single_member"
    by_chance = leaving * (size - 1) / (everyone - 1)
    scale = leaving - by_chance if inside >= by_chance else by_chance
    return ((inside - by_chance) / scale, "") if scale else (math.nan, "no_variation")
