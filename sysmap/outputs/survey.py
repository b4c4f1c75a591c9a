"""A roster survey as a workbook to send out: a drop-down for every answer, everything else locked."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sysmap import palette
from sysmap.errors import ChoiceError
from sysmap.files import creation_time, whole
from sysmap.network.roster import unique_names
from sysmap.records.record_set import Records
from sysmap.records.surveys.roster_workbook import (
    KIND,
    LIST_COLUMNS,
    LISTS,
    ROSTER,
    START,
    WAVE,
    WHO,
    RosterSurvey,
    answers_of,
)
from sysmap.vocabulary import fold

CONSENT = (
    "By returning this workbook you agree that your organisation's answers are used to map and measure how "
    "organisations here work together, before and after a programme. A map shows which organisations work "
    "together; it does not show who said so. Do not write about individual people. Your organisation may "
    "withdraw its answers: write to whoever sent you this workbook."
)
_HOW = (
    "1. Choose your organisation from the list below.",
    "2. On each of the next sheets, choose an answer beside every organisation that you can answer for. "
    "Leave your own row as it is.",
    "3. A row left empty means that you cannot say. If you do not work with an organisation, choose the "
    "answer that says so.",
    "4. Save the workbook and send it back. Its name does not matter.",
)
_NO_TITLE = re.compile(r"[\[\]:*?/\\']")
_QUESTION = "{kind}: which answer fits best for your organisation and the one in this row?"


def survey_of(
    records: Records,
    *,
    kinds: Sequence[str] = (KIND,),
    scale: str | Mapping[str, float] = "frequency",
    wave: str = WAVE,
) -> RosterSurvey:
    """Make a survey of the partners of a record set.

    Parameters
    ----------
    records
        Who is asked, and about whom.
    kinds
        The kinds of tie to ask about, each on a sheet of its own.
    scale
        A known scale by name, or each answer with what it stands for, 0 for no tie.
    wave
        What the wave is called.

    Raises
    ------
    ChoiceError
        If there is no such scale, or kinds or answers are missing or repeat.
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
    wanted = [" ".join(kind.split()) for kind in kinds if kind.strip()]
    for what, words in (("kinds", wanted), ("answers", [word for word, _ in answers])):
        if not words or len(set(map(fold, words))) < len(words):
            raise ChoiceError(f"{what} of a survey: at least one is needed, and each once; given: {words}")
    sheets: list[str] = []
    for kind in wanted:
        sheets.append(_title(kind, {START, LISTS, *sheets}))
    questions = tuple(
        (kind, _QUESTION.format(kind=kind[:1].upper() + kind[1:]), sheet)
        for kind, sheet in zip(wanted, sheets, strict=True)
    )
    return RosterSurvey(roster, answers, questions, " ".join(wave.split()) or WAVE)


def write_survey(survey: RosterSurvey, path: str | os.PathLike[str], *, consent: str = CONSENT) -> Path:
    """Write the workbook to send out.

    Headers and the roster are locked (without a password), answers are not. Every text is a
    text, and the bytes depend on the content alone.
    """
    import xlsxwriter

    target = Path(path)
    if target.suffix.casefold() != ".xlsx":
        raise ChoiceError(f"a survey is a workbook: name a file that ends in .xlsx, not {target.name!r}")
    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": creation_time(), "title": "Who works with whom"})
        looks = {
            "title": book.add_format({"bold": True, "font_size": 16}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "header": book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": palette.CELL_HEAD}
            ),
            "answer": book.add_format(
                {
                    "locked": False,
                    "bg_color": palette.CELL_ANSWER,
                    "border": 1,
                    "border_color": palette.RULE,
                    "num_format": "@",
                }
            ),
        }
        _start(book, survey, consent, looks)
        for question in survey.questions:
            _question(book, survey, question, looks)
        _lists(book, survey)
    with whole(target) as temporary:
        temporary.write_bytes(content.getvalue())
    return target


def _start(book: Any, survey: RosterSurvey, consent: str, looks: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(START)
    _printed(sheet)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 70)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Who works with whom", looks["title"])
    sheet.write_string(1, 0, "How to fill this in", looks["text"])
    for line, text in enumerate(_HOW, start=1):
        sheet.write_string(line, 1, text, looks["text"])
        sheet.set_row(line, _height(text))
    line = len(_HOW) + 2
    sheet.write_string(line, 0, "What happens with it", looks["text"])
    sheet.write_string(line, 1, consent, looks["text"])
    sheet.set_row(line, _height(consent))
    line += 2
    sheet.write_string(line, 0, WHO, looks["header"])
    sheet.write_blank(line, 1, None, looks["answer"])
    sheet.data_validation(line, 1, line, 1, _choice("B", len(survey.roster), "organisation"))
    sheet.protect()


def _height(text: str) -> int:
    """Return the height of a row that shows a text of the wide column in full, in points."""
    return 16 * (len(text) // 62 + 1) + 4


def _printed(sheet: Any) -> None:
    """Print a sheet on A4, all its columns on one page, its header on each."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _question(
    book: Any, survey: RosterSurvey, question: tuple[str, str, str], looks: Mapping[str, Any]
) -> None:
    _, text, title = question
    sheet = book.add_worksheet(title)
    _printed(sheet)
    for column, (header, width) in enumerate(zip((*ROSTER, text), (14, 52, 44), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, header, looks["header"])
    sheet.set_row(0, 48)
    for line, (identity, name, *_) in enumerate(survey.roster, start=1):
        sheet.write_string(line, 0, identity, looks["text"])
        sheet.write_string(line, 1, name, looks["text"])
        sheet.write_blank(line, 2, None, looks["answer"])
    sheet.data_validation(1, 2, len(survey.roster), 2, _choice("E", len(survey.scale), "answer"))
    sheet.freeze_panes(1, 2)
    sheet.protect()


def _lists(book: Any, survey: RosterSurvey) -> None:
    """Write what the drop-downs offer, and what the answers mean when they come back."""
    sheet = book.add_worksheet(LISTS)
    columns: list[Sequence[Any]] = [
        *zip(*survey.roster, strict=True),
        *zip(*survey.scale, strict=True),
        *zip(*survey.questions, strict=True),
        [survey.wave],
    ]
    for column, (header, cells) in enumerate(zip(LIST_COLUMNS, columns, strict=True)):
        sheet.write_string(0, column, header)
        for line, cell in enumerate(cells, start=1):
            sheet.write_string(line, column, cell) if isinstance(cell, str) else sheet.write_number(
                line, column, cell
            )
    sheet.hide()
    sheet.protect()


def _choice(letter: str, number: int, what: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"={LISTS}!${letter}$2:${letter}${number + 1}",
        "error_title": "Not in the list",
        "error_message": f"Choose an {what} from the list.",
    }


def _title(kind: str, taken: set[str]) -> str:
    """Return a name for a sheet: short, without what sheets may not be called, and not taken."""
    bare = " ".join(_NO_TITLE.sub(" ", kind)[:28].split()) or "question"
    free, number = bare, 1
    while fold(free) in {*map(fold, taken), "history"}:
        number += 1
        free = f"{bare} {number}"
    return free
