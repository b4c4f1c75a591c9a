"""Ties as recorded: both ends known, self-ties set aside, doubts about strength and reporters shown."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sysmap.errors import listed
from sysmap.records.names import nearest
from sysmap.records.problems import Problems, row_list
from sysmap.records.values import date_bounds
from sysmap.vocabulary import fold

_EXAMPLES = 10


class Directory:
    """Finds organisations by id or name."""

    def __init__(self, partners: pd.DataFrame) -> None:
        self.ids = dict.fromkeys(partners["id"])
        self.names: dict[str, list[str]] = {}
        for organisation, name in zip(partners["id"], partners["name"], strict=True):
            self.names.setdefault(name, []).append(organisation)

    def find(self, text: str) -> str | None:
        """Give the id of the organisation with this id, or with this name if only one has it."""
        if text in self.ids:
            return text
        named = self.names.get(text, [])
        return named[0] if len(named) == 1 else None

    def why_not(self, text: str) -> str:
        """Say why a text names no organisation, and what may have been meant."""
        if text in self.names:
            return (
                f"{len(self.names[text])} partners have this name ({listed(self.names[text])}): write the id"
            )
        meant = nearest(text, [*self.ids, *self.names])
        return "is not a partner" + (
            f"; did you mean {meant}?" if meant else ": add it to partners, or mend the name"
        )


def resolve(
    frame: pd.DataFrame, columns: list[str], directory: Directory, table: str, problems: Problems
) -> pd.DataFrame:
    """Turn ids and names into ids; an organisation that is not a partner is a fault at every row."""
    frame = frame.copy()
    for column in columns:
        codes, distinct = pd.factorize(frame[column])
        found = [directory.find(text) if text else "" for text in distinct]
        for code, text in enumerate(distinct):
            if text and found[code] is None:
                reason = directory.why_not(text)
                for place in np.flatnonzero(codes == code):
                    problems.fault(
                        frame["origin"].iloc[place],
                        reason,
                        table=table,
                        row=frame["row"].iloc[place],
                        column=column,
                        value=text,
                    )
        frame[column] = pd.Series(
            [found[code] or distinct[code] for code in codes], index=frame.index, dtype=object
        )
    return frame


def settle_ties(
    frame: pd.DataFrame, directory: Directory, problems: Problems
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Settle the table collaborations: ids at both ends, kinds spelt one way, what is no tie set aside.

    Returns
    -------
    tuple
        The rows used, and the number set aside for each reason.
    """
    ties = resolve(frame, ["source", "target"], directory, "collaborations", problems)
    ties["reported_by"] = _reporters(ties["reported_by"], directory)
    ties["kind"] = _one_spelling(ties, problems)
    _check_dates(ties, problems)
    itself = ties["source"] == ties["target"]
    for place in ties.index[itself]:
        problems.warning(
            ties.at[place, "origin"],
            "a self-tie: set aside",
            table="collaborations",
            row=ties.at[place, "row"],
            column="target",
            value=ties.at[place, "target"],
        )
    asked_and_no = (ties["strength"] == 0) & ~itself
    set_aside = {"self-ties": int(itself.sum()), "asked and no tie": int(asked_and_no.sum())}
    ties = ties[~itself & ~asked_and_no].reset_index(drop=True)
    _check_strengths(ties, problems)
    return ties, {reason: count for reason, count in set_aside.items() if count}


def check_reporters(
    ties: pd.DataFrame, asked: pd.DataFrame, directory: Directory, problems: Problems
) -> None:
    """Warn of reports by organisations that did not answer in that wave."""
    silent = {(row.wave, row.organisation) for row in asked.itertuples() if row.answered is False}
    if not silent or ties.empty:
        return
    reporter = reporters(ties, directory.ids)
    for place in ties.index[[pair in silent for pair in zip(ties["wave"], reporter, strict=True)]]:
        problems.warning(
            ties.at[place, "origin"],
            f"{reporter[place]} reports a tie in a wave it did not answer ({ties.at[place, 'wave']})",
            table="collaborations",
            row=ties.at[place, "row"],
            column="source",
            value=reporter[place],
        )


def reporters(ties: pd.DataFrame, organisations: Mapping[str, object]) -> pd.Series:
    """Give who reported each row: ``reported_by`` where that is an organisation, else ``source``."""
    return ties["reported_by"].where(ties["reported_by"].isin(list(organisations)), ties["source"])


def _reporters(cells: pd.Series, directory: Directory) -> pd.Series:
    meant = {text: directory.find(text) or text for text in cells.unique()}
    return cells.map(meant).astype(object)


def _one_spelling(ties: pd.DataFrame, problems: Problems) -> pd.Series:
    """Fold kinds that differ only in case or white space to the commonest spelling, and say so."""
    counts = ties["kind"].value_counts()
    groups: dict[str, list[str]] = {}
    for kind in sorted(counts.index):
        groups.setdefault(fold(kind), []).append(kind)
    meant = {}
    for spellings in groups.values():
        usual = max(spellings, key=lambda kind: counts[kind])
        meant |= dict.fromkeys(spellings, usual)
        if len(spellings) > 1:
            problems.warning(
                ties["origin"].iloc[0],
                f"one kind in several spellings ({listed(spellings)}): read as {usual}",
                table="collaborations",
                column="kind",
            )
    return ties["kind"].map(meant).astype(object)


def _check_dates(ties: pd.DataFrame, problems: Problems) -> None:
    both = ties[ties["start"].notna() & ties["end"].notna()]
    for row in both.itertuples():
        start, end = date_bounds(row.start), date_bounds(row.end)
        if start and end and end[1] < start[0]:
            problems.fault(
                row.origin,
                f"the end ({row.end}) lies before the start ({row.start})",
                table="collaborations",
                row=row.row,
                column="end",
            )


def _check_strengths(ties: pd.DataFrame, problems: Problems) -> None:
    if ties.empty or ties["strength"].isna().all():
        return
    missing = ties[ties["strength"].isna()]
    if len(missing):
        problems.warning(
            missing["origin"].iloc[0],
            f"{len(missing)} rows without a strength, though others have one",
            table="collaborations",
            row=row_list(missing["row"]),
            column="strength",
        )
    swapped = ties["source"] > ties["target"]
    low, high = ties["target"].where(swapped, ties["source"]), ties["source"].where(swapped, ties["target"])
    keys = [ties["wave"], ties["kind"], low.rename("low"), high.rename("high")]
    spread = ties.groupby(keys, sort=True)["strength"].agg(["min", "max"])
    differing = spread.index[spread["min"] != spread["max"]]
    if len(differing):
        pairs = listed([f"{pair[2]} – {pair[3]}" for pair in differing], _EXAMPLES)
        problems.warning(
            ties["origin"].iloc[0],
            f"{len(differing)} pairs are reported with different strengths "
            f"({pairs}): a map takes the highest, a confirmed map the lower of the two sides",
            table="collaborations",
            column="strength",
        )
