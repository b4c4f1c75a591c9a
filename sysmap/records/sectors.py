"""Sector labels: known spellings folded, near misses refused, the user's own left as written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from sysmap.records.problems import Origin, Problems
from sysmap.records.values import BLANK_LIKE
from sysmap.vocabulary import families, family_of, fold, sector_spellings, sectors, slug

LABEL_LIMIT = 60
_FORBIDDEN = re.compile(r"[^\w\s&,\-/().'’]|_")
_NEAR = 85
_SHORT_ALIAS = 3


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
    counts = Counter(text for text in frame["sector"] if fold(text) not in BLANK_LIKE)
    meant = _meanings(counts, how)
    refused = {text: reason for text in counts if (reason := _refusal(text, counts, meant, how))}
    for place, text in zip(frame.index, frame["sector"], strict=True):
        origin, row = frame.at[place, "origin"], frame.at[place, "row"]
        if fold(text) in BLANK_LIKE and required:
            problems.fault(
                origin,
                "no sector: write the sector of the organisation",
                table="partners",
                row=row,
                column="sector",
                value=text,
            )
        elif text in refused:
            problems.fault(origin, refused[text], table="partners", row=row, column="sector", value=text)
    if how == "uk":
        _note_variants(counts, meant, frame, problems)
    labels = [meant.get(text) for text in frame["sector"]]
    frame["sector"] = pd.Series(
        [label[1] if label else None for label in labels], index=frame.index, dtype=object
    )
    frame["sector_key"] = [label[0] if label else "unknown" for label in labels]
    frame["family"] = [family_of(label[0]) if label else "" for label in labels]
    frame["sector_source"] = ["given" if label else "" for label in labels]
    _note_levels(frame, problems)
    _note_single(frame, problems)
    return frame


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


def _refusal(text: str, counts: Mapping[str, int], meant: Mapping[str, tuple[str, str]], how: str) -> str:
    """Say why a label cannot stand; empty where it can."""
    if _FORBIDDEN.search(text):
        return "a sector's label holds letters, digits, spaces and & , - / ( ) . ' only"
    if len(text) > LABEL_LIMIT:
        return f"a sector's label has at most {LABEL_LIMIT} letters"
    if how == "as written" or fold(text) in sector_spellings() or meant[text][1] != text or len(text) < 5:
        return ""
    from rapidfuzz import fuzz, process

    commoner = {
        fold(other): meant[other][1]
        for other, count in counts.items()
        if count >= 5 * counts[text] and meant[other] != meant[text]
    }
    # A coarse label of a user's own list ("Government") is no misspelling of a longer one.
    near = {
        spelling: label for spelling, (_, label) in sector_spellings().items() if len(spelling) >= 5
    } | commoner
    found = process.extractOne(fold(text), list(near), scorer=fuzz.ratio, score_cutoff=_NEAR)
    if not found or re.sub(r"\D", "", found[0]) != re.sub(r"\D", "", text):
        return ""
    spelling = found[0]
    suggestion = spelling.capitalize() if spelling in sector_spellings() else near[spelling]
    return f'{text}: did you mean {suggestion}? If it is meant, use sectors="as written"'


def _note_variants(
    counts: Mapping[str, int], meant: Mapping[str, tuple[str, str]], frame: pd.DataFrame, problems: Problems
) -> None:
    """Warn of labels that were folded for case, spaces or a plural."""
    known = sector_spellings()
    for text in sorted(counts):
        same = [other for other in counts if other != text and fold(other) == fold(text)]
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
                Origin(""),
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
