"""Many places: a folder of record sets, or one record set with programmes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.destinations import name_of
from sysmap.errors import ChoiceError, MissingFileError, RecordsError, either
from sysmap.progress import step
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.tables.places import places_in
from sysmap.swapping import parts_of
from sysmap.text import counted, with_article

_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, eq=False)
class PlaceRecords:
    """The records of one place.

    Attributes
    ----------
    name : str
        The place.
    records : Records
        The record set that it is in.
    place : str or None
        The place whose organisations are taken, where the record set holds more; None for all.
    programme, enabler, aim : str
        What the table programmes says of it; blank where it says nothing.
    arm : str
        ``programme``, or ``comparison`` for a place without it; blank where the records do not say.
    began, ended : str
        When the programme began and ended, as the records have it; blank where they do not say.
    """

    name: str
    records: Records
    place: str | None = None
    programme: str = ""
    enabler: str = ""
    aim: str = ""
    arm: str = ""
    began: str = ""
    ended: str = ""


def read_places(folder: Any, *, sectors: str | Mapping[str, str] = "uk") -> tuple[PlaceRecords, ...]:
    """Read many places.

    Parameters
    ----------
    folder
        A folder with a folder for each place (its CSV files, one workbook, or one workbook for each
        wave, named as the wave) or with a workbook for each place; or one record set, read or to be
        read, whose table programmes names places.
    sectors
        As in `read_records`.

    Returns
    -------
    tuple of PlaceRecords
        Sorted by name. A place is called as its only programme says, else as its folder.

    Raises
    ------
    RecordsError
        If the records of any place cannot be used: one error with the faults of all places.
    MissingFileError
        If there is no such folder.
    ChoiceError
        If it holds no place.
    """
    if isinstance(folder, Records):
        return _by_programme(folder)
    if not isinstance(folder, str | os.PathLike):
        raise ChoiceError(
            f"places are read from a folder or from Records, not from {with_article(_kind(folder))}"
        )
    path = Path(folder)
    if not path.exists():
        raise MissingFileError(f"there is no folder {str(folder)[:200]!r}: check the name and where you are")
    if path.is_file() or any(part.suffix.casefold() == ".csv" for part in _inside(path)):
        return _by_programme(read_records(path, sectors=sectors))
    found = {name_of(part.stem if part.is_file() else part.name): part for part in _inside(path)}
    sources = {name: source for name, part in found.items() if (source := _source(part)) is not None}
    if not sources:
        raise ChoiceError(
            f"{path} holds no place: put a folder for each place in it, with its CSV files or its workbook"
        )
    places, failed = [], {}
    for number, (name, source) in enumerate(sources.items()):
        step("Reading places", number, len(sources))
        try:
            places.append(_one_place(name, read_records(source, sectors=sectors)))
        except RecordsError as error:
            failed[name] = error
    step("Reading places", len(sources), len(sources))
    if failed:
        raise _together(failed)
    return _named_apart(places, list(sources))


def _kind(given: object) -> str:
    return type(given).__name__


def _inside(folder: Path) -> list[Path]:
    """List what lies in a folder, without what the computer put there."""
    return sorted(
        (part for part in parts_of(folder)[0] if part.name[0] not in ".~_"), key=lambda part: part.name
    )


def _source(part: Path) -> Any:
    """Return what `read_records` takes for a place; None for what is none."""
    if part.is_file():
        return part if part.suffix.casefold() in _WORKBOOKS else None
    inside = _inside(part)
    if any(file.suffix.casefold() == ".csv" for file in inside):
        return part
    books = [file for file in inside if file.suffix.casefold() in _WORKBOOKS]
    if len(books) > 1:
        return {name_of(file.stem): file for file in books}
    return books[0] if books else None


def _one_place(folder: str, records: Records) -> PlaceRecords:
    rows = records.programmes
    if len(rows) != 1:
        return PlaceRecords(folder, records)
    row = rows.iloc[0]
    return PlaceRecords(str(row["place"] or folder), records, None, **_programme(row))


def _programme(row: pd.Series) -> dict[str, str]:
    """Return what a row of the table programmes says of its place."""
    said = {name: str(row[name]) for name in ("programme", "enabler", "aim", "arm")}
    return said | {"began": str(row["start"] or ""), "ended": str(row["end"] or "")}


def _by_programme(records: Records) -> tuple[PlaceRecords, ...]:
    """Return a place for each programme of one record set; for each place named where none is."""
    rows = records.programmes
    if rows.empty:
        named = sorted({place for cell in records.partners["place"] for place in places_in(cell)})
        if not named:
            raise ChoiceError(
                "these records name no places: give a table programmes (programme, place, enabler), a column "
                "place of partners, or a folder for each place: "
                + either("portfolio(", "sysmap portfolio ")
                + "FOLDER"
                + either(")", "")
            )
        return tuple(PlaceRecords(place, records, place) for place in named)
    blank = rows[rows["place"] == ""]
    if len(blank):
        raise ChoiceError(
            f"the table programmes names no place for {counted(len(blank), 'programme')}, the first "
            f"{blank['programme'].iloc[0]!r}: fill in the column place"
        )
    places = [
        PlaceRecords(row["place"], records, row["place"], **_programme(row)) for _, row in rows.iterrows()
    ]
    return _named_apart(places, [place.programme for place in places])


def _named_apart(places: list[PlaceRecords], other: list[str]) -> tuple[PlaceRecords, ...]:
    """Sort places by name; two of one name are told apart by folder or programme."""
    names = pd.Series([place.name for place in places], dtype=object)
    twice = names.duplicated(keep=False)
    told = [
        f"{place.name} ({more})" if again else place.name
        for place, more, again in zip(places, other, twice, strict=True)
    ]
    renamed = [replace(each, name=name) for name, each in zip(told, places, strict=True)]
    return tuple(sorted(renamed, key=lambda place: (place.name.casefold(), place.name)))


def _together(failed: dict[str, RecordsError]) -> RecordsError:
    """Make one error of the faults of several places."""
    text = "\n".join(f"{name}: {error}" for name, error in failed.items())
    problems = [
        error.problems.assign(file=[f"{name}/{file}" for file in error.problems["file"]])
        for name, error in failed.items()
    ]
    many = counted(len(failed), "place")
    return RecordsError(
        f"the records of {many} cannot be used:\n{text}", pd.concat(problems, ignore_index=True)
    )
