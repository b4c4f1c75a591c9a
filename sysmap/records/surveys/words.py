"""Words of strength as respondents are offered them: on which scale they are, and which are no answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sysmap.errors import choice
from sysmap.vocabulary import no_answers, scales

Own = Mapping[str, float | None]
_MOST, _LONGEST = 10, 500  # no label of an answer is longer
_NUMBERS = "whole numbers"
_OWN = "scale="
_TICKS = "ticks"
# Options of a multiple choice that are no organisation: none, and one that is not listed.
NONE_OF_THEM = {"none", "none of these", "none of the above", "no one", "nobody"}
ANOTHER = {"other", "others", "not listed", "other (please specify)", "other, please specify"}
ANOTHER |= {"other organisation", "other organisations", "other - please specify", "other: please specify"}
NO_ANSWER = no_answers() | {"anonymous"}
NOBODY = NONE_OF_THEM | ANOTHER | NO_ANSWER
# What a box says that is ticked, where it does not repeat the name of its column; and one that is not.
TICKED = {"x", "✓", "✔", "☑", "✅", "checked", "ticked", "selected", "true"}
UNTICKED = {"unchecked", "not checked", "unticked", "not ticked", "not selected", "unselected", "false"}
_BEFORE = re.compile(r"[(\[]?(\d{1,2})[)\]]?\s*[-–—:.)=]\s*([^\W\d].*)|[(\[](\d{1,2})[)\]]\s*([^\W\d].*)")
_BEHIND = re.compile(r"(.*[^\W\d])\s*(?:[(\[](\d{1,2})[)\]]|[-–—:=]\s*(\d{1,2}))")
_DENIES = re.compile(r"(no|not|never|none|nothing|without)\b")


@dataclass(frozen=True)
class Meaning:
    """How the words of a question are read.

    Attributes
    ----------
    names
        The scales that the words may be of; none where they are of no one scale.
    strengths
        What each word stands for.
    said
        What a person is told of the way in which they were read; empty where nothing needs saying.
    """

    names: frozenset[str] = frozenset()
    strengths: Mapping[str, float] = field(default_factory=dict)
    said: str = ""


def numbered(word: str) -> tuple[float | None, str]:
    """Tell the number from the label of an answer such as ``1 - Never`` or ``never (0)``; None: no number."""
    if len(word) > _LONGEST:
        return None, word
    match = _BEFORE.fullmatch(word)
    if match:
        return float(match[1] or match[3]), match[2] or match[4]
    match = _BEHIND.fullmatch(word)
    return (float(match[2] or match[3]), match[1]) if match else (None, word)


def is_no_answer(word: str, own: Own | None = None) -> bool:
    """Return whether a folded word says nothing of a question: "don't know", or what the user called so."""
    _, label = numbered(word)
    for spelling in (word, label):
        if own and spelling in own:
            return own[spelling] is None
    return word in no_answers() or label in no_answers()


def fits(words: Iterable[str], own: Own | None) -> frozenset[str]:
    """Return the names of the scales, if any, that words (folded) may be answers on; the user's own count."""
    return meaning_of(words, own).names


def strengths_of(words: Iterable[str], own: Own | None) -> dict[str, float]:
    """Say what words of one scale stand for."""
    return dict(meaning_of(words, own).strengths)


