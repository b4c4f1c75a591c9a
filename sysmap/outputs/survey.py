"""A roster survey to send out: as a page for everybody, a page for each organisation, or a workbook."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sysmap.errors import ChoiceError
from sysmap.files import guarded, whole_folder, write_text
from sysmap.network.roster import unique_names
from sysmap.outputs.survey_workbook import sheet_title, write_workbook_of
from sysmap.pages.survey.page import EVERYONE, survey_page
from sysmap.pages.survey.words import PageWords, read_words
from sysmap.records.record_set import Records
from sysmap.records.returns.notice import SurveyNotice, read_notice
from sysmap.records.returns.roster_survey import DRAFT, KIND, OPEN, WAVE, RosterSurvey, answers_of, items_of
from sysmap.records.returns.roster_workbook import LISTS, START
from sysmap.records.returns.wording import english, manner_of, question_about
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

PAGE, WORKBOOK, LISTED = ".html", ".xlsx", "send.csv"
_NOT_IN_NAMES = re.compile(r"[^\w]+")


def survey_of(
    records: Records,
    *,
    kinds: Sequence[str] = (KIND,),
    scale: str | Mapping[str, float] = "frequency",
    wave: str = WAVE,
    ratings: Sequence[str] | None = None,
    notice: SurveyNotice | str | os.PathLike[str] | None = None,
    title: str | None = None,
    deadline: str | None = None,
) -> RosterSurvey:
    """Make a survey of the partners of a record set.

    Parameters
    ----------
    records
        Who is asked, and about whom.
    kinds
        The kinds of tie to ask about.
    scale
        A known scale by name, or each answer with what it stands for, 0 for no tie.
    wave
        What the wave is called.
    ratings
        On what people rate the organisations that they work with: trust, value, or single items of these.
    notice
        What the survey says of itself: who asks, what for, on what legal basis, how long answers are kept and
        whom to write to. A file ``notice.toml``, which may also hold its title and own questions.
    title
        The title of the survey.
    deadline
        The day by which to answer.

    Raises
    ------
    ChoiceError
        If there is no such scale or rating, or kinds or answers are missing or repeat.
    RecordsError
        If the notice cannot be used.
    """
    partners = records.partners.set_index("id", drop=False)
    names = unique_names(partners["name"])
    roster = tuple(
        (row.id, names[row.id], row.sector if isinstance(row.sector, str) else "unknown", row.place)
        for row in partners.sort_values("name", key=lambda column: column.map(fold)).itertuples()
    )
    answers = (
        answers_of(scale)
        if isinstance(scale, str)
        else tuple(sorted(scale.items(), key=lambda answer: answer[1]))
    )
    answers = tuple((clean(word)[0], strength) for word, strength in answers)
    wanted = [kind for kind in (clean(each)[0] for each in kinds) if kind]
    for what, words in (("kinds", wanted), ("answers", [word for word, _ in answers])):
        if not words or len(set(map(fold, words))) < len(words):
            raise ChoiceError(f"{what} of a survey: at least one is needed, and each once; given: {words}")
    taken = [word for word, _ in answers if fold(word) in OPEN]
    if taken:
        raise ChoiceError(
            f"answers of a survey: {taken} can be given to every question already: leave these out"
        )
    sheets: list[str] = []
    for kind in wanted:
        sheets.append(sheet_title(kind, {START, LISTS, *sheets}))
    told = notice if isinstance(notice, SurveyNotice) else read_notice(notice) if notice else SurveyNotice()
    items = items_of(ratings or ())
    told = told.worded_for((*wanted, *items))
    own = dict(told.wording)
    manner = manner_of(answers)
    return RosterSurvey(
        roster,
        answers,
        tuple(
            (kind, own.get(kind) or question_about(kind, manner, english()), sheet)
            for kind, sheet in zip(wanted, sheets, strict=True)
        ),
        clean(wave)[0] or WAVE,
        items,
        replace(told, title=title or told.title, deadline=deadline or told.deadline),
    )


def write_survey(
    survey: RosterSurvey,
    path: str | os.PathLike[str],
    *,
    words: PageWords | str | os.PathLike[str] | None = None,
    draft: bool = False,
) -> Path:
    """Write the survey to send out: a page (``.html``), a workbook (``.xlsx``), or a folder of pages.

    Parameters
    ----------
    survey
        What is asked.
    path
        Where to: the name decides what is written. In a folder each organisation has a page of its own.
    words
        The words of the page in another language: a file with the columns ``key`` and ``text``. What it does
        not have stays English.
    draft
        Mark the page as a draft, which may lack the notice.

    Returns
    -------
    Path
        What was written. The bytes depend on the content alone.

    Raises
    ------
    ChoiceError
        If the name is none of these.
    RecordsError
        If the page does not say what everybody must be told, or the words cannot be used.
    """
    target = Path(path)
    suffix = target.suffix.casefold()
    if suffix == WORKBOOK:
        if (
            survey.notice != SurveyNotice(title=survey.notice.title, deadline=survey.notice.deadline)
            and not draft
        ):
            survey.notice.refuse_blank()
        if words is not None:
            raise ChoiceError("words in another language are for the page: name a file that ends in .html")
        return write_workbook_of(survey, target, draft=draft)
    if suffix not in ("", PAGE):
        raise ChoiceError(
            f"a survey is a page, a workbook or a folder of pages: name a file that ends in {PAGE} or "
            f"{WORKBOOK}, or a folder, not {target.name!r}"
        )
    if not draft:
        survey.notice.refuse_blank()
    if words is None:
        words = PageWords()
    elif not isinstance(words, PageWords):
        words = read_words(words, survey)
    if suffix == PAGE:
        token = DRAFT if draft else EVERYONE
        write_text(target, survey_page(survey, words=words, draft=draft, token=token))
        return target
    return _folder_of_pages(survey, target, words, draft)


def _folder_of_pages(survey: RosterSurvey, target: Path, words: PageWords, draft: bool) -> Path:
    """Write a page for each organisation, and the list of whom to send which."""
    listed = [("id", "organisation", "page", "token")]
    with whole_folder(target, last=LISTED) as folder:
        for identity, name, *_ in survey.roster:
            token = survey.token(identity)
            file = f"{_NOT_IN_NAMES.sub('-', name).strip('-')[:60] or 'organisation'}-{token[5:]}{PAGE}"
            listed.append((identity, name, file, token))
            write_text(
                folder / file, survey_page(survey, words=words, draft=draft, only=identity, token=token)
            )
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([map(guarded, row) for row in listed])
        write_text(folder / LISTED, text.getvalue())
    return target
