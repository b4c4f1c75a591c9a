"""Archives (.zip) of CSV files, as a folder that was packed: nothing is unpacked to disk."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from sysmap.destinations import name_of
from sysmap.errors import listed
from sysmap.records.containers.archives import is_safe, note_damaged
from sysmap.records.containers.csv_files import read_csv
from sysmap.records.problems import Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.sheets.tables_by_name import by_name

_READ = (".csv", ".tsv")
_FILES_READ = 1_000


def read_zip(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read the CSV files of an archive as raw tables, by their names; other files in it are said."""
    if not is_safe(path, here, "archive", ".zip"):
        return {}
    tables: dict[str, RawTable] = {}
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            # What begins with a point, and the folder __MACOSX, was put there by the computer.
            names = [
                name
                for name in archive.namelist()
                if not name.endswith("/") and not any(part[0] in "._" for part in PurePosixPath(name).parts)
            ]
            found = [name for name in names if PurePosixPath(name).suffix.casefold() in _READ]
            if not found or len(found) > _FILES_READ:
                here.fault(
                    "no CSV file in this archive, or too many: unpack it, and give the files or the folder"
                )
                return {}
            for name in found:
                place = replace(here.origin, sheet=name_of(PurePosixPath(name).name))
                inside: Any = zipfile.Path(archive, name)
                made = read_csv(inside, here.problems.apart(place))
                if made:
                    tables |= by_name(name_of(PurePosixPath(name).stem), made)
                else:
                    here.problems.take(place)
    except MemoryError:
        raise
    except Exception as error:  # whatever the unpacking stumbles over, the file is at fault
        note_damaged(error, here, "archive")
        return {}
    others = sorted(set(names) - set(found))
    if others:
        here.warning(f"files of this archive that are no CSV, not read: {listed(map(shown, others), 10)}")
    return tables
