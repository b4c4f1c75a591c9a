"""Grants in the 360Giving standard: who funded whom, with how much and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from sysmap.records.personal.headers import personal_headers
from sysmap.records.problems import Origin
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import with_those_beside
from sysmap.records.shapes.declaring import READING, Arrived, TableParts, record_layout
from sysmap.records.shapes.grants import Published
from sysmap.records.shapes.rosters import Roster, roster_beside
from sysmap.records.values.accounting import PERSONAL
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold_header

_TIME = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})[ T]\d{1,2}:\d{2}.*")
_TO_PEOPLE = "grants to individuals"


def _column(raw: RawTable, party: str, title: str) -> str | None:
    """Return the header ``Party:Title``, also written ``Party:0:Title``."""
    wanted = {fold_header(f"{party}:{title}"), fold_header(f"{party}:0:{title}")}
    return next((str(header) for header in raw.columns if fold_header(str(header)) in wanted), None)


def _is_grants(raw: RawTable) -> bool:
    return bool(_column(raw, "Recipient Org", "Name") and _column(raw, "Funding Org", "Name"))


def _headers_read(raw: RawTable) -> list[str]:
    """Return the headers of the columns that hold what is read of a grant."""
    parties = [
        _column(raw, party, title)
        for party in ("Funding Org", "Recipient Org")
        for title in ("Identifier", "Name")
    ]
    others = [_plain(raw, title) for title in ("Award Date", "Amount Awarded", "Currency")]
    return [header for header in (*parties, *others) if header]


def _texts(raw: RawTable, header: str | None) -> list[str]:
    return [clean(cell)[0] for cell in raw[header]] if header else [""] * len(raw)


def _plain(raw: RawTable, title: str) -> str | None:
    return next(
        (str(header) for header in raw.columns if fold_header(str(header)) == fold_header(title)), None
    )


def _to_people(raw: RawTable) -> pd.Series:
    """Tell which rows are grants to individuals: they name one, or name no organisation."""
    people = [str(header) for header in raw.columns if fold_header(str(header)).startswith("recipientind:")]
    named = [any(texts) for texts in zip(*(_texts(raw, header) for header in people), strict=True)] or [
        False
    ] * len(raw)
    return pd.Series(named, index=raw.index, dtype=bool)


@record_layout(
    "grants_360giving",
    order=120,
    recognises=lambda tables: any(map(_is_grants, tables.values())),
    sectors=False,
    needs=("Recipient Org:Name", "Funding Org:Name"),
)
def grants_360giving(tables: Arrived) -> TableParts:
    """Grants in the 360Giving standard: money, and a tie from each funder to each recipient."""
    own = {name: raw for name, raw in tables.items() if _is_grants(raw)}
    published = Published()
    parts: dict[str, list[Any]] = {"money": [], "collaborations": [], READING: []}
    kept: dict[str, RawTable] = {}
    for name, raw in own.items():
        people = _to_people(raw)
        kept[name] = raw.holding(raw.frame[~people])
        parts[READING].append(
            {
                "dropped": personal_headers(map(str, raw.columns)),
                "set_aside": {_TO_PEOPLE: int(people.sum())} if people.any() else {},
            }
        )
        read = _headers_read(raw)
        tables.account.drop(raw, [header for header in raw.columns if header not in read])
        tables.account.set_aside(raw, PERSONAL, personal_headers(map(str, raw.columns)))
        tables.account.use(raw, read, kept[name].index)
        tables.account.set_aside(raw, _TO_PEOPLE, read, raw.index[people])
        for row, (funder, recipient) in _parties(kept[name]).items():
            published.meet(*funder, row)
            published.meet(*recipient, row)
    roster = roster_beside(tables, own)

    def meant(identifier: str, name: str) -> str:
        return roster.find(identifier) or roster.find(name) or published.meant(identifier, name)

    for raw in kept.values():
        money = _money(raw, meant)
        parts["money"].append(money)
        parts["collaborations"].append(_ties(money))
    if own:
        first = next(iter(own.values())).origin
        published.note(first, tables.problems)
        parts["partners"] = [_partners(published, roster, first)]
    return with_those_beside(tables, own, parts)


def _partners(published: Published, roster: Roster, origin: Origin) -> RawTable:
    """Return the organisations that no list of partners holds."""
    found = {
        organisation: (name, row)
        for organisation, (name, row) in published.organisations().items()
        if roster.find(organisation) is None and roster.find(name) is None
    }
    partners = pd.DataFrame(
        {"name": [name for name, _ in found.values()], "id": list(found)},
        index=[row for _, row in found.values()],
        dtype=object,
    )
    return RawTable(partners, origin)


def _parties(raw: RawTable) -> dict[object, tuple[tuple[str, str], tuple[str, str]]]:
    """Return identifier and name of funder and recipient, by row."""
    sides = [
        list(
            zip(
                _texts(raw, _column(raw, party, "Identifier")),
                _texts(raw, _column(raw, party, "Name")),
                strict=True,
            )
        )
        for party in ("Funding Org", "Recipient Org")
    ]
    return dict(zip(raw.index, zip(*sides, strict=True), strict=True))


def _money(raw: RawTable, meant: Callable[[str, str], str]) -> RawTable:
    parties = _parties(raw)
    days = [_TIME.sub(r"\1", text) for text in _texts(raw, _plain(raw, "Award Date"))]
    frame = pd.DataFrame(
        {
            "source": [meant(*funder) for funder, _ in parties.values()],
            "target": [meant(*recipient) for _, recipient in parties.values()],
            "amount": _texts(raw, _plain(raw, "Amount Awarded")),
            "currency": _texts(raw, _plain(raw, "Currency")),
            "basis": "contract",
            "precision": "exact",
            "start": days,
        },
        index=raw.index,
        dtype=object,
    )
    return RawTable(frame, raw.origin, blank_rows=raw.blank_rows)


def _ties(money: RawTable) -> RawTable:
    ties = money[["source", "target"]].drop_duplicates().assign(kind="funds", directed="yes")
    return RawTable(ties, money.origin)
