"""Names of organisations: what counts as the same name, and which name was probably meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def basic(name: str) -> str:
    """Fold a name to what counts: case, ``&``, apostrophes, punctuation and a final "(the)" do not."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"\(the\)\s*$", "", text).replace("&", " and ")
    return " ".join(re.sub(r"[^\w\s]|_", " ", re.sub(r"['’`]", "", text)).split())


def nearest(text: str, names: Iterable[str]) -> str:
    """Give the name that was probably meant; empty where none is near."""
    from rapidfuzz import fuzz, process

    known = list(dict.fromkeys(names))
    folded = [name.casefold() for name in known]
    found = process.extractOne(text.casefold(), folded, scorer=fuzz.ratio, score_cutoff=80)
    return known[found[2]] if found else ""
