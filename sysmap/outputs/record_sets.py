"""Records as a workbook or a folder that reads back as the same records."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd

from sysmap.errors import ChoiceError, listed
from sysmap.files import whole_folder, write_csv, write_text, write_workbook
from sysmap.outputs.saving import output
from sysmap.records.engines.held_records import check_row_by_row
from sysmap.records.names.classify import PATTERN, REGISTER
from sysmap.records.names.lookup import ALIASES
from sysmap.records.record_set import Records
from sysmap.records.said.checksum import ties_checksum
from sysmap.records.said.joining import joined_ledger
from sysmap.records.surveys.counting import COUNTS, counts_of
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.partners import FEWEST
from sysmap.records.tables.waves import in_order, known_waves
from sysmap.swapping import take_back
from sysmap.vocabulary import UNKNOWN, fold

ABOUT = "about this copy"
# Lists what a save wrote to a folder, so that the next one knows what is its own to take away.
WRITTEN = ".sysmap-tables.json"
SAID = "said"
_OURS = {f"{ABOUT}.txt", *(f"{name}.csv" for name in (*TABLES, "blanks", COUNTS, SAID))}


@output(".xlsx", of=Records)
def records_workbook(records: Records, path: Path) -> None:
    """The records as a workbook, a sheet per table."""
    about = records.summary.get("about")
    sheets = {ABOUT: pd.DataFrame({"note": [about]})} if about else {}
    write_workbook(tables_of(records) | sheets, path, index=False)


@output("", of=Records)
def records_folder(records: Records, path: Path) -> None:
    """The records as a folder of CSV files, one per table."""
    about = records.summary.get("about")
    tables = tables_of(records)
    take_back(path)
    earlier = left_by_a_save(path)
    _refuse_others(path, {f"{name}.csv" for name in tables} | earlier)
    with whole_folder(path, leaving=earlier, last="partners.csv") as folder:
        for name, frame in tables.items():
            write_csv(frame, folder / f"{name}.csv", index=False)
        if about:
            write_text(folder / f"{ABOUT}.txt", about + "\n")
        written = {file.name: _digest(file) for file in sorted(folder.iterdir())}
        write_text(folder / WRITTEN, json.dumps(written, ensure_ascii=False, indent=1) + "\n")


def left_by_a_save(folder: Path) -> set[str]:
    """Name the files that an earlier save wrote to a folder, and that nobody has changed since."""
    try:
        listed_files = json.loads((folder / WRITTEN).read_text(encoding="utf-8"))
        return {
            name
            for name, digest in listed_files.items()
            if name in _OURS and (folder / name).is_file() and _digest(folder / name) == digest
        }
    except (OSError, ValueError, AttributeError):
        return set()


def _refuse_others(folder: Path, ours: set[str]) -> None:
    """Refuse a folder with tables that no save has written: they would be read as part of these records."""
    there = sorted(file.name for file in folder.glob("*.[cC][sS][vV]")) if folder.is_dir() else []
    others = [name for name in there if name not in ours and name != ALIASES and name[0] != "."]
    if others:
        raise ChoiceError(
            f"the folder {folder} holds {listed(others, 5)}, which would be read as part of these records: "
            "move what is yours to another place, or name a new folder"
        )


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def tables_of(records: Records) -> dict[str, pd.DataFrame]:
    """Return the tables that hold anything as they would be read again, without what reading added."""
    check_row_by_row(records, "a copy of records")
    tables = {}
    for name, table in TABLES.items():
        frame = _waves(records) if name == "waves" else getattr(records, name)
        if frame.empty and name != "collaborations":
            continue
        own = (
            [column for column in frame.columns if column not in (*table.names, *table.added_names)]
            if (table.own_columns)
            else []
        )
        # A column value without a column of strengths would be read as one.
        rated = {"strength"} if name == "collaborations" and _filled(frame["value"]) else set()
        wanted = {*table.required, *rated}
        kept = [column for column in table.names if column in wanted or _filled(frame[column])]
        tables[name] = frame[kept + own]
        if name == "partners":
            # A blank would be asked about when it is read again.
            known = frame["sector"].notna()
            tables[name] = tables[name].assign(sector=frame["sector"].where(known, UNKNOWN.lower()))
            # A sector told from a name stays one for a person to check.
            if frame["sector_source"].isin([REGISTER, PATTERN]).any():
                tables[name]["sector_source"] = frame["sector_source"]
    tables |= {} if records.blanks.empty else {"blanks": records.blanks}
    tables |= _said(records)
    # Of two organisations, or without a tie, records are no oversight: they were read so before.
    untied = set(tables) == {"partners", "collaborations"} and records.collaborations.empty
    counted = records.summary["survey"] or untied or len(records.partners) < FEWEST
    return tables | ({COUNTS: counts_of(records.summary)} if counted else {})


def _said(records: Records) -> dict[str, pd.DataFrame]:
    """Return what was said in the room, where it is not applied already, as it is read again."""
    steps, disputed = records.said, records.contradictions
    if records.recorded is not None or not (len(steps) or len(disputed)):
        return {}
    if (steps["time"] == "").any():
        return {}  # a copy for the public does not say when, and is no file of what was said any more
    # Whatever map it was said of: it was taken as said of these ties.
    waves = {*steps["wave"], *disputed["wave"]}
    checksums = {wave: ties_checksum(records.collaborations, wave or None) for wave in waves}
    return {SAID: joined_ledger(steps, disputed, checksums)}


def _filled(column: pd.Series) -> bool:
    return bool((column.notna() & (column != "")).any())


def _waves(records: Records) -> pd.DataFrame:
    """Return the table waves that a copy of records needs to be read with the same waves in the same order.

    Which waves there are may have been said by the files alone, which a copy does not keep.
    """
    tables = {name: getattr(records, name) for name in ("waves", "partners", "asked")}
    known = known_waves(tables, ())
    ties, members = ({*frame["wave"]} - {""} for frame in (records.collaborations, records.memberships))
    order = records.waves_in_order
    found = {fold(wave) for wave in known or ties}
    if in_order(records.waves, [*known, *sorted(ties), *sorted(members)]) == order and all(
        fold(wave) in found for wave in (*order, *members)
    ):
        return records.waves
    told = records.waves.set_index("wave", drop=False)
    blank = {column.name: "" if column.accepts == "text" else None for column in TABLES["waves"].columns}
    rows = [dict(told.loc[wave]) if wave in told.index else {**blank, "wave": wave} for wave in order]
    return pd.DataFrame(rows, columns=list(records.waves.columns), dtype=object)
