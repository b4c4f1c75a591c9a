"""Organisations as published with grants: one identifier each, where the identifiers allow it."""

from __future__ import annotations

import re
from collections import Counter

from sysmap.errors import listed
from sysmap.records.names.normalising import core
from sysmap.records.problems import Origin, Problems, row_list, shown

# A register's code, then the number in it (org-id.guide): GB-CHC-1145080, XM-DAC-...
_OFFICIAL = re.compile(r"[A-Z]{2}-[A-Z0-9]{2,12}-.+")
_EXAMPLES = 5


class Published:
    """Identifiers with the names that they were published with, and whom each pair of them means.

    An identifier of an official register is one organisation under several names: the commonest
    stands. Another that stands for several different names is a placeholder: each name is then
    an organisation, under the one proper identifier that it has elsewhere, or under itself.
    """

    def __init__(self) -> None:
        self._names: dict[str, Counter[str]] = {}
        self._ids: dict[str, list[str]] = {}
        self._first: dict[tuple[str, str], object] = {}
        self._rows: dict[str, list[object]] = {}

    def meet(self, identifier: str, name: str, row: object) -> None:
        """Take note of an organisation in a row."""
        identifier, name = identifier or name, name or identifier
        self._names.setdefault(identifier, Counter())[name] += 1
        ids = self._ids.setdefault(name, [])
        if identifier not in ids:
            ids.append(identifier)
        self._first.setdefault((identifier, name), row)
        self._rows.setdefault(identifier, []).append(row)

    def is_placeholder(self, identifier: str) -> bool:
        """Return whether an identifier stands for organisations that have nothing to do with one another."""
        names = self._names[identifier]
        return not _OFFICIAL.fullmatch(identifier) and len({core(name) for name in names}) > 1

    def meant(self, identifier: str, name: str) -> str:
        """Return the id of the organisation that an identifier and a name mean; empty if both are blank."""
        identifier, name = identifier or name, name or identifier
        if not identifier or not self.is_placeholder(identifier):
            return identifier
        proper = [other for other in self._ids[name] if not self.is_placeholder(other)]
        return proper[0] if len(proper) == 1 else name

    def organisations(self) -> dict[str, tuple[str, object]]:
        """Return the organisations: id to name and first row."""
        found: dict[str, tuple[str, object]] = {}
        for (identifier, name), row in self._first.items():
            organisation = self.meant(identifier, name)
            usual = name if self.is_placeholder(identifier) else self._usual(identifier)
            found.setdefault(organisation, (usual, row))
        return found

    def note(self, origin: Origin, problems: Problems) -> None:
        """Warn of identifiers that stand for several names."""
        for identifier, names in self._names.items():
            if len(names) < 2:
                continue
            shown_names = listed(map(shown, sorted(names)), _EXAMPLES)
            what = (
                f"{len(names)} different organisations have this identifier ({shown_names}): "
                "each goes by its name"
                if self.is_placeholder(identifier)
                else f"one identifier, several names ({shown_names}): {shown(self._usual(identifier))} stands"
            )
            problems.warning(
                origin,
                what,
                table="partners",
                row=row_list(self._rows[identifier]),
                value=identifier,
            )

    def _usual(self, identifier: str) -> str:
        names = self._names[identifier]
        return max(names, key=lambda name: names[name])
