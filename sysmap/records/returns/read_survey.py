"""What came back of a survey, in files of several kinds, to records: who answered what, and who did not."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sysmap.errors import ChoiceError, MissingFileError
from sysmap.records.problems import Origin, Problems, Reading
from sysmap.records.returns.carried_survey import code_of_page, survey_of_page
from sysmap.records.returns.pasted_answers import MAIL, TEXT, read_pasted
from sysmap.records.returns.returned import Returned
from sysmap.records.returns.returned_answers import read_saved_answers, survey_without_page
from sysmap.records.returns.returned_records import SurveyReturns, returns_of
from sysmap.records.returns.returned_workbook import OpenedWorkbook, open_workbook, read_workbook_answers
from sysmap.records.returns.roster_survey import RosterSurvey
from sysmap.records.returns.saved_answers import SavedAnswers, read_saved
from sysmap.text import counted

CSV, PAGE, WORKBOOK = ".csv", ".html", ".xlsx"
SUFFIXES = (CSV, TEXT, MAIL, WORKBOOK)


@dataclass
class _Came:
    """One file that came back: what is wrong with it, and the answers in it."""

    path: Path
    problems: Problems = field(default_factory=Problems)
    saved: list[SavedAnswers] = field(default_factory=list)
    workbook: OpenedWorkbook | None = None

    @property
    def here(self) -> Reading:
        return self.problems.at(Origin(self.path.name), "collaborations")

    @property
    def codes(self) -> list[str]:
        """The codes of the surveys that it answers."""
        return [self.workbook.survey.code] if self.workbook else [one.survey for one in self.saved]


def read_survey(
    folder: str | os.PathLike[str],
    *,
    survey: str | os.PathLike[str] | None = None,
    wave: str | None = None,
    skip_bad: bool = False,
) -> SurveyReturns:
    """Read a folder of what came back of a survey: files that its page saved, pasted texts, workbooks.

    Parameters
    ----------
    folder
        The folder. What the files are called does not matter.
    survey
        The page or workbook that was sent out, or the folder of pages. It gives the list; not needed where it
        lies in the folder or beside it.
    wave
        What the wave is called; as in the survey if not given.
    skip_bad
        Leave out files that cannot be used, and list them.

    Returns
    -------
    SurveyReturns
        The records, who has not answered, which organisations the list lacks, and answers in own words.

    Raises
    ------
    RecordsError
        If anything cannot be used: one error with every fault, by file, row and cell.
    MissingFileError
        If there is no such folder.
    """
    problems = Problems()
    came = [_opened(path) for path in _files(folder, problems)]
    sent = None if survey is None else _named(Path(survey))
    code = _one_survey(came, sent)
    found = sent or (_survey_of(code, came, Path(folder), problems) if code else None)
    read: list[Returned] = []
    for one in came:
        kept = _answers(one, code, found) if found else []
        if one.problems.faults and skip_bad:
            continue
        read += kept
        problems.join(one.problems)
    skipped = {one.path.name: one.problems.faults for one in came if skip_bad and one.problems.faults}
    for name, faults in skipped.items():
        more = f"; and {counted(len(faults) - 1, 'more fault')}" if len(faults) > 1 else ""
        first = faults[0]
        where = {"row": first.cell or first.row, "column": first.column, "value": first.value}
        problems.warning(Origin(name), f"skipped: {first.message}{more}", **where)
    if skipped and not read:
        # Nothing is left that the reasons could stand beside.
        for one in came:
            problems.join(one.problems)
    if came and not read and (skipped or not problems.faults):
        problems.fault(
            Origin(Path(folder).name),
            "no answer in this folder can be used" if skipped else "nobody has answered",
        )
    problems.raise_faults()
    assert found is not None  # no survey is a fault
    kept = _without_copies(read, found, problems)
    made = returns_of(replace(found, wave=wave) if wave else found, read, kept, skipped, problems)
    return replace(made, records=replace(made.records, inputs=(Path(folder).absolute(),)))


def _files(folder: str | os.PathLike[str], problems: Problems) -> list[Path]:
    """List the files that may hold answers; others are noted, and those of programs passed over."""
    place = Path(folder)
    if not place.is_dir():
        raise MissingFileError(f"there is no folder {str(folder)!r}: check the name and where you are")
    found = [path for path in sorted(place.iterdir()) if not path.name.startswith(("~$", "."))]
    taken = [path for path in found if path.is_file() and path.suffix.casefold() in SUFFIXES]
    for path in found:
        if path in taken:
            continue
        said = "not read: answers are .csv as the page saves them, .txt or .eml if pasted, or .xlsx"
        if path.is_file() and path.suffix.casefold() == PAGE and code_of_page(path):
            said = (
                "a page of the survey, which holds no answers: ask for the file that 'Save my answers' wrote"
            )
        problems.warning(Origin(path.name), said)
    if not taken:
        problems.fault(
            Origin(place.name),
            "no answers in this folder (no .csv, .txt, .eml or .xlsx): put there what came back",
        )
    return taken


def _opened(path: Path) -> _Came:
    came = _Came(path)
    readers: dict[str, Callable[[], list[SavedAnswers]]] = {
        CSV: lambda: [one for one in (read_saved(path, came.here),) if one],
        TEXT: partial(read_pasted, path, came.here),
        MAIL: partial(read_pasted, path, came.here),
    }
    try:
        if not path.stat().st_size:
            came.here.fault("the file is empty: ask whoever sent it to send it again")
        elif path.suffix.casefold() == WORKBOOK:
            came.workbook = open_workbook(path, came.problems)
        else:
            came.saved = readers[path.suffix.casefold()]()
    except OSError as error:
        came.here.fault(f"cannot be read: {error.strerror or error}")
    return came


def _one_survey(came: list[_Came], sent: RosterSurvey | None) -> str:
    """Return the code of the survey that was named, or else that most files answer; others are faults."""
    counts = Counter(code for one in came for code in one.codes)
    if not counts:
        for one in came:
            if not one.problems.faults:
                one.here.fault("no answers in it")
        return ""
    code = sent.code if sent else max(counts, key=lambda each: counts[each])
    whose = "the survey that was named has" if sent else "most have"
    surveys = {one.workbook.survey.code: one.workbook.survey for one in came if one.workbook}
    if sent:
        surveys[code] = sent
    for one in came:
        for other in set(one.codes) - {code}:
            described = [_described(surveys[each]) if each in surveys else each for each in (other, code)]
            one.here.fault(
                f"made from another list: {described[0]}; {whose} {described[1]}; "
                "put the answers to each list in a folder of their own"
            )
    return code


def _described(survey: RosterSurvey) -> str:
    return (
        f"{counted(len(survey.roster), 'organisation')}, {counted(len(survey.questions), 'question')}, "
        f"{counted(len(survey.scale), 'answer')}, {survey.wave}"
    )


def _survey_of(code: str, came: list[_Came], folder: Path, problems: Problems) -> RosterSurvey | None:
    """Find the survey that was sent out, in the folder or beside it; else it is worked out."""
    carried = [one.workbook.survey for one in came if one.workbook and one.workbook.survey.code == code]
    pages: list[Path] = [
        path for place in (folder, folder.absolute().parent) for path in sorted(place.glob(f"*{PAGE}"))
    ]
    for path in pages:
        if code_of_page(path) == code and (beside := survey_of_page(path)) is not None:
            return beside
    if carried:
        return carried[0]
    saved = [each for one in came for each in one.saved if each.survey == code]
    found = next(survey_without_page(saved), None)
    if found is None:
        problems.fault(
            Origin(folder.name),
            "answers of no known scale: give the page that was sent out with --survey survey.html",
        )
        return None
    problems.warning(
        Origin(folder.name),
        "read without the page that was sent out: names serve as ids, and sectors are worked out from names. "
        "To have both as on the list, give the page with --survey survey.html",
    )
    return found


def _named(path: Path) -> RosterSurvey:
    """Return the survey of a page, a workbook or a folder of pages that somebody named."""
    if not path.exists():
        raise MissingFileError(f"there is no {str(path)!r}: name the page or workbook that was sent out")
    pages = sorted(path.glob(f"*{PAGE}")) if path.is_dir() else [path]
    for page in pages:
        if page.suffix.casefold() == WORKBOOK:
            opened = open_workbook(page, Problems())
            found = opened.survey if opened else None
        else:
            found = survey_of_page(page)
        if found is not None:
            return found
    raise ChoiceError(f"{path.name} is not a page or workbook of a survey: give one that 'survey make' wrote")


def _answers(came: _Came, code: str, survey: RosterSurvey) -> list[Returned]:
    """Read the answers of one file; those to another survey are faults already."""
    if came.workbook is not None:
        if came.workbook.survey.code != code:
            return []
        found = [read_workbook_answers(came.workbook, came.problems)]
    else:
        found = [read_saved_answers(one, survey, came.here) for one in came.saved if one.survey == code]
    kept = []
    for returned in found:
        if returned is None:
            continue
        name = next(name for identity, name, *_ in survey.roster if identity == returned.organisation)
        if not returned.filled:
            came.problems.warning(Origin(came.path.name), f"{name} gave no answer: counted as not answered")
            came.problems.aside["files without an answer"] += 1
            continue
        if returned.blank:
            total = len(returned.blank) + len(returned.answers) + len(returned.left_open)
            came.problems.warning(
                Origin(came.path.name),
                f"{len(returned.blank)} of {total} questions were left empty: kept as blank",
            )
        for reason, count in returned.aside.items():
            came.problems.aside[reason] += count
        kept.append(returned)
    return kept


def _without_copies(read: list[Returned], survey: RosterSurvey, problems: Problems) -> list[Returned]:
    """Keep the latest of what one person saved, and one of the same answers; others are other respondents."""
    names = {identity: name for identity, name, *_ in survey.roster}
    latest: dict[tuple[str, str], Returned] = {}
    for one in read:
        key = (one.page, one.organisation)
        before = latest.get(key)
        if one.page and one.time and (before is None or before.time is None or one.time > before.time):
            latest[key] = one
    first: dict[str, list[Returned]] = {}
    for one in read:
        others = first.setdefault(one.organisation, [])
        same = next(
            (other for other in others if other.page == one.page and one.says_the_same_as(other)), None
        )
        newer = latest.get((one.page, one.organisation), one)
        if same is not None:
            problems.warning(Origin(one.file), f"the same answers as in {same.file}: one of them kept")
            problems.aside["second copies"] += 1
        elif newer is not one and newer.page:
            when = (
                f"the same person saved other answers at the same time, in {newer.file}: those kept"
                if newer.time == one.time
                else f"the same person answered again later, in {newer.file}: the later one kept"
            )
            problems.warning(Origin(one.file), when)
            problems.aside["answers given again later"] += 1
        else:
            if others:
                who, where = names[one.organisation], others[0].file
                problems.warning(
                    Origin(one.file), f"{who} answered differently in {where}: both kept, as two people"
                )
            others.append(one)
    kept = [one for those in first.values() for one in those]
    return [one for one in read if any(one is each for each in kept)]
