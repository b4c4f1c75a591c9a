"""Organisations named in an export, matched to a list of partners given with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from sysmap.errors import listed
from sysmap.records.cells import clean
from sysmap.records.names import basic, core, expand
from sysmap.records.problems import Origin, Problems, shown
from sysmap.records.tables import TABLES
from sysmap.vocabulary import fold

# Words that the step core leaves out, and that tell bodies of one place apart where both names have them.
_BODIES = (
    frozenset({"council", "trust"}),
    frozenset({"county", "district", "borough", "city", "parish"}),
    frozenset({"nhs", "council"}),
)
# A spelling is looked for as it stands, then with less and less of it counting.
_STRICT = 3
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
        # By step and what is left of a spelling: the organisations that are spelt so, and how in full.
        self._known: list[dict[str, dict[str, str]]] = [{} for _ in _STEPS]
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
            found = _meant(text, known.get(step(text), {}))
            if len(found) == 1:
                return next(iter(found))
            if found:
                return None
        return None

    def add(self, text: str, row: object, origin: Origin) -> str:
        """Give the id of the organisation that a text names, taking it in where it is not known.

        What is taken in so is found again only if it is spelt the same: who comes first must not
        decide who is meant.
        """
        return self.find(text) or self._new(text, row, origin, _STRICT)

    def columns(self, labels: Sequence[str], row: object, origin: Origin) -> list[str]:
        """Give the ids of organisations that stand side by side, each its own, taking in the new ones.

        A label that is a spelling of a partner's name means that partner, unless another label
        means it more closely.
        """
        found: dict[int, str] = {}
        for step, known in zip(_STEPS, self._known, strict=True):
            for place, label in enumerate(labels):
                meant = _meant(label, known.get(step(label), {})) - set(found.values())
                if place not in found and len(meant) == 1:
                    found[place] = next(iter(meant))
        return [
            found.get(place) or self._new(label, row, origin, len(_STEPS))
            for place, label in enumerate(labels)
        ]

    def name(self, organisation: str) -> str:
        """Give the name of an organisation by its id."""
        return self._names[organisation]

    @property
    def organisations(self) -> list[str]:
        """The ids of all organisations, in the order met."""
        return list(self._names)

    def added(self, origin: Origin, problems: Problems | None = None) -> pd.DataFrame:
        """Give the organisations that no list of partners holds, as a raw table, and note them."""
        if problems is not None and self.has_list and self._added:
            names = [shown(name) for name, _, _ in self._added.values()]
            said = f"{listed(names, 20)}: not on the list of partners: added"
            problems.warning(origin, said, table="partners")
        frame = pd.DataFrame(
            {"name": [name for name, _, _ in self._added.values()]},
            index=[row for _, row, _ in self._added.values()],
            dtype=object,
        )
        frame.attrs["origin"] = origin
        return frame

    def _new(self, text: str, row: object, origin: Origin, steps: int) -> str:
        organisation = text
        if text not in self._names:
            self._take(organisation, text, steps)
            self._added[organisation] = (text, row, origin)
        return organisation

    def _take(self, organisation: str, name: str, steps: int = len(_STEPS)) -> None:
        self._names.setdefault(organisation, name)
        self._spell(organisation, name, steps)

    def _spell(self, organisation: str, text: str, steps: int = len(_STEPS)) -> None:
        for step, known in list(zip(_STEPS, self._known, strict=True))[:steps]:
            if step(text):
                known.setdefault(step(text), {}).setdefault(organisation, text)


def _meant(text: str, spelt: Mapping[str, str]) -> set[str]:
    """Give the organisations, of those spelt nearly so, that are not another body of the same place."""
    return {organisation for organisation, spelling in spelt.items() if _may_be_one(text, spelling)}


def _may_be_one(text: str, other: str) -> bool:
    first, second = set(expand(text).split()), set(expand(other).split())
    return not any(first & words and second & words and not first & second & words for words in _BODIES)


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
