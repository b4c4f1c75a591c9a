"""Forums and who sits on them: every forum known, roles and kinds spelt one way, hosts found."""

from __future__ import annotations

import re

import pandas as pd

from sysmap.errors import listed
from sysmap.records.names.normalising import basic
from sysmap.records.problems import Problems, row_list
from sysmap.records.tables.collaborations import Directory, resolve
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.periods import check_terms, folded_rows, one_row_each
from sysmap.records.values.known_words import settle_words
from sysmap.vocabulary import fold

KINDS = ("board", "alliance", "hub", "contract", "programme team", "pooled fund")
DEFAULT_KIND, DEFAULT_ROLE = "board", "member"
_FORUM_WORD = re.compile(r"\b(?:boards?|alliances?|partnerships?|mash|hubs?)\b")
# Bodies in law whose names hold one of these words all the same.
_BODY = re.compile(
    r"\b(?:integrated care board|(?:university|local|teaching) health board)\b"
    r"|\b(?:trust|limited|ltd|plc|llp|cic)$"
)


def settle_memberships(memberships: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Settle the table memberships: roles in lower case, repeated rows folded, terms checked."""
    if memberships.empty:
        return memberships
    frame = memberships.copy()
    frame["role"] = [role.casefold() or DEFAULT_ROLE for role in frame["role"]]
    frame["forum"] = _one_spelling(frame, problems)
    check_terms(frame, "memberships", problems)
    return folded_rows(frame, "memberships", problems)


def settle_forums(
    forums: pd.DataFrame,
    memberships: pd.DataFrame,
    directory: Directory,
    problems: Problems,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Settle the table forums, and add those that only the memberships name.

    Returns
    -------
    tuple
        The forums, one row each, and the memberships with their forums spelt as there.
    """
    if forums.empty and memberships.empty:
        return forums, memberships
    frame = forums
    if len(frame):
        frame = resolve(frame, ["host"], directory, "forums", problems)
        frame["kind"] = settle_words(frame, "kind", KINDS, problems, table="forums", default=DEFAULT_KIND)
        check_terms(frame, "forums", problems)
        frame = frame[frame["forum"] != ""].reset_index(drop=True)
        frame = one_row_each(frame, "forum", [fold(name) for name in frame["forum"]], "forums", problems)
    spelt = {fold(name): name for name in frame["forum"]}
    named = memberships[memberships["forum"] != ""]
    new = named[~named["forum"].map(fold).isin(list(spelt))].drop_duplicates("forum")
    if len(new):
        columns = TABLES["forums"].columns
        created = pd.DataFrame(
            {
                column.name: pd.Series([None if column.accepts == "date" else ""] * len(new), dtype=object)
                for column in columns
            }
        )
        created["forum"], created["kind"] = new["forum"].to_numpy(), DEFAULT_KIND
        created["row"], created["origin"] = new["row"].to_numpy(), new["origin"].to_numpy()
        frame = pd.concat([frame, created], ignore_index=True) if len(frame) else created
    if len(memberships):
        known = {text: spelt.get(fold(text), text) for text in memberships["forum"].unique()}
        memberships = memberships.assign(forum=memberships["forum"].map(known).astype(object))
    return frame, memberships


def note_forums_among_partners(partners: pd.DataFrame, problems: Problems) -> None:
    """Warn of partners whose names are those of boards, alliances and the like."""
    for name in partners["name"].unique():
        folded = basic(name)
        if _FORUM_WORD.search(folded) and not _BODY.search(folded):
            rows = partners[partners["name"] == name]
            problems.warning(
                rows["origin"].iloc[0],
                "looks like a forum, not an organisation: if it is one, list it in forums and those who sit "
                "on it in memberships",
                table="partners",
                row=row_list(rows["row"]),
                column="name",
                value=name,
            )


def _one_spelling(memberships: pd.DataFrame, problems: Problems) -> pd.Series:
    """Fold forums that differ only in case or white space to the commonest spelling, and say so."""
    counts = memberships["forum"].value_counts()
    groups: dict[str, list[str]] = {}
    for name in sorted(counts.index):
        groups.setdefault(fold(name), []).append(name)
    meant: dict[str, str] = {}
    for spellings in groups.values():
        usual = max(spellings, key=lambda name: counts[name])
        meant |= dict.fromkeys(spellings, usual)
        if len(spellings) > 1:
            problems.warning(
                memberships["origin"].iloc[0],
                f"one forum in several spellings ({listed(spellings)}): read as {usual}",
                table="memberships",
                column="forum",
            )
    return memberships["forum"].map(meant).astype(object)
