"""Words of strength: which scale a column speaks, and what its words stand for."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sysmap.errors import ChoiceError, choice, listed
from sysmap.records.problems import Reading, row_list, shown
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.records.values.reading_cells import is_number, words_of_ones_own
from sysmap.vocabulary import fold, scales


def check_scale(scale: object) -> dict[str, float | None] | None:
    """Return the user's own words of strength, folded; None where none are given.

    A word that stands for None is no answer.

    Raises
    ------
    ChoiceError
        If it is no mapping of words to numbers from 0 up, or to None.
    """
    if scale is None:
        return None
    wanted = (
        f"{choice('scale')} takes words with what they stand for, as in "
        f"{choice('scale', {'now and then': 1, 'often': 2})}"
    )
    if not isinstance(scale, Mapping):
        raise ChoiceError(f"{wanted}; {shown(scale)!r} is none")
    own: dict[str, float | None] = {}
    for word, number in scale.items():
        if number is None:
            own[fold(clean(word)[0])] = None
            continue
        try:
            value = float(number)
        except (TypeError, ValueError):
            value = -1.0
        if not 0 <= value < float("inf"):
            raise ChoiceError(
                f"{wanted}; {shown(number)} for {shown(word)!r} is not a number from 0 up, and not "
                "None (no answer)"
            )
        own[fold(clean(word)[0])] = value
    return own


def find_scale(
    cells: pd.Series, own: Mapping[str, float | None] | None, here: Reading
) -> dict[str, float | None]:
    """Find what the words of a column of strengths stand for; empty where they are numbers.

    Words of no one scale are one fault that lists them; they then stand for something, so that
    no further fault follows from the first.
    """
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    texts = [clean(cell)[0] for cell in distinct]
    filled = {text for text in texts if text.casefold() not in BLANK_LIKE}
    words = {text for text in filled if _is_word(text)}
    if own is not None:
        missing = {text for text in words if fold(text) not in own}
        if missing:
            what = f"words that {choice('scale')} does not name"
            _refuse(what, missing, texts, codes, cells.index, here)
        return dict(own) | dict.fromkeys(map(fold, missing), 1.0)
    if not words:
        return {}
    for known in scales().values():
        if {fold(text) for text in words} <= set(known):
            # Among numbers a word is no strength: each is a fault of its own.
            return dict(known) if len(words) == len(filled) else {}
    _refuse("words of no one scale", words, texts, codes, cells.index, here)
    return dict.fromkeys(map(fold, words), 1.0)


def _is_word(text: str) -> bool:
    """Tell a word of a scale ("several times a week") from a number gone wrong ("1,5", "3 (weekly)")."""
    return not is_number(text) and not (text[:1].isnumeric() or text[1:2].isnumeric())


def _refuse(
    what: str,
    words: set[str],
    texts: list[str],
    codes: object,
    rows: pd.Index,
    here: Reading,
) -> None:
    found = pd.Series(pd.Series(texts, dtype=object).to_numpy()[codes], index=rows)
    places = {word: rows[found == word] for word in sorted(words)[:40]}
    parts = [
        f"{shown(word)} ({len(at)}, first in row {at[0]})"
        if len(at) > 1
        else f"{shown(word)} (1, row {at[0]})"
        for word, at in places.items()
    ]
    more = f" and {len(words) - len(parts)} more" if len(words) > len(parts) else ""
    here.fault(
        f"{what}: {listed(parts)}{more}; say what each stands for with {words_of_ones_own()}",
        column="strength",
        table="collaborations",
        row=row_list(rows[found.isin(words)]),
        value=next(iter(words)) if len(words) == 1 else "",
    )
