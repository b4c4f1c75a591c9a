"""What others say of an organisation: trust, and value to the work. Means, and no score of a programme's."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.evaluating import reasons_where
from sysmap.measures.reasons import noted
from sysmap.network.graph.arrays import Arrays
from sysmap.network.ratings import Ratings

FEWEST = 3
_CAVEAT = "What others on this list said about it; a few raters decide it."


def _means(what: str, ratings: Ratings, nodes: tuple[str, ...]):
    values, raters = ratings.means(what)
    reasons = reasons_where(nodes, {"no_raters": raters == 0, "too_few_raters": raters < FEWEST})
    counts = {node: f"{count} raters" for node, count in zip(nodes, raters.tolist(), strict=True) if count}
    return noted((np.nan_to_num(values), reasons), counts)


@measure(
    label="Trust",
    level="organisation",
    better="higher",
    bounds=(1, 4),
    ties="",
    paired=False,
    respondents=True,
    formula="mean of its mean ratings by others for reliability, shared mission and openness, from 1 to 4",
    source="our definition; items: BMC Public Health 2016, doi 10.1186/s12889-016-3194-7, table 1",
    caveat=_CAVEAT,
    reasons=("no_raters", "too_few_raters"),
)
def trust(ratings: Ratings, arrays: Arrays):
    """Do others find it trustworthy?"""
    return _means("trust", ratings, arrays.nodes)


@measure(
    label="Value to the work",
    level="organisation",
    better="higher",
    bounds=(1, 4),
    ties="",
    paired=False,
    respondents=True,
    formula="mean of its mean ratings by others for influence, involvement and resources, from 1 to 4",
    source="our definition; items: BMC Public Health 2016, doi 10.1186/s12889-016-3194-7, table 1",
    caveat=_CAVEAT,
    reasons=("no_raters", "too_few_raters"),
)
def value(ratings: Ratings, arrays: Arrays):
    """Do others find it of value to the work?"""
    return _means("value", ratings, arrays.nodes)
