"""All ties that may be there, from which any choice of them is cut: by the thousand, and fast."""

from __future__ import annotations

import numpy as np

from sysmap.network.graph.arrays import Arrays


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

    def many(self, there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of many choices of the ties, rows filled up with ties of the first with itself.

        Parameters
        ----------
        there : numpy.ndarray of bool, shape (maps, ties)
            Which ties each map has.

        Returns
        -------
        tuple of numpy.ndarray of int, shape (maps, ties of the map with the most)
        """
        most = int(there.sum(axis=1).max(initial=0))
        kept = np.argsort(~there, axis=1, kind="stable")[:, :most]
        filled = np.take_along_axis(there, kept, axis=1)
        source, target = (np.where(filled, end[kept], 0) for end in (self.arrays.source, self.arrays.target))
        return source, target

    def chosen(self, there: np.ndarray, strength: np.ndarray | None = None) -> Arrays:
        """Return the arrays of the ties for which `there` is true, with the strengths given for all ties."""
        from scipy import sparse

        whole = self.arrays
        strength = whole.strength if strength is None else strength
        adjacency = None
        if not whole.directed:
            kept = there[self._tie]
            starts = np.zeros(self._n + 1, dtype=np.int32)
            np.cumsum(np.bincount(self._rows[kept], minlength=self._n), out=starts[1:])
            parts = (np.ones(int(starts[-1])), self._columns[kept], starts)
            adjacency = sparse.csr_array(parts, shape=(self._n, self._n))
        return Arrays(
            nodes=whole.nodes,
            source=whole.source[there],
            target=whole.target[there],
            strength=strength[there],
            sector=whole.sector,
            sectors=whole.sectors,
            directed=whole.directed,
            known_adjacency=adjacency,
        )
