"""Which boards and alliances bring which sectors together, and who sits on many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sysmap.calling import verb
from sysmap.findings.draws import Draws, checked_draws
from sysmap.findings.seats import Seats, by_chance, expected_sectors, seats_of
from sysmap.network.system import SystemMap, as_map
from sysmap.results import Result, ResultTable, notes_table
from sysmap.shown import Texts
from sysmap.text import counted, number

COLUMNS = [
    *("kind", "host", "members", "known", "sectors", "expected", "low", "high", "p", "named", "reading"),
]
MEETINGS = ["sector_a", "sector_b", "forums", "expected", "low", "high", "p"]
_WORDS = {
    "expected": "by chance",
    "low": "95 % band from",
    "high": "to",
    "known": "of known sector",
    "sector_a": "sector",
    "sector_b": "and sector",
}


@dataclass(frozen=True, eq=False, repr=False)
class Forums(Result):
    """Which forums bring which sectors together.

    Attributes
    ----------
    system : SystemMap
        The map.
    draws, seed
        The number of shuffles behind what chance gives, and their seed.
    members : pandas.DataFrame
        How many members each forum has of each sector; index ``forum``.
    meetings : pandas.DataFrame
        For each two sectors, on how many forums both sit: ``sector_a, sector_b, forums, expected, low,
        high, p``.
    organisations : pandas.DataFrame
        Who sits on forums, those on most first, then by name. Index ``organisation``: ``sector,
        forums`` (how many), ``organisations_met, sectors_met`` (others there), ``named``.
    """

    system: SystemMap
    draws: int
    seed: int
    members: pd.DataFrame
    meetings: pd.DataFrame
    organisations: pd.DataFrame
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return one row per forum with a member on the map, sorted by name.

        Returns
        -------
        pandas.DataFrame
            Index ``forum``; columns ``kind, host, members, known`` (members of known sector),
            ``sectors`` (how many of theirs there are), ``expected, low, high, p`` (of `sectors`, with
            the sectors shuffled over all organisations of the map), ``named`` and ``reading``.
        """
        return self._frame.copy()

    @property
    def title(self) -> str:
        """What the tables show."""
        wave = f" in {self.system.wave}" if self.system.wave else ""
        return f"Forums{wave}, by {self.system.boundary}"

    @property
    def sentences(self) -> Texts:
        """What is said of each forum."""
        return Texts(f"{forum}: {reading}." for forum, reading in self._frame["reading"].items() if reading)

    @property
    def notes(self) -> Texts:
        """What a seat is, and what chance is."""
        if self._frame.empty:
            return Texts(("No forum with a member on this map is recorded.",))
        most = self._frame["members"].idxmax()
        size = int(self._frame.at[most, "members"])
        said = [
            "Sitting on the same forum is an opportunity, not a tie: no tie is made of it. "
            f"{most}, with {counted(size, 'member')}, is one forum and not "
            f"{counted(size * (size - 1) // 2, 'tie')}."
        ]
        if self.draws:
            said.append(
                f"By chance: {self.draws:,} shuffles of the labels of {self.system.boundary} over the "
                "organisations of this map; every forum keeps its number of seats."
            )
        if len(self._frame) > 1 and self.draws:
            said.append("Of twenty forums, about one lies outside its band by chance alone.")
        return Texts(said)

    def tables(self) -> list[ResultTable]:
        """Return the forums, who sits on them, which sectors meet, and the notes, as files hold them."""
        return [
            ResultTable("forums", "forums", self._frame),
            ResultTable("members", "members by sector", self.members),
            ResultTable("meetings", "sectors that meet", self.meetings),
            ResultTable("organisations", "who sits on forums", self.organisations),
            notes_table(self.notes),
        ]

    def _beside(self) -> dict[str, Any]:
        beside = {"system": self.system.in_brief(), "notes": list(self.notes)}
        return beside | {"draws": self.draws, "seed": self.seed}

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the forums, who sits on them by sector, which sectors meet, and who sits on many."""
        forums = self._frame.drop(columns=["reading", "known"]).reset_index()
        forums = forums.rename(columns={"named": "which sectors"})
        people = self.organisations.reset_index().rename(columns={"named": "which forums"})
        tables = {
            "Forums": forums,
            "Members by sector": self.members.reset_index(),
            "Sectors that meet": self.meetings,
            "Who sits on forums": people,
        }
        return {
            title: frame.rename(columns=_WORDS)
            for title, frame in tables.items()
            if len(frame) or title == "Forums"
        }

    def text_shown(self) -> pd.DataFrame:
        """Return the forums with their readings."""
        return self._frame.reset_index()[["forum", "kind", "members", "reading"]]


@verb("forums(build_map(records))")
def forums(system: SystemMap, *, draws: int = 5000, seed: int = 0) -> Forums:
    """Say which forums bring which sectors together, beside chance, and who sits on many.

    Parameters
    ----------
    system
        The map of one wave, with the memberships that ran in it. "Sector" is whatever its
        boundary names.
    draws
        How many shuffles of the boundary labels say what chance would give; 0 for none.
    seed
        Seed of the random numbers: the same seed gives the same numbers.

    Returns
    -------
    Forums

    Raises
    ------
    ChoiceError
        If no map was given, or a number cannot be used.
    """
    system = as_map(system)
    drawn = checked_draws(draws, seed)
    seats = seats_of(system)
    count = seats.members()
    spans, meetings = _drawn(seats, drawn)
    return Forums(
        system,
        drawn.count,
        drawn.seed,
        pd.DataFrame(count, index=pd.Index(seats.forums, name="forum"), columns=list(seats.sectors)),
        _meetings(seats, meetings),
        _organisations(system),
        _table(system, seats, spans),
    )


def _drawn(seats: Seats, draws: Draws) -> tuple[np.ndarray, np.ndarray]:
    """Give, for each shuffle, the sectors on each forum, and the forums where two sectors meet."""
    upper = np.triu_indices(len(seats.sectors), 1)
    spans, meetings = [], []
    for members in seats.shuffled(draws if seats.forums else draws.at_most(0)):
        there = members > 0
        spans.append(there.sum(axis=1))
        both = there.astype(np.int64)
        meetings.append((both.T @ both)[upper])
    return np.array(spans), np.array(meetings)


def _table(system: SystemMap, seats: Seats, drawn: np.ndarray) -> pd.DataFrame:
    count = seats.members()
    sectors, known = (count > 0).sum(axis=1), count.sum(axis=1)
    chance = by_chance(sectors, drawn)
    sizes = np.bincount(seats.labels, minlength=len(seats.sectors))
    if len(drawn):
        # The mean is known exactly; shuffles give the band.
        chance["expected"] = [expected_sectors(sizes, int(size)) for size in known]
    kinds = system.forums.drop_duplicates("forum").set_index("forum")["kind"]
    hosts = system.records.forums.set_index("forum")["host"]
    names = system.records.partners.set_index("id")["name"].to_dict()
    everybody = system.forums.groupby("forum")["organisation"].nunique()
    rows = []
    for place, forum in enumerate(seats.forums):
        named = tuple(seats.sectors[code] for code in np.flatnonzero(count[place]))
        values = tuple(chance.loc[place])
        rows.append(
            (
                kinds[forum],
                names.get(hosts.get(forum, ""), ""),
                int(everybody[forum]),
                int(known[place]),
                int(sectors[place]),
                *values,
                ", ".join(named),
                _reading(int(sectors[place]), int(known[place]), *values[:3]),
            )
        )
    return pd.DataFrame(rows, columns=COLUMNS, index=pd.Index(seats.forums, name="forum", dtype=object))


def _reading(sectors: int, known: int, expected: float, low: float, high: float) -> str:
    said = f"{counted(sectors, 'sector')} among {counted(known, 'member')} of known sector"
    if known < 2 or expected != expected:
        return said
    place = "fewer than" if sectors < low else "more than" if sectors > high else "as"
    return f"{said}: {place} chance gives, about {number(expected, 2)} ({number(low)} to {number(high)})"


def _meetings(seats: Seats, drawn: np.ndarray) -> pd.DataFrame:
    there = (seats.members() > 0).astype(np.int64)
    first, second = np.triu_indices(len(seats.sectors), 1)
    observed = (there.T @ there)[first, second]
    frame = pd.DataFrame(
        {
            "sector_a": [seats.sectors[code] for code in first],
            "sector_b": [seats.sectors[code] for code in second],
            "forums": observed,
        }
    )
    return pd.concat([frame, by_chance(observed, drawn)], axis=1)[MEETINGS]


def _organisations(system: SystemMap) -> pd.DataFrame:
    """List who sits on forums, those on most first."""
    pairs = system.forums[["forum", "organisation"]].drop_duplicates()
    labels = system.organisations["boundary"]
    on = {forum: set(group) for forum, group in pairs.groupby("forum")["organisation"]}
    rows = []
    for organisation, group in pairs.groupby("organisation")["forum"]:
        met = set().union(*(on[forum] for forum in group)) - {organisation}
        theirs = {labels[other] for other in met if labels[other] is not None} - {labels[organisation]}
        rows.append(
            (
                system.organisations.at[organisation, "name"],
                labels[organisation] or "unknown",
                len(group),
                len(met),
                len(theirs),
                ", ".join(sorted(group)),
            )
        )
    columns = ["organisation", "sector", "forums", "organisations_met", "sectors_met", "named"]
    frame = pd.DataFrame(rows, columns=columns).sort_values(
        ["forums", "organisation"], ascending=[False, True], kind="stable"
    )
    return frame.set_index("organisation")
