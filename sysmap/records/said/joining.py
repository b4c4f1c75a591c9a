"""What several tables said, joined: what contradicts is listed for a decision, and neither is applied."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sysmap.records.said.declared import BETWEEN_KINDS, COLUMNS, UNDECIDED
from sysmap.records.said.resolving import pair_of
from sysmap.records.said.step_tables import SAID, contradictions_table, steps_table
from sysmap.records.said.steps import Step
from sysmap.vocabulary import fold

GONE, SECTOR = ("strike tie", "no tie"), ("change sector", "add organisation")
Subject = tuple[str, ...]


@dataclass(frozen=True)
class Joined:
    """What several files say together.

    Attributes
    ----------
    steps
        The steps in force, in the order of the files.
    against
        The steps that contradict one another: for each question the steps on it.
    """

    steps: tuple[Step, ...]
    against: tuple[tuple[str, tuple[Step, ...]], ...]

    def said(self) -> pd.DataFrame:
        """Return the steps in force as a table."""
        return steps_table(map(_cells, self.steps))

    def contradictions(self) -> pd.DataFrame:
        """Return the steps that contradict one another as a table, those on one question together."""
        return contradictions_table(
            (number, about, *_cells(step))
            for number, (about, steps) in enumerate(self.against, start=1)
            for step in steps
        )


def _cells(step: Step) -> tuple[Any, ...]:
    return tuple(getattr(step, name) for name in SAID)


def joined(files: Sequence[Sequence[Step]], undecided: Iterable[Sequence[Step]] = ()) -> Joined:
    """Join the steps in force of several files.

    What one file says later takes the place of what it said before. Where two files say the same, it
    counts once.

    Parameters
    ----------
    files
        The steps of each file, with ids as the records have them.
    undecided
        Steps of files joined before that contradict one another.
    """
    claims: dict[Subject, dict[int, Any]] = {}
    steps_on: dict[Subject, list[Step]] = {}
    for place, steps in enumerate(files):
        for step in steps:
            for subject in subjects(step):
                steps_on.setdefault(subject, []).append(step)
        for subject, claim in _claims(steps).items():
            claims.setdefault(subject, {})[place] = claim
    disputed = {subject for subject, said in claims.items() if not _agree(list(said.values()))}
    against = [(_about(one, steps_on[one]), tuple(steps_on[one])) for one in claims if one in disputed]
    for each in undecided:
        # Whoever wrote the note of an undoing by hand may have meant anything.
        disputing = [step for step in each if subjects(step)]
        against += [(_about(subjects(step)[0], [step]), tuple(disputing)) for step in disputing[:1]]
    kept = _Kept()
    for place, steps in enumerate(files):
        for step in steps:
            found = subjects(step)
            said = [claims[subject] for subject in found]
            if step.action == "add organisation":
                # That an organisation was forgotten nobody disputes, whatever its sector is.
                kept.take(replace(step, sector="") if disputed.intersection(found) else step, place)
            elif disputed.intersection(found):
                continue
            elif not any(place != min(each) and each[place] == each[min(each)] for each in said):
                kept.take(step, place)
    return Joined(tuple(kept.steps), tuple(against))


class _Kept:
    """The steps kept so far; what another file said in the same words is kept once."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._at: dict[tuple[Any, ...], tuple[int, int]] = {}

    def take(self, step: Step, place: int) -> None:
        """Keep a step of a file, unless an earlier file has it."""
        if step.action == "add organisation":
            key: tuple[Any, ...] = (step.action, step.organisation_id)
        else:
            ends = pair_of(step.organisation_id, step.other_id)
            strength = None if step.strength != step.strength else step.strength
            key = (step.action, step.wave, *ends, step.kind, strength, step.sector, step.note)
        at, first = self._at.get(key, (len(self.steps), place))
        if at == len(self.steps) or first == place:
            self._at.setdefault(key, (len(self.steps), place))
            self.steps.append(step)
        elif step.sector and not self.steps[at].sector:
            # The first table did not know the sector of an organisation that it added.
            self.steps[at] = replace(self.steps[at], sector=step.sector)


