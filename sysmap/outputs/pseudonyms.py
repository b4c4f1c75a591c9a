"""Records with codes in the place of names: what such a copy holds, and what can still tell.

What is not named here leaves the copy: free texts, ratings, amounts, identifiers and columns of
the user's own, today's and those of tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.outputs.codes import Codes, read_key
from sysmap.outputs.waves_alone import dates_as_waves
from sysmap.records.engines.held_records import check_row_by_row
from sysmap.records.record_set import Records
from sysmap.records.said.declared import REPORTER
from sysmap.records.said.step_tables import contradictions_table, steps_table
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.forums import KINDS as FORUM_KINDS
from sysmap.records.tables.places import places_in
from sysmap.text import counted
from sysmap.vocabulary import fold, slug, tie_kinds

NOTE = (
    "Pseudonymised, not anonymous: codes stand for names. Free texts, ratings, amounts, money, facts, "
    "identifiers, columns of your own and what was said in the room are left out; dates say no more than in "
    "which waves something held. "
    "Whoever knows the system may still tell an organisation by its sector, by whom it works with and how "
    "strongly, by the forums it sits on, by what it is a part of, and by when it joined, merged or left. "
    "The key is kept apart; who holds both holds the names."
)
_RESPONDENT = re.compile(r"respondent \d+", re.IGNORECASE)
_PLACE_KINDS = ("borough", "district", "county", "icb", "neighbourhood")
# What stays as it is: words of known lists, numbers of a scale, yes and no, labels of waves and sectors.
_KEPT = {
    "partners": ("sector", "sector_key", "family", "sector_source"),
    "collaborations": ("strength", "wave", "directed"),
    "memberships": ("role", "wave"),
    "forums": ("kind",),
    "asked": ("wave", "answered"),
    "succession": ("kind",),
    "places": ("kind",),
    "waves": ("wave", "scale", "cap"),
}
_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("forums", "kind"): FORUM_KINDS,
    ("places", "kind"): _PLACE_KINDS,
}
_ENDS = "an end"
_CODED = {
    "partners": {"id": _ENDS, "name": _ENDS, "parent": _ENDS, "place": "place"},
    "collaborations": {"source": _ENDS, "target": _ENDS, "kind": "kind", "reported_by": "who"},
    "memberships": {"organisation": _ENDS, "forum": "forum"},
    "forums": {"forum": "forum", "host": _ENDS, "place": "place"},
    "asked": {"organisation": _ENDS},
    "succession": {"from": _ENDS, "to": _ENDS},
    "places": {"place": "place", "parent": "place"},
    "programmes": {"programme": "programme", "place": "place", "enabler": "enabler"},
    "blanks": {"source": _ENDS, "target": _ENDS, "kind": "kind"},
}


def pseudonymised(records: Records, key: Path) -> tuple[Records, Codes]:
    """Return records with codes in the place of names, and the codes.

    Parameters
    ----------
    records
        The records; they are not changed.
    key
        An earlier key, if there is a file: its codes stay.

    Raises
    ------
    ChoiceError
        If there is a file, and it is no key.
    """
    check_row_by_row(records, "a copy with codes in the place of names")
    codes = read_key(key)
    _give(codes, records)
    meant = _meant(codes, records)
    dated = dates_as_waves(records)
    tables = {name: _left(name, dated[name]) for name in TABLES}
    tables["blanks"] = records.blanks.copy()
    for name, columns in _CODED.items():
        frame = tables[name]
        for column, what in columns.items():
            frame[column] = frame[column].map(meant[what]).astype(object)
    for name in set(tables) - {"waves"}:  # the order of waves is that of time
        frame = tables[name]
        tables[name] = frame.sort_values(
            [*frame.columns], key=lambda column: column.astype(str), kind="stable", ignore_index=True
        )
    said = " ".join([NOTE, *_stands_out(tables["partners"], tables["collaborations"])])
    copy = replace(
        records,
        **tables,
        said=steps_table(),
        contradictions=contradictions_table(),
        recorded=None,
        problems=records.problems.iloc[:0].copy(),
        columns=records.columns.iloc[:0].copy(),
        summary={**records.summary, "about": said},
    )
    return copy, codes


def _give(codes: Codes, records: Records) -> None:
    """Return a code to whoever and whatever is named."""
    partners, ties = records.partners, records.collaborations
    codes.taken |= set(partners["id"]) | set(partners["name"])
    for prefix, rows in partners.groupby(partners["sector"].map(_prefix), sort=True):
        codes.give("organisation", str(prefix), zip(rows["id"], rows["name"], strict=True))
    forums = _texts(records.forums["forum"], records.memberships["forum"])
    kinds = {kind for kind in _texts(ties["kind"], records.blanks["kind"]) if fold(kind) not in tie_kinds()}
    known = set(partners["id"]) | set(partners["name"]) | forums
    moves = records.succession
    others = _texts(moves["from"], moves["to"], partners["parent"], records.forums["host"]) - known
    reporters = _texts(ties["reported_by"]) - set(partners["id"]) - set(partners["name"])
    reporters = {text for text in reporters if not text.startswith(REPORTER)}
    numbered = {text for text in reporters if _RESPONDENT.fullmatch(text)}
    for what, prefix, texts in (
        ("forum", "FORUM", forums),
        ("other", "OTHER", others),
        ("kind", "KIND", kinds),
        ("programme", "PROGRAMME", _texts(records.programmes["programme"])),
        ("enabler", "ENABLER", _texts(records.programmes["enabler"])),
        ("reporter", "REPORTER", reporters - numbered),
    ):
        codes.give(what, prefix, ((text, text) for text in texts))
    codes.give("place", "PLACE", {fold(name): name for name in sorted(_places(records))}.items())
    codes.exchange("respondent", numbered)


def _meant(codes: Codes, records: Records) -> dict[str, Callable[[Any], Any]]:
    """Return for each kind of column what writes a cell of it in codes."""
    organisations = codes.of("organisation")
    partners = records.partners
    by_name = dict(zip(partners["name"], partners["id"].map(organisations), strict=True))
    ends = codes.of("other") | codes.of("forum") | by_name | organisations
    who = codes.of("reporter") | codes.of("respondent") | by_name | organisations
    places, kinds = codes.of("place"), codes.of("kind")
    plain = {"forum": codes.of("forum"), "programme": codes.of("programme"), "enabler": codes.of("enabler")}
    return {
        _ENDS: _by(ends),
        "who": lambda cell: REPORTER if str(cell).startswith(REPORTER) else _by(who)(cell),
        "kind": lambda cell: kinds.get(cell, cell),
        "place": lambda cell: " | ".join(sorted(places[fold(name)] for name in places_in(cell))),
        **{what: _by(given) for what, given in plain.items()},
    }


def _by(given: Mapping[str, str]) -> Callable[[Any], Any]:
    return lambda cell: given[cell] if isinstance(cell, str) and cell else cell


def _left(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Blank every column that is neither kept nor coded; tables that are not named at all are empty."""
    table = TABLES[name]
    kept = (*_KEPT.get(name, ()), *_CODED.get(name, ()))
    copy = frame[[column for column in (*table.names, *table.added_names) if column in frame]].copy()
    if not set(table.required) <= set(kept):
        copy = copy.iloc[:0]
    for column in table.columns:
        if column.only:
            fits = copy[column.name].map(column.is_public).astype(bool)
            copy[column.name] = copy[column.name].where(fits, "")
        elif column.name not in kept and column.accepts != "date":
            copy[column.name] = "" if column.accepts in ("text", "organisation") else None
        words = _WORDS.get((name, column.name))
        if words:
            copy[column.name] = copy[column.name].where(copy[column.name].isin(words), "")
    for column in table.added:
        if column.name not in kept:
            copy[column.name] = [()] * len(copy) if column.name == "waves_listed" else ""
    return copy


