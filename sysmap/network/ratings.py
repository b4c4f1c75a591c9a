"""What organisations say of one another: ratings of trust and of value to the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part
from sysmap.records.tables.collaborations import reporters
from sysmap.records.tables.declared import RATINGS

ITEMS = {
    "trust": ("trust_reliability", "trust_mission", "trust_openness"),
    "value": ("value_power", "value_involvement", "value_resources"),
}
NOTHING = pd.DataFrame({"rater": [], "rated": [], "item": [], "rating": []}).astype(
    {"rater": np.int64, "rated": np.int64, "item": object, "rating": float}
)


@dataclass(frozen=True, eq=False)
class Ratings:
    """Ratings of organisations by others on the map, from 1 to 4.

    Attributes
    ----------
    said : pandas.DataFrame
        One row per rater, organisation rated and item: ``rater, rated`` (places), ``item``,
        ``rating`` (the mean of what that rater's records say).
    organisations : int
        The number of organisations on the map.
    """

    said: pd.DataFrame
    organisations: int

    def means(self, what: str) -> tuple[np.ndarray, np.ndarray]:
        """Average the ratings of ``trust`` or ``value`` over raters, then over items.

        Records that rate the items are averaged over all three; records that hold the one
        column ``trust`` or ``value`` have that one item.

        Returns
        -------
        tuple of numpy.ndarray, shape (organisations,)
            The means, ``nan`` where an item has no rater; and the fewest raters of any item.
        """
        items = ITEMS[what] if self.said["item"].isin(ITEMS[what]).any() else (what,)
        means, raters = (
            np.full((len(items), self.organisations), np.nan),
            np.zeros((len(items), self.organisations)),
        )
        for row, item in enumerate(items):
            said = self.said[self.said["item"] == item]
            raters[row] = np.bincount(said["rated"], minlength=self.organisations)
            total = np.bincount(said["rated"], said["rating"], self.organisations)
            np.divide(total, raters[row], where=raters[row] > 0, out=means[row])
        return means.mean(axis=0), raters.min(axis=0).astype(np.int64)


@part("ratings", of="system")
def ratings_on(rated: pd.DataFrame, arrays: Arrays) -> Ratings:
    """Return what organisations on a map say of one another."""
    return Ratings(rated, arrays.n)


def with_ratings(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of collaborations that rate somebody."""
    held = np.zeros(len(rows), dtype=bool)
    for item in RATINGS:
        held |= rows[item].notna().to_numpy()
    return rows[held]


def rated(rows: pd.DataFrame, place: Mapping[str, int], partners: Mapping[str, object]) -> pd.DataFrame:
    """List who rated whom on what, as `Ratings.said` has it.

    Parameters
    ----------
    rows
        Rows of the table collaborations that rate somebody, both ends on the map.
    place
        The place of each organisation in the sorted list.
    partners
        All partners by id. A record's rater is who reported it, if that is one of its two ends.
    """
    if rows.empty:
        return NOTHING
    rater = reporters(rows, partners).map(place)
    source, target = rows["source"].map(place), rows["target"].map(place)
    wide = rows[list(RATINGS)].assign(rater=rater, rated=target.where(rater == source, source))
    wide = wide[(rater == source) | (rater == target)]
    long = wide.melt(["rater", "rated"], var_name="item", value_name="rating").dropna()
    said = long.astype({"rater": np.int64, "rated": np.int64, "rating": float})
    return said.groupby(["rater", "rated", "item"], as_index=False, sort=True)["rating"].mean()
