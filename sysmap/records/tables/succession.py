"""The table succession: which organisations followed which, checked, and every kind worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sysmap.records.problems import Problems, row_list
from sysmap.records.tables.collaborations import Directory, note_spellings
from sysmap.records.tables.timing import RECORDS
from sysmap.records.tables.waves import dates_of
from sysmap.records.values.dates import date_bounds
from sysmap.records.values.known_words import settle_words

if TYPE_CHECKING:
    import networkx as nx

KINDS = ("merger", "absorbed", "split", "rename")
RENAME = "rename"
UNTOUCHED = "succession rows that touch no partner"


def settle_succession(succession: pd.DataFrame, directory: Directory, problems: Problems) -> pd.DataFrame:
    """Settle the table succession: ids where partners are meant, rows of no concern set aside.

    An organisation at either end need not be a partner: registers hold many others. Rows are
    kept that touch a partner, or that lead from one partner to another. What a partner was called
    before a rename, or is called since, becomes one of its names in the `directory`.
    """
    if succession.empty:
        return succession
    frame = succession[(succession["from"] != "") & (succession["to"] != "")].copy()
    for column in ("from", "to"):
        note_spellings(frame, column, directory, "succession", problems)
        frame[column] = [directory.find(text) or text for text in frame[column]]
    concerned = _concerned(frame, directory)
    problems.aside.rows(UNTOUCHED, frame[~concerned])
    frame = frame[concerned].reset_index(drop=True)
    again = frame.duplicated(["from", "to", "date"])
    problems.aside.rows("repeated rows", frame[again])
    frame = frame[~again].reset_index(drop=True)
    frame["kind"] = settle_words(frame, "kind", KINDS, problems, table="succession", only=True)
    _check_circles(frame, problems)
    for rows in _names_only(frame, directory):
        directory.other_names |= rows
    return frame


def with_kinds(
    succession: pd.DataFrame, tables: Mapping[str, pd.DataFrame], waves: Sequence[str], problems: Problems
) -> pd.DataFrame:
    """Check the dates of a settled succession, and work out the kinds that were left blank.

    Several into a new id is a merger; into an id that was there before, absorbed; one into
    several a split; anything else a rename.

    Parameters
    ----------
    succession
        The settled table.
    tables
        The other tables, settled: they tell which ids were there before.
    waves
        The labels of the waves, in the order of time.
    problems
        Where missing dates are noted.
    """
    if succession.empty:
        return succession
    # A survey may tell when it was though nobody wrote dates: then none is asked for here.
    own = tables["waves"][tables["waves"]["dates_from"] != RECORDS]
    dated = [wave for wave in waves if all(dates_of(own, wave))]
    undated = succession[succession["date"].isna()]
    if dated and len(undated):
        problems.fault(
            undated["origin"].iloc[0],
            f"no date, though waves have dates ({', '.join(dated)}): without one nobody can tell between "
            "which waves it happened",
            table="succession",
            row=row_list(undated["row"]),
            column="date",
        )
    frame = succession.copy()
    seen = _first_seen(tables, waves)
    whole = pd.DataFrame(
        {"from": frame["from"], "to": frame["to"], "day": [last_day(date) for date in frame["date"]]}
    )
    followers = whole.groupby("from")["to"].nunique()
    together = whole.groupby(["to", "day"])["from"].nunique()
    earliest = whole.groupby("to")["day"].min()
    frame["kind"] = [
        kind
        or _worked_out(row, seen, int(followers[row[0]]), int(together[row[1], row[2]]), earliest[row[1]])
        for kind, row in zip(frame["kind"], whole.itertuples(index=False), strict=True)
    ]
    return frame


def last_day(date: str | None) -> str:
    """Return the last day that a date stands for; empty where there is none."""
    return (date_bounds(date or "") or ("", ""))[1]


def as_graph(rows: pd.DataFrame) -> nx.DiGraph:
    """Return rows of succession as arrows from each organisation to what followed it, in sorted order."""
    import networkx as nx

    return nx.DiGraph(sorted(zip(rows["from"], rows["to"], strict=True)))


def _worked_out(
    row: tuple[str, str, str], seen: Mapping[str, str], followers: int, together: int, earliest: str
) -> str:
    """Return the kind of one row, whose kind was left blank."""
    _, into, day = row
    if followers > 1:
        return "split"
    there = seen.get(into)
    survives = there is not None and (there == "" or (day != "" and there < day))
    # What somebody had become before was there, too.
    if survives or "" < earliest < day:
        return "absorbed"
    return "merger" if together > 1 else RENAME


def _first_seen(tables: Mapping[str, pd.DataFrame], waves: Sequence[str]) -> dict[str, str]:
    """Return for each organisation the last day of the first wave that names it, or of its opening.

    Where waves have no dates, those that the first of several names were there from the start:
    their day is empty.
    """
    seen: dict[str, str] = {}
    partners = tables["partners"]
    for organisation, opened in zip(partners["id"], partners["opened"], strict=True):
        if last_day(opened):
            seen[organisation] = last_day(opened)
    ties, asked = tables["collaborations"], tables["asked"]
    bounds = {wave: dates_of(tables["waves"], wave)[1] for wave in waves}
    datable = any(bounds.values())
    for place, wave in enumerate(waves):
        if not bounds[wave] and (datable or place or len(waves) < 2):
            continue
        rows = ties[ties["wave"] == wave]
        listed = partners.loc[[wave in waves_of for waves_of in partners["waves_listed"]], "id"]
        told = asked.loc[asked["wave"] == wave, "organisation"]
        named = {*rows["source"], *rows["target"], *told, *listed}
        for organisation in named:
            day = seen.get(organisation, bounds[wave])
            seen[organisation] = min(day, bounds[wave])
    return seen


def _concerned(frame: pd.DataFrame, directory: Directory) -> pd.Series:
    """Tell which rows touch a partner, or lie on a way from one partner to another."""
    touches = frame["from"].isin(list(directory.ids)) | frame["to"].isin(list(directory.ids))
    graph = as_graph(frame)
    partners = [name for name in graph if name in directory.ids]
    after = _reached(graph, partners)
    before = _reached(graph.reverse(copy=False), partners)
    return touches | (frame["from"].isin(after) & frame["to"].isin(before))


def _reached(graph: nx.DiGraph, starts: list[str]) -> set[str]:
    """Return every organisation that can be reached from some, these included."""
    found = set(starts)
    todo = list(starts)
    while todo:
        for name in graph.successors(todo.pop()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return found


def _check_circles(frame: pd.DataFrame, problems: Problems) -> None:
    import networkx as nx

    graph = as_graph(frame)
    for part in sorted(map(sorted, nx.strongly_connected_components(graph))):
        start = part[0]
        if len(part) == 1 and not graph.has_edge(start, start):
            continue
        ways = [
            nx.shortest_path(graph, after, start)
            for after in sorted(graph.successors(start))
            if after in part
        ]
        circle = [start, *min(ways, key=len)]
        steps = set(zip(circle, circle[1:], strict=False))
        rows = frame[[step in steps for step in zip(frame["from"], frame["to"], strict=True)]]
        problems.fault(
            rows["origin"].iloc[0],
            f"circular: {' > '.join(circle)}; nothing can follow itself: mend or remove one of these rows",
            table="succession",
            row=row_list(rows["row"]),
            column="to",
        )


def _names_only(frame: pd.DataFrame, directory: Directory) -> list[dict[str, str]]:
    """Return for each chain of renames that holds one partner its other names, with the partner's id.

    A blank kind is a rename only where the new name is no partner's: else what was there
    before is still to be found out.
    """
    import networkx as nx

    counts = Counter(frame["from"]), Counter(frame["to"])
    single = [
        counts[0][old] == 1 and counts[1][new] == 1
        for old, new in zip(frame["from"], frame["to"], strict=True)
    ]
    said = (frame["kind"] == RENAME) | ((frame["kind"] == "") & ~frame["to"].isin(list(directory.ids)))
    chains = nx.connected_components(
        as_graph(frame[said & pd.Series(single, index=frame.index)]).to_undirected()
    )
    found = []
    for chain in chains:
        partners = [name for name in chain if name in directory.ids]
        if len(partners) == 1:
            found.append(dict.fromkeys(sorted(chain - set(partners)), partners[0]))
    return found
