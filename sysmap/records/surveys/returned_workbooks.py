"""Returned survey workbooks to records: who answered what, who did not, and what cannot be used."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import MissingFileError
from sysmap.records.problems import Origin, Problems
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.surveys.returned_workbook import Returned, open_returned, read_answers
from sysmap.records.surveys.roster_workbook import RosterSurvey
from sysmap.records.values.accounting import ASIDE, IN, NOT_READ, USED
from sysmap.text import counted

LAYOUT = "survey_workbook"


def read_survey(folder: str | os.PathLike[str], *, wave: str | None = None) -> Records:
    """Read a folder of returned survey workbooks as records.

    Parameters
    ----------
    folder
        The folder. What the files are called does not matter.
    wave
        What the wave is called; as in the workbooks if not given.

    Returns
    -------
    Records
        Partners as listed; a collaboration for each answer that is a tie, with ``reported_by``
        telling respondents apart; ``asked`` with who answered, and how many people; ``blanks``
        with what was left empty.

    Raises
    ------
    RecordsError
        If anything cannot be used: one error with every fault, by file, sheet and cell.
    MissingFileError
        If there is no such folder.
    """
    problems = Problems()
    returned = [
        found for path in _files(folder, problems) if (found := open_returned(path, problems)) is not None
    ]
    survey = _one_survey(returned, problems)
    kept = []
    for workbook in returned:
        if workbook.survey == survey and read_answers(workbook, problems):
            kept.append(workbook)
    read = kept
    kept = _without_copies(kept, problems)
    problems.raise_faults()
    assert survey is not None  # no workbook is a fault
    survey = replace(survey, wave=wave) if wave else survey
    records = _records(survey, kept, problems)
    summary = {**records.summary, "cells": _cells(read, kept, problems)}
    return replace(records, summary=summary, inputs=(Path(folder).absolute(),))


def _files(folder: str | os.PathLike[str], problems: Problems) -> list[Path]:
    """List the workbooks of a folder; other files are noted, and those of programs passed over."""
    place = Path(folder)
    if not place.is_dir():
        raise MissingFileError(f"there is no folder {str(folder)!r}: check the name and where you are")
    found = [path for path in sorted(place.iterdir()) if not path.name.startswith(("~$", "."))]
    workbooks = [path for path in found if path.is_file() and path.suffix.casefold() == ".xlsx"]
    for path in found:
        if path not in workbooks:
            problems.warning(
                Origin(path.name), "not an .xlsx workbook: not read; if it is an answer, save it so"
            )
    if not workbooks:
        problems.fault(
            Origin(place.name), "no .xlsx workbook in this folder: put the returned workbooks there"
        )
    return workbooks


def _one_survey(returned: list[Returned], problems: Problems) -> RosterSurvey | None:
    """Return the survey that most workbooks carry; others are faults."""
    counts = Counter(workbook.survey for workbook in returned)
    if not counts:
        return None
    survey = max(counts, key=lambda each: counts[each])
    for workbook in returned:
        if workbook.survey != survey:
            problems.fault(
                Origin(workbook.file),
                f"made from another list: {_described(workbook.survey)}; most have {_described(survey)}; "
                "read the workbooks of each list by themselves",
            )
    return survey


def _described(survey: RosterSurvey) -> str:
    return (
        f"{counted(len(survey.roster), 'organisation')}, {counted(len(survey.questions), 'question')}, "
        f"{counted(len(survey.scale), 'answer')}, {survey.wave}"
    )


def _without_copies(kept: list[Returned], problems: Problems) -> list[Returned]:
    """Keep one of workbooks with the same answers; others of one organisation are other respondents."""
    first: dict[str, list[Returned]] = {}
    for workbook in kept:
        others = first.setdefault(workbook.organisation, [])
        same = next((other for other in others if other.answers == workbook.answers), None)
        if same is not None:
            problems.warning(Origin(workbook.file), f"the same answers as in {same.file}: one of them kept")
            problems.aside["second copies"] += 1
            continue
        if others:
            problems.warning(
                Origin(workbook.file),
                f"{workbook.organisation} answered otherwise in {others[0].file}: both kept, as two people",
            )
        others.append(workbook)
    return [workbook for workbook in kept if any(workbook is each for each in first[workbook.organisation])]


def _cells(read: list[Returned], kept: list[Returned], problems: Problems) -> dict[str, Any]:
    """Count what became of every cell that a respondent has filled."""
    used = sum(len(workbook.answers) for workbook in kept)
    copies = sum(len(workbook.answers) for workbook in read) - used
    left = {"answers about oneself": problems.aside["answers about oneself"], "second copies": copies}
    beside = sum(workbook.beside for workbook in read)
    left = {reason: count for reason, count in left.items() if count}
    not_read = {"beside the answers": beside} if beside else {}
    return {IN: used + sum(left.values()) + beside, USED: used, ASIDE: left, NOT_READ: not_read}


def _records(survey: RosterSurvey, kept: list[Returned], problems: Problems) -> Records:
    ties, blanks = [], []
    for number, workbook in enumerate(kept, start=1):
        for (kind, target), (_, strength) in workbook.answers.items():
            problems.aside["asked and no tie"] += strength == 0
            if strength:
                ties.append(
                    (workbook.organisation, target, kind, strength, survey.wave, f"respondent {number}")
                )
        blanks += [(survey.wave, workbook.organisation, target, kind) for kind, target in workbook.blank]
    people = Counter(workbook.organisation for workbook in kept)
    wanted = sorted(strength for _, strength in survey.scale if strength)
    roster = pd.DataFrame(survey.roster, columns=["id", "name", "sector", "place"])
    records = read_records(
        partners=roster,
        collaborations=pd.DataFrame(
            ties, columns=["source", "target", "kind", "strength", "wave", "reported_by"]
        ),
        asked=pd.DataFrame(
            {
                "wave": survey.wave,
                "organisation": roster["id"],
                "answered": ["y" if people[identity] else "n" for identity in roster["id"]],
                "respondents": [people[identity] for identity in roster["id"]],
            }
        ),
        waves=pd.DataFrame(
            {
                "wave": [survey.wave],
                "question": [" ".join(text for _, text, _ in survey.questions)],
                "scale": [f"{wanted[0]:g} to {wanted[-1]:g}" if wanted else ""],
            }
        ),
        sectors="as written",
    )
    used = sorted({answer[::-1] for workbook in kept for answer in workbook.answers.values()})
    answers = sum(len(workbook.answers) for workbook in kept)
    summary = {
        **records.summary,
        "layout": LAYOUT,
        "survey": True,
        "sources": [workbook.file for workbook in kept],
        "respondents": len(kept),
        "answers": answers,
        "blank": len(blanks),
        "scale": (used[0][1], used[-1][1]) if used else None,
        "set_aside": {reason: count for reason, count in problems.aside.items() if count},
    }
    # The tables were made here: rows of theirs are rows of no file that a person could open.
    theirs = records.problems.assign(file="the returned workbooks", row="")
    warned = pd.concat([problems.to_frame("warning"), theirs], ignore_index=True)
    empty = pd.DataFrame(blanks, columns=["wave", "source", "target", "kind"], dtype=object)
    return replace(records, blanks=empty, problems=warned, summary=summary)
