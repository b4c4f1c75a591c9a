"""Answers that came back, as records: ties, blanks, who answered; and what records have no table for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import pandas as pd

from sysmap.records.names.normalising import basic
from sysmap.records.problems import Origin, Problem, Problems
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.returns.returned import Returned, ratings_of
from sysmap.records.returns.roster_survey import RosterSurvey
from sysmap.records.values.accounting import ASIDE, IN, NOT_READ, USED

LAYOUT = "survey"
_TIE = ("source", "target", "kind", "strength", "wave", "reported_by")
_NEAR = 0.8


@dataclass(frozen=True, eq=False)
class SurveyReturns:
    """What came back of a survey.

    Attributes
    ----------
    records
        Partners as listed; a collaboration for each answer that is a tie, with ``reported_by`` telling
        respondents apart, and ratings beside it; ``asked`` with who answered, and how many people;
        ``blanks`` with what was left empty, or where it was said that no answer can be given.
    not_answered
        Whom to remind: ``id, name, sector, place``, and the deadline.
    missing
        Organisations that the list lacks, as they were typed: ``name, times, named_by, nearest``.
    own_answers
        Answers to the survey's own questions: ``organisation, respondent, question, answer``.
    skipped
        Files that cannot be used and were left out: ``file, row, column, why``.
    """

    records: Records
    not_answered: pd.DataFrame
    missing: pd.DataFrame
    own_answers: pd.DataFrame
    skipped: pd.DataFrame


def returns_of(
    survey: RosterSurvey,
    read: Sequence[Returned],
    kept: Sequence[Returned],
    skipped: dict[str, list[Problem]],
    problems: Problems,
) -> SurveyReturns:
    """Make records of answers.

    Parameters
    ----------
    survey
        The survey that was sent out.
    read, kept
        All that was read, and what is left of it without second copies.
    skipped
        The faults of files that were left out.
    problems
        What was noted on the way.
    """
    missing = _missing(survey, kept, problems)
    records = _records(survey, kept, problems)
    records = replace(
        records,
        open_names=len(missing),
        summary={**records.summary, "cells": _cells(read, kept)},
    )
    answered = {one.organisation for one in kept}
    silent = records.partners[~records.partners["id"].isin(list(answered))]
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    return SurveyReturns(
        records=records,
        not_answered=silent[["id", "name", "sector", "place"]]
        .assign(deadline=survey.notice.deadline)
        .reset_index(drop=True),
        missing=missing,
        own_answers=_table(
            ("organisation", "respondent", "question", "answer"),
            (
                (names[one.organisation], f"respondent {number}", survey.own[asked - 1].text, answer)
                for number, one in enumerate(kept, start=1)
                for asked, answer in sorted(one.own.items())
            ),
        ),
        skipped=_table(
            ("file", "row", "column", "why"),
            (
                (
                    name,
                    fault.cell or fault.row,
                    fault.column,
                    ": ".join(filter(None, (fault.value, fault.message))),
                )
                for name, faults in skipped.items()
                for fault in faults
            ),
        ),
    )


def _table(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def _missing(survey: RosterSurvey, kept: Sequence[Returned], problems: Problems) -> pd.DataFrame:
    """List organisations that somebody missed on the list, and say of those on it which they are."""
    listed = {basic(name): name for _, name, *_ in survey.roster}
    ids = {identity: name for identity, name, *_ in survey.roster}
    typed: dict[str, list[tuple[str, str]]] = {}
    for one in kept:
        for name in one.missing:
            known = listed.get(basic(name))
            if known is not None:
                problems.warning(
                    Origin(one.file),
                    f"named as missing from the list, but the list has it as {known}",
                    value=name,
                )
                problems.aside["named as missing, and on the list"] += 1
                continue
            problems.warning(
                Origin(one.file),
                "named as missing from the list: add it to the partners, or decide which partner it is",
                table="partners",
                value=name,
            )
            typed.setdefault(basic(name), []).append((name, ids[one.organisation]))
    rows = []
    for folded, said in sorted(typed.items()):
        near = get_close_matches(folded, listed, 1, _NEAR)
        by = dict.fromkeys(organisation for _, organisation in said)
        rows.append((said[0][0], len(said), "; ".join(by), listed[near[0]] if near else ""))
    return _table(("name", "times", "named_by", "nearest"), rows)


def _cells(read: Sequence[Returned], kept: Sequence[Returned]) -> dict[str, Any]:
    """Count what became of every answer that somebody gave."""
    used = sum(one.filled for one in kept)
    aside: Counter[str] = Counter()
    for one in read:
        aside.update(one.aside)
    copies = sum(one.filled for one in read) - used
    if copies:
        aside["second copies"] = copies
    beside = sum(one.beside for one in read)
    return {
        IN: used + sum(aside.values()) + beside,
        USED: used,
        ASIDE: dict(aside),
        NOT_READ: {"beside the answers": beside} if beside else {},
    }


def _records(survey: RosterSurvey, kept: Sequence[Returned], problems: Problems) -> Records:
    ties, blanks = [], []
    for number, one in enumerate(kept, start=1):
        for (kind, other), (_, strength) in one.answers.items():
            problems.aside["asked and no tie"] += strength == 0
            if strength != 0:
                tie = (one.organisation, other, kind, strength, survey.wave, f"respondent {number}")
                rated = ratings_of(one, other)
                ties.append((*tie, *(rated.get(item) for item in survey.items)))
        blanks += [(survey.wave, one.organisation, other, kind, "") for kind, other in one.blank]
        blanks += [
            (survey.wave, one.organisation, other, kind, word)
            for (kind, other), word in one.left_open.items()
        ]
    items = [
        item for place, item in enumerate(survey.items, start=len(_TIE)) if any(tie[place] for tie in ties)
    ]
    table = _table((*_TIE, *survey.items), ties)[[*_TIE, *items]]
    people = Counter(one.organisation for one in kept)
    wanted = sorted(strength for _, strength in survey.scale if strength)
    roster = pd.DataFrame(survey.roster, columns=["id", "name", "sector", "place"])
    told = roster["sector"].astype(bool).all()
    records = read_records(
        partners=roster,
        collaborations=table if len(table) else table[list(_TIE)],
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
        layout="records",
        sectors="as written" if told else "infer",
    )
    used = sorted(
        {(strength, word) for one in kept for word, strength in one.answers.values() if strength is not None}
    )
    summary = {
        **records.summary,
        "layout": LAYOUT,
        "survey": True,
        "sources": [one.file for one in kept],
        "respondents": len(kept),
        "answers": sum(len(one.answers) for one in kept),
        "blank": sum(len(one.blank) for one in kept),
        "scale": (used[0][1], used[-1][1]) if used else None,
        "set_aside": {reason: count for reason, count in problems.aside.items() if count},
    }
    # The tables were made here: rows of theirs are rows of no file that a person could open.
    theirs = records.problems.assign(file="the answers that came back", row="")
    warned = pd.concat([problems.to_frame("warning"), theirs], ignore_index=True)
    empty = _table(("wave", "source", "target", "kind", "answer"), blanks)
    if not empty["answer"].astype(bool).any():
        empty = empty.drop(columns="answer")
    return replace(records, blanks=empty, problems=warned, summary=summary)
