"""The words of the survey's page, in English or as somebody has translated them."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from sysmap.errors import MissingFileError, listed
from sysmap.records.containers.encodings import text_of
from sysmap.records.problems import Origin, Problems, Reading
from sysmap.records.returns.roster_survey import RosterSurvey
from sysmap.records.returns.wording import PHRASE, english
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

LANGUAGE, ENGLISH = "language", "en-GB"
# What a survey has of its own, beside the texts that every page has.
ANSWER, QUESTION, SECTOR = "answer:", "question:", "sector:"
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_OPEN = re.compile(r"\{(\w+)\}")
_LIMIT, _LONGEST = 2_000_000, 2_000


@dataclass(frozen=True)
class PageWords:
    """The words of a page.

    Attributes
    ----------
    texts
        Every text by its key.
    language
        The language that they are in.
    untranslated
        The keys of texts that stay English.
    unused
        The keys of answers and sectors that this survey does not have.
    """

    texts: Mapping[str, str] = field(default_factory=english)
    language: str = ENGLISH
    untranslated: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def read_words(path: str | os.PathLike[str], survey: RosterSurvey) -> PageWords:
    """Read a table of words in another language: a row for each, ``key,text``; what is missing stays English.

    Parameters
    ----------
    path
        The table. Its row ``language`` says which language it is (``cy``), or else the file's name does.
    survey
        The survey: its answers, kinds and sectors may be translated, too.

    Raises
    ------
    RecordsError
        If a row cannot be used: one error with every fault.
    MissingFileError
        If there is no such file.
    """
    place = Path(path)
    problems = Problems()
    here = problems.at(Origin(place.name))
    try:
        data = place.read_bytes()
    except OSError as error:
        raise MissingFileError(f"cannot read {path}: {error.strerror or error}") from error
    if len(data) > _LIMIT:
        here.fault("larger than 2 MB: not a table of words")
    text = text_of(data, here) if len(data) <= _LIMIT else None
    told = _told(text, survey, here) if text is not None else {}
    if problems.faults and not told:
        problems.raise_faults()
    stem = place.stem if _CODE.fullmatch(place.stem) else ""
    language = told.pop(LANGUAGE, survey.notice.language or stem)
    if not _CODE.fullmatch(language):
        here.fault("which language is it? Add a row with its code, such as language,cy", value=language)
    problems.raise_faults()
    wanted = {**english(), **_of_survey(survey)}
    english_enough = language.startswith("en")
    missing = tuple(key for key in wanted if key not in told and not english_enough)
    unused = tuple(key for key in told if key not in wanted and key.startswith((ANSWER, SECTOR)))
    return PageWords({**wanted, **told}, language, missing, unused)


def _of_survey(survey: RosterSurvey) -> dict[str, str]:
    """Return the texts that only this survey has."""
    asked = {fold(kind) for kind in survey.kinds}
    unknown = {
        kind: question for kind, question, _ in survey.questions if PHRASE + fold(kind) not in english()
    }
    return {
        **{f"{ANSWER}{word}": word for word, _ in survey.scale},
        **{
            f"{SECTOR}{sector}": sector
            for sector in sorted({sector for _, _, sector, _ in survey.roster if sector})
        },
        **{f"{QUESTION}{kind}": question for kind, question in unknown.items() if fold(kind) in asked},
    }


def _told(text: str, survey: RosterSurvey, here: Reading) -> dict[str, str]:
    try:
        # A spreadsheet program saves a table with the separator of its language.
        separator = next((mark for mark in ",;\t" if re.match(rf'"?key"?\s*{mark}', text, re.I)), ",")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        here.fault(f"not a CSV file: {error}")
        return {}
    if not rows or [fold(cell) for cell in rows[0][:2]] != ["key", "text"]:
        here.fault("its first row must be key,text", row=1)
        return {}
    kinds = {f"{QUESTION}{kind}" for kind in survey.kinds}
    known = {**english(), **_of_survey(survey)}
    told: dict[str, str] = {}
    answers: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        key, said = (clean(cell)[0] for cell in (*row, "", "")[:2])
        if not key and not said:
            continue
        if key in told:
            here.fault("this key is there twice: keep one", row=number, column="key", value=key)
        elif (
            key not in known and key not in kinds and key != LANGUAGE and not key.startswith((ANSWER, SECTOR))
        ):
            near = get_close_matches(key, [*known, *kinds], 1)
            hint = f"did you mean {near[0]}?" if near else "no text of the page has this key"
            if key.startswith(QUESTION):
                hint = f"this survey does not ask about it; it asks about {listed(survey.kinds)}"
            here.fault(hint, row=number, column="key", value=key)
        elif len(said) > _LONGEST:
            here.fault(f"longer than {_LONGEST:,} letters", row=number, column="text")
        elif said:
            left = set(_OPEN.findall(known.get(key, "")))
            if set(_OPEN.findall(said)) != left or "{" in _OPEN.sub("", said) or "}" in _OPEN.sub("", said):
                needed = ", ".join(f"{{{name}}}" for name in sorted(left)) or "nothing in braces"
                here.fault(
                    f"must hold {needed}, as in English: {known.get(key, '')}", row=number, column="text"
                )
            answer = fold(said) if key.startswith(ANSWER) and key in known else ""
            if answer and answer in answers:
                here.fault(
                    f"also says {answers[answer]}: give each answer words of its own",
                    row=number,
                    column="text",
                    value=said,
                )
            answers[answer] = key.removeprefix(ANSWER)
            told[key] = said
    return told


def words_table(survey: RosterSurvey | None = None) -> str:
    """Return the table of all words in English, to be translated."""
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(("key", "text"))
    rows.writerows({**english(), **(_of_survey(survey) if survey else {})}.items())
    return file.getvalue()
