"""Who the organisations are: ids, repeated rows, and names that are probably one."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from sysmap.errors import listed
from sysmap.records.names import basic
from sysmap.records.problems import Origin, Problems, row_list
from sysmap.records.tables import ID_LIMIT, TABLES
from sysmap.records.values import date_bounds

FEWEST = 3
_TOTALS = {"total", "totals", "sum", "all"}
_DAMAGED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_PLACE = ["row", "origin"]


def settle_partners(parts: list[pd.DataFrame], problems: Problems) -> pd.DataFrame:
    """Make one list of organisations of one or several partners tables.

    A table belongs to a wave where records came as one file per wave. Within a wave an id
    stands once: identical rows are folded with a warning, different ones are a fault. Over
    waves, organisations join by id, and the later row stands.

    Returns
    -------
    pandas.DataFrame
        One row per organisation, in the order met, with ``name_as_written`` and ``waves_listed``
        (the labels of the waves whose files list it; empty where files do not belong to waves).
    """
    waves: dict[str, list[pd.DataFrame]] = {}
    for part in parts:
        wave = part["origin"].iloc[0].wave if len(part) else ""
        waves.setdefault(wave, []).append(_without_total(part, problems))
    lists = [_one_row_each(pd.concat(frames, ignore_index=True), problems) for frames in waves.values()]
    frame = lists[0] if len(lists) == 1 else _joined(lists, problems)
    listings: dict[str, list[str]] = {}
    for wave, rows in zip(waves, lists, strict=True):
        for organisation in rows["id"]:
            listings.setdefault(organisation, []).append(wave)
    frame["waves_listed"] = [
        tuple(wave for wave in listings[organisation] if wave) for organisation in frame["id"]
    ]
    frame["name_as_written"] = frame["name"]
    _check(frame, problems)
    return frame.reset_index(drop=True)


def _without_total(part: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Set aside a last row that holds totals."""
    if len(part):
        last = part.iloc[-1]
        words = {str(last["name"]).casefold(), str(last["id"]).casefold()}
        if words & _TOTALS and not last["sector"]:
            problems.warning(
                last["origin"],
                "a row of totals: set aside",
                table="partners",
                row=last["row"],
                value=next(iter(sorted(words & _TOTALS))),
            )
            return part.iloc[:-1]
    return part


def _one_row_each(part: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Give each organisation its id, fold identical rows, and refuse different ones."""
    frame = part[part["name"] != ""].copy()
    frame["id"] = frame["id"].where(frame["id"] != "", frame["name"])
    content = [column for column in frame.columns if column not in _PLACE]
    repeated = frame[frame["id"].duplicated(keep=False)]
    for organisation, rows in repeated.groupby("id", sort=False):
        places = f"rows {row_list(rows['row'])}"
        remark = _remark(str(organisation))
        if len(rows.drop_duplicates(content)) == 1:
            problems.warning(
                rows["origin"].iloc[0],
                f"the same row again ({places}): one organisation kept{remark}",
                table="partners",
                row=rows["row"].iloc[-1],
                column="id",
                value=organisation,
            )
        else:
            problems.fault(
                rows["origin"].iloc[0],
                f"this id stands for different content (row {rows['row'].iloc[0]} "
                f"and row {row_list(rows['row'].iloc[1:])}): give each organisation its own id, or make "
                f"the rows alike{remark}",
                table="partners",
                row=row_list(rows["row"]),
                column="id",
                value=organisation,
            )
    return frame.drop_duplicates("id")


def _joined(lists: list[pd.DataFrame], problems: Problems) -> pd.DataFrame:
    """Join the lists of several waves by id; what a later list says stands."""
    joined: dict[str, dict[str, object]] = {}
    for frame in lists:
        for row in frame.to_dict("records"):
            known = joined.setdefault(str(row["id"]), row)
            if known is row:
                continue
            if known["sector"] and row["sector"] and known["sector"] != row["sector"]:
                problems.warning(
                    row["origin"],
                    f"the sector was {known['sector']} in {_file(known)}: the later one stands",
                    table="partners",
                    row=row["row"],
                    column="sector",
                    value=row["sector"],
                )
            known |= {column: cell for column, cell in row.items() if cell not in ("", None) and cell == cell}
    frame = pd.DataFrame(list(joined.values()))
    texts = [column for column in frame.columns if column not in TABLES["partners"].names + _PLACE]
    return frame.fillna(dict.fromkeys(texts, ""))


def _file(row: dict[str, object]) -> str:
    origin = row["origin"]
    return origin.file if isinstance(origin, Origin) else ""


def _check(frame: pd.DataFrame, problems: Problems) -> None:
    if frame.empty:
        return
    first = frame["origin"].iloc[0]
    if len(frame) < FEWEST:
        count = "1 organisation" if len(frame) == 1 else f"{len(frame)} organisations"
        problems.fault(first, f"{count}: at least {FEWEST} are needed", table="partners")
    for name, rows in frame.groupby(frame["name"].map(basic), sort=False):
        if len(rows) == 1 or not re.search(r"[^\W\d]", str(name)):
            continue
        spellings = listed(sorted(set(rows["name"])))
        problems.warning(
            rows["origin"].iloc[0],
            f"{listed(rows['id'])} are probably one organisation ({spellings}): nothing was merged",
            table="partners",
            row=row_list(rows["row"]),
            column="name",
        )
    for row in frame.itertuples():
        organisation = str(row.id)
        if len(organisation) > ID_LIMIT:
            problems.fault(
                row.origin,
                f"the id has {len(organisation)} letters; at most {ID_LIMIT} are allowed: give a column id",
                table="partners",
                row=row.row,
                column="id",
                value=organisation,
            )
        doubt = _doubt(organisation)
        if doubt:
            problems.warning(
                row.origin, doubt, table="partners", row=row.row, column="id", value=organisation
            )
        opened, closed = date_bounds(row.opened or ""), date_bounds(row.closed or "")
        if opened and closed and closed[1] < opened[0]:
            problems.fault(
                row.origin,
                f"closed ({row.closed}) before it opened ({row.opened})",
                table="partners",
                row=row.row,
                column="closed",
            )


def _doubt(organisation: str) -> str:
    if _DAMAGED.fullmatch(organisation):
        return "a spreadsheet seems to have turned this id into a number and damaged it: format the column as text"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}-[A-Z][a-z]{2}", organisation):
        return "this id looks like a date: has a spreadsheet changed it?"
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in organisation if letter.isalpha()}
    if len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
        return "letters of different scripts that look alike stand in this id"
    return ""


def _remark(organisation: str) -> str:
    return f"; {_doubt(organisation)}" if _DAMAGED.fullmatch(organisation) else ""
