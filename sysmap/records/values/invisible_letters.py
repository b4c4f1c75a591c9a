"""Letters that nobody sees: which of them shape the letters beside them, and which only mislead.

A joiner holds an emoji of several together, and decides how letters of Persian, Hindi or Bengali are
written; a mark of England makes a black flag the flag of England. Elsewhere the same letters are
invisible, and two names that look alike would be two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from sysmap.letters import composed

_JOINER, _NON_JOINER, _SPACE, _GRAPHEME = "\u200d", "\u200c", "\u200b", "\u034f"
# Letters of no width that are not of the category of format characters.
_HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Marks that stand before the digits of a number in Arabic, Syriac and Kaithi: everybody sees them.
_SEEN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
# What may stand between an emoji and the joiner after it: how it is drawn, and the colour of a skin.
_OF_AN_EMOJI = re.compile("[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]+\U000e007f")
_CONTROLS = ("Cc", "Cs")  # controls, and halves of letters
_FAR = 16  # letters: no sequence of marks is longer
_KEYS = frozenset("0123456789#*")
_VIRAMA = 9  # the class of the signs that take the vowel from a letter
_CURSIVE = ("ARABIC", "SYRIAC", "NKO", "MANDAIC", "MONGOLIAN", "ADLAM", "PHAGS-PA", "HANIFI", "MANICHAEAN")
_INDIC = (
    *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM"),
    "SINHALA",
)
_UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR")


def without_invisible(text: str) -> str:
    """Take out what nobody sees and what means nothing where it stands; white space stays."""
    while (left := _thinned(text)) != text:
        text = left
    return text


def shows(text: str) -> list[bool]:
    """Tell of each letter whether it is seen, or shapes one that is."""
    flags = _in_flags(text)
    return [
        letter.isprintable() or (unicodedata.category(letter) == "Cf" and _means(text, place, flags))
        for place, letter in enumerate(text)
    ]


def _thinned(text: str) -> str:
    # Of most texts no letter is doubtful, and each is looked at once, however often it stands there.
    doubtful = {letter for letter in set(text) if _is_doubtful(letter)}
    if doubtful:
        flags = _in_flags(text)
        text = "".join(
            letter
            for place, letter in enumerate(text)
            if letter not in doubtful
            or (unicodedata.category(letter) not in _CONTROLS and _means(text, place, flags))
        )
    # Taking out a letter may bring together another and its accent.
    return composed("NFC", text)


def _is_doubtful(letter: str) -> bool:
    """Return whether a letter is never seen, or only where it shapes those beside it."""
    hidden = unicodedata.category(letter) in (*_CONTROLS, "Cf") or _HIDDEN.match(letter) is not None
    return hidden and not letter.isspace()


def _means(text: str, place: int, flags: set[int]) -> bool:
    """Return whether an invisible letter changes how those beside it are written."""
    letter, before = text[place], text[place - 1 : place]
    after = text[place + 1 : place + _FAR].lstrip(letter)[:1]  # of several joiners the first counts
    if _SEEN.match(letter) or place in flags:
        return True
    if letter == before or not before:
        return False
    if letter == _JOINER:
        return (
            bool(_EMOJI.match(after) and _EMOJI.match(_emoji_before(text, place)))
            or _VIRAMA in (_combining(before), _combining(after))
            or _is_of(_base_before(text, place), _CURSIVE)
        )
    if letter == _NON_JOINER:
        base = _base_before(text, place)
        return _combining(before) == _VIRAMA or any(
            _is_of(base, scripts) and _is_of(after, scripts) for scripts in (_CURSIVE, _INDIC)
        )
    if letter == _SPACE:
        return _is_of(_base_before(text, place), _UNSPACED) and _is_of(after, _UNSPACED)
    if letter == _GRAPHEME:
        return unicodedata.category(after or "x").startswith("M")
    if letter in "\ufe0e\ufe0f":
        return bool(_EMOJI.match(before)) or (before in _KEYS and letter == "\ufe0f" and after == "\u20e3")
    if letter in "\u115f\u1160":
        return _is_of(after, ("HANGUL",)) or _is_of(before, ("HANGUL",))
    if letter == "\u2800":
        return _is_of(after, ("BRAILLE",)) or _is_of(before, ("BRAILLE",))
    if "\u180b" <= letter <= "\u180f":
        return _is_of(before, ("MONGOLIAN",))
    if "\ufe00" <= letter <= "\ufe0d" or "\U000e0100" <= letter <= "\U000e01ef":
        return _is_of(before, ("CJK", "MYANMAR", "PHAGS-PA")) or unicodedata.category(before) == "Sm"
    return False


def _in_flags(text: str) -> set[int]:
    """Return the places of the marks that make a black flag the flag of a country."""
    if "\U0001f3f4" not in text:
        return set()
    return {place for match in _FLAG.finditer(text) for place in range(match.start(), match.end())}


def _emoji_before(text: str, place: int) -> str:
    return _before(text, place, lambda letter: _OF_AN_EMOJI.match(letter) is not None)


def _base_before(text: str, place: int) -> str:
    return _before(text, place, lambda letter: unicodedata.category(letter).startswith("M"))


def _before(text: str, place: int, is_a_mark: Callable[[str], bool]) -> str:
    """Return the letter before a place that is no mark upon another; marks are few."""
    near = text[max(0, place - _FAR) : place]
    return next((letter for letter in reversed(near) if not is_a_mark(letter)), "")


def _combining(letter: str) -> int:
    return unicodedata.combining(letter) if letter else 0


def _is_of(letter: str, scripts: tuple[str, ...]) -> bool:
    seen = bool(letter) and letter.isprintable() and not _HIDDEN.match(letter)
    return seen and unicodedata.name(letter, "").startswith(scripts)
