"""Maps that differ from another in a few ties: made by the thousand, of arrays alone."""

from __future__ import annotations

from functools import cached_property

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from sysmap.network.arrays import Arrays
from sysmap.network.system import SystemMap


class Union:
    """All ties that may be there, from which the arrays of any choice of them are cut without sorting.

    Parameters
    ----------
    arrays
        A map with every tie that may be there.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        ties, n = arrays.m, arrays.n
        rows = np.concatenate([arrays.source, arrays.target])
        columns = np.concatenate([arrays.target, arrays.source])
        order = np.lexsort((columns, rows))
        self._rows = rows[order]
        self._columns = columns[order]
        self._tie = np.concatenate([np.arange(ties), np.arange(ties)])[order]
        self._n = n

    def chosen(self, there: np.ndarray) -> Arrays:
        """Give the arrays of the ties for which `there` is true."""
        whole = self.arrays
        arrays = Arrays(
            nodes=whole.nodes,
            source=whole.source[there],
            target=whole.target[there],
            strength=whole.strength[there],
            sector=whole.sector,
            sectors=whole.sectors,
            directed=whole.directed,
        )
        arrays.__dict__["sizes"] = whole.sizes
        if not whole.directed:
            kept = there[self._tie]
            starts = np.zeros(self._n + 1, dtype=np.int32)
            np.cumsum(np.bincount(self._rows[kept], minlength=self._n), out=starts[1:])
            parts = (np.ones(int(starts[-1])), self._columns[kept], starts)
            arrays.__dict__["adjacency"] = sparse.csr_array(parts, shape=(self._n, self._n))
        return arrays


class ToggledMap(SystemMap):
    """A map of which only the arrays are given, beside what it has in common with another.

    Everything that is worked out from the arrays is that of the arrays; frames of ties and the
    graph are made from them when asked for, with neither kinds nor strength.
    """

    @cached_property
    def ties(self) -> pd.DataFrame:
        """The ties as a frame."""
        arrays = self.arrays
        ids = np.array(arrays.nodes, dtype=object)
        a, b = arrays.sector[arrays.source], arrays.sector[arrays.target]
        crosses = [
            None if known else bool(apart) for known, apart in zip((a < 0) | (b < 0), a != b, strict=True)
        ]
        frame = pd.DataFrame({"source": ids[arrays.source], "target": ids[arrays.target]}, dtype=object)
        names = self.organisations["name"] if "organisations" in self.__dict__ else pd.Series(ids, index=ids)
        for end in ("source", "target"):
            frame[f"{end}_name"] = names.reindex(frame[end]).to_numpy()
        frame["kinds"] = pd.Series([()] * len(frame), dtype=object)
        return frame.assign(
            strength=arrays.strength,
            records=1,
            confirmed=False,
            crosses=pd.Series(crosses, dtype=object),
            directed=arrays.directed,
        )

    @cached_property
    def reported(self) -> pd.DataFrame:
        """The pairs of partners, as if nobody had said more of them."""
        low, high = self.arrays.pairs
        frame = pd.DataFrame({"low": low.astype(np.int64), "high": high.astype(np.int64)})
        frame["kinds"] = pd.Series([()] * len(frame), dtype=object)
        unsaid = {"by_low": False, "by_high": False, "strong": False, "arrow": 0, "records": 1}
        return frame.assign(**unsaid, strength=np.nan, lower_side=np.nan)

    @cached_property
    def graph(self) -> nx.Graph:
        """The map as a networkx graph."""
        graph = nx.DiGraph() if self.arrays.directed else nx.Graph()
        for place, organisation in enumerate(self.arrays.nodes):
            code = self.arrays.sector[place]
            label = self.arrays.sectors[code] if code >= 0 else None
            graph.add_node(organisation, name=organisation, sector=label)
        if "organisations" in self.__dict__:
            for column in ("name", "sector"):
                nx.set_node_attributes(graph, dict(self.organisations[column]), column)
        for tie in self.ties.itertuples():
            graph.add_edge(
                tie.source, tie.target, strength=tie.strength, kinds=tie.kinds, records=tie.records
            )
        return nx.freeze(graph)

    @property
    def directed(self) -> bool:
        """Whether ties are arcs."""
        return self.arrays.directed

    @property
    def reportable(self) -> None:
        """Nothing: who could report a pair was settled when it was chosen."""
        return None


_OWN = ("ties", "reported")


def toggled(arrays: Arrays, base: SystemMap | None = None) -> SystemMap:
    """Give a light map of some arrays.

    Parameters
    ----------
    arrays
        The organisations and the ties that are there.
    base
        A map of the same organisations: what does not depend on ties is taken from it.
    """
    light = object.__new__(ToggledMap)
    if base is not None:
        fields = {name: vars(base)[name] for name in base.__dataclass_fields__ if name not in _OWN}
        light.__dict__.update(fields)
    light.__dict__["arrays"] = arrays
    return light
