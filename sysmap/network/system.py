"""One wave of a local system as a graph of organisations."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

import sysmap.network.depth  # noqa: F401 (it declares a part)
from sysmap.errors import ChoiceError
from sysmap.network.graph.arrays import Arrays, frozen
from sysmap.network.graph.network import Network
from sysmap.network.graph.parts import parts
from sysmap.network.membership import COLUMNS as MEMBERSHIP
from sysmap.network.ratings import NOTHING
from sysmap.network.response import Answers
from sysmap.network.rules import APPLIED, SAID_APPLIED, Rules
from sysmap.records.record_set import Records
from sysmap.records.said.checksum import ties_checksum
from sysmap.records.said.declared import PUBLIC
from sysmap.records.said.step_tables import steps_table
from sysmap.records.tables.declared import TABLES
from sysmap.results import ResultTable, Tabled, notes_table
from sysmap.shown import Card, Shown, small_picture
from sysmap.text import counted, with_article
from sysmap.vocabulary import heading_words

if TYPE_CHECKING:
    import networkx as nx


class MapTies(Protocol):
    """The ties of a map, as tables, and as arrays where these were there first."""

    @property
    def ties(self) -> pd.DataFrame:
        """The ties, as `SystemMap.ties` has them."""

    @property
    def reported(self) -> pd.DataFrame:
        """The pairs that somebody reported, as `SystemMap.reported` has them."""

    @property
    def arrays(self) -> Arrays | None:
        """The integer-coded view; None for what the tables give."""


@dataclass(frozen=True, eq=False)
class TieTables:
    """Ties of which only the tables are given."""

    ties: pd.DataFrame
    reported: pd.DataFrame
    arrays: None = None


@dataclass(frozen=True, eq=False)
class SystemMap(Shown, Tabled):
    """Who works with whom in one wave: tables, the rules they were made by, and a network of them.

    Parts are attributes: those of the network (`Network`), and those that need tables, as ``depth``.

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
    network : Network
        Who works with whom as integers, with all that is worked out of that alone.
    tied : MapTies
        What holds `ties` and `reported`.
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
    said : pandas.DataFrame
        What was said in the room and bears on this map, a row per step in force: as in `Records.said`.
        `rules` say whether it is applied.
    public : bool
        Whether this is a copy for the public, without what is personal.
    answers : Answers or None
        Of a copy for the public, all that it says of who answered.
    """

    organisations: pd.DataFrame
    tied: MapTies
    wave: str | None
    boundary: str
    rules: Rules
    records: Records
    notes: tuple[str, ...] = field(default=())
    kinds_told: tuple[str, ...] = ()
    strength_usable: bool = False
    forums: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=MEMBERSHIP, dtype=object))
    rated: pd.DataFrame = field(default_factory=NOTHING.copy)
    said: pd.DataFrame = field(default_factory=steps_table)
    public: bool = False
    answers: Answers | None = None

    @property
    def ties(self) -> pd.DataFrame:
        """The ties, a row each."""
        return self.tied.ties

    @property
    def reported(self) -> pd.DataFrame:
        """The pairs that somebody reported, a row each."""
        return self.tied.reported

    @property
    def directed(self) -> bool:
        """Whether ties are arcs."""
        return self.rules.report == "directed"

    @property
    def applied(self) -> str:
        """What everything made of this map must say; empty where it is as recorded."""
        return SAID_APPLIED if self.rules.said == APPLIED else ""

    @cached_property
    def checksum(self) -> str:
        """By which a file of what was said in the room tells of which map it was said.

        It is of the ties that are recorded in the wave, whatever the rules of the map: 16 hexadecimal
        digits, and the same for every map of the same wave of the same records, with or without what
        was said. `sysmap.records.said.checksum.ties_checksum` says exactly what is hashed.
        """
        recorded = self.records.recorded or self.records
        return ties_checksum(recorded.collaborations, self.wave)

    @cached_property
    def graph(self) -> nx.Graph:
        """The map as a frozen networkx graph: nodes are ids with ``name`` and ``sector``."""
        import networkx as nx

        graph = nx.DiGraph() if self.directed else nx.Graph()
        for organisation, name, sector in zip(
            self.organisations.index, self.organisations["name"], self.organisations["sector"], strict=True
        ):
            graph.add_node(organisation, name=name, sector=sector)
        for tie in low_first(self.ties, directed=self.directed).itertuples():
            graph.add_edge(
                tie.source, tie.target, strength=tie.strength, kinds=tie.kinds, records=tie.records
            )
        return nx.freeze(graph)

    @cached_property
    def network(self) -> Network:
        """Who works with whom, as a network to calculate on."""
        arrays = self.tied.arrays
        return Network(
            coded(self.organisations, self.ties, directed=self.directed) if arrays is None else arrays
        )

    @property
    def arrays(self) -> Arrays:
        """The integer-coded view that every calculation shares."""
        return self.network.arrays

    def __getattr__(self, name: str) -> Any:
        """Return a part by its name: of the network, or worked out of the tables of the map and kept."""
        found = parts.get(name)
        if found is None:
            raise AttributeError(f"a map has no attribute {name!r}", name=name, obj=self)
        if found.of == "network":
            return getattr(self.network, name)
        value = found.worked_out(self)
        object.__setattr__(self, name, value)
        return value

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *parts]

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
        """Return organisations, ties and notes, as files hold them; of a public copy what is public."""
        hidden = ["row", "file", "waves_listed", "name_as_written"]
        if self.public:
            private = [each.name for each in TABLES["partners"].columns if not each.public]
            hidden += [*private, "asked", "answered"]
        return [
            ResultTable("organisations", "organisations", self.organisations.drop(columns=hidden)),
            ResultTable("ties", "ties", self.ties),
            *self._said_shown(),
            notes_table(self.notes),
        ]

    def _said_shown(self) -> list[ResultTable]:
        """Return what was said in the room, if anything was: of a public copy what is public."""
        if self.said.empty:
            return []
        left_out = [name for name in self.said if name not in PUBLIC] if self.public else ["file", "row"]
        return [ResultTable("said", "said in the room", self.said.drop(columns=left_out))]

    def in_brief(self) -> dict[str, Any]:
        """Return what JSON says of a map beside anything that was made of it."""
        return {
            "wave": self.wave,
            "boundary": self.boundary,
            "organisations": len(self.organisations),
            "ties": len(self.ties),
            "sectors": list(self.arrays.sectors),
            "report": self.rules.report,
            "kinds": None if self.rules.kinds is None else list(self.rules.kinds),
            "at_least": self.rules.at_least,
            "said": self.rules.said,
            "notes": list(self.notes),
        }

    def _beside(self) -> dict[str, Any]:
        return {"system": self.in_brief()}

    def __repr__(self) -> str:
        return "\n".join([f"Map of {self.headline()}", *(f"- {note}" for note in self.notes)])

    def _card(self) -> Card:
        columns = ["source_name", "target_name", "kinds", "strength", "crosses"]
        names = {name: heading_words(name, "ties") for name in columns}
        picture, high = small_picture(self)
        return Card(
            title=f"Map of {self.headline()}",
            said=self.notes,
            picture=picture,
            high=high,
            tables={"Ties": self.ties[columns].rename(columns=names)},
        )


def low_first(ties: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    """Return ties with the lower id first, where direction does not matter."""
    if directed or ties.empty:
        return ties
    # Two columns compared, not the two ends of each row: that would be a call of Python for every tie.
    source, target = ties["source"], ties["target"]
    turned = source > target
    return ties.assign(source=source.where(~turned, target), target=target.where(~turned, source))


def coded(organisations: pd.DataFrame, ties: pd.DataFrame, *, directed: bool) -> Arrays:
    """Return organisations and the ties between them as integers."""
    nodes = tuple(organisations.index)
    place = {organisation: code for code, organisation in enumerate(nodes)}
    # Places stand in the order of ids, and whole numbers are compared sooner than text.
    source, target = (
        np.fromiter(map(place.__getitem__, ties[end].tolist()), dtype=np.int32, count=len(ties))
        for end in ("source", "target")
    )
    if not directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    labels = tuple(sorted({label for label in organisations["boundary"] if label is not None}))
    codes = {label: code for code, label in enumerate(labels)}
    return Arrays(
        nodes=nodes,
        source=frozen(source),
        target=frozen(target),
        strength=frozen(ties["strength"].to_numpy(dtype=float).copy()),
        sector=frozen(
            np.array([codes.get(label, -1) for label in organisations["boundary"].tolist()], dtype=np.int32)
        ),
        sectors=labels,
        directed=directed,
    )


def as_map(given: object) -> SystemMap:
    """Return a map back as it is, and refuse what is none.

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
