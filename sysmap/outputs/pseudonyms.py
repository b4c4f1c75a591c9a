"""Records with codes in the place of names, and the key that says which code is whom."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import ChoiceError
from sysmap.files import csv_text, unguarded, whole
from sysmap.records.reading import Records
from sysmap.records.tables import TABLES
from sysmap.vocabulary import slug

NOTE = (
    "Pseudonymised, not anonymous: codes stand for names; notes, identifiers and columns of your own are "
    "left out. Whoever knows the system may still tell an organisation by its sector, place or partners. "
    "The key is kept apart; who holds both holds the names."
)
_COLUMNS = ["code", "what", "id", "name"]
_RESPONDENT = re.compile(r"respondent \d+", re.IGNORECASE)
_SHORTEST = 4
# Texts that people wrote freely; a code in the place of each name would not make them safe.
_LEFT_OUT = {
    "partners": ("identifiers", "note"),
    "collaborations": ("note",),
    "memberships": ("note",),
    "forums": ("note",),
    "money": ("note",),
    "succession": ("source", "note"),
    "programmes": ("aim",),
    "facts": ("source",),
}
_CODED = {
    "partners": ("id", "name", "parent", "name_as_written"),
    "collaborations": ("source", "target", "reported_by"),
    "memberships": ("organisation", "forum"),
    "forums": ("forum", "host"),
    "asked": ("organisation",),
    "money": ("source", "target"),
    "succession": ("from", "to"),
    "programmes": ("enabler",),
}


@dataclass
class Codes:
    """The codes given so far: of organisations, forums, enablers and whoever else is named.

    A code, once given, stays: those of an earlier key are remembered, and new ones follow them.
    """

    rows: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def give(self, what: str, prefix: str, named: Iterable[tuple[str, str]]) -> None:
        """Give codes to ids (with their names), in an order that says nothing of them."""
        for identity, name in sorted(named, key=lambda pair: hashlib.sha256(pair[0].encode()).digest()):
            if identity and (what, identity) not in self.rows:
                number = 1
                while f"{prefix}-{number:02}" in self.taken:
                    number += 1
                code = f"{prefix}-{number:02}"
                self.taken.add(code)
                self.rows[what, identity] = (code, name)

    def of(self, what: str) -> dict[str, str]:
        """Give the codes of one kind of thing, by id."""
        return {identity: code for (kind, identity), (code, _) in self.rows.items() if kind == what}

    def to_frame(self) -> pd.DataFrame:
        """Give the key as a table, sorted by code."""
        rows = [(code, what, identity, name) for (what, identity), (code, name) in self.rows.items()]
        return pd.DataFrame(sorted(rows), columns=_COLUMNS)


def check_key(key: Path, folder: Path) -> None:
    """Refuse a key that would lie with the copy, where whoever gets one gets both."""
    if key.resolve().is_relative_to(folder.resolve()):
        raise ChoiceError(
            f"the key {key} would lie in the folder of the copy ({folder}): keep it apart, in another folder"
        )


def pseudonymised(records: Records, key: Path) -> tuple[Records, Codes]:
    """Give records with codes in the place of names, and the codes.

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
    codes = _known(key)
    codes.taken |= set(records.partners["id"]) | set(records.partners["name"])
    partners = records.partners
    for prefix, rows in partners.groupby(partners["sector"].map(_prefix), sort=True):
        codes.give("organisation", str(prefix), zip(rows["id"], rows["name"], strict=True))
    organisations = codes.of("organisation")
    forums = _texts(records.forums["forum"], records.memberships["forum"])
    codes.give("forum", "FORUM", ((forum, forum) for forum in forums))
    codes.give("enabler", "ENABLER", ((text, text) for text in _texts(records.programmes["enabler"])))
    reporters = _texts(records.collaborations["reported_by"]) - set(organisations)
    named = {text for text in reporters if not _RESPONDENT.fullmatch(text)}
    codes.give("reporter", "REPORTER", ((text, text) for text in named))
    by_name = dict(zip(partners["name"], partners["id"].map(organisations), strict=True))
    known = by_name | organisations | codes.of("forum")
    money, moves = records.money, records.succession
    others = _texts(money["source"], money["target"], moves["from"], moves["to"], partners["parent"])
    others |= _texts(records.forums["host"])
    codes.give("other", "OTHER", ((text, text) for text in others - set(known)))
    meant = codes.of("other") | known
    who = codes.of("reporter") | {text: text for text in reporters - named} | organisations
    special = {
        ("collaborations", "reported_by"): who,
        ("programmes", "enabler"): codes.of("enabler"),
        ("forums", "forum"): codes.of("forum"),
        ("memberships", "forum"): codes.of("forum"),
    }
    tables = {}
    for name, table in TABLES.items():
        frame = getattr(records, name)
        added = [column for column in frame.columns if column not in table.names and column in _ADDED]
        frame = frame[[*table.names, *added]].copy()
        for column in _LEFT_OUT.get(name, ()):
            frame[column] = ""
        for column in set(_CODED.get(name, ())) & set(frame.columns):
            frame[column] = _coded(frame[column], special.get((name, column), meant))
        tables[name] = frame
    tables["facts"]["subject"] = _coded_subjects(tables["facts"]["subject"], meant)
    _replace_names(tables, meant)
    blanks = records.blanks.assign(
        **{end: _coded(records.blanks[end], meant) for end in ("source", "target")}
    )
    for name in set(tables) - {"waves"}:  # the order of waves is that of time
        tables[name] = tables[name].sort_values(
            TABLES[name].names, key=lambda column: column.astype(str), kind="stable", ignore_index=True
        )
    summary = {**records.summary, "pseudonymised": NOTE}
    copy = replace(
        records, **tables, blanks=blanks, problems=records.problems.iloc[:0].copy(), summary=summary
    )
    return copy, codes


