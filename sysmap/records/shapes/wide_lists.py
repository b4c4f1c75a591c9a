"""Lists of organisations with the partners of each: which columns say who, with whom, and what of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from sysmap.records.columns.kinds import ColumnKind, Kind, kind_of, stem_of
from sysmap.records.columns.said_of_ties import beside_ties
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import is_by_name, table_beside
from sysmap.records.shapes.names_in_cells import names_in
from sysmap.records.surveys.tools import is_an_export
from sysmap.records.tables.declared import TABLES
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold, fold_header, folded_label, scales, sectors_meant

_ORGANISATION = {"organisation", "agency", "partner", "body", "provider", "member", "charity", "employer"}
_PARTNER = re.compile(
    r"(main |key |named |other )?(partner|collaborator|works? with|working with|link(ed)?( with| to)?|linked|"
    r"tie|connection|contact organisation|partner organisation|partner agency|collaborates? with|"
    r"connected to|organisation worked with)"
)
_LIST = re.compile(
    r"(who )?(they |we |it )?(also |currently |regularly )?"
    r"(works?|working|worked|partners?|partnered|collaborat\w+|links?|linked|connect\w*|connection)"
    r"( (closely|together|jointly))?( (with|to))?( (organisation|agency|partner|which|whom|who))?"
    r"|(main |key |current |primary |first |second |third |other |further )?"
    r"(partner|partner organisation|partner agency|collaborator|link|partnership)"
)
_NUMBERED = re.compile(
    r"(.*?)[\s_\-]*[(#]?(?:no\.?\s*)?(\d{1,3}|(?<=[\s_\-(])[A-H](?![^\W_]))\)?[\s_\-:.]*(.*)"
)
_NAMES = (Kind.LISTS, Kind.NAMES, Kind.TEXTS, Kind.LABELS)
_GOES_ON = ("/", "[", ".", ":")
# By which a column of a form asks somebody.
_ASKS = re.compile(r"\?|\byou(r|rs)?\b|\brespondent\b|\[", re.IGNORECASE)
_ONE = re.compile(r"(?:name of )?(.+?)(?: name)?")
_DETAILS = {
    "kind": {"type", "kind", "type of link", "type of tie", "kind of tie", "relationship", "how"},
    "strength": {"strength", "weight", "level", "strength of tie", "strength of link"},
}


# A longer list of ties is no sheet that somebody keeps by hand.
_MOST_ROWS = 20_000


@dataclass
class WideList:
    """The columns of such a list: who, with whom, and what is said of each tie, by header.

    Of the partners some may stand in columns that are `nameless`. `kinds` says of columns whose headers
    say what the partners are to the organisation which kind of tie that is.
    """

    organisation: str
    partners: list[str]
    details: dict[str, dict[str, str]] = field(default_factory=dict)
    nameless: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        """All of its columns."""
        details = {header for told in self.details.values() for header in told.values()}
        return {self.organisation, *self.partners, *details}


def wide_list_in(name: str, raw: RawTable) -> WideList | None:
    """Return what the columns of a raw table are, if it is a list of organisations and their partners."""
    headers = [str(header) for header in raw.columns]
    if raw.form or len(headers) < 2 or not len(raw):
        return None
    if is_an_export(headers) or _goes_on_in_others(headers):
        return None
    if _is_another(name, raw):
        ends = _ends(raw, headers)
        found = _with_nameless(raw, WideList(*ends)) if ends else None
        return found if found is not None and found.nameless else None
    found = _in_columns(raw, headers) or _in_one_cell(raw, headers)
    if found is not None:
        return _with_nameless(raw, found) if _are_organisations(raw, found) else None
    return by_values(raw)


def by_values(raw: RawTable, *, said: bool = False) -> WideList | None:
    """Return the columns of a list whose headers say in words of their own what partners are.

    Unasked it is such a list only if cells hold several of its own organisations.

    Parameters
    ----------
    raw
        The raw table.
    said
        Whether the user says that it is one.
    """
    headers = [str(header) for header in raw.columns if str(header).strip()]
    kinds = {header: kind_of(header, raw[header]) for header in headers}
    organisation = _organisation(headers)
    if organisation is None and said:
        organisation = next((header for header in headers if kinds[header].kind == Kind.NAMES), None)
    if organisation is None or _ASKS.search(organisation):
        return None
    names = {fold(clean(cell)[0]) for cell in raw[organisation]} - {""}
    others = [header for header in headers if header != organisation]
    lists = [header for header in others if kinds[header].kind == Kind.LISTS]
    if not said and not any(_lists_rows(kinds[header], names) for header in lists):
        return None
    if not said and any(_ASKS.search(header) for header in others):
        return None
    partners = [
        header
        for header in others
        if header in lists or (_holds_partners(kinds[header], names) and not _are_answers(kinds[header]))
    ]
    if said and len(partners) < 2 and not lists:
        # One partner in each row is a list of ties, whose ends are named.
        return None
    told = {header: kind for header in partners if (kind := _kind_said(header))}
    return WideList(organisation, partners, kinds=told) if partners else None


def _lists_rows(kind: ColumnKind, names: set[str]) -> bool:
    """Return whether the lists in a column hold organisations that have rows, most of them."""
    pieces = [
        fold(name)
        for value in kind.values
        for name in names_in(value, lambda text: fold(text) in names).names
    ]
    return 2 * sum(piece in names for piece in pieces) >= len(pieces) > 0


def _kind_said(header: str) -> str:
    """Return the kind of tie that a header says; empty where it says no more than that there is one."""
    folded = folded_label(stem_of(header))
    return "" if _LIST.fullmatch(folded) or _is_partner(folded) else clean(header)[0]


def _goes_on_in_others(headers: list[str]) -> bool:
    """Return whether a question goes on in columns of their own, as ``partners`` in ``partners/police``."""
    titles = [clean(header)[0].casefold() for header in headers]
    return any(
        title and sum(other.startswith(title) and other[len(title) :][:1] in _GOES_ON for other in titles) > 1
        for title in titles
    )


def _ends(raw: RawTable, headers: list[str]) -> tuple[str, list[str]] | None:
    """Return the two ends of a list of ties, as an organisation and its partners."""
    if len(raw) > _MOST_ROWS or all(header.strip() for header in headers):
        return None
    found = {column: header for header, column in TABLES["collaborations"].columns_of(headers).items()}
    return (found["source"], [found["target"]]) if {"source", "target"} <= set(found) else None


def _with_nameless(raw: RawTable, found: WideList) -> WideList:
    """Add the columns without a header to the right of one of partners, where they hold organisations.

    A title stands over the first of its columns only.
    """
    known = {fold(clean(cell)[0]) for header in (found.organisation, *found.partners) for cell in raw[header]}
    more: list[str] = []
    beside = False
    for place, header in enumerate(map(str, raw.columns)):
        if header.strip():
            beside = header in found.partners
            continue
        kind = kind_of(header, raw.frame.iloc[:, place])
        beside = beside and (
            kind.kind in (Kind.NAMES, Kind.LISTS)
            or _holds_partners(kind, known - {""})
            # Of a row of such columns the last hold the few names that are left.
            or (bool(more) and kind.kind == Kind.LABELS)
        )
        more += [header] if beside else []
    partners = [header for header in map(str, raw.columns) if header in (*found.partners, *more)]
    return replace(found, partners=partners, nameless=more)


def _is_another(name: str, raw: RawTable) -> bool:
    columns = {fold_header(str(header)) for header in raw.columns}
    return (
        {"source", "target"} <= columns
        or {"from", "to"} <= columns
        or (is_by_name(name, raw) and table_beside(name, raw) != "partners")
    )


def _in_columns(raw: RawTable, headers: list[str]) -> WideList | None:
    numbered: dict[str, list[tuple[str, str]]] = {}
    details: dict[tuple[str, str], str] = {}
    for header in headers:
        match = _NUMBERED.fullmatch(clean(header)[0])
        if not match:
            continue
        stem, number, rest = folded_label(match[1]), match[2], fold(match[3])
        column = next((key for key, words in _DETAILS.items() if rest in words), "")
        own = next((key for key, words in _DETAILS.items() if stem in words and not rest), "")
        if _is_partner(stem) and rest in ("", "name", "organisation", "partner"):
            numbered.setdefault(stem, []).append((number, header))
        elif (_is_partner(stem) and column) or own:
            details[number, column or own] = header
    if len(numbered) != 1:
        return None
    partners = [(number, header) for number, header in next(iter(numbered.values()))]
    numbers = [number for number, _ in partners]
    own_columns = [header for _, header in partners] + list(details.values())
    organisation = _organisation([header for header in headers if header not in own_columns])
    if organisation is None or len(set(numbers)) < len(numbers):
        return None
    told = {
        header: {
            column: detail
            for (at, column), detail in details.items()
            if at == number and not (column == "kind" and _names_sectors(raw, detail))
        }
        for number, header in partners
    }
    return WideList(organisation, [header for _, header in partners], told)


def _is_partner(stem: str) -> bool:
    match = _ONE.fullmatch(stem)
    return bool(_PARTNER.fullmatch(match[1] if match else stem))


def _in_one_cell(raw: RawTable, headers: list[str]) -> WideList | None:
    organisation = _organisation(headers)
    if organisation is None:
        return None
    others = [header for header in headers if header != organisation]
    wanted = [
        header for header in others if "?" not in header and _LIST.fullmatch(folded_label(stem_of(header)))
    ]
    kinds = {header: kind_of(header, raw[header]) for header in others if header.strip()}
    if not wanted or any(kinds[header].kind not in (*_NAMES, Kind.NOTHING) for header in wanted):
        return None
    if any(_are_answers(kinds[header]) for header in wanted):
        return None
    # Others may hold partners too: "Main partner", "Second partner".
    names = {fold(clean(cell)[0]) for cell in raw[organisation]} - {""}
    also = [header for header in kinds if header not in wanted and _holds_partners(kinds[header], names)]
    partners = [header for header in others if header in (*wanted, *also)]
    if kinds[wanted[0]].kind == Kind.LISTS or len(partners) > 1:
        return WideList(
            organisation, partners, kinds={header: kind for header in also if (kind := _kind_said(header))}
        )
    # One partner in a row: what stands beside it is said of the tie.
    # A column of yes and no is asked about.
    others_told = [kind for kind in kinds.values() if kind.kind != Kind.YES_NO]
    return WideList(organisation, wanted, {wanted[0]: beside_ties(others_told, wanted)})


def _are_answers(kind: ColumnKind) -> bool:
    """Return whether a column holds words of a scale, or some of them among other words, and no partners."""
    words = [fold(value) for value in kind.values]
    on_scale = [word for word in words if any(word in scale for scale in scales().values())]
    return len(set(on_scale) - {"none"}) > 1 or (bool(on_scale) and 2 * len(on_scale) >= len(words) > 1)


def _holds_partners(kind: ColumnKind, names: set[str]) -> bool:
    """Return whether a column holds organisations that are rows of the list, most of them."""
    if kind.kind == Kind.LISTS:
        return True
    shared = sum(fold(value) in names for value in kind.values)
    return kind.kind in _NAMES and shared > 0 and 2 * shared >= len(kind.values)


def _organisation(headers: list[str]) -> str | None:
    """Return the header of the column that names the organisation of each row."""
    matched = {header: TABLES["partners"].column_of(header) for header in headers}
    named = [header for header, column in matched.items() if column == "name"]
    if not named:
        named = [header for header in headers[:3] if set(folded_label(header).split()) & _ORGANISATION]
    return named[0] if named else None


def _are_organisations(raw: RawTable, found: WideList) -> bool:
    """Return whether what names the rows is organisations: the header says it, or some are partners too."""
    if set(folded_label(found.organisation).split()) & _ORGANISATION:
        return True
    names = {fold(clean(cell)[0]) for cell in raw[found.organisation]} - {""}
    return any(
        fold(name) in names
        for header in found.partners
        for cell in raw[header]
        for name in names_in(cell, lambda text: fold(text) in names).names
    )


def _names_sectors(raw: RawTable, header: str) -> bool:
    """Return whether a type is the sector of the partner beside it, and no kind of tie."""
    texts = {clean(cell)[0] for cell in raw[header]} - {""}
    return bool(texts) and 2 * sum(bool(sectors_meant(text)) for text in texts) >= len(texts)
