"""Which columns of a table are not read: those about people, and texts that may name anybody.

What a table knows is kept, and so is what the user names. Of other columns those are kept that could be a
boundary: short labels, numbers and dates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any

import pandas as pd

from sysmap.errors import choice
from sysmap.records.personal.contents import are_answers, are_on_a_scale, are_organisations, content_says
from sysmap.records.personal.headers import CERTAIN, ROLE, header_says
from sysmap.records.tables.sector_labels import LABEL_LIMIT
from sysmap.records.values.cells import BLANK_LIKE, clean, is_blank
from sysmap.vocabulary import fold, fold_header, folded_label

PERSONAL = "holds personal data"
FREE_TEXT = "holds free text, which may name people"
# Headers under which people write what they like.
_WRITTEN_FREELY = {
    *(
        "comment",
        "remark",
        "feedback",
        "observation",
        "narrative",
        "free text",
        "background",
        "further information",
    ),
    *(
        "further detail",
        "additional information",
        "other information",
        "additional comment",
        "any other comment",
    ),
    *(
        "other comment",
        "further comment",
        "general comment",
        "anything else",
        "case note",
        "history",
        "story",
    ),
}
_MOST_TEXTS = 5_000  # distinct texts that are looked at: enough to know what a column holds


def left_out(
    raw: pd.DataFrame, known: Collection[str], *, keep: Collection[str] = (), own: bool = False
) -> dict[str, str]:
    """Say of the columns that are not to be read why not, by header.

    Parameters
    ----------
    raw
        The cells as they arrived.
    known
        The headers of the columns that the table knows: these are kept.
    keep
        The headers, folded, that the user named: these are kept too.
    own
        Whether the table keeps columns of the user's own, so that their cells have to be looked at.
    """
    names: frozenset[str] | None = None
    found: dict[str, str] = {}
    for place, header in enumerate(map(str, raw.columns)):
        if header in known or not header.strip() or fold_header(clean(header)[0]) in keep:
            continue
        says = header_says(header)
        if says == CERTAIN:
            found[header] = PERSONAL
            continue
        if says != ROLE and not own:
            continue
        texts = texts_in(raw.iloc[:, place])
        if says == ROLE:
            if names is None:
                names = frozenset(fold(text) for one in known for text in texts_in(raw[one]))
            if not are_answers(texts) and not are_organisations(texts, names):
                found[header] = PERSONAL
                continue
        filled = int((~raw.iloc[:, place].map(is_blank).astype(bool)).sum()) if own else 0
        reason = why_not_kept(header, texts, filled) if own else ""
        if reason:
            found[header] = reason
    return found


def why_not_kept(header: str, texts: list[str], filled: int) -> str:
    """Say why a column of the user's own is not kept, by what stands in it; empty where it is.

    `texts` are its different texts; `filled` says how many cells hold one. What is said again and again is
    a label, whatever its header is.
    """
    kind = content_says(texts, header)
    if kind:
        return f"holds {kind}"
    labels = are_answers(texts) or 2 * len(texts) <= filled
    free = folded_label(header) in _WRITTEN_FREELY or _are_sentences(texts)
    return FREE_TEXT if texts and free and not labels else ""


def _are_sentences(texts: list[str]) -> bool:
    """Tell texts from labels: a good part of them is longer than a label may be."""
    return 4 * sum(len(text) > LABEL_LIMIT for text in texts) >= len(texts)


def left_out_of_survey(header: str, item: str, cells: Iterable[object]) -> bool:
    """Return whether a column of a survey is about the person who answered, and no answer about partners."""
    says = {header_says(header, survey=True), header_says(item, survey=True) if item else ""}
    if not says & {CERTAIN, ROLE}:
        return content_says(texts_in(cells), header, share=0.5) != ""
    texts = texts_in(cells)
    if CERTAIN in says:
        # An organisation may be called like a detail of a person; an e-mail address never is one.
        plainly = {fold_header(header), fold_header(item)} & {
            "email",
            "emailaddress",
            "name",
            "telephone",
            "phone",
        }
        return bool(plainly) or not texts or not are_on_a_scale(texts)
    return bool(texts) and not are_answers(texts) and not are_organisations(texts, frozenset())


def texts_in(cells: Iterable[object]) -> list[str]:
    """Return the different texts that cells hold, without those that hold nothing."""
    distinct = (
        pd.unique(pd.Series(list(cells), dtype=object))
        if not isinstance(cells, pd.Series)
        else cells.unique()
    )
    texts = (clean(cell)[0] for cell in islice(distinct, _MOST_TEXTS))
    return [text for text in texts if text.casefold() not in BLANK_LIKE]


def dropped_said(summary: Mapping[str, Any]) -> list[str]:
    """Say which columns were not read for privacy, why, and how to keep one all the same."""
    reasons = summary.get("dropped_because", {})
    lines = []
    for header in summary.get("dropped", ()):
        reason = reasons.get(header, PERSONAL)
        how = "" if reason == PERSONAL else f"; to keep it, write {choice('keep', header)}"
        lines.append(f"not read, because it {reason}: column {header}{how}")
    return lines
