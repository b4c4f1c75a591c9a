"""Held tables read: every distinct cell checked as any other, and rows folded by what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sysmap.errors import listed
from sysmap.records.columns.beside_ties import note_beside_ties
from sysmap.records.engines.cells_read import CellsRead
from sysmap.records.engines.distinct_cells import COLUMNS, CodedTable, code_table
from sysmap.records.engines.held_reports import (
    SELF_TIES,
    HeldReports,
    Meanings,
    no_rows,
    note_strengths,
    rows_of,
)
from sysmap.records.engines.held_tables import TABLE, HeldTable
from sysmap.records.engines.looking import looked_at
from sysmap.records.personal.warnings import check_column, free_text
from sysmap.records.problems import Advice, Origin, Problems
from sysmap.records.tables.collaborations import Directory, usual_spellings
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.typed import TypedTable
from sysmap.records.tables.waves import labels_meant
from sysmap.records.values.accounting import Account
from sysmap.records.values.cells import clean
from sysmap.text import counted
from sysmap.vocabulary import fold

_NOTHING = -1
_ENDS = {"source": "...", "target": "..."}


@dataclass(frozen=True, eq=False, repr=False)
class CodedTables:
    """The held tables of a record set, before their cells are read.

    Attributes
    ----------
    tables
        Each, with its distinct cells.
    scale
        What words of strength stand for, where that was said.
    """

    tables: Sequence[CodedTable] = ()
    scale: Mapping[str, float | None] | None = None

    @property
    def texts(self) -> set[str]:
        """Every text that may name an organisation."""
        return self._texts("source", "target", "reported_by")

    @property
    def ends(self) -> set[str]:
        """Every text at an end of a tie."""
        return self._texts("source", "target")

    def _texts(self, *columns: str) -> set[str]:
        cells = (each.distinct[name] for each in self.tables for name in columns if name in each.distinct)
        return {clean(cell)[0] for each in cells for cell in each.cells}


def coded_tables(
    held: Sequence[HeldTable],
    typed: Sequence[TypedTable],
    scale: Mapping[str, float | None] | None,
    account: Account,
    problems: Problems,
) -> CodedTables:
    """Ask engines for the distinct cells of each held table; refuse one that is none of collaborations."""
    tables = []
    empty = [table for table in typed if not len(table)]
    for one in held:
        fits = [
            table
            for table in empty
            if table.origin.wave == one.wave
            and {*_ENDS} <= {*table.origin.headers}
            and {*table.origin.headers.values()} <= {*one.headers}
        ]
        if not fits:
            problems.fault(
                Origin(one.name, wave=one.wave),
                f"{one.rows:,} rows, which stay with the engine that holds them: of so many only a table of "
                "collaborations is read, with a column for each end of a tie",
                table=TABLE,
                advice=Advice(write=f"Say which: {problems.call.with_options(columns=_ENDS)}"),
            )
            continue
        empty.remove(fits[0])
        headers = fits[0].origin.headers
        left = [column.name for column in TABLES[TABLE].columns if column.name not in COLUMNS]
        left = [headers[column] for column in left if column in headers]
        if left:
            problems.warning(
                Origin(one.name, wave=one.wave),
                f"not read of a table that stays with its engine: {listed(left)}",
                table=TABLE,
            )
        some = looked_at(one, headers, named="columns" in problems.call.options)
        account.show(fits[0].origin, some)
        note_beside_ties(some, {header: column for column, header in headers.items()}, problems)
        tables.append(code_table(one, headers, words=scale is not None))
    return CodedTables(tables, scale)


def note_personal(coded: CodedTables, problems: Problems) -> None:
    """Warn of personal data in the free texts of held tables."""
    for table in coded.tables:
        origin = Origin(table.held.name, wave=table.held.wave, headers=dict(table.headers))
        for column in free_text(TABLE, pd.DataFrame(columns=list(table.distinct))):
            frame = pd.DataFrame({column: pd.Series(table.distinct[column].cells, dtype=object)})
            frame["row"], frame["origin"] = "", pd.Series([origin] * len(frame), dtype=object)
            check_column(TABLE, frame, column, problems)


def read_held(
    coded: CodedTables, directory: Directory, known: Sequence[str], problems: Problems
) -> HeldReports | None:
    """Read the distinct cells of held tables as those of any other, and fold rows; None for no table."""
    if not coded.tables:
        return None
    kinds = _kinds(coded.tables, problems)
    named = sorted({kind for spelled in kinds for each in spelled for kind in each if kind})
    waves, in_wave = _waves(coded.tables, known, problems)
    ids = tuple(directory.ids)
    place = {organisation: number for number, organisation in enumerate(ids)}
    read = []
    for table, spelled, wave in zip(coded.tables, kinds, in_wave, strict=True):
        cells = CellsRead(table, problems)
        code = {kind: number for number, kind in enumerate(named)}
        meaning = Meanings(
            source=cells.ends("source", directory, place),
            target=cells.ends("target", directory, place),
            reporter=cells.reporters(directory, place),
            kinds=[tuple(code.get(kind, _NOTHING) for kind in each) for each in spelled],
            wave=wave,
            arrow=cells.arrows(),
            strength=cells.strengths(coded.scale),
        )
        read.append((table, meaning))
    if problems.faults:
        # What cannot be used needs no ties.
        return HeldReports(ids, tuple(named), waves, no_rows())
    rows, aside = rows_of(read, None)
    origin = Origin(coded.tables[0].held.name)
    reports = HeldReports(ids, tuple(named), waves, rows, aside, origin.file, read)
    for reason, count in aside.items():
        problems.aside[reason] += count
        if reason == SELF_TIES and count:
            problems.warning(origin, f"{counted(count, 'self-tie')}: set aside", table=TABLE)
    note_strengths(reports, origin, problems)
    return reports


def _kinds(tables: Sequence[CodedTable], problems: Problems) -> list[list[tuple[str, ...]]]:
    """Return the kinds that each cell names, spelt one way in all tables; ``plans|refers`` names two."""
    named: list[list[tuple[str, ...]]] = []
    counts: Counter[str] = Counter()
    for table in tables:
        texts = CellsRead(table, problems).read("kind") if "kind" in table.headers else []
        each = [tuple(dict.fromkeys(part.strip() for part in text.split("|"))) for text in texts]
        for kinds, times in zip(each, table.distinct["kind"].times if each else (), strict=True):
            counts.update(dict.fromkeys(kinds, int(times)))
        named.append([("",), *each])
    meant = usual_spellings(counts, Origin(tables[0].held.name), problems) | {"": ""}
    return [[tuple(meant[kind] for kind in kinds) for kinds in table] for table in named]


def _waves(
    tables: Sequence[CodedTable], known: Sequence[str], problems: Problems
) -> tuple[tuple[str, ...], list[np.ndarray]]:
    """Return the waves, and by table the place of the wave that each cell names."""
    counts: Counter[str] = Counter()
    blank, texts = 0, []
    for table in tables:
        said = [table.held.wave] * ("wave" in table.headers)
        said += CellsRead(table, problems).read("wave") if "wave" in table.headers else []
        said = [text or table.held.wave for text in (said or [table.held.wave])]
        rows = table.distinct["wave"].times if "wave" in table.distinct else np.array([], dtype=int)
        for text, times in zip(said, [table.held.rows - int(rows.sum()), *rows], strict=True):
            counts[text] += int(times)
        texts.append(said)
    blank = counts.pop("", 0)
    counts = +counts
    origin = Origin(tables[0].held.name)
    only = ""
    if not counts:
        if len(known) > 1:
            problems.fault(
                origin,
                f"no wave, but the records name the waves {listed(known)}: add a column wave",
                table=TABLE,
                column="wave",
            )
        only = known[0] if len(known) == 1 else ""
    elif blank:
        problems.fault(
            origin,
            f"no wave in {counted(blank, 'row')}, though other rows have one: fill it in",
            table=TABLE,
            column="wave",
        )
    _, meant, strangers = labels_meant(counts, known)
    if strangers:
        found = ", ".join(f"{label} ({counts[label]:,})" for label in sorted(counts))
        problems.fault(
            origin,
            f"labels that are none of the waves known ({listed(known)}): found {found}; write the same "
            "labels everywhere, or list the waves in a table waves",
            table=TABLE,
            column="wave",
        )
    waves = (only,) if only else tuple(sorted({meant.get(fold(text), text) for text in counts}))
    place = {wave: number for number, wave in enumerate(waves)}
    return waves, [
        np.array(
            [place.get(meant.get(fold(text), text) if text else only, _NOTHING) for text in said],
            dtype=np.int16,
        )
        for said in texts
    ]
