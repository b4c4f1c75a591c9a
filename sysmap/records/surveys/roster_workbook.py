"""What a roster survey is, and where everything stands in the workbook that is sent out and comes back."""

from __future__ import annotations

from dataclasses import dataclass

from sysmap.errors import ChoiceError, listed
from sysmap.vocabulary import fold, scales

START, LISTS = "Start here", "Lists"
WHO = "Your organisation"
ROSTER = ("Id", "Organisation")
# The columns of the sheet that carries the survey itself, so that a workbook says what it asked.
LIST_COLUMNS = (
    "id",
    "organisation",
    "sector",
    "place",
    "answer",
    "strength",
    "kind",
    "question",
    "sheet",
    "wave",
)
KIND = "works with"
WAVE = "wave 1"


@dataclass(frozen=True)
class RosterSurvey:
    """A roster survey: every organisation is asked about every other, once for each kind of tie.

    Attributes
    ----------
    roster
        ``(id, name, sector, place)`` of each organisation; names occur once.
    scale
        ``(answer, strength)`` from the least to the most; 0 is no tie.
    questions
        ``(kind, question, sheet)`` of each kind of tie.
    wave
        The wave that the answers are of.
    """

    roster: tuple[tuple[str, str, str, str], ...]
    scale: tuple[tuple[str, float], ...]
    questions: tuple[tuple[str, str, str], ...]
    wave: str


def answers_of(scale: str) -> tuple[tuple[str, float], ...]:
    """Return the answers of a known scale, one word for each strength.

    Raises
    ------
    ChoiceError
        If there is no such scale.
    """
    known = {fold(name): words for name, words in scales().items()}
    if fold(scale) not in known:
        raise ChoiceError(f"there is no scale called {scale!r}; there are: {listed(scales())}")
    first: dict[float, str] = {}
    for word, strength in known[fold(scale)].items():
        first.setdefault(strength, word[:1].upper() + word[1:])
    return tuple((word, strength) for strength, word in sorted(first.items()))
