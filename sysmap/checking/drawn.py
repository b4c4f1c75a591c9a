"""Small systems drawn in a line, and those at the edge on which calculations go wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from numbers import Real
from string import ascii_uppercase

import pandas as pd

from sysmap.checking.contents import Contents
from sysmap.network.build import build_map
from sysmap.network.rules import ReportRule
from sysmap.network.system import SystemMap
from sysmap.records.read import read_records
from sysmap.records.record_set import Records

WAVE = "2024"
# Names and sectors in the opposite order of the alphabet.
_LETTERS = str.maketrans(ascii_uppercase, ascii_uppercase[::-1])
_LABELS = {"NHS": "z", "Police": "y", "Fire": "x", "unknown": "unknown"}


def reports(text: str, wave: str) -> pd.DataFrame:
    """Return the table collaborations for reports written as ``A-B:kind:strength``, the last two if known."""
    rows = []
    for word in text.split():
        ends, kind, strength = (word.split(":") + ["", ""])[:3]
        source, target = ends.split("-")
        rows.append((source, target, kind, strength, wave))
    return pd.DataFrame(rows, columns=["source", "target", "kind", "strength", "wave"])


def members(text: str) -> pd.DataFrame:
    """Return the table memberships for words such as ``A@x``: A sits on the forum x."""
    rows = [word.partition("@")[::2] for word in text.split()]
    return pd.DataFrame(rows, columns=["organisation", "forum"])


def partners(sectors: Mapping[str, str]) -> pd.DataFrame:
    """Return the table partners for organisations and their sectors."""
    return pd.DataFrame({"name": list(sectors), "sector": list(sectors.values())})


def asked(answered: Mapping[str, Iterable[str]], silent: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Return the table asked for those who answered and those who did not, by wave."""
    rows = [(wave, name, "yes") for wave, names in answered.items() for name in names]
    rows += [(wave, name, "no") for wave, names in silent.items() for name in names]
    return pd.DataFrame(rows, columns=["wave", "organisation", "answered"])


def draw(
    ties: str = "",
    *,
    answered: str | None = None,
    silent: str = "",
    report: ReportRule = "any",
    **sectors: str,
) -> SystemMap:
    """Make a map in a line: ``draw("A-B B-C:plans:2", A="NHS", B="Police", D="NHS")``.

    An organisation without a sector is of unknown sector; one without a tie is an isolate. With
    `answered` (and `silent`) it is recorded who answered. ``A@x`` among the ties: A sits on the forum x.
    """
    return build_map(_read(ties, answered, silent, sectors), WAVE, report=report)


def _read(ties: str, answered: str | None, silent: str, sectors: Mapping[str, str]) -> Records:
    words = ties.split()
    table = reports(" ".join(word for word in words if "@" not in word), WAVE)
    seats = members(" ".join(word for word in words if "@" in word))
    names = dict.fromkeys(
        [*table["source"], *table["target"], *seats["organisation"], *(answered or ""), *silent]
    )
    everyone = {**dict.fromkeys(names, "unknown"), **sectors}
    rows = partners(everyone).assign(closed="")
    # Records need three organisations: those that a smaller map lacks had closed before its wave.
    gone = pd.DataFrame({"name": [f"gone {i}" for i in range(3)], "sector": "unknown", "closed": "1999"})
    return read_records(
        partners=pd.concat([rows, gone], ignore_index=True) if len(rows) < 3 else rows,
        collaborations=table,
        memberships=seats,
        waves=pd.DataFrame({"wave": [WAVE]}),
        sectors="as written",
        **({} if answered is None else {"asked": asked({WAVE: answered}, {WAVE: silent})}),
    )


@dataclass(frozen=True)
class SmallSystem:
    """A small system to be drawn: the same drawing is the same map.

    Attributes
    ----------
    ties
        Ties and seats, as `draw` takes them; names are single capital letters.
    sectors
        Organisations with their sectors: ``NHS``, ``Police``, ``Fire`` or ``unknown``.
    answered
        Who answered; None where that is not recorded.
    report
        Whose report makes a tie.
    """

    ties: str = ""
    sectors: tuple[tuple[str, str], ...] = ()
    answered: str | None = None
    report: ReportRule = "any"

    @property
    def map(self) -> SystemMap:
        """The map of it, made once."""
        system = _map(self)
        _contents(self)  # what it holds, before anybody can have changed it
        return system

    def changed(self) -> list[str]:
        """Return what of the map is no longer as it was when it was made; it is then made afresh."""
        changed = _contents(self).changed(self.map)
        if changed:
            _records.cache_clear()
            _map.cache_clear()
            _contents.cache_clear()
        return changed

    def turned(self) -> SmallSystem:
        """Return the same system with all rows in the opposite order."""
        return replace(
            self,
            ties=" ".join(reversed(self.ties.split())),
            sectors=self.sectors[::-1],
            answered=self.answered and self.answered[::-1],
        )

    def renamed(self) -> SmallSystem:
        """Return the same system with other names, in another order of the alphabet (see `other_name`)."""
        return replace(
            self,
            ties=" ".join(word[:3].translate(_LETTERS) + word[3:] for word in self.ties.split()),
            sectors=tuple((other_name(one), _LABELS[label]) for one, label in self.sectors),
            answered=self.answered and self.answered.translate(_LETTERS),
        )


