"""Raw tables to typed tables: the layout that fits applied to each group of them, every cell read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import PurePath
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.columns.beside_ties import note_beside_ties
from sysmap.records.containers.csv_files import note_titles
from sysmap.records.containers.opening import RawGroups
from sysmap.records.names.decisions import Decided
from sysmap.records.personal.keeping import FREE_TEXT, left_out
from sysmap.records.problems import Origin, Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.applying import read_by
from sysmap.records.shapes.blanks_below import with_names_going_on
from sysmap.records.shapes.companions import table_beside, table_of
from sysmap.records.shapes.declaring import BLANKS, RECORDS, Arrived, Layout, fitting
from sysmap.records.shapes.lists_in_ends import with_lists_parted
from sysmap.records.shapes.named_columns import NamedColumns
from sysmap.records.shapes.placing import place_named
from sysmap.records.shapes.totals import ROWS, without_totals
from sysmap.records.shapes.unrecognised import (
    advice_on_columns,
    note_no_fit,
    note_not_of_layout,
    note_not_taken,
    row_of_headers,
    seeming_of,
)
from sysmap.records.shapes.waves_of_sheets import are_waves
from sysmap.records.shapes.years_as_columns import with_waves_in_rows
from sysmap.records.tables.declared import TABLES, table_called
from sysmap.records.tables.typed import ADDED, TypedTable, clean_table, matched_headers
from sysmap.records.values.accounting import IN_FREE_TEXT, PERSONAL, Account
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold_header

# What may be missing in a table of partners without that what rests on it is in doubt.
_HARMLESS = {"sector"}
_BLANK_COLUMNS = ("wave", "source", "target", "kind", "answer")


@dataclass
class Parts:
    """The typed parts of each table, as sources and sheets gave them.

    ``dropped`` names the columns that were not read because they hold, or may hold, personal data,
    with the reason; ``kept`` the columns that the user named to be kept. ``account`` says what
    became of every cell.
    """

    tables: dict[str, list[TypedTable]] = field(default_factory=dict)
    layouts: list[Layout] = field(default_factory=list)
    blanks: list[pd.DataFrame] = field(default_factory=list)
    readings: list[LayoutSummary] = field(default_factory=list)
    account: Account = field(default_factory=Account)
    dropped: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class LayoutSummary:
    """What a layout says of its reading for `Records.summary`, and the wave it was of."""

    wave: str
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Choices:
    """What the user settled: the layout, what columns, words and names mean, what is kept."""

    layout: str | None = None
    columns: NamedColumns | None = None
    scale: Mapping[str, float | None] | None = None
    infer: bool = False
    decided: Decided = field(default_factory=Decided)
    keep: Mapping[str, str] = field(default_factory=dict)


def typed_parts(groups: RawGroups, choices: Choices, parts: Parts, problems: Problems) -> None:
    """Read the raw tables of each group by the layout that fits, into the parts."""
    for fault in problems.faults:
        # A file that could not be opened at all.
        problems.lost.add(table_called(fault.sheet) or table_called(PurePath(fault.file).stem) or "")
    parts.account.add_beyond(problems.beyond)
    beside = groups.get("", {})
    columns = choices.columns or NamedColumns()
    unread = place_named(groups, choices.columns, problems)
    for wave, tables in groups.items():
        if not tables:
            continue
        for name, table in tables.items():
            parts.account.enter(table)
            kept, totals = without_totals(table, parts.account, problems)
            # Whoever names a column means it, whatever it is called.
            tables[name] = replace(kept, named=columns.headers)
            problems.aside[ROWS] += totals
        if wave in unread:
            continue
        raw = Arrived(
            tables,
            columns=columns.of(wave).nested,
            scale=choices.scale,
            beside=beside if wave else None,
            elsewhere=[*_lists_elsewhere(groups, wave), *_met_before(parts)],
            decided=choices.decided,
            account=parts.account,
            problems=problems,
        )
        raw.update(with_names_going_on(raw, problems))
        raw.update(with_waves_in_rows(raw, problems))
        raw.update(with_lists_parted(raw, problems))
        fit = fitting(raw, _layout_of(raw, choices, alone=len(groups) == 1))
        if fit is None:
            for table in raw.values():
                note_no_fit(table, raw)
            continue
        parts.layouts.append(fit)
        _read_by(fit, raw, wave, choices, parts, problems)


def _lists_elsewhere(groups: RawGroups, wave: str) -> list[RawTable]:
    """Return the lists of partners of the other waves: an organisation has its id and name from one."""
    return [
        frame
        for other, tables in groups.items()
        if other not in ("", wave)
        for name, frame in tables.items()
        if table_beside(name, frame) == "partners"
    ]


def _met_before(parts: Parts) -> list[RawTable]:
    """Return the organisations that the files of waves read before have told of, whatever shape they had."""
    return [
        RawTable(part.frame[["id", "name"]], part.origin)
        for part in parts.tables.get("partners", ())
        if part.origin.wave
    ]


def _layout_of(raw: Arrived, choices: Choices, *, alone: bool) -> str | None:
    """Return the layout that the user chose; a list of partners beside the files of waves is of no layout."""
    only_beside = not alone and all(table_of(*item) for item in raw.items())
    return RECORDS if choices.layout and only_beside else choices.layout


def _read_by(
    fit: Layout, raw: Arrived, wave: str, choices: Choices, parts: Parts, problems: Problems
) -> None:
    """Apply a layout; note two sheets for one table, and the raw tables that it did not take."""
    faults = len(problems.faults)
    frames, readings = read_by(fit, raw)
    if fit.name != RECORDS and not any(map(len, raw.values())) and not problems.faults[faults:]:
        for table in raw.values():
            problems.fault(table.origin, "a header, but no rows: there is nothing to read")
    if len(problems.faults) > faults:
        problems.lost.add("")
    parts.readings += [LayoutSummary(wave, reading) for reading in readings]
    for frame in frames.pop(BLANKS, []):
        parts.blanks.append(_blanks(frame))
        parts.account.follow(frame, _BLANK_COLUMNS)
    taken = {table.origin.place for table in chain.from_iterable(frames.values())}
    left_out = {name for reading in readings for name in reading.get("left_out", ())}
    without_ties = fit.name == RECORDS and not {"collaborations", "memberships", "money"} & set(frames)
    for name, table in raw.items():
        if table.origin.place not in taken and name not in left_out:
            if without_ties and seeming_of(table, raw).holds_ties:
                note_no_fit(table, raw)
                parts.account.close(table, "in tables that were not understood")
                continue
            unfit = choices.layout is not None and not taken and fit.name != RECORDS
            if unfit and len(problems.faults) == faults:
                note_not_of_layout(fit, table, problems)
            elif not unfit:
                note_not_taken(table, problems)
                parts.account.close(table, "in tables that were not read")
    only_forums = "memberships" in frames and not any(len(part) for part in frames.get("collaborations", []))
    for name, tables in frames.items():
        if fit.name == RECORDS:
            _note_two_sheets(name, tables, problems)
        for table in tables:
            may_lack = only_forums or choices.infer or not fit.sectors
            optional = ["sector"] if name == "partners" and may_lack else []
            # A table that came in the file of a wave need not say so in every row.
            made = fit.name != RECORDS or table.origin.wave
            optional += ["wave"] if name == "asked" and made else []
            _read_table(name, table, tuple(optional), choices, parts, raw)
    for table in raw.values():
        left = parts.account.close(table, f"not used by the layout {fit.name}")
        if left:
            named = [f"{shown(header)} ({count})" for header, count in left.items()]
            said = f"cells that the layout {fit.name} did not use, by column: {listed(named)}"
            problems.warning(table.origin, said)


def _blanks(raw: RawTable) -> pd.DataFrame:
    """Give questions left empty as typed columns."""
    frame = pd.DataFrame(
        {
            column: [clean(cell)[0] for cell in raw[column]] if column in raw.columns else ""
            for column in _BLANK_COLUMNS
        },
        index=raw.index,
        dtype=object,
    )
    frame["row"] = raw.index
    frame["origin"] = pd.Series([raw.origin] * len(frame), index=frame.index, dtype=object)
    return frame.reset_index(drop=True)


def _read_table(
    name: str,
    raw: RawTable,
    optional: tuple[str, ...],
    choices: Choices,
    parts: Parts,
    tables: Arrived,
) -> None:
    origin, problems = raw.origin, tables.problems
    if problems.take(origin):
        problems.lost.add(name)
    needed = set(TABLES[name].required) - set(optional)
    known = {*TABLES[name].columns_of(map(str, raw.columns)).values(), *raw.meant.values()}
    below = None if needed <= known else row_of_headers(raw)
    if below is not None:
        note_titles(below, problems.at(origin, name))
        problems.lost.add(name)
        return
    problems.aside["blank rows"] += raw.blank_rows
    there = {fold_header(clean(header)[0]) for header in map(str, raw.columns)}
    parts.kept |= there & set(choices.keep)
    table = TABLES[name]
    matched = {*matched_headers(raw, table), *(set(ADDED) if table.own_columns else ())}
    aside = left_out(
        raw.frame, matched & set(map(str, raw.columns)), keep=choices.keep, own=table.own_columns
    )
    parts.dropped |= {clean(header)[0]: reason for header, reason in aside.items()}
    for header, reason in aside.items():
        parts.account.set_aside(raw, IN_FREE_TEXT if reason == FREE_TEXT else PERSONAL, [header])
    raw = raw.holding(raw.frame.drop(columns=list(aside))) if aside else raw
    typed = clean_table(
        name,
        raw,
        problems,
        scale=choices.scale,
        optional=optional,
        advice=advice_on_columns(raw, needed - known, tables) if needed - known else None,
    )
    parts.account.follow(raw, typed.read)
    headers = typed.origin.headers
    if name == "collaborations":
        note_beside_ties(raw, {header: column for column, header in headers.items()}, problems)
    parts.account.tell(origin, {header: f"{column} of {name}" for column, header in headers.items()})
    if set(typed.missing) - _HARMLESS:
        problems.lost.add(name)
    parts.tables.setdefault(name, []).append(typed)


def _note_two_sheets(name: str, tables: list[RawTable], problems: Problems) -> None:
    sheets: dict[str, list[str]] = {}
    for table in () if are_waves(tables) else tables:
        sheets.setdefault(table.origin.file, []).append(repr(table.origin.sheet))
    for file, titles in sheets.items():
        if len(titles) > 1:
            problems.fault(
                Origin(file),
                f"the sheets {listed(titles)} would be one table, {name}: keep one, or "
                "name the other differently",
                table=name,
            )
