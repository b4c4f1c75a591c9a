"""Organisations named in an export, matched to a list of partners given with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from sysmap.errors import listed
from sysmap.records.names.acronyms import is_acronym, meanings
from sysmap.records.names.normalising import basic, core, expand, initials
from sysmap.records.problems import Origin, Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import partners_beside
from sysmap.records.tables.declared import NAME_LIMIT, TABLES
from sysmap.records.tables.typed import matched_headers
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold, sectors_meant

# Words that the step core leaves out, and that tell bodies of one place apart where both names have them.
_BODIES = (
    frozenset({"council", "trust"}),
    frozenset({"county", "district", "borough", "city", "parish"}),
    frozenset({"nhs", "council"}),
)
# A spelling is looked for as it stands, then with less and less of it counting.
_STRICT = 3
_SHORTEST_ACRONYM = 3
_STEPS: tuple[Callable[[str], str], ...] = (str, fold, basic, expand, core)


class Roster:
    """The organisations of a list of partners, and those met besides.

    Parameters
    ----------
    lists
        Raw tables of partners; empty where there is none.
    elsewhere
        Lists of other waves: who is on one has its id and name from there, and is one of the
        `organisations` here only once it is met.
    decided
        Gives other spellings of a text, as a person decided them.
    acronyms
        Whether an acronym means the one organisation of the lists whose initials it is.
    """

    def __init__(
        self,
        lists: Iterable[RawTable] = (),
        elsewhere: Sequence[RawTable] = (),
        decided: Callable[[str], Sequence[str]] | None = None,
        *,
        acronyms: bool = False,
    ) -> None:
        self._decided = decided or (lambda _text: ())
        self._elsewhere = Roster(elsewhere, decided=decided) if len(elsewhere) else None
        self._names: dict[str, str] = {}
        # By step and what is left of a spelling: the organisations that are spelt so, and how in full.
        self._known: list[dict[str, dict[str, str]]] = [{} for _ in _STEPS]
        self._added: dict[str, tuple[str, object, Origin]] = {}
        self._respelt: dict[str, str] = {}
        self._initials: dict[str, set[str]] = {}
        self.has_list = False
        for frame in lists:
            self.has_list = True
            matched = matched_headers(frame, TABLES["partners"])
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
                    for letters in initials(name) if acronyms else ():
                        self._initials.setdefault(letters, set()).add(organisation or name)

    def find(self, text: str) -> str | None:
        """Return the id of the organisation that a text names: an id, a name, or one spelt nearly so.

        What a person decided goes before what is spelt nearly so.
        """
        if not text:
            return None
        exact, *others = zip(_STEPS, self._known, strict=True)
        found = self._at(text, *exact)
        if not found:
            found = next(
                (there for other in self._decided(text) if (there := self._at(other, *exact))), set()
            )
        for step, known in others:
            found = found or self._at(text, step, known)
        if found:
            return next(iter(found)) if len(found) == 1 else None
        elsewhere = self._elsewhere.find(text) if self._elsewhere else None
        return elsewhere or self._by_initials(text)

    def _by_initials(self, text: str) -> str | None:
        """Return the organisation of the lists whose initials a text is; none where it means another."""
        if len(text) < _SHORTEST_ACRONYM or not (text.isupper() and is_acronym(text)):
            return None
        found = self._initials.get(text.casefold(), set())
        return next(iter(found)) if len(found) == 1 and not (meanings(text) or sectors_meant(text)) else None

    def find_exactly(self, text: str) -> str | None:
        """Return the id of the organisation with this id or name, or that a person decided it to be.

        A difference of case or spaces is none.
        """
        exact, alike, *_ = zip(_STEPS, self._known, strict=True)
        for spelling, step in (
            (text, exact),
            *((other, exact) for other in self._decided(text)),
            (text, alike),
        ):
            found = self._at(spelling, *step)
            if len(found) == 1:
                return next(iter(found))
        return self._elsewhere.find_exactly(text) if self._elsewhere else None

    def _at(self, text: str, step: Callable[[str], str], known: Mapping[str, Mapping[str, str]]) -> set[str]:
        if len(text) > NAME_LIMIT and step is not str:
            return set()  # no name
        return _meant(text, known.get(step(text), {}))

    def add(self, text: str, row: object, origin: Origin) -> str:
        """Return the id of the organisation that a text names, taking it in where it is not known.

        What is taken in so is found again only if it is spelt the same: who comes first must not
        decide who is meant.
        """
        found = self.find(text)
        if not found:
            return self._new(text, row, origin, _STRICT)
        return self._as_spelt(text, self._met(found, row, origin))

    def add_exactly(self, text: str, row: object, origin: Origin) -> None:
        """Take in the organisation with this id or name, unless it is known exactly; a blank is none."""
        found = self.find_exactly(text)
        if found:
            self._met(found, row, origin)
        elif text:
            self._new(text, row, origin, 1)

    def columns(self, labels: Sequence[str], row: object, origin: Origin) -> list[str]:
        """Return the ids of organisations that stand side by side, each its own, taking in the new ones.

        A label that is a spelling of a partner's name means that partner, unless another label
        means it more closely.
        """
        found: dict[int, str] = {}
        decided = [self._decided(label) for label in labels]
        for turn, (step, known) in enumerate(zip(_STEPS, self._known, strict=True)):
            for place, label in enumerate(labels):
                spellings = (label, *(decided[place] if turn == 0 else ()))
                meant = next((there for each in spellings if (there := self._at(each, step, known))), set())
                meant = meant - set(found.values())
                if place not in found and len(meant) == 1:
                    found[place] = next(iter(meant))
        for place, label in enumerate(labels):
            other = self._elsewhere.find(label) if self._elsewhere and place not in found else None
            if other and other not in found.values():
                found[place] = self._met(other, row, origin)
        return [
            self._as_spelt(label, found[place])
            if place in found
            else self._new(label, row, origin, len(_STEPS))
            for place, label in enumerate(labels)
        ]

    def _as_spelt(self, text: str, organisation: str) -> str:
        """Keep in mind that an organisation is called otherwise here than on its list."""
        if text != organisation and basic(text) != basic(self.name(organisation)) and not self._decided(text):
            self._respelt[text] = organisation
        return organisation

    def note_respelt(self, origin: Origin, problems: Problems) -> None:
        """Say which texts were taken for another spelling of a name, so that a person may disagree."""
        if self._respelt:
            said = [f"{shown(text)} as {shown(self.name(meant))}" for text, meant in self._respelt.items()]
            problems.warning(
                origin,
                f"read as another spelling of the same organisation: {listed(said, 20)}; if one of them is "
                "another organisation, put it on the list of partners",
                table="partners",
            )

    def name(self, organisation: str) -> str:
        """Return the name of an organisation by its id."""
        return self._names[organisation]

    @property
    def organisations(self) -> list[str]:
        """The ids of all organisations, in the order met."""
        return list(self._names)

    def added(self, origin: Origin, problems: Problems | None = None) -> RawTable:
        """Return the organisations that no list of partners holds, as a raw table, and note them."""
        if problems is not None and self.has_list and self._added:
            names = [shown(name) for name, _, _ in self._added.values()]
            said = f"{listed(names, 20)}: not on the list of partners: added"
            problems.warning(origin, said, table="partners")
        return self._frame(self._added, origin)

    def added_from(self, origin: Origin) -> RawTable:
        """Return the organisations that were first met at one place, as a raw table."""
        there = [organisation for organisation, (_, _, place) in self._added.items() if place == origin]
        return self._frame(there, origin)

    def _frame(self, organisations: Iterable[str], origin: Origin) -> RawTable:
        rows = [(name, organisation, row) for organisation in organisations
                for name, row, _ in [self._added[organisation]]]  # fmt: skip
        frame = pd.DataFrame(
            [row[:2] for row in rows],
            columns=["name", "id"],
            index=[row[2] for row in rows],
            dtype=object,
        )
        return RawTable(frame, replace(origin, made=True))

    def _new(self, text: str, row: object, origin: Origin, steps: int) -> str:
        organisation = text
        if text not in self._names:
            self._take(organisation, text, steps)
            for spelling in self._decided(text)[:1]:
                self._spell(organisation, spelling, 1)
            self._added[organisation] = (text, row, origin)
        return organisation

    def _met(self, organisation: str, row: object, origin: Origin) -> str:
        """Take in an organisation of another wave's list, now that it is met in this one."""
        if organisation not in self._names and self._elsewhere:
            name = self._elsewhere.name(organisation)
            self._take(organisation, name)
            self._added[organisation] = (name, row, origin)
        return organisation

    def _take(self, organisation: str, name: str, steps: int = len(_STEPS)) -> None:
        self._names.setdefault(organisation, name)
        self._spell(organisation, name, steps)

    def _spell(self, organisation: str, text: str, steps: int = len(_STEPS)) -> None:
        for step, known in list(zip(_STEPS, self._known, strict=True))[
            : steps if len(text) <= NAME_LIMIT else 1
        ]:
            if step(text):
                known.setdefault(step(text), {}).setdefault(organisation, text)


