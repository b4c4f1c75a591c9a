"""How a survey asks: the question about a kind of tie, as the words of its answers want it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from sysmap.vocabulary import fold, scales, word_table

PHRASE = "phrase:"
_MANNERS = {
    "frequency": "often",
    "never to always": "often",
    "extent": "much",
    "weak to strong": "strong",
    "yes or no": "yes",
}


@cache
def english() -> Mapping[str, str]:
    """Return every text of the survey's page by its key, in English."""
    return {row["key"]: row["text"] for row in word_table("survey_words.csv")}


def manner_of(scale: Iterable[tuple[str, float]]) -> str:
    """Return how is asked where these are the answers: how often, how much, whether."""
    words = {fold(word) for word, _ in scale}
    known = scales()
    return next((manner for name, manner in _MANNERS.items() if words <= set(known.get(name, ()))), "fits")


def phrase_of(kind: str, words: Mapping[str, str]) -> str:
    """Return what organisations do in a kind of tie: ``refer people to``; empty where it is not known."""
    return words.get(f"{PHRASE}{fold(kind)}", "")


def question_about(kind: str, manner: str, words: Mapping[str, str]) -> str:
    """Write the question about a kind of tie: ``How often do you refer people to …?``."""
    phrase = phrase_of(kind, words)
    if phrase:
        return words[f"manner_{manner}"].format(phrase=phrase)
    plain = words.get(f"other_{manner}", words["manner_other"])
    return plain.format(kind=kind[:1].upper() + kind[1:])
