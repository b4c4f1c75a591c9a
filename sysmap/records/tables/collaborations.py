"""Ties as recorded: both ends known, self-ties set aside, doubts about strength and reporters shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import repeat

import numpy as np
import pandas as pd

from sysmap.errors import listed
from sysmap.letters import bare
from sysmap.records.names.agreement import nearest_organisation
from sysmap.records.problems import Origin, Problems, row_list, shown
from sysmap.records.tables.periods import check_terms
from sysmap.records.values.distinct import by_distinct, is_true, spread
from sysmap.records.values.rows import rows_where
from sysmap.text import counted
from sysmap.vocabulary import fold

_EXAMPLES = 10
_SUGGESTIONS = 200


class Directory:
    """Finds organisations by id or name.

    Parameters
    ----------
    partners
        The organisations.
    lists
        The tables of partners as they came: an organisation may have had another name in
        the list of an earlier wave.
    """

    def __init__(self, partners: pd.DataFrame, lists: Iterable[pd.DataFrame] = ()) -> None:
        self.ids = dict.fromkeys(partners["id"])
        self.other_names: dict[str, str] = {}
        self.names: dict[str, list[str]] = {}
        for frame in (partners, *lists):
            for organisation, name in zip(frame["id"], frame["name"], strict=True):
                known = self.names.setdefault(name, [])
                if organisation not in known:
                    known.append(organisation)
        # Whether a name is written with its joiners, which nobody sees, does not tell it from another.
        self._bare: dict[str, set[str]] = {}
        for text in (*self.ids, *self.names):
            if not text.isascii():
                meant = [text] if text in self.ids else self.names[text]
                self._bare.setdefault(bare(text), set()).update(meant)
        self._alike: dict[str, set[str]] = {}
        self._alike_of = 0
        self._sectors = dict(zip(partners["id"], partners.get("sector_key", repeat("")), strict=False))
        self._suggested = 0

    def find(self, text: str) -> str | None:
        """Return the id of the organisation with this id, or with this name in whatever case and spaces.

        The case of an id that is no name may tell it from another.
        """
        return self.find_as_written(text) or self._find_alike(text)

    def _find_alike(self, text: str) -> str | None:
        if self._alike_of != 1 + len(self.other_names):
            self._alike_of, self._alike = 1 + len(self.other_names), {}
            for spelling, organisations in self._spellings():
                self._alike.setdefault(fold(spelling), set()).update(organisations)
        meant = self._alike.get(fold(text), set())
        return next(iter(meant)) if len(meant) == 1 else None

    def _spellings(self) -> Iterator[tuple[str, Iterable[str]]]:
        yield from self.names.items()
        yield from ((text, (organisation,)) for text, organisation in self.other_names.items())

    def find_as_written(self, text: str) -> str | None:
        """Return the id of the organisation with this id, or with this name if only one has it.

        What is the id or name of none may be one that an organisation had before or has since:
        ``other_names`` (by text, the id) is looked at last.
        """
        if text in self.ids:
            return text
        named = self.names.get(text, [])
        if named:
            return named[0] if len(named) == 1 else None
        alike = set() if text.isascii() else self._bare.get(bare(text), set())
        return next(iter(alike)) if len(alike) == 1 else self.other_names.get(text)

    def others_named(self, text: str) -> list[str]:
        """Return the other organisations that have as their name what is the id of one."""
        return [organisation for organisation in self.names.get(text, ()) if organisation != text]

    def why_not(self, text: str) -> str:
        """Say why a text names no organisation, and what may have been meant."""
        if text in self.names:
            return (
                f"{len(self.names[text])} partners have this name ({listed(self.names[text])}): write the id"
            )
        alike = self._alike.get(fold(text), set())
        if len(alike) > 1:
            return (
                f"differs from {listed(sorted(alike))} in case or spaces alone: write the one that is meant"
            )
        # A suggestion for each of thousands of unknown names would take long, and help no one.
        self._suggested += 1
        meant = nearest_organisation(text, self._known) if self._suggested <= _SUGGESTIONS else ""
        return "is not a partner" + (
            f"; did you mean {meant}?" if meant else ": add it to partners, or mend the name"
        )

    @cached_property
    def _known(self) -> dict[str, str]:
        names = {name: self._sectors.get(having[0], "") for name, having in self.names.items()}
        return {**names, **self._sectors}


def note_spellings(
    frame: pd.DataFrame, column: str, directory: Directory, table: str, problems: Problems
) -> None:
    """Say which cells name an organisation in another case, or with other spaces, than partners have it."""
    meant = {
        text: found
        for text in frame[column].unique()
        if text and directory.find_as_written(text) is None and (found := directory.find(text)) is not None
    }
    if not meant:
        return
    names = {found: name for name, having in directory.names.items() for found in having}
    rows = frame[frame[column].isin(list(meant))]
    differ = "differs" if len(meant) == 1 else "differ"
    said = [f"{shown(text)} as {shown(names.get(found, found))}" for text, found in sorted(meant.items())]
    problems.warning(
        rows["origin"].iloc[0],
        f"{counted(len(meant), 'name')} that {differ} from a partner's in case or spaces alone: read as that "
        f"partner ({listed(said, _EXAMPLES)})",
        table=table,
        row=row_list(rows["row"]),
        column=column,
    )


def resolve(
    frame: pd.DataFrame, columns: list[str], directory: Directory, table: str, problems: Problems
) -> pd.DataFrame:
    """Turn ids and names into ids; an organisation that is not a partner is a fault at every row."""
    frame = frame.copy(deep=False)
    for column in columns:
        note_spellings(frame, column, directory, table, problems)
        codes, index = pd.factorize(frame[column])
        distinct = list(index)
        found = [directory.find(text) if text else "" for text in distinct]
        unknown = sorted(text for text, known in zip(distinct, found, strict=True) if known is None)
        reasons = {text: directory.why_not(text) for text in unknown}
        for number, (text, meant) in enumerate(zip(distinct, found, strict=True)):
            others = directory.others_named(text) if meant == text and text else []
            if others:
                these = frame[codes == number]
                problems.warning(
                    these["origin"].iloc[0],
                    f"is the id of one organisation and the name of another ({listed(others)}): "
                    "read as the id; write ids to be sure",
                    table=table,
                    row=row_list(these["row"]),
                    column=column,
                    value=text,
                )
        astray = np.array([known is None for known in found], dtype=bool)
        for place in np.flatnonzero(astray[codes]) if len(reasons) else ():
            text = distinct[codes[place]]
            problems.fault(
                frame["origin"].iloc[place],
                reasons[text],
                table=table,
                row=frame["row"].iloc[place],
                column=column,
                value=text,
            )
        ends = [known or text for text, known in zip(distinct, found, strict=True)]
        frame[column] = spread(ends, codes, frame[column])
    return frame


def settle_ties(frame: pd.DataFrame, directory: Directory, problems: Problems) -> pd.DataFrame:
    """Settle the table collaborations: ids at both ends, kinds spelt one way, what is no tie set aside."""
    ties = resolve(_one_row_for_each_kind(frame), ["source", "target"], directory, "collaborations", problems)
    note_spellings(ties, "reported_by", directory, "collaborations", problems)
    ties["reported_by"] = _reporters(ties["reported_by"], directory)
    ties["kind"] = _one_spelling(ties, problems)
    check_terms(ties, "collaborations", problems)
    itself = (ties["source"] == ties["target"]) & (ties["source"] != "")
    for row in rows_where(ties, itself):
        problems.warning(
            row.origin,
            "a self-tie: set aside",
            table="collaborations",
            row=row.row,
            column="target",
            value=row.target,
        )
    asked_and_no = (ties["strength"] == 0) & ~itself
    kept = ~itself & ~asked_and_no
    all_kept = bool(kept.all())
    problems.aside.rows("self-ties", ties.iloc[:0] if all_kept else ties[itself])
    problems.aside.rows("asked and no tie", ties.iloc[:0] if all_kept else ties[asked_and_no])
    if not all_kept:
        ties = ties[kept].reset_index(drop=True)
    _check_strengths(ties, problems)
    return ties


def check_reporters(
    ties: pd.DataFrame, asked: pd.DataFrame, directory: Directory, problems: Problems
) -> None:
    """Warn of reports by organisations that did not answer in that wave."""
    silent = asked[asked["answered"].astype(object).eq(False)]  # missing is neither
    if silent.empty or ties.empty:
        return
    said = pd.DataFrame({"wave": ties["wave"], "organisation": reporters(ties, directory.ids)})
    pairs = {*zip(silent["wave"], silent["organisation"], strict=True)}
    found = [pair in pairs for pair in zip(said["wave"], said["organisation"], strict=True)]
    matched = pd.Series(found, index=ties.index)
    for row, reporter in zip(rows_where(ties, matched), said["organisation"][matched], strict=True):
        problems.warning(
            row.origin,
            f"{reporter} reports a tie in a wave it did not answer ({row.wave}): which is right?",
            table="collaborations",
            row=row.row,
            column="source",
            value=reporter,
        )


def reporters(ties: pd.DataFrame, organisations: Mapping[str, object]) -> pd.Series:
    """Return who reported each row: ``reported_by`` where that is an organisation, else ``source``."""
    return ties["reported_by"].where(ties["reported_by"].isin(list(organisations)), ties["source"])


def _reporters(cells: pd.Series, directory: Directory) -> pd.Series:
    return by_distinct(cells, lambda text: directory.find(text) or text)


def _one_row_for_each_kind(frame: pd.DataFrame) -> pd.DataFrame:
    """Read ``plans|refers`` as two kinds: graph files hold a tie once, with all its kinds."""
    if not any("|" in kind for kind in frame["kind"].unique()):
        return frame
    kinds = [list(dict.fromkeys(part.strip() for part in kind.split("|"))) for kind in frame["kind"]]
    return frame.assign(kind=kinds).explode("kind", ignore_index=True)


def _one_spelling(ties: pd.DataFrame, problems: Problems) -> pd.Series:
    """Fold kinds that differ only in case or white space to the commonest spelling, and say so."""
    if ties.empty:
        return ties["kind"]
    meant = usual_spellings(Counter(ties["kind"]), ties["origin"].iloc[0], problems)
    return by_distinct(ties["kind"], lambda kind: meant[kind])


def usual_spellings(counts: Mapping[str, int], origin: Origin, problems: Problems) -> dict[str, str]:
    """Return the commonest spelling of each kind, by how often each stands; say where there are several."""
    groups: dict[str, list[str]] = {}
    for kind in sorted(counts):
        groups.setdefault(fold(kind), []).append(kind)
    meant: dict[str, str] = {}
    for spellings in groups.values():
        usual = max(spellings, key=lambda kind: counts[kind])
        meant |= dict.fromkeys(spellings, usual)
        if len(spellings) > 1:
            problems.warning(
                origin,
                f"one kind in several spellings ({listed(spellings)}): read as {usual}",
                table="collaborations",
                column="kind",
            )
    return meant


def _check_strengths(ties: pd.DataFrame, problems: Problems) -> None:
    strength = ties["strength"].to_numpy(dtype=float)
    unknown = np.isnan(strength)
    if unknown.all():
        return
    if unknown.any():
        missing = ties[unknown]
        problems.warning(
            missing["origin"].iloc[0],
            f"{counted(len(missing), 'row')} without a strength, though others have one",
            table="collaborations",
            row=row_list(missing["row"]),
            column="strength",
        )
    if np.nanmin(strength) == np.nanmax(strength):
        return
    differing, tell = _differing(ties)
    if differing:
        # Only the first are written out, so only they are made into words.
        first = [_pair(pair, *tell) for pair in differing[:_EXAMPLES]]
        pairs = listed([*first, *map(str, differing[_EXAMPLES:])], _EXAMPLES)
        problems.warning(
            ties["origin"].iloc[0],
            f"{counted(len(differing), 'pair')} reported with different strengths "
            f"({pairs}): a map takes the highest, a confirmed map the lower of the two sides",
            table="collaborations",
            column="strength",
        )


def _pair(key: tuple[str, str, str, str], tell_wave: bool, tell_kind: bool) -> str:
    """Name a pair, with its kind and wave where another row may be of the same pair."""
    wave, kind, low, high = key
    details = [kind or "no kind"] if tell_kind else []
    details += [wave or "no wave"] if tell_wave else []
    return f"{low} – {high}" + (f" ({', '.join(details)})" if details else "")


def _differing(ties: pd.DataFrame) -> tuple[list[tuple[str, str, str, str]], tuple[bool, bool]]:
    """Return the pairs reported with different strengths in one wave and kind, sorted: wave, kind and ends.

    And whether their waves and their kinds must be told.
    """
    # Sorted codes are in the order of the texts that they stand for.
    both = pd.concat([ties["source"], ties["target"]], ignore_index=True)
    ends, ids = pd.factorize(both, sort=True)
    source, target = ends[: len(ties)].astype(np.int64), ends[len(ties) :]
    (wave, waves), (kind, kinds) = (pd.factorize(ties[column], sort=True) for column in ("wave", "kind"))
    # What flows one way and what flows back are two things, not one pair.
    swapped = (source > target) & ~is_true(ties["directed"], lambda said: said is True)
    low, high = np.where(swapped, target, source), np.where(swapped, source, target)
    keys = ((wave * len(kinds) + kind) * len(ids) + low) * len(ids) + high
    spread_of = ties["strength"].groupby(keys, sort=False).agg(["min", "max"])
    found = np.sort(spread_of.index[spread_of["min"] < spread_of["max"]].to_numpy())
    pairs, of_kind = found % len(ids) ** 2, found // len(ids) ** 2
    texts = np.asarray(ids, dtype=object)
    wave_codes, kind_codes = of_kind // len(kinds), of_kind % len(kinds)
    differing = zip(
        np.asarray(waves, dtype=object)[wave_codes],
        np.asarray(kinds, dtype=object)[kind_codes],
        texts[pairs // len(ids)],
        texts[pairs % len(ids)],
        strict=True,
    )
    return list(differing), (len(waves) > 1, len(kinds) > 1)