def _meant(text: str, spelt: Mapping[str, str]) -> set[str]:
    """Return the organisations, of those spelt nearly so, that are not another body of the same place."""
    return {organisation for organisation, spelling in spelt.items() if _may_be_one(text, spelling)}


def _may_be_one(text: str, other: str) -> bool:
    first, second = set(expand(text).split()), set(expand(other).split())
    return not any(first & words and second & words and not first & second & words for words in _BODIES)


def roster_beside(tables: Mapping[str, RawTable], own: Collection[str] = ()) -> Roster:
    """Return the roster for a layout: of the partners given with its raw tables `own`, and all that is known.

    Parameters
    ----------
    tables
        The raw tables as they arrived.
    own
        The names of those that the layout reads itself.
    """
    elsewhere, decided = getattr(tables, "elsewhere", ()), getattr(tables, "decided", None)
    return Roster(partners_beside(tables, own), elsewhere, decided)


def partners_named(raws: Iterable[tuple[RawTable, Iterable[str]]], roster: Roster) -> list[RawTable]:
    """Return the organisations that stand in some columns of raw tables, as raw tables of partners.

    The raw tables keep the names as they are written, so that only a name known exactly is known. Of
    names that differ in case or spaces alone the commonest is the organisation's.
    """
    made = []
    read = [(raw, [[clean(cell)[0] for cell in raw[header]] for header in headers]) for raw, headers in raws]
    usual = _usual_spellings(text for _, columns in read for column in columns for text in column)
    for raw, columns in read:
        for row, *texts in zip(raw.index, *columns, strict=True):
            for text in texts:
                roster.add_exactly(usual[text], row, raw.origin)
        made.append(roster.added_from(raw.origin))
    return made


def _usual_spellings(texts: Iterable[str]) -> dict[str, str]:
    """Return for each text the commonest of those that differ from it in case or spaces alone."""
    counts = Counter(texts)
    alike: dict[str, list[str]] = {}
    for text in sorted(counts):
        alike.setdefault(fold(text), []).append(text)
    usual = {key: max(spellings, key=lambda text: counts[text]) for key, spellings in alike.items()}
    return {text: usual[fold(text)] for text in counts}
