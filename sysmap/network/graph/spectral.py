"""How segregated the company is that each organisation keeps: eigenvalues of ties inside sectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part

if TYPE_CHECKING:
    from scipy import sparse

# Smaller parts are solved as full matrices, larger ones by iteration.
_DENSE = 400


@dataclass(frozen=True, eq=False)
class Spectra:
    """For each organisation, the largest eigenvalue of its part of its sector.

    Ties are shares of each organisation's partners, whichever way ties point. The mean of the
    organisations' values in a part is its eigenvalue, so that the vector is not needed.

    Attributes
    ----------
    values : numpy.ndarray of float64, shape (organisations,)
        0 for one with partners but none in its own sector; not used where `with_partners` is False.
    with_partners : numpy.ndarray of bool, shape (organisations,)
        Organisations of known sector that have a partner.
    """

    values: np.ndarray
    with_partners: np.ndarray
    arrays: Arrays

    @property
    def mean(self) -> float:
        """The mean over organisations of known sector that have a partner."""
        return float(self.values[self.with_partners].mean())

    def by_sector(self) -> dict[str, float]:
        """Return the mean of each sector; ``nan`` for one without such organisations."""
        found = {}
        for code, sector in enumerate(self.arrays.sectors):
            inside = self.values[self.with_partners & (self.arrays.sector == code)]
            found[sector] = float(inside.mean()) if len(inside) else np.nan
        return found


@part("spectra")
def spectra_of(arrays: Arrays) -> Spectra:
    """Find the eigenvalue of each connected part of each sector.

    Source: Echenique & Fryer 2007, Quarterly Journal of Economics 122: 441–485. With D the
    numbers of partners, the shares D⁻¹A have the eigenvalues of the symmetric D^-½ A D^-½.
    """
    from scipy import sparse
    from scipy.sparse import csgraph

    low, high = arrays.pairs
    inside = (arrays.sector[low] >= 0) & (arrays.sector[low] == arrays.sector[high])
    low, high = low[inside], high[inside]
    scaled = 1 / np.sqrt(arrays.partners[low] * arrays.partners[high].astype(float))
    shape = (arrays.n, arrays.n)
    matrix = sparse.csr_array(
        (np.concatenate([scaled, scaled]), (np.concatenate([low, high]), np.concatenate([high, low]))), shape
    )
    count, part = csgraph.connected_components(matrix, directed=False)
    values = np.zeros(arrays.n)
    order = np.argsort(part, kind="stable")
    for members in np.split(order, np.cumsum(np.bincount(part, minlength=count))[:-1]):
        if len(members) > 1:
            values[members] = _largest(matrix[members][:, members])
    return Spectra(values, (arrays.partners > 0) & (arrays.sector >= 0), arrays)


def _largest(matrix: sparse.csr_array) -> float:
    if matrix.shape[0] <= _DENSE:
        return float(np.linalg.eigvalsh(matrix.toarray())[-1])
    from scipy.sparse.linalg import eigsh

    start = np.ones(matrix.shape[0])
    return float(eigsh(matrix, k=1, which="LA", v0=start, return_eigenvectors=False, maxiter=100_000)[0])
