"""Funds of which the whole is known, and what each partner put in: what is left is an interval too."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from sysmap.findings.amounts import added, amount_in_words, left_in_words, less
from sysmap.records.values.dates import date_bounds

COLUMNS = ["fund", "contributor", "currency", "basis", "start", "end", "low", "high", "worked_out", "reading"]
POOLED = "pooled fund"


def fund_shares(
    rows: pd.DataFrame, forums: pd.DataFrame, members: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Return the shares of every pooled fund whose total is recorded.

    A row of money to a pooled fund that names no source is the fund's total; rows of the same
    basis, currency and time that name one are shares of it. What is left belongs to the one member
    of the fund without a row of its own, or, where there is not exactly one, to others not named.

    Parameters
    ----------
    rows
        Money: ``source, target, currency, basis, start, end, low, high``.
    forums
        The table forums.
    members
        Who sits on which forum: ``forum, organisation``.

    Returns
    -------
    tuple
        A frame ``fund, contributor, currency, basis, start, end, low, high, worked_out, reading``;
        `contributor` is an id, ``""`` for others not named; `worked_out` marks what is left: the
        total less the shares named, never below 0. And notes, in words.
    """
    funds = set(forums.loc[forums["kind"] == POOLED, "forum"])
    into = rows[rows["target"].isin(list(funds))]
    found: list[tuple[object, ...]] = []
    notes = []
    whole = into[into["source"] == ""].sort_values(["target", "basis", "currency", "start", "end"])
    for total in whole.itertuples():
        fund = str(total.target)
        like = (into["target"] == fund) & (into["basis"] == total.basis)
        like &= (into["currency"] == total.currency) & (into["source"] != "")
        like &= pd.Series([_overlap(total, one) for one in into.itertuples()], index=into.index, dtype=bool)
        named = into[like]
        shares = {
            str(giver): added(zip(own["low"], own["high"], strict=True))
            for giver, own in named.groupby("source", sort=True)
        }
        left = less((total.low, total.high), added(shares.values()))
        if left[1] < 0:
            notes.append(f"The shares of {fund} come to more than its total: check the records.")
        left = (0.0 if math.isnan(left[0]) else max(0.0, left[0]), left[1])
        silent = sorted(set(members.loc[members["forum"] == fund, "organisation"]) - set(shares))
        told = (fund, total.currency, total.basis, total.start, total.end)
        found += [(*told, giver, *share, False) for giver, share in shares.items()]
        if not left[1] <= 0:
            found.append((*told, silent[0] if len(silent) == 1 else "", *left, True))
    columns = ["fund", "currency", "basis", "start", "end", "contributor", "low", "high", "worked_out"]
    frame = pd.DataFrame(found, columns=columns)
    frame["reading"] = [
        (left_in_words if row.worked_out else amount_in_words)((row.low, row.high), row.currency)
        for row in frame.itertuples()
    ]
    if len(frame):
        notes.append("What is left of a fund's total is worked out: the total less the shares named.")
    return frame[COLUMNS], notes


def _overlap(one: Any, other: Any) -> bool:
    """Return whether two terms have a day in common; a blank end is open."""
    (first, last), (start, end) = _days(one), _days(other)
    return not (last and start and last < start) and not (end and first and end < first)


def _days(row: Any) -> tuple[str, str]:
    first, last = date_bounds(row.start or ""), date_bounds(row.end or "")
    return first[0] if first else "", last[1] if last else ""