def joined_ledger(
    said: pd.DataFrame, contradictions: pd.DataFrame, checksums: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return one file that says what several said together: the columns of a file, a row per step.

    The steps in force are numbered anew. Those that contradict one another stand there too, undone: to
    decide for one of them, its undoing is undone.

    Parameters
    ----------
    said, contradictions
        As records have them.
    checksums
        By wave, the checksum of the ties that the steps are now said of; as it was, if not given.
    """
    rows: list[dict[str, Any]] = []
    disputed = contradictions.drop_duplicates(["file", "step"])
    for step in said.to_dict("records"):
        rows.append({**step, "step": len(rows) + 1})
    for step in disputed.to_dict("records"):
        if step["action"] == "add organisation":
            # It was added above, without the sector that is disputed.
            step["action"] = "change sector"
        place = len(rows) + 1
        undone = dict.fromkeys(COLUMNS, "") | {
            name: step[name] for name in ("time", "map", "wave", "checksum")
        }
        undone |= {"step": place + 1, "action": "undo", "undoes": place, "strength": math.nan}
        undone["note"] = f"{UNDECIDED} {step['contradiction']}: {step['about']}"
        rows += [{**step, "step": place}, undone]
    for row in rows:
        row["undoes"] = row["undoes"] or ""
        row["checksum"] = (checksums or {}).get(row["wave"], row["checksum"])
        for end in ("organisation", "other"):
            row[f"{end}_id"] = "" if row[f"{end}_id"] in (row[end], fold(row[end])) else row[f"{end}_id"]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def subjects(step: Step) -> list[Subject]:
    """Return on what a step says something that another could contradict."""
    if step.action in ("note", "undo"):
        return []
    if step.action in SECTOR:
        return [("sector", step.organisation_id)] if step.sector else []
    return [("tie", step.wave, *pair_of(step.organisation_id, step.other_id))]


def _claims(steps: Iterable[Step]) -> dict[Subject, Any]:
    """Return what the steps of one file come to on each subject.

    Of a tie: what was said of it whole (gone, or kinds and strength; None for nothing), and what was
    added since, by kind.
    """
    found: dict[Subject, Any] = {}
    for step in steps:
        for subject in subjects(step):
            if subject[0] == "sector":
                found[subject] = step.sector
                continue
            whole, added = found.get(subject, (None, {}))
            strength = None if step.strength != step.strength else step.strength
            kinds = step.kind.split(BETWEEN_KINDS) if step.kind else []
            if step.action in GONE:
                whole, added = "gone", {}
            elif step.action == "add tie":
                whole = ("there", (), None) if whole == "gone" else whole
                added = {**added, **dict.fromkeys(kinds or [""], strength)}
            else:
                earlier = whole[1:] if isinstance(whole, tuple) else ((), None)
                whole = (
                    "there",
                    tuple(sorted(kinds)) or earlier[0],
                    earlier[1] if strength is None else strength,
                )
                added = {} if kinds else added
            found[subject] = (whole, added)
    return found


def _agree(claims: list[Any]) -> bool:
    """Return whether what files come to can stand together."""
    first, *others = claims
    if all(other == first for other in others):
        return True
    if isinstance(first, str):
        return False
    # Ties may be of several kinds: what each table adds stands beside what the others add.
    if any(whole is not None for whole, _ in claims):
        return False
    strengths: dict[str, set[float]] = {}
    for _, added in claims:
        for kind, strength in added.items():
            if strength is not None:
                strengths.setdefault(kind, set()).add(strength)
    return all(len(each) == 1 for each in strengths.values())


def _about(subject: Subject, steps: Sequence[Step]) -> str:
    first = steps[0]
    if subject[0] == "sector":
        return f"the sector of {first.organisation}"
    wave = f" in {first.wave}" if first.wave else ""
    return f"the tie between {first.organisation} and {first.other}{wave}"
