"""Who the organisations are: ids, repeated rows, and names that are probably one."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.names.normalising import basic
from sysmap.records.problems import Origin, Problems, row_list, shown
from sysmap.records.shapes.totals import ROWS as TOTAL_ROWS
from sysmap.records.shapes.totals import TOTALS
from sysmap.records.tables.declared import ID_LIMIT
from sysmap.records.tables.typed import responded_wave
from sysmap.records.values.cells import BLANK_LIKE, is_blank
from sysmap.records.values.dates import date_bounds
from sysmap.records.values.missing import with_blanks
from sysmap.records.values.rows import rows_where
from sysmap.text import counted
from sysmap.vocabulary import fold

FEWEST = 3
_DAMAGED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_PLACE = ["row", "origin"]
_GAVE_WAY = "words about partners that a later wave changed"
_SAID_ONE_BY_ONE = ("name", "sector")
_EXAMPLES = 20


def listed_partners(parts: list[pd.DataFrame], problems: Problems) -> list[pd.DataFrame]:
    """Return each partners table its ids (where there is none, the name), without rows of totals."""
    lists = []
    for part in parts:
        kept = _without_total(part, problems)
        problems.aside.rows(TOTAL_ROWS, part.iloc[len(kept) :])
        nameless = kept["id"] == ""
        nobody = nameless & (kept["name"] == "")
        frame = kept[~nobody].copy() if nobody.any() else kept.copy()
        if nameless.any():
            frame["id"] = frame["id"].where(frame["id"] != "", frame["name"])
        lists.append(frame)
    return lists


def settle_partners(lists: list[pd.DataFrame], order: list[str], problems: Problems) -> pd.DataFrame:
    """Make one list of organisations of one or several partners tables.

    A table belongs to a wave where records came as one file per wave. Within a wave an id
    stands once: identical rows are folded with a warning, different ones are a fault. Over
    waves (in their `order`), organisations join by id, and the later row stands.

    Returns
    -------
    pandas.DataFrame
        One row per organisation, in the order met, with ``name_as_written`` and ``waves_listed``
        (the labels of the waves whose files list it; empty where files do not belong to waves).
    """
    waves: dict[str, list[pd.DataFrame]] = {wave: [] for wave in ["", *order]}
    meant = {fold(wave): wave for wave in order}
    for part in lists:
        if len(part):
            wave = part["origin"].iloc[0].wave
            waves[meant.get(fold(wave), wave)].append(part)
    by_wave = {
        wave: _one_row_each(pd.concat(frames, ignore_index=True), problems)
        for wave, frames in waves.items()
        if frames
    }
    each = list(by_wave.values())
    frame = _joined(each, problems) if each else pd.concat(lists, ignore_index=True)
    listings: dict[str, list[str]] = {}
    for wave, rows in by_wave.items():
        for organisation in rows["id"]:
            listings.setdefault(organisation, []).append(wave)
    frame["waves_listed"] = [
        tuple(wave for wave in listings[organisation] if wave) for organisation in frame["id"]
    ]
    frame["name_as_written"] = frame["name"]
    _check(frame, problems)
    return frame.reset_index(drop=True)


def check_enough(partners: pd.DataFrame, problems: Problems) -> None:
    """Refuse a list of so few organisations that there is no system to measure."""
    if len(partners) < FEWEST:
        problems.fault(
            partners["origin"].iloc[0] if len(partners) else Origin("partners"),
            f"{counted(len(partners), 'organisation')}: at least {FEWEST} are needed",
            table="partners",
        )


def _without_total(part: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Set aside a last row that holds totals."""
    if len(part):
        last = part.iloc[-1]
        words = {str(last["name"]).casefold(), str(last["id"]).casefold()}
        if words & TOTALS and fold(last["sector"] or "") in BLANK_LIKE:
            problems.warning(
                last["origin"],
                "a row of totals: set aside",
                table="partners",
                row=last["row"],
                value=next(iter(sorted(words & TOTALS))),
            )
            return part.iloc[:-1]
    return part