def meaning_of(words: Iterable[str], own: Own | None) -> Meaning:
    """Say on which scales words (folded) may be, and what they stand for there.

    Of numbered labels the numbers are the strengths, and a word of no tie is none whatever its number is;
    numbers that run against their words count for nothing.
    """
    asked = [word for word in dict.fromkeys(words) if not is_no_answer(word, own)]
    mine = {word: number for word in asked if (number := _own(word, own)) is not None}
    left = [word for word in asked if word not in mine]
    names: set[str] = set()
    strengths: dict[str, float] = {}
    said = ""
    labels = {word: numbered(word)[1] for word in left}
    for name, scale in scales().items():
        if all(word in scale or labels[word] in scale for word in left):
            names.add(name)
            if not strengths:
                strengths, said = _of_scale(left, labels, scale)
    if strengths and not said and own and all(number is None for number in own.values()):
        strengths, said = _counted_up(left, strengths)
    if all(_whole(word) is not None for word in left):
        names.add(_NUMBERS)
        strengths = strengths or {word: _whole(word) or 0.0 for word in left}
    elif not names and _may_count(left):
        names.add(_NUMBERS)
        strengths = {word: _number(word) or 0.0 for word in left}
        said = "the answers are numbered, and their words of no known scale: the numbers are the strengths"
    if own and not left:
        names.add(_OWN)
    if left and set(left) <= TICKED | UNTICKED:
        names.add(_TICKS)
    known = next((scale for name, scale in scales().items() if name in names), {})
    return Meaning(frozenset(names), {**known, **strengths, **mine}, said)


def _own(word: str, own: Own | None) -> float | None:
    if not own:
        return None
    return own[word] if word in own else own.get(numbered(word)[1])


def _of_scale(
    words: list[str], labels: Mapping[str, str], scale: Mapping[str, float]
) -> tuple[dict[str, float], str]:
    """Say what words of a known scale stand for, whose numbers count where they rise with the words."""
    by_word = {word: scale[word] if word in scale else scale[labels[word]] for word in words}
    numbers = {word: number for word in words if (number := numbered(word)[0]) is not None}
    if not numbers:
        return by_word, ""
    pairs = sorted((by_word[word], numbers[word]) for word in words if word in numbers)
    rising = all(
        (first[1] < second[1]) if first[0] < second[0] else first[1] == second[1]
        for first, second in zip(pairs, pairs[1:], strict=False)
    )
    ties = [word for word in numbers if by_word[word] > 0]
    several = len({strength for strength, _ in pairs}) > 1
    if not several or len(numbers) < len(words) or not rising or any(numbers[word] <= 0 for word in ties):
        return by_word, "the answers are numbered: their words are the strengths, and not the numbers"
    none = [word for word in numbers if not by_word[word] and numbers[word]]
    no_tie = f", but {none[0]} is no tie, as its word says" if none else ""
    return by_word | {word: numbers[word] for word in ties}, (
        f"the answers are numbered: the numbers are the strengths{no_tie}"
    )


def _counted_up(words: list[str], strengths: Mapping[str, float]) -> tuple[dict[str, float], str]:
    """Count the answers in use from no tie up, where `scale=` names nothing but words of no answer.

    The answers are then a scale of the user's own, of which only the order is known. It is said, with
    what to write to have them stand for the known numbers.
    """
    levels = sorted({strengths[word] for word in words if strengths[word] > 0})
    counted = {word: float(levels.index(strengths[word]) + 1) if strengths[word] else 0.0 for word in words}
    ties = {word: number for word, number in strengths.items() if number and word in counted}
    if all(counted[word] == number for word, number in ties.items()):
        return counted, ""
    known = choice("scale", {word: int(number) for word, number in ties.items()})
    listed_up = ", ".join(
        f"{word} {number:g}" for word, number in sorted(counted.items(), key=lambda one: one[1])
    )
    return counted, (
        f"{choice('scale')} names words of no answer only, so that the others count up in their order: "
        f"{listed_up}; to compare with other surveys, give their numbers too: {known}"
    )


def _may_count(words: list[str]) -> bool:
    """Return whether numbers before unknown words may be strengths: none stands before a word of no tie."""
    numbers = {word: _number(word) for word in words}
    if not words or any(number is None for number in numbers.values()):
        return False
    denied = [word for word in words if _denies(numbered(word)[1])]
    return len(set(numbers.values())) == len(words) and not any(numbers[word] for word in denied)


def _denies(label: str) -> bool:
    return bool(_DENIES.match(label)) or any(scale.get(label) == 0 for scale in scales().values())


def _number(word: str) -> float | None:
    whole = _whole(word)
    number = numbered(word)[0] if whole is None else whole
    return number if number is not None and number <= _MOST else None


def _whole(word: str) -> float | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return number if number.is_integer() and 0 <= number <= _MOST else None
