"""Who was at which meeting: registers with a column for each meeting, lists, and the heads of minutes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sysmap.records.columns.kinds import Kind, kind_of
from sysmap.records.personal.contents import is_a_name
from sysmap.records.personal.headers import header_says
from sysmap.records.problems import row_list
from sysmap.records.raw import RawTable
from sysmap.records.shapes.attendance_marks import SENT, THERE, are_marks, meanings
from sysmap.records.shapes.companions import is_by_name, with_those_beside
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.minutes import is_minutes, presences
from sysmap.records.shapes.rosters import Roster, roster_beside
from sysmap.records.tables.declared import TABLES
from sysmap.records.values.accounting import PERSONAL
from sysmap.records.values.cells import clean
from sysmap.records.values.dates import date_bounds, read_dates
from sysmap.text import counted
from sysmap.vocabulary import fold, fold_header, folded_label

_ORGANISATION = {"organisation", "agency", "partner", "body", "employer", "charity"}
_MONTH = r"((?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WRITTEN_DAY = re.compile(
    rf"(?:[a-z]+day,? )?(\d{{1,2}})(?:st|nd|rd|th)?[ \-]{_MONTH}[ \-](\d{{4}})", re.IGNORECASE
)
_MEETING = re.compile(
    rf"(meeting|mtg|session|workshop|board|forum)\s*(no\.?\s*)?#?\d+|(\d{{1,2}}(st|nd|rd|th)?[\s\-]+)?{_MONTH}\.?"
    r"([\s\-]+\d{1,2}(st|nd|rd|th)?)?([\s\-,']+(\d{2}|\d{4}))?|q[1-4]\s*(\d{4})?|\d{1,2}[/.]\d{1,2}([/.]\d{2,4})?",
    re.IGNORECASE,
)
_OF_A_MEETING = {"meeting", "meetingname", "nameofmeeting", "meetingtitle", "session"}
_MAY_BE_A_MEETING = {"event", "board", "group", "forum"}
_OF_A_DATE = {"date", "meetingdate", "dateofmeeting", "dateheld"}
_STATUS = {"present", "attended", "attendance", "status", "attending", "inattendance", "presentapologies"}


def _organisation(raw: RawTable) -> str | None:
    headers = [str(header) for header in raw.columns]
    said = [header for header in headers if set(folded_label(header).split()) & _ORGANISATION]
    return next((header for header in said if header_says(header) == ""), None)


def _meetings(name: str, raw: RawTable) -> list[str]:
    """Return the headers of meetings, if a raw table is a register: marks below days or numbers."""
    headers = [str(header) for header in raw.columns]
    if raw.form or len(headers) < 3 or not len(raw) or is_by_name(name, raw):
        return []
    found = [header for header in headers[1:] if _is_a_meeting(clean(header)[0])]
    if len(found) < 2 or not are_marks({clean(cell)[0] for header in found for cell in raw[header]}):
        return []
    return found


def _is_a_meeting(text: str) -> bool:
    return bool(_MEETING.fullmatch(text) or _day(text))


def _day(text: str) -> str:
    """Return the day, month or year in a text as ISO writes it; empty where there is none."""
    if date_bounds(text[:10]):
        return text[:10]
    written = _WRITTEN_DAY.fullmatch(text)
    if written:
        month = _MONTHS.index(written[2][:3].casefold()) + 1
        return f"{written[3]}-{month:02d}-{int(written[1]):02d}"
    value = read_dates([text], [1])[0].value if re.search(r"\d", text) and not text.isdigit() else None
    return str(value) if value else ""


def _list(name: str, raw: RawTable) -> dict[str, str]:
    """Return the headers of a list of attendances by what they say; none if a raw table is none."""
    if raw.form or is_by_name(name, raw) or not len(raw):
        return {}
    organisation = _organisation(raw)
    folded = {fold_header(str(header)): str(header) for header in raw.columns}
    wanted = {"meeting": _OF_A_MEETING | _MAY_BE_A_MEETING, "date": _OF_A_DATE, "status": _STATUS}
    found = {
        key: next(folded[header] for header in folded if header in names)
        for key, names in wanted.items()
        if names & set(folded)
    }
    if organisation is None or not ({"meeting", "date"} & set(found)):
        return {}
    sure = "status" in found or fold_header(found.get("meeting", "")) in _OF_A_MEETING
    if "status" in found and not are_marks({clean(cell)[0] for cell in raw[found["status"]]}):
        return {}
    return {"organisation": organisation, **found} if sure else {}


def _fits(name: str, raw: RawTable) -> bool:
    return bool(_list(name, raw) or _meetings(name, raw)) or is_minutes(raw)


@record_layout(
    "attendance",
    order=128,
    recognises=lambda tables: any(_fits(*item) for item in tables.items()),
    sectors=False,
    needs=("Organisation", "Meeting", "Present"),
)
def attendance(tables: Arrived) -> TableParts:
    """Who attended which meeting: a register, a list, or the head of minutes; apologies are no attendance."""
    own = {name: raw for name, raw in tables.items() if _fits(name, raw)}
    if not own:
        return {}
    roster = roster_beside(tables, own)
    members = []
    for name, raw in own.items():
        columns = _list(name, raw)
        if columns:
            members.append(_of_list(raw, columns, roster, tables))
        elif is_minutes(raw):
            members.append(_of_minutes(raw, roster, tables))
        else:
            members.append(_of_register(raw, _meetings(name, raw), roster, tables))
    first = next(iter(own.values()))
    roster.note_respelt(first.origin, tables.problems)
    parts = {"memberships": members, "partners": [roster.added(first.origin, tables.problems)]}
    return with_those_beside(tables, own, parts)


def _of_register(raw: RawTable, meetings: list[str], roster: Roster, tables: Arrived) -> RawTable:
    here = tables.problems.at(raw.origin)
    label = _organisation(raw) or _of_names(raw, meetings)
    if label is None:
        here.fault(
            "a register of people: add a column Organisation that says where each comes from; "
            "what people are called is not read",
            row=1,
        )
        return _memberships([], raw)
    _without_people(raw, [label, *meetings], tables)
    meant, doubt = meanings(clean(cell)[0] for header in meetings for cell in raw[header])
    if doubt:
        here.fault(doubt)
    rows: list[tuple[Any, ...]] = []
    away: list[Any] = []
    for place, row in enumerate(raw.index):
        text = clean(raw[label].iloc[place])[0]
        cells = {header: fold(clean(raw[header].iloc[place])[0]).rstrip(".") for header in meetings}
        marks = {header: meant.get(cell, "") for header, cell in cells.items()}
        if not text:
            if THERE in marks.values():
                here.fault("blank: the name of an organisation is needed", row=row, column=label)
            continue
        organisation = roster.add(text, row, raw.origin)
        away += [row] if SENT in marks.values() else []
        rows += [
            (row, organisation, clean(header)[0], _day(clean(header)[0]))
            for header, mark in marks.items()
            if mark == THERE
        ]
    _note_away(away, tables, raw)
    tables.account.use(raw, [label, *meetings])
    return _memberships(rows, raw)


def _of_names(raw: RawTable, meetings: list[str]) -> str | None:
    """Return the column beside the meetings that names organisations, by its values."""
    for header in raw.columns:
        if header not in meetings:
            kind = kind_of(str(header), raw[header])
            if kind.kind in (Kind.NAMES, Kind.IDS):
                return str(header)
            if kind.kind != Kind.PERSONAL and TABLES["partners"].column_of(str(header)) == "name":
                return None if any(map(is_a_name, kind.values)) else str(header)
    return None


def _of_list(raw: RawTable, columns: Mapping[str, str], roster: Roster, tables: Arrived) -> RawTable:
    here = tables.problems.at(raw.origin)
    status = columns.get("status")
    _without_people(raw, columns.values(), tables)
    meant, doubt = meanings(clean(cell)[0] for cell in raw[status]) if status else ({}, "")
    if doubt:
        here.fault(doubt, column=status)
    rows: list[tuple[Any, ...]] = []
    away: list[Any] = []
    for place, row in enumerate(raw.index):
        said = {key: clean(raw[header].iloc[place])[0] for key, header in columns.items()}
        mark = meant.get(fold(said["status"]).rstrip("."), "") if status else THERE
        if not any(said.values()):
            continue
        forum = said.get("meeting") or said.get("date", "")
        if not said["organisation"] or not forum:
            missing = "the name of an organisation" if not said["organisation"] else "a meeting"
            column = columns["organisation"] if not said["organisation"] else columns.get("meeting", "")
            here.fault(f"blank: {missing} is needed", row=row, column=column)
            continue
        organisation = roster.add(said["organisation"], row, raw.origin)
        if mark == THERE:
            rows.append((row, organisation, forum, _day(said.get("date", ""))))
        elif mark:
            away.append(row)
    _note_away(away, tables, raw)
    tables.account.use(raw, list(columns.values()))
    return _memberships(rows, raw)


def _of_minutes(raw: RawTable, roster: Roster, tables: Arrived) -> RawTable:
    found = presences(raw, lambda text: roster.find(text) is not None)
    here = tables.problems.at(raw.origin)
    for row, fault in found.faults:
        here.fault(fault, row=row)
    if found.people:
        here.warning(f"{counted(found.people, 'name')} of people in lists of who was present: not read")
    _note_away(found.away, tables, raw)
    rows = [
        (row, roster.add(text, row, raw.origin), heading, _day(heading_day))
        for row, text, heading, heading_day in found.there
    ]
    tables.account.use(raw, rows=[row for row, *_ in rows])
    tables.account.set_aside(raw, "in minutes, no presence of an organisation")
    return _memberships(rows, raw)


def _without_people(raw: RawTable, used: Any, tables: Arrived) -> None:
    """Say which columns about people were not read, and leave out all others."""
    others = [str(header) for header in raw.columns if header not in set(used)]
    people = [h for h in others if header_says(h) or kind_of(h, raw[h]).kind == Kind.PERSONAL]
    if people:
        tables.account.set_aside(raw, PERSONAL, people)
        names = counted(len(people), "column")
        tables.problems.warning(raw.origin, f"{names} about people: not read", row=1, column=people[0])
    tables.account.drop(raw, [header for header in others if header not in people])


def _note_away(rows: list[Any], tables: Arrived, raw: RawTable) -> None:
    if rows:
        where = row_list(sorted(set(rows)))
        tables.problems.warning(raw.origin, "apologies and absences: no attendance", row=where)


def _memberships(rows: list[tuple[Any, ...]], raw: RawTable) -> RawTable:
    """Make memberships: an organisation was at a meeting, on its day; twice on one day is once."""
    once = list({row[1:]: row for row in reversed(rows)}.values())[::-1]
    frame = pd.DataFrame(
        [row[1:] for row in once],
        columns=["organisation", "forum", "start"],
        index=[row[0] for row in once],
        dtype=object,
    )
    return RawTable(frame.assign(end=frame["start"]), raw.origin, blank_rows=raw.blank_rows)
