"""Forums: how many seats are taken, and whether forums bring sectors together."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.reasons import noted, undefined
from sysmap.network.graph.two_mode import TwoMode
from sysmap.text import counted, number


@measure(
    label="Share of seats taken",
    level="system",
    better="depends",
    bounds=(0, 1),
    unit="share",
    ties="",
    paired=False,
    formula="memberships / (organisations × forums with a member)",
    source="Borgatti & Everett (1997), Social Networks 19: 243–269",
    caveat="Falls as forums are added, even if nobody leaves one; nobody is expected to sit on all.",
    reasons=("no_forums",),
)
def two_mode_density(two_mode: TwoMode):
    """What share of seats is taken?"""
    if not two_mode.forums:
        return undefined("no_forums")
    seats = two_mode.organisations * two_mode.forums
    words = f"{number(two_mode.memberships)} of {number(seats)} seats on {counted(two_mode.forums, 'forum')}"
    return noted(two_mode.memberships / seats, words)


@measure(
    label="Forums that bring sectors together",
    level="system",
    better="higher",
    bounds=(0, 1),
    unit="share",
    ties="",
    shuffled=True,
    paired=False,
    formula="forums with members of two sectors or more / forums with two members or more of known sector",
    source="our definition",
    caveat="Sitting on the same board is an opportunity, not a working relationship.",
    reasons=("single_sector", "no_forums"),
)
def cross_forum_share(two_mode: TwoMode):
    """How many forums bring sectors together?"""
    if two_mode.sectors < 2:
        return undefined("single_sector")
    forums = len(two_mode.known)
    if not forums:
        return undefined("no_forums")
    if two_mode.mixed.ndim:
        return two_mode.mixed / forums
    return noted(
        two_mode.mixed / forums,
        f"{number(int(two_mode.mixed))} of {counted(forums, 'forum')} with two members",
    )


@measure(
    label="Forum memberships",
    level="organisation",
    better="depends",
    bounds=(0, None),
    unit="count",
    ties="",
    paired=False,
    formula="distinct forums of which it is a member",
    source="–",
    caveat="Sitting on many forums takes time, and is no measure of influence.",
    reasons=("no_forums",),
)
def forum_memberships(two_mode: TwoMode):
    """On how many forums does it sit?"""
    if not two_mode.forums:
        return undefined("no_forums")
    return two_mode.seats.astype(np.int64), {}
