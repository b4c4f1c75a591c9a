"""Waves: which there are, in which order, and who was asked and answered in each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sysmap.errors import listed
from sysmap.records.problems import Origin, Problems, row_list
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.typed import empty_table, responded_wave
from sysmap.records.values.dates import date_bounds
from sysmap.records.values.distinct import by_distinct
from sysmap.records.values.reading_cells import NO, YES
from sysmap.vocabulary import fold

if TYPE_CHECKING:
    from sysmap.records.record_set import Records

NOT_ASKED = "not asked"
_YEAR = re.compile(r"(?<!\d)(?:19[4-9]\d|20[0-4]\d)(?!\d)")
_EARLY_TO_LATE = (
    ("before", "baseline", "pre", "start"),
    ("during", "interim", "midline", "mid"),
    ("after", "follow-up", "follow up", "followup", "endline", "post", "end"),
)


def known_waves(tables: dict[str, pd.DataFrame], given: Iterable[str]) -> list[str]:
    """Return the labels of the waves that the records name outside the collaborations, in the order met."""
    labels = [*tables["waves"]["wave"], *given]
    labels += [wave for header in tables["partners"].columns if (wave := responded_wave(header))]
    # The order of rows says nothing: what only rows name stands in the order of its label.
    counts = Counter(tables["asked"]["wave"])
    labels += sorted(counts, key=lambda label: (fold(label), -counts[label], label))
    return _distinct(label for label in labels if label)


def settle_waves(frame: pd.DataFrame, table: str, known: Sequence[str], problems: Problems) -> pd.DataFrame:
    """Give the rows of a table the labels of the known waves.

    Rows without a wave take that of their file; case and white space do not tell waves apart.
    A blank wave among filled ones is a fault, and so is a label that is none of the known
    waves; without known waves, the labels are the waves.
    """
    if frame.empty:
        return frame
    frame = frame.copy(deep=False)
    blank = frame["wave"] == ""
    if blank.any():
        from_file = np.array([*map(attrgetter("wave"), frame["origin"])], dtype=object)
        frame["wave"] = frame["wave"].where(~blank, from_file)
        blank = frame["wave"] == ""
    if blank.all():
        if len(known) == 1:
            frame["wave"] = known[0]
        elif len(known) > 1 and table in ("collaborations", "asked"):
            problems.fault(
                frame["origin"].iloc[0],
                f"no wave, but the records name the waves {listed(known)}: add a column wave",
                table=table,
                column="wave",
            )
        return frame
    if table == "collaborations":
        for origin, row in zip(frame.loc[blank, "origin"], frame.loc[blank, "row"], strict=True):
            problems.fault(
                origin,
                "no wave, though other rows have one: fill it in",
                table=table,
                row=row,
                column="wave",
            )
    counts = Counter(frame.loc[~blank, "wave"])
    _, meant, unknown = labels_meant(counts, known)
    if unknown:
        rows = frame[frame["wave"].isin(unknown)]
        found = ", ".join(f"{label} ({counts[label]})" for label in sorted(counts))
        problems.fault(
            rows["origin"].iloc[0],
            f"labels that are none of the waves known ({listed(known)}): found "
            f"{found}; write the same labels everywhere, or list the waves in a table waves",
            table=table,
            row=row_list(rows["row"]),
            column="wave",
        )
    frame["wave"] = by_distinct(frame["wave"], lambda label: meant.get(fold(label), label)).astype("str")
    return frame


def labels_meant(
    counts: Mapping[str, int], known: Sequence[str]
) -> tuple[Sequence[str], dict[str, str], list[str]]:
    """Return the waves, what folded labels mean, and the labels that are none of the waves known.

    Parameters
    ----------
    counts
        How often each label stands there.
    known
        The labels of the waves; where there are none, the commonest spellings are the waves.
    """
    labels = known or [
        max(sorted(group), key=lambda label: counts[label]) for group in _grouped(counts).values()
    ]
    meant = {fold(label): label for label in labels}
    return labels, meant, sorted(label for label in counts if fold(label) not in meant)


def in_order(waves: pd.DataFrame, met: Iterable[str]) -> tuple[str, ...]:
    """Put wave labels in the order of time.

    The table waves decides: by its dates, if each of its rows has one, else by the order of its rows.
    Else labels decide, if they tell (`in_order_of_labels`); else they stand as given.
    """
    labels = _distinct(met)
    if len(waves):
        rows = [label for label in waves["wave"] if label]
        days = [own_dates(waves, label) for label in rows]
        if all(days):
            rows = [
                label for _, label in sorted(zip(days, rows, strict=True), key=lambda pair: pair[0] or ())
            ]
        return tuple(_distinct([*rows, *labels]))
    return in_order_of_labels(labels) or tuple(labels)


def in_order_of_labels(labels: Sequence[str]) -> tuple[str, ...] | None:
    """Put labels in the order that they tell; None where they tell none.

    Dates and years sort; then labels with one year in each (Baseline 2022, Follow-up 2024); then labels
    that differ by a number (Wave 1, Wave 2); then before and after in their usual words.
    """
    if all(date_bounds(label) for label in labels):
        return tuple(sorted(labels, key=lambda label: date_bounds(label) or ("", "")))
    years = {label: _YEAR.findall(label) for label in labels}
    if all(len(found) == 1 for found in years.values()) and len({*map(tuple, years.values())}) == len(labels):
        return tuple(sorted(labels, key=lambda label: years[label]))
    if len({re.sub(r"\d+", "#", fold(label)) for label in labels}) == 1:
        return tuple(sorted(labels, key=lambda label: [int(digits) for digits in re.findall(r"\d+", label)]))
    ranks = {word: rank for rank, words in enumerate(_EARLY_TO_LATE) for word in words}
    if all(fold(label) in ranks for label in labels):
        return tuple(sorted(labels, key=lambda label: ranks[fold(label)]))
    return None


def wave_dates(records: Records, wave: str | None) -> tuple[str, str]:
    """Return the first and last day of a wave, from the table waves or its label; empty where unknown."""
    return dates_of(records.waves, wave or "")


def dates_of(waves: pd.DataFrame, wave: str) -> tuple[str, str]:
    """Return the first and last day of a wave, from the rows of the table waves or from its label."""
    return own_dates(waves, wave) or date_bounds(wave) or ("", "")


def own_dates(waves: pd.DataFrame, wave: str) -> tuple[str, str] | None:
    """Return the first and last day that the table waves says of a wave; None where it does not."""
    found = None
    if waves.empty:
        return found
    for label, first, last in zip(waves["wave"], waves["start"], waves["end"], strict=True):
        if label != wave:
            continue
        start, end = date_bounds(first or ""), date_bounds(last or "")
        if start or end:
            found = (start or end or ("", ""))[0], (end or start or ("", ""))[1]
    return found


def asked_from_columns(
    lists: Iterable[pd.DataFrame], told: set[str], known: Sequence[str], problems: Problems
) -> pd.DataFrame:
    """Turn the columns ``responded_<wave>`` of the partners into rows of the table asked.

    Parameters
    ----------
    lists
        The tables of partners as they came.
    told
        The waves for which the table asked itself says who was asked.
    known
        The labels of the waves.
    problems
        Where faults are noted.
    """
    meant = {fold(label): label for label in known}
    rows = []
    for partners in lists:
        for header in partners.columns:
            label = responded_wave(header)
            wave = meant.get(fold(label), label) if label else None
            if wave is None or wave in told:
                continue
            for cell, organisation, row, origin in zip(
                partners[header], partners["id"], partners["row"], partners["origin"], strict=True
            ):
                said = fold(cell)
                if said in YES | NO:
                    rows.append((wave, organisation, said in YES, float("nan"), "", row, origin))
                elif said != NOT_ASKED:
                    problems.fault(
                        origin,
                        f"{'neither yes nor no' if said else 'blank'}: write yes, no or 'not asked'",
                        table="partners",
                        row=row,
                        column=header,
                        value=cell,
                    )
    if not rows:
        return empty_table("asked")
    return pd.DataFrame(rows, columns=[*TABLES["asked"].names, "row", "origin"]).astype(object)


def settle_asked(table: pd.DataFrame, columns: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Keep one row per wave and organisation, of the table asked or of columns; two answers are a fault."""
    pair = ["wave", "organisation"]
    said = [*pair, "answered", "respondents"]
    # A row of partners that stands twice has its warning already.
    columns = columns.drop_duplicates(said) if len(columns) else columns
    given = [part for part in (table, columns) if len(part)]
    if not given:
        return table.assign(respondents=table["respondents"].astype(float))
    frame = pd.concat(given, ignore_index=True)
    for (wave, organisation), rows in frame[frame.duplicated(pair, keep=False)].groupby(pair, sort=False):
        if len(rows.drop_duplicates(said)) == 1:
            problems.aside.rows("repeated rows", rows.iloc[1:])
            note, what = problems.warning, "the same row again: one kept"
        else:
            note = problems.fault
            what = f"{organisation} stands twice for {wave}, not with the same answer: keep one row"
        note(
            rows["origin"].iloc[0],
            what,
            table="asked",
            row=row_list(rows["row"]),
            column="answered",
            value=organisation,
        )
    frame = frame.drop_duplicates(pair).reset_index(drop=True)
    default = frame["answered"].map({True: 1.0, False: 0.0}).astype(float)
    frame["respondents"] = frame["respondents"].astype(float).fillna(default)
    return frame


