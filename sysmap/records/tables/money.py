"""Amounts that are known exactly, about, or only from one side: intervals, and whose money it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from sysmap.records.names.normalising import nearest
from sysmap.records.problems import Problems
from sysmap.records.tables.collaborations import Directory, note_spellings
from sysmap.records.tables.periods import check_terms
from sysmap.records.values.known_words import settle_words
from sysmap.records.values.rows import rows_where
from sysmap.vocabulary import fold

PRECISIONS = ("exact", "about", "under", "over")
BASES = ("budget", "contract", "actual", "estimate")
CURRENCY = "GBP"
ABOUT = 0.1


def settle_money(
    money: pd.DataFrame,
    directory: Directory,
    forums: Iterable[str] | None,
    problems: Problems,
) -> pd.DataFrame:
    """Settle the table money: who gives and who receives, currency, precision, the interval.

    Parameters
    ----------
    money
        The table as typed.
    directory
        Finds partners by id or name.
    forums
        The forums there are; None where they could not be read, so that nobody can be missing.
    problems
        Where faults are noted.
    """
    if len(money):
        money = money.copy()
        check_terms(money, "money", problems)
        _check_ends(money, problems)
        for column in ("source", "target"):
            money[column] = _whose(money, column, directory, forums, problems)
        money["currency"] = _currencies(money, problems)
        money["basis"] = settle_words(money, "basis", BASES, problems, table="money")
    return with_interval(money, "amount", "money", problems)


def with_interval(frame: pd.DataFrame, column: str, table: str, problems: Problems) -> pd.DataFrame:
    """Add the columns ``low`` and ``high``: between what bounds an amount lies, by its precision.

    *exact* is the amount itself, *about* ten per cent either way, *under* from 0 to the
    amount, *over* from the amount to no upper end (``nan``).
    """
    places = [name for name in ("row", "origin") if name in frame.columns]
    if frame.empty:
        # Columns that are not there come as numbers.
        own = (name for name in frame.columns if name not in places)
        return frame.reindex(columns=[*own, "low", "high", *places])
    frame = frame.copy()
    frame["precision"] = settle_words(
        frame, "precision", PRECISIONS, problems, table=table, default="exact", only=True
    )
    amount, said = frame[column].astype(float), frame["precision"]
    # A tenth of the size, so that a fall of about 14 has its bounds in order.
    reach = ABOUT * amount.abs()
    low, high = amount.copy(), amount.copy()
    low, high = low.where(said != "about", amount - reach), high.where(said != "about", amount + reach)
    # What is under a negative number has no lower end that would be known.
    low = low.where(said != "under", pd.Series(np.where(amount >= 0, 0.0, np.nan), index=frame.index))
    frame["low"] = low.where(amount.notna())
    frame["high"] = high.where(said != "over")
    return frame[[*(name for name in frame.columns if name not in places), *places]]


def _check_ends(money: pd.DataFrame, problems: Problems) -> None:
    for row in rows_where(money, (money["source"] == "") & (money["target"] == "")):
        problems.fault(
            row.origin,
            "neither a source nor a target: whose money is it?",
            table="money",
            row=row.row,
            column="source",
        )


def _whose(
    money: pd.DataFrame, column: str, directory: Directory, forums: Iterable[str] | None, problems: Problems
) -> pd.Series:
    """Find the partner or forum that each text means; what is neither is a fault at every row."""
    known = {fold(name): name for name in forums or ()}
    meant = {}
    for text in money[column].unique():
        partner = directory.find_as_written(text) if text else ""
        meant[text] = partner if partner is not None else known.get(fold(text)) or directory.find(text)
    named = money[~money[column].map(fold).isin(list(known))]
    note_spellings(named, column, directory, "money", problems)
    for row in rows_where(money, money[column].map(lambda text: meant[text] is None).astype(bool)):
        text = getattr(row, column)
        if forums is None:
            break
        near = "" if text in directory.names else nearest(text, known.values())
        reason = f"is no forum; did you mean {near}?" if near else directory.why_not(text)
        problems.fault(
            row.origin,
            reason.replace("is not a partner", "is neither a partner nor a forum"),
            table="money",
            row=row.row,
            column=column,
            value=text,
        )
    return money[column].map(lambda text: meant[text] if meant[text] is not None else text).astype(object)


def _currencies(money: pd.DataFrame, problems: Problems) -> pd.Series:
    meant = {text: text.upper() or CURRENCY for text in money["currency"].unique()}
    wrong = {text for text, code in meant.items() if not re.fullmatch(r"[A-Z]{3}", code)}
    for row in rows_where(money, money["currency"].isin(list(wrong))):
        problems.fault(
            row.origin,
            f"a currency is three letters: write {CURRENCY}, EUR or USD",
            table="money",
            row=row.row,
            column="currency",
            value=row.currency,
        )
    return money["currency"].map(meant).astype(object)