_ADDED = ("row", "file", "sector_key", "family", "sector_source", "name_as_written", "waves_listed")


def write_key(codes: Codes, key: Path) -> None:
    """Write the key, for its owner alone."""
    with whole(key, private=True) as temporary:
        temporary.write_text(csv_text(codes.to_frame()), encoding="utf-8-sig", newline="")


def _known(key: Path) -> Codes:
    """Read an earlier key; nothing where there is none."""
    codes = Codes()
    if not key.exists():
        return codes
    try:
        with key.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [{name: unguarded(cell or "") for name, cell in row.items() if name} for row in reader]
            fits = reader.fieldnames == _COLUMNS
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ChoiceError(f"{key} cannot be read as a key: name another file for it") from error
    if not fits:
        raise ChoiceError(f"{key} is there already and is no key: name another file for it")
    for row in rows:
        codes.rows[row["what"], row["id"]] = (row["code"], row["name"])
        codes.taken.add(row["code"])
    return codes


def _prefix(sector: Any) -> str:
    letters = slug(sector).replace("_", "") if isinstance(sector, str) else ""
    return letters[:3].upper() if letters[:3].isascii() and len(letters) >= 2 else "ORG"


def _texts(*columns: pd.Series) -> set[str]:
    return {text for column in columns for text in column if isinstance(text, str) and text}


def _coded(cells: pd.Series, meant: dict[str, str]) -> pd.Series:
    return cells.map(lambda text: meant[text] if isinstance(text, str) and text else text).astype(object)


def _coded_subjects(cells: pd.Series, meant: dict[str, str]) -> pd.Series:
    """Code the id in subjects written as ``kind:id``."""

    def code(text: str) -> str:
        kind, colon, identity = text.partition(":")
        return f"{kind}{colon}{meant.get(identity.strip(), identity)}"

    return cells.map(code).astype(object)


def _replace_names(tables: dict[str, pd.DataFrame], meant: dict[str, str]) -> None:
    """Write codes for names that stand inside other texts, such as questions and kinds."""
    long = sorted((text for text in meant if len(text) >= _SHORTEST), key=lambda text: (-len(text), text))
    if not long:
        return
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, long))})(?!\w)", re.IGNORECASE)
    folded = {text.casefold(): code for text, code in meant.items()}

    def hidden(text: Any) -> Any:
        if not isinstance(text, str) or not text:
            return text
        return pattern.sub(lambda found: folded.get(found[0].casefold(), "…"), text)

    for name, frame in tables.items():
        for column in TABLES[name].columns:
            if column.accepts == "text" and column.name not in _CODED.get(name, ()):
                codes, distinct = pd.factorize(frame[column.name], use_na_sentinel=False)
                texts = pd.Series([hidden(text) for text in distinct], dtype=object)
                frame[column.name] = texts.to_numpy()[codes] if len(codes) else frame[column.name]
