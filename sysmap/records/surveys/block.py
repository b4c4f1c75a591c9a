"""A block of answers: the columns of one question, about one organisation after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sysmap.records.surveys.export import Question
from sysmap.records.surveys.words import UNTICKED, Own, is_no_answer
from sysmap.vocabulary import fold


@dataclass(frozen=True)
class Block:
    """Columns of one question on one scale.

    Attributes
    ----------
    questions
        The columns, each about one organisation.
    stem
        The question.
    strengths
        What each folded word stands for.
    ticks
        Whether a cell holds the name of its column, a mark or nothing: whoever ticked any said no of the
        others.
    beside
        The columns of the same question that hold other words: what was written under "Other".
    kind
        The kind of tie, where the columns or what is ticked in them say it.
    together
        The columns of all kinds of tie: whoever ticked any of them said no of the others.
    picked, separator
        What has to stand in a cell, among other kinds of tie, and what stands between these.
    own
        The user's own words: some may be no answer.
    said
        What a person is told of how the words were read.
    rating
        Which rating the answers give, where they are no ties.
    """

    questions: tuple[Question, ...]
    stem: str
    strengths: Mapping[str, float] = field(default_factory=dict)
    ticks: bool = False
    beside: tuple[Question, ...] = ()
    kind: str = ""
    together: tuple[Question, ...] = ()
    picked: str = ""
    separator: str = ""
    own: Own | None = None
    said: str = ""
    rating: str = ""

    @property
    def title(self) -> str:
        """What the kind of its ties is called, where there are several."""
        return self.kind or self.stem

    def answers(self, text: str) -> bool:
        """Return whether a cell is an answer, be it no: not blank, and no "don't know"."""
        return bool(text) and not is_no_answer(fold(text), self.own)

    def says(self, text: str) -> bool:
        """Return whether a cell is an answer of its own: no box left unticked."""
        if not self.answers(text):
            return False
        if self.picked:
            return self.picked in map(fold, pieces(text, self.separator))
        return not (self.ticks and fold(text) in UNTICKED)


def pieces(text: str, separator: str) -> list[str]:
    """Return what was ticked in one cell."""
    return [piece.strip() for piece in text.split(separator) if piece.strip()]
