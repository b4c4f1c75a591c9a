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
from sysmap.vocabulary import UNKNOWN

ABOUT = "about this copy"


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
    with whole_folder(path) as folder:
        for name, frame in tables_of(records).items():
            write_csv(frame, folder / f"{name}.csv", index=False)
        if about:
            write_text(folder / f"{ABOUT}.txt", about + "\n")


def tables_of(records: Records) -> dict[str, pd.DataFrame]:
    """Give the tables that hold anything as they would be read again, without what reading added."""
    tables = {}
    for name, table in TABLES.items():
        frame = getattr(records, name)
        if frame.empty and name != "collaborations":
            continue
        own = (
            [column for column in frame.columns if column not in (*table.names, *table.added_names)]
            if (table.own_columns)
            else []
        )
        kept = [column for column in table.names if column in table.required or _filled(frame[column])]
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


def _filled(column: pd.Series) -> bool:
    return bool((column.notna() & (column != "")).any())
