"""One wave of a local system as a graph of organisations."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError
from sysmap.network.depth import Depth, depth_of
from sysmap.network.graph.arrays import Arrays, frozen
from sysmap.network.graph.brokerage import Roles, roles_of
from sysmap.network.graph.communities import Communities, communities_of
from sysmap.network.graph.core import Core, core_of
from sysmap.network.graph.cut_points import Cuts, cuts_of
from sysmap.network.graph.distances import Distances, distances_of
from sysmap.network.graph.hierarchy import Orders, orders_of
from sysmap.network.graph.mixing import Mixing, mixing_of
from sysmap.network.graph.paths import Paths
from sysmap.network.graph.spectral import Spectra, spectra_of
from sysmap.network.graph.triangles import Triangles, triangles_of
from sysmap.network.graph.two_mode import TwoMode, two_mode_of
from sysmap.network.membership import COLUMNS as MEMBERSHIP
from sysmap.network.ratings import NOTHING, Ratings
from sysmap.network.response import Answers, Reportable, reportable_of
from sysmap.records.record_set import Records
from sysmap.records.tables.declared import TABLES
from sysmap.results import ResultTable, Tabled, notes_table
from sysmap.text import counted, html_notes, html_table, with_article


@dataclass(frozen=True)
class Rules:
    """How records became a map.

    The kinds taken, the least strength, whose report counts; whether pictures join organisations
    through their forums; whether units count as the organisation of which they are a part; and
    the place whose organisations are on it.
    """

    kinds: tuple[str, ...] | None = None
    at_least: float | None = None
    report: str = "any"
    forums: str = "apart"
    units: str = "apart"
    place: str | None = None

    def in_words(self) -> list[str]:
        """Say which rules are not the usual ones."""
        said = [f"kinds {', '.join(self.kinds)}"] if self.kinds is not None else []
        said += [f"strength {self.at_least:g} or more"] if self.at_least is not None else []
        said += {"confirmed": ["confirmed by both sides"], "directed": ["each report an arrow"]}.get(
            self.report, []
        )
        said += ["units joined"] if self.units == "joined" else []
        return said + ([f"place {self.place}"] if self.place is not None else [])


@dataclass(frozen=True, eq=False)
class SystemMap(Tabled):
    """Who works with whom in one wave.

    Attributes
    ----------
    organisations : pandas.DataFrame
        Indexed by id, sorted: ``name`` (unique on the map), ``sector``, ``boundary`` (the label
        whose crossing matters, None where unknown), ``asked``, ``answered`` and the other
        columns of partners.
    ties : pandas.DataFrame
        One row per tie, sorted: ``source, target`` (ids), their names, ``kinds``, ``strength``,
        ``records``, ``confirmed`` (both ends reported it), ``crosses`` (None where a boundary is
        unknown) and ``directed`` (it has an arrowhead).
    reported : pandas.DataFrame
        Every pair that somebody reported under the kinds and strength chosen, as places in the
        sorted list, with who reported it: what the ties were chosen from.
    wave : str or None
        The wave; None where records have no waves.
    boundary : str
        The column of partners whose crossing matters.
    rules : Rules
        How records became ties.
    records : Records
        The whole record set.
    notes : tuple of str
        Who and what was left out, in words.
    kinds_told : tuple of str
        The kinds of tie that the records of the wave tell of, of those chosen; ``""`` for none.
    strength_usable : bool
        Whether strength tells ties apart: one of these kinds has a scale with more than one value.
    forums : pandas.DataFrame
        The memberships of the organisations on this map, sorted: ``forum, kind, organisation``
        (id), ``role, unit``. Neither the graph nor the arrays hold forums.
    rated : pandas.DataFrame
        Who rated whom on which item, as places in the sorted list: see `Ratings`.
    public : bool
        Whether this is a copy for the public, without what is personal.
    answers : Answers or None
        Of a copy for the public, all that it says of who answered.
    """

    organisations: pd.DataFrame
    ties: pd.DataFrame
    reported: pd.DataFrame
    wave: str | None
    boundary: str
    rules: Rules
    records: Records
    notes: tuple[str, ...] = field(default=())
    kinds_told: tuple[str, ...] = ()
    strength_usable: bool = False
    forums: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=MEMBERSHIP, dtype=object))
    rated: pd.DataFrame = field(default_factory=NOTHING.copy)
    public: bool = False
    answers: Answers | None = None

    @property
    def directed(self) -> bool:
        """Whether ties are arcs."""
        return self.rules.report == "directed"

    @cached_property
    def graph(self) -> nx.Graph:
        """The map as a frozen networkx graph: nodes are ids with ``name`` and ``sector``."""
        graph = nx.DiGraph() if self.directed else nx.Graph()
        for organisation, name, sector in zip(
            self.organisations.index, self.organisations["name"], self.organisations["sector"], strict=True
        ):
            graph.add_node(organisation, name=name, sector=sector)
        for tie in self._low_first.itertuples():
            graph.add_edge(
                tie.source, tie.target, strength=tie.strength, kinds=tie.kinds, records=tie.records
            )
        return nx.freeze(graph)

    @cached_property
    def arrays(self) -> Arrays:
        """The integer-coded view that every calculation shares."""
        nodes = tuple(self.organisations.index)
        place = {organisation: code for code, organisation in enumerate(nodes)}
        labels = tuple(sorted({label for label in self.organisations["boundary"] if label is not None}))
        codes = {label: code for code, label in enumerate(labels)}
        ties = self._low_first
        return Arrays(
            nodes=nodes,
            source=frozen(ties["source"].map(place).to_numpy(dtype=np.int32)),
            target=frozen(ties["target"].map(place).to_numpy(dtype=np.int32)),
            strength=frozen(ties["strength"].to_numpy(dtype=float).copy()),
            sector=frozen(
                np.array([codes.get(label, -1) for label in self.organisations["boundary"]], dtype=np.int32)
            ),
            sectors=labels,
            directed=self.directed,
        )

    @cached_property
    def _low_first(self) -> pd.DataFrame:
        """The ties with the lower id first, where direction does not matter."""
        if self.directed or self.ties.empty:
            return self.ties
        low = self.ties[["source", "target"]].min(axis=1)
        high = self.ties[["source", "target"]].max(axis=1)
        return self.ties.assign(source=low, target=high)

    @cached_property
    def mixing(self) -> Mixing:
        """Ties within and between sectors."""
        return mixing_of(self.arrays)

    @cached_property
    def distances(self) -> Distances:
        """Pairs of organisations by distance."""
        return distances_of(self.arrays)

    @cached_property
    def triangles(self) -> Triangles:
        """Triangles of partners."""
        return triangles_of(self.arrays)

    @cached_property
    def paths(self) -> Paths:
        """Shortest ways through each organisation."""
        return Paths(self.arrays)

    @cached_property
    def partner_paths(self) -> Paths:
        """Shortest ways among partners, whichever way ties point."""
        return Paths(self.arrays.undirected) if self.directed else self.paths

    @cached_property
    def partner_distances(self) -> Distances:
        """Pairs of organisations by distance among partners, whichever way ties point."""
        return distances_of(self.arrays.undirected) if self.directed else self.distances

    @cached_property
    def cuts(self) -> Cuts:
        """Weak points and bridges."""
        return cuts_of(self.arrays)

    @cached_property
    def core(self) -> Core:
        """The division that comes nearest to one core and a fringe."""
        return core_of(self.arrays)

    @cached_property
    def communities(self) -> Communities:
        """Groups that work together more than with the rest."""
        return communities_of(self.arrays)

    @cached_property
    def orders(self) -> Orders:
        """Who stands above whom, on a directed map."""
        return orders_of(self.arrays)

    @cached_property
    def spectra(self) -> Spectra:
        """How segregated the company is that each organisation keeps."""
        return spectra_of(self.arrays)

    @cached_property
    def ratings(self) -> Ratings:
        """What organisations say of one another."""
        return Ratings(self.rated, self.arrays.n)

    @cached_property
    def roles(self) -> Roles:
        """Brokerage roles of each organisation."""
        return roles_of(self.triangles)

    @cached_property
    def reportable(self) -> Reportable | None:
        """Pairs that somebody could have reported; None where it is not recorded who answered."""
        return None if self.heard is None else reportable_of(self.arrays, self.heard, self.rules.report)

    @cached_property
    def heard(self) -> np.ndarray | None:
        """Whose reports are on the map: who answered; among a panel, who answered in both waves.

        By place, shape (organisations,); None where it is not recorded who answered.
        """
        said = self.organisations["heard" if "heard" in self.organisations else "answered"]
        return (
            None
            if said.isna().all()
            else said.map(lambda cell: cell is not None and bool(cell)).to_numpy(bool)
        )

    @cached_property
    def depth(self) -> Depth:
        """Deep ties among those that cross."""
        n, (low, high) = self.arrays.n, self.arrays.pairs
        keys = self.reported["low"].to_numpy() * n + self.reported["high"].to_numpy()
        rows = self.reported.iloc[np.searchsorted(keys, low.astype(np.int64) * n + high)]
        kinds = {kind for kinds in rows["kinds"] for kind in kinds}
        counts = rows["kinds"].map(len).to_numpy(dtype=int)
        deep = (counts >= 2) | rows["strong"].to_numpy(dtype=bool)
        usable = len(kinds) > 1 or self.strength_usable
        return depth_of(self.arrays, deep, usable, counts, len(kinds))

    @cached_property
    def two_mode(self) -> TwoMode:
        """Organisations and the forums they sit on."""
        return two_mode_of(self.arrays, self.forums)

    def headline(self) -> str:
        """Say in one line what is on the map, and by which rules where they are not the usual ones."""
        wave = f" in {self.wave}" if self.wave else ""
        labels = len(self.arrays.sectors)
        sectors = (
            counted(labels, "sector") if self.boundary == "sector" else f"{labels} labels of {self.boundary}"
        )
        said = [f"{counted(len(self.organisations), 'organisation')} in {sectors}"]
        said += [f"{counted(len(self.ties), 'tie')}{wave}", *self.rules.in_words()]
        return ", ".join(said)

    def tables(self) -> list[ResultTable]:
        """Give organisations, ties and notes, as files hold them; of a public copy what is public."""
        hidden = ["row", "file", "waves_listed", "name_as_written"]
        if self.public:
            private = [each.name for each in TABLES["partners"].columns if not each.public]
            hidden += [*private, "asked", "answered"]
        return [
            ResultTable("organisations", "organisations", self.organisations.drop(columns=hidden)),
            ResultTable("ties", "ties", self.ties),
            notes_table(self.notes),
        ]

    def in_brief(self) -> dict[str, Any]:
        """Give what JSON says of a map beside anything that was made of it."""
        return {
            "wave": self.wave,
            "boundary": self.boundary,
            "organisations": len(self.organisations),
            "ties": len(self.ties),
            "sectors": list(self.arrays.sectors),
            "report": self.rules.report,
            "kinds": None if self.rules.kinds is None else list(self.rules.kinds),
            "at_least": self.rules.at_least,
            "notes": list(self.notes),
        }

    def _beside(self) -> dict[str, Any]:
        return {"system": self.in_brief()}

    def __repr__(self) -> str:
        return "\n".join([f"Map of {self.headline()}", *(f"- {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        ties = self.ties[["source_name", "target_name", "kinds", "strength", "crosses"]]
        return html_table(ties, f"Map of {self.headline()}", most=10, index=False) + html_notes(self.notes)


def as_map(given: object) -> SystemMap:
    """Give a map back as it is, and refuse what is none.

    Raises
    ------
    ChoiceError
        If it is something else, with what makes a map of it where that can be said.
    """
    if isinstance(given, SystemMap):
        return given
    if isinstance(given, Records):
        raise ChoiceError("this takes a map, and was given records: build_map(records)")
    kind = with_article(type(given).__name__)
    raise ChoiceError(f"this takes a map, and was given {kind}: build_map(read_records(...)) makes one")
