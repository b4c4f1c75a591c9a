"""What a raw table seems to be, judged by what its columns hold: said where no layout reads it.

It is never read so unasked. It is what a person is asked to confirm with one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sysmap.errors import listed
from sysmap.records.columns.kinds import ColumnKind, Kind, kinds_of, looks_like_an_organisation
from sysmap.records.columns.said_of_ties import beside_ties
from sysmap.records.problems import shown
from sysmap.records.raw import RawTable
from sysmap.records.values.cells import clean
from sysmap.records.values.dates import date_bounds
from sysmap.records.values.reading_cells import is_number
from sysmap.vocabulary import fold, folded_label

# Words of headers by which a tie goes out from a column, and by which it comes in.
_GIVES = {
    *("from", "source", "sending", "sender", "referrer", "referring", "funder", "giving", "giver", "lead"),
    "reporter",
}
_TAKES = {
    *("to", "target", "receiving", "receiver", "recipient", "referred", "supported", "funded", "supporting"),
    *("with", "second"),
}
_FORUM = {"forum", "group", "board", "project", "meeting", "event", "alliance", "committee", "programme"}
_ROLE = {"role"}
_ID = {"id", "code", "ref", "reference", "key"}
_MARKED = re.compile(r"^(.*?)[\s_\-]*(\(?[ab12]\)?|one|two|from|to)$")
_FEWEST_ANSWERS = 2
# By which a column of a form asks somebody.
_ASKS = re.compile(r"\?|\byou(r|rs)?\b|\brespondent\b|\[", re.IGNORECASE)


@dataclass(frozen=True)
class Seeming:
    """What a raw table seems to be.

    Attributes
    ----------
    what
        What it seems to be, after "It seems to be"; empty where nothing speaks for anything.
    missing
        What keeps it from being read, as a sentence.
    columns
        What to name with ``columns=`` so that it is read: column to header.
    first_row
        The row to write above it, where it has no header.
    layout
        The layout to choose, where that is all that has to be said.
    """

    what: str = ""
    missing: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    first_row: tuple[str, ...] = ()
    layout: str = ""

    @property
    def holds_ties(self) -> bool:
        """Whether it seems to say who works with whom, or who takes part in what."""
        return bool({"source", "respondent", "forum"} & {*self.columns, *self.first_row}) or bool(self.layout)


def seeming(raw: RawTable, known: Callable[[str], bool] | None = None) -> Seeming:
    """Say what a raw table seems to be.

    Parameters
    ----------
    raw
        The raw table.
    known
        Tells whether a text names an organisation of a list of partners; None where there is no list.
    """
    kinds = [kind for kind in kinds_of(raw, known) if kind.header.strip() or kind.kind != Kind.NOTHING]
    found = _without_header(kinds, known) or _as_groups(kinds) or _as_lead_and_others(kinds)
    found = found or _as_wide_list(kinds) or _as_survey(kinds, known)
    return found or _as_ties(kinds) or _as_memberships(kinds) or _as_partners(kinds) or Seeming()


def _without_header(kinds: Sequence[ColumnKind], known: Callable[[str], bool] | None) -> Seeming | None:
    """Tell a table whose first row holds values like those below it, and no headers."""
    filled = [kind for kind in kinds if kind.kind != Kind.NOTHING]
    if len(filled) < 2 or any(not kind.header.strip() for kind in filled):
        return None
    everywhere = {fold(value) for kind in filled for value in kind.values if kind.names_organisations}
    alike = [_is_like_its_values(kind, everywhere, known) for kind in filled]
    if not all(told is not False for told in alike) or not any(alike):
        return None
    names = [kind for kind in filled if kind.names_organisations and not all(map(is_number, kind.values))]
    names = names if len(names) > 1 else [kind for kind in filled if kind.names_organisations]
    row = [""] * len(kinds)
    free = ["source", "target"] if len(names) > 1 else ["name"]
    for place, kind in enumerate(kinds):
        if kind in names and free:
            row[place] = free.pop(0)
        elif kind.kind == Kind.SECTORS and "source" not in row:
            row[place] = "sector"
        elif (kind.kind in (Kind.NUMBERS, Kind.SCALE) or all(map(is_number, kind.values))) and (
            "source" in row and "strength" not in row and kind.kind != Kind.YEARS
        ):
            row[place] = "strength"
        elif kind.kind == Kind.YEARS and "source" in row and "wave" not in row:
            row[place] = "wave"
        else:
            row[place] = f"column {place + 1}"
    what = "a list of ties" if "source" in row else "a list of organisations"
    texts = [shown(clean(kind.header)[0]) for kind in filled]
    return Seeming(
        f"{what} without headers",
        f"the first row is no header: {listed(texts, 3)} are values like those below",
        first_row=tuple(row),
    )


def _is_like_its_values(
    kind: ColumnKind, everywhere: set[str], known: Callable[[str], bool] | None
) -> bool | None:
    """Return whether a header is a value like those below it; None where nothing tells."""
    header = clean(kind.header)[0]
    if kind.kind in (Kind.NUMBERS, Kind.YEARS, Kind.AMOUNTS):
        return is_number(header.replace(",", ""))
    if kind.kind == Kind.DATES:
        return date_bounds(header) is not None or bool(re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", header))
    if kind.names_organisations:
        return bool(
            fold(header) in everywhere or (known and known(header)) or looks_like_an_organisation(header)
        )
    if kind.kind == Kind.YES_NO or kind.kind == Kind.SCALE:
        return fold(header) in {fold(value) for value in kind.values}
    return None if kind.kind in (Kind.TEXTS, Kind.LABELS, Kind.SECTORS) else False


def _as_groups(kinds: Sequence[ColumnKind]) -> Seeming | None:
    """Tell a list of groups, projects or meetings that names in one cell all who take part."""
    several = [kind for kind in kinds if kind.kind == Kind.LISTS]
    groups = [
        kind
        for kind in kinds
        if set(folded_label(kind.header).split()) & _FORUM
        and kind.kind in (Kind.NAMES, Kind.IDS, Kind.TEXTS, Kind.LABELS)
        and not kind.is_known
    ]
    if len(several) != 1 or len(groups) != 1 or len(groups[0].values) < groups[0].filled:
        return None
    if any(kind.kind == Kind.NAMES and kind != groups[0] for kind in kinds):
        return None
    group, members = shown(clean(groups[0].header)[0]), shown(clean(several[0].header)[0])
    return Seeming(
        f"a list of who takes part in what: {members} holds organisations, and {group} what they take part "
        "in (a forum)",
        "the headers do not say which column is the organisation and which the forum",
        {"organisation": several[0].header, "forum": groups[0].header},
    )


def _as_lead_and_others(kinds: Sequence[ColumnKind]) -> Seeming | None:
    """Tell an organisation that leads or gives, and beside it several that it works with."""
    several = [kind for kind in kinds if kind.kind == Kind.LISTS]
    leads = [
        kind for kind in kinds if kind.kind == Kind.NAMES and set(folded_label(kind.header).split()) & _GIVES
    ]
    if len(several) != 1 or len(leads) != 1:
        return None
    lead, others = shown(clean(leads[0].header)[0]), shown(clean(several[0].header)[0])
    return Seeming(
        f"a list of ties: {lead} holds one organisation, and {others} those it works with",
        "the headers do not say which columns are the two ends of a tie",
        {"source": leads[0].header, "target": several[0].header},
    )


def _as_wide_list(kinds: Sequence[ColumnKind]) -> Seeming | None:
    """Tell a list of organisations with partners of each in two columns or more."""
    named = [kind for kind in kinds if kind.header.strip()]
    first = next((kind for kind in named if kind.kind == Kind.NAMES), None)
    if first is None or len(first.values) < first.filled or _ASKS.search(first.header):
        return None
    others = [kind for kind in named if kind is not first and kind.kind in (Kind.NAMES, Kind.LISTS)]
    partners = [kind for kind in others if kind.kind == Kind.LISTS or _overlap(first, kind)]
    if len(partners) < 2 or any(_ASKS.search(kind.header) for kind in partners):
        return None
    said = listed([shown(clean(kind.header)[0]) for kind in partners], 5)
    return Seeming(
        f"a list of organisations, named in {shown(clean(first.header)[0])}, with partners of each in {said}",
        "the headers do not say that these are partners",
        layout="wide_list",
    )


def _as_survey(kinds: Sequence[ColumnKind], known: Callable[[str], bool] | None) -> Seeming | None:
    """Tell answers to a survey: a column of organisations, and others of answers about organisations."""
    people = [kind for kind in kinds if kind.kind == Kind.NAMES]
    several = [kind for kind in kinds if kind.kind == Kind.LISTS]
    scaled = [kind for kind in kinds if kind.kind in (Kind.SCALE, Kind.YES_NO, Kind.LABELS)]
    about = [kind for kind in scaled if _names_an_organisation(kind.header, people, known)]
    if not people or not (several or len(about) >= _FEWEST_ANSWERS):
        return None
    own = [kind for kind in people if {"your", "you"} & set(folded_label(kind.header).split())]
    asked = (own or people)[0]
    answers = several or about
    return Seeming(
        f"answers to a survey: {shown(clean(asked.header)[0])} says who answered, and "
        f"{listed([shown(clean(kind.header)[0]) for kind in answers], 2)} with whom they work",
        "nothing says for certain which column is the organisation that answered",
        {"respondent": asked.header},
    )


def _names_an_organisation(
    header: str, people: Sequence[ColumnKind], known: Callable[[str], bool] | None
) -> bool:
    names = {fold(value) for kind in people for value in kind.values}
    text = clean(header)[0]
    pieces = [text, *re.split(r"\s+-\s+|:\s|[\[\]()/=]", text)]
    return any(
        fold(piece) in names or (known and known(piece.strip()))
        for piece in pieces
        if piece and piece.strip()
    )


def _as_ties(kinds: Sequence[ColumnKind]) -> Seeming | None:
    ends = _ends(kinds)
    if ends is None:
        return None
    source, target = ends
    if _has_siblings(source, kinds) or _has_siblings(target, kinds):
        return None  # what the others say would be lost
    columns = {"source": source.header, "target": target.header}
    columns |= beside_ties(kinds, columns.values())
    because = (
        "hold organisations of the list of partners"
        if source.is_known and target.is_known
        else "hold the same organisations"
        if _overlap(source, target)
        else "are called alike, and hold organisations"
    )
    return Seeming(
        f"a list of ties: {shown(clean(source.header)[0])} and {shown(clean(target.header)[0])} {because}",
        "the headers do not say which columns are the two ends of a tie",
        columns,
    )


def _has_siblings(end: ColumnKind, kinds: Sequence[ColumnKind]) -> bool:
    """Return whether a column is one of several that are numbered: Member 1, Member 2, Member 3."""

    def stem(kind: ColumnKind) -> str:
        match = re.fullmatch(r"(.*?\S)[\s_\-]*\d{1,2}", clean(kind.header)[0])
        return fold(match[1]) if match else ""

    like = [kind for kind in kinds if stem(kind) == stem(end) != ""]
    return len(like) > 2 or (len(like) == 2 and not all(map(_is_filled_alike(like), like)))


def _is_filled_alike(kinds: Sequence[ColumnKind]) -> Callable[[ColumnKind], bool]:
    """Return a test of whether a column has as many cells as the fullest of some: the ends of ties have."""
    most = max(kind.filled for kind in kinds)
    return lambda kind: kind.filled == most


def _ends(kinds: Sequence[ColumnKind]) -> tuple[ColumnKind, ColumnKind] | None:
    """Return the two columns that may be the ends of ties; None where there are none, or more than two.

    Both hold organisations of the list of partners, or they hold the same organisations, or they are
    called alike and hold names of organisations. Of several such columns (``from_id, from_name, to_id,
    to_name``) the headers must tell which two belong together; a column of names goes before one of ids.
    """
    named = [kind for kind in kinds if kind.header.strip()]
    known = [kind for kind in named if kind.is_known]
    by_word = [kind for kind in known if not all(map(is_number, kind.values))]
    known = by_word if len(by_word) > 1 else known
    able = [kind for kind in named if kind.kind in (Kind.NAMES, Kind.IDS, Kind.TEXTS)]
    pairs = [(one, other) for place, one in enumerate(able) for other in able[place + 1 :]]
    if len(known) > 1:
        pairs = [(one, other) for place, one in enumerate(known) for other in known[place + 1 :]]
    else:
        pairs = [pair for pair in pairs if _overlap(*pair)] or [
            (one, other)
            for one, other in pairs
            if Kind.NAMES in (one.kind, other.kind) and _are_called_alike(one.header, other.header)
        ]
    if len(pairs) > 1:
        pairs = [pair for pair in pairs if _are_called_alike(pair[0].header, pair[1].header)]
        by_name = [pair for pair in pairs if all(kind.kind == Kind.NAMES for kind in pair)]
        pairs = by_name if len(by_name) == 1 else pairs
    return _in_order(*pairs[0]) if len(pairs) == 1 else None


def _shared(one: ColumnKind, other: ColumnKind) -> int:
    return len({fold(value) for value in one.values} & {fold(value) for value in other.values})


def _overlap(one: ColumnKind, other: ColumnKind) -> bool:
    """Return whether two columns hold the same things, and not only a word or two of a few."""
    shared = _shared(one, other)
    if not shared or Kind.LABELS in (one.kind, other.kind):
        return False
    return 5 * shared >= min(len(one.values), len(other.values))


def _are_called_alike(one: str, other: str) -> bool:
    stems = [match[1] for header in (one, other) if (match := _MARKED.match(fold(header)))]
    if len(stems) == 2 and stems[0].strip() and stems[0] == stems[1]:
        return True
    first, second = set(folded_label(one).split()), set(folded_label(other).split())
    return bool(first & _GIVES and second & _TAKES) or bool(second & _GIVES and first & _TAKES)


def _in_order(one: ColumnKind, other: ColumnKind) -> tuple[ColumnKind, ColumnKind]:
    """Put the end first from which a tie goes out, where the headers say which that is."""
    first, second = set(folded_label(one.header).split()), set(folded_label(other.header).split())
    turned = (second & _GIVES and not first & _GIVES) or (first & _TAKES and not second & _TAKES)
    return (other, one) if turned else (one, other)


def _as_memberships(kinds: Sequence[ColumnKind]) -> Seeming | None:
    """Tell a list of who takes part in what: organisations in one column, and groups in another."""
    able = [kind for kind in kinds if kind.kind in (Kind.NAMES, Kind.IDS, Kind.TEXTS, Kind.LABELS)]
    words = {kind.header: set(folded_label(kind.header).split()) for kind in able}
    groups = [kind for kind in able if words[kind.header] & _FORUM and not kind.is_known]
    members = [
        kind
        for kind in able
        if kind not in groups
        and (kind.names_organisations or words[kind.header] & {"organisation", "agency"})
    ]
    if not groups or not members:
        return None
    member, group = members[0], groups[0]
    if any(_has_siblings(kind, kinds) for kind in members):
        return None  # what the others say would be lost
    role = [kind for kind in able if words[kind.header] & _ROLE]
    columns = {"organisation": member.header, "forum": group.header}
    if len(role) == 1 and role[0] not in (member, group):
        columns["role"] = role[0].header
    return Seeming(
        f"a list of who takes part in what: {shown(clean(member.header)[0])} holds organisations, and "
        f"{shown(clean(group.header)[0])} what they take part in (a forum)",
        "the headers do not say which column is the organisation and which the forum",
        columns,
    )


def _as_partners(kinds: Sequence[ColumnKind]) -> Seeming | None:
    names = [kind for kind in kinds if kind.kind == Kind.NAMES and len(kind.values) == kind.filled]
    sectors = [kind for kind in kinds if kind.kind == Kind.SECTORS]
    if len(names) != 1 or len(sectors) > 1 or not names[0].header.strip():
        return None
    columns = {"name": names[0].header}
    ids = [kind for kind in kinds if kind.kind == Kind.IDS and set(folded_label(kind.header).split()) & _ID]
    if len(ids) == 1 and len(ids[0].values) == ids[0].filled:
        columns["id"] = ids[0].header
    if sectors:
        columns["sector"] = sectors[0].header
    return Seeming(
        f"a list of organisations: each has a row, named in {shown(clean(names[0].header)[0])}",
        "the headers do not say which column is the name and which the sector",
        columns,
    )