def _stands_out(partners: pd.DataFrame, ties: pd.DataFrame) -> list[str]:
    """Say what gives organisations of this copy away, whoever looks."""
    sizes = partners["sector"].fillna("unknown").value_counts()
    alone = sorted(str(label) for label in sizes.index[sizes == 1])
    said = []
    if alone:
        said.append(
            f"In this copy {counted(len(alone), 'sector has', 'sectors have')} one organisation alone, which "
            f"the sector gives away: {', '.join(alone)}."
        )
    pairs = pd.concat(
        [ties[["source", "target"]], ties[["target", "source"]].set_axis(["source", "target"], axis=1)]
    ).drop_duplicates()
    partners_of = pairs.groupby("source")["target"].size()
    shape = partners.assign(partners=partners["id"].map(partners_of).fillna(0).astype(int))
    lonely = int((~shape.duplicated(["sector", "partners"], keep=False)).sum())
    if lonely:
        said.append(
            f"{lonely} of {counted(len(partners), 'organisation')} "
            f"{'is' if lonely == 1 else 'are'} the only one of the sector with that number of partners: who "
            "works with whom gives them away to those who know it."
        )
    return said


def _prefix(sector: Any) -> str:
    letters = slug(sector).replace("_", "") if isinstance(sector, str) else ""
    return letters[:3].upper() if letters[:3].isascii() and len(letters) >= 2 else "ORG"


def _texts(*columns: pd.Series) -> set[str]:
    return {text for column in columns for text in column if isinstance(text, str) and text}


def _places(records: Records) -> set[str]:
    """Name every place of the records."""
    cells: Iterable[str] = (
        *records.partners["place"],
        *records.forums["place"],
        *records.programmes["place"],
        *records.places["place"],
        *records.places["parent"],
    )
    return {name for cell in cells for name in places_in(cell)}
