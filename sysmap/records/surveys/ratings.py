"""Ratings of organisations: questions of trust and value, answered from 1 to 4, and no ties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from sysmap.records.surveys.block import Block
from sysmap.records.surveys.export import Question
from sysmap.records.surveys.words import Own, is_no_answer, numbered

# "NHS Trust" is an organisation, and nobody's trust.
_TRUST = re.compile(
    r"(?<!nhs )(?<!foundation )(?<!hospital )(?<!hospitals )\btrust(s|ed|worthy)?\b", re.IGNORECASE
)
_VALUE = re.compile(r"\b(value[ds]?|valuable)\b", re.IGNORECASE)
_OFTEN = re.compile(r"\bhow (often|frequently|regularly)\b", re.IGNORECASE)
_PARTS = {
    "trust": {"reliab": "trust_reliability", "open": "trust_openness", "mission": "trust_mission"},
    "value": {
        "power": "value_power", "influence": "value_power", "resource": "value_resources",
        "involvement": "value_involvement", "involved": "value_involvement",
    },
}  # fmt: skip
# The answers of the PARTNER survey.
_WORDS = {"not at all": 1.0, "a small amount": 2.0, "a fair amount": 3.0, "a great deal": 4.0}
_LEAST, _MOST = 1.0, 4.0


def rated(stem: str) -> str:
    """Return which rating a question asks for; empty where it asks for none."""
    if _OFTEN.search(stem):
        return ""
    main = "trust" if _TRUST.search(stem) else "value" if _VALUE.search(stem) else ""
    parts = _PARTS.get(main, {})
    return next((column for word, column in parts.items() if word in stem.casefold()), main)


def rating_of(
    stem: str, group: list[Question], words: Mapping[Question, Counter[str]], own: Own | None
) -> Block | None:
    """Make a block of ratings of the columns of a question of trust or value; None where it is none."""
    column = rated(stem) if stem else ""
    used = {word for question in group for word in words[question]}
    meant = {word: _value(word, own) for word in used if not is_no_answer(word, own)}
    if not column or not meant or any(value is None for value in meant.values()):
        return None
    values = {word: value for word, value in meant.items() if value is not None}
    return Block(tuple(group), stem, values, own=own, rating=column)


def _value(word: str, own: Own | None) -> float | None:
    number, label = numbered(word)
    given = (own or {}).get(word, (own or {}).get(label))
    if given is None:
        given = number if number is not None else _WORDS.get(label)
    if given is None and re.fullmatch(r"[1-4](\.0)?", word):
        given = float(word)
    return given if given is not None and _LEAST <= given <= _MOST else None
