"""What a roster survey is: who is asked about whom, what about them, and which answers there are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sysmap.errors import ChoiceError, listed
from sysmap.records.returns.notice import OwnQuestion, SurveyNotice
from sysmap.vocabulary import fold, scales

KIND = "works with"
# What begins the code of the page of one organisation, and that of a page that is not for sending out.
OWN_PAGE, DRAFT = "page-", "draft"
WAVE = "wave 1"
NEVER, CANNOT_SAY, NOT_US = "never", "cannot say", "not us"
# Answers that are neither a tie nor none.
OPEN = (CANNOT_SAY, NOT_US)
RATING = ("Not at all", "A little", "Mostly", "Completely")
RATED = {
    "trust": ("trust_reliability", "trust_mission", "trust_openness"),
    "value": ("value_power", "value_resources", "value_involvement"),
}
ITEMS = tuple(item for items in RATED.values() for item in items)


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
    items
        What organisations worked with are rated on, from 1 to 4, by the columns that hold it.
    notice
        What the survey says of itself, and its own questions.
    """

    roster: tuple[tuple[str, str, str, str], ...]
    scale: tuple[tuple[str, float], ...]
    questions: tuple[tuple[str, str, str], ...]
    wave: str
    items: tuple[str, ...] = ()
    notice: SurveyNotice = field(default_factory=SurveyNotice)

    @property
    def own(self) -> tuple[OwnQuestion, ...]:
        """The survey's own questions."""
        return self.notice.questions

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of tie, in the order in which they are asked about."""
        return tuple(kind for kind, *_ in self.questions)

    @property
    def asked(self) -> tuple[object, ...]:
        """What two copies of one survey have in common, whatever their form and their words."""
        return self.roster, self.scale, self.kinds, self.wave

    @property
    def code(self) -> str:
        """What tells this survey from every other: it stands in each row that comes back."""
        parts = [
            *("\t".join(row) for row in self.roster),
            *(f"{word}\t{strength:g}" for word, strength in self.scale),
            *self.kinds,
            self.wave,
        ]
        # It begins with letters: a spreadsheet program makes a number of some that do not.
        return f"survey-{hashlib.sha256(chr(10).join(parts).encode('utf-8')).hexdigest()[:16]}"

    def token(self, identity: str) -> str:
        """Return what tells an organisation's own page from others: it stands in each row that it saves."""
        return f"{OWN_PAGE}{hashlib.sha256(f'{self.code} {identity}'.encode()).hexdigest()[:12]}"

    @property
    def says_how_often(self) -> bool:
        """Whether there is more than one answer that is a tie."""
        return sum(strength > 0 for _, strength in self.scale) > 1


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


def items_of(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of ratings that are asked for, by their own names or by ``trust`` and ``value``.

    Raises
    ------
    ChoiceError
        If there is no such rating.
    """
    found: list[str] = []
    for name in wanted:
        if fold(name) not in (*RATED, *ITEMS):
            raise ChoiceError(f"there is no rating called {name!r}; there are: {listed([*RATED, *ITEMS])}")
        found += RATED.get(fold(name), (fold(name),))
    return tuple(item for item in ITEMS if item in found)


def strengths_of(scale: Iterable[tuple[str, float]]) -> dict[str, tuple[str, float]]:
    """Return the answers of a scale by their folded words; ``never`` is always one."""
    known = {fold(word): (word, strength) for word, strength in scale}
    none = next(((word, strength) for word, strength in known.values() if strength == 0), None)
    return {NEVER: none or (NEVER.capitalize(), 0.0), **known}


def names_of(survey: RosterSurvey) -> Iterator[tuple[str, str]]:
    """Give each folded text by which an organisation of the list is known, with its id."""
    for identity, _, *_ in survey.roster:
        yield fold(identity), identity
    for identity, name, *_ in survey.roster:
        yield fold(name), identity
