"""The review workbook: names that a person must decide about, with reasons and drop-downs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sysmap import palette
from sysmap.files import creation_time, whole
from sysmap.records.names.decisions import IGNORE, NOT_AN_ORGANISATION
from sysmap.records.names.likeness import Register
from sysmap.records.names.match import ACCEPT, Match
from sysmap.vocabulary import sectors

TAKE, OTHER, NEW = "accept", "choose other", "new organisation"
CHOICES = (TAKE, OTHER, NEW, NOT_AN_ORGANISATION, IGNORE)
SURE, LIKELY, UNSURE = "sure", "likely", "unsure"
REVIEW_COLUMNS = (
    "decision",
    "name_as_written",
    "times",
    "where",
    "suggestion",
    "suggestion_id",
    "confidence",
    "why",
    "other_1",
    "other_2",
    "other_3",
    "correct_name",
    "sector",
    "note",
    "decided_by",
    "decided_on",
)
SHEETS = ("to review", "sure", "organisations")
_WIDTHS = dict.fromkeys(REVIEW_COLUMNS, 18) | {
    "name_as_written": 44,
    "suggestion": 44,
    "why": 40,
    "times": 7,
    "confidence": 11,
    "correct_name": 44,
}
FOR_A_PERSON = ("decision", "correct_name", "sector", "note", "decided_by", "decided_on")
_LIKELY_SCORE, _LIKELY_MARGIN = 80.0, 5.0
_OTHERS = 3
_LONGEST = 32_767


@dataclass(frozen=True)
class Named:
    """A name with what is known of where it was written."""

    match: Match
    times: int = 1
    where: str = ""

    @property
    def confidence(self) -> str:
        """How certain the suggestion is: sure, likely or unsure."""
        if self.match.decision == ACCEPT:
            return SURE
        near = self.match.score >= _LIKELY_SCORE and self.match.margin >= _LIKELY_MARGIN
        return LIKELY if near else UNSURE


def to_review(names: Sequence[Named]) -> list[Named]:
    """Return the names that a person must decide about: unsure first, then by how often they occur."""
    asked = [one for one in names if not one.match.remembered and one.confidence != SURE]
    return sorted(asked, key=_order)


def sure_ones(names: Sequence[Named]) -> list[Named]:
    """Return the new names that were accepted without a person, by how often they occur."""
    return sorted((one for one in names if not one.match.remembered and one.confidence == SURE), key=_order)


def _order(one: Named) -> tuple[bool, int, str, str]:
    name = one.match.name_as_written
    return one.confidence != UNSURE, -one.times, name.casefold(), name


def write_review(names: Sequence[Named], register: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write the review workbook: whole or not at all, every text a text.

    Parameters
    ----------
    names
        All names with their matches; those that are remembered are left out.
    register
        The register they were matched with: its organisations are the choices of ``correct_name``.
    path
        The workbook.
    """
    import xlsxwriter

    known = Register(register)
    labels = _labels(known)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with (
        whole(path) as temporary,
        xlsxwriter.Workbook(str(temporary), {**options, "in_memory": True}) as book,
    ):
        book.set_properties({"created": creation_time()})
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
            "own": book.add_format(
                {
                    "text_wrap": True,
                    "valign": "top",
                    "num_format": "@",
                    "bg_color": palette.CELL_DECIDE,
                    "border": 1,
                }
            ),
        }
        pages = {SHEETS[0]: to_review(names), SHEETS[1]: sure_ones(names)}
        sheets = {title: book.add_worksheet(title) for title in SHEETS}
        for title, rows in pages.items():
            _fill(sheets[title], rows, labels, styles)
        _fill_choices(sheets[SHEETS[2]], labels, styles)


def _fill(sheet: Any, rows: Sequence[Named], labels: Mapping[str, str], styles: Mapping[str, Any]) -> None:
    for place, name in enumerate(REVIEW_COLUMNS):
        sheet.write_string(0, place, name, styles["head"])
        sheet.set_column(place, place, _WIDTHS[name], styles["own" if name in FOR_A_PERSON else "text"])
    for line, one in enumerate(rows, start=1):
        for place, (name, value) in enumerate(_cells(one, labels).items()):
            style = styles["own" if name in FOR_A_PERSON else "text"]
            if isinstance(value, int):
                sheet.write_number(line, place, value, style)
            elif not value:
                sheet.write_blank(line, place, None, style)
            else:
                sheet.write_string(line, place, value[:_LONGEST], style)
    sheet.freeze_panes(1, 2)
    if not rows:
        return
    last = len(rows)
    sheet.autofilter(0, 0, last, len(REVIEW_COLUMNS) - 1)
    lists = {
        "decision": list(CHOICES),
        "sector": f"='{SHEETS[2]}'!$C$2:$C${1 + len(sectors())}",
        "correct_name": f"='{SHEETS[2]}'!$A$2:$A${max(2, 1 + len(labels))}",
    }
    for name, source in lists.items():
        place = REVIEW_COLUMNS.index(name)
        # A name or a sector that is not in the list may be typed; a decision is one of the five.
        free = name != "decision"
        rule: dict[str, Any] = {"validate": "list", "source": source, "show_error": not free}
        if not free:
            rule |= {"error_title": "Decision", "error_message": f"One of: {', '.join(CHOICES)}"}
        sheet.data_validation(1, place, last, place, rule)


def _cells(one: Named, labels: Mapping[str, str]) -> dict[str, str | int]:
    match = one.match
    others = [
        labels.get(candidate.entry.id, candidate.entry.name)
        for candidate in match.candidates
        if candidate.entry.id != match.id
    ][:_OTHERS]
    others += [""] * (_OTHERS - len(others))
    return {
        "decision": TAKE if one.confidence == SURE else "",
        "name_as_written": match.name_as_written,
        "times": one.times,
        "where": one.where,
        "suggestion": labels.get(match.id, match.name),
        "suggestion_id": match.id,
        "confidence": one.confidence,
        "why": match.why,
        **{f"other_{number}": name for number, name in enumerate(others, start=1)},
        "correct_name": "",
        "sector": "",
        "note": "",
        "decided_by": "",
        "decided_on": "",
    }


def _fill_choices(sheet: Any, labels: Mapping[str, str], styles: Mapping[str, Any]) -> None:
    """Write the organisations of the register with their ids, and the sectors: what the lists offer."""
    for place, (name, width) in enumerate((("organisation", 60), ("id", 20), ("sectors", 30))):
        sheet.write_string(0, place, name, styles["head"])
        sheet.set_column(place, place, width, styles["text"])
    chosen = sorted(labels.items(), key=lambda item: (item[1].casefold(), item[0]))
    for line, (organisation, label) in enumerate(chosen, start=1):
        sheet.write_string(line, 0, label[:_LONGEST], styles["text"])
        sheet.write_string(line, 1, organisation, styles["text"])
    for line, sector in enumerate(sectors().values(), start=1):
        sheet.write_string(line, 2, sector.label, styles["text"])
    sheet.freeze_panes(1, 0)


def _labels(register: Register) -> dict[str, str]:
    """Give each id its name, and ``Name (id)`` where several have it, so that a name can be chosen."""
    names = {entry.id: (register.current(entry.id) or entry).name for entry in register.entries}
    counts = pd.Series(list(names.values()), dtype=object).value_counts()
    return {key: f"{name} ({key})" if counts[name] > 1 else name for key, name in names.items()}
