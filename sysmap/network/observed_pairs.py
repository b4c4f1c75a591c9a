"""Of which pairs of organisations on a map it would be known that they have no tie."""

from __future__ import annotations

import numpy as np

from sysmap.network.succession import blanks_of
from sysmap.network.system import SystemMap


def observed_pairs(system: SystemMap) -> np.ndarray:
    """Tell for every pair whether the absence of a tie would be known.

    An organisation that answered, and did not leave the other blank, has said whether they work
    together. Under ``any`` one end must have said, under ``confirmed`` both, and under
    ``directed`` both too, each about its own arc. Where it is not recorded who answered, all are
    taken as having answered.

    Returns
    -------
    numpy.ndarray of bool, shape (organisations, organisations)
        Symmetric; the diagonal means nothing.
    """
    heard, n = system.heard, len(system.organisations)
    said = np.ones((n, n), dtype=bool) if heard is None else np.repeat(heard[:, None], n, axis=1)
    source, target = _blanks(system)
    said[source, target] = False
    return said | said.T if system.rules.report == "any" else said & said.T


def _blanks(system: SystemMap) -> tuple[np.ndarray, np.ndarray]:
    """Return who left whom empty, as places on the map."""
    rows = blanks_of(system)
    place = {organisation: code for code, organisation in enumerate(system.organisations.index)}
    rows = rows[rows["source"].isin(place) & rows["target"].isin(place)]
    source, target = (rows[end].map(place).to_numpy(dtype=np.int64) for end in ("source", "target"))
    return source, target