@lru_cache(maxsize=256)
def _map(drawing: SmallSystem) -> SystemMap:
    # Whose report makes a tie is no matter of the records, which take longest to make.
    return build_map(_records(replace(drawing, report="any")), WAVE, report=drawing.report)


@lru_cache(maxsize=256)
def _records(drawing: SmallSystem) -> Records:
    silent = "".join(name for name, _ in drawing.sectors if name not in (drawing.answered or ""))
    silent = "" if drawing.answered is None else silent
    return _read(drawing.ties, drawing.answered, silent, dict(drawing.sectors))


@lru_cache(maxsize=256)
def _contents(drawing: SmallSystem) -> Contents:
    return Contents(_map(drawing))


def other_name(name: str) -> str:
    """Return what an organisation is called in a drawing that is renamed."""
    return name.translate(_LETTERS)


def _everybody(label: str, names: str = "ABCDEFGH") -> tuple[tuple[str, str], ...]:
    return tuple((name, label) for name in names)


BUSY = SmallSystem(
    "A-B:plans:3 B-A:plans:2 A-C:refers C-D:plans:1 D-C:plans:1 D-E::2 E-F:plans:2 F-A:refers:1 F-G:plans "
    "G-B:plans:3 B-E:refers G-U:plans:1 A@x D@x F@x B@y C@y U@y",
    (*_everybody("NHS", "ABC"), *_everybody("Police", "DE"), *_everybody("Fire", "FGH"), ("U", "unknown")),
    "ABDFG",
)
"""A system in which there is something of everything."""

SMALL_SYSTEMS: dict[str, SmallSystem] = {
    "no organisation": SmallSystem(),
    "one organisation": SmallSystem("", _everybody("NHS", "A")),
    "two organisations of two sectors": SmallSystem("A-B", (("A", "NHS"), ("B", "Police"))),
    "no ties": SmallSystem("", _everybody("NHS", "ABC") + _everybody("Fire", "DE"), "ABC"),
    "a single sector": SmallSystem("A-B B-C C-A C-D:refers:2", _everybody("NHS")),
    "sectors of one member": SmallSystem("A-B:x B-C:y", (("A", "NHS"), ("B", "Police"), ("C", "Fire")), "AB"),
    "one sector of one member, the rest unknown": SmallSystem("A-B B-C", (("A", "NHS"),)),
    "nobody's sector known": SmallSystem("A-B B-C C-A", _everybody("unknown"), "AB"),
    "two parts": SmallSystem("A-B C-D", (("A", "NHS"), ("B", "NHS"), ("C", "Police"), ("D", "Police"))),
    "sectors joined only by an unknown": SmallSystem("A-U U-B", (("A", "NHS"), ("B", "Police"))),
    "everybody with everybody": SmallSystem(
        " ".join(f"{a}-{b}" for a in "ABCD" for b in "ABCD" if a != b),
        (("A", "NHS"), ("B", "NHS"), ("C", "Police"), ("D", "Police")),
        "ABCD",
        "confirmed",
    ),
    "forums without ties": SmallSystem("A@x B@x A@y C@y U@y", (("A", "NHS"), ("B", "NHS"), ("C", "Police"))),
    "nothing confirmed": SmallSystem(
        "A-B B-C", (("A", "NHS"), ("B", "Police"), ("C", "NHS")), "ABC", "confirmed"
    ),
    "arcs one way": SmallSystem(
        "A-B B-C C-D", (("A", "NHS"), ("B", "Police"), ("C", "NHS")), None, "directed"
    ),
    "something of everything": BUSY,
    "something of everything, as arcs": replace(BUSY, report="directed"),
}
"""Systems on which calculations go wrong, and two on which they should not."""

TURNED = ("two parts", "something of everything", "something of everything, as arcs")
"""Those that tell whether the order of rows, or names, make a difference."""


def agrees(found: object, expected: object, tolerance: float = 1e-12) -> bool:
    """Return whether values are equal to the tolerance, reasons to the letter, and names all there."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(
            agrees(found[name], expected[name], tolerance) for name in found
        )
    if not (isinstance(found, Real) and isinstance(expected, Real)):
        return found == expected
    return math.isclose(found, expected, rel_tol=tolerance, abs_tol=tolerance)
