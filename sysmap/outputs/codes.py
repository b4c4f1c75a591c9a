"""Codes in the place of names, numbered in an order that a random secret alone knows, and their key."""

from __future__ import annotations

import csv
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sysmap.errors import ChoiceError
from sysmap.files import csv_text, unguarded, whole

_COLUMNS = ["code", "what", "id", "name"]
_SECRET = "secret"
_BYTES = 32


@dataclass
class Codes:
    """The codes given so far: of organisations, forums, places and whoever else is named.

    A code, once given, stays: those of an earlier key are remembered, and new ones follow them.
    Which number a name gets is decided by the secret, which the key file alone holds: with it the
    same names get the same codes again, and without it a list of all names is of no help.
    """

    secret: str = field(default_factory=lambda: secrets.token_hex(_BYTES))
    rows: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def give(self, what: str, prefix: str, named: Iterable[tuple[str, str]]) -> None:
        """Give codes to ids (with their names) that have none yet."""
        for identity, name in self._shuffled(what, named):
            number = 1
            while f"{prefix}-{number:02}" in self.taken:
                number += 1
            self._note(what, identity, name, f"{prefix}-{number:02}")

    def exchange(self, what: str, labels: Iterable[str]) -> None:
        """Give labels that number somebody, such as ``respondent 3``, to one another at random."""
        now = set(labels)
        earlier = {identity for kind, identity in self.rows if kind == what}
        free = sorted((now | earlier) - self.taken, key=lambda label: (len(label), label))
        new = self._shuffled(what, ((label, label) for label in now))
        for (identity, name), label in zip(new, free, strict=False):
            self._note(what, identity, name, label)

    def of(self, what: str) -> dict[str, str]:
        """Return the codes of one kind of thing, by id."""
        return {identity: code for (kind, identity), (code, _) in self.rows.items() if kind == what}

    def to_frame(self) -> pd.DataFrame:
        """Return the key as a table: the secret, then the codes, sorted."""
        rows = sorted((code, what, identity, name) for (what, identity), (code, name) in self.rows.items())
        return pd.DataFrame([(self.secret, _SECRET, "", ""), *rows], columns=_COLUMNS)

    def _shuffled(self, what: str, named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Put those without a code in an order that only the secret tells."""
        new = {identity: name for identity, name in named if identity and (what, identity) not in self.rows}
        key = bytes.fromhex(self.secret)

        def order(identity: str) -> bytes:
            return hmac.digest(key, f"{what}\0{identity}".encode(), "sha256")

        return [(identity, new[identity]) for identity in sorted(new, key=order)]

    def _note(self, what: str, identity: str, name: str, code: str) -> None:
        self.taken.add(code)
        self.rows[what, identity] = (code, name)


def check_key(key: Path, folder: Path) -> None:
    """Refuse a key that would lie with the copy, where whoever gets one gets both."""
    if key.resolve().is_relative_to(folder.resolve()):
        raise ChoiceError(
            f"the key {key} would lie in the folder of the copy ({folder}): keep it apart, in another folder"
        )


def write_key(codes: Codes, key: Path) -> None:
    """Write the key, for its owner alone."""
    with whole(key, private=True) as temporary:
        temporary.write_text(csv_text(codes.to_frame()), encoding="utf-8-sig", newline="")


def read_key(key: Path) -> Codes:
    """Read an earlier key; where there is none, begin a new one with a secret of its own.

    Raises
    ------
    ChoiceError
        If there is a file, and it is no key, or one whose codes could be worked out without it.
    """
    if not key.exists():
        return Codes()
    try:
        with key.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [{name: unguarded(cell or "") for name, cell in row.items() if name} for row in reader]
            fits = reader.fieldnames == _COLUMNS
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ChoiceError(f"{key} cannot be read as a key: name another file for it") from error
    if not fits:
        raise ChoiceError(f"{key} is there already and is no key: name another file for it")
    held = [row["code"] for row in rows if row["what"] == _SECRET]
    if len(held) != 1 or not re.fullmatch(rf"[0-9a-f]{{{2 * _BYTES}}}", held[0]):
        raise ChoiceError(
            f"{key} holds no secret, so that its codes can be worked out from a list of names: name another "
            "file, and a new key is made"
        )
    named = [row for row in rows if row["what"] != _SECRET]
    return Codes(
        held[0],
        {(row["what"], row["id"]): (row["code"], row["name"]) for row in named},
        {row["code"] for row in named},
    )
