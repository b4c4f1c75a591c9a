"""One returned survey workbook: the survey that it carries, whose it is, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.records.containers.opening import FILE_LIMIT
from sysmap.records.containers.workbooks import read_workbook
from sysmap.records.problems import Origin, Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.returns.returned import Returned
from sysmap.records.returns.roster_survey import OPEN, RosterSurvey
from sysmap.records.returns.roster_workbook import LIST_COLUMNS, LISTS, ROSTER, START, WHO
from sysmap.records.values.cells import clean, is_blank
from sysmap.text import counted
from sysmap.vocabulary import fold


@dataclass(frozen=True)
class OpenedWorkbook:
    """A workbook that came back, opened: the survey that it carries, and its sheets."""

    file: str
    survey: RosterSurvey
    sheets: dict[str, RawTable]


def open_workbook(path: Path, problems: Problems) -> OpenedWorkbook | None:
    """Open a workbook and find the survey that it carries; None, with the fault noted, where it has none."""
    origin = Origin(path.name)
    if path.stat().st_size > FILE_LIMIT:
        problems.fault(origin, f"larger than {FILE_LIMIT // 1_000_000} MB: not a survey workbook")
        return None
    before = len(problems.faults)
    sheets = read_workbook(path, problems.at(origin))
    if len(problems.faults) > before:
        return None
    survey = _survey(sheets[LISTS]) if LISTS in sheets else None
    if survey is None or START not in sheets:
        problems.fault(
            origin,
            f"not a workbook made by 'sysmap survey make': its sheets {START!r} and {LISTS!r} are needed",
        )
        return None
    return OpenedWorkbook(path.name, survey, sheets)


def _survey(lists: RawTable) -> RosterSurvey | None:
    if list(lists.columns) != list(LIST_COLUMNS):
        return None
    columns = {name: [clean(cell)[0] for cell in lists[name] if not is_blank(cell)] for name in LIST_COLUMNS}
    texts = {name: [clean(cell)[0] for cell in lists[name]] for name in LIST_COLUMNS}
    try:
        size = len(columns["id"])
        return RosterSurvey(
            tuple(
                zip(*(texts[name][:size] for name in ("id", "organisation", "sector", "place")), strict=True)
            ),
            tuple(
                (word, float(strength))
                for word, strength in zip(columns["answer"], texts["strength"], strict=False)
                if fold(word) not in OPEN
            ),
            tuple(zip(columns["kind"], columns["question"], columns["sheet"], strict=True)),
            columns["wave"][0],
        )
    except (ValueError, IndexError):
        return None


def read_workbook_answers(workbook: OpenedWorkbook, problems: Problems) -> Returned | None:
    """Read who answered and what; None where there is nothing to keep."""
    start = workbook.sheets[START]
    problems.take(start.origin, faults_alone=True)  # its titles are our own
    returned = Returned(workbook.file, "")
    for question in workbook.survey.questions:
        _read_sheet(workbook, question, returned, problems)
    name, row = _who(start)
    if not name and not returned.filled:
        problems.warning(Origin(workbook.file), "not filled in: set aside")
        problems.aside["workbooks not filled in"] += 1
        return None
    named = {fold(clean(text)[0]): identity for identity, text, *_ in workbook.survey.roster}
    place = replace(start.origin, letters={WHO: "B"}, headers={})
    if fold(name) not in named:
        said = "is not on the list" if name else f"blank: whose answers are these? choose {WHO.lower()}"
        problems.fault(place, said, table="asked", row=row, column=WHO, value=name)
        return None
    returned.organisation = named[fold(name)]
    returned.drop_own(workbook.survey)
    if not returned.filled:
        problems.warning(Origin(workbook.file), f"{shown(name)} chose no answer: counted as not answered")
        problems.aside["workbooks without an answer"] += 1
        return None
    return returned


def _who(start: RawTable) -> tuple[str, Any]:
    """Return what was chosen as one's own organisation, and the row where that stands."""
    for row, cells in zip(start.index, start.frame.itertuples(index=False, name=None), strict=True):
        if clean(cells[0])[0] == WHO:
            return clean(cells[1])[0] if len(cells) > 1 else "", row
    return "", ""


def _read_sheet(
    workbook: OpenedWorkbook, question: tuple[str, str, str], returned: Returned, problems: Problems
) -> None:
    kind, text, title = question
    sheet = workbook.sheets.get(title)
    if sheet is None or [clean(header)[0] for header in sheet.columns[:2]] != list(ROSTER):
        problems.fault(
            Origin(workbook.file, title),
            f"the sheet is missing, or its headers are not those sent out ({', '.join(ROSTER)})",
        )
        return
    origin = sheet.origin
    problems.take(origin)
    strengths = {fold(word): (word, strength) for word, strength in workbook.survey.scale}
    roster = {identity: name for identity, name, *_ in workbook.survey.roster}
    seen: set[str] = set()
    cells = sheet.frame
    answers = cells.iloc[:, 2] if cells.shape[1] > 2 else pd.Series(None, index=cells.index, dtype=object)
    for row, cell, written, answer in zip(
        cells.index, cells.iloc[:, 0], cells.iloc[:, 1], answers, strict=True
    ):
        identity, name, said = clean(cell)[0], clean(written)[0], clean(answer)[0]
        column = str(sheet.columns[2]) if len(sheet.columns) > 2 else text
        if identity not in roster or identity in seen:
            what = "stands twice on this sheet" if identity in seen else "is not on the list sent out"
            where = (
                {"column": ROSTER[0], "value": identity} if identity else {"column": ROSTER[1], "value": name}
            )
            problems.fault(origin, what, table="collaborations", row=row, **where)
        elif said and name and fold(name) != fold(clean(roster[identity])[0]):
            problems.fault(
                origin,
                f"this row is about {roster[identity]}: put that name back, or leave the answer empty",
                table="collaborations",
                row=row,
                column=ROSTER[1],
                value=name,
            )
        elif not said:
            returned.blank.append((kind, identity))
        elif fold(said) in OPEN:
            returned.left_open[kind, identity] = fold(said)
        elif fold(said) in strengths:
            returned.answers[kind, identity] = strengths[fold(said)]
        else:
            words = ", ".join(word for word, _ in workbook.survey.scale)
            problems.fault(
                origin,
                f"is not an answer of this survey: choose one of {words}",
                table="collaborations",
                row=row,
                column=column,
                value=said,
            )
        seen.add(identity)
    beside = sum(not is_blank(cell) for column in sheet.columns[3:] for cell in sheet[column])
    if beside:
        returned.beside += beside
        problems.warning(origin, f"{counted(beside, 'cell')} written beside the answers: not read")
    if len(seen) < len(roster):
        problems.warning(
            origin,
            f"{counted(len(roster) - len(seen), 'row')} of the list missing: read as not asked",
        )
