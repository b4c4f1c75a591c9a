"""What a page saved, held to the survey that was sent out: every answer used, or said why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sysmap.errors import listed
from sysmap.records.problems import Reading
from sysmap.records.returns.notice import OwnQuestion, SurveyNotice
from sysmap.records.returns.returned import Returned
from sysmap.records.returns.roster_survey import (
    DRAFT,
    ITEMS,
    NEVER,
    OPEN,
    OWN_PAGE,
    RATING,
    RosterSurvey,
    names_of,
    strengths_of,
)
from sysmap.records.returns.saved_answers import Answer, SavedAnswers, said_in
from sysmap.records.tables.declared import NAME_LIMIT
from sysmap.vocabulary import fold, scales

KIND, STRENGTH, OWN, MISSING = "kind:", "strength:", "own:", "missing"
_RATINGS = {fold(word): number for number, word in enumerate(RATING, start=1)} | {
    str(number): number for number in range(1, len(RATING) + 1)
}


@dataclass(frozen=True)
class _Said:
    """What one row says of a tie: its word and strength, or that it is open."""

    word: str
    strength: float | None
    row: int

    @property
    def open(self) -> bool:
        return self.word in OPEN


def read_saved_answers(saved: SavedAnswers, survey: RosterSurvey, here: Reading) -> Returned | None:
    """Read the rows of one respondent; None, with every fault noted, where any cannot be used.

    Parameters
    ----------
    saved
        The rows, as the page saved them.
    survey
        The survey that was sent out.
    here
        Where they stand, and where faults are noted.
    """
    before = len(here.problems.faults)
    ids = dict(names_of(survey))
    organisation = ids.get(fold(saved.organisation), "")
    if not organisation:
        here.fault("is not on the list", row=2, column="organisation", value=saved.organisation)
    elif saved.page.startswith(OWN_PAGE) and not saved.page.startswith(f"{survey.token(organisation)}-"):
        here.fault(
            "saved by the page of another organisation", row=2, column="page", value=saved.organisation
        )
    if saved.page.startswith(f"{DRAFT}-"):
        here.warning("saved by a draft of the page, which is not for sending out", row=2, column="page")
    if saved.wave != survey.wave:
        here.fault(
            f"not the wave that was asked about ({survey.wave})", row=2, column="wave", value=saved.wave
        )
    returned = Returned(saved.file, organisation, page=saved.page, time=saved.time)
    ties: dict[tuple[str, str], dict[str, _Said | None]] = {}
    seen: dict[tuple[str, str], int] = {}
    removed: list[int] = []
    for each in saved.answers:
        text, changed = said_in(each.answer)
        if changed:
            removed.append(each.row)
        answer = Answer(each.row, each.partner, each.question, text)
        key = (fold(each.partner), each.question)
        if each.question != MISSING and key in seen:
            here.fault(
                f"was answered in row {seen[key]} already",
                row=each.row,
                column="question",
                value=each.question,
            )
            continue
        seen[key] = each.row
        _take(answer, survey, ids, returned, ties, here)
    for pair, said in ties.items():
        _settle(pair, said, returned, here)
    if removed:
        here.warning(
            "letters that cannot be seen were taken out", column="answer", row=", ".join(map(str, removed))
        )
    if len(here.problems.faults) > before:
        return None
    returned.drop_own(survey)
    returned.drop_lonely_ratings()
    return returned


def _take(
    each: Answer,
    survey: RosterSurvey,
    ids: Mapping[str, str],
    returned: Returned,
    ties: dict[tuple[str, str], dict[str, _Said | None]],
    here: Reading,
) -> None:
    """Take one row for what it is an answer to."""
    if each.question == MISSING or each.question.startswith(OWN):
        if each.partner:
            here.fault(
                "not about another organisation: leave it blank",
                row=each.row,
                column="partner",
                value=each.partner,
            )
        elif each.question == MISSING:
            _take_missing(each, returned, here)
        else:
            _take_own(each, survey, returned, here)
        return
    other = ids.get(fold(each.partner), "")
    if not other:
        said = "is not on the list" if each.partner else "blank: about whom is this?"
        here.fault(said, row=each.row, column="partner", value=each.partner)
    elif each.question in ITEMS:
        _take_rating(each, other, returned, here)
    else:
        form = next((one for one in (KIND, STRENGTH) if each.question.startswith(one)), "")
        kinds = {fold(kind): kind for kind in survey.kinds}
        kind = kinds.get(fold(each.question.removeprefix(form))) if form else None
        if kind is None:
            here.fault("is no question of this survey", row=each.row, column="question", value=each.question)
            return
        ties.setdefault((kind, other), {})[form] = _said(each, form, survey, here)


def _said(each: Answer, form: str, survey: RosterSurvey, here: Reading) -> _Said | None:
    """Return what a row says of a tie; None where it was left empty."""
    word = fold(each.answer)
    if not word:
        return None
    if word in OPEN:
        return _Said(word, None, each.row)
    known = strengths_of(survey.scale)
    if word in known:
        return _Said(*known[word], each.row)
    yes_or_no = scales()["yes or no"]
    if form == KIND and word in yes_or_no:
        return _Said(each.answer, None if yes_or_no[word] else 0.0, each.row)
    words = listed([*(word for word, _ in survey.scale), NEVER, *OPEN], 20)
    here.fault(
        f"is not an answer of this survey; the answers are {words}",
        row=each.row,
        column="answer",
        value=each.answer,
    )
    return None


def _settle(pair: tuple[str, str], said: dict[str, _Said | None], returned: Returned, here: Reading) -> None:
    """Make one answer of what was said of the kind, and of how often."""
    found = [one for one in (said.get(KIND), said.get(STRENGTH)) if one is not None]
    if not found:
        returned.blank.append(pair)
        return
    first, last = found[0], found[-1]
    if first.open != last.open or (first.open and first.word != last.word) or _differ(first, last):
        here.fault(
            f"{first.word!r} here and {last.word!r} in row {last.row} contradict each other",
            row=first.row,
            column="answer",
            value=first.word,
        )
    elif last.open:
        returned.left_open[pair] = last.word
    else:
        best = last if last.strength is not None else first
        returned.answers[pair] = (best.word, best.strength)


def _differ(first: _Said, last: _Said) -> bool:
    if None in (first.strength, last.strength):
        return 0 in (first.strength, last.strength)
    return first.strength != last.strength


def _take_rating(each: Answer, other: str, returned: Returned, here: Reading) -> None:
    word = fold(each.answer)
    if word in _RATINGS:
        returned.ratings[other, each.question] = _RATINGS[word]
    elif word in OPEN:
        returned.put_aside("ratings that could not be given")
    elif word:
        here.fault(
            f"is not a rating; the ratings are {listed(RATING)}, or 1 to {len(RATING)}",
            row=each.row,
            column="answer",
            value=each.answer,
        )


def _take_missing(each: Answer, returned: Returned, here: Reading) -> None:
    if len(each.answer) > NAME_LIMIT:
        here.fault(
            f"a name longer than {NAME_LIMIT} letters", row=each.row, column="answer", value=each.answer
        )
    elif each.answer and fold(each.answer) not in map(fold, returned.missing):
        returned.missing.append(each.answer)


def _take_own(each: Answer, survey: RosterSurvey, returned: Returned, here: Reading) -> None:
    number = each.question.removeprefix(OWN)
    known = range(1, len(survey.own) + 1)
    if not number.isascii() or not number.isdigit() or len(number) > 3 or int(number) not in known:
        here.fault("is no question of this survey", row=each.row, column="question", value=each.question)
        return
    choices = survey.own[int(number) - 1].choices
    if each.answer and choices and each.answer not in choices:
        here.fault(
            f"is not one of the choices: {listed(choices)}", row=each.row, column="answer", value=each.answer
        )
    elif each.answer:
        returned.own[int(number)] = each.answer


def survey_without_page(saved: list[SavedAnswers]) -> Iterator[RosterSurvey]:
    """Work out the survey from its answers alone, where the page that was sent out is not at hand.

    Every partner stands in every file. The answers tell the scale where a known one holds them all. Gives
    nothing where none does.
    """
    rows = [each for one in saved for each in one.answers]
    names = {
        fold(one): one
        for one in (*(one.organisation for one in saved), *(each.partner for each in rows))
        if one
    }
    asked = [each for each in rows if each.question.startswith((KIND, STRENGTH))]
    words = {fold(each.answer) for each in asked} - {"", NEVER, *OPEN}
    yes_or_no = all(each.question.startswith(KIND) for each in asked)
    known = sorted(scales().items(), key=lambda scale: (scale[0] != "yes or no") == yes_or_no)
    scale = next((found for _, found in known if words <= set(found)), None)
    kinds = dict.fromkeys(each.question.partition(":")[2] for each in asked)
    numbers = [
        int(each.question.removeprefix(OWN)) for each in rows if each.question.removeprefix(OWN).isdecimal()
    ]
    if scale is None or not kinds:
        return
    answers = sorted(
        ((word[:1].upper() + word[1:], strength) for word, strength in scale.items()), key=lambda one: one[1]
    )
    yield RosterSurvey(
        roster=tuple((name, name, "", "") for _, name in sorted(names.items())),
        scale=tuple(answers),
        questions=tuple((kind, kind, "") for kind in kinds),
        wave=saved[0].wave,
        notice=SurveyNotice(questions=_numbered(max(numbers, default=0))),
    )


def _numbered(count: int) -> tuple[OwnQuestion, ...]:
    return tuple(OwnQuestion(f"question {number}") for number in range(1, min(count, 50) + 1))