def _one_row_each(frame: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Fold identical rows of an organisation, and refuse different ones."""
    frame = with_blanks("partners", frame)
    content = [column for column in frame.columns if column not in _PLACE]
    again = frame["id"].duplicated(keep=False)
    if not again.any():
        return frame
    repeated = frame[again]
    for organisation, rows in repeated.groupby("id", sort=False):
        remark = f"; {_doubt(str(organisation))}" if _DAMAGED.fullmatch(str(organisation)) else ""
        last = rows["origin"].iloc[-1]
        if len(rows.drop_duplicates(content)) == 1:
            problems.aside.rows("repeated rows", rows.iloc[1:])
            problems.warning(
                last,
                f"the same row again ({_rows(rows)}): one organisation kept{remark}",
                table="partners",
                row=rows["row"].iloc[-1],
                column="id",
                value=organisation,
            )
        else:
            problems.fault(
                last,
                f"{_twice(rows)}{remark}",
                table="partners",
                row=rows["row"].iloc[-1],
                column="name" if (rows["name"] == rows["id"]).all() else "id",
                value=organisation,
            )
    return frame.drop_duplicates("id")


def _twice(rows: pd.DataFrame) -> str:
    """Say what is wrong with rows of one id; without a column of ids, that is the name."""
    if (rows["name"] == rows["id"]).all():
        times = "twice" if len(rows) == 2 else f"{len(rows)} times"
        return (
            f"this name appears {times} with different content ({_rows(rows)}): if these are several "
            "organisations, tell them apart by an id each; if they are one, make the rows alike"
        )
    return (
        f"this id stands for different content ({_rows(rows)}): give each organisation its own id, or make "
        "the rows alike"
    )


def _rows(rows: pd.DataFrame) -> str:
    """Name rows in words, with their files where there are several."""
    places = [(origin.file, origin.sheet) for origin in rows["origin"]]
    several = len(set(places)) > 1
    named = [
        f"row {row}{f' of {shown(file)}' if several else ''}"
        for row, (file, _) in zip(rows["row"], places, strict=True)
    ]
    return " and ".join([", ".join(named[:-1][:_EXAMPLES]), named[-1]])


def _joined(lists: list[pd.DataFrame], problems: Problems) -> pd.DataFrame:
    """Join the lists of several waves by id; what a later list says stands."""
    if len(lists) == 1:
        return lists[0].reset_index(drop=True)
    joined: dict[str, dict[str, Any]] = {}
    # Who said what stands in each column, and where words gave way to those of a later wave.
    said: dict[tuple[str, str], dict[str, Any]] = {}
    changed: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for frame in lists:
        for row in frame.to_dict("records"):
            known = joined.setdefault(str(row["id"]), {**row})
            if known["origin"] is not row["origin"] or known["row"] != row["row"]:
                problems.aside["rows of an organisation listed in several waves"] += not row["origin"].made
            for column, cell in row.items():
                if column in _PLACE or is_blank(cell):
                    continue
                earlier = said.get((row["id"], column), row)
                if earlier[column] != cell and not responded_wave(str(column)):
                    changed.setdefault(str(column), []).append((earlier, row))
                known[column] = cell
                said[row["id"], column] = row
            if not row["origin"].made:
                known |= {place: row[place] for place in _PLACE}
    _note_changes(changed, problems)
    return with_blanks("partners", pd.DataFrame(list(joined.values())))


def _note_changes(
    changed: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]], problems: Problems
) -> None:
    """Say which words of an earlier wave gave way: each name and sector, and of other columns how many."""
    for column, pairs in changed.items():
        for earlier, later in pairs if column in _SAID_ONE_BY_ONE else ():
            problems.warning(
                later["origin"],
                f"the {column} was {earlier[column]} in {earlier['origin'].file}: the later one stands",
                table="partners",
                row=later["row"],
                column=column,
                value=later[column],
            )
        if column not in _SAID_ONE_BY_ONE:
            problems.warning(
                pairs[0][1]["origin"],
                f"{column} is not what an earlier wave says, of {counted(len(pairs), 'organisation')}: "
                "the later words stand",
                table="partners",
                row=row_list(later["row"] for _, later in pairs),
                column=column,
            )
        # An earlier name still finds the organisation.
        for earlier, _ in pairs if column != "name" else ():
            problems.aside.cell(_GAVE_WAY, earlier["origin"], column, earlier["row"])


def _check(frame: pd.DataFrame, problems: Problems) -> None:
    alike: dict[str, list[int]] = {}
    for place, name in enumerate(frame["name"]):
        alike.setdefault(basic(name), []).append(place)
    for folded, places in alike.items():
        if len(places) == 1 or not re.search(r"[^\W\d]", folded):
            continue
        rows = frame.iloc[places]
        problems.warning(
            rows["origin"].iloc[0],
            f"{listed(rows['id'])} are probably one organisation "
            f"({listed(sorted(set(rows['name'])))}): nothing was merged",
            table="partners",
            row=row_list(rows["row"]),
            column="name",
        )
    for row in rows_where(frame, frame["id"].map(len) > ID_LIMIT):
        problems.fault(
            row.origin,
            f"the id has {len(row.id)} letters; at most {ID_LIMIT} are allowed: write a shorter id",
            table="partners",
            row=row.row,
            column="id",
            value=row.id,
        )
    for row in rows_where(frame, frame["id"].map(lambda text: _doubt(text) != "").astype(bool)):
        problems.warning(row.origin, _doubt(row.id), table="partners", row=row.row, column="id", value=row.id)
    for row in rows_where(frame, frame["opened"].notna() & frame["closed"].notna()):
        opened, closed = date_bounds(row.opened), date_bounds(row.closed)
        if opened and closed and closed[1] < opened[0]:
            problems.fault(
                row.origin,
                f"closed ({row.closed}) before it opened ({row.opened}): which date is wrong?",
                table="partners",
                row=row.row,
                column="closed",
                value=row.closed,
            )


def _doubt(organisation: str) -> str:
    if _DAMAGED.fullmatch(organisation):
        return "a spreadsheet seems to have turned this id into a number: write it again, as text"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}-[A-Z][a-z]{2}", organisation):
        return "this id looks like a date: has a spreadsheet changed it?"
    if organisation.isascii():
        return ""
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in organisation if letter.isalpha()}
    if len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
        return "letters of different scripts that look alike stand in this id"
    return ""
