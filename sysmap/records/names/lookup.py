"""Names in records looked up in registers and in decisions made before."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.records.names.classify import sector_key
from sysmap.records.names.decisions import Decided, Decisions, decided_sectors, read_aliases
from sysmap.records.names.match import ACCEPT, matches
from sysmap.records.names.register import read_register
from sysmap.records.raw import RawTable
from sysmap.records.tables.collaborations import Directory
from sysmap.vocabulary import sectors

ALIASES = "aliases.csv"


@dataclass(frozen=True)
class NameSources:
    """Where names may be looked up: a register (None for none) and the decisions made before."""

    register: pd.DataFrame | None = None
    aliases: pd.DataFrame = field(default_factory=lambda: read_aliases(None))

    @property
    def given(self) -> bool:
        """Whether there is anything to look names up in."""
        return self.register is not None or len(self.aliases) > 0

    @cached_property
    def decided(self) -> Decided:
        """What persons decided names to mean."""
        return Decided(self.aliases, self.register)


@dataclass
class Identified:
    """What was found: the entry of each partner, its sector there, and the names still open."""

    entries: dict[str, str] = field(default_factory=dict)
    sectors: dict[str, str] = field(default_factory=dict)
    open_names: set[str] = field(default_factory=set)


def name_sources(register: Any, aliases: Any, sources: Iterable[Any]) -> NameSources:
    """Read the register and the decisions; ``aliases.csv`` in a folder of the sources is used unasked."""
    if register is not None and not isinstance(register, pd.DataFrame):
        files = register if isinstance(register, Sequence) and not isinstance(register, str) else [register]
        register = read_register(*files)
    if aliases is None:
        folders = [Path(one) for one in _paths(sources) if Path(one).is_dir()]
        aliases = next((folder / ALIASES for folder in folders if (folder / ALIASES).is_file()), None)
    if not isinstance(aliases, pd.DataFrame):
        aliases = read_aliases(aliases)
    return NameSources(register, aliases)


def identify_partners(partners: pd.DataFrame, names: NameSources) -> Identified:
    """Find the entry that each partner is in the register, if one was given, and the sectors decided."""
    found = Identified(sectors=_decided(partners, names.aliases))
    if names.register is None:
        return found
    sector_of = (
        dict(zip(names.register["id"], names.register.get("sector", ""), strict=True))
        if ("sector" in names.register)
        else {}
    )
    asked = pd.DataFrame({"name_as_written": partners["name"], "sector": partners["sector"].fillna("")})
    for partner, match in zip(
        partners["id"], matches(asked, names.register, aliases=names.aliases), strict=True
    ):
        if partner in sector_of:
            found.entries[partner] = partner
        elif match.decision == ACCEPT:
            found.entries[partner] = match.id
        elif not match.remembered:
            found.open_names.add(match.name_as_written)
        entry = found.entries.get(partner, "")
        if not found.sectors.get(partner):
            found.sectors[partner] = str(sector_of.get(entry) or "")
    return found


def _decided(partners: pd.DataFrame, aliases: pd.DataFrame) -> dict[str, str]:
    """Return the sectors that a person has chosen in the review, by partner."""
    chosen = decided_sectors(aliases)
    if not chosen:
        return {}
    decided = Decisions(aliases)
    found = {}
    for partner, name in zip(partners["id"], partners["name"], strict=True):
        ids = [partner, *(decision.id for decision in decided.of(name))]
        label = next((chosen[one] for one in ids if one in chosen), "")
        if sector_key(label) in sectors():
            found[partner] = sector_key(label)
    return found


def with_decided_ids(lists: list[pd.DataFrame], decided: Decided) -> list[pd.DataFrame]:
    """Give partners without an id of their own the id of the partner in another list that they are.

    Lists of waves join by id. Two rows of one list stay two, whatever was decided: the list says so.
    """
    if not decided or len(lists) < 2:
        return lists
    rows = [list(zip(frame["id"], frame["name"], strict=True)) for frame in lists]
    own = {identity for pairs in rows for identity, name in pairs if identity != name}
    meant = {identity: identity for identity in own}
    for identity, name in sorted(
        (pair for pairs in rows for pair in pairs), key=lambda pair: pair[0] not in own
    ):
        for key in decided(name)[:1]:
            meant.setdefault(key, identity)
    joined = []
    for frame, pairs in zip(lists, rows, strict=True):
        there = {identity for identity, _ in pairs}
        ids = []
        for identity, name in pairs:
            found = next((meant[key] for key in decided(name)[:1]), identity)
            ids.append(identity if identity in own or found in there else found)
            there.add(ids[-1])
        joined.append(frame.assign(id=pd.Series(ids, index=frame.index, dtype=object)))
    return joined


def decided_spellings(texts: Iterable[str], directory: Directory, decided: Decided) -> dict[str, str]:
    """Find the partners that persons decided names to mean, of texts that are no partner's id or name.

    The id decided may be a partner's, one that a register has for it, or one that another of its names
    was decided to have.
    """
    partner_of: dict[str, set[str]] = {}
    for name, partners in directory.names.items():
        for identity in decided(name)[:1]:
            partner_of.setdefault(identity, set()).update(partners)
    meant: dict[str, str] = {}
    for text in texts:
        spellings = decided(text) if directory.find_as_written(text) is None else ()
        found = next((one for each in spellings if (one := directory.find(each)) is not None), None)
        others = partner_of.get(spellings[0], set()) if spellings else set()
        if found or len(others) == 1:
            meant[text] = found or next(iter(others))
    return meant


def other_spellings(
    texts: Iterable[str], partners: pd.DataFrame, names: NameSources, found: Identified
) -> dict[str, str]:
    """Find the partners that names mean which are no partner's: by decision, or sure by the register.

    Names that stay open are added to ``found.open_names``.
    """
    ids = set(partners["id"])
    partner_of: dict[str, list[str]] = {}
    for partner, entry in found.entries.items():
        partner_of.setdefault(entry, []).append(partner)
    register = names.register if names.register is not None else partners[["id", "name"]]
    meant: dict[str, str] = {}
    for match in matches(sorted(set(texts)), register, aliases=names.aliases):
        sure = match.decision == ACCEPT and (match.remembered or names.register is not None)
        same = partner_of.get(match.id, [match.id] if match.id in ids else [])
        if sure and len(same) == 1:
            meant[match.name_as_written] = same[0]
        elif not match.remembered:
            found.open_names.add(match.name_as_written)
    return meant


def without_decisions(groups: dict[str, dict[str, RawTable]]) -> None:
    """Take the decisions about names out of raw tables: they are no table of a record set."""
    for raw in groups.values():
        for name in [one for one, frame in raw.items() if "name_as_written" in map(str, frame.columns)]:
            del raw[name]


def _paths(sources: Iterable[Any]) -> list[str | os.PathLike[str]]:
    flat: list[str | os.PathLike[str]] = []
    for source in sources:
        if isinstance(source, Mapping):
            flat += _paths(source.values())
        elif isinstance(source, str | os.PathLike):
            flat.append(source)
        elif isinstance(source, Sequence):
            flat += _paths(source)
    return flat
