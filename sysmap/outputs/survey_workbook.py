"""The workbook of a roster survey: a drop-down for every answer, everything else locked."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sysmap import palette
from sysmap.files import creation_time, whole
from sysmap.records.returns.notice import NEEDED, SurveyNotice
from sysmap.records.returns.roster_survey import OPEN, RosterSurvey
from sysmap.records.returns.roster_workbook import LIST_COLUMNS, LISTS, ROSTER, START, WHO
from sysmap.records.returns.wording import english
from sysmap.vocabulary import fold

_TITLE = "Who works with whom"
CONSENT = (
    "By returning this workbook you agree that your organisation's answers are used to map and measure how "
    "organisations here work together, before and after a programme. A map shows which organisations work "
    "together; it does not show who said so. Do not write about individual people. Your organisation may "
    "withdraw its answers: write to whoever sent you this workbook."
)
_HOW = (
    "1. Choose your organisation from the list below.",
    "2. On each of the next sheets, choose an answer beside every organisation that you can answer for. "
    "Leave the row of your own organisation empty.",
    "3. If you do not work with an organisation, choose the answer that says so. Choose “Cannot say” if "
    "you do not know, and “Not us” if somebody else would have to answer.",
    "4. Save the workbook under any name, and send it back.",
)
_NOTICE = (*NEEDED[:3], "sharing", NEEDED[3], "rights", "dpia", NEEDED[4])
_NO_TITLE = re.compile(r"[\[\]:*?/\\']")


def write_workbook_of(survey: RosterSurvey, target: Path, *, draft: bool = False) -> Path:
    """Write the workbook to send out.

    Headers and the roster are locked (without a password), answers are not. Every text is a
    text, and the bytes depend on the content alone.
    """
    import xlsxwriter

    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": creation_time(), "title": survey.notice.title or _TITLE})
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
        _start(book, survey, draft, looks)
        for question in survey.questions:
            _question(book, survey, question, looks)
        _lists(book, survey)
    with whole(target) as temporary:
        temporary.write_bytes(content.getvalue())
    return target


def _start(book: Any, survey: RosterSurvey, draft: bool, looks: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(START)
    _printed(sheet)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 70)
    sheet.set_row(0, 30)
    notice = survey.notice
    sheet.write_string(0, 0, notice.title or _TITLE, looks["title"])
    told = [
        *([("", english()["draft"])] if draft else []),
        *(("", line) for line in notice.introduction.splitlines() if line),
        *([("Answer by", notice.deadline)] if notice.deadline else []),
        *([("From", notice.sender)] if notice.sender else []),
        *([("Questions?", notice.contact)] if notice.contact else []),
        ("How to fill this in", _HOW[0]),
        *(("", text) for text in _HOW[1:]),
        ("", ""),
        *_what_happens(notice),
        ("", ""),
    ]
    for line, (name, text) in enumerate(told, start=1):
        sheet.write_string(line, 0, name, looks["text"])
        sheet.write_string(line, 1, text, looks["text"])
        sheet.set_row(line, _height(text))
    line = len(told) + 1
    sheet.write_string(line, 0, WHO, looks["header"])
    sheet.write_blank(line, 1, None, looks["answer"])
    sheet.data_validation(line, 1, line, 1, _choice("B", len(survey.roster), "organisation"))
    sheet.protect()


def _what_happens(notice: SurveyNotice) -> list[tuple[str, str]]:
    """Say what happens with the answers: as the notice has it, or else what holds for every survey."""
    if notice.blank:
        return [(english()["notice_title"], CONSENT)]
    words = english()
    given = [(name, getattr(notice, name)) for name in _NOTICE if getattr(notice, name)]
    return [(words[f"notice_{name}"], text) for name, text in given]


def _height(text: str) -> int:
    """Return the height of a row that shows a text of the wide column in full, in points."""
    return 16 * sum(len(line) // 62 + 1 for line in text.split("\n")) + 4


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
    sheet.data_validation(1, 2, len(survey.roster), 2, _choice("E", len(survey.scale) + len(OPEN), "answer"))
    sheet.freeze_panes(1, 2)
    sheet.protect()


def _lists(book: Any, survey: RosterSurvey) -> None:
    """Write what the drop-downs offer, and what the answers mean when they come back."""
    sheet = book.add_worksheet(LISTS)
    columns: list[Sequence[Any]] = [
        *zip(*survey.roster, strict=True),
        [*(word for word, _ in survey.scale), *(word.capitalize() for word in OPEN)],
        [strength for _, strength in survey.scale],
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


def sheet_title(kind: str, taken: set[str]) -> str:
    """Return a name for a sheet: short, without what sheets may not be called, and not taken."""
    bare = " ".join(_NO_TITLE.sub(" ", kind)[:28].split()) or "question"
    free, number = bare, 1
    while fold(free) in {*map(fold, taken), "history"}:
        number += 1
        free = f"{bare} {number}"
    return free
