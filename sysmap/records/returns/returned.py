"""One answer that came back, in whatever file: whose it is, and what was answered about whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sysmap.records.returns.roster_survey import RosterSurvey

Asked = tuple[str, str]


@dataclass
class Returned:
    """One answer that came back.

    Attributes
    ----------
    file, organisation
        Where it stands, and the id of whoever answers.
    answers
        The answer and its strength (None where only that there is a tie was said) by kind and organisation.
    left_open
        Where it was said that no answer can be given, by kind and organisation; the words that say so.
    blank
        What was left empty.
    ratings
        From 1 to 4, by organisation and what it was rated on.
    own
        Answers to the survey's own questions, by number.
    missing
        Names of organisations that the list lacks.
    page, time
        The page and person by whom it was saved, and when; nothing of a workbook.
    aside
        What was answered and is not used, counted by reason.
    beside
        Cells written where nothing is read.
    """

    file: str
    organisation: str
    answers: dict[Asked, tuple[str, float | None]] = field(default_factory=dict)
    left_open: dict[Asked, str] = field(default_factory=dict)
    blank: list[Asked] = field(default_factory=list)
    ratings: dict[Asked, int] = field(default_factory=dict)
    own: dict[int, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    page: str = ""
    time: datetime | None = None
    aside: dict[str, int] = field(default_factory=dict)
    beside: int = 0

    @property
    def filled(self) -> int:
        """How many answers it holds that are used."""
        return len(self.answers) + len(self.left_open) + len(self.ratings) + len(self.own) + len(self.missing)

    def says_the_same_as(self, other: Returned) -> bool:
        """Return whether another says the same of the same organisations."""
        return all(
            getattr(self, name) == getattr(other, name)
            for name in ("organisation", "answers", "left_open", "ratings", "own", "missing")
        )

    def put_aside(self, reason: str, count: int = 1) -> None:
        """Count answers that are not used."""
        if count:
            self.aside[reason] = self.aside.get(reason, 0) + count

    def drop_own(self, survey: RosterSurvey) -> None:
        """Leave out what somebody says of their own organisation; what is empty there is no blank."""
        for kind in survey.kinds:
            pair = (kind, self.organisation)
            said = self.answers.pop(pair, None) is not None or self.left_open.pop(pair, None) is not None
            self.put_aside("answers about oneself", int(said))
        self.blank = [pair for pair in self.blank if pair[1] != self.organisation]

    def drop_lonely_ratings(self) -> None:
        """Leave out ratings of organisations with which no tie was reported."""
        tied = {other for (_, other), (_, strength) in self.answers.items() if strength != 0}
        lonely = [pair for pair in self.ratings if pair[0] not in tied]
        for pair in lonely:
            del self.ratings[pair]
        self.put_aside("ratings of an organisation with which no tie was reported", len(lonely))


def ratings_of(returned: Returned, other: str) -> Mapping[str, int]:
    """Return what one organisation was rated on, by item."""
    return {item: rating for (rated, item), rating in returned.ratings.items() if rated == other}
