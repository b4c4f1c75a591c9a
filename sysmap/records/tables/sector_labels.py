"""What a sector's label means: a sector of the vocabulary, one the user chose, or one of the user's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from sysmap.errors import either
from sysmap.vocabulary import (
    families,
    fold,
    folded_label,
    sector_labels,
    sector_spellings,
    sectors_meant,
    slug,
)

UK, AS_WRITTEN, INFER = "uk", "as written", "infer"
RULES = (UK, AS_WRITTEN, INFER)
LABEL_LIMIT = 60
# A joiner that reading has left in a text shapes a letter: it is a part of the word.
_FORBIDDEN = re.compile(r"[^\w\s&,\-/().'’\u200c\u200d]|_")
_NEAR = 85
_SHORT_ALIAS = 3
_SHORTEST_NEAR = 5
_TIMES_COMMONER = 5
# What makes another word of a word: a researcher is no misspelt research.
_ENDINGS = ("er", "or", "ed", "ing", "al", "ist", "ism", "ian")
Sector = tuple[str, str]


@dataclass(frozen=True)
class SectorChoice:
    """How labels are read: the rule, and the labels that the user gave a meaning, folded."""

    rule: str = UK
    meant: Mapping[str, Sector] = field(default_factory=dict)


def chosen_sector(label: str, wanted: str) -> Sector:
    """Return the key and label of the sector that the user chose for a label; itself, it stays its own."""
    meant = sectors_meant(wanted)
    if fold(label) == fold(wanted) or len(meant) != 1:
        return slug(wanted), wanted
    return meant[0], sector_labels()[meant[0]]


def meanings(counts: Mapping[str, int], choice: SectorChoice) -> dict[str, Sector]:
    """Return for each label as written the key and label of the sector that it means."""
    if choice.rule == AS_WRITTEN:
        return {text: (slug(text), text) for text in counts}
    trusted = _are_trusted(counts)
    meant: dict[str, Sector] = {}
    own: dict[str, list[str]] = {}
    for text in counts:
        folded, keys = fold(text), sectors_meant(text)
        if folded in choice.meant:
            meant[text] = choice.meant[folded]
        elif len(keys) == 1 and (trusted or len(folded) > _SHORT_ALIAS or _is_label(folded)):
            meant[text] = keys[0], sector_labels()[keys[0]]
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


def _are_trusted(counts: Mapping[str, int]) -> bool:
    """Return whether a list speaks of known sectors: in other lists LA is Louisiana."""
    others = {fold(text) for text in counts if len(fold(text)) > _SHORT_ALIAS}
    return bool(others) and 2 * sum(bool(sectors_meant(text)) for text in others) >= len(others)


def _is_label(folded: str) -> bool:
    return folded in {fold(label) for label in sector_labels().values()} | {fold(key) for key in families()}


def open_labels(counts: Mapping[str, int], choice: SectorChoice) -> dict[str, tuple[str, ...]]:
    """Return the labels that somebody has to decide, with the labels of the sectors that each may mean."""
    if choice.rule == AS_WRITTEN:
        return {}
    trusted = _are_trusted(counts)
    found = {}
    for text in counts:
        folded, keys = fold(text), sectors_meant(text)
        known = len(keys) == 1 and (trusted or len(folded) > _SHORT_ALIAS or _is_label(folded))
        if not known and folded not in choice.meant:
            found[text] = tuple(sector_labels()[key] for key in keys) if len(keys) > 1 else ()
    return found


def refusals(counts: Mapping[str, int], meant: Mapping[str, Sector], choice: SectorChoice) -> dict[str, str]:
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
        reason = _refusal(text, meant[text][1], commoner, choice)
        if reason:
            refused[text] = reason
    return refused


def _refusal(text: str, label: str, commoner: Mapping[str, str], choice: SectorChoice) -> str:
    """Say why a label cannot stand; empty where it can."""
    known = choice.rule != AS_WRITTEN and (fold(text) in choice.meant or fold(text) in sector_spellings())
    if not known and (reason := why_no_label(text)):
        return reason
    if choice.rule == AS_WRITTEN or known or label != text or len(text) < _SHORTEST_NEAR:
        return ""
    suggestion = near_spelling(text) or _nearest(fold(text), tuple(commoner))
    if not suggestion or re.sub(r"\D", "", suggestion) != re.sub(r"\D", "", text):
        return ""
    meant = suggestion.capitalize() if suggestion in sector_spellings() else commoner[suggestion]
    as_written = either('sectors="as written"', "--sectors as-written")
    return f"{text}: did you mean {meant}? If it is meant, use {as_written}"


def why_no_label(text: str) -> str:
    """Say why a text cannot be a sector's label; empty where it can."""
    if _FORBIDDEN.search(text):
        return (
            "a sector's label holds letters, digits, spaces and & , - / ( ) . ' only: write it without others"
        )
    if len(text) > LABEL_LIMIT:
        return f"a sector's label has at most {LABEL_LIMIT} letters: shorten it"
    return ""


def _nearest(text: str, spellings: tuple[str, ...]) -> str:
    from rapidfuzz import fuzz, process

    found = process.extractOne(text, spellings, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else ""


@lru_cache(10_000)
def near_spelling(label: str) -> str:
    """Return the known spelling that a label seems to misspell; empty where there is none.

    A label is no misspelling where it says another thing: where a word of the vocabulary, or another
    English word, stands in the place of one ("Careers" is no misspelt "Carers").
    """
    from rapidfuzz import fuzz, process

    if sectors_meant(label):
        return ""
    text = folded_label(label)
    near = process.extract(text, _long_spellings(), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=5)
    return next((spelling for _, _, spelling in near if _is_misspelt(text, folded_label(spelling))), "")


def _is_misspelt(text: str, spelling: str) -> bool:
    from rapidfuzz import fuzz

    words, meant = text.split(), spelling.split()
    if len(words) != len(meant):
        # A space too many or too few.
        joined, whole = "".join(words), "".join(meant)
        return joined[:1] == whole[:1] and fuzz.ratio(joined, whole) >= _NEAR + 5
    return all(_is_slip(word, right) for word, right in zip(words, meant, strict=True) if word != right)


def _is_slip(word: str, right: str) -> bool:
    """Return whether a word is another one with a slip of the pen, and not a word of its own."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import OSA

    if word in _right_words() or any(word == right + ending for ending in _ENDINGS):
        return False
    if fuzz.ratio(word, right) >= _NEAR or sorted(word) == sorted(right):
        return True
    # One letter for another makes other words of short ones: a cafe is no misspelt care.
    return min(len(word), len(right)) > _SHORTEST_NEAR and OSA.distance(word, right) == 1


@cache
def _long_spellings() -> dict[str, str]:
    return {
        spelling: folded_label(spelling)
        for spelling, keys in sector_spellings().items()
        if keys and len(spelling) >= _SHORTEST_NEAR
    }


@cache
def _right_words() -> frozenset[str]:
    return frozenset(word for spelling in sector_spellings() for word in folded_label(spelling).split())
