"""The words sysmap knows: the tables in ``sysmap/data/*.csv``, read once and never changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

from sysmap.letters import composed

# The shapes that vis-network draws in screen space, in the order in which new sectors take them.
SHAPES = ("dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon")
UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Sector:
    """A sector of the vocabulary: its key, label, family, and how it is drawn."""

    key: str
    label: str
    family: str
    shape: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """A family of sectors; the family decides the colour."""

    key: str
    label: str
    colour: str


@dataclass(frozen=True)
class Mark:
    """How the organisations of one sector are drawn."""

    key: str
    colour: str
    shape: str
    family: str


UNKNOWN_MARK = Mark(key="unknown", colour="#B1B4B6", shape="dot", family="")


@cache
def families() -> dict[str, Family]:
    """Give the six families by key, in the order of the table."""
    return {row["key"]: Family(**row) for row in _table("families.csv")}


@cache
def sectors() -> dict[str, Sector]:
    """Give the sectors of the vocabulary by key, in the order of the table."""
    return {
        row["key"]: Sector(
            row["key"], row["label"], row["family"], row["shape"], tuple(row["aliases"].split("|"))
        )
        for row in _table("sectors.csv")
    }


@cache
def sector_spellings() -> dict[str, tuple[str, str]]:
    """Give every known spelling of a sector, folded, with its key and label.

    The name of a family is a coarse sector, unless it is also the label or an alias of a sector.
    """
    known: dict[str, tuple[str, str]] = {}
    for family in families().values():
        for spelling in (family.key, family.label):
            known[fold(spelling)] = (family.key, family.label)
    for sector in sectors().values():
        for spelling in (sector.key, sector.label, *sector.aliases):
            known[fold(spelling)] = (sector.key, sector.label)
    return known


def family_of(key: str) -> str:
    """Give the label of the family of a sector's key; empty for a sector of the user's own."""
    if key in sectors():
        return families()[sectors()[key].family].label
    return families()[key].label if key in families() else ""


def sector_marks(labels: Iterable[str]) -> dict[str, Mark]:
    """Give each sector label a colour and a shape, no two alike while they last.

    Sectors of the vocabulary look the same on every map. Others take, in the order of their
    labels, the pairs of colour and shape that no sector of this map uses; beyond 42 sectors
    pairs repeat.
    """
    wanted = set(labels)
    known: dict[str, Mark] = {}
    for label in sorted(wanted):
        key, _ = sector_spellings().get(fold(label), ("", ""))
        if key in sectors():
            family = families()[sectors()[key].family]
            known[label] = Mark(key, family.colour, sectors()[key].shape, family.label)
    taken = {(mark.colour, mark.shape) for mark in known.values()}
    for label in sorted(wanted - set(known)):
        key, _ = sector_spellings().get(fold(label), ("", ""))
        own = [family.colour for family in families().values() if family.key == key]
        colours = own or [family.colour for family in families().values()]
        pairs = [(colour, shape) for shape, colour in product(SHAPES, colours)]
        free = [pair for pair in pairs if pair not in taken] or pairs
        taken.add(free[0])
        known[label] = Mark(key or slug(label), *free[0], family_of(key))
    return {label: known[label] for label in sorted(known)}


@cache
def table_names() -> dict[str, str]:
    """Give the other names of the tables of a record set, folded, with the table meant."""
    return {fold_header(row["alias"]): row["table"] for row in _table("aliases.csv") if not row["column"]}


@cache
def header_aliases(table: str) -> dict[str, str]:
    """Give the other names of a table's columns, folded, with the column meant."""
    return {
        fold_header(row["alias"]): row["column"]
        for row in _table("aliases.csv")
        if row["table"] == table and row["column"]
    }


@cache
def glossary() -> tuple[tuple[str, str], ...]:
    """Give the words that sysmap uses in a sense of its own, each with what it means."""
    return tuple((row["word"], row["means"]) for row in _table("glossary.csv"))


@cache
def scales() -> dict[str, dict[str, float]]:
    """Give the known scales of tie strength: name of the scale to folded word to strength."""
    known: dict[str, dict[str, float]] = {}
    for row in _table("scales.csv"):
        known.setdefault(row["scale"], {})[fold(row["word"])] = float(row["strength"])
    return known


@cache
def dependences() -> frozenset[str]:
    """Give the kinds of tie, folded, that say who depends on whom, and not who works together."""
    return frozenset(fold(row["kind"]) for row in _table("kinds.csv") if row["family"] == "dependence")


def fold(text: str) -> str:
    """Fold what does not tell labels apart: case, and the amount of white space."""
    return " ".join(composed("NFKC", text).casefold().split())


@lru_cache(10_000)
def fold_header(text: str) -> str:
    """Fold a column's or table's name: case, white space, ``_``, ``-`` and quotes do not count."""
    return re.sub(r"[\s_\-'\"‘’“”\u200b-\u200f\ufeff]", "", composed("NFKC", text).casefold())


def slug(text: str) -> str:
    """Make a key of a label: lower-case letters and digits joined by ``_``."""
    return re.sub(r"\W+", "_", composed("NFKD", text).casefold()).strip("_") or "other"


def _table(name: str) -> list[dict[str, str]]:
    text = files("sysmap").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