def check_coverage(ties: pd.DataFrame, asked: pd.DataFrame, waves: Sequence[str], problems: Problems) -> None:
    """Warn of a wave with respondents and no ties, and of waves without an organisation in common."""
    place = Origin("collaborations") if ties.empty else ties["origin"].iloc[0]
    answered = asked[asked["answered"].astype(bool)]
    with_ties = set(ties["wave"].unique())
    for wave in waves:
        if wave in set(answered["wave"]) and wave not in with_ties:
            count = int((answered["wave"] == wave).sum())
            problems.warning(
                place,
                f"{count} organisations answered in {wave}, but there is no tie: is a file missing?",
                table="collaborations",
                column="wave",
                value=wave,
            )
    for early, late in zip(waves, waves[1:], strict=False):
        ends = [
            {one for end in ("source", "target") for one in ties.loc[ties["wave"] == wave, end].unique()}
            for wave in (early, late)
        ]
        if all(ends) and not ends[0] & ends[1]:
            problems.warning(
                place,
                f"no organisation has a tie in both waves ({early} and {late}): change cannot be paired",
                table="collaborations",
                column="wave",
            )


def _grouped(labels: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for label in labels:
        groups.setdefault(fold(label), []).append(label)
    return groups


def _distinct(labels: Iterable[str]) -> list[str]:
    """Drop repeats, counting labels that differ in case or white space as one; the first stands."""
    seen: dict[str, str] = {}
    for label in labels:
        seen.setdefault(fold(label), label)
    return list(seen.values())
