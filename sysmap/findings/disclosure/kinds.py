"""Kinds of tie for the public: a label stays, and the words of a question become a number.

Surveys of several questions have these for kinds: sentences that somebody wrote for those who were
asked, and that may name people or say what the answers were for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from sysmap.network.system import SystemMap, TieTables
from sysmap.records.personal.warnings import kinds_in, person_in
from sysmap.records.record_set import Records
from sysmap.vocabulary import fold, tie_kinds

# Of a label, as in "shares information" or "plans services together".
_WORDS, _LETTERS = 4, 40


def is_label(kind: str) -> bool:
    """Tell a label of a kind of tie from a sentence: known, or short and no question, and about nobody."""
    if fold(kind) in tie_kinds():
        return True
    short = len(kind.split()) <= _WORDS and len(kind) <= _LETTERS and "?" not in kind
    return short and not kinds_in(kind) and not person_in(kind)


def kinds_for_public(records: Records) -> dict[str, str]:
    """Say how a public copy calls each kind that is no label: ``kind 1``, ``kind 2`` ..., by alphabet.

    They are numbered for the whole record set, so that all that is made of it calls them alike.
    """
    known = {kind for kind in records.collaborations["kind"].unique() if kind}
    taken = {fold(kind) for kind in known}
    free = (name for number in range(1, 2 * len(known) + 1) if (name := f"kind {number}") not in taken)
    return {kind: next(free) for kind in sorted(known) if not is_label(kind)}


def rename_kinds(kinds: pd.Series, called: Mapping[str, str]) -> pd.Series:
    """Return a column of kinds, or of lists of kinds, as a public copy calls them."""

    def renamed(cell: Any) -> Any:
        if isinstance(cell, tuple):
            return tuple(sorted(str(called.get(kind, kind)) for kind in cell))
        return called.get(cell, cell) if isinstance(cell, str) else cell

    return kinds.map(renamed).astype(object)


def with_public_kinds(system: SystemMap, called: dict[str, str]) -> SystemMap:
    """Return a map on which every kind is called as in a public copy."""
    wanted = {fold(kind): name for kind, name in called.items()}
    rules = system.rules
    if rules.kinds is not None:
        rules = replace(rules, kinds=tuple(wanted.get(fold(kind), kind) for kind in rules.kinds))
    ties = system.ties.assign(kinds=rename_kinds(system.ties["kinds"], called))
    return replace(
        system,
        tied=TieTables(ties, system.reported),
        kinds_told=tuple(sorted(called.get(kind, kind) for kind in system.kinds_told)),
        rules=rules,
    )
