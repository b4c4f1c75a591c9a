"""What a person has decided in a review workbook, read back as rows of ``aliases.csv``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sysmap.errors import MissingFileError
from sysmap.records.containers.opening import open_all
from sysmap.records.names.decisions import BY_SCORE, COLUMNS, note_with_sector
from sysmap.records.names.normalising import basic
from sysmap.records.names.review import CHOICES, FOR_A_PERSON, NEW, OTHER, SHEETS, SURE, TAKE
from sysmap.records.problems import Origin, Problems
from sysmap.records.raw import RawTable
from sysmap.records.values.cells import clean
from sysmap.records.values.dates import read_dates
from sysmap.vocabulary import fold


def read_review(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read the decisions from a review workbook, in the columns of ``aliases.csv``.

    Rows without a decision are left out: they are asked about again. What was sure and left as it
    was counts as settled by score, everything else as a person's decision.

    Raises
    ------
    RecordsError
        If a decision is none of the five, or lacks what it needs; all faults at once.
    MissingFileError
        If there is no such file.
    """
    file = Path(path)
    if not file.is_file():
        raise MissingFileError(f"there is no file {str(file)!r}: check the name and where you are")
    problems = Problems()
    groups = open_all([file], {}, problems)
    problems.raise_faults()
    sheets = {title: sheet for group in groups.values() for title, sheet in group.items()}
    ids = _choices(sheets.pop(SHEETS[2], None))
    rows: list[dict[str, str]] = []
    pages = [sheet for sheet in sheets.values() if {"decision", "name_as_written"} <= set(sheet.columns)]
    if not pages:
        problems.fault(
            Origin(file.name), "no sheet with the columns decision and name_as_written: is it a review?"
        )
    for page in pages:
        origin = page.origin
        problems.take(origin)
        texts = [
            {str(name): clean(cell)[0] for name, cell in row.items()} for row in page.frame.to_dict("records")
        ]
        for number, row in zip(page.index, texts, strict=True):
            if row["decision"]:
                decided = _decided(row, ids, origin, number, problems)
                rows += [decided] if decided else []
    problems.raise_faults()
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _choices(sheet: RawTable | None) -> dict[str, str]:
    """Return the ids of organisations by their names in the list of choices, as written and folded."""
    if sheet is None or not {"organisation", "id"} <= set(sheet.columns):
        return {}
    pairs = [
        (clean(name)[0], clean(key)[0]) for name, key in zip(sheet["organisation"], sheet["id"], strict=True)
    ]
    return {basic(name): key for name, key in pairs if key} | {name: key for name, key in pairs if key}


def _decided(
    row: Mapping[str, str], ids: Mapping[str, str], origin: Origin, number: object, problems: Problems
) -> dict[str, str] | None:
    """Turn a row of the review into a decision; None, with the fault noted, where that cannot be done."""
    choice, correct = fold(row["decision"]), row.get("correct_name", "")
    chosen = ids.get(correct) or ids.get(basic(correct)) or correct
    fault = ""
    column = "decision"
    if choice not in CHOICES:
        fault = f"is not a decision: choose {', '.join(CHOICES[:-1])} or {CHOICES[-1]}"
    elif choice == TAKE and not row.get("suggestion_id"):
        fault = "there is no suggestion to accept: choose another decision"
    elif choice == TAKE and correct and chosen != row["suggestion_id"]:
        fault, column = "differs from the suggestion that was accepted: decide 'choose other'", "correct_name"
    elif choice == OTHER and not correct:
        fault, column = "write the correct name, or choose it from the list", "correct_name"
    elif not row["name_as_written"]:
        fault, column = "the name that was decided about is missing", "name_as_written"
    day = read_dates([row.get("decided_on", "")], [1])[0]
    if day.fault and not fault:
        fault, column = day.fault, "decided_on"
    if fault:
        problems.fault(origin, fault, table="review", row=number, column=column, value=row.get(column, ""))
        return None
    organisation = {
        TAKE: row.get("suggestion_id", ""),
        OTHER: chosen,
        NEW: correct or row["name_as_written"],
    }.get(choice, "")
    left_alone = not any(row.get(name) for name in FOR_A_PERSON[1:])
    by_score = choice == TAKE and fold(row.get("confidence", "")) == SURE and left_alone
    return {
        "name_as_written": row["name_as_written"],
        "id": organisation,
        "valid_from": "",
        "valid_to": "",
        "source": BY_SCORE if by_score else choice,
        "decided_by": row.get("decided_by", ""),
        "decided_on": day.value or "",
        "note": note_with_sector(row.get("sector", ""), row.get("note", "")),
    }
