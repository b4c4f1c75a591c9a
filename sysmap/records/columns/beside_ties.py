"""Columns beside ties that no table knows: what they may say of a tie, and the line that reads them."""

from __future__ import annotations

from collections.abc import Mapping

from sysmap.errors import listed
from sysmap.records.columns.kinds import ColumnKind, Kind, kinds_of
from sysmap.records.columns.said_of_ties import beside_ties, says_whether_tied
from sysmap.records.problems import Advice, Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

NO = {"n", "no", "false", "0", "not"}
_TABLE = "collaborations"


def note_beside_ties(raw: RawTable, read: Mapping[str, str], problems: Problems) -> None:
    """Ask of columns beside ties that were not read whether they say more of them.

    A column of yes and no that may say whether there is a tie is a fault, unless the user has named columns:
    a row that says no would be a tie. Of strengths, kinds and waves it is said how they are read.

    Parameters
    ----------
    raw
        Ties as they arrived.
    read
        The headers that were read, with their columns.
    problems
        Where it is said.
    """
    if raw.origin.made or not {"source", "target"} <= set(read.values()) or len(raw.columns) == len(read):
        return
    unread = raw.frame[[header for header in raw.columns if header not in read]]
    kinds = kinds_of(raw.holding(unread))
    ends = {column: header for header, column in read.items() if column in ("source", "target")}
    if not raw.table and (asked := may_deny_ties(kinds)):
        note_denied(raw, ends, asked, problems)
        return
    found = beside_ties(kinds, ())
    more = {column: header for column, header in found.items() if column not in read.values()}
    if more:
        said = listed(f"{shown(clean(header)[0])} as their {column}" for column, header in more.items())
        problems.warning(
            raw.origin,
            f"not read, and it may say more of the ties: {said}. If it is so, {to_do(ends | more, problems)}",
            table=_TABLE,
            row=1,
        )


def may_deny_ties(kinds: list[ColumnKind], *, any_header: bool = False) -> str:
    """Return the header of a column that may say of each row whether there is a tie; empty for none."""
    found = [
        kind.header
        for kind in kinds
        if (says_whether_tied(kind) or (any_header and kind.kind == Kind.YES_NO))
        and any(set(fold(value).split()) & NO for value in kind.values)
    ]
    return found[0] if len(found) == 1 else ""


def note_denied(raw: RawTable, ends: Mapping[str, str], header: str, problems: Problems) -> None:
    """Refuse ties beside which a column says yes or no: whether a no is a tie, nothing says."""
    title = shown(clean(header)[0])
    answered = to_do({**ends, "strength": header}, problems)
    problems.fault(
        raw.origin,
        "says yes or no of each row, and a no may mean that there is no tie",
        table=_TABLE,
        row=1,
        column=header,
        advice=Advice(
            f"{raw.origin.file} says yes or no of each tie, in {title}.",
            f"If no means that there is no tie, {answered}",
            f"If every row is a tie, {to_do(ends, problems)}",
        ),
    )


def to_do(columns: Mapping[str, str], problems: Problems) -> str:
    """Return how columns of ties are read as what they are."""
    named = {column: clean(header)[0] for column, header in columns.items()}
    before = problems.call.options.get("columns")
    if isinstance(before, Mapping) and any(isinstance(value, Mapping) for value in before.values()):
        return problems.call.advised(columns={_TABLE: {**before.get(_TABLE, {}), **named}})
    return problems.call.advised(columns=named)
