"""Organisations named in an export, matched to a list of partners given with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from sysmap.records.cells import clean
from sysmap.records.names import basic, core
from sysmap.records.problems import Origin
from sysmap.records.tables import TABLES
from sysmap.vocabulary import fold

# A spelling is looked for as it stands, then with less and less of it counting.
_STEPS: tuple[Callable[[str], str], ...] = (str, fold, basic, core)


class Roster:
    """The organisations of a list of partners, and those met besides.

    Parameters
    ----------
    lists
        Raw tables of partners; empty where there is none.
    """

    def __init__(self, lists: Iterable[pd.DataFrame] = ()) -> None:
        self._names: dict[str, str] = {}
        self._known: list[dict[str, set[str]]] = [{} for _ in _STEPS]
        self._added: dict[str, tuple[str, object, Origin]] = {}
        self.has_list = False
        for frame in lists:
            self.has_list = True
            matched = TABLES["partners"].columns_of(map(str, frame.columns))
            columns = {
                column: frame[header].map(lambda cell: clean(cell)[0]) for header, column in matched.items()
            }
            names = columns.get("name", columns.get("id"))
            if names is None:
                continue
            for organisation, name in zip(columns.get("id", names), names, strict=True):
                if organisation or name:
                    self._take(organisation or name, name or organisation)
                    self._spell(organisation or name, organisation)

    def find(self, text: str) -> str | None:
        """Give the id of the organisation that a text names: an id, a name, or one spelt nearly so."""
        if not text:
            return None
        for step, known in zip(_STEPS, self._known, strict=True):
            found = known.get(step(text), set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                return None
        return None

    def add(self, text: str, row: object, origin: Origin) -> str:
        """Give the id of the organisation that a text names, taking it in where it is not known."""
        return self.find(text) or self._new(text, row, origin)

    def columns(self, labels: Sequence[str], row: object, origin: Origin) -> list[str]:
        """Give the ids of organisations that stand side by side, each its own, taking in the new ones.

        A label that is a spelling of a partner's name means that partner, unless another label
        means it more closely.
        """
        found: dict[int, str] = {}
        for step, known in zip(_STEPS, self._known, strict=True):
            for place, label in enumerate(labels):
                meant = known.get(step(label), set()) - set(found.values())
                if place not in found and len(meant) == 1:
                    found[place] = next(iter(meant))
        return [found.get(place) or self._new(label, row, origin) for place, label in enumerate(labels)]

    def name(self, organisation: str) -> str:
        """Give the name of an organisation by its id."""
        return self._names[organisation]

    @property
    def organisations(self) -> list[str]:
        """The ids of all organisations, in the order met."""
        return list(self._names)

    def added(self, origin: Origin) -> pd.DataFrame:
        """Give the organisations that no list of partners holds, as a raw table of partners."""
        frame = pd.DataFrame(
            {"name": [name for name, _, _ in self._added.values()]},
            index=[row for _, row, _ in self._added.values()],
            dtype=object,
        )
        frame.attrs["origin"] = origin
        return frame

    def _new(self, text: str, row: object, origin: Origin) -> str:
        organisation = text
        if text not in self._names:
            self._take(organisation, text)
            self._added[organisation] = (text, row, origin)
        return organisation

    def _take(self, organisation: str, name: str) -> None:
        self._names.setdefault(organisation, name)
        self._spell(organisation, name)

    def _spell(self, organisation: str, text: str) -> None:
        for step, known in zip(_STEPS, self._known, strict=True):
            if step(text):
                known.setdefault(step(text), set()).add(organisation)


def partners_named(frame: pd.DataFrame, headers: Iterable[str]) -> pd.DataFrame:
    """Give the organisations that stand in some columns of a raw table, as a raw table of partners."""
    first: dict[str, object] = {}
    cells = [frame[header] for header in headers]
    for place, row in enumerate(frame.index):
        for column in cells:
            first.setdefault(clean(column.iloc[place])[0], row)
    first.pop("", None)
    partners = pd.DataFrame({"name": list(first)}, index=list(first.values()), dtype=object)
    partners.attrs["origin"] = frame.attrs["origin"]
    return partners
