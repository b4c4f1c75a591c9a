"""What the raw tables of some files are, without reading them: for copies that hold no more than is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sysmap.records.containers.opening import open_all
from sysmap.records.problems import Problems
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import table_of
from sysmap.records.shapes.declaring import BLANKS, Arrived, fitting
from sysmap.records.shapes.named_columns import NamedColumns, check_columns
from sysmap.records.shapes.placing import place_named
from sysmap.records.surveys.counting import COUNTS
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.typed import matched_headers
from sysmap.vocabulary import fold_header


@dataclass(frozen=True)
class RawKind:
    """What a raw table is.

    Whether it is read; which headers mean a column; how many rows of headers it has if it is a survey;
    whether its first column may name the rows without a header, as in a matrix; the row of its headers,
    0 where that is not known; and the rows around and inside it that are none of it.
    """

    read: bool
    known: frozenset[str] = frozenset()
    survey_rows: int = 0
    named_rows: bool = False
    header_row: int = 0
    rows_aside: frozenset[int] = frozenset()

    def joined(self, other: RawKind) -> RawKind:
        """Return what a sheet is that holds two raw tables."""
        return RawKind(
            self.read or other.read,
            self.known | other.known,
            max(self.survey_rows, other.survey_rows),
            self.named_rows or other.named_rows,
            min(self.header_row, other.header_row),
            self.rows_aside | other.rows_aside,
        )


def kinds_of_tables(
    sources: Sequence[Any], layout: str | None = None, columns: Mapping[str, Any] | None = None
) -> dict[tuple[str, str], RawKind]:
    """Say of each file and sheet that can be opened what it is."""
    unheard = Problems()
    groups = open_all(sources, {}, unheard)
    meant = check_columns(columns) or NamedColumns()
    named = {fold_header(header) for header in meant.headers}
    place_named(groups, meant, unheard)
    found: dict[tuple[str, str], RawKind] = {}
    for wave, tables in groups.items():
        said = meant.of(wave).nested
        beside = groups.get("", {}) if wave else None
        fit = fitting(Arrived(tables, columns=said, beside=beside, problems=unheard), layout)
        for name, raw in tables.items():
            alone = Arrived({name: raw}, columns=said, problems=unheard)
            fits = fit is not None and fit.fits(alone)
            table = table_of(name, raw)
            survey = fit is not None and fit.survey and fits
            asked = {header for header in map(str, raw.columns) if fold_header(header) in named}
            origin = raw.origin
            kind = RawKind(
                fits or table is not None or layout is not None or fold_header(name) in (BLANKS, COUNTS),
                frozenset(asked if survey else _known(raw, table) | asked),
                fit.header_rows if fit is not None and survey else 0,
                table is None and not survey,
                origin.header_row if raw.rows_aside else 0,
                frozenset(raw.rows_aside),
            )
            before = found.get((origin.file, origin.sheet)) if origin.part else None
            found[origin.file, origin.sheet] = before.joined(kind) if before else kind
    return found


def _known(raw: RawTable, table: str | None) -> set[str]:
    """Return the headers that mean a column: of the table that it is, or of any where it is an export."""
    if table:
        return set(matched_headers(raw, TABLES[table]))
    return {
        header for header in map(str, raw.columns) if any(each.column_of(header) for each in TABLES.values())
    }
