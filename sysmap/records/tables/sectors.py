"""Sector labels: known spellings folded, near misses refused, the user's own left as written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sysmap.errors import choice, either, listed
from sysmap.records.names.classify import GIVEN, PATTERN, REGISTER, inferred_sectors
from sysmap.records.problems import Advice, Problems, row_list
from sysmap.records.tables.sector_labels import (
    AS_WRITTEN,
    INFER,
    Sector,
    SectorChoice,
    meanings,
    open_labels,
    refusals,
)
from sysmap.records.values.cells import BLANK_LIKE
from sysmap.records.values.rows import rows_where
from sysmap.text import counted
from sysmap.vocabulary import UNKNOWN, families, family_of, fold, sector_labels, sector_spellings, sectors

_LISTED = 20


def read_sectors(
    partners: pd.DataFrame, problems: Problems, *, how: SectorChoice, required: bool
) -> pd.DataFrame:
    """Settle the sector of every organisation.

    Parameters
    ----------
    partners
        The table partners with the column ``sector`` as it was written.
    problems
        Where faults (blank, forbidden letters, near misses) and warnings are noted.
    how
        The rule (``"as written"`` leaves every label alone; the others fold the spellings of the
        vocabulary and refuse near misses), and the labels that the user gave a meaning.
    required
        Whether a blank sector is a fault; if not, it is unknown.

    Returns
    -------
    pandas.DataFrame
        The table with ``sector`` (label, or None where unknown) and the new columns
        ``sector_key``, ``family`` and ``sector_source``.
    """
    frame = partners.copy()
    # "unknown" is what a record set that was saved says of a sector nobody knows; a user may say it too.
    nobodys = {fold(UNKNOWN), *(text for text, (key, _) in how.meant.items() if key == fold(UNKNOWN))}
    # A list without a column of sectors, joined to one that has it, leaves no text in its rows.
    there = zip(frame["sector"], frame["sector"].isna(), strict=True)
    texts: list[Any] = [None if missing or fold(text or "") in nobodys else text for text, missing in there]
    frame["sector"] = pd.Series(texts, index=frame.index, dtype=object)
    folded = {text: fold(text or "") for text in dict.fromkeys(texts)}
    counts = Counter(text for text in texts if folded[text] not in BLANK_LIKE)
    meant = meanings(counts, how)
    refused = refusals(counts, meant, how)
    blank = (
        {text for text in folded if folded[text] in BLANK_LIKE and text is not None} if required else set()
    )
    infer = problems.call.advised(sectors=INFER)
    way_out = Advice(write=f"If sectors that are blank are not known, {infer}") if blank else None
    for row in rows_where(frame, frame["sector"].isin([*blank, *refused])):
        problems.fault(
            row.origin,
            refused.get(row.sector, "no sector: write the sector of the organisation"),
            table="partners",
            row=row.row,
            column="sector",
            value=row.sector,
            advice=None if row.sector in refused else way_out,
        )
    if how.rule != AS_WRITTEN:
        _note_variants(counts, meant, how, frame, problems)
        _note_open(open_labels(counts, how), counts, meant, refused, frame, problems)
    labels = [meant.get(text) for text in texts]
    settled = [label[1] if label else None for label in labels]
    frame["sector"] = pd.Series(settled, index=frame.index, dtype=object)
    frame["sector_key"] = [label[0] if label else "unknown" for label in labels]
    frame["family"] = [family_of(label[0]) if label else "" for label in labels]
    said = frame.pop("sector_source").fillna("") if "sector_source" in frame else [""] * len(frame)
    saved = [fold(text) for text in said]
    sources = [
        "" if label is None else source if source in (REGISTER, PATTERN) else GIVEN
        for source, label in zip(saved, settled, strict=True)
    ]
    frame["sector_source"] = pd.Series(sources, index=frame.index, dtype=object)
    _note_sources(frame, saved, problems)
    if PATTERN in sources:
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
    if found.empty:
        return frame
    places = frame.index.get_indexer(found.index)
    labels = sector_labels()
    told = {
        "sector_key": found["sector_key"],
        "sector_source": found["sector_source"],
        "sector": [labels.get(key) for key in found["sector_key"]],
        "family": [family_of(key) for key in found["sector_key"]],
    }
    for column, words in told.items():
        cells = frame[column].to_numpy(dtype=object, copy=True)
        cells[places] = words
        frame[column] = pd.Series(cells, index=frame.index, dtype=frame[column].dtype)
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


def _note_sources(frame: pd.DataFrame, saved: list[str], problems: Problems) -> None:
    """Warn of words in the column sector_source that do not say where a sector is from."""
    strange = [source not in ("", GIVEN, REGISTER, PATTERN) for source in saved]
    if any(strange):
        problems.warning(
            frame.loc[strange, "origin"].iloc[0],
            f"sector_source is {GIVEN}, {REGISTER} or {PATTERN}: others are read as {GIVEN}",
            table="partners",
            column="sector_source",
            row=row_list(frame.loc[strange, "row"]),
        )


def _note_variants(
    counts: Mapping[str, int],
    meant: Mapping[str, Sector],
    how: SectorChoice,
    frame: pd.DataFrame,
    problems: Problems,
) -> None:
    """Warn of labels that were folded for case, spaces, a plural or what else does not count."""
    known = sector_spellings()
    spellings: dict[str, list[str]] = {}
    for text in counts:
        spellings.setdefault(fold(text), []).append(text)
    for text in sorted(counts):
        same = [other for other in spellings[fold(text)] if other != text]
        folded = (
            fold(text) not in known and fold(text) not in how.meant and meant[text][1] != text and not same
        )
        if folded or (same and text != max(sorted([text, *same]), key=lambda other: counts[other])):
            place = frame.index[frame["sector"] == text][0]
            problems.warning(
                frame.at[place, "origin"],
                f"read as {meant[text][1]} ({counted(counts[text], 'row')})",
                table="partners",
                column="sector",
                value=text,
                row=frame.at[place, "row"],
            )


def _note_open(
    found: Mapping[str, tuple[str, ...]],
    counts: Mapping[str, int],
    meant: Mapping[str, Sector],
    refused: Mapping[str, str],
    frame: pd.DataFrame,
    problems: Problems,
) -> None:
    """List for a decision the labels that are no known sector, and those that may be one of several."""
    sizes: Counter[str] = Counter()
    for text in found:
        if text not in refused:
            sizes[meant[text][1]] += counts[text]
    asked = {meant[text][1]: sectors_of for text, sectors_of in found.items() if sectors_of}
    for label in sorted(asked.keys() & sizes.keys()):
        rows = frame[frame["sector"].isin([text for text in found if meant[text][1] == label])]
        *others, last = asked[label]
        problems.warning(
            rows["origin"].iloc[0],
            f"may mean {', '.join(others)} or {last}: it stands as a sector of its own until you say "
            f"which, as in {choice('sectors', {label: asked[label][0]})}",
            table="partners",
            column="sector",
            value=label,
            row=row_list(rows["row"]),
        )
    strange = sorted(sizes.keys() - asked.keys(), key=lambda label: (-sizes[label], label))
    if not strange:
        return
    rows = frame[frame["sector"].isin([text for text in found if meant[text][1] in set(strange)])]
    said = listed((f"{label} ({counted(sizes[label], 'organisation')})" for label in strange), _LISTED)
    example, other = strange[0], sectors()["vcse"].label
    as_written = either('sectors="as written"', "--sectors as-written")
    problems.warning(
        rows["origin"].iloc[0],
        f"no sector that sysmap knows: {said}. Each stands as a sector of its own. To keep it so, write "
        f"{choice('sectors', {example: example})}, or {as_written} for every label; to join it to another "
        f"sector, name that one, as in {choice('sectors', {example: other})}",
        table="partners",
        column="sector",
        row=row_list(rows["row"]),
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
