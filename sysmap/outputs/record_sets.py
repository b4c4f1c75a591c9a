"""Records as a workbook or a folder that reads back as the same records."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sysmap.files import whole_folder, write_csv, write_text, write_workbook
from sysmap.outputs.saving import output
from sysmap.records.classification import PATTERN, REGISTER
from sysmap.records.reading import Records
from sysmap.records.survey_counting import COUNTS, counts_of
from sysmap.records.tables import TABLES
from sysmap.records.waves import in_order, known_waves
from sysmap.vocabulary import UNKNOWN, fold

ABOUT = "about this copy"


@output(".xlsx", of=Records)
def records_workbook(records: Records, path: Path) -> None:
    """The records as a workbook, a sheet per table."""
    about = records.summary.get("pseudonymised")
    sheets = {ABOUT: pd.DataFrame({"note": [about]})} if about else {}
    write_workbook(tables_of(records) | sheets, path, index=False)


@output("", of=Records)
def records_folder(records: Records, path: Path) -> None:
    """The records as a folder of CSV files, one per table."""
    about = records.summary.get("pseudonymised")
    with whole_folder(path) as folder:
        for name, frame in tables_of(records).items():
            write_csv(frame, folder / f"{name}.csv", index=False)
        if about:
            write_text(folder / f"{ABOUT}.txt", about + "\n")


def tables_of(records: Records) -> dict[str, pd.DataFrame]:
    """Give the tables that hold anything as they would be read again, without what reading added."""
    tables = {}
    for name, table in TABLES.items():
        frame = _waves(records) if name == "waves" else getattr(records, name)
        if frame.empty and name != "collaborations":
            continue
        own = (
            [column for column in frame.columns if column not in table.names and column not in _ADDED]
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
    return tables | ({COUNTS: counts_of(records.summary)} if records.summary["survey"] else {})


_ADDED = ("row", "file", "sector_key", "family", "sector_source", "name_as_written", "waves_listed")


def _filled(column: pd.Series) -> bool:
    return bool((column.notna() & (column != "")).any())


def _waves(records: Records) -> pd.DataFrame:
    """Give the table waves that a copy of records needs to be read with the same waves in the same order.

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
