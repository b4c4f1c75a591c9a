"""Sector labels: known spellings folded, near misses refused, the user's own left as written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

import pandas as pd

from sysmap.errors import either, listed
from sysmap.records.cells import BLANK_LIKE
from sysmap.records.classification import GIVEN, PATTERN, REGISTER, inferred_sectors
from sysmap.records.problems import Problems, row_list
from sysmap.vocabulary import UNKNOWN, families, family_of, fold, sector_spellings, sectors, slug

LABEL_LIMIT = 60
_FORBIDDEN = re.compile(r"[^\w\s&,\-/().'’]|_")
_NEAR = 85
_SHORT_ALIAS = 3
_SHORTEST_NEAR = 5
_TIMES_COMMONER = 5


def read_sectors(partners: pd.DataFrame, problems: Problems, *, how: str, required: bool) -> pd.DataFrame:
    """Settle the sector of every organisation.

    Parameters
    ----------
    partners
        The table partners with the column ``sector`` as it was written.
    problems
        Where faults (blank, forbidden letters, near misses) and warnings are noted.
    how
        ``"uk"`` folds the spellings of the vocabulary and refuses near misses;
        ``"as written"`` leaves every label alone.
    required
        Whether a blank sector is a fault; if not, it is unknown.

    Returns
    -------
    pandas.DataFrame
        The table with ``sector`` (label, or None where unknown) and the new columns
        ``sector_key``, ``family`` and ``sector_source``.
    """
    frame = partners.copy()
    # A list without a column of sectors, joined to one that has it, leaves no text in its rows.
    frame["sector"] = frame["sector"].where(frame["sector"].notna(), None)
    # "unknown" is what a record set that was saved says of a sector nobody knows.
    unknown = frame["sector"].map(lambda text: fold(text or "")) == fold(UNKNOWN)
    frame["sector"] = frame["sector"].where(~unknown, None)
    folded = {text: fold(text or "") for text in frame["sector"].unique()}
    counts = Counter(text for text in frame["sector"] if folded[text] not in BLANK_LIKE)
    meant = _meanings(counts, how)
    refused = _refusals(counts, meant, how)
    blank = (
        {text for text in folded if folded[text] in BLANK_LIKE and text is not None} if required else set()
    )
    for row in frame[frame["sector"].isin([*blank, *refused])].itertuples():
        problems.fault(
            row.origin,
            refused.get(row.sector, "no sector: write the sector of the organisation"),
            table="partners",
            row=row.row,
            column="sector",
            value=row.sector,
        )
    if how == "uk":
        _note_variants(counts, meant, frame, problems)
    labels = [meant.get(text) for text in frame["sector"]]
    frame["sector"] = pd.Series(
        [label[1] if label else None for label in labels], index=frame.index, dtype=object
    )
    frame["sector_key"] = [label[0] if label else "unknown" for label in labels]
    frame["family"] = [family_of(label[0]) if label else "" for label in labels]
    saved = frame.get("sector_source", pd.Series("", index=frame.index)).fillna("").map(fold)
    frame = frame.drop(columns="sector_source", errors="ignore")
    known_sources = saved.where(saved.isin([REGISTER, PATTERN]), GIVEN)
    frame["sector_source"] = known_sources.where(frame["sector"].notna(), "").astype(object)
    _note_sources(frame, saved, problems)
    note_told(frame[frame["sector_source"] == PATTERN], problems)
    _note_levels(frame, problems)
    _note_single(frame, problems)
    return frame


def with_inferred(
    partners: pd.DataFrame, open_ones: pd.Series, registered: list[str], problems: Problems
) -> pd.DataFrame:
    """Give organisations without a sector the one that identifiers, a register or their name tell of.

    Those told by a pattern in the name are listed in one warning; the rest stays unknown.
    """
    frame = partners.copy()
    found = inferred_sectors(frame[open_ones], registered)
    found = found[found["sector_key"] != ""]
    labels = {sector.key: sector.label for sector in sectors().values()}
    frame.loc[found.index, "sector_key"] = found["sector_key"]
    frame.loc[found.index, "sector_source"] = found["sector_source"]
    frame.loc[found.index, "sector"] = found["sector_key"].map(labels)
    frame.loc[found.index, "family"] = found["sector_key"].map(family_of)
    note_told(frame.loc[found.index[found["sector_source"] == PATTERN]], problems)
    return frame


def note_told(guessed: pd.DataFrame, problems: Problems) -> None:
    """Warn of organisations whose sector was told from their name, for a person to check."""
    if len(guessed):
        pairs = zip(guessed["name"], guessed["sector"], strict=True)
        said = listed([f"{name}: {label}" for name, label in pairs])
        problems.warning(
            guessed["origin"].iloc[0],
            f"sectors told from names, please check: {said}",
            table="partners",
            column="sector",
            row=row_list(dict.fromkeys(guessed["row"])),
        )


def _note_sources(frame: pd.DataFrame, saved: pd.Series, problems: Problems) -> None:
    """Warn of words in the column sector_source that do not say where a sector is from."""
    strange = ~saved.isin(["", GIVEN, REGISTER, PATTERN])
    if strange.any():
        problems.warning(
            frame.loc[strange, "origin"].iloc[0],
            f"sector_source is {GIVEN}, {REGISTER} or {PATTERN}: others are read as {GIVEN}",
            table="partners",
            column="sector_source",
            row=row_list(frame.loc[strange, "row"]),
        )


def _meanings(counts: Mapping[str, int], how: str) -> dict[str, tuple[str, str]]:
    """Give for each label as written the key and label that it means."""
    if how == "as written":
        return {text: (slug(text), text) for text in counts}
    known = sector_spellings()
    others = {fold(text) for text in counts if len(fold(text)) > _SHORT_ALIAS}
    uk = sum(text in known for text in others) * 2 >= len(others) and bool(others)
    meant: dict[str, tuple[str, str]] = {}
    own: dict[str, list[str]] = {}
    for text in counts:
        folded = fold(text)
        singular = folded.removesuffix("s")
        if folded in known and (uk or len(folded) > _SHORT_ALIAS or _is_label(folded)):
            meant[text] = known[folded]
        elif singular in known and len(singular) > _SHORT_ALIAS:
            meant[text] = known[singular]
        else:
            own.setdefault(folded, []).append(text)
    for spellings in own.values():
        usual = max(sorted(spellings), key=lambda text: counts[text])
        meant |= {text: (slug(usual), usual) for text in spellings}
    for folded, spellings in own.items():
        # A plural of another label of the same list means that label.
        single = own.get(folded.removesuffix("s"))
        if single and single is not spellings:
            meant |= dict.fromkeys(spellings, meant[single[0]])
    return meant


def _is_label(folded: str) -> bool:
    labels = {fold(sector.label) for sector in sectors().values()} | {fold(key) for key in families()}
    return folded in labels


def _refusals(counts: Mapping[str, int], meant: Mapping[str, tuple[str, str]], how: str) -> dict[str, str]:
    """Say of each label that cannot stand why not."""
    # Only of labels this common can another be a misspelling.
    common = {text: count for text, count in counts.items() if count >= _TIMES_COMMONER}
    refused = {}
    for text in counts:
        commoner = {
            fold(other): meant[other][1]
            for other, count in common.items()
            if count >= _TIMES_COMMONER * counts[text] and meant[other] != meant[text]
        }
        reason = _refusal(text, meant[text][1], commoner, how)
        if reason:
            refused[text] = reason
    return refused


def _refusal(text: str, label: str, commoner: Mapping[str, str], how: str) -> str:
    """Say why a label cannot stand; empty where it can."""
    known = how == "uk" and fold(text) in sector_spellings()
    if _FORBIDDEN.search(text) and not known:
        return (
            "a sector's label holds letters, digits, spaces and & , - / ( ) . ' only: write it without others"
        )
    if len(text) > LABEL_LIMIT:
        return f"a sector's label has at most {LABEL_LIMIT} letters: shorten it"
    if how == "as written" or known or label != text or len(text) < _SHORTEST_NEAR:
        return ""
    from rapidfuzz import fuzz, process

    # A coarse label of a user's own list ("Government") is no misspelling of a longer one.
    near = _long_spellings() | dict(commoner)
    found = process.extractOne(fold(text), list(near), scorer=fuzz.ratio, score_cutoff=_NEAR)
    if not found or re.sub(r"\D", "", found[0]) != re.sub(r"\D", "", text):
        return ""
    spelling = found[0]
    suggestion = spelling.capitalize() if spelling in sector_spellings() else near[spelling]
    as_written = either('sectors="as written"', "--sectors as-written")
    return f"{text}: did you mean {suggestion}? If it is meant, use {as_written}"


@cache
def _long_spellings() -> dict[str, str]:
    return {
        spelling: label
        for spelling, (_, label) in sector_spellings().items()
        if len(spelling) >= _SHORTEST_NEAR
    }


def _note_variants(
    counts: Mapping[str, int], meant: Mapping[str, tuple[str, str]], frame: pd.DataFrame, problems: Problems
) -> None:
    """Warn of labels that were folded for case, spaces or a plural."""
    known = sector_spellings()
    spellings: dict[str, list[str]] = {}
    for text in counts:
        spellings.setdefault(fold(text), []).append(text)
    for text in sorted(counts):
        same = [other for other in spellings[fold(text)] if other != text]
        plural = fold(text) not in known and meant[text][1] != text and not same
        if plural or (same and text != max(sorted([text, *same]), key=lambda other: counts[other])):
            place = frame.index[frame["sector"] == text][0]
            problems.warning(
                frame.at[place, "origin"],
                f"read as {meant[text][1]} ({counts[text]} rows)",
                table="partners",
                column="sector",
                value=text,
                row=frame.at[place, "row"],
            )


def _note_levels(frame: pd.DataFrame, problems: Problems) -> None:
    """Warn where a family and one of its sectors both stand as sectors."""
    keys = set(frame["sector_key"])
    for family in families().values():
        finer = [
            sector.label
            for sector in sectors().values()
            if sector.family == family.key and sector.key in keys
        ]
        if family.key in keys - set(sectors()) and finer:
            problems.warning(
                frame["origin"].iloc[0],
                f"{family.label} is a family that holds {', '.join(finer)}: both levels stand "
                "as sectors here",
                table="partners",
                column="sector",
            )


def _note_single(frame: pd.DataFrame, problems: Problems) -> None:
    labels = {label for label in frame["sector"] if label is not None}
    if len(labels) == 1:
        problems.warning(
            frame["origin"].iloc[0],
            "one sector: cross-sector measures will not be defined",
            table="partners",
            column="sector",
            value=next(iter(labels)),
        )
